"""Pictures as files."""

from __future__ import annotations

import io

import av
import numpy as np

from audio_backend.storage.png import png


def test_a_png_is_read_as_it_was_drawn():
    pixels = np.random.default_rng(3).integers(0, 256, (5, 9, 3), np.uint8)
    with av.open(io.BytesIO(png(pixels)), format="png_pipe") as picture:
        np.testing.assert_array_equal(next(picture.decode(video=0)).to_ndarray(format="rgb24"), pixels)
