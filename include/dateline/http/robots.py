"""robots.txt, as RFC 9309 and Google's published parser (google/robotstxt) read it.

protego matches paths. Which lines count is settled here, because protego 0.7 differs from both:
it takes `User-agent: Date` for `Dateline` and `User-agent: Dateline/1.0` for another robot, ends
a group at any unknown line, and splits lines at separators that are text. So it is given one group
only: the lines that apply.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, Self

from protego import Protego

LIMIT = 500 << 10
"""Bytes that are read of a robots.txt (RFC 9309, section 2.5)."""

_LINE_LIMIT = 2083 * 8 - 1  # characters of a line that google/robotstxt keeps
_BOM = re.compile(rb"\xef?\xbb?\xbf?")  # of UTF-8, or what is left of it
_TOKEN = re.compile(r"[A-Za-z_-]*")  # a product token (RFC 9309, section 2.2.1)
_EVERYBODY = re.compile(r"\*(\s|$)")
_AGENT = ("user-agent", "useragent", "user agent")
_ALLOW = ("allow",)
_DISALLOW = ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
_DELAY = ("crawl-delay", "crawl delay")
_INDEX = "/index.htm"
_ODD = re.compile(rb"[^\t\x20-\x7e]")


class _Line(NamedTuple):
    key: str  # agent, allow, disallow, crawl-delay
    value: str


class Rules:
    """What a site's robots.txt says to one robot."""

    def __init__(self, group: Protego | None = None) -> None:
        self._group = group

    @classmethod
    def parse(cls, body: bytes, robot: str) -> Self:
        """Read a robots.txt.

        Args:
            body: the file; what is beyond `LIMIT` is left out.
            robot: product token of the robot that asks.
        """
        group = ["User-agent: *"]
        for line in _lines_for(robot, body[:LIMIT]):
            group.append(f"{line.key}: {line.value}")
            if line.key == "allow" and _INDEX in line.value:
                folder, _, page = line.value.rpartition("/")
                if f"/{page}".startswith(_INDEX):
                    group.append(f"allow: {folder}/$")
        return cls(Protego.parse("\n".join(group)))

    def allows(self, url: str) -> bool:
        """Whether the robot may fetch an address."""
        return self._group is None or bool(self._group.can_fetch(url, "*"))

    @property
    def crawl_delay(self) -> float:
        """Seconds that the site wants between two requests; 0 if it does not say."""
        return float(self._group.crawl_delay("*") or 0) if self._group else 0.0


def _lines_for(robot: str, body: bytes) -> list[_Line]:
    """The rules of the groups that name the robot; if none does, of those for everybody."""
    named: list[_Line] = []
    everybody: list[_Line] = []
    is_named = in_rules = for_robot = for_everybody = False
    for line in _lines(body):
        if line.key != "agent":
            in_rules = in_rules or line.key != "crawl-delay"
            if for_robot:
                named.append(line)
            if for_everybody:
                everybody.append(line)
            continue
        if in_rules:
            in_rules = for_robot = for_everybody = False
        if _EVERYBODY.match(line.value):
            for_everybody = True
        elif _is_robot(line.value, robot):
            is_named = for_robot = True
    return named if is_named else everybody


def _is_robot(value: str, robot: str) -> bool:
    token = _TOKEN.match(value)
    return token is not None and token[0].lower() == robot.lower()


def _lines(body: bytes) -> Iterator[_Line]:
    """The lines that we know, their spelling mistakes forgiven."""
    start = _BOM.match(body)
    for raw in re.split(rb"\r\n|\r|\n", body[start.end() if start else 0 :]):
        text = _escaped(raw[:_LINE_LIMIT].partition(b"#")[0].strip())
        key, separator, value = text.partition(":")
        if not separator:
            words = text.split()
            if len(words) != 2:  # noqa: PLR2004 - a key and its value
                continue
            key, value = words
        if name := _known(key.strip().lower()):
            yield _Line(name, value.strip())


def _known(key: str) -> str | None:
    """What a key starts with, as google/robotstxt has it."""
    if key.startswith(_AGENT):
        return "agent"
    if key.startswith(_ALLOW):
        return "allow"
    if key.startswith(_DISALLOW):
        return "disallow"
    return "crawl-delay" if key.startswith(_DELAY) else None


def _escaped(raw: bytes) -> str:
    """ASCII text, with other bytes and controls percent-encoded (RFC 9309, section 2.2.2)."""
    return _ODD.sub(lambda odd: b"%%%02X" % odd[0][0], raw).decode("ascii")
