"""Every kind of checkpoint is told by its names, and each of its tensors finds its place; the rest is refused in words."""

from __future__ import annotations

import pickle
import zipfile

import pytest
import torch
from voice_checkpoints import filled, manifests, renamed, rvc_list, sovits_config

from audio_backend.engines.nets.vits import loading, refusals
from audio_backend.engines.nets.vits.inspection import CheckpointFacts, inspect
from audio_backend.engines.nets.vits.loading import VoiceFile
from audio_backend.engines.nets.vits.names import own_tensors
from audio_backend.engines.nets.vits.noise import SeededNoise
from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.errors import BadInput

SOVITS = sorted(name for name in manifests() if name.startswith("sovits"))
RVC = sorted(name for name in manifests() if name.startswith("rvc"))
F0_ONLY = ("dec.m_source.", "dec.noise_convs.", "enc_p.emb_pitch.")


def settings_of(family: str) -> dict:
    if family.startswith("sovits"):
        return sovits_config()
    _, version, rate = family.split("_")
    return {"config": rvc_list(version, int(rate[:-1])), "sr": rate, "f0": 1, "version": version, "info": "a voice"}


def without(shapes: dict, *beginnings: str) -> dict:
    return {name: shape for name, shape in shapes.items() if not name.startswith(beginnings)}


@pytest.mark.parametrize("family", SOVITS + RVC)
def test_every_manifest_loads_whole(family):
    shapes = manifests()[family]
    forms = {
        "as trained": filled(shapes, 1),
        "released, half": filled(without(shapes, "enc_q."), 1, torch.float16),
        "torch's newer names": renamed(filled(without(shapes, "enc_q."), 1)),
    }
    for form, tensors in forms.items():
        net = loading.load(VoiceFile(tensors, {}), settings_of(family))
        mine = dict(net.state_dict())
        assert mine.keys() == own_tensors(tensors).keys(), form
        assert all(tensor.dtype == torch.float32 and not tensor.is_meta for tensor in mine.values())


@pytest.mark.parametrize("family", RVC)
def test_a_net_without_f0_has_no_source(family):
    tensors = filled(without(manifests()[family], "enc_q.", *F0_ONLY), 2, torch.bfloat16)
    net = loading.load(VoiceFile(tensors, settings_of(family)))
    sound = net.infer(torch.randn(1, net.config.content_channels, 6), None, noise=SeededNoise(1))
    assert sound.shape == (1, 6 * net.config.generator.hop)
    assert not net.config.has_f0


@pytest.mark.parametrize("family", SOVITS)
def test_every_so_vits_variant_sounds(family):
    net = loading.load(VoiceFile(filled(without(manifests()[family], "enc_q."), 3)), sovits_config())
    frames = 7
    f0, voiced = torch.full((1, frames), 220.0), torch.ones(1, frames)
    sound = net.infer(
        torch.randn(1, net.config.content_channels, frames), f0, voiced,
        noise=SeededNoise(1), volume=torch.rand(1, frames) if net.config.volume else None,
    )  # fmt: skip
    assert sound.shape == (1, frames * 512)
    assert torch.isfinite(sound).all() and sound.std() > 0


def test_both_names_of_weight_norm_are_one_weight():
    """g * v / |v|, also for a transposed convolution, whose first axis is its input."""
    layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.ConvTranspose1d(6, 4, 5))
    with torch.no_grad():
        layer.parametrizations.weight.original0.uniform_(0.5, 2)
    new = {f"dec.ups.0.{name}": tensor for name, tensor in layer.state_dict().items()}
    old = {"dec.ups.0.bias": layer.bias, "dec.ups.0.weight_g": new["dec.ups.0.parametrizations.weight.original0"],
           "dec.ups.0.weight_v": new["dec.ups.0.parametrizations.weight.original1"]}  # fmt: skip
    for named in (new, old):
        assert torch.allclose(own_tensors(named)["dec.ups.0.weight"], layer.weight, atol=1e-7)


FACTS = {
    "sovits_4.0": ("4.0", 256, "contentvec-layer-9", ()),
    "sovits_4.1": ("4.1", 768, "contentvec-layer-12", ()),
    "sovits_4.1_dsconv": ("4.1", 768, "contentvec-layer-12", ("depthwise",)),
    "sovits_4.1_share": ("4.1", 768, "contentvec-layer-12", ("shared-flow",)),
    "sovits_4.1_tiny": ("4.1", 768, "contentvec-layer-12", ("depthwise", "shared-flow")),
    "sovits_4.1_snake": ("4.1", 768, "contentvec-layer-12", ("snake",)),
    "sovits_4.1_trflow": ("4.1", 768, "contentvec-layer-12", ("transformer-flow",)),
}


@pytest.mark.parametrize("family", FACTS)
def test_a_so_vits_checkpoint_says_what_it_is(family):
    facts = inspect(manifests()[family], sovits_config())
    assert isinstance(facts, CheckpointFacts)
    assert (facts.version, facts.content_channels, facts.content_encoder, facts.variants) == FACTS[family]
    assert (facts.family, facts.sample_rate, facts.hop) == ("so-vits-svc", 44100, 512)
    assert facts.speakers == (("ann", 0), ("ben", 1)) and facts.speaker_rows == 200


def test_speakers_whose_names_nobody_could_read_keep_their_rows_alone():
    facts = inspect(manifests()["sovits_4.1"], sovits_config() | {"spk": {"": 0, "a\nb": 1, "Zoë 🎤": 2}})
    assert facts.speakers == (("Zoë 🎤", 2),) and facts.speaker_rows == 200


def test_volume_and_the_f0_decoder_are_told():
    assert inspect(manifests()["sovits_4.1_vol"], sovits_config()).needs_volume
    assert inspect(manifests()["sovits_4.1"], sovits_config()).predicts_f0
    assert not inspect(manifests()["sovits_4.1_noauto"], sovits_config()).predicts_f0


def test_the_forks_own_sizes_are_told():
    shapes = dict(manifests()["sovits_4.0"]) | {"pre.weight": (192, 768, 5)}
    assert inspect(shapes, sovits_config()).version == "fork"


@pytest.mark.parametrize("family", RVC)
def test_an_rvc_checkpoint_says_what_it_is(family):
    _, version, rate = family.split("_")
    facts = inspect(manifests()[family], settings_of(family))
    assert isinstance(facts, CheckpointFacts)
    assert (facts.family, facts.version, facts.sample_rate) == ("rvc", version, int(rate[:-1]) * 1000)
    assert facts.hop * 100 == facts.sample_rate and facts.speaker_rows == 109


def changed(family: str, *gone: str, **new: tuple[int, ...]) -> dict:
    return without(manifests()[family], *gone) | {name.replace("__", "."): shape for name, shape in new.items()}


REFUSED = {
    "a discriminator": ({"discriminators.0.convs.0.weight_g": (16, 1, 1)}, {}, refusals.DISCRIMINATOR),
    "4.0-v2": (changed("sovits_4.0", dec_harm__conv_pre__weight=(1,)), sovits_config(), refusals.VISINGER),
    "5.0": ({"enc_p.hub.weight": (1,), "emb_g.weight": (1, 256)}, {}, refusals.WHISPER_VITS),
    "iSTFT by its keys": (changed("sovits_4.0", "dec.m_source"), sovits_config(), refusals.ISTFT),
    "iSTFT by its config": (
        manifests()["sovits_4.0"],
        sovits_config() | {"model": {**sovits_config()["model"], "type_": "ms-istft"}},
        refusals.ISTFT,
    ),
    "RefineGAN": (
        changed("rvc_v2_40k", "dec.ups", dec__upsample_blocks__0__weight=(1,)), settings_of("rvc_v2_40k"),
        refusals.APPLIO_VOCODER,
    ),
    "MRF by what Applio says": (
        manifests()["rvc_v2_40k"], settings_of("rvc_v2_40k") | {"vocoder": "MRF HiFi-GAN"}, refusals.APPLIO_VOCODER,
    ),
    "RVC's training": (manifests()["rvc_v2_40k"], {"iteration": 7}, refusals.RVC_TRAINING),
    "so-vits-svc alone": (manifests()["sovits_4.1"], {}, refusals.NO_CONFIG),
    "another voice's config": (
        manifests()["sovits_4.1"],
        sovits_config() | {"model": {**sovits_config()["model"], "upsample_rates": [8, 8]}},
        refusals.BROKEN_CONFIG,
    ),
    "a speaker beyond the table": (
        manifests()["sovits_4.1"], sovits_config() | {"spk": {"ann": 0, "zoe": 200}}, refusals.BROKEN_CONFIG,
    ),
    "a speaker before it": (manifests()["sovits_4.1"], sovits_config() | {"spk": {"ann": -1}}, refusals.BROKEN_CONFIG),
    "more speakers than rows": (
        manifests()["sovits_4.1"], sovits_config() | {"spk": {f"{n}": 0 for n in range(201)}}, refusals.BROKEN_CONFIG,
    ),
    "a config of nonsense": (manifests()["sovits_4.1"], {"model": 3}, refusals.BROKEN_CONFIG),
    "RVC's list cut short": (manifests()["rvc_v1_40k"], {"config": [1025, 32]}, refusals.BROKEN_CONFIG),
    "something else": ({"layer.weight": (3, 3)}, {}, refusals.UNKNOWN),
    "nothing": ({}, {}, refusals.UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_such_voice_is_refused_by_name(kind):
    shapes, settings, expected = REFUSED[kind]
    refusal = inspect(shapes, settings)
    assert refusal is expected
    error = refusal.error()
    assert isinstance(error, BadInput) and error.detail.startswith(refusal.what) and error.remedy == refusal.remedy


def test_applios_hifi_gan_is_rvcs():
    assert isinstance(
        inspect(manifests()["rvc_v2_40k"], settings_of("rvc_v2_40k") | {"vocoder": "HiFi-GAN"}), CheckpointFacts
    )


def test_a_missing_or_strange_tensor_is_no_voice():
    tensors = filled(without(manifests()["sovits_4.1_noauto"], "enc_q."), 4)
    for broken in ({**tensors, "enc_p.more.weight": torch.zeros(1)}, without(tensors, "flow.flows.2.post.bias")):
        with pytest.raises(BadInput, match="don't fit its weights"):
            loading.load(VoiceFile(broken), sovits_config())


def tiny_rvc() -> dict:
    return {"weight": {"enc_p.emb_phone.weight": torch.zeros(2, 256)}, "config": [1, 2], "sr": "40k", "f0": 1}


def test_both_kinds_of_file_are_read(tmp_path):
    from safetensors.torch import save_file

    torch.save(tiny_rvc(), tmp_path / "a.pth")
    torch.save(tiny_rvc(), tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    torch.save({"model": tiny_rvc()["weight"], "iteration": 3, "optimizer": {"state": {}}}, tmp_path / "G_3.pth")
    save_file(tiny_rvc()["weight"], tmp_path / "a.safetensors", metadata={"settings": '{"sr": "40k"}'})
    for name in ("a.pth", "old.pth", "a.safetensors"):
        read = loading.read(tmp_path / name)
        assert list(read.tensors) == ["enc_p.emb_phone.weight"] and read.settings["sr"] == "40k"
    assert loading.read(tmp_path / "G_3.pth").settings == {"iteration": 3}


class Malicious:
    def __reduce__(self):
        return open, (Malicious.target, "w")


def test_nothing_in_a_file_is_run(tmp_path):
    Malicious.target = str(tmp_path / "was run")
    torch.save({"weight": Malicious()}, tmp_path / "zip.pth")
    torch.save({"weight": Malicious()}, tmp_path / "legacy.pth", _use_new_zipfile_serialization=False)
    (tmp_path / "plain.pth").write_bytes(pickle.dumps(Malicious()))
    (tmp_path / "noise.pth").write_bytes(bytes(range(256)))
    (tmp_path / "empty.pth").write_bytes(b"")
    (tmp_path / "long.safetensors").write_bytes((10 << 30).to_bytes(8, "little") + b"{}")
    for name in ("zip.pth", "legacy.pth", "plain.pth", "noise.pth", "empty.pth", "long.safetensors"):
        with pytest.raises(BadInput, match="more than weights, or isn't whole"):
            loading.read(tmp_path / name)
    assert not (tmp_path / "was run").exists()


def test_a_bomb_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("archive/data.pkl", bytes(50 << 20))
    with pytest.raises(BadInput, match="unpacks to more than it is"):
        loading.read(tmp_path / "bomb.pth")


def test_a_list_of_numbers_is_no_voice(tmp_path):
    torch.save([1, 2], tmp_path / "list.pth")
    with pytest.raises(BadInput, match="no kind of voice"):
        loading.read(tmp_path / "list.pth")


def test_every_refusal_says_what_why_and_what_to_do():
    known = {value for value in vars(refusals).values() if isinstance(value, Refusal)} | set(
        refusals.KNOWN_OTHERS.values()
    )
    assert len({refusal.code for refusal in known}) == len(known)
    for refusal in known:
        assert all(text.endswith(".") for text in (refusal.what, refusal.why, refusal.remedy)), refusal
