"""What a file really holds, whatever its name and its header say."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import av
import made_media as media
import numpy as np
import pytest

from audio_backend.errors import BadInput, EmptyFile, NoAudioStream, NotFound, TooLong, UnreadableAudio
from audio_backend.messages import sentences
from audio_backend.models.formats import AudioFacts
from audio_backend.storage.probe import probe

FRAMES = 50_001  # no multiple of any codec's frame
RATE = 44_100
NO_INDEX = {"write_xing": "0", "id3v2_version": "0"}


def facts(path: Path) -> AudioFacts:
    return probe(path, 100.0)


@pytest.mark.parametrize(
    ("suffix", "kind", "codec", "container"),
    [
        ("mp3", "mp3", "mp3", "mp3"),
        ("m4a", "m4a", "aac", "mp4"),
        ("m4a", "alac", "alac", "mp4"),
        ("flac", "flac", "flac", "flac"),
        ("mkv", "mkv", "flac", "matroska"),
        ("caf", "caf", "pcm_s16le", "caf"),
        ("aiff", "aiff", "pcm_s16be", "aiff"),
        ("w64", "w64", "pcm_f32le", "w64"),
        ("ogg", "oga", "flac", "ogg"),
    ],
)
def test_every_format_is_counted_to_the_sample(tmp_path, suffix, kind, codec, container):
    found = facts(media.write(tmp_path / f"song.{suffix}", media.noise(FRAMES), kind=kind))
    assert (found.frames, found.sample_rate, found.channels) == (FRAMES, RATE, 2)
    assert (found.codec, found.container, tuple(sentences(found.messages))) == (codec, container, ())


@pytest.mark.parametrize("kind", ["opus", "webm"])
def test_opus_is_counted_without_its_pre_skip(tmp_path, kind):
    found = facts(media.write(tmp_path / "song", media.noise(FRAMES), 48_000, kind=kind))
    assert (found.frames, found.sample_rate, found.codec) == (FRAMES, 48_000, "opus")


def test_vorbis_is_counted_to_the_sample(tmp_path):
    assert facts(media.write_vorbis(tmp_path / "song.ogg", media.noise(FRAMES))).frames == FRAMES


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "IMA_ADPCM"])
def test_every_kind_of_wav_is_read(tmp_path, subtype):
    found = facts(media.write_pcm(tmp_path / "song.wav", media.noise(FRAMES), subtype=subtype))
    # ADPCM comes in blocks, and soundfile fills the last one
    assert found.frames - FRAMES in (range(0, 4096) if subtype == "IMA_ADPCM" else (0,))


def test_an_mp3_of_variable_rate_without_index_has_its_real_length(tmp_path):
    thin, thick = (
        media.write(tmp_path / f"{rate}.mp3", media.noise(5 * RATE), bit_rate=rate, container=NO_INDEX)
        for rate in (64_000, 320_000)
    )
    path = tmp_path / "song.mp3"
    path.write_bytes(thin.read_bytes() + thick.read_bytes())
    with av.open(str(path)) as container:
        guessed = container.duration / av.time_base
    found = facts(path)
    assert guessed > 20.0  # FFmpeg's guess from the first frames is far off, or this tests nothing
    assert 0 <= found.frames - 10 * RATE <= 2 * (1105 + 2 * 1152)  # LAME's delay and padding, which nothing tells
    assert tuple(sentences(found.messages)) == ()


def test_facts_go_into_json(tmp_path):
    found = facts(media.write(tmp_path / "song.mp3", media.noise(FRAMES)))
    assert json.loads(json.dumps(asdict(found)))["frames"] == FRAMES


def test_a_video_gives_its_sound(tmp_path):
    found = facts(media.write_video(tmp_path / "clip.mp4", media.noise(FRAMES)))
    assert (found.frames, found.codec, found.has_cover, tuple(sentences(found.messages))) == (FRAMES, "aac", False, ())


def test_sound_shorter_than_its_pictures_is_not_called_truncated(tmp_path):
    video = media.write_video(tmp_path / "clip.mp4", media.noise(FRAMES), frames=60)
    assert tuple(sentences(facts(video).messages)) == ()
    with av.open(str(video)) as old, av.open(str(tmp_path / "clip.mkv"), "w") as new:
        tracks = {stream.index: new.add_stream_from_template(stream) for stream in old.streams}
        for packet in old.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream.index]
                new.mux(packet)
    assert tuple(sentences(facts(tmp_path / "clip.mkv").messages)) == ()


@pytest.mark.parametrize("content", [None, media.picture("mjpeg"), media.picture("png"), b"GIF89a" + bytes(50)])
def test_a_file_without_sound_says_so(tmp_path, content):
    path = tmp_path / "clip.mp3"
    if content is None:
        media.write_video(path, None)
    else:
        path.write_bytes(content)
    with pytest.raises(NoAudioStream):
        facts(path)


@pytest.mark.parametrize("size", [1, 100, 100_000])
@pytest.mark.parametrize("name", ["song.mp3", "song.wav", "song.aac"])
def test_random_bytes_are_no_sound(tmp_path, size, name):
    (tmp_path / name).write_bytes(np.random.default_rng(size).bytes(size))
    with pytest.raises(UnreadableAudio):
        facts(tmp_path / name)


@pytest.mark.parametrize("text", ["La la la\n" * 500, "<svg/>", "{}", "PK\3\4" + "x" * 999])
def test_text_called_mp3_is_no_sound(tmp_path, text):
    (tmp_path / "song.mp3").write_text(text)
    with pytest.raises(UnreadableAudio):
        facts(tmp_path / "song.mp3")


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile '{}'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n",
        "# concat\nfile '{}'\n",
        "[playlist]\nFile1={}\n",
        "concat:{}",
        "file:{}",
    ],
)
@pytest.mark.parametrize("suffix", ["m3u8", "mp3", "wav"])
def test_a_playlist_never_reads_the_file_it_names(tmp_path, text, suffix):
    secret = media.write_pcm(tmp_path / "secret.wav", media.noise(FRAMES))
    (tmp_path / f"list.{suffix}").write_text(text.format(secret))
    with pytest.raises(UnreadableAudio):
        facts(tmp_path / f"list.{suffix}")


@pytest.mark.parametrize(
    "name",
    [
        "http:song.mp3",
        "concat:a.wav|b.wav",
        "subfile,,start,0,end,9,,:x.wav",
        "-i",
        "%03d.wav",
        "a\nb.wav",
        "🎤 歌 شعر 'x' \"y\" `z` $HOME.wav",
        "é" * 125 + ".wav",
        "x" * 251 + ".wav",
    ],
)
def test_no_file_name_is_interpreted(tmp_path, name):
    assert facts(media.write_pcm(tmp_path / name, media.noise(FRAMES))).frames == FRAMES


def test_a_name_that_is_no_text_works(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.wav"))
    path.write_bytes(media.in_memory(media.noise(FRAMES)))
    assert facts(path).frames == FRAMES


def test_an_empty_file_is_empty(tmp_path):
    (tmp_path / "song.wav").touch()
    with pytest.raises(EmptyFile, match="0 bytes"):
        facts(tmp_path / "song.wav")


def test_a_wav_without_samples_is_empty(tmp_path):
    (tmp_path / "song.wav").write_bytes(media.wav_bytes(b""))
    with pytest.raises(EmptyFile, match="no samples"):
        facts(tmp_path / "song.wav")


def test_what_is_no_file_is_not_found(tmp_path):
    os.mkfifo(tmp_path / "pipe")  # opening it would wait for ever
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "gone.wav"):
        with pytest.raises(NotFound):
            facts(path)


def test_ten_hours_promised_in_a_kilobyte_are_counted_as_what_they_are(tmp_path):
    lie = media.wav_bytes(bytes(1000), says=36_000 * 16_000, sample_rate=8_000, channels=1)
    (tmp_path / "song.wav").write_bytes(lie)
    found = facts(tmp_path / "song.wav")  # 10 h would be TooLong
    assert found.frames == 500
    assert "The file promises 10:00:00 but ends after 0.062 s: the rest is missing." in tuple(sentences(found.messages))


@pytest.mark.parametrize("says", [0, 0xFFFFFFFF, 0xFFFFFFFF - 36])
def test_a_wav_from_a_pipe_promises_nothing(tmp_path, says):
    data = (media.noise(FRAMES).T * 32_767).astype("<i2").tobytes()
    (tmp_path / "song.wav").write_bytes(media.wav_bytes(data, says=says))
    found = facts(tmp_path / "song.wav")
    assert (found.frames, tuple(sentences(found.messages))) == (FRAMES, ())


@pytest.mark.parametrize(("suffix", "kind"), [("flac", "flac"), ("mp3", "mp3"), ("mkv", "mkv"), ("aiff", "aiff")])
def test_a_truncated_file_is_taken_with_a_warning(tmp_path, suffix, kind):
    path = media.write(tmp_path / f"song.{suffix}", media.noise(10 * RATE), kind=kind, bit_rate=128_000)
    found = facts(media.cut_short(path, 0.4))
    assert found.frames / RATE == pytest.approx(4.0, abs=0.5)  # the bytes of a second vary a little
    assert any(
        text.startswith("The file promises 0:10 but ends after 0:0") for text in tuple(sentences(found.messages))
    )


def test_a_truncated_wav_is_taken_with_a_warning(tmp_path):
    found = facts(media.cut_short(media.write_pcm(tmp_path / "song.wav", media.noise(10 * RATE)), 0.4))
    assert tuple(sentences(found.messages)) == ("The file promises 0:10 but ends after 0:03: the rest is missing.",)


def test_a_truncated_m4a_is_taken_when_its_index_comes_first(tmp_path):
    first = media.write(tmp_path / "a.m4a", media.noise(10 * RATE), container={"movflags": "+faststart"})
    last = media.write(tmp_path / "b.m4a", media.noise(10 * RATE))
    assert "The file promises 0:10" in sentences(facts(media.cut_short(first, 0.4)).messages)[0]
    with pytest.raises(UnreadableAudio):  # without its index nobody can tell where a packet begins
        facts(media.cut_short(last, 0.4))


def test_too_long_counts_what_is_there(tmp_path):
    path = media.write_pcm(tmp_path / "song.wav", media.noise(3 * RATE))
    with pytest.raises(TooLong, match="0:02"):
        probe(path, 2.9)
    assert probe(path, 3.0).duration_s == 3.0


def test_an_encrypted_file_is_refused_as_such(tmp_path):
    keys = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "0" * 31 + "1", "encryption_kid": "0" * 32}
    path = media.write(tmp_path / "song.m4a", media.noise(FRAMES), kind="mp4", container=keys)
    with pytest.raises(UnreadableAudio, match="encrypted"):
        facts(path)


def test_samples_that_are_no_numbers_are_counted(tmp_path):
    samples = media.noise(FRAMES)
    samples[0, 100:110], samples[1, 7], samples[1, 9] = np.nan, np.inf, -np.inf
    found = facts(media.write_pcm(tmp_path / "song.wav", samples, subtype="FLOAT"))
    assert tuple(sentences(found.messages)) == (
        "12 samples were no numbers (NaN or infinite) and were replaced by silence.",
    )


def test_silence_is_mentioned(tmp_path):
    below, above = (np.full((2, FRAMES), peak, np.float32) for peak in (0.9e-4, 1.1e-4))  # -80 dBFS is 1e-4
    assert "-80 dBFS" in sentences(facts(media.write_pcm(tmp_path / "a.wav", below, subtype="FLOAT")).messages)[0]
    assert tuple(sentences(facts(media.write_pcm(tmp_path / "b.wav", above, subtype="FLOAT")).messages)) == ()


def test_telephone_sound_and_surround_are_mentioned(tmp_path):
    phone = facts(media.write_pcm(tmp_path / "a.wav", media.noise(FRAMES, 1, sample_rate=8_000), 8_000))
    assert (phone.channels, phone.sample_rate) == (1, 8_000)
    assert "narrow band" in sentences(phone.messages)[0]
    studio = facts(media.write_pcm(tmp_path / "b.flac", media.noise(FRAMES, 6), 192_000, "PCM_24", "FLAC"))
    assert (studio.channels, studio.sample_rate) == (6, 192_000)
    assert tuple(sentences(studio.messages)) == ("Its 6 channels are folded down to stereo.",)


def test_only_the_main_track_of_several_is_taken(tmp_path):
    with av.open(str(tmp_path / "stems.mkv"), "w") as container:
        tracks = [container.add_stream("flac", rate=RATE, layout="stereo") for _ in range(3)]
        for seed, track in enumerate(tracks):
            media.encode_into(container, track, media.noise(FRAMES, seed=seed), RATE)
    found = facts(tmp_path / "stems.mkv")
    assert found.frames == FRAMES
    assert tuple(sentences(found.messages)) == ("It has 3 sound tracks; only the main one is used.",)


def test_a_file_of_mostly_damage_is_refused(tmp_path):
    path = media.write(tmp_path / "song.flac", media.noise(20 * RATE))
    content = bytearray(path.read_bytes())
    for place in range(20_000, len(content), 2_000):
        content[place : place + 40] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(BadInput):
        facts(path)


@pytest.mark.parametrize("rate", [1, 4_000_000])
def test_a_rate_no_recording_has_is_refused(tmp_path, rate):
    (tmp_path / "song.wav").write_bytes(media.wav_bytes(bytes(4000), sample_rate=rate))
    with pytest.raises(UnreadableAudio):
        facts(tmp_path / "song.wav")
