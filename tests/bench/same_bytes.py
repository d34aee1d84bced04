"""The same request gives the same bytes, before and after the inside has changed.

    python -m tests.bench.same_bytes write before.json     # SHA-256 of a dozen covers, made by the command line
    python -m tests.bench.same_bytes compare before.json   # ends with 1 and names those that came out otherwise

Another processor or another torch rounds in another way, so a file is of use on the machine that wrote it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import soundfile
import torch

sys.path.insert(0, str(Path(__file__).parent.parent))
import sounds

SECONDS = 9.0
JOBS: dict[str, tuple[str, ...]] = {
    "plain.wav": (),
    "clip.wav": ("--voice", "{clip}", "--voice-rights", "own"),
    "clip up.flac": ("--voice", "{clip}", "--pitch", "4", "--voice-rights", "own"),
    "auto.flac": ("--voice", "child", "--pitch", "auto"),
    "cut.wav": ("--pitch", "-3", "--set", "processing.segment_length=5"),
    "snap.wav": ("--set", "swiftf0.style=snap", "--set", "svc.enabled=false"),
    "choir.flac": ("--set", 'harmony.voices=[{"interval": "third_above"}]', "--set", "svc.double=true"),
    "blend.wav": ("--set", 'svc.blend=[{"voice": "deeper", "weight": 0.6}, {"voice": "airy", "weight": 0.4}]'),
    "loud.mp3": ("--set", "mixing.target_lufs=-9", "--set", "mixing.reverb=0.2"),
    "parts.ogg": ("--set", "instrumental.stems=true", "--set", "instrumental.drums_db=3"),
    "moved.m4a": ("--pitch", "2", "--set", "instrumental.transpose=true"),
    "vocal.wav": ("--source", "vocals", "--profile", "quality"),
    "room.wav": ("--set", "instrumental.keep_reverb=true", "--profile", "fast", "--set", "quality.channels=1"),
    "nothing.flac": ("--set", "svc.enabled=false", "--set", "swiftf0.enabled=false"),
}


def hashes() -> dict[str, str]:
    """Name of the job -> SHA-256 of its cover."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        song, clip = here / "the song.flac", here / "the clip.wav"
        soundfile.write(song, sounds.song(seed=3, seconds=SECONDS).mix.T, 44_100)
        soundfile.write(clip, sounds.song(seed=7, seconds=14.0, voice="bass").vocals.T, 44_100)
        for name, words in JOBS.items():
            command = [sys.executable, "-m", "audio_backend", "cover", str(song), "-q", "-o", str(here / name)]
            subprocess.run([*command, *(word.replace("{clip}", str(clip)) for word in words)], check=True)
            made[name] = hashlib.sha256((here / name).read_bytes()).hexdigest()
    return made


def machine() -> str:
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return f"{names[0] if names else platform.machine()}, torch {torch.__version__}"


def main(act: str, file: Path) -> int:
    now = {"machine": machine(), "covers": hashes()}
    if act == "write":
        file.write_text(json.dumps(now, indent=2) + "\n")
        return 0
    before = json.loads(file.read_text())
    if before["machine"] != now["machine"]:
        print(f"Written on another machine: {before['machine']}, this is {now['machine']}.")
    others = [name for name, sha256 in before["covers"].items() if now["covers"].get(name) != sha256]
    print("\n".join(f"{name} has other bytes" for name in others) or "The same bytes.")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
