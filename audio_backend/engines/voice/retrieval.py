"""Retrieval: each frame of content is drawn towards those that the voice's singer has really sung.

What RVC calls a feature index: the eight nearest of many vectors, weighted by how near they are. RVC keeps them in
faiss's files, Flat or IVF-Flat (J. Johnson, M. Douze, H. Jégou: "Billion-scale similarity search with GPUs", IEEE
Transactions on Big Data 7, 2021); faiss_file.py reads them without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

NEIGHBOURS = 8
FRAMES_AT_ONCE = 256
NEAR_ROWS, NEAR_FRAMES = 64, 32
"""Of a flat index: so many rows that are near by rounded distances are measured exactly, for so many frames at once,
which takes 13 MB for 100,000 vectors."""


@dataclass(frozen=True)
class FeatureIndex:
    """Vectors in lists, each list around a centroid. A flat index has one list and no centroids."""

    vectors: np.ndarray
    """float32 (N, C), list after list."""
    list_sizes: np.ndarray
    centroids: np.ndarray | None = None
    """float32 (lists, C)."""
    probes: int = 1
    """How many of the nearest lists are looked through: as the file says."""

    def nearest(self, content: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """content (T, C) -> squared distances and rows of `vectors`, (T, 8) each. Where there are fewer, the distance
        is infinite."""
        distances = np.full((len(content), NEIGHBOURS), np.inf, np.float32)
        rows = np.zeros((len(content), NEIGHBOURS), np.int64)
        for frame, some in enumerate(self._looked_through(content)):
            apart = ((self.vectors[some] - content[frame]) ** 2).sum(1)
            best = np.argsort(apart, kind="stable")[:NEIGHBOURS]
            distances[frame, : len(best)], rows[frame, : len(best)] = apart[best], some[best]
        return distances, rows

    def _looked_through(self, content: np.ndarray) -> Iterator[np.ndarray]:
        """Of each frame the rows whose distance is measured: of the nearest lists all."""
        if self.centroids is None:
            yield from self._near(content)
            return
        stops = self.list_sizes.cumsum()
        for apart in _rounded(content, self.centroids, FRAMES_AT_ONCE):
            for lists in np.argsort(apart, axis=1, kind="stable")[:, : self.probes]:
                yield np.concatenate([np.arange(stops[one] - self.list_sizes[one], stops[one]) for one in lists])

    def _near(self, content: np.ndarray) -> Iterator[np.ndarray]:
        """Of a flat index, in their order: to measure all of them exactly took 7 s for a second of sound."""
        if len(self.vectors) <= NEAR_ROWS:
            yield from [np.arange(len(self.vectors))] * len(content)
            return
        for apart in _rounded(content, self.vectors, NEAR_FRAMES):
            yield from np.sort(np.argpartition(apart, NEAR_ROWS, axis=1)[:, :NEAR_ROWS], axis=1)


def _rounded(content: np.ndarray, table: np.ndarray, at_once: int) -> Iterator[np.ndarray]:
    """(at_once, N) squared distances but for what all rows have in common, piece by piece."""
    norms = np.einsum("nc,nc->n", table, table)
    for start in range(0, len(content), at_once):
        yield norms - 2 * content[start : start + at_once] @ table.T


def retrieved(content: np.ndarray, index: FeatureIndex, share: float) -> np.ndarray:
    """(T, C) -> (T, C), `share` of each frame from the index. A frame with no neighbour stays as it is.

    In parts: the eight of each frame in float64 would take 300 MB for two minutes of 768 channels.
    """
    starts = range(0, len(content), FRAMES_AT_ONCE)
    parts = [_retrieved(content[start : start + FRAMES_AT_ONCE], index, share) for start in starts]
    return np.concatenate(parts) if parts else content


def _retrieved(content: np.ndarray, index: FeatureIndex, share: float) -> np.ndarray:
    distances, rows = index.nearest(content)
    exact = distances == 0
    with np.errstate(divide="ignore"):
        weights = np.where(exact.any(1, keepdims=True), exact, 1 / distances.astype(np.float64) ** 2)
    total = weights.sum(1, keepdims=True)
    found = (index.vectors[rows] * (weights / np.maximum(total, 1e-300))[:, :, None]).sum(1)
    return np.where(total > 0, share * found + (1 - share) * content, content).astype(np.float32)


def index_bytes(index: FeatureIndex) -> bytes:
    """As a .safetensors, which `kept_index` reads."""
    from safetensors.numpy import save

    arrays: dict[str, np.ndarray] = {
        "vectors": index.vectors.astype(np.float32),
        "list_sizes": index.list_sizes.astype(np.int64),
    }
    if index.centroids is not None:
        arrays["centroids"] = index.centroids.astype(np.float32)
    return save(arrays, metadata={"probes": str(index.probes)})


def kept_index(path: Path) -> FeatureIndex:
    """Raises OSError, SafetensorError, KeyError for what `index_bytes` has not written."""
    from safetensors import safe_open

    with safe_open(path, framework="np") as file:
        centroids = file.get_tensor("centroids") if "centroids" in file.keys() else None  # noqa: SIM118 - not a mapping
        probes = int((file.metadata() or {})["probes"])
        return FeatureIndex(file.get_tensor("vectors"), file.get_tensor("list_sizes"), centroids, probes)
