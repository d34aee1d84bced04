"""Vibrato: found as a local sinusoid of 4 to 8 Hz in the pitch, and taken away or deepened where it is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audio_backend.dsp.pitch.f0_curve import F0Curve, voiced_runs

WINDOW_SECONDS = 0.5
SHORTEST_SECONDS = 0.3
RATES_HZ = np.arange(4.0, 8.01, 0.25)
SOME, CLEAR = 0.75, 0.92
"""Share of the movement that a sinusoid must explain: below `SOME` it is a glide or a new note and stays."""

SMALLEST_CENTS = 8.0
"""Movement smaller than this isn't heard as vibrato."""


def with_vibrato(curve: F0Curve, depth: float) -> F0Curve:
    """The same notes and glides with the vibrato `depth` times as deep. Runs without vibrato stay equal to the bit."""
    if depth == 1.0:
        return curve
    f0, swing = curve.f0_hz.copy(), vibrato_cents(curve)
    for start, stop in voiced_runs(curve.voiced):
        if swing[start:stop].any():
            cents = 1200.0 * np.log2(f0[start:stop])
            f0[start:stop] = 2.0 ** ((cents - (1.0 - depth) * swing[start:stop]) / 1200.0)
    return replace(curve, f0_hz=f0)


def vibrato_cents(curve: F0Curve) -> np.ndarray:
    """(frames,) the vibrato alone; 0 where there is none."""
    swing = np.zeros(len(curve.f0_hz))
    for start, stop in voiced_runs(curve.voiced):
        found = _swing_cents(1200.0 * np.log2(curve.f0_hz[start:stop]), curve.hop_seconds)
        if found is not None:
            swing[start:stop] = found
    return swing


def _swing_cents(cents: np.ndarray, hop_seconds: float) -> np.ndarray | None:
    """(frames,) the vibrato alone; None when there is none.

    Every half-second window is fitted with a parabola (the note) and a sinusoid (the vibrato); what the
    sinusoids say is averaged, each by how well it explains what the parabola leaves.
    """
    width = min(round(WINDOW_SECONDS / hop_seconds), len(cents))
    if width * hop_seconds < SHORTEST_SECONDS:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(cents, width)
    swings, clear = _fit(windows, hop_seconds)
    if not (clear > 0).any():
        return None
    weight = np.hanning(width + 2)[1:-1]
    total, norm = np.zeros(len(cents)), np.zeros(len(cents))
    for i, (swing, share) in enumerate(zip(swings, clear, strict=True)):
        total[i : i + width] += weight * swing * share
        norm[i : i + width] += weight
    return total / norm


def _fit(windows: np.ndarray, hop_seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """windows (n, width) -> the sinusoid of each in cents (n, width), and how clear it is 0..1 (n,)."""
    width = windows.shape[1]
    times = (np.arange(width) - (width - 1) / 2) * hop_seconds
    note = np.linalg.qr(np.stack([np.ones(width), times, times**2], axis=1))[0]
    left = windows - (windows @ note) @ note.T
    energy = np.sum(left**2, axis=1)
    best, swings = np.full(len(windows), -1.0), np.zeros_like(windows)
    for rate in RATES_HZ:
        angle = 2 * np.pi * rate * times
        waves = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        basis, mixing = np.linalg.qr(waves - note @ (note.T @ waves))
        amount = left @ basis
        explained = np.sum(amount**2, axis=1)
        better = explained > best
        best[better] = explained[better]
        swings[better] = np.linalg.solve(mixing, amount[better].T).T @ waves.T
    share = best / np.maximum(energy, 1e-9)
    audible = np.sqrt(2 * best / width) > SMALLEST_CENTS
    return swings, np.where(audible, np.clip((share - SOME) / (CLEAR - SOME), 0.0, 1.0), 0.0)
