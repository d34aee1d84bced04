"""Trained voices in memory: loaded once, ContentVec shared by all, let go when others need the room, and what is said of
files that are missing, have changed, or are not ContentVec."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
import tiny_voices
import torch
from safetensors.torch import save_file
from trained_singer import sung

from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines import catalog
from audio_backend.engines.base import ConversionRequest
from audio_backend.engines.entry import Available
from audio_backend.engines.runtime import EngineKey, EnginePool, Trained
from audio_backend.engines.voice.trained import contentvec
from audio_backend.engines.voice.trained.contentvec import ContentVec
from audio_backend.errors import EngineUnavailable
from audio_backend.integrations.svc_wrapper import SvcWrapper

RVC, SOVITS = "RVC v1 40k", "so-vits-svc 4.1"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    tiny_voices.write_contentvec(folder)
    return folder


def stored(pool, models, folder, name, voice_id="tiny"):
    voice = tiny_voices.stored_voice(folder / voice_id, name, voice_id=voice_id, index=True)
    return pool.engine(EngineKey("voice", voice.engine, models, voice_id), Trained(voice, folder / voice_id)), voice


def sing(pool, engine, voice, seconds=0.6):
    vocal, f0 = sung(seconds)
    with pool.in_use(engine, "cpu"):
        return SvcWrapper(engine).convert(ConversionRequest(
            vocal=vocal, f0=f0, target_f0=f0, voice=voice, plan={"loudest_db": -17.0}, options=engine.options_class(),
            phase=phase_anchors(f0), formant_shift=1.0, progress=lambda done: None,
        ))  # fmt: skip


# ------------------------------------------------------------------ memory
def test_both_kinds_sing_by_one_contentvec_that_is_loaded_once(models, tmp_path, monkeypatch):
    pool, times = EnginePool(4000), []
    once = ContentVec.load
    monkeypatch.setattr(ContentVec, "load", lambda self, device: (times.append(self.loaded), once(self, device))[1])
    (rvc, one), (sovits, other) = stored(pool, models, tmp_path, RVC, "a"), stored(pool, models, tmp_path, SOVITS, "b")
    for engine, voice in ((rvc, one), (sovits, other), (rvc, one)):
        assert np.abs(sing(pool, engine, voice).samples).max() > 0.01
    assert rvc.hears is sovits.hears and times.count(False) == 1
    assert {engine.info.id for engine in pool.loaded} == {"contentvec", "rvc", "so-vits-svc"}


def test_what_is_unloaded_leaves_no_tensor_behind(models, tmp_path):
    pool = EnginePool(4000)
    engine, voice = stored(pool, models, tmp_path, RVC)
    sing(pool, engine, voice)
    parts = [*engine._net.parameters(), *engine.hears._net.parameters()]
    watched = [weakref.ref(part) for part in (*parts, engine._net, engine.hears._net, engine._index)]
    del parts
    engine.unload(), engine.hears.unload()
    gc.collect()
    assert not any(watch() is not None for watch in watched)
    assert not engine.loaded and not engine.hears.loaded
    assert sing(pool, engine, voice).frames, "and it can be loaded again"


def test_the_voice_used_longest_ago_makes_room_and_contentvec_stays(models, tmp_path):
    (a, one), (b, other) = (stored(EnginePool(1), models, tmp_path, RVC, name) for name in "ab")
    pool = EnginePool(ContentVec.info.vram_mb + a.info.vram_mb + 1)
    (a, one), (b, other) = (stored(pool, models, tmp_path, RVC, name) for name in "ab")
    sing(pool, a, one), sing(pool, b, other)
    assert b.loaded and b.hears.loaded and not a.loaded
    sing(pool, a, one)
    assert a.loaded and not b.loaded


def test_an_engine_knows_its_voices_rate_and_size_before_it_is_loaded(models, tmp_path):
    pool = EnginePool(4000)
    rates = {}
    for name in ("RVC v2 32k", "RVC v1 48k", SOVITS):
        engine, _ = stored(pool, models, tmp_path, name, str(abs(hash(name))))
        assert not engine.loaded and engine.info.vram_mb >= 1
        rates[name] = engine.info.sample_rate
    assert rates == {"RVC v2 32k": 32_000, "RVC v1 48k": 48_000, SOVITS: 44_100}


# ------------------------------------------------------------------ files of a voice
DAMAGE = {
    "missing": (lambda file: file.unlink(), "is missing"),
    "cut off": (lambda file: file.write_bytes(file.read_bytes()[:-100]), "in place of|isn't whole"),
    "changed": (lambda file: file.write_bytes(file.read_bytes()[:-4] + b"abcd"), "other content"),
    "something else": (lambda file: file.write_bytes(b"hello"), "isn't whole"),
}


@pytest.mark.parametrize("name", ["weights", "index"])
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_file_that_is_not_as_it_came_is_named(models, tmp_path, kind, name):
    damage, why = DAMAGE[kind]
    voice = tiny_voices.stored_voice(tmp_path, RVC, index=True)
    damage(tmp_path / f"{name}.safetensors")
    pool = EnginePool(4000)
    with pytest.raises(EngineUnavailable, match=f"Tiny {RVC}.*{name}.safetensors.*({why}|in place of)") as said:
        engine = pool.engine(EngineKey("voice", "rvc", models, "tiny"), Trained(voice, tmp_path))
        with pool.in_use(engine, "cpu"):
            pass
    assert "Import the voice again" in said.value.remedy


def test_an_engine_without_a_voice_or_with_anothers_says_so(models, tmp_path):
    pool = EnginePool(4000)
    with pytest.raises(EngineUnavailable, match="loaded with each of them"):
        pool.engine(EngineKey("voice", "rvc", models))
    voice = tiny_voices.stored_voice(tmp_path, SOVITS)
    with pytest.raises(EngineUnavailable, match="trained with so-vits-svc, not with rvc"):
        pool.engine(EngineKey("voice", "rvc", models, "tiny"), Trained(voice, tmp_path))


# ------------------------------------------------------------------ ContentVec
def test_blocks_of_the_convolutions_leave_no_trace_and_both_layers_are_transformers(models, monkeypatch):
    from transformers import HubertConfig, HubertModel

    sound = np.random.default_rng(0).normal(size=16_000 * 2 + 77).astype(np.float32) * 0.1
    hearing = ContentVec(models)
    hearing.load("cpu")
    monkeypatch.setattr(contentvec, "BLOCK_FRAMES", 17)
    last, projected = hearing.hear(sound, 12), hearing.hear(sound, 9)
    tensors = tiny_voices.contentvec_tensors()
    net = HubertModel(HubertConfig(**tiny_voices.contentvec_config())).eval()
    norm = "encoder.pos_conv_embed.conv."
    named = {f"{norm}weight_g": f"{norm}parametrizations.weight.original0",
             f"{norm}weight_v": f"{norm}parametrizations.weight.original1"}  # fmt: skip
    net.load_state_dict({named.get(key, key): value for key, value in tensors.items() if "final_proj" not in key})
    with torch.inference_mode():
        heard = net(torch.from_numpy(sound)[None], output_hidden_states=True)
        layer_9 = heard.hidden_states[9][0] @ tensors["final_proj.weight"].T + tensors["final_proj.bias"]
    assert last.shape == (99, 768) and projected.shape == (99, 256)
    near = 2e-5  # of numbers around 1: float32 in another order
    assert np.abs(last - heard.last_hidden_state[0].numpy()).max() < near
    assert np.abs(projected - layer_9.numpy()).max() < near


def test_less_than_a_frame_is_heard_as_one(models):
    hearing = ContentVec(models)
    hearing.load("cpu")
    assert hearing.hear(np.zeros(3, np.float32), 12).shape == (1, 768)


def test_safetensors_and_names_with_a_prefix_are_read_too(models, tmp_path):
    shutil.copytree(models / "contentvec", tmp_path / "contentvec")
    (tmp_path / "contentvec" / "pytorch_model.bin").unlink()
    tensors = {
        name if "final" in name else f"hubert.{name}": t.half().clone()
        for name, t in tiny_voices.contentvec_tensors().items()
    }
    save_file(tensors, tmp_path / "contentvec" / "model.safetensors")
    sound = np.random.default_rng(0).normal(size=8000).astype(np.float32) * 0.1
    said = []
    for folder in (models, tmp_path):
        hearing = ContentVec(folder)
        hearing.load("cpu")
        said.append(hearing.hear(sound, 9))
    assert np.abs(said[0] - said[1]).max() < 0.02  # half precision of the weights


def _told(folder, **changes):
    config = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps(config))


def _with(folder, change):
    path = folder / "pytorch_model.bin"
    tensors = torch.load(path, weights_only=True)
    change(tensors)
    torch.save(tensors, path)


class Runs:
    def __reduce__(self):
        return open, (Runs.target, "w")


def _malicious(folder):
    Runs.target = str(folder / "was run")
    torch.save({"final_proj.weight": Runs()}, folder / "pytorch_model.bin")


OTHERS = {
    "plain HuBERT": (lambda f: _with(f, lambda t: [t.pop("final_proj.weight"), t.pop("final_proj.bias")]), "no `final_proj`.*hubert-base-ls960"),
    "large HuBERT": (lambda f: _told(f, hidden_size=1024, num_hidden_layers=24), "24 layers of 1024"),
    "DistilHuBERT": (lambda f: _told(f, num_hidden_layers=2), "2 layers"),
    "WavLM": (lambda f: _told(f, model_type="wavlm"), "it is wavlm"),
    "normed by layer": (lambda f: _told(f, feat_extract_norm="layer"), "normed in another way"),
    "another frame rate": (lambda f: _told(f, conv_stride=[5, 2, 2, 2, 2, 2, 4]), "20 ms apart"),
    "writes words": (lambda f: _with(f, lambda t: t.update({"lm_head.weight": torch.zeros(3, 768)})), "trained further"),
    "another projection": (lambda f: _with(f, lambda t: t.update({"final_proj.weight": torch.zeros(100, 768)})), "shape"),
    "a tensor less": (lambda f: _with(f, lambda t: t.pop("encoder.layer_norm.weight")), "not those of its config"),
    "another shape": (lambda f: _told(f, intermediate_size=32), "not those of its config"),
    "heads that don't share its width": (lambda f: _told(f, num_attention_heads=7), "no net can be built"),
    "no number": (lambda f: _told(f, layer_norm_eps="small"), "no net can be built"),
    "an unknown function": (lambda f: _told(f, hidden_act="nope"), "no net can be built"),
    "a broken training": (lambda f: _with(f, lambda t: t["final_proj.bias"].fill_(torch.nan)), "no numbers"),
    "no JSON": (lambda f: (f / "config.json").write_text("{"), "config.json can't be read"),
    "half a file": (lambda f: (f / "pytorch_model.bin").write_bytes(b"PK\x03\x04half"), "isn't whole"),
    "a list": (lambda f: torch.save([1], f / "pytorch_model.bin"), "holds no weights"),
    "a program": (_malicious, "holds more than weights"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_not_contentvec_is_refused_by_words(models, tmp_path, kind):
    change, why = OTHERS[kind]
    shutil.copytree(models / "contentvec", tmp_path / "contentvec")
    change(tmp_path / "contentvec")
    hearing = ContentVec(tmp_path)
    with pytest.raises(EngineUnavailable, match=f"not ContentVec: .*{why}") as said:
        hearing.load("cpu")
    assert "audio-studio models pull contentvec" in said.value.remedy and not hearing.loaded
    assert not (tmp_path / "contentvec" / "was run").exists()


def test_without_it_the_catalogue_and_the_engine_say_how_to_get_it(models, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIO_STUDIO_MODELS", str(tmp_path))
    for engine_id in ("rvc", "so-vits-svc"):
        missing = catalog.entry_of("voice", engine_id).availability()
        assert "ContentVec" in missing.reason and "audio-studio models pull contentvec" in missing.remedy
        assert str(tmp_path / "contentvec") in missing.remedy
    with pytest.raises(EngineUnavailable, match=r"no config\.json") as said:
        ContentVec(tmp_path).load("cpu")
    assert "audio-studio models pull contentvec" in said.value.remedy
    monkeypatch.setenv("AUDIO_STUDIO_MODELS", str(models))
    assert catalog.entry_of("voice", "rvc").availability() == Available()


def test_hearing_brings_no_torchaudio_and_no_vision():
    program = (
        "import sys, audio_backend.engines.voice.trained.hubert; "
        "print([name for name in ('torchaudio', 'torchvision', 'tensorflow', 'fairseq') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_importing_an_engine_imports_no_transformers():
    program = "import sys, audio_backend.engines.voice.trained.rvc; print('transformers' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
