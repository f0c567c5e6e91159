"""Incidents through the whole pipeline: latecomers join, forgotten articles leave, reruns agree."""

import json
from pathlib import Path

import pytest
from integration.runs import tables

from dateline import pipeline
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.warehouse import query

DAYS = {n: Interval.parse(f"2015-10-{n:02}", f"2015-10-{n + 1:02}") for n in (7, 8, 9, 10)}
TAIL = [
    "Residents of the border towns said that they had heard aircraft for most of the night.",
    "The governor asked people to stay away from the bridges until engineers had seen them.",
]
FIRST = ["Russian warplanes bombed rebels in Hama on Wednesday, killing 12 people.", *TAIL]
SECOND = [
    "Russia bombed rebel villages in Hama on Wednesday, and at least 15 people were killed.",
    "Shepherds counted the craters in the morning and moved their flocks to the hills.",
]
THIRD = [
    "Russian jets bombed rebels in the Syrian province of Hama on Wednesday, killing 9 people.",
    "A bakery in the next valley gave away its bread, and the school stayed shut.",
]
INCIDENTS = """
select incident_id, event_date::varchar as day, articles, independent_articles, sources,
       killed_min, killed_max, killed_reports, first_source_id
from mart_incidents
where event_type = 'ASSAULT' and source_country = 'RUS' and target_country is not null
"""


def drop(settings: Settings, source: str, day: int, lines: list[str]) -> None:
    home = Path(settings.data) / "drop" / source / f"2015-10-{day:02}"
    home.mkdir(parents=True, exist_ok=True)
    article = {
        "title": "Raids in the hills",
        "text": "\n".join(lines),
        "url": f"https://{source}.example/raids",
        "published_at": f"2015-10-{day:02}T09:00:00Z",
    }
    (home / "raids.jsonl").write_text(json.dumps(article))


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "sources.toml").write_text(
        "\n".join(
            f'[[source]]\nid = "{source}"\nname = "{source}"\nkind = "folder"\n'
            f'path = "{{data}}/drop/{source}"\n'
            for source in ("wire", "paper", "mirror", "late")
        )
    )
    return Settings(
        data=str(tmp_path / "data"),
        sources=tmp_path / "sources.toml",
        home=tmp_path / "home",
        min_words=10,
    )


def incident(settings: Settings) -> dict:
    (found,) = query(settings, INCIDENTS).to_pylist()
    return found


def incident_tables(settings: Settings) -> dict[str, str]:
    """Hashes of the tables of incidents and of those that they follow from."""
    found = tables(settings)
    return {k: v for k, v in found.items() if k.startswith(("mart_incident", "core_event"))}


def test_an_incident_grows_and_shrinks_with_the_articles_that_tell_of_it(settings):
    drop(settings, "wire", 7, FIRST)
    pipeline.run(settings, DAYS[7])
    alone = incident(settings)
    assert (alone["day"], alone["articles"], alone["killed_max"]) == ("2015-10-07", 1, 12)

    drop(settings, "paper", 8, SECOND)
    drop(settings, "mirror", 8, FIRST)
    pipeline.run(settings, DAYS[8])
    drop(settings, "late", 9, THIRD)
    pipeline.run(settings, DAYS[9])
    grown = incident(settings)
    assert grown == alone | {
        "articles": 4,
        "independent_articles": 3,
        "sources": 4,
        "killed_min": 9,
        "killed_max": 15,
        "killed_reports": 3,
    }

    before = incident_tables(settings)
    for day in (7, 8, 9):
        pipeline.run(settings, DAYS[day])
    assert incident_tables(settings) == before

    drop(settings, "late", 10, ["Nothing is known of any raid: the first report was wrong.", *TAIL])
    pipeline.run(settings, DAYS[10])
    shrunk = incident(settings)
    assert shrunk == grown | {
        "articles": 3,
        "independent_articles": 2,
        "sources": 3,
        "killed_min": 12,
        "killed_reports": 2,
    }


def test_days_loaded_backwards_give_the_same_incidents(settings, tmp_path):
    texts = {("wire", 7): FIRST, ("paper", 8): SECOND, ("late", 9): THIRD}
    for (source, day), lines in texts.items():
        drop(settings, source, day, lines)
    results = []
    for name, order in (("on", (7, 8, 9)), ("back", (9, 8, 7))):
        own = Settings(
            data=settings.data,
            sources=settings.sources,
            home=settings.home,
            min_words=10,
            warehouse=str(tmp_path / name),
        )
        for day in order:
            pipeline.run(own, DAYS[day])
        results.append(incident_tables(own))
    assert results[0] == results[1]
