"""Gates: what looks like an event and is none, and which of two actors are one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dateline.annotate.coding.event import Code, Event
from dateline.annotate.coding.parties import STRONG, Party

NEEDS_TARGET = frozenset({"AID", "COOPERATE", "SANCTION"})
"""Types that PLOVER asks a recipient for."""
VICTIMS = frozenset({"OPP", "JRN", "NGO", "REL", "REF", "LEG"})
"""Sectors of targets that make an arrest or an attack political, whoever did it."""
OF_WAR = frozenset({"explosives", "suicide-attack", "heavy-weapons"})
"""Modes of violence that is political whoever it comes from: a bomb at a market."""
POLITICAL = frozenset({"ELI", "NGO", "REF"})
"""Sectors of politics beside those of `STRONG`: persons who held office, bodies that act in it."""
OF_STATE = frozenset({None, "GOV", "MIL", "COP", "SPY"})
"""Sectors that act for their country: `Russia` beside `the Russian military` is no other side."""


def gate(code: Code, sources: Sequence[Party], targets: Sequence[Party]) -> str | None:
    """Why an event is none: no political actor, or not what its type asks for; None lets it pass.

    Args:
        code: its type.
        sources: who acts.
        targets: who is acted upon.
    """
    if code.type in NEEDS_TARGET and not targets:
        return f"no target, and {code.type} needs one"
    sides = (*sources, *targets)
    if any(is_political(party) for party in sides):
        return None
    if code.type in ("COERCE", "ASSAULT", "RETREAT") and any(p.sector in VICTIMS for p in targets):
        return None
    if code.type == "PROTEST" and any(p.is_weak for p in sources):
        return None
    if code.type == "ASSAULT" and code.mode in OF_WAR and targets:
        return None
    return "no political actor on either side"


def is_political(party: Party) -> bool:
    """Whether an actor is of politics: states, their arms, parties, rebels, bodies of states.

    A firm, a paper, a star is not, whatever its country; people without a role are for theirs.
    """
    entity = party.entity
    if entity is not None and entity.type in ("country", "armed_group"):
        return True
    if party.sector is not None:
        return party.sector in STRONG or party.sector in POLITICAL
    if entity is not None and entity.known is not None and entity.known.kind == "capital":
        return True
    return party.country is not None and not party.is_place and entity is None


def same(one: Party, other: Party) -> bool:
    """Whether two phrases are the same actor, or a country and those who act for it."""
    if one.entity is not None and one.entity is other.entity:
        return True
    if (one.start, one.end) == (other.start, other.end):
        return True
    if one.country is None or one.country != other.country:
        return False
    bare = is_country(one) or is_country(other)
    return bare and {one.sector, other.sector} <= OF_STATE


def is_country(party: Party) -> bool:
    """Whether a phrase names a country itself: its name, its capital, its adjective."""
    entity = party.entity
    if entity is None:
        return party.is_inner and party.sector is None
    return entity.type == "country" or (entity.known is not None and entity.known.kind == "capital")


def other_than(sources: Sequence[Party], targets: Iterable[Party]) -> list[Party]:
    """Targets without those that are the source again."""
    return [t for t in targets if not any(same(source, t) for source in sources)]


def distinct(events: Iterable[Event]) -> Iterator[Event]:
    """Events of a sentence, of those that say the same of the same actors only one.

    It is the one with most figures, then the surest; that another word tells of it, too, makes it
    no less sure.
    """
    best: dict[tuple[object, ...], Event] = {}
    for event in events:
        key = (
            event.code.type,
            tuple(p.text for p in event.sources),
            tuple(p.text for p in event.targets),
        )
        known = best.get(key)
        if known is None:
            best[key] = event
            continue
        kept = event if _told(event) > _told(known) else known
        best[key] = replace(kept, confidence=max(event.confidence, known.confidence))
    yield from sorted(best.values(), key=lambda event: event.trigger)


def _told(event: Event) -> tuple[int, float]:
    """How many figures an event has, and how sure it is."""
    figures = sum(detail.value is not None or detail.kind == "weapon" for detail in event.details)
    return figures, event.confidence
