"""so-vits-svc 4: voices that hear of gaps by a flag, and of pitch by a line that crosses them."""

from __future__ import annotations

import numpy as np
import torch

from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.entries import SOVITS
from audio_backend.engines.nets.vits.sovits import SoVitsNet
from audio_backend.engines.nets.vits.speakers import Speaker
from audio_backend.engines.voice.retrieval import retrieved
from audio_backend.engines.voice.trained.engine import Heard, TrainedVoice
from audio_backend.engines.voice.trained.frames import Grid, Melody
from audio_backend.engines.voice.trained.options import SoVitsOptions
from audio_backend.engines.voice.trained.song_noise import SongNoise
from audio_backend.engines.voice.trained.who_sings import shares_of
from audio_backend.errors import BadInput


class SoVits(TrainedVoice[SoVitsNet, SoVitsOptions]):
    info = SOVITS.info
    options_class = SoVitsOptions

    def conditioned(
        self, heard: np.ndarray, grid: Grid, first: int, melody: Melody, options: SoVitsOptions
    ) -> np.ndarray:
        if options.cluster_ratio:
            heard = clustered(heard, self._centres(options), options.cluster_ratio)
        elif self._index is not None and options.index_rate:
            heard = retrieved(heard, self._index, options.index_rate)
        return grid.of_content(heard, first)

    def sung(self, heard: Heard[SoVitsOptions], part: slice, noise: SongNoise) -> np.ndarray:
        net, melody, options = self._ready(), heard.melody, heard.options
        loudness = self._tensor(frame_loudness(heard.mono, heard.grid.hop)[part]) if self.facts.needs_volume else None
        sound = net.infer(
            self._tensor(heard.content[part].T),
            self._tensor(melody.filled_hz[part]),
            self._tensor(melody.voiced[part]),
            speaker=self._speaker(heard, part), volume=loudness, noise=noise, noise_scale=options.noise_scale,
            predict_f0=options.auto_f0, turns=self._tensor(melody.turns[part]),
        )  # fmt: skip
        return sound[0].cpu().numpy()

    def _speaker(self, heard: Heard[SoVitsOptions], part: slice) -> Speaker:
        if not heard.options.speaker_mix:
            return self._row(heard.options)
        shares = shares_of(heard.options.speaker_mix, self._table, heard.grid.seconds[:-1][part])
        return torch.from_numpy(shares).to(self._device)

    def _centres(self, options: SoVitsOptions) -> np.ndarray:
        return self._clusters[self._clustered_name(options, set(self._clusters))]

    def _clustered_name(self, options: SoVitsOptions, known: set[str]) -> str:
        """Of the speaker whose clusters are taken. Raises BadInput where there are none of hers."""
        row = self._row(options)
        names = {name for name, number in self.facts.speakers if number == row} | {str(row)}
        if found := names & known:
            return found.pop()
        raise BadInput(
            f"The clusters of this voice are of {', '.join(sorted(known))}, none of them of this speaker.",
            remedy="Choose one of these as `speaker`, or set `cluster_ratio` to 0.",
        )

    def _check(self, options: SoVitsOptions) -> None:
        super()._check(options)
        if options.cluster_ratio:
            self._clustered_name(options, set(self.stored.clusters()))

    def _own_loudness(self, request: ConversionRequest) -> float:
        return self._own(request.options).own_loudness


def clustered(content: np.ndarray, centres: np.ndarray, share: float) -> np.ndarray:
    """(T, C): `share` of each frame from the nearest of the centres (n, C)."""
    apart = np.square(centres).sum(1) - 2 * content @ centres.T
    mixed: np.ndarray = share * centres[apart.argmin(1)] + (1 - share) * content
    return mixed.astype(np.float32)


def frame_loudness(mono: np.ndarray, hop: int) -> np.ndarray:
    """(frames * hop,) -> (frames,) RMS of the hop around each frame's start, mirrored at the ends."""
    half = hop // 2
    padded = np.pad(np.square(mono, dtype=np.float64), (half, hop - half), mode="reflect")
    loudness: np.ndarray = np.sqrt(padded[: len(mono)].reshape(-1, hop).mean(1))
    return loudness.astype(np.float32)
