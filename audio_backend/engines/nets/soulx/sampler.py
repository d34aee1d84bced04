"""From noise to a mel spectrum, step by step: flow matching (Lipman et al. 2022) with guidance.

Each step looks in the middle of its stretch of time. Guidance is counted from the conditioned answer on: 0 is none of
it, and 3 what others call 4. Its spread is brought three quarters of the way back (Lin et al. 2023), else it grows
harsh.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from audio_backend.engines.nets.soulx.dit import Dit

RESCALED = 0.75


@torch.inference_mode()
def sampled(
    dit: Dit,
    condition: Tensor,
    prompt: Tensor,
    noise: Tensor,
    *,
    steps: int,
    guidance: float,
    progress: Callable[[float], None] = lambda done: None,
) -> Tensor:
    """condition (P + N, hidden), prompt mel (P, bands), noise (N, bands) -> (N, bands) the target's mel, float32.

    The prompt is never noised. Without guidance the net is asked once a step, with it twice: the second time without
    the prompt and without what is sung.
    """
    ground, mel = dit.ground(condition), noise.float()
    free = dit.ground(torch.zeros_like(condition[len(prompt) :])) if guidance else None
    for step in range(steps):
        moment = (step + 0.5) / steps
        led = dit(torch.cat([prompt.float(), mel]), moment, ground)[len(prompt) :]
        if free is not None:
            led = _guided(led, dit(mel, moment, free), guidance)
        mel = mel + led / steps
        progress((step + 1) / steps)
    return mel


def _guided(led: Tensor, free: Tensor, guidance: float) -> Tensor:
    further = led + guidance * (led - free)
    rescaled = further * (led.std() / further.std().clamp(min=1e-8))
    return RESCALED * rescaled + (1 - RESCALED) * further
