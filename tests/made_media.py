"""Sound files made on the spot, of every kind people upload; what is in them is known to the sample."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from scipy.signal import butter, sosfilt


def noise(
    frames: int,
    channels: int = 2,
    *,
    seed: int = 0,
    level: float = 0.1,
    band_hz: float = 4_000.0,
    sample_rate: int = 44_100,
) -> np.ndarray:
    """(channels, frames) float32 with a click at a quarter: unmistakable for a cross-correlation, kind to codecs."""
    white = np.random.default_rng(seed).standard_normal((channels, frames))
    filtered = sosfilt(butter(4, min(band_hz / sample_rate * 2, 0.9), output="sos"), white)
    filtered *= level / filtered.std()
    filtered[:, frames // 4] += 0.5
    return filtered.astype(np.float32)


def on_grid(samples: np.ndarray, bits: int) -> np.ndarray:
    """Rounded to the steps of a whole-number format."""
    full = 2 ** (bits - 1)
    return (np.clip(np.round(samples.astype(np.float64) * full), -full, full - 1) / full).astype(np.float32)


CODECS = {
    "mp3": ("mp3", "libmp3lame", "fltp"),
    "m4a": ("ipod", "aac", "fltp"),
    "mp4": ("mp4", "aac", "fltp"),
    "aac": ("adts", "aac", "fltp"),
    "opus": ("ogg", "libopus", "flt"),
    "webm": ("webm", "libopus", "flt"),
    "flac": ("flac", "flac", "s16"),
    "alac": ("ipod", "alac", "s16p"),
    "mkv": ("matroska", "flac", "s16"),
    "mka": ("matroska", "aac", "fltp"),
    "caf": ("caf", "pcm_s16le", "s16"),
    "aiff": ("aiff", "pcm_s16be", "s16"),
    "w64": ("w64", "pcm_f32le", "flt"),
    "oga": ("ogg", "flac", "s16"),
}


def write(path: Path, samples: np.ndarray, sample_rate: int = 44_100, kind: str = "", **how: object) -> Path:
    """Encode with FFmpeg as `kind` (a key of CODECS). how: bit_rate, container (its options)."""
    container_format, codec, sample_format = CODECS[kind or path.suffix[1:]]
    with av.open(str(path), "w", format=container_format, options=how.get("container", {})) as container:
        track = container.add_stream(codec, rate=sample_rate, layout=_layout(samples))
        track.format = sample_format
        if how.get("bit_rate"):
            track.bit_rate = int(how["bit_rate"])
        encode_into(container, track, samples, sample_rate)
    return path


def _layout(samples: np.ndarray) -> str:
    return {1: "mono", 2: "stereo", 6: "5.1"}[samples.shape[0]]


def encode_into(container: object, track: object, samples: np.ndarray, sample_rate: int) -> None:
    for start in range(0, samples.shape[1], 4096):
        block = np.ascontiguousarray(samples[:, start : start + 4096])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=_layout(samples))
        frame.sample_rate, frame.pts, frame.time_base = sample_rate, start, Fraction(1, sample_rate)
        container.mux(track.encode(frame))
    container.mux(track.encode(None))


def write_pcm(
    path: Path, samples: np.ndarray, sample_rate: int = 44_100, subtype: str = "PCM_16", format: str = "WAV"
) -> Path:
    soundfile.write(path, samples.T, sample_rate, subtype=subtype, format=format)
    return path


def write_vorbis(path: Path, samples: np.ndarray, sample_rate: int = 44_100) -> Path:
    with soundfile.SoundFile(path, "w", sample_rate, samples.shape[0], "VORBIS", format="OGG") as sound:
        for start in range(0, samples.shape[1], 4096):
            sound.write(samples[:, start : start + 4096].T)
    return path


def write_video(path: Path, samples: np.ndarray | None, sample_rate: int = 44_100, frames: int = 10) -> Path:
    """An MP4 with pictures at 10 a second, with or without sound."""
    with av.open(str(path), "w", format="mp4") as container:
        pictures = container.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 32, 32, "yuv420p"
        track = container.add_stream("aac", rate=sample_rate, layout=_layout(samples)) if samples is not None else None
        for index in range(frames):
            picture = av.VideoFrame.from_ndarray(np.full((32, 32, 3), index, np.uint8), format="rgb24")
            picture.pts, picture.time_base = index, Fraction(1, 10)
            container.mux(pictures.encode(picture))
        container.mux(pictures.encode(None))
        if track is not None:
            encode_into(container, track, samples, sample_rate)
    return path


def picture(kind: str = "mjpeg") -> bytes:
    """A JPEG (mjpeg) or PNG (png) of 16 by 16."""
    codec = av.CodecContext.create(kind, "w")
    codec.width, codec.height, codec.time_base = 16, 16, Fraction(1, 1)
    codec.pix_fmt = "yuvj420p" if kind == "mjpeg" else "rgb24"
    frame = av.VideoFrame.from_ndarray(np.full((16, 16, 3), 90, np.uint8), format="rgb24")
    frame = frame.reformat(format=codec.pix_fmt)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])


def wav_bytes(data: bytes, *, says: int | None = None, sample_rate: int = 44_100, channels: int = 2) -> bytes:
    """A 16-bit WAV whose header says it holds `says` bytes."""
    size = len(data) if says is None else says
    step = channels * 2
    riff = b"RIFF" + struct.pack("<I", min(36 + size, 2**32 - 1)) + b"WAVE"
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, sample_rate, sample_rate * step, step, 16)
    return riff + head + struct.pack("<4sI", b"data", size) + data


def padded_pcm(
    samples: np.ndarray, valid: int, container: int, *, big_endian: bool = False
) -> tuple[bytes, np.ndarray]:
    """Whole numbers of `valid` bits at the top of their container, and the float32 (channels, frames) they stand for."""
    full = 2 ** (valid - 1)
    steps = np.clip(np.rint(samples * full), -full, full - 1).astype(np.int64)
    words = (steps << (container - valid)).T.reshape(-1) + (128 if container == 8 else 0)
    parts = words.astype("<i8").view(np.uint8).reshape(-1, 8)[:, : container // 8]
    return (parts[:, ::-1] if big_endian else parts).tobytes(), (steps / full).astype(np.float32)


def wave_header(
    size: int,
    channels: int,
    container: int,
    bits: int,
    *,
    tag: int = 1,
    extensible: bool = False,
    big_endian: bool = False,
    sample_rate: int = 44_100,
    bytes_per_second: int | None = None,
) -> bytes:
    """Of a WAV or RIFX that says its sound has `size` bytes; an extensible one tells container and valid bits apart."""
    order = ">" if big_endian else "<"
    step = channels * container // 8
    rate = sample_rate * step if bytes_per_second is None else bytes_per_second
    body = struct.pack(
        f"{order}HHIIHH",
        0xFFFE if extensible else tag,
        channels,
        sample_rate,
        rate,
        step,
        container if extensible else bits,
    )
    if extensible:
        body += struct.pack(f"{order}HHIH", 22, bits, 0, tag) + bytes.fromhex("000000001000800000aa00389b71")
    name = b"RIFX" if big_endian else b"RIFF"
    whole = min(20 + len(body) + size, 2**32 - 1)
    return (
        struct.pack(f"{order}4sI4s", name, whole, b"WAVE")
        + chunk(b"fmt ", body, order)
        + struct.pack(f"{order}4sI", b"data", size)
    )


def aiff_header(frames: int, size: int, channels: int, bits: int) -> bytes:
    """At 44.1 kHz; `size` is what the sound's chunk says."""
    common = struct.pack(">hIh", channels, frames, bits) + bytes.fromhex("400eac44000000000000")
    head = b"AIFF" + chunk(b"COMM", common, ">") + struct.pack(">4sIII", b"SSND", size, 0, 0)
    return struct.pack(">4sI", b"FORM", min(len(head) + size, 2**32 - 1)) + head


def chunk(name: bytes, body: bytes, order: str = "<") -> bytes:
    """Of RIFF, or with ">" of AIFF and RIFX."""
    return struct.pack(f"{order}4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def lag(reference: np.ndarray, other: np.ndarray) -> int:
    """By how many samples `other` is late, from the cross-correlation of the first channels."""
    frames = min(reference.shape[1], other.shape[1])
    size = 2 * frames
    correlation = np.fft.irfft(np.fft.rfft(other[0, :frames], size) * np.conj(np.fft.rfft(reference[0, :frames], size)))
    best = int(np.argmax(correlation))
    return best if best < frames else best - size


def difference_db(reference: np.ndarray, other: np.ndarray) -> float:
    """Energy of the difference over that of the reference."""
    return float(10 * np.log10(np.mean((reference - other) ** 2) / np.mean(reference**2) + 1e-20))


def cut_short(path: Path, fraction: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * fraction)])
    return path


def in_memory(samples: np.ndarray, sample_rate: int = 44_100) -> bytes:
    """A 16-bit WAV."""
    target = io.BytesIO()
    soundfile.write(target, samples.T, sample_rate, subtype="PCM_16", format="WAV")
    return target.getvalue()
