"""Backfill and reconciliation: what webhooks lost is found, whatever breaks on the way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orderveil.adoption.backfill import backfill
from orderveil.adoption.listing import Errand
from orderveil.adoption.reconcile import fetch_set_aside, reconcile
from orderveil.adoption.sources import SourceApi, open_api, reach_of
from orderveil.carriage.carrier import Carrier, Patience
from orderveil.core.errors import BadConfiguration, Malformed, NotFound, Unauthentic, Unavailable
from orderveil.core.order import IntakeStatus
from orderveil.intake.newer import latest_ms
from tests.adoption.lookalike import Shop, running
from tests.intake.conftest import Site, room, site
from tests.intake.samples import shopify, woocommerce

__all__ = ["site"]  # the fixture of a real vault

SOURCES = pytest.mark.parametrize("source", ["shopify", "woocommerce"])


def order(source: str, number: int, minute: int | None = None, **more: object) -> dict[str, object]:
    """Return an order of a source, changed `minute` minutes after noon."""
    minute = number if minute is None else minute
    at = f"2026-11-20T{12 + minute // 60:02}:{minute % 60:02}:00"
    if source == "shopify":
        return shopify(id=number, updated_at=f"{at}Z", **more)
    return woocommerce(id=number, date_modified_gmt=at, **more)


@contextmanager
def opened(shop: Shop, source: str, **patience: int) -> Iterator[SourceApi]:
    credential = shop.credential(source)
    with Carrier(reach_of(credential), Patience(**patience), pause=lambda _: None) as carrier:
        yield open_api(source, credential, carrier)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running(Shop()) as found:
        yield found


def errand(site: Site, tmp_path: Path) -> Errand:
    return Errand(site.vault, room(site.vault, "worker"), "demo", tmp_path / "walk.json")


@SOURCES
def test_backfill_takes_in_every_order_page_by_page_and_once(
    site: Site, shop: Shop, tmp_path: Path, source: str
) -> None:
    shop.orders = [order(source, number) for number in range(1, 231)]
    shop.page = 100
    with opened(shop, source) as api:
        results = list(backfill(errand(site, tmp_path), api))
        again = list(backfill(errand(site, tmp_path), api))

    assert {result.source_ref for result in results} == {str(number) for number in range(1, 231)}
    assert Counter(result.status for result in results)[IntakeStatus.SEALED] == 230
    assert again == []


def test_many_orders_of_one_second_are_all_listed(site: Site, shop: Shop, tmp_path: Path) -> None:
    """WooCommerce pages by time: a bulk edit gives hundreds of orders the same second."""
    shop.orders = [order("woocommerce", number, minute=5) for number in range(1, 251)]
    shop.orders += [order("woocommerce", number, minute=9) for number in range(251, 261)]
    with opened(shop, "woocommerce") as api:
        results = list(backfill(errand(site, tmp_path), api))

    assert {result.source_ref for result in results} == {str(number) for number in range(1, 261)}


@SOURCES
def test_a_backfill_that_broke_off_goes_on_from_its_last_page(
    site: Site, shop: Shop, tmp_path: Path, source: str
) -> None:
    shop.orders = [order(source, number) for number in range(1, 231)]
    shop.page = 100
    with opened(shop, source, tries=1) as api:
        run = backfill(errand(site, tmp_path), api)
        taken = [next(run) for _ in range(100)]
        shop.faults = [(503, {}, b"")]
        with pytest.raises(Unavailable):
            next(run)
        rest = list(backfill(errand(site, tmp_path), api))

    assert len({result.source_ref for result in taken + rest}) == 230
    assert len(rest) < 140


def test_a_forgotten_cursor_is_gone_around(site: Site, shop: Shop, tmp_path: Path) -> None:
    shop.orders = [order("shopify", number) for number in range(1, 231)]
    shop.page = 100
    with opened(shop, "shopify") as api:
        run = backfill(errand(site, tmp_path), api)
        taken = [next(run) for _ in range(100)]
        shop.faults = [(400, {}, b"")]
        taken += list(run)

    assert {result.source_ref for result in taken} == {str(number) for number in range(1, 231)}


@SOURCES
def test_a_round_finds_what_webhooks_lost_and_nothing_else_is_news(
    site: Site, shop: Shop, tmp_path: Path, source: str
) -> None:
    since = latest_ms("2026-11-20T11:00:00Z")
    shop.orders = [order(source, 1), order(source, 2)]
    site.send(shop.orders[0], source=source)
    with opened(shop, source) as api:
        first = reconcile(errand(site, tmp_path), api, since)
        second = reconcile(errand(site, tmp_path), api, since)
        shop.orders[1] = order(source, 2, minute=40)
        shop.orders.append(order(source, 3, minute=41))
        third = reconcile(errand(site, tmp_path), api, since)
        fourth = reconcile(errand(site, tmp_path), api, since)

    assert (first.orders, first.missed) == (2, 1)
    assert second.missed == 0
    assert (third.missed, third.statuses[IntakeStatus.UPDATED], third.statuses[IntakeStatus.SEALED]) == (2, 1, 1)
    assert (fourth.orders, fourth.missed) == (2, 0)  # order 1 lies before the overlap now


@SOURCES
def test_what_was_set_aside_unreadable_is_fetched_again(site: Site, shop: Shop, tmp_path: Path, source: str) -> None:
    shop.orders = [order(source, 7)]
    site.put_secret(shop.credential(source), source=source, kind="api")
    for number in (7, 8):
        receipt = site.send(b'{"id": %d, "line_items": [' % number, source=source)
        assert receipt.status_code == 200
    with opened(shop, source) as api:
        done = fetch_set_aside(errand(site, tmp_path), api)
        again = fetch_set_aside(errand(site, tmp_path), api)

    assert (done.orders, done.missed) == (1, 1)
    assert sorted(row.state for row in site.set_aside()) == ["fetched", "resolved"]
    assert again.orders == 0


def test_one_unreadable_order_does_not_stop_a_page(site: Site, shop: Shop, tmp_path: Path) -> None:
    shop.orders = [order("shopify", 1), {"id": 2, "updated_at": "2026-11-20T12:02:00Z"}, order("shopify", 3)]
    with opened(shop, "shopify") as api:
        results = list(backfill(errand(site, tmp_path), api))

    assert [result.status for result in results] == [IntakeStatus.SEALED, IntakeStatus.REFUSED, IntakeStatus.SEALED]


def test_card_data_is_cut_from_what_a_source_tells_too(site: Site, shop: Shop, tmp_path: Path) -> None:
    shop.orders = [order("shopify", 1), order("shopify", 2, note="card 4111 1111 1111 1111 cvv 123")]
    with opened(shop, "shopify") as api:
        first, second = backfill(errand(site, tmp_path), api)

    assert first.cut == ()
    assert second.cut


def test_the_next_page_is_taken_as_a_parameter_and_never_as_an_address(site: Site, shop: Shop, tmp_path: Path) -> None:
    shop.orders = [order("shopify", number) for number in range(1, 4)]
    shop.page = 1
    with opened(shop, "shopify") as api:
        assert len(list(backfill(errand(site, tmp_path), api))) == 3

    assert all(path.startswith("/admin/api/") and "limit=250" in path for path, _ in shop.seen)


@SOURCES
def test_a_wrong_credential_and_a_missing_order_are_told_apart(shop: Shop, source: str) -> None:
    with opened(shop, source) as api, pytest.raises(NotFound):
        api.fetch("99")
    told = json.loads(shop.credential(source)) | {"token": "MARKER", "secret": "MARKER"}
    with Carrier(reach_of(json.dumps(told))) as carrier, pytest.raises(Unauthentic) as raised:
        open_api(source, json.dumps(told), carrier).fetch("1")
    assert "MARKER" not in str(raised.value)


@pytest.mark.parametrize("ref", ["../../admin", "1?x=1", "", "1/2", "1%2f2"])
def test_a_reference_cannot_leave_its_path(shop: Shop, ref: str) -> None:
    with opened(shop, "shopify") as api, pytest.raises(Malformed):
        api.fetch(ref)
    assert shop.seen == []


@pytest.mark.parametrize("credential", ["", "[]", "{}", '{"url": "https://shop.example"}', '{"url": 1, "token": "t"}'])
def test_a_credential_that_opens_nothing_says_what_is_missing(credential: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        open_api("shopify", credential, Carrier(reach_of('{"url": "https://shop.example"}')))
    assert raised.value.place is not None


def test_no_credential_shows_in_a_repr() -> None:
    with Carrier(reach_of('{"url": "https://shop.example"}')) as carrier:
        shown = repr(open_api("shopify", '{"url": "https://shop.example", "token": "MARKER"}', carrier))
        shown += repr(
            open_api("woocommerce", '{"url": "https://shop.example", "key": "MARKER", "secret": "MARKER"}', carrier)
        )
    assert "MARKER" not in shown
