"""Orders found by exact values while everything lies sealed; the answer is masked, always.

The tags only narrow: they are truncated on purpose, so what they find is opened inside the vault
and compared before anything is answered. A look that finds nothing is recorded like one that does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orderveil.core.errors import Erased, KeyMissing, Malformed, NotAllowed, SealBroken
from orderveil.core.fields import FIELDS, Sensitivity
from orderveil.core.ids import FieldName
from orderveil.core.treatments import treat
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.core.viewing import Means
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.ledger.giving import write_given
from orderveil.people.searching import may_search
from orderveil.vault.grants import Actor
from orderveil.vault.index.tag_terms import is_match
from orderveil.vault.interior import Interior, Shop
from orderveil.vault.looks import Looks, hop_named, shown
from orderveil.vault.messages import OpenedMany, Search
from orderveil.vault.misses import Misses
from orderveil.vault.opening import HeldOrder
from orderveil.vault.searchable import is_shown

_BY_NORMALISER = frozenset({"phone", "email", "name"})
SEARCHED = (
    *(name for name, field in FIELDS.items() if field.normaliser in _BY_NORMALISER),
    *("order_ref", "order_number", "ship_postcode", "bill_postcode", "ship_country", "bill_country"),
)
"""The fields that vault.index.tag_terms makes its terms of."""
_CANDIDATES = 2_000  # opened at most for one search: a rare word of a name has some 70 false ones per million orders
_ANSWERS = 50
_SHOWN = 20
_LONGEST = 200
_NO_MEANS = Means(
    ref=None, hash_key=None, alias_domain="", virtual_number=None, purpose=None, shipment=None, partner=None
)


class Searches:
    """Finds orders of one shop."""

    def __init__(self, interior: Interior, looks: Looks) -> None:
        self._in = interior
        self._looks = looks
        self._misses = Misses()

    def search(self, request: Search, actor: Actor) -> OpenedMany:
        """Return masked views of the orders that match every criterion, newest first."""
        _check(request.criteria)
        shop = self._in.shops.of(request.shop)
        self._admit(request, actor, shop)
        matches = self._matches(shop, request.criteria, request.limit)
        rows = self._looks.masked(matches, request.hop, actor, _mask)
        answered = [
            (held, row)
            for held, row in zip(matches, rows, strict=True)
            if actor.key is None or is_shown(row.view, request.criteria)
        ]
        if actor.key is not None and not answered:
            self._misses.note(actor.key.id, self._in.clock.latest_ms())
        told = [(held, row.view) for held, row in answered]
        self.record((request.shop, request.hop), request.criteria, actor, told)
        self._looks.spend(actor, len(answered) - 1)  # the first was paid with the question
        return OpenedMany([row for _, row in answered])

    def matches(self, shop: str, hop: str, criteria: Mapping[str, str], *, limit: int = _SHOWN) -> list[HeldOrder]:
        """Return the orders that match, newest first, where the hop's contract lets anybody search by that.

        Masking them and recording the search are the caller's.
        """
        _check(criteria)
        asked = self._in.shops.of(shop)
        self._refuse_unshown(hop, None, asked, criteria)
        return self._matches(asked, criteria, limit)

    def _matches(self, shop: Shop, criteria: Mapping[str, str], limit: int) -> list[HeldOrder]:
        """Open candidates one by one, newest first, until enough of them match."""
        limit = max(1, min(limit, _ANSWERS))
        found: list[HeldOrder] = []
        with self._in.database.reading() as tx:
            for n in self._in.tags.find(tx, shop.shop, criteria, country=shop.country)[:_CANDIDATES]:
                try:
                    held = self._looks.reader.by_n(tx, n)
                except SealBroken:
                    continue
                if held is None or held.shop.no != shop.no:
                    continue
                if self._is_match(held, criteria, shop.country):
                    found.append(held)
                    if len(found) == limit:
                        break
        return found

    def _admit(self, request: Search, actor: Actor, shop: Shop) -> None:
        """Refuse what may not be searched, before anything is looked for: the refusal must not tell what is there."""
        self._looks.spend(actor, 1)
        self._looks.refuse_if_off(shop, request.hop, actor)
        if actor.key is not None:
            self._misses.admit(actor.key.id, self._in.clock.latest_ms())
        partner = actor.key.partner if actor.key is not None else None
        self._refuse_unshown(request.hop, partner, shop, request.criteria)

    def _refuse_unshown(self, hop: str, partner: str | None, shop: Shop, criteria: Mapping[str, str]) -> None:
        contract = self._in.contracts.of(hop_named(hop), partner, shop.shop)
        if not may_search(contract, criteria):
            raise NotAllowed(
                "the hop's contract does not show what it asks to search by",
                reason="contract:no-search",
                place="criteria",
            )

    def _is_match(self, held: HeldOrder, criteria: Mapping[str, str], country: str) -> bool:
        try:
            opened = self._looks.reader.open_for_match(held, SEARCHED)
        except (Erased, KeyMissing, SealBroken):
            return False  # erased since the row was read, or damaged: asked for by itself, it says so
        awbs = opened.pop("awb")
        return is_match(criteria, opened, awbs, country=country)

    def record(
        self,
        at: tuple[str, str],
        criteria: Mapping[str, str],
        actor: Actor,
        answered: Sequence[tuple[HeldOrder, View]],
    ) -> None:
        """Write by what was searched in a shop as a hop, never for what, and what of which order was shown."""
        shop = self._in.shops.of(at[0])
        told = write_given([held.order for held, _ in answered], [shown(view) for _, view in answered])
        entry = Entry(
            act=Did.VIEW_SEARCH_ASKED,
            at_ms=self._in.now_ms(),
            tenant=shop.tenant,
            actor=actor.name,
            shop=shop.shop,
            hop=at[1],
            partner=actor.key.partner if actor.key is not None else None,
            orders=told.orders,
            fields=told.fields,
            given=told.given,
            counts={"found": len(answered)},
            detail={f"by_{number}": kind for number, kind in enumerate(sorted(criteria))},
        )
        self._looks.record(entry)


def _check(criteria: Mapping[str, str]) -> None:
    for kind, value in criteria.items():
        if len(value) > _LONGEST:
            raise Malformed(f"a value to search by has at most {_LONGEST} characters", place=f"criteria.{kind}")


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
