"""Plan: what is decided once for the whole song: pitch curve, transposition, key, voice, room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from audio_backend.dsp.pitch import f0_curve as pitch_maths
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle
from audio_backend.dsp.signal.audio import polarity_inverted_in
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines.base import VoicePlan
from audio_backend.models.job_facts import (
    DEFAULT_DECAY_SECONDS,
    Files,
    PitchFacts,
    SongPlan,
    Transposition,
    suited,
)
from audio_backend.models.messages import Message
from audio_backend.models.results import PlanResult
from audio_backend.models.tasks import AnalysedSegment, Plan
from audio_backend.pipeline.engines import Engines, Singer
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.vocal import musical_key, singing_evidence, sung_pitch
from audio_backend.pipeline.vocal.backing_vocals import LEAD, backing_vocal_curves, performed_parts
from audio_backend.pipeline.workspace import Report, Workspace
from audio_backend.storage.json_files import known_json, load_curve, read_json, save_curve, write_json
from audio_backend.storage.wholeness import difference

PLAN_FILE = "plan.json"


def plan_song(job: Workspace, task: Plan, engines: Engines, report: Report) -> PlanResult:
    """When a failed segment is tried again the song gets a new curve, and keeps all else that was decided before."""
    timings, before = Timings(), earlier_plan(job, range(task.attempt - 1, 0, -1), task.files_before)
    with timings.stage("plan"):
        report("plan", 0.0)
        plan = make_plan(job, task.analysed, engines, before, job.attempt_folder(task))
    facts = plan.model_dump(exclude={"voice_plan", "voice_plans", "phases"})
    return PlanResult(**facts, audio_s=job.seconds, stage_seconds=timings.seconds)


def make_plan(
    job: Workspace, analysed: Sequence[AnalysedSegment], engines: Engines, before: SongPlan | None, folder: Path
) -> SongPlan:
    """From all that is analysed; what was decided before stays. It is kept in `folder`."""
    plan = _plan_melodies(job, engines, before, folder) if job.config.follows_pitch else SongPlan()
    room = {"polarity_inverted": _polarity_inverted(analysed, before), "decay_s": _decay_s(analysed, before)}
    plan = plan.model_copy(update=room)
    write_json(folder / PLAN_FILE, plan.as_json())
    return plan


def read_plan(job: Workspace) -> SongPlan:
    """The one that counts."""
    return SongPlan.model_validate(read_json(job.done_folder("plan") / PLAN_FILE))


def earlier_plan(job: Workspace, attempts: Iterable[int], files_before: Files | None = None) -> SongPlan | None:
    """What the first of these attempts at the plan decided; None without one, and while nobody had sung yet.

    What is finished then is silence, and agrees with whatever is decided when there is something to hear.
    """
    files = (job.folder.unit("plan", 0, attempt) / PLAN_FILE for attempt in attempts)
    made = (files_before or {}).get(PLAN_FILE)
    whole = (known_json(file) for file in files if made is None or difference(file, made.model_dump()) is None)
    plans = (SongPlan.model_validate(content) for content in whole if content)
    return next((plan for plan in plans if _sung(plan.pitch)), None)


# ------------------------------------------------------------------ pitch
def _plan_melodies(job: Workspace, engines: Engines, before: SongPlan | None, folder: Path) -> SongPlan:
    """In which key it is sung, how far it is moved, where lead and backing vocals go; their curves are kept."""
    melody = Melody(_song_curve(job, sung_before=before is not None))
    plan = _plan_pitch(job, melody, before)
    target, others = _target_curves(job, engines, melody, plan)
    curves = {LEAD.name: target.f0_hz} | {name: curve.f0_hz for name, curve in others.items()}
    save_curve(folder / "f0.npz", melody.curve, **curves)
    phases = {name: phase_anchors(curve) for name, curve in ({LEAD.name: target} | others).items()}
    voice, beside = _plan_voices(job, engines, target, others)
    decided = before or SongPlan()
    reports = {voice_id: planned.report for voice_id, planned in beside.items() if planned.report}
    return plan.model_copy(update={
        "phases": phases, "voice_plan": decided.voice_plan or voice.plan, "voice": decided.voice or voice.report,
        "voice_plans": {voice_id: planned.plan for voice_id, planned in beside.items()} | decided.voice_plans,
        "voices": reports | decided.voices,
    })  # fmt: skip


def _plan_pitch(job: Workspace, melody: Melody, before: SongPlan | None) -> SongPlan:
    pitch = sung_pitch.pitch_facts(melody.curve)
    move, key = (before.transposition, before.key) if before else (_transposition(job, melody.curve), None)
    if job.config.uses_scale:
        key = key or musical_key.key_of(job, melody, move.semitones)
    messages = [] if _sung(pitch) else [Message("no_singing_found")]
    messages += musical_key.key_messages(key) if key else []
    return SongPlan(messages=tuple(messages), transposition=move, pitch=pitch, sung=_sung(pitch), key=key)


def _song_curve(job: Workspace, sung_before: bool) -> F0Curve:
    """Of the whole song; unvoiced throughout where nothing was sung but what the separator left of the band."""
    folders = ((segment, job.unit_folder("analyse", segment.index)) for segment in job.segments)
    loaded = [(segment, *load_curve(folder / "f0.npz")) for segment, folder in folders if folder is not None]
    sung = sung_pitch.gated_together((curve, more["levels_db"]) for _, curve, more in loaded)
    parts = zip((segment for segment, _, _ in loaded), sung, strict=True)
    curve = pitch_maths.join_curves(parts, job.sample_rate, job.frames)
    return curve if sung_before or singing_evidence.is_song_sung(job) else pitch_maths.unvoiced(curve)


def _target_curves(
    job: Workspace, engines: Engines, melody: Melody, plan: SongPlan
) -> tuple[F0Curve, dict[str, F0Curve]]:
    """Of the lead, and of each backing vocal by its name."""
    wanted, keys = job.config.swiftf0, musical_key.keys_of(plan.key) if plan.key else None
    style = PitchStyle(wanted.vibrato_depth, wanted.style, wanted.style_amount, keys)
    target = engines.pitch.target(melody, plan.transposition.semitones, style)
    return target, backing_vocal_curves(job.config, melody, target, keys)


def _plan_voices(
    job: Workspace, engines: Engines, target: F0Curve, others: dict[str, F0Curve]
) -> tuple[VoicePlan, dict[str, VoicePlan]]:
    """What the voice engines make of the whole song: of the lead, and of each voice beside it on the curve of the first
    part that it sings."""
    if not engines.singers:
        return VoicePlan({}), {}
    lead, *beside = engines.singers
    first = {part.voice: others[part.name] for part in reversed(performed_parts(job.config)) if part.voice}
    plans = {voice: _plan_voice(job, engines, engines.singers[voice], first[voice]) for voice in beside}
    return _plan_voice(job, engines, engines.singers[lead], target), plans


def _plan_voice(job: Workspace, engines: Engines, singer: Singer, target: F0Curve) -> VoicePlan:
    folders = (job.unit_folder("analyse", segment.index) for segment in job.segments)
    name = engines.description_of(singer)
    files = (folder / name for folder in folders if folder is not None)
    summaries = [read_json(file) for file in files if file.exists()]
    return singer.engine.plan_song(summaries, target, singer.voice, singer.options)


def _transposition(job: Workspace, curve: F0Curve) -> Transposition:
    wanted = job.config.swiftf0.pitch_shift
    if wanted != "auto":
        reason = Message("asked_for_by_hand" if wanted else "not_asked_for")
        return Transposition(semitones=float(wanted), reason=reason)
    if not job.config.uses_voice:
        return Transposition(reason=Message("no_voice_to_suit"))
    return suited(pitch_maths.median_f0(curve), job.voice, job.config.instrumental.transpose)


def _sung(pitch: PitchFacts | None) -> bool:
    """Whether there was singing to decide by; also where nobody asked for it."""
    return pitch is None or pitch.voiced_seconds >= sung_pitch.LEAST_SUNG_SECONDS


# ------------------------------------------------------------------ room
def _polarity_inverted(analysed: Sequence[AnalysedSegment], before: SongPlan | None) -> bool:
    """The song's vocal as a whole: segments that judged by themselves would not agree in their overlap."""
    if before and before.polarity_inverted is not None:
        return before.polarity_inverted
    return polarity_inverted_in(part.mid_and_side for part in analysed if part.mid_and_side)


def _decay_s(analysed: Sequence[AnalysedSegment], before: SongPlan | None) -> float:
    if before and before.decay_s:
        return before.decay_s
    measured = [part.decay_s for part in analysed if part.decay_s]
    return float(np.median(measured)) if measured else DEFAULT_DECAY_SECONDS
