"""Keys of texts, shingles, sketches, and the rows made of them."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rensa import RMinHash
from upath import UPath

from dateline.clean import draft, finish
from dateline.clean.copies.alike import BandTable, containment
from dateline.clean.copies.fingerprints import fingerprint, text_key
from dateline.clean.copies.sketches import (
    MIN_SHINGLES,
    SKETCH_VERSION,
    as_matrix,
    shingles,
    sketch,
)
from dateline.clean.repeats.edges import edge_keys
from dateline.schemas import BANDS, FINGERPRINTS
from dateline.settings import PROJECT
from dateline.storage import read_rows, write_rows
from dateline.warc import RawRecord

TEXT = " ".join(
    f"The harbour of {name} was closed for {n} hours after a ferry ran aground near its mole."
    for n, name in enumerate(["Alda", "Brin", "Corso", "Dunmark"])
)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LETTERS = st.text(st.characters(codec="utf-8"), max_size=60)


def same(one, other):
    return np.array_equal(shingles([one])[0], shingles([other])[0])


def test_key_is_the_one_that_the_warehouse_computes():
    letters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    texts = ["".join(letters[place : place + 97]) for place in range(0, len(letters), 97)]
    texts += [TEXT, "One line.\nAnd another.", "ΟΔΟΣ ΟΔΟΣ\nİSTANBUL", ""]
    sql = """SELECT md5(lower(replace("text", chr(10), ' '))) FROM unnest($texts) AS t ("text")"""
    with duckdb.connect() as con:
        found = [key for (key,) in con.execute(sql, {"texts": texts}).fetchall()]
    assert [text_key(text) for text in texts] == found


def test_key_of_half_a_surrogate_pair():
    assert text_key("broken \ud800 text") == text_key("broken ? text")


@pytest.mark.parametrize(
    "other",
    [
        TEXT.upper(),
        TEXT.replace(" ", "\n"),
        TEXT.replace(".", " —").replace("The", "“The”"),
        TEXT.replace("a", "\uff41"),
        f"  {TEXT}!\n",
    ],
)
def test_case_marks_and_forms_of_letters_make_no_difference(other):
    assert same(TEXT, other)
    assert sketch([TEXT]) == sketch([other])


@given(LETTERS)
def test_normal_forms_have_the_same_shingles(text):
    words = f"{text} and {text} or {text}"
    assert same(words, unicodedata.normalize("NFC", words))
    assert same(words, unicodedata.normalize("NFD", words))
    assert same(words, unicodedata.normalize("NFKC", words))
    assert same(words, unicodedata.normalize("NFKD", words))


def test_each_letter_has_the_same_shingles_in_any_form():
    letters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    for letter in letters:
        whole = unicodedata.normalize("NFKD", letter)
        if whole != letter and not "\uac00" < letter < "\ud7a0":
            one, other = (f"a{form}b c{form} {form}d" for form in (letter, whole))
            assert same(one, other), ascii(letter)


@given(st.lists(LETTERS, max_size=5))
def test_a_text_has_the_same_shingles_in_any_company(texts):
    together = shingles(texts)
    assert len(together) == len(texts)
    for text, found in zip(texts, together, strict=True):
        assert np.array_equal(found, shingles([text])[0])
        assert np.array_equal(found, np.unique(found))


@given(st.lists(st.sampled_from(["harbour", "mole", "Été", "naïve", "7"]), max_size=12))
def test_there_are_as_many_shingles_as_different_runs_of_three_words(words):
    runs = {tuple(words[place : place + 3]) for place in range(len(words) - 2)}
    assert len(shingles([", ".join(words)])[0]) == len(runs)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("港口昨天因大雾关闭三小时", 12),
        ("ท่าเรือปิด", 8),
        ("порт был закрыт вчера", 2),
        ("أغلق الميناء أمس بسبب الضباب", 3),
        ("\U00020000\U00020001\U00020002\U00020003", 2),
        ("no shingle", 0),
        ("", 0),
        ("!? …", 0),
    ],
)
def test_scripts(text, number):
    assert len(shingles([text])[0]) == pytest.approx(number, abs=2)
    assert bool(len(shingles([text])[0])) == bool(number)


def test_texts_without_blanks_share_what_they_have_in_common():
    one, other = "港口昨天因大雾关闭三小时市长今天表示道歉" * 1, "据报道港口昨天因大雾关闭三小时"
    first, second = shingles([one, other])
    assert 5 <= len(np.intersect1d(first, second)) < len(second)


def test_a_text_as_long_as_several_chunks():
    text = " ".join(f"word{n}" for n in range(60_000))
    assert len(shingles([text])[0]) == 59_998
    assert same(text, text.upper())


def test_bands_are_pinned():
    """They are kept in the lake: another value here means that all have to be made anew."""
    (bands,) = sketch([TEXT])
    assert RMinHash.ALGORITHM_VERSION == SKETCH_VERSION
    assert len(bands) == 4 * BANDS == FINGERPRINTS.schema.field("bands").type.byte_width
    assert hashlib.sha256(bands).hexdigest()[:16] == "d3a151036a290451"
    assert hex(int(shingles(["one two three"])[0][0])) == "0x8e1ee8f10b38e071"


def test_another_process_gives_the_same_bands():
    program = (
        f"from dateline.clean.copies.sketches import sketch; print(sketch([{TEXT!r}])[0].hex())"
    )
    for seed in ("0", "1"):
        environment = os.environ | {
            "PYTHONPATH": str(PROJECT / "include"),
            "PYTHONHASHSEED": seed,
            "RAYON_NUM_THREADS": seed,
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == sketch([TEXT])[0].hex()


def test_short_texts_are_not_sketched():
    words = [f"word{n}" for n in range(MIN_SHINGLES + 2)]
    assert sketch([" ".join(words)])[0] is not None
    assert sketch([" ".join(words[1:]), "", "\n"]) == [None, None, None]
    assert sketch([]) == []
    few = shingles([" ".join(words[1:])])[0]
    assert containment(few, few) is None


def test_a_text_that_repeats_itself_is_no_copy_of_one_that_holds_its_words():
    one, other = shingles(["buy it now or " * 50, "buy it now or never. " + TEXT])
    assert containment(one, other) is None


def test_few_of_many_candidates():
    matrix = as_matrix(sketch([TEXT] * 40))
    table = BandTable(matrix, few=3)
    for later in (True, False):
        others, own = table.candidates(matrix, later=later)
        assert len(others) == 3 * 40
        assert max(own if later else others) == 2
        assert len(set(others if later else own)) == 40
    nothing = BandTable(as_matrix([]))
    assert [len(found) for found in nothing.candidates(matrix, later=True)] == [0, 0]
    assert [len(found) for found in table.candidates(as_matrix([]), later=False)] == [0, 0]


def test_rows_fit_their_table(tmp_path):
    record = RawRecord(
        document_id="1",
        status=200,
        headers=(),
        url="https://harbour.example/1",
        body=f"A headline\n{TEXT}\nMore of it follows here.".encode(),
        content_type="text/plain",
        charset="utf-8",
        fetched_at=NOON,
        source_id="harbour",
        raw_uri="raw/x.warc.gz",
        raw_offset=0,
    )
    drafted = draft(record)
    row = finish(drafted) | {"interval_start": NOON, "interval_end": NOON}
    path = UPath(tmp_path / "fingerprints.parquet")
    write_rows(path, FINGERPRINTS, fingerprint([row], [drafted]))
    (kept,) = read_rows(path)
    assert kept["bands"] == sketch([row["text"]])[0]
    assert kept["text_md5"] == text_key(row["text"])
    assert kept["edge_lines"] == edge_keys(drafted) != []
    assert kept["interval_start"] == NOON.replace(tzinfo=None)
    copied = ("article_id", "content_hash", "source_id", "published_at", "word_count")
    assert all(kept[name] == row[name] for name in copied)
