"""Addresses: which of them are one article's.

Two questions, two functions. `canonical_url` gives an address that can be fetched: what standards
say is the same (RFC 3986, section 6; UTS 46), without what only says how a reader came
(tracking, sessions, fragments), and out of the wrappings of caches and redirectors. `url_key`
names what an address leads to: twins for other devices, AMP and print are one with it, as are
`http` and `https`, with and without `www`. The rules are rows of `knowledge/url_rules.csv`.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from yarl import URL

from dateline.knowledge import read_table, split
from dateline.schemas import stable_id

_HTTP = re.compile(r"https?://", re.IGNORECASE)
_BROKEN_OFF = re.compile(r"[\t\r\n]")  # browsers drop them, says the URL standard
_ESCAPED = re.compile(r"(?:amp;)+")  # what is left of &amp; where a query is cut at &


class _Address(NamedTuple):
    """The parts of an http(s) address that say where it leads, each in its normal form."""

    scheme: str
    user: str
    host: str
    port: int | None
    path: str
    query: tuple[str, ...]
    fragment: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.user}{self.place}"

    @property
    def place(self) -> str:
        """The address without scheme and user."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        query = f"?{'&'.join(self.query)}" if self.query else ""
        return f"{host}{port}{self.path}{query}{self.fragment}"


class _Rule(NamedTuple):
    """A row of the rules: what it matches, what comes in its place, on which sites."""

    pattern: re.Pattern[str]
    value: str
    hosts: tuple[str, ...]


def canonical_url(url: str) -> str:
    """The address in its normal form, without tracking; it still leads to the same page.

    Args:
        url: an address as found. One that is no http(s) address, or a broken one, is given back
            as it is.
    """
    address = _canonical(url)
    return url if address is None else str(address)


def url_key(url: str) -> str:
    """What the addresses of one article have in common: 16 hexadecimal digits.

    Args:
        url: any address; of one that is no http(s) address, or a broken one, the text counts.
    """
    address = _canonical(url)
    return stable_id(url if address is None else _twinless(address).place)


def is_broken(url: str) -> bool:
    """Whether it looks like an http(s) address and is none."""
    return bool(_HTTP.match(url.strip())) and _parse(url) is None


def is_placeholder(url: str) -> bool:
    """Whether an address that a page names as its own cannot be that of an article.

    It is a template that was not filled in, an error page, or a page in front of the article.
    """
    address = _parse(url)
    return address is None or any(
        rule.pattern.search(address.path.lower()) for rule in _rules("placeholder")
    )


@lru_cache(maxsize=16384)
def registrable_domain(host: str) -> str:
    """The part of a host that a registry gave out; under no public suffix, its last two labels.

    An IP address is its own.
    """
    from courlan import extract_domain

    if ":" in host or host.replace(".", "").isdigit():
        return host
    return extract_domain(f"http://{host}/") or ".".join(host.split(".")[-2:])


def site(host: str) -> str:
    """The registrable domain of an outlet; one that has several, such as bbc.co.uk, has one here.

    Args:
        host: name or IP address, in lower case.
    """
    return registrable_domain(_first_name(registrable_domain(host)))


GENERIC = frozenset(
    {"ac", "ai", "cc", "cd", "co", "fm", "gg", "im", "io", "la", "ly", "me", "nu", "pw", "sc"}
    | {"sh", "so", "st", "tk", "to", "tv", "vc", "ws"}
)
"""Domains of countries and territories that are sold to the whole world."""


def country(url: str) -> str | None:
    """Country whose top-level domain an address is under, ISO 3166 alpha-3; None under others.

    Args:
        url: the address; one that is no http(s) address is under none.
    """
    address = _parse(url)
    label = address.host.rsplit(".", 1)[-1] if address else ""
    return None if label in GENERIC else _countries().get(label)


@cache
def _countries() -> dict[str, str]:
    codes = {row["alpha2"].lower(): row["country"] for row in read_table("countries")}
    return codes | {"uk": codes["gb"]}


def _canonical(url: str) -> _Address | None:
    """The address without tracking, out of its wrappings; each wrapping makes it shorter."""
    address = _parse(url)
    while address is not None and (inner := _unwrapped(address)):
        address = _parse(inner) or address._replace(path="/", query=())
    return address


def _parse(url: str) -> _Address | None:
    """The parts in normal form, without tracking; None for what is no http(s) address."""
    text = _BROKEN_OFF.sub("", url.strip())
    if not _HTTP.match(text):
        return None
    try:
        found = URL(text)
        host = (found.raw_host or "").rstrip(".").lower()
    except ValueError:
        return None
    if not host:
        return None
    path, fragment = found.raw_path, found.raw_fragment
    if ";" in path or "(" in path:
        for rule in _rules("session"):
            path = rule.pattern.sub("", path)
    return _Address(
        scheme=found.scheme,
        user=found.raw_authority.rpartition("@")[0] + "@" if found.raw_user is not None else "",
        host=host,
        port=None if found.is_default_port() else found.explicit_port,
        path=path or "/",
        query=_query(found.raw_query_string, host) if found.raw_query_string else (),
        fragment=f"#{fragment}" if fragment.startswith("!") and len(fragment) > 1 else "",
    )


def _query(text: str, host: str) -> tuple[str, ...]:
    """The parameters that may select content, by name; those of one name stay in order."""
    parameters = (_ESCAPED.sub("", part, count=1) for part in text.split("&"))
    kept = [part for part in parameters if part and not _dropped(part, host, "track")]
    return tuple(sorted(kept, key=lambda part: part.partition("=")[0]))


def _dropped(parameter: str, host: str, kind: str) -> bool:
    name, _, value = parameter.partition("=")
    return any(
        not rule.value or _whole(rule.value)(value) is not None
        for rule in _of_name(kind, name.lower(), host)
    )


def _unwrapped(address: _Address) -> str | None:
    """The address that a cache or redirector wraps; None where there is none in it."""
    for rule in _rules_on("cache", address.host):
        if match := rule.pattern.fullmatch(address.path):
            query = f"?{'&'.join(address.query)}" if address.query else ""
            return f"http{'s' if match['secure'] else ''}://{match['inner']}{query}"
    for rule in _rules_on("redirector", address.host):
        if rule.pattern.fullmatch(address.path):
            given = URL(str(address)).query
            targets = (given.get(name, "") for name in split(rule.value))
            return next(filter(_HTTP.match, targets), None)
    return None


def _twinless(address: _Address) -> _Address:
    """What the address has in common with its twins."""
    host, path = address.host, address.path
    for rule in _rules_on("path;amp" if "amp" in path else "path", host):
        path = rule.pattern.sub(rule.value, path)
    query = tuple(
        part.replace("%20", "+") for part in address.query if not _dropped(part, host, "twin")
    )
    return address._replace(host=_twinless_host(host), path=path, query=query)


@lru_cache(maxsize=16384)
def _twinless_host(host: str) -> str:
    """The host without labels such as `www` and `m`, under the first name of its site.

    What a registry gave out stays.
    """
    domain = registrable_domain(host)
    labels = host.removesuffix(domain).rstrip(".").split(".")
    rules = _rules_on("host", host)
    kept = [label for label in labels if not any(rule.pattern.fullmatch(label) for rule in rules)]
    return _first_name(".".join(filter(None, [*kept, domain])))


def _first_name(host: str) -> str:
    """The host that stands for an outlet which shows the same under several."""
    names = (rule.value for rule in _rules("site") if rule.pattern.fullmatch(host))
    return next(names, host)


@cache
def _rules(kinds: str) -> tuple[_Rule, ...]:
    """The rules of a kind, or of several (`path;amp`), in their order."""
    return tuple(
        _Rule(re.compile(row["pattern"]), row["value"], split(row["hosts"]))
        for row in read_table("url_rules")
        if row["kind"] in split(kinds)
    )


@lru_cache(maxsize=16384)
def _rules_on(kind: str, host: str) -> tuple[_Rule, ...]:
    """The rules of a kind that are meant for a host: for its sites, or for any."""
    sites = f".{host}"
    return tuple(
        rule
        for rule in _rules(kind)
        if not rule.hosts or any(_under(site)(sites) for site in rule.hosts)
    )


@lru_cache(maxsize=65536)
def _of_name(kind: str, name: str, host: str) -> tuple[_Rule, ...]:
    """The rules for a parameter of this name, in lower case, on a host."""
    return tuple(rule for rule in _rules_on(kind, host) if rule.pattern.fullmatch(name))


@cache
def _whole(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern, re.IGNORECASE).fullmatch


@cache
def _under(site: str) -> Callable[[str], re.Match[str] | None]:
    """Finds a site at the end of a host; `*` in it is one or two labels: `google.*`."""
    labels = re.escape(site).replace(r"\*", r"[a-z]{2,3}(?:\.[a-z]{2})?")
    return re.compile(rf".*\.{labels}").fullmatch
