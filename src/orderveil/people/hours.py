"""Hours of work as people write them: `09:00-18:00 Asia/Kolkata mon-sat`."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from orderveil.core.errors import Malformed
from orderveil.people.deciding import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d) ([A-Za-z_]+(?:/[A-Za-z_+0-9-]+){0,2})(?: ([a-z,-]+))?")


@lru_cache(maxsize=256)
def read_hours(text: str) -> Hours:
    """Return hours of work. Raises Malformed; days may be a range (`sat-mon`), a list, or left out for all."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise _wrong()
    first, last = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if first > 1439 or last > 1440 or int(match[2]) > 59 or int(match[4]) > 59 or first == last:
        raise _wrong()
    try:
        ZoneInfo(match[5])
    except (KeyError, ValueError, OSError):
        raise Malformed("there is no such time zone", place="hours") from None
    return Hours(match[5], first, last, _days(match[6]) if match[6] else frozenset(range(7)))


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise _wrong()
        start, end = DAYS.index(first), DAYS.index(last or first)
        days.update(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
    return frozenset(days)


def _wrong() -> Malformed:
    return Malformed("hours are written as 09:00-18:00 Asia/Kolkata mon-sat", place="hours")
