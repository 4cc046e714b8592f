"""`backfill`: a source's own orders, through its API, on a look-alike shop."""

from __future__ import annotations

from orderveil.core.settings import Settings
from tests.adoption.lookalike import Shop, running
from tests.cli.orders import shopify_order
from tests.cli.running import run


def test_a_sources_orders_are_taken_in_once_and_the_credential_is_not_kept(home: Settings) -> None:
    with running(Shop([shopify_order(n) for n in range(1, 8)], page=3)) as shop:
        credential = shop.credential("shopify")
        first = run(home, "backfill", "shopify", "--json", said=credential)
        again = run(home, "backfill", "shopify", "--json", said=credential)

    assert [result["status"] for result in first.objects] == ["sealed"] * 7
    assert (again.code, again.out) == (0, "")
    kept = b"".join(path.read_bytes() for path in home.home.rglob("*") if path.is_file())
    assert b"shpat-invented" not in kept


def test_a_credential_that_opens_nothing_says_what_is_missing(home: Settings) -> None:
    told = run(home, "backfill", "shopify", "--json", said='{"url": "https://shop.example"}')

    assert told.code == 3
    assert "token" in told.error["place"]
