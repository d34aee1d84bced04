"""A trained voice from its files: which is what, does it all fit, and the same as safetensors and JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath

import safetensors.torch
from torch import Tensor

from audio_backend.engines.nets.vits import loading
from audio_backend.engines.nets.vits.inspection import CheckpointFacts
from audio_backend.engines.nets.vits.loading import VoiceFile
from audio_backend.engines.nets.vits.names import TRAINING_ONLY
from audio_backend.engines.nets.vits.refusals import BROKEN_CONFIG, NO_CONFIG, Refusal
from audio_backend.errors import BadInput
from audio_backend.models.messages import Message
from audio_backend.models.results import ImportVoiceResult
from audio_backend.models.tasks import ImportVoice
from audio_backend.models.voices import TrainedVoiceFacts
from audio_backend.pipeline.voice_import import parts, refusals
from audio_backend.pipeline.voice_import.archives import NotUnpacked, folder_of
from audio_backend.pipeline.voice_import.gathering import Gathered, gathered
from audio_backend.pipeline.voice_import.refusals import Refused, about, refused
from audio_backend.pipeline.voice_import.sorting import Found
from audio_backend.settings import Settings
from audio_backend.storage.folders import CLUSTERS, INDEX, WEIGHTS, Folders
from audio_backend.storage.json_files import write_bytes

CONTENTVEC = ("vec768l12", "vec256l9", "contentvec", "hubert", "hubert_base", "hubert-base")
"""Its names in settings of so-vits-svc, RVC and Applio; so-vits-svc's end in -onnx where that ran it."""
KEPT_SETTINGS = (
    "config", "sr", "f0", "version", "info", "vocoder", "embedder_model", "model_name", "author", "model", "data",
    "spk",
)  # fmt: skip
OF_THE_TRAINING = ("training_files", "validation_files")
"""Of a config's `data`: places on the computer of who trained it."""
OF_ANY_TRAINING, MOST_NAMED = ("G_", "model"), 3
ALL_FILES = "the files"
"""Where a refusal is of no file in particular."""


def import_voice(task: ImportVoice, folders: Folders) -> ImportVoiceResult:
    """Raises BadInput that names every file that can't be used, StorageFull. What it leaves goes with its folder."""
    into = folders.received(task.into)
    scratch = into.with_name(f"{into.name}-parts")
    for folder in (into, scratch):
        shutil.rmtree(folder, ignore_errors=True)  # of an attempt that stood still
        folder.mkdir()
    files = [(folders.received(one.received), one.name) for one in task.files]
    found = gathered(files, scratch, Settings().min_free_disk_bytes)
    weights, file = _the_voice(found)
    facts, settings = _settled(weights, file, found)
    _check(weights, file, facts, settings)
    index = _index(found, facts)
    clusters = _clusters(found, facts)
    write_bytes(into / WEIGHTS, _converted(file, settings))
    for name, content in ((INDEX, index), (CLUSTERS, clusters)):
        if content is not None:
            write_bytes(into / name, content)
    messages = [*found.left_out(), *_missing(facts, index)]
    return ImportVoiceResult(name=_name(weights, settings, facts), facts=_told(facts, found, index, clusters, messages))


def _the_voice(found: Gathered) -> tuple[Found, VoiceFile]:
    """Raises BadInput unless there is exactly one."""
    if len(found.weights) == 1:
        return found.weights[0]
    names = [one.name for one, _ in found.weights]
    if names:
        several = about(refusals.SEVERAL_VOICES, names=", ".join(names))
        raise BadInput(f"{several.what} {several.why}", remedy=several.remedy,
                       errors=[Refused(name, several).as_error() for name in names])  # fmt: skip
    listed = ", ".join(one.name for one in found.sources()) or "nothing"
    raise refused([Refused(ALL_FILES, about(refusals.NO_WEIGHTS, found=listed))])


def _settled(weights: Found, file: VoiceFile, found: Gathered) -> tuple[CheckpointFacts, dict[str, object]]:
    """What the voice is, by its own settings or the config.json that fits. Raises BadInput."""
    facts = loading.facts_of(file)
    if isinstance(facts, CheckpointFacts):
        _set_aside(found, [one for one, _ in found.configs])
        return facts, _kept_settings(file.settings)
    near = [one for one in found.configs if folder_of(one[0].name) == folder_of(weights.name)] or found.configs
    fitting = [(one, config) for one, config in near if isinstance(loading.facts_of(file, config), CheckpointFacts)]
    kept = [_kept_settings({**file.settings, **config}) for _, config in fitting]
    if any(other != kept[0] for other in kept[1:]):
        raise refused([Refused(one.name, refusals.SEVERAL_CONFIGS) for one, _ in fitting])
    if not fitting:
        raise refused([Refused(weights.name, _why_none_fits(file, near))])
    _set_aside(found, [one for one, _ in found.configs if one is not fitting[0][0]])
    told = loading.facts_of(file, kept[0])
    if isinstance(told, Refusal):
        raise refused([Refused(weights.name, told)])
    return told, kept[0]


def _why_none_fits(file: VoiceFile, configs: Sequence[tuple[Found, Mapping[str, object]]]) -> Refusal:
    if not configs:
        return NO_CONFIG
    told = loading.facts_of(file, configs[0][1])
    return told if isinstance(told, Refusal) and told.code != NO_CONFIG.code else BROKEN_CONFIG


def _set_aside(found: Gathered, configs: list[Found]) -> None:
    """Of settings that this voice doesn't need."""
    found.configs = [pair for pair in found.configs if pair[0] not in configs]
    found.unused += [(one.name, one.bytes, Message("is_needless_config")) for one in configs]


def _kept_settings(told: Mapping[str, object]) -> dict[str, object]:
    """What a voice needs to sound, and is JSON."""
    kept = {name: told[name] for name in KEPT_SETTINGS if name in told}
    if isinstance(data := kept.get("data"), dict):
        kept["data"] = {name: value for name, value in data.items() if name not in OF_THE_TRAINING}
    return {name: value for name, value in kept.items() if _is_json(value)}


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def _check(weights: Found, file: VoiceFile, facts: CheckpointFacts, settings: dict[str, object]) -> None:
    """That the studio can sing with it: the content encoder, every tensor in its place, and all numbers. Raises
    BadInput."""
    refusal = _other_encoder(settings)
    if refusal is None and not all(_is_finite(tensor) for tensor in file.tensors.values()):
        refusal = refusals.BROKEN_WEIGHTS
    if refusal is not None:
        raise refused([Refused(weights.name, refusal)])
    try:
        loading.load(VoiceFile(file.tensors, settings))
    except BadInput as error:
        raise refused([Refused(weights.name, BROKEN_CONFIG)]) from error


def _is_finite(tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or bool(tensor.isfinite().all())


def _other_encoder(settings: Mapping[str, object]) -> Refusal | None:
    model = settings.get("model")
    named = model.get("speech_encoder") if isinstance(model, dict) else settings.get("embedder_model")
    name = str(named or "").lower().removesuffix("-onnx").removesuffix(".pt")
    return about(refusals.ANOTHER_ENCODER, name=str(named)[:40]) if name and name not in CONTENTVEC else None


def _index(found: Gathered, facts: CheckpointFacts) -> bytes | None:
    """As it is kept. Raises BadInput."""
    files = [one for one, _ in found.indices] or found.features
    if len(files) > 1:
        several = about(refusals.SEVERAL_INDICES, names=", ".join(one.name for one in files))
        raise refused([Refused(one.name, several) for one in files])
    if found.indices:
        found.unused += [(one.name, one.bytes, Message("index_in_place")) for one in found.features]
        found.features = []
    for one in files:
        try:
            index = found.indices[0][1] if found.indices else parts.read_vectors(one.path)
            return parts.index_for(index, facts.content_channels)
        except NotUnpacked as error:
            raise refused([Refused(one.name, error.refusal)]) from error
    return None


def _clusters(found: Gathered, facts: CheckpointFacts) -> bytes | None:
    """As they are kept. Raises BadInput."""
    if len(found.clusters) > 1:
        several = about(refusals.SEVERAL_CLUSTERS, names=", ".join(one.name for one, _ in found.clusters))
        raise refused([Refused(one.name, several) for one, _ in found.clusters])
    for one, clusters in found.clusters:
        try:
            return parts.clusters_for(clusters, facts.content_channels)
        except NotUnpacked as error:
            raise refused([Refused(one.name, error.refusal)]) from error
    return None


def _converted(file: VoiceFile, settings: dict[str, object]) -> bytes:
    """A .safetensors that `loading.read` reads, in the file's own precision, with the settings in its metadata. The
    same voice becomes the same bytes, whatever it came in."""
    kept: dict[str, Tensor] = {}
    places: set[int] = set()
    for name, tensor in sorted(file.tensors.items()):
        if name.startswith(TRAINING_ONLY):
            continue
        shared = tensor.numel() > 0 and tensor.data_ptr() in places
        places.add(tensor.data_ptr())
        kept[name] = tensor.clone() if shared else tensor.contiguous()
    return safetensors.torch.save(kept, metadata={"settings": json.dumps(settings, sort_keys=True)})


def _missing(facts: CheckpointFacts, index: bytes | None) -> list[Message]:
    """What a voice could have, and this one has not."""
    messages = [] if facts.has_f0 else [Message("voice_without_pitch")]
    if facts.family == "rvc" and index is None:
        messages.append(Message("voice_without_index"))
    return messages


def _name(weights: Found, settings: Mapping[str, object], facts: CheckpointFacts) -> str:
    """What its author called it, or its file; of a training's files, which are all called alike, its speakers or its
    folder."""
    told, path = settings.get("model_name"), PurePosixPath(weights.name.replace("\\", "/"))
    if isinstance(told, str) and told.strip():
        return told.strip()
    stem = path.name.rpartition(".")[0] if "." in path.name else path.name
    if not stem.startswith(OF_ANY_TRAINING):
        return stem.strip()
    folder = path.parts[-2].removesuffix(".zip") if len(path.parts) > 1 else stem
    return ", ".join(name for name, _ in facts.speakers[:MOST_NAMED]) or folder.strip()


def _told(
    facts: CheckpointFacts, found: Gathered, index: bytes | None, clusters: bytes | None, messages: list[Message]
) -> TrainedVoiceFacts:
    named = {name: value for name, value in asdict(facts).items() if name in TrainedVoiceFacts.model_fields}
    speakers = [{"name": name, "row": row} for name, row in facts.speakers]
    return TrainedVoiceFacts.model_validate({
        **named, "speakers": speakers, "has_index": index is not None, "has_clusters": clusters is not None,
        "sources": found.sources(), "messages": messages,
    })  # fmt: skip
