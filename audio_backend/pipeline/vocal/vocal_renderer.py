"""One segment is sung: the lead, its late reverb, and the voices beside it, each on its own curve, in its own phase."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.room.reverb import split_late
from audio_backend.dsp.signal.audio import Audio, Samples, reader, to_mono
from audio_backend.engines.base import ConversionRequest, Progress
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.stages import SUNG
from audio_backend.pipeline.device import Device
from audio_backend.pipeline.task import Report, Task
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.vocal import pitch_gate
from audio_backend.pipeline.vocal.backing_vocals import LEAD, Part, performed_parts, place_performance
from audio_backend.storage.f0_file import load_curve
from audio_backend.storage.json_files import read_json
from audio_backend.storage.sound_files import write_sound


@dataclass(frozen=True)
class SegmentInputs:
    """What a segment is sung from: the song's plan, over the segment's region."""

    plan: dict[str, Any]
    f0: F0Curve
    """As it was sung."""
    targets: dict[str, F0Curve]
    """As it shall be, by the names of the parts."""


@dataclass(frozen=True)
class VocalRenderer:
    """The two engines that change a voice, behind their wrappers."""

    pitch: SwiftF0Wrapper
    voice: SvcWrapper
    device: Device

    def render(self, task: Task, vocal: Samples, timings: Timings, report: Report) -> None:
        """Keep the lead, its late reverb, and the voices beside it; `vocal` (channels, frames) covers the region."""
        config, inputs = task.config, _segment_inputs(task)
        takes = config.changes_vocal + config.backing_vocals
        share = (SUNG if config.instrumental.wants_stems else 1.0) / takes
        with timings.stage("voice"):
            dry, late = _parted(task, vocal, inputs)
            if config.changes_vocal:
                _keep(task, LEAD.stem, self._sung(task, LEAD, dry, inputs, lambda done: report("voice", share * done)))
        if late is not None and config.changes_vocal:
            _keep(task, "late", late)
        turns = enumerate(performed_parts(config), start=int(config.changes_vocal))
        for stem, parts in groupby(turns, lambda turn: turn[1].stem):
            with timings.stage(stem):
                voices = (
                    self._beside(
                        task, part, dry, inputs, lambda done, turn=turn: report("voice", share * (turn + done))
                    )
                    for turn, part in parts
                )
                _keep(task, stem, sum(voices))

    def _beside(self, task: Task, part: Part, dry: Samples, inputs: SegmentInputs, progress: Progress) -> Samples:
        """(channels, frames) of one voice beside the lead, over the region."""
        mono = to_mono(dry, inputs.plan["turned_over"])
        sung = Audio(self._sung(task, part, mono, inputs, progress), task.sample_rate)
        return place_performance(part, sung, task.segment.read_start, inputs.f0, task.channels)

    def _sung(self, task: Task, part: Part, dry: Samples, inputs: SegmentInputs, progress: Progress) -> Samples:
        """A part on its own curve, in its own phase, and by a throat of almost the same size."""
        vocal, f0, target = Audio(dry, task.sample_rate), inputs.f0, inputs.targets[part.name]
        formant_shift = task.config.swiftf0.formant_shift * part.performance.formants
        phase = _phase(inputs.plan, part)
        if not task.config.uses_voice:
            return self.pitch.move(vocal, f0, target, formant_shift, phase, progress).samples
        request = ConversionRequest(
            vocal=vocal, f0=f0, target_f0=target, voice=task.singer, plan=inputs.plan["voice_plan"],
            options=task.voice_options, phase=phase, formant_shift=formant_shift, progress=progress,
        )  # fmt: skip
        return self.device.run(self.voice.engine, lambda: self.voice.convert(request)).samples


def _phase(plan: dict[str, Any], part: Part) -> list[float]:
    """Of a part's own curve; plans of earlier versions have the lead's beside what the engine planned."""
    phases: dict[str, list[float]] = plan["phases"]
    return phases[part.name] if part.name in phases else plan["voice_plan"]["phase"]


def _segment_inputs(task: Task) -> SegmentInputs:
    plan, song = task.made("plan"), task.segment
    curve, targets = load_curve(plan / "f0.npz")
    start = song.read_start / task.sample_rate
    frames = int((song.read_stop - song.read_start) / task.sample_rate / curve.hop_seconds) + 1

    def over_region(hz: np.ndarray) -> F0Curve:
        return pitch_gate.region(F0Curve(curve.hop_seconds, 0.0, hz, curve.confidence), start, frames)

    there = {name: over_region(hz) for name, hz in targets.items()}
    return SegmentInputs(read_json(plan / "plan.json"), over_region(curve.f0_hz), there)


def _parted(task: Task, vocal: Samples, inputs: SegmentInputs) -> tuple[Samples, Samples | None]:
    """The vocal without its late reverb, and that; or as it is, and None."""
    if not task.config.instrumental.keep_reverb:
        return vocal, None
    segment = task.segment
    read = reader(vocal, segment.read_start)
    return split_late(read, task.sample_rate, segment.read_start, segment.read_stop, inputs.plan["decay_s"])


def _keep(task: Task, name: str, samples: Samples) -> None:
    write_sound(task.here / f"{name}.wav", Audio(samples[:, task.segment.inner], task.sample_rate))
