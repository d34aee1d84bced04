"""How many threads the networks of this process may use. All else computes on one: workers/pool.py."""

from __future__ import annotations

import os

ENGINE_THREADS = "AUDIO_STUDIO_ENGINE_THREADS"
"""The variable by which a child is told its share of the processors."""


def share_torch_threads() -> None:
    """Give torch this process's share. Where nobody has told it, torch keeps what it takes by itself."""
    import torch

    told = os.environ.get(ENGINE_THREADS)
    if told and torch.get_num_threads() != int(told):
        torch.set_num_threads(int(told))
