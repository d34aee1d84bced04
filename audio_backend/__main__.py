"""python -m audio_backend, and what the program `audio-studio` runs: Ctrl-C is heard from its first moments on."""

from __future__ import annotations

import sys

CANCELLED = 130


def main() -> None:
    try:
        from audio_backend.cli import app  # here, because it takes a third of a second

        app()
    except KeyboardInterrupt:
        print("Cancelled.", file=sys.stderr)
        sys.exit(CANCELLED)


if __name__ == "__main__":
    main()
