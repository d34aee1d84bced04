"""What `pitch_shift: auto` does with a song and a voice, and why."""

from __future__ import annotations

from audio_backend.dsp.pitch.transposition import auto_transposition
from audio_backend.models.messages import Message, Value
from audio_backend.models.song_plan import Transposition
from audio_backend.models.voices import Voice


def suited(song_median_hz: float, voice: Voice, transpose_backing: bool) -> Transposition:
    """0 Hz is a song in which nothing is sung."""
    voice_hz = voice.median_hz(song_median_hz)
    parts = ", ".join(f"{name} {100 * share:.0f} %" for name, share in voice.shares)
    blend: dict[str, Value] = {"parts": parts} if parts else {}
    move = auto_transposition(song_median_hz, voice_hz, transpose_backing)
    if move is None:
        return Transposition(semitones=0, reason=Message("nothing_sung_to_compare", (), blend))
    values: dict[str, Value] = {
        "song_hz": song_median_hz, "voice_hz": voice_hz, "semitones": move.semitones,
        "nearest_semitones": move.nearest_semitones, **blend,
    }  # fmt: skip
    reason = Message("moved_with_backing" if transpose_backing else "moved_in_key", (), values)
    return Transposition(semitones=move.semitones, reason=reason)
