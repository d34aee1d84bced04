"""One song, unit by unit: decode → analyse each segment → plan the song → render each segment → finish.

Isolation runs first inside a segment, because pitch and voice need the vocal, not the mix (docs/adr/0002).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from audio_backend.dsp.analysis.draft_stems import draft_split
from audio_backend.dsp.pitch import f0_curve as pitch_maths
from audio_backend.dsp.pitch.f0_curve import F0Curve
from audio_backend.dsp.pitch.notes import Melody
from audio_backend.dsp.pitch.pitch_style import PitchStyle
from audio_backend.dsp.pitch.transposition import suited
from audio_backend.dsp.room.rt60 import rt60_seconds
from audio_backend.dsp.signal.audio import Audio, Samples, mid_and_side, polarity_inverted_in, reader
from audio_backend.dsp.signal.segments import Segment, plan_segments
from audio_backend.dsp.voice.pulses import phase_anchors
from audio_backend.engines.base import Engine, JsonObject, SongPlan
from audio_backend.errors import BadConfig
from audio_backend.integrations.instrumental_wrapper import InstrumentalWrapper
from audio_backend.integrations.svc_wrapper import SvcWrapper
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper
from audio_backend.models.stages import FOLLOWED, ISOLATED, MIXED, SUNG, isolates
from audio_backend.pipeline.cleanup import drop_superseded
from audio_backend.pipeline.device import Device
from audio_backend.pipeline.mixdown import tracks
from audio_backend.pipeline.mixdown.export import export
from audio_backend.pipeline.mixdown.generated_backing import generate_backing
from audio_backend.pipeline.mixdown.own_backing import bring_backing
from audio_backend.pipeline.mixdown.tags import save_tags
from audio_backend.pipeline.sources import uploaded
from audio_backend.pipeline.task import Report, Task
from audio_backend.pipeline.timings import Timings
from audio_backend.pipeline.vocal import musical_key, pitch_gate, singing_evidence, sung_pitch
from audio_backend.pipeline.vocal.backing_vocals import LEAD, backing_vocal_curves
from audio_backend.pipeline.vocal.vocal_renderer import VocalRenderer
from audio_backend.storage.decoding import decode
from audio_backend.storage.f0_file import load_curve, save_curve
from audio_backend.storage.fingerprints import difference
from audio_backend.storage.formats.tags import read_tags
from audio_backend.storage.json_files import known_json, read_json, write_json
from audio_backend.storage.sound_files import SoundFileReader, write_sound

DEFAULT_DECAY_SECONDS = 0.8
"""Reverberation time assumed where the vocal has no pause to measure it in."""


@dataclass(frozen=True)
class Processor:
    """The three engines behind their wrappers, and what is done with them."""

    instrumental: InstrumentalWrapper
    pitch: SwiftF0Wrapper
    voice: SvcWrapper
    device: Device

    # ---------------------------------------------------------------- decode
    def decode(self, task: Task, report: Report) -> dict[str, Any]:
        """The song as float samples at its own rate, cut to the range, and its segments."""
        timings, config = Timings(), task.config
        source = uploaded(task, "song")
        task.folder.path.mkdir(parents=True, exist_ok=True)
        tags, cover, _ = read_tags(source)
        save_tags(task.folder, tags, cover)
        with timings.stage("decode"):
            facts = decode(
                source,
                task.folder.song,
                lambda done: report("decode", 0.9 * done),
                start_s=config.range.start,
                stop_s=config.range.stop,
                max_duration_s=task.limits["max_duration_s"],
            )
            warnings = list(facts.warnings)
            result: dict[str, Any] = {}
            if config.generates_backing and (generate := config.instrumental.generate):
                made_by = generate_backing(
                    task, generate, facts, self.device, lambda done: report("decode", 0.9 + 0.1 * done)
                )
                result["engines"] = [self._provenance("backing", made_by)]
            elif task.request.get("instrumental_file_id") and config.instrumental.enabled:
                warnings += bring_backing(task, facts, lambda done: report("decode", 0.9 + 0.1 * done))
        segments = plan_segments(
            facts.frames, facts.sample_rate, config.processing.segment_length, config.processing.overlap_duration
        )
        if len(segments) > task.limits["max_segments"]:
            raise BadConfig(
                f"This song needs {len(segments)} segments; at most {task.limits['max_segments']} are taken.",
                remedy="Choose longer segments (processing.segment_length) or a shorter range.",
            )
        return result | {
            "frames": facts.frames,
            "sample_rate": facts.sample_rate,
            "channels": facts.channels,
            "segments": [asdict(segment) for segment in segments],
            "audio_s": facts.frames / facts.sample_rate,
            "stage_seconds": timings.seconds,
            "warnings": warnings,
        }

    # --------------------------------------------------------------- analyse
    def analyse(self, task: Task, report: Report) -> dict[str, Any]:
        """Isolate the vocal of one segment, follow its pitch, and describe it to the voice engine."""
        timings, config, segment = Timings(), task.config, task.segment
        with timings.stage("isolate"), SoundFileReader(task.folder.song) as song:
            vocal = self._isolated(task, song, lambda done: report("isolate", ISOLATED * done))
        result: dict[str, Any] = {"engines": self._isolation_provenance(task)}
        if config.follows_pitch:
            with timings.stage("pitch"):
                here = FOLLOWED - ISOLATED
                curve = self._followed(task, vocal, lambda done: report("pitch", ISOLATED + here * done))
                if _isolates(task) and not self.instrumental.info.placeholder:
                    singing_evidence.keep_evidence(task, vocal, curve)
            result["engines"].append(self._provenance("pitch", self.pitch.engine))
            if task.config.uses_voice:
                report("voice", FOLLOWED)
                with timings.stage("voice"):
                    summary = self._summary(Audio(vocal, task.sample_rate), curve, segment)
                write_json(task.here / "description.json", summary)
        if config.uses_scale:
            with timings.stage("key"):
                musical_key.listen_to_band(task)
        if config.instrumental.keep_reverb:
            result["decay_s"] = rt60_seconds([vocal[:, segment.inner]], task.sample_rate, task.channels)
        result["mid_and_side"] = mid_and_side(vocal[:, segment.inner])
        write_sound(task.here / "vocal.wav", Audio(vocal, task.sample_rate))
        result["quality"] = config.work_profile["analyse"]
        return result | {"audio_s": segment.frames / task.sample_rate, "stage_seconds": timings.seconds}

    def _isolated(self, task: Task, song: SoundFileReader, progress: Callable[[float], None]) -> Samples:
        if not _isolates(task):
            return song.read(task.segment.read_start, task.segment.read_stop)
        quality = task.config.instrumental.quality
        return self.device.run(
            self.instrumental.engine,
            lambda: self.instrumental.vocals(
                song.read, task.sample_rate, task.channels, task.segment, quality, progress
            ),
        )

    def _followed(self, task: Task, vocal: Samples, progress: Callable[[float], None]) -> F0Curve:
        wanted = task.config.swiftf0
        audio = Audio(vocal, task.sample_rate)
        curve = self.device.run(
            self.pitch.engine,
            lambda: self.pitch.follow(audio, task.segment, None, wanted.fmin, wanted.fmax, progress),
        )
        levels = pitch_gate.frame_levels_db(vocal, task.sample_rate, curve)
        save_curve(task.here / "f0.npz", curve, levels_db=levels)
        return curve

    def _summary(self, vocal: Audio, curve: F0Curve, segment: Segment) -> JsonObject:
        """What the voice engine wants to know of a segment."""
        return self.device.run(self.voice.engine, lambda: self.voice.summarise_segment(vocal, curve, segment))

    def _isolation_provenance(self, task: Task) -> list[dict[str, Any]]:
        return [self._provenance("isolate", self.instrumental.engine)] if _isolates(task) else []

    def _provenance(self, stage: str, engine: Engine) -> dict[str, Any]:
        info = engine.info
        return {
            "stage": stage,
            "engine": info.id,
            "placeholder": info.placeholder,
            "neural": info.neural,
            "weights": info.weights,
            "sample_rate": info.sample_rate,
            "device": self.device.device_used_by(engine),
        }

    # ------------------------------------------------------------------ plan
    def plan(self, task: Task, report: Report) -> dict[str, Any]:
        """What is decided once for the whole song: pitch curve, transposition, voice statistics, room.

        When a failed segment is tried again the song gets a new curve, and keeps all else that was decided before.
        """
        timings, config, before = Timings(), task.config, _earlier_plan(task)
        result: dict[str, Any] = {"warnings": [], "transposition": {"semitones": 0.0, "reason": "not asked for"}}
        with timings.stage("plan"):
            report("plan", 0.0)
            if config.follows_pitch:
                melody = Melody(self._song_curve(task, sung_before=bool(before)))
                move = before.get("transposition") or _transposition(task, melody.curve)
                result |= {"transposition": move, "pitch": sung_pitch.pitch_facts(melody.curve)}
                result["sung"] = _sung(result["pitch"])
                result["warnings"] += _pitch_warnings(result["pitch"])
                if config.uses_scale:
                    result["key"] = before.get("key") or musical_key.key_of(task, melody, move["semitones"])
                    result["warnings"] += musical_key.key_warnings(result["key"])
                made = self._melodies(task, melody, result)
                report_of_voice = made.report.model_dump(mode="json") if made.report else None
                result["voice_plan"] = before.get("voice_plan") or made.plan
                result["voice"] = before.get("voice") or report_of_voice
            result["turned_over"] = before.get("turned_over", _polarity_inverted(task))
            result["decay_s"] = before.get("decay_s") or _decay(task)
        write_json(task.here / "plan.json", result)
        told = {name: value for name, value in result.items() if name not in ("voice_plan", "phases")}
        return told | {"audio_s": task.frames / task.sample_rate, "stage_seconds": timings.seconds}

    def _song_curve(self, task: Task, sung_before: bool) -> F0Curve:
        """Of the whole song; unvoiced throughout where nothing was sung but what the separator left of the band."""
        made = ((segment, task.made("analyse", segment.index)) for segment in task.segments)
        loaded = [(segment, *load_curve(folder / "f0.npz")) for segment, folder in made if folder is not None]
        sung = sung_pitch.gated_together((curve, more["levels_db"]) for _, curve, more in loaded)
        parts = zip((segment for segment, _, _ in loaded), sung, strict=True)
        curve = pitch_maths.join_curves(parts, task.sample_rate, task.frames)
        return curve if sung_before or singing_evidence.is_song_sung(task) else pitch_maths.unvoiced(curve)

    def _melodies(self, task: Task, melody: Melody, plan: dict[str, Any]) -> SongPlan:
        """Keep where the lead and each voice beside it shall go, and add their phases to the plan. The voice's plan."""
        config, keys = task.config, musical_key.keys_of(plan["key"]) if "key" in plan else None
        wanted = config.swiftf0
        style = PitchStyle(wanted.vibrato_depth, wanted.style, wanted.style_amount, keys)
        target = self.pitch.target(melody, plan["transposition"]["semitones"], style)
        others = backing_vocal_curves(config, melody, target, keys)
        more = {name: curve.f0_hz for name, curve in others.items()}
        save_curve(task.here / "f0.npz", melody.curve, **{LEAD.name: target.f0_hz}, **more)
        plan["phases"] = {name: phase_anchors(curve) for name, curve in ({LEAD.name: target} | others).items()}
        return self._voice_plan(task, target)

    def _voice_plan(self, task: Task, target: F0Curve) -> SongPlan:
        """What the voice engine makes of the whole song."""
        if not task.config.uses_voice:
            return SongPlan({})
        folders = (task.made("analyse", segment.index) for segment in task.segments)
        files = (folder / "description.json" for folder in folders if folder is not None)
        summaries = [read_json(file) for file in files if file.exists()]
        return self.voice.plan_song(summaries, target, task.singer, task.voice_options)

    # ---------------------------------------------------------------- render
    def render(self, task: Task, report: Report) -> dict[str, Any]:
        """The vocal of one segment in the other voice, its late reverb if that is kept, and the draft stems."""
        timings, config, segment = Timings(), task.config, task.segment
        result: dict[str, Any] = {"engines": []}
        with SoundFileReader(task.made("analyse", segment.index) / "vocal.wav") as file:
            vocal = file.read(0, file.frames)
        if config.renders_vocals:
            VocalRenderer(self.pitch, self.voice, self.device).render(task, vocal, timings, report)
            stage, mover = ("voice", self.voice) if config.uses_voice else ("pitch", self.pitch)
            result["engines"].append(self._provenance(stage, mover.engine))
        if config.instrumental.wants_stems:
            report("backing", SUNG if config.renders_vocals else 0.0)
            with timings.stage("stems"):
                self._split_backing(task, vocal)
        task.here.mkdir(parents=True, exist_ok=True)
        report("render", 1.0)
        result["quality"] = config.work_profile["render"]
        return result | {"audio_s": segment.frames / task.sample_rate, "stage_seconds": timings.seconds}

    def _split_backing(self, task: Task, vocal: Samples) -> None:
        segment = task.segment
        with SoundFileReader(task.folder.song) as song:
            mix = song.read(segment.read_start, segment.read_stop)
        backing = reader(mix - vocal, segment.read_start)
        split = draft_split(backing, task.sample_rate, segment.start, segment.stop)
        for name, samples in split.items():
            write_sound(task.here / f"{name}.wav", Audio(samples, task.sample_rate))

    # ---------------------------------------------------------------- finish
    def finish(self, task: Task, report: Report) -> dict[str, Any]:
        """Mix, join, master and encode."""
        timings = Timings()
        moving = "backing" if tracks.moves_backing(task) else "master"
        with timings.stage("master"):
            report(moving, 0.0)
            made = export(
                task, "mix", task.config.quality.output_format,
                lambda done: report(moving if done < MIXED else "master", done),
            )  # fmt: skip
        drop_superseded(task)
        return made | {"audio_s": task.frames / task.sample_rate, "stage_seconds": timings.seconds}

    def export(self, task: Task, report: Report) -> dict[str, Any]:
        """One more file of a finished job: another format, or a stem."""
        return export(task, task.options["stem"], task.options["output_format"], lambda done: report("export", done))


def _isolates(task: Task) -> bool:
    return isolates(task.config, task.request["source"])


def _earlier_plan(task: Task) -> dict[str, Any]:
    """What an earlier attempt at the plan decided; empty at the first, and while nobody had sung yet.

    What is finished then is silence, and agrees with whatever is decided when there is something to hear.
    """
    files = (task.folder.unit("plan", 0, attempt) / "plan.json" for attempt in range(task.attempt - 1, 0, -1))
    made = (task.options.get("made_before") or {}).get("plan.json")
    plans = (known_json(file) for file in files if made is None or difference(file, made) is None)
    return next((plan for plan in plans if plan and _sung(plan.get("pitch"))), {})


def _sung(pitch: dict[str, Any] | None) -> bool:
    """Whether there was singing to decide by; also where nobody asked for it."""
    return pitch is None or pitch["voiced_seconds"] >= sung_pitch.LEAST_SUNG_SECONDS


def _polarity_inverted(task: Task) -> bool:
    """The song's vocal as a whole: segments that judged by themselves would not agree in their overlap."""
    return polarity_inverted_in(
        part["mid_and_side"] for part in task.results["analyse"].values() if "mid_and_side" in part
    )


def _decay(task: Task) -> float:
    measured = [part["decay_s"] for part in task.results["analyse"].values() if part.get("decay_s")]
    return float(np.median(measured)) if measured else DEFAULT_DECAY_SECONDS


def _transposition(task: Task, curve: F0Curve) -> dict[str, Any]:
    wanted = task.config.swiftf0.pitch_shift
    if wanted != "auto":
        return {"semitones": float(wanted), "reason": "asked for by hand" if wanted else "not asked for"}
    if not task.config.uses_voice:
        return {"semitones": 0.0, "reason": "there is no voice to suit: svc is off or its strength is 0"}
    return suited(pitch_maths.median_f0(curve), task.singer, task.config.instrumental.transpose)


def _pitch_warnings(pitch: dict[str, Any]) -> list[str]:
    return [] if _sung(pitch) else ["No singing was found in this song, so there was next to nothing to convert."]
