"""How a source's pages are cleaned, where that differs from the rest."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ProfileName = Literal["auto", "news", "generic"]
_Strings = Annotated[tuple[str, ...], Field(strict=False)]


class Cleaning(BaseModel):
    """Choices of one source; the defaults hold for all others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    profile: ProfileName = Field(
        default="auto",
        description="Which line rules apply: for news, the generic ones, or as the page says.",
    )
    rules_off: _Strings = Field(default=(), description="Ids of line rules that do not apply.")
    keep: _Strings = Field(
        default=(), description="Regular expressions: a line that one matches whole always stays."
    )
    drop: _Strings = Field(
        default=(), description="Regular expressions: a line that one matches whole is dropped."
    )
    learn: bool = Field(
        default=True, description="Whether lines that the source repeats are learned and dropped."
    )


DEFAULT = Cleaning()
"""What holds for a source that says nothing."""
