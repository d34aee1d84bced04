"""python tests/made_voices.py FOLDER: trained voices as people have them, and what they stand on, for tests that are no
Python: FOLDER/models (to be AUDIO_STUDIO_MODELS), rvc/Anna.pth with its .index, so-vits/G_400.pth with config.json,
refused/D_400.pth and refused/Evil.pth, a pickle that would write a file if anybody opened it.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import tiny_voices
import torch


class Opened:
    """Unpickled, it leaves a file behind: what a test looks for."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def main(into: str) -> None:
    folder = Path(into)
    for name in ("rvc", "so-vits", "refused"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    tiny_voices.write_contentvec(folder / "models")
    tiny_voices.write_rvc(folder / "rvc" / "Anna.pth")
    tiny_voices.write_index(folder / "rvc" / "added_IVF2_Flat_nprobe_1_Anna_v2.index")
    tiny_voices.write_sovits(folder / "so-vits")
    torch.save(
        {"model": {"discriminators.0.convs.0.weight_g": torch.zeros(16, 1, 1)}}, folder / "refused" / "D_400.pth"
    )
    (folder / "refused" / "Evil.pth").write_bytes(pickle.dumps(Opened(folder / "opened")))


if __name__ == "__main__":
    main(*sys.argv[1:])
