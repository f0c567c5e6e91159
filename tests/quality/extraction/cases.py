"""The golden pages, each described by what it is made of."""

# ruff: noqa: E501 - a line of an article is one line here

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from layouts import Block, Page


def _stories() -> dict[str, tuple[str, list[str]]]:
    found = {}
    text = (Path(__file__).parent / "stories.txt").read_text(encoding="utf-8")
    for part in text.split("# ")[1:]:
        key, title, *lines = [line for line in part.splitlines() if line]
        found[key] = (title, lines)
    return found


STORIES = _stories()
Blocks = list[Block]


def story(key: str, start: int = 0, stop: int | None = None) -> Blocks:
    """Paragraphs of a story."""
    return [Block(text) for text in STORIES[key][1][start:stop]]


def gone(family: str, *texts: str, kind: str = "p", link: str = "") -> Blocks:
    """Lines that are no part of the article."""
    return [Block(text, kind, family, link) for text in texts]


def credit(*texts: str) -> Blocks:
    """Lines that go to the credits."""
    return [Block(text, "p", "credit") for text in texts]


def heading(text: str) -> Blocks:
    """A heading of the article's own."""
    return [Block(text, "h")]


def items(*texts: str) -> Blocks:
    """A list."""
    return [Block(text, "li") for text in texts]


def paragraphs(*texts: str) -> Blocks:
    """Paragraphs of the article."""
    return [Block(text) for text in texts]


def quotes(*texts: str) -> Blocks:
    """Quoted blocks."""
    return [Block(text, "q") for text in texts]


def rows(*texts: str) -> Blocks:
    """Rows of a table, cells apart by bars."""
    return [Block(text, "row") for text in texts]


def code(text: str) -> Blocks:
    """Lines of code."""
    return [Block(line, "pre") for line in text.splitlines()]


def markup(text: str) -> Blocks:
    """Markup that gives no line."""
    return [Block(text, "html", "furniture")]


ADVERT = markup('<div class="ad-slot"><span>Advertisement</span><div id="gpt-1"></div></div>')
BOX = markup(
    '<div class="newsletter-signup"><h4>The Morning Tide</h4><p>All you need before nine, in your'
    ' inbox.</p><form><input type="email"><button>Sign up</button></form></div>'
)
DAYS = iter(range(1, 10_000))


def page(name: str, layout: str, key: str, blocks: Blocks, **more: Any) -> Page:
    """A page with a story's title, on a site of its own unless said otherwise."""
    day = next(DAYS)
    host = more.pop("host", f"{key}-herald.example")
    site = more.pop("site", f"{key.title()} Herald")
    stated = (more.get("published") or f"2026-{1 + day % 10:02d}-{1 + day % 28:02d}")[:10]
    defaults: dict[str, Any] = {
        "title": STORIES[key][0] if key in STORIES else name,
        "url": f"https://www.{host}/{stated.replace('-', '/')}/{name}",
        "published": f"{stated}T{6 + day % 12:02d}:{day % 60:02d}:00+02:00",
        "section": "News",
    }
    if layout == "plain":
        defaults |= {"published": None, "section": None, "url": f"https://{host}/{name}"}
        defaults["unsure"] = ("site_name",)
    return Page(name=name, layout=layout, blocks=tuple(blocks), site=site, **(defaults | more))


def _layouts() -> Iterator[Page]:
    """Every layout, with what commonly stands in and around an article."""
    yield page(
        "wordpress-amp",
        "wordpress",
        "grain",
        story("grain") + gone("amp_switcher", "Exit mobile version", link="all"),
        authors=("Lena Hartwig",),
        ld="graph",
        tags=("shipping", "wheat"),
        image="https://www.grain-herald.example/wp-content/port.jpg",
        options={"switcher": "Exit mobile version", "author_box": "Lena Hartwig covers the coast."},
    )
    yield page(
        "semantic-reuters",
        "semantic",
        "budget",
        story("budget") + credit("Reporting by Jan Novotny; Editing by Ruth Oldfield"),
        authors=("Jan Novotny",),
        dateline="OSTRAVA, Czech Republic (Reuters) - ",
        place="OSTRAVA, Czech Republic",
        agency="Reuters",
        modified="2026-10-29T09:15:00+02:00",
        published="2026-10-29T07:30:00+02:00",
        section="Politics",
    )
    yield page(
        "soup-teasers",
        "soup",
        "wolves",
        story("wolves", 0, 2)
        + gone("teaser", "Read more: Why hunters and herders meet at the same fence", link="tail")
        + story("wolves", 2, 4)
        + BOX
        + story("wolves", 4)
        + gone("teaser", "Also read: The bridge that bears built", link="tail"),
        authors=("Tom Ferris", "Mina Okoye"),
        byline="By Tom Ferris and Mina Okoye",
    )
    yield page(
        "table-2003",
        "table",
        "metro",
        story("metro"),
        authors=("Karl Friis",),
        published="2026-10-14",
        shown_date="October 14, 2026",
        section=None,
        unsure=("section", "site_name", "tags", "author_organizations"),
    )
    yield page(
        "magazine-gallery",
        "magazine",
        "clinic",
        story("clinic", 0, 3) + credit("Photo: Rui Pinto/Getty Images") + story("clinic", 3),
        authors=("Ines Calado",),
        options={"captions": ("The crew loads doses. Photo: Rui Pinto", "Sao Bento at noon")},
    )
    following = [
        (STORIES["bees"][0], "Aude Vernier", 4, STORIES["bees"][1]),
        (STORIES["bank"][0], "Nils Aker", 3, STORIES["bank"][1]),
    ]
    yield page(
        "scroll-following",
        "scroll",
        "quake",
        story("quake"),
        authors=("Timur Ashirov",),
        options={"following": following},
    )
    yield page(
        "scroll-one-more",
        "scroll",
        "storm",
        story("storm"),
        authors=("Orla Devane",),
        ld="absent",
        options={"following": [(STORIES["opera"][0], "Ciro Valli", 9, STORIES["opera"][1])]},
    )
    yield page(
        "wordpress-comments",
        "wordpress",
        "orchestra",
        story("orchestra") + gone("label", "Leave a Reply", kind="h"),
        authors=("Doris Ammann",),
        ld="absent",
    )
    yield page(
        "broadcaster-topics",
        "broadcaster",
        "chip",
        story("chip", 0, 3)
        + gone("teaser", "Watch: Inside the shoe factory that makes light", link="tail")
        + story("chip", 3),
        authors=("Eero Lampinen",),
        tags=("Technology", "Energy"),
        section="Technology",
    )
    yield page(
        "paywall-stub",
        "paywall",
        "ferry",
        story("ferry", 0, 3) + gone("paywall", "Subscribe to continue reading this article."),
        authors=("Marta Uribe",),
        paywalled=True,
    )
    yield page(
        "semantic-free",
        "semantic",
        "ferry",
        story("ferry"),
        authors=("Marta Uribe",),
        host="open-coast.example",
        site="Open Coast",
        paywalled=False,
        ld="graph",
    )
    yield page(
        "newsletter-middle",
        "semantic",
        "drought",
        story("drought", 0, 2)
        + gone("call", "Sign up for our morning briefing and get the news in your inbox.")
        + story("drought", 2, 4)
        + ADVERT
        + story("drought", 4)
        + gone("call", "Follow us on Facebook and Instagram for the latest news."),
        dateline="LUANDA, Angola (AP) — ",
        place="LUANDA, Angola",
        agency="AP",
        organizations=("Associated Press",),
        byline="By Associated Press",
        unsure=("author_organizations",),
    )
    yield page(
        "broken-json-ld",
        "wordpress",
        "cycling",
        story("cycling"),
        authors=("Lasse Brandvik",),
        ld="broken",
        section="Sport",
    )
    yield page(
        "microdata-title-again",
        "microdata",
        "museum",
        gone("title", STORIES["museum"][0], kind="h") + story("museum"),
        authors=("Pia Sondergaard", "Ole Krag"),
        ld="absent",
        section=None,
        options={"og": False},
        unsure=("site_name", "section"),
    )
    links = (
        "Scooter firm counts its winter losses",
        "Line 14 to get eleven new buses",
        "What a bus driver earns after tax",
    )
    yield page(
        "related-run",
        "semantic",
        "strike",
        story("strike", 0, 3)
        + gone("label", "Related stories", kind="h")
        + gone("links", *links, link="all")
        + story("strike", 3),
        authors=("Fabio Menotti",),
    )
    yield page(
        "links-at-the-end",
        "soup",
        "river",
        story("river")
        + gone("label", "You may also like", kind="h")
        + gone("links", *links, kind="li", link="all"),
        authors=("Wiebke Sturm",),
        options={"og_title": f"{STORIES['river'][0]} - River Herald"},
    )
    yield page(
        "science-desk",
        "semantic",
        "soil",
        story("soil"),
        organizations=("Science Desk",),
        byline="By Science Desk",
        section="Science",
    )
    yield page(
        "ap-copyright",
        "soup",
        "court",
        story("court")
        + credit(
            "Copyright 2026 The Associated Press. All rights reserved. This material may not be"
            " published, broadcast, rewritten or redistributed without permission."
        ),
        authors=("Beth Hanlon",),
        dateline="HARLAN, Ky. (AP) — ",
        place="HARLAN, Ky.",
        agency="AP",
    )
    yield page(
        "staff-byline",
        "wordpress",
        "bridge",
        story("bridge"),
        organizations=("Bridge Herald Staff",),
        byline="By Bridge Herald Staff",
        ld="graph",
        unsure=("author_organizations",),
    )
    yield page(
        "live-updates",
        "semantic",
        "storm",
        story("storm", 0, 2)
        + heading("Trains stop in four counties")
        + story("storm", 2, 4)
        + heading("Highest warning given")
        + story("storm", 4),
        authors=("Sheila Moran", "Conor Tighe"),
        host="west-wire.example",
        site="West Wire",
        options={"type": "LiveBlogPosting"},
    )
    yield page(
        "several-h1",
        "magazine",
        "bank",
        story("bank"),
        authors=("Freja Lindqvist",),
        site="The Norrland Courier",
        host="norrland-courier.example",
        section="Economy",
        options={"captions": ("Governor Astrid Hellström on Thursday.",)},
    )
    yield page(
        "embeds-and-calls",
        "wordpress",
        "opera",
        story("opera", 0, 2)
        + markup('<div class="fb-post" data-href="#"><a href="#">View on Facebook</a></div>')
        + story("opera", 2)
        + gone("call", "Like this story? Subscribe to our weekly newsletter today."),
        authors=("Giulia Ferrante",),
        section="Culture",
    )
    yield page(
        "bees-table",
        "table",
        "bees",
        story("bees") + gone("label", "Back to top"),
        authors=("Aude Vernier",),
        published="2026-10-21",
        shown_date="October 21, 2026",
        section=None,
        unsure=("section", "site_name", "tags", "author_organizations"),
    )
    yield page(
        "film-review-bio",
        "semantic",
        "film",
        story("film")
        + gone("bio", "Ana Mirkovic is a film critic for the Film Herald and lives in Cluj."),
        authors=("Ana Mirkovic",),
        section="Culture",
    )
    yield page(
        "republished",
        "wordpress",
        "vote",
        story("vote")
        + credit(
            "This article was originally published by Island Post and is republished with permission."
        ),
        authors=("Jens Holm",),
    )
    yield page(
        "additional-reporting",
        "semantic",
        "heat",
        story("heat")
        + credit(
            "Additional reporting by Salim Haddad in Doha and Priya Menon in Kochi; Editing by Joan Weir"
        ),
        authors=("Nour Khalil",),
        dateline="DOHA (Reuters) - ",
        place="DOHA",
        agency="Reuters",
    )
    yield page(
        "short-news",
        "soup",
        "museumshort",
        story("museumshort") + credit("Merle News Agency contributed to this report."),
        host="merle-news.example",
        site="Merle News",
    )
    yield page(
        "afp-line",
        "semantic",
        "trade",
        story("trade") + credit("(AFP)"),
        dateline="VALLETTA (AFP) – ",
        place="VALLETTA",
        agency="AFP",
        section="Economy",
    )


def _heaps() -> Iterator[Page]:
    """Many labels at once: at the head, between paragraphs, at the end."""
    common: dict[str, Any] = {"site": "Harbour Star", "host": "harbour-star.example"}
    yield page(
        "labels-at-the-head",
        "semantic",
        "drought",
        gone("label", "3 min read", "Listen to this article", "Share this article")
        + gone("label", "Published: October 3, 2026 at 10:30 a.m.")
        + story("drought"),
        authors=("Telma Couto",),
        published="2026-10-03T10:30:00+01:00",
        **common,
    )
    yield page(
        "labels-between",
        "soup",
        "metro",
        story("metro", 0, 1)
        + gone("label", "ADVERTISEMENT")
        + story("metro", 1, 2)
        + gone("label", "Story continues below advertisement")
        + story("metro", 2, 3)
        + credit("(Photo by Arvid Holt/Getty Images)")
        + story("metro", 3, 4)
        + gone("label", "Article continues after this advertisement")
        + story("metro", 4, 5)
        + gone("teaser", "READ ALSO: The barge that waited for a train", link="tail")
        + story("metro", 5),
        authors=("Karl Friis",),
        **common,
    )
    yield page(
        "labels-at-the-end",
        "wordpress",
        "trade",
        story("trade")
        + gone("contact", "Contact the writer at m.vella@harbour-star.example.")
        + gone("contact", "Follow Mark Vella on Twitter: @mvella_star")
        + gone("label", "Tags: batteries, trade, cobalt")
        + gone("copyright_notice", "All rights reserved."),
        authors=("Mark Vella",),
        unsure=("credits",),
        **common,
    )
    yield page(
        "tips-and-letters",
        "broadcaster",
        "school",
        story("school")
        + gone("call", "Do you have a story to share? Email us at tips@harbour-star.example.")
        + gone("call", "Click here to subscribe to our daily newsletter."),
        authors=("Reto Wyss",),
        tags=("Schools",),
        **common,
    )
    yield page(
        "following-part",
        "semantic",
        "grain",
        story("grain")
        + gone("label", "Related stories", kind="h")
        + gone("following", STORIES["film"][0], kind="h")
        + gone("following", "By Dan Petrescu", "October 2, 2026", *STORIES["film"][1][:3]),
        authors=("Lena Hartwig",),
        **common,
    )
    yield page(
        "several-notices",
        "soup",
        "wolves",
        gone("cookie", "We use cookies to improve your experience on our site.")
        + story("wolves")
        + gone("paywall", "You have reached your limit of free articles this month.")
        + gone("paywall", "Already a subscriber? Log in to keep reading."),
        authors=("Tom Ferris",),
        **common,
    )
    yield page(
        "share-words",
        "soup",
        "cycling",
        gone("label", "Facebook", "Twitter", "WhatsApp", "Email")
        + story("cycling")
        + gone("label", "Share this:", "Facebook", "X", "Telegram"),
        authors=("Ingrid Moe",),
        **common,
    )
    yield page(
        "captions-with-credits",
        "semantic",
        "storm",
        story("storm", 0, 2)
        + credit("A hangar roof on the apron of the airport on Sunday. (AP Photo/Maeve Dunne)")
        + story("storm", 2, 4)
        + credit("Image credit: Maeve Dunne")
        + story("storm", 4),
        authors=("Orla Devane",),
        **common,
    )
    yield page(
        "contributed",
        "wordpress",
        "court",
        story("court")
        + credit("Associated Press writer Carla Boyd in Frankfort contributed to this report."),
        authors=("Beth Hanlon",),
        dateline="FRANKFORT, Ky. (AP) — ",
        place="FRANKFORT, Ky.",
        agency="AP",
        **common,
    )


def _metadata() -> Iterator[Page]:
    """Times, titles and names that are easily read wrongly."""
    common: dict[str, Any] = {"site": "Plains Dispatch", "host": "plains-dispatch.example"}
    yield page(
        "before-midnight-west",
        "semantic",
        "library",
        story("library"),
        authors=("Gwen Pike",),
        published="2026-10-31T23:40:00-05:00",
        **common,
    )
    yield page(
        "after-midnight-east",
        "wordpress",
        "space",
        story("space"),
        authors=("Hana Sato",),
        published="2026-11-01T00:20:00+09:00",
        ld="graph",
        **common,
    )
    yield page(
        "midnight-utc",
        "broadcaster",
        "school",
        story("school"),
        authors=("Reto Wyss",),
        published="2026-10-12T00:00:30+00:00",
        **common,
    )
    yield page(
        "changed-before-published",
        "semantic",
        "trade",
        story("trade"),
        authors=("Mark Vella",),
        published="2026-10-09T12:00:00+02:00",
        modified="2026-10-09T10:00:00+02:00",
        unsure=("modified_at",),
        **common,
    )
    yield page(
        "changed-days-later",
        "soup",
        "bridge",
        story("bridge"),
        authors=("Anil Deshpande",),
        published="2026-09-28T18:05:00+05:30",
        modified="2026-10-02T08:00:00+05:30",
        **common,
    )
    yield page(
        "day-only",
        "semantic",
        "lighthouse",
        story("lighthouse"),
        authors=("Morag Sinclair",),
        published="2026-09-20",
        **common,
    )
    yield page(
        "title-with-site-in-og",
        "wordpress",
        "cycling",
        story("cycling"),
        authors=("Ingrid Moe",),
        options={
            "og_title": f"{STORIES['cycling'][0]} | Plains Dispatch",
            "title_tag": f"{STORIES['cycling'][0]} | Sport | Plains Dispatch",
        },
        **common,
    )
    yield page(
        "title-with-a-bar",
        "semantic",
        "film",
        story("film"),
        title="The Year of the Well: a quiet film - and a loud one",
        authors=("Dan Petrescu",),
        **common,
    )
    yield page(
        "three-authors",
        "soup",
        "court",
        story("court"),
        authors=("Mary-Jane O'Neill", "José Ángel Ruiz", "D. W. Hale"),
        byline="By Mary-Jane O'Neill, José Ángel Ruiz and D. W. Hale",
        ld="absent",
        **common,
    )
    yield page(
        "author-and-desk",
        "wordpress",
        "strike",
        story("strike"),
        authors=("Elio Marchetti",),
        organizations=("Plains Dispatch",),
        byline="By Elio Marchetti, Plains Dispatch",
        **common,
    )
    yield page(
        "no-author",
        "semantic",
        "quake",
        story("quake"),
        **common,
    )
    yield page(
        "agency-as-author",
        "broadcaster",
        "grain",
        story("grain") + credit("Source: Reuters"),
        organizations=("Reuters",),
        agency="Reuters",
        **common,
    )
    yield page(
        "only-og",
        "soup",
        "vote",
        story("vote"),
        authors=(),
        ld="absent",
        image="https://www.plains-dispatch.example/i/vote.jpg",
        tags=("island", "cars"),
        **common,
    )
    yield page(
        "title-in-capitals",
        "magazine",
        "heat",
        story("heat"),
        title="DOCTORS ASK FOR MIDDAY BREAK",
        authors=("Nour Khalil",),
        **common,
    )


def _traps() -> Iterator[Page]:
    """Lines that look like boilerplate and are the article's own."""
    common: dict[str, Any] = {"site": "Valley Record", "host": "valley-record.example"}
    flowers = "In lieu of flowers, donations may be sent to the Skerry lifeboat fund."
    yield page(
        "trap-obituary",
        "semantic",
        "obituary",
        paragraphs(
            "Agnes Margaret Rourke, who taught three generations of Kilbrannan children to swim in cold water, died on Tuesday at her home. She was 91.",
            "She was born in the house in which she died, the fourth of seven children of a cooper and a postmistress. At nineteen she crossed the sound on a bet of two shillings, which was never paid.",
            "Mrs. Rourke opened her swimming school on the slip below the church in 1958. There were no rules except one, which was that nobody left the water before the slowest had come in.",
            "She is survived by two sons, Donal and Peter, five grandchildren, and a sister, Bridget, of Ballyrath.",
            "Visitation will be held on Friday from 4 to 7 p.m. at the parish hall. The funeral is on Saturday at 11.",
            flowers,
        ),
        title="Agnes Rourke, who taught a village to swim, dies at 91",
        section="Obituaries",
        options={"kept": (flowers, "She is survived by two sons")},
        **common,
    )
    yield page(
        "trap-interview",
        "semantic",
        "interview",
        paragraphs(
            "Ruben Achterberg has counted worms for a living since 1998. We met him on his knees.",
            "VALLEY RECORD: How many are there under this chair?",
            "ACHTERBERG: If nobody has ploughed, about three hundred. They know that we are here. They feel it in the ground, and most of them have gone down by now.",
            "VALLEY RECORD: What do they do down there?",
            "ACHTERBERG: Wait. A worm is very good at waiting, and it builds while it waits. Every burrow is a drain that you do not have to pay for.",
            "VALLEY RECORD: Farmers say that no-till does not work on clay.",
            "ACHTERBERG: Sometimes they are right. I have seen clay like brick. But I have also seen clay that was given ten years, and you could put your arm in it up to the shoulder.",
            "VALLEY RECORD: Thank you.",
            "ACHTERBERG: Mind the spade.",
        ),
        title="The man who counts worms",
        authors=("Iris Coolen",),
        options={"kept": ("VALLEY RECORD: Thank you.", "ACHTERBERG: Mind the spade.")},
        **common,
    )
    yield page(
        "trap-how-to",
        "docs",
        "howto",
        paragraphs(
            "The county has moved its register of wells to a new site. Owners have until the end of the year to move their entries, which takes about ten minutes and needs the number on the brass plate.",
            "If you have lost the plate, the office in Hask can look the number up under the name of the road. Bring a document that shows your address.",
        )
        + heading("How to move an entry")
        + items(
            "Click here on the map to mark where the well is.",
            "Sign up with the number on the plate and an address that you read.",
            "Subscribe to the alerts for your aquifer, or untick the box.",
            "Click Share, and copy the link into the form of your neighbour if the well is shared.",
            "Press Continue reading to see the terms, and then Accept.",
        )
        + paragraphs(
            "You get a letter within two weeks. If none comes, ring the office in the morning, when the queue is short."
        ),
        title="How to move your well to the new register",
        options={
            "type": "HowTo",
            "kept": (
                "Click here on the map to mark where the well is.",
                "Sign up with the number on the plate",
                "Subscribe to the alerts for your aquifer",
            ),
        },
        **common,
    )
    tweet = "The bridge is shut. Do not come to the bridge. If you are on the bridge, leave it. — Priya Raman (@roadsoffice) October 5, 2026"
    yield page(
        "trap-tweets",
        "wordpress",
        "bridge",
        story("bridge", 0, 2)
        + quotes(tweet)
        + story("bridge", 2, 4)
        + quotes(
            "I have walked my dog here for 41 years and so has he. — Old Ferry Bob (@ferrybob) October 6, 2026"
        )
        + story("bridge", 4),
        authors=("Lou Farrar",),
        options={
            "kept": ("Priya Raman (@roadsoffice) October 5, 2026", "(@ferrybob) October 6, 2026")
        },
        **common,
    )
    yield page(
        "trap-code",
        "docs",
        "code",
        paragraphs(
            "The block list is read when the proxy starts, from the top, and the first line that fits a request decides what becomes of it. Lines that begin with a number sign are comments.",
            "A minimal list that hides the usual slots looks like this. The order matters, because the last line lets everything through that no earlier one has caught.",
        )
        + code(
            "# Advertisement\ndrop class=ad-slot\n# Share this article\ndrop id=share\n# Sign up for our newsletter\ndrop form[newsletter]\nallow *"
        )
        + paragraphs(
            "Save the file under the name that the proxy was started with and send it the signal for reading it again. Connections that are open are not cut, and requests in them go by the old list until they end.",
            "If a page is missing a part that you want to see, start the proxy with the option for tracing, which prints each request together with the number of the line that decided it.",
        ),
        title="Writing a block list",
        options={"type": "TechArticle", "kept": ("# Advertisement", "# Share this article")},
        **common,
    )
    yield page(
        "trap-read-more-button",
        "semantic",
        "button",
        paragraphs(
            "The words “Read more” are on their way out. A survey of 300 news sites by the press institute at Dornach found them on 61, down from 240 ten years ago.",
            "“A button that says ‘Read more’ says nothing,” said Tessa Lindgren, who led the survey. “It is a door without a sign.” She counted 41 buttons on one page, all of which said the same.",
            "“Click here,” which stood on half of all pages in 1999, has fared worse. The institute found it on two, both of which belong to undertakers.",
            "What replaces them is, more often than not, nothing. The headline itself is the link, and readers with a screen reader, who used to hear “Read more” forty times in a row, now hear the headlines.",
            "“Sign up for our newsletter” has not been counted. There was, Ms. Lindgren said, no page without it.",
        ),
        title="The slow death of the button that says nothing",
        authors=("Ebba Nyman",),
        options={
            "kept": ("“Sign up for our newsletter” has not been counted.", "“Click here,” which")
        },
        **common,
    )
    poem = (
        "Nobody ploughs",
        "where the hare lay,",
        "the frost writes",
        "and the sun reads.",
        "Come, says the gate,",
        "and stays shut.",
    )
    yield page(
        "trap-poem",
        "semantic",
        "poem",
        paragraphs(
            "The poem that follows was found in the pocket of a coat at the flea market of Bad Ehrenfels. It is written in pencil on the back of a seed packet, and nobody has claimed it so far.",
            *poem,
            "The coat, which is grey and lacks two buttons, can be seen in the window of the bookshop until Saturday. The bookseller has offered to print the poem if its author comes forward, and to print it if not.",
            "She has had eleven callers. Three of them said that they had written it, and none could say what was on the other side of the packet, which was radishes.",
        ),
        title="A poem in a pocket",
        authors=("Doris Ammann",),
        options={"kept": poem},
        **common,
    )
    yield page(
        "trap-newsletters",
        "semantic",
        "newsletters",
        paragraphs(
            "Newsletters have made the town of Upper Wick the smallest place in the country with five local papers, all of them written at kitchen tables and none of them printed.",
            "Readers subscribe to the newsletter of the north side or to that of the south side, and about forty subscribe to both, which they do not talk about.",
            "The oldest, Wick Weekly, is sent on Thursdays to 2,300 addresses. Its editor, Philippa Crane, asks for nothing but a note if somebody has died.",
            "Advertising pays for two of the five. The others live on what readers send, which came to about four pounds a head last year, and on eggs.",
            "“People sign up for the planning notices and stay for the cats,” Ms. Crane said. She unsubscribed from her own letter once, to see whether anybody would notice, and it took three weeks.",
        ),
        title="Five newsletters and no newsagent",
        authors=("Rob Tansley",),
        options={"kept": ("Readers subscribe to the newsletter of the north side",)},
        **common,
    )
    first = "The last keeper of Skerry Point handed over the keys on Sunday."
    yield page(
        "trap-first-sentence-is-title",
        "semantic",
        "lighthouse",
        paragraphs(first) + story("lighthouse", 1),
        title=first.rstrip("."),
        authors=("Morag Sinclair",),
        options={"kept": (first,)},
        **common,
    )
    background = "The conflict over the water of the Lenne began in 1971, when the mill was given its licence."
    yield page(
        "trap-background",
        "soup",
        "river",
        story("river") + paragraphs(background),
        authors=("Wiebke Sturm",),
        options={"kept": (background,)},
        **common,
    )
    yield page(
        "trap-comments-heading",
        "semantic",
        "commentsheading",
        paragraphs(
            "The Lowland Courier will no longer let readers comment below its articles, the paper said on Monday, after a year in which it deleted more remarks than it kept.",
            "Two editors had read 1,100 comments a day. A third of them came from eleven people, one of whom wrote under nineteen names and quarrelled with himself.",
        )
        + heading("What readers say")
        + paragraphs(
            "“I shall miss it as one misses a toothache,” one reader wrote in a letter, on paper. Letters have doubled since the announcement.",
            "Follow-up questions can still be put to the authors, whose addresses stand in the printed edition. The paper expects that few will be.",
            "Of the ten largest papers in the country, four now have no comments. The others have them read by machines, which do not tire, and do not laugh either.",
        ),
        title="Paper closes its comments, and the letters come back",
        authors=("Hugo Lind",),
        options={"kept": ("What readers say", "Follow-up questions can still be put")},
        **common,
    )
    notice = "“We use cookies to improve your experience,” said the sign on the bakery door, under a plate of them."
    yield page(
        "trap-cookies",
        "wordpress",
        "cookies",
        paragraphs(
            notice,
            "The baker of Hask, Tilda Brons, had put it up on the day on which the new rules on consent took effect, and half the town had its picture taken with it by the evening.",
            "The rules say that a site may not make it harder to refuse than to accept. A button for each has to be of the same size and colour, and silence counts as a refusal.",
            "Regulators looked at 400 sites in the first week and found that 260 kept to the rules. The rest have a month, after which fines of up to two percent of sales are due.",
            "Mrs. Brons has sold twice as many biscuits as usual. She has been asked whether one may refuse them, and has put up a second plate, which is empty.",
        ),
        title="A bakery takes the new cookie rules at their word",
        authors=("Kees Daalder",),
        options={"kept": (notice,)},
        **common,
    )
    yield page(
        "trap-recipe",
        "docs",
        "recipe",
        paragraphs(
            "This soup is what the dockers of Veltra eat when the wind is in the east. It takes twenty minutes of work and two hours in which you can do something else.",
        )
        + heading("Ingredients")
        + items("500 g dried white beans", "2 onions", "1 smoked sausage", "Salt")
        + heading("Method")
        + items(
            "Soak the beans overnight. Share the water with the plants.",
            "Chop the onions and sweat them in lard until they are the colour of straw, which takes longer than you think.",
            "Add the beans and two litres of water, bring to the boil, and leave the pot alone for ninety minutes.",
            "Slice the sausage, add it, and salt the soup only now. Print this page and pin it above the stove.",
        )
        + paragraphs("Serves six, or two dockers. What is left over is better on the next day."),
        title="Bean soup as they make it at the port",
        options={"type": "Recipe", "kept": ("Salt", "2 onions", "Soak the beans overnight.")},
        **common,
    )
    yield page(
        "trap-forum",
        "docs",
        "forum",
        paragraphs(
            "My kiln stops at 640 degrees and starts again on its own after about an hour. The elements are new. Has anybody seen this, and is it the relay or the thermocouple?",
            "It happened three times last week, always in the second half of the firing, and the pots came out with a bloom on the glaze that I would not mind if I had meant it.",
            "Reply from clayfoot: Measure the thermocouple when it is hot. Mine read well when cold and fell off the scale above 600. It was a crack that closed again when it cooled.",
            "Reply from the first poster: That was it. I bought one for eleven euros and the last two firings went through. Thank you, I had already ordered a relay.",
            "Reply from clayfoot: Keep the relay. You will need it by the spring.",
        ),
        title="Kiln stops at 640 degrees",
        options={"type": "DiscussionForumPosting"},
        **common,
    )
    yield page(
        "trap-table",
        "docs",
        "table",
        paragraphs(
            "The ferry for pedestrians and bicycles crosses below the Garrow bridge from six in the morning until ten at night. Boats leave from the old fish quay on the east side and from the steps of the customs house on the west side.",
            "A bicycle travels free of charge. Dogs need a ticket for children, and a lead that is shorter than the railing is high.",
        )
        + rows("Ticket | Price", "Single | 1.20", "Ten crossings | 9.00", "Month | 24.00")
        + paragraphs(
            "In fog the boats wait at the quay, and a horn is blown every ten minutes so that passengers know that they have not been forgotten. Times may change at short notice when the river is high."
        ),
        title="Ferry below the Garrow bridge: times and prices",
        options={"type": "WebPage", "kept": ("Month",)},
        **common,
    )
    yield page(
        "trap-numbered-briefs",
        "semantic",
        "briefs",
        heading("Registry office moves")
        + story("museumshort", 3, 4)
        + heading("Cars stay off Sandholm")
        + story("vote", 0, 3)
        + heading("More water for the delta")
        + story("clinic", 0, 3),
        title="Three things that were decided this week",
        authors=("Hugo Lind",),
        options={"kept": ("Cars stay off Sandholm", "More water for the delta")},
        **common,
    )
    yield page(
        "trap-colon-quotes",
        "wordpress",
        "opinion",
        paragraphs(
            "Read this twice: the bridge was due for new sealant in 2015, and the letter that said so was filed under gardens.",
            "Watch what happens next: somebody will say that no one could have known. Eleven people knew, and nine of them wrote it down.",
            "See also under ferry, under tunnel, and under school. A town that loses letters will in the end lose a bridge, because a bridge is kept up by letters.",
            "More: the office that should have read them has had four heads in six years, and each of them began by moving the filing cabinets.",
            "Here is a cheap proposal. Let each letter about a crack be read aloud in the council, by the mayor, standing, before anything else is discussed.",
        ),
        title="A bridge is kept up by letters",
        authors=("Constance Hale",),
        section="Opinion",
        options={
            "kept": ("Read this twice: the bridge", "Watch what happens next:", "More: the office")
        },
        **common,
    )
    contact = "Anyone who saw the van is asked to call the police in Hask on 555-0142."
    yield page(
        "trap-police-appeal",
        "semantic",
        "appeal",
        paragraphs(
            "A van loaded with 200 hives was stolen from a lay-by on the road between Hask and Merle in the early hours of Thursday, police said.",
            "The driver had stopped to sleep and woke up on the grass. He told officers that he remembered a smell of smoke, which beekeepers use to calm their animals, and a woman who apologised.",
            "The hives belong to four families from the slopes above Montclair and are worth about 60,000 euros. The bees, which sleep at this time of the year, are said to be worth more.",
            "The van is white, with a dent in the left door and the words Miel du Causse in faded green. It was last seen heading north, slowly.",
            contact,
        ),
        title="Thieves take a van with 200 beehives",
        authors=("Paul Resch",),
        options={"kept": (contact,)},
        **common,
    )


def _foreign(  # noqa: PLR0917 - a table of them follows
    key: str, author: str, teaser: str, note: str, switcher: str, /, layout: str, **more: Any
) -> Page:
    blocks = story(key, 0, 2) + gone("teaser", teaser, link="tail") + story(key, 2)
    if note:
        blocks += credit(note)
    if switcher:
        blocks += gone("amp_switcher", switcher, link="all")
    return page(
        f"lang-{key}",
        layout,
        key,
        blocks,
        lang=key,
        authors=(author,) if author else (),
        options={"switcher": switcher} if switcher else {},
        **more,
    )


def _languages() -> Iterator[Page]:
    """Notices, bylines, teasers and credits of eighteen languages."""
    yield _foreign(
        "de",
        "Almuth Brenner",
        "Lesen Sie auch: Wie der Wind in den Tank kommt",
        "Quelle: dpa",
        "Mobile Version verlassen",
        "wordpress",
        site="Rhöner Bote",
        agency="dpa",
    )
    yield _foreign(
        "fr",
        "Clémence Aubry",
        "Lire aussi : Les carriers de Sarlanges reprennent le marteau",
        "(Avec AFP)",
        "Quitter la version mobile",
        "wordpress",
        site="La Gazette du Causse",
        agency="AFP",
    )
    yield _foreign(
        "es",
        "Rocío Almansa",
        "Lea también: El aceite sube por quinto mes",
        "Con información de EFE",
        "Salir de la versión móvil",
        "wordpress",
        site="El Heraldo de Valdeoro",
        agency="EFE",
    )
    yield _foreign(
        "pt",
        "Duarte Falcão",
        "Leia também: Aldeias sem padaria",
        "Foto: Lusa",
        "Sair da versão mobile",
        "wordpress",
        site="Jornal da Serra",
    )
    yield _foreign(
        "it",
        "Nicola Ferri",
        "Leggi anche: I pipistrelli della galleria",
        "© Riproduzione riservata",
        "Esci dalla versione mobile",
        "wordpress",
        site="Il Corriere della Valle",
    )
    yield _foreign(
        "nl",
        "Sanne Dijkstra",
        "Lees ook: Wat een lepelaar nodig heeft",
        "Bron: ANP",
        "",
        "semantic",
        site="De Polderbode",
        agency="ANP",
    )
    yield _foreign(
        "pl",
        "Wojciech Zaremba",
        "Czytaj także: Jak zbudować kopiec z liści",
        "Źródło: PAP",
        "",
        "semantic",
        site="Głos Olszan",
        agency="PAP",
    )
    yield _foreign(
        "sv",
        "Elin Norberg",
        "Läs också: Så mycket kostar skolbussen",
        "Källa: TT",
        "",
        "semantic",
        site="Granträsk Tidning",
        agency="TT",
    )
    yield _foreign(
        "ru",
        "Вера Полякова",
        "Читайте также: Кто построит медпункт",
        "Источник: ТАСС",
        "",
        "wordpress",
        site="Таёжный вестник",
        agency="TASS",
    )
    yield _foreign(
        "uk",
        "Олена Ткачук",
        "Читайте також: Хліб із трьох зернин",
        "Джерело: Укрінформ",
        "",
        "wordpress",
        site="Вісник Поділля",
        unsure=("agency",),
    )
    yield _foreign(
        "tr",
        "Selin Aksoy",
        "Ayrıca okuyun: Bakırın yolculuğu",
        "Kaynak: AA",
        "",
        "semantic",
        site="Taşpınar Postası",
        agency="AA",
        unsure=("agency",),
    )
    yield _foreign(
        "ar",
        "هدى القاسم",
        "اقرأ أيضا: الطريق إلى المدرسة في الثلج",
        "المصدر: وكالات",
        "",
        "semantic",
        site="صحيفة الجبل",
    )
    yield _foreign(
        "fa",
        "نرگس کاویانی",
        "بیشتر بخوانید: باغ‌های انار در انتظار باران",
        "منبع: ایرنا",
        "",
        "semantic",
        site="روزنامه دشت",
        unsure=("agency",),
    )
    yield _foreign(
        "el",
        "Μαρία Κανελλή",
        "Διαβάστε επίσης: Τα ψωμιά του χειμώνα",
        "Πηγή: ΑΠΕ-ΜΠΕ",
        "",
        "semantic",
        site="Φωνή του Νησιού",
        unsure=("agency",),
    )
    yield _foreign(
        "id",
        "Dewi Larasati",
        "Baca juga: Kepiting kembali ke pesisir",
        "Sumber: Antara",
        "",
        "wordpress",
        site="Kabar Tanjung",
        agency="Antara",
        unsure=("agency",),
    )
    yield _foreign(
        "vi",
        "Trần Minh Khuê",
        "Xem thêm: Con tôm quay về",
        "Nguồn: TTXVN",
        "",
        "semantic",
        site="Báo Bãi Sậy",
        unsure=("agency",),
    )
    yield _foreign(
        "ja", "中村健一", "関連記事: 黒板のある図書館", "", "", "semantic", site="山里新聞"
    )
    yield _foreign(
        "zh",
        "周立言",
        "相关阅读: 站台上的阅览室",
        "来源：新华社",
        "",
        "semantic",
        site="山城日报",
        agency="Xinhua",
        unsure=("agency",),
    )


def _plain() -> Iterator[Page]:
    """Texts that arrive already extracted."""
    yield page(
        "plain-source-link",
        "plain",
        "ferry",
        story("ferry") + gone("label", "Source link") + gone("amp_switcher", "Exit mobile version"),
    )
    yield page(
        "plain-dateline",
        "plain",
        "court",
        story("court") + credit("Reporting by Dana Whitlock in Harlan; Editing by Sam Ortega"),
        dateline="HARLAN, Kentucky (Reuters) - ",
        place="HARLAN, Kentucky",
        agency="Reuters",
    )
    yield page(
        "plain-title-again",
        "plain",
        "orchestra",
        gone("title", STORIES["orchestra"][0])
        + story("orchestra")
        + gone("label", "Advertisement"),
    )
    yield page(
        "plain-calls",
        "plain",
        "chip",
        story("chip", 0, 3)
        + gone("label", "Advertisement")
        + story("chip", 3)
        + gone("call", "Subscribe to our newsletter to get the latest news in your inbox.")
        + gone("label", "Share this article"),
    )
    yield page(
        "plain-photo-credit",
        "plain",
        "clinic",
        credit("Photo: Rui Pinto/Reuters") + story("clinic"),
    )
    yield page(
        "plain-following",
        "plain",
        "heat",
        story("heat")
        + gone("label", "Related articles")
        + gone(
            "following", STORIES["bank"][0], "By Nils Aker", "October 3, 2026", *STORIES["bank"][1]
        ),
    )
    yield page(
        "plain-following-part",
        "plain",
        "heat",
        story("heat")
        + gone("label", "Related articles")
        + gone("following", STORIES["bank"][0], "By Nils Aker", "October 3, 2026")
        + gone("following", *STORIES["bank"][1][:2]),
    )
    yield page(
        "plain-switcher-german",
        "plain",
        "de",
        story("de") + gone("amp_switcher", "Mobile Version verlassen"),
        lang="de",
    )
    yield page(
        "plain-agency-dash",
        "plain",
        "trade",
        story("trade") + credit("— AFP"),
        dateline="BRUSSELS — ",
        place="BRUSSELS",
        agency="AFP",
    )
    yield page(
        "plain-nothing-to-drop",
        "plain",
        "soil",
        story("soil"),
        options={"kept": (STORIES["soil"][1][5],)},
    )


CASES = [*_layouts(), *_heaps(), *_metadata(), *_traps(), *_languages(), *_plain()]
