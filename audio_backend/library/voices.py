"""Voices: those that engines bring along, clips that were brought, and trained ones that were imported."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audio_backend.answers.voices import DeletedVoice, VoiceFacts, VoiceFindings
from audio_backend.answers.voices import Voice as VoiceAnswer
from audio_backend.engines import catalog
from audio_backend.engines.catalog import presets
from audio_backend.errors import BadInput, Conflict, EmptyFile, NotFound
from audio_backend.ledger import records
from audio_backend.ledger.admission import VOICES
from audio_backend.ledger.ledger import Ledger
from audio_backend.library.leftovers import Leftovers
from audio_backend.library.songs import Sink
from audio_backend.messages import english, with_words
from audio_backend.models.base import Json, is_name, is_written
from audio_backend.models.messages import Message, read_message
from audio_backend.models.results import ImportVoiceResult, TryVoiceResult
from audio_backend.models.tasks import EnrolVoice, ImportVoice, Isolate, Recording
from audio_backend.models.voices import (
    TRAINED,
    BlendVoice,
    CheckpointVoice,
    PresetVoice,
    SingleVoice,
    Voice,
    VoiceRights,
    read_single_voice,
    voice_json,
)
from audio_backend.storage.folders import CLUSTERS, INDEX, NETWORK, SAMPLE, WEIGHTS, new_id
from audio_backend.storage.wholeness import difference, fingerprint
from audio_backend.workers.pools import InteractivePool

LONGEST_NAME = 80
PRIVATE = ("network", "files")
"""Where the studio keeps what was learned, and how it was made."""
TOLD_ONCE = ("sources", "messages", "licence", "range_by")
"""Of a trained voice: what a job needs no copy of."""
OF_TRAINED = ("f0_median_hz",)
"""What can be set by hand of a trained voice only: of a clip it was measured."""


@dataclass(frozen=True)
class Provenance:
    """What the user says of a voice beside its files."""

    name: str = ""
    licence: str = ""
    rights: VoiceRights | None = None

    def as_facts(self) -> Json:
        return {"licence": self.licence or None, "rights": self.rights}


class Voices:
    def __init__(self, ledger: Ledger, leftovers: Leftovers, interactive: InteractivePool):
        self.ledger, self.leftovers, self.folders, self.interactive = ledger, leftovers, leftovers.folders, interactive

    def listing(self) -> list[VoiceAnswer]:
        return [*map(_preset, presets().values()), *map(_user_voice, self.ledger.voices.all())]

    def get(self, voice_id: str) -> VoiceAnswer:
        known = presets()
        return _preset(known[voice_id]) if voice_id in known else _user_voice(self.ledger.voices.get(voice_id))

    def voice(self, voice_id: str) -> SingleVoice:
        """As a job takes it. Raises NotFound with the voices there are."""
        known = presets()
        if voice_id in known:
            return known[voice_id].model_copy(update={"voice_id": voice_id})
        try:
            record = self.ledger.voices.get(voice_id)
        except NotFound as error:
            raise NotFound(
                f"There is no voice “{voice_id}”.", remedy=f"Presets: {', '.join(known)}; your own are in /voices."
            ) from error
        if record.kind == TRAINED:
            return self._trained(record)
        network = self._whole(record, NETWORK)
        learned = {"network": str(network)} if network.exists() else {}
        return read_single_voice(
            {"kind": record.kind, "name": record.name, "engine": record.engine, **record.facts, **learned,
             "voice_id": voice_id}
        )  # fmt: skip

    def _trained(self, record: records.Voice) -> CheckpointVoice:
        """All its files as they were made. Raises Conflict."""
        for name in record.facts["files"]:
            self._whole(record, name)
        facts = {name: value for name, value in record.facts.items() if name not in TOLD_ONCE}
        return CheckpointVoice.model_validate(
            {**facts, "name": record.name, "engine": record.engine, "id": record.id, "voice_id": record.id}
        )

    def sample(self, voice_id: str) -> Path:
        """A few seconds of a clip's voice. Raises NotFound, Conflict for a file that was damaged."""
        return self._whole(self.ledger.voices.get(voice_id), SAMPLE)

    def _whole(self, voice: records.Voice, name: str) -> Path:
        """One of its files, as it was made; voices of earlier versions don't know how that was. Raises Conflict."""
        path, made = self.folders.voice(voice.id) / name, voice.facts.get("files", {}).get(name)
        if made and (says := difference(path, made)):
            again = "import it again" if voice.kind == TRAINED else "add its clips again"
            raise Conflict(f"A file of the voice “{voice.name}” is damaged: {name} {says}.",
                           remedy=f"Delete this voice and {again}.")  # fmt: skip
        return path

    def snapshot_for_job(self, voice: Voice, folder: Path) -> Voice:
        """The voice for a job that may outlive it: what was learned is copied into its folder. Raises NotFound."""
        if isinstance(voice, BlendVoice):
            copies = tuple(self._snapshot(single, folder / f"{single.voice_id}.net") for single in voice.voices)
            return voice.model_copy(update={"voices": copies})
        return self._snapshot(voice, folder / NETWORK)

    def snapshot_beside(self, voice: SingleVoice, folder: Path) -> SingleVoice:
        """The same of a voice that sings beside the job's own."""
        return self._snapshot(voice, folder / f"{voice.voice_id}.net")

    def _snapshot(self, voice: SingleVoice, target: Path) -> SingleVoice:
        if voice.network is None:
            return voice
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            copy = shutil.copyfile(voice.network, target)
        except FileNotFoundError as error:
            gone = f"The voice “{voice.name}” has just been deleted."
            raise NotFound(gone, remedy="Choose another one.") from error
        return voice.model_copy(update={"network": str(copy)})

    async def add(
        self, name: str, sinks: list[Sink], isolate: Isolate = "auto", engine: str | None = None
    ) -> VoiceAnswer:
        """Analyse recordings of a voice and keep what they say. Raises BadInput that names the one that can't be used,
        EngineUnavailable.

        `isolate` is auto (where something plays beside the voice), always or never; `engine` shall sing with it.
        """
        for sink in sinks:
            sink.close()
        _check_name(name)
        _check_files(sinks)
        engine_id = _enrolling_engine(engine or catalog.default_of("voice"))
        task, scratch = self._enrolment(sinks, isolate, engine_id)
        facts: dict[str, Any] = (await self.interactive.run(task, f"voice:{task.into}")).facts
        made = [path for path in (scratch / SAMPLE, scratch / NETWORK) if path.exists()]
        facts["files"] = {path.name: fingerprint(path) for path in made}
        record = records.Voice(new_id(), name, "clip", engine_id, facts, time.time())
        return await asyncio.to_thread(self._kept, record, scratch)

    def _enrolment(self, sinks: list[Sink], isolate: Isolate, engine: str) -> tuple[EnrolVoice, Path]:
        """What a child is asked, and the folder it writes into; that goes with the request's."""
        scratch, name_of = sinks[0].path.parent / "voice", self.folders.received_name
        scratch.mkdir()
        files = tuple(Recording(received=name_of(sink.path), name=sink.filename) for sink in sinks)
        return EnrolVoice(recordings=files, isolate=isolate, into=name_of(scratch), engine=engine), scratch

    def _kept(self, voice: records.Voice, scratch: Path) -> VoiceAnswer:
        """All of it, or nothing."""
        with self.leftovers.making(VOICES, voice.id) as folder:
            os.replace(scratch, folder)
            return _user_voice(self.ledger.voices.add(voice))

    async def import_files(self, sinks: list[Sink], provenance: Provenance) -> VoiceAnswer:
        """A trained voice from its files, converted. Raises BadInput that names every file that can't be used."""
        found, scratch = await self._found(sinks, provenance)
        made = await asyncio.to_thread(_fingerprints, scratch)
        messages = [*found.facts.messages, *self._twins(made[WEIGHTS]["sha256"])]
        facts = found.facts.as_json() | provenance.as_facts() | {
            "kind": TRAINED, "files": made, "messages": [message.as_dict() for message in messages],
        }  # fmt: skip
        record = records.Voice(new_id(), found.name, "checkpoint", found.facts.family, facts, time.time())
        return await asyncio.to_thread(self._kept, record, scratch)

    async def inspect_files(self, sinks: list[Sink], provenance: Provenance) -> VoiceFindings:
        """The same findings, and nothing is kept."""
        found, scratch = await self._found(sinks, provenance)
        made = await asyncio.to_thread(_fingerprints, scratch)
        twins = self._same(made[WEIGHTS]["sha256"])
        facts = found.facts.as_json() | provenance.as_facts() | {"kind": TRAINED}
        return VoiceFindings(name=found.name, engine=found.facts.family, same_as=twins[0].id if twins else None,
                             facts=VoiceFacts.model_validate(shown(facts)))  # fmt: skip

    async def _found(self, sinks: list[Sink], provenance: Provenance) -> tuple[ImportVoiceResult, Path]:
        """What a child found, under the name that was asked for, and the folder with what it made of it."""
        for sink in sinks:
            sink.close()
        if provenance.name:
            _check_name(provenance.name)
        _check_licence(provenance.licence)
        scratch, name_of = sinks[0].path.parent / "voice", self.folders.received_name
        files = tuple(Recording(received=name_of(sink.path), name=sink.filename) for sink in sinks)
        task = ImportVoice(files=files, into=name_of(scratch))
        found = await self.interactive.run(task, f"import:{task.into}")
        name = provenance.name or found.name[:LONGEST_NAME].strip()
        return found.model_copy(update={"name": name if is_name(name) else found.facts.family}), scratch

    def _same(self, sha256: str) -> list[records.Voice]:
        """Voices with these very weights, the newest first."""
        trained = self.ledger.voices.all(kind=TRAINED)
        return [voice for voice in trained if voice.facts.get("files", {}).get(WEIGHTS, {}).get("sha256") == sha256]

    def _twins(self, sha256: str) -> list[Message]:
        return [Message("voice_here_already", (), {"name": voice.name}) for voice in self._same(sha256)[:1]]

    def tried(self, voice_id: str, result: TryVoiceResult | None, messages: list[Message]) -> VoiceAnswer:
        """Keep what its test conversion told, or why there was none; a range that was set by hand stays. Raises
        NotFound."""
        record = self.ledger.voices.get(voice_id)
        told = [read_message(one) for one in record.facts["messages"]]
        kept = [message for message in told if message.code not in OF_A_TRIAL]
        facts = {**record.facts, "messages": [message.as_dict() for message in (*kept, *messages)]}
        if result is not None and facts.get("range_by") != "hand":
            found = {name: getattr(result, name) for name in ("f0_low_hz", "f0_median_hz", "f0_high_hz")}
            facts |= found | {"range_by": "test" if any(found.values()) else None}
        return _user_voice(self.ledger.voices.replace(replace(record, facts=facts)))

    def change(self, voice_id: str, changes: Json) -> VoiceAnswer:
        """Its name, licence, rights or where it likes to sing. Raises BadInput, NotFound, Conflict for a preset."""
        if voice_id in presets():
            remedy = "Only your own can be changed."
            raise Conflict("Presets are part of the studio and keep their names.", remedy=remedy)
        record, facts = self.ledger.voices.get(voice_id), dict(changes)
        name = str(facts.pop("name", record.name)).strip()
        _check_name(name)
        _check_licence(str(facts.get("licence") or ""))
        if record.kind != TRAINED and set(OF_TRAINED) & set(facts):
            raise BadInput("Where a clip's voice likes to sing was measured, and can't be set.",
                           errors=[{"field": "f0_median_hz", "message": "only of a trained voice"}])  # fmt: skip
        if "f0_median_hz" in facts:
            facts["range_by"] = "hand" if facts["f0_median_hz"] else None
            facts |= {"f0_low_hz": None, "f0_high_hz": None} if facts["f0_median_hz"] else {}
        return _user_voice(self.ledger.voices.replace(replace(record, name=name, facts={**record.facts, **facts})))

    def delete(self, voice_id: str) -> DeletedVoice:
        """Raises NotFound, Conflict for a preset, and while a job sings with a trained voice."""
        if voice_id in presets():
            raise Conflict("Presets are part of the studio and can't be deleted.", remedy="Only your own can be.")
        freed = self.leftovers.delete(VOICES, voice_id, lambda: self.ledger.remove_voice(voice_id))
        return DeletedVoice(voice_id=voice_id, freed_bytes=freed)


def _fingerprints(folder: Path) -> dict[str, Json]:
    """Of a trained voice's files, by their names. Half a gigabyte is read in 0.3 to 1 s."""
    there = (folder / name for name in (WEIGHTS, INDEX, CLUSTERS))
    return {path.name: fingerprint(path) for path in there if path.exists()}


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """What anybody may know of a voice; of a clip's messages both the codes and the words."""
    private = PRIVATE if facts.get("kind") == TRAINED else (*PRIVATE, *catalog.private_facts())
    public = {key: value for key, value in facts.items() if key not in private}
    if not {"warnings", "messages"} & set(facts):
        return public
    return with_words(public) | ({"checks": [*map(_check, facts["checks"])]} if facts.get("checks") else {})


def _check(check: dict[str, Any]) -> dict[str, Any]:
    """With its message both as a code and in English; earlier versions kept the `text` alone."""
    message = read_message(check.get("message", check.get("text")))
    return {**check, "text": english(message), "message": message.as_dict()}


def _enrolling_engine(engine_id: str) -> str:
    """An engine that is here and sings with clips. Raises EngineUnavailable, BadInput."""
    entry = catalog.find("voice", engine_id)
    if entry and not entry.info.placeholder and (entry.voice is None or "clip" not in entry.voice.kinds):
        raise BadInput(f"The voice engine “{engine_id}” makes no voice from a clip.",
                       remedy="Leave `engine` out, or choose another one.")  # fmt: skip
    catalog.require_ready("voice", engine_id, voices="clip")
    return engine_id


OF_A_TRIAL = ("voice_not_tried", "voice_range_followed", "voice_range_unknown", "voice_tried_on_a_tone")
"""Messages of a test conversion: a later one takes their place."""


def _check_files(sinks: list[Sink]) -> None:
    known: dict[str, str] = {}
    for sink in sinks:
        if sink.size == 0:
            raise EmptyFile(f"“{sink.filename}” is 0 bytes long.")
        body = sink.digest.hexdigest()
        if body in known:
            raise BadInput(
                f"“{known[body]}” and “{sink.filename}” are the same recording.", remedy="Send each recording once."
            )
        known[body] = sink.filename


def _check_name(name: str) -> None:
    if len(name) > LONGEST_NAME or not is_name(name):
        raise BadInput(f"A voice's name has 1 to {LONGEST_NAME} letters, and no control characters.")


def _check_licence(note: str) -> None:
    if not all(is_written(letter) or letter in "\n\r\t" for letter in note):
        says = "A note of a licence has no control characters beside tabs and ends of lines."
        raise BadInput(says, errors=[{"field": "licence", "message": "control characters in it"}])


def _preset(voice: PresetVoice) -> VoiceAnswer:
    facts = VoiceFacts.model_validate(shown(voice_json(voice)))
    return VoiceAnswer(voice_id=voice.id, name=voice.name or voice.id, kind="preset", engine=voice.engine, facts=facts,
                       **_addresses(voice.id))  # fmt: skip


def _user_voice(voice: records.Voice) -> VoiceAnswer:
    facts = VoiceFacts.model_validate(shown(voice.facts))
    return VoiceAnswer(voice_id=voice.id, name=voice.name, kind=voice.kind, engine=voice.engine, facts=facts,
                       **_addresses(voice.id), created=voice.created)  # fmt: skip


def _addresses(voice_id: str) -> dict[str, str]:
    return {name: f"/voices/{voice_id}/{name}" for name in ("sample", "preview", "picture")}
