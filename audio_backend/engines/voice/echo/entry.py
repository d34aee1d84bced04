"""Echo's row in the catalogue."""

from __future__ import annotations

from audio_backend.engines.base import EngineInfo
from audio_backend.engines.entry import EngineEntry, Package, VoiceAbilities

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
