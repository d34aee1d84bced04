"""The words of every message: of a request before it runs and of a job by what happened to it; of files of sound and
the clips of a voice; of a song's plan: in which key it is sung, how far it is moved, to which throat.
"""

from __future__ import annotations

from audio_backend.dsp.pitch.f0_curve import note_name, signed
from audio_backend.models.messages import Message, Words, clock, flag_in, seconds_in


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
    "song_in_mono": "the song is mono",
    "result_in_mono": "the result is mono",
    "pitch_not_followed": "neither swiftf0 nor svc is on",
    "one_pitch_engine": "swiftf0.f0_method is not `hybrid`",
    "pitch_out_of_hearing": "{fields}: {engine} hears from {low_hz:g} to {high_hz:g} Hz; beyond that it finds nothing.",
    "no_voice_to_suit": "there is no voice to suit: svc is off or its strength is 0",
    "vibrato_not_kept": "preserve_vibrato is off, which leaves none",
    "style_follow": "style is `follow`",
    "style_amount_zero": "style_amount is 0",
    "whisper_has_no_pitch": "a whisper has no pitch",
    "voice_takes_no_pitch": "this voice isn't told any pitch: it was trained without, or finds its own melody",
    "scale_unused": "neither `snap` nor thirds or fifths are asked for",
    "whispered_harmonies": "{fields}: no notes, because a whisper has no pitch; they only add breath.",
    "some_harmonies_whisper": "{fields}: no notes of {voices}, because a whisper has no pitch; they only add breath.",
    "voices_of_harmonies_unused": "{fields}: no effect of the voices of {voices}, because svc is off or its strength "
    "is 0.",
    "setting_of_lead_only": "{fields}: no effect on {voice}, which sings by {engine} as that usually does.",
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
    "prompt_long_enough": "{seconds:.0f} s of it are kept to sing after: enough.",
    "prompt_short": "Only {seconds:.1f} s of it are steady singing or speech to sing after; 15 to 30 s give a better "
    "likeness.",
    "nothing_steady_learned": "Nothing steady could be learned from it (several people, noise or music?): only its "
    "mean colour is taken.",
}


def _range_followed(message: Message) -> str:
    low, high = (seconds_in(message, name) for name in ("low_hz", "high_hz"))
    start = f"from {note_name(low)}" if low else "from its lowest"
    stop = f"to {note_name(high)}" if high else "to its highest"
    return f"In its test conversion it followed the notes {start} {stop}; that is a guess at its range."


TRAINED: dict[str, Words] = {
    "import_file_unused": "“{name}” is not used: {because}.",
    "is_discriminator": "it is a discriminator, which only a training needs",
    "is_diffusion": "it is a shallow-diffusion model, which the studio doesn't run",
    "is_content_encoder": "it is a content encoder, which the studio has once for all voices",
    "is_pitch_net": "it finds the pitch, which the studio does by itself",
    "is_retrieval_pickle": "it is a pickle, which can run any program when it is opened, so it was not opened",
    "is_empty_index": "it is an index without vectors, as the files trained_… are",
    "is_no_part_of_voice": "it is no part of a voice",
    "is_no_config": "it is no config of so-vits-svc",
    "is_needless_config": "the voice takes another one, or none",
    "index_in_place": "the .index takes its place",
    "voice_here_already": "The voice “{name}” has the very same weights.",
    "voice_without_pitch": "It was trained without pitch: it speaks, and can't follow a melody.",
    "voice_without_index": "There is no .index among its files: it sings without retrieval.",
    "voice_tried_on_a_tone": "It was tried on a made tone, because there is no demo song.",
    "voice_range_followed": _range_followed,
    "voice_range_unknown": "Its test conversion didn't tell its range. Set where it likes to sing, if you know it.",
    "voice_not_tried": "It could not be tried yet: {detail} {remedy} It is tried when its sample is asked for.",
}
"""Of a voice that was trained elsewhere: what its files are, and what a test conversion told."""


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
