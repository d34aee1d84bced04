"""Our so-vits-svc and RVC nets beside upstream's: seconds and memory for 5, 20 and 60 s, the same random weights.

VOICE_ORACLES=FOLDER python -m tests.bench.voice_nets [--threads 2] [--kinds sovits,rvc] [--seconds 5,20,60]
(tests/voice_oracles.py says how FOLDER is made). Each run is a fresh process, ours and theirs in turns; ratios hold,
seconds belong to this machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
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
    oracle = case.oracle()
    tensors = filled({{name: tuple(tensor.shape) for name, tensor in oracle.state_dict().items()}}, 1)
    if {ours}:
        net = own(case, tensors)
        sing = lambda tune: case.sung(net, tune, SeededNoise(2))
        del oracle
    else:
        oracle.load_state_dict(tensors)
        sing = lambda tune: case.heard_by(oracle, tune)
    del tensors
    sing(song(case, 60))
    tune, started = song(case, {frames}), time.perf_counter()
    sing(tune)
    spent = time.perf_counter() - started
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
print(json.dumps([spent, peak]))
"""


def measured(kind: str, seconds: float, ours: bool, threads: int) -> tuple[float, float]:
    """Seconds spent, and the process's largest memory in bytes."""
    frames = round(seconds * FRAMES_PER_SECOND[kind])
    script = MEASURED.format(kind=kind, frames=frames, ours=ours, threads=threads)
    run = subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=True)
    spent, peak = json.loads(run.stdout)
    return spent, peak


def compare(kind: str, seconds: float, threads: int, rounds: int) -> None:
    runs = {ours: [] for ours in (True, False)}
    for _ in range(rounds):
        for ours in runs:
            runs[ours].append(measured(kind, seconds, ours, threads))
    (mine, my_peak), (theirs, their_peak) = (
        [median(column) for column in zip(*runs[o], strict=True)] for o in (True, False)
    )
    print(
        f"{kind:6} {seconds:3g} s: {mine:6.2f} s, upstream {theirs:6.2f} s, {theirs / mine:.2f} times as fast; "
        f"peak {my_peak / 1e6:.0f} MB, upstream {their_peak / 1e6:.0f} MB, {my_peak / their_peak:.2f} of it",
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
