"""python -m audio_backend"""

from audio_backend.cli import main

if __name__ == "__main__":
    main()
