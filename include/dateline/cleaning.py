"""How a source's pages are cleaned, where that differs from the rest."""

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dateline.knowledge import read_table

ProfileName = Literal["auto", "news", "generic"]

SOURCE_DROP = "source_drop"
"""Rule id of lines that a source's own patterns drop."""
RULE_TABLES = ("line_rules", "notice_rules", "credit_rules")
"""Knowledge files whose rules a source may switch off."""


@lru_cache(maxsize=1)
def rule_ids() -> frozenset[str]:
    """Ids of all rules that a source may switch off."""
    return frozenset(row["rule_id"] for name in RULE_TABLES for row in read_table(name))


def _rule_id(text: str) -> str:
    """The id of a line rule, as it is.

    Raises:
        ValueError: there is no such rule; the message names one like it.
    """
    if text not in rule_ids():
        similar = get_close_matches(text, rule_ids(), n=1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        raise ValueError(f"{text!r} is no line rule{hint}")
    return text


def _pattern(text: str) -> str:
    """A regular expression, as it is.

    Raises:
        ValueError: it is not one.
    """
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    return text


_Patterns = Annotated[
    tuple[Annotated[str, Field(min_length=1), AfterValidator(_pattern)], ...], Field(strict=False)
]


class Cleaning(BaseModel):
    """Choices of one source; the defaults hold for all others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    profile: ProfileName = Field(
        default="auto",
        description="Which line rules apply: for news, the generic ones, or as the page says.",
    )
    rules_off: Annotated[
        tuple[Annotated[str, AfterValidator(_rule_id)], ...], Field(strict=False)
    ] = Field(default=(), description="Ids of line rules that do not apply.")
    keep: _Patterns = Field(
        default=(), description="Regular expressions: a line that one matches whole always stays."
    )
    drop: _Patterns = Field(
        default=(), description="Regular expressions: a line that one matches whole is dropped."
    )
    learn: bool = Field(
        default=True, description="Whether lines that the source repeats are learned and dropped."
    )


DEFAULT = Cleaning()
"""What holds for a source that says nothing."""
