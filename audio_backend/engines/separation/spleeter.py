"""Spleeter, two stems: the vocal of a song by Deezer's pre-trained U-Nets, improved at inference.

What differs from the original, each measured to be better (docs/adr/0013-what-the-separating-net-sees.md):
 - Ratio mask with exponent 1.25 instead of 2, and vocal = mask * mix, so that backing = mix - vocal, exactly.
 - Above 11 kHz, which the nets never saw, everything belongs to the backing; originally it was deleted.
 - The nets hear every passage equally loud (`levelled`): a mask has no level, but they know only loud songs.
 - Their answer depends on a frame's index modulo 64 and a bin's modulo 64: it is averaged over looks from a few
   frames earlier and at a sound a few bins higher (`Plan.looks`), which also makes it the same wherever a song begins.
 - Windows lie on a grid that begins with the song, so a sample's vocal never depends on how the song was cut;
   they overlap by 60 frames or more and are blended, because the nets are unsure at a window's first few frames.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audio_backend.dsp.signal.audio import ReadSamples, Samples
from audio_backend.engines.base import Progress, give_back, require_device, share_torch_threads
from audio_backend.engines.entries import SPLEETER, SPLEETER_WEIGHTS
from audio_backend.engines.weights import converted
from audio_backend.errors import EngineFailed
from audio_backend.models.stems import VOCALS

if TYPE_CHECKING:
    from torch import Tensor

    from audio_backend.engines.nets.spleeter_unet import SpleeterUNet

FFT = 4096
HOP = 1024
BINS = 1024
"""The nets see up to 11 kHz."""
WINDOW = 512
"""Frames in one look of the nets, 11.9 s."""
EXPONENT = 1.25
SMALLEST = 1e-10
"""No share of nothing is not a number."""
LOUDEST = 64.0
"""Samples are held within this (36 dB over full scale); real music never comes near."""
HEARD_RMS = 0.4
"""How loud the nets hear every passage, -8 dBFS: as loud as the songs they learned from."""
LEVEL_FRAMES = 129
"""Level is heard over this many frames to each side, 3 s: a quiet verse is levelled, a syllable keeps its accent."""
LOWEST_BIN = 3
"""From 32 Hz on: an offset and rumble make no song louder, and are no voice's."""
QUIETEST_RMS = 3e-5
"""-90 dBFS: what is quieter is the noise of a silent passage and stays below the nets' notice."""
RECENT_WINDOWS = 3
"""Neighbouring segments share up to three windows of 4 MB."""


@dataclass(frozen=True)
class Look:
    """Where one pass of the nets stands to the window."""

    frames: int
    """It begins this many frames before the window."""
    bins: int
    """It sees the sound this many bins higher."""


@dataclass(frozen=True)
class Plan:
    """How often the nets look at one window, and from where."""

    looks: tuple[Look, ...]
    hop: int
    """Frames from one window to the next."""

    @property
    def lead(self) -> int:
        """Frames before a window that some pass sees."""
        return max(look.frames for look in self.looks)

    @property
    def span(self) -> int:
        """Frames of a window that every pass has seen."""
        return WINDOW - self.lead

    @property
    def fade(self) -> int:
        """Frames that neighbouring windows share."""
        return self.span - self.hop

    def windows(self, start: int, stop: int) -> range:
        """The windows that reach into the samples [start, stop)."""
        first_frame, last_frame = (start - FFT // 2) // HOP + 1, -(-(stop + FFT // 2) // HOP) - 1
        return range(max(-(-(first_frame - self.span + 1) // self.hop), 0), max(last_frame // self.hop + 1, 0))

    def weights(self, index: int) -> np.ndarray:
        """(span,) linear fades that sum to one over the windows."""
        weights = np.ones(self.span, np.float32)
        rising = (np.arange(self.fade, dtype=np.float32) + 0.5) / max(self.fade, 1)
        weights[self.hop :] = 1 - rising
        if index:
            weights[: self.fade] = rising
        return weights


PLANS = {
    "fast": Plan(looks=(Look(0, 0),), hop=447),
    "balanced": Plan(looks=(Look(0, 4), Look(21, 0), Look(42, 4)), hop=409),
    "best": Plan(looks=(Look(0, 4), Look(13, 0), Look(26, 0), Look(39, 4), Look(52, 0)), hop=399),
}
"""Looks are spread evenly over the nets' period of 64 frames. Overlapping windows are worth 0.1 dB in long songs,
unless their hop is a multiple of 64 (then nothing)."""


class Spleeter:
    info = SPLEETER.info
    stems = SPLEETER.stems

    def __init__(self, models: Path):
        self._models_folder = models
        self._nets: dict[str, SpleeterUNet] = {}
        self._device = "cpu"
        self._recent = RecentWindows(RECENT_WINDOWS)

    @property
    def loaded(self) -> bool:
        return bool(self._nets)

    def load(self, device: str) -> None:
        """`cpu`, `cuda` or `cuda:1`; at once when it is there. Raises EngineUnavailable without weights or GPU."""
        if self.loaded and device == self._device:
            return
        import torch

        share_torch_threads()
        require_device(device)
        tensors = converted(SPLEETER_WEIGHTS, self._models_folder / "spleeter", "2stems")
        nets = {stem: _net(tensors, stem).to(device) for stem in SPLEETER_WEIGHTS}
        for net in nets.values():
            net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in torch's own types
        self._nets = nets
        self._device = device

    def unload(self) -> None:
        self._nets = {}
        self._recent.clear()
        give_back(self._device)

    def separate(
        self, read: ReadSamples, start: int, stop: int, quality: str, progress: Progress
    ) -> dict[str, Samples]:
        """(2, stop - start) of the vocal at 44.1 kHz; see engines.base.SeparationEngine.

        Holds one window (12 s) at a time besides the result. `quality` is fast, balanced or best.
        """
        if not self.loaded:
            raise EngineFailed("Spleeter was asked for a vocal before it was loaded.")
        plan = PLANS[quality]
        vocal = np.zeros((2, stop - start), np.float32)
        windows = plan.windows(start, stop)
        for done, index in enumerate(windows):
            progress(done / len(windows))
            add_at(vocal, (index * plan.hop * HOP - FFT // 2) - start, self._window(read, index, plan))
        progress(1.0)
        return {VOCALS: vocal}

    def _window(self, read: ReadSamples, index: int, plan: Plan) -> Samples:
        """(2, samples) that window `index` contributes, from half an FFT before its first frame on."""
        first = index * plan.hop - plan.lead
        mix = read(first * HOP - FFT // 2, (index * plan.hop + WINDOW - 1) * HOP + FFT // 2)
        mix = np.clip(np.nan_to_num(mix, nan=0.0), -LOUDEST, LOUDEST)
        if not mix.any():
            return np.zeros((2, (plan.span - 1) * HOP + FFT), np.float32)
        key = (index, plan, hashlib.blake2b(np.ascontiguousarray(mix)).digest())
        vocal = self._recent.get(key)
        if vocal is None:
            vocal = self._separated(mix, index, plan)
            self._recent.put(key, vocal)
        return vocal

    def _separated(self, mix: Samples, index: int, plan: Plan) -> Samples:
        import torch

        with torch.inference_mode():
            spectrum = _stft(torch.from_numpy(mix).to(self._device))  # (2, T, FFT / 2 + 1)
            mask = self._mask(levelled(spectrum[..., :BINS].abs()), plan)  # (2, span, BINS)
            mask *= torch.from_numpy(plan.weights(index)).to(mask)[:, None]
            vocal = _inverse_stft(spectrum[:, plan.lead : plan.lead + plan.span, :BINS] * mask)
            return _normalised(vocal.cpu().numpy(), index)

    def _mask(self, magnitudes: Tensor, plan: Plan) -> Tensor:
        """(2, lead + WINDOW, BINS) -> (2, span, BINS): the vocal's share of each bin, 0 to 1."""
        import torch
        from torch.nn.functional import pad

        gates = {stem: magnitudes.new_zeros((2, plan.span, BINS)) for stem in self._nets}
        for look in plan.looks:
            begin, there = plan.lead - look.frames, slice(look.frames, look.frames + plan.span)
            seen = pad(magnitudes[None, :, begin : begin + WINDOW], (look.bins, 0))[..., :BINS]
            seen = seen.contiguous(memory_format=torch.channels_last)
            for stem, net in self._nets.items():
                gates[stem][..., : BINS - look.bins] += net(seen)[0, :, there, look.bins :]
        vocals, backing = (gates[stem].pow_(EXPONENT) for stem in SPLEETER_WEIGHTS)
        mask = vocals / (vocals + backing + SMALLEST)
        mask[..., :LOWEST_BIN] = 0
        return mask


def levelled(magnitudes: Tensor) -> Tensor:
    """(2, T, BINS) magnitudes of an STFT by `_stft`, of any level -> those the nets would see were it HEARD_RMS loud.

    A frame's level is the mean power of the 3 s to each side, weighted by power itself and by a Hann window: pauses
    don't make what is sung between them louder. It is one level for both channels, so the stereo image stays.
    """
    import torch
    from torch.nn.functional import conv1d, pad

    magnitudes = pad(magnitudes[..., LOWEST_BIN:], (LOWEST_BIN, 0))
    power = magnitudes.square().sum(-1).mean(0)[None] * (2 / (FFT**2 * 0.375))  # (1, T); 0.375 is Hann's mean square
    near = torch.hann_window(2 * LEVEL_FRAMES + 1, periodic=False, device=power.device)[None, None]
    weighted, weight = (conv1d(of, near, padding=LEVEL_FRAMES) for of in (power.square(), power))
    level = (weighted / weight.clamp(min=QUIETEST_RMS**4)).sqrt().clamp(min=QUIETEST_RMS)
    return magnitudes * (HEARD_RMS / level)[..., None]


def _net(tensors: dict[str, Tensor], stem: str) -> SpleeterUNet:
    from audio_backend.engines.nets.spleeter_unet import SpleeterUNet, own_names

    prefix = f"{stem}."
    net = SpleeterUNet()
    net.load_state_dict(own_names({n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}))
    return net.eval()


def _hann(like: Tensor) -> Tensor:
    import torch

    return torch.hann_window(FFT, dtype=torch.float32, device=like.device)


def _stft(samples: Tensor) -> Tensor:
    """(2, samples) -> (2, T, FFT / 2 + 1); frame t begins at sample t * HOP."""
    import torch

    return torch.fft.rfft(samples.unfold(-1, FFT, HOP) * _hann(samples))


def _inverse_stft(spectrum: Tensor) -> Tensor:
    """(2, T, BINS) -> (2, (T - 1) * HOP + FFT): windowed frames, overlapped and added."""
    import torch

    frames = torch.fft.irfft(spectrum, n=FFT)  # zeros above BINS
    frames = (frames * _hann(frames)).unflatten(-1, (FFT // HOP, HOP))  # (2, T, 4, HOP)
    count = frames.shape[1]
    out = frames.new_zeros((2, count + FFT // HOP - 1, HOP))
    for part in range(FFT // HOP):
        out[:, part : part + count] += frames[:, :, part]
    return out.flatten(1)


def _normalised(vocal: Samples, index: int) -> Samples:
    """Divide by the sum of squared Hann windows, 1.5, less the frame that is missing before the song's first."""
    vocal /= 1.5
    if index == 0:
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT - HOP, FFT) / FFT)
        vocal[:, : FFT // 2] = 0
        vocal[:, FFT // 2 : FFT // 2 + HOP] *= 1.5 / (1.5 - hann.astype(np.float32) ** 2)
    return vocal


def add_at(out: Samples, position: int, part: Samples) -> None:
    """Add `part` into `out` at `position`, cut at both ends."""
    begin, end = max(position, 0), min(position + part.shape[1], out.shape[1])
    if begin < end:
        out[:, begin:end] += part[:, begin - position : end - position]


class RecentWindows:
    """The last few windows by their content: neighbouring segments ask for the same ones. Safe among threads."""

    def __init__(self, most: int):
        self._most = most
        self._kept: OrderedDict[tuple, Samples] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple) -> Samples | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: tuple, vocal: Samples) -> None:
        with self._lock:
            self._kept[key] = vocal
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
