"""Why a text is coded as it is: entities, arguments, rules that fired and rules that did not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dateline.annotate.annotator import Annotator
from dateline.annotate.coding.confidence import contributions
from dateline.schemas import Row

WEIGHTIEST = 6
"""Parts of a confidence that are shown."""


def explain(annotator: Annotator, article: Row) -> dict[str, Any]:
    """Everything that the coder found and tried in one article.

    Args:
        annotator: an annotator for English.
        article: columns of an article, as `Annotator.annotate` takes them.

    Returns:
        `entities`, `quotes`, `times` and `events` as `dateline annotate` has them, and `attempts`:
        `start`, `word`, `rule_id`, `outcome`, `arguments` of each rule tried, in the order of the
        text.
    """
    from dateline.annotate.records import contract

    rows, attempts = annotator.explain(article)
    ordered = sorted(attempts, key=lambda attempt: attempt.start)
    return contract(rows) | {"attempts": [asdict(attempt) for attempt in ordered]}


def as_text(found: Mapping[str, Any], text: str) -> Iterator[str]:
    """Lines of `dateline explain`: entities, then each word that a rule was tried on.

    Args:
        found: what `explain` returns.
        text: the article's text.
    """
    yield "Entities"
    for entity in found["entities"]:
        facts = (entity["type"], entity["country"], entity["sector"], entity["entity_id"])
        words = ", ".join(dict.fromkeys(m["text"] for m in entity["mentions"]))
        yield f"  {entity['name']}  ({'; '.join(f for f in facts if f)})  as {words}"
    yield "Events"
    for event in found["events"]:
        yield from _event(event, text)
    yield "Rules tried"
    for word, attempts in _by_word(found["attempts"]):
        arguments = ", ".join(f"{k} {v!r}" for k, v in attempts[0]["arguments"].items())
        yield f"  {word!r} at {attempts[0]['start']}" + (f": {arguments}" if arguments else "")
        for attempt in attempts:
            yield f"    {attempt['rule_id']}: {attempt['outcome']}"
            parts = list(contributions(attempt["features"]).items())[:WEIGHTIEST]
            if parts:
                yield "      " + ", ".join(f"{name} {part:+.2f}" for name, part in parts)


def _event(event: Mapping[str, Any], text: str) -> Iterator[str]:
    mode = f" ({event['mode']})" if event["mode"] else ""
    said = f", says {event['attribution']!r}" if event["attribution"] else ""
    yield (
        f"  {event['type']}{mode}  CAMEO {event['cameo']}  {event['modality']}{said}  "
        f"confidence {event['confidence']}  {event['rule_id']}"
    )
    yield f"    act     {event['trigger']['text']!r} in {_quoted(event['sentence'], text)}"
    for role in ("source", "target"):
        yield f"    {role:<7} {_actor(event[role])}"
    when = f" from {event['date_text']!r}" if event["date_text"] else ""
    yield f"    date    {event['date']} ({event['date_precision']}){when}"
    place = event["location"]
    if place:
        yield f"    place   {place['name']}, {place['country']} (told by the {place['basis']})"
    for detail in event["details"]:
        if detail["kind"] in ("date", "location"):
            continue
        value = f" = {detail['value']:g}" if "value" in detail else ""
        yield f"    {detail['kind']:<7} {detail['text']!r}{value} {detail.get('unit', '')}".rstrip()


def _quoted(span: Mapping[str, int], text: str) -> str:
    return repr(text[span["start"] : span["end"]])


def _actor(actor: Mapping[str, Any] | None) -> str:
    if actor is None:
        return "nobody"
    facts = [f for f in (actor["name"], actor["country"], actor["sector"]) if f]
    return f"{actor['text']!r}" + (f"  ({'; '.join(facts)})" if facts else "")


def _by_word(
    attempts: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Attempts grouped by the word that they were made on."""
    groups: dict[int, list[Mapping[str, Any]]] = {}
    for attempt in attempts:
        groups.setdefault(attempt["start"], []).append(attempt)
    for group in groups.values():
        yield group[0]["word"], group
