"""How many fields a person may reveal in a day: from their role, the orders there are, and their cases. Pure."""

from __future__ import annotations

from orderveil.people.roles import Role

DAY_MS = 86_400_000
FEWEST = 5  # of a role that reveals at all: a small shop still has a bad day
AGAIN_MS = 15 * 60_000  # the same field of the same order within this time counts once


def allowance(role: Role, orders_a_day: int, open_cases: int) -> int:
    """Return how many fields a day.

    Half of a day's orders at most, whatever the role says: who reveals more than that is not working
    through cases. Each open case that is assigned to the person adds its own.
    """
    if role.daily_reveals == 0:
        return 0
    return min(role.daily_reveals, max(FEWEST, orders_a_day // 2)) + role.per_case * open_cases
