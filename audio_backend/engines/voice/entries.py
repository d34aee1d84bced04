"""The stand-in's row in the catalogue; engines with a folder of their own have theirs there."""

from __future__ import annotations

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry, Package, VoiceAbilities

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
