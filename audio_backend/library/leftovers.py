"""What was deleted is gone, also when the studio died over it: a sweep at the start, and now and then afterwards.

It goes by what the ledger has doomed (ledger/admission.py) and by names that only the studio's own code makes. A folder
that the ledger has never heard of stays where it is: it may be another studio's, or the ledger is not the one it was.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from audio_backend.errors import StorageFull, StudioError
from audio_backend.ledger.admission import INCOMING, JOBS, UPLOADS, VOICES
from audio_backend.ledger.job import Job
from audio_backend.ledger.ledger import Ledger
from audio_backend.storage import folders as names
from audio_backend.storage.atomic_file import PART
from audio_backend.storage.folders import OWN_ID, Folders, erase, folder_bytes, named_folders, new_id, remove

MOST_REMEMBERED = 5_000
GROWING = ("", "previews", "pictures", "exports", "exports/*", "exports/*/pictures")
"""What a job that has ended can still get files in; a folder's own time changes with its files."""

Sign = tuple[str, int, tuple[int, ...]]


class DiskUsage:
    """A job that has ended is measured again only when something was put into one of its folders or taken out."""

    def __init__(self, folders: Folders):
        self._places = folders
        self._known: dict[str, tuple[Sign, int]] = {}

    def bytes_of(self, job: Job) -> int:
        """0 before it has begun. From any thread."""
        folder = self._places.job(job.id).path
        if not job.terminal:
            return folder_bytes(folder)
        sign = (job.state, job.run, tuple(_changed(folder)))
        known = self._known.get(job.id)
        if known and known[0] == sign:
            return known[1]
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        measured = folder_bytes(folder)
        self._known[job.id] = sign, measured
        return measured


def delete_and_count_freed(forget: Callable[[], None], folder: Path) -> int:
    """Forget what lies in a folder, then delete it; the bytes won.

    The other way round where the disk is so full that not even the ledger can note it: deleting makes the room.
    """
    try:
        forget()
    except StorageFull:
        won = remove(folder)
        forget()
        return won
    return remove(folder)


def _changed(folder: Path) -> list[int]:
    """When files last came into or left the folders that still grow; what vanishes meanwhile is left out."""
    times = []
    for path in (path for name in GROWING for path in sorted(folder.glob(name) if name else (folder,))):
        try:
            times.append(path.stat().st_mtime_ns)
        except FileNotFoundError:
            continue
    return times


log = logging.getLogger(__name__)

ABANDONED_SECONDS = 3600.0
"""What another studio may be writing is left alone until nothing has come to it for so long."""

REMOVED = re.compile(rf"{names.REMOVED}[0-9a-f]+")
OTHERS_INCOMING = re.compile(rf"{names.INCOMING}[0-9a-f]{{32}}(-[0-9a-f]{{32}})?")
SCRATCH = re.compile(rf"{PART.pattern}|backing\.source\.wav|\w+\.(wav|flac|mp3|ogg|m4a)\.mix\.wav")
"""Files that are of no use once nobody works on them."""

KEPT = (UPLOADS, VOICES, JOBS)
BY_HAND = "Look at the rights of the studio's folders, and whether another program holds files in them."


class Leftovers:
    """What is being made, what is to go, and what could not be removed."""

    def __init__(self, ledger: Ledger, folders: Folders):
        self.ledger, self.folders = ledger, folders
        self.session = new_id()
        self._making: set[tuple[str, str]] = {(INCOMING, self.session)}
        self._sweeping = threading.Lock()

    @contextmanager
    def making(self, kind: str, an_id: str) -> Iterator[Path]:
        """Where an upload, a voice or a job comes to lie. It is gone when the block ends and the ledger has no entry
        of it, and after a crash at the next start."""
        self._making.add((kind, an_id))
        try:
            self.ledger.doomed.add(kind, an_id)
            (folder,) = self.folders.of(kind, an_id)
            yield folder
        finally:
            self._making.discard((kind, an_id))
            self._settle(kind, an_id)

    def delete(self, kind: str, an_id: str, forget: Callable[[], None]) -> int:
        """Forget an upload, a voice or a job, which dooms its files, and remove them: the bytes won.

        Files that can't be removed now are told in the log and by doctor, and are tried again. Raises what `forget`
        raises, and then nothing is deleted; but on a full disk the files go first, to make room for the note.
        """
        (folder,) = self.folders.of(kind, an_id)
        try:
            won = delete_and_count_freed(forget, folder)
        except OSError as error:
            if an_id in self.ledger.doomed.kept(kind):
                raise StudioError(f"It could not be deleted: {error.strerror}.", remedy=BY_HAND) from error
            log.warning("%s/%s was deleted, but its files could not be removed yet: %s", kind, an_id, error)
            return 0
        self._settle(kind, an_id)
        self.ledger.scrub()
        return won

    def sweep(self, alone: bool = False) -> None:
        """Remove what is left of deleted and of half-made things. Raises nothing: what can't be removed is logged.

        `alone`: no process of this studio is at work, so that every unfinished file is an abandoned one.
        """
        with self._sweeping:
            for act in (self._sweep_doomed, self._sweep_names, lambda: self._sweep_scratch(alone), self._begin):
                try:
                    act()
                except (OSError, StudioError) as error:
                    log.warning("Leftovers could not be looked through: %s", error)
            self.ledger.scrub()

    @property
    def in_the_making(self) -> frozenset[tuple[str, str]]:
        return frozenset(self._making)

    def close(self) -> None:
        """Nothing comes in any more; a sweep that is at work, in a thread that nobody can stop, comes to its end."""
        with self._sweeping:
            self._making.discard((INCOMING, self.session))
            self._settle(INCOMING, self.session)

    def _begin(self) -> None:
        """What this session will have half received is doomed from now on."""
        if (INCOMING, self.session) in self._making and (INCOMING, self.session) not in self.ledger.doomed.all():
            self.ledger.doomed.add(INCOMING, self.session)

    def _sweep_doomed(self) -> None:
        for kind, an_id in self.ledger.doomed.all():
            if (kind, an_id) not in self._making:
                self._settle(kind, an_id)

    def _settle(self, kind: str, an_id: str) -> None:
        """Remove the files of what is doomed; raises nothing."""
        try:
            if (kind, an_id) not in self.ledger.doomed.all():
                return
            if an_id not in self.ledger.doomed.kept(kind):
                for folder in list(self.folders.of(kind, an_id)):
                    remove(folder)
            self.ledger.doomed.remove(kind, an_id)
        except (OSError, StudioError) as error:
            log.warning("What is left of %s/%s could not be removed yet: %s", kind, an_id, error)

    def _sweep_names(self) -> None:
        for folder in removed_folders(self.folders):
            _removed(folder, erase)
        for folder in named_folders(self.folders.uploads, OTHERS_INCOMING):
            if not folder.name.startswith(f"{names.INCOMING}{self.session}-"):
                _removed(folder, _remove_abandoned)

    def _sweep_scratch(self, alone: bool) -> None:
        """Of folders that the ledger has, so that they are this studio's; and old ones beside the models."""
        for kind in KEPT:
            for an_id in self.ledger.doomed.kept(kind):
                for folder in self.folders.of(kind, an_id):
                    _sweep_files(folder, SCRATCH) if alone else _sweep_files(folder, PART, ABANDONED_SECONDS)
        _sweep_files(self.folders.models, PART, ABANDONED_SECONDS)


def removed_folders(folders: Folders) -> list[Path]:
    """Those that were being deleted."""
    bases = (folders.uploads, folders.voices, folders.jobs, *named_folders(folders.uploads, OWN_ID))
    return [one for base in bases for one in named_folders(base, REMOVED)]


def still_there(ledger: Ledger, folders: Folders, making: Collection[tuple[str, str]] = ()) -> list[str]:
    """What is left of deleted things, though it should not be; not what is being made just now."""
    doomed = [one for one in ledger.doomed.all() if one not in making]
    there = [folder for one in doomed for folder in folders.of(*one) if os.path.lexists(folder)]
    return sorted(f"{one.parent.name}/{one.name}" for one in (*there, *removed_folders(folders)))


def unknown(ledger: Ledger, folders: Folders) -> list[str]:
    """Folders with names as the studio gives them that this ledger has nothing to do with."""
    found = []
    for kind, base in zip(KEPT, (folders.uploads, folders.voices, folders.jobs), strict=True):
        known = ledger.doomed.kept(kind) | {an_id for other, an_id in ledger.doomed.all() if other == kind}
        found += [f"{base.name}/{folder.name}" for folder in named_folders(base, OWN_ID) if folder.name not in known]
    return sorted(found)


def _remove_abandoned(folder: Path) -> None:
    if all(_age_s(path) > ABANDONED_SECONDS for path in (folder, *folder.iterdir())):
        remove(folder)


def _removed(folder: Path, act: Callable[[Path], object]) -> None:
    try:
        act(folder)
    except OSError as error:
        log.warning("%s could not be removed: %s", folder.name, error)


def _sweep_files(folder: Path, pattern: re.Pattern[str], older_than_s: float | None = None) -> None:
    """Files of such names, and folders: an audition works in one."""
    for base, folders, files in os.walk(folder):
        scratch = [Path(base, name) for name in folders if pattern.fullmatch(name)]
        parts = [Path(base, name) for name in files if pattern.fullmatch(name)]
        for path in (*scratch, *parts):
            if older_than_s is None or _age_s(path) > older_than_s:
                _removed(path, erase if path in scratch else Path.unlink)
        folders[:] = [name for name in folders if Path(base, name) not in scratch]


def _age_s(path: Path) -> float:
    """Since it was changed; what has vanished is new."""
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return 0.0
