"""python tests/made_song.py OUT.flac SECONDS [SEED]: a seeded song as a file, for tests that are no Python."""

from __future__ import annotations

import sys

import numpy as np
import soundfile
import sounds

RATE = 44_100
PIECE_SECONDS = 30.0


def main(path: str, seconds: str, seed: str = "3") -> None:
    """Long ones repeat a piece of 30 s: an hour must be made in seconds."""
    wanted = float(seconds)
    piece = sounds.song(seed=int(seed), seconds=min(wanted, PIECE_SECONDS), sample_rate=RATE).mix.T
    frames = round(wanted * RATE)
    with soundfile.SoundFile(path, "w", RATE, 2, subtype="PCM_16") as file:
        for start in range(0, frames, len(piece)):
            file.write(np.ascontiguousarray(piece[: frames - start]))


if __name__ == "__main__":
    main(*sys.argv[1:])
