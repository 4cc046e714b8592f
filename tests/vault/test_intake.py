"""Orders come in: once, in their newest state, whatever the order and number of arrivals."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from orderveil.core.errors import Erased, NotFound
from orderveil.core.newness import FUTURE_MS
from orderveil.core.order import IntakeStatus, OrderState, ShipmentState
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    ListShops,
    OpenAllViews,
    Opened,
    SealOrders,
    ShopRows,
)
from tests.vault.making import AT_MS, BY, draft, opened, parcel, seal

SEALED, UPDATED = IntakeStatus.SEALED, IntakeStatus.UPDATED


def _oms(vault: Vault, order: str | None, name: str) -> object:
    views = vault.ask(OpenAllViews(BY, order or ""), Opened).views
    field = next(view for view in views if view.hop == "oms").fields[name]
    return field.value


def _count(vault: Vault) -> int:
    return vault.ask(ListShops(BY), ShopRows).rows[0].orders


def test_an_order_is_sealed_once(each_home: Settings) -> None:
    with opened(each_home) as vault:
        first = seal(vault, draft())[0]
        again = seal(vault, draft())[0]

        assert (first.status, again.status) == (SEALED, IntakeStatus.DUPLICATE)
        assert first.order == again.order
        assert _count(vault) == 1


def test_orders_outlive_the_process_that_sealed_them(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft())[0].order
    with opened(each_home, None) as vault:
        assert _oms(vault, order, "ship_city") == "Bengaluru"
        assert seal(vault, draft())[0].status is IntakeStatus.DUPLICATE


def test_a_thousand_at_the_same_moment_leave_one_order(each_home: Settings) -> None:
    with opened(each_home) as vault, ThreadPoolExecutor(32) as pool:
        results = list(pool.map(lambda _: seal(vault, draft())[0], range(1000)))

        assert sum(result.status is SEALED for result in results) == 1
        assert len({result.order for result in results}) == 1
        assert _count(vault) == 1


def test_duplicates_inside_one_request_leave_one_order(each_home: Settings) -> None:
    with opened(each_home) as vault:
        results = seal(vault, draft(), draft(), draft(rank=2, state=OrderState.SHIPPED), draft(2))

        assert [result.status for result in results] == [SEALED, IntakeStatus.DUPLICATE, UPDATED, SEALED]
        assert _count(vault) == 2


def test_any_order_of_arrival_ends_in_the_newest_state(home: Settings) -> None:
    tellings = [draft(9, source_at_ms=AT_MS + hour, rank=hour, more={"ship_city": f"City {hour}"}) for hour in range(6)]
    with opened(home) as vault:
        for seed in range(8):
            arrivals = [t for t in tellings for _ in range(2)]
            random.Random(seed).shuffle(arrivals)
            arrivals = [_renumbered(told, seed) for told in arrivals]
            order = None
            for told in arrivals:
                order = seal(vault, told)[0].order
            assert _oms(vault, order, "ship_city") == "City 5"
        assert _count(vault) == 8


def _renumbered(told, seed):  # type: ignore[no-untyped-def]
    import msgspec

    return msgspec.structs.replace(told, source_ref=f"r{seed}")


def test_equal_times_end_in_the_state_further_on(each_home: Settings) -> None:
    paid = draft(rank=1)
    cancelled = draft(rank=9, state=OrderState.CANCELLED)
    with opened(each_home) as vault:
        seal(vault, cancelled)
        assert seal(vault, paid)[0].status is IntakeStatus.STALE
        assert seal(vault, cancelled)[0].status is IntakeStatus.DUPLICATE


def test_at_equal_time_and_rank_a_repeat_does_not_undo(each_home: Settings) -> None:
    old, new = draft(), draft(more={"ship_city": "Mysuru"})
    with opened(each_home) as vault:
        order = seal(vault, old)[0].order
        assert seal(vault, new)[0].status is UPDATED
        assert seal(vault, old)[0].status is IntakeStatus.DUPLICATE
        assert _oms(vault, order, "ship_city") == "Mysuru"


def test_what_a_source_withholds_never_overwrites_what_is_held(each_home: Settings) -> None:
    later = draft(source_at_ms=AT_MS + 1, more={"ship_city": "Mysuru"}, withheld=("recipient_phone", "recipient_name"))
    for name in ("recipient_phone", "recipient_name"):
        del later.fields[name]
    with opened(each_home) as vault:
        order = seal(vault, draft())[0].order
        assert seal(vault, later)[0].status is UPDATED
        assert _oms(vault, order, "ship_city") == "Mysuru"
        assert _oms(vault, order, "recipient_name") is not None


def test_an_erased_order_cannot_be_brought_back(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft())[0].order or ""
        vault.ask(EraseOrder(BY, order, "buyer.request"), Done)

        late = seal(vault, draft(source_at_ms=AT_MS + 5))[0]

        assert (late.status, late.reason, late.order) == (IntakeStatus.REFUSED, "state:erased", None)
        with pytest.raises((Erased, NotFound)):
            vault.ask(OpenAllViews(BY, order), Opened)
        with pytest.raises(Erased):
            vault.ask(EraseOrder(BY, order, "buyer.request"), Done)
        assert _count(vault) == 0


def test_a_field_outside_the_vocabulary_refuses_that_order_alone(each_home: Settings) -> None:
    with opened(each_home) as vault:
        results = seal(vault, draft(1), draft(2, more={"mothers_maiden_name": "x"}), draft(3))

        assert [result.status for result in results] == [SEALED, IntakeStatus.REFUSED, SEALED]
        assert results[1].reason == "input:undeclared-field"


def test_an_unknown_shop_is_refused_and_the_others_go_on(each_home: Settings) -> None:
    with opened(each_home) as vault, ThreadPoolExecutor(8) as pool:
        wrong = [pool.submit(lambda: _refused(vault)) for _ in range(8)]
        right = [pool.submit(lambda n=n: seal(vault, draft(n))[0]) for n in range(20)]

        assert all(done.result() for done in wrong)
        assert all(done.result().status is SEALED for done in right)


def _refused(vault: Vault) -> bool:
    from orderveil.vault.messages import Sealed

    with pytest.raises(NotFound):
        vault.ask(SealOrders(BY, "nowhere", "webhook", [draft(1)]), Sealed)
    return True


def test_parcels_move_the_order_on(each_home: Settings) -> None:
    told = draft(shipments=(parcel(state=ShipmentState.MANIFESTED, fields={"awb": "AWB0000017"}),))
    with opened(each_home) as vault:
        order = seal(vault, told)[0].order
        courier = next(v for v in vault.ask(OpenAllViews(BY, order or ""), Opened).views if v.hop == "courier")

        assert courier.shipment == "1"
        assert courier.fields["recipient_name"].value == "Asha Verma Bana"
        assert courier.fields["awb"].value == "AWB0000017"


def test_a_telling_from_the_future_does_not_freeze_its_order(home: Settings) -> None:
    with opened(home) as vault:
        ahead = draft(source_at_ms=AT_MS + 10**12)
        assert seal(vault, ahead)[0].status is SEALED
        assert seal(vault, ahead)[0].status is IntakeStatus.DUPLICATE
        on_time = draft(source_at_ms=time.time_ns() // 1_000_000 + FUTURE_MS, more={"ship_city": "Mysuru"})
        assert seal(vault, on_time)[0].status is UPDATED
