"""Voices: the presets of the voice engine, and clips that were brought."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from audio_backend.engines.echo_presets import presets
from audio_backend.errors import BadInput, Conflict, NotFound
from audio_backend.models.ledger import Ledger
from audio_backend.models.names import is_name
from audio_backend.models.records import Voice
from audio_backend.services.demo import demo_path
from audio_backend.services.desk import Desk
from audio_backend.services.uploads import Sink, Uploads
from audio_backend.storage.places import Places, new_id, remove

LONGEST_NAME = 80
PRIVATE = ("cepstra_voiced", "cepstra_unvoiced", "covariance", "version")
"""Long numbers only the engine wants."""

SAMPLE, NETWORK = "sample.wav", "network.safetensors"
"""What lies in a voice's folder: a few seconds to listen to, and what the engine learned of it, if it did."""


class Voices:
    def __init__(self, ledger: Ledger, places: Places, desk: Desk, uploads: Uploads):
        self.ledger, self.places, self.desk, self.uploads = ledger, places, desk, uploads

    def listing(self) -> list[dict[str, Any]]:
        brought = [_brought(voice) for voice in self.ledger.voices.all()]
        return [_preset(name, facts) for name, facts in presets().items()] + brought

    def get(self, voice_id: str) -> dict[str, Any]:
        known = presets()
        return _preset(voice_id, known[voice_id]) if voice_id in known else _brought(self.ledger.voices.get(voice_id))

    def facts(self, voice_id: str) -> dict[str, Any]:
        """What the engine needs. Raises NotFound with the voices there are."""
        known = presets()
        if voice_id in known:
            return known[voice_id]
        try:
            brought = self.ledger.voices.get(voice_id)
        except NotFound as error:
            raise NotFound(
                f"There is no voice “{voice_id}”.", remedy=f"Presets: {', '.join(known)}; your own are in /voices."
            ) from error
        network = self.places.voice(brought.id) / NETWORK
        learned = {"network": str(network)} if network.exists() else {}
        return {"name": brought.name, **brought.facts, **learned}

    def lent(self, voice: dict[str, Any], folder: Path) -> dict[str, Any]:
        """The voice for a job that may outlive it: what was learned is copied into its folder. Raises NotFound."""
        if "network" not in voice:
            return voice
        folder.mkdir(parents=True, exist_ok=True)
        try:
            copy = shutil.copyfile(voice["network"], folder / NETWORK)
        except FileNotFoundError as error:
            raise NotFound("This voice has just been deleted.", remedy="Choose another one.") from error
        return voice | {"network": str(copy)}

    async def add(self, name: str, sink: Sink) -> dict[str, Any]:
        """Analyse a clip and keep it. Raises BadInput when no voice can be heard in it."""
        sink.close()
        _check_name(name)
        found = await self.uploads.probe(sink.path)
        scratch, network = sink.path.with_suffix(".wav"), sink.path.with_suffix(".safetensors")
        task = {"phase": "voice", "path": str(sink.path), "folders": self.places.as_dict()}
        task |= {"clip": str(scratch), "network": str(network)}
        facts = await self.desk.run(task, f"voice:{sink.path}")
        facts.pop("peak_rss_bytes", None)
        facts["warnings"] = [*found["warnings"], *facts["warnings"]]
        voice = Voice(new_id(), name, "clip", "echo", facts, time.time())
        folder = self.places.voice(voice.id)
        folder.mkdir()
        os.replace(scratch, folder / SAMPLE)
        if network.exists():
            os.replace(network, folder / NETWORK)
        return _brought(self.ledger.voices.add(voice))

    async def sample(self, voice_id: str) -> Path:
        """A few seconds to listen to."""
        if voice_id not in presets():
            return self.places.voice(self.ledger.voices.get(voice_id).id) / SAMPLE
        target = self.places.models / "samples" / f"{voice_id}.wav"
        if not target.exists():
            task = {"phase": "voice_sample", "voice": presets()[voice_id], "target": str(target)}
            task |= {"demo": str(demo_path() or ""), "folders": self.places.as_dict()}
            await self.desk.run(task, f"sample:{voice_id}")
        return target

    def rename(self, voice_id: str, name: str) -> dict[str, Any]:
        """Raises BadInput, NotFound, Conflict for a preset."""
        if voice_id in presets():
            raise Conflict("Presets are part of the studio and keep their names.", remedy="Only clips can be renamed.")
        _check_name(name.strip())
        return _brought(self.ledger.voices.replace(replace(self.ledger.voices.get(voice_id), name=name.strip())))

    def delete(self, voice_id: str) -> dict[str, Any]:
        if voice_id in presets():
            raise Conflict("Presets are part of the studio and can't be deleted.", remedy="Only clips can be.")
        self.ledger.voices.remove(voice_id)
        return {"voice_id": voice_id, "freed_bytes": remove(self.places.voice(voice_id))}


def _check_name(name: str) -> None:
    if len(name) > LONGEST_NAME or not is_name(name):
        raise BadInput(f"A voice's name has 1 to {LONGEST_NAME} letters, and no control characters.")


def _preset(name: str, facts: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in facts.items() if key not in PRIVATE}
    return {"voice_id": name, "name": facts.get("name", name), "kind": "preset", "engine": "echo", "facts": told,
            "sample": f"/voices/{name}/sample"}  # fmt: skip


def _brought(voice: Voice) -> dict[str, Any]:
    told = {key: value for key, value in voice.facts.items() if key not in PRIVATE}
    return {"voice_id": voice.id, "name": voice.name, "kind": voice.kind, "engine": voice.engine, "facts": told,
            "sample": f"/voices/{voice.id}/sample", "created": voice.created}  # fmt: skip
