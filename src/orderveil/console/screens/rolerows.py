"""Roles as a form: a line for each, and empty ones for more. What is typed becomes rows for the vault to judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict

from orderveil.core.errors import Malformed
from orderveil.vault.people_messages import RoleRow

_MORE = 2
_MOST = 20


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One line of the form."""

    number: int
    role: str = ""
    shops: tuple[str, ...] = ()
    partner: str = ""
    until: str = ""
    hours: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Tell whether more than the role is said."""
        return bool(self.shops or self.partner or self.until or self.hours)


def zone_of(request: HttpRequest) -> ZoneInfo:
    """Return the time zone of whoever looks."""
    return ZoneInfo(getattr(request.user, "zone", None) or "UTC")


def lines_of(rows: Sequence[RoleRow], zone: ZoneInfo) -> list[RoleLine]:
    """Return the form of what somebody holds, with empty lines after it."""
    lines = [
        RoleLine(number, row.role, row.shops, row.partner or "", _day(row.until_ms, zone), row.hours or "")
        for number, row in enumerate(rows)
    ]
    return lines + [RoleLine(len(lines) + number) for number in range(_MORE)]


def read_lines(form: QueryDict, zone: ZoneInfo) -> list[RoleRow]:
    """Return the roles that a form asks for; a line without a role is none. Raises Malformed."""
    return list(_rows(form, zone))


def _rows(form: QueryDict, zone: ZoneInfo) -> Iterator[RoleRow]:
    for number in range(_MOST):
        role = form.get(f"role_{number}", "").strip()
        if not role:
            continue
        yield RoleRow(
            role,
            shops=tuple(form.getlist(f"shops_{number}")),
            partner=form.get(f"partner_{number}", "").strip() or None,
            until_ms=_end(form.get(f"until_{number}", ""), zone, f"roles[{number}].until"),
            hours=form.get(f"hours_{number}", "").strip() or None,
        )


def _day(until_ms: int | None, zone: ZoneInfo) -> str:
    if until_ms is None:
        return ""
    last = datetime.fromtimestamp((until_ms - 1) / 1000, UTC)
    return last.astimezone(zone).date().isoformat()


def _end(text: str, zone: ZoneInfo, place: str) -> int | None:
    """Return the end of a day in epoch ms, as whoever typed it means the day."""
    if not text.strip():
        return None
    try:
        after = date.fromisoformat(text.strip()) + timedelta(days=1)
        return int(datetime(after.year, after.month, after.day, tzinfo=zone).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise Malformed("a day is written as 2027-01-31", place=place) from None
