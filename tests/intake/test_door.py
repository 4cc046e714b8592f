"""From raw bytes to an acknowledgement: what is unsigned, unreadable, late or twice, on a real vault."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from orderveil.core.errors import RelayError
from orderveil.core.order import IntakeStatus
from orderveil.intake.door import Webhook, receive
from orderveil.intake.reading import Limits
from orderveil.intake.signatures import sign
from orderveil.vault.messages import OpenAllViews, Opened
from tests.intake.conftest import OPERATOR, SECRET, Site, room
from tests.intake.samples import encoded, fulfilment, shopify, woocommerce

REDACT = {
    "shop_id": 1, "shop_domain": "demo.shop.example", "customer": {"id": 7, "email": "asha@mail.example"},
    "orders_to_redact": [5900000000001],
}  # fmt: skip


def field_of(site: Site, order: str | None, hop: str, name: str) -> Any:
    """Return a field's value as a hop sees it."""
    assert order is not None
    (opened,) = [
        view for view in site.vault.ask(OpenAllViews(by=OPERATOR, order=order), Opened).views if view.hop == hop
    ]
    return opened.fields[name].value


def statuses(site: Site, payloads: Any) -> list[IntakeStatus]:
    return [site.send(payload).results[0].status for payload in payloads]


@pytest.mark.parametrize("source", ["shopify", "woocommerce"])
def test_a_signed_order_is_sealed_and_acknowledged(site: Site, source: str) -> None:
    receipt = site.send(shopify() if source == "shopify" else woocommerce(), source=source)

    assert receipt.status_code == 200
    assert receipt.results[0].status is IntakeStatus.SEALED
    assert receipt.results[0].order is not None


def test_an_unsigned_body_is_refused_and_leaves_nothing(site: Site) -> None:
    body = encoded(shopify())
    for headers in ({}, {"X-Shopify-Hmac-Sha256": sign("another", body)}, {"X-Shopify-Hmac-Sha256": "junk"}):
        receipt = site.door.receive(Webhook("shopify", "demo", headers, body))
        assert (receipt.status_code, receipt.results) == (401, ())
    assert site.set_aside() == []
    assert site.send(shopify()).results[0].status is IntakeStatus.SEALED


def test_an_unknown_shop_answers_like_a_wrong_signature(site: Site) -> None:
    body = encoded(shopify())
    receipt = site.door.receive(Webhook("shopify", "nobody", {"X-Shopify-Hmac-Sha256": sign(SECRET, body)}, body))

    assert (receipt.status_code, receipt.reason) == (401, "access:unauthentic")


def test_an_unknown_source_has_no_door(site: Site) -> None:
    assert site.door.receive(Webhook("magento", "demo", {}, b"{}")).status_code == 404


def test_woocommerce_s_unsigned_ping_is_answered_and_nothing_else_unsigned_is(site: Site) -> None:
    def answer(source: str, body: bytes) -> int:
        return site.door.receive(Webhook(source, "demo", {}, body)).status_code

    assert answer("woocommerce", b"webhook_id=17") == 200
    assert answer("woocommerce", b"webhook_id=17&status=completed") == 401
    assert answer("woocommerce", b'{"webhook_id":17}') == 401
    assert answer("shopify", b"webhook_id=17") == 401
    assert site.set_aside() == []


def test_both_secrets_sign_during_a_rotation_and_a_new_one_at_once(site: Site) -> None:
    assert site.send(shopify(id=1)).status_code == 200
    site.put_secret("a-newer-secret", keep=2_000_000_000_000)
    site.door.leases._lent.clear()

    assert site.send(shopify(id=2), secret="a-newer-secret").status_code == 200
    assert site.send(shopify(id=3)).status_code == 200
    assert site.send(shopify(id=4), secret="a-guess").status_code == 401


def test_a_secret_younger_than_the_lease_is_asked_for(site: Site) -> None:
    assert site.send(shopify(id=1)).status_code == 200
    site.put_secret("a-newer-secret")
    leases = site.door.leases._lent
    for key, lease in list(leases.items()):
        leases[key] = type(lease)(lease.secrets, lease.since_ms - 6_000)

    assert site.send(shopify(id=2), secret="a-newer-secret").status_code == 200


def test_a_thousand_deliveries_of_one_order_at_once_make_one_order(site: Site) -> None:
    with ThreadPoolExecutor(32) as threads:
        receipts = list(threads.map(lambda _: site.send(shopify()), range(1000)))

    found = [receipt.results[0] for receipt in receipts]
    assert len({result.order for result in found}) == 1
    assert sorted({result.status for result in found}) == [IntakeStatus.DUPLICATE, IntakeStatus.SEALED]
    assert sum(result.status is IntakeStatus.SEALED for result in found) == 1


_LIFE = [
    shopify(updated_at="2026-11-20T10:00:01+05:30", financial_status="pending", current_total_price="1.00"),
    shopify(updated_at="2026-11-20T10:00:01+05:30", financial_status="paid", fulfillment_status="partial",
            fulfillments=[fulfilment()], current_total_price="2.00"),
    shopify(updated_at="2026-11-20T11:00:00+05:30", cancelled_at="2026-11-20T11:00:00+05:30",
            current_total_price="3.00"),
]  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_tellings_arrive_the_newest_state_remains(site: Site, order: tuple[int, ...]) -> None:
    receipts = [site.send(_LIFE[at]) for at in order] + [site.send(_LIFE[at]) for at in order]
    (ref,) = {receipt.results[0].order for receipt in receipts}

    assert field_of(site, ref, "oms", "order_total") == "3.00"


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_equal_times_are_settled_by_how_far_the_order_went(site: Site, order: tuple[int, ...]) -> None:
    receipts = [site.send(_LIFE[at]) for at in order]
    ref = receipts[0].results[0].order

    assert field_of(site, ref, "oms", "order_total") == "2.00"


def test_a_value_that_the_source_masks_later_stays_held(site: Site) -> None:
    ref = site.send(shopify()).results[0].order
    masked = shopify(updated_at="2026-11-21T00:00:00Z", current_total_price="4.00")
    masked["shipping_address"] |= {"name": "********", "first_name": None, "last_name": None}
    result = site.send(masked).results[0]

    assert (result.order, result.status) == (ref, IntakeStatus.UPDATED)
    assert field_of(site, result.order, "oms", "order_total") == "4.00"
    assert field_of(site, result.order, "oms", "recipient_name") == "A*** V***"


@pytest.mark.parametrize("source", ["shopify", "woocommerce"])
def test_an_order_with_parcels_is_told_again_and_again(site: Site, source: str) -> None:
    for day in range(20, 25):
        order = (
            shopify(updated_at=f"2026-11-{day}T10:00:00Z", fulfillments=[fulfilment(), fulfilment(id=2)])
            if source == "shopify"
            else woocommerce(date_modified_gmt=f"2026-11-{day}T10:00:00")
        )
        assert site.send(order, source=source).results[0].status is (
            IntakeStatus.SEALED if day == 20 else IntakeStatus.UPDATED
        )


def test_a_deletion_cancels_the_order_and_keeps_what_is_held(site: Site) -> None:
    ref = site.send(shopify()).results[0].order
    deleted = site.send({"id": 5900000000001}, topic="orders/delete").results[0]
    late = site.send(shopify(updated_at="2026-11-21T00:00:00Z", current_total_price="5.00")).results[0]

    assert (deleted.order, deleted.status) == (ref, IntakeStatus.UPDATED)
    assert late.status is IntakeStatus.STALE
    assert field_of(site, deleted.order, "oms", "order_total") == "1048.00"


def test_a_deletion_is_believed_only_from_its_own_body(site: Site) -> None:
    assert site.send(shopify()).results[0].status is IntakeStatus.SEALED
    receipt = site.send(shopify(), topic="orders/delete")
    other = site.send({"id": 5900000000001}, topic="products/delete")

    assert receipt.results[0].status is IntakeStatus.DUPLICATE
    assert (other.status_code, other.reason, other.results) == (200, "intake:not-an-order", ())


def test_an_order_under_a_wrong_topic_is_an_order_all_the_same(site: Site) -> None:
    assert site.send(shopify(), topic="products/update").results[0].status is IntakeStatus.SEALED


@pytest.mark.parametrize(
    "body",
    [
        REDACT,
        {"shop_id": 1, "shop_domain": "demo.shop.example"},
        {"shop_id": 1, "shop_domain": "demo.shop.example", "orders_requested": [1], "customer": {"id": 7},
         "data_request": {"id": 9}},
    ],
)  # fmt: skip
def test_compliance_topics_are_recorded_as_requests_once(site: Site, body: dict[str, Any]) -> None:
    for topic in ("customers/redact", "orders/updated"):
        receipt = site.send(body, topic=topic)
        assert (receipt.status_code, receipt.reason) == (200, "intake:request-recorded")
    assert site.set_aside() == []


def test_an_unreadable_order_without_an_api_is_refused_so_that_the_source_retries(site: Site) -> None:
    receipt = site.send(b'{"id": 12, "line_items": [')

    assert (receipt.status_code, receipt.reason) == (400, "input:truncated")
    (row,) = site.set_aside(with_bodies=True)
    assert (row.reason, row.body, row.fetch_ref) == ("input:truncated", None, None)


def test_an_unreadable_order_is_fetched_again_where_there_is_an_api(site: Site) -> None:
    site.put_secret(json.dumps({"url": "https://demo.shop.example", "token": "t"}), kind="api")
    receipt = site.send(b'{"id": 12, "id": 13, "line_items": []}')

    assert (receipt.status_code, receipt.results[0].status) == (200, IntakeStatus.QUARANTINED)
    (row,) = site.set_aside(with_bodies=True)
    assert (row.fetch_ref, row.body) == ("12", None)


def test_json_that_is_no_order_waits_in_quarantine_cut_of_card_data(site: Site) -> None:
    receipt = site.send({"id": 12, "thing": "pay with 4111 1111 1111 1111 cvv 123"}, topic="orders/create")

    assert (receipt.status_code, receipt.results[0].status) == (200, IntakeStatus.QUARANTINED)
    (row,) = site.set_aside(with_bodies=True)
    assert row.body is not None
    assert b"4111" not in row.body
    assert json.loads(row.body)["id"] == 12


@pytest.mark.parametrize(
    ("body", "status_code", "reason"),
    [
        (b"\xff\xfe{\x00}\x00", 400, "input:charset"),
        (b'{"id": 1, "id": 2}', 400, "input:malformed"),
        (b'{"total": NaN}', 400, "input:malformed"),
        (b'{"note": "\\ud800"}', 400, "input:malformed"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, 413, "input:too-large"),
        (b"", 400, "input:empty"),
        (b"[" * 50_000, 413, "input:too-large"),
    ],
)
def test_each_fault_has_its_name_and_place(site: Site, body: bytes, status_code: int, reason: str) -> None:
    receipt = site.send(body)

    assert (receipt.status_code, receipt.reason) == (status_code, reason)
    assert receipt.place


def test_a_body_over_the_limit_is_refused_unread(site: Site) -> None:
    door = type(site.door)(site.vault, site.door.by, limits=Limits(body_bytes=1000))
    body = encoded(shopify())
    receipt = door.receive(Webhook("shopify", "demo", {"X-Shopify-Hmac-Sha256": sign(SECRET, body)}, body))

    assert (receipt.status_code, receipt.reason) == (413, "input:too-large")
    assert site.set_aside() == []


def test_no_answer_and_no_repr_holds_a_value(site: Site) -> None:
    marker = "MARKERVALUE"
    bodies = [
        encoded(shopify(note=marker, email=f"{marker}@mail.example"))[:-5],
        encoded({"id": 1, "x": marker}),
        b'{"MARKERVALUE": 1, "MARKERVALUE": 2}',
        b'{"asha.MARKERVALUE@mail.example": 1, "asha.MARKERVALUE@mail.example": 2}',
        encoded(shopify(line_items=[marker])),
    ]
    told = []
    for body in bodies:
        receipt = site.send(body)
        told.append(repr((receipt.status_code, receipt.reason, receipt.results)))
        told.append(repr(Webhook("shopify", "demo", {"x": marker}, body)))
    assert marker not in "".join(told)
    assert SECRET not in repr(site.door.leases)


def test_a_vault_that_is_away_is_an_error_and_not_an_acknowledgement(site: Site) -> None:
    class Away:
        def ask(self, request: Any, answer: Any) -> Any:
            raise RelayError("gone", reason="vault:gone", permanent=False)

        def close(self) -> None: ...

    body = encoded(shopify())
    headers = {"X-Shopify-Hmac-Sha256": sign(SECRET, body)}
    with pytest.raises(RelayError):
        receive(Webhook("shopify", "demo", headers, body), Away(), room(site.vault))
