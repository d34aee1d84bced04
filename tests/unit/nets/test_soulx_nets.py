"""SoulX-Singer's nets against plain re-writings of the paper's formulas, and against Whisper as transformers has it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from soulx_checkpoints import TINY, TINY_WHISPER, soulx_tensors, whisper_tensors
from torch.nn import functional as F

from audio_backend.engines.nets.mel_bands import mel_bands
from audio_backend.engines.nets.soulx.f0_bins import PER_SEMITONE, f0_bins
from audio_backend.engines.nets.soulx.loading import soulx_of
from audio_backend.engines.nets.soulx.sampler import sampled
from audio_backend.engines.nets.soulx.whisper import LONGEST_FRAMES, WhisperEncoder, log_mel

FLOAT32 = 2e-5
"""Of the largest value: a few hundred sums of float32 in another order."""


def near(given: torch.Tensor, wanted: torch.Tensor, share: float = FLOAT32) -> None:
    assert given.shape == wanted.shape
    assert float((given - wanted).abs().max()) <= share * float(wanted.abs().max())


def drawn(*shape: int, seed: int = 0, size: float = 1.0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * size


@pytest.fixture(scope="module")
def tensors():
    return soulx_tensors()


@pytest.fixture(scope="module")
def net(tensors):
    return soulx_of(tensors, "tiny", "cpu", torch.float32)


@pytest.fixture(scope="module")
def encoder():
    made = WhisperEncoder(TINY_WHISPER)
    made.load_state_dict(whisper_tensors(), strict=True)
    return made.eval().requires_grad_(False)


# --- the flow -------------------------------------------------------------------------------------------------


def plain_dit(tensors, mel, moment, condition):
    """The formulas one by one, every head's whole table of scores in memory, float64."""
    root = "cfm_decoder.model.diff_estimator."
    t = {name.removeprefix(root): tensor.double() for name, tensor in tensors.items() if name.startswith(root)}
    mel, condition = mel.double(), condition.double()

    def two(name, values):
        inner = F.silu(values @ t[f"{name}.0.weight"].T + t[f"{name}.0.bias"])
        return inner @ t[f"{name}.2.weight"].T + t[f"{name}.2.bias"]

    half = TINY.dit.hidden // 2
    speeds = torch.tensor([math.exp(-k * math.log(10_000) / (half - 1)) for k in range(half)]).double()
    e = two("diff_step_mlp", torch.cat([(moment * speeds).sin(), (moment * speeds).cos()]))

    def norm(name, h):
        weight = e @ t[f"{name}.to_weight.weight"].T + t[f"{name}.to_weight.bias"]
        return h / (h.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt() * weight

    def turned(x):
        out = torch.empty_like(x)
        for place in range(len(x)):
            for i in range(32):
                angle = place * 10_000 ** (-2 * i / 64)
                a, b = x[place, i], x[place, i + 32]
                out[place, i] = a * math.cos(angle) - b * math.sin(angle)
                out[place, i + 32] = b * math.cos(angle) + a * math.sin(angle)
        return out

    h = two("mel_mlp", mel) + two("cond_mlp", condition)
    for n in range(TINY.dit.layers):
        x = norm(f"layers.{n}.input_layernorm", h)
        q, k, v = (x @ t[f"layers.{n}.self_attn.{p}_proj.weight"].T for p in "qkv")
        heads = []
        for head in range(TINY.dit.heads):
            part = slice(64 * head, 64 * head + 64)
            scores = turned(q[:, part]) @ turned(k[:, part]).T / 8
            heads.append(scores.softmax(-1) @ v[:, part])
        h = h + torch.cat(heads, 1) @ t[f"layers.{n}.self_attn.o_proj.weight"].T
        x = norm(f"layers.{n}.post_attention_layernorm", h)
        gate, up = (x @ t[f"layers.{n}.mlp.{p}_proj.weight"].T for p in ("gate", "up"))
        h = h + (F.silu(gate) * up) @ t[f"layers.{n}.mlp.down_proj.weight"].T
    return two("mel_out_mlp", norm("norm", h)).float()


@pytest.mark.parametrize("moment", [0.015625, 0.5, 0.984375])
def test_one_evaluation_is_what_the_formulas_say(net, tensors, moment):
    mel, condition = drawn(37, 128, seed=1), drawn(37, TINY.dit.hidden, seed=2)
    near(net.dit(mel, moment, net.dit.ground(condition)), plain_dit(tensors, mel, moment, condition))


def test_the_moment_reaches_every_norm(tensors):
    """`to_weight` is noise here: a net that ignored it would answer the same."""
    changed = {**tensors, "cfm_decoder.model.diff_estimator.layers.1.input_layernorm.to_weight.weight": drawn(128, 128)}
    mel, ground = drawn(9, 128), drawn(9, 128, seed=3)
    answers = [soulx_of(each, "tiny", "cpu", torch.float32).dit(mel, 0.3, ground) for each in (tensors, changed)]
    assert float((answers[0] - answers[1]).abs().max()) > 0.01


def test_words_and_pitch_are_added_and_widened(net, tensors):
    content, bins = drawn(5, TINY.content), torch.tensor([0, 1, 360, 7, 7])
    weight, bias = (tensors[f"cfm_decoder.model.cond_emb.{name}"] for name in ("weight", "bias"))
    near(net.condition(content, bins), (content + tensors["f0_encoder.weight"][bins]) @ weight.T + bias)


def test_half_precision_says_nearly_the_same(net, tensors):
    """fp16 has 11 bits, 5e-4 of a value; through the tiny net's layers it stays under 1 %."""
    half = soulx_of(tensors, "tiny", "cpu", torch.float16)
    kinds = {name: tensor.dtype for name, tensor in half.state_dict().items()}
    assert kinds["cfm_decoder.model.diff_estimator.layers.0.mlp.up_proj.weight"] == torch.float16
    assert kinds["vocoder.model.backbone.convnext.0.pwconv1.bias"] == torch.float16
    full = ("mel.model.mel_basis", "vocoder.model.head.out.weight", "vocoder.model.backbone.norm.weight",
            "vocoder.model.backbone.convnext.1.gamma", "vocoder.model.head.istft.window")  # fmt: skip
    assert {kinds[name] for name in full} == {torch.float32}
    mel, ground = drawn(20, 128), drawn(20, 128, seed=4)
    near(half.dit(mel, 0.5, ground), net.dit(mel, 0.5, ground), share=0.01)
    near(half.vocos(mel), net.vocos(mel), share=0.02)


# --- the sampler ----------------------------------------------------------------------------------------------


class Counting(torch.nn.Module):
    """In the transformer's place: says what it was asked, and goes a constant way."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def ground(self, condition):
        return condition

    def forward(self, mel, moment, ground):
        self.asked.append((len(mel), moment, bool(ground.any())))
        return torch.arange(mel.numel(), dtype=torch.float32).reshape(mel.shape) * (1.0 if ground.any() else 0.5)


@pytest.mark.parametrize(("guidance", "calls"), [(0.0, 4), (1.5, 8)])
def test_guidance_doubles_the_work_and_its_second_half_knows_no_prompt(guidance, calls):
    dit = Counting()
    sampled(dit, torch.ones(7, 3), drawn(2, 6), drawn(5, 6), steps=4, guidance=guidance)
    assert len(dit.asked) == calls
    assert [moment for frames, moment, led in dit.asked if led] == [0.125, 0.375, 0.625, 0.875]
    assert {frames for frames, _, led in dit.asked if led} == {7}
    assert {frames for frames, _, led in dit.asked if not led} == ({5} if guidance else set())


def test_steps_add_up_and_guidance_keeps_the_spread():
    """v = 12 … 41 for the target; with u the half of another count the formula can be worked out by hand."""
    noise = drawn(5, 6)
    led = torch.arange(12, 42, dtype=torch.float32).reshape(5, 6)
    near(sampled(Counting(), torch.ones(7, 3), drawn(2, 6), noise, steps=3, guidance=0.0), noise + led)
    free = torch.arange(30, dtype=torch.float32).reshape(5, 6) * 0.5
    further = led + 2.0 * (led - free)
    wanted = 0.75 * further * led.std() / further.std() + 0.25 * further
    near(sampled(Counting(), torch.ones(7, 3), drawn(2, 6), noise, steps=3, guidance=2.0), noise + wanted)


def test_progress_is_told_after_every_step_so_that_one_can_stop():
    told = []
    sampled(Counting(), torch.ones(3, 3), drawn(1, 6), drawn(2, 6), steps=4, guidance=0.0, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


# --- spectra --------------------------------------------------------------------------------------------------


def test_the_mel_is_that_of_a_plain_stft(net, tensors):
    sound = drawn(24_000, size=0.1)
    padded = F.pad(sound[None], (720, 720), mode="reflect")[0]
    window = tensors["mel.model.hann_window"]
    power = torch.stft(padded, 1920, 480, window=window, center=False, return_complex=True).abs() ** 2
    wanted = (tensors["mel.model.mel_basis"] @ (power + 1e-9).sqrt()).clamp(min=1e-5).log()
    near(net.prompt_mel(sound), ((wanted + 4.92) / 8.14**0.5).T)


@pytest.mark.parametrize(("samples", "frames"), [(24_000, 50), (24_479, 50), (24_480, 51), (24_481, 51)])
def test_a_frame_for_each_whole_hop(net, samples, frames):
    assert len(net.prompt_mel(drawn(samples))) == frames


def test_filters_are_slaneys():
    librosa = pytest.importorskip("librosa")
    for rate, fft, bands, top in ((24_000, 1920, 128, 12_000.0), (16_000, 400, 80, 8000.0)):
        wanted = librosa.filters.mel(sr=rate, n_fft=fft, n_mels=bands, fmax=top)
        assert (
            np.abs(mel_bands(rate, fft, bands, 0.0, top, "slaney") - wanted).max() < 1e-6
        )  # float32 of values below 0.05


# --- pitch ----------------------------------------------------------------------------------------------------


def test_steps_of_20_cents_from_c1_up():
    hz = np.array([0.0, 20.0, 32.7031956625, 65.406391325, 440.0, 1975.5, 4000.0])
    assert f0_bins(hz, 361).tolist() == [0, 1, 1, 61, 226, 356, 360]


@pytest.mark.parametrize("semitones", [-12, -3, 1, 7])
def test_a_semitone_is_five_steps_and_what_isnt_sung_stays(semitones):
    hz = np.array([0.0, 130.0, 220.0, 440.0, 0.0, 300.0])
    moved = f0_bins(hz * 2 ** (semitones / 12), 361)
    assert (moved - f0_bins(hz, 361)).tolist() == [0 if each == 0 else PER_SEMITONE * semitones for each in hz]


# --- words ----------------------------------------------------------------------------------------------------


def test_the_encoder_is_whispers(encoder):
    transformers = pytest.importorskip("transformers")
    config = transformers.WhisperConfig(
        d_model=TINY_WHISPER.width, encoder_layers=TINY_WHISPER.layers, encoder_attention_heads=TINY_WHISPER.heads,
        encoder_ffn_dim=TINY_WHISPER.inner, num_mel_bins=80,
    )  # fmt: skip
    theirs = transformers.models.whisper.modeling_whisper.WhisperEncoder(config).eval()
    theirs.load_state_dict(whisper_tensors(), strict=True)
    features = drawn(80, 3000)
    with torch.no_grad():
        near(encoder(features), theirs(features[None]).last_hidden_state[0])


def test_features_are_whispers_over_the_true_length():
    transformers = pytest.importorskip("transformers")
    sound = drawn(16_000, size=0.1).numpy()
    sound[8000:] *= 1e-6  # 80 dB is all that is told apart
    extractor = transformers.WhisperFeatureExtractor()
    theirs = extractor(sound, sampling_rate=16_000, return_tensors="pt", padding="do_not_pad").input_features[0]
    near(log_mel(torch.from_numpy(sound)), theirs, share=1e-4)  # theirs are computed in float64


def test_what_is_missing_to_30_s_is_nought_and_not_silence(encoder):
    """The first frames hear what comes after the end: noughts. With a second of silence they hear other things."""
    sound = drawn(16_000, size=0.1)
    features = F.pad(log_mel(sound), (0, 2900))
    near(encoder.content(sound.numpy(), 50), encoder(features)[:50])
    longer = encoder.content(F.pad(sound, (0, 16_000)).numpy(), 50)
    assert float((longer - encoder.content(sound.numpy(), 50)).abs().max()) > 1e-3


@pytest.mark.parametrize(("samples", "valid"), [(16_000, 50), (16_001, 51), (16_320, 51), (15_999, 50)])
def test_content_is_cut_or_filled_to_the_pitchs_length(encoder, samples, valid):
    content = encoder.content(drawn(samples, size=0.1).numpy(), 60)
    assert content.shape == (60, TINY_WHISPER.width)
    assert not content[valid:].any() and content[:valid].abs().sum(dim=1).all()
    assert len(encoder.content(drawn(samples).numpy(), 10)) == 10


def test_more_than_30_s_at_once_is_refused(encoder):
    assert len(encoder.content(np.zeros(16_000 * 30, np.float32), LONGEST_FRAMES)) == LONGEST_FRAMES
    with pytest.raises(ValueError, match="30 s"):
        encoder.content(np.zeros(16_000 * 30 + 1, np.float32), LONGEST_FRAMES)


# --- the vocoder ----------------------------------------------------------------------------------------------


def plain_vocos(tensors, mel):
    """The blocks' formulas, and an inverse STFT that adds window by window; float64."""
    root = "vocoder.model."
    t = {name.removeprefix(root): tensor.double() for name, tensor in tensors.items() if name.startswith(root)}

    def norm(name, h):
        centred = h - h.mean(-1, keepdim=True)
        scaled = centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()
        return scaled * t[f"{name}.weight"] + t[f"{name}.bias"]

    h = F.conv1d(mel.double().T[None], t["backbone.embed.weight"], t["backbone.embed.bias"], padding=3)[0].T
    h = norm("backbone.norm", h)
    for n in range(TINY.vocos.layers):
        b = f"backbone.convnext.{n}"
        weight, bias = t[f"{b}.dwconv.weight"], t[f"{b}.dwconv.bias"]
        x = norm(f"{b}.norm", F.conv1d(h.T[None], weight, bias, padding=3, groups=len(weight))[0].T)
        x = x @ t[f"{b}.pwconv1.weight"].T + t[f"{b}.pwconv1.bias"]
        x = 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))
        h = h + t[f"{b}.gamma"] * (x @ t[f"{b}.pwconv2.weight"].T + t[f"{b}.pwconv2.bias"])
    out = norm("backbone.final_layer_norm", h) @ t["head.out.weight"].T + t["head.out.bias"]
    size, angle = out[:, :961].exp().clamp(max=100), out[:, 961:]
    window = t["head.istft.window"]
    total, weights = torch.zeros(480 * len(mel) + 1440).double(), torch.zeros(480 * len(mel) + 1440).double()
    for k in range(len(mel)):
        total[480 * k : 480 * k + 1920] += torch.fft.irfft(size[k] * torch.exp(1j * angle[k])) * window
        weights[480 * k : 480 * k + 1920] += window**2
    return (total / weights.clamp(min=1e-12))[720:-720].float()


def test_sound_is_what_the_formulas_say(net, tensors):
    mel = drawn(40, 128)
    near(net.vocos(mel), plain_vocos(tensors, mel))


@pytest.mark.parametrize("frames", [1, 2, 51])
def test_every_frame_makes_480_samples(net, frames):
    sound = net.vocos(drawn(frames, 128))
    assert sound.shape == (480 * frames,) and torch.isfinite(sound).all()


@pytest.mark.parametrize("piece", [1, 7, 40])
def test_in_pieces_it_is_the_same_sound(net, piece):
    mel = drawn(60, 128)
    near(net.vocos(mel, piece_frames=piece), net.vocos(mel))


def test_the_published_vocoder_reaches_two_seconds():
    """30 blocks and the first layer of 3 frames each side, and 4 frames of windows: ±97."""
    from audio_backend.engines.nets.soulx.vocos import VocosSizes

    assert VocosSizes().reach == 97
