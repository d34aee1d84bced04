"""Retrieval, and what else prepares a song for a VITS net: laws, upstream's numbers, and faiss's own files."""

from __future__ import annotations

import struct
import sys

import librosa
import numpy as np
import pytest
import torch
import voice_oracles

from audio_backend.engines.voice.conditioning import (
    doubled_content,
    f0_without_gaps,
    follow_loudness,
    stretched_content,
)
from audio_backend.engines.voice.faiss_file import read_index
from audio_backend.engines.voice.retrieval import FeatureIndex, retrieved
from audio_backend.errors import BadInput

CHANNELS = 6


def flat_bytes(vectors: np.ndarray, metric: int = 1) -> bytes:
    head = struct.pack("<iqqqBi", vectors.shape[1], len(vectors), 1 << 20, 1 << 20, 1, metric)
    return b"IxF2" + head + struct.pack("<Q", vectors.size) + vectors.astype("<f4").tobytes()


def ivf_bytes(lists: list[np.ndarray], centroids: np.ndarray, probes: int, sparse: bool = False) -> bytes:
    sizes = np.array([len(one) for one in lists], "<u8")
    head = struct.pack("<iqqqBi", CHANNELS, sizes.sum(), 1 << 20, 1 << 20, 1, 1) + struct.pack(
        "<QQ", len(lists), probes
    )
    told = np.array([(i, size) for i, size in enumerate(sizes) if size], "<u8").ravel() if sparse else sizes
    content = b"".join(one.astype("<f4").tobytes() + np.arange(len(one), dtype="<i8").tobytes() for one in lists)
    kept = b"ilar" + struct.pack("<QQ", len(lists), 4 * CHANNELS) + (b"sprs" if sparse else b"full")
    return (
        b"IwFl"
        + head
        + flat_bytes(centroids)
        + b"\0"
        + bytes(8)
        + kept
        + struct.pack("<Q", len(told))
        + told.tobytes()
        + content
    )


@pytest.fixture
def draw():
    return np.random.default_rng(3)


def test_the_eight_nearest_by_their_distance(draw):
    vectors, content = (
        draw.normal(size=(50, CHANNELS)).astype(np.float32),
        draw.normal(size=(9, CHANNELS)).astype(np.float32),
    )
    index = read_index(flat_bytes(vectors))
    apart = ((vectors[None] - content[:, None]) ** 2).sum(2).astype(np.float64)
    order = apart.argsort(1)[:, :8]
    weights = np.square(1 / np.take_along_axis(apart, order, 1))
    expected = (vectors[order] * (weights / weights.sum(1, keepdims=True))[:, :, None]).sum(1)
    assert np.allclose(retrieved(content, index, 0.75), 0.75 * expected + 0.25 * content, atol=1e-5)
    assert np.array_equal(retrieved(content, index, 0.0), content)


def test_of_a_large_flat_index_the_very_nearest_are_found(draw):
    vectors = draw.normal(size=(700, CHANNELS)).astype(np.float32)
    content = np.concatenate([draw.normal(size=(80, CHANNELS)), vectors[333:334]]).astype(np.float32)
    distances, rows = FeatureIndex(vectors, np.array([700])).nearest(content)
    apart = ((vectors[None] - content[:, None]) ** 2).sum(2)
    assert np.array_equal(rows, apart.argsort(axis=1, kind="stable")[:, :8])
    assert np.array_equal(distances, np.take_along_axis(apart, rows, axis=1)), "exact, whatever chose the rows"
    assert distances[-1, 0] == 0 and rows[-1, 0] == 333


@pytest.mark.parametrize("kind", [b"IxMp", b"IxM2"])
def test_a_map_of_ids_around_an_index_changes_nothing(draw, kind):
    vectors = draw.normal(size=(20, CHANNELS)).astype(np.float32)
    inner, head = flat_bytes(vectors), flat_bytes(vectors)[4:37]
    ids = struct.pack("<Q", 20) + np.arange(20, dtype="<i8")[::-1].tobytes()
    assert np.array_equal(read_index(kind + head + inner + ids).vectors, vectors)
    with pytest.raises(BadInput, match="no faiss index"):  # one in the other is nobody's, and could go on for ever
        read_index(kind + head + kind + head + inner + ids)


@pytest.mark.parametrize("sparse", [False, True])
def test_only_the_nearest_lists_are_looked_through(draw, sparse):
    centroids = np.eye(3, CHANNELS, dtype=np.float32) * 10
    lists = [
        draw.normal(size=(count, CHANNELS)) + centroid for count, centroid in zip((9, 0, 12), centroids, strict=True)
    ]
    one, two = (read_index(ivf_bytes(lists, centroids, probes, sparse)) for probes in (1, 2))
    assert one.list_sizes.tolist() == [9, 0, 12] and (one.probes, two.probes) == (1, 2)
    near_third = centroids[2:] + 0.1
    assert (one.nearest(near_third)[1] >= 9).all()
    alone = one.nearest(centroids[1:2])
    assert np.isinf(alone[0]).all(), "the list of this frame is empty"
    assert np.array_equal(retrieved(centroids[1:2], one, 1.0), centroids[1:2])
    assert np.isfinite(two.nearest(centroids[1:2])[0]).all()


def test_a_frame_that_was_really_sung_is_taken(draw):
    vectors = draw.normal(size=(20, CHANNELS)).astype(np.float32)
    assert np.allclose(retrieved(vectors[4:5], FeatureIndex(vectors, np.array([20])), 1.0), vectors[4:5])


def at_odds(kind: bytes, number: int) -> bytes:
    """An index of one list whose first number after `kind` is another one: of a list, or how long it is."""
    content = ivf_bytes([VECTORS], CENTRES, 1, sparse=kind == b"sprs")
    at = content.index(kind) + len(kind) + 8
    return content[:at] + struct.pack("<Q", number) + content[at + 8 :]


VECTORS = np.ones((4, CHANNELS), np.float32)
CENTRES = np.zeros((1, CHANNELS), np.float32)
REFUSED = {
    "cut off": (flat_bytes(VECTORS)[:-3], "isn't whole"),
    "empty": (flat_bytes(VECTORS[:0]), "no vectors"),
    "trained, not added": (ivf_bytes([VECTORS[:0]], CENTRES, 1), "no vectors"),
    "another kind": (b"IxPq" + bytes(40), "of the kind PQ"),
    "none at all": (b"nope" + bytes(40), "no faiss index"),
    "a pickle": (b"\x80\x04\x95" + bytes(40), "no faiss index"),
    "inner products": (flat_bytes(VECTORS, metric=0), "another way"),
    "a count that doesn't fit": (ivf_bytes([VECTORS], CENTRES[[0, 0]], 1), "don't fit"),
    "lists that aren't there": (at_odds(b"sprs", 9), "don't fit"),
    "a list shorter than none": (at_odds(b"full", 1 << 63), "isn't whole"),
    "another length than it says": (
        flat_bytes(VECTORS)[:8] + struct.pack("<q", 5) + flat_bytes(VECTORS)[16:],
        "don't fit",
    ),
    "a count beyond the file": (flat_bytes(VECTORS)[:37] + struct.pack("<Q", 1 << 62) + bytes(8), "isn't whole"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_no_other_index_is_read(kind):
    content, why = REFUSED[kind]
    with pytest.raises(BadInput, match=why):
        read_index(content)


def test_gaps_are_crossed_in_a_straight_line_and_ends_are_held():
    assert f0_without_gaps(np.array([0, 100, 0, 0, 400, 0.0])).tolist() == [100, 100, 200, 300, 400, 400]
    assert f0_without_gaps(np.zeros(4)).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("length", "frames"), [(49, 86), (50, 50), (173, 299), (9, 4)])
def test_content_is_stretched_as_torch_does_it(length, frames):
    content = np.arange(length, dtype=np.float32)[None]
    there = torch.nn.functional.interpolate(torch.from_numpy(content)[None], size=frames, mode="nearest")[0].numpy()
    assert np.abs(stretched_content(content, frames) - there).max() <= 1
    assert (stretched_content(content, frames) == there).mean() > 0.97  # torch rounds where a place falls on an edge
    assert doubled_content(content)[0, :4].tolist() == [0, 0, 1, 1]


def upstreams_envelope(sung, sung_rate, converted, rate, share):
    """RVC's formula in the words of its own libraries."""
    rms = [
        librosa.feature.rms(y=y, frame_length=r // 2 * 2, hop_length=r // 2)
        for y, r in ((sung, sung_rate), (converted, rate))
    ]
    stretched = [
        torch.nn.functional.interpolate(torch.from_numpy(one)[None], size=len(converted), mode="linear")[0, 0]
        for one in rms
    ]
    return converted * (stretched[0] ** (1 - share) * stretched[1].clamp(min=1e-6) ** (share - 1)).numpy()


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_loudness_follows_as_upstreams_does(draw, share):
    sung = (draw.normal(size=16000 * 3 + 77) * np.linspace(0.05, 0.5, 48077)).astype(np.float32)
    converted = draw.normal(size=40000 * 3).astype(np.float32) * 0.1
    made = follow_loudness(converted, 40000, sung, 16000, share)
    assert np.abs(made - upstreams_envelope(sung, 16000, converted, 40000, share)).max() < 2e-5


if voice_oracles.FOLDER:

    @pytest.mark.parametrize("kind", ["Flat", "IVF16,Flat"])
    @pytest.mark.parametrize("probes", [1, 3])
    def test_faiss_finds_the_same(draw, kind, probes):
        sys.path.append(voice_oracles.FOLDER)
        import faiss

        vectors = draw.normal(size=(900, 256)).astype(np.float32)
        theirs = faiss.index_factory(256, kind)
        theirs.train(vectors), theirs.add(vectors)
        if "IVF" in kind:
            faiss.extract_index_ivf(theirs).nprobe = probes
        content = draw.normal(size=(70, 256)).astype(np.float32)
        scores, rows = theirs.search(content, 8)
        weights = np.square(1 / scores)
        expected = (vectors[rows] * (weights / weights.sum(1, keepdims=True))[:, :, None]).sum(1)
        ours = read_index(faiss.serialize_index(theirs).tobytes())
        assert np.abs(retrieved(content, ours, 1.0) - expected).max() < 1e-5
