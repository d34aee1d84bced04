"""Songs in: upload, look, listen, delete."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response

from audio_backend.answers.base import Peaks
from audio_backend.answers.songs import Deleted, Freed, SongExcerpts, Upload, UploadPitch, Uploads
from audio_backend.api.dependencies import AnId, TheStudio, a_file, address, form_body
from audio_backend.api.files import get_and_head, send, while_connected
from audio_backend.api.multipart import FormReader
from audio_backend.api.problems import answers
from audio_backend.errors import BadInput
from audio_backend.jobs.auditions import Wanted
from audio_backend.library.demo_song import add_demo
from audio_backend.models.base import Moment

router = APIRouter(tags=["uploads"])
PICTURES = ("image/jpeg", "image/png")


@router.post(
    "/upload", status_code=201, operation_id="upload",
    responses=answers(409, 413, 507),
    openapi_extra=form_body(["file"], file=a_file("WAV, FLAC, MP3, OGG, Opus, M4A/AAC, AIFF, or MP4/WebM/MKV video.")),
)  # fmt: skip
async def upload(
    request: Request, response: Response, studio: TheStudio, idempotency_key: Annotated[str | None, Header()] = None
) -> Upload:
    """Upload a song. It is streamed to disk with its SHA-256, then decoded once, so that what is told of it is true."""
    with studio.uploads.receiving() as sinks:
        form = await FormReader(sinks.open, files=sinks.fields).read(request)
        if len(form.files) != 1:
            raise BadInput(
                "The form needs exactly one file in the field “file”.", remedy="With curl: -F file=@song.mp3"
            )
        song = await studio.uploads.add(form.files[0][1], idempotency_key)
    response.headers["Location"] = address(request, f"/uploads/{song.file_id}")
    return song


@router.post(
    "/uploads/demo", status_code=201, operation_id="add_demo",
    responses={200: {"description": "It is there already.", "model": Upload}} | answers(404, 507),
)  # fmt: skip
async def put_demo(request: Request, response: Response, studio: TheStudio) -> Upload:
    """Put the demo song among the uploads, again if it was deleted."""
    song, added = await add_demo(studio.uploads)
    response.status_code = 201 if added else 200
    response.headers["Location"] = address(request, f"/uploads/{song.file_id}")
    return song


@router.get("/uploads", operation_id="list_uploads")
def uploads(studio: TheStudio) -> Uploads:
    """All songs that are here, newest first."""
    return Uploads(items=studio.uploads.listing(), damaged=studio.ledger.uploads.damaged())


@router.get("/uploads/{file_id}", operation_id="get_upload", responses=answers(404, 409))
def one_upload(file_id: AnId, studio: TheStudio) -> Upload:
    return studio.uploads.get(file_id)


@get_and_head(router, "/uploads/{file_id}/audio", "get_upload_audio", "*/*", responses=answers(409))
def upload_audio(file_id: AnId, request: Request, studio: TheStudio) -> Response:
    """The bytes as they were uploaded; Range, HEAD and If-None-Match are answered."""
    song = studio.uploads.get(file_id)
    return send(request, studio.uploads.source(file_id), song.sha256, media_type=song.media_type)


@get_and_head(router, "/uploads/{file_id}/cover", "get_upload_cover", *PICTURES, responses=answers(409, 507))
async def upload_cover(file_id: AnId, request: Request, studio: TheStudio) -> Response:
    """The picture in the song's tags, the front cover where there are several; 404 where none can be shown.

    JPEG and PNG come as they are in the file; a GIF, BMP or WebP as PNG. Nothing else is served, whatever its tag says.
    """
    picture = await studio.uploads.cover(file_id)
    answer = send(request, picture.path, picture.sha256, media_type=picture.media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@router.get("/uploads/{file_id}/peaks", operation_id="get_upload_peaks", responses=answers(404, 409))
async def upload_peaks(
    file_id: AnId, studio: TheStudio, points: Annotated[int, Query(ge=10, le=20_000)] = 2_000
) -> Peaks:
    """The waveform for drawing: per channel, numbers between -1 and 1."""
    return await studio.uploads.peaks(file_id, points)


@router.get("/uploads/{file_id}/pitch", operation_id="get_upload_pitch", responses=answers(404, 409, 507))
async def upload_pitch(
    file_id: AnId, studio: TheStudio,
    voice: Annotated[
        str | None, Query(max_length=64, description="Id of one voice, to suggest a key for it; a blend has none.")
    ] = None,
    source: Annotated[Literal["song", "vocals"], Query(description="As for a job: what the file is.")] = "song",
    transpose: Annotated[bool, Query(description="As `instrumental.transpose`: the backing moves along.")] = False,
) -> UploadPitch:  # fmt: skip
    """Where it is sung, and how far to move it to suit a voice: a quick listen into three excerpts of 8 s.

    A job hears the whole song, and can come to another key where the excerpts are not like the rest. What `auto` does
    for a blend is found by the job alone, which says it in its report.
    """
    return await studio.song_analysis.pitch(file_id, source, voice, transpose)


Source = Annotated[Literal["song", "vocals"], Query(description="As for a job: what the file is.")]


@router.get("/uploads/{file_id}/excerpts", operation_id="get_excerpts", responses=answers(404, 409, 507))
async def excerpts(file_id: AnId, studio: TheStudio, source: Source = "song") -> SongExcerpts:
    """Passages of ten seconds in which somebody sings, and which of them shows the singer best.

    `demo` as the id is the demo song, which need not be uploaded.
    """
    return await studio.auditions.excerpts(file_id, source)


@get_and_head(router, "/uploads/{file_id}/audition", "get_audition", "audio/wav", responses=answers(409, 422, 507))
async def audition(
    file_id: AnId, request: Request, studio: TheStudio, source: Source = "song",
    voice: Annotated[
        str | None, Query(max_length=64, description="Id of one voice; the singer's own without it.")
    ] = None,
    start_s: Annotated[
        Moment | None, Query(description="Start of a passage; without it the best one of `/excerpts`.")
    ] = None,
    stop_s: Annotated[Moment | None, Query(description="Its end: 30 s later at most, 10 s later without it.")] = None,
    pitch_shift: Annotated[
        float | None, Query(ge=-24, le=24, description="Semitones; without them the key that suits the voice.")
    ] = None,
) -> Response:  # fmt: skip
    """A passage of the song as a cover in this voice would be: sung, mixed with its band, and as loud as in any other
    voice. Made by the pipeline of the jobs with its fastest isolation when it is asked for first, and kept.

    Auditions are made one after the other in the order in which they are asked for; who hangs up gives up the place.
    404 also where nobody sings and no passage is named. `demo` as the id is the demo song.
    """
    wanted = Wanted(file_id, source, voice, start_s, stop_s, pitch_shift)
    path = await while_connected(request, studio.auditions.audition(wanted))
    return send(request, path, path.stem, media_type="audio/wav")


@router.delete("/uploads/kept", operation_id="free_kept")
def free_kept(studio: TheStudio) -> Freed:
    """Delete what is kept of all songs to be faster, such as isolated vocals; `/health` tells how much that is
    (`disk.kept_bytes`). All of it is made again when it is needed."""
    return Freed(freed_bytes=studio.uploads.free())


@router.delete("/uploads/{file_id}/kept", operation_id="free_kept_of_upload", responses=answers(404, 409))
def free_kept_of_upload(file_id: AnId, studio: TheStudio) -> Freed:
    """The same of one song."""
    return Freed(freed_bytes=studio.uploads.free(file_id))


@router.delete("/uploads/{file_id}", operation_id="delete_upload", responses=answers(404, 409))
def delete_upload(file_id: AnId, studio: TheStudio) -> Deleted:
    """Delete the song. Finished jobs keep their results; refused while a job still needs the file."""
    return studio.uploads.delete(file_id)
