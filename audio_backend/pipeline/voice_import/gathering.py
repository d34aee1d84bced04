"""What files hold, read: weights, settings, indexes, clusters; and what can't be used, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from audio_backend.engines.nets.vits import loading
from audio_backend.engines.nets.vits.inspection import CheckpointFacts
from audio_backend.engines.nets.vits.loading import VoiceFile
from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.engines.voice.retrieval import FeatureIndex
from audio_backend.errors import BadInput
from audio_backend.models.messages import Message
from audio_backend.models.voices import VoiceSource
from audio_backend.pipeline.voice_import import parts, refusals
from audio_backend.pipeline.voice_import.archives import NotUnpacked
from audio_backend.pipeline.voice_import.refusals import Refused, refused
from audio_backend.pipeline.voice_import.sorting import Found, Looked, looked_through, read_settings

Settings = dict[str, object]

BESIDE_A_VOICE = {
    "discriminator": Message("is_discriminator"),
    "diffusion": Message("is_diffusion"),
    "content_encoder": Message("is_content_encoder"),
    "rmvpe": Message("is_pitch_net"),
    "retrieval_pickle": Message("is_retrieval_pickle"),
}
"""By the code of its refusal: what a folder of a training has beside a voice, where it only is left out."""
BESIDE_AN_INDEX = {"empty_index": Message("is_empty_index")}
NEEDS_CONFIG = "missing_config"


@dataclass
class Gathered:
    """What was found, by what it is."""

    weights: list[tuple[Found, VoiceFile]] = field(default_factory=list)
    configs: list[tuple[Found, Settings]] = field(default_factory=list)
    indices: list[tuple[Found, FeatureIndex]] = field(default_factory=list)
    features: list[Found] = field(default_factory=list)
    clusters: list[tuple[Found, dict[str, np.ndarray]]] = field(default_factory=list)
    archives: list[Found] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unused: list[tuple[str, int, Message]] = field(default_factory=list)

    def left_out(self) -> list[Message]:
        """Of each file that is not used: which, and why."""
        return [Message("import_file_unused", (), {"name": name}).because(why) for name, _, why in self.unused]

    def sources(self) -> list[VoiceSource]:
        """All files, and what each was taken for."""
        kinds = {
            "archive": self.archives, "weights": _files(self.weights), "config": _files(self.configs),
            "index": _files(self.indices), "features": self.features, "clusters": _files(self.clusters),
        }  # fmt: skip
        used = [{"name": one.name, "kind": kind, "bytes": one.bytes} for kind, files in kinds.items() for one in files]
        unused = [{"name": name, "kind": "unused", "bytes": size} for name, size, _ in self.unused]
        return [VoiceSource.model_validate(one) for one in (*used, *unused)]


def _files(pairs: Sequence[tuple[Found, object]]) -> list[Found]:
    return [found for found, _ in pairs]


def gathered(files: list[tuple[Path, str]], scratch: Path, kept_free_bytes: int) -> Gathered:
    """Raises BadInput that names every file that can't be used, StorageFull."""
    looked = looked_through(files, scratch, kept_free_bytes)
    result = _read(looked)
    reasons = (BESIDE_A_VOICE if result.weights else {}) | (BESIDE_AN_INDEX if result.indices else {})
    sizes = {found.name: found.bytes for found in looked.files}
    for one in [one for one in result.refused if one.refusal.code in reasons]:
        result.refused.remove(one)
        result.unused.append((one.name, sizes.get(one.name, 0), reasons[one.refusal.code]))
    if result.refused:
        raise refused(result.refused)
    return result


def _read(looked: Looked) -> Gathered:
    result = Gathered(refused=list(looked.refused))
    result.unused = [(name, size, Message("is_no_part_of_voice")) for name, size in looked.unused]
    for found in looked.files:
        try:
            _read_one(found, result)
        except NotUnpacked as error:
            result.refused.append(Refused(found.name, error.refusal))
        except BadInput as error:
            result.refused.append(Refused(found.name, _refusal_of(error)))
    return result


def _refusal_of(error: BadInput) -> Refusal:
    """Of a file that its reader has refused."""
    code = error.errors[0].get("type", error.code) if error.errors else error.code
    return Refusal(code, error.detail, "", error.remedy)


def _read_one(found: Found, result: Gathered) -> None:
    """Raises NotUnpacked, BadInput."""
    match found.kind:
        case "archive":
            result.archives.append(found)
        case "torch" | "safetensors":
            _read_weights(found, result)
        case "json":
            _read_config(found, result)
        case "index":
            _read_index(found, result)
        case "array":
            result.features.append(found)


def _read_weights(found: Found, result: Gathered) -> None:
    """Raises NotUnpacked, BadInput."""
    if found.kind == "torch" and (clusters := parts.read_clusters(found.path)):
        result.clusters.append((found, clusters))
        return
    file = loading.read(found.path)
    facts = loading.facts_of(file)
    if isinstance(facts, CheckpointFacts) or facts.code == NEEDS_CONFIG:
        result.weights.append((found, file))
    else:
        raise NotUnpacked(facts)


def _read_config(found: Found, result: Gathered) -> None:
    """Raises NotUnpacked."""
    try:
        settings = read_settings(found)
    except ValueError as error:
        raise NotUnpacked(refusals.BROKEN_JSON) from error
    if settings is None:
        result.unused.append((found.name, found.bytes, Message("is_no_config")))
    else:
        result.configs.append((found, settings))


def _read_index(found: Found, result: Gathered) -> None:
    """Raises BadInput, NotUnpacked."""
    result.indices.append((found, parts.read_faiss(found.path)))
