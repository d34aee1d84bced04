"""Of a request, before it runs, and of a job, by what happened to it."""

from __future__ import annotations

from audio_backend.messages.words import Words
from audio_backend.models.messages import Message


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _stand_in(message: Message) -> str:
    asked = message.values["asked"]
    return f"{message.fields[0]}: “{message.values['engine']}” is a stand-in{f' for “{asked}”' if asked else ''}."


def _original_kept(message: Message) -> str:
    start, stop = (_minutes(float(message.values[edge] or 0.0)) for edge in ("start_s", "stop_s"))
    return f"From {start} to {stop} the original is kept, by your choice."


def _files_made_again(message: Message) -> str:
    segment, phase = message.values["segment"], message.values["phase"]
    where = "the song" if segment is None else f"segment {segment}"
    return f"Files of {where} ({phase}) were missing or changed on the disk, and were made again."


def _unit_begun_again(message: Message) -> str:
    values = message.values
    what = "The song" if values["segment"] is None else f"Segment {values['segment']}"
    return f"{what} was begun again in the phase '{values['phase']}': {values['detail']}"


REQUEST: dict[str, Words] = {
    "setting_without_effect": "{fields}: no effect, because {because}.",
    "backing_disabled": "instrumental.enabled is off",
    "vocal_has_no_backing": "a vocal alone has no backing",
    "own_backing_as_it_is": "your own backing is used as it is",
    "backing_generated": "the backing is made anew, and used as it is",
    "vocal_not_split": "split_vocals is off, so there is no backing",
    "vocal_needs_no_isolation": "a vocal alone needs no isolation",
    "pitch_not_shifted": "swiftf0.pitch_shift is 0",
    "nobody_sings": "the vocal is not changed, and nobody sings beside it",
    "vocal_unchanged": "the vocal is not changed",
    "voice_unused": "svc is off or its strength is 0",
    "voice_stand_in": "the stand-in converts nothing",
    "no_such_option": "the engine {engine} has no such option",
    "blend_in_place": "svc.blend takes its place",
    "voice_disabled": "svc is off",
    "double_disabled": "svc.double is off",
    "double_fader_off": "the first mix has mixing.double_db at −60, which is off",
    "all_harmonies_off": "all of them are off",
    "harmony_fader_off": "the first mix has mixing.harmony_db at −60, which is off",
    "no_harmonies": "there are no harmonies",
    "pitch_not_followed": "neither swiftf0 nor svc is on",
    "no_voice_to_suit": "there is no voice to suit: svc is off or its strength is 0",
    "vibrato_not_kept": "preserve_vibrato is off, which leaves none",
    "style_follow": "style is `follow`",
    "style_amount_zero": "style_amount is 0",
    "whisper_has_no_pitch": "a whisper has no pitch",
    "scale_unused": "neither `snap` nor thirds or fifths are asked for",
    "whispered_harmonies": "{fields}: no notes, because a whisper has no pitch; they only add breath.",
    "harmonies_off": "{fields}: no effect of {voices}, because gain_db is −60, which is off.",
    "pan_in_mono_result": "{fields}: no place for pan, because the result is mono; "
    "at a side a voice is up to 3 dB softer.",
    "pan_in_mono_song": "{fields}: no effect of pan, because the song is mono.",
    "blend_voices_silent": "{fields}: no effect of {voices}, because its weight is 0 all the time.",
    "blend_voice_alone": "{fields}: no effect of the {part} of {voice}, because nobody else is heard.",
    "blend_points_unreached": "{fields}: the points from {first_s:g} s on are not reached, "
    "because the song ends at {duration_s:.2f} s.",
    "range_beyond_end": "{fields} lies after the end: the result ends with the song, at {duration_s:.2f} s.",
    "segments_stretched": "Segments last {length_s:g} s in place of {asked_s:g} s: at most {most} of them are taken.",
    "bit_depth_without_meaning": "{fields} has no meaning for {output_format} and is ignored.",
    "sample_rate_unfit": "{output_format} can't hold {song_hz} Hz; the result has {result_hz} Hz.",
    "song_folded_down": "The song has {channels} channels and is folded down to stereo.",
    "engine_stand_in": _stand_in,
}
"""Of a request, before it runs; those without a full stop are reasons."""


JOB: dict[str, Words] = {
    "original_kept": _original_kept,
    "files_made_again": _files_made_again,
    "unit_begun_again": _unit_begun_again,
}
"""Of a job, by what happened to it."""
