"""The isolated vocal is kept beside its song: a second cover computes no separation, and sounds the same to the byte."""

from __future__ import annotations

import pytest
import soundfile
import sounds
from live import LiveStudio, models_of_its_own

RATE = 44_100
CUT = {"processing": {"segment_length": 6.0}, "quality": {"sample_rate": RATE}}


@pytest.fixture
def song(tmp_path):
    mix = sounds.song(seed=6, seconds=11.0, sample_rate=RATE).mix
    soundfile.write(tmp_path / "song.wav", mix.T, RATE, subtype="PCM_16")
    return tmp_path / "song.wav"


@pytest.fixture
def own(tmp_path):
    """A studio of its own, whose disk nobody else fills."""
    live = LiveStudio(tmp_path, models=models_of_its_own(tmp_path))
    live.start()
    yield live
    live.stop()


def cover(studio, file_id: str, voice: str = "deeper", **groups) -> tuple[list[bool], str]:
    """Whether each segment's vocal was there already, and the SHA-256 of the cover."""
    config = CUT | {"svc": {"voice": voice}} | groups
    job_id = studio.start_job(file_id, profile="fast", config=config)
    assert studio.wait(job_id)["status"] == "completed"
    report = studio.client.get(f"/jobs/{job_id}/report").json()
    isolated = [one for one in report["engines"] if one["stage"] == "isolate"]
    assert isolated and all(one["engine"] == "spleeter" for one in isolated)
    return [bool(one.get("kept")) for one in isolated], report["result"]["sha256"]


def kept_bytes(studio) -> int:
    return studio.client.get("/health").json()["disk"]["kept_bytes"]


def vocals(studio, file_id: str):
    return sorted((studio.folder / "in" / file_id / "vocals").glob("*.wav"))


def test_a_second_cover_computes_no_separation_also_after_a_restart(own, song):
    file_id = own.upload(song)["file_id"]
    kept, first = cover(own, file_id)
    assert not any(kept) and len(vocals(own, file_id)) == 2 and kept_bytes(own) > 2 * 6 * RATE * 4
    assert cover(own, file_id) == ([True], first)
    own.kill()
    own.start()
    assert cover(own, file_id) == ([True], first)
    kept, other = cover(own, file_id, voice="brighter")
    assert all(kept) and other != first
    kept, _ = cover(own, file_id, instrumental={"quality": "balanced"})
    assert not any(kept)  # another quality is another vocal
    kept, _ = cover(own, file_id, range={"start": 1.0, "stop": 7.0})
    assert not any(kept)  # and so is what has silence where the song went on


@pytest.mark.parametrize("damage", [
    lambda file: file.write_bytes(file.read_bytes()[:-1000]),
    lambda file: file.write_bytes(file.read_bytes()[:-1000] + bytes(1000)),
    lambda file: file.with_suffix(".json").write_text("{"),
    lambda file: file.unlink(),
], ids=["cut off", "other bytes", "no facts", "gone"])  # fmt: skip
def test_what_is_kept_no_longer_as_it_was_is_made_again(own, song, damage):
    file_id = own.upload(song)["file_id"]
    _, first = cover(own, file_id)
    for file in vocals(own, file_id):
        damage(file)
    kept, again = cover(own, file_id)
    assert not any(kept) and again == first


def test_it_is_freed_and_goes_with_the_song(own, song):
    file_id = own.upload(song)["file_id"]
    _, first = cover(own, file_id)
    full = kept_bytes(own)
    assert own.client.delete(f"/uploads/{file_id}/kept").json() == {"freed_bytes": full} and kept_bytes(own) == 0
    kept, again = cover(own, file_id)
    assert not any(kept) and again == first and kept_bytes(own) == full
    assert own.client.delete("/uploads/kept").json() == {"freed_bytes": full} and kept_bytes(own) == 0
    cover(own, file_id)
    assert own.client.delete(f"/uploads/{file_id}").status_code == 200 and kept_bytes(own) == 0
    assert own.client.delete(f"/uploads/{file_id}/kept").status_code == 404
