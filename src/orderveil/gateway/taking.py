"""Intake: a webhook's raw bytes go to intake.door; what came of it goes back as HTTP.

A source reads the status alone: 2xx ends its retries, anything else starts them. So 200 is said
only when the order is durable, and an unavailable vault is 503 with Retry-After, never 4xx.
"""

from __future__ import annotations

import re

import msgspec

from orderveil.core.errors import TooMany
from orderveil.gateway.errors import NoRoute
from orderveil.gateway.gate import Gate
from orderveil.gateway.shapes import Reply, Request
from orderveil.intake.door import Receipt, Webhook

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_UNSIGNED = 401
_FAILED = 400


class IntakeResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one order. `cut` names the places from which card data was taken."""

    order: str | None
    status: str
    cut: tuple[str, ...] = ()
    reason: str | None = None


class IntakeAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to a webhook that was taken."""

    results: list[IntakeResult]
    reason: str | None = None


class IntakeRefused(msgspec.Struct, frozen=True):
    """The answer to a webhook that was not taken; the error shape of the API."""

    reason: str
    message: str
    permanent: bool
    place: str | None = None


_MESSAGES = {
    400: "the body cannot be read",
    401: "the signature is missing or wrong",
    404: "there is no such source",
    413: "the body is larger than the relay takes",
    422: "the vault does not take this order",
}
_encode = msgspec.json.encode


def take_webhook(gate: Gate, request: Request) -> Reply:
    """POST /v1/intake/{source}/{shop}."""
    source, shop = request.args
    if _NAME.fullmatch(shop) is None:
        raise NoRoute("there is no such shop", place="shop")
    if not gate.shops.spend(shop):
        raise TooMany("more webhooks a second than this shop's door takes", reason="access:rate")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.items()}
    receipt = gate.door.receive(Webhook(source, shop, headers, request.body))
    _count(gate, receipt)
    if receipt.status_code >= _FAILED:
        return _refused(receipt)
    results = [IntakeResult(row.order, row.status.value, row.cut, row.reason) for row in receipt.results]
    return Reply(receipt.status_code, _encode(IntakeAnswer(results, receipt.reason)), reason=receipt.reason)


def _count(gate: Gate, receipt: Receipt) -> None:
    if receipt.status_code == _UNSIGNED:
        gate.metrics.count("intake_unsigned")
    for result in receipt.results:
        gate.metrics.count("intake_orders", result.status.value)
        if result.cut:
            gate.metrics.count("intake_cut", by=len(result.cut))


def _refused(receipt: Receipt) -> Reply:
    message = _MESSAGES.get(receipt.status_code, "the webhook is not taken")
    reason = receipt.reason or "intake:refused"
    body = IntakeRefused(reason, message, True, receipt.place)
    return Reply(receipt.status_code, _encode(body), reason=reason)
