"""The knowledge files are sound, and agree with public lists where there are any."""

import countrynames
import pytest

from dateline.knowledge import check, fingerprint, read_table, split

UNKNOWN_TO_COUNTRYNAMES = {
    "Chagos Islands",
    "Chagos Archipelago",
    "the Cayman Islands",
    "the Central African Republic",
    "Communist China",
    "the Comoros",
    "Republic of Congo",
}
HISTORICAL = {"Zaire", "Zairian", "Burma", "Rhodesia", "Soviet Union", "the Soviet Union", "USSR"}


def test_no_broken_rows():
    assert check.problems() == []


def test_the_checker_is_a_command(capsys):
    assert check.main() == 0
    assert "0 problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "column", "value", "complaint"),
    [
        ("verbs", "cameo", "999", "unknown CAMEO code '999'"),
        ("verbs", "target", "moon", "unknown slot 'moon'"),
        ("actors", "country", "XXX", "unknown country 'XXX'"),
        ("actors", "valid_from", "2015-13-01", "month must be in 1..12"),
        ("places", "lat", "95", "out of range"),
        ("plover", "plover_score", "9.9", "disagree"),
        ("countries", "source", "", "no source"),
        ("given_names", "gender", "x", "unknown gender 'x'"),
        ("given_names", "names", "Thomas;;Laura", "an empty word"),
        ("given_names", "names", "Thomas", "'Thomas' stands under f, too"),
        ("given_names", "names", "Laura;Laura", "'Laura' stands twice"),
        ("speech_verbs", "forms", "", "an empty word"),
        ("speech_words", "class", "", "no class"),
        ("time_words", "words", "", "an empty word"),
        ("contexts", "context", "sport", "unknown context 'sport'"),
        ("contexts", "modes", "dance", "unknown modes 'dance'"),
        ("contexts", "sectors", "XXX", "unknown sectors 'XXX'"),
        ("contexts", "words", "NATO", "compared in lower case"),
        ("modality_words", "modality", "maybe", "unknown modality 'maybe'"),
        ("modality_words", "link", "beside", "unknown link 'beside'"),
        ("modality_words", "words", "reportedly", "adverb 'reportedly' is claimed, too"),
        ("number_words", "value", "few", "value 'few' is no number"),
        ("number_words", "kind", "letter", "unknown kind 'letter'"),
    ],
)
def test_a_broken_row_is_found(monkeypatch, file, column, value, complaint):
    rows = [dict(row) for row in read_table(file)]
    broken = rows[-1] if file == "plover" else rows[0]
    broken |= {column: value} | ({"lon": "0"} if column == "lat" else {})
    monkeypatch.setattr(
        check, "read_table", lambda name: rows if name == file else read_table(name)
    )
    assert any(complaint in problem for problem in check.problems()), check.problems()


@pytest.mark.filterwarnings("ignore::normality.transliteration.ICUWarning")
def test_names_agree_with_countrynames():
    wrong = []
    for row in read_table("countries"):
        for name in (row["name"], *split(row["aliases"])):
            if name in UNKNOWN_TO_COUNTRYNAMES | HISTORICAL:
                continue
            try:
                code = countrynames.to_code_3(name)
            except KeyError:  # it has no alpha-3 code for countries that are no more
                continue
            if code is not None and code != row["country"] and not code.startswith("GB-"):
                wrong.append((name, code, row["country"]))
    assert wrong == []


def test_all_countries_of_iso_3166_are_there():
    codes = {row["country"] for row in read_table("countries")}
    assert len(codes) == 250  # 249 of ISO 3166-1, and Kosovo


def test_there_are_several_hundred_verb_senses_and_actors():
    assert sum(len(split(row["lemmas"])) for row in read_table("verbs")) >= 700
    assert len(read_table("actors")) >= 150


def test_the_fingerprint_is_stable():
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 12
