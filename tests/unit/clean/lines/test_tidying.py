import csv
import re
from importlib.resources import files

import pytest

from dateline.clean.lines.rules import TABLES, rules, words_of
from dateline.clean.lines.tidying import MAX_DROPPED, tidy
from dateline.clean.parts import Line, Metadata
from dateline.cleaning import DEFAULT, Cleaning

TITLE = "Patrol boats follow trawlers into the northern port"
BODY = [
    (
        "Fishermen in the port said on Tuesday that two patrol boats had followed them home"
        " after a night at the edge of the fishing grounds."
    ),
    (
        "The coast guard confirmed the patrol, and said that it had warned three trawlers by radio"
        " before the first of them turned back to the harbour."
    ),
    (
        "A spokesman for the ministry declined to say whether the boats would return this week, but"
        " said that the rules for the grounds had not changed since the spring."
    ),
    (
        "Three skippers told the council that they would go out again at the weekend, whatever the"
        " weather, because the season ends in less than a month."
    ),
    (
        "The council will meet on Thursday to hear the coast guard, the ministry and the owners of"
        " the trawlers, and wants to send its findings to parliament."
    ),
    (
        "Prices for cod at the morning auction rose by a tenth, the largest rise in a day since the"
        " winter storms closed the port for a week."
    ),
]
LONG = [f"{line} Report number {n}, part {k}." for k in range(4) for n, line in enumerate(BODY)]


def lines_of(*texts, kind="paragraph", share=0.0):
    return [Line(text, kind, share) for text in texts]


def sort(
    lines, *, title=TITLE, authors=(), profile="news", cleaning=DEFAULT, section=None, host=""
):
    metadata = Metadata(title=title, authors=list(authors), section=section)
    return tidy(lines, metadata, profile, cleaning, host=host)


def texts(tidied):
    return [line.text for line in tidied.lines]


def rules_hit(tidied):
    return {drop["text"]: drop["rule"] for drop in tidied.dropped}


def in_the_middle(text, kind="paragraph", share=0.0, **choices):
    """The rule that drops a line between the paragraphs of an article, or None."""
    lines = [*lines_of(*LONG[:8]), Line(text, kind, share), *lines_of(*LONG[8:16])]
    tidied = sort(lines, **choices)
    assert [line for line in texts(tidied) if line != text] == LONG[:16]
    return rules_hit(tidied).get(text)


def at_the_end(text, kind="paragraph", share=0.0, **choices):
    """The rule that drops a line after an article's last paragraph, or None."""
    tidied = sort([*lines_of(*LONG[:12]), Line(text, kind, share)], **choices)
    assert texts(tidied)[:12] == LONG[:12]
    return rules_hit(tidied).get(text)


def at_the_head(text, kind="paragraph", share=0.0, **choices):
    """The rule that drops a line before an article's first paragraph, or None."""
    tidied = sort([Line(text, kind, share), *lines_of(*LONG[:12])], **choices)
    return rules_hit(tidied).get(text)


def test_a_plain_article_stays_as_it_is():
    tidied = sort(lines_of(*LONG))
    assert texts(tidied) == LONG
    assert tidied.places == list(range(len(LONG)))
    assert (tidied.dropped, tidied.credits, tidied.overrun) == ([], [], False)


def test_no_lines_give_no_lines():
    assert sort([]).lines == []


LABELS = [
    "Exit mobile version",
    "Go to mobile version",
    "Source link",
    "Advertisement",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Article continues after ad",
    "Share this article",
    "Share on Facebook",
    "5 min read",
    "Reading time: 4 minutes",
    "1,204 views",
    "Loading comments…",
    "Published: 12 March 2024, 10:15",
    "Updated on March 12, 2024 at 3:05 pm",
    "Last updated: 2024-03-12",
    "Subscribe to continue reading this article.",
    "You have reached your limit of free articles.",
    "Already a subscriber? Log in",
    "We use cookies to make the site work and to measure how it is used.",
    "Accept all cookies",
    "By signing up you agree to our terms of use and privacy policy.",
]


@pytest.mark.parametrize("profile", ["news", "generic"])
@pytest.mark.parametrize("text", LABELS)
def test_labels_and_notices_go_from_any_page(text, profile):
    assert in_the_middle(text, profile=profile)


NEWS = [
    "Read more: Ferry line to the islands opens in May",
    "RELATED: Cod prices fall after mild winter",
    "Also read: Storm closes the port for a week",
    "See also: How the fishing grounds were divided",
    "Don't miss: Ten harbours to see before autumn",
    "Trending",
    "Most read",
    "Recommended",
    "Related stories",
    "More on this story",
    "Sign up for our daily newsletter and never miss a story.",
    "Subscribe to our newsletter",
    "Want the news first? Sign up for the Harbour Post morning email.",
    "Get the day's headlines delivered to your inbox every morning.",
    "Follow us on Facebook and Instagram",
    "Follow Harbour Post on X, Threads and YouTube.",
    "Download our app for the latest news from the coast.",
    "Click here to read the full report",
    "Listen and subscribe wherever you get your podcasts.",
]


@pytest.mark.parametrize("text", NEWS)
def test_teasers_and_calls_go_from_news(text):
    assert in_the_middle(text)


@pytest.mark.parametrize("text", [text for text in NEWS if "newsletter" not in text])
def test_teasers_and_calls_stay_on_other_pages(text):
    assert in_the_middle(text, profile="generic") is None


ENDS = [
    "Join the conversation",
    "Have a tip? Email the newsroom at tips@harbour.example",
    "What do you think? Let us know in the comments below.",
    "Support independent journalism: become a member today.",
    "12 comments",
    "Leave a comment",
    "Tags: fishing, coast guard, port",
    "Topics: Fishing | Politics",
    "© 2024 Harbour Post. All rights reserved.",
    "Copyright 2024 Harbour Post",
    "Follow her on Twitter @annbo",
    "Email Ann Bo at ann.bo@harbour.example or follow her on X @annbo",
    "Ann Bo is a reporter for Harbour Post who covers the coast.",
    "Ann Bo is a staff writer at Harbour Post, based in the north.",
    "The views expressed here are those of the author.",
    "Back to top",
]


@pytest.mark.parametrize("text", ENDS)
def test_lines_after_the_end_go(text):
    assert at_the_end(text)


TRAPS = [
    "“Read more: that is what my father told us every night,” she said.",
    "“Read more books,” the minister said.",
    "Click the source link to go to mobile version, the leaflet said, and read on.",
    "Comments?",
    "“Comments?” he asked.",
    "Advertisement was his trade for thirty years.",
    "The newsletter, which 4,000 readers pay for, moved to a new address in March.",
    "Readers who sign up for the newsletter pay five pounds a month, the company said.",
    "She signed up for every newsletter that the city sent out.",
    "The regulator fined the site because it sets cookies before anybody agrees.",
    "“We use cookies to pay the rent,” the publisher said.",
    "Subscribers to the paper fell by a third, and its newsletters were closed.",
    "Silence.",
    "No.",
    "Related: the two enzymes share a common fold, which explains their affinity.",
    "Related work has shown that cod return to the same grounds.",
    "Share prices fell by 3 per cent on Tuesday.",
    "Follow the money, she said, and you will find the owner of the boats on Facebook.",
    "Photographs from the scene showed smoke over the harbour.",
    "Tags on the nets show where they were bought.",
    "Updated rules came into force in May 2024, and the fleet must follow them.",
    "By Thursday evening all three boats were back in the harbour.",
    "More from the auction reached the shops on Friday than in all of last month.",
    "Watch out for ice on the quay, the harbour master warned.",
    "She is survived by two sons and a daughter.",
    "He was a reporter for thirty years before he went to sea.",
    "Copyright law does not cover the names of boats, the court found.",
    "Police asked anyone who saw the boats to call them or email harbour@police.example.",
]


@pytest.mark.parametrize("profile", ["news", "generic"])
@pytest.mark.parametrize("text", TRAPS)
def test_an_articles_own_lines_stay_wherever_they_stand(text, profile):
    assert in_the_middle(text, profile=profile) is None
    assert at_the_end(text, profile=profile) is None
    assert at_the_head(text, profile=profile) is None


@pytest.mark.parametrize("kind", ["code", "quote"])
@pytest.mark.parametrize(
    "text", ["Advertisement", "Share this article", "Read more: Ferry line opens in May"]
)
def test_code_and_quotes_are_left_alone(text, kind):
    assert in_the_middle(text, kind=kind) is None


def test_a_tweets_signature_inside_a_quote_stays():
    assert at_the_end("— Jane Doe (@jane) January 3, 2024", kind="quote") is None
    assert in_the_middle("— Jane Doe (@jane) January 3, 2024") is None


HOW_TO = [
    "Open the page of the service.",
    "Click here",
    "Sign up",
    "Click here to see all boats.",
    "Share",
    "Register with your name and the number of your boat.",
]


@pytest.mark.parametrize("profile", ["news", "generic"])
def test_steps_of_a_how_to_list_stay(profile):
    lines = [*lines_of(*LONG[:6]), *lines_of(*HOW_TO, kind="item"), *lines_of(*LONG[6:12])]
    kept = texts(sort(lines, profile=profile))
    assert [text for text in HOW_TO if text in kept] == [
        text for text in HOW_TO if profile == "generic" or text != "Share" or text in kept
    ]
    assert {"Open the page of the service.", "Click here", "Click here to see all boats."} <= {
        *kept
    }


def test_short_lines_of_a_poem_and_a_list_of_names_stay():
    poem = ["The boats are home", "The nets are dry", "Share", "what you have", "and so will I"]
    names = ["Ann Bo", "Carl Dee", "Eve Fox", "Jo", "Li Wei"]
    lines = [*lines_of(*LONG[:6]), *lines_of(*poem), *lines_of(*LONG[6:8]), *lines_of(*names)]
    assert texts(sort(lines)) == [line.text for line in lines]


def test_words_that_are_labels_only_among_labels():
    alone = [*lines_of(*LONG[:8]), *lines_of("Share"), *lines_of(*LONG[8:12])]
    assert "Share" in texts(sort(alone))
    bar = [*lines_of("Share", "Tweet", "Print"), *lines_of(*LONG[:12])]
    assert texts(sort(bar)) == LONG[:12]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TITLE, "heading"),
        (TITLE.upper(), "paragraph"),
        (f"{TITLE} | Harbour Post", "heading"),
        ("Patrol boats follow trawlers into a northern port", "heading"),
    ],
)
def test_the_title_is_not_repeated(text, kind):
    named = f"{TITLE} | Harbour Post" if "|" in text else TITLE
    assert at_the_head(text, kind, title=named) == "title_repeated"
    assert at_the_head(text, kind, title=None) is None


def test_the_title_goes_where_metadata_have_it_with_the_sites_name():
    assert at_the_head(TITLE, "heading", title=f"{TITLE} - Harbour Post") == "title_repeated"
    assert at_the_head(TITLE, "heading", title=f"Opinion | {TITLE}") == "title_repeated"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Patrol boats", "heading"),
        ("What trawlers do in the northern port", "heading"),
        (f"{TITLE}.", "paragraph"),
        (f"{TITLE}, and the coast guard says that it will go on.", "paragraph"),
        ("Patrol boats follow trawlers into a northern port", "paragraph"),
        (TITLE, "quote"),
    ],
)
def test_what_only_resembles_the_title_stays(text, kind):
    assert at_the_head(text, kind) is None


def test_a_heading_with_the_titles_words_stays_within_the_text():
    assert in_the_middle(TITLE, "heading") is None


def test_bylines_and_dates_go_from_the_head_only():
    head = ["By Ann Bo", "March 12, 2024", "Opinion"]
    assert texts(sort([*lines_of(*head), *lines_of(*LONG[:12])])) == LONG[:12]
    for text in head:
        assert in_the_middle(text) is None


def test_lines_of_links_go_at_the_end_and_in_runs():
    links = ["Ferry line to the islands opens", "Cod prices fall after mild winter"]
    end = [*lines_of(*LONG[:12]), *lines_of(*links, share=1.0)]
    assert texts(sort(end)) == LONG[:12]
    run = [*lines_of(*LONG[:6]), *lines_of(*links, share=1.0), *lines_of(*LONG[6:12])]
    assert texts(sort(run)) == LONG[:12]
    assert texts(sort(run, profile="generic")) == [line.text for line in run]


def test_lists_of_links_within_the_text_and_single_links_stay():
    links = ["The harbour's own timetable", "The rules of the coast guard", "The auction's prices"]
    inside = [
        *lines_of(*LONG[:6]),
        *lines_of(*links, kind="item", share=1.0),
        *lines_of(*LONG[6:12]),
    ]
    assert texts(sort(inside)) == [line.text for line in inside]
    assert in_the_middle("The whole judgment of the court", share=1.0) is None
    assert at_the_end("The court's whole judgment can be read on its own pages.", share=1.0) is None


def test_links_below_a_teasers_label_go_with_it():
    lines = [
        *lines_of(*LONG[:6]),
        *lines_of("Read more:", kind="heading"),
        *lines_of("Ferry line to the islands opens", kind="item", share=1.0),
        *lines_of("Cod prices fall after mild winter", kind="item", share=0.9),
        *lines_of(*LONG[6:12]),
    ]
    assert texts(sort(lines)) == LONG[:12]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Bo writes about the coast. She joined Harbour Post in 2019 from a local station.",
        "Ann is curious about everything that swims, and has covered four fishing seasons.",
        "About the author: Ann Bo has lived in the north since she was a child.",
        "Ms. Bo is the deputy editor of the weekend pages.",
    ],
)
def test_an_authors_bio_goes_from_the_end_only(text):
    assert at_the_end(text, authors=["Ann Bo"]) == "author_bio"
    assert in_the_middle(text, authors=["Ann Bo"]) is None
    assert at_the_end(text, authors=["Carl Dee"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "She is survived by a daughter, Eve, who is a writer for television.",
        "Mr. Dee, 82, is survived by his wife and three children.",
        "The mayor is a former reporter for this newspaper, and knows the port well.",
        "Carl Dee was a correspondent for the paper until he was arrested.",
    ],
)
def test_ends_of_obituaries_and_of_news_about_journalists_stay(text):
    assert at_the_end(text, authors=["Ann Bo"]) is None


def test_the_second_paragraph_of_a_bio_goes_too():
    bio = [
        "Ann Bo has been writing about the coast since 2019 and has been at sea for a season.",
        "When not at work, she can usually be found on a bicycle.",
    ]
    tidied = sort(lines_of(*LONG[:12], *bio), authors=["Ann Bo"])
    assert texts(tidied) == LONG[:12]


NEXT = [
    "Ferry line to the islands opens after ten years of work",
    "By Carl Dee",
    (
        "The first ferry left the port on Monday with forty passengers and a brass band on board,"
        " ten years after the council had voted for the line and for its two new piers."
    ),
    (
        "It will call at all five islands, three times a day in summer and once in winter, and take"
        " cars from next year on, the company that runs it said in a statement."
    ),
    (
        "The mayor of the largest island said that the shops there had already hired new staff, and"
        " that two inns which had been closed for years would open again."
    ),
]


@pytest.mark.parametrize("kind", ["heading", "paragraph"])
@pytest.mark.parametrize("ending", ["Leave a comment", "Related articles", "Source link"])
def test_a_following_article_is_cut(ending, kind):
    lines = [*lines_of(*LONG[:12], ending), Line(NEXT[0], kind), *lines_of(*NEXT[1:])]
    tidied = sort(lines)
    assert texts(tidied) == LONG[:12]
    assert rules_hit(tidied)[NEXT[2]] == "following_article"


def test_sections_with_bylines_are_no_following_article():
    lines = [*lines_of(*LONG[:12]), Line(NEXT[0], "heading"), *lines_of(*NEXT[1:])]
    assert NEXT[2] in texts(sort(lines))


def test_a_heading_with_byline_and_date_begins_another_article():
    lines = [*lines_of(*LONG[:12]), Line(NEXT[0], "heading")]
    lines += lines_of(NEXT[1], "October 4, 2026", *NEXT[2:])
    assert texts(sort(lines)) == LONG[:12]


def test_signed_entries_of_a_live_blog_stay():
    entries = [
        line
        for n in range(5)
        for line in (
            Line(f"The council hears skipper number {n}", "heading"),
            *lines_of("By Carl Dee", f"October {n + 1}, 2026", *LONG[4 * n : 4 * n + 4]),
        )
    ]
    kept = texts(sort(entries))
    assert [text for text in LONG[:20] if text not in kept] == []


def test_sections_after_a_label_without_byline_stay():
    lines = [
        *lines_of(*LONG[:6], "Related stories"),
        Line("What the skippers say", "heading"),
        *lines_of(*LONG[6:12]),
    ]
    kept = texts(sort(lines))
    assert kept == [*LONG[:6], "What the skippers say", *LONG[6:12]]


def test_entries_of_a_live_blog_stay():
    entries = [
        line
        for n in range(4)
        for line in (
            Line(f"The council hears skipper number {n}", "heading"),
            Line(f"Posted at 1{n}:15"),
            *lines_of(*LONG[3 * n : 3 * n + 3]),
        )
    ]
    kept = texts(sort(entries))
    assert [text for text in LONG[:12] if text not in kept] == []
    assert sum(text.startswith("The council hears") for text in kept) == 4


def test_questions_and_answers_stay():
    interview = [
        line
        for n in range(6)
        for line in (Line(f"Why did the boats turn back, part {n}?", "heading"), Line(LONG[n]))
    ]
    assert texts(sort(interview)) == [line.text for line in interview]


def test_readers_posts_go():
    posts = [
        "I would not go out in that weather, whatever the season brings.",
        "cod_father said: I would not go out in that weather, whatever the season brings.",
        "Nor would I, but then I have no boat and nobody to feed. Reply",
        "skipper said: Nor would I, but then I have no boat. You would if you had one. Reply",
    ]
    tidied = sort([*lines_of(*LONG[:12]), *lines_of(*posts, kind="item")])
    assert texts(tidied) == LONG[:12]
    assert set(rules_hit(tidied).values()) == {"reader_comments"}


def test_a_list_at_the_end_is_no_comments():
    points = ["The minister said: no boat will be taken.", "The council meets on Thursday."]
    lines = [*lines_of(*LONG[:12]), *lines_of(*points, kind="item")]
    assert texts(sort(lines)) == [line.text for line in lines]


def test_credits_are_kept_aside():
    credit = "Reporting by Ann Bo; Editing by Carl Dee"
    tidied = sort(lines_of(*LONG[:12], credit))
    assert texts(tidied) == LONG[:12]
    assert tidied.credits == [credit]
    assert [drop["text"] for drop in tidied.dropped] == [credit]


def test_a_credit_behind_the_last_sentence_is_cut_off():
    tidied = sort(lines_of(*LONG[:11], f"{BODY[5]} (Reporting by Ann Bo; Editing by Carl Dee)"))
    assert texts(tidied)[-1] == BODY[5]
    assert tidied.credits == ["(Reporting by Ann Bo; Editing by Carl Dee)"]


def test_a_dateline_is_cut_off_the_first_paragraph():
    tidied = sort([*lines_of(f"ANKARA, Turkey (AP) — {BODY[0]}"), *lines_of(*LONG[6:12])])
    assert texts(tidied) == [BODY[0], *LONG[6:12]]
    assert tidied.dateline == "ANKARA, Turkey (AP)"
    assert tidied.dateline_place == "ANKARA, Turkey"
    assert tidied.agency == "AP"
    own = sort(lines_of(f"ANKARA, Turkey (AP) — {BODY[0]}", *LONG[6:12]), host="apnews.com")
    assert own.agency is None


def test_a_source_keeps_drops_and_switches_rules_off():
    lines = lines_of("Share this article", *LONG[:12], "Harbour Post 2024", "Source link")
    assert texts(sort(lines)) == [*LONG[:12], "Harbour Post 2024"]
    dropping = sort(lines, cleaning=Cleaning(drop=(r"Harbour Post \d+",)))
    assert texts(dropping) == LONG[:12]
    assert rules_hit(dropping)["Harbour Post 2024"] == "source_drop"
    keeping = sort(lines, cleaning=Cleaning(keep=("Share .*",), drop=("Share .*",)))
    assert "Share this article" in texts(keeping)
    off = sort(lines, cleaning=Cleaning(rules_off=("source_link",)))
    assert "Source link" in texts(off)


@pytest.mark.parametrize(
    ("rule_id", "lines"),
    [
        ("title_repeated", [Line(TITLE, "heading"), *lines_of(*LONG[:12])]),
        ("linked_tail", [*lines_of(*LONG[:12]), Line("Ferry line opens", link_share=1.0)]),
        ("author_bio", lines_of(*LONG[:12], "Ann Bo writes about the coast.")),
        ("reporting_by", lines_of(*LONG[:12], "Reporting by Ann Bo; Editing by Carl Dee")),
    ],
)
def test_rules_of_all_kinds_can_be_switched_off(rule_id, lines):
    assert len(texts(sort(lines, authors=["Ann Bo"]))) == len(lines) - 1
    off = Cleaning(rules_off=(rule_id,))
    assert texts(sort(lines, authors=["Ann Bo"], cleaning=off)) == [line.text for line in lines]


def test_too_much_is_not_dropped_silently():
    short = lines_of(*BODY[:3], "Nothing was decided.")
    lines = [*short, Line("Leave a comment"), Line(NEXT[0], "heading"), *lines_of(*NEXT[1:])]
    tidied = sort(lines)
    assert tidied.overrun
    words = sum(words_of(line.text) for line in lines)
    dropped = sum(words_of(drop["text"]) for drop in tidied.dropped)
    assert dropped <= MAX_DROPPED * words
    assert rules_hit(tidied) == {"Leave a comment": "label_comments"}


def test_bare_labels_go_even_where_they_are_most_of_the_page():
    tidied = sort(lines_of("Source link", "Exit mobile version", "Advertisement"))
    assert (tidied.lines, tidied.overrun) == ([], True)


def test_each_line_is_kept_or_dropped_once_and_in_order():
    lines = lines_of("By Ann Bo", *LONG[:6], *NEWS, *LABELS, *LONG[6:24], *ENDS)
    tidied = sort(lines)
    places = sorted([*tidied.places, *(drop["line"] for drop in tidied.dropped)])
    assert places == list(range(len(lines)))
    assert tidied.places == sorted(tidied.places)
    assert [lines[place].text for place in tidied.places] == texts(tidied)


def test_twice_gives_the_same():
    lines = lines_of("By Ann Bo", *LONG[:12], *NEWS, *ENDS)
    once = sort(lines)
    again = sort(once.lines)
    assert texts(again) == texts(once)
    assert again.dropped == []


def test_scripts_without_blanks_have_lengths():
    assert words_of("船" * 150) == 10
    assert words_of("three short words") == 3


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_sound(name):
    text = files("dateline.knowledge").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    ids = [row["rule_id"] for row in rows]
    assert len(set(ids)) == len(ids)
    for row in rows:
        assert None not in row, row
        assert all(row[column] for column in ("rule_id", "profile", "scope", "action", "source"))
        assert row["profile"] in ("any", "news")
        assert set(row["scope"].split(";")) <= {"any", "head", "tail", "run", "linked"}
        assert row["action"] in ("drop", "credit", "cut")
        assert set(filter(None, row["kinds"].split(";"))) <= {
            "paragraph",
            "heading",
            "item",
            "quote",
            "row",
        }
        assert not row["max_words"] or int(row["max_words"]) > 0
        assert re.compile(row["pattern"]).fullmatch("") is None or not row["pattern"]
        re.compile(row["unless"])


def test_ids_are_unique_over_all_tables():
    ids = [rule.rule_id for rule in rules()]
    assert len(set(ids)) == len(ids)
