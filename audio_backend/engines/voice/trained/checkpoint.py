"""A trained voice as the studio keeps it: what its files say, and what is loaded of them. Each is looked at once per
load: it must be what it was when the voice came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file

from audio_backend.engines.nets.vits.inspection import CheckpointFacts, inspect
from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.engines.voice.retrieval import FeatureIndex, kept_index
from audio_backend.errors import BadInput, EngineUnavailable
from audio_backend.models.voices import CheckpointVoice
from audio_backend.storage.folders import CLUSTERS, INDEX, WEIGHTS
from audio_backend.storage.wholeness import difference

if TYPE_CHECKING:
    from audio_backend.engines.nets.vits.rvc import RvcNet
    from audio_backend.engines.nets.vits.sovits import SoVitsNet

FLOAT_BYTES = 4
UNREADABLE = (OSError, SafetensorError, KeyError, ValueError)


@dataclass(frozen=True)
class StoredVoice:
    voice: CheckpointVoice
    folder: Path

    @cached_property
    def facts(self) -> CheckpointFacts:
        """From the head of the file alone. Raises EngineUnavailable."""
        facts = inspect(self._shapes, self._settings)
        if isinstance(facts, Refusal):
            raise self._unusable(f"{facts.what} {facts.why}")
        return facts

    @property
    def megabytes(self) -> int:
        """What its net holds in memory."""
        numbers = sum(int(np.prod(shape)) for shape in self._shapes.values())
        return 1 + numbers * FLOAT_BYTES // 1_000_000

    def net(self, device: str) -> SoVitsNet | RvcNet:
        """Raises EngineUnavailable where the file is missing, has changed or isn't whole."""
        from audio_backend.engines.nets.vits import loading

        try:
            return loading.load(loading.read(self._checked(WEIGHTS)), device=device)
        except BadInput as error:
            raise self._unusable(error.detail) from error

    def index(self) -> FeatureIndex | None:
        """None where it has none. Raises EngineUnavailable as `net` does."""
        if not self.has(INDEX):
            return None
        try:
            return kept_index(self._checked(INDEX))
        except UNREADABLE as error:
            raise self._unusable(f"{INDEX} can't be read.") from error

    def clusters(self) -> dict[str, np.ndarray]:
        """Centres (n, C) by the speaker's name; none where it has none. Raises EngineUnavailable as `net` does."""
        if not self.has(CLUSTERS):
            return {}
        try:
            return dict(load_file(self._checked(CLUSTERS)))
        except UNREADABLE as error:
            raise self._unusable(f"{CLUSTERS} can't be read.") from error

    def has(self, name: str) -> bool:
        return name in self.voice.files

    @cached_property
    def _head(self) -> tuple[dict[str, tuple[int, ...]], dict[str, object]]:
        path = self.folder / WEIGHTS
        if not path.is_file():
            raise self._unusable(f"{WEIGHTS} is missing.")
        try:
            with safe_open(path, framework="np") as file:
                shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 - no mapping
                told = json.loads((file.metadata() or {}).get("settings", "{}"))
        except UNREADABLE as error:
            raise self._unusable(f"{WEIGHTS} isn't whole.") from error
        return shapes, told if isinstance(told, dict) else {}

    @property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return self._head[0]

    @property
    def _settings(self) -> dict[str, object]:
        return self._head[1]

    def _checked(self, name: str) -> Path:
        made, path = self.voice.files.get(name), self.folder / name
        wrong = difference(path, made.model_dump()) if made else None if path.is_file() else "is missing"
        if wrong:
            raise self._unusable(f"{name} {wrong}.")
        return path

    def _unusable(self, why: str) -> EngineUnavailable:
        return EngineUnavailable(
            f"The trained voice “{self.voice.name or self.voice.id}” can't sing: {why}",
            remedy="Import the voice again, or choose another one.",
        )
