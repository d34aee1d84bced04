"""What a voice's file is, from its tensors' names and shapes and what it says about itself. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from audio_backend.engines.nets.vits import refusals
from audio_backend.engines.nets.vits.attention import TransformerConfig
from audio_backend.engines.nets.vits.flow import FlowConfig
from audio_backend.engines.nets.vits.generator import GeneratorConfig
from audio_backend.engines.nets.vits.names import SHARED_FLOW, TRAINING_ONLY, own_name
from audio_backend.engines.nets.vits.refusals import Refusal
from audio_backend.engines.nets.vits.rvc import RvcConfig
from audio_backend.engines.nets.vits.sovits import SoVitsConfig
from audio_backend.models.base import is_name

Shapes = Mapping[str, tuple[int, ...]]
"""Of each tensor by its name, weight-normed or not."""
ContentEncoder = Literal["contentvec-layer-9", "contentvec-layer-12"]
Version = Literal["4.0", "4.1", "fork", "v1", "v2"]
RVC_RATES = {"32k": 32_000, "40k": 40_000, "48k": 48_000}


@dataclass(frozen=True)
class CheckpointFacts:
    family: Literal["so-vits-svc", "rvc"]
    version: Version
    sample_rate: int
    hop: int
    """Samples per frame of content and F0."""
    content_channels: int
    content_encoder: ContentEncoder
    speakers: tuple[tuple[str, int], ...]
    """Name and row, as far as there are names that can be shown."""
    speaker_rows: int
    has_f0: bool
    needs_volume: bool
    predicts_f0: bool
    variants: tuple[str, ...]
    """Of depthwise, shared-flow, transformer-flow, snake."""
    config: SoVitsConfig | RvcConfig


class _SoVitsModel(BaseModel):
    model_config = ConfigDict(extra="ignore")
    n_speakers: int = 200
    upsample_rates: tuple[int, ...] = (8, 8, 2, 2, 2)
    resblock_dilation_sizes: tuple[tuple[int, ...], ...] = ((1, 3, 5),) * 3
    type_: str = "hifi-gan"


class _SoVitsData(BaseModel):
    model_config = ConfigDict(extra="ignore")
    sampling_rate: int


class VoiceSettings(BaseModel):
    """What a voice says of itself: so-vits-svc's config.json, or what lies beside the weights in an RVC file."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    model: _SoVitsModel | None = None
    data: _SoVitsData | None = None
    spk: dict[str, int] = {}
    config: tuple[object, ...] | None = None
    """RVC's 18 items in their order."""
    sr: int | str | None = None
    vocoder: str | None = None
    """Applio's."""


def inspect(shapes: Shapes, settings: Mapping[str, object]) -> CheckpointFacts | Refusal:
    """Never raises: what can't be understood is refused."""
    own = {own_name(name): shape for name, shape in _directions(shapes).items() if not name.startswith(TRAINING_ONLY)}
    try:
        told = VoiceSettings.model_validate(settings)
    except ValidationError:
        return refusals.BROKEN_CONFIG
    if refusal := refusals.known_refusal(shapes, told.vocoder or "", told.model.type_ if told.model else ""):
        return refusal
    try:
        if "enc_p.emb_phone.weight" in own:
            return _rvc(own, told) if told.config else refusals.RVC_TRAINING
        if {"pre.weight", "emb_uv.weight", "enc_p.f0_emb.weight"} <= own.keys():
            if "dec.m_source.l_linear.weight" not in own:
                return refusals.ISTFT
            return _sovits(own, told)
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return refusals.BROKEN_CONFIG
    return refusals.UNKNOWN


def _directions(shapes: Shapes) -> Shapes:
    """Without the lengths of weight-normed layers: the directions have the weights' shapes."""
    return {name: shape for name, shape in shapes.items() if not name.endswith((".weight_g", ".original0"))}


def _sovits(own: Shapes, told: VoiceSettings) -> CheckpointFacts | Refusal:
    if told.model is None or told.data is None:
        return refusals.NO_CONFIG
    model, sample_rate = told.model, told.data.sampling_rate
    content, (rows, speaker_channels) = own["pre.weight"][1], own["emb_g.weight"]
    if len(told.spk) > rows or not all(0 <= row < rows for row in told.spk.values()):
        return refusals.BROKEN_CONFIG
    encoder = _encoder(own, "enc_p.enc_")
    config = SoVitsConfig(
        generator=_generator(own, sample_rate, model.upsample_rates, model.resblock_dilation_sizes),
        flow=_flow(own, speaker_channels, encoder.heads),
        encoder=encoder,
        content_channels=content,
        speakers=rows,
        volume="emb_vol.weight" in own,
        auto_f0="f0_decoder.proj.weight" in own,
    )
    flags = {
        "depthwise": config.flow.depthwise,
        "shared-flow": config.flow.shared,
        "transformer-flow": config.flow.transformer is not None,
        "snake": config.generator.snake,
    }
    version: Version = "4.1" if speaker_channels == 768 else "fork" if content == 768 else "4.0"
    return CheckpointFacts(
        "so-vits-svc",
        version,
        sample_rate,
        config.generator.hop,
        content,
        _content_encoder(content),
        tuple(sorted(((name, row) for name, row in told.spk.items() if is_name(name)), key=lambda item: item[1])),
        config.speakers,
        has_f0=True,
        needs_volume=config.volume,
        predicts_f0=config.auto_f0,
        variants=tuple(name for name, there in flags.items() if there),
        config=config,
    )


def _rvc(own: Shapes, told: VoiceSettings) -> CheckpointFacts:
    fields = told.config or ()
    sample_rate, encoder = _rvc_rate(fields[17], told.sr), _encoder(own, "enc_p.encoder")
    content, rows = own["enc_p.emb_phone.weight"][1], own["emb_g.weight"][0]
    config = RvcConfig(
        generator=_generator(own, sample_rate, _ints(fields[12]), tuple(map(_ints, _items(fields[11])))),
        flow=_flow(own, own["emb_g.weight"][1], encoder.heads),
        encoder=encoder,
        content_channels=content,
        speakers=rows,
    )
    return CheckpointFacts(
        "rvc",
        "v1" if content == 256 else "v2",
        sample_rate,
        config.generator.hop,
        content,
        _content_encoder(content),
        (),
        rows,
        has_f0=config.has_f0,
        needs_volume=False,
        predicts_f0=False,
        variants=(),
        config=config,
    )


def _rvc_rate(listed: object, told: int | str | None) -> int:
    rate = listed if isinstance(listed, int | str) else told
    return RVC_RATES.get(str(rate)) or int(str(rate))


def _items(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise TypeError("not a list")
    return value


def _ints(value: object) -> tuple[int, ...]:
    return tuple(int(str(item)) for item in _items(value))


def _content_encoder(channels: int) -> ContentEncoder:
    encoders: dict[int, ContentEncoder] = {256: "contentvec-layer-9", 768: "contentvec-layer-12"}
    return encoders[channels]


def _encoder(own: Shapes, prefix: str) -> TransformerConfig:
    relative = own[f"{prefix}.attn_layers.0.emb_rel_k"]
    feed = own[f"{prefix}.ffn_layers.0.conv_1.weight"]
    return TransformerConfig(
        hidden=feed[1],
        filter=feed[0],
        heads=feed[1] // relative[2],
        layers=_count(own, f"{prefix}.ffn_layers."),
        kernel=feed[2],
        window=relative[1] // 2,
    )


def _flow(own: Shapes, speaker_channels: int, heads: int) -> FlowConfig:
    first = "flow.flows.0.enc"
    transformer = _flow_transformer(own, first, heads) if f"{first}.cond_pre.weight" in own else None
    depthwise = f"{first}.in_layers.0.depth_conv.weight" in own
    inner = f"{first}.in_layers.0.{'depth_conv.weight' if depthwise else 'weight'}"
    return FlowConfig(
        channels=2 * own["flow.flows.0.pre.weight"][1],
        hidden=own["flow.flows.0.pre.weight"][0],
        speaker_channels=speaker_channels,
        couplings=_count(own, "flow.flows."),
        layers=transformer.layers if transformer else _count(own, f"{first}.in_layers."),
        kernel=transformer.kernel if transformer else own[inner][2],
        depthwise=depthwise,
        shared=any(name.startswith(SHARED_FLOW) for name in own),
        transformer=transformer,
    )


def _flow_transformer(own: Shapes, prefix: str, heads: int) -> TransformerConfig:
    wide, hidden, kernel = own[f"{prefix}.ffn_layers.0.conv_1.weight"]
    return TransformerConfig(hidden, wide, heads, _count(own, f"{prefix}.ffn_layers."), kernel)


def _generator(
    own: Shapes, sample_rate: int, rates: tuple[int, ...], dilations: tuple[tuple[int, ...], ...]
) -> GeneratorConfig:
    stages = _count(own, "dec.ups.")
    if len(rates) != stages or min(rates) < 1 or not 8_000 <= sample_rate <= 192_000:
        raise ValueError("another number of rates than of stages")
    source = own.get("dec.m_source.l_linear.weight")
    return GeneratorConfig(
        sample_rate=sample_rate,
        channels=own["dec.conv_pre.weight"][1],
        first_channels=own["dec.conv_pre.weight"][0],
        speaker_channels=own["dec.cond.weight"][1],
        rates=rates,
        kernels=tuple(own[f"dec.ups.{stage}.weight"][2] for stage in range(stages)),
        resblock_kernels=tuple(own[f"dec.resblocks.{i}.convs1.0.weight"][2] for i in range(len(dilations))),
        resblock_dilations=dilations,
        harmonics=source[1] if source else 0,
        post_bias="dec.conv_post.bias" in own,
        snake="dec.snake_post.act.alpha" in own,
    )


def _count(own: Shapes, prefix: str) -> int:
    return len({name.removeprefix(prefix).partition(".")[0] for name in own if name.startswith(prefix)})
