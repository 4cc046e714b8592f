"""The worker's process: `python -m orderveil.adoption.worker`. Upkeep, asking the sources again, and the watch.

Where a shop's API credential is stored, its source is asked in turn for what was set aside unreadable
and for what changed since the last round, because webhooks get lost.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from orderveil.adoption.listing import Errand
from orderveil.adoption.reconcile import Round, fetch_set_aside, reconcile
from orderveil.adoption.sources import open_api, reach_of
from orderveil.carriage.carrier import Carrier
from orderveil.core.errors import BadConfiguration, RelayError
from orderveil.core.settings import Settings
from orderveil.dispatch.schedule import Job
from orderveil.dispatch.worker import run
from orderveil.vault.client import Vault
from orderveil.vault.messages import GetSourceSecrets, Grant, ListShops, ShopRows, SourceSecrets
from orderveil.watch.settings import read_delivery
from orderveil.watch.worker import EVERY_SECONDS, Post, watch_round

SOURCES = ("shopify", "woocommerce")
POLL_MINUTES = 15
_FIRST_ROUND_MS = 48 * 3_600_000  # how far back the first round looks; the rest is for a backfill


def jobs(vault: Vault, by: Grant, settings: Settings) -> list[Job]:
    """Return all that this process does besides upkeep."""
    return [*source_jobs(vault, by, settings), watch_job(vault, by, settings)]


def watch_job(vault: Vault, by: Grant, settings: Settings) -> Job:
    """Return the job that watches the record. Raises BadConfiguration where alerts are to go nowhere."""
    post = Post(read_delivery(os.environ), settings.console_url)
    return Job("watch", watch_seconds(os.environ) * 1_000, lambda: watch_round(vault, by, post))


def source_jobs(vault: Vault, by: Grant, settings: Settings) -> list[Job]:
    """Return the one job that asks every source that can be asked."""
    every_ms = poll_minutes(os.environ) * 60_000
    folder = settings.home / "worker" / "walks"
    return [Job("sources", every_ms, lambda: ask_sources(vault, by, folder))]


def ask_sources(vault: Vault, by: Grant, folder: Path) -> dict[str, int]:
    """Ask each source of each shop once; one that fails does not stop the others.

    Returns counts: sources asked and failed, orders seen, and orders that webhooks had not brought.
    Raises the first failure once all were asked, so that the schedule tries again.
    """
    counts = {"asked": 0, "failed": 0, "orders": 0, "missed": 0}
    failure: RelayError | None = None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for shop in vault.ask(ListShops(by, is_counted=False), ShopRows).rows:
        for source in SOURCES:
            held = vault.ask(GetSourceSecrets(by=by, shop=shop.shop, source=source, kind="api"), SourceSecrets)
            if not held.secrets:
                continue
            counts["asked"] += 1
            errand = Errand(vault, by, shop.shop, folder / f"{shop.shop}.{source}.json")
            try:
                for done in _ask(errand, source, held.secrets[0]):
                    counts["orders"] += done.orders
                    counts["missed"] += done.missed
            except RelayError as error:
                counts["failed"] += 1
                failure = failure or error
    if failure is not None:
        raise failure
    return counts


def _ask(errand: Errand, source: str, credential: str) -> list[Round]:
    with Carrier(reach_of(credential)) as carrier:
        api = open_api(source, credential, carrier)
        return [fetch_set_aside(errand, api), reconcile(errand, api, _now_ms() - _FIRST_ROUND_MS)]


def poll_minutes(environ: Mapping[str, str]) -> int:
    """Return how often sources are asked. Raises BadConfiguration naming the variable."""
    text = environ.get("ORDERVEIL_POLL_MINUTES") or str(POLL_MINUTES)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadConfiguration("must be a whole number above 0", place="ORDERVEIL_POLL_MINUTES")
    return int(text)


def watch_seconds(environ: Mapping[str, str]) -> int:
    """Return how often the record is looked at. Raises BadConfiguration naming the variable."""
    text = environ.get("ORDERVEIL_WATCH_SECONDS") or str(EVERY_SECONDS)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadConfiguration("must be a whole number above 0", place="ORDERVEIL_WATCH_SECONDS")
    return int(text)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    sys.exit(run(jobs))
