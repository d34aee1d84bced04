"""How long the server takes to start, and how much of the code it takes along.

python -m tests.bench.server_start [CHECKOUT …]: of this checkout, or of several, measured in turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[2]
ROUNDS = 7

CLOCKED = """
import json, sys, time
started = time.perf_counter()
{work}
seconds = time.perf_counter() - started
print(json.dumps([seconds, sum(name.startswith("audio_backend.") for name in sys.modules), len(sys.modules)]))
"""
SERVER = "from audio_backend.main import create_app\ncreate_app()"
YARDSTICK = "import fastapi, sqlalchemy, pydantic, numpy"
"""What any server like this one imports: the machine's own speed."""


@dataclass(frozen=True)
class Start:
    """Of a fresh process."""

    seconds: float
    backend_modules: int
    modules: int


def start(work: str, checkout: Path = HERE) -> Start:
    command = [sys.executable, "-P", "-c", CLOCKED.format(work=work)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    made = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    return Start(*json.loads(made.stdout))


def compare(checkouts: list[Path]) -> None:
    """In turns, so that whatever else the machine does falls on all alike; the first round warms the disk's cache."""
    yardsticks, starts = [], {checkout: list[Start]() for checkout in checkouts}
    for turn in range(ROUNDS + 1):
        yardstick, round_ = start(YARDSTICK), {checkout: start(SERVER, checkout) for checkout in checkouts}
        if turn:
            yardsticks.append(yardstick.seconds)
            for checkout, one in round_.items():
                starts[checkout].append(one)
    print(f"\nyardstick ({YARDSTICK}): {median(yardsticks):.2f} s")
    for checkout, all_ in starts.items():
        seconds = median(one.seconds for one in all_)
        print(
            f"server of {checkout.name}: {seconds:.2f} s, {seconds / median(yardsticks):.2f} yardsticks, "
            f"{all_[0].backend_modules} of its modules, {all_[0].modules} in all"
        )


if __name__ == "__main__":
    compare([Path(name).resolve() for name in sys.argv[1:]] or [HERE])
