"""What is wrong with an entry of the list of sources, in the words of TOML."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

_WORDS = {
    "missing": "is missing",
    "tuple_type": "must be an array of strings",
    "frozen_set_type": "must be an array of strings",
    "string_type": "must be a string",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_pattern_mismatch": "must be of lower-case letters, digits, - and _, 64 at most, and"
    " begin with a letter or digit",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must be {ge:g} or more",
    "literal_error": "{input!r} is none of {expected}",
    "value_error": "{error}",
}
"""What pydantic's types of error mean to who writes the list; others have pydantic's words."""

_TOP = 2  # kind of source, key; a key of a table within is one more, an element's number, too
_NO_TABLE = "model_attributes_type"
_NO_SUBTABLE = "model_type"
_KIND = ("union_tag_not_found", "union_tag_invalid")


def complaints(
    entry: Any,
    error: ValidationError,
    kinds: Mapping[str, Collection[str]],
    tables: Mapping[str, Collection[str]],
) -> list[str]:
    """Messages of the form `key: what is wrong`, each once.

    Args:
        entry: the entry.
        error: what its validation found.
        kinds: kinds of source, and the keys of each.
        tables: keys that hold a table, and the keys of each.
    """
    return list(dict.fromkeys(_complaints(entry, error, kinds, tables)))


def _complaints(
    entry: Any,
    error: ValidationError,
    kinds: Mapping[str, Collection[str]],
    tables: Mapping[str, Collection[str]],
) -> Iterator[str]:
    faults = error.errors(include_url=False)
    within = {where for fault in faults if len(fault["loc"]) > len(where := _key(fault, tables))}
    for fault in faults:
        where = _key(fault, tables)
        name = ".".join(map(str, where[1:]))
        if fault["type"] == _NO_TABLE:
            yield "must be a table, [[source]]"
        elif fault["type"] == _NO_SUBTABLE:
            yield f"{name}: must be a table, [source.{name}]"
        elif fault["type"] in _KIND:
            yield f"kind: {_kind(entry, kinds)}"
        elif fault["type"] == "extra_forbidden":
            known = kinds[str(where[0])] if len(where) <= _TOP else tables[str(where[1])]
            yield f"{name}: no such key{_similar(str(where[-1]), known)}"
        elif fault["type"] == "too_short" and fault["loc"] in within:
            continue  # what was wrong with its elements is told
        else:
            words = _words(fault, is_element=len(fault["loc"]) > len(where))
            yield f"{name}: {words}" if name else words


def _key(fault: Any, tables: Collection[str]) -> tuple[int | str, ...]:
    """Where a fault is: kind of source, key, and key of the table that it holds, if it does."""
    where: tuple[int | str, ...] = fault["loc"]
    return where[: _TOP + 1] if len(where) > _TOP and where[1] in tables else where[:_TOP]


def _words(fault: Any, *, is_element: bool) -> str:
    kind = fault["type"]
    if kind == "string_type" and is_element:
        kind = "tuple_type"
    words = _WORDS.get(kind, "{msg}")
    return words.format(**{"msg": fault["msg"], "input": fault["input"], **fault.get("ctx", {})})


def _kind(entry: Mapping[str, Any], kinds: Collection[str]) -> str:
    """What is wrong with the kind of an entry."""
    kind = entry.get("kind")
    if kind is None:
        return f"is missing: one of {', '.join(kinds)}"
    if kind == "feed":  # a kind of earlier versions
        return f'"feed" is no kind: use kind = "site" with feeds = ["{entry.get("url", "…")}"]'
    return f"{kind!r} is no kind: one of {', '.join(kinds)}"


def _similar(key: str, keys: Collection[str]) -> str:
    found = get_close_matches(key, keys, n=1)
    return f"; did you mean {found[0]}?" if found else ""
