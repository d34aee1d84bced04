"""Downloads by name at the command line: licence and size first, a question, then the files, and what to do next."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from audio_backend.engines.downloads import DOWNLOADS, Download, Here, HubFile, find, with_needs
from audio_backend.errors import BadInput, Cancelled, DownloadFailed, StudioError
from audio_backend.settings import Settings
from audio_backend.system.pulling import Outcome, Puller, Watcher, by_hand, megabytes, remove
from audio_backend.system.voice_handover import NobodyThere, RunningStudio

ENDED: dict[Outcome, str] = {
    "fetched": "{place} is here, and whole by its SHA-256.",
    "recognised": "{place} was here: it is the right one, by its SHA-256.",
    "there": "{place} is here already.",
}


def pull(names: Sequence[str], asked: bool, settings: Settings, out: Console, err: Console) -> bool:
    """Show, ask unless `asked` already, fetch, and import voices; false where a studio refused one.

    Raises StudioError, KeyboardInterrupt; both after saying what is kept, and how to get the rest by hand.
    """
    downloads = with_needs(tuple(names))
    models = settings.models.resolve()
    _show(downloads, models, settings.hub_url, out)
    _ask(_missing_bytes(downloads, models), asked)
    with _watched(err) as watcher:
        puller = Puller(models, settings.hub_url, settings.min_free_disk_bytes, watcher)
        for download in downloads:
            with _told_when_cut_short(download, models, settings.hub_url, err):
                puller.pull(download)
    voices = [download for download in downloads if download.kind == "voice"]
    return all([_hand_over(voice, models, settings, out, err) for voice in voices])


def show_list(settings: Settings, out: Console) -> None:
    """Everything that can be pulled, and what of it is here."""
    models = settings.models.resolve()
    table = Table("name", "what it is", "size", "licence", "state")
    for download in DOWNLOADS:
        what = f"{download.title}. {download.summary}"
        table.add_row(download.name, escape(what), megabytes(download.bytes), escape(download.licence),
                      _state(download.here(models)))  # fmt: skip
    out.print(table)
    for download in DOWNLOADS:
        if download.source:
            _plain(out, f"{download.name}: {_from_one_source(download)}")
    _plain(out, "Get one with `audio-studio models pull NAME`, delete it with `audio-studio models remove NAME`.")
    _plain(out, f"From {settings.hub_url} into {models}")


def remove_named(name: str, asked: bool, settings: Settings, out: Console) -> None:
    """Raises StudioError."""
    download = find(name)
    models = settings.models.resolve()
    if not asked:
        _confirm(f"Delete {name} from {download.folder(models)}?")
    freed = remove(download, models)
    _plain(out, f"{name} is deleted; {megabytes(freed)} are free again." if freed else f"Nothing of {name} was here.")
    if download.folder(models).exists():
        _plain(out, f"{download.folder(models)} stays, for other files lie in it.")


def _show(downloads: Sequence[Download], models: Path, hub: str, out: Console) -> None:
    for download in downloads:
        _plain(out, f"{download.name} ({megabytes(download.bytes)}): {download.title}. {download.summary}")
        _plain(out, f"  Licence: {download.licence}; {download.licence_url}")
        if download.source:
            _plain(out, f"  {_from_one_source(download)}")
    _plain(out, f"From {hub} into {models}")


def _from_one_source(download: Download) -> str:
    return f"Its SHA-256 was found in one place only: {download.source}."


def _missing_bytes(downloads: Sequence[Download], models: Path) -> int:
    return sum(download.bytes - download.here(models).received_bytes for download in downloads)


def _ask(missing: int, asked: bool) -> None:
    if missing and not asked:
        _confirm(f"Download {megabytes(missing)}?")


def _confirm(question: str) -> None:
    """Raises BadInput where nobody can answer, Cancelled for a no."""
    if not sys.stdin.isatty():
        raise BadInput("Nobody can be asked here.", remedy="Give --yes to say yes beforehand.")
    if not typer.confirm(question):
        raise Cancelled("Nothing was changed.", remedy="")


@contextmanager
def _told_when_cut_short(download: Download, models: Path, hub: str, err: Console) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, StudioError) as ended:
        here = download.here(models)
        if 0 < here.received_bytes < download.bytes:
            kept = f"{megabytes(here.received_bytes)} of {megabytes(download.bytes)}"
            _plain(err, f"{kept} of {download.name} are kept: `{download.command}` goes on from there.")
        if isinstance(ended, DownloadFailed):
            _plain(err, "What is missing can be fetched by hand. Put it where it says: the same command recognises it.")
            for line in by_hand(download, models, hub):
                _plain(err, line)
        raise


@contextmanager
def _watched(err: Console) -> Iterator[Watcher]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bars:
        tasks = {}

        def begins(file: HubFile, here: int) -> None:
            if here:
                _plain(err, f"{file.place}: going on after {megabytes(here)}.")
            tasks[file.place] = bars.add_task(file.place, total=file.bytes, completed=here)

        def ended(file: HubFile, outcome: Outcome) -> None:
            if file.place in tasks:
                bars.remove_task(tasks[file.place])
            _plain(err, ENDED[outcome].format(place=file.place))

        yield Watcher(
            begins,
            lambda file, done: bars.update(tasks[file.place], completed=done),
            lambda words: _plain(err, words),
            ended,
        )


def _state(here: Here) -> str:
    if here.state == "present":
        return "here" if here.verified else "here, not checked by its hash yet"
    if here.received_bytes:
        return f"{megabytes(here.received_bytes)} are here"
    return "another file lies there" if here.state == "partial" else "not here"


def _hand_over(download: Download, models: Path, settings: Settings, out: Console, err: Console) -> bool:
    """To the library of the running studio, once; what hinders it is told, and how to do it by hand. False where the
    studio refused it."""
    studio = RunningStudio(settings)
    try:
        if studio.has_voice(download.title):
            _plain(out, f"{download.title} is in the library of the studio on {studio.address}.")
            return True
        _plain(out, f"Importing {download.title} into the library of the studio on {studio.address} …")
        for words in studio.add_voice(download, models):
            _plain(err, f"Note: {words}")
        _plain(out, f"{download.title} is in the library now: sing with it.")
    except NobodyThere as absent:
        _plain(out, f"{absent.detail} Start it and run `{download.command}` again, or import the files later:")
        _plain(out, _import_command(download, models, studio))
    except StudioError as error:
        _plain(err, f"{download.title} could not be imported: {error.detail} {error.remedy}")
        _plain(err, "Its files are here. Import them on the page under Voices, or with:")
        _plain(err, _import_command(download, models, studio))
        return False
    return True


def _import_command(download: Download, models: Path, studio: RunningStudio) -> str:
    parts = "".join(f' -F "file=@{file.at(models)}"' for file in download.files)
    known = f'-F "name={download.title}" -F "licence={download.licence}" -F rights={download.rights}'
    return f"curl{parts} {known} {studio.address}/voices/import"


def _plain(console: Console, text: str) -> None:
    """Neither coloured nor broken: addresses and paths are there to be copied."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
