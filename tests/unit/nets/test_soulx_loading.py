"""Every tensor of the published files has its place; any other file is told apart in words, and none is run."""

from __future__ import annotations

import gzip
import json
import pickle
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from soulx_checkpoints import TINY, soulx_tensors, whisper_tensors, write_models
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from audio_backend.engines.entries import SOULX
from audio_backend.engines.nets.soulx.loading import load_soulx, load_whisper, soulx_of, soulx_shapes
from audio_backend.engines.nets.soulx.model import soulx_sizes, whisper_sizes
from audio_backend.engines.nets.soulx.whisper import WhisperEncoder
from audio_backend.errors import EngineUnavailable

MANIFESTS = json.loads(gzip.decompress((Path(__file__).parent / "soulx_manifests.json.gz").read_bytes()))


def shapes_of(family: str) -> dict[str, tuple[int, ...]]:
    return {name: tuple(shape) for name, shape in MANIFESTS[family].items()}


def saved(folder: Path, content: object, name: str = "model-svc.pt") -> Path:
    path = folder / name
    torch.save(content, path)
    return path


def test_the_published_file_fits_to_the_last_tensor():
    published = shapes_of("soulx-singer-svc")
    assert soulx_shapes(soulx_sizes(published)) == published == soulx_shapes()
    assert len(published) == 544 and sum(torch.Size(shape).numel() for shape in published.values()) == 698_444_162


def test_it_is_loaded_strictly_at_its_own_size(tmp_path):
    """On no device, so that 2.8 GB need not be there: the real loading code with the real names and shapes."""
    tensors = {name: torch.empty(shape, device="meta") for name, shape in shapes_of("soulx-singer-svc").items()}
    net = soulx_of(tensors, "model-svc.pt", "meta", torch.float16)
    assert sum(tensor.numel() * tensor.element_size() for tensor in net.state_dict().values()) < 1.42e9


class Alive(TorchDispatchMode):
    """Counts the bytes of all tensors that are alive, made within it."""

    def __init__(self):
        super().__init__()
        self.now = self.peak = 0
        self.known = {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor) and (key := tensor.untyped_storage()._cdata) not in self.known:
                self.known[key] = tensor.untyped_storage().nbytes()
                self.now += self.known[key]
                self.peak = max(self.peak, self.now)
                weakref.finalize(tensor.untyped_storage(), self.gone, key)
        return made

    def gone(self, key):
        self.now -= self.known.pop(key, 0)


def test_at_full_size_it_needs_no_more_memory_than_it_says():
    """Two times 30 s, the most there is at once. 550 MB are left for attention without a fused kernel."""
    tensors = {name: torch.empty(shape, device="meta") for name, shape in soulx_shapes().items()}
    net = soulx_of(tensors, "model-svc.pt", "meta", torch.float16)
    encoder = sum(torch.Size(shape).numel() * 4 for shape in shapes_of("whisper-base").values())
    weights = sum(tensor.numel() * tensor.element_size() for tensor in net.state_dict().values()) + encoder
    with torch.inference_mode(), Alive() as alive:
        ground = net.dit.ground(torch.empty(3000, 1024, device="meta", dtype=torch.float16))
        net.dit(torch.empty(3000, 128, device="meta"), 0.5, ground)
        net.vocos(torch.empty(1500, 128, device="meta"))
    assert 50e6 < alive.peak < 200e6  # a layer's hidden values, and the feed-forward's two times 25 MB
    assert weights + alive.peak + 0.55e9 < SOULX.info.vram_mb * 1e6


def test_whispers_encoder_fits_too():
    published = {name.removeprefix("encoder."): shape for name, shape in shapes_of("whisper-base").items()}
    with torch.device("meta"):
        own = WhisperEncoder(whisper_sizes(published)).state_dict()
    assert {name: tuple(tensor.shape) for name, tensor in own.items()} == published


@pytest.mark.parametrize("kind", ["state_dict", "plain", "safetensors"])
def test_a_file_is_read_in_any_of_its_forms(tmp_path, kind):
    tensors = soulx_tensors()
    path = tmp_path / "model.safetensors"
    if kind == "safetensors":
        save_file(tensors, path)
    else:
        path = saved(tmp_path, {"state_dict": tensors} if kind == "state_dict" else tensors)
    net = load_soulx(path, "cpu")
    assert net.sizes == TINY
    assert all(torch.equal(tensor, tensors[name]) for name, tensor in net.state_dict().items())


def test_weights_on_the_cpu_stay_the_disks_pages(tmp_path):
    """A file of 64 MB; loading it may take what the process needs anyway, and not those 64 MB."""
    path = saved(tmp_path, {"f0_encoder.weight": torch.ones(16_000_000), "state": 1})
    code = f"""
import psutil, torch
from pathlib import Path
from audio_backend.engines.nets.soulx import loading
before = psutil.Process().memory_info().rss
tensors = loading._read(Path({str(path)!r}), "")
moved = tensors["f0_encoder.weight"].to("cpu", torch.float32)
print(psutil.Process().memory_info().rss - before)
"""
    grown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(grown) < 16e6  # a copy would take 64 MB


def test_the_model_that_sings_from_notes_is_refused_by_name(tmp_path):
    extra = set(MANIFESTS["soulx-singer-svs"]) - set(MANIFESTS["soulx-singer-svc"])
    path = saved(tmp_path, {"state_dict": soulx_tensors() | {name: torch.ones(2) for name in extra}}, "model.pt")
    with pytest.raises(EngineUnavailable, match="SVS") as refused:
        load_soulx(path, "cpu")
    assert (
        "model-svc.pt" in refused.value.remedy and "audio-studio models pull soulx-singer-svc" in refused.value.remedy
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("vocoder.model.head.out.bias"), "missing: vocoder.model.head.out.bias"),
        (lambda t: t.update({"repa.head": torch.ones(1)}), "too many: repa.head"),
        (lambda t: t.update({"mel.model.hann_window": torch.ones(7)}), "of another shape: mel.model.hann_window"),
        (lambda t: t.pop("f0_encoder.weight"), "missing: f0_encoder.weight"),
        (lambda t: t.update({"f0_encoder.weight": torch.ones(7)}), "its shapes are others"),
        (lambda t: [t.pop(name) for name in list(t) if "cond_mlp" in name or "mel_out" in name], "and 3 more"),
    ],
)
def test_what_doesnt_fit_is_named(tmp_path, change, words):
    tensors = soulx_tensors()
    change(tensors)
    with pytest.raises(EngineUnavailable) as refused:
        load_soulx(saved(tmp_path, {"state_dict": tensors}), "cpu")
    assert words in refused.value.detail and "models pull soulx-singer-svc" in refused.value.remedy


class Harm:
    def __reduce__(self):
        return (exec, ("raise SystemExit('it was run')",))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", pickle.dumps({"state_dict": Harm()})])
def test_files_that_are_no_weights_are_not_opened(tmp_path, content):
    path = tmp_path / "model-svc.pt"
    path.write_bytes(content)
    with pytest.raises(EngineUnavailable, match="not a whole file of weights"):
        load_soulx(path, "cpu")


def test_a_program_in_a_torch_file_is_not_run(tmp_path):
    with pytest.raises(EngineUnavailable, match="holds more than weights"):
        load_soulx(saved(tmp_path, {"state_dict": soulx_tensors(), "harm": Harm()}), "cpu")


def test_a_file_cut_short_is_not_opened(tmp_path):
    write_models(tmp_path / "models")
    for path, load in (
        (tmp_path / "models/soulx-singer-svc/model-svc.pt", load_soulx),
        (tmp_path / "models/whisper-base/model.safetensors", load_whisper),
    ):
        path.write_bytes(path.read_bytes()[:-5000])
        with pytest.raises(EngineUnavailable, match="not a whole file"):
            load(path, "cpu")


def test_a_file_that_isnt_there_is_told_with_its_place(tmp_path):
    with pytest.raises(EngineUnavailable, match=r"model-svc\.pt isn't there"):
        load_soulx(tmp_path / "model-svc.pt", "cpu")


def test_only_the_listening_half_of_whisper_is_taken(tmp_path):
    path, tensors = tmp_path / "model.safetensors", whisper_tensors()
    for prefix in ("model.encoder.", "encoder."):
        save_file(
            {prefix + name: tensor for name, tensor in tensors.items()} | {"proj_out.weight": torch.ones(2)}, path
        )
        assert len(load_whisper(path, "cpu").state_dict()) == len(tensors)
    save_file({"model.decoder.layer_norm.weight": torch.ones(2)}, path)
    with pytest.raises(EngineUnavailable, match="no encoder"):
        load_whisper(path, "cpu")
    save_file({f"encoder.{name}": tensor for name, tensor in tensors.items() if name != "conv1.bias"}, path)
    with pytest.raises(EngineUnavailable, match=r"missing: conv1\.bias"):
        load_whisper(path, "cpu")
