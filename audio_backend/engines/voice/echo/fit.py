"""How Echo learns a voice from its clip alone: the clip, told by other throats, is led back to itself.

Once per voice, 100 steps: the clip's cepstra, with formants moved by one of nine factors, louder and softer, and
noisy, go in; the clip's own cepstra shall come out. The same clip gives the same network, bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.voice.clip_checks import RecordingQuality
from audio_backend.dsp.voice.timbre import ACTIVE_DB, BANDS, Frames, cepstra
from audio_backend.engines.base import Enrolment, JsonObject
from audio_backend.engines.voice.clip_findings import checks, clip_frames, not_good
from audio_backend.engines.voice.echo.checks import LEAST_TO_LEARN_SECONDS, length_finding
from audio_backend.engines.voice.echo.net import CHANNELS, DILATIONS, INPUTS, KERNEL, LIMIT, OUTPUTS, VoiceNet
from audio_backend.engines.voice.echo.one_cycle import OneCycleAdamW
from audio_backend.engines.voice.echo.voice import bands_below, clip_facts, warped_bands
from audio_backend.models.messages import Message

if TYPE_CHECKING:
    import torch

WARPS = (0.78, 0.83, 0.88, 0.94, 1.0, 1.06, 1.13, 1.2, 1.28)
GAIN, OFFSET, NOISE = 0.15, 0.25, 0.2
"""Per coefficient, in its deviations: how much singers differ beside their size."""

STEPS, BATCH, LENGTH = 100, 20, 100
RATE, SEED = 4e-3, 4
SOUND, SILENT = 0.4, 0.02
"""What unvoiced frames count against voiced ones."""

RATIO_LIMITS = (1.0, 1.6)
"""What was learned is flatter than what is said; its spread is brought back to the clip's, within these."""

_COEFFICIENT_WEIGHTS = 1 / np.sqrt(1 + np.arange(1, OUTPUTS + 1) / 6)


LEAST_MENDED = 0.2
"""Of the difference to other throats: with less, statistics alone do better."""


def enrolment(clip: Audio, f0: F0Curve, quality: RecordingQuality) -> Enrolment:
    """A clip's voice with its network; without one where the clip can't carry it, and then it says so.

    f0 is the clip's curve from 0 s on. Raises BadInput where there is no voice.
    """
    frames = clip_frames(clip, f0)
    facts = clip_facts(clip, f0, frames, quality)
    findings = checks(facts, frames, f0, quality, length_finding(facts.voiced_seconds))
    kept: JsonObject = facts.model_dump(mode="json") | {"checks": [finding.as_dict() for finding in findings]}
    messages = not_good(findings)
    if facts.voiced_seconds < LEAST_TO_LEARN_SECONDS:
        return Enrolment(kept, None, messages)
    net, mended = fitted(frames.thinned(2), facts.bandwidth_hz)
    if mended < LEAST_MENDED:
        return Enrolment(kept, None, (*messages, Message("nothing_steady_learned")))
    return Enrolment(kept | {"learned": round(mended, 3)}, net.as_bytes(), messages)


def fitted(frames: Frames, bandwidth_hz: float) -> tuple[VoiceNet, float]:
    """The network of a voice from its frames every 10 ms, and how much of the difference to other throats it mends.

    The second number is 1 where nothing of the difference is left and 0 where nothing was learned.
    """
    bands = bands_below(bandwidth_hz)
    told = np.stack([_told(frames, bands, warp) for warp in WARPS])  # (9, frames, 29)
    voiced = frames.voiced
    own = cepstra(frames.bands[:, :bands])[:, 1 : OUTPUTS + 1]
    mean, deviation = own[voiced].mean(axis=0), own[voiced].std(axis=0) + 1e-3
    wanted = np.clip((own - mean) / deviation, -LIMIT, LIMIT)
    arrays = _learned(told, wanted, _importance(frames), voiced)
    extra = {"mean": mean, "deviation": deviation, "bands_mean": _padded(frames.bands[voiced].mean(axis=0))}
    net = VoiceNet({name: np.ascontiguousarray(a, np.float32) for name, a in (arrays | extra).items()}, bands)
    return _livened(net, told, wanted, voiced)


def _padded(bands: np.ndarray) -> np.ndarray:
    return np.concatenate([bands, np.full(BANDS - len(bands), bands[-1])])


def _told(frames: Frames, bands: int, warp: float) -> np.ndarray:
    """(frames, 29) the clip by another throat, in deviations of that throat's own voiced frames."""
    moved = cepstra(warped_bands(frames.bands[:, :bands], warp))[:, 1 : OUTPUTS + 1]
    sung = moved[frames.voiced]
    return np.clip((moved - sung.mean(axis=0)) / (sung.std(axis=0) + 1e-3), -LIMIT, LIMIT)


def _importance(frames: Frames) -> np.ndarray:
    active = frames.levels_db > frames.levels_db.max() - ACTIVE_DB
    return np.where(frames.voiced, 1.0, np.where(active, SOUND, SILENT))


# --- fitting --------------------------------------------------------------------------------------------------


def _learned(told: np.ndarray, wanted: np.ndarray, importance: np.ndarray, voiced: np.ndarray) -> dict[str, np.ndarray]:
    """The layers' arrays after 100 steps."""
    import torch

    with _repeatable():
        layers = _layers()
        optimiser = OneCycleAdamW([p for layer in layers for p in layer.parameters()], RATE, STEPS, weight_decay=0.01)
        weights = torch.tensor(_COEFFICIENT_WEIGHTS, dtype=torch.float32)[:, None]
        for heard, goal, count in _batches(told, wanted, importance, voiced):
            error = (_forward(layers, heard) - goal).abs() * weights * count
            (error.sum() / (count.sum() * weights.sum())).backward()
            optimiser.step()
        arrays = {f"weight_{i}": layer.weight.detach().numpy().copy() for i, layer in enumerate(layers)}
        return arrays | {f"bias_{i}": layer.bias.detach().numpy().copy() for i, layer in enumerate(layers)}


@contextmanager
def _repeatable() -> Iterator[None]:
    """One thread and a seed of its own; the process gets back what it had."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(SEED)
            yield
    finally:
        torch.set_num_threads(threads)


def _layers() -> list[torch.nn.Conv1d]:
    from torch.nn import Conv1d

    sizes = [INPUTS + 1] + [CHANNELS] * (len(DILATIONS) - 1)
    wide = [
        Conv1d(size, CHANNELS, KERNEL, dilation=dilation, padding=dilation * (KERNEL // 2))
        for size, dilation in zip(sizes, DILATIONS, strict=True)
    ]
    return [*wide, Conv1d(CHANNELS, OUTPUTS, 1)]


def _forward(layers: list[torch.nn.Conv1d], heard: torch.Tensor) -> torch.Tensor:
    """As VoiceNet.said, on (batch, 20, frames) -> (batch, 29, frames)."""
    from torch.nn.functional import gelu

    hidden = gelu(layers[0](heard))
    for layer in layers[1:-1]:
        hidden = hidden + gelu(layer(hidden))
    return layers[-1](hidden)


def _batches(
    told: np.ndarray, wanted: np.ndarray, importance: np.ndarray, voiced: np.ndarray
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """100 times (20, 20, 100) of another throat, (20, 29, 100) of the voice, (20, 1, 100) how much it counts."""
    import torch

    rng = np.random.default_rng(SEED)
    length = min(LENGTH, len(wanted))
    for _ in range(STEPS):
        throats = rng.integers(len(WARPS), size=BATCH)
        at = rng.integers(len(wanted) - length + 1, size=BATCH)[:, None] + np.arange(length)
        heard = told[throats[:, None], at, :INPUTS]
        gain = np.exp(GAIN * rng.standard_normal((BATCH, 1, INPUTS)))
        heard = heard * gain + OFFSET * rng.standard_normal((BATCH, 1, INPUTS))
        heard = heard + NOISE * rng.standard_normal(heard.shape)
        heard = np.concatenate([np.clip(heard, -LIMIT, LIMIT), voiced[at][:, :, None]], axis=2)
        parts = (heard, wanted[at], importance[at][:, :, None])
        yield tuple(torch.from_numpy(part.transpose(0, 2, 1).astype(np.float32)) for part in parts)


def _livened(net: VoiceNet, told: np.ndarray, wanted: np.ndarray, voiced: np.ndarray) -> tuple[VoiceNet, float]:
    """The network with the clip's spread, and the share of the other throats' difference that it takes away."""
    ratios, left, before = [], 0.0, 0.0
    for throat in told[1::2]:
        said = (net.said(throat, voiced.astype(np.float32)) / net.arrays["deviation"])[voiced]
        ratios.append(wanted[voiced].std(axis=0) / (said.std(axis=0) + 1e-3))
        left += float((np.abs(said - wanted[voiced]) * _COEFFICIENT_WEIGHTS).mean())
        before += float((np.abs(wanted[voiced]) * _COEFFICIENT_WEIGHTS).mean())
    ratio = np.clip(np.mean(ratios, axis=0), *RATIO_LIMITS).astype(np.float32)
    arrays = net.arrays | {
        "weight_3": net.arrays["weight_3"] * ratio[:, None, None], "bias_3": net.arrays["bias_3"] * ratio,
    }  # fmt: skip
    return VoiceNet(arrays, net.bands), 1.0 - left / before
