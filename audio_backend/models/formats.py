"""Kinds of files that are written."""

LOSSY = ("mp3", "ogg", "m4a")
