"""When the first segment of a cover can be heard, as a share of the time that the whole cover takes: within one run.

    python -m tests.bench.listening SONG

A studio with the default settings whose processes have loaded their engines (the demo was heard and covered); somebody
asks for the first segment as soon as the job says that there is a sound of it, and again when it is finished.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from live import LiveStudio

LOOK_S = 0.1


def main(song: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        studio = LiveStudio(Path(folder))
        studio.start()
        try:
            _warm(studio)
            for listens in (False, True):
                _measure(studio, Path(song), listens)
        finally:
            studio.stop()


def _warm(studio: LiveStudio) -> None:
    voice = studio.client.get("/voices").json()["items"][0]["voice_id"]
    studio.client.get("/uploads/demo/audition", params={"voice": voice})
    studio.wait(studio.start_job(studio.client.post("/uploads/demo").json()["file_id"]), 300)


def _measure(studio: LiveStudio, song: Path, listens: bool) -> None:
    file_id = studio.upload(song)["file_id"]
    job_id, begun = studio.start_job(file_id, config={"swiftf0": {"pitch_shift": "auto"}}), time.monotonic()
    heard: dict[str, float] = {}
    while (job := studio.client.get(f"/jobs/{job_id}/progress").json())["status"] in ("queued", "running"):
        sound = job["segments"][0]["sound"] if job["segments"] else None
        if sound and sound not in heard:
            wanted = {"segment": 0, "draft": sound == "draft"}
            if sound == "final" or listens:
                assert studio.client.get(f"/jobs/{job_id}/preview", params=wanted).status_code == 200
            heard[sound] = time.monotonic() - begun
        time.sleep(LOOK_S)
    whole = time.monotonic() - begun
    assert job["status"] == "completed", job
    shares = ", ".join(f"{name} after {at:.2f} s = {at / whole:.3f}" for name, at in heard.items())
    print(f"{'with' if listens else 'without'} a listener: whole {whole:.2f} s, first segment: {shares}")
    studio.client.delete("/uploads/kept")


if __name__ == "__main__":
    main(sys.argv[1])
