"""Voices: presets, and clips you bring."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, Request, Response
from pydantic import Field

from audio_backend.answers.voices import DeletedVoice, Voice, Voices
from audio_backend.api.dependencies import AnId, TheStudio, a_file, address, form_body
from audio_backend.api.files import get_and_head, send
from audio_backend.api.multipart import FormReader
from audio_backend.api.problems import answers
from audio_backend.errors import BadInput
from audio_backend.library.voices import LONGEST_NAME
from audio_backend.models.base import Group
from audio_backend.models.tasks import Isolate

ISOLATE: tuple[Isolate, ...] = get_args(Isolate)
MOST_CLIPS = 8

router = APIRouter(tags=["voices"])


class NewName(Group):
    name: str = Field(max_length=LONGEST_NAME, description="With letters, and no control characters.")


@router.get("/voices", operation_id="list_voices", response_model_exclude_unset=True)
def voices(studio: TheStudio) -> Voices:
    """Presets first, then your clips, each with its range where it has one."""
    return Voices(items=studio.voices.listing(), damaged=studio.ledger.voices.damaged())


@router.post(
    "/voices", status_code=201, operation_id="add_voice", responses=answers(413, 507),
    response_model_exclude_unset=True,
    openapi_extra=form_body(
        ["name", "clip"], name={"type": "string", "maxLength": 80},
        clip={"type": "array", "minItems": 1, "maxItems": MOST_CLIPS, "items": a_file(
            "Speech or singing of one person, any audio format; 10 to 120 s of all clips together are used."
        )},
        engine={"type": "string", "maxLength": 64, "description":
                "The voice engine that shall sing with it; the studio's own one without."},
        isolate={"type": "string", "enum": list(ISOLATE), "default": "auto", "description":
                 "Take away what plays beside the voice: `auto` does where music or noise is heard."},
    ),
)  # fmt: skip
async def add_voice(request: Request, response: Response, studio: TheStudio) -> Voice:
    """Add a voice from up to 8 clips. The answer says its range, and in words what is good or bad about the clips."""
    with studio.uploads.receiving("clip", "file", most=MOST_CLIPS) as sinks:
        form = await FormReader(sinks.open, texts=("name", "isolate", "engine"), files=sinks.fields).read(request)
        clips, name = [sink for _, sink in form.files], form.fields.get("name", "").strip()
        if not clips or not name:
            raise BadInput(
                f"The form needs a “name” and 1 to {MOST_CLIPS} files “clip”.",
                remedy="curl -F name=Me -F clip=@me.wav -F clip=@me-too.wav",
            )
        isolate, engine = _isolate(form.fields.get("isolate", "auto")), form.fields.get("engine") or None
        voice = await studio.voices.add(name, clips, isolate, engine)
    response.headers["Location"] = address(request, f"/voices/{voice.voice_id}")
    return voice


def _isolate(wanted: str) -> Isolate:
    known = next((way for way in ISOLATE if way == wanted), None)
    if known is None:
        says = f"`isolate` is “{wanted[:40]}”; it can be {', '.join(ISOLATE)}."
        raise BadInput(says, errors=[{"field": "isolate", "message": f"not one of {', '.join(ISOLATE)}"}])
    return known


@router.get(
    "/voices/{voice_id}", operation_id="get_voice", responses=answers(404, 409), response_model_exclude_unset=True
)
def one_voice(voice_id: AnId, studio: TheStudio) -> Voice:
    return studio.voices.get(voice_id)


@get_and_head(router, "/voices/{voice_id}/sample", "get_voice_sample", "audio/wav", responses=answers(409, 507))
async def voice_sample(voice_id: AnId, request: Request, studio: TheStudio) -> Response:
    """A few seconds to listen to: of the clips themselves, and of a preset its preview."""
    path = await studio.voice_previews.sample(voice_id)
    return send(request, path, f"{voice_id}-{path.stem}", media_type="audio/wav")


@get_and_head(router, "/voices/{voice_id}/preview", "get_voice_preview", "audio/wav", responses=answers(409, 507))
async def voice_preview(voice_id: AnId, request: Request, studio: TheStudio) -> Response:
    """8 s of the demo song's singer, in this voice: in the octave that a job with `pitch_shift: auto` would choose.

    Made when it is asked for first. 404 also where there is no demo song.
    """
    path = await studio.voice_previews.preview(voice_id)
    return send(request, path, f"{voice_id}-{path.stem}", media_type="audio/wav")


@get_and_head(router, "/voices/{voice_id}/picture", "get_voice_picture", "image/png", responses=answers(409, 507))
async def voice_picture(voice_id: AnId, request: Request, studio: TheStudio) -> Response:
    """What `/sample` plays, as a PNG of 1000 by 200: time to the right, 40 Hz to 16 kHz upwards.

    The scale is of equal steps of pitch; the light line is the pitch that was followed.
    """
    path = await studio.voice_previews.picture(voice_id)
    return send(request, path, f"{voice_id}-{path.stem}", media_type="image/png")


@router.patch(
    "/voices/{voice_id}",
    operation_id="rename_voice",
    responses=answers(404, 409, 413),
    response_model_exclude_unset=True,
)
def rename_voice(voice_id: AnId, wanted: NewName, studio: TheStudio) -> Voice:
    """Give a clip another name. Presets keep theirs."""
    return studio.voices.rename(voice_id, wanted.name)


@router.delete("/voices/{voice_id}", operation_id="delete_voice", responses=answers(404, 409))
def delete_voice(voice_id: AnId, studio: TheStudio) -> DeletedVoice:
    """Delete a clip and all that was made of it. Presets stay."""
    return studio.voices.delete(voice_id)
