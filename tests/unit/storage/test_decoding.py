"""Decoding: the right samples, at the right place, all of them, whatever they were wrapped in."""

from __future__ import annotations

import os
import subprocess
import sys

import av
import made_media as media
import numpy as np
import pytest
from test_sound_files import room_for

from audio_backend.errors import BadInput, Cancelled, EmptyFile, StorageFull, TooLong, UnreadableAudio
from audio_backend.messages import sentences
from audio_backend.storage.decoding import DecodedFacts, decode
from audio_backend.storage.sound_files import SoundFileReader

FRAMES = 50_001
RATE = 44_100


def decoded(path, **cut) -> tuple[np.ndarray, DecodedFacts]:
    target = path.with_name("decoded.wav")
    found = decode(path, target, lambda fraction: None, **{"max_duration_s": 100.0, **cut})
    with SoundFileReader(target) as sound:
        assert (sound.frames, sound.sample_rate, sound.channels) == (found.frames, found.sample_rate, found.channels)
        return sound.read(0, sound.frames), found


@pytest.mark.parametrize(
    ("kind", "bits"), [("flac", 16), ("alac", 16), ("mkv", 16), ("aiff", 16), ("caf", 16), ("oga", 16)]
)
def test_lossless_formats_give_the_samples_themselves(tmp_path, kind, bits):
    samples = media.on_grid(media.noise(FRAMES), bits)
    assert np.array_equal(decoded(media.write(tmp_path / "song", samples, kind=kind))[0], samples)


@pytest.mark.parametrize(
    ("subtype", "format", "bits"),
    [
        ("PCM_U8", "WAV", 8),
        ("PCM_16", "WAV", 16),
        ("PCM_24", "WAV", 24),
        ("PCM_24", "FLAC", 24),
        ("PCM_24", "AIFF", 24),
        ("PCM_24", "W64", 24),
        ("PCM_32", "WAV", 24),
        ("FLOAT", "WAV", 24),
        ("FLOAT", "RF64", 24),
        ("DOUBLE", "WAV", 24),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_bit_of_pcm_arrives(tmp_path, subtype, format, bits, channels):
    samples = media.on_grid(media.noise(FRAMES, channels), bits)
    assert np.array_equal(decoded(media.write_pcm(tmp_path / "song", samples, RATE, subtype, format))[0], samples)


def test_floating_point_beyond_full_scale_is_not_clipped(tmp_path):
    samples = 30.0 * media.noise(FRAMES)
    assert np.array_equal(decoded(media.write_pcm(tmp_path / "song.wav", samples, subtype="FLOAT"))[0], samples)


@pytest.mark.parametrize("frames", [1_500, 44_100, FRAMES, 65_536, 200_003])
@pytest.mark.parametrize(
    ("kind", "rate"),
    [("mp3", 44_100), ("mp3", 48_000), ("m4a", 44_100), ("m4a", 48_000), ("opus", 48_000), ("webm", 48_000)],
)
def test_encoder_delay_and_padding_are_taken_off(tmp_path, kind, rate, frames):
    samples = media.noise(frames, band_hz=2_000.0)
    back, _ = decoded(media.write(tmp_path / "song", samples, rate, kind=kind, bit_rate=192_000))
    assert back.shape == samples.shape
    assert abs(media.lag(samples, back)) <= (1 if kind in ("opus", "webm") else 0)  # Opus' filters have their own phase


def test_vorbis_is_aligned(tmp_path):
    samples = media.noise(FRAMES)
    back, _ = decoded(media.write_vorbis(tmp_path / "song.ogg", samples))
    assert back.shape == samples.shape
    assert media.lag(samples, back) == 0


@pytest.mark.parametrize("timescale", ["1000", "44100"])
def test_aac_in_a_video_is_aligned_however_coarse_its_edit_list(tmp_path, timescale):
    samples = media.noise(FRAMES)
    path = media.write(tmp_path / "song.mp4", samples, container={"movie_timescale": timescale})
    back, _ = decoded(path)
    assert (back.shape, media.lag(samples, back)) == (samples.shape, 0)


def test_aac_with_the_length_itunes_notes_is_cut_there(tmp_path):
    samples = media.noise(FRAMES)
    note = f" 00000000 00000400 0000015F {FRAMES:016X} 00000000 00000000"
    path = tmp_path / "song.m4a"
    options = {"use_editlist": "0", "movflags": "+use_metadata_tags"}
    with av.open(str(path), "w", format="mp4", options=options) as container:
        container.metadata["iTunSMPB"] = note
        media.encode_into(container, container.add_stream("aac", rate=RATE, layout="stereo"), samples, RATE)
    back, _ = decoded(path)
    assert back.shape == samples.shape


@pytest.mark.parametrize(
    ("start", "stop"), [(0.0, 1.0), (0.25, 0.75), (0.1, None), (1.0, 9.0), (0.99, 1.0), (1.5, 1.6)]
)
def test_a_range_is_cut_to_the_sample(tmp_path, start, stop):
    samples = media.on_grid(media.noise(100_003), 16)
    back, found = decoded(media.write(tmp_path / "song.flac", samples), start_s=start, stop_s=stop)
    wanted = samples[:, round(start * RATE) : None if stop is None else round(stop * RATE)]
    assert np.array_equal(back, wanted)
    assert tuple(sentences(found.messages)) == ()  # what lies behind the range is not missed


def test_a_range_of_an_mp3_is_the_same_part_as_of_the_whole(tmp_path):
    path = media.write(tmp_path / "song.mp3", media.noise(3 * RATE))
    assert np.array_equal(decoded(path, start_s=1.0, stop_s=2.0)[0], decoded(path)[0][:, RATE : 2 * RATE])


def test_a_range_behind_the_end_is_refused(tmp_path):
    path = media.write_pcm(tmp_path / "song.wav", media.noise(FRAMES))
    with pytest.raises(BadInput, match="0:01"):
        decoded(path, start_s=5.0)
    assert os.listdir(tmp_path) == ["song.wav"]


def test_only_what_is_kept_counts_against_the_limit(tmp_path):
    path = media.write_pcm(tmp_path / "song.wav", media.noise(3 * RATE))
    assert decoded(path, start_s=1.0, stop_s=2.0, max_duration_s=1.0)[1].frames == RATE
    (tmp_path / "decoded.wav").unlink()
    with pytest.raises(TooLong):
        decoded(path, max_duration_s=2.5)
    assert os.listdir(tmp_path) == ["song.wav"]


def test_surround_is_folded_by_the_standard_matrix(tmp_path):
    samples = np.repeat(np.arange(1, 7, dtype=np.float32)[:, None] * 0.01, FRAMES, axis=1)  # L R C LFE Ls Rs
    back, found = decoded(media.write_pcm(tmp_path / "song.wav", samples, RATE, "FLOAT", "WAVEX"))
    half = np.sqrt(0.5)
    assert back.shape == (2, FRAMES)
    assert back[:, 1000] == pytest.approx([0.01 + half * (0.03 + 0.05), 0.02 + half * (0.03 + 0.06)], abs=1e-6)
    assert tuple(sentences(found.messages)) == ("Its 6 channels are folded down to stereo.",)


@pytest.mark.parametrize("channels", [3, 4, 5, 7, 8, 9, 13, 32])
def test_any_number_of_channels_gives_stereo(tmp_path, channels):
    samples = np.full((channels, FRAMES), 0.25, np.float32)
    back, found = decoded(media.write_pcm(tmp_path / "song.wav", samples, subtype="FLOAT"))
    assert (back.shape, found.channels) == ((2, FRAMES), 2)
    assert np.all(back > 0.1)
    if channels in (9, 13, 32):  # no standard matrix: the average
        assert np.allclose(back, 0.25)


def test_not_numbers_become_silence_and_nothing_else_changes(tmp_path):
    samples = media.noise(FRAMES)
    broken = samples.copy()
    broken[1, 500:600] = np.nan
    broken[0, 7] = np.inf
    back, found = decoded(media.write_pcm(tmp_path / "song.wav", broken, subtype="FLOAT"))
    assert np.array_equal(back, np.where(np.isfinite(broken), samples, 0.0))
    assert sentences(found.messages)[0].startswith("101 samples were no numbers")


@pytest.mark.parametrize(
    ("kind", "second_rate", "second_channels"),
    [("aac", 48_000, 2), ("aac", 44_100, 1), ("mp3", 48_000, 2), ("aac", 22_050, 1)],
)
def test_a_change_along_the_way_is_brought_to_the_first_rate(tmp_path, kind, second_rate, second_channels):
    no_index = {"container": {"write_xing": "0", "id3v2_version": "0"}} if kind == "mp3" else {}
    first = media.write(tmp_path / "a", media.noise(2 * RATE), RATE, kind=kind, **no_index)
    after = media.noise(2 * second_rate, second_channels)
    second = media.write(tmp_path / "b", after, second_rate, kind=kind, **no_index)
    (tmp_path / "song").write_bytes(first.read_bytes() + second.read_bytes())
    back, found = decoded(tmp_path / "song")
    assert (found.sample_rate, found.channels) == (RATE, 2)
    assert back.shape[1] / RATE == pytest.approx(4.0, abs=0.15)  # priming and padding of both: up to three frames each
    assert "change along the way" in " ".join(tuple(sentences(found.messages)))
    assert back[:, -RATE:].std() == pytest.approx(0.1, rel=0.1)  # the second part is as loud as it was


@pytest.mark.parametrize(
    ("kind", "rate"), [("m4a", 44_100), ("alac", 44_100), ("oga", 44_100), ("opus", 48_000), ("mkv", 44_100)]
)
def test_damage_in_the_middle_moves_nothing(tmp_path, kind, rate):
    samples = media.on_grid(media.noise(10 * rate), 16)
    path = media.write(tmp_path / "song", samples, rate, kind=kind)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3_000] = np.random.default_rng(0).bytes(3_000)
    path.write_bytes(content)
    back, found = decoded(path)
    clock_step = rate // 1000 if kind == "mkv" else 0  # Matroska counts in milliseconds
    assert abs(back.shape[1] - samples.shape[1]) <= clock_step
    last = slice(9 * rate, 10 * rate - clock_step)
    assert abs(media.lag(samples[:, last], back[:, last])) <= clock_step + (kind == "opus")
    assert sentences(found.messages)[0].startswith("It is damaged (places: ")


def test_a_lost_frame_of_flac_is_at_least_reported(tmp_path):
    path = media.write(tmp_path / "song.flac", media.noise(10 * RATE))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 3_000] = bytes(3_000)
    path.write_bytes(content)
    assert tuple(sentences(decoded(path)[1].messages)) == (
        "The file promises 0:10 but ends after 0:09: the rest is missing.",
    )


def test_progress_rises_to_one(tmp_path):
    seen: list[float] = []
    path = media.write_pcm(tmp_path / "song.wav", media.noise(20 * RATE))
    decode(path, tmp_path / "out.wav", seen.append, max_duration_s=100.0)
    assert seen == sorted(seen)
    assert len(seen) > 10
    assert seen[-1] == 1.0


def test_cancelling_leaves_nothing_behind(tmp_path):
    def cancel(fraction: float) -> None:
        raise Cancelled

    path = media.write_pcm(tmp_path / "song.wav", media.noise(5 * RATE))
    with pytest.raises(Cancelled):
        decode(path, tmp_path / "out.wav", cancel, max_duration_s=100.0)
    assert os.listdir(tmp_path) == ["song.wav"]


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    path = media.write_pcm(tmp_path / "song.wav", media.noise(5 * RATE))
    with room_for(200_000), pytest.raises(StorageFull):
        decode(path, tmp_path / "out.wav", lambda fraction: None, max_duration_s=100.0)
    assert os.listdir(tmp_path) == ["song.wav"]


def test_unreadable_files_leave_nothing_behind(tmp_path):
    (tmp_path / "a.mp3").write_text("no song")
    (tmp_path / "b.wav").write_bytes(media.wav_bytes(b""))
    for name, kind in (("a.mp3", UnreadableAudio), ("b.wav", EmptyFile)):
        with pytest.raises(kind):
            decode(tmp_path / name, tmp_path / "out.wav", lambda fraction: None, max_duration_s=100.0)
    assert sorted(os.listdir(tmp_path)) == ["a.mp3", "b.wav"]


GROWTH = """
import resource, sys
from pathlib import Path
from audio_backend.storage.decoding import decode
from audio_backend.storage.peaks import peaks
def run(name):
    peaks(folder / name)
    return decode(folder / name, folder / "out.wav", lambda fraction: None, max_duration_s=4000.0).frames
folder = Path(sys.argv[1])
run("short.mp3")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
frames = run("long.mp3")
print(frames, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_half_an_hour_needs_no_more_memory_than_seconds(tmp_path):
    second = media.write(
        tmp_path / "second.mp3",
        media.noise(22_050, 1),
        22_050,
        bit_rate=64_000,
        container={"write_xing": "0", "id3v2_version": "0"},
    ).read_bytes()
    for name, seconds in (("short.mp3", 5), ("long.mp3", 1800)):
        (tmp_path / name).write_bytes(second * seconds)
    done = subprocess.run([sys.executable, "-c", GROWTH, str(tmp_path)], check=True, capture_output=True, text=True)
    frames, megabytes = map(int, done.stdout.split())
    assert frames > 1800 * 22_050
    assert megabytes < 50  # as one array it would be 159 MB
