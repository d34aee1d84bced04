"""`audio-studio models list | pull | remove`, as a user runs them, against a hub on this computer."""

from __future__ import annotations

import email
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from mirror import Mirror, mirror

from audio_backend.engines.downloads import Download

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, os, sys
from audio_backend import pull
from audio_backend.engines import downloads
from audio_backend.engines.downloads import Download, HubFile
known = []
for one in json.loads(os.environ["KNOWN"]):
    one["needs"] = tuple(one["needs"])
    one["files"] = tuple(HubFile(**file) for file in one["files"])
    known.append(Download(**one))
downloads.DOWNLOADS = pull.DOWNLOADS = tuple(known)
sys.argv[0] = "audio-studio"
from audio_backend.__main__ import main
main()
"""
TORCH = """
import sys
import audio_backend.pull
print([name for name in ("torch", "scipy", "transformers", "fastapi", "sqlalchemy") if name in sys.modules])
"""


@pytest.fixture
def hub():
    with mirror() as server:
        yield server


class Terminal:
    """Where the commands are typed: their hub, their folder, and what can be pulled."""

    def __init__(self, hub: Mirror, folder: Path, *known: Download):
        self.folder = folder
        self.env = os.environ | {
            "AUDIO_STUDIO_HUB_URL": hub.url, "AUDIO_STUDIO_MODELS": str(folder / "models"), "no_proxy": "127.0.0.1",
            "KNOWN": json.dumps([asdict(one) for one in known]), "COLUMNS": "60",
        }  # fmt: skip

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", PROGRAM, "models", *words]

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*words), cwd=ROOT, env=self.env | settings, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)  # fmt: skip

    def answered(self, answer: str, *words: str) -> tuple[int, str]:
        """On a terminal, where the question can be answered: exit code, and all that was to be seen."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(self.command(*words), cwd=ROOT, env=self.env, stdin=theirs, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True) as process:  # fmt: skip
            os.write(ours, f"{answer}\n".encode())
            seen = process.stdout.read()
        os.close(ours)
        os.close(theirs)
        return process.returncode, seen


def noise(size: int) -> bytes:
    return np.random.default_rng(4).bytes(size)


def test_licence_and_size_come_first_then_the_file_and_the_second_time_nothing(hub, tmp_path):
    download = hub.offer("tiny", noise(300_000), licence="CC BY 4.0: name Ann")
    terminal = Terminal(hub, tmp_path, download)
    ran = terminal.run("pull", "tiny", "--yes")
    assert ran.returncode == 0, ran.stderr
    assert "tiny (300 kB)" in ran.stdout and "CC BY 4.0: name Ann" in ran.stdout and hub.url in ran.stdout
    assert "tiny/a.bin is here, and whole by its SHA-256." in ran.stderr
    assert (tmp_path / "models/tiny/a.bin").read_bytes() == noise(300_000)
    asked = len(hub.asked)
    again = terminal.run("pull", "tiny")  # nobody needs to be asked
    assert again.returncode == 0 and "here already" in again.stderr and len(hub.asked) == asked


@pytest.mark.parametrize(("answer", "code", "there"), [("y", 0, True), ("n", 130, False), ("", 130, False)])
def test_on_a_terminal_it_asks_and_only_a_yes_is_one(hub, tmp_path, answer, code, there):
    terminal = Terminal(hub, tmp_path, hub.offer("tiny", noise(3000)))
    ended, seen = terminal.answered(answer, "pull", "tiny")
    assert ended == code and "Download 3 kB? [y/N]" in seen and (tmp_path / "models/tiny/a.bin").exists() is there
    assert there or "Nothing was changed" in seen


def test_a_script_that_does_not_say_yes_gets_nothing(hub, tmp_path):
    ran = Terminal(hub, tmp_path, hub.offer("tiny", noise(3000))).run("pull", "tiny")
    assert ran.returncode == 2 and "--yes" in ran.stderr and hub.asked == []


def test_offline_it_tells_address_place_size_and_hash_in_one_piece_each(hub, tmp_path):
    """Nothing is broken at the edge of the terminal: they are there to be copied. Put there, it is recognised."""
    download = hub.offer("tiny", noise(3000))
    terminal = Terminal(hub, tmp_path, download)
    gone = "http://127.0.0.1:9"  # nobody listens on the port of the discard protocol
    ran = terminal.run("pull", "tiny", "-y", AUDIO_STUDIO_HUB_URL=gone)
    file, place = download.files[0], tmp_path / "models/tiny/a.bin"
    assert ran.returncode == 4 and "Traceback" not in ran.stderr
    lines = ran.stderr.splitlines()
    assert file.url(gone) in lines and f"  to {place}" in lines and f"  3,000 bytes, SHA-256 {file.sha256}" in lines
    place.write_bytes(noise(3000))
    ran = terminal.run("pull", "tiny", AUDIO_STUDIO_HUB_URL=gone)
    assert ran.returncode == 0 and "it is the right one, by its SHA-256" in ran.stderr


def test_ctrl_c_keeps_what_came_and_says_how_to_go_on(hub, tmp_path):
    content = noise(1_500_000)
    download = hub.offer("slow", content)
    hub.faults[hub.path(download.files[0])] = [("slow", 0.003)]
    terminal = Terminal(hub, tmp_path, download)
    process = subprocess.Popen(terminal.command("pull", "slow", "-y"), cwd=ROOT, env=terminal.env, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    part = download.files[0].part(tmp_path / "models")
    while not (part.exists() and part.stat().st_size) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130 and "Cancelled." in said and "Traceback" not in said, said
    assert re.search(r"of slow are kept: `audio-studio models pull slow` goes on from there", said)
    kept = part.stat().st_size
    ran = terminal.run("pull", "slow", "-y")
    assert ran.returncode == 0 and "going on after" in ran.stderr and hub.asked[-1][1] == f"bytes={kept}-"
    assert (tmp_path / "models/slow/a.bin").read_bytes() == content


class Library(BaseHTTPRequestHandler):
    """What a running studio answers of voices; `refuses` is a problem that an import ends with."""

    def do_GET(self) -> None:
        self._answer(200, {"items": self.server.voices})

    def do_POST(self) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = email.message_from_bytes(head + self.rfile.read(int(self.headers["Content-Length"])))
        parts = {part.get_param("name", header="content-disposition"): part for part in form.get_payload()}
        self.server.got.append((self.path, self.headers["Authorization"], parts))
        if self.server.refuses:
            return self._answer(422, self.server.refuses)
        name = parts["name"].get_payload()
        self.server.voices.append({"kind": "checkpoint", "name": name})
        facts = {"kind": "checkpoint", "warnings": ["It was tried on a made tone."]}
        places = {one: f"/voices/1/{one}" for one in ("sample", "preview", "picture")}
        made = {"voice_id": "1", "name": name, "kind": "checkpoint", "engine": "rvc", "facts": facts}
        self._answer(201, made | places)

    def _answer(self, status: int, answer: dict) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def library():
    with ThreadingHTTPServer(("127.0.0.1", 0), Library) as server:
        server.voices, server.got, server.refuses = [], [], None
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def singer(hub, tmp_path):
    """A terminal on which a voice can be pulled that needs a net; nobody listens on the port of the studio."""
    net = hub.offer("net", noise(2000))
    ann = hub.offer(
        "ann", noise(3_000_000), noise(400), kind="voice", needs=("net",), rights="licensed", source="one list"
    )
    terminal = Terminal(hub, tmp_path, net, ann)
    terminal.env["AUDIO_STUDIO_PORT"] = "9"
    return terminal


def test_a_voice_comes_with_what_it_needs_and_says_how_it_is_imported(singer, tmp_path):
    ran = singer.run("pull", "ann", "-y")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "models/net/a.bin").exists() and "one list" in ran.stdout
    assert "No studio answers on http://127.0.0.1:9." in ran.stdout
    assert f'-F "file=@{tmp_path / "models/ann/a.bin"}"' in ran.stdout and "/voices/import" in ran.stdout


def test_a_running_studio_gets_the_voice_with_its_licence_and_once(singer, library):
    port = str(library.server_address[1])
    ran = singer.run("pull", "ann", "-y", AUDIO_STUDIO_PORT=port, AUDIO_STUDIO_TOKEN="secret")
    assert ran.returncode == 0 and "Ann is in the library now" in ran.stdout, ran.stdout + ran.stderr
    assert "It was tried on a made tone." in ran.stderr
    ((path, token, parts),) = library.got
    assert path == "/voices/import" and token == "Bearer secret"
    assert {name: parts[name].get_payload() for name in ("name", "licence", "rights")} == {
        "name": "Ann", "licence": "MIT", "rights": "licensed",
    }  # fmt: skip
    assert parts["file"].get_filename() == "b.bin" and parts["file"].get_payload(decode=True) == noise(400)
    again = singer.run("pull", "ann", "-y", AUDIO_STUDIO_PORT=port)
    assert "Ann is in the library of the studio" in again.stdout and len(library.got) == 1


def test_a_studio_that_refuses_the_voice_is_quoted_and_the_files_stay(singer, library, tmp_path):
    library.refuses = {"detail": "a.bin is no voice.", "remedy": "Choose another."}
    ran = singer.run("pull", "ann", "-y", AUDIO_STUDIO_PORT=str(library.server_address[1]))
    assert "could not be imported: a.bin is no voice. Choose another." in ran.stderr and "Traceback" not in ran.stderr
    assert ran.returncode == 3 and (tmp_path / "models/ann/a.bin").exists() and "curl" in ran.stderr


def test_list_tells_the_state_of_each_and_remove_gives_the_room_back(hub, tmp_path):
    sources = {"here": "", "half": "", "none": "one list of 2026"}
    here, half, none = (hub.offer(name, noise(3000), source=source) for name, source in sources.items())
    terminal = Terminal(hub, tmp_path, here, half, none)
    terminal.run("pull", "here", "-y")
    (tmp_path / "models/half").mkdir()
    half.files[0].part(tmp_path / "models").write_bytes(bytes(1000))
    ran = terminal.run("list", COLUMNS="200")
    rows = {line.split("│")[1].strip(): line for line in ran.stdout.splitlines() if "│" in line}
    assert "│ here  " in rows["here"] and "1 kB are here" in rows["half"] and "not here" in rows["none"]
    assert "none: Its SHA-256 was found in one place only: one list of 2026." in ran.stdout
    assert ran.stdout.count("in one place only") == 1
    (tmp_path / "models/half/mine.txt").write_text("mine")
    assert "half stays, for other files lie in it" in terminal.run("remove", "half", "-y").stdout
    refused = terminal.run("remove", "here")
    assert refused.returncode == 2 and "--yes" in refused.stderr
    ran = terminal.run("remove", "here", "--yes")
    assert ran.returncode == 0 and "3 kB are free again" in ran.stdout and not (tmp_path / "models/here").exists()


def test_a_name_that_is_none_and_an_address_that_is_none_are_told(hub, tmp_path):
    terminal = Terminal(hub, tmp_path, hub.offer("tiny", noise(3000)))
    ran = terminal.run("pull", "tyni")
    assert ran.returncode == 2 and "These can be pulled: tiny" in ran.stderr
    for address in ("ftp://mirror", "huggingface.co", "https://me:secret@mirror", "https://mirror?x=1"):
        ran = terminal.run("list", AUDIO_STUDIO_HUB_URL=address)
        assert ran.returncode == 2 and "hub_url" in ran.stderr and "secret" not in ran.stderr, ran.stderr


def test_a_pull_loads_neither_torch_nor_the_server():
    ran = subprocess.run([sys.executable, "-c", TORCH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
