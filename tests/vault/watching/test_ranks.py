"""What the watch reads: orders as neighbours in their own shop, and which key took the place of which."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from orderveil.core.settings import Settings
from orderveil.vault.alert_messages import Activity, ReadActivity
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyIssued,
    LedgerVerified,
    LedgerVerify,
    PutShop,
    RoomGrant,
    Sealed,
    SealOrders,
)
from orderveil.vault.review_messages import RotateKey
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import desk_case, hired, reveal


@pytest.mark.parametrize("others", [0, 4])
def test_orders_that_came_in_one_after_the_other_in_a_shop_have_neighbouring_numbers(
    each_home: Settings, others: int
) -> None:
    with opened(each_home) as vault:
        vault.ask(PutShop(BY, "coffee", tenant="beans"), Done)
        ben, orders = hired(vault, "Ben", "support_agent"), []
        for number in range(5):
            orders.append(seal(vault, draft(number))[0].order or "")
            elsewhere = [draft(100 + number * 10 + one) for one in range(others)]
            if elsewhere:
                vault.ask(SealOrders(BY, "coffee", "webhook", elsewhere), Sealed)
        for number, order in enumerate(orders):
            desk_case(vault, order, f"T-{number}")
            reveal(vault, ben, order, f"T-{number}")
        vault.ask(LedgerVerify(BY), LedgerVerified)  # numbers what waits
        grant = RoomGrant("worker", vault._service.room_secret("worker"))  # type: ignore[attr-defined]
        rows = [row for row in vault.ask(ReadActivity(grant, "main"), Activity).rows if row.kind == "revealed"]
        assert [after.n - before.n for before, after in pairwise(rows)] == [1, 1, 1, 1]


def test_the_watch_hears_which_key_took_the_place_of_which(each_home: Settings) -> None:
    with opened(each_home) as vault:
        ends = time.time_ns() // 1_000_000 + 86_400_000
        scopes = ("views:many:open",)
        old = vault.ask(IssueKey(BY, "tea", "courier", "fast", scopes, ends, 60), KeyIssued)
        new = vault.ask(RotateKey(BY, old.id, 1), KeyIssued)
        vault.ask(LedgerVerify(BY), LedgerVerified)
        grant = RoomGrant("worker", vault._service.room_secret("worker"))  # type: ignore[attr-defined]
        (row,) = [row for row in vault.ask(ReadActivity(grant, "main"), Activity).rows if row.kind == "replaced"]
        assert (row.who, row.reason, row.role) == (f"key:{new.id}", f"key:{old.id}", "partner_key")
