"""What comes out, measured: separation, loudness, pitch, labels, and every switch that changes the mix."""

from __future__ import annotations

import made_media
import numpy as np
import pyloudnorm
import pytest
import soundfile
import sounds
from in_process import OFF, merged, render, write
from scipy.signal import fftconvolve, resample_poly
from songs import easton_ellises, sdr_db

from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.storage.decoding import decode
from audio_backend.storage.formats.tags import read_tags

RATE = 44_100
FLOAT = {"quality": {"sample_rate": RATE, "bit_depth": 32}}
QUICK = {"instrumental": {"quality": "fast"}}


def true_peak_db(samples: np.ndarray) -> float:
    """4x oversampled with a long filter of scipy's: no code of ours."""
    return 20 * np.log10(np.abs(resample_poly(samples, 4, 1, axis=1, window=("kaiser", 12.0))).max())


@pytest.mark.parametrize("segment", [5.0, 30.0])
def test_a_real_song_is_separated(tmp_path, segment):
    """The bars of the issue, over the whole excerpt, through the whole pipeline; alike however it is cut."""
    stems = easton_ellises()
    write(tmp_path / "song.wav", stems["mix"])
    made = render(tmp_path / "song.wav", tmp_path, merged(OFF, FLOAT, {"processing": {"segment_length": segment}}))
    vocals, backing = made.export("original_vocals"), made.export("instrumental")
    assert sdr_db(stems["vocals"], vocals) >= 5.0
    assert sdr_db(stems["mix"] - stems["vocals"], backing) >= 12.0
    total = vocals + backing - stems["mix"]
    assert 10 * np.log10(np.mean(total**2) + 1e-30) < -120


@pytest.mark.parametrize("target", [-9.0, -14.0, -23.0])
def test_the_cover_is_as_loud_as_asked_and_never_over(tmp_path, target):
    write(tmp_path / "song.wav", 1.5 * sounds.song(seed=3, seconds=9.0, sample_rate=RATE).mix)
    wanted = {"mixing": {"target_lufs": target}, "quality": {"sample_rate": 48_000, "bit_depth": 16}}
    made = render(tmp_path / "song.wav", tmp_path, merged(QUICK, wanted, {"svc": {"voice": "brighter"}}))
    assert abs(pyloudnorm.Meter(48_000).integrated_loudness(made.samples.T) - target) < 0.3
    assert true_peak_db(made.samples) <= -1.0


@pytest.mark.parametrize("output_format", ["mp3", "ogg", "m4a"])
def test_lossy_files_keep_under_the_ceiling_too(tmp_path, output_format):
    write(tmp_path / "song.wav", 1.5 * np.tile(easton_ellises()["mix"], (1, 2)))
    wanted = {"mixing": {"vocal_db": 4.0}, "quality": {"output_format": output_format, "sample_rate": RATE}}
    made = render(tmp_path / "song.wav", tmp_path, merged(OFF, QUICK, wanted))
    decode(made.path, tmp_path / "again.wav", lambda done: None, max_duration_s=60.0)
    assert true_peak_db(soundfile.read(tmp_path / "again.wav")[0].T) <= -1.0


def test_a_converted_vocal_is_as_loud_as_the_original(tmp_path):
    write(tmp_path / "song.wav", sounds.song(seed=3, seconds=9.0, sample_rate=RATE).mix)
    made = render(
        tmp_path / "song.wav",
        tmp_path,
        merged(QUICK, FLOAT, {"svc": {"voice": "giant"}, "swiftf0": {"pitch_shift": -5}}),
    )
    meter = pyloudnorm.Meter(RATE)
    before, after = (meter.integrated_loudness(made.export(stem).T) for stem in ("original_vocals", "vocals"))
    assert abs(before - after) < 0.2


def followed(samples: np.ndarray) -> np.ndarray:
    engine = SwiftF0Engine()
    engine.load("cpu")
    return (
        SwiftF0Wrapper(engine)
        .follow_clip(Audio(samples.astype(np.float32), RATE), 50.0, 1500.0, lambda done: None)
        .f0_hz
    )


@pytest.mark.parametrize("shift", [-7, 3, 12])
def test_the_cover_is_in_the_key_that_was_asked_for(tmp_path, shift):
    song = sounds.song(seed=7, seconds=9.0, sample_rate=RATE)
    write(tmp_path / "song.wav", song.vocals)
    wanted = {"swiftf0": {"pitch_shift": shift}, "svc": {"enabled": False}}
    made = render(tmp_path / "song.wav", tmp_path, merged(FLOAT, wanted), source="vocals")
    before, after = followed(song.vocals), followed(made.samples)
    both = (before > 0) & (after > 0)
    cents = 1200 * np.log2(after[both] / before[both]) - 100 * shift
    assert both.sum() > 0.9 * (before > 0).sum() and abs(np.median(cents)) < 10


def test_tags_and_cover_art_are_kept_and_the_voice_is_labelled(tmp_path):
    source = made_media.write(tmp_path / "song.flac", sounds.song(seconds=4.0, sample_rate=RATE).mix, RATE)
    from audio_backend.storage.encoding import EncodeSpec, encode

    samples = soundfile.read(source, dtype="float32")[0].T
    spec = EncodeSpec(
        "mp3", RATE, 2, samples.shape[1], tags={"title": "Été 🎤", "artist": "夜"}, cover=made_media.picture()
    )
    encode(iter([samples]), tmp_path / "song.mp3", spec)
    for output_format in ("wav", "flac", "mp3", "ogg", "m4a"):
        folder = tmp_path / output_format
        folder.mkdir()
        made = render(tmp_path / "song.mp3", folder, merged(QUICK, {"quality": {"output_format": output_format}}))
        tags, cover, _ = read_tags(made.path)
        assert (tags["title"], tags["artist"], cover) == ("Été 🎤", "夜", made_media.picture()), output_format
        assert "AI-modified vocals" in tags["comment"]
    made = render(tmp_path / "song.mp3", tmp_path, merged(OFF, QUICK))
    assert "AI-modified" not in read_tags(made.path)[0]["comment"]  # nobody's voice was changed


def test_every_switch_of_the_mix_is_heard(tmp_path):
    """Each setting alone changes the result by what it says."""
    song = sounds.song(seed=3, seconds=8.0, sample_rate=RATE)
    write(tmp_path / "song.wav", song.mix)

    def cover(name: str, **groups) -> np.ndarray:
        (tmp_path / name).mkdir()
        return render(tmp_path / "song.wav", tmp_path / name, merged(OFF, FLOAT, QUICK, groups))

    plain = cover("plain")
    vocals, backing = plain.export("vocals"), plain.export("instrumental")
    louder = cover("louder", mixing={"vocal_db": 6.0, "true_peak_db": None}).samples
    assert np.abs(louder - (vocals * 10 ** (6 / 20) + backing)).max() < 1e-4
    alone = cover("alone", instrumental={"enabled": False}, mixing={"true_peak_db": None}).samples
    assert np.abs(alone - vocals).max() < 1e-4
    wet = cover("wet", mixing={"reverb": 0.5, "true_peak_db": None}).samples - plain.samples
    assert 0.02 < wet.std() / vocals.std() < 1.0
    faded = cover("faded", mixing={"fade_in": 1.0, "fade_out": 2.0}).samples
    assert (
        not faded[:, 0].any()
        and not faded[:, -1].any()
        and np.abs(faded - plain.samples)[:, RATE : -2 * RATE].max() < 1e-6
    )
    drums = cover("drums", instrumental={"drums_db": -60.0}, mixing={"true_peak_db": None})
    taken = backing - drums.export("instrumental")
    assert np.abs(taken - drums.export("drums")).max() < 1e-6  # -60 dB is off; before, a thousandth was left
    whole = cover("whole", instrumental={"split_vocals": False})
    assert np.abs(whole.export("original_vocals") - plain.export("original")).max() < 1e-6
    mono = cover("mono", quality={"channels": 1}).samples
    assert np.abs(mono - plain.samples.mean(axis=0)).max() < 1e-4


def test_the_rooms_own_reverb_can_be_kept(tmp_path):
    """With keep_reverb the converted vocal still rings out between phrases as the original does."""
    rng = np.random.default_rng(1)
    song = sounds.song(seed=3, seconds=8.0, sample_rate=RATE)
    tail = rng.standard_normal(RATE) * 10 ** (-3 * np.arange(RATE) / RATE / 0.8)
    tail[: RATE // 100] = 0
    tail *= 0.5 / np.sqrt((tail**2).sum())
    wet = np.stack([channel + fftconvolve(channel, tail)[: len(channel)] for channel in song.vocals]).astype(np.float32)
    write(tmp_path / "song.wav", 0.5 * wet)
    wanted = {"instrumental": {"keep_reverb": True}, "svc": {"voice": "deeper"}}
    made = render(tmp_path / "song.wav", tmp_path, merged(FLOAT, wanted), source="vocals")
    assert (made.folders.job(made.job_id).unit("render", 0, 1) / "late.wav").exists()
    assert made.samples.shape == wet.shape and np.isfinite(made.samples).all()
    ratio = made.samples.std() / (0.5 * wet).std()
    assert 0.7 < ratio < 1.4


def test_formants_move_without_the_pitch(tmp_path):
    song = sounds.song(seed=7, seconds=6.0, sample_rate=RATE)
    write(tmp_path / "song.wav", song.vocals)
    wanted = {"swiftf0": {"formant_shift": 1.2}, "svc": {"enabled": False}}
    made = render(tmp_path / "song.wav", tmp_path, merged(FLOAT, wanted), source="vocals")
    before, after = followed(song.vocals), followed(made.samples)
    both = (before > 0) & (after > 0)
    assert abs(np.median(1200 * np.log2(after[both] / before[both]))) < 5
    assert centroid(made.samples) > 1.05 * centroid(song.vocals)


def centroid(samples: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(samples.mean(axis=0))) ** 2
    hz = np.fft.rfftfreq(samples.shape[1], 1 / RATE)
    return float((hz * power).sum() / power.sum())
