"""One segment is sung: the lead, its late reverb, and the voices beside it, each on its own curve, in its own phase."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.room.reverb import split_late
from audio_backend.dsp.signal.audio import Audio, Samples, add_up, reader, to_mono
from audio_backend.dsp.signal.segments import Segment
from audio_backend.engines.base import ConversionRequest, Progress
from audio_backend.models.job_facts import DEFAULT_DECAY_SECONDS, SongPlan
from audio_backend.models.stages import SUNG
from audio_backend.pipeline.engines import LEAD_VOICE, Engines
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.vocal import pitch_gate
from audio_backend.pipeline.vocal.backing_vocals import LEAD, Part, performed_parts, place_performance
from audio_backend.pipeline.workspace import Report, Workspace
from audio_backend.storage.json_files import load_curve
from audio_backend.storage.sound_files import write_sound


@dataclass(frozen=True)
class SegmentInputs:
    """What a segment is sung from: the song's plan, over the segment's region."""

    job: Workspace
    segment: Segment
    plan: SongPlan
    f0: F0Curve
    """As it was sung."""
    targets: dict[str, F0Curve]
    """As it shall be, by the names of the parts."""


@dataclass(frozen=True)
class VocalRenderer:
    """The engines that change a voice, behind their wrappers, and where what they sing is kept."""

    engines: Engines
    folder: Path

    def render(self, inputs: SegmentInputs, vocal: Samples, timings: Timings, report: Report) -> None:
        """Keep the lead, its late reverb, and the voices beside it; `vocal` (channels, frames) covers the region."""
        config = inputs.job.config
        takes = config.changes_vocal + config.backing_vocals
        share = (SUNG if config.instrumental.wants_stems else 1.0) / takes
        with timings.stage("voice"):
            dry, late = _split_reverb(vocal, inputs)
            if config.changes_vocal:
                lead = self._sing(LEAD, dry, inputs, _progress(report, share, 0))
                self._write(LEAD.stem, lead, inputs)
        if late is not None and config.changes_vocal:
            self._write("late", late, inputs)
        parts, sung = performed_parts(config), {}
        for turn, part in enumerate(self._in_turn(parts), start=int(config.changes_vocal)):
            with timings.stage(part.stem):
                sung[part.name] = self._sing_beside(part, dry, inputs, _progress(report, share, turn))
                together = [one.name for one in parts if one.stem == part.stem]
                if sung.keys() >= set(together):
                    self._write(part.stem, add_up(sung.pop(name) for name in together), inputs)

    def _in_turn(self, parts: list[Part]) -> list[Part]:
        """All that one voice sings before the next, the lead's first: not all engines may fit into memory at once."""
        turns = [LEAD_VOICE, *self.engines.singers]
        return sorted(parts, key=lambda part: turns.index(part.voice))

    def _sing_beside(self, part: Part, dry: Samples, inputs: SegmentInputs, progress: Progress) -> Samples:
        """(channels, frames) of one voice beside the lead, over the region."""
        mono = to_mono(dry, inputs.plan.polarity_inverted)
        sung = Audio(self._sing(part, mono, inputs, progress), inputs.job.sample_rate)
        return place_performance(part, sung, inputs.segment.read_start, inputs.f0, inputs.job.channels)

    def _sing(self, part: Part, dry: Samples, inputs: SegmentInputs, progress: Progress) -> Samples:
        """A part on its own curve, in its own phase, and by a throat of almost the same size."""
        job, f0, target = inputs.job, inputs.f0, inputs.targets[part.name]
        vocal, phase = Audio(dry, job.sample_rate), _phase(inputs.plan, part)
        formant_shift = job.config.swiftf0.formant_shift * part.performance.formants
        if not job.config.uses_voice:
            return self.engines.pitch.move(vocal, f0, target, formant_shift, phase, progress).samples
        singer = self.engines.singers[part.voice]
        request = ConversionRequest(
            vocal=vocal, f0=f0, target_f0=target, voice=singer.voice, plan=inputs.plan.plan_of(part.voice),
            options=singer.options, phase=phase, formant_shift=formant_shift, progress=progress,
        )  # fmt: skip
        return self.engines.device.run(singer.engine.engine, lambda: singer.engine.convert(request)).samples

    def _write(self, name: str, samples: Samples, inputs: SegmentInputs) -> None:
        owned = Audio(samples[:, inputs.segment.inner], inputs.job.sample_rate)
        write_sound(self.folder / f"{name}.wav", owned)


def _progress(report: Report, share: float, turn: int) -> Progress:
    """Of one part, when those before it are done and each has the same share."""
    return lambda done: report("voice", share * (turn + done))


def _phase(plan: SongPlan, part: Part) -> list[float]:
    """Of a part's own curve; plans of earlier versions have the lead's beside what the engine planned."""
    if part.name in plan.phases:
        return plan.phases[part.name]
    return cast(list[float], plan.voice_plan["phase"])


def segment_inputs(job: Workspace, segment: Segment, plan: SongPlan) -> SegmentInputs:
    curve, targets = load_curve(job.done_folder("plan") / "f0.npz")
    start = segment.read_start / job.sample_rate
    frames = int((segment.read_stop - segment.read_start) / job.sample_rate / curve.hop_seconds) + 1

    def over_region(hz: np.ndarray) -> F0Curve:
        return pitch_gate.region(F0Curve(curve.hop_seconds, 0.0, hz, curve.confidence), start, frames)

    there = {name: over_region(hz) for name, hz in targets.items()}
    return SegmentInputs(job, segment, plan, over_region(curve.f0_hz), there)


def _split_reverb(vocal: Samples, inputs: SegmentInputs) -> tuple[Samples, Samples | None]:
    """The vocal without its late reverb, and that; or as it is, and None."""
    job, segment = inputs.job, inputs.segment
    if not job.config.instrumental.keep_reverb:
        return vocal, None
    read, decay_s = reader(vocal, segment.read_start), inputs.plan.decay_s or DEFAULT_DECAY_SECONDS
    return split_late(read, job.sample_rate, segment.read_start, segment.read_stop, decay_s)
