"""What a file's own header says, before FFmpeg opens it."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

from audio_backend.storage.formats.aiff_header import read_aiff
from audio_backend.storage.formats.caf_header import read_caf
from audio_backend.storage.formats.chunks import BIG_ENDIAN, RIFF, WAVE64, Header
from audio_backend.storage.formats.wave_header import read_wave

WAVE64_FORM = 24
"""Where a Wave64 file says that it is one."""


def read_header(path: Path) -> Header:
    """Of a file of any kind and at least one byte. Raises UnreadableAudio where header and sound contradict."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        name, form = content[:4], content[8:12]
        if form == b"WAVE" and name in (b"RIFF", b"RF64", b"BW64", b"RIFX"):
            return read_wave(content, BIG_ENDIAN if name == b"RIFX" else RIFF)
        if name == b"riff" and content[WAVE64_FORM : WAVE64_FORM + 4] == b"wave":
            return read_wave(content, WAVE64)
        if name == b"FORM" and form in (b"AIFF", b"AIFC"):
            return read_aiff(content)
        return read_caf(content) if name == b"caff" else Header()
