"""What the API tells of many requests: the page's own rules are tested against it.

`PYTHONPATH=. python tests/page_rules.py` writes audio_frontend/src/test/rules.json; a test here says whether it is fresh.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from served import add_upload, served

KEPT = Path(__file__).parents[1] / "audio_frontend" / "src" / "test" / "rules.json"
FACTS = ("uses_voice", "blends_voices", "uses_scale", "has_backing", "splits_backing")
IGNORED = ("setting_without_effect", "bit_depth_without_meaning")

Groups = dict[str, dict[str, Any]]

BLEND = [{"voice": "deeper", "weight": 1.0}, {"voice": "airy", "weight": 0.5}]
SILENT = [{"voice": "deeper", "weight": 1.0, "points": [{"at": 0, "weight": 1}, {"at": 5, "weight": 0}]}]
SOURCES = [(source, own) for source in ("song", "vocals") for own in (False, True)]
BACKINGS: list[Groups] = [
    {"instrumental": fields}
    for fields in (
        {}, {"enabled": False}, {"split_vocals": False}, {"stems": True}, {"drums_db": 3.0}, {"other_db": -60.0},
        {"enabled": False, "bass_db": -3.0}, {"transpose": True},
    )
]  # fmt: skip
VOICES: list[Groups] = [
    {"svc": fields}
    for fields in (
        {}, {"enabled": False}, {"strength": 0.0}, {"blend": BLEND}, {"blend": SILENT}, {"enabled": False, "blend": BLEND},
        {"enabled": False, "double": True},
    )
]  # fmt: skip
MELODIES: list[Groups] = [
    {"swiftf0": fields}
    for fields in (
        {}, {"enabled": False}, {"pitch_shift": "auto"}, {"pitch_shift": -3.0}, {"style": "smooth"}, {"style": "snap"},
        {"style": "snap", "style_amount": 0.0}, {"style": "snap", "key": "A minor"}, {"key": "chromatic"},
        {"f0_method": "hybrid"},
        {"fmin": 100.0, "fmax": 149.0}, {"fmin": 100.0, "fmax": 150.0},
    )
]  # fmt: skip
HARMONIES: list[Groups] = [
    {"harmony": {"voices": [{"interval": interval, "gain_db": gain_db} for interval, gain_db in voices]}}
    for voices in (
        [],
        [("third_above", -9.0)],
        [("octave_below", -9.0)],
        [("fifth_below", -60.0), ("octave_above", 0.0)],
    )
]
OUTPUTS: list[Groups] = [{"quality": {"output_format": name}} for name in ("wav", "flac", "mp3", "ogg", "m4a")]


def requests() -> Iterator[tuple[str, bool, Groups]]:
    """Source, whether with an own backing, and what differs from the defaults."""
    for (source, own), config in product(SOURCES, BACKINGS):
        yield source, own, config
    for voice, melody in product(VOICES, MELODIES):
        yield "song", False, voice | melody
    for melody, harmony in product(MELODIES, HARMONIES[1:]):
        yield "song", False, melody | harmony
    for config in OUTPUTS:
        yield "song", False, config


def row(client: TestClient, defaults: Groups, source: str, own: bool, config: Groups) -> dict[str, Any]:
    """Every field is named in the request, so that each one without an effect is told."""
    every = {group: {**fields, **config.get(group, {})} for group, fields in defaults.items()}
    body = {"file_id": "song", "source": source, "config": every, "allow_placeholder": True}
    backing = {"instrumental_file_id": "music"} if own else {}
    asked = {"source": source, "own_backing": own, "config": config}
    answer = client.post("/jobs/validate", json=body | backing)
    told = answer.json()
    if answer.status_code != 200:
        return asked | {"refused": told["code"]}
    ignored = {field for one in told["messages"] if one["code"] in IGNORED for field in one["fields"]}
    return asked | {"facts": {name: told["facts"][name] for name in FACTS}, "without_effect": sorted(ignored)}


def rows() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (client, studio):
        for name in ("song", "music"):
            add_upload(studio, name)
        defaults = client.get("/profiles").json()["defaults"]
        return [row(client, defaults, *asked) for asked in requests()]


if __name__ == "__main__":
    KEPT.write_text("[\n" + ",\n".join(json.dumps(one) for one in rows()) + "\n]\n", "utf-8")
