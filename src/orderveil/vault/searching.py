"""Orders found by exact values while everything lies sealed; the answer is masked, always.

The tags only narrow: they are truncated on purpose, so what they find is opened inside the vault
and compared before anything is answered. A look that finds nothing is recorded like one that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS, Sensitivity
from orderveil.core.ids import FieldName
from orderveil.core.normalise import email_key, name_words, phone_e164, postcode_key, reference_key
from orderveil.core.treatments import treat
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.core.viewing import Means
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.looks import Looks
from orderveil.vault.messages import OpenedMany, Search
from orderveil.vault.opening import HeldOrder

_PHONES = ("buyer_phone", "recipient_phone", "bill_phone", "whatsapp_phone")
_NAMES = ("buyer_name", "recipient_name", "bill_name")
_POSTCODES = ("ship_postcode", "bill_postcode")
_REFS = ("order_ref", "order_number")
_CRITERIA = frozenset({"phone", "email", "order_ref", "last4_postcode", "name_postcode", "awb"})
_OPENED = (*_PHONES, *_NAMES, *_POSTCODES, *_REFS, "buyer_email", "ship_country")
_CANDIDATES = 200  # opened at most for one search
_ANSWERS = 50
_NO_MEANS = Means(
    ref=None, hash_key=None, alias_domain="", virtual_number=None, purpose=None, shipment=None, partner=None
)


class Searches:
    """Finds orders of one shop."""

    def __init__(self, interior: Interior, looks: Looks) -> None:
        self._in = interior
        self._looks = looks

    def search(self, request: Search, actor: Actor) -> OpenedMany:
        """Return masked views of the orders that match every criterion, newest first."""
        _check(request)
        shop = self._in.shops.of(request.shop)
        with self._in.database.reading() as tx:
            numbers = self._in.tags.find(tx, shop.shop, request.criteria)[:_CANDIDATES]
            candidates = [self._looks.reader.by_n(tx, n) for n in numbers]
        matches = [
            held
            for held in candidates
            if held is not None and held.shop.no == shop.no and self._is_match(held, request.criteria, shop.country)
        ][: max(1, min(request.limit, _ANSWERS))]
        rows = self._looks.masked(matches, request.hop, actor, _mask)
        self._record(request, actor, matches)
        return OpenedMany(rows)

    def _is_match(self, held: HeldOrder, criteria: Mapping[str, str], country: str) -> bool:
        opened = self._looks.reader.open_for_match(held, _OPENED)
        return all(_matches(opened, kind, value, country) for kind, value in criteria.items())

    def _record(self, request: Search, actor: Actor, matches: list[HeldOrder]) -> None:
        shop = self._in.shops.of(request.shop)
        entry = Entry(
            act=Did.VIEW_SEARCH_ASKED,
            at_ms=self._in.now_ms(),
            tenant=shop.tenant,
            actor=actor.name,
            shop=shop.shop,
            hop=request.hop,
            orders=tuple(held.order for held in matches),
            counts={"found": len(matches)},
            detail={f"by_{number}": kind for number, kind in enumerate(sorted(request.criteria))},
        )
        self._looks.record(entry)


def _check(request: Search) -> None:
    if not request.criteria:
        raise Malformed("say at least one thing to search by", place="criteria")
    for kind, value in request.criteria.items():
        if kind not in _CRITERIA:
            raise Malformed("search by " + ", ".join(sorted(_CRITERIA)), place="criteria")
        if not 2 <= len(value) <= 200:
            raise Malformed("a value to search by has 2 to 200 characters", place=f"criteria.{kind}")


def _matches(opened: Mapping[FieldName, Any], kind: str, value: str, country: str) -> bool:
    """Compare one criterion with the opened fields, by the same normalisers as the tags."""

    def held(names: tuple[str, ...]) -> list[Any]:
        return [opened[FieldName(name)] for name in names if opened.get(FieldName(name))]

    if kind == "phone":
        wanted = phone_e164(value, country)
        return wanted is not None and wanted in {phone_e164(phone, country) for phone in held(_PHONES)}
    if kind == "email":
        return email_key(value) in {email_key(email) for email in held(("buyer_email",))}
    if kind == "order_ref":
        return reference_key(value) in {reference_key(ref) for ref in held(_REFS)}
    if kind == "awb":
        return reference_key(value) in {reference_key(awb) for awb in opened.get(FieldName("awb"), ())}
    postcodes = {postcode_key(code) for code in held(_POSTCODES)}
    head, _, postcode = value.rpartition(" ")
    if kind == "last4_postcode":
        return postcode_key(postcode) in postcodes and any(str(phone).endswith(head) for phone in held(_PHONES))
    words = set(name_words(head))
    named = {word for name in held(_NAMES) for word in name_words(name)}
    return bool(words) and words <= named and any(code.startswith(postcode_key(postcode)) for code in postcodes)


def _mask(view: View) -> View:
    """Take back what the contract would show in clear of a person: a search never does."""
    fields = {name: _masked(name, field) for name, field in view.fields.items()}
    return View(view.hop, view.ref, view.state, fields, view.ends_at, view.shipment, view.mode, view.partner)


def _masked(name: str, field: TreatedField) -> TreatedField:
    about = FIELDS[FieldName(name)]
    if field.treatment is not Treatment.CLEAR or field.value is None or about.sensitivity < Sensitivity.PERSONAL:
        return field
    means = Means(
        ref=None, hash_key=None, alias_domain="", virtual_number=None, purpose=None, shipment=None, partner=None
    )
    return TreatedField(Treatment.MASK, treat(about.name, Treatment.MASK, field.value, means))
