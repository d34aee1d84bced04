"""What a request may hold that no form would send: it is refused by the name of the field, and never ends in a 500."""

from __future__ import annotations

import pytest
from served import add_finished_job, add_upload, served

JSON = {"Content-Type": "application/json"}
HALF_A_PAIR = "\\ud800"
GENERATE = '{"engine": "ace-step", "prompt": "A soft one", "options": {"%s": 1}}'


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with served(tmp_path_factory.mktemp("studio")) as (client, studio):
        add_upload(studio)
        add_finished_job(studio)
        yield client


CONFIGS = {
    '{"svc": {"options": {"%s": 1}}}': "svc.options.",
    '{"instrumental": {"generate": GENERATE}}'.replace("GENERATE", GENERATE): "generate.options.",
    '{"instrumental": {"enabled": false, "generate": GENERATE}}'.replace("GENERATE", GENERATE): "generate.options.",
    '{"%s": {}}': "config.",
    '{"svc": {"%s": 1}}': "config.svc.",
}


@pytest.mark.parametrize("name", [HALF_A_PAIR, "", "a b", "-", "1st", "é", "a" * 65, "a" * 5000, "\\u0000"])
@pytest.mark.parametrize(("config", "field"), CONFIGS.items())
@pytest.mark.parametrize("route", ["validate", "start"])
def test_the_name_of_a_setting_is_a_name(client, route, config, field, name):
    """It comes back in messages and is kept as JSON: half a surrogate pair as an option's name was a 500."""
    body = f'{{"file_id": "song", "config": {config % name}}}'
    answer = client.post(f"/jobs/{route}", content=body, headers=JSON)
    assert answer.status_code == 422, answer.text
    assert any(field in error["field"] for error in answer.json()["errors"]), answer.text
    assert len(answer.text) < 2000


@pytest.mark.parametrize("config", CONFIGS)
def test_in_a_batch_too(client, config):
    body = f'{{"jobs": [{{"file_id": "song", "config": {config % HALF_A_PAIR}}}]}}'
    answer = client.post("/jobs/batch", content=body, headers=JSON)
    assert answer.status_code == 422 or answer.json()["items"][0]["error"]["status"] == 422, answer.text


@pytest.mark.parametrize("group", ["mixing", "quality", "instrumental"])
def test_and_in_a_remix(client, group):
    answer = client.post("/jobs/done/remix", content=f'{{"{group}": {{"{HALF_A_PAIR}": 1}}}}', headers=JSON)
    assert answer.status_code == 422 and group in answer.json()["errors"][0]["field"], answer.text


@pytest.mark.parametrize("value", [[1], {"b": 1}, None, 10**12, 1e308, "x" * 4001])
def test_a_value_no_option_can_have_is_told_once_by_the_options_own_name(client, value):
    asked = {"file_id": "song", "config": {"svc": {"options": {"bool": value}}}}
    errors = client.post("/jobs/validate", json=asked).json()["errors"]
    assert [error["field"] for error in errors] == ["svc.options.bool"]
    assert "4000 characters" in errors[0]["message"]


@pytest.mark.parametrize(("config", "fields"), [
    ({"svc": {"formant": "wide"}}, {"svc.formant"}),
    ({"quality": {"sample_rate": "high"}}, {"quality.sample_rate"}),
    ({"mixing": {"true_peak_db": "loud"}}, {"mixing.true_peak_db"}),
    ({"svc": {"float": 1}}, {"svc.float"}),
    ({"svc": {"breath": True}}, {"svc.breath"}),
])  # fmt: skip
def test_a_field_of_several_kinds_is_named_as_it_is_called(client, config, fields):
    answer = client.post("/jobs/validate", json={"file_id": "song", "config": config})
    assert answer.status_code == 422 and {error["field"] for error in answer.json()["errors"]} == fields
