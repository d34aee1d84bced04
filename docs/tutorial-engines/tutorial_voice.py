"""A voice engine: one preset, a robot, whose option is how fast it rattles."""

import numpy as np
from pydantic import Field

from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines.base import EngineInfo, VoicePlan
from audio_backend.engines.entry import EngineEntry, VoiceAbilities
from audio_backend.models.voice_options import VoiceOptions
from audio_backend.models.voices import PresetVoice

ENTRY = EngineEntry(
    EngineInfo("tutorial-voice", "voice", "Robot", "From the tutorial.", 44_100, neural=False, licence="MIT"),
    "tutorial_voice:Robot",
    voice=VoiceAbilities(kinds=("preset",), presets="tutorial_voice:presets"),
    options="tutorial_voice:RobotOptions",
)


class RobotOptions(VoiceOptions):
    carrier_hz: float = Field(40.0, ge=10.0, le=400.0, description="How fast it rattles, in Hz.")


def presets():
    return {"robot": PresetVoice(kind="preset", id="robot", name="Robot", engine=ENTRY.info.id)}


class Robot:
    info, loaded = ENTRY.info, False

    def load(self, device):
        self.loaded = True

    def unload(self):
        self.loaded = False

    def summarise_segment(self, vocal, f0, inner):
        return {}

    def plan_song(self, summaries, target_f0, voice, options):
        return VoicePlan({"carrier_hz": options.carrier_hz})

    def convert(self, request):
        """By the song's own time, so that nobody hears where it was cut."""
        seconds = request.f0.start_seconds + np.arange(request.vocal.frames) / request.vocal.sample_rate
        rattle = 1.0 - request.options.strength * np.sin(np.pi * request.plan["carrier_hz"] * seconds) ** 2
        request.progress(1.0)
        return Audio((request.vocal.samples * rattle).astype(np.float32), request.vocal.sample_rate)
