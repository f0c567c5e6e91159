"""The `dateline` command as its users call it: in a process of its own."""

import io
import json
import os
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from integration.runs import source_file

from dateline.settings import PROJECT

ARTICLE = (
    "Kestria strikes Ruvenia\n"
    "The Russian military launched cruise missiles at Syria on Wednesday, officials said.\n"
    "NATO warned Russia, and the United States asked Moscow to stop.\n"
)
ACTOR = {"text", "start", "end", "name", "country", "sector", "entity_id"}
EVENT = {
    "type",
    "mode",
    "contexts",
    "cameo",
    "quad_class",
    "goldstein",
    "modality",
    "confidence",
    "rule_id",
    "sentence",
    "trigger",
    "source",
    "target",
    "date",
    "date_precision",
    "date_text",
    "location",
    "counts",
    "details",
    "attribution",
}


def dateline(*arguments, data, stdin=b"", **variables):
    return subprocess.run(
        [sys.executable, "-c", "from dateline.cli import main; main()", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | {"DATELINE_DATA": str(data)} | variables,
        check=False,
    )


def lines(*objects):
    return b"".join(
        item if isinstance(item, bytes) else json.dumps(item).encode() + b"\n" for item in objects
    )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    data = tmp_path_factory.mktemp("cli") / "data"
    inbox = data / "inbox" / "2015-10-07"
    inbox.mkdir(parents=True)
    (inbox / "strike.txt").write_text(ARTICLE * 3, encoding="utf-8")
    sources = source_file(data.parent, {"id": "inbox", "kind": "folder"})
    done = dateline(
        "run", "--start", "2015-10-07", "--end", "2015-10-08", data=data, DATELINE_SOURCES=sources
    )
    assert done.returncode == 0, done.stderr.decode()
    return data


def test_clean_answers_each_line_with_its_id_in_order(tmp_path):
    page = f"<html><head><title>A title</title></head><body><article><p>{ARTICLE * 3}</p></article>"
    done = dateline(
        "clean",
        data=tmp_path,
        stdin=lines(
            {"id": "a", "url": "https://a.example/1", "html": page},
            b"{no json\n",
            {"id": "b", "text": ARTICLE + "Source link\nExit mobile version"},
            {"id": "c", "text": ""},
        ),
    )
    assert done.returncode == 0
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in out] == ["a", None, "b", "c"]
    assert [line["outcome"] for line in out] == ["ok", "broken_record", "ok", "empty"]
    assert out[1]["error"]
    assert out[2]["title"] == "Kestria strikes Ruvenia"
    assert [line["rule"] for line in out[2]["dropped"]] == ["source_link", "amp_switcher"]
    assert {place: out[2]["dropped"][0][place] for place in ("text", "line")} == {
        "text": "Source link",
        "line": len(ARTICLE.splitlines()) - 1,
    }
    assert set(out[2]) == {
        *("id", "outcome", "title", "authors", "author_organizations", "published_at"),
        *("modified_at", "language", "site_name", "section", "tags", "canonical_url"),
        *("image_url", "is_paywalled", "text", "dateline", "dateline_place", "agency"),
        *("credits", "dropped", "quality", "flags", "sources"),
    }


def test_annotate_follows_the_contract(tmp_path):
    text = "The Russian military launched missiles at Syria on Wednesday — “a grave step”."
    done = dateline(
        "annotate",
        data=tmp_path,
        stdin=lines(
            {"id": 1, "text": text, "published_at": "2015-10-08T09:00:00Z"},
            {"id": 2, "text": 5},
            {"id": 3, "text": "La marine russe a tiré des missiles sur la Syrie mercredi matin."},
            {"id": 4, "text": text, "published_at": "someday"},
            {"id": 5, "text": "NATO warned Russia.", "title": "A warning"},
        ),
    )
    assert done.returncode == 0, done.stderr.decode()
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in out] == [1, 2, 3, 4, 5]
    assert [line["outcome"] for line in out] == [
        "ok",
        "broken_record",
        "unsupported_language",
        "broken_record",
        "ok",
    ]
    first = out[0]
    for entity in first["entities"]:
        for mention in entity["mentions"]:
            assert text[mention["start"] : mention["end"]] == mention["text"]
    (assault,) = [event for event in first["events"] if event["type"] == "ASSAULT"]
    assert set(assault) == EVENT
    assert set(assault["source"]) == set(assault["target"]) == ACTOR
    assert (assault["source"]["country"], assault["target"]["country"]) == ("RUS", "SYR")
    assert assault["date"] == "2015-10-07"
    trigger = assault["trigger"]
    assert text[trigger["start"] : trigger["end"]] == trigger["text"] == "launched"


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_sql_answers_in_each_format(loaded, form):
    done = dateline("sql", "select count(*) as n from core_articles", "--format", form, data=loaded)
    assert done.returncode == 0
    if form == "json":
        assert json.loads(done.stdout) == [{"n": 1}]
    elif form == "parquet":
        assert pq.read_table(io.BytesIO(done.stdout)).to_pylist() == [{"n": 1}]
    else:
        assert b"1" in done.stdout


def test_an_answer_goes_to_a_file(loaded, tmp_path):
    file = tmp_path / "answer.csv"
    done = dateline("sql", "select 1 as n", "--format", "csv", "--output", file, data=loaded)
    assert (done.returncode, done.stdout) == (0, b"")
    assert file.read_text(encoding="utf-8").split() == ["n", "1"]


def test_export_writes_a_folder(loaded, tmp_path):
    done = dateline("export", tmp_path / "out", "--format", "gdelt", data=loaded)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "events.export.CSV").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sql", "delete from core_articles"], b"read-only"),
        (["sql", "selec"], b"syntax error"),
        (["sql", ";"], b"no statement"),
        (["sql", "--query", "nonsense"], b"no saved query"),
        (["evaluate", "events", "no-such-file"], b"no-such-file"),
        (["run", "--start", "2015-10-07", "--end", "2015-10-07"], b"empty data interval"),
        (["run", "--start", "yesterday", "--end", "today"], b"ISO 8601"),
        (["run", "--start", "2015-10-07", "--end", "2015-10-08", "--kind", "fax"], b"fax"),
    ],
)
def test_errors_are_one_line_and_a_status(loaded, arguments, message):
    done = dateline(*arguments, data=loaded)
    assert done.returncode == 1
    assert message in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_wrong_setting_is_named(tmp_path):
    done = dateline("status", data=tmp_path, DATELINE_PORT="many")
    assert done.returncode == 1
    assert b"port" in done.stderr
    assert b"Traceback" not in done.stderr


def test_before_anything_is_published_sql_says_what_to_do(tmp_path):
    done = dateline("sql", "select 1", data=tmp_path / "nothing")
    assert done.returncode == 1
    assert b"published" in done.stderr


def test_saved_queries_run_and_are_listed(loaded):
    listed = dateline("sql", data=loaded)
    assert b"dyad_timeline" in listed.stdout
    done = dateline("sql", "--query", "dyad_timeline", "--format", "json", data=loaded)
    assert json.loads(done.stdout)[0]["events"] >= 1


def test_status_shows_the_ledger(loaded):
    done = dateline("status", data=loaded)
    assert done.returncode == 0
    for stage in (b"discover", b"fetch", b"clean", b"annotate", b"load"):
        assert stage in done.stdout


def test_sources_check_tells_good_from_bad(tmp_path):
    sample = tmp_path / "sample"
    shutil.copytree(PROJECT / "include" / "sample", sample)
    good = {"id": "sample", "kind": "warc", "path": "sample/*.warc.gz"}
    dead = {
        "id": "dead",
        "kind": "site",
        "feeds": ["http://127.0.0.1:9/feed"],
        "allow_hosts": ["127.0.0.1"],
    }
    sources = source_file(tmp_path, good)
    done = dateline("sources", "check", data=tmp_path, DATELINE_SOURCES=str(sources))
    assert done.returncode == 0
    assert b"ok" in done.stdout
    sources = source_file(tmp_path, good, dead)
    done = dateline("sources", "check", data=tmp_path, DATELINE_SOURCES=str(sources))
    assert done.returncode == 1
    assert b"failed" in done.stdout


def test_a_wrong_list_of_sources_names_the_field(tmp_path):
    sources = source_file(tmp_path, {"id": "x", "kind": "site", "feeds": ["ftp://a.example/feed"]})
    done = dateline("sources", "check", data=tmp_path, DATELINE_SOURCES=str(sources))
    assert done.returncode == 1
    assert b"source x: feeds" in done.stderr


def test_explain_prints_rules_and_reasons(tmp_path):
    text = "Taliban fighters killed 12 soldiers in Kunduz on Monday, officials said."
    found = dateline("explain", text, "--published", "2015-10-08", data=tmp_path)
    assert found.returncode == 0, found.stderr.decode()
    report = found.stdout.decode()
    assert "v.assault.kill: coded" in report
    assert "2015-10-05 (day) from 'Monday'" in report


def test_explain_reads_standard_input_and_prints_json(tmp_path):
    text = b"Turkey condemned Israel."
    found = dateline("explain", "-", "--json", data=tmp_path, stdin=text)
    (event,) = json.loads(found.stdout)["events"]
    assert (event["type"], event["target"]["country"]) == ("ACCUSE", "ISR")


def test_explain_of_nothing_is_an_error(tmp_path):
    found = dateline("explain", " ", data=tmp_path)
    assert found.returncode == 1
    assert found.stderr.decode().strip() == "error: empty: text is empty"
