"""The page is served with headers that keep it private and fresh; without a build the studio says so."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from audio_backend.api.page import serve_page


@pytest.fixture
def built(tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><title>Audio Studio</title>")
    (tmp_path / "docs.html").write_text("<!doctype html><title>API</title>")
    (tmp_path / "index-Bx1.js").write_text("1")
    (tmp_path / "theme.js").write_text("2")
    return tmp_path


def client(folder) -> TestClient:
    app = FastAPI(docs_url=None)
    serve_page(app, folder)
    return TestClient(app)


@pytest.mark.parametrize(("path", "title"), [("/", "Audio Studio"), ("/docs", "API")])
def test_the_page_loads_nothing_from_elsewhere_and_tells_nobody_its_address(built, path, title):
    answer = client(built).get(path)
    assert answer.status_code == 200 and title in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "http" not in policy and "unsafe-eval" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"  # the address may hold the token
    assert answer.headers["cache-control"] == "no-cache"


def test_files_named_after_their_content_are_kept_and_others_asked_for_again(built):
    page = client(built)
    assert "immutable" in page.get("/page/index-Bx1.js").headers["cache-control"]
    assert page.get("/page/theme.js").headers["cache-control"] == "no-cache"
    again = page.get("/page/theme.js", headers={"If-None-Match": page.get("/page/theme.js").headers["etag"]})
    assert again.status_code == 304


def test_nothing_outside_the_page_can_be_fetched(built):
    (built.parent / "secret.txt").write_text("x")
    for path in ("/page/../secret.txt", "/page/%2e%2e/secret.txt", "/page/..%2fsecret.txt"):
        assert client(built).get(path).status_code == 404


def test_an_unbuilt_page_says_how_to_build_it(tmp_path):
    answer = client(tmp_path / "none").get("/")
    assert answer.status_code == 503 and "make page" in answer.text
    assert client(tmp_path / "none").get("/page/theme.js").status_code == 404


def test_docs_that_were_not_built_say_how_to_build_them_and_where_the_document_is(tmp_path):
    answer = client(tmp_path / "none").get("/docs")
    assert answer.status_code == 503 and "make page" in answer.text and 'href="/openapi.json"' in answer.text


def test_the_worker_may_answer_for_the_whole_page_and_is_never_kept(built):
    (built / "serviceworker.js").write_text("3")
    answer = client(built).get("/page/serviceworker.js")
    assert answer.headers["service-worker-allowed"] == "/" and answer.headers["cache-control"] == "no-cache"
    assert "javascript" in answer.headers["content-type"]  # by this it knows that the studio is still there
    assert "service-worker-allowed" not in client(built).get("/page/theme.js").headers
    assert client(built.parent / "none").get("/page/serviceworker.js").status_code == 404
