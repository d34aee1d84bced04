"""What Echo can be asked for beside the voice."""

from __future__ import annotations

from audio_backend.models.voice_options import Breath, Formant, VoiceOptions


class EchoOptions(VoiceOptions):
    """All three are fields of `svc`."""

    formant: Formant = "auto"
    breath: Breath = 0.0
