import json

from dateline.errors import RecordError
from dateline.jsonlines import transform
from dateline.outcomes import Outcome


def double(objects):
    for item in objects:
        if "n" not in item:
            yield RecordError(Outcome.EMPTY, "no n")
        else:
            yield {"outcome": "ok", "n": 2 * item["n"]}


def test_one_line_out_per_line_in_same_id_same_order():
    lines = [b'{"id": "a", "n": 1}', b"{", b"", b"[]", b'{"id": 7}', b'{"id": null, "n": 3}']
    for chunk in (1, 2, 100):
        out = [json.loads(line) for line in transform(lines, double, chunk=chunk)]
        assert [line["id"] for line in out] == ["a", None, None, 7, None]
        outcomes = [line["outcome"] for line in out]
        assert outcomes == ["ok", "broken_record", "broken_record", "empty", "ok"]
        assert out[0]["n"] == 2
        assert "not JSON" in out[1]["error"]


def test_bad_utf8_is_a_broken_record():
    (line,) = transform([b'{"id": "\xff"}'], double, chunk=1)
    assert json.loads(line)["outcome"] == "broken_record"


def test_what_json_can_say_and_utf8_cannot_stays_as_it_was():
    (line,) = transform([b'{"id": "\\ud800", "n": 1}'], double, chunk=1)
    assert json.loads(line)["id"] == "\ud800"


def test_nesting_without_end_costs_its_line_only():
    out = [json.loads(x) for x in transform([b"[" * 200_000, b'{"n": 1}'], double, chunk=1)]
    assert [line["outcome"] for line in out] == ["broken_record", "ok"]
