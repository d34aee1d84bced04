"""Downloads by name, from a hub on this computer that has the faults of networks."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from mirror import Mirror, mirror

from audio_backend.engines import downloads
from audio_backend.engines.downloads import Download, file_state, is_verified, received
from audio_backend.errors import Cancelled, Conflict, DownloadFailed, StorageFull, StudioError
from audio_backend.storage.atomic_file import NewFile
from audio_backend.system import fetching, pulling
from audio_backend.system.pulling import Puller, Watcher, by_hand, remove

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def hub(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    with mirror() as server:
        yield server


def noise(size: int, seed: int = 0) -> bytes:
    return np.random.default_rng(seed).bytes(size)


class Told:
    """Everything a watcher is told."""

    def __init__(self, stop_after: int = 0):
        self.said: list[str] = []
        self.ended: dict[str, str] = {}
        self.begun: list[tuple[str, int]] = []
        self.steps: list[int] = []
        self.pauses: list[float] = []
        self.stop_after = stop_after

    def received(self, _file: object, done: int) -> None:
        self.steps.append(done)
        if self.stop_after and done >= self.stop_after:
            raise Cancelled("That is enough.")

    @property
    def watcher(self) -> Watcher:
        return Watcher(
            lambda file, here: self.begun.append((file.path, here)), self.received, self.said.append,
            lambda file, outcome: self.ended.__setitem__(file.path, outcome),
        )  # fmt: skip


def pull(hub: Mirror | str, download: Download, models: Path, stop_after: int = 0, spare_bytes: int = 0) -> Told:
    told = Told(stop_after)
    address = hub if isinstance(hub, str) else hub.url
    Puller(models, address, spare_bytes, told.watcher, told.pauses.append).pull(download)
    return told


def only_files(folder: Path) -> set[str]:
    """What lies there and isn't bookkeeping."""
    return {path.name for path in folder.iterdir()} - {downloads.RECORD, pulling.LOCK}


def interrupted(hub: Mirror, download: Download, models: Path, at: int) -> int:
    """Stopped by whoever watches; how many bytes are kept."""
    with pytest.raises(Cancelled):
        pull(hub, download, models, stop_after=at)
    return received(download.files[0], models)


# ----------------------------------------------------------------- as it should be
def test_all_files_of_a_name_come_to_their_places_with_their_bytes(hub, tmp_path):
    first, second = noise(700_000), noise(1234, seed=1)
    download = hub.offer("two", first, second)
    assert download.here(tmp_path).state == "missing"
    told = pull(hub, download, tmp_path)
    assert (tmp_path / "two/a.bin").read_bytes() == first and (tmp_path / "two/b.bin").read_bytes() == second
    assert told.ended == {"a.bin": "fetched", "b.bin": "fetched"} and told.steps[-1] == 1234
    assert only_files(tmp_path / "two") == {"a.bin", "b.bin"}
    here = download.here(tmp_path)
    assert here.state == "present" and here.verified and here.received_bytes == download.bytes


def test_what_is_here_already_is_neither_fetched_nor_hashed_again(hub, tmp_path, monkeypatch):
    download = hub.offer("known", noise(5000))
    pull(hub, download, tmp_path)
    monkeypatch.setattr(pulling, "sha256_of", lambda path: pytest.fail("it was hashed"))
    asked = len(hub.asked)
    assert pull(hub, download, tmp_path).ended == {"a.bin": "there"} and len(hub.asked) == asked


def test_a_file_that_was_put_there_by_hand_is_recognised_by_its_hash(hub, tmp_path):
    content = noise(5000)
    download = hub.offer("hand", content)
    (tmp_path / "hand").mkdir()
    (tmp_path / "hand/a.bin").write_bytes(content)
    here = download.here(tmp_path)
    assert here.state == "present" and not here.verified
    assert pull(hub, download, tmp_path).ended == {"a.bin": "recognised"}
    assert hub.asked == [] and download.here(tmp_path).verified


def test_a_file_that_changes_afterwards_is_not_believed_any_more(hub, tmp_path):
    download = hub.offer("changed", noise(5000))
    pull(hub, download, tmp_path)
    path = tmp_path / "changed/a.bin"
    path.write_bytes(noise(5000, seed=9))
    os.utime(path, ns=(0, 0))
    assert not is_verified(download.files[0], tmp_path)


@pytest.mark.parametrize("size", [5000, 4999])
def test_another_file_in_its_place_is_told_of_and_left_as_it_is(hub, tmp_path, size):
    download = hub.offer("other", noise(5000))
    (tmp_path / "other").mkdir()
    mine = noise(size, seed=7)
    (tmp_path / "other/a.bin").write_bytes(mine)
    assert file_state(download.files[0], tmp_path) == ("present" if size == 5000 else "other")
    with pytest.raises(Conflict, match=r"other/a\.bin.*SHA-256") as refused:
        pull(hub, download, tmp_path)
    assert "Move it away" in refused.value.remedy
    assert (tmp_path / "other/a.bin").read_bytes() == mine and hub.asked == []


# ------------------------------------------------------------------- interrupted
def test_it_goes_on_where_it_stopped_and_asks_for_the_rest_of_the_same_content(hub, tmp_path):
    content = noise(2_000_000)
    download = hub.offer("long", content)
    kept = interrupted(hub, download, tmp_path, 600_000)
    assert 600_000 <= kept < 2_000_000 and not (tmp_path / "long/a.bin").exists()
    assert download.here(tmp_path).state == "partial" and file_state(download.files[0], tmp_path) == "partial"
    told = pull(hub, download, tmp_path)
    path, asked, tag = hub.asked[-1]
    assert asked == f"bytes={kept}-" and tag == f'"{download.files[0].sha256}"' and path == hub.path(download.files[0])
    assert told.begun == [("a.bin", kept)] and told.steps[0] > kept
    assert (tmp_path / "long/a.bin").read_bytes() == content
    assert only_files(tmp_path / "long") == {"a.bin"}


@pytest.mark.parametrize("fault", [("whole",), ("tag", "anew")])
def test_where_it_can_not_go_on_it_begins_anew_and_says_so(hub, tmp_path, fault):
    """A server that knows no Range, and one whose content has another name by now."""
    content = noise(2_000_000)
    download = hub.offer("anew", content)
    interrupted(hub, download, tmp_path, 600_000)
    hub.faults[hub.path(download.files[0])] = [fault]
    told = pull(hub, download, tmp_path)
    assert any("begins anew" in words for words in told.said), told.said
    assert (tmp_path / "anew/a.bin").read_bytes() == content and len(hub.asked) == 2


def test_a_part_of_a_wrong_place_is_thrown_away(hub, tmp_path):
    content = noise(2_000_000)
    download = hub.offer("shifted", content)
    interrupted(hub, download, tmp_path, 600_000)
    hub.faults[hub.path(download.files[0])] = [("shifted",)]
    told = pull(hub, download, tmp_path)
    assert "sent another part" in told.said[0] and (tmp_path / "shifted/a.bin").read_bytes() == content


def test_a_part_that_is_longer_than_the_file_is_thrown_away(hub, tmp_path):
    content = noise(5000)
    download = hub.offer("longer", content)
    (tmp_path / "longer").mkdir()
    download.files[0].part(tmp_path).write_bytes(bytes(6000))
    pull(hub, download, tmp_path)
    assert (tmp_path / "longer/a.bin").read_bytes() == content


def test_a_part_that_was_whole_already_needs_no_network(hub, tmp_path):
    content = noise(5000)
    download = hub.offer("whole", content)
    (tmp_path / "whole").mkdir()
    download.files[0].part(tmp_path).write_bytes(content)
    assert pull(hub, download, tmp_path).ended == {"a.bin": "fetched"} and hub.asked == []


def test_a_body_that_ends_early_is_gone_on_with(hub, tmp_path):
    content = noise(900_000)
    download = hub.offer("cut", content)
    hub.faults[hub.path(download.files[0])] = [("cut", 300_000), ("cut", 300_000)]
    told = pull(hub, download, tmp_path)
    assert [asked for _, asked, _ in hub.asked] == ["", "bytes=300000-", "bytes=600000-"]
    assert "300,000 of 900,000" in told.said[0] and (tmp_path / "cut/a.bin").read_bytes() == content
    assert told.pauses == [1.0, 1.0]  # bytes came in between, so it isn't the same trouble


def test_a_part_with_other_bytes_ends_in_a_wrong_hash_and_is_deleted(hub, tmp_path):
    download = hub.offer("spoiled", noise(5000))
    (tmp_path / "spoiled").mkdir()
    download.files[0].part(tmp_path).write_bytes(bytes(1000))
    with pytest.raises(DownloadFailed, match="It was deleted") as refused:
        pull(hub, download, tmp_path)
    assert download.files[0].sha256 in refused.value.detail
    assert only_files(tmp_path / "spoiled") == set()
    assert pull(hub, download, tmp_path).ended == {"a.bin": "fetched"}


# ------------------------------------------------------------------------ faults
def test_content_with_a_wrong_hash_never_gets_its_name(hub, tmp_path):
    download = hub.offer("wrong", noise(5000))
    hub.files[hub.path(download.files[0])] = noise(5000, seed=5)
    with pytest.raises(DownloadFailed, match=r"isn't the file that was pinned.*It was deleted") as refused:
        pull(hub, download, tmp_path)
    assert "don't use it" in refused.value.remedy and only_files(tmp_path / "wrong") == set()


def test_a_file_of_another_length_is_refused_before_it_comes(hub, tmp_path):
    download = hub.offer("page", noise(5000))
    hub.files[hub.path(download.files[0])] = b"<html>Please log in</html>"
    with pytest.raises(DownloadFailed, match="26 bytes long, not 5,000"):
        pull(hub, download, tmp_path)
    assert only_files(tmp_path / "page") == set()


@pytest.mark.parametrize(
    ("status", "says"), [(404, "has no such file"), (401, "account"), (403, "refuses"), (418, "418")]
)
def test_a_refusal_is_told_at_once_with_the_address(hub, tmp_path, status, says):
    download = hub.offer("refused", noise(5000))
    hub.faults[hub.path(download.files[0])] = [("status", status)]
    with pytest.raises(DownloadFailed, match=says) as refused:
        pull(hub, download, tmp_path)
    assert hub.path(download.files[0]) in refused.value.detail and len(hub.asked) == 1


def test_what_may_pass_is_tried_again_after_the_pause_the_server_asks_for(hub, tmp_path):
    download = hub.offer("busy", noise(5000))
    hub.faults[hub.path(download.files[0])] = [("status", 503), ("status", 429)]
    told = pull(hub, download, tmp_path)
    assert told.ended == {"a.bin": "fetched"} and told.pauses == [7.0, 7.0] and "503" in told.said[0]


def test_it_gives_up_after_five_tries_in_a_row(hub, tmp_path):
    download = hub.offer("down", noise(5000))
    hub.faults[hub.path(download.files[0])] = [("cut", 0)] * 9
    with pytest.raises(DownloadFailed, match="tried 5 times"):
        pull(hub, download, tmp_path)
    assert len(hub.asked) == fetching.TRIES


def test_a_server_that_falls_silent_is_asked_again(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "SILENCE_SECONDS", 0.2)
    content = noise(5000)
    download = hub.offer("silent", content)
    hub.faults[hub.path(download.files[0])] = [("slow", 0.6)]
    told = pull(hub, download, tmp_path)
    assert "broke off" in told.said[0] and (tmp_path / "silent/a.bin").read_bytes() == content


def test_the_file_may_lie_on_another_host_which_is_named(hub, tmp_path):
    content = noise(5000)
    download = hub.offer("moved", content)
    with mirror() as other:
        other.files["/store"] = content
        elsewhere = f"http://localhost:{other.server_address[1]}/store"
        hub.faults[hub.path(download.files[0])] = [("to", elsewhere)]
        told = pull(hub, download, tmp_path)
    assert told.said == ["127.0.0.1 leads on to localhost."] and told.ended == {"a.bin": "fetched"}


def test_it_is_never_led_on_to_what_is_no_web_address(hub, tmp_path):
    download = hub.offer("lured", noise(5000))
    hub.faults[hub.path(download.files[0])] = [("to", "ftp://127.0.0.1/store")]
    with pytest.raises(DownloadFailed, match="isn't safe"):
        pull(hub, download, tmp_path)


def test_a_circle_of_addresses_ends(hub, tmp_path):
    download = hub.offer("round", noise(5000))
    path = hub.path(download.files[0])
    hub.faults[path] = [("to", f"{hub.url}{path}")] * 40
    with pytest.raises(DownloadFailed, match="302"):
        pull(hub, download, tmp_path)


@pytest.mark.parametrize("host", ["http://127.0.0.1:{port}", "http://nowhere.invalid"])
def test_offline_is_told_at_once(hub, tmp_path, host):
    """A port nobody listens on, and a name that can't be found."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    download = hub.offer("offline", noise(5000))
    told = Told()
    with pytest.raises(fetching.Unreachable):
        Puller(tmp_path, host.format(port=port), 0, told.watcher, told.pauses.append).pull(download)
    assert told.pauses == []


def test_by_hand_names_address_place_size_and_hash_of_what_is_missing(hub, tmp_path):
    first, second = noise(5000), noise(600, seed=1)
    download = hub.offer("byhand", first, second)
    (tmp_path / "byhand").mkdir()
    (tmp_path / "byhand/a.bin").write_bytes(first)
    file = download.files[1]
    assert by_hand(download, tmp_path, "https://huggingface.co") == [
        f"https://huggingface.co/some/byhand/resolve/{file.revision}/b.bin",
        f"  to {tmp_path.resolve() / 'byhand/b.bin'}",
        f"  600 bytes, SHA-256 {file.sha256}",
    ]


# -------------------------------------------------------------------------- disk
def test_too_little_room_is_told_before_the_first_byte(hub, tmp_path):
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(StorageFull, match=r"are free where .* lies"):
        pull(hub, hub.offer("big", noise(5000)), tmp_path, spare_bytes=2 * free)
    assert hub.asked == []


def test_a_disk_that_fills_up_is_told_and_what_came_is_kept(hub, tmp_path, monkeypatch):
    content = noise(900_000)
    download = hub.offer("full", content)
    write, written = NewFile.write, []

    def filling(file, data):
        written.append(len(data))
        if sum(written) > 600_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data)

    with monkeypatch.context() as patch:
        patch.setattr(NewFile, "write", filling)
        with pytest.raises(StorageFull, match="No space left"):
            pull(hub, download, tmp_path)
    assert 0 < received(download.files[0], tmp_path) <= 600_000
    assert pull(hub, download, tmp_path).begun[0][1] > 0 and (tmp_path / "full/a.bin").read_bytes() == content


def test_a_folder_that_can_not_be_made_is_told(hub, tmp_path):
    (tmp_path / "models").write_text("a file")
    with pytest.raises(StudioError, match="can't be made") as refused:
        pull(hub, hub.offer("nowhere", noise(5000)), tmp_path / "models")
    assert "AUDIO_STUDIO_MODELS" in refused.value.remedy


# ---------------------------------------------------------------- two, and killed
PULL = """
    import sys
    from pathlib import Path
    from audio_backend.engines.downloads import Download, HubFile
    from audio_backend.system.pulling import Puller, Watcher
    file = HubFile("some/slow", "1" * 40, "a.bin", "slow/a.bin", {size}, {sha256!r})
    download = Download("slow", "weights", "Slow", "", "MIT", "", (file,))
    def received(file, done):
        print(done, flush=True)
    watcher = Watcher(lambda *_: None, received, lambda words: None, lambda *_: None)
    Puller(Path({models!r}), {hub!r}, 0, watcher).pull(download)
"""


@pytest.fixture
def slow(hub, tmp_path):
    """A download that takes seconds, and the process that is busy with it and has some of it."""
    content = noise(1_500_000)
    download = hub.offer("slow", content)
    hub.faults[hub.path(download.files[0])] = [("slow", 0.003)]
    program = PULL.format(size=len(content), sha256=download.files[0].sha256, models=str(tmp_path), hub=hub.url)
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, cwd=ROOT)
    process.stdout.readline()
    yield download, process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_one_of_the_same_name_is_told_to_wait(hub, slow, tmp_path):
    download, _ = slow
    with pytest.raises(Conflict, match="being pulled already") as refused:
        pull(hub, download, tmp_path)
    assert "goes on where that one was" in refused.value.remedy
    with pytest.raises(Conflict, match="being pulled already"):
        remove(download, tmp_path)


def test_one_that_was_killed_leaves_no_lock_and_its_bytes(hub, slow, tmp_path):
    download, process = slow
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = received(download.files[0], tmp_path)
    assert kept > 0 and not (tmp_path / "slow/a.bin").exists()
    told = pull(hub, download, tmp_path)
    assert told.begun == [("a.bin", kept)] and download.here(tmp_path).verified
    assert hub.asked[-1][1] == f"bytes={kept}-"


# ------------------------------------------------------------------------ removed
def test_what_is_removed_leaves_nothing_of_its_own_and_what_is_not(hub, tmp_path):
    download = hub.offer("gone", noise(5000), noise(600, seed=1))
    pull(hub, download, tmp_path)
    (tmp_path / "gone/mine.txt").write_text("mine")
    download.files[0].part(tmp_path).write_bytes(bytes(10))
    assert remove(download, tmp_path) == 5610
    assert [path.name for path in (tmp_path / "gone").iterdir()] == ["mine.txt"]
    assert remove(download, tmp_path) == 0
    (tmp_path / "gone/mine.txt").unlink()
    assert remove(download, tmp_path) == 0 and not (tmp_path / "gone").exists()
    assert remove(download, tmp_path) == 0
