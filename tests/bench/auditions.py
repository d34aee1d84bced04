"""What an audition and a second cover cost, against a whole cover of the same song: ratios within one run.

    python -m tests.bench.auditions SONG

A studio with the default settings whose processes have loaded their engines (the demo was heard and covered); seconds on
the wall, and of all its processes. In this order: first sound of another voice, all eight presets, a whole cover
(balanced), a second one in another voice.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))
from live import LiveStudio


def timed(studio: LiveStudio, work: Callable[[], Any]) -> tuple[float, float]:
    """(wall, processor) seconds."""
    begun, used = time.monotonic(), _processor_s(studio)
    work()
    return time.monotonic() - begun, _processor_s(studio) - used


def _processor_s(studio: LiveStudio) -> float:
    server = psutil.Process(studio.process.pid)
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def main(song: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        studio = LiveStudio(Path(folder))
        studio.start()
        try:
            _measure(studio, Path(song))
        finally:
            studio.stop()


def _measure(studio: LiveStudio, song: Path) -> None:
    file_id = studio.upload(song)["file_id"]
    presets = [one["voice_id"] for one in studio.client.get("/voices").json()["items"]]

    def hear(voice: str) -> None:
        assert studio.client.get(f"/uploads/{file_id}/audition", params={"voice": voice}).status_code == 200

    def cover(voice: str) -> None:
        job_id = studio.start_job(file_id, config={"svc": {"voice": voice}, "swiftf0": {"pitch_shift": "auto"}})
        assert studio.wait(job_id, 900)["status"] == "completed"

    studio.client.get("/uploads/demo/audition", params={"voice": presets[0]})
    demo = studio.client.post("/uploads/demo").json()["file_id"]
    for voice in presets[:2]:  # at once, so that both processes are warm
        studio.start_job(demo, config={"svc": {"voice": voice}, "instrumental": {"quality": "best"}})
    while studio.client.get("/jobs").json()["items"][0]["status"] not in ("completed", "failed"):
        time.sleep(0.2)
    time.sleep(1.0)
    first = timed(studio, lambda: hear(presets[0]))
    others = timed(studio, lambda: [hear(voice) for voice in presets[1:8]])
    whole, second = timed(studio, lambda: cover(presets[0])), timed(studio, lambda: cover(presets[1]))
    every = first[0] + others[0], first[1] + others[1]
    rows = {"first voice": first, "eight voices": every, "first cover": whole, "second cover": second}
    for name, (wall, processor) in rows.items():
        print(f"{name:14} {wall:7.2f} s wall  {processor:7.2f} s processor  "
              f"{wall / whole[0]:6.3f} and {processor / whole[1]:6.3f} of the first cover")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
