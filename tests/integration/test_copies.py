"""Copies and repeated lines through the whole pipeline: marked, annotated once, learned, undone."""

import json
from pathlib import Path

import pytest
from integration.runs import tables

from dateline import pipeline
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.warehouse import query

DAYS = {
    7: Interval.parse("2015-10-07", "2015-10-08"),
    8: Interval.parse("2015-10-08", "2015-10-09"),
}
STORY = [
    "Russia bombed Turkey on Wednesday after weeks of warnings from both of the capitals.",
    "Residents of the border towns said that they had heard aircraft for most of the night.",
    "The governor asked people to stay away from the bridges until engineers had seen them.",
    "Markets in the region opened late, and several schools sent their pupils home at noon.",
    "A spokesman for the railways said that freight trains would wait for the army's word.",
    "Nobody would say how long the closure might last, or who would pay for the repairs.",
]
OTHERS = {
    "harvest": [
        "Growers in the eastern valleys expect the smallest harvest of plums in eleven years.",
        "Frost in the last week of April killed most of the blossom on the lower slopes.",
        "The cooperative will buy fruit from abroad so that its presses need not stand idle.",
    ],
    "museum": [
        "The maritime museum reopens its great hall this weekend after a long restoration.",
        "Carpenters replaced four hundred planks of the old ferry that hangs from the roof.",
        "Entry is free for children, and the cafe will serve the ferry's own recipe for soup.",
    ],
    "bridge": [
        "Engineers closed the second lane of the harbour bridge after finding a crack.",
        "The crack is as long as a hand, they said, and has probably been there for years.",
        "Buses will take the tunnel until spring, which adds a quarter of an hour to the way.",
    ],
}
HOURS = {"wire": 6, "mirror": 8, "paper": 10}
"""When the first article of each source is published."""
PITCH = "Do you know more about this story? Write to us at newsroom@paper.example."


def changed(story: list[str]) -> list[str]:
    return [
        *story[:3],
        "A second bridge was closed in the evening, the mayor told reporters.",
        *story[4:],
    ]


ARTICLES = {
    7: {
        "wire": {"story": STORY},
        "mirror": {"copied": STORY},
        "paper": {name: [*text, PITCH] for name, text in OTHERS.items()} | {"like": changed(STORY)},
    },
    8: {"mirror": {"again": STORY}, "paper": {"late": changed(STORY)[:-1]}},
}


def settings_in(folder: Path, **choices: str) -> Settings:
    entries = [
        f'[[source]]\nid = "{source}"\nname = "{source.title()}"\nkind = "folder"\n'
        f'path = "{{data}}/drop/{source}"\n{choices.get(source, "")}\n'
        for source in ("wire", "mirror", "paper")
    ]
    (folder / "sources.toml").write_text("\n".join(entries))
    for day, sources in ARTICLES.items():
        for source, texts in sources.items():
            home = folder / "data" / "drop" / source / f"2015-10-0{day}"
            home.mkdir(parents=True)
            for hour, (name, text) in enumerate(texts.items(), HOURS[source]):
                article = {
                    "title": f"The {name} of the day",
                    "text": "\n".join(text),
                    "published_at": f"2015-10-0{day}T{hour:02}:00:00Z",
                }
                (home / f"{name}.jsonl").write_text(json.dumps(article))
    return Settings(
        data=str(folder / "data"), sources=folder / "sources.toml", home=folder / "home"
    )


def run(settings: Settings, *days: int) -> None:
    for day in days:
        pipeline.run(settings, DAYS[day])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("copies"))
    run(settings, 7, 8)
    return settings


MARKS = """
select regexp_extract(c.url, '([a-z]+)\\.jsonl', 1) as name,
       regexp_extract(o.url, '([a-z]+)\\.jsonl', 1) as original,
       c.similarity = 1 as is_exact, c.is_syndicated
from core_articles as c left join core_articles as o on c.duplicate_of = o.article_id
order by name
"""


def marks(settings: Settings) -> dict[str, tuple]:
    return {
        row["name"]: (row["original"], row["is_exact"], row["is_syndicated"])
        for row in query(settings, MARKS).to_pylist()
    }


def test_copies_point_to_their_original_across_days(loaded):
    assert marks(loaded) == {
        "story": (None, None, False),
        "copied": ("story", True, True),
        "like": ("story", False, True),
        "again": ("story", True, True),
        "late": ("story", False, True),
        **dict.fromkeys(OTHERS, (None, None, False)),
    }


def test_each_text_is_annotated_once(loaded):
    told = query(
        loaded,
        "select day(interval_start) as day, sum(outcomes['duplicate'])::int as n from core_runs "
        "where stage = 'annotate' group by day order by day",
    ).to_pylist()
    assert [tuple(row.values()) for row in told] == [(7, 1), (8, 1)]
    annotated = query(
        loaded,
        "select distinct regexp_extract(url, '([a-z]+)\\.jsonl', 1) as name from core_articles "
        "join core_mentions using (article_id) where source_id <> 'paper'",
    ).to_pylist()
    assert annotated == [{"name": "story"}]


def test_an_incident_counts_the_copies_that_tell_of_it(loaded):
    (incident,) = query(
        loaded,
        "select events, articles, independent_articles, sources from mart_incidents "
        "where event_type = 'ASSAULT' and source_country = 'RUS' and target_country = 'TUR'",
    ).to_pylist()
    # The two that differ in a line were annotated by themselves; the two copies were not.
    assert incident == {"events": 3, "articles": 5, "independent_articles": 1, "sources": 3}


def test_the_order_of_days_does_not_matter_and_a_second_run_changes_nothing(loaded, tmp_path):
    before = tables(loaded)
    run(loaded, 7, 8)
    assert tables(loaded) == before
    backwards = settings_in(tmp_path)
    run(backwards, 8, 7)
    assert marks(backwards) == marks(loaded)
    run(backwards, 7, 8)
    changing = {"core_checks", "mart_pipeline_freshness"}
    after = tables(backwards)
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


def test_lines_that_a_source_repeats_are_dropped_shown_and_can_be_kept(loaded, tmp_path):
    learned = query(
        loaded, "select source_id, text, articles, dropped from core_boilerplate"
    ).to_pylist()
    assert learned == [{"source_id": "paper", "text": PITCH, "articles": 3, "dropped": 3}]
    gone = query(
        loaded,
        "select count(*) as n from core_articles where not contains(text, 'Write to us') "
        "and list_contains(list_transform(dropped_lines, lambda d: d.rule), 'learned_boilerplate')",
    ).to_pylist()
    assert gone == [{"n": 3}]
    kept = settings_in(tmp_path, paper="[source.clean]\nlearn = false")
    run(kept, 7)
    assert query(kept, "select * from core_boilerplate").num_rows == 0
    stayed = query(
        kept, "select count(*) as n from core_articles where contains(text, 'Write to us')"
    ).to_pylist()
    assert stayed == [{"n": 3}]


def put_page(settings: Settings, source: str, day: int, lines: list[str]) -> None:
    """Put an article with its own address in place of all that the source dropped that day."""
    home = Path(settings.data) / "drop" / source / f"2015-10-0{day}"
    home.mkdir(parents=True, exist_ok=True)
    for old in home.iterdir():
        old.unlink()
    article = {
        "title": "The story of the day",
        "text": "\n".join(lines),
        "url": f"https://{source}.example/story",
        "published_at": f"2015-10-0{day}T{HOURS[source]:02}:00:00Z",
    }
    (home / "page.jsonl").write_text(json.dumps(article))


def events_of_the_copy(settings: Settings) -> tuple[bool, bool, int]:
    """Whether the mirror's article is a duplicate, whether the check warns, how many events."""
    (row,) = query(
        settings,
        "select duplicate_of is not null as is_copy, (select count(*) from core_events e "
        "where e.article_id = a.article_id) as events from core_articles a "
        "where canonical_url = 'https://mirror.example/story'",
    ).to_pylist()
    warned = query(
        settings,
        "select 1 from core_checks where check_name = 'copies_have_annotations' "
        "and failing_rows > 0",
    ).num_rows
    return row["is_copy"], bool(warned), row["events"]


def test_a_copy_whose_original_changes_is_told_and_annotated_when_its_day_runs_again(tmp_path):
    settings = settings_in(tmp_path)
    put_page(settings, "wire", 7, STORY)
    put_page(settings, "mirror", 7, STORY)
    run(settings, 7)
    assert events_of_the_copy(settings) == (True, False, 0)
    put_page(settings, "wire", 8, OTHERS["museum"])
    run(settings, 8)
    assert events_of_the_copy(settings) == (False, True, 0)
    run(settings, 7, 8)
    is_copy, warned, events = events_of_the_copy(settings)
    assert not is_copy
    assert not warned
    assert events > 0
