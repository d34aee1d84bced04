"""The ledger: every transition is kept whole, in order, and told; whatever is wrong with the file is said in words."""

import sqlite3
import threading
from dataclasses import replace

import pytest

from audio_backend.errors import BadInput, Conflict, EarlierLedger, NotFound, StorageFull, StudioError
from audio_backend.ledger import transitions
from audio_backend.ledger.history import Picks
from audio_backend.ledger.job import CANCELLED, COMPLETED, FAILED, PENDING, QUEUED, Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.records import IdempotentResponse, Timing, Upload, Voice
from audio_backend.ledger.tables import SCHEMA_VERSION
from audio_backend.messages import sentences
from audio_backend.models.messages import Message
from audio_backend.models.stages import PHASES, UnitKey

ERROR = {"code": "engine_failed", "title": "t", "detail": "out of tune", "remedy": "r"}


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'deep' / 'studio.sqlite3'}"


@pytest.fixture
def ledger(url, clock):
    ledger = Ledger(url, clock)
    yield ledger
    ledger.close()


def add(ledger, id="j", created=1.0, **facts):
    return ledger.add_job(Job(id=id, created=created, title=facts.pop("title", id), **facts))


def begin(ledger, phase, index=0, id="j"):
    return ledger.claim(UnitKey(id, phase, index), "me").unit(phase, index).current_attempt


def succeed(ledger, phase, index=0, result=None, id="j"):
    return ledger.finish_unit(id, begin(ledger, phase, index, id), result or {})


def decoded(ledger, segments=2):
    add(ledger)
    ledger.admit(5)
    return succeed(ledger, "decode", 0, {"segments": [{"index": i} for i in range(segments)]})


def finished(ledger):
    decoded(ledger, 1)
    for phase in ("analyse", "plan", "render"):
        succeed(ledger, phase)
    return succeed(ledger, "finish", 0, {"file": "cover.wav"})


def test_a_job_comes_back_as_it_was_kept(ledger, url):
    job = add(
        ledger,
        title="Für Elise 🎵",
        priority=3,
        config={"a": [1, None]},
        request={"b": 2},
        source={"s": 1.5},
        messages=(Message("text", (), {"text": "quiet"}),),
    )
    assert ledger.job("j") == job == Ledger(url).job("j")
    with pytest.raises(NotFound, match="no job x"):
        ledger.job("x")
    with pytest.raises(Conflict):
        add(ledger)


def test_a_whole_song_is_kept_with_every_take(ledger, clock):
    done = finished(ledger)
    assert done == ledger.job("j") and (done.state, done.result) == (COMPLETED, {"file": "cover.wav"})
    attempts = [(a.phase, a.index, a.attempt, a.worker, a.outcome) for a in ledger.attempts("j")]
    assert attempts == [(phase, 0, 1, "me", "done") for phase in PHASES]


def test_every_change_is_told_in_order(ledger):
    finished(ledger)
    events = ledger.events("j")
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert [e.data["state"] for e in events if e.kind == "job"] == [
        "queued",
        "running",
        "running",
        "running",
        "running",
        "running",
        "completed",
    ]
    assert [e.data["phase"] for e in events if e.kind == "job"][1:-1] == list(PHASES)
    assert [e.data["state"] for e in events if e.kind == "unit"] == ["running", "done"] * 5
    middle = events[4].seq
    assert ledger.events("j", after_seq=middle) == events[5:]
    assert ledger.events("j", limit=2) == events[:2]
    assert ledger.events() == events


def test_progress_is_told_while_it_lasts_and_forgotten_at_the_end(ledger):
    decoded(ledger, 1)
    attempt = begin(ledger, "analyse")
    job = ledger.progress("j", attempt, 0.5, "stems")
    last = ledger.events("j")[-1]
    assert (last.kind, last.data["fraction"], last.data["stage"]) == ("progress", 0.5, "stems")
    assert last.data["progress"] == pytest.approx(job.progress, abs=1e-4)  # rounded to four places
    ledger.cancel("j")
    assert {event.kind for event in ledger.events("j")} == {"job", "unit"}


def test_a_kept_segment_is_told_and_kept(ledger, url):
    add(ledger)
    ledger.admit(5)
    succeed(ledger, "decode", 0, {"segments": [{"start": 0, "stop": 9}, {"start": 9, "stop": 75}], "sample_rate": 1})
    ledger.fail_unit("j", begin(ledger, "analyse", 1), ERROR)
    for phase in ("analyse", "plan", "render", "finish"):
        succeed(ledger, phase)
    seen = ledger.events("j")[-1].seq
    job = ledger.keep("j", 1)
    assert job == ledger.job("j") == Ledger(url).job("j") and job.state == COMPLETED
    assert sentences(job.messages) == ["From 0:09 to 1:15 the original is kept, by your choice."]
    told = ledger.events("j", after_seq=seen)
    assert [(e.kind, e.data["state"]) for e in told] == [("unit", "kept"), ("unit", "kept"), ("job", "completed")]
    with pytest.raises(Conflict):
        ledger.keep("j", 1)
    with pytest.raises(NotFound):
        ledger.keep("j", 2)


def test_settings_of_single_segments_are_kept_with_the_job(ledger, url):
    finished(ledger)
    softer = {"svc": {"strength": 0.5}}
    assert ledger.retry("j", [0], "render", softer).segment_settings(0) == softer
    assert Ledger(url).job("j").segment_settings(0) == softer
    ledger.cancel("j")
    assert ledger.retry("j", [0], "render").segment_settings(0) == {}


def test_a_renamed_job_is_found_by_its_new_title(ledger):
    add(ledger, title="old")
    assert ledger.rename("j", "Für Elise").title == "Für Elise"
    assert [job.id for job in ledger.jobs(query="elise")[0]] == ["j"] and not ledger.jobs(query="old")[0]
    with pytest.raises(NotFound):
        ledger.rename("x", "y")


def test_a_shelf_finds_what_has_a_value(ledger):
    for id, sha in (("a", "1"), ("b", "2"), ("c", "1")):
        ledger.uploads.add(Upload(id, "f", sha, 1, {}, float(ord(id))))
    assert [one.id for one in ledger.uploads.all(sha256="1")] == ["c", "a"]
    assert [one.id for one in ledger.uploads.all()] == ["c", "b", "a"]


def test_a_unit_is_claimed_once(ledger):
    decoded(ledger)
    assert ledger.claim(UnitKey("j", "analyse", 0), "me") is not None
    assert ledger.claim(UnitKey("j", "analyse", 0), "you") is None
    assert ledger.claim(UnitKey("j", "render", 0), "you") is None


def test_racing_workers_get_every_unit_once(ledger, url):
    decoded(ledger, 12)
    ledgers, got = [ledger, Ledger(url)], []

    def race(number):
        mine = ledgers[number % 2]
        for index in range(12):
            if mine.claim(UnitKey("j", "analyse", index), f"w{number}"):
                got.append(index)
                mine.finish_unit("j", mine.job("j").unit("analyse", index).current_attempt, {})

    threads = [threading.Thread(target=race, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(12))
    assert ledger.job("j").phase == "plan"


def test_a_transition_works_on_what_nobody_changes_meanwhile(ledger, url):
    decoded(ledger)
    other = Ledger(url)
    intruder = threading.Thread(target=other.cancel, args=("j",))
    attempt = begin(ledger, "analyse")

    def slow_change(job):
        intruder.start()
        intruder.join(timeout=0.2)  # time enough to commit, if it were let in
        return transitions.finish_unit(job, attempt, {"mine": True}, 5.0)

    ledger._apply("j", slow_change)
    intruder.join()
    job = ledger.job("j")
    assert (job.state, job.unit("analyse").result) == (CANCELLED, {"mine": True})


def test_a_late_take_commits_nothing(ledger):
    decoded(ledger)
    late = begin(ledger, "analyse")
    ledger.release_unit("j", late)
    newest = begin(ledger, "analyse")
    before = ledger.events("j")
    ledger.finish_unit("j", late, {"late": True})
    assert ledger.events("j") == before and ledger.job("j").unit("analyse").result is None
    ledger.finish_unit("j", newest, {"mine": True})
    assert [(a.attempt, a.outcome) for a in ledger.attempts("j")][1:] == [(1, "released"), (2, "done")]


def test_crashes_and_failures_are_kept_with_their_words(ledger):
    decoded(ledger)
    ledger.crash_unit("j", begin(ledger, "analyse"), ERROR)
    ledger.fail_unit("j", begin(ledger, "analyse"), ERROR)
    attempts = [a for a in ledger.attempts("j") if a.phase == "analyse"]
    assert [(a.outcome, a.error) for a in attempts] == [("crashed", ERROR), ("failed", ERROR)]
    assert ledger.job("j").segments[0].error == ERROR


def test_the_best_wait_least(ledger):
    add(ledger, "old", 1.0)
    add(ledger, "young", 2.0)
    add(ledger, "first", 3.0, priority=5)
    assert [job.id for job in ledger.admit(2)] == ["first", "old"]
    assert ledger.admit(2) == [] and ledger.job("young").state == QUEUED
    ledger.cancel("old")
    assert [job.id for job in ledger.admit(2)] == ["young"]
    assert {job.id for job in ledger.running()} == {"first", "young"}


def test_the_time_limit_is_kept(ledger, clock):
    decoded(ledger)
    begin(ledger, "analyse")
    add(ledger, "k")
    ledger.admit(5)
    ledger.count_work({"j", "gone"}, 59.0)
    clock.now += 1e6
    assert ledger.expire(60.0) == []
    ledger.count_work(["j", "k"], 1.0)
    assert [(job.id, job.state, job.error["code"]) for job in ledger.expire(60.0)] == [("j", FAILED, "job_timeout")]
    assert (ledger.job("j").worked_s, ledger.job("k").worked_s) == (60.0, 1.0)
    assert [a.outcome for a in ledger.attempts("j")] == ["done", "cancelled"]


def test_what_dead_workers_did_is_pending_again(ledger):
    decoded(ledger)
    begin(ledger, "analyse", 0)
    assert ledger.recover("me") == 0
    assert ledger.recover("new") == 1
    unit = ledger.job("j").unit("analyse", 0)
    assert (unit.state, unit.crashes) == (PENDING, 0)
    begin(ledger, "analyse", 1)
    assert ledger.release("new") == 0 and ledger.release("me") == 1


def test_cancel_and_retry(ledger):
    decoded(ledger)
    begin(ledger, "analyse")
    assert ledger.cancel("j").state == CANCELLED
    assert ledger.retry("j").state == QUEUED
    with pytest.raises(Conflict):
        ledger.retry("j")
    assert ledger.job("j").run == 2


def test_remix_keeps_the_new_config(ledger):
    finished(ledger)
    assert ledger.remix("j", {"mixing": {"vocal_db": 2.0}}).config == {"mixing": {"vocal_db": 2.0}}
    assert ledger.job("j").state == QUEUED


def test_pages_hold_every_job_once_newest_first(ledger):
    for number in range(7):
        add(ledger, f"j{number}", created=float(number // 2))  # two of the same instant
    pages, cursor = [], None
    while True:
        jobs, cursor = ledger.jobs(limit=3, cursor=cursor)
        pages.append([job.id for job in jobs])
        if cursor is None:
            break
    assert pages == [["j6", "j5", "j4"], ["j3", "j2", "j1"], ["j0"]]
    with pytest.raises(BadInput, match="cursor"):
        ledger.jobs(cursor="nonsense")


def test_jobs_are_found_by_state_and_words(ledger):
    add(ledger, "a", title="Ärger im Paradies")
    add(ledger, "b", title="100% Liebe")
    ledger.cancel("b")
    assert [job.id for job in ledger.jobs(states=["cancelled"])[0]] == ["b"]
    assert [job.id for job in ledger.jobs(query="ärger")[0]] == ["a"]
    assert [job.id for job in ledger.jobs(query="0%")[0]] == ["b"]
    assert [job.id for job in ledger.jobs(query="%")[0]] == ["b"]  # no wildcard


WHOLE = {"duration_s": 10.0, "frames": 441_000, "sample_rate": 44_100}


@pytest.mark.parametrize(
    ("source", "is_try"),
    [
        (WHOLE, False),
        (WHOLE | {"duration_s": 9.95}, False),  # the last decimals of a range
        (WHOLE | {"duration_s": 9.5}, True),
        (WHOLE | {"duration_s": 0.1}, True),
        ({}, False),  # of an earlier version, or damaged: it must stay in sight
        (None, False),
        (WHOLE | {"sample_rate": 0}, False),
        (WHOLE | {"frames": "many"}, False),
    ],
)
def test_a_job_of_a_part_of_its_song_is_a_try(source, is_try):
    assert Job(id="j", created=0.0, source=source).is_try == is_try


def test_jobs_are_listed_by_song_and_kind_in_pages_that_miss_none(ledger):
    for name in ("song", "other"):
        ledger.uploads.add(Upload(name, "a.wav", "0", 1, {}, 1.0))
    for number in range(24):
        source = WHOLE | ({"duration_s": 2.0} if number % 3 else {})
        song = "song" if number % 2 else "other"
        ledger.add_job(
            Job(id=f"j{number:02}", created=float(number), config={}, request={"file_id": song}, source=source)
        )

    def ids(states=(), query="", **asked):
        found, cursor = [], None
        while True:
            jobs, cursor = ledger.jobs(limit=2, cursor=cursor, states=states, query=query, picks=Picks(**asked))
            found += [int(job.id[1:]) for job in jobs]
            if cursor is None:
                return found

    assert ids(kind="covers") == [21, 18, 15, 12, 9, 6, 3, 0]
    assert ids(kind="tries", file_id="other") == [22, 20, 16, 14, 10, 8, 4, 2]
    assert ids(kind="covers", file_id="song", states=["queued"]) == [21, 15, 9, 3]
    assert ids(file_id="song") == list(range(23, 0, -2)) and ids() == list(range(23, -1, -1))
    assert ids(file_id="nobody") == [] == ids(kind="covers", query="no such title")


def test_of_a_batch_its_newest_job_is_listed_once_over_all_pages_and_of_no_batch_every_one(ledger):
    """Covers and tries in batches of six; what is asked for decides which is the newest."""
    ledger.uploads.add(Upload("song", "a.wav", "0", 1, {}, 1.0))
    for number in range(24):
        source = WHOLE | ({"duration_s": 2.0} if number % 6 == 5 else {})
        batch_id = None if number < 6 else f"b{number // 6}"
        job = Job(id=f"j{number:02}", created=float(number), config={}, request={"file_id": "song"}, source=source)
        ledger.add_job(replace(job, batch_id=batch_id, title="odd" if number % 2 else "even"))

    def ids(limit, query="", **asked):
        found, cursor = [], None
        while True:
            jobs, cursor = ledger.jobs(limit=limit, cursor=cursor, query=query, picks=Picks(**asked))
            found += [int(job.id[1:]) for job in jobs]
            if cursor is None:
                return found

    for limit in (1, 2, 50):
        assert ids(limit, grouped=True) == [23, 17, 11, 5, 4, 3, 2, 1, 0]
        assert ids(limit, grouped=True, kind="covers") == [22, 16, 10, 4, 3, 2, 1, 0]
        assert ids(limit, grouped=True, kind="covers", query="odd") == [21, 15, 9, 3, 1]
        assert ids(limit, batch_id="b2") == [17, 16, 15, 14, 13, 12]
        assert ids(limit, batch_id="b2", kind="tries") == [17] and ids(limit, batch_id="nobody") == []
    batches = ledger.batches(["b1", "b3", "nobody"])
    assert {name: [job.id for job in jobs] for name, jobs in batches.items()} == {
        "b1": [f"j{number:02}" for number in range(6, 12)], "b3": [f"j{number:02}" for number in range(18, 24)],
    }  # fmt: skip


def test_a_purged_job_leaves_nothing(ledger):
    decoded(ledger)
    with pytest.raises(Conflict, match="not ended"):
        ledger.purge_job("j")
    ledger.cancel("j")
    last = ledger.events()[-1].seq
    ledger.purge_job("j")
    assert (ledger.events(), ledger.attempts("j"), ledger.stats()["units"]) == ([], [], {})
    with pytest.raises(NotFound):
        ledger.purge_job("j")
    add(ledger, "k")
    assert ledger.events()[0].seq > last  # a reader that remembers a seq misses nothing


def test_numbers_for_the_metrics(ledger, clock):
    assert ledger.stats() == {"jobs": {}, "units": {}, "oldest_queued_s": 0.0}
    decoded(ledger)
    add(ledger, "k", created=clock.now - 30)
    assert ledger.stats() == {
        "jobs": {"running": 1, "queued": 1},
        "units": {"done": 1, "pending": 6 + 3},
        "oldest_queued_s": 30.0,
    }


def test_timings_of_units_that_say_how_much_sound_they_had(ledger, clock):
    decoded(ledger)
    attempt = begin(ledger, "analyse")
    clock.now -= 10_709.0  # what the calendar says is not how long it took
    ledger.finish_unit("j", attempt, {"audio_s": 30.0, "quality": "fast"}, 12.0)
    succeed(ledger, "analyse", 1, {"audio_s": 30.0, "quality": "fast"})  # nobody measured
    assert ledger.timings() == [Timing("analyse", 30.0, 12.0, "fast")]
    assert {attempt.index: attempt.work_s for attempt in ledger.attempts("j") if attempt.phase == "analyse"} == {
        0: 12.0,
        1: None,
    }


def test_shelves_keep_uploads_and_voices(ledger):
    song = Upload("u1", "song.wav", "ab", 10, {"duration_s": 3.5}, 1.0)
    clip = Upload("u2", "clip.wav", "cd", 20, {}, 2.0)
    voice = Voice("v1", "Ada", "clip", "echo", {"upload": "u2"}, 3.0)
    ledger.uploads.add(song)
    ledger.uploads.add(clip)
    ledger.voices.add(voice)
    assert ledger.uploads.all() == [clip, song] and ledger.voices.get("v1") == voice
    renamed = ledger.voices.replace(Voice("v1", "Grace", "clip", "echo", {}, 3.0))
    assert ledger.voices.get("v1") == renamed
    ledger.uploads.remove("u1")
    for act in (ledger.uploads.get, ledger.uploads.remove):
        with pytest.raises(NotFound, match="no upload u1"):
            act("u1")
    with pytest.raises(NotFound, match="no voice v2"):
        ledger.voices.replace(Voice("v2", "", "", "", {}, 0.0))
    with pytest.raises(Conflict):
        ledger.uploads.add(clip)


def test_a_request_sent_twice_has_one_answer(ledger):
    answer = IdempotentResponse("key", "POST /jobs/start", "ab", {"id": "j"}, 5.0)
    assert ledger.answer("key", "POST /jobs/start") is None
    ledger.keep_answer(answer)
    assert ledger.answer("key", "POST /jobs/start") == answer and ledger.answer("key", "other") is None
    with pytest.raises(Conflict):
        ledger.keep_answer(answer)
    assert ledger.forget_answers(before=5.0) == 0 and ledger.forget_answers(before=5.1) == 1


@pytest.mark.parametrize(("version", "words"), [(0, "older"), (SCHEMA_VERSION + 1, "newer")])
def test_another_schema_is_refused_in_words(url, version, words):
    ledger = Ledger(url)
    ledger.close()
    with sqlite3.connect(ledger.file) as connection:
        connection.execute("UPDATE schema_version SET version = ?", (version,))
    with pytest.raises(StudioError, match=words):
        Ledger(url)


def test_a_database_of_another_program_is_refused(url, tmp_path):
    (tmp_path / "deep").mkdir()
    with sqlite3.connect(tmp_path / "deep" / "studio.sqlite3") as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    with pytest.raises(StudioError, match="isn't a ledger"):
        Ledger(url)


def test_a_file_that_is_no_database_is_refused(url, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "studio.sqlite3").write_bytes(b"RIFF" + bytes(5000))
    with pytest.raises(StudioError, match="not a database"):
        Ledger(url)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError, match="can't be made") as caught:
        Ledger(f"sqlite:///{tmp_path}/file/studio.sqlite3")
    assert "AUDIO_STUDIO_OUTPUTS" in caught.value.remedy


def test_a_file_that_cannot_be_opened_is_told(url, tmp_path):
    (tmp_path / "deep" / "studio.sqlite3").mkdir(parents=True)
    with pytest.raises(StudioError, match="can't be written: unable to open"):
        Ledger(url)


def test_a_read_only_file_is_told(ledger):
    with ledger._database.read() as connection:  # as root no permission would stop us; the pool keeps this connection
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StudioError, match=r"can't be written: .*readonly"):
        add(ledger)


def test_a_ledger_needs_a_file():
    with pytest.raises(StudioError, match="needs a file"):
        Ledger("sqlite://")


def test_a_full_disk_is_told_and_nothing_is_half_written(ledger):
    add(ledger)
    with ledger._database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # the pool keeps this connection
    with pytest.raises(StorageFull, match="disk is full"):
        for number in range(100):
            add(ledger, f"big{number}", config={"text": "x" * 10_000})
    ids = [job.id for job in ledger.jobs(limit=200)[0]]
    assert all(len(ledger.job(id).units) == 3 for id in ids)
    assert len(ledger.events(limit=1000)) == len(ids)


def test_time_without_a_studio_does_not_count_against_a_job(ledger, clock):
    add(ledger)
    ledger.admit(5)
    ledger.count_work(["j"], 40.0)
    clock.now += 8 * 3600.0
    ledger.recover("another")
    assert ledger.expire(60.0) == [] and ledger.job("j").worked_s == 40.0


VERSION_1 = """
CREATE TABLE jobs (id VARCHAR(64) NOT NULL, created FLOAT NOT NULL, title TEXT NOT NULL, search TEXT NOT NULL,
    priority INTEGER NOT NULL, state VARCHAR(16) NOT NULL, started FLOAT, finished FLOAT, deadline FLOAT,
    run INTEGER NOT NULL, high_water FLOAT NOT NULL, config JSON, request JSON, source JSON, error JSON, warnings JSON,
    result JSON, PRIMARY KEY (id));
CREATE TABLE units (job_id VARCHAR(64) NOT NULL, phase VARCHAR(16) NOT NULL, "index" INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL, attempt INTEGER NOT NULL, crashes INTEGER NOT NULL, fraction FLOAT NOT NULL,
    stage TEXT NOT NULL, worker VARCHAR(64) NOT NULL, started FLOAT, ended FLOAT, result JSON, error JSON,
    PRIMARY KEY (job_id, phase, "index"), FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE);
CREATE TABLE attempts (job_id VARCHAR(64) NOT NULL, phase VARCHAR(16) NOT NULL, "index" INTEGER NOT NULL,
    attempt INTEGER NOT NULL, worker VARCHAR(64) NOT NULL, started FLOAT NOT NULL, ended FLOAT, outcome VARCHAR(16),
    error JSON, PRIMARY KEY (job_id, phase, "index", attempt),
    FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE);
CREATE TABLE events (seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, job_id VARCHAR(64) NOT NULL, t FLOAT NOT NULL,
    kind VARCHAR(16) NOT NULL, data JSON, FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE);
CREATE TABLE uploads (id VARCHAR(64) NOT NULL, filename TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL,
    size INTEGER NOT NULL, facts JSON NOT NULL, created FLOAT NOT NULL, PRIMARY KEY (id));
CREATE TABLE voices (id VARCHAR(64) NOT NULL, name TEXT NOT NULL, kind VARCHAR(32) NOT NULL,
    engine VARCHAR(64) NOT NULL, facts JSON NOT NULL, created FLOAT NOT NULL, PRIMARY KEY (id));
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
INSERT INTO schema_version VALUES (1);
INSERT INTO jobs VALUES ('j', 5, 'Song', 'song j', 0, 'running', 6, NULL, 3606, 1, 0.03, '{}', '{}', '{}', NULL, '[]', NULL);
INSERT INTO units VALUES ('j', 'decode', 0, 'done', 1, 0, 1, '', 'w', 7, 9.5, '{"audio_s": 30, "segments": [{"index": 0}]}', NULL);
INSERT INTO units VALUES ('j', 'analyse', 0, 'done', 1, 0, 1, '', 'w', 9, -10697, '{"audio_s": 30}', NULL);
INSERT INTO units VALUES ('j', 'plan', 0, 'pending', 0, 0, 0, '', '', NULL, NULL, NULL, NULL);
INSERT INTO units VALUES ('j', 'render', 0, 'pending', 0, 0, 0, '', '', NULL, NULL, NULL, NULL);
INSERT INTO units VALUES ('j', 'finish', 0, 'pending', 0, 0, 0, '', '', NULL, NULL, NULL, NULL);
INSERT INTO attempts VALUES ('j', 'decode', 0, 1, 'w', 7, 9.5, 'done', NULL);
"""
"""A ledger as the studio before wrote it, in the middle of a job, where the clock was once set back."""


def test_a_ledger_of_the_version_before_goes_on(url, tmp_path):
    (tmp_path / "deep").mkdir()
    with sqlite3.connect(tmp_path / "deep" / "studio.sqlite3") as connection:
        connection.executescript(VERSION_1)
    before = (tmp_path / "deep" / "studio.sqlite3").read_bytes()
    with pytest.raises(EarlierLedger, match="schema 1"):
        Ledger(url, looked_at=True)
    assert (tmp_path / "deep" / "studio.sqlite3").read_bytes()[100:] == before[100:]  # the head tells that it has a log
    for _ in range(2):  # upgraded once, then simply opened
        ledger = Ledger(url)
        job = ledger.job("j")
        assert (job.state, job.worked_s, job.waiting) == ("running", 0.0, None)
        assert ledger.timings() == [Timing("decode", 30, 2.5, "")]
        assert [attempt.work_s for attempt in ledger.attempts("j")] == [2.5]
        ledger.count_work(["j"], 0.0)
        ledger.close()
    ledger = Ledger(url)
    for phase in ("plan", "render", "finish"):
        succeed(ledger, phase)
    assert ledger.job("j").state == COMPLETED
    ledger.close()


def test_that_a_job_has_to_wait_is_kept_and_told(ledger, url):
    decoded(ledger)
    attempt = begin(ledger, "analyse")
    full = StorageFull("The disk is full.").as_dict()
    ledger.pause_unit("j", attempt, full)
    reopened = Ledger(url)
    assert reopened.job("j").waiting == full and reopened.running()[0].waiting == full
    reopened.close()
    ledger.go_on("j")
    told = [event.data["waiting"] for event in ledger.events("j") if event.kind == "job"]
    assert told[-2:] == [full, None]
    assert [attempt.outcome for attempt in ledger.attempts("j")] == ["done", "released"]
