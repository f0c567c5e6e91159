"""Floors of cleaning on our own golden pages, and on public development data where it is there.

`tests/quality/extraction/build.py` writes the pages; `floors.json` holds the floors and the hash of
the pages that they were measured on. Floors only rise. What a page still gets wrong is told with
`pytest tests/quality/test_extraction.py -k shown -s`.
"""

import hashlib
import json
import os
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from dateline.clean import clean_object
from dateline.cli import _article_line
from dateline.errors import RecordError
from dateline.evaluation.extraction import names, normal, overlap, score

HERE = Path(__file__).parent / "extraction"
PAGES = HERE / "pages"
FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
GOLD = sorted(PAGES.glob("*.json"))

SHARED = Path(os.environ.get("DATELINE_SHARED", Path(__file__).parents[3] / "shared"))
ARTICLES = SHARED / "eval" / "extraction" / "articles_dev.jsonl.gz"

EQUAL = ("published_at", "modified_at", "dateline_place", "agency", "language", "image_url")
EQUAL += ("is_paywalled",)


def corpus_hash():
    digest = hashlib.sha256()
    for path in sorted(PAGES.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def gold_of(path):
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def cleaned(path):
    """What `dateline clean` gives for a golden page; an article without anything if it fails."""
    page = path.with_suffix(".html")
    key = "html" if page.exists() else "text"
    text = (page if page.exists() else path.with_suffix(".txt")).read_text(encoding="utf-8")
    try:
        return _article_line(clean_object({"url": gold_of(path)["url"], key: text}))
    except RecordError as error:
        return {"outcome": str(error.outcome), "text": "", "credits": [], "authors": []}


def tokens(text):
    return re.findall(r"\w+", text)


def bag(texts):
    return {normal(text).strip(" .()[]") for text in texts}


def compare(gold, told):
    """Scores of a page by name, each 0 to 1; only of what its gold states."""
    precision, recall = overlap(gold["text"], told["text"])
    exact = tokens(gold["text"]) == tokens(told["text"])
    found = {"precision": precision, "recall": recall, "exact": exact}
    found |= compare_lines(gold, told) | compare_people(gold, told)
    found["title"] = normal(told.get("title")) == normal(gold["title"])
    if gold["date"]:
        found["date"] = (told.get("published_at") or "")[:10] == gold["date"]
    if "tags" in gold:
        found["tags"] = bag(told.get("tags", ())) == bag(gold["tags"])
    for name in ("site_name", "section"):
        if gold.get(name):
            found[name] = normal(told.get(name)) == normal(gold[name])
    found |= {name: told.get(name) == gold[name] for name in EQUAL if name in gold}
    return {name: float(value) for name, value in found.items()}


def compare_people(gold, told):
    found = {"no_false_authors": not told["authors"]}
    if gold["authors"]:
        found = {"authors": names(told["authors"]) == names(gold["authors"])}
    if gold.get("author_organizations"):
        organizations = bag(told.get("author_organizations", ()))
        found["author_organizations"] = organizations == bag(gold["author_organizations"])
    return found


def compare_lines(gold, told):
    found = {}
    if gold.get("credits"):
        found["credits"] = bag(told["credits"]) == bag(gold["credits"])
    elif "credits" in gold:
        found["no_false_credits"] = not told["credits"]
    lines = {normal(line) for line in told["text"].splitlines()}
    if gold["kept"]:
        found["kept"] = all(any(normal(own) in line for line in lines) for own in gold["kept"])
    if gold["dropped"]:
        found["dropped"] = not any(normal(line["text"]) in lines for line in gold["dropped"])
    return found


@pytest.fixture(scope="module")
def pages():
    return {path.stem: compare(gold_of(path), cleaned(path)) for path in GOLD}


@pytest.fixture(scope="module")
def means(pages):
    values = {}
    for found in pages.values():
        for name, value in found.items():
            values.setdefault(name, []).append(value)
    means = {name: sum(each) / len(each) for name, each in values.items()}
    both = means["precision"] + means["recall"]
    return means | {"f1": 2 * means["precision"] * means["recall"] / both}


def test_the_pages_are_those_that_the_floors_were_measured_on():
    assert corpus_hash() == FLOORS["corpus"]


def test_the_pages_are_what_the_builder_writes(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    for name in ("build", "cases", "layouts"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import build

    build.build(tmp_path / "pages")
    written = {path.name: path.read_bytes() for path in (tmp_path / "pages").iterdir()}
    assert written == {path.name: path.read_bytes() for path in PAGES.iterdir()}
    assert len(GOLD) >= 70


@pytest.mark.parametrize("name", FLOORS["golden"])
def test_floor(means, name):
    assert means[name] >= FLOORS["golden"][name]


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_own_lines_stay_and_foreign_ones_go(path):
    found = compare(gold_of(path), cleaned(path))
    wrong = {name for name in ("kept", "dropped") if found.get(name) == 0}
    assert wrong <= set(FLOORS["open"].get(path.stem, ())), cleaned(path)["text"]


def test_each_dropped_line_is_kept_with_its_rule_and_place():
    for path in GOLD:
        dropped = cleaned(path).get("dropped", [])
        assert all(drop["rule"] and drop["text"] for drop in dropped)
        places = [drop["line"] for drop in dropped]
        assert places == sorted(set(places)), path.stem


def test_shown(pages, means):
    """Prints what each page gets wrong."""
    print()
    for path in GOLD:
        found, told, gold = pages[path.stem], cleaned(path), gold_of(path)
        wrong = [name for name, value in found.items() if value < 1 and name in told]
        for name in wrong:
            print(f"{path.stem}: {name} is {told[name]!r}, not {gold[name]!r}")
        if found["exact"] < 1:
            print(
                f"{path.stem}: {told['outcome']} P {found['precision']:.3f} R {found['recall']:.3f}"
            )
            mine, its = gold["text"].splitlines(), told["text"].splitlines()
            for mark, lines, others in (("-", mine, its), ("+", its, mine)):
                seen = {tuple(tokens(line)) for line in others}
                for line in lines:
                    if tuple(tokens(line)) not in seen:
                        print(f"    {mark} {line[:110]}")
    for name, value in sorted(means.items()):
        print(f"{name:22} {value:.4f}")


@pytest.fixture(scope="module")
def development():
    """Scores on all pages, and on those of the defaults in the same run: less than a minute."""
    if not ARTICLES.is_file():
        pytest.skip(f"no development data at {ARTICLES} (DATELINE_SHARED)")
    return score(ARTICLES, peers=False)


@pytest.mark.parametrize("part", FLOORS["development"])
def test_development_pages(development, part):
    told = development[part]["dateline"]
    low = {n: told[n] for n, floor in FLOORS["development"][part].items() if told[n] < floor}
    assert not low


def test_better_than_the_defaults(development):
    own, peer = development["aed"]["dateline"], development["aed"]["trafilatura"]
    assert own["f1"] >= peer["f1"] + 0.015
    assert own["exact"] >= 2 * peer["exact"]
    assert own["recall"] >= peer["recall"] - 0.003
    assert own["false_authors"] <= peer["false_authors"] / 2
