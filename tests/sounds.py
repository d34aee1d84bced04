"""Seeded sounds whose truth is known: songs with their stems and their pitch, sung notes, tones, noise.

Everything is float32 (channels, frames); equal arguments give equal samples. Only numpy and scipy.
A voice is a band-limited pulse train, as a glottis gives, through the resonances of a vocal tract.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, lfilter, oaconvolve, sosfilt

F0_HOP_SECONDS = 0.005

VOICES = {  # lowest note, highest note (MIDI), factor on the formants
    "bass": (40, 57, 0.88),
    "tenor": (48, 65, 0.96),
    "alto": (55, 72, 1.06),
    "soprano": (60, 79, 1.15),
    "high soprano": (71, 83, 1.2),
}
VOWELS = {  # formants of an average tract in Hz
    "a": (730, 1160, 2500, 3400, 4500),
    "e": (480, 1850, 2550, 3500, 4500),
    "i": (310, 2150, 2850, 3500, 4500),
    "o": (480, 850, 2500, 3400, 4500),
    "u": (340, 780, 2300, 3300, 4500),
}
BANDWIDTHS_HZ = (70, 90, 130, 180, 250)
CONSONANTS_HZ = ((5200, 9000), (2600, 5600), (1500, 4200))
"""Bands of s, sh and k: noise that no pitch tracker should follow."""

VOCAL_DB, BACKING_DB = -20.0, -22.0


@dataclass(frozen=True)
class Song:
    """mix = vocals + backing, sample by sample; backing = chords + bass + drums. All (2, frames)."""

    mix: np.ndarray
    vocals: np.ndarray
    backing: np.ndarray
    drums: np.ndarray
    bass: np.ndarray
    f0_hz: np.ndarray
    """True pitch at k * 5 ms; 0 where nothing is sung."""
    sample_rate: int


@dataclass(frozen=True)
class Note:
    """One syllable: [start, stop) in seconds, its consonant lying before `start`."""

    start: float
    stop: float
    midi: int
    vowel: str
    consonant: int | None


def song(seed: int = 3, seconds: float = 8.0, sample_rate: int = 44100, voice: str = "tenor") -> Song:
    """A singer (`voice`: bass, tenor, alto, soprano) with chords, bass and drums."""
    rng = np.random.default_rng(seed)
    frames = round(seconds * sample_rate)
    notes, breaths = _melody(rng, seconds, voice)
    f0 = _pitch_of(notes, frames, sample_rate)
    vocal = _sing(rng, notes, breaths, f0, sample_rate, VOICES[voice][2])
    vocals = np.stack([vocal, vocal]).astype(np.float32)
    chords, bass, drums = _backing(rng, frames, sample_rate)
    backing = (chords + bass + drums).astype(np.float32)
    hops = np.round(np.arange(0, seconds - 1e-9, F0_HOP_SECONDS) * sample_rate).astype(int)
    return Song(
        mix=vocals + backing,
        vocals=vocals,
        backing=backing,
        drums=drums.astype(np.float32),
        bass=bass.astype(np.float32),
        f0_hz=f0[np.minimum(hops, frames - 1)],
        sample_rate=sample_rate,
    )


def sung_note(
    f0_hz: float = 220.0,
    seconds: float = 2.0,
    vibrato_hz: float = 5.5,
    vibrato_cents: float = 0.0,
    formants_hz: tuple[float, ...] = VOWELS["a"],
    sample_rate: int = 44100,
) -> np.ndarray:
    """(1, frames) one vowel; vibrato swings +-vibrato_cents around f0_hz. 20 ms fades at both ends."""
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    f0 = note_pitch(times, f0_hz, vibrato_hz, vibrato_cents)
    voiced = rest_of_the_tract(resonated(pulses(f0, sample_rate), formants_hz, sample_rate), 1.0, sample_rate)
    fade = np.clip(np.minimum(times, times[-1] - times) / 0.02, 0.0, 1.0)
    return at_level(voiced * fade, VOCAL_DB)[None].astype(np.float32)


def note_pitch(times_seconds: np.ndarray, f0_hz: float, vibrato_hz: float, vibrato_cents: float) -> np.ndarray:
    """The true pitch of `sung_note` at any times."""
    return f0_hz * 2.0 ** (vibrato_cents / 1200.0 * np.sin(2 * np.pi * vibrato_hz * np.asarray(times_seconds)))


def tone(hz: float, seconds: float, sample_rate: int = 44100, db: float = -12.0) -> np.ndarray:
    """(1, frames) a sine whose peak is `db`."""
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return (10 ** (db / 20) * np.sin(2 * np.pi * hz * times))[None].astype(np.float32)


def noise(seconds: float, sample_rate: int = 44100, db: float = -20.0, seed: int = 0, channels: int = 1) -> np.ndarray:
    """(channels, frames) white noise whose RMS is `db`; channels differ."""
    rng = np.random.default_rng(seed)
    return (10 ** (db / 20) * rng.standard_normal((channels, round(seconds * sample_rate)))).astype(np.float32)


def silence(seconds: float, sample_rate: int = 44100, channels: int = 1) -> np.ndarray:
    return np.zeros((channels, round(seconds * sample_rate)), np.float32)


def level_db(samples: np.ndarray) -> float:
    """RMS over everything, in dBFS."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def pulses(f0_hz: np.ndarray, sample_rate: int) -> np.ndarray:
    """(frames,) a band-limited pulse at every whole cycle of f0 (per sample; 0 = none), falling 6 dB an octave."""
    phase = np.cumsum(f0_hz / sample_rate)
    whole = np.floor(phase)
    at = np.flatnonzero((np.diff(whole, prepend=0.0) > 0) & (f0_hz > 0))
    late = (phase[at] - whole[at]) / (f0_hz[at] / sample_rate)
    taps = np.arange(-24, 25)
    offsets = taps[None, :] + late[:, None]
    kernel = 0.92 * np.sinc(0.92 * offsets) * np.cos(np.pi * np.clip(offsets / 50, -0.5, 0.5)) ** 2
    train = np.zeros(len(f0_hz) + 49)
    np.add.at(train, at[:, None] + taps[None, :] + 24, kernel / np.sqrt(f0_hz[at])[:, None])
    pole = np.exp(-2 * np.pi * 90 / sample_rate)
    source = lfilter([1 - pole], [1, -pole], train[24 : 24 + len(f0_hz)])
    block = np.exp(-2 * np.pi * 35 / sample_rate)
    return lfilter([1, -1], [1, -block], source)


# --- the singer -----------------------------------------------------------------------------------------------


def _melody(rng, seconds: float, voice: str) -> tuple[list[Note], list[tuple[float, float]]]:
    """Phrases of three to five syllables; the last one is long. And the breaths before them."""
    low, high, _ = VOICES[voice]
    scale = [m for m in range(low, high + 1) if m % 12 in (0, 2, 4, 5, 7, 9, 11)]
    degree, time, notes, breaths = len(scale) // 2, min(0.35, 0.15 * seconds), [], []
    while time < seconds - 0.9 or (not notes and seconds >= 0.5):
        breaths.append((time - 0.3, time - 0.06))
        count = int(rng.integers(3, 6))
        for i in range(count):
            length = rng.uniform(1.0, 1.6) if i == count - 1 else rng.uniform(0.25, 0.6)
            consonant = int(rng.integers(len(CONSONANTS_HZ))) if i and rng.random() < 0.5 else None
            start = time + (0.09 if consonant is not None else 0.0)
            stop = min(start + length, seconds - 0.15)
            if stop - start < 0.2:
                break
            degree = int(np.clip(degree + rng.integers(-3, 4), 0, len(scale) - 1))
            notes.append(Note(start, stop, scale[degree], str(rng.choice(list(VOWELS))), consonant))
            time = stop
        time += rng.uniform(0.4, 0.7)
    return notes, breaths


def _pitch_of(notes: list[Note], frames: int, rate: int) -> np.ndarray:
    """(frames,) Hz: portamento of 70 ms between joined notes, vibrato on those of 0.8 s and more."""
    midi, voiced, swing = np.zeros(frames), np.zeros(frames, bool), np.zeros(frames)
    for i, note in enumerate(notes):
        a, b = round(note.start * rate), round(note.stop * rate)
        midi[a : (round(notes[i + 1].start * rate) if i + 1 < len(notes) else frames)] = note.midi
        voiced[a:b] = True
        if note.stop - note.start >= 0.8:
            times = np.arange(b - a) / rate
            cents = (50 + 50 * (note.midi % 5) / 4) * np.clip((times - 0.25) / 0.3, 0, 1)
            swing[a:b] = cents / 100 * np.sin(2 * np.pi * (5.0 + (note.midi % 3) * 0.5) * times)
    if not notes:
        return np.zeros(frames)
    midi[: np.argmax(midi > 0)] = notes[0].midi
    glide = np.hanning(round(0.07 * rate))
    smooth = oaconvolve(np.pad(midi, len(glide), mode="edge"), glide / glide.sum(), "same")[len(glide) : -len(glide)]
    return np.where(voiced, 440.0 * 2 ** ((smooth + swing - 69) / 12), 0.0)


def _sing(rng, notes: list[Note], breaths, f0: np.ndarray, rate: int, size: float) -> np.ndarray:
    frames, vocal = len(f0), np.zeros(len(f0))
    source = pulses(f0, rate)
    source += 0.02 * np.sqrt(np.mean(source**2)) * rng.standard_normal(frames) * (f0 > 0)
    for vowel, formants in VOWELS.items():
        share = _share(notes, vowel, frames, rate)
        if share.any():
            vocal += resonated(source * share, tuple(size * f for f in formants), rate)
    vocal = at_level(_balanced(rest_of_the_tract(vocal, size, rate), rate), VOCAL_DB, f0 > 0)
    for note in notes:
        if note.consonant is not None:
            _burst(rng, vocal, (note.start - 0.085, note.start - 0.005), CONSONANTS_HZ[note.consonant], -26.0, rate)
    for span in breaths:
        _burst(rng, vocal, span, (900, 6000), -44.0, rate)
    return vocal


def _balanced(vocal: np.ndarray, rate: int) -> np.ndarray:
    """A singer's notes are nearly equally loud, whatever a formant does to one harmonic."""
    level = np.sqrt(np.maximum(uniform_filter1d(vocal**2, round(0.25 * rate)), 0.0))
    return vocal / (level + 0.05 * level.max() + 1e-12) ** 0.7


def _share(notes: list[Note], vowel: str, frames: int, rate: int) -> np.ndarray:
    """(frames,) 0..1: how much of the mouth is this vowel; joined vowels cross-fade in 50 ms, phrases fade."""
    share = np.zeros(frames)
    for note in notes:
        if note.vowel == vowel:
            share[round(note.start * rate) : round(note.stop * rate)] = 1.0
    fade = np.hanning(round(0.05 * rate))
    return np.maximum(oaconvolve(share, fade / fade.sum(), "same"), 0.0)


def resonated(source: np.ndarray, formants_hz: tuple[float, ...], rate: int) -> np.ndarray:
    """A cascade of resonators, each with gain 1 at 0 Hz, as in a formant synthesizer."""
    return _resonators(source, zip(formants_hz, BANDWIDTHS_HZ, strict=False), rate)


def rest_of_the_tract(voice: np.ndarray, size: float, rate: int) -> np.ndarray:
    """The resonances above the fifth, one every 1000 Hz: without them a voice has nothing above 5 kHz."""
    higher = size * np.arange(5500, 0.45 * rate / size, 1000)
    return _resonators(voice, zip(higher, 300 + higher / 10, strict=True), rate)


def _resonators(source: np.ndarray, poles, rate: int) -> np.ndarray:
    for hz, bandwidth in poles:
        if hz < 0.45 * rate:
            radius = np.exp(-np.pi * bandwidth / rate)
            a = np.array([1.0, -2 * radius * np.cos(2 * np.pi * hz / rate), radius**2])
            source = lfilter([a.sum()], a, source)
    return source


def _burst(rng, vocal: np.ndarray, span, band_hz, db: float, rate: int) -> None:
    """Add band-limited noise in place; span in seconds."""
    a, b = max(round(span[0] * rate), 0), min(round(span[1] * rate), len(vocal))
    if b - a < 16:
        return
    top = min(band_hz[1], 0.45 * rate)
    sos = butter(2, (min(band_hz[0], 0.6 * top), top), "bandpass", fs=rate, output="sos")
    vocal[a:b] += at_level(sosfilt(sos, rng.standard_normal(b - a)) * np.hanning(b - a), db)


def at_level(samples: np.ndarray, db: float, where: np.ndarray | None = None) -> np.ndarray:
    rms = np.sqrt(np.mean(np.square(samples if where is None or not where.any() else samples[where])))
    return samples * (10 ** (db / 20) / max(rms, 1e-12))


# --- the band -------------------------------------------------------------------------------------------------


def _backing(rng, frames: int, rate: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chords, bass and drums at 112 beats a minute, each (2, frames)."""
    beat = 60 / 112
    times = np.arange(frames) / rate
    chords, bass, drums = np.zeros((2, frames)), np.zeros((2, frames)), np.zeros((2, frames))
    for bar, start in enumerate(np.arange(0, frames / rate, 4 * beat)):
        root = (48, 45, 41, 43)[bar % 4]
        third = 3 if root == 45 else 4
        for voice, step in enumerate((0, third, 7, 12)):
            strum(chords, times, start, 4 * beat, root + step + 12, pan=0.2 + 0.2 * voice)
        for hit in (0, 1.5, 2, 3):
            pluck(bass, times, start + hit * beat, root - 12)
    for i, start in enumerate(np.arange(0, frames / rate, beat / 2)):
        drum(rng, drums, round(start * rate), rate, ("kick", "hat", "snare", "hat")[i % 4])
    return tuple(at_level(part, BACKING_DB + offset) for part, offset in ((chords, -4), (bass, -4), (drums, -6)))


def strum(out: np.ndarray, times: np.ndarray, start: float, length: float, midi: int, pan: float) -> None:
    here = slice(*np.searchsorted(times, (start, start + length)))
    t = times[here] - start
    hz = 440 * 2 ** ((midi - 69) / 12)
    wave = sum(np.sin(2 * np.pi * hz * k * t + k * midi) / k**1.5 for k in range(1, 9) if hz * k < 9000)
    wave = wave * np.clip(t / 0.01, 0, 1) * np.clip((length - t) / 0.05, 0, 1) * np.exp(-0.6 * t)
    out[0, here] += wave * np.sqrt(1 - pan)
    out[1, here] += wave * np.sqrt(pan)


def pluck(out: np.ndarray, times: np.ndarray, start: float, midi: int) -> None:
    here = slice(*np.searchsorted(times, (start, start + 0.5)))
    t = times[here] - start
    hz = 440 * 2 ** ((midi - 69) / 12)
    wave = sum(np.sin(2 * np.pi * hz * k * t) / k**2 for k in range(1, 6)) * np.exp(-4 * t) * np.clip(t / 0.005, 0, 1)
    out[:, here] += wave * np.clip((0.5 - t) / 0.03, 0, 1)


def drum(rng, out: np.ndarray, at: int, rate: int, kind: str) -> None:
    t = np.arange(min(round(0.25 * rate), out.shape[1] - at)) / rate
    hiss = rng.standard_normal((2, len(t)))
    if kind == "kick":
        out[:, at : at + len(t)] += 1.6 * np.sin(2 * np.pi * (48 * t + 4 * (1 - np.exp(-30 * t)))) * np.exp(-14 * t)
    elif kind == "snare":
        out[:, at : at + len(t)] += (0.5 * hiss + np.sin(2 * np.pi * 185 * t)) * np.exp(-18 * t)
    else:
        sos = butter(2, min(7000, 0.4 * rate), "highpass", fs=rate, output="sos")
        out[:, at : at + len(t)] += 0.4 * sosfilt(sos, hiss) * np.exp(-60 * t)
