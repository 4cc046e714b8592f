"""`backfill`: every order that a source has already, taken in through its API, once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from orderveil.adoption.backfill import backfill as all_orders
from orderveil.adoption.listing import Errand
from orderveil.adoption.sources import open_api, reach_of
from orderveil.carriage.carrier import Carrier
from orderveil.cli.asking import make_shop_unless_there, operator, read_secret, settings, the_vault
from orderveil.cli.ingest import result_object
from orderveil.cli.options import DEFAULT_SHOP, AsJson, Shop
from orderveil.cli.showing import print_json, say

_WALKS = Path("worker") / "walks"


def backfill(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="shopify or woocommerce.")],
    shop: Shop = DEFAULT_SHOP,
    since: Annotated[
        datetime | None,
        typer.Option("--since", metavar="DAY", formats=["%Y-%m-%d"], help="Only what changed since (default: all)."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Read the API credential from a file in place of standard input.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in what a source already has.

    The API credential is JSON: `url`, and `token` (Shopify) or `key` and `secret` (WooCommerce). It is typed
    unseen, piped in or read from a file, used for this run and not kept: `keys secret --kind api` keeps it
    for the worker. Broken off, the same command goes on from the last page that was sealed.
    """
    found = settings()
    since_ms = int(since.replace(tzinfo=UTC).timestamp() * 1000) if since is not None else 0
    credential = read_secret("credential", file)
    counts: Counter[str] = Counter()
    state = found.home / _WALKS / f"backfill.{shop}.{source}.json"
    with the_vault(found) as vault, Carrier(reach_of(credential)) as carrier:
        api = open_api(source, credential, carrier)
        make_shop_unless_there(vault, shop)
        for result in all_orders(Errand(vault, operator(), shop, state), api, since_ms):
            counts[result.status] += 1
            if as_json:
                print_json(result_object(result))
    if not as_json:
        told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        say(told or "nothing that was not taken in before")
