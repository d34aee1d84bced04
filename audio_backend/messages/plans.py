"""Of a song's plan: in which key it is sung, how far it is moved, and to which throat."""

from __future__ import annotations

from audio_backend.dsp.pitch.f0_curve import note_name, signed
from audio_backend.messages.words import Words, flag_in, seconds_in
from audio_backend.models.messages import Message


def _who_fits(message: Message) -> str:
    band, melody = flag_in(message, "band"), flag_in(message, "melody")
    who = " and ".join(name for name, was_heard in (("the band", band), ("the melody", melody)) if was_heard)
    return f"{who} fit{'' if band and melody else 's'}"


def _key_changes(message: Message) -> str:
    changes = message.values["changes"]
    often = "once" if changes == 1 else f"{changes} times"
    return f"the key changes {often}; {_who_fits(message)} each of them best in its time"


def _key_fits_best(message: Message) -> str:
    relative = message.values["relative"]
    near = f"; {relative} has the same notes and fits nearly as well" if relative else ""
    return f"{_who_fits(message)} it best, {message.values['following']} comes next{near}"


def _medians(message: Message) -> str:
    song, voice = (note_name(seconds_in(message, name)) for name in ("song_hz", "voice_hz"))
    return f"song median {song}, voice {voice}: "


def _compared(message: Message, words: str) -> str:
    """With whose voice the song was compared, where that is a blend, and what was heard of the song, if not all."""
    parts, excerpts = message.values.get("parts"), message.values.get("excerpts")
    blend = f" (the voice: the middle of {parts})" if parts else ""
    heard = f" (heard in {excerpts} excerpt{'' if excerpts == 1 else 's'})" if excerpts else ""
    return f"{words}{blend}{heard}"


def _nothing_to_compare(message: Message) -> str:
    return _compared(message, "no singing was found to compare, so the key stays")


def _moved_with_backing(message: Message) -> str:
    move = signed(seconds_in(message, "semitones"))
    return _compared(message, f"{_medians(message)}{move} matches, the backing comes along")


def _moved_in_key(message: Message) -> str:
    nearest, move = (signed(seconds_in(message, name)) for name in ("nearest_semitones", "semitones"))
    return _compared(message, f"{_medians(message)}{nearest} would match; {move} keeps the key")


def _melody_lands(message: Message) -> str:
    """Where the melody's middle comes to lie, seen from the voice."""
    away = int(seconds_in(message, "away_semitones"))
    side = "right at the voice's own" if away == 0 else f"{abs(away)} semitone{'s' * (abs(away) > 1)} "
    side += "" if away == 0 else ("above" if away > 0 else "below") + " the voice's own"
    move, middle = signed(seconds_in(message, "semitones")), note_name(seconds_in(message, "melody_hz"))
    return f"{move}: the middle of the song at {middle}, {side}"


SAME = 0.01
"""A factor nearer to 1 is called none."""


def _throat(message: Message) -> str:
    alpha = seconds_in(message, "alpha")
    if abs(alpha - 1) < SAME:
        return "a throat as long as the singer's"
    return f"a throat {round(100 * abs(1 / alpha - 1))} % {'shorter' if alpha > 1 else 'longer'} than the singer's"


def _throat_of_preset(message: Message) -> str:
    return f"the preset's own: {_throat(message)}"


def _throat_of_clip(message: Message) -> str:
    sung = flag_in(message, "sung")
    by = "the pitch and the vowels of both" if sung else "the sound alone, because nothing was found to be sung"
    limits = {"clear": ", and not shorter, so that the words stay clear", "furthest": ", the furthest that is tried"}
    return f"{_throat(message)}, by {by}{limits.get(str(message.values['limit']), '')}"


def _throat_of_blend(message: Message) -> str:
    changes = ", over all that is sung, for it changes" * flag_in(message, "changes")
    return f"the geometric mean of the blend's voices{changes}"


PLAN: dict[str, Words] = {
    "no_singing_found": "No singing was found in this song, so there was next to nothing to convert.",
    "not_asked_for": "not asked for",
    "asked_for_by_hand": "asked for by hand",
    "key_of_nothing": "nothing was heard that could have a key",
    "key_changes": _key_changes,
    "key_fits_best": _key_fits_best,
    "nothing_sung_to_compare": _nothing_to_compare,
    "moved_with_backing": _moved_with_backing,
    "moved_in_key": _moved_in_key,
    "melody_lands": _melody_lands,
    "throat_of_preset": _throat_of_preset,
    "throat_of_clip": _throat_of_clip,
    "throat_of_blend": _throat_of_blend,
    "throat_by_hand": "asked for by hand; auto would take {auto_alpha:.2f}",
    "throat_by_hand_for_all": "asked for by hand, for all voices of the blend",
    "key_uncertain": "The song's key is not sure ({name}: {because}). If notes or harmonies sound wrong, name it in "
    "{fields}.",
}
"""Those without a full stop are reasons."""
