"""Where an article is from: its credits, its dateline, the agency whose text it is."""

from dataclasses import replace
from functools import lru_cache

from dateline.clean.lines.credits import TAIL, agency_from, credit_rule, split_tail_credit
from dateline.clean.lines.datelines import lead_dateline
from dateline.clean.lines.sheet import Sheet
from dateline.clean.parts import Metadata, Tidied
from dateline.knowledge import read_table

_MAX_WORDS = 60
_MAX_WORDS_WITHIN = 30
"""A credit has no more words at the end, and within the text."""


@lru_cache(maxsize=1)
def credit_rule_ids() -> frozenset[str]:
    """Ids of all rules for credits."""
    return frozenset(row["rule_id"] for row in read_table("credit_rules"))


def mark_credit(sheet: Sheet, place: int, *, is_tail: bool = False) -> bool:
    """Mark a line that is a credit.

    Args:
        sheet: the lines.
        place: of the line.
        is_tail: whether the rules for the end apply, too.
    """
    line = sheet.lines[place]
    limit = _MAX_WORDS if is_tail else _MAX_WORDS_WITHIN
    if not sheet.is_open(place) or sheet.words[place] > limit:
        return False
    if not is_tail and line.kind == "item":
        return False  # lists within a text have no credits, and are long
    rule_id = credit_rule(line, place_from_end=0 if is_tail else TAIL)
    return rule_id is not None and sheet.mark(place, rule_id, is_credit=True)


def read_provenance(tidied: Tidied, sheet: Sheet, metadata: Metadata, host: str) -> None:
    """Fill in credits, dateline and agency; the dateline and a last credit leave their lines.

    Args:
        tidied: lines that stay.
        sheet: all lines, marked.
        metadata: what is known of the article.
        host: of the article's address.
    """
    tidied.credits = [sheet.lines[place].text for place in sorted(sheet.credits)]
    _cut_credit(tidied)
    dateline_agency = _cut_dateline(tidied)
    names = [*metadata.author_organizations, *metadata.authors]
    tidied.agency = agency_from(dateline_agency, tidied.credits, names, host)


def _cut_credit(tidied: Tidied) -> None:
    """A credit in brackets after the last sentence of the last line."""
    if not tidied.lines or tidied.lines[-1].kind != "paragraph":
        return
    text, credit = split_tail_credit(tidied.lines[-1].text)
    if credit:
        tidied.lines[-1] = replace(tidied.lines[-1], text=text)
        tidied.credits.append(credit)


def _cut_dateline(tidied: Tidied) -> str | None:
    found = lead_dateline(tidied.lines)
    if found is None:
        return None
    number, dateline = found
    if not dateline.rest:
        return None
    tidied.lines[number] = replace(tidied.lines[number], text=dateline.rest)
    tidied.dateline, tidied.dateline_place = dateline.text, dateline.place
    return dateline.agency
