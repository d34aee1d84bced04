"""Waiting for what happens beside a test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], object]) -> None:
    """Until it does; 10 s at most."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)
