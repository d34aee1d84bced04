"""Voices: presets, clips you bring, and trained voices that you import."""

from __future__ import annotations

from typing import Annotated, TypeVar, get_args

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from audio_backend.answers.voices import DeletedVoice, Voice, VoiceFindings, Voices
from audio_backend.api.dependencies import AnId, TheStudio, a_file, address, form_body
from audio_backend.api.files import get_and_head, send
from audio_backend.api.multipart import FormReader
from audio_backend.api.problems import answers
from audio_backend.errors import BadInput
from audio_backend.library.voices import LONGEST_NAME, Provenance
from audio_backend.models.base import Group
from audio_backend.models.tasks import Isolate
from audio_backend.models.voices import VoiceRights

T = TypeVar("T")
ISOLATE: tuple[Isolate, ...] = get_args(Isolate)
RIGHTS: tuple[VoiceRights, ...] = get_args(VoiceRights)
MOST_CLIPS = MOST_FILES = 8
LONGEST_LICENCE = 1000
HIGHEST_HZ = 1100.0

router = APIRouter(tags=["voices"])


class VoiceChanges(Group):
    """What is left out stays as it is; null takes it away, but not the name."""

    name: str = Field("", max_length=LONGEST_NAME, description="With letters, and no control characters.")
    licence: str | None = Field(None, max_length=LONGEST_LICENCE, description="What you note of its licence.")
    rights: VoiceRights | None = Field(None, description="Why you may sing with it.")
    f0_median_hz: float | None = Field(
        None, ge=50.0, le=HIGHEST_HZ, description="Of a trained voice: where it likes to sing, if you know that."
    )


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
        isolate = _one_of("isolate", form.fields.get("isolate", "auto"), ISOLATE)
        voice = await studio.voices.add(name, clips, isolate, form.fields.get("engine") or None)
    response.headers["Location"] = address(request, f"/voices/{voice.voice_id}")
    return voice


@router.post(
    "/voices/import", status_code=201, operation_id="import_voice",
    responses={200: {"model": VoiceFindings}, **answers(413, 507)}, response_model_exclude_unset=True,
    openapi_extra=form_body(
        ["file"],
        file={"type": "array", "minItems": 1, "maxItems": MOST_FILES, "items": a_file(
            "Of one voice of so-vits-svc 4 or RVC, in any mixture: .pth, .pt or .safetensors, config.json, .index or "
            "total_fea.npy, kmeans_….pt, or a .zip of them."
        )},
        name={"type": "string", "maxLength": LONGEST_NAME, "description": "As its file is called without."},
        licence={"type": "string", "maxLength": LONGEST_LICENCE, "description": "What you note of its licence."},
        rights={"type": "string", "enum": list(RIGHTS), "description": "Why you may sing with it."},
    ),
)  # fmt: skip
async def import_voice(
    request: Request,
    response: Response,
    studio: TheStudio,
    check: Annotated[bool, Query(description="Only tell what the files are, and keep nothing: answers 200.")] = False,
) -> Voice | VoiceFindings:
    """Add a trained voice from its files, which are told apart by what is in them, and converted. Nothing in them is
    run.

    Three seconds are sung with it at once, if its engine is ready; else when `/sample` is asked for.
    """
    with studio.uploads.receiving("file", most=MOST_FILES, of_voices=True) as sinks:
        form = await FormReader(sinks.open, texts=("name", "licence", "rights"), files=sinks.fields).read(request)
        files = sinks.received
        if not files:
            raise BadInput(f"The form needs 1 to {MOST_FILES} files “file”.", remedy="curl -F file=@voice.zip")
        told = _provenance(form.fields)
        if check:
            response.status_code = 200
            return await studio.voices.inspect_files(files, told)
        voice = await studio.voices.import_files(files, told)
    response.headers["Location"] = address(request, f"/voices/{voice.voice_id}")
    return await studio.voice_previews.tried(voice.voice_id)


def _provenance(fields: dict[str, str]) -> Provenance:
    """Raises BadInput."""
    licence, wanted = fields.get("licence", "").strip(), fields.get("rights") or None
    if len(licence) > LONGEST_LICENCE:
        says = f"A note of a licence has at most {LONGEST_LICENCE} characters."
        raise BadInput(says, errors=[{"field": "licence", "message": says}])
    return Provenance(fields.get("name", "").strip(), licence, _one_of("rights", wanted, RIGHTS) if wanted else None)


def _one_of(field: str, wanted: str, known: tuple[T, ...]) -> T:
    found = next((one for one in known if one == wanted), None)
    if found is None:
        names = ", ".join(map(str, known))
        says = f"`{field}` is “{wanted[:40]}”; it can be {names}."
        raise BadInput(says, errors=[{"field": field, "message": f"not one of {names}"}])
    return found


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
    operation_id="change_voice",
    responses=answers(404, 409, 413),
    response_model_exclude_unset=True,
)
def change_voice(voice_id: AnId, wanted: VoiceChanges, studio: TheStudio) -> Voice:
    """Change what is said of one of your own voices: its name, its licence, your rights, or its range."""
    changes = wanted.model_dump(exclude_unset=True)
    if not changes:
        known = ", ".join(VoiceChanges.model_fields)
        raise BadInput("Nothing is to be changed.", remedy=f"Send one or more of {known}.")
    return studio.voices.change(voice_id, changes)


@router.delete("/voices/{voice_id}", operation_id="delete_voice", responses=answers(404, 409))
def delete_voice(voice_id: AnId, studio: TheStudio) -> DeletedVoice:
    """Delete one of your own voices and all that was made of it. Presets stay, and a trained voice while a job that has
    not ended sings with it."""
    return studio.voices.delete(voice_id)
