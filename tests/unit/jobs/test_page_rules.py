"""The page decides some things while one types; what it is tested against is what the API says now."""

import json

from page_rules import KEPT, rows


def test_what_the_page_is_tested_against_is_fresh():
    assert json.loads(KEPT.read_text("utf-8")) == rows(), "run `make rules`"
