import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.lines.credits import is_own_site
from dateline.clean.lines.datelines import lead_dateline, parse_dateline
from dateline.clean.parts import Line

SENTENCE = "Officials said on Monday that the old bridge would open again."


@pytest.mark.parametrize(
    ("head", "place", "agency"),
    [
        ("ANKARA, Turkey (AP) — ", "ANKARA, Turkey", "AP"),
        ("KYIV, Dec 24 (Reuters) - ", "KYIV", "Reuters"),
        ("WASHINGTON -- ", "WASHINGTON", None),
        ("CLEAR LAKE, Iowa, Dec 23 (Reuters) - ", "CLEAR LAKE, Iowa", "Reuters"),
        ("SHANGHAI: ", "SHANGHAI", None),
        ("TAMPA, Fla.- ", "TAMPA, Fla.", None),
        ("(CNN) — ", None, "CNN"),
        ("CNN — ", None, "CNN"),
        ("Washington CNN — ", "Washington", "CNN"),
        ("New Delhi, Jan 3 (PTI) ", "New Delhi", "PTI"),
        ("BEIJING, Oct. 3 (Xinhua) -- ", "BEIJING", "Xinhua"),
        ("Madrid, 3 ene (EFE).- ", "Madrid", "EFE"),
        ("Paris, le 3 mai (AFP) - ", "Paris", "AFP"),
        ("Berlin (dpa/tmn) - ", "Berlin", "dpa"),
        ("GAZA/JERUSALEM, Oct 9 (Reuters) - ", "GAZA/JERUSALEM", "Reuters"),
        ("ABOARD THE USS GERALD FORD (AP) - ", "ABOARD THE USS GERALD FORD", "AP"),
        ("VATICAN CITY (RNS) — ", "VATICAN CITY", "RNS"),
        ("NEW JERSEY (WABC) -- ", "NEW JERSEY", None),
        ("WASHINGTON (January 24, 2017) — ", "WASHINGTON", None),
        ("WASHINGTON, Oct. 5, 2023 /PRNewswire/ -- ", "WASHINGTON", "PR Newswire"),
        ("ST. LOUIS — ", "ST. LOUIS", None),
        ("MILLVILLE - ", "MILLVILLE", None),
        ("LOS ANGELES (AP) ", "LOS ANGELES", "AP"),
        ("新华社北京1月3日电（记者张三）", "北京", "Xinhua"),
        ("(서울=연합뉴스) 홍길동 기자 = ", "서울", "Yonhap"),
        ("【ワシントン＝共同】", "ワシントン", "Kyodo"),
        ("नई दिल्ली, 3 जनवरी (भाषा) ", "नई दिल्ली", "PTI"),
    ],
)
def test_datelines(head, place, agency):
    found = parse_dateline(head + SENTENCE)
    assert found is not None
    assert (found.place, found.agency, found.rest) == (place, agency, SENTENCE)
    assert head.startswith(found.text)


@pytest.mark.parametrize(
    "text",
    [
        "SUMMARY: The right price can make or break a small firm.",
        "EBONY: What is your new show about this year?",
        "ANN BEE, HOST: The council is holding a session this week.",
        "NEW: The council has voted for the plan this week.",
        "BREAKING - The minister has resigned after a long week.",
        "NASA - the agency for space flight - has new plans.",
        "AI — What is it and what does it want from us",
        "COVID-19 – The virus has changed the way we work.",
        "EDITOR'S NOTE: This story has been changed since then.",
        "The World Health Organization (WHO) — The agency said so on Monday.",
        "INFLATION (CPI) - The rate has gone up again this month.",
        "TRANSPORT - The council has voted for the plan this week.",
        "JORDAN — I never thought it could be like this for me.",
        "LONDON: What is it like to live there now?",
        "Paris: The city of light is the most visited of all.",
        "Mr. Smith, Dec. 3 (AP) — The man who fixed the bridge has died at home.",
        "WASHINGTON",
        "",
    ],
)
def test_labels_and_speakers_are_no_datelines(text):
    assert parse_dateline(text) is None


def test_dateline_may_follow_a_summary_and_an_interview_has_none():
    after = [Line("The bridge opens in May."), Line(f"BRUSSELS — {SENTENCE}")]
    found = lead_dateline(after)
    assert found is not None
    assert (found[0], found[1].place) == (1, "BRUSSELS")
    talk = [Line(f"SYDNEY: {SENTENCE}"), Line("MARIA: We have heard that before.")]
    assert lead_dateline(talk) is None


@given(st.text(alphabet="AbcK, (.)-—:/\n\t3ェ电", max_size=60))
def test_any_text_is_read(text):
    found = parse_dateline(text)
    if found is not None:
        assert text[found.offset :] == found.rest


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        (
            "BEIRUT (Continental Wire) — The port was closed on Monday.",
            "BEIRUT",
            "Continental Wire",
        ),
        ("BEIRUT (CW) - The port was closed on Monday.", "BEIRUT", "CW"),
        (
            "LISBON, Oct. 3 (Iberian Press Service) -- Trains ran late for a third day.",
            "LISBON",
            "Iberian Press Service",
        ),
    ],
)
def test_agencies_of_no_list_are_named_as_printed(text, place, agency):
    found = parse_dateline(text)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)


@pytest.mark.parametrize(
    "text",
    [
        "NASA (National Aeronautics Space Administration) — The agency said so on Monday.",
        "LIVE (Updated) — The match has begun, and the stands are full tonight.",
        "BEIRUT (and its suburbs) — The city was quiet on Monday morning.",
        "SOCCER (Women) — The home side won by two goals on Monday.",
        "BEIRUT (Lebanon) — The city was quiet on Monday morning, police said.",
        "The port (Continental Wire) — a company — was closed on Monday.",
    ],
)
def test_brackets_that_hold_no_agency(text):
    found = parse_dateline(text)
    assert found is None or found.agency is None


def test_an_agency_of_no_list_on_its_own_site_is_none():
    assert is_own_site("Continental Wire", "www.continentalwire.example")
    assert not is_own_site("Continental Wire", "www.harbour.example")
