"""Files that are no voice we can sing with, told apart by their tensors' names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from audio_backend.errors import BadInput


@dataclass(frozen=True)
class Refusal:
    code: str
    what: str
    """It is."""
    why: str
    """It can't be used."""
    remedy: str

    def error(self) -> BadInput:
        """Its code is the type of its one error."""
        says = f"{self.what} {self.why}"
        return BadInput(says, remedy=self.remedy, errors=[{"field": "file", "message": says, "type": self.code}])


GENERATOR_REMEDY = "Choose the generator of the same training: it is called G_…, or it is the small exported file."
OTHER_MODEL_REMEDY = "Choose a voice of so-vits-svc 4.0 or 4.1 (also the fork's), or of RVC v1 or v2."
NO_SINGER = "It doesn't sing by itself."

UNKNOWN = Refusal(
    "unknown_checkpoint",
    "This is no kind of voice that the studio knows.",
    "The names of its tensors are those of neither so-vits-svc 4 nor RVC.",
    OTHER_MODEL_REMEDY,
)
DISCRIMINATOR = Refusal(
    "discriminator",
    "This is a discriminator (a D_… file).",
    "It only judges sound while a voice is trained, and can't make any.",
    GENERATOR_REMEDY,
)
VISINGER = Refusal(
    "sovits_4_0_v2",
    "This is a voice of so-vits-svc 4.0-v2.",
    "Its network is VISinger 2, another one than that of 4.0 and 4.1.",
    OTHER_MODEL_REMEDY,
)
WHISPER_VITS = Refusal(
    "sovits_5_0",
    "This is a voice of so-vits-svc 5.0 (whisper-vits-svc).",
    "Its network is another one than that of 4.0 and 4.1.",
    OTHER_MODEL_REMEDY,
)
ISTFT = Refusal(
    "istft_decoder",
    "This voice has one of the fork's iSTFT decoders (QuickVC).",
    "The studio has only the HiFi-GAN decoder, with which nearly all voices are trained.",
    "Choose a voice that was trained with the fork's default, `hifi-gan`.",
)
APPLIO_VOCODER = Refusal(
    "applio_vocoder",
    "This RVC voice has one of Applio's other vocoders (MRF HiFi-GAN or RefineGAN).",
    "The studio has only HiFi-GAN-NSF, with which nearly all RVC voices are trained.",
    "Choose a voice that was trained with the vocoder HiFi-GAN.",
)
RESBLOCK_2 = Refusal(
    "resblock_2",
    "This voice has HiFi-GAN's small residual blocks.",
    "No released training of so-vits-svc or RVC makes them, and the studio has only the large ones.",
    OTHER_MODEL_REMEDY,
)
RVC_TRAINING = Refusal(
    "rvc_training_checkpoint",
    "This is a training checkpoint of RVC (a G_… file).",
    "It doesn't say its sample rate and shape, which the small exported file does.",
    "Export it with `ckpt processing` → `extract` in RVC, and choose the file from `assets/weights`.",
)
NO_CONFIG = Refusal(
    "missing_config",
    "This is a voice of so-vits-svc without its config.json.",
    "Its sample rate and upsampling stand only there.",
    "Add the config.json of the same training.",
)
BROKEN_CONFIG = Refusal(
    "config_mismatch",
    "The settings of this voice don't fit its weights.",
    "They belong to another voice, or the file isn't whole.",
    "Add the config.json of the same training, or get the voice again.",
)
KNOWN_OTHERS: Mapping[str, Refusal] = {
    "discriminators.": DISCRIMINATOR,
    "dec_harm.": VISINGER,
    "dec_noise.": VISINGER,
    "mel_decoder.": VISINGER,
    "sin_prenet.": VISINGER,
    "text_encoder.": VISINGER,
    "enc_p.hub": WHISPER_VITS,
    "dec.adapter": WHISPER_VITS,
    "speaker_classifier.": WHISPER_VITS,
    "dec.subband_conv_post.": ISTFT,
    "dec.multistream_conv_post.": ISTFT,
    "dec.mrfs.": APPLIO_VOCODER,
    "dec.upsample_blocks.": APPLIO_VOCODER,
    "dec.upsample_conv_blocks.": APPLIO_VOCODER,
    "dec.downsample_blocks.": APPLIO_VOCODER,
    "dec.resblocks.0.convs.": RESBLOCK_2,
    "denoise_fn.": Refusal("diffusion", "This is a shallow-diffusion model.", NO_SINGER, GENERATOR_REMEDY),
    "encoder.layers.0.": Refusal("content_encoder", "This is a content encoder.", NO_SINGER, OTHER_MODEL_REMEDY),
    "unet.encoder.": Refusal("rmvpe", "This is RMVPE, which finds the pitch.", NO_SINGER, OTHER_MODEL_REMEDY),
}
"""By how a name of theirs begins, the surest first."""


def known_refusal(names: Collection[str], vocoder: str, decoder: str) -> Refusal | None:
    """`vocoder` is what Applio's file says, `decoder` the fork's `type_`; empty where they say nothing."""
    for beginning, refusal in KNOWN_OTHERS.items():
        if any(name.startswith(beginning) for name in names):
            return refusal
    if "istft" in decoder:
        return ISTFT
    return APPLIO_VOCODER if vocoder and vocoder.lower() not in ("hifi-gan", "hifigan", "hifi-gan-nsf") else None
