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
wall, processor = time.perf_counter(), time.process_time()
{work}
wall, processor = time.perf_counter() - wall, time.process_time() - processor
print(json.dumps([wall, processor, sum(name.startswith("audio_backend.") for name in sys.modules), len(sys.modules)]))
"""
SERVER = "from audio_backend.main import create_app\ncreate_app()"
YARDSTICK = "import fastapi, sqlalchemy, pydantic, numpy"
"""What any server like this one imports: the machine's own speed."""


@dataclass(frozen=True)
class Start:
    """Of a fresh process. Processor seconds say less of whatever else the machine does."""

    wall_s: float
    processor_s: float
    backend_modules: int
    modules: int


def start(work: str, checkout: Path = HERE) -> Start:
    command = [sys.executable, "-P", "-c", CLOCKED.format(work=work)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    made = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=True)
    return Start(*json.loads(made.stdout))


def compare(checkouts: list[Path]) -> None:
    """In turns, so that whatever else the machine does falls on all alike; the first round warms the disk's cache."""
    works = {"yardstick": (YARDSTICK, HERE)} | {f"server of {path.name}": (SERVER, path) for path in checkouts}
    rounds = [{name: start(*work) for name, work in works.items()} for _ in range(ROUNDS + 1)][1:]
    yardstick_s = median(round_["yardstick"].processor_s for round_ in rounds)
    print(f"\nstart, median of {ROUNDS}; the yardstick is `{YARDSTICK}`")
    for name in works:
        starts = [round_[name] for round_ in rounds]
        wall_s, processor_s = median(one.wall_s for one in starts), median(one.processor_s for one in starts)
        print(
            f"{name}: {wall_s:.2f} s, of the processor {processor_s:.2f} s = {processor_s / yardstick_s:.2f} yardsticks; "
            f"{starts[0].backend_modules} modules of the backend, {starts[0].modules} in all"
        )


if __name__ == "__main__":
    compare([Path(name).resolve() for name in sys.argv[1:]] or [HERE])
