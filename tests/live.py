"""A real studio: `audio-studio serve` in a process of its own, on a free port, in folders of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from in_process import MODELS

START_SECONDS = 60.0


HERE = Path(__file__).resolve().parent


def models_of_its_own(folder: Path) -> Path:
    """The weights that all tests share, and nothing else of theirs: what is made of the demo song lies beside them."""
    models = folder / "models"
    models.mkdir(exist_ok=True)
    for weights in MODELS.glob("spleeter"):
        (models / weights.name).symlink_to(weights, target_is_directory=True)
    return models


class LiveStudio:
    def __init__(self, folder: Path, faults: Path | None = None, **settings: Any):
        """With `faults` the segments that this file names fail while they are rendered (faulty_studio.py)."""
        self.folder = folder
        self.program = [str(HERE / "faulty_studio.py")] if faults else ["-m", "audio_backend"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=60.0)
        defaults = {"uploads": folder / "in", "outputs": folder / "out", "models": MODELS, "demo": "false"}
        self.env = {f"AUDIO_STUDIO_{name.upper()}": str(value) for name, value in (defaults | settings).items()}
        self.env |= {"FAULTS": str(faults)} if faults else {}

    def start(self) -> None:
        command = [sys.executable, *self.program, "serve", "--port", str(self.port)]
        self.log = open(self.folder / "server.log", "ab")  # noqa: SIM115 - as long as the server
        self.process = subprocess.Popen(command, env=os.environ | self.env, stdout=self.log, stderr=self.log)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, (self.folder / "server.log").read_text()
            try:
                if self.client.get("/health").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        self.log.close()

    def kill(self) -> None:
        """As a power cut would: no farewell."""
        self.process.kill()
        self.process.wait(20)
        self.log.close()

    # ------------------------------------------------------------------ what a script would do
    def upload(self, path: Path, **headers: str) -> dict[str, Any]:
        with open(path, "rb") as file:
            answer = self.client.post("/upload", files={"file": (path.name, file)}, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def start_job(self, file_id: str, **request: Any) -> str:
        """In the studio's own voices: whoever names a clip has made it here."""
        body = {"file_id": file_id, "consent": {"voice_rights": "own"}, **request}
        answer = self.client.post("/jobs/start", json=body)
        assert answer.status_code == 202, answer.text
        return answer.json()["job_id"]

    def wait(self, job_id: str, seconds: float = 180.0) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            now = self.client.get(f"/jobs/{job_id}/progress", params={"wait": 10}).json()
            if now["terminal"]:
                return now
        raise AssertionError(f"not ended after {seconds} s: {now}")
