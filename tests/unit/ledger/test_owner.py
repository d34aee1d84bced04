"""Everything is somebody's: listings are of one owner, and what an earlier version kept is the only one's there is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audio_backend.errors import EarlierLedger
from audio_backend.ledger import tables
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.records import LOCAL_OWNER, Upload, Voice
from audio_backend.messages import sentences

VERSION_2 = Path(__file__).with_name("version_2.sql").read_text("utf-8")
"""A ledger as the studio of schema 2 wrote it: an upload, a voice, and a job in the queue with a warning in words."""


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/studio.sqlite3"


@pytest.fixture
def earlier(url, tmp_path):
    with closing(sqlite3.connect(tmp_path / "studio.sqlite3")) as connection:
        connection.executescript(VERSION_2)
    return tmp_path / "studio.sqlite3"


def version(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT version FROM schema_version").fetchone()[0]


def test_a_ledger_without_owners_gets_the_local_one(url, earlier):
    with pytest.raises(EarlierLedger, match="schema 2"):
        Ledger(url, looked_at=True)
    for _ in range(2):  # brought up to date once, then simply opened
        ledger = Ledger(url)
        (job,), _ = ledger.jobs()
        (upload,), (voice,), (event,) = ledger.uploads.all(), ledger.voices.all(), ledger.events()
        assert {one.owner for one in (job, upload, voice, event)} == {LOCAL_OWNER}
        assert (job.id, upload.id, voice.id, event.kind) == ("j", "song", "me", "job")
        assert sentences(job.messages) == ["Old news."] and ledger.damaged() == []
        ledger.close()
    assert version(earlier) == tables.SCHEMA_VERSION


def test_a_ledger_that_cannot_be_brought_up_to_date_stays_as_it_was(url, earlier, monkeypatch):
    monkeypatch.setitem(tables.UPGRADES, 3, (*tables.UPGRADES[3], "ALTER TABLE cats ADD COLUMN name TEXT"))
    with closing(sqlite3.connect(earlier)) as connection:
        before = list(connection.iterdump())
    with pytest.raises(Exception, match="cats"):
        Ledger(url)
    with closing(sqlite3.connect(earlier)) as connection:
        assert list(connection.iterdump()) == before and version(earlier) == 2


def test_a_ledger_is_the_same_whether_made_or_brought_up_to_date(url, earlier, tmp_path):
    Ledger(url).close()
    Ledger(f"sqlite:///{tmp_path}/new.sqlite3").close()

    def columns(file):
        with closing(sqlite3.connect(file)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            indexes = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
            tables = {name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}
            return tables | {"indexes": indexes}

    assert columns(earlier) == columns(tmp_path / "new.sqlite3")


def test_listings_are_of_one_owner(url):
    ledger = Ledger(url)
    for owner in (LOCAL_OWNER, "another"):
        ledger.uploads.add(Upload(f"song-{owner}", "a.wav", "0", 4, {}, 1.0, owner))
        ledger.voices.add(Voice(f"voice-{owner}", "Me", "clip", "echo", {}, 1.0, owner))
        ledger.add_job(Job(id=f"job-{owner}", created=1.0, config={}, owner=owner))
    ledger.cancel("job-another")
    assert [one.id for one in ledger.uploads.all()] == [f"song-{LOCAL_OWNER}"]
    assert [one.id for one in ledger.voices.all("another")] == ["voice-another"]
    assert [one.id for one in ledger.jobs()[0]] == [f"job-{LOCAL_OWNER}"]
    assert [one.id for one in ledger.jobs(owner="another")[0]] == ["job-another"]
    assert {one.job_id for one in ledger.events()} == {f"job-{LOCAL_OWNER}"}
    assert {one.job_id for one in ledger.events(owner="another")} == {"job-another"}
    ledger.close()
