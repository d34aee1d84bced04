"""Which of a file's speakers sings, or how much of each over time: from an option's text to shares of rows.

A blend in `svc` is of voices of the library; the speakers of one file are none, they share one net, in which mixing
them costs nothing: so they are an option of that net.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audio_backend.errors import BadInput

ITEMS, POINTS = re.compile(r"\s*,\s*"), re.compile(r"\s+")
HOW = "Write `ann:0.7, ben:0.3`, or with seconds of the song `ann:0=1 30=0, ben:0=0 30=1`."


@dataclass(frozen=True)
class SpeakerTable:
    """Rows of a file's speakers by name, as far as they have names, and how many rows there are."""

    rows: Mapping[str, int]
    count: int


def row_of(told: str, table: SpeakerTable) -> int:
    """By name, or by the number of a row; the first where nothing is told. Raises BadInput."""
    names, told = table.rows, told.strip()
    if not told:
        return min((row for row in names.values() if _is_row(row, table)), default=0)
    if told in names:
        return _there(names[told], told, table)
    if told.isdecimal():
        return _there(int(told), told, table)
    raise _nobody(told, table)


def shares_of(told: str, table: SpeakerTable, seconds: np.ndarray) -> np.ndarray:
    """(speaker_rows, T) shares at these moments of the song, which sum to 1. Raises BadInput."""
    shares = np.zeros((table.count, len(seconds)), np.float32)
    for item in ITEMS.split(told.strip(" ,")):
        name, colon, weights = item.rpartition(":")
        if not colon:
            raise _unclear(item)
        shares[row_of(name, table)] += _line(weights, seconds)
    total = shares.sum(0)
    if not (total > 0).all():
        raise BadInput(f"The mixture “{told}” leaves nobody at {seconds[np.argmin(total)]:.1f} s.", remedy=HOW)
    mixed: np.ndarray = shares / total
    return mixed


def require_somebody(told: str, table: SpeakerTable) -> None:
    """At every moment: between points shares go in straight lines, so only there all can be 0. Raises BadInput."""
    lines = (item.rpartition(":")[2] for item in ITEMS.split(told.strip(" ,")))
    points = (point.partition("=") for line in lines for point in POINTS.split(line.strip()))
    moments = [_number(second, told) for second, equals, _ in points if equals]
    shares_of(told, table, np.array([0.0, *moments]))


def _line(told: str, seconds: np.ndarray) -> np.ndarray:
    """Weights at these moments: straight lines between the points that are told, held before and after them."""
    points = [point.partition("=") for point in POINTS.split(told.strip())]
    if len(points) == 1 and not points[0][1]:
        return np.full(len(seconds), _number(points[0][0], told))
    if not all(equals for _, equals, _ in points):
        raise _unclear(told)
    at, weights = ([_number(point[side], told) for point in points] for side in (0, 2))
    if any(later <= earlier for earlier, later in pairwise(at)):
        raise _unclear(told)
    line: np.ndarray = np.interp(seconds, at, weights)
    return line


def _number(told: str, all_of_it: str) -> float:
    try:
        number = float(told)
    except ValueError as error:
        raise _unclear(all_of_it) from error
    if not 0 <= number < float("inf"):
        raise _unclear(all_of_it)
    return number


def _there(row: int, told: str, table: SpeakerTable) -> int:
    if not _is_row(row, table):
        raise _nobody(told, table)
    return row


def _is_row(row: int, table: SpeakerTable) -> bool:
    """A config may name rows that its net's table doesn't have."""
    return 0 <= row < table.count


def _nobody(told: str, table: SpeakerTable) -> BadInput:
    known = ", ".join(table.rows) or f"0 to {table.count - 1}, for it names none"
    return BadInput(f"This voice has no speaker “{told}”.", remedy=f"Its speakers are {known}.")


def _unclear(told: str) -> BadInput:
    return BadInput(f"“{told}” is no mixture of speakers.", remedy=HOW)
