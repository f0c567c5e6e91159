"""Articles of our own on incidents, and how well the pipeline puts together who tells of what.

`articles.txt` has the articles: `# source time`, headline, text. `{name TYPE: words}` marks a
telling of an incident; `{name! TYPE: words}` denies it. A telling is coded when an event of its
type has its trigger within the words. Two tellings of different articles are a pair; a pair is
joined when events of both are in one incident of the marts.
"""

import json
import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from dateline import pipeline
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.warehouse import query

ARTICLES = Path(__file__).parent / "articles.txt"
SPAN = Interval.parse("2016-03-10", "2016-03-20")
SOURCES = ("wire", "herald", "post", "gazette", "mirror")

_MARK = re.compile(r"\{(?P<name>[a-z-]+)(?P<denied>!?) (?P<type>[A-Z]+): (?P<words>[^}]*)\}")

TOLD = """
select regexp_extract(a.url, '([a-z]+-[0-9]+)\\.jsonl', 1) as article, a.text, e.event_type,
       e.trigger_start, e.trigger_end, m.incident_id, m.basis
from core_events e join core_articles a using (article_id)
left join mart_incident_events m using (event_id, article_id)
"""


@dataclass(frozen=True)
class Telling:
    """A marked telling: which incident, in which words of which article."""

    article: str
    incident: str
    is_denied: bool
    type: str
    words: str


def articles() -> dict[str, dict[str, str]]:
    """Name of an article to its source, title, text (without marks) and time."""
    found = {}
    for number, block in enumerate(ARTICLES.read_text(encoding="utf-8").split("# ")[1:]):
        head, title, text = block.strip().split("\n", 2)
        source, moment = head.split()
        found[f"{source}-{number}"] = {
            "source": source,
            "published_at": f"{moment}:00Z",
            "title": title,
            "text": text,
        }
    return found


def tellings() -> list[Telling]:
    """All marked tellings."""
    return [
        Telling(name, mark["name"], bool(mark["denied"]), mark["type"], mark["words"])
        for name, article in articles().items()
        for mark in _MARK.finditer(article["text"])
    ]


def run(folder: Path) -> Settings:
    """The whole pipeline over the articles, dropped into folders."""
    entries = [
        f'[[source]]\nid = "{source}"\nname = "{source.title()}"\nkind = "folder"\n'
        f'path = "{{data}}/drop/{source}"\n'
        for source in SOURCES
    ]
    (folder / "sources.toml").write_text("\n".join(entries))
    for name, article in articles().items():
        home = folder / "data" / "drop" / article["source"] / article["published_at"][:10]
        home.mkdir(parents=True, exist_ok=True)
        text = _MARK.sub(lambda mark: mark["words"], article["text"])
        (home / f"{name}.jsonl").write_text(json.dumps(article | {"text": text}))
    settings = Settings(
        data=str(folder / "data"),
        sources=folder / "sources.toml",
        home=folder / "home",
        min_words=5,
    )
    pipeline.run(settings, SPAN)
    return settings


def incidents_of(settings: Settings) -> dict[Telling, set[str]]:
    """The incidents of the marts that each coded telling is in."""
    rows = query(settings, TOLD).to_pylist()
    found: dict[Telling, set[str]] = {}
    for telling in tellings():
        for row in rows:
            if row["article"] != telling.article or row["event_type"] != telling.type:
                continue
            start = row["text"].index(telling.words)
            if start <= row["trigger_start"] and row["trigger_end"] <= start + len(telling.words):
                found.setdefault(telling, set()).update({row["incident_id"]} - {None})
    return found


def score(found: dict[Telling, set[str]]) -> dict[str, float]:
    """Share of tellings coded; precision, recall and F1 of pairs; recall among those coded."""
    told = [telling for telling in tellings() if not telling.is_denied]
    pairs = [pair for pair in combinations(told, 2) if pair[0].article != pair[1].article]
    gold = {pair for pair in pairs if pair[0].incident == pair[1].incident}
    joined = {pair for pair in pairs if found.get(pair[0], set()) & found.get(pair[1], set())}
    possible = {pair for pair in gold if pair[0] in found and pair[1] in found}
    right = len(gold & joined)
    precision, recall = right / len(joined), right / len(gold)
    return {
        "coded": sum(telling in found for telling in told) / len(told),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "recall_of_coded": right / len(possible),
    }
