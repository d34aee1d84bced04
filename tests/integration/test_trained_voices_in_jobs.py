"""A whole job sung by a trained voice: tiny random RVC and so-vits-svc voices, the real pipeline from file to file."""

from __future__ import annotations

import numpy as np
import pytest
import tiny_voices
from in_process import render, write
from trained_singer import RATE, lines, sung

from audio_backend.engines import catalog
from audio_backend.errors import EngineUnavailable
from audio_backend.models.voice_config import SvcConfig
from audio_backend.models.voice_options import SVC_OPTIONS
from audio_backend.storage.folders import Folders

KINDS = {"rvc": "RVC v1 40k", "so-vits-svc": "so-vits-svc 4.0"}
SECONDS = 7.3


def job(tmp_path, engine, *, contentvec=True, svc=None, **swiftf0):
    """A vocal alone, in two segments, in a trained voice."""
    folders = Folders(tmp_path / "in", tmp_path / "out", tmp_path / "models")
    folders.make()
    if contentvec:
        tiny_voices.write_contentvec(folders.models)
    voice = tiny_voices.stored_voice(folders.voice("tiny"), KINDS[engine])
    write(tmp_path / "song.wav", sung(SECONDS)[0].samples)
    overrides = {
        "svc": {"engine": engine} | (svc or {}), "swiftf0": swiftf0, "processing": {"segment_length": 5.0},
        "quality": {"bit_depth": 32},
    }  # fmt: skip
    return render(tmp_path / "song.wav", tmp_path, overrides, voice=voice, source="vocals", own_models=True)


@pytest.mark.parametrize("engine", KINDS)
def test_a_song_keeps_its_length_and_is_sung_at_the_pitch_that_was_asked_for(tmp_path, engine):
    made = job(tmp_path, engine, pitch_shift=4)
    samples = made.samples
    assert samples.shape[1] == round(SECONDS * RATE)
    assert len(made.facts.song.segments) == 2
    for start, hz in ((0.4, 220.0), (5.2, 277.2)):  # in the first segment, and in the second
        note = samples[0, round(start * RATE) : round((start + 0.4) * RATE)]
        assert lines(note, RATE, hz * 2 ** (4 / 12)) > 10 + lines(note, RATE, hz)
    used = [one for one in made.results["render"]["0"]["engines"] if one["stage"] == "voice"]
    assert used[0]["engine"] == engine and used[0]["neural"] and not used[0]["placeholder"]
    assert "weights.safetensors" in used[0]["weights"]


def test_a_voice_without_an_index_sings_with_the_usual_options_of_its_engine(tmp_path):
    """As the server orders a job: with every option of the engine named."""
    options = catalog.voice_options(SvcConfig(), "rvc").model_dump(exclude=set(SVC_OPTIONS))
    assert options["index_rate"] == 0.75
    made = job(tmp_path, "rvc", svc={"options": options})
    assert made.samples.shape[1] == round(SECONDS * RATE)


def test_where_segments_meet_nobody_hears_a_seam(tmp_path):
    """Two takes that don't agree would cancel where they fade into one another: a dip of 3 dB and more."""
    samples = job(tmp_path, "rvc").samples[0]
    level = np.sqrt(np.convolve(np.square(samples), np.ones(882) / 882, "same"))
    joint = slice(round(4.5 * RATE), round(4.9 * RATE))  # a note: from 4.3 to 4.9 s; segments meet at 4.5 to 5 s
    before = slice(round(2.5 * RATE), round(2.9 * RATE))  # the same note two seconds earlier
    assert level[joint].min() > 0.8 * level[before].min()


def test_without_contentvec_a_job_says_what_to_pull(tmp_path):
    with pytest.raises(EngineUnavailable, match="ContentVec is missing") as said:
        job(tmp_path, "rvc", contentvec=False)
    assert "audio-studio models pull contentvec" in said.value.remedy
