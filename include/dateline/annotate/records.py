"""From annotations to rows of the tables and to the JSON of `dateline annotate`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dateline.annotate.coding.event import Detail, Event
from dateline.annotate.coding.parties import Party
from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.entities import Entities, salience
from dateline.annotate.parts import Entity, Quote, TimeExpression
from dateline.schemas import Row, stable_id


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one article."""

    entities: Entities
    quotes: Sequence[Quote] = ()
    times: Sequence[TimeExpression] = ()
    events: Sequence[Event] = ()


def rows(
    article: Row, findings: Findings, lexicon: Lexicon, coder_version: str
) -> dict[str, list[Row]]:
    """Rows of the annotation tables for one article."""
    entities, quotes, events = findings.entities, findings.quotes, findings.events
    key = {"article_id": article["article_id"], "content_hash": article["content_hash"]}
    tables: dict[str, list[Row]] = {
        name: []
        for name in (
            *("entities", "mentions", "quotes", "time_expressions"),
            *("events", "event_actors", "event_details"),
        )
    }
    everyone = list(entities)
    most = max((len(entity.mentions) for entity in everyone), default=0)
    for entity in everyone:
        tables["entities"].append(key | _entity(entity, most, len(article["text"])))
        tables["mentions"] += [
            key
            | {
                "entity_id": entity.id,
                "text": mention.text,
                "start_offset": mention.start,
                "end_offset": mention.end,
                "form": mention.form,
                "confidence": mention.confidence,
            }
            for mention in entity.mentions
        ]
    tables["quotes"] += [key | _quote(key, quote, article["text"]) for quote in quotes]
    tables["time_expressions"] += [key | _time(time) for time in findings.times]
    for event in events:
        row = key | _event(key, event, lexicon) | {"coder_version": coder_version}
        tables["events"].append(row)
        tables["event_actors"] += [key | actor for actor in _actors(row["event_id"], event)]
        tables["event_details"] += [
            key | {"event_id": row["event_id"], **_detail(detail)} for detail in event.details
        ]
    return tables


def _known(entity: Entity) -> Known:
    return entity.known or Known(entity.id, entity.name, entity.type, entity.country)


def _entity(entity: Entity, most: int, length: int) -> Row:
    known = _known(entity)
    return {
        "entity_id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "mention_count": len(entity.mentions),
        "first_offset": min(mention.start for mention in entity.mentions),
        "salience": salience(entity, most, length),
        "in_title": entity.in_title,
        "country": entity.country,
        "sector": entity.sector,
        "admin1": known.admin1,
        "lat": known.lat,
        "lon": known.lon,
        "resolution": known.kind or None,
        "link_confidence": max(m.confidence for m in entity.mentions) if entity.known else None,
        "geonames_id": known.geonames_id,
        "wikidata_id": known.wikidata_id,
    }


def _quote(key: Row, quote: Quote, text: str) -> Row:
    return {
        "quote_id": stable_id(*key.values(), str(quote.start), str(quote.end)),
        "speaker_entity_id": quote.speaker.id if quote.speaker else None,
        "speaker_text": quote.speaker_text,
        "text": text[quote.start : quote.end],
        "start_offset": quote.start,
        "end_offset": quote.end,
        "verb": quote.verb,
        "is_direct": quote.is_direct,
        "speaker_confidence": quote.speaker_confidence if quote.speaker_text else None,
    }


def _time(time: TimeExpression) -> Row:
    return {
        "text": time.text,
        "start_offset": time.start,
        "end_offset": time.end,
        "first_day": time.first,
        "last_day": time.last,
        "precision": time.precision,
    }


def _event(key: Row, event: Event, lexicon: Lexicon) -> Row:
    names = [",".join(p.text for p in side) for side in (event.sources, event.targets)]
    kind = lexicon.types[event.code.type]
    where = event.where.entity if event.where else None
    place = _known(where) if where else None
    speaker = event.speaker
    return {
        "event_id": stable_id(
            *key.values(), *(str(offset) for offset in event.trigger), event.code.type, *names
        ),
        "sentence_start": event.sentence[0],
        "sentence_end": event.sentence[1],
        "trigger_text": event.trigger_text,
        "trigger_start": event.trigger[0],
        "trigger_end": event.trigger[1],
        "event_type": event.code.type,
        "mode": event.code.mode,
        "contexts": list(event.contexts),
        "cameo_code": event.code.cameo,
        "cameo_root": event.code.cameo[:2],
        "quad_class": kind.quad_class,
        "goldstein": lexicon.goldstein.get(event.code.cameo),
        "plover_score": kind.score,
        "modality": event.modality,
        "attribution_text": speaker.text if speaker else None,
        "attribution_entity_id": speaker.entity.id if speaker and speaker.entity else None,
        "event_date": event.when.day,
        "event_date_precision": event.when.precision,
        "event_date_text": event.when.text,
        "location_entity_id": where.id if where else None,
        "location_name": where.name if where else None,
        "location_country": where.country if where else None,
        "location_lat": place.lat if place else None,
        "location_lon": place.lon if place else None,
        "location_resolution": (place.kind or place.type) if place else None,
        "location_basis": event.where.basis if event.where else None,
        **asdict(event.counts),
        "rule_id": event.code.rule_id,
        "confidence": event.confidence,
    }


def _actors(event_id: str, event: Event) -> list[Row]:
    sides = (("source", event.sources), ("target", event.targets))
    return [
        {"event_id": event_id, "role": role, **_actor(party)}
        for role, side in sides
        for party in _distinct(side)
    ]


def _distinct(side: Sequence[Party]) -> list[Party]:
    """The parties in order, one for each place where they stand in the text."""
    first: dict[int, Party] = {}
    for party in side:
        first.setdefault(party.start, party)
    return list(first.values())


def _actor(party: Party) -> Row:
    return {
        "text": party.text,
        "start_offset": party.start,
        "end_offset": party.end,
        "entity_id": party.entity.id if party.entity else None,
        "name": party.name,
        "country": party.country,
        "sector": party.sector,
    }


def _detail(detail: Detail) -> Row:
    return {
        "kind": detail.kind,
        "text": detail.text,
        "start_offset": detail.start,
        "end_offset": detail.end,
        "value": detail.value,
        "value_high": detail.value_high,
        "unit": detail.unit,
        "bound": detail.bound,
    }


def contract(tables: dict[str, list[Row]]) -> dict[str, Any]:
    """`entities`, `quotes`, `times` and `events` of the `dateline annotate` contract."""
    mentions: dict[str, list[Row]] = defaultdict(list)
    for mention in tables["mentions"]:
        mentions[mention["entity_id"]].append(mention)
    return {
        "entities": [_json_entity(row, mentions[row["entity_id"]]) for row in tables["entities"]],
        "quotes": [_json_quote(row, tables["entities"]) for row in tables["quotes"]],
        "times": [_json_time(row) for row in tables["time_expressions"]],
        "events": [
            _json_event(row, tables["event_actors"], tables["event_details"])
            for row in tables["events"]
        ],
    }


def _json_entity(row: Row, mentions: list[Row]) -> Row:
    named = (
        *("entity_id", "name", "type", "country", "sector", "admin1", "lat", "lon"),
        *("resolution", "link_confidence", "geonames_id", "wikidata_id", "salience", "in_title"),
    )
    return {name: row[name] for name in named} | {
        "mentions": [
            {
                "text": m["text"],
                "start": m["start_offset"],
                "end": m["end_offset"],
                "form": m["form"],
                "confidence": m["confidence"],
            }
            for m in mentions
        ]
    }


def _json_quote(row: Row, entities: list[Row]) -> Row:
    names = {entity["entity_id"]: entity["name"] for entity in entities}
    return {
        "text": row["text"],
        "start": row["start_offset"],
        "end": row["end_offset"],
        "speaker": names.get(row["speaker_entity_id"], row["speaker_text"]),
        "speaker_entity_id": row["speaker_entity_id"],
        "speaker_text": row["speaker_text"],
        "speaker_confidence": row["speaker_confidence"],
        "verb": row["verb"],
        "is_direct": row["is_direct"],
    }


def _json_time(row: Row) -> Row:
    return {
        "text": row["text"],
        "start": row["start_offset"],
        "end": row["end_offset"],
        "first": row["first_day"].isoformat() if row["first_day"] else None,
        "last": row["last_day"].isoformat() if row["last_day"] else None,
        "precision": row["precision"],
    }


def _json_event(row: Row, actors: list[Row], details: list[Row]) -> Row:
    mine = [actor for actor in actors if actor["event_id"] == row["event_id"]]
    location = {
        "name": row["location_name"],
        "lat": row["location_lat"],
        "lon": row["location_lon"],
        "country": row["location_country"],
        "basis": row["location_basis"],
    }
    counts = ("killed", "injured", "detained", "quantity", "quantity_unit", "weapon")
    return {
        "type": row["event_type"],
        "mode": row["mode"],
        "contexts": row["contexts"],
        "cameo": row["cameo_code"],
        "quad_class": row["quad_class"],
        "goldstein": row["goldstein"],
        "modality": row["modality"],
        "confidence": row["confidence"],
        "rule_id": row["rule_id"],
        "sentence": {"start": row["sentence_start"], "end": row["sentence_end"]},
        "trigger": {
            "text": row["trigger_text"],
            "start": row["trigger_start"],
            "end": row["trigger_end"],
        },
        "source": _json_actor(mine, "source"),
        "target": _json_actor(mine, "target"),
        "date": row["event_date"].isoformat() if row["event_date"] else None,
        "date_precision": row["event_date_precision"],
        "date_text": row["event_date_text"],
        "location": location if row["location_name"] else None,
        "counts": {name: row[name] for name in counts if row[name] is not None},
        "details": [_json_detail(d) for d in details if d["event_id"] == row["event_id"]],
        "attribution": row["attribution_text"],
    }


def _json_detail(row: Row) -> Row:
    told = ("kind", "text", "value", "value_high", "unit", "bound")
    offsets = {"start": row["start_offset"], "end": row["end_offset"]}
    return {name: row[name] for name in told if row[name] is not None} | offsets


def _json_actor(actors: list[Row], role: str) -> Row | None:
    """The first actor of a role; the table has them all."""
    row = next((actor for actor in actors if actor["role"] == role), None)
    if row is None:
        return None
    return {
        "text": row["text"],
        "start": row["start_offset"],
        "end": row["end_offset"],
        "name": row["name"],
        "country": row["country"],
        "sector": row["sector"],
        "entity_id": row["entity_id"],
    }
