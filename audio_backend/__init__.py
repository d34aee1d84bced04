"""Wan2GP Audio Studio: a song goes in, a cover comes out."""

__version__ = "0.1.0"
