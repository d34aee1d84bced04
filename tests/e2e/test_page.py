"""The page in a real Chromium, against the real server and pipeline."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile
import sounds
from live import LiveStudio

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
SHOTS = Path(__file__).resolve().parents[2] / "test-results"
RATE = 44_100


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    live = LiveStudio(tmp_path_factory.mktemp("demo"), demo="true")
    live.start()
    yield live
    live.stop()


@pytest.fixture
def page(browser, demo):
    page = browser.new_page(viewport={"width": 900, "height": 1100})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(demo.url)
    yield page
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / "page.png", full_page=True)
    page.close()
    assert not errors


def test_the_demo_song_becomes_a_cover_that_plays(page, demo):
    page.locator("#song option", has_text="Demo song").wait_for(state="attached", timeout=30_000)
    page.select_option("#voice", "brighter")
    page.select_option("#profile", "fast")
    page.select_option("#format", "mp3")
    page.click("#try")
    page.locator("li progress").first.wait_for(timeout=15_000)
    row = page.locator('li[data-status="completed"]').first
    row.wait_for(timeout=120_000)
    page.screenshot(path=_shot("done.png"), full_page=True)
    played = row.locator("audio").evaluate(
        "async (a) => { await a.play(); await new Promise((r) => setTimeout(r, 1500)); a.pause(); return a.currentTime }"
    )
    assert played > 0.5  # the play head moves
    with page.expect_download() as download:
        row.get_by_text("Download MP3").click()
    assert download.value.suggested_filename == "Demo song (cover).mp3"
    assert Path(download.value.path()).stat().st_size > 50_000
    page.reload()
    page.locator('li[data-status="completed"]').first.wait_for(timeout=15_000)  # a reload changes nothing


def test_my_own_song_is_uploaded_and_a_letter_is_refused_in_words(page, tmp_path):
    soundfile.write(tmp_path / "夜 🎤.flac", sounds.song(seconds=4.0, sample_rate=RATE).mix.T, RATE)
    page.set_input_files("#file", tmp_path / "夜 🎤.flac")
    page.locator("#song option", has_text="夜 🎤.flac (0:04)").wait_for(state="attached", timeout=30_000)
    (tmp_path / "letter.mp3").write_text("Dear all, this is no song.")
    page.set_input_files("#file", tmp_path / "letter.mp3")
    alert = page.get_by_role("alert")
    alert.wait_for(timeout=15_000)
    assert "can't be decoded" in alert.inner_text() and "music player" in alert.inner_text()


def test_a_job_can_be_cancelled(page):
    page.locator("#song option").first.wait_for(state="attached", timeout=30_000)
    page.select_option("#profile", "quality")
    page.click("#start")
    page.get_by_role("button", name="Cancel").first.click(timeout=30_000)
    page.locator('li[data-status="cancelled"]').first.wait_for(timeout=15_000)


def test_everything_can_be_done_with_the_keyboard(page):
    page.locator("#song option").first.wait_for(state="attached", timeout=30_000)
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id"))
    assert {"file", "song", "voice", "profile", "pitch", "format", "try", "start"} <= seen


def _shot(name: str) -> Path:
    SHOTS.mkdir(exist_ok=True)
    return SHOTS / name
