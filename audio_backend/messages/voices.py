"""Of the clips of a voice: what was looked at in them."""

from __future__ import annotations

from audio_backend.messages.words import Words, flag_in, seconds_in
from audio_backend.models.messages import Message


def _noisy(message: Message) -> str:
    very = "very " * flag_in(message, "very")
    done = (
        "the voice was isolated from it, and a quieter one is better"
        if flag_in(message, "isolated")
        else "that costs likeness"
    )
    above = seconds_in(message, "voice_over_noise_db")
    return f"The recording is {very}noisy (the voice is {above:.0f} dB above the pauses): {done}."


def _backing_heard(message: Message) -> str:
    under_db = seconds_in(message, "under_voice_db")
    level = "as loud as the voice" if under_db < AS_LOUD_DB else f"{under_db:.0f} dB under the voice"
    isolated = flag_in(message, "isolated")
    done = "the voice was isolated from it, and a little may be left" if isolated else "it was left in, as asked"
    return f"Backing was heard, {level}: {done}. A recording of the voice alone is better."


AS_LOUD_DB = 6.0

VOICE: dict[str, Words] = {
    "voice_long_enough": "{seconds:.0f} s of voice: enough to learn from.",
    "voice_short": "Only {seconds:.1f} s of voice were found; 20 s or more give a better likeness.",
    "voice_too_short": "Only {seconds:.1f} s of voice were found: too little voice to learn from (at least "
    "{least_s:.0f} s are needed), so only its mean colour is taken.",
    "no_noise_beside_backing": "No noise was heard beside the backing.",
    "quiet_in_pauses": "Quiet in the pauses.",
    "recording_noisy": _noisy,
    "nobody_listened_for_backing": "Nobody listened for backing: the engine that isolates voices is not installed "
    "here.",
    "no_backing_heard": "No backing was heard beside the voice.",
    "backing_heard": _backing_heard,
    "not_clipped": "Not clipped.",
    "recording_clipped": "The recording is clipped; a quieter one gives a cleaner voice.",
    "several_voices_at_once": "There may be several voices at once, or a choir, or a lot of echo: one person alone is "
    "best.",
    "two_people_in_turn": "It may be two people in turn, or one voice in two rooms: the result would be a mixture of "
    "both.",
    "one_voice": "It sounds like one voice.",
    "voice_up_to": "The voice is there up to {top_khz:.1f} kHz.",
    "voice_dull": "There is next to no voice above {top_khz:.1f} kHz in it; the result may be dull.",
    "voice_moves": "It moves over {semitones:.0f} semitones ({low_note} to {high_note}).",
    "voice_hardly_moves": "It hardly moves ({low_note} to {high_note}): how this voice sounds higher or lower is a "
    "guess. Livelier is better.",
    "nothing_steady_learned": "Nothing steady could be learned from it (several people, noise or music?): only its "
    "mean colour is taken.",
}
