"""Diagrams show what is declared: each reference once, between tables that are there."""

import re

import duckdb
import pytest

from dateline.settings import PROJECT
from dateline.warehouse.diagram import GROUPS, declared, diagrams
from dateline.warehouse.migrate import migrate
from dateline.warehouse.statements import Statements

FOLDER = PROJECT / "sql"


@pytest.fixture(scope="module")
def schema():
    with duckdb.connect(":memory:") as con:
        migrate(con, FOLDER)
        sql = Statements(con, FOLDER)
        yield sql.rows("dictionary/tables"), sql.rows("dictionary/columns")


def test_each_declared_reference_is_in_a_diagram(schema):
    page = diagrams(FOLDER, *schema)
    _, references = declared(FOLDER)
    drawn = set(re.findall(r'^    (\w+) [}|]o--(?:\|\||o\|) (\w+) : "(.+)"$', page, re.MULTILINE))
    for each in references:
        apart = not any({each["table"], each["refers_to"]} <= set(g) for g in GROUPS.values())
        link = (each["table"], each["refers_to"], ", ".join(each["columns"]))
        assert link in drawn or apart, link
    told = {(each["table"], each["refers_to"]) for each in references}
    assert {(table, other) for table, other, _ in drawn} <= told


def test_tables_of_the_diagrams_are_there_and_those_that_refer_are_drawn(schema):
    tables = {row["table_name"] for row in schema[0]}
    drawn = {table for group in GROUPS.values() for table in group}
    assert drawn <= tables
    _, references = declared(FOLDER)
    assert {each["table"] for each in references} <= drawn


def test_what_may_be_missing_is_drawn_so(schema):
    page = diagrams(FOLDER, *schema)
    assert '    core_articles }o--o| core_articles : "duplicate_of"\n' in page
    assert '    core_events }o--|| core_articles : "article_id, content_hash"\n' in page
    assert '    mart_story_articles |o--|| core_articles : "article_id"\n' in page
    assert "    core_events {\n        VARCHAR event_id PK\n" in page
