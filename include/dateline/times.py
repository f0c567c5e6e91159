"""Times as sources and pages state them, and in UTC."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; without a zone it is taken to be in UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_time(text: str) -> datetime | None:
    """An ISO 8601 or RFC 5322 time, as it states its zone; None for anything else.

    A time that cannot be told in UTC, at the very ends of the calendar, is no time either.
    """
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            moment.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return moment
    return None
