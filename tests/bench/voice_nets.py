"""Our so-vits-svc and RVC nets beside upstream's: seconds and memory for 5, 20 and 60 s, the same random weights.

VOICE_ORACLES=FOLDER python -m tests.bench.voice_nets [--threads 2] [--kinds sovits,rvc] [--seconds 5,20,60]
(tests/voice_oracles.py says how FOLDER is made). Each run is a fresh process, ours and theirs in turns; ratios hold,
seconds belong to this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[2]
FRAMES_PER_SECOND = {"sovits": 44100 / 512, "rvc": 100.0}

MEASURED = """
import json, re, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
sys.path[:0] = ["tests", "."]
import torch
from voice_checkpoints import filled
from voice_parity import RvcCase, SoVitsCase, own, song
from audio_backend.engines.nets.vits.noise import SeededNoise
torch.set_num_threads({threads})
case = SoVitsCase(768, 256) if {kind!r} == "sovits" else RvcCase("v2", 40)
with torch.inference_mode():
    with torch.device("meta"):
        shapes = {{name: tuple(tensor.shape) for name, tensor in case.oracle().state_dict().items()}}
    if {ours}:
        net = own(case, filled(shapes, 1))
        sing = lambda tune: case.sung(net, tune, SeededNoise(2))
    else:
        oracle = case.oracle()
        oracle.load_state_dict(filled(shapes, 1))
        sing = lambda tune: case.heard_by(oracle, tune)
    sing(song(case, 60))
    tune, started, busy = song(case, {frames}), time.perf_counter(), time.process_time()
    sing(tune)
    spent, busy = time.perf_counter() - started, time.process_time() - busy
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
print(json.dumps([spent, busy, peak]))
"""


@dataclass(frozen=True)
class Run:
    wall_s: float
    processor_s: float
    """Says less of whatever else the machine does; with one thread, it is the work."""
    peak_bytes: float


def measured(kind: str, seconds: float, ours: bool, threads: int) -> Run:
    frames = round(seconds * FRAMES_PER_SECOND[kind])
    script = MEASURED.format(kind=kind, frames=frames, ours=ours, threads=threads)
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=HERE, env=environment, capture_output=True, text=True, check=True
    )
    return Run(*json.loads(run.stdout))


def compare(kind: str, seconds: float, threads: int, rounds: int) -> None:
    runs: dict[bool, list[Run]] = {True: [], False: []}
    for _ in range(rounds):
        for ours, made in runs.items():
            made.append(measured(kind, seconds, ours, threads))
    mine, theirs = (
        Run(*(median(column) for column in zip(*map(astuple, made), strict=True))) for made in runs.values()
    )
    print(
        f"{kind:6} {seconds:3g} s: wall {mine.wall_s:.2f} s, upstream {theirs.wall_s:.2f} s = "
        f"{theirs.wall_s / mine.wall_s:.2f}; processor {mine.processor_s:.2f} s, upstream {theirs.processor_s:.2f} s = "
        f"{theirs.processor_s / mine.processor_s:.2f}; peak {mine.peak_bytes / 1e6:.0f} MB of upstream's "
        f"{theirs.peak_bytes / 1e6:.0f} MB = {mine.peak_bytes / theirs.peak_bytes:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--kinds", default="sovits,rvc")
    arguments.add_argument("--seconds", default="5,20,60")
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    for each in chosen.kinds.split(","):
        for length in map(float, chosen.seconds.split(",")):
            compare(each, length, chosen.threads, chosen.rounds)
