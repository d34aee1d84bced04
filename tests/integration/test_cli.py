"""The command line: the same covers, without a server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile
import sounds
import tiny_voices
from in_process import MODELS
from live import LiveStudio

RATE = 44_100


def studio(*words: object, folder: Path, **settings: str | None) -> subprocess.CompletedProcess:
    wanted = os.environ | {"AUDIO_STUDIO_MODELS": str(MODELS), "COLUMNS": "200"} | settings
    env = {name: value for name, value in wanted.items() if value is not None}
    command = [sys.executable, "-m", "audio_backend", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=180)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("cli")
    soundfile.write(made / "song.flac", sounds.song(seed=3, seconds=6.0, sample_rate=RATE).mix.T, RATE)
    soundfile.write(made / "me.wav", sounds.song(seed=7, seconds=14.0, sample_rate=RATE, voice="bass").vocals.T, RATE)
    soundfile.write(made / "noise.wav", sounds.noise(3.0, RATE).T, RATE)
    (made / "folder.wav").mkdir()
    (made / "letter.mp3").write_text("Dear all, this is no song.")
    return made


def test_a_cover_in_a_voice_from_a_clip(folder):
    ran = studio("cover", "song.flac", "--voice", "me.wav", "-o", "cover.flac", "--profile", "fast", "--pitch", "auto",
                 "--voice-rights", "own", "--set", "mixing.target_lufs=-18", "--report", "report.json", folder=folder)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    samples, rate = soundfile.read(folder / "cover.flac")
    assert (rate, samples.shape) == (RATE, (6 * RATE, 2))
    report = json.loads((folder / "report.json").read_text())
    assert report["transposition"]["semitones"] % 12 == 0 and "song median" in report["transposition"]["reason"]
    assert abs(report["mastering"]["after"]["integrated_lufs"] - -18) < 0.3
    assert report["consent"] == {"voice_rights": "own", "statement": "", "by": "request"}
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("audio-studio-")) == []


def test_what_is_odd_about_the_clip_is_said(folder):
    """Half a dozen seconds of voice: there is no page that shows the clip's own checks."""
    soundfile.write(
        folder / "short.wav", sounds.song(seed=7, seconds=6.0, sample_rate=RATE, voice="bass").vocals.T, RATE
    )
    ran = studio("cover", "song.flac", "--voice", "short.wav", "-o", "short.flac", "--source", "vocals", "--profile", "fast",
                 "--voice-rights", "licensed", "--set", "range.stop=1", "--report", "short.json", folder=folder)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Note: The voice:" in ran.stderr, ran.stderr
    report = json.loads((folder / "short.json").read_text())
    assert len(report["messages"]) == len(report["warnings"]), report["warnings"]
    assert {"voice_short", "voice_too_short"} & {message["code"] for message in report["messages"]}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cover", "song.flac", "-o", "cover.xyz"), "no ending"),
        (("cover", "nothing.flac", "-o", "cover.wav"), "does not exist"),
        (("cover", "letter.mp3", "-o", "cover.wav"), "can't be decoded"),
        (("cover", "song.flac", "-o", "nowhere/cover.wav"), "can't be written"),
        (("cover", "song.flac", "-o", "folder.wav"), "can't be written"),
        (("cover", "song.flac", "-o", "cover.wav", "--report", "nowhere/r.json"), "can't be written"),
        (("cover", "song.flac", "-o", "song.flac"), "is what the cover is made from"),
        (("cover", "song.flac", "-o", "cover.wav", "--set", "quality.output_format=flac"), "disagree"),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "nobody"), "Presets"),
        (
            ("cover", "song.flac", "-o", "cover.wav", "--voice", "me.wav", "--set", 'svc.blend=[{"voice": "deeper"}]'),
            "made of presets here",
        ),
        (("cover", "song.flac", "-o", "cover.wav", "--set", "swiftf0.key=H moll"), "swiftf0.key: a key is `auto`"),
        (
            ("cover", "song.flac", "-o", "cover.wav", "--set", "swiftf0.enabled=false", "--set", "swiftf0.vibrato=0"),
            "Settings: swiftf0.pitch_shift, formant_shift",
        ),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "noise.wav", "--voice-rights", "own"), "voice"),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "me.wav"), "your right to use “me.wav”"),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "me.wav", "--voice-rights", "mine"), "not “mine”"),
        (("cover", "song.flac", "-o", "cover.wav", "--set", "svc.engine=hq-svc"), "not part of this version"),
        (("cover", "song.flac", "-o", "cover.wav", "--set", "svc.strenght=1"), "strenght"),
        (("cover", "song.flac", "-o", "cover.wav", "--set", "svc.formant=true"), "svc.formant: `true` is no number"),
        (("cover", "song.flac", "-o", "cover.wav", "--profile", "best"), "profile"),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "x" * 400), "neither a preset nor a file"),
        (("cover", "song.flac", "-o", f"{'x' * 400}.wav"), "can't be written"),
        (("cover", "song.flac", "-o", "cover.wav", "--report", "x" * 400), "can't be written"),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "me.wav", "--set", "svc.voice=child"), "--voice says"),
        (("cover", "song.flac", "-o", "cover.wav", "--voice", "airy", "--set", "svc.voice=child"), "--voice says"),
        (
            ("cover", "song.flac", "-o", "cover.wav", "--voice", "airy", "--set", 'svc.blend=[{"voice": "child"}]'),
            "--set svc.blend",
        ),
        (("cover", "song.flac", "-o", "cover.wav", "--pitch", "3", "--set", "swiftf0.pitch_shift=5"), "--pitch says"),
        (("dance",), "No such command"),
    ],
)
def test_what_can_not_be_done_is_said_with_code_2(folder, words, says):
    ran = studio(*words, folder=folder)
    assert ran.returncode == 2 and says in ran.stderr, ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (folder / "cover.wav").exists()


@pytest.mark.parametrize(("words", "says"), [
    (("--set", "svc.engine=rvc"), "Or give --allow-placeholder to have a stand-in"),
    (("--set", "swiftf0.f0_method=nope"), "give --allow-placeholder"),
    (("--set", "svc.options={\"speed\": 1}"), "Correct it and try again."),
    (("--voice", "me.wav"), "Give --voice-rights: own, licensed or public_domain"),
])  # fmt: skip
def test_what_to_do_is_said_in_the_command_lines_own_words(folder, words, says):
    ran = studio("cover", "song.flac", "-o", "cover.wav", *words, folder=folder)
    told = " ".join(ran.stderr.split())
    assert ran.returncode == 2 and says in told, told
    assert not any(word in told for word in ("`errors`", "send", "allow_placeholder", "/models/status")), told


INTERRUPTED = """
import runpy, sys
class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, CtrlC())
sys.argv = ["audio-studio", *{words!r}]
runpy.run_module("audio_backend", run_name="__main__")
"""


@pytest.mark.parametrize(("module", "words"), [
    ("audio_backend.cli", ("models",)),
    ("typer", ("models",)),
    ("audio_backend.engines.catalog", ("serve",)),
    ("audio_backend.cover", ("cover", "song.flac", "-o", "never.wav")),
    ("audio_backend.main", ("serve", "--port", "0")),
    ("audio_backend.system.doctor", ("doctor",)),
])  # fmt: skip
def test_ctrl_c_while_the_program_is_still_being_read_ends_it_in_peace(folder, module, words):
    """The third of a second before a command begins is spent on imports."""
    program = INTERRUPTED.format(module=module, words=words)
    ran = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 130 and "Cancelled." in ran.stderr and "Traceback" not in ran.stderr, ran.stderr


def test_a_cover_leaves_nothing_but_itself(folder, tmp_path):
    """75 MB of weights lay in every folder; they are kept once, in the user's cache."""
    home = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path / "home"), "AUDIO_STUDIO_MODELS": None}
    here = tmp_path / "here"
    here.mkdir()
    ran = studio("cover", folder / "song.flac", "-o", "cover.wav", "--profile", "fast", folder=here, **home)
    assert ran.returncode == 0, ran.stderr
    assert [path.name for path in here.iterdir()] == ["cover.wav"]
    assert list(tmp_path.glob("**/models/spleeter/*.safetensors"))


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_cover_that_is_ended_leaves_no_scratch(folder, tmp_path, ending):
    command = [sys.executable, "-m", "audio_backend", "cover", str(folder / "song.flac"), "-o", "cover.wav"]
    env = os.environ | {"AUDIO_STUDIO_MODELS": str(MODELS)}
    heard = {"preexec_fn": lambda: signal.signal(ending, signal.SIG_DFL)}  # nohup and & tell a job to ignore it
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True, **heard) as ran:
        until = time.monotonic() + 60
        while not list(tmp_path.glob("audio-studio-*/out/*/*")) and time.monotonic() < until:
            time.sleep(0.05)
        assert list(tmp_path.glob("audio-studio-*"))
        ran.send_signal(ending)
        time.sleep(0.05)
        ran.send_signal(ending)  # once more, of impatience
        said = ran.communicate(timeout=60)[1]
    assert ran.returncode == 130 and "Cancelled" in said and "Traceback" not in said, said
    assert list(tmp_path.iterdir()) == []


def test_doctor_tells_what_is_here_and_no_secret(folder):
    ran = studio("doctor", folder=folder, AUDIO_STUDIO_TOKEN="very-secret")
    assert ran.returncode == 0 and "2.13.0" in ran.stdout and "AUDIO_STUDIO_MAX_UPLOAD_BYTES" in ran.stdout
    assert "very-secret" not in ran.stdout


@pytest.mark.parametrize(("setting", "says"), [
    ({"AUDIO_STUDIO_OUTPUTS": "/proc/nope"}, "can't be made"), ({"AUDIO_STUDIO_MAX_DURATION_S": "inf"}, "finite"),
    ({"AUDIO_STUDIO_PORT": "taken"}, "can't be used"),
])  # fmt: skip
def test_what_keeps_the_studio_from_starting_is_said(folder, setting, says):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        if "AUDIO_STUDIO_PORT" in setting:
            setting = {"AUDIO_STUDIO_PORT": str(other.getsockname()[1])}
        ran = studio("serve", folder=folder, **setting)
    assert ran.returncode in (2, 4) and says in ran.stderr and "Traceback" not in ran.stderr, ran.stderr


def test_wrong_settings_are_explained(folder):
    ran = studio("doctor", folder=folder, AUDIO_STUDIO_QUEUE_URL="redis://localhost")
    assert ran.returncode == 2 and "inline" in ran.stderr and "Traceback" not in ran.stderr


def test_models_lists_engines_and_voices(folder):
    ran = studio("models", folder=folder)
    assert ran.returncode == 0 and "spleeter" in ran.stdout and "deeper" in ran.stdout and "385ea3372c6a" in ran.stdout


def test_a_trained_voice_is_imported_and_listed(folder, tmp_path):
    tiny_voices.write_rvc(tmp_path / "Ann.pth")
    assert "no voices of your own" in studio("voices", "list", folder=tmp_path).stdout
    ran = studio("voices", "import", "Ann.pth", "--licence", "CC BY", "--rights", "licensed", folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "“Ann” is here: rvc v2, 40000 Hz" in ran.stdout and "no .index" in ran.stderr
    listed = studio("voices", "list", folder=tmp_path).stdout
    assert "Ann" in listed and "checkpoint" in listed and "licensed" in listed and "CC BY" in listed
    assert not list((tmp_path / "audio_uploads").glob("incoming-*"))


def test_a_trained_voice_goes_to_the_studio_that_runs_in_these_folders(tmp_path):
    tiny_voices.write_rvc(tmp_path / "Ann.pth")
    (tmp_path / "home").mkdir()
    running = LiveStudio(tmp_path / "home")
    running.start()
    at = {name: running.env[name] for name in ("AUDIO_STUDIO_UPLOADS", "AUDIO_STUDIO_OUTPUTS")}
    ran = studio("voices", "import", "Ann.pth", folder=tmp_path, AUDIO_STUDIO_PORT=str(running.port), **at)
    assert ran.returncode == 0 and "“Ann” is here: rvc v2" in ran.stdout, ran.stderr
    assert "Ann" in [one["name"] for one in running.client.get("/voices").json()["items"]]
    ran = studio("voices", "import", "Ann.pth", folder=tmp_path, AUDIO_STUDIO_PORT="9", **at)
    assert ran.returncode == 2 and "Another studio is running" in ran.stderr, "nobody answers there"
    running.stop()


def test_a_cover_in_a_trained_voice_from_its_file(folder, tmp_path):
    tiny_voices.write_contentvec(tmp_path / "models")
    tiny_voices.write_rvc(tmp_path / "Ann.pth")
    ran = studio("cover", folder / "song.flac", "--voice", "Ann.pth", "-o", "cover.flac", "--source", "vocals",
                 "--voice-rights", "licensed", "--set", "range.stop=2", "--report", "report.json", folder=tmp_path,
                 AUDIO_STUDIO_MODELS=str(tmp_path / "models"))  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert len(soundfile.read(tmp_path / "cover.flac")[0]) == 2 * RATE
    engines = json.loads((tmp_path / "report.json").read_text())["engines"]
    assert "rvc" in [one["engine"] for one in engines]


def test_what_is_no_trained_voice_is_told_on_the_command_line(folder, tmp_path):
    (tmp_path / "feature_and_index.pkl").write_bytes(b"\x80\x04.")
    ran = studio("voices", "import", "feature_and_index.pkl", folder=tmp_path)
    assert ran.returncode == 2 and "pickle" in ran.stderr and "was not opened" in ran.stderr, ran.stderr
    ran = studio("voices", "import", "feature_and_index.pkl", "--rights", "mine", folder=tmp_path)
    assert ran.returncode == 2 and "public_domain" in ran.stderr
