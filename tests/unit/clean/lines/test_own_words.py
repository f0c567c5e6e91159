"""What an author writes stays, however much it looks like what stands around articles."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.clean.lines.rules import in_all_languages, is_english, words_of
from dateline.clean.lines.tidying import MAX_DROPPED, tidy
from dateline.clean.parts import Line, Metadata
from dateline.cleaning import DEFAULT, Cleaning

ENGLISH = [
    f"The harbour master of the town told the council on day {n} that the boats of the north"
    " would stay at the quay until the ice has gone."
    for n in range(16)
]
OTHER = [
    f"Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor {n}"
    " incididunt ut labore et dolore magna aliqua enim."
    for n in range(16)
]


def clean(lines, profile="news", cleaning=DEFAULT, **about):
    return tidy(lines, Metadata(**about), profile, cleaning)


def stays(text, kind, filler, profile):
    """Whether a line stays among a text's paragraphs, above them, and below them."""
    body = [Line(line) for line in filler]
    line = Line(text, kind)
    return all(
        line in clean(lines, profile).lines
        for lines in ([*body[:8], line, *body[8:]], [line, *body], [*body, line])
    )


OWN = [
    "Click here, then choose the second menu.",
    "Sign up for the course at the town hall before Friday.",
    "1. Sign up at the desk",
    "For more information, call the clerk's office at 555-0134.",
    "For more information about the clinic, visit the library on Mondays.",
    "We use cookies, butter and honey in this cake.",
    "The site uses cookies to track readers, the court heard.",
    "Follow her example and you will not go wrong.",
    "Follow us, the boys shouted, and ran into the wood.",
    "Like most parents on Facebook, I share too much.",
    "Copyright is a right, not a gift.",
    "Best of the rest",
    "Also on display",
    "By Monday the water was gone.",
    "No comment",
    "Sort by size",
    "'Click here to win,' it flashed.",
    "By using your head you will agree that this is wrong.",
    "By submitting to the exam, pupils accept the rules of the board.",
    "Thank you for signing up to fight.",
    "The opinions expressed in the survey were those of the author's own parish.",
    "Disclaimer: my brother works there.",
    "This article was written in the dark, by hand.",
    "Originally published in 1920, the guide was a hit.",
    "First published in 1998, the study followed 400 children.",
    "Continue reading aloud until the child sleeps.",
    "Read the full story of the siege in her new book.",
    "Help us keep the pool free of leaves.",
    "Become a member of the club for ten pounds.",
    "Making a donation is easy: put it in the box.",
    "Contact the clerk at clerk@town.example.",
    "Email your answer to quiz@town.example by Friday.",
    "He can be reached at the shop.",
    "A post shared by the two farms marks the border.",
    "Provided by: the state",
    "More information: none was given.",
    "Citation: he won it for bravery.",
    "More on this story later.",
    "Photo finish",
    "Reporting by the Times shows that the mill was sold twice.",
    "Correction: An earlier version of this article gave the wrong age for Mr. Hale. He is 43.",
    "She is survived by her husband, Carl; a brother; and six grandchildren.",
    "HOST: And what did you do next?",
    "Smith 2, Jones 1",
    "sudo apt-get install gcc",
    "Privacy policy",
    "Click here",
]


@pytest.mark.parametrize("kind", ["paragraph", "heading", "item"])
@pytest.mark.parametrize("text", OWN)
def test_an_authors_line_stays(text, kind):
    assert stays(text, kind, ENGLISH, "news")
    assert stays(text, kind, ENGLISH, "generic")


OWN_OTHER = [
    "Lesen Sie auch: das war sein Rat an jeden Schüler.",
    "Jetzt abonnieren viele Leser die Zeitung digital.",
    "Veröffentlicht wurde der Bericht im Mai.",
    "Publié le 3 mai 1851, le roman se vend mal.",
    "À lire aussi les notes en bas de page, le livre est drôle.",
    "Vea: no hay agua.",
    "Más información: ninguna.",
    "Publicado en 1851, el libro se vendió mal.",
    "Leggi anche: era il suo motto.",
    "Foto di gruppo con mugnaio",
    "Publicado em 1851, o livro vendeu pouco.",
    "Читайте также: так он подписывал письма.",
    "Фото: мужчина у окна.",
    "Опубликовано три тома его писем.",
    "نشر الوزير صورة الجسر الجديد.",
    "公開日は五月だという。",
]


@pytest.mark.parametrize("text", OWN_OTHER)
def test_an_authors_line_stays_in_other_languages(text):
    assert not is_english([Line(line) for line in OTHER])
    assert stays(text, "paragraph", OTHER, "news")


AROUND = [
    "This article is more than 2 years old",
    "Listen to article",
    "0:00 / 4:32",
    "Image 1 of 12",
    "Swipe for more photos",
    "Skip advert",
    "Remove ads",
    "Save this article",
    "Gift this article",
    "Share full article",
    "Switch to desktop version",
    "View original article",
    "We value your privacy",
    "Manage preferences",
    "Home > News > Coast",
    "Hide caption",
    "Click to enlarge",
    "This video is no longer available.",
    "You have 3 free articles left this month.",
    "Subscribe for unlimited access",
]
AROUND_NEWS = [
    "WATCH: Ferry opens in May",
    "MORE: Ferry opens in May",
    "Popular on Harbour Post",
    "Sign up for the Morning Brief",
]
BELOW = [
    "Got a tip?",
    "Report a typo",
    "Found a mistake? Let us know.",
    "You must be logged in to post a comment.",
    "Your email address will not be published. Required fields are marked *",
    "Comments are moderated and may not appear at once.",
    "Posted in News",
    (
        "(Except for the headline, this story has not been edited by our staff and is published"
        " from a syndicated feed.)"
    ),
    "Courtesy of Ann Bo",
    "Updated:",
]


@pytest.mark.parametrize("text", [*AROUND, *AROUND_NEWS])
def test_what_stands_around_articles_goes(text):
    lines = [Line(line) for line in (*ENGLISH[:8], text, *ENGLISH[8:])]
    assert [drop["text"] for drop in clean(lines).dropped] == [text]
    assert clean(lines, "generic").dropped == [] or text in AROUND


@pytest.mark.parametrize("text", BELOW)
def test_what_stands_below_articles_goes(text):
    lines = [Line(line) for line in (*ENGLISH, text)]
    assert [drop["text"] for drop in clean(lines).dropped] == [text]


ARTICLES = {
    "questions": [
        "Ann Bo has run the mill since May. We met her in the yard.",
        "Q: WHY DID YOU COME BACK?",
        "A: Because nobody else would.",
        "Q: COMMENTS?",
        "A: None.",
    ],
    "scores": [
        "Sunday's results from the northern league, where rain stopped two games.",
        "Southport 2, Westport 1",
        "Photo finish",
        "The table is unchanged at the top, and the last day is in two weeks.",
    ],
    "letters": [
        "The new bins are too small for a family of six, and the council knows it.",
        "Ann Bo",
        "Mill Lane",
        "The new bins are the right size for a town that wants to throw away less.",
        "Carl Dee",
        "Southport",
    ],
    "transcript": [
        "HOST: Good morning. You are listening to the Sunday hour.",
        "BO: Thank you for having me.",
        "(SOUNDBITE OF MUSIC)",
        "HOST: Welcome back.",
    ],
    "cookies": [
        "Most sites ask readers whether they may store small files on their machines.",
        "Cookies and the law",
        "This site uses cookies is the sentence that readers see most often, a study found.",
        "Accept all cookies or refuse them: few readers take the time to choose.",
        "Newsletters are no way out, since they count who opens them.",
    ],
    "timeline": [
        "How the town lost its bridge, in seven dates from the council's own files.",
        "March 12, 2019",
        "The first crack is seen by a fisherman who tells the harbour office.",
        "May 3, 2020",
        "The council closes one lane and asks for money for the repair.",
    ],
    "anthology": [
        "This anthology has two parts, and each of its writers has a voice of her own.",
        "The River",
        "By Ann Bo",
        "The river rises in the hills above the town and turns the wheel of the mill.",
        "The Wheel",
        "By Eve Fox",
        "The wheel was made of oak in the winter of 1840 by a man who could not write.",
    ],
    "outlet": [
        "Harbour Post was founded in 1921 by two brothers who owned a press and no paper.",
        "Harbour Post",
        "The name was chosen by the older brother's wife, who thought of ships and letters.",
    ],
    "volunteers": [
        "The storm took the roof of the school and both masts of the ferry.",
        "Donate blankets at the hall.",
        "Volunteers can be reached at the hall until nine.",
    ],
}


@pytest.mark.parametrize("profile", ["news", "generic"])
@pytest.mark.parametrize("short", ["paragraph", "heading", "item"])
@pytest.mark.parametrize("name", ARTICLES)
def test_short_articles_stay_whole(name, short, profile):
    lines = [Line(text, short if words_of(text) < 7 else "paragraph") for text in ARTICLES[name]]
    tidied = clean(lines, profile, title="Nothing like it", site_name="Harbour Post")
    assert tidied.lines == lines


@pytest.mark.parametrize("kind", ["paragraph", "heading"])
@pytest.mark.parametrize("name", ["Harbour Post", "HARBOUR POST"])
def test_the_sites_name_goes_from_both_ends(name, kind):
    lines = [Line(name, kind), *map(Line, ENGLISH), Line(name, kind)]
    tidied = clean(lines, site_name="Harbour Post")
    assert tidied.lines == lines[1:-1]
    assert {drop["rule"] for drop in tidied.dropped} == {"site_name"}
    assert clean(lines).lines == lines
    off = Cleaning(rules_off=("site_name",))
    assert clean(lines, site_name="Harbour Post", cleaning=off).lines == lines


def test_labels_of_times_go_in_any_language_with_and_without_a_time():
    for label in ("Publié le", "Veröffentlicht am 3. Mai 2024", "Опубликовано: 3 мая 2024"):
        lines = [Line(label), *map(Line, OTHER)]
        assert clean(lines).lines == lines[1:]
    assert {f"published_{language}" for language in ("de", "fr", "ja", "ar")} <= in_all_languages(
        "published"
    )


def test_labels_of_other_languages_end_an_article():
    second = [
        Line("Zweite Meldung über ganz andere Dinge", "heading"),
        Line("Aktualisiert am 3. Mai 2024"),
        *map(Line, OTHER[:4]),
    ]
    first = [Line(line) for line in OTHER]
    assert second[0] in clean([*first, *second]).lines
    ended = clean([*first, Line("Kommentar schreiben"), *second])
    assert ended.lines == first
    assert {drop["rule"] for drop in ended.dropped} == {"comments_de", "following_article"}


TEXTS = [*ENGLISH[:3], *OWN, *OWN_OTHER, *AROUND, *AROUND_NEWS, *BELOW, "Ann Bo said:", "Reply"]
RANDOM = st.lists(
    st.builds(
        Line,
        st.sampled_from(TEXTS) | st.text(min_size=1, max_size=60),
        st.sampled_from(["paragraph", "heading", "item", "quote", "code", "row"]),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(RANDOM, st.sampled_from(["news", "generic"]))
def test_each_line_stays_or_is_dropped_and_twice_is_as_often(lines, profile):
    about = {"title": "Photo finish", "authors": ["Ann Bo"], "site_name": "Reply"}
    tidied = clean(lines, profile, **about)
    places = [*tidied.places, *(drop["line"] for drop in tidied.dropped)]
    assert sorted(places) == list(range(len(lines)))
    assert len(tidied.lines) == len(tidied.places)
    assert [lines[drop["line"]].text for drop in tidied.dropped] == [
        drop["text"] for drop in tidied.dropped
    ]
    again = clean(lines, profile, **about)
    assert (again.lines, again.dropped) == (tidied.lines, tidied.dropped)
    off = Cleaning(keep=(r"[\s\S]*",))
    assert clean(lines, profile, off, **about).dropped == []


@settings(max_examples=60, deadline=None)
@given(RANDOM)
def test_what_is_dropped_beyond_the_share_is_told(lines):
    tidied = clean(lines)
    dropped = sum(words_of(str(drop["text"])) for drop in tidied.dropped)
    assert tidied.overrun or dropped <= MAX_DROPPED * sum(words_of(line.text) for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        Line("3 May 2024"),
        Line("A heading of some words that is like the title", "heading"),
        Line("Photo by Ann Bo"),
        Line("Published 3 May 2024", "heading"),
        Line("Read more about the boats", link_share=1.0),
        Line("Ann Bo said:", "item"),
    ],
)
def test_pages_of_many_lines_cost_little(line):
    lines = [*map(Line, ENGLISH), *[line] * 10_000]
    clean(lines[:20])
    started = time.process_time()
    clean(lines, title="A heading of words that is much like the title", authors=["Ann Bo"])
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize("sign", ["[", "A ", "Photo ", "x @ ", "- ", "1", "Read: ", "by A"])
@pytest.mark.parametrize("length", [1_800, 200_000])
def test_long_lines_cost_little(sign, length):
    line = Line((sign * length)[:length].strip())
    started = time.process_time()
    assert clean([line], title="Photo").lines == [line]
    assert time.process_time() - started < 1.0


def test_sure_lines_go_however_many_and_the_article_is_flagged():
    title = "Meadow beetle survives floods by carrying its own air"
    text = "The beetle traps a bubble under its wings, researchers said on Tuesday in Oslo."
    sure = ["Subscribe to continue reading", "Already a subscriber? Sign in"]
    tidied = clean([Line(title), Line(text), *map(Line, sure)], title=title)
    assert [line.text for line in tidied.lines] == [text]
    assert tidied.overrun
