"""Formant, breath and blends, asked for as a page does: what is taken is told, what can't be is named."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
import sounds

RATE = 44_100
AS_FLOATS = {"bit_depth": 32, "sample_rate": "source"}


def brought(studio, seed, voice):
    clip = io.BytesIO()
    samples = sounds.song(seed=seed, seconds=12.0, sample_rate=RATE, voice=voice).vocals
    soundfile.write(clip, samples.T, RATE, format="FLAC")
    answer = studio.client.post("/voices", data={"name": voice}, files={"clip": ("x.flac", clip.getvalue())})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def song(studio):
    file = io.BytesIO()
    soundfile.write(
        file, sounds.song(seed=3, seconds=9.0, sample_rate=RATE, voice="tenor").vocals.T, RATE, format="FLAC"
    )
    return studio.client.post("/upload", files={"file": ("s.flac", file.getvalue())}).json()["file_id"]


def asked(svc, **more):
    return {"source": "vocals", "profile": "fast", "config": {
        "svc": svc, "quality": AS_FLOATS, "mixing": {"match_original_balance": False, "true_peak_db": None}
    } | more}  # fmt: skip


def heard(studio, job_id):
    return soundfile.read(io.BytesIO(studio.client.get(f"/jobs/{job_id}/download").content), always_2d=True)[0]


def validated(studio, song, svc, **more):
    return studio.client.post("/jobs/validate", json={"file_id": song} | asked(svc, **more))


@pytest.fixture(scope="module")
def blended(studio, song):
    """A finished job of a clip, which was deleted at once, and of two presets."""
    gone = brought(studio, 13, "alto")
    blend = [
        {"voice": gone["voice_id"], "points": [{"at": 2.0, "weight": 1.0}, {"at": 8.0, "weight": 0.0}]},
        {"voice": "older", "weight": 0.5}, {"voice": "deeper", "weight": 0.25},
    ]  # fmt: skip
    job_id = studio.start_job(song, **asked(
        {"blend": blend}, processing={"segment_length": 5.0}, swiftf0={"pitch_shift": "auto"}, range={"start": 1.0},
    ))  # fmt: skip
    assert studio.client.delete(f"/voices/{gone['voice_id']}").status_code == 200
    job = studio.wait(job_id)
    assert job["status"] == "completed", job
    return job_id


def test_a_blend_goes_on_when_one_of_its_voices_is_deleted(studio, blended):
    report = studio.client.get(f"/jobs/{blended}/report").json()
    assert report["voice"]["by"] == "auto" and "blend" in report["voice"]["reason"]
    assert [v["name"] for v in report["voice"]["voices"]] and len(report["voice"]["voices"]) == 3
    assert sum(v["weight"] for v in report["voice"]["voices"]) == pytest.approx(1.0, abs=0.001)
    assert "the middle of" in report["transposition"]["reason"]
    assert np.isfinite(heard(studio, blended)).all()


def test_a_job_tells_its_blend_and_neither_paths_nor_long_numbers(studio, blended):
    answer = studio.client.get(f"/jobs/{blended}")
    job = answer.json()
    assert job["voice"] == {"voice_id": None, "name": "alto + Older + Deeper"}
    assert len(job["config"]["svc"]["blend"]) == 3
    # asked for from 2 s on in a song that is sung from 1 s on
    moved = next(v for v in job["request"]["voice"]["voices"] if v["name"] == "alto")
    assert moved["points"] == [[1.0, 1.0], [7.0, 0.0]]
    for text in (answer.text, studio.client.get(f"/jobs/{blended}/report").text):
        assert str(studio.folder) not in text and "covariance" not in text and "cepstra" not in text


@pytest.mark.parametrize("svc", [{"strength": 0.0}, {"breath": 1.0}])
def test_one_segment_of_a_blend_with_another_setting(studio, blended, svc):
    before = heard(studio, blended)
    answer = studio.client.post(f"/jobs/{blended}/segments/1/retry", json={"config": {"svc": svc}})
    assert answer.status_code == 202, answer.text
    assert studio.wait(blended)["status"] == "completed"
    after = heard(studio, blended)
    first = slice(0, round(4.4 * RATE))
    assert np.array_equal(before[first], after[first]) and np.abs(before - after).max() > 1e-4
    studio.client.post(f"/jobs/{blended}/segments/1/retry")
    studio.wait(blended)
    assert np.array_equal(heard(studio, blended), before)


def test_what_can_not_be_blended_is_named(studio, song):
    for blend, status, says in (
        ([{"voice": "deeper"}, {"voice": "nobody"}], 404, "nobody"),
        ([{"voice": "deeper"}, {"voice": "deeper"}], 422, "named once"),
        ([{"voice": "deeper", "weight": 0.0}, {"voice": "child", "weight": 0.0}], 422, "one voice must be left"),
        ([{"voice": "deeper", "points": [{"at": 2, "weight": 1}, {"at": 1, "weight": 0}]}], 422, "follow one another"),
    ):
        answer = validated(studio, song, {"blend": blend})
        assert answer.status_code == status and says in answer.text, answer.text
    for svc in ({"formant": 0.5}, {"formant": "mine"}, {"breath": 1.5}):
        answer = validated(studio, song, svc)
        assert answer.status_code == 422 and {one["field"] for one in answer.json()["errors"]} == {
            f"svc.{next(iter(svc))}"
        }
    both_silent = validated(studio, song, {"blend": [{"voice": "deeper", "weight": 0.0}]}).json()
    assert both_silent["errors"][0]["message"].startswith("at 0 s all weights")  # in the studio's words alone


def test_what_has_no_effect_is_said(studio, song):
    two = [{"voice": "deeper"}, {"voice": "child", "weight": 0.5}]
    for svc, says in (
        ({"voice": "giant", "blend": two}, "svc.voice: no effect, because svc.blend takes its place."),
        ({"blend": [*two, {"voice": "airy", "weight": 0}]}, "no effect of airy, because its weight is 0 all the time"),
        ({"strength": 0, "formant": 1.2, "breath": 1, "blend": two}, "svc.blend, svc.formant, svc.breath: no effect"),
        (
            {"blend": [{"voice": "airy", "points": [{"at": 20, "weight": 0}, {"at": 30, "weight": 1}]}, two[0]]},
            "of airy",
        ),
    ):
        warnings = validated(studio, song, svc).json()["warnings"]
        assert any(says in text for text in warnings), warnings
    stand_in = {"file_id": song, "allow_placeholder": True} | asked({"engine": "unconverted", "breath": 0.5})
    warnings = studio.client.post("/jobs/validate", json=stand_in).json()["warnings"]
    assert any("svc.breath: no effect, because the stand-in converts nothing" in text for text in warnings), warnings
    assert validated(studio, song, {"blend": two, "formant": 0.9, "breath": 0.3}).json()["warnings"] == []


def points(*moments):
    return [{"at": at, "weight": weight} for at, weight in moments]


AFTER = "svc.blend: the points from 20 s on are not reached, because the song ends at 9.00 s."


@pytest.mark.parametrize(("blend", "span", "says"), [
    ([("airy", (0, 1), (20, 0))], {}, [AFTER]),
    ([("airy", (0, 1), (20, 0), (25, 1)), ("giant", (1, 1), (30, 0))], {}, [AFTER]),  # once for all voices
    ([("airy", (2, 1), (7, 0))], {"start": 3.0, "stop": 6.0}, []),  # a range leaves them out knowingly
    ([("airy", (0, 1), (20, 0))], {"stop": 6.0}, [AFTER]),
    ([("airy", (0, 1), (9, 0))], {}, []),
    ([("airy", (0, 1), (9.04, 0))], {}, []),  # what a clock of tenths calls the end
])  # fmt: skip
def test_points_that_the_song_does_not_reach_are_said(studio, song, blend, span, says):
    parts = [{"voice": "child"}] + [{"voice": voice, "points": points(*moments)} for voice, *moments in blend]
    answer = validated(studio, song, {"blend": parts}, range=span)
    assert answer.status_code == 200, answer.text
    assert [text for text in answer.json()["warnings"] if text.startswith("svc.blend")] == says


def test_a_job_and_its_report_tell_the_points_that_are_not_reached(studio, song):
    parts = [{"voice": "child"}, {"voice": "airy", "points": points((0, 1), (20, 0))}]
    started = studio.client.post("/jobs/start", json={"file_id": song} | asked({"blend": parts}, range={"stop": 2.0}))
    assert started.status_code == 202, started.text
    job_id = started.json()["job_id"]
    assert studio.wait(job_id)["status"] == "completed"
    report = studio.client.get(f"/jobs/{job_id}/report").json()
    for told in (started.json(), studio.client.get(f"/jobs/{job_id}").json(), report):
        assert told["warnings"].count(AFTER) == 1, told["warnings"]


def test_weights_of_a_voice_alone_and_singers_whose_fader_is_off_are_said(studio, song):
    for svc, more, says in (
        ({"blend": [{"voice": "airy", "weight": 0.2}]}, {}, "svc.blend: no effect of the weight of airy"),
        ({"blend": [{"voice": "airy", "points": points((0, 1), (5, 0.5))}]}, {}, "svc.blend: no effect of the points of airy"),
        ({"double": True}, {"mixing": {"double_db": -60}}, "svc.double: no effect, because the first mix has mixing.double_db at −60"),
        ({}, {"mixing": {"harmony_db": -60}, "harmony": {"voices": [{"interval": "octave_above"}]}},
         "harmony.voices: no effect, because the first mix has mixing.harmony_db at −60"),
    ):  # fmt: skip
        (told,) = validated(studio, song, svc, **more).json()["warnings"]
        assert told.startswith(says), told
    assert validated(studio, song, {"blend": [{"voice": "airy"}]}).json()["warnings"] == []


def test_formants_by_hand_are_told_and_one_voice_is_no_blend(studio, song):
    short = {"range": {"stop": 3.0}}
    one = studio.start_job(song, **asked({"blend": [{"voice": "child", "weight": 0.2}], "formant": 1.1}, **short))
    same = studio.start_job(song, **asked({"voice": "child", "formant": 1.1}, **short))
    for job_id in (one, same):
        assert studio.wait(job_id)["status"] == "completed"
        told = studio.client.get(f"/jobs/{job_id}/report").json()["voice"]
        assert (told["alpha"], told["by"], told["voices"]) == (1.1, "hand", [])
        assert "auto would take 1.23" in told["reason"]
        assert studio.client.get(f"/jobs/{job_id}").json()["voice"] == {"voice_id": "child", "name": "Child-like"}
    assert np.array_equal(heard(studio, one), heard(studio, same))


def test_strength_0_gives_back_the_song_whatever_else_is_asked_for(studio, song):
    job_id = studio.start_job(song, **asked(
        {"strength": 0.0, "formant": 0.8, "breath": 0.7, "blend": [{"voice": "giant"}, {"voice": "whisper"}]}
    ))  # fmt: skip
    studio.wait(job_id)
    original = sounds.song(seed=3, seconds=9.0, sample_rate=RATE, voice="tenor").vocals
    made = heard(studio, job_id).T
    assert sounds.level_db(made - original) < -84  # what 16 bits of the uploaded FLAC leave
    assert studio.client.get(f"/jobs/{job_id}/report").json()["voice"] is None
