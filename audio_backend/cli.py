"""audio-studio serve | cover | models | voices | doctor. Exit codes: 0 ok, 2 usage, 3 partial, 4 failed."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import platformdirs
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audio_backend import __version__
from audio_backend.engines import catalog
from audio_backend.errors import BadInput, Cancelled, StudioError, in_fields
from audio_backend.settings import Settings

if TYPE_CHECKING:
    from audio_backend.answers.jobs import Report
    from audio_backend.answers.system import Doctor
    from audio_backend.cover import Cover

OK, USAGE, PARTIAL, FAILED, CANCELLED = 0, 2, 3, 4, 130
ENDINGS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
T = TypeVar("T")
BROWSER_DELAY_SECONDS = 2.0
GOODBYE_SECONDS = 5
"""Long answers (server-sent events) get this long when the studio ends."""

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
out, err = Console(), Console(stderr=True)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser, if there is one.")] = False,
) -> None:
    """Open the studio on http://127.0.0.1:8000."""
    settings = _settings(host=host, port=port)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    url = f"http://{settings.host}:{settings.port}"
    out.print(
        f"[bold]Wan2GP Audio Studio {__version__}[/] on {url} — everything stays on this computer. Ctrl-C ends it."
    )
    if open_page and settings.loopback and sys.stdout.isatty():
        threading.Timer(BROWSER_DELAY_SECONDS, webbrowser.open, (url,)).start()
    _ended_in_words(lambda: asyncio.run(_serve(settings)))


async def _serve(settings: Settings) -> None:
    """Start the studio first, so that what keeps it from starting is told in words. Raises StudioError."""
    import uvicorn

    from audio_backend.main import create_app
    from audio_backend.studio import Studio

    studio = Studio(settings)
    await studio.start()
    config = uvicorn.Config(
        create_app(settings, studio), host=settings.host, port=settings.port, log_level="warning",
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )  # fmt: skip
    logging.getLogger("uvicorn.error").addFilter(_is_no_farewell)

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: Any = None) -> None:
            studio.jobs.end_waiting()
            await super().shutdown(sockets)

    server = Server(config)
    try:
        await server.serve()
    except SystemExit as ended:  # uvicorn's way to say that it can't listen there
        await studio.close()
        raise StudioError(
            f"Port {settings.port} of {settings.host} can't be used.",
            remedy="Another program, perhaps another studio, listens there: end it, or choose --port.",
        ) from ended


def _is_no_farewell(record: logging.LogRecord) -> bool:
    """Whether it is anything but the traceback of an answer that was cut off because the studio ends."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


@app.command()
def cover(
    song: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The song.")],
    output: Annotated[Path, typer.Option("-o", "--output", help=".wav .flac .mp3 .ogg or .m4a; replaced if there.")],
    voice: Annotated[str, typer.Option(help="A preset (see `models`), a recording, or a trained voice.")] = "deeper",
    profile: Annotated[str, typer.Option(help="fast, balanced or quality.")] = "balanced",
    pitch: Annotated[str, typer.Option(help="Semitones, or auto.")] = "0",
    source: Annotated[str, typer.Option(help="song, or vocals for a vocal alone.")] = "song",
    backing: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Your own backing.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="group.field=value, as in the REST config.")] = None,
    allow_placeholder: Annotated[bool, typer.Option(help="Let stand-ins take the place of absent engines.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the job's report here, as JSON.")] = None,
    voice_rights: Annotated[
        str | None, typer.Option(help="Why you may use a voice that is no preset: own, licensed or public_domain.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Make a cover without a server."""

    def make() -> Report:
        from audio_backend.cover import Cover

        wanted = Cover(
            song, output, voice, profile, pitch, source, backing, tuple(set_ or ()), allow_placeholder, report,
            voice_rights,
        )  # fmt: skip
        return _cover(wanted, None if quiet else err)

    _tell(_ended_in_words(make), output, report)


def _cover(wanted: Cover, console: Console | None) -> Report:
    """In a folder beside the result, where there is room for it, that vanishes afterwards, whatever ends the work."""
    from audio_backend.cover import check, make_cover

    check(wanted)
    for one in ENDINGS:
        if signal.getsignal(one) != signal.SIG_IGN:  # a job in the background of a shell is told to go on
            signal.signal(one, _end)
    with tempfile.TemporaryDirectory(prefix="audio-studio-", dir=wanted.output.resolve().parent) as scratch:
        here = Path(scratch)
        settings = Settings(
            uploads=here / "in", outputs=here / "out", models=_models(), demo=False, store_url="", database_url=""
        )  # fmt: skip
        return asyncio.run(make_cover(wanted, settings, console))


def _end(signum: int, frame: object) -> None:
    """End the work in peace; who can't wait for it changes nothing."""
    for one in ENDINGS:
        signal.signal(one, signal.SIG_IGN)
    raise KeyboardInterrupt


def _models() -> Path:
    """Where weights are converted to, once for all folders a cover is made in: the folder that is set or that lies
    here, or the user's cache."""
    settings = Settings()
    if "models" in settings.model_fields_set or settings.models.is_dir():
        return settings.models
    return platformdirs.user_cache_path("audio-studio", appauthor=False) / "models"


def _ended_in_words(act: Callable[[], T]) -> T:
    """Errors as words and exit codes."""
    try:
        return act()
    except (StudioError, ValidationError) as error:
        raise _ended(error, _code_of(error)) from error
    except UnicodeDecodeError as error:
        raise _ended(StudioError("The file .env is not UTF-8.", remedy="Save it as UTF-8."), USAGE) from error
    except KeyboardInterrupt:
        err.print("Cancelled.")
        raise typer.Exit(CANCELLED) from None


def _code_of(error: StudioError | ValidationError) -> int:
    if isinstance(error, Cancelled):
        return CANCELLED
    return USAGE if getattr(error, "status", 422) < 500 else FAILED


def _tell(report: Report, output: Path, report_file: Path | None) -> None:
    if report_file:
        report_file.write_text(report.model_dump_json(indent=2), "utf-8")
    for warning in report.warnings:
        err.print(f"[yellow]Note:[/] {escape(warning)}", highlight=False)
    if report.status == "completed":
        out.print(f"{output} is ready.", highlight=False)
        return
    failed = [one["index"] for one in report.segments if one["state"] == "failed"]
    if report.status == "partial":
        err.print(f"[yellow]Partial:[/] segments {failed} failed and keep the original sound; {output} is written.")
        raise typer.Exit(PARTIAL)
    words = (
        f"{report.error.detail} {_here(report.error.remedy)}" if report.error else f"The job ended as {report.status}. "
    )
    err.print(f"[red]Failed:[/] {escape(words)}", highlight=False)
    raise typer.Exit(FAILED)


models_app = typer.Typer(no_args_is_help=False)
app.add_typer(models_app, name="models")
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")]


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context) -> None:
    """Engines and voices that are here; weights and voices to download (list, pull, remove)."""
    if context.invoked_subcommand is None:
        _list_engines()


@models_app.command("list")
def list_downloads() -> None:
    """Weights and voices that can be pulled by name, with size, licence and what of them is here."""

    def show() -> None:
        from audio_backend.pull import show_list

        show_list(Settings(), out)

    _ended_in_words(show)


@models_app.command("pull")
def pull_downloads(
    names: Annotated[list[str], typer.Argument(help="See `models list`.", metavar="NAME...")], yes: Yes = False
) -> None:
    """Download by name: licence and size are shown first. Run again, it goes on where it stopped."""

    def fetch() -> None:
        from audio_backend.pull import pull

        if not pull(names, yes, Settings(), out, err):
            raise typer.Exit(PARTIAL)

    _ended_in_words(fetch)


@models_app.command("remove")
def remove_download(
    name: Annotated[str, typer.Argument(help="See `models list`.", metavar="NAME")], yes: Yes = False
) -> None:
    """Delete what was pulled by this name."""

    def delete() -> None:
        from audio_backend.pull import remove_named

        remove_named(name, yes, Settings(), out)

    _ended_in_words(delete)


def _list_engines() -> None:
    table = Table("engine", "for", "state", "weights (sha256)", "what to do")
    for row in catalog.status(set()):
        weights = ", ".join(f"{name} {sha[:12]}…" for name, sha in row["weights"].items())
        table.add_row(row["id"], row["role"], row["state"], weights, row["remedy"])
    out.print(table)
    out.print("Voices without a clip:", ", ".join(catalog.presets()))
    for engine in catalog.left_out():
        out.print(f"Left out: {engine.name} ({engine.value}), because {engine.reason}", markup=False, highlight=False)


voices_app = typer.Typer(no_args_is_help=True, help="Your own voices: list them, and import trained ones.")
app.add_typer(voices_app, name="voices")


@voices_app.command("import")
def import_voice(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="Of one voice.")],
    name: Annotated[str, typer.Option(help="As its file is called without.")] = "",
    licence: Annotated[str, typer.Option(help="What you note of its licence.")] = "",
    rights: Annotated[str | None, typer.Option(help="Why you may use it: own, licensed or public_domain.")] = None,
) -> None:
    """Add a trained voice (so-vits-svc 4, RVC): .pth, .safetensors, config.json, .index, kmeans_….pt, or a .zip."""

    def act() -> None:
        from audio_backend import imports

        settings = Settings(demo=False)
        imports.tell(imports.import_voice(files, name, licence, rights, settings), out, err)

    _ended_in_words(act)


@voices_app.command("list")
def list_voices() -> None:
    """Your own voices, with their ids."""

    def show() -> None:
        from audio_backend.imports import list_voices as show_voices

        show_voices(_settings(), out)

    _ended_in_words(show)


@app.command()
def doctor() -> None:
    """What is well, what isn't and what to do about it, and the settings in force."""
    settings = _settings()
    found = _ended_in_words(lambda: _examined(settings))
    colours = {"ok": "green", "warning": "yellow", "problem": "red"}
    table = Table("", "what", "is", "what to do")
    for row in found.checks:
        state = f"[{colours[row.state]}]{row.state}[/]"
        table.add_row(state, row.name, escape(row.detail), escape(row.remedy))
    out.print(table)
    out.print(_in_force(settings))
    out.print("Nothing is in the way." if found.ok else "See the rows marked “problem”.")
    raise typer.Exit(OK if found.ok else FAILED)


def _examined(settings: Settings) -> Doctor:
    from audio_backend.pipeline.device import inspect_device
    from audio_backend.system.doctor import diagnosis

    return diagnosis(settings, inspect_device().as_json())


def _in_force(settings: Settings) -> Table:
    """With whole paths: this table stays on this computer."""
    table = Table("setting", "is")
    for name, value in settings.model_dump(exclude={"token"}).items():
        table.add_row(f"AUDIO_STUDIO_{name.upper()}", escape(str(value)))
    table.add_row("AUDIO_STUDIO_TOKEN", "set" if settings.token else "not set")
    table.add_row("ledger in force", escape(settings.ledger_url))
    return table


def _settings(**overrides: Any) -> Settings:
    return _ended_in_words(lambda: Settings(**{key: value for key, value in overrides.items() if value is not None}))


def _ended(error: StudioError | ValidationError, code: int) -> typer.Exit:
    if isinstance(error, StudioError):
        words = escape(f"{error.detail} {_here(error.remedy)}")
        err.print(f"[red]{error.title}:[/] {words}", highlight=False, soft_wrap=True)  # paths are there to be copied
    else:
        for one in in_fields(error.errors()):
            err.print(f"[red]{escape(one['field'] or 'Settings')}:[/] {escape(one['message'])}", highlight=False)
    return typer.Exit(code)


HERE = {
    BadInput.remedy: "Correct it and try again.",
    "send it again": "try again",
    "send allow_placeholder: true": "give --allow-placeholder",
    "Send consent.voice_rights:": "Give --voice-rights:",
    "send `allow_placeholder: true`": "give --allow-placeholder",
    "`/models/status` lists": "`audio-studio models` lists",
    ": /voices tells each voice's engine": "",
    "instrumental_file_id": "--backing",
    "See `/limits`; shorten": "Shorten",
    "upload the clip again": "give the clip again with --voice",
    "Upload the clip again": "Give the clip again with --voice",
    "and upload that": "and take that",
}
"""What an error's remedy says to those who ask over HTTP, and what that is here."""


def _here(remedy: str) -> str:
    """A remedy in the command line's own words."""
    for there, here in HERE.items():
        remedy = remedy.replace(there, here)
    return remedy


def main() -> None:
    app()
