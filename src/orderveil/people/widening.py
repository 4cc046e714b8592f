"""Whether one assignment lies within another: what only narrows needs no second person. Pure."""

from __future__ import annotations

from orderveil.people.deciding import Assignment


def is_within(new: Assignment, old: Assignment) -> bool:
    """Tell whether everything that `new` allows, `old` allows as well."""
    return (
        new.role == old.role
        and new.tenant == old.tenant
        and (old.shops is None or (new.shops is not None and new.shops <= old.shops))
        and old.partner in (None, new.partner)
        and new.from_ms >= old.from_ms
        and (old.until_ms is None or (new.until_ms is not None and new.until_ms <= old.until_ms))
        and old.hours in (None, new.hours)
    )
