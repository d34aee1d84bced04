"""Who listens to a job may hang up at any moment, and so may the studio: nobody is told of it by a traceback."""

from __future__ import annotations

import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from live import LiveStudio

from audio_backend.ledger import tables
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.records import LOCAL_OWNER

EVENTS = 20_000
REQUEST = b"GET /jobs/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def fill(folder) -> None:
    """An ended job with a long history, and a waiting one."""
    ledger = Ledger(f"sqlite:///{folder / 'out' / 'studio.sqlite3'}")
    for name in ("told", "waiting"):
        ledger.add_job(Job(id=name, created=1.0, title=name))
    with ledger._database.write() as connection:
        row = {"job_id": "told", "owner": LOCAL_OWNER, "t": 1.0, "kind": "unit", "data": {"detail": "x" * 200}}
        connection.execute(tables.events.insert(), [row] * EVENTS)
    ledger.cancel("told")
    ledger.close()


@pytest.fixture
def live(tmp_path):
    live = LiveStudio(tmp_path, min_free_disk_bytes=10**15)  # no room: a job that waits goes on waiting
    (tmp_path / "out").mkdir()
    fill(tmp_path)
    live.start()
    yield live
    if live.process.poll() is None:
        live.stop()


def listen(live: LiveStudio, path: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", live.port))
    line.sendall(REQUEST % path)
    return line


def tracebacks(live: LiveStudio) -> int:
    return (live.folder / "server.log").read_text().count("Traceback")


def test_hanging_up_leaves_no_traceback(live):
    def hang_up(patience: int) -> None:
        line = listen(live, b"told/events")
        if patience:
            line.recv(1000)
        time.sleep(0.01 * patience)
        if patience % 2:  # a reset, as of a process that died
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()

    for _ in range(3):
        with ThreadPoolExecutor(10) as crowd:
            list(crowd.map(hang_up, range(10)))
    assert live.client.get("/health").status_code == 200
    time.sleep(1.0)
    assert tracebacks(live) == 0


def test_a_job_that_is_deleted_ends_its_streams(live):
    with live.client.stream("GET", "/jobs/waiting/events") as stream:
        lines = stream.iter_lines()
        next(lines)
        assert live.client.delete("/jobs/waiting", params={"purge": "true"}).status_code == 200
        list(lines)  # comes to an end
    assert tracebacks(live) == 0


def test_a_studio_that_ends_waits_for_no_listener(live):
    lines = [listen(live, path) for path in (b"waiting/events", b"waiting/progress?wait=60", b"told/events")]
    time.sleep(1.0)
    live.stop()
    assert tracebacks(live) == 0
    for line in lines:
        line.close()


def test_the_end_of_a_studio_with_waiting_listeners_is_quick(live):
    song_analysis = [listen(live, path) for path in (b"waiting/events", b"waiting/progress?wait=60")]
    time.sleep(1.0)
    began = time.monotonic()
    live.stop()
    assert time.monotonic() - began < 4.0  # and not the five seconds that long answers get
    assert b"200 OK" in song_analysis[1].recv(1000)
