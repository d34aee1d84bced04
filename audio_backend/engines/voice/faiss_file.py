"""faiss's files of Flat and IVF-Flat indices, which is what RVC writes; read without faiss, and nothing else of them.

Everything is little-endian. A vector of things is its count (uint64) and the things.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from audio_backend.engines.voice.retrieval import FeatureIndex
from audio_backend.errors import BadInput

FLAT = (b"IxF2", b"IxFI", b"IxFl")
IVF_FLAT = b"IwFl"
L2 = 1
REMEDY = "Choose the file that begins with added_ and was made in the same training, or use the voice without an index."


@dataclass
class _Reader:
    content: bytes
    place: int = 0

    def take(self, count: int) -> bytes:
        if count > len(self.content) - self.place:
            raise BadInput("This index file isn't whole.", remedy=REMEDY)
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
    reader = _Reader(content)
    kind = reader.take(4)
    if kind in FLAT:
        vectors = _flat(reader)
        index = FeatureIndex(vectors, np.array([len(vectors)]))
    elif kind == IVF_FLAT:
        index = _ivf_flat(reader)
    else:
        raise BadInput("This is no faiss index of the kinds that RVC writes, Flat and IVF-Flat.", remedy=REMEDY)
    if not len(index.vectors):
        raise BadInput("This index has no vectors in it, as the files trained_… have.", remedy=REMEDY)
    return index


def _header(reader: _Reader) -> _Header:
    channels, count = reader.number("i"), reader.number("q")
    reader.take(2 * 8 + 1)  # two numbers that mean nothing, and whether it is trained
    if reader.number("i") != L2 or channels <= 0 or count < 0:
        raise BadInput("This index measures distance in another way than RVC does.", remedy=REMEDY)
    return _Header(channels, count)


def _flat(reader: _Reader) -> np.ndarray:
    header = _header(reader)
    return reader.array(np.float32, reader.number()).reshape(header.count, header.channels)


def _ivf_flat(reader: _Reader) -> FeatureIndex:
    header, lists, probes = _header(reader), reader.number(), reader.number()
    if reader.take(4) not in FLAT:
        raise BadInput("This index sorts its vectors in another way than RVC does.", remedy=REMEDY)
    centroids = _flat(reader)
    if reader.number("B"):  # a map from ids to places
        raise BadInput("This index carries a map that RVC's do not have.", remedy=REMEDY)
    reader.take(8)  # of no entries
    if reader.take(4) != b"ilar" or reader.number() != lists or reader.number() != 4 * header.channels:
        raise BadInput("This index keeps its lists in another way than RVC does.", remedy=REMEDY)
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
    if dense:
        return told
    sizes = np.zeros(lists, np.int64)
    sizes[told[0::2]] = told[1::2]
    return sizes
