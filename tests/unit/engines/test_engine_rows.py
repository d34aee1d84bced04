"""What the page needs to know of a voice engine, to offer what it can do and nothing else."""

from audio_backend.engines import catalog

ROWS = {row["id"]: row for row in catalog.status(set()) if row["role"] == "voice"}


def test_an_engine_tells_whether_it_blends_voices():
    assert {engine: row["blends"] for engine, row in ROWS.items() if row["voice_kinds"]} == {
        "echo": True, "unconverted": True, "so-vits-svc": False, "rvc": False, "soulx-singer-svc": False,
    }  # fmt: skip


def test_options_about_one_voice_are_among_the_engines_own():
    assert set(ROWS["so-vits-svc"]["of_one_voice"]) == {"speaker", "speaker_mix"} & set(ROWS["so-vits-svc"]["options"])
    assert ROWS["rvc"]["of_one_voice"] == ["speaker"], "a mix of speakers is so-vits-svc's alone"
    assert ROWS["echo"]["of_one_voice"] == []
