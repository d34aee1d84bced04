"""Voices: presets, and clips you bring."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import Field

from audio_backend.api import schemas
from audio_backend.api.common import AnId, TheStudio, a_file, address, form_body
from audio_backend.api.files import get_and_head, send
from audio_backend.api.multipart import FormReader
from audio_backend.api.problems import RESPONSES
from audio_backend.errors import BadInput
from audio_backend.models.audio_config import Group
from audio_backend.services.voices import LONGEST_NAME

router = APIRouter(tags=["voices"], responses={404: RESPONSES[404]})


class NewName(Group):
    name: str = Field(max_length=LONGEST_NAME, description="With letters, and no control characters.")


@router.get("/voices", operation_id="list_voices")
def voices(studio: TheStudio) -> schemas.Voices:
    """Presets first, then your clips, each with its range where it has one."""
    return {"items": studio.voices.listing()}


@router.post(
    "/voices", status_code=201, operation_id="add_voice", responses={422: RESPONSES[422]},
    openapi_extra=form_body(
        ["name", "clip"], name={"type": "string", "maxLength": 80},
        clip=a_file("10 to 120 s of the voice alone: speech or singing, any audio format."),
    ),
)  # fmt: skip
async def add_voice(request: Request, response: Response, studio: TheStudio) -> schemas.Voice:
    """Add a voice from a reference clip. The answer says its range, and in words what is good or bad about the clip."""
    with studio.uploads.receiving("clip", "file") as sinks:
        form = await FormReader(sinks.open).read(request)
        clips = [sink for name, sink in form.files if name in ("clip", "file")]
        if len(clips) != 1 or not form.fields.get("name", "").strip():
            raise BadInput(
                "The form needs a “name” and exactly one file “clip”.", remedy="curl -F name=Me -F clip=@me.wav"
            )
        facts = await studio.voices.add(form.fields["name"].strip(), clips[0])
    response.headers["Location"] = address(request, f"/voices/{facts['voice_id']}")
    return facts


@router.get("/voices/{voice_id}", operation_id="get_voice")
def one_voice(voice_id: AnId, studio: TheStudio) -> schemas.Voice:
    return studio.voices.get(voice_id)


@get_and_head(router, "/voices/{voice_id}/sample", "get_voice_sample")
async def voice_sample(voice_id: AnId, request: Request, studio: TheStudio) -> Response:
    """A few seconds to listen to: the clip itself, or the demo song's singer turned into the preset."""
    path = await studio.voices.sample(voice_id)
    return send(request, path, f"{voice_id}-{path.stat().st_size}", media_type="audio/wav")


@router.patch(
    "/voices/{voice_id}", operation_id="rename_voice", responses={409: RESPONSES[409], 422: RESPONSES[422]}
)
def rename_voice(voice_id: AnId, wanted: NewName, studio: TheStudio) -> schemas.Voice:
    """Give a clip another name. Presets keep theirs."""
    return studio.voices.rename(voice_id, wanted.name)


@router.delete("/voices/{voice_id}", operation_id="delete_voice", responses={409: RESPONSES[409]})
def delete_voice(voice_id: AnId, studio: TheStudio) -> schemas.DeletedVoice:
    """Delete a clip and all that was made of it. Presets stay."""
    return studio.voices.delete(voice_id)
