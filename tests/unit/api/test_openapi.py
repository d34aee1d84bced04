"""The OpenAPI document says what is true now."""

from __future__ import annotations

import json
from pathlib import Path

from audio_backend.openapi import document

KEPT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"


def test_the_kept_document_is_fresh():
    assert json.loads(KEPT.read_text("utf-8")) == json.loads(json.dumps(document())), "run `make openapi`"


def test_every_operation_has_an_id_and_says_what_it_does():
    ids = []
    for path, methods in document()["paths"].items():
        for operation in methods.values():
            ids.append(operation["operationId"])
            assert operation.get("description") or operation["summary"], path
    assert len(ids) == len(set(ids))


def test_every_config_field_has_a_text():
    schemas = document()["components"]["schemas"]
    groups = ("Processing", "Quality", "SwiftF0", "Svc", "Instrumental", "Mixing", "Range")
    for group in groups:
        for name, field in schemas[f"{group}Config"]["properties"].items():
            assert field.get("description"), f"{group}.{name}"
