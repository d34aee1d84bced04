"""`/docs` shows the API, and no byte of it comes from elsewhere."""

from __future__ import annotations

import re

REFERENCE = re.compile(r"""(?:src|href|url|action)\s*[=(]\s*["']?([^"'\s)>]+)""")


def test_docs_refer_to_this_studio_only(studio):
    answer = studio.client.get("/docs")
    assert answer.status_code in (200, 503) and answer.headers["content-type"].startswith("text/html")
    referred = REFERENCE.findall(answer.text)
    assert referred and all(re.match(r"/[^/]", address) for address in referred), referred
    assert {address: studio.client.get(address).status_code for address in referred} == dict.fromkeys(referred, 200)


def test_there_is_no_second_one_from_a_cdn(studio):
    assert studio.client.get("/redoc").status_code == 404
    assert studio.client.get("/docs/oauth2-redirect").status_code == 404
