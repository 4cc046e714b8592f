"""What left is counted by what was given and by the order's life; nothing is opened, each question is recorded."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.errors import Malformed, NotAllowed
from orderveil.core.grants import Scope
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.settings import Settings
from orderveil.exposure.released import Fate, Summary, Told
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.vault.client import Vault
from orderveil.vault.interior import Interior, now_ms
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    ExposureCounted,
    ExposureOf,
    IssueKey,
    KeyGrant,
    KeyIssued,
    LedgerExport,
    LedgerPage,
    Opened,
    OpenedMany,
    OpenView,
    OpenViews,
    Search,
)
from tests.vault.making import BY, draft, opened, parcel, seal

DAY_MS = 86_400_000


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def key_for(vault: Vault, hop: str, partner: str = "fast") -> KeyGrant:
    issued = vault.ask(IssueKey(BY, "tea", hop, partner, tuple(Scope), now_ms() + 3_600_000), KeyIssued)
    return KeyGrant(issued.token)


def sealed(vault: Vault, count: int, state: ShipmentState = ShipmentState.IN_TRANSIT) -> list[str]:
    told = [
        draft(
            number,
            state=OrderState.SHIPPED,
            shipments=(parcel(state=state, fields={"awb": f"AWB{number:08d}", "courier_name": "Fast"}),),
        )
        for number in range(1, count + 1)
    ]
    return [one.order or "" for one in seal(vault, *told)]


def counted(vault: Vault, **more: object) -> dict[tuple[str, str, str], Told]:
    """Ask part after part, as a client does."""
    summary, part = Summary(), str(more.pop("part", ""))
    request = msgspec.structs.replace(ExposureOf(BY, 0, now_ms() + DAY_MS), **more)
    while True:
        answer = vault.ask(msgspec.structs.replace(request, part=part), ExposureCounted)
        summary.add(answer.released)
        if answer.next is None:
            return summary.holders
        part = answer.next


def test_what_a_partner_took_is_counted_by_what_it_was_given(vault: Vault) -> None:
    sealed(vault, 7)
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)
    told = counted(vault)["courier", "fast", "key"]

    assert (told.orders, told.fates[Fate.HELD], told.assumed) == (7, 7, 0)
    delivery = told.scams["delivery_fee"]
    assert (delivery.direct, delivery.detour, delivery.detour_now) == (0, 7, 7)
    assert told.scams["prize"].possible == 0
    assert delivery.latest_ms is not None
    assert delivery.latest_ms > now_ms()


def test_a_scam_is_not_counted_after_its_windows(vault: Vault) -> None:
    sealed(vault, 2, ShipmentState.DELIVERED)
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)

    assert counted(vault)["courier", "fast", "key"].scams["delivery_fee"].possible == 0


def test_what_was_given_bit_by_bit_is_put_together(vault: Vault) -> None:
    order = sealed(vault, 1)[0]
    vault.ask(OpenView(BY, "comms", order), Opened)
    vault.ask(OpenView(BY, "support", order, purpose=None), Opened)
    one = counted(vault, hops=("support",))["support", "", "operator"]
    vault.ask(OpenView(BY, "support", order), Opened)

    assert counted(vault, hops=("support",))["support", "", "operator"] == one
    assert ("comms", "", "operator") not in counted(vault, hops=("support",))


def test_hops_of_one_partner_are_put_together_only_when_asked(vault: Vault) -> None:
    sealed(vault, 3)
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)
    vault.ask(OpenViews(key_for(vault, "comms"), "comms", "tea"), OpenedMany)
    vault.ask(OpenViews(BY, "storefront", "tea"), OpenedMany)
    apart, joined = counted(vault), counted(vault, partner="fast", joined=True)

    assert {key[0] for key in apart} == {"courier", "comms", "storefront"}
    assert list(joined) == [("comms+courier", "fast", "key")]
    together = joined["comms+courier", "fast", "key"]
    assert together.orders == 3
    assert together.scams["delivery_fee"].direct == 3  # a number of the one, the parcel of the other
    assert apart["courier", "fast", "key"].scams["delivery_fee"].direct == 0


def test_many_orders_are_counted_in_parts_like_few(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(vault, 60)
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)
    whole = counted(vault)
    first = vault.ask(ExposureOf(BY, 0, now_ms() + DAY_MS), ExposureCounted)
    monkeypatch.setattr(vault._service._reads[ExposureOf].__self__, "_most_steps", 9)  # type: ignore[attr-defined]
    parted = vault.ask(ExposureOf(BY, 0, now_ms() + DAY_MS), ExposureCounted)

    assert first.next is None
    assert parted.next is not None
    assert sum(row.count for row in parted.released.rows) <= 9
    assert counted(vault) == whole


def test_an_erased_order_is_counted_without_its_times(vault: Vault) -> None:
    order = sealed(vault, 2)[0]
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)
    vault.ask(EraseOrder(BY, order, "asked"), Done)
    told = counted(vault)["courier", "fast", "key"]

    assert (told.orders, told.fates[Fate.ERASED]) == (2, 1)
    assert (told.scams["delivery_fee"].untimed, told.scams["delivery_fee"].detour) == (1, 1)


def test_a_period_holds_what_left_within_it_alone(vault: Vault) -> None:
    sealed(vault, 1)
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)

    assert counted(vault, until_ms=now_ms() - DAY_MS) == {}
    assert counted(vault, since_ms=now_ms() + 3_600_000) == {}


def test_a_search_counts_as_what_it_showed(vault: Vault) -> None:
    sealed(vault, 1)
    found = vault.ask(Search(BY, "tea", {"order_ref": "5000000000001"}), OpenedMany)
    released = vault.ask(ExposureOf(BY, 0, now_ms() + DAY_MS), ExposureCounted).released
    shown = found.rows[0].view.fields

    assert [row.count for row in released.rows] == [1]
    assert sorted(released.signatures[0]) == sorted(
        f"{name}={field.treatment.value}" for name, field in shown.items() if field.value is not None
    )
    assert "buyer_phone=mask" in released.signatures[0]


def test_each_question_is_on_record_and_names_no_order(vault: Vault) -> None:
    order = sealed(vault, 1)[0]
    counted(vault, partner="fast")
    page = vault.ask(LedgerExport(BY), LedgerPage)
    asked = [raw for raw in page.entries if b"ledger:exposure:asked" in raw]

    assert len(asked) == 1
    assert b'"partner":"fast"' in asked[0]
    assert order.encode() not in asked[0]


def test_a_partners_key_may_not_ask(vault: Vault) -> None:
    sealed(vault, 1)

    with pytest.raises(NotAllowed):
        vault.ask(ExposureOf(key_for(vault, "courier"), 0, now_ms()), ExposureCounted)


@pytest.mark.parametrize("wrong", [{"since_ms": 9, "until_ms": 9}, {"hops": ("moon",)}, {"part": "2"}])
def test_a_question_that_means_nothing_is_refused(vault: Vault, wrong: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        counted(vault, **wrong)


def test_an_altered_order_is_counted_and_its_times_are_not_believed(vault: Vault) -> None:
    sealed(vault, 2)
    vault.ask(OpenViews(key_for(vault, "courier"), "courier", "tea"), OpenedMany)
    with interior_of(vault).database.writing() as tx:
        tx.execute("UPDATE orders SET state = 'cancelled' WHERE n = (SELECT min(n) FROM orders)")
        tx.execute("UPDATE shipments SET state = 'delivered' WHERE n = (SELECT max(n) FROM orders)")
    told = counted(vault)["courier", "fast", "key"]

    assert (told.orders, told.fates[Fate.UNREADABLE]) == (2, 2)
    assert told.scams["delivery_fee"].untimed == 2


def test_entries_from_before_treatments_were_told_take_the_contracts_clearest(vault: Vault) -> None:
    order = sealed(vault, 1)[0]
    inside = interior_of(vault)
    old = Entry(
        act=Act.VIEW_ORDER_RELEASED, actor="key:old", at_ms=inside.now_ms(), tenant="main", shop="tea", hop="courier",
        partner="fast", orders=(order,), fields=("buyer_phone", "order_total", "recipient_name", "recipient_phone"),
    )  # fmt: skip
    vault._service.write(lambda tx, group: inside.record(tx, group, old))  # type: ignore[attr-defined]
    released = vault.ask(ExposureOf(BY, 0, now_ms() + DAY_MS), ExposureCounted).released

    assert released.signatures == [
        # the contract of today never gives a courier the buyer's number: what was given is taken to have been clear
        ["buyer_phone=clear", "order_total=coarse", "recipient_name=clear", "recipient_phone=virtual"]
    ]
    assert counted(vault)["courier", "fast", "key"].assumed == 1


def test_what_was_refused_is_not_counted_as_given(vault: Vault) -> None:
    order = sealed(vault, 1)[0]
    inside = interior_of(vault)
    refused = Entry(
        act=Act.VIEW_ORDER_REFUSED, actor="key:k", at_ms=inside.now_ms(), tenant="main", shop="tea", hop="courier",
        orders=(order,), fields=("buyer_phone",),
    )  # fmt: skip
    vault._service.write(lambda tx, group: inside.record(tx, group, refused))  # type: ignore[attr-defined]

    assert counted(vault) == {}


def interior_of(vault: Vault) -> Interior:
    found = vault._service._in  # type: ignore[attr-defined]
    assert isinstance(found, Interior)
    return found
