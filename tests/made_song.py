"""python tests/made_song.py OUT.flac SECONDS [SEED [TITLE ARTIST]]: a seeded song as a file, for tests that are no Python.

With a title it has tags, and a cover picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import soundfile
import sounds

from audio_backend.storage.encoding import EncodeSpec, encode
from audio_backend.storage.png import png

RATE = 44_100
PIECE_SECONDS = 30.0


def main(path: str, seconds: str, seed: str = "3", title: str = "", artist: str = "") -> None:
    """Long ones repeat a piece of 30 s: an hour must be made in seconds."""
    wanted = float(seconds)
    piece = sounds.song(seed=int(seed), seconds=min(wanted, PIECE_SECONDS), sample_rate=RATE).mix.T
    frames = round(wanted * RATE)
    with soundfile.SoundFile(path, "w", RATE, 2, subtype="PCM_16") as file:
        for start in range(0, frames, len(piece)):
            file.write(np.ascontiguousarray(piece[: frames - start]))
    if title:
        tag(Path(path), title, artist)


def tag(path: Path, title: str, artist: str) -> None:
    """Written anew, with a picture that is seen to be one: colours across."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    across, down = np.meshgrid(np.linspace(0, 255, 240), np.linspace(0, 255, 240))
    picture = png(np.stack([across, down, 255 - across], axis=2).astype(np.uint8))
    tags = {"title": title, "artist": artist}
    spec = EncodeSpec(path.suffix[1:], rate, samples.shape[1], len(samples), tags=tags, cover=picture)
    encode([np.ascontiguousarray(samples.T)], path, spec)


if __name__ == "__main__":
    main(*sys.argv[1:])
