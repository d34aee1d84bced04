"""Whatever an address answers is in the OpenAPI document: every operation is driven in every way that could go wrong."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from served import FACTS, add_finished_job, add_upload, add_voice, served

from audio_backend.api.guards import MOST_BYTES
from audio_backend.api.problems import METHODS
from audio_backend.errors import StudioError
from audio_backend.ledger.job import Job
from audio_backend.models.audio_config import AudioConfig
from audio_backend.models.formats import AudioFacts
from audio_backend.models.results import ProbeResult
from audio_backend.models.tasks import Probe, Task
from audio_backend.openapi import document
from audio_backend.storage.folders import new_id

DOCUMENT = document()
OPERATIONS = [
    (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if path != "/doctor"  # tries every native library: seconds
]
KINDS = {
    "there": {"job_id": "done", "batch_id": "both", "file_id": "song", "voice_id": "me", "index": "0", "type": "svc"},
    "preset": {
        "job_id": "done",
        "batch_id": "both",
        "file_id": "needed",
        "voice_id": "deeper",
        "index": "7",
        "type": "stems",
    },
    "nobody": {
        "job_id": "nobody",
        "batch_id": "nobody",
        "file_id": "nobody",
        "voice_id": "nobody",
        "index": "0",
        "type": "pitch",
    },
    "damaged": {"job_id": "bad", "batch_id": "bad", "file_id": "bad", "voice_id": "bad", "index": "0", "type": "voice"},
    "no id": {"job_id": "%20", "batch_id": "%20", "file_id": "%20", "voice_id": "%20", "index": "-1", "type": "drums"},
}
QUERIES = [{}, {"purge": "true"}, {"format": "zip", "stem": "mix"}, {"engine": "nobody"}, {"segment": "0"}, {"limit": "0"},
           {"cursor": "nonsense"}, {"voice": "nobody"}, {"start_s": "99"}, {"stem": "original"}]  # fmt: skip
HEADERS = [{}, {"Range": "bytes=0-1"}, {"Range": "bytes=99-"}, {"Range": "bites"}, {"If-None-Match": "*"}, {"Host": "evil.example"},
           {"Origin": "https://evil.example"}]  # fmt: skip
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
SONG = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--x--\r\n'
CLIP = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nMe\r\n--x\r\nContent-Disposition: form-data; name="clip"; filename="a.wav"\r\n\r\nRIFF\r\n--x--\r\n'
BODIES: list[tuple[bytes, dict[str, str]]] = [
    (json.dumps(body).encode(), JSON)
    for body in (
        {}, {"file_id": "song"}, {"file_id": "nobody"}, {"file_id": "bad"}, {"file_id": "song", "config": {"svc": {"engine": "rvc"}}},
        {"jobs": [{"file_id": "song"}]}, {"name": "You"}, {"title": "Song"}, {"mixing": {"vocal_db": 1.0}}, {"mixing": {"vocal_db": 99.0}},
        {"config": {"svc": {"strength": 0.5}}}, {"config": {"svc": {"voice": "me"}}},
    )
] + [(b"{", JSON), (b" " * (MOST_BYTES + 1), JSON), (SONG, FORM), (CLIP, FORM), (b"--x", FORM), (b"--x\r\n" + b"a: " + b"b" * 200_000, FORM)]  # fmt: skip


async def probed(task: Task[Any], *_: Any) -> ProbeResult:
    """A pool that takes every upload for a song, and can do nothing else."""
    if not isinstance(task, Probe):
        raise StudioError("Nobody works here.")
    return ProbeResult(facts=AudioFacts(**FACTS))


@contextmanager
def prepared(folder: Path, **settings: Any) -> Iterator[tuple[Any, Any]]:
    with served(folder, **settings) as (client, studio):
        studio._interactive_workers.run = probed
        renew(studio)
        yield client, studio


def renew(studio: Any) -> None:
    """One of each, whole and damaged; what was deleted is there again."""
    there, most = studio.ledger.doomed.kept, studio.ledger._most_waiting
    studio.ledger._most_waiting = None  # finished jobs come in by the queue, too
    for file_id in {"song", "needed", "bad"} - there("uploads"):
        add_upload(studio, file_id)
    for voice_id in {"me", "bad"} - there("voices"):
        add_voice(studio, voice_id)
    for job_id in {"done", "bad"} - there("jobs"):
        add_finished_job(studio, job_id, batch_id="both" if job_id == "done" else "bad")
    if not studio.ledger.stats()["jobs"].get("queued"):
        job_id = "waiting" if "waiting" not in there("jobs") else new_id()
        config, request = AudioConfig().model_dump(), {"file_id": "needed", "voice": {}}
        studio.ledger.add_job(
            Job(id=job_id, created=1.0, title=job_id, config=config, request=request, source=FACTS, batch_id="both")
        )
    studio.ledger._most_waiting = most
    damage = {"jobs": "config", "uploads": "facts", "voices": "facts"}
    with closing(studio.ledger._database._engine.raw_connection()) as ledger:
        for table, column in damage.items():
            ledger.execute(f"UPDATE {table} SET {column} = '{{broken' WHERE id = 'bad'")


def asked(method: str, path: str, operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Addresses and what is sent there."""
    known = {parameter["name"] for parameter in operation.get("parameters", [])}
    queries = [query for query in QUERIES if set(query) <= known]
    bodies = BODIES if "requestBody" in operation else [(b"", {})]
    kinds = KINDS.values() if "{" in path else [KINDS["there"]]
    for ids, query, (content, kind), headers in product(kinds, queries, bodies, HEADERS):
        if headers and (content or query) and (content, kind) != bodies[0]:
            continue  # headers matter before the body is read
        yield path.format(**ids), {"params": query, "content": content, "headers": kind | headers}


def undocumented(
    client: Any, studio: Any, operations: list[tuple[str, str, dict[str, Any]]], seen: set[int]
) -> dict[str, Any]:
    """{operation: (status, media type) that it gave and the document has not}; all statuses go into `seen`."""
    found: dict[str, Any] = defaultdict(set)
    for method, path, operation in operations:
        for address, sent in asked(method, path, operation):
            answer = client.request(method, address, **sent)
            seen.add(answer.status_code)
            told = operation["responses"].get(str(answer.status_code))
            kinds = set(told.get("content", {})) if told else None
            kind = answer.headers.get("content-type", "").partition(";")[0]
            if told is None or (answer.content and kind not in kinds and not any(k == "*/*" for k in kinds)):
                found[f"{method} {path}"].add((answer.status_code, kind))
            if method == "delete" or "cancel" in path:
                renew(studio)
    return dict(found)


def test_every_answer_is_documented(tmp_path):
    with prepared(tmp_path) as (client, studio):
        assert undocumented(client, studio, OPERATIONS, seen := set()) == {}
    assert {200, 201, 202, 206, 304, 400, 403, 404, 409, 413, 416, 422, 500} <= seen


def test_every_answer_is_documented_without_a_token_that_is_needed(tmp_path):
    with prepared(tmp_path, token="open sesame") as (client, studio):
        assert undocumented(client, studio, OPERATIONS, seen := set()) == {}
    assert seen == {401, 403}


@pytest.mark.parametrize(("limits", "status"), [({"min_free_disk_bytes": 10**16}, 507), ({"max_queued_jobs": 1}, 429)])
def test_every_answer_is_documented_where_there_is_no_room(tmp_path, limits, status):
    posts = [one for one in OPERATIONS if one[0] != "get"]
    with prepared(tmp_path, **limits) as (client, studio):
        assert undocumented(client, studio, posts, seen := set()) == {}
    assert status in seen


def test_every_answer_is_documented_when_the_ledger_fails(tmp_path):
    with prepared(tmp_path) as (client, studio):
        with closing(studio.ledger._database._engine.raw_connection()) as ledger:
            for table in ("jobs", "uploads", "voices", "idempotency"):
                ledger.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
        found: dict[str, Any] = {}
        for method, path, operation in OPERATIONS:
            answer = client.request(method, path.format(**KINDS["there"]))
            if str(answer.status_code) not in operation["responses"]:
                found[f"{method} {path}"] = answer.status_code
        assert found == {}


@pytest.mark.parametrize("path", sorted({path for _, path, _ in OPERATIONS}))
def test_a_method_that_an_address_does_not_take_is_answered_with_those_it_takes(tmp_path, path):
    with served(tmp_path) as (client, _):
        for prefix in ("", "/api/v1"):
            address = prefix + path.format(**KINDS["there"])
            answer = client.request("PUT", address)
            assert answer.status_code == 405 and answer.headers["content-type"] == "application/problem+json"
            allowed = {one.strip() for one in answer.headers["allow"].split(",")}
            taken = {method for method in METHODS if client.request(method, address).status_code != 405}
            assert taken == allowed >= {method.upper() for method in DOCUMENT["paths"][path]}


def test_the_document_says_how_a_token_is_given(tmp_path):
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert schemes["bearer"] == {"type": "http", "scheme": "bearer", "description": schemes["bearer"]["description"]}
    assert (schemes["query"]["in"], schemes["query"]["name"]) == ("query", "token")
    assert DOCUMENT["security"] == [{}, {"bearer": []}, {"query": []}]  # a studio of this computer alone needs none
    with served(tmp_path, token="open sesame") as (client, _):
        told = client.get("/openapi.json", params={"token": "open sesame"})
        assert told.json()["security"] == [{"bearer": []}, {"query": []}]
        assert client.get("/limits", headers={"Authorization": "Bearer open sesame"}).status_code == 200
