"""What was compressed when the page was built is sent compressed, to whoever takes that."""

from __future__ import annotations

import gzip

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from audio_backend.api.page import serve_page

SCRIPT = b"const song = 'la'; " * 200
PAGE = b"<!doctype html><title>Audio Studio</title>" + b"<p>la</p>" * 200
BROTLI = b"as brotli"  # the server only passes it on


@pytest.fixture
def page(tmp_path):
    for name, content in (("index.html", PAGE), ("docs.html", PAGE), ("index-Bx1.js", SCRIPT)):
        (tmp_path / name).write_bytes(content)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
        (tmp_path / f"{name}.br").write_bytes(BROTLI)
    (tmp_path / "tiny-Cx2.js").write_text("1")
    (tmp_path / "manifest.webmanifest").write_text("{}")
    app = FastAPI(docs_url=None)
    serve_page(app, tmp_path)
    return TestClient(app)


def asked(page, path, accepted, **headers):
    return page.get(path, headers={"Accept-Encoding": accepted, **headers})


@pytest.mark.parametrize("path", ["/", "/docs", "/page/index-Bx1.js"])
@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        *[("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("*", "br"), ("GZIP", "gzip")],
        *[("", None), ("identity", None), ("gzip;q=0, br;q=0.0", None), ("deflate", None), ("gzip;q=x", None)],
    ],
)
def test_each_is_sent_what_it_takes(page, path, accepted, sent):
    with page.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == sent
    assert "accept-encoding" in answer.headers["vary"].lower()  # no cache may mix them up, plain or not
    plain = SCRIPT if path.endswith(".js") else PAGE
    assert raw == {"br": BROTLI, "gzip": gzip.compress(plain), None: plain}[sent] or gzip.decompress(raw) == plain
    assert int(answer.headers["content-length"]) == len(raw)
    assert answer.headers["content-type"].split(";")[0] in ("text/html", "text/javascript")


def test_each_encoding_has_a_tag_of_its_own_and_is_not_sent_twice(page):
    tags = {accepted: tag_of(page, accepted) for accepted in ("br", "gzip", "identity")}
    assert len(set(tags.values())) == 3
    for accepted, tag in tags.items():
        again = asked(page, "/page/index-Bx1.js", accepted, **{"If-None-Match": tag})
        assert again.status_code == 304 and again.headers["etag"] == tag
        assert "accept-encoding" in again.headers["vary"].lower() and "content-encoding" not in again.headers
        assert "immutable" in again.headers["cache-control"]
    assert asked(page, "/page/index-Bx1.js", "gzip", **{"If-None-Match": tags["identity"]}).status_code == 200


def tag_of(page, accepted):
    with page.stream("GET", "/page/index-Bx1.js", headers={"Accept-Encoding": accepted}) as answer:  # undecoded
        return answer.headers["etag"]


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_the_page_itself_is_not_sent_again_while_it_is_the_same(page, path):
    tag = asked(page, path, "gzip").headers["etag"]
    again = asked(page, path, "gzip", **{"If-None-Match": tag})
    assert again.status_code == 304 and not again.content


@pytest.mark.parametrize("path", ["/", "/page/index-Bx1.js"])
def test_head_tells_what_get_would_send(page, path):
    told = page.head(path, headers={"Accept-Encoding": "gzip"})
    sent = asked(page, path, "gzip")
    assert told.status_code == 200 and not told.content
    for name in ("content-length", "content-encoding", "etag", "vary", "content-type"):
        assert told.headers[name] == sent.headers[name]


def test_a_part_of_a_file_is_a_part_of_what_is_in_it(page):
    part = asked(page, "/page/index-Bx1.js", "gzip, br", Range="bytes=6-9")
    assert part.status_code == 206 and part.content == SCRIPT[6:10]
    assert "content-encoding" not in part.headers
    assert part.headers["content-range"] == f"bytes 6-9/{len(SCRIPT)}"


def test_what_is_small_was_not_compressed_and_comes_as_it_is(page):
    answer = asked(page, "/page/tiny-Cx2.js", "gzip, br")
    assert answer.content == b"1" and "content-encoding" not in answer.headers


def test_a_manifest_is_called_one(page):
    assert page.get("/page/manifest.webmanifest").headers["content-type"] == "application/manifest+json"
