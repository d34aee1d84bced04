"""A trained voice comes in over the API, is tried, sings and goes; and what goes wrong on the way leaves nothing."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
import soundfile
import sounds
import tiny_voices
import torch
from live import LiveStudio, models_of_its_own

RATE = 44_100


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A studio with a tiny ContentVec."""
    folder = tmp_path_factory.mktemp("imports")
    models = models_of_its_own(folder)
    tiny_voices.write_contentvec(models)
    live = LiveStudio(folder, models=models)
    live.start()
    yield live
    live.stop()


def rvc(folder, name: str = "RVC v2 40k", seed: int = 1) -> bytes:
    return tiny_voices.write_rvc(folder / "made.pth", name, seed).read_bytes()


def sent(studio, *files: tuple[str, bytes], check: bool = False, **form: str):
    return studio.client.post("/voices/import", params={"check": check} if check else {}, data=form,
                              files=[("file", file) for file in files])  # fmt: skip


def left_over(studio) -> list[str]:
    """What requests may have left, and folders of voices that the studio doesn't know."""
    known = {voice["voice_id"] for voice in studio.client.get("/voices").json()["items"]}
    uploads = studio.folder / "in"
    unknown = [path.name for path in (uploads / "voices").iterdir() if path.name not in known]
    return [path.name for path in uploads.glob("incoming-*")] + unknown


@pytest.fixture(scope="module")
def ann(own, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ann")
    index = tiny_voices.write_index(folder / "added.index").read_bytes()
    answer = sent(own, ("Ann 🎙.pth", rvc(folder)), ("added_Ann.index", index), licence=" CC BY 4.0 ", rights="licensed")
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/voices/{answer.json()['voice_id']}"
    return answer.json()


def test_a_voice_comes_in_with_what_is_known_of_it(own, ann):
    assert (ann["name"], ann["kind"], ann["engine"]) == ("Ann 🎙", "checkpoint", "rvc")
    facts = ann["facts"]
    assert (facts["family"], facts["version"], facts["sample_rate"]) == ("rvc", "v2", 40_000)
    assert (facts["licence"], facts["rights"]) == ("CC BY 4.0", "licensed")
    assert facts["has_index"] and [one["kind"] for one in facts["sources"]] == ["weights", "index"]
    assert "files" not in facts and str(own.folder) not in str(ann)
    assert ann in own.client.get("/voices").json()["items"] and own.client.get(ann["preview"]).status_code == 200
    assert sorted(path.name for path in (own.folder / "in/voices" / ann["voice_id"]).glob("*.safetensors")) == [
        "index.safetensors", "weights.safetensors",
    ]  # fmt: skip


def test_its_test_conversion_is_heard_and_seen(own, ann):
    sample = own.client.get(ann["sample"])
    samples, rate = soundfile.read(io.BytesIO(sample.content))
    assert len(samples) / rate == pytest.approx(3.0, abs=0.01) and 0.005 < abs(samples).max() <= 1.0
    assert own.client.get(ann["picture"]).headers["content-type"] == "image/png"
    codes = {one["code"] for one in ann["facts"]["messages"]}
    assert codes & {"voice_range_followed", "voice_range_unknown"} and "voice_not_tried" not in codes
    assert (ann["facts"]["range_by"] == "test") == ("voice_range_followed" in codes)


def test_it_sings_a_song_and_stays_until_that_is_done(own, ann, tmp_path):
    song = sounds.song(seed=3, seconds=8.0, sample_rate=RATE, voice="soprano").vocals
    soundfile.write(tmp_path / "song.flac", song.T, RATE)
    job_id = own.start_job(own.upload(tmp_path / "song.flac")["file_id"], source="vocals", profile="fast",
                           consent={"voice_rights": "licensed"}, config={"svc": {"voice": ann["voice_id"]}})  # fmt: skip
    gone = own.client.delete(f"/voices/{ann['voice_id']}")
    if gone.status_code == 200:  # the job ended first
        pytest.fail("the job was too fast to be in the way")
    assert gone.status_code == 409 and "song" in gone.json()["detail"] and "Cancel" in gone.json()["remedy"]
    assert own.wait(job_id)["status"] == "completed"
    names = {path.name for path in (own.folder / "out/jobs" / job_id).rglob("*")}
    assert not [name for name in names if name.endswith((".safetensors", ".net"))]  # nothing large in the job


def test_what_it_can_not_do_is_refused_before_the_job_starts(own, ann, tmp_path):
    song = sounds.song(seed=3, seconds=2.0, sample_rate=RATE, voice="soprano").vocals
    soundfile.write(tmp_path / "song.flac", song.T, RATE)
    config = {"svc": {"voice": ann["voice_id"], "options": {"speaker": "nobody"}}}
    asked = {"file_id": own.upload(tmp_path / "song.flac")["file_id"], "source": "vocals", "config": config,
             "consent": {"voice_rights": "own"}}  # fmt: skip
    for address in ("/jobs/validate", "/jobs/start"):
        refused = own.client.post(address, json=asked)
        assert refused.status_code == 422, refused.text
        assert [one["field"] for one in refused.json()["errors"]] == ["config.svc.options.speaker"]


def test_a_check_tells_the_same_and_keeps_nothing(own, ann, tmp_path):
    before = own.client.get("/voices").json()
    answer = sent(own, ("other name.pth", rvc(tmp_path)), check=True)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["name"] == "other name" and told["same_as"] == ann["voice_id"]
    for name in ("family", "version", "sample_rate", "content_encoder", "speaker_rows", "has_f0", "variants"):
        assert told["facts"][name] == ann["facts"][name]
    assert own.client.get("/voices").json() == before and not left_over(own)


def test_the_same_voice_twice_is_told_and_allowed(own, ann, tmp_path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("x/y.pth", rvc(tmp_path))
    twin = sent(own, ("twin.zip", archive.getvalue()))
    assert twin.status_code == 201 and twin.json()["voice_id"] != ann["voice_id"]
    assert f"The voice “{ann['name']}” has the very same weights." in twin.json()["facts"]["warnings"]
    assert own.client.delete(f"/voices/{twin.json()['voice_id']}").json()["freed_bytes"] > 1e5
    assert own.client.get(twin.json()["sample"]).status_code == 404


def test_a_so_vits_voice_in_several_files(own, tmp_path):
    generator, config = tiny_voices.write_sovits(tmp_path)
    clusters = tiny_voices.write_clusters(tmp_path / "kmeans_10000.pt")
    answer = sent(own, *[(path.name, path.read_bytes()) for path in (clusters, config, generator)], name=" Łucja  ")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["name"] == "Łucja" and made["engine"] == "so-vits-svc" and made["facts"]["has_clusters"]
    assert [one["name"] for one in made["facts"]["speakers"]] == ["ann", "ben", "cleo"]
    assert own.client.get(made["sample"]).status_code == 200
    assert own.client.delete(f"/voices/{made['voice_id']}").status_code == 200


def test_what_is_said_of_a_voice_can_be_changed(own, ann):
    url = f"/voices/{ann['voice_id']}"
    changed = own.client.patch(url, json={"name": " Anna ", "f0_median_hz": 220.0, "rights": "own", "licence": None})
    facts = changed.json()["facts"]
    assert changed.json()["name"] == "Anna" and (facts["f0_median_hz"], facts["range_by"]) == (220.0, "hand")
    assert (facts["rights"], facts["licence"]) == ("own", None) and facts["f0_low_hz"] is None
    assert own.client.get(url).json() == changed.json()
    for wrong in ({}, {"name": ""}, {"name": None}, {"rights": "mine"}, {"f0_median_hz": 5}, {"licence": "x" * 1001},
                  {"licence": "a\0b"}, {"f0_low_hz": 3}):  # fmt: skip
        assert own.client.patch(url, json=wrong).status_code == 422, wrong
    assert own.client.patch("/voices/deeper", json={"licence": "x"}).status_code == 409
    unknown = own.client.patch(url, json={"f0_median_hz": None, "name": ann["name"], "licence": "CC BY 4.0"})
    assert unknown.json()["facts"]["range_by"] is None


class Malicious:
    """Makes a file where it is opened by pickle."""

    target = ""

    def __reduce__(self):
        return open, (Malicious.target, "w")


def test_what_can_not_be_used_is_named_and_nothing_is_left(own, tmp_path):
    Malicious.target = str(tmp_path / "was run")
    torch.save({"weight": Malicious()}, tmp_path / "evil.pth")
    answer = sent(own, ("evil.pth", (tmp_path / "evil.pth").read_bytes()), ("b.rar", b"Rar!"), ("empty.pth", b""))
    assert answer.status_code == 422 and answer.json()["code"] == "invalid_request"
    assert {one["field"]: one["type"] for one in answer.json()["errors"]} == {
        "evil.pth": "unsafe_file", "b.rar": "other_archive", "empty.pth": "empty_file",
    }  # fmt: skip
    assert "evil.pth" in answer.json()["detail"] and answer.json()["remedy"]
    assert not (tmp_path / "was run").exists() and not left_over(own)


def test_a_form_that_makes_no_sense_is_explained(own, ann, tmp_path):
    file = ("a.pth", rvc(tmp_path))
    assert "curl" in own.client.post("/voices/import", data={"name": "x"}, files={}).json()["remedy"]
    assert sent(own, file, rights="mine").json()["errors"][0]["field"] == "rights"
    assert sent(own, file, licence="x" * 1001).json()["errors"][0]["field"] == "licence"
    assert sent(own, file, licence="a\0b").json()["errors"][0]["field"] == "licence"
    assert sent(own, file, name="x" * 81).status_code == 422 and sent(own, file, name="a\0b").status_code == 422
    assert sent(own, file, voice="x").json()["errors"][0]["field"] == "voice"
    nine = sent(own, *[(f"{number}.pth", bytes([number])) for number in range(9)])
    assert nine.status_code == 422 and "1 to 8 files" in nine.json()["detail"]
    assert not left_over(own)


def test_odd_names_are_shown_and_never_used_on_the_disk(own, tmp_path):
    for name, shown in (("../../\x1b[31mevil\u202e.pth", "[31mevil"), ("..\\C:\\x.pth", "x"), ("\u200b.pth", "rvc"),
                        ("名前 🎤" * 60 + ".pth", None)):  # fmt: skip
        answer = sent(own, (name, rvc(tmp_path, seed=5)), check=True)
        assert answer.status_code == 200, answer.text
        assert shown is None or answer.json()["name"] == shown, answer.json()["name"]
        assert 1 <= len(answer.json()["name"]) <= 80
    assert not left_over(own)


def test_two_tabs_at_once(own, tmp_path):
    first, second = rvc(tmp_path, seed=6), rvc(tmp_path, "RVC v1 40k", seed=7)
    with ThreadPoolExecutor(2) as several:
        answers = list(several.map(lambda one: sent(own, one), (("a.pth", first), ("b.pth", second))))
    assert [answer.status_code for answer in answers] == [201, 201]
    made = [answer.json() for answer in answers]
    assert [one["facts"]["version"] for one in made] == ["v2", "v1"]
    with ThreadPoolExecutor(2) as several:
        url = f"/voices/{made[0]['voice_id']}"
        gone = list(several.map(lambda _: own.client.delete(url).status_code, range(2)))
    assert sorted(gone) == [200, 404]
    assert own.client.delete(f"/voices/{made[1]['voice_id']}").status_code == 200 and not left_over(own)


def test_a_damaged_file_is_told_and_the_voice_can_only_go(own, tmp_path):
    made = sent(own, ("a.pth", rvc(tmp_path, seed=8))).json()
    weights = own.folder / "in/voices" / made["voice_id"] / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    for kind in ("sample", "preview", "picture"):
        answer = own.client.get(made[kind])
        assert answer.status_code == 409 and "weights.safetensors" in answer.json()["detail"]
        assert "import it again" in answer.json()["remedy"]
    assert own.client.get(f"/voices/{made['voice_id']}").status_code == 200
    assert own.client.delete(f"/voices/{made['voice_id']}").status_code == 200


def test_without_the_content_encoder_it_is_kept_and_tried_later(tmp_path):
    models = models_of_its_own(tmp_path)
    studio = LiveStudio(tmp_path, models=models)
    studio.start()
    try:
        made = sent(studio, ("a.pth", rvc(tmp_path))).json()
        (why,) = [one for one in made["facts"]["warnings"] if "not be tried" in one]
        assert "contentvec" in why.lower() and "models pull contentvec" in why
        missing = studio.client.get(made["sample"])
        assert missing.status_code == 409 and "contentvec" in missing.text.lower()
        tiny_voices.write_contentvec(models)
        assert studio.client.get(made["sample"]).status_code == 200
        facts = studio.client.get(f"/voices/{made['voice_id']}").json()["facts"]
        assert "voice_not_tried" not in {one["code"] for one in facts["messages"]}
    finally:
        studio.stop()


def workers(studio) -> list[psutil.Process]:
    return psutil.Process(studio.process.pid).children(recursive=True)


def stopped_in_the_middle(studio, content: bytes):
    """A request whose worker stands still, once the whole file has come."""
    assert studio.client.post("/voices/import", files=[("file", ("x.rar", b"Rar!"))]).status_code == 422  # it is there
    for child in workers(studio):
        child.send_signal(signal.SIGSTOP)
    answers = []

    def ask() -> None:
        try:
            answers.append(sent(studio, ("a.pth", content)))
        except Exception as error:  # the studio has died
            answers.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until = time.monotonic() + 60
    while not [path for path in (studio.folder / "in").glob("incoming-*/0") if path.stat().st_size == len(content)]:
        assert time.monotonic() < until
        time.sleep(0.02)
    time.sleep(0.5)
    return asking, answers


def test_a_worker_that_is_killed_leaves_nothing(own, tmp_path):
    asking, answers = stopped_in_the_middle(own, rvc(tmp_path, seed=9))
    for child in workers(own):
        child.send_signal(signal.SIGKILL)
    asking.join(120)
    (answer,) = answers
    assert answer.status_code == 500 and answer.json()["code"] == "worker_crashed", answer.text
    assert not left_over(own)
    assert sent(own, ("a.pth", rvc(tmp_path, seed=9)), check=True).status_code == 200  # and the next one comes in


def test_a_studio_that_is_killed_leaves_nothing(tmp_path):
    studio = LiveStudio(tmp_path)
    studio.start()
    asking, _ = stopped_in_the_middle(studio, rvc(tmp_path, seed=9))
    children = workers(studio)
    studio.kill()
    for child in children:
        if child.is_running():
            child.send_signal(signal.SIGKILL)
    asking.join(60)
    assert list((studio.folder / "in").glob("incoming-*"))
    studio.start()
    try:
        until = time.monotonic() + 30
        while left_over(studio) and time.monotonic() < until:
            time.sleep(0.2)
        assert not left_over(studio) and not any((studio.folder / "in" / "voices").iterdir())
    finally:
        studio.stop()


def test_a_full_disk_and_a_file_that_is_too_large_are_told_and_leave_nothing(tmp_path):
    studio = LiveStudio(tmp_path, min_free_disk_bytes=10**15, max_voice_bytes=1000)
    studio.start()
    try:
        full = sent(studio, ("a.pth", b"PK\x03\x04" + os.urandom(100)))
        assert full.status_code == 507 and full.json()["code"] == "storage_full"
        assert studio.client.get("/limits").json()["max_voice_bytes"] == 1000
        assert not left_over(studio)
    finally:
        studio.stop()
    roomy = LiveStudio(tmp_path, max_voice_bytes=1000)
    roomy.start()
    try:
        large = sent(roomy, ("a.pth", bytes(2000)))
        assert large.status_code == 413 and "“a.pth”" in large.json()["detail"]
        assert "MAX_VOICE_BYTES" in large.json()["remedy"] and not left_over(roomy)
    finally:
        roomy.stop()
