"""Weights and voices that can be pulled by name: where each file lies on the hub and here, its size, its SHA-256.

Data, and what of it is here, told by sizes and by what was remembered of hashes. Nothing is fetched here, and nothing
heavy imported. Where each hash was read is in docs/adr/0024-downloads-by-name.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from audio_backend.errors import NotFound, StorageFull
from audio_backend.storage.atomic_file import atomic_file

State = Literal["present", "partial", "missing"]
FileState = Literal["present", "partial", "missing", "other"]
"""`other`: a file lies there that has another size than the one that was pinned."""

RECORD = ".verified.json"
"""In a download's folder: which files were hashed, and when they had been changed then."""


@dataclass(frozen=True)
class HubFile:
    """One file of a repository on the hub, at one revision, and its place below the folder of models."""

    repository: str
    revision: str
    """A commit: what it gives never changes."""
    path: str
    place: str
    """With forward slashes."""
    bytes: int
    sha256: str

    def url(self, hub: str) -> str:
        """On the hub, or on a mirror with the same paths."""
        return f"{hub}/{self.repository}/resolve/{self.revision}/{quote(self.path)}"

    def at(self, models: Path) -> Path:
        return models / self.place

    def part(self, models: Path) -> Path:
        """What it is called before it is whole; another pinned file has another name."""
        whole = self.at(models)
        return whole.with_name(f".{whole.name}-{self.sha256[:8]}.part")


@dataclass(frozen=True)
class Download:
    """What is pulled by one name, all files into one folder."""

    name: str
    kind: Literal["weights", "voice"]
    title: str
    summary: str
    licence: str
    licence_url: str
    files: tuple[HubFile, ...]
    needs: tuple[str, ...] = ()
    """Other downloads that are of no use without it, pulled along."""
    source: str = ""
    """Of a hash that was found in one place only: which; empty where two agree that don't know of each other."""
    rights: Literal["licensed", "public_domain", ""] = ""
    """Of a voice: what its licence lets others do with it."""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def command(self) -> str:
        return f"audio-studio models pull {self.name}"

    def folder(self, models: Path) -> Path:
        return self.files[0].at(models).parent

    def here(self, models: Path) -> Here:
        return Here(self, models)


@dataclass(frozen=True)
class Here:
    """What of a download lies in the folder of models, as far as sizes tell."""

    download: Download
    models: Path

    @cached_property
    def files(self) -> dict[str, FileState]:
        """By place."""
        return {file.place: file_state(file, self.models) for file in self.download.files}

    @property
    def state(self) -> State:
        states = {*self.files.values()}
        if states == {"present"}:
            return "present"
        return "missing" if states == {"missing"} else "partial"

    @property
    def received_bytes(self) -> int:
        return sum(received(file, self.models) for file in self.download.files)

    @cached_property
    def verified(self) -> bool:
        """Whether each file had the pinned hash when it was last hashed, and didn't change since."""
        return all(is_verified(file, self.models) for file in self.download.files)


def file_state(file: HubFile, models: Path) -> FileState:
    size = _size(file.at(models))
    if size is not None:
        return "present" if size == file.bytes else "other"
    return "partial" if _size(file.part(models)) else "missing"


def received(file: HubFile, models: Path) -> int:
    """Bytes of it that needn't be fetched any more."""
    if file_state(file, models) == "present":
        return file.bytes
    return min(_size(file.part(models)) or 0, file.bytes)


def is_verified(file: HubFile, models: Path) -> bool:
    sign = _sign(file, models)
    return sign is not None and _record(file, models).get(file.at(models).name) == sign


def remember(file: HubFile, models: Path) -> None:
    """That this file was hashed just now and is the pinned one. A folder that can't be written remembers nothing."""
    record = _record(file, models) | {file.at(models).name: _sign(file, models)}
    with suppress(OSError, StorageFull), atomic_file(file.at(models).with_name(RECORD)) as target:
        target.write(json.dumps(record).encode())


def _sign(file: HubFile, models: Path) -> list[str | int] | None:
    try:
        facts = file.at(models).stat()
    except OSError:
        return None
    return [file.sha256, facts.st_size, facts.st_mtime_ns]


def _record(file: HubFile, models: Path) -> dict[str, object]:
    try:
        known = json.loads(file.at(models).with_name(RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _size(path: Path) -> int | None:
    """None where there is no such file."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


CONTENTVEC = Download(
    "contentvec", "weights", "ContentVec",
    "What is sung, apart from who sings: so-vits-svc and RVC voices need it.",
    "MIT", "https://github.com/auspicious3000/contentvec/blob/main/LICENSE",
    tuple(
        HubFile("lengyue233/content-vec-best", "ab04aa7067b99ee05cc82499bc64916b980a1967", name, f"contentvec/{name}",
                size, sha256)
        for name, size, sha256 in (
            ("config.json", 1_388, "2ddde063b795d38d9051a7215a092fecf4cfe148b54251e38de51d88d356898b"),
            ("pytorch_model.bin", 378_342_945, "d8dd400e054ddf4e6be75dab5a2549db748cc99e756a097c496c099f65a4854e"),
        )
    ),
)  # fmt: skip

RMVPE = Download(
    "rmvpe", "weights", "RMVPE",
    "Follows the pitch of a voice, also with some of the band left in it.",
    "MIT (weights as published by the RVC project; the code of its authors: Apache-2.0)",
    "https://huggingface.co/lj1995/VoiceConversionWebUI",
    (HubFile("lj1995/VoiceConversionWebUI", "e6d0c1a17da07c33557852f9dfa2bd44cc75737d", "rmvpe.pt", "rmvpe/rmvpe.pt",
             181_184_272, "6d62215f4306e3ca278246188607209f09af3dc77ed4232efdd069798c4ec193"),),
)  # fmt: skip

WHISPER = Download(
    "whisper-base", "weights", "Whisper base",
    "What is sung, as SoulX-Singer hears it; only its encoder is used.",
    "Apache-2.0 (weights as published by OpenAI on the hub; code: MIT)", "https://huggingface.co/openai/whisper-base",
    tuple(
        HubFile("openai/whisper-base", "e37978b90ca9030d5170a5c07aadb050351a65bb", name, f"whisper-base/{name}",
                size, sha256)
        for name, size, sha256 in (
            ("config.json", 1_983, "a153c53883a6799b6f056b4a8d1a515c9926d03994682ba88a7616618d7da0c1"),
            ("preprocessor_config.json", 184_990, "9b5cd03a36fbb8a627c64d98a5b5b126ead95a77720723944487311f0110b666"),
            ("model.safetensors", 290_403_936, "07cadb9f25677c8d50df603e66a98fbd842cce45047139baeb16e6219a1e807b"),
        )
    ),
)  # fmt: skip

SOULX = Download(
    "soulx-singer-svc", "weights", "SoulX-Singer-SVC",
    "Sings in the voice of a clip, by a neural network.",
    "Apache-2.0 (code and weights)", "https://github.com/Soul-AILab/SoulX-Singer",
    (HubFile("Soul-AILab/SoulX-Singer", "40493ad90286056c7a9095035164434a79daa8c9", "model-svc.pt",
             "soulx-singer-svc/model-svc.pt", 2_793_965_154,
             "38e72d9e15be6eef3cc937daaf81421a7b5b546816786530bb9aa346cee5d43c"),),
    needs=("whisper-base",),
)  # fmt: skip

VCTK = ("Nekochu/RVC-VCTK_Voice-sample", "005c2f948ee9dafd7e3aa7f261b4c3a24beebeef")
VCTK_LICENCE = "Apache-2.0 (model by Nekochu), trained on the VCTK corpus (CSTR, University of Edinburgh; CC BY 4.0)"
VCTK_PAGE = "https://huggingface.co/Nekochu/RVC-VCTK_Voice-sample"
ONE_RECORD = "the resource list of OpenCover Studio of 2026-08-10, which compared it with the hub's own record"

VCTK_P231 = Download(
    "vctk-p231", "voice", "VCTK p231",
    "An English-speaking woman, RVC v2 at 40 kHz, with its index: trained on speech.",
    VCTK_LICENCE, VCTK_PAGE,
    (
        HubFile(*VCTK, "F/p231/rmvpe/Fp231rmvpe.pth", "voices/vctk-p231/Fp231rmvpe.pth", 55_224_656,
                "12f819e129c6e48779439e491b85593b8819d094f751c3515ea13be6bd8b5a59"),
        HubFile(*VCTK, "F/p231/rmvpe/added_IVF1216_Flat_nprobe_1_Fp231rmvpe_v2.index",
                "voices/vctk-p231/added_IVF1216_Flat_nprobe_1_Fp231rmvpe_v2.index", 149_879_099,
                "14c3a6fb421ed0c77654bb9ed5778307ff0204d7b047b6bbe37922af42f601ab"),
    ),
    needs=("contentvec",), rights="licensed",
)  # fmt: skip

VCTK_P226 = Download(
    "vctk-p226", "voice", "VCTK p226",
    "An English-speaking man, RVC v2 at 40 kHz, without an index: trained on speech.",
    VCTK_LICENCE, VCTK_PAGE,
    (HubFile(*VCTK, "M/p226/Mp226.pth", "voices/vctk-p226/Mp226.pth", 55_193_241,
             "3c4c2e8ea977d7c08793126aace4baa47028b4c1bf7cd46ae5a9c359b0216693"),),
    needs=("contentvec",), source=ONE_RECORD, rights="licensed",
)  # fmt: skip

SAISHO = Download(
    "saisho-utane", "voice", "Saisho Utane",
    "The voice of its own author, RVC v2 at 48 kHz, without an index.",
    "CC BY 4.0: name Saisho Utane where the cover is published", "https://huggingface.co/Saisho-Utane/Saisho-Model-RVC",
    (HubFile("Saisho-Utane/Saisho-Model-RVC", "7a61b17e4f014fc5013a489f2b5cd3a7ee9e2b1a", "model.pth",
             "voices/saisho-utane/model.pth", 57_577_658,
             "82312a29a3996a451aaa3d3776566cec85b47b5414fce53da82b2d66b04f3d35"),),
    needs=("contentvec",), source=ONE_RECORD, rights="licensed",
)  # fmt: skip

DOWNLOADS: tuple[Download, ...] = (CONTENTVEC, RMVPE, SOULX, WHISPER, VCTK_P231, VCTK_P226, SAISHO)


def find(name: str) -> Download:
    """Raises NotFound, which names those that there are."""
    for download in DOWNLOADS:
        if download.name == name:
            return download
    known = ", ".join(download.name for download in DOWNLOADS)
    raise NotFound(f"There is nothing to pull under the name “{name}”.", remedy=f"These can be pulled: {known}.")


def with_needs(names: tuple[str, ...]) -> list[Download]:
    """Those, each once, and before each what it is of no use without. Raises NotFound."""
    return list(dict.fromkeys(_chain(names)))


def _chain(names: tuple[str, ...]) -> Iterator[Download]:
    for download in map(find, names):
        yield from _chain(download.needs)
        yield download
