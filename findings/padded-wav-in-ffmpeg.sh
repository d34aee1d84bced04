#!/usr/bin/env bash
# One would expect: a WAV whose 24 valid bits lie in samples of 32 (WAVE_FORMAT_EXTENSIBLE) plays as what it is.
# What happens: FFmpeg takes it for "24.0 floating point" (pcm_f24le), and gives numbers far over full scale and NaN, without
#   a word. libsndfile reads the same file exactly.
# In the studio: audio_backend/storage/wave_header.py tells FFmpeg the size of the container.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet av==18.1.0 numpy==2.4.6 soundfile==0.14.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import struct, sys

import av, numpy as np, soundfile

rate, frames = 48_000, 48_000
wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(frames) / rate)
samples = (np.round(wave * 2**23).astype("<i4") << 8).tobytes()          # 24 bits at the top of 32
guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")  # PCM
form = struct.pack("<HHIIHHHHI", 0xFFFE, 1, rate, rate * 4, 4, 32, 22, 24, 4) + guid
body = b"WAVE" + b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(samples)) + samples
with open("padded.wav", "wb") as file:
    file.write(b"RIFF" + struct.pack("<I", len(body)) + body)

right, _ = soundfile.read("padded.wav")
with av.open("padded.wav") as container:
    codec = container.streams.audio[0].codec_context.name
    decoded = np.concatenate([frame.to_ndarray().ravel() for frame in container.decode(audio=0)])
largest, broken = np.nanmax(np.abs(decoded.astype(np.float64))), int(np.sum(~np.isfinite(decoded)))
print("av", av.__version__, "soundfile", soundfile.__version__, "libsndfile", soundfile.__libsndfile_version__)
print(f"libsndfile: {len(right)} samples, largest error {np.abs(right - wave).max():.1e}")
print(f"FFmpeg ({codec}): largest {largest:.1e}, not a number or infinite: {broken} of {len(decoded)} samples")
as_found = len(right) == frames and np.abs(right - wave).max() < 1e-6 and (largest > 1000 or broken > 0)
print("as found" if as_found else "THIS HAS CHANGED")
sys.exit(not as_found)
PYTHON
