#!/usr/bin/env bash
# One would expect: a WAV in a coding that FFmpeg doesn't know (NMS ADPCM, tag 0x38) is refused.
# What happens: FFmpeg takes the tag for AMR narrow-band and decodes the bytes as speech: three times as long, noise, a dozen
#   dB over full scale. libsndfile, which wrote the file, reads it as what it is.
# In the studio: audio_backend/storage/wave_header.py refuses this coding by name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet av==18.1.0 numpy==2.4.6 soundfile==0.14.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys

import av, numpy as np, soundfile

rate, frames = 44_100, 132_320
wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(frames) / rate)
soundfile.write("nms.wav", wave, rate, subtype="NMS_ADPCM_16")
right, _ = soundfile.read("nms.wav")
alike = np.corrcoef(right[:frames], wave)[0, 1]
decoded, refused = [], 0
with av.open("nms.wav") as container:
    track = container.streams.audio[0]
    for packet in container.demux(track):
        try:
            decoded += [frame.to_ndarray().astype(np.float64).ravel() for frame in packet.decode()]
        except av.error.FFmpegError:
            refused += 1
found = np.concatenate(decoded) if decoded else np.zeros(0)
print("av", av.__version__, "soundfile", soundfile.__version__, "libsndfile", soundfile.__libsndfile_version__)
print(f"libsndfile: {len(right)} samples, correlation with the tone {alike:.3f}")
print(f"FFmpeg ({track.codec_context.name}): {len(found)} samples, peak {np.abs(found).max(initial=0):.1f}, {refused} packets refused")
as_found = alike > 0.99 and track.codec_context.name.startswith("amr") and len(found) > 2 * frames
print("as found" if as_found else "THIS HAS CHANGED")
sys.exit(not as_found)
PYTHON
