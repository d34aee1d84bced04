"""Ten seconds to hear a singer by."""

from __future__ import annotations

import numpy as np
import pytest

from audio_backend.dsp.analysis.passages import PASSAGE_SECONDS, bleed_db, most_sung, worth
from audio_backend.dsp.pitch.f0_curve import F0Curve

HOP = 0.01


def curve(*sung: tuple[float, float], seconds: float = 30.0, start_s: float = 0.0) -> F0Curve:
    f0 = np.zeros(round(seconds / HOP))
    for begin, end in sung:
        f0[round((begin - start_s) / HOP) : round((end - start_s) / HOP)] = 220.0
    return F0Curve(HOP, start_s, f0, np.ones(len(f0), np.float32))


@pytest.mark.parametrize(("sung", "holds"), [
    ([(14.0, 20.0)], (14.0, 20.0)), ([(2.0, 4.0), (12.0, 18.0)], (12.0, 18.0)), ([(21.0, 30.0)], (21.0, 30.0)),
    ([(0.0, 1.0)], (0.0, 1.0)),
])  # fmt: skip
def test_the_window_holds_what_is_sung_most(sung, holds):
    start, stop = most_sung(curve(*sung), 0.0, 30.0)
    assert 0.0 <= start <= holds[0] and holds[1] <= stop <= 30.0
    assert stop - start == pytest.approx(PASSAGE_SECONDS, abs=1e-9)


def test_bounds_are_kept_and_less_than_a_passage_is_taken_whole():
    assert most_sung(curve((0.0, 30.0)), 3.5, 9.0) == (3.5, 9.0)
    start, stop = most_sung(curve((100.0, 104.0), (125.0, 126.0), start_s=98.0), 99.0, 127.0)
    assert 99.0 <= start <= 100.0 and stop <= 127.0


def test_bleed_is_what_is_left_where_nobody_sings():
    voiced = np.arange(100) < 50
    assert bleed_db(np.where(voiced, -10.0, -35.0), voiced) == pytest.approx(-25.0, abs=1e-6)
    assert bleed_db(np.zeros(10), np.zeros(10, bool)) is bleed_db(np.zeros(10), np.ones(10, bool)) is None


def test_much_singing_with_the_band_in_it_is_worth_less_than_as_much_alone_and_more_than_none():
    assert worth(8.0, -30.0) == worth(8.0, None) == 8.0 > worth(8.0, -6.0) > worth(0.0, -60.0) == 0.0
