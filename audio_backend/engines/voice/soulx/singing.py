"""A vocal sung by a voice: words, pitch and an example in, sound out, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import torch
from torch import Tensor

from audio_backend.dsp.signal.audio import Audio
from audio_backend.dsp.signal.resampling import at_rate
from audio_backend.engines.base import Progress
from audio_backend.engines.nets.soulx.f0_bins import f0_bins
from audio_backend.engines.nets.soulx.mel import HOP, SAMPLE_RATE
from audio_backend.engines.nets.soulx.model import SoulxNet
from audio_backend.engines.nets.soulx.sampler import sampled
from audio_backend.engines.nets.soulx.whisper import SAMPLE_RATE as WORDS_RATE
from audio_backend.engines.nets.soulx.whisper import WhisperEncoder
from audio_backend.engines.voice.soulx.options import SoulxOptions
from audio_backend.engines.voice.soulx.pieces import Piece, frame_levels, frame_noise, pieces_of, sounding
from audio_backend.engines.voice.soulx.prompt import Prompt

WORDS_HOP = WORDS_RATE * HOP // SAMPLE_RATE
SAMPLED = 0.97
"""Of the progress; the vocoder takes the rest."""


@dataclass(frozen=True)
class Region:
    """A vocal, and the pitch it shall have."""

    sound: np.ndarray
    """(samples,) at 24 kHz."""
    f0_hz: np.ndarray
    """(frames,) every 20 ms, as many as it takes to cover the sound; 0 where unvoiced."""
    first_frame: int
    """Where it begins in the song, in frames; may be negative."""
    throat: int = 10_000
    """The factor on the formants in ten-thousandths: who sings beside the lead has a throat of their own, and by it
    noise of their own, else a second take would be the first."""
    own: np.ndarray | None = None
    """(samples,) the singer's own voice at that pitch, where the result shall lie between the two."""


@dataclass(frozen=True)
class Example:
    """What the nets make of a prompt."""

    mel: Tensor
    content: Tensor
    bins: Tensor


@dataclass(frozen=True)
class Nets:
    soulx: SoulxNet
    whisper: WhisperEncoder
    device: str

    def example(self, prompt: Prompt) -> Example:
        mel = self.soulx.prompt_mel(torch.from_numpy(prompt.sound).to(self.device))
        words = at_rate(Audio(prompt.sound[None], SAMPLE_RATE), WORDS_RATE).samples[0]
        return Example(mel, self._content(words, len(mel)), self._bins(prompt.f0_hz[: len(mel)]))

    def sing(self, region: Region, example: Example, options: SoulxOptions, progress: Progress) -> np.ndarray:
        """(frames * 480,) at 24 kHz; noughts where nothing sounds."""
        frames = len(region.f0_hz)
        levels, voiced = frame_levels(region.sound, frames), region.f0_hz > 0
        spans = sounding(levels)
        pieces = [piece for span in spans for piece in pieces_of(span, levels, voiced)]
        mel = torch.zeros(frames, self.soulx.sizes.dit.bands, device=self.device)
        self._fill(mel, pieces, region, example, options, progress)
        if region.own is not None and spans:
            mel = torch.lerp(self._own_mel(region.own, frames), mel, options.strength)
        sound = np.zeros(frames * HOP, np.float32)
        for start, stop in spans:
            sound[start * HOP : stop * HOP] = self.soulx.vocos(mel[start:stop]).cpu().numpy()
        progress(1.0)
        return sound

    def _fill(
        self, mel: Tensor, pieces: list[Piece], region: Region, example: Example, options: SoulxOptions, told: Progress
    ) -> None:
        """Each piece in its place, faded over from the one before."""
        words = at_rate(Audio(region.sound[None], SAMPLE_RATE), WORDS_RATE).samples[0]
        lengths = [piece.stop - piece.start + len(example.mel) for piece in pieces]
        for piece, before, length in zip(pieces, accumulate(lengths, initial=0), lengths, strict=False):
            here = slice(piece.start, piece.stop)

            def progress(done: float, before: int = before, length: int = length) -> None:
                told(SAMPLED * (before + done * length) / sum(lengths))

            content = self._content(words[piece.start * WORDS_HOP : piece.stop * WORDS_HOP], piece.stop - piece.start)
            made = self._piece(piece, content, region, example, options, progress)
            share = torch.from_numpy(piece.share).to(self.device)[:, None]
            mel[here] += share * (made - mel[here])

    def _piece(
        self,
        piece: Piece,
        content: Tensor,
        region: Region,
        example: Example,
        options: SoulxOptions,
        progress: Progress,
    ) -> Tensor:
        bins = self._bins(region.f0_hz[piece.start : piece.stop])
        condition = self.soulx.condition(torch.cat([example.content, content]), torch.cat([example.bins, bins]))
        at = region.first_frame
        noise = frame_noise((options.seed, region.throat), at + piece.start, at + piece.stop, example.mel.shape[1])
        return sampled(
            self.soulx.dit, condition, example.mel, torch.from_numpy(noise).to(self.device),
            steps=options.steps, guidance=options.guidance, progress=progress,
        )  # fmt: skip

    def _content(self, sound: np.ndarray, frames: int) -> Tensor:
        """Of a sound at 16 kHz."""
        return self.whisper.content(np.ascontiguousarray(sound), frames)

    def _bins(self, f0_hz: np.ndarray) -> Tensor:
        return torch.from_numpy(f0_bins(f0_hz, self.soulx.sizes.f0_bins)).to(self.device)

    def _own_mel(self, own: np.ndarray, frames: int) -> Tensor:
        whole = torch.from_numpy(np.pad(own, (0, frames * HOP - len(own)))).to(self.device)
        return self.soulx.prompt_mel(whole)
