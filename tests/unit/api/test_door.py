"""The door of the API: numbers have bounds, bodies have limits, only known hosts are let in, HTML carries its policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from served import HOST, add_finished_job, add_upload, served

from audio_backend.api import page
from audio_backend.api.guards import MOST_BYTES, STREAMED
from audio_backend.api.multipart import MAX_FIELD_BYTES, MAX_REST_BYTES
from audio_backend.openapi import document

DOCUMENT = document()


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    with served(tmp_path_factory.mktemp("door")) as (client, studio):
        add_upload(studio)
        add_finished_job(studio)
        yield client


def is_problem(answer: Any, status: int) -> bool:
    told = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code == status and told and bool(answer.json()["code"] and answer.json()["remedy"])


# -------------------------------------------------------------------- numbers
def unbounded(schema: Any, where: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Where a schema takes a number without a least or a largest one."""
    if isinstance(schema, list):
        for one in schema:
            yield from unbounded(one, where, seen)
    elif isinstance(schema, dict):
        name = schema.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            yield from unbounded(DOCUMENT["components"]["schemas"][name], where, (*seen, name))
        if schema.get("type") in ("number", "integer") and not {"enum", "const"} & set(schema):
            bounds = [{"minimum", "exclusiveMinimum"} & set(schema), {"maximum", "exclusiveMaximum"} & set(schema)]
            if not all(bounds):
                yield where
        for field, inner in schema.get("properties", {}).items():
            yield from unbounded(inner, f"{where}.{field}", seen)
        for key in ("anyOf", "oneOf", "allOf", "items", "prefixItems", "additionalProperties"):
            yield from unbounded(schema.get(key), where, seen)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_number_that_can_be_sent_has_a_least_and_a_largest():
    found = list(unbounded({"$ref": "#/AudioConfig"}, "AudioConfig"))
    for method, path, operation in operations():
        for parameter in operation.get("parameters", []):
            found += unbounded(parameter["schema"], f"{method} {path} {parameter['name']}")
        for body in operation.get("requestBody", {}).get("content", {}).values():
            found += unbounded(body["schema"], f"{method} {path} body")
    assert not found


def takes_a_number(schema: dict[str, Any]) -> bool:
    return any(one.get("type") in ("number", "integer") for one in (schema, *schema.get("anyOf", [])))


def takes(schema: dict[str, Any], value: float) -> bool:
    """A number that lies within the bounds, such as -1 semitone."""
    kinds = (schema, *schema.get("anyOf", []))
    return any(one.get("minimum", np.inf) <= value <= one.get("maximum", -np.inf) for one in kinds)


NUMBERS = [
    (method, path, parameter["name"], parameter["in"], value)
    for method, path, operation in operations()
    for parameter in operation.get("parameters", [])
    for value in ("1e308", "-1e308", "1e999", "nan", "-1", "9" * 400)
    if takes_a_number(parameter["schema"]) and not takes(parameter["schema"], float(value))
]


@pytest.mark.parametrize(("method", "path", "name", "place", "value"), NUMBERS)
def test_absurd_numbers_are_refused_in_words(door, method, path, name, place, value):
    ids = {"job_id": "done", "file_id": "song", "voice_id": "deeper", "index": "0", "type": "svc"}
    query = {} if place == "path" else {name: value}
    ids |= {name: value} if place == "path" else {}
    assert is_problem(door.request(method, path.format(**ids), params=query), 422)


def numeric_fields(model: dict[str, Any]) -> list[str]:
    return [field for field, schema in model["properties"].items() if takes_a_number(schema)]


CONFIG = [
    (group, field)
    for group, schema in DOCUMENT["components"]["schemas"]["AudioConfig"]["properties"].items()
    for field in numeric_fields(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
]


@pytest.mark.parametrize("value", ["1e308", "-1e308", "1e999", "NaN", "9" * 400])
def test_absurd_numbers_in_a_config_are_refused_in_words(door, value):
    for group, field in CONFIG:
        body = f'{{"file_id": "song", "config": {{"{group}": {{"{field}": {value}}}}}}}'
        answer = door.post("/jobs/validate", content=body, headers={"Content-Type": "application/json"})
        assert is_problem(answer, 422), (group, field, answer.text)


# --------------------------------------------------------------------- bodies
LARGE = b'{"file_id": "' + b"a" * MOST_BYTES + b'"}'
WITH_BODY = [
    (method, path) for method, path, operation in operations()
    if "requestBody" in operation and path not in STREAMED
]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_a_body_beyond_the_limit_is_refused_announced_or_not(door, method, path, announced, prefix):
    path = prefix + path.format(job_id="done", index=0, voice_id="me")
    read = []

    def chunks() -> Iterator[bytes]:
        for start in range(0, 10 * len(LARGE), 1 << 16):
            read.append(start)
            yield LARGE[start : start + (1 << 16)] or b" "

    answer = door.request(
        method, path, content=LARGE if announced else chunks(), headers={"Content-Type": "application/json"}
    )
    assert is_problem(answer, 413) and answer.headers["x-request-id"]


def test_the_largest_batch_is_within_the_limit(door):
    points = [{"at": 1000.123456 + moment, "weight": 0.123456} for moment in range(100)]
    blend = [{"voice": f"{voice:064d}", "points": points} for voice in range(8)]
    body = {"jobs": [{"file_id": "nobody", "config": {"svc": {"blend": blend}}}] * 20}
    assert 600_000 < len(json.dumps(body)) < MOST_BYTES
    answer = door.post("/jobs/batch", json=body)
    assert answer.status_code == 202 and {one["error"]["code"] for one in answer.json()["items"]} == {"not_found"}


PART = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'


@pytest.mark.parametrize("form", [
    PART % (b"name", b"") + b"a" * (MAX_FIELD_BYTES + 1),
    PART % (b"clip", b'; filename="a.wav"') + b"RIFF\r\n--x--\r\n" + b"\r\n" * MAX_REST_BYTES,
])  # fmt: skip
def test_what_comes_beside_the_files_of_a_form_has_a_limit(door, form):
    chunks = (form[start : start + 4096] for start in range(0, len(form), 4096))
    answer = door.post("/voices", content=chunks, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert is_problem(answer, 413)


# ---------------------------------------------------------------------- hosts
@pytest.mark.parametrize(
    "host", ["testserver", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "["]
)
def test_only_this_machines_own_names_are_answered(door, host):
    assert is_problem(door.get("/limits", headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_known_by_each_of_its_names(door, host):
    assert door.get("/limits", headers={"Host": host}).status_code == 200


# ----------------------------------------------------------------------- HTML
def test_html_carries_the_policy_by_whichever_address_it_is_reached(tmp_path, monkeypatch):
    built = tmp_path / "page"
    built.mkdir()
    for name in ("index.html", "docs.html", "other.html", "index-Bx1.html"):
        (built / name).write_text("<!doctype html><title>x</title>")
    monkeypatch.setattr(page.serve_page, "__defaults__", (built,))
    with served(tmp_path) as (client, _):
        for path in ("/", "/docs", "/page/index.html", "/page/docs.html", "/page/other.html", "/page/index-Bx1.html"):
            for answer in (client.get(path), client.head(path)):
                assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
                assert answer.headers["content-security-policy"] == page.POLICY, path
                assert (
                    answer.headers["referrer-policy"] == "no-referrer"
                    and answer.headers["x-content-type-options"] == "nosniff"
                )


def test_an_unbuilt_page_carries_the_policy_too(tmp_path, monkeypatch):
    monkeypatch.setattr(page.serve_page, "__defaults__", (tmp_path / "none",))
    with served(tmp_path) as (client, _):
        assert client.get("/").headers["content-security-policy"] == page.POLICY


def test_the_tests_themselves_come_under_an_allowed_name(door):
    assert isinstance(door, TestClient) and str(door.base_url) == HOST
