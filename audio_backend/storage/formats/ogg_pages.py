"""Ogg pages (RFC 3533): enough to give a Vorbis file new comments and leave every sound page as it was."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

HEAD = struct.Struct("<4sBBqIIIB")
CONTINUED, FIRST, LAST = 1, 2, 4
NO_PACKET_ENDS = -1
MOST_SEGMENTS = 255
MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class Page:
    """`lacing` has one byte for each segment of `body`; a packet ends where it is below 255."""

    flags: int
    position: int
    """Samples up to the end of the last packet that ends here."""
    lacing: bytes
    body: bytes

    def packed(self, serial: int, sequence: int) -> bytes:
        """The page as it lies in a file, with its checksum."""
        page = HEAD.pack(b"OggS", 0, self.flags, self.position, serial, sequence, 0, len(self.lacing))
        page += self.lacing + self.body
        return page[:22] + struct.pack("<I", checksum(page)) + page[26:]


def checksum(page: bytes) -> int:
    """Ogg's CRC-32 is zip's, with all bits mirrored and without its inversions."""
    mirrored = zlib.crc32(page.translate(MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


def read_pages(file: BinaryIO) -> Iterator[Page]:
    """From where the file stands to its end; it must be a whole, single stream."""
    while head := file.read(HEAD.size):
        _, _, flags, position, _, _, _, segments = HEAD.unpack(head)
        lacing = file.read(segments)
        yield Page(flags, position, lacing, file.read(sum(lacing)))


def packets_of(pages: Iterable[Page]) -> list[bytes]:
    """The whole packets in consecutive pages."""
    packets, begun = [], b""
    for page in pages:
        start = 0
        for length in page.lacing:
            begun += page.body[start : start + length]
            start += length
            if length < 255:
                packets.append(begun)
                begun = b""
    return packets


def pages_of(packets: Iterable[bytes]) -> Iterator[Page]:
    """Header packets, which have no position, on as many pages as they need."""
    lacing, body = b"", b""
    for packet in packets:
        lacing += b"\xff" * (len(packet) // 255) + bytes((len(packet) % 255,))
        body += packet
    continued = 0
    while lacing:
        part, lacing = lacing[:MOST_SEGMENTS], lacing[MOST_SEGMENTS:]
        ends = any(length < 255 for length in part)
        yield Page(continued, 0 if ends else NO_PACKET_ENDS, part, body[: sum(part)])
        body = body[sum(part) :]
        continued = CONTINUED if part[-1] == 255 else 0


def first_packet_apart(page: Page) -> tuple[Page, Page] | tuple[Page]:
    """Two pages: the first packet of a Vorbis stream, which only primes the decoder and so ends at 0, and the rest."""
    segments = next(index for index, length in enumerate(page.lacing, 1) if length < 255)
    if segments == len(page.lacing):
        return (page,)
    length = sum(page.lacing[:segments])
    alone = Page(page.flags & ~LAST, 0, page.lacing[:segments], page.body[:length])
    return alone, Page(page.flags & ~CONTINUED, page.position, page.lacing[segments:], page.body[length:])
