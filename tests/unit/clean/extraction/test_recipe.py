"""Lines with kinds and shares of links, the recipe of modes, and the limits of trees."""

import inspect

import pytest
import trafilatura
from lxml.html import fromstring
from trafilatura import core, external, htmlprocessing, main_extractor

from dateline.clean.extraction import modes, trees
from dateline.clean.extraction.markup import as_lines, mark_links
from dateline.clean.extraction.recipe import extract
from dateline.clean.extraction.trees import drop_furniture, parse
from dateline.errors import RecordError
from dateline.outcomes import Outcome

SENTENCE = (
    "The ferry to the outer island was late again on Monday, and {} people waited at the quay."
)
BODY = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(20, 40))
ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'


def page(body, head=""):
    return parse(f"<html><head><title>Ferry</title>{head}</head><body>{body}</body></html>")


def lines_of(body, head="", profile="news"):
    return extract(page(body, head), "https://example.org/ferry", profile).lines


def texts(lines):
    return [line.text for line in lines]


@pytest.mark.parametrize("head", ["", ARTICLE])
def test_lines_know_what_they_were(head):
    body = f"""<article>{BODY}<h2>What comes next</h2><p>A second ship is to come in May, the
        company said, and a third one later.</p><ul><li>Tickets stay at four crowns a trip</li>
        <li>Bicycles are free of charge</li></ul><blockquote><p>We are sorry for this, and we
        work on it every day.</p></blockquote><table><tr><td>Monday</td><td>12 trips in all</td>
        </tr></table><p>The island has some nine hundred people.</p></article>"""
    kinds = {line.text: line.kind for line in lines_of(body, head)}
    assert kinds["What comes next"] == "heading"
    assert kinds["Bicycles are free of charge"] == "item"
    assert kinds["We are sorry for this, and we work on it every day."] == "quote"
    assert kinds["The island has some nine hundred people."] == "paragraph"
    assert next(kinds[text] for text in kinds if "12 trips" in text) == "row"


def test_code_is_code():
    code = "for ship in fleet:\n    print(ship('name'))"
    lines = lines_of(f"<article>{BODY}<pre><code>{code}</code></pre><p>Thus.</p></article>")
    assert "code" in {line.kind for line in lines}


@pytest.mark.parametrize("head", ["", ARTICLE])
def test_share_of_links(head):
    body = f"""<article>{BODY}<p>See <a href="/a">the <b>new</b> timetable</a> now.</p>
        <p>Nobody knew of it until the evening came.</p></article>"""
    shares = {line.text: line.link_share for line in lines_of(body, head)}
    assert shares["See the new timetable now."] == pytest.approx(15 / 22, abs=0.01)
    assert shares["Nobody knew of it until the evening came."] == 0


def test_marks_leave_the_text_as_it_was():
    tree = fromstring("<div><p>One <a>two <i>three</i> four</a> <a>five</a>six</p></div>")
    before = tree.text_content()
    mark_links(tree)
    mark_links(tree)
    (line,) = as_lines(tree)
    assert line.text == before
    assert line.link_share == pytest.approx(16 / 22, abs=0.01)


def test_cells_and_items_are_one_line_each():
    tree = fromstring(
        "<body><list><item><p>One</p><p>and more</p><list><item>Inner</item></list></item></list>"
        "<table><row><cell>A</cell><cell><p>B</p> C</cell></row></table>loose</body>"
    )
    assert texts(as_lines(tree)) == ["One and more", "Inner", "A | B C", "loose"]


@pytest.mark.parametrize("body", [BODY, f"<main><h1>Ferry late</h1>{BODY}</main>"])
def test_tokens_are_those_of_trafilatura_itself(body):
    html = f"<html><body><article>{body}<ul><li>One <a href='/'>two</a></li></ul></article></body>"
    found = trafilatura.bare_extraction(html, include_comments=False)
    assert " ".join(texts(as_lines(found.body))).split() == found.text.replace("- ", "").split()


def test_articles_are_read_precisely_and_other_pages_widely():
    def method(head, profile="news"):
        tree = page(f"<article>{BODY}</article>", head)
        return extract(tree, "https://example.org/x", profile).method

    assert method(ARTICLE) == "precision"
    assert method("") == "recall"
    assert method(ARTICLE, "generic") == "recall"


def test_precision_that_loses_a_part_gives_way():
    aside = "".join(f'<p class="bottom">{SENTENCE.format(n)}</p>' for n in range(100, 160))
    found = extract(
        page(f"<article>{BODY}{aside}</article>", ARTICLE), "https://example.org/", "news"
    )
    assert found.method == "standard"
    assert found.agreement < 0.7
    assert len(found.lines) == 80


def test_a_page_without_text_has_an_outcome():
    with pytest.raises(RecordError) as error:
        lines_of("<div><img src='/quay.jpg'></div>")
    assert error.value.outcome is Outcome.NO_TEXT


@pytest.mark.parametrize(
    "name",
    [
        *("modal", "share-popup", "author-bio", "newsletter-form__strapline", "articleComments"),
        *("xenforo-comments-list", "breadcrumb", "comments", "infinite-scroll"),
    ],
)
def test_parts_beside_the_article_go(name):
    tree = page(f"{BODY}<div class='{name}'>Join the readers of our letter.</div>")
    drop_furniture(tree)
    assert "Join the readers" not in tree.text_content()


@pytest.mark.parametrize(
    "name", ["commentary", "biology-lesson", "article-body", "modality", "subscriber-content"]
)
def test_parts_that_only_sound_like_it_stay(name):
    tree = page(f"{BODY}<div class='{name}'>Join the readers of our letter.</div>")
    drop_furniture(tree)
    assert "Join the readers" in tree.text_content()


def test_a_part_that_is_most_of_the_page_stays():
    tree = page(f"<div class='newsletter'>{BODY}</div>")
    drop_furniture(tree)
    assert "ferry" in tree.text_content()


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "{}<br>", "<div>{}</div>"])
@pytest.mark.parametrize("name", ["has-newsletter subscribe", "tooltip", "modal-body comments"])
def test_a_name_does_not_take_a_whole_article(name, wrap):
    sentences = [SENTENCE.format(number) for number in range(20, 40)]
    inner = "".join(wrap.format(sentence) for sentence in sentences)
    each = "".join(f'<div class="{name}">{wrap.format(sentence)}</div>' for sentence in sentences)
    for body in (f'<div class="{name}">{inner}</div>', each):
        found = " ".join(texts(lines_of(body, ARTICLE)))
        assert all(sentence in found for sentence in sentences)


def test_plain_paragraphs_called_teaser_begin_an_article_and_cards_do_not():
    first, card = SENTENCE.format(1), SENTENCE.format(2)
    own = f'<div class="teaser-content"><p>{first}</p></div>'
    other = f'<div class="teaser"><a href="/x"><p>{card}</p></a></div>'
    found = texts(lines_of(f"<article>{own}{BODY}{other}</article>", ARTICLE))
    assert first in found
    assert card not in found


@pytest.mark.parametrize("head", ["", ARTICLE])
def test_a_page_laid_out_with_tables_is_read_as_paragraphs(head):
    prose = "<br><br>".join(SENTENCE.format(number) for number in range(20, 40))
    links = "".join(f"<p><a href='/{n}'>Five walks for a wet day</a></p>" for n in range(5))
    lines = lines_of(
        f"""<table width="760"><tr><td colspan="2"><font size="5">Herald</font></td></tr><tr>
        <td>{links}</td><td><font size="2">{prose}</font></td></tr></table>""",
        head,
    )
    assert [line.kind for line in lines if "quay" in line.text] == ["paragraph"] * 20
    assert not [line for line in lines if "Five walks" in line.text]


def test_tables_of_values_stay_rows_even_within_one_of_layout():
    rows = "".join(f"<tr><td>Pier {n}</td><td>{n} ships a day</td></tr>" for n in range(9))
    table = f"<table>{rows}</table>"
    for body in (
        f"<article>{BODY}{table}</article>",
        f"<table><tr><td><h1>Ferry</h1>{BODY}{table}</td></tr></table>",
    ):
        kinds = {line.text: line.kind for line in lines_of(body)}
        assert kinds["Pier 3 | 3 ships a day"] == "row"
        assert kinds[SENTENCE.format(20)] == "paragraph"


def test_limits(monkeypatch):
    monkeypatch.setattr(trees, "MAX_ELEMENTS", 15)
    with pytest.raises(RecordError, match="15 and") as error:
        parse(f"<html><body>{BODY}</body></html>")
    assert error.value.outcome is Outcome.OVERSIZED


def test_scripts_do_not_count_as_text(monkeypatch):
    monkeypatch.setattr(trees, "MAX_TEXT", 5_000)
    script = f"<script>{'x' * 9_000}</script>"
    assert parse(f"<html><body>{script}{BODY}</body></html>") is not None
    with pytest.raises(RecordError):
        parse(f"<html><body>{BODY * 4}</body></html>")


def test_parts_of_the_library_that_are_used_are_as_they_were():
    """They are not its public interface: if this fails, read `modes.py` against the new version."""
    signatures = {
        function: list(inspect.signature(function).parameters)
        for function in (
            core._forum_thread_page,
            external.compare_extraction,
            htmlprocessing.convert_tags,
            htmlprocessing.prune_unwanted_nodes,
            htmlprocessing.tree_cleaning,
            main_extractor.extract_content,
        )
    }
    assert list(signatures.values()) == [
        ["tree"],
        ["cleaned_tree", "raw_tree", "body", "text", "options"],
        ["tree", "options", "url"],
        ["tree", "nodelist", "with_backup"],
        ["tree", "options"],
        ["cleaned_tree", "options"],
    ]


def test_without_those_parts_the_public_interface_serves(monkeypatch):
    monkeypatch.delattr(main_extractor, "extract_content")
    monkeypatch.setattr(modes, "main_extractor", object())
    monkeypatch.setattr(core, "extract_content", core.extract_content)
    found = extract(page(f"<article>{BODY}</article>"), "https://example.org/x", "news")
    assert (found.method, len(found.lines)) == ("standard", 20)
