"""faiss's files of Flat and IVF-Flat indices, which is what RVC writes; read without faiss, and nothing else of them.

Everything is little-endian. A vector of things is its count (uint64) and the things.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.engines.voice.retrieval import FeatureIndex

FLAT = (b"IxF2", b"IxFI", b"IxFl")
IVF_FLAT = b"IwFl"
L2 = 1
WITH_IDS = (b"IxMp", b"IxM2")
"""An index, and names of its vectors, which retrieval doesn't need."""
OTHERS = {
    b"IHNf": "HNSW", b"IHNp": "HNSW", b"IHNs": "HNSW", b"IHN2": "HNSW",
    b"IwPQ": "IVF-PQ", b"IvPQ": "IVF-PQ", b"IwQR": "IVF-PQ", b"IvQR": "IVF-PQ",
    b"IwSq": "IVF-SQ", b"IwSQ": "IVF-SQ", b"IvSQ": "IVF-SQ", b"IwSh": "IVF-SH", b"IwIQ": "IVF-IQ",
    b"IxPq": "PQ", b"IxPQ": "PQ", b"IxPo": "PQ", b"IxSQ": "SQ", b"IxPT": "pre-transformed", b"IxRF": "refined",
    b"IxHe": "LSH", b"IvFl": "IVF-Flat as an old faiss wrote it", b"IvFL": "IVF-Flat as an old faiss wrote it",
}  # fmt: skip
"""By what their files begin with: no training of RVC or its forks writes them."""
REMEDY = "Choose the file that begins with added_ and was made in the same training, or use the voice without an index."
EMPTY_INDEX = Refusal(
    "empty_index", "This index has no vectors in it, as the files trained_… have.", "It gives nothing back.", REMEDY
)
NOT_WHOLE = Refusal("index_not_whole", "This index file isn't whole.", "It ends before its vectors do.", REMEDY)
AT_ODDS = Refusal("index_not_whole", "This index file isn't whole.", "Its counts don't fit to one another.", REMEDY)


def _other(what: str) -> Refusal:
    return Refusal("other_index", what, "The studio reads what RVC writes, Flat and IVF-Flat with L2 distance.", REMEDY)


@dataclass
class _Reader:
    content: bytes
    place: int = 0

    def take(self, count: int) -> bytes:
        if not 0 <= count <= len(self.content) - self.place:
            raise NOT_WHOLE.error()
        self.place += count
        return self.content[self.place - count : self.place]

    def number(self, kind: str = "Q") -> int:
        return int(struct.unpack(f"<{kind}", self.take(struct.calcsize(f"<{kind}")))[0])

    def array(self, kind: type[np.generic], count: int) -> np.ndarray:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)


@dataclass(frozen=True)
class _Header:
    channels: int
    count: int


def read_index(content: bytes) -> FeatureIndex:
    """Raises BadInput for an empty, damaged or other kind of index."""
    try:
        index = _index(_Reader(content))
    except (ValueError, IndexError) as error:  # of numpy, where a count says what can't be
        raise AT_ODDS.error() from error
    if not len(index.vectors):
        raise EMPTY_INDEX.error()
    return index


def _index(reader: _Reader, within: bool = False) -> FeatureIndex:
    kind = reader.take(4)
    if kind in FLAT:
        vectors = _flat(reader)
        return FeatureIndex(vectors, np.array([len(vectors)]))
    if kind == IVF_FLAT:
        return _ivf_flat(reader)
    if kind in WITH_IDS and not within:
        _header(reader)
        return _index(reader, within=True)
    if kind in OTHERS:
        raise _other(f"This is a faiss index of the kind {OTHERS[kind]}.").error()
    raise _other("This is no faiss index of the kinds that RVC writes.").error()


def _header(reader: _Reader) -> _Header:
    channels, count = reader.number("i"), reader.number("q")
    reader.take(2 * 8 + 1)  # two numbers that mean nothing, and whether it is trained
    if reader.number("i") != L2 or channels <= 0 or count < 0:
        raise _other("This index measures distance in another way than RVC does.").error()
    return _Header(channels, count)


def _flat(reader: _Reader) -> np.ndarray:
    header = _header(reader)
    return reader.array(np.float32, reader.number()).reshape(header.count, header.channels)


def _ivf_flat(reader: _Reader) -> FeatureIndex:
    header, lists, probes = _header(reader), reader.number(), reader.number()
    if reader.take(4) not in FLAT:
        raise _other("This index sorts its vectors in another way than RVC does.").error()
    centroids = _flat(reader)
    if centroids.shape != (lists, header.channels):
        raise AT_ODDS.error()
    if reader.number("B"):  # a map from ids to places
        raise _other("This index carries a map that RVC's do not have.").error()
    reader.take(8)  # of no entries
    if reader.take(4) != b"ilar" or reader.number() != lists or reader.number() != 4 * header.channels:
        raise _other("This index keeps its lists in another way than RVC does.").error()
    sizes = _list_sizes(reader, lists)
    parts = []
    for size in sizes:
        parts.append(reader.array(np.float32, int(size) * header.channels).reshape(-1, header.channels))
        reader.take(8 * int(size))  # ids
    vectors = np.concatenate(parts) if parts else np.zeros((0, header.channels), np.float32)
    return FeatureIndex(vectors, sizes, centroids, max(1, probes))


def _list_sizes(reader: _Reader, lists: int) -> np.ndarray:
    """All of them, or those that aren't empty with their numbers."""
    dense = reader.take(4) == b"full"
    told = reader.array(np.uint64, reader.number()).astype(np.int64)
    sizes = told
    if not dense:
        sizes = np.zeros(lists, np.int64)
        sizes[told[0::2]] = told[1::2]
    if len(sizes) != lists or (sizes < 0).any():
        raise AT_ODDS.error()
    return sizes
