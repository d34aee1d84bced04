"""Several files in one, and sound that begins after its file does."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import made_media as media
import numpy as np
import pytest
import soundfile

from audio_backend.errors import UnreadableAudio
from audio_backend.messages import sentences
from audio_backend.pipeline.interactive.enrolment import RecordedFile, recordings
from audio_backend.storage import sound_stream
from audio_backend.storage.sound_stream import open_stream

RATE = 44_100
ONE, OTHER = 30_001, 20_003
JOINED = "It is 2 recordings joined into one file, taken one behind the other."
CHANGING = "Its sample rate or channels change along the way (1 times); all of it is taken at 44100 Hz."


def read(path: Path) -> tuple[np.ndarray, tuple[str, ...]]:
    with open_stream(path) as stream:
        return np.concatenate(list(stream.blocks()), axis=1), tuple(sentences(stream.messages()))


def joined(path: Path, *parts: Path) -> Path:
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


@pytest.mark.parametrize(("channels", "others"), [(1, 1), (2, 2), (1, 2), (2, 1)])
def test_every_link_of_chained_vorbis_is_what_libsndfile_makes_of_it_alone(tmp_path, channels, others):
    one = media.write_vorbis(tmp_path / "a.ogg", media.noise(ONE, channels))
    other = media.write_vorbis(tmp_path / "b.ogg", media.noise(OTHER, others, seed=1, band_hz=9_000.0))
    alone = [soundfile.read(path, dtype="float32", always_2d=True)[0].T for path in (one, other)]
    back, warnings = read(joined(tmp_path / "chain.ogg", one, other))
    assert back.shape == (channels, ONE + OTHER)
    same = np.resize(alone[1].mean(axis=0, keepdims=True), (channels, OTHER)) if channels != others else alone[1]
    assert np.allclose(back, np.concatenate([alone[0], same], axis=1), atol=1e-5)  # two decoders round differently
    assert warnings == ((JOINED,) if channels == others else (JOINED, CHANGING))


def test_a_link_of_another_rate_comes_at_that_of_the_first(tmp_path):
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)[None].astype(np.float32)
    one = media.write_vorbis(tmp_path / "a.ogg", media.noise(ONE, 1))
    other = media.write_vorbis(tmp_path / "b.ogg", tone, 48_000)
    back, warnings = read(joined(tmp_path / "chain.ogg", one, other))
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)[None]
    assert back.shape == (1, ONE + RATE)
    assert media.difference_db(wanted[:, 500:-500], back[:, ONE + 500 : -500]) < -30  # what the codec leaves of a tone
    assert warnings == (JOINED, CHANGING)


@pytest.mark.parametrize(("kind", "rate"), [("opus", 48_000), ("oga", RATE)])
def test_chained_opus_and_flac_are_read_to_the_sample(tmp_path, kind, rate):
    parts = [media.noise(ONE, seed=1), media.noise(OTHER, seed=2)]
    files = [media.write(tmp_path / str(index), part, rate, kind) for index, part in enumerate(parts)]
    back, warnings = read(joined(tmp_path / "chain.ogg", *files))
    assert back.shape == (2, ONE + OTHER)
    assert abs(media.lag(parts[1], back[:, ONE:])) <= 1
    assert warnings == (JOINED,)


@pytest.mark.parametrize("frames", [700, 1_000, 30_001])
def test_vorbis_on_a_single_page_keeps_its_end(tmp_path, frames):
    path = media.write_vorbis(tmp_path / "song.ogg", media.noise(frames, 1, level=0.001))  # so quiet: one page
    alone = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    assert np.allclose(read(path)[0], alone, atol=1e-5)


@pytest.mark.parametrize("tag", ["0", "3"])
def test_joined_mp3s_are_read_one_by_one(tmp_path, tag):
    parts = [media.noise(frames, 1, seed=frames, band_hz=2_000.0) for frames in (ONE, OTHER)]
    files = [media.write(tmp_path / str(i), part, kind="mp3", bit_rate=192_000, container={"id3v2_version": tag})
             for i, part in enumerate(parts)]  # fmt: skip
    back, warnings = read(joined(tmp_path / "song.mp3", *files))
    assert back.shape == (1, ONE + OTHER)
    assert media.lag(parts[0], back) == media.lag(parts[1], back[:, ONE:]) == 0
    assert warnings == (JOINED,)


def test_a_link_that_cannot_be_read_is_told(tmp_path):
    one = media.write_vorbis(tmp_path / "a.ogg", media.noise(ONE))
    other = media.cut_short(media.write_vorbis(tmp_path / "b.ogg", media.noise(OTHER)), 0.02)
    back, warnings = read(joined(tmp_path / "chain.ogg", one, other))
    assert back.shape == (2, ONE)
    assert warnings == (f"{JOINED} 1 of them can't be read and are missing.",)


def test_a_link_behind_one_that_breaks_off_is_read(tmp_path):
    """A radio stream that was dropped and begun anew: its last page reaches into the next file."""
    one = media.cut_short(media.write_vorbis(tmp_path / "a.ogg", media.noise(ONE)), 0.8)
    other = media.write_vorbis(tmp_path / "b.ogg", media.noise(OTHER, seed=5))
    back, warnings = read(joined(tmp_path / "chain.ogg", one, other))
    alone = soundfile.read(other, always_2d=True)[0].T
    assert np.abs(back[:, -alone.shape[1] :] - alone).max() < 1e-6  # two decoders' rounding
    assert JOINED in warnings[0]


@pytest.mark.parametrize("kind", ["WAV", "AIFF", "m4a"])
def test_what_players_stop_before_is_told(tmp_path, kind):
    sound = media.noise(ONE)
    if kind == "m4a":
        one = media.write(tmp_path / "one.m4a", sound, kind="m4a")
    else:
        one = tmp_path / "one"
        soundfile.write(one, sound.T, RATE, format=kind)
    assert read(one)[1] == ()
    back, warnings = read(joined(tmp_path / "two", one, one))
    assert back.shape == sound.shape and warnings == ("Another file is joined to its end, which is not read.",)


def test_a_coding_that_would_be_noise_is_refused_in_words(tmp_path):
    soundfile.write(tmp_path / "nms.wav", media.noise(ONE, 1).T, 8_000, subtype="NMS_ADPCM_16")
    with pytest.raises(UnreadableAudio, match="NMS ADPCM"):
        read(tmp_path / "nms.wav")


def late(
    path: Path, container: str, codec: str, rate: int, seconds: float, *, begun: float = 0.0, **options: str
) -> Path:
    """A click 1 s after the sound's own beginning, and pictures from the container's, if `video` is among the options."""
    picture = options.pop("video", "")
    with av.open(str(path), "w", format=container, options=options) as file:
        pictures = file.add_stream(picture, rate=10) if picture else None
        track = file.add_stream(codec, rate=rate, layout="mono")
        if pictures is not None:
            pictures.width, pictures.height, pictures.pix_fmt = 32, 32, "yuv420p"
            for index in range(10):
                drawn = av.VideoFrame.from_ndarray(np.full((32, 32, 3), index, np.uint8), format="rgb24")
                drawn.pts, drawn.time_base = index + round(10 * begun), Fraction(1, 10)
                file.mux(pictures.encode(drawn))
            file.mux(pictures.encode(None))
        samples = np.zeros((1, 2 * rate), np.float32)
        samples[0, rate] = 0.9
        for start in range(0, samples.shape[1], 4096):
            block = np.ascontiguousarray(samples[:, start : start + 4096])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = start + round((seconds + begun) * rate)
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return path


@pytest.mark.parametrize(("container", "codec", "rate", "options"), [
    ("webm", "libopus", 48_000, {}), ("webm", "libopus", 48_000, {"video": "libvpx"}), ("matroska", "aac", RATE, {}),
    ("matroska", "flac", RATE, {}), ("matroska", "libmp3lame", RATE, {}), ("mp4", "aac", RATE, {}),
    ("mp4", "aac", RATE, {"video": "mpeg4"}), ("mov", "pcm_s16le", RATE, {"video": "mpeg4"}), ("mp4", "alac", RATE, {}),
])  # fmt: skip
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0])
def test_sound_that_begins_late_lies_where_the_file_has_it(tmp_path, container, codec, rate, options, seconds):
    back, warnings = read(late(tmp_path / "late", container, codec, rate, seconds, **options))
    found = int(np.argmax(np.abs(back[0]))) / rate
    assert abs(found - (1 + seconds)) < 0.0011  # such clocks count whole milliseconds
    assert abs(back.shape[1] / rate - (2 + seconds)) < 0.0011
    assert warnings == ()


def test_a_live_recording_begins_when_its_file_does(tmp_path):
    path = late(tmp_path / "live", "webm", "libopus", 48_000, 0.5, begun=3_600.0, video="libvpx", live="1")
    back, _ = read(path)
    assert abs(int(np.argmax(np.abs(back[0]))) / 48_000 - 1.5) < 0.0011


@pytest.mark.parametrize("frames", [RATE, 2 * RATE, 3 * RATE])
def test_aac_in_matroska_ends_without_its_padding(tmp_path, frames):
    path = media.write(tmp_path / "song.mka", media.noise(frames), kind="mka")
    assert abs(read(path)[0].shape[1] - frames) <= 44  # its length is told in whole milliseconds


def test_what_decodes_to_absurd_peaks_is_refused(tmp_path, monkeypatch):
    path = media.write(tmp_path / "song.m4a", media.noise(RATE, level=0.1))
    monkeypatch.setattr(sound_stream, "HIGHEST_DB", -20.0)
    with pytest.raises(UnreadableAudio, match="dBFS, which no song does"):
        read(path)


def test_floating_point_of_another_scale_is_read_and_beyond_any_is_refused(tmp_path):
    samples = media.noise(RATE)
    assert read(media.write_pcm(tmp_path / "a.wav", 32_768 * samples, subtype="FLOAT"))[0].max() > 1_000
    with pytest.raises(UnreadableAudio, match="which no song does"):
        read(media.write_pcm(tmp_path / "b.wav", 1e12 * samples, subtype="FLOAT"))


@pytest.mark.parametrize("says", [0x7FFFF000, 3_600 * 2 * RATE])
def test_a_clip_that_promises_more_than_it_has_takes_no_share_of_the_others(tmp_path, says):
    (tmp_path / "short.wav").write_bytes(media.wave_header(says, 1, 16, 16) + bytes(2 * 10 * RATE))
    (tmp_path / "long.wav").write_bytes(media.wave_header(2 * 150 * RATE, 1, 16, 16) + bytes(2 * 150 * RATE))
    read_of = list(recordings([RecordedFile(tmp_path / n, n) for n in ("short.wav", "long.wav")]))
    assert [round(one.sound.duration_seconds) for one in read_of] == [10, 110]
