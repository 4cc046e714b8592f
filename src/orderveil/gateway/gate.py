"""What every handler is handed: the vault's client, who we are to it, and what the gateway remembers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import msgspec

from orderveil.gateway.goods import Goods
from orderveil.gateway.keybook import KeyBook
from orderveil.gateway.limits import Buckets, Strangers
from orderveil.gateway.metrics import Metrics
from orderveil.gateway.readiness import Readiness
from orderveil.gateway.settings import GatewaySettings
from orderveil.gateway.shapes import Reply
from orderveil.intake.door import Door
from orderveil.intake.reading import Limits
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant

_HELPERS = 16
_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Gate:
    """One gateway's parts. Shared by all its threads."""

    vault: Vault
    settings: GatewaySettings
    metrics: Metrics
    keys: KeyBook
    door: Door
    shops: Buckets
    readiness: Readiness
    goods: Goods
    helpers: ThreadPoolExecutor = field(repr=False)


def make_gate(vault: Vault, by: Grant, settings: GatewaySettings) -> Gate:
    """Return a gateway's parts over `vault`, which it asks as `by` where no partner's key asks."""
    limits = Limits(body_bytes=settings.max_body_bytes)
    return Gate(
        vault=vault,
        settings=settings,
        metrics=Metrics(),
        keys=KeyBook(vault, Strangers()),
        door=Door(vault, by, limits=limits),
        shops=Buckets(settings.intake_per_second, 2.0 * settings.intake_per_second),
        readiness=Readiness(vault, by),
        goods=Goods(settings.goods),
        helpers=ThreadPoolExecutor(_HELPERS, thread_name_prefix="gateway-helper"),
    )


def reply(answer: msgspec.Struct, status: int = 200) -> Reply:
    """Return an answer as JSON."""
    return Reply(status, _encode(answer))
