"""The worker asks every source whose credential is stored, and no other; one that fails stops none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.adoption.worker import ask_sources, poll_minutes
from orderveil.core.errors import BadConfiguration, RelayError
from orderveil.vault.messages import Done, ListShops, OperatorGrant, PutShop, PutSourceSecret, ShopRows
from tests.adoption.lookalike import Shop, running
from tests.intake.conftest import Site, room, site
from tests.intake.samples import shopify

__all__ = ["site"]  # the fixture of a real vault


@pytest.fixture
def shop() -> Iterator[Shop]:
    recent = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3_600))
    with running(Shop(orders=[shopify(id=number, updated_at=recent) for number in range(1, 6)])) as found:
        yield found


def _ask(site: Site, folder: Path) -> dict[str, int]:
    return ask_sources(site.vault, room(site.vault, "worker"), folder)


def test_a_source_without_a_credential_is_not_asked(site: Site, shop: Shop, tmp_path: Path) -> None:
    assert _ask(site, tmp_path)["asked"] == 0
    assert shop.seen == []


def test_what_webhooks_lost_is_brought_and_counted_once(site: Site, shop: Shop, tmp_path: Path) -> None:
    site.put_secret(shop.credential("shopify"), kind="api")
    first, second = _ask(site, tmp_path), _ask(site, tmp_path)

    assert (first["asked"], first["missed"]) == (1, 5)
    assert second["missed"] == 0
    assert site.vault.ask(ListShops(by=OperatorGrant()), ShopRows).rows[0].orders == 5


def test_a_source_that_fails_stops_no_other(site: Site, shop: Shop, tmp_path: Path) -> None:
    by = OperatorGrant()
    site.vault.ask(PutShop(by=by, shop="another"), Done)  # asked first
    gone = '{"url": "http://localhost:9", "private": true, "token": "t"}'
    site.vault.ask(PutSourceSecret(by=by, shop="another", source="shopify", secret=gone, kind="api"), Done)
    site.put_secret(shop.credential("shopify"), kind="api")

    with pytest.raises(RelayError):
        _ask(site, tmp_path)

    assert {row.shop: row.orders for row in site.vault.ask(ListShops(by=by), ShopRows).rows} == {
        "another": 0,
        "demo": 5,
    }


@pytest.mark.parametrize("text", ["0", "-1", "often", "1.5"])
def test_a_strange_interval_is_refused(text: str) -> None:
    with pytest.raises(BadConfiguration):
        poll_minutes({"ORDERVEIL_POLL_MINUTES": text})
