"""Lengths of time as people read them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """3:20, 1:02:03, or 0.4 s below one second."""
    if seconds < 1.0:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
