"""What lies beside a voice's weights: vectors for retrieval, and centres of clusters."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from audio_backend.engines.voice.faiss_file import read_index
from audio_backend.engines.voice.retrieval import FeatureIndex, index_bytes
from audio_backend.engines.weights import array_globals
from audio_backend.pipeline.voice_import import refusals
from audio_backend.pipeline.voice_import.archives import NotUnpacked

CENTRES = "cluster_centers_"
LARGEST_PART_BYTES = 2 << 30


def read_vectors(path: Path) -> FeatureIndex:
    """total_fea.npy of older RVC packs: every frame that was trained on, in one list. Raises NotUnpacked."""
    try:
        table = np.load(path, allow_pickle=False, mmap_mode="r")
    except (ValueError, OSError, EOFError, SyntaxError) as error:
        raise NotUnpacked(refusals.NOT_AN_ARRAY) from error
    if table.ndim != 2 or table.dtype.kind != "f" or not table.size or table.nbytes > LARGEST_PART_BYTES:
        raise NotUnpacked(refusals.NOT_AN_ARRAY)
    vectors = np.ascontiguousarray(table, np.float32)
    return FeatureIndex(vectors, np.array([len(vectors)]))


def read_faiss(path: Path) -> FeatureIndex:
    """Raises BadInput, NotUnpacked for one that would fill the memory."""
    if path.stat().st_size > LARGEST_PART_BYTES:
        raise NotUnpacked(refusals.LARGE_INDEX)
    return read_index(path.read_bytes())


def index_for(index: FeatureIndex, channels: int) -> bytes:
    """As a .safetensors. Raises NotUnpacked for vectors of another length than the voice's content."""
    found = index.vectors.shape[1]
    if found != channels:
        raise NotUnpacked(refusals.about(refusals.INDEX_MISFIT, found=found, wanted=channels))
    if not all(np.isfinite(table).all() for table in (index.vectors, index.centroids) if table is not None):
        raise NotUnpacked(refusals.BROKEN_WEIGHTS)
    return index_bytes(index)


def read_clusters(path: Path) -> dict[str, np.ndarray] | None:
    """so-vits-svc's kmeans_….pt: float32 (centres, channels) by speaker. None for any other file of torch's."""
    try:
        with torch.serialization.safe_globals(array_globals()):
            content = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, AttributeError, TypeError, ValueError, KeyError):
        return None
    if not isinstance(content, dict):
        return None
    centres = {str(name): _centres(one) for name, one in content.items() if isinstance(one, dict) and CENTRES in one}
    return {name: one for name, one in centres.items() if one is not None} or None


def _centres(cluster: dict[str, object]) -> np.ndarray | None:
    table = np.asarray(cluster[CENTRES])
    is_table = table.ndim == 2 and table.dtype.kind == "f" and table.size and np.isfinite(table).all()
    return np.ascontiguousarray(table, np.float32) if is_table else None


def clusters_for(clusters: dict[str, np.ndarray], channels: int) -> bytes:
    """As a .safetensors. Raises NotUnpacked for centres of another length than the voice's content."""
    for centres in clusters.values():
        if centres.shape[1] != channels:
            raise NotUnpacked(refusals.about(refusals.INDEX_MISFIT, found=centres.shape[1], wanted=channels))
    return save(clusters)
