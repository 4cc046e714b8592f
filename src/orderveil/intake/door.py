"""The door for webhooks: from raw bytes to an acknowledgement, in this order and no other.

1. Measure: a body over the limit is refused unread.
2. Answer WooCommerce's unsigned first ping, which says nothing and changes nothing.
3. Check the signature over the raw bytes, with every secret in force. Unsigned: 401, nothing kept.
4. Read the body strictly.
5. Cut card data out of all of it.
6. Tell by its shape what it is about.
7. Translate it into the vocabulary.
8. Have the vault seal and record it.
9. Acknowledge. Not before: an answer of 200 means that the order is held, durably.

A signed body that fails in 4 to 7 is set aside by the vault: a keyed digest, the webhook's id, the
place and the reason, never the value. Where the source has an API it is fetched again from there;
where it has none and the body is JSON, what is left after 5 waits in quarantine; else the source is
refused, so that it tries again. Must never log a body, and never act on an unsigned header.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from orderveil.core.errors import Malformed, TooLarge
from orderveil.core.order import Draft, IntakeStatus
from orderveil.detect.cards import cut_cards, may_hold_card
from orderveil.intake.gathering import as_dict, as_text
from orderveil.intake.leases import SecretLeases
from orderveil.intake.reading import DEFAULT_LIMITS, Limits, read_json
from orderveil.intake.signatures import SIGNATURE_HEADERS, header, is_signed, signature_of
from orderveil.intake.topics import (
    TOPIC_HEADERS,
    TRANSLATORS,
    WEBHOOK_ID_HEADERS,
    About,
    about,
    compliance_due_ms,
    compliance_id,
    compliance_topic,
    deletion_of,
)
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    Done,
    Grant,
    RecordSubjectRequest,
    Sealed,
    SealOrders,
    SealResult,
    SetAside,
    SetAsideDone,
)

_OK, _BAD, _UNSIGNED, _NO_SOURCE, _TOO_LARGE, _UNPROCESSABLE = 200, 400, 401, 404, 413, 422
_PING = re.compile(rb"webhook_id=[0-9]{1,20}")
_FIRST_ID = re.compile(rb'\s*\{\s*"id"\s*:\s*"?([0-9]{1,20})[",\s}]')
_WEBHOOK_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """One delivery. `headers` may be spelled in any case; `body` is the raw bytes as they came."""

    source: str
    shop: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def said(self, names: tuple[str, ...]) -> str | None:
        """Return the first of these headers that is there."""
        return next((found for found in (header(self.headers, name) for name in names) if found), None)

    def webhook_id(self) -> str | None:
        """Return the delivery's id where it reads like one. Unsigned: a note, not a proof."""
        found = self.said(WEBHOOK_ID_HEADERS.get(self.source, ()))
        return found if found is not None and _WEBHOOK_ID.fullmatch(found) else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What to answer. `reason` is stable and holds no value; `place` says where, when something was wrong."""

    status_code: int
    results: tuple[SealResult, ...] = ()
    reason: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """What the door needs besides the webhook: made once per process and shared by its threads.

    `by` is the room's grant: a person may not borrow source secrets.
    """

    vault: Vault
    by: Grant
    leases: SecretLeases = field(default_factory=SecretLeases)
    limits: Limits = DEFAULT_LIMITS

    def receive(self, webhook: Webhook, *, now_ms: int | None = None) -> Receipt:
        """Take in one webhook. Raises the vault's errors (unavailable, no ledger): nothing is kept then."""
        if webhook.source not in SIGNATURE_HEADERS:
            return Receipt(_NO_SOURCE, reason="intake:unknown-source")
        if len(webhook.body) > self.limits.body_bytes:  # step 1
            return Receipt(_TOO_LARGE, reason=TooLarge.reason, place=f"byte {self.limits.body_bytes}")
        if _is_ping(webhook):  # step 2
            return Receipt(_OK, reason="intake:ping")
        if not self._is_signed(webhook):  # step 3
            return Receipt(_UNSIGNED, reason="access:unauthentic")
        now = now_ms if now_ms is not None else time.time_ns() // 1_000_000
        payload: Any = None
        try:
            payload, cut = read_cut(webhook.body, self.limits)  # steps 4 and 5
            return self._take(webhook, payload, cut, now)
        except Malformed as problem:
            return self._set_aside(webhook, payload, problem)

    def _is_signed(self, webhook: Webhook) -> bool:
        if signature_of(webhook.source, webhook.headers) is None:
            return False
        secrets = self.leases.secrets(self.vault, self.by, webhook.shop, webhook.source)
        if is_signed(webhook.source, webhook.headers, webhook.body, secrets):
            return True
        # A rotation may be younger than the lease.
        newer = self.leases.renewed(self.vault, self.by, webhook.shop, webhook.source)
        return newer != secrets and is_signed(webhook.source, webhook.headers, webhook.body, newer)

    def _take(self, webhook: Webhook, payload: Any, cut: tuple[str, ...], now_ms: int) -> Receipt:
        topic = webhook.said(TOPIC_HEADERS[webhook.source])
        kind = about(webhook.source, payload, topic)  # step 6
        if kind is About.OTHER:
            return Receipt(_OK, reason="intake:not-an-order")
        if kind is About.COMPLIANCE:
            return self._record_request(webhook, payload, now_ms)
        if kind is About.UNREADABLE:
            raise Malformed("the body is no order", reason="input:not-an-order", place="$")
        if kind is About.DELETION:
            return self._seal(webhook, deletion_of(webhook.source, payload, now_ms))
        try:
            draft = TRANSLATORS[webhook.source](payload, cut)  # step 7
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # A shape that no source was seen to send. The order must not be lost to it, nor its values told.
            raise Malformed("the order cannot be translated", reason="input:untranslatable", place="$") from None
        return self._seal(webhook, draft)

    def _seal(self, webhook: Webhook, draft: Draft) -> Receipt:
        request = SealOrders(by=self.by, shop=webhook.shop, via="webhook", drafts=[draft])
        result = self.vault.ask(request, Sealed).results[0]  # step 8
        if result.status is IntakeStatus.REFUSED and result.reason != "state:erased":
            return Receipt(_UNPROCESSABLE, (result,), result.reason)
        return Receipt(_OK, (result,), result.reason)  # step 9; also when erased: a retry would change nothing

    def _record_request(self, webhook: Webhook, payload: dict[str, Any], now_ms: int) -> Receipt:
        topic = compliance_topic(payload)
        assert topic is not None
        request = RecordSubjectRequest(
            by=self.by,
            shop=webhook.shop,
            source=webhook.source,
            topic=topic,
            external_id=compliance_id(payload, webhook.body),
            subject=msgspec.json.encode(payload),
            due_at_ms=compliance_due_ms(now_ms),
        )
        self.vault.ask(request, Done)
        return Receipt(_OK, reason="intake:request-recorded")

    def _set_aside(self, webhook: Webhook, payload: Any, problem: Malformed) -> Receipt:
        ref = _ref_of(payload, webhook.body)
        has_api = ref is not None and bool(
            self.leases.secrets(self.vault, self.by, webhook.shop, webhook.source, kind="api")
        )
        body = None if has_api or payload is None else msgspec.json.encode(payload)  # cut in step 5
        request = SetAside(
            by=self.by,
            shop=webhook.shop,
            source=webhook.source,
            webhook_id=webhook.webhook_id(),
            reason=problem.reason,
            place=problem.place,
            raw=webhook.body,
            body=body,
            fetch_ref=ref if has_api else None,
        )
        done = self.vault.ask(request, SetAsideDone)
        if has_api or body is not None:
            result = SealResult(order=None, source_ref=ref or "", status=done.status, reason=problem.reason)
            return Receipt(_OK, (result,), problem.reason, problem.place)
        status_code = _TOO_LARGE if isinstance(problem, TooLarge) else _BAD
        return Receipt(status_code, (), problem.reason, problem.place)


def receive(webhook: Webhook, vault: Vault, by: Grant) -> Receipt:
    """Take in one webhook with nothing on loan. Servers keep a Door, which asks for secrets once a minute."""
    return Door(vault, by).receive(webhook)


def read_cut(body: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[Any, tuple[str, ...]]:
    """Return a body read strictly and cut of card data, with the paths of the cuts."""
    payload = read_json(body, limits)
    return cut_cards(payload) if may_hold_card(body) else (payload, ())


def _is_ping(webhook: Webhook) -> bool:
    """Tell whether this is WooCommerce trying a new webhook's address, which it does without a signature."""
    return (
        webhook.source == "woocommerce"
        and _PING.fullmatch(webhook.body) is not None
        and signature_of(webhook.source, webhook.headers) is None
    )


def _ref_of(payload: Any, body: bytes) -> str | None:
    """Return the order's id as far as it can be told, even from a body that breaks off."""
    told = as_text(as_dict(payload).get("id"))
    if told:
        return told if len(told) <= 64 else None
    found = _FIRST_ID.match(body) if payload is None else None
    return found[1].decode() if found else None
