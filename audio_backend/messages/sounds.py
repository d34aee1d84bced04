"""Of files of sound: songs, clips, a user's own backing, and what is written."""

from __future__ import annotations

from audio_backend.messages.words import Words, seconds_in
from audio_backend.models.durations import clock
from audio_backend.models.messages import Message


def _file_of_parts(message: Message) -> str:
    parts, lost = message.values["parts"], message.values["lost"]
    missing = f" {lost} of them can't be read and are missing." if lost else ""
    return f"It is {parts} recordings joined into one file, taken one behind the other.{missing}"


def _file_damaged(message: Message) -> str:
    filled = seconds_in(message, "filled_s")
    keeps_time = f"; {clock(filled)} of silence put in keep the rest in time" if filled else ""
    return f"It is damaged (places: {message.values['places']}){keeps_time}."


def _file_cut_short(message: Message) -> str:
    promised, held = clock(seconds_in(message, "promised_s")), clock(seconds_in(message, "held_s"))
    return f"The file promises {promised} but ends after {held}: the rest is missing."


def _file_breaks_off(message: Message) -> str:
    return f"The file breaks off after {clock(seconds_in(message, 'held_s'))}; something may be missing."


def _clip_used_in_part(message: Message) -> str:
    whole = f" of {clock(seconds_in(message, 'whole_s'))}" if message.values["whole_s"] else ""
    used = f"{clock(seconds_in(message, 'used_s'))}{whole}"
    return f"Of “{message.values['name']}” the first {used} are used: a voice takes 2 minutes in all."


LEFT = "It was left where it is: both begin together."


def _backing_moved(message: Message) -> str:
    earlier = seconds_in(message, "earlier_s")
    side = "earlier" if earlier > 0 else "later"
    return f"Your backing was moved {abs(earlier) * 1000:.1f} ms {side}, to lie as in the song."


def _of_a_sound(template: str) -> Words:
    """Of the song, or of the user's own backing: `whose`."""
    sounds = {"song": "the song", "backing": "your backing"}
    return lambda message: template.format(**message.values, sound=sounds[str(message.values["whose"])])


def _loudness_unreachable(message: Message) -> str:
    target, ceiling, reached = (message.values[name] for name in ("target_lufs", "ceiling_db", "reached_lufs"))
    under = "" if ceiling is None else f" under a ceiling of {ceiling:g} dBTP without crushing the song"
    return f"{target:g} LUFS can't be reached{under}; the result is at {reached:.1f} LUFS."


FILE: dict[str, Words] = {
    "file_has_tracks": "It has {tracks} sound tracks; only the main one is used.",
    "file_joined_behind": "Another file is joined to its end, which is not read.",
    "file_of_parts": _file_of_parts,
    "file_folded_down": "Its {channels} channels are folded down to stereo.",
    "file_changes": "Its sample rate or channels change along the way ({changes} times); "
    "all of it is taken at {sample_rate} Hz.",
    "file_damaged": _file_damaged,
    "file_without_numbers": "{samples} samples were no numbers (NaN or infinite) and were replaced by silence.",
    "file_cut_short": _file_cut_short,
    "file_breaks_off": _file_breaks_off,
    "file_silent": "There is nothing to hear: it stays below -80 dBFS.",
    "clip_used_in_part": _clip_used_in_part,
    "file_narrow_band": "The sample rate is only {sample_rate} Hz: narrow band, like a telephone.",
}
"""Of a file of sound, by what decoding it found; one of several clips of a voice is named as `clip`."""


BACKING: dict[str, Words] = {
    "backing_too_quiet_to_place": f"There was too little to hear to compare your backing with the song. {LEFT}",
    "backing_not_found_in_song": "Your backing was not found in the song: it is of another recording or at another "
    f"speed. {LEFT}",
    "backing_repeats_itself": f"Your backing fits the song in more than one place, because it repeats itself. {LEFT}",
    "backing_resampled": "Your backing was resampled from {from_hz} to {to_hz} Hz.",
    "backing_moved": _backing_moved,
    "backing_too_short": "Your backing ends {missing_s:.2f} s before the song and was filled up with silence.",
    "backing_too_long": "Your backing is {beyond_s:.2f} s longer than the song and was cut.",
}
"""Of a user's own backing, by what had to be done to it."""


MASTER: dict[str, Words] = {
    "right_channel_inverted": _of_a_sound(
        "The right channel of {sound} is inverted; it was turned over, or mono would be silent."
    ),
    "channels_cancel": _of_a_sound(
        "Left and right of {sound} cancel in part: in mono it is {lost_db:.1f} dB softer than in stereo."
    ),
    "channels_opposed": _of_a_sound(
        "{share:.0%} of what is heard in {sound} cancels in mono: it is opposed left and right."
    ),
    "mix_without_loudness": "The mix is silent, or shorter than 0.4 s: it has no loudness to bring to a target.",
    "loudness_unreachable": _loudness_unreachable,
    "samples_clip": "{samples} samples are over full scale and clip; set a true-peak ceiling to limit them instead.",
    "ceiling_exceeded": "{output_format} plays up to {over_db:.2f} dB over the ceiling.",
    "cover_picture_unreadable": "The cover picture is no readable JPEG, PNG, WebP, GIF or BMP, so it was left out.",
    "gpu_memory_ran_out": "The GPU's memory ran out in {engine}; this segment was computed on the CPU.",
}
"""Of the work itself: mixing, mastering, writing, and the machine."""
