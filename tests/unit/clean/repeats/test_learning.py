import logging
import random
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.clean import draft, fingerprint, finish, learn
from dateline.clean.article import LEARNED
from dateline.clean.repeats.edges import HEAD, TAIL, edge_keys, ends, line_key
from dateline.clean.repeats.learning import MAX_DROPPED
from dateline.cleaning import DEFAULT, Cleaning
from dateline.partition import Interval, Partition
from dateline.schemas import BOILERPLATE, FINGERPRINTS
from dateline.settings import Settings
from dateline.storage import read_rows, write_rows
from dateline.warc import RawRecord

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOW = Interval(NOON, NOON + timedelta(hours=1))
DESK = "Tidings for the harbour desk reach it at tidings@harbour.example by nightfall"
PLAIN = "The harbour paper came out first in the year of the great flood."
BACKGROUND = "The strait was closed to shipping when the two states fell out in 2022."
WORDS = """
anchor barge canal dock eel ferry gull hull inlet jetty keel lamp mast net oar pier quay reef
sail tide urchin vessel wharf yawl zephyr buoy crane drift estuary fog gale harpoon island kelp
lagoon mooring nautical oyster pilot quarter rudder shoal trawl upstream voyage wave
"""


def sentence(rng, words=14):
    return " ".join(rng.choice(WORDS.split()) for _ in range(words)).capitalize() + "."


def body(seed, lines=6):
    rng = random.Random(seed)
    return [sentence(rng) for _ in range(lines)]


def article(lines, name="a", *, source="post", site="harbour", cleaning=DEFAULT, html=None):
    text = "\n".join([f"Boats number {name} come home", *lines])
    record = RawRecord(
        url=f"https://www.{site}.example/{name}/",
        source_id=source,
        document_id="d",
        status=200,
        content_type="text/html" if html else "text/plain",
        charset=None,
        body=(html or text).encode(),
        fetched_at=NOON,
        raw_uri="raw/x.warc.gz",
        raw_offset=7,
        headers=(),
    )
    drafted = draft(record, cleaning)
    if not html:
        assert [line.text for line in drafted.tidied.lines] == list(lines)
    return drafted


def articles(count, *, before=(), after=(), prefix="a", lines=6, **options):
    return [
        article([*before, *body(f"{prefix}{n}", lines), *after], f"{prefix}{n}", **options)
        for n in range(count)
    ]


def store(settings, drafts, *, hours=1, batch=0):
    """Write the fingerprints of drafts as those of an earlier interval."""
    interval = Interval(NOON - timedelta(hours=hours), NOON - timedelta(hours=hours - 1))
    rows = fingerprint([finish(one) | interval.as_row() for one in drafts], drafts)
    path = Partition(settings.data, interval, batch).lake(FINGERPRINTS.name)
    write_rows(path, FINGERPRINTS, rows)
    return path


def learned(settings, drafts):
    """The result, and the texts that are dropped from each draft."""
    result = learn(settings, Partition(settings.data, NOW, 2), drafts)
    dropped = [
        [drafted.tidied.lines[place].text for place in sorted(places)]
        for drafted, places in zip(drafts, result.repeated, strict=True)
    ]
    return result, dropped


def test_a_line_at_the_end_of_three_articles_is_learned_and_shown(settings):
    drafts = articles(3, after=[PLAIN])
    result, dropped = learned(settings, drafts)
    assert dropped == [[PLAIN]] * 3
    assert result.rows == [
        {
            "interval_start": NOW.start,
            "interval_end": NOW.end,
            "batch": 2,
            "source_id": "post",
            "site": "harbour.example",
            "line_key": line_key(PLAIN),
            "text": PLAIN,
            "articles": 3,
            "dropped": 3,
        }
    ]
    path = Partition(settings.data, NOW, 2).lake(BOILERPLATE.name)
    write_rows(path, BOILERPLATE, result.rows)
    assert read_rows(path)[0]["text"] == PLAIN


def test_what_is_dropped_can_be_put_back(settings):
    drafted, *others = articles(3, before=["Shipping news"], after=[PLAIN, DESK])
    result, dropped = learned(settings, [drafted, *others])
    row = finish(drafted, result.repeated[0])
    assert dropped[0] == ["Shipping news", PLAIN, DESK]
    assert {drop["rule"] for drop in row["dropped_lines"]} == {LEARNED}
    lines = row["text"].splitlines()
    for drop in row["dropped_lines"]:
        lines.insert(drop["line"], drop["text"])
    assert lines == [line.text for line in drafted.parts.lines]


def test_two_articles_teach_nothing(settings):
    result, dropped = learned(settings, articles(2, after=[PLAIN, DESK]))
    assert dropped == [[], []]
    assert result.rows == []


def test_earlier_intervals_teach(settings):
    store(settings, articles(1, after=[PLAIN], prefix="b"), hours=1)
    store(settings, articles(1, after=[PLAIN], prefix="c"), hours=300)
    result, dropped = learned(settings, articles(1, after=[PLAIN]))
    assert dropped == [[PLAIN]]
    assert (result.rows[0]["articles"], result.rows[0]["dropped"]) == (3, 1)


@pytest.mark.parametrize("hours", [0, 14 * 24 + 1])
def test_later_and_long_past_intervals_teach_nothing(settings, hours):
    store(settings, articles(3, after=[PLAIN], prefix="b"), hours=hours)
    assert learned(settings, articles(1, after=[PLAIN]))[1] == [[]]


def test_a_batch_that_runs_again_does_not_count_itself(settings):
    drafts = articles(2, after=[DESK])
    store(settings, drafts, hours=0)
    assert learned(settings, drafts)[1] == [[], []]


def test_another_source_teaches_nothing(settings):
    store(settings, articles(3, after=[PLAIN], prefix="b", source="mail"))
    drafts = articles(1, after=[PLAIN]) + articles(2, after=[PLAIN], prefix="c", source="mail")
    assert learned(settings, drafts)[1] == [[], [PLAIN], [PLAIN]]


def test_another_site_of_the_source_teaches_nothing(settings):
    """An archive is one source with many outlets."""
    store(settings, articles(20, prefix="b", after=[PLAIN], site="lagoon"))
    mixed = articles(2, after=[PLAIN]) + articles(3, prefix="c", site="delta", after=[PLAIN])
    assert learned(settings, mixed)[1] == [[]] * 2 + [[PLAIN]] * 3


def test_sources_may_alternate_in_a_batch(settings):
    mine = articles(3, after=[PLAIN])
    theirs = articles(3, after=[DESK], prefix="b", source="mail")
    mixed = [drafted for pair in zip(theirs, mine, strict=True) for drafted in pair]
    assert learned(settings, mixed)[1] == [[DESK], [PLAIN]] * 3


def test_copies_and_versions_teach_nothing(settings):
    story = body("story", 8)
    copies = [article([*story, DESK], name) for name in "abc"]
    edited = [article([sentence(random.Random(n)), *story, DESK], f"e{n}") for n in range(3)]
    versions = [article([*story[:n], DESK], "v") for n in (4, 6, 8)]
    for drafts in (copies, edited, versions, copies + edited + versions):
        assert learned(settings, drafts)[0].rows == []
    assert learned(settings, [*copies, *articles(2, after=[DESK])])[1][0] == [DESK]


def test_copies_across_intervals_teach_nothing(settings):
    story = body("story", 8)
    for hours in (1, 2, 3):
        store(settings, [article([*story, DESK], f"h{hours}")], hours=hours)
    assert learned(settings, [article([*story, "A word more.", DESK], "now")])[1] == [[]]


def test_updates_do_not_make_the_text_around_a_line_look_repeated(settings):
    """Each story was updated three times; the sentence stands before the last one."""
    for n in range(3):
        told = body(n)
        drafts = [article([*told, BACKGROUND, sentence(random.Random(n))], f"s{n}")]
        for hours in (1, 2, 3):
            store(settings, drafts, hours=hours, batch=n)
    last = article([*body("x"), BACKGROUND, sentence(random.Random("x"))], "x")
    assert learned(settings, [last])[1] == [[]]


def test_only_lines_at_an_edge_are_dropped(settings):
    teachers = articles(4, after=[PLAIN])
    told = body("x")
    middle = article([*told[:3], PLAIN, *told[3:]], "x")
    short = article([told[0], PLAIN, told[1]], "y")
    assert learned(settings, [*teachers, middle, short])[1] == [[PLAIN]] * 4 + [[], []]


def test_lines_that_always_stand_in_the_middle_are_not_learned(settings):
    drafts = [article([*body(n, 4), PLAIN, *body(-n - 1, 4)], str(n)) for n in range(5)]
    assert learned(settings, drafts)[0].rows == []


def test_a_run_is_dropped_from_the_edge_inwards(settings):
    run = [PLAIN, "Shipping news", DESK]
    assert learned(settings, articles(3, after=run))[1] == [run] * 3
    longer = [sentence(random.Random(-n)) for n in range(TAIL + 3)]
    drafts = articles(3, after=longer, lines=30)
    assert learned(settings, drafts)[1] == [longer[-TAIL:]] * 3


def test_an_address_before_the_last_line_goes_and_a_sentence_there_stays(settings):
    drafts = [article([*body(n), PLAIN, DESK, f"Seen by boat {n}"], str(n)) for n in range(4)]
    assert learned(settings, drafts)[1] == [[DESK]] * 4


def test_sentences_that_recall_the_past_are_content(settings):
    """Rare, or in many articles but seldom the last line."""
    recalling = articles(3, after=[BACKGROUND])
    assert learned(settings, recalling + articles(20, prefix="o"))[0].rows == []
    drafts = [article([*body(n), BACKGROUND, *body(-n - 1, n % 3)], str(n)) for n in range(12)]
    assert learned(settings, drafts)[0].rows == []


@pytest.mark.parametrize(
    "line",
    [
        DESK,
        "Shipping news",
        "What did we miss on the quays? Write and tell us what was seen.",
        "Was haben wir auf den Kais verpasst? Unsere Leser wissen mehr.",
        "Harbour letters are kept at https://www.harbour.example/letters for a year.",
    ],
)
def test_rare_lines_with_marks_are_learned(settings, line):
    drafts = articles(3, after=[line]) + articles(30, prefix="o")
    assert learned(settings, drafts)[1] == [[line]] * 3 + [[]] * 30


def test_us_the_country_is_not_us_the_paper(settings):
    line = "US ships left the strait for good when the treaty was signed."
    drafts = articles(3, after=[line]) + articles(30, prefix="o")
    assert learned(settings, drafts)[0].rows == []


def test_a_line_that_names_the_author_is_learned(settings):
    line = "Mara Quill has sailed the northern routes since her youth."
    drafts = articles(3, after=[line]) + articles(30, prefix="o")
    assert learned(settings, drafts)[0].rows == []
    drafts[0].parts.metadata.authors = ["Mara Quill"]
    assert learned(settings, drafts)[1][:3] == [[line]] * 3


@pytest.mark.parametrize(
    "line",
    ["\u201cWe owe you nothing,\u201d the mayor said.", "- 1 pinch of salt", "2. Let it rest"],
)
def test_quotations_and_items_stay(settings, line):
    assert learned(settings, articles(5, after=[line]))[0].rows == []


def test_items_that_are_addresses_go(settings):
    line = "- tidings@harbour.example"
    assert learned(settings, articles(3, after=[line]))[1] == [[line]] * 3


def test_kinds_decide(settings):
    """A heading with text after it stays; code and quotations stay; a heading at the end goes."""
    for kind, before, after in (
        ("heading", ["What is known"], []),
        ("code", [], ["make harbour"]),
        ("quote", [], ["Boats come and go"]),
        ("row", [], ["Tide 3 m"]),
    ):
        drafts = articles(3, before=before, after=after)
        for drafted in drafts:
            place = 0 if before else -1
            line = drafted.tidied.lines[place]
            drafted.tidied.lines[place] = type(line)(line.text, kind)
        assert learned(settings, drafts)[0].rows == []
    drafts = articles(3, after=["More to see"])
    for drafted in drafts:
        drafted.tidied.lines[-1] = type(drafted.tidied.lines[-1])("More to see", "heading")
    assert learned(settings, drafts)[1] == [["More to see"]] * 3


def test_the_title_stays(settings):
    drafts = articles(3, before=["Harbour diary"])
    drafts[0].parts.metadata.title = "Harbour Diary"
    assert learned(settings, drafts)[1] == [[], ["Harbour diary"], ["Harbour diary"]]


def test_a_source_can_switch_it_off_and_protect_lines(settings):
    off = articles(4, after=[DESK], cleaning=Cleaning(learn=False))
    assert learned(settings, off)[0].rows == []
    keep = articles(4, after=[PLAIN, DESK], cleaning=Cleaning(keep=(r"Tidings .* nightfall",)))
    assert learned(settings, keep)[0].rows == []
    keep = articles(4, after=[DESK, PLAIN], cleaning=Cleaning(keep=(r"Tidings .* nightfall",)))
    assert learned(settings, keep)[1] == [[PLAIN]] * 4


def test_too_much_is_not_dropped(settings):
    teachers = articles(4, after=[PLAIN, DESK])
    short = article([sentence(random.Random(1)), PLAIN, DESK], "short")
    only = article([PLAIN, DESK], "only")
    result, dropped = learned(settings, [*teachers, short, only])
    assert dropped == [[PLAIN, DESK]] * 4 + [[], []]
    assert {row["dropped"] for row in result.rows} == {4}


def test_a_broken_file_is_passed_over(settings, caplog):
    store(settings, articles(2, after=[PLAIN], prefix="b"))
    path = store(settings, articles(2, after=[PLAIN], prefix="c"), hours=2)
    path.write_bytes(b"no table")
    other = store(settings, [], hours=3)
    write_rows(other, BOILERPLATE, [])
    with caplog.at_level(logging.WARNING):
        result, dropped = learned(settings, articles(1, after=[PLAIN]))
    assert dropped == [[PLAIN]]
    assert result.rows[0]["articles"] == 3
    assert path.name in caplog.text


def test_rows_without_bands_or_lines_are_no_obstacle(settings):
    path = store(settings, articles(6, prefix="b"))
    rows = [row | {"bands": None, "edge_lines": None} for row in read_rows(path)]
    write_rows(path, FINGERPRINTS, rows)
    result, dropped = learned(settings, articles(3, after=[PLAIN]))
    assert dropped == [[PLAIN]] * 3
    assert result.rows[0]["articles"] == 3


def test_a_line_of_no_draft_has_no_row(settings):
    store(settings, articles(4, after=[PLAIN], prefix="b"))
    middle = article([*body(1, 9), PLAIN, *body(2, 9)], "x")
    assert learned(settings, [middle, *articles(2)])[0].rows == []


def test_an_article_counts_once_for_all_its_versions(settings):
    for hours in (1, 2, 3):
        store(settings, articles(3, after=[PLAIN], prefix="b"), hours=hours)
    result, dropped = learned(settings, articles(1, after=[PLAIN]))
    assert dropped == [[PLAIN]]
    assert result.rows[0]["articles"] == 4


def test_a_batch_of_nothing(settings):
    assert learned(settings, []) == (learn(settings, Partition(settings.data, NOW), []), [])


def test_the_same_input_gives_the_same_rows(settings):
    store(settings, articles(3, after=[PLAIN], prefix="b"))
    drafts = articles(5, before=["Shipping news"], after=[PLAIN, DESK])
    assert learned(settings, drafts) == learned(settings, drafts)
    keys = [row["line_key"] for row in learned(settings, drafts)[0].rows]
    assert keys == sorted(keys)


def test_edge_keys_keep_the_distance_from_either_end(settings):
    lines = body(1, HEAD + TAIL + 4)
    keys = edge_keys(article(lines, "long"))
    assert keys == [line_key(line) for line in lines[:HEAD] + lines[-TAIL:]]
    head, tail = ends(keys)
    assert head == keys[:HEAD]
    assert tail[0] == line_key(lines[-1])
    assert edge_keys(article(lines[:4], "short")) == [line_key(line) for line in lines[:4]]


def test_a_key_is_the_same_on_every_machine():
    assert line_key("Sign up  NOW") == 8652619342180997284


@given(st.text(max_size=60))
def test_keys_look_at_words_only(text):
    key = line_key(text)
    assert -(2**63) <= key < 2**63
    assert line_key(f"  {unicodedata.normalize('NFKC', text)}\t") == key


@hypothesis_settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([PLAIN, DESK, BACKGROUND, "Shipping news"]), max_size=5),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 4),
)
def test_an_article_keeps_its_own_lines(tmp_path_factory, tails, lines):
    settings = Settings(data=str(tmp_path_factory.mktemp("lake")))
    drafts = [
        article([*body(number, lines + 1), *tail], str(number)) for number, tail in enumerate(tails)
    ]
    result, dropped = learned(settings, drafts)
    shared = {PLAIN, DESK, BACKGROUND, "Shipping news"}
    for drafted, texts in zip(drafts, dropped, strict=True):
        assert set(texts) <= shared
        words = sum(len(line.text.split()) for line in drafted.tidied.lines)
        assert sum(len(text.split()) for text in texts) <= MAX_DROPPED * words
    for row in result.rows:
        assert row["articles"] >= 3
        assert row["dropped"] == sum(row["text"] in texts for texts in dropped)


PITCH = "Do you enjoy the harbour paper? Become a friend of ours for the price of a coffee."


def in_the_middle(line, count, prefix="m", **options):
    return [
        article(
            [*body(f"{prefix}{n}", 12), line, *body(f"-{prefix}{n}", 12)], f"{prefix}{n}", **options
        )
        for n in range(count)
    ]


def test_a_pitch_in_the_middle_of_three_articles_is_learned(settings):
    result, dropped = learned(settings, in_the_middle(PITCH, 3))
    assert dropped == [[PITCH]] * 3
    assert [(row["text"], row["articles"], row["dropped"]) for row in result.rows] == [
        (PITCH, 3, 3)
    ]
    assert learned(settings, in_the_middle(PITCH, 2))[1] == [[], []]


def test_a_pitch_counts_wherever_it_stands_and_in_earlier_intervals(settings):
    store(settings, [*in_the_middle(PITCH, 1), *articles(1, after=[PITCH])])
    assert learned(settings, in_the_middle(PITCH, 1, "x"))[1] == [[PITCH]]


def test_a_pitch_of_few_of_many_articles_stays_in_the_middle(settings):
    store(settings, articles(40, prefix="other"))
    assert learned(settings, in_the_middle(PITCH, 3))[1] == [[], [], []]


@pytest.mark.parametrize("line", [BACKGROUND, PLAIN, f"“{PITCH}”"])
def test_sentences_and_quotations_in_the_middle_stay(settings, line):
    assert learned(settings, in_the_middle(line, 6))[1] == [[]] * 6


def test_copies_teach_no_pitches(settings):
    lines = [*body("m0", 12), PITCH, *body("-m0", 12)]
    assert learned(settings, [article(lines, str(n)) for n in range(4)])[1] == [[]] * 4
