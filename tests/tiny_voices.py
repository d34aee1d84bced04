"""Trained voices that nobody trained: files of the real kinds, so small that they are made in a second, and what they
stand on, a ContentVec of random numbers. The studio's own code reads all of them.

As people have them: `write_rvc` (a .pth), `write_sovits` (G_….pth and config.json), `write_index`, `write_clusters`.
As the studio keeps them: `stored_voice` (weights.safetensors … and the CheckpointVoice that names them).
"""

from __future__ import annotations

import json
import struct
from functools import cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from voice_checkpoints import filled
from voice_parity import CASES, GOLDENS, TINY

from audio_backend.engines.voice.faiss_file import read_index
from audio_backend.engines.voice.retrieval import index_bytes
from audio_backend.models.voices import CheckpointVoice, FileFacts
from audio_backend.storage.folders import CLUSTERS, INDEX, WEIGHTS
from audio_backend.storage.wholeness import fingerprint

RVC, SOVITS = "rvc", "so-vits-svc"
SPEAKERS = {"ann": 0, "ben": 1, "cleo": 2}
CONTENTVEC = "contentvec"
LOUDER = {
    ".gamma": 10.0, "enc_p.proj.weight": 3.0, "dec.conv_pre.weight": 3.0, "dec.conv_pre.weight_g": 3.0,
    "emb_g.weight": 10.0,
}  # fmt: skip
"""By how a tensor's name ends."""
LAYERS, WIDTH, PROJECTED = 12, 768, 256


@cache
def _golden_shapes() -> dict[str, dict[str, tuple[int, ...]]]:
    with np.load(GOLDENS) as kept:
        told = json.loads(kept["shapes"].tobytes())
    return {case: {name: tuple(shape) for name, shape in shapes.items()} for case, shapes in told.items()}


def tiny_names() -> list[str]:
    """Of every kind of voice there is: "RVC v2 40k", "so-vits-svc 4.1" …"""
    return [case.name for case in CASES]


def tensors_of(name: str, seed: int = 1, wordy: bool = False) -> dict[str, torch.Tensor]:
    """Of numbers that are all of a size, so that the source sings and words change little; `wordy`: they change a lot,
    and pitch is hardly heard."""
    tensors = filled(_golden_shapes()[name], seed)
    for key, tensor in tensors.items() if wordy and "dec.m_source.l_linear.weight" in tensors else ():
        tensor *= next((by for ending, by in LOUDER.items() if key.endswith(ending)), 1.0)
    return tensors


def settings_of(name: str) -> dict:
    """What the file of an RVC voice says beside its weights; so-vits-svc's config.json."""
    case = next(case for case in CASES if case.name == name)
    settings = case.settings(**TINY)
    if name.startswith("RVC"):
        return settings | {"version": case.version, "info": "tiny"}
    return settings | {"spk": SPEAKERS}


# ------------------------------------------------------------------ as people have them
def write_rvc(path: Path, name: str = "RVC v2 40k", seed: int = 1) -> Path:
    """A .pth as RVC exports it: half precision."""
    weight = {key: tensor.half() for key, tensor in tensors_of(name, seed).items()}
    torch.save({"weight": weight, **settings_of(name)}, path)
    return path


def write_sovits(folder: Path, name: str = "so-vits-svc 4.1", seed: int = 1) -> tuple[Path, Path]:
    """The generator and its config.json."""
    generator, config = folder / "G_400.pth", folder / "config.json"
    torch.save({"model": tensors_of(name, seed), "iteration": 3, "optimizer": None, "learning_rate": 1e-4}, generator)
    config.write_text(json.dumps(settings_of(name)))
    return generator, config


def vectors(content: int, count: int = 40, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, content)).astype(np.float32)


def write_index(path: Path, content: int = WIDTH) -> Path:
    """added_….index: faiss's IVF-Flat with two lists, one of which is looked through."""
    found, half = vectors(content), 20
    head = struct.pack("<iqqqBi", content, len(found), 1 << 20, 1 << 20, 1, 1)
    flat_head = struct.pack("<iqqqBi", content, 2, 1 << 20, 1 << 20, 1, 1)
    centroids = np.stack([found[:half].mean(0), found[half:].mean(0)])
    lists = b"".join(
        found[start : start + half].tobytes() + np.arange(start, start + half, dtype="<i8").tobytes()
        for start in (0, half)
    )
    path.write_bytes(
        b"IwFl" + head + struct.pack("<QQ", 2, 1)
        + b"IxF2" + flat_head + struct.pack("<Q", centroids.size) + centroids.astype("<f4").tobytes()
        + b"\0" + bytes(8) + b"ilar" + struct.pack("<QQ", 2, 4 * content)
        + b"full" + struct.pack("<Q", 2) + np.array([half, half], "<u8").tobytes() + lists
    )  # fmt: skip
    return path


def write_clusters(path: Path, content: int = WIDTH) -> Path:
    """kmeans_….pt: centres by the speaker's name, as so-vits-svc writes them."""
    torch.save(
        {name: {"n_features_in_": content, "_n_threads": 2, "cluster_centers_": vectors(content, 4, row)}
         for name, row in SPEAKERS.items()}, path,
    )  # fmt: skip
    return path


# ------------------------------------------------------------------ as the studio keeps them
def stored_voice(
    folder: Path,
    name: str = "RVC v2 40k",
    seed: int = 1,
    voice_id: str = "tiny",
    index: bool = False,
    clusters: bool = False,
    dtype: torch.dtype = torch.float16,
    wordy: bool = False,
    without: str = "\n",
    volume: bool = False,
    **more,
) -> CheckpointVoice:
    """weights.safetensors and what else is wanted in `folder`, which is folders.voice(voice_id), and the voice that
    names them; without the tensors whose names begin so."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {key: tensor.to(dtype).contiguous() for key, tensor in tensors_of(name, seed, wordy).items()}
    weights = {key: tensor for key, tensor in weights.items() if not key.startswith(without)}
    if volume:  # so-vits-svc 4.1's vol_embedding
        weights |= {
            "emb_vol.weight": torch.ones(TINY["hidden"], 1).half(),
            "emb_vol.bias": torch.zeros(TINY["hidden"]).half(),
        }
    save_file(weights, folder / WEIGHTS, metadata={"settings": json.dumps(settings_of(name))})
    content = next(case.content for case in CASES if case.name == name)
    if index:
        found = read_index(write_index(folder / "added.index", content).read_bytes())
        (folder / INDEX).write_bytes(index_bytes(found))
    if clusters:
        centres = {name: torch.from_numpy(vectors(content, 4, row)) for name, row in SPEAKERS.items()}
        save_file(centres, folder / CLUSTERS)
    files = {path.name: FileFacts(**fingerprint(path)) for path in sorted(folder.glob("*.safetensors"))}
    engine = RVC if name.startswith("RVC") else SOVITS
    return CheckpointVoice(
        kind="checkpoint", id=voice_id, voice_id=voice_id, name=f"Tiny {name}", engine=engine, files=files, **more
    )


# ------------------------------------------------------------------ what they stand on
def contentvec_config() -> dict:
    """ContentVec's own, but for the sizes that nobody sees from outside."""
    return {
        "architectures": ["HubertModelWithFinalProj"], "model_type": "hubert", "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS, "num_attention_heads": 12, "intermediate_size": 16, "conv_dim": [16] * 7,
        "conv_kernel": [10, 3, 3, 3, 3, 2, 2], "conv_stride": [5, 2, 2, 2, 2, 2, 2], "conv_bias": False,
        "feat_extract_norm": "group", "feat_extract_activation": "gelu", "do_stable_layer_norm": False,
        "num_conv_pos_embeddings": 16, "num_conv_pos_embedding_groups": 16, "classifier_proj_size": PROJECTED,
        "layer_norm_eps": 1e-5,
    }  # fmt: skip


def contentvec_tensors(seed: int = 7) -> dict[str, torch.Tensor]:
    """The names of the file that people have. All layers share their numbers, so that 15 MB do for twelve of them."""
    from transformers import HubertConfig, HubertModel

    with torch.device("meta"):
        shapes = {
            name: tuple(t.shape) for name, t in HubertModel(HubertConfig(**contentvec_config())).state_dict().items()
        }
    made: dict[tuple, torch.Tensor] = {}
    generator, tensors = torch.Generator().manual_seed(seed), {}
    for name, shape in sorted(shapes.items()):
        leaf = name.partition("encoder.layers.")[2].partition(".")[2] or name
        if (leaf, shape) not in made:
            made[leaf, shape] = _random(leaf, shape, generator)
        tensors[name] = made[leaf, shape]
    tensors["final_proj.weight"] = _random("final_proj.weight", (PROJECTED, WIDTH), generator)
    tensors["final_proj.bias"] = torch.zeros(PROJECTED)
    return {
        name.replace("parametrizations.weight.original0", "weight_g").replace(
            "parametrizations.weight.original1", "weight_v"
        ): tensor
        for name, tensor in tensors.items()
    }


def _random(name: str, shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    if "norm" in name or name.endswith("original0"):
        return torch.ones(shape) if name.endswith(("weight", "original0")) else torch.zeros(shape)
    if name.endswith("bias"):
        return torch.zeros(shape)
    return torch.randn(shape, generator=generator) / max(1, int(np.prod(shape[1:]))) ** 0.5


def write_contentvec(models: Path, seed: int = 7) -> Path:
    """models/contentvec with config.json and pytorch_model.bin."""
    folder = models / CONTENTVEC
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(contentvec_config()))
    torch.save(contentvec_tensors(seed), folder / "pytorch_model.bin")
    return folder
