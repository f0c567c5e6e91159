"""Values of the list of sources: each is checked, and brought into one form."""

import ipaddress
import re

import langcodes
from fsspec import available_protocols  # type: ignore[import-untyped]

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.knowledge import read_table, split

_NAME = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(?:\.[\w-]{1,63})*")  # RFC 1035, section 2.3.4
_SHORT = 2  # letters of ISO 639-1
_WITHIN = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?+(?:[^/@]*@)?(?:\*?\.)?([^/:?#]+)")


def host(text: str) -> str:
    """A host name or IP address, in lower case.

    Raises:
        ValueError: it is something else, or more; the message says how to write it.
    """
    plain = text.strip().lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(plain.strip("[]")))
    except ValueError:
        if _NAME.fullmatch(plain):
            return plain
    within = _WITHIN.match(plain)
    hint = f'; write "{within[1]}"' if within and _NAME.fullmatch(within[1]) else ""
    raise ValueError(f"{text!r} is no host name: no scheme, port or path belongs to it{hint}")


def address(text: str) -> str:
    """An absolute http(s) address, as it is.

    Raises:
        ValueError: it is not one.
    """
    try:
        http_url(text)
    except RecordError as error:
        raise ValueError(f"{text!r} is {error.reason}") from error
    return text


def same_address(text: str) -> str:
    """An address in a form that is the same for all ways to write it."""
    url = http_url(text)
    port = "" if url.is_default_port() else f":{url.port}"
    return f"{url.scheme}://{(url.host or '').lower()}{port}{url.raw_path_qs}"


def folder_address(text: str) -> str:
    """An absolute http(s) address that ends with a slash.

    Raises:
        ValueError: it is not one.
    """
    return address(text).rstrip("/") + "/"


def location(text: str) -> str:
    """A path, or an address of a kind that fsspec knows, as it is.

    Raises:
        ValueError: nothing is known to read such an address.
    """
    protocol = text.partition("://")[0].partition("::")[0] if "://" in text else "file"
    if protocol in ("http", "https"):
        return address(text)
    if protocol not in available_protocols():
        raise ValueError(f"{text!r}: nothing is known to read {protocol}:// addresses")
    return text


def pattern(text: str) -> str:
    """A regular expression, as it is.

    Raises:
        ValueError: it is not one.
    """
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    return text


def language(text: str) -> str:
    """The ISO 639 code that a language tag begins with, of two letters where there is one.

    Raises:
        ValueError: it begins with none.
    """
    try:
        code = langcodes.Language.get(text.strip(), normalize=False).language or ""
        if len(code) > _SHORT:
            # `eng` is `en`; codes of two letters stay, as CLDR turns `tl` into `fil`
            code = langcodes.Language.get(code).language or ""
    except ValueError:
        code = ""
    if not code or not langcodes.Language.get(code, normalize=False).is_valid():
        raise ValueError(f'{text!r} is no ISO 639 code, such as "en"')
    return code


def short_language(text: str) -> str:
    """The ISO 639-1 code that a language tag begins with.

    Raises:
        ValueError: it begins with none.
    """
    try:
        code = language(text)
    except ValueError:
        code = ""
    if len(code) != _SHORT:
        raise ValueError(f'{text!r} is no ISO 639-1 code: two letters, such as "en"')
    return code


def country(text: str) -> str:
    """An ISO 3166-1 alpha-3 code, as it is; Kosovo's user-assigned one counts.

    Raises:
        ValueError: it is not one; the message says which is, for the name of a country.
    """
    rows = read_table("countries")
    if any(text == row["country"] for row in rows):
        return text
    for row in rows:
        names = {row["country"], row["name"], *split(row["aliases"])}
        if text.casefold() in map(str.casefold, names):
            raise ValueError(f'{text!r} is no ISO 3166-1 alpha-3 code; write "{row["country"]}"')
    raise ValueError(f'{text!r} is no ISO 3166-1 alpha-3 code, such as "GBR"')
