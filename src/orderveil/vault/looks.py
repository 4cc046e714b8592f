"""Acts that look: one view, all views, many views. The steps are those of vault.opening.

Views are prepared on the asking thread; what they owe to the record is handed to the writer, and
nothing is answered before it is on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from orderveil.core.contract import Contract
from orderveil.core.errors import Erased, KeyMissing, Malformed, NotAllowed, NotFound, SealBroken
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName, is_order_id
from orderveil.core.view import Treatment, View
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.ledger.giving import write_given
from orderveil.store.database import Transaction
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.columns import ref_tag
from orderveil.vault.cursors import cursor_after, number_behind
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior, Shop
from orderveil.vault.messages import OpenAllViews, Opened, OpenedMany, OpenedRow, OpenView, OpenViews
from orderveil.vault.modes import Modes, count_shadow
from orderveil.vault.opening import HeldOrder, Look, Reader
from orderveil.vault.pairwise import References, parcel_number
from orderveil.vault.typed import check_reference
from orderveil.vault.writer import Group

Write = Callable[[Callable[[Transaction, Group], Any]], Any]
_BULK_LIMIT = 1_000
_SOURCE_PREFIX = "source:"
_OFF = "the relay does not serve this hop of this shop yet"


class Looks:
    """Opens views for whoever was authorised to ask."""

    def __init__(self, interior: Interior, modes: Modes, keys: ApiKeys, write: Write) -> None:
        self._in = interior
        self._modes = self.modes = modes
        self.keys = keys
        self._write = write
        self.reader, self._refs = Reader(interior), References(interior.codes)

    def open_view(self, request: OpenView, actor: Actor) -> Opened:
        """One hop's view of one order."""
        hop = hop_named(request.hop)
        self.spend(actor, 1)
        partner = actor.key.partner if actor.key else request.partner
        with self._in.database.reading() as tx:
            held, parcel = self.find(tx, request.order, actor, hop)
        self._check_purpose(held, request, hop, partner)
        shipment = request.shipment or parcel
        mode = self._mode(held, hop, actor)
        look = Look(hop, partner, shipment, request.purpose)
        view = self._views([(held, look)], [mode], alone=True)[0]
        entry = self._entry(actor, held.shop, [held], [view], (request.purpose, request.reference))
        digests = self._commit([entry], held.shop, hop, [view] if mode is Mode.SHADOW and actor.key else [])
        return Opened(held.order if actor.key is None else view.ref or "", [view], digests[0])

    def open_all(self, request: OpenAllViews, actor: Actor) -> Opened:
        """Every hop's view of one order, side by side."""
        with self._in.database.reading() as tx:
            held = self.reader.by_id(tx, request.order)
        modes = [self._modes.for_order(held.shop, hop, held.id) for hop in HOPS]
        views = self._views([(held, Look(hop)) for hop in HOPS], modes, alone=True)
        entries = [self._entry(actor, held.shop, [held], [view], (None, None)) for view in views]
        digests = self._commit(entries, held.shop, "", [])
        return Opened(held.order, views, digests[0])

    def open_views(self, request: OpenViews, actor: Actor) -> OpenedMany:
        """Many views, in the order in which their orders came in; one ledger entry."""
        hop = hop_named(request.hop)
        if request.purpose is not None:
            raise NotAllowed("a purpose opens one order at a time", reason="contract:no-bulk-purpose", place="purpose")
        if not 1 <= request.limit <= _BULK_LIMIT or len(request.orders or ()) > _BULK_LIMIT:
            raise Malformed(f"ask for 1 to {_BULK_LIMIT} views at once", place="limit")
        shop = self._in.shops.of(request.shop)
        partner = actor.key.partner if actor.key else request.partner
        held, cursor = self._many(request, actor, hop, shop)
        self.spend(actor, len(held))
        modes = [self._mode(order, hop, actor) for order in held]
        views = self._views([(order, Look(hop, partner)) for order in held], modes)
        if held:
            entry = self._entry(actor, shop, held, views, (None, None))
            shadowed = [view for view, mode in zip(views, modes, strict=True) if mode is Mode.SHADOW and actor.key]
            self._commit([entry], shop, hop, shadowed)
        rows = [
            OpenedRow(order.order if actor.key is None else None, view) for order, view in zip(held, views, strict=True)
        ]
        return OpenedMany(rows, cursor)

    def masked(
        self, held: Sequence[HeldOrder], hop: str, actor: Actor, mask: Callable[[View], View]
    ) -> list[OpenedRow]:
        """Return views of found orders, masked. Recording them is the caller's."""
        partner = actor.key.partner if actor.key else None
        modes = [self._mode(order, hop_named(hop), actor) for order in held]
        views = self._views([(order, Look(hop, partner)) for order in held], modes)
        return [
            OpenedRow(order.order if actor.key is None else None, mask(view))
            for order, view in zip(held, views, strict=True)
        ]

    def number_the_record(self) -> None:
        """Number every entry that waits, now rather than within a second."""
        self._write(lambda tx, group: self._in.ledger.sequence(tx, group.now_ms))

    def spend(self, actor: Actor, cost: int) -> None:
        """Take from what a partner's key may do in a minute. Raises TooMany."""
        if actor.key is not None and cost > 0:
            self.keys.spend(actor.key, cost, self._in.now_ms())

    def refuse_if_off(self, shop: Shop, hop: str, actor: Actor) -> None:
        """Raise NotAllowed where the relay does not serve the hop, whether or not anything would be found."""
        if actor.key is not None and self._modes.of(shop, hop_named(hop)).mode is Mode.OFF:
            raise NotAllowed(_OFF, reason="mode:off")

    def record(self, entry: Entry) -> None:
        """Write one entry and wait until it is on disk."""
        self._write(lambda tx, group: self._in.record(tx, group, entry))

    def _many(self, request: OpenViews, actor: Actor, hop: Hop, shop: Shop) -> tuple[list[HeldOrder], str | None]:
        with self._in.database.reading() as tx:
            if request.orders is not None:
                return [self._find_in(tx, order, actor, hop, shop) for order in request.orders], None
            start = number_behind(self._in.keys, request.cursor, actor) if request.cursor is not None else 0
            held = self.reader.after(tx, shop, start, request.limit)
        return held, cursor_after(self._in.keys, held[-1].n, actor) if len(held) == request.limit else None

    def _find_in(self, tx: Transaction, order: str, actor: Actor, hop: Hop, shop: Shop) -> HeldOrder:
        """Return the order, which is of the shop asked for: the look is recorded in its tenant's ledger.

        One that is not there costs a key as much as one that is, or guessing would be free.
        """
        try:
            held = self.find(tx, order, actor, hop)[0]
        except (NotFound, Erased):
            self.spend(actor, 1)
            raise
        if held.shop.no != shop.no:
            raise NotFound("there is no such order", place="order")
        return held

    # ---- finding

    def find(self, tx: Transaction, order: str, actor: Actor, hop: Hop) -> tuple[HeldOrder, str | None]:
        """Return the order that the asker means, and the parcel that its reference hangs on. Step 1.

        Operators name it by its id. A partner's key names it by the reference that this partner was
        given, or, where its contract shows the source's own reference in clear, by `source:REF`.
        """
        if actor.key is None:
            if is_order_id(order):
                return self.reader.by_id(tx, order), None
            raise NotFound("that is not an order's id", place="order")
        shop = self._in.shops.of(actor.key.shop)
        contract = self._in.contracts.of(hop, actor.key.partner, shop.shop)
        if order.startswith(_SOURCE_PREFIX):
            return self._by_source(tx, order.removeprefix(_SOURCE_PREFIX), shop, contract), None
        found = self._refs.behind(tx, shop, contract, actor.key.partner, order)
        held = self.reader.by_n(tx, found[0]) if found is not None else None
        if held is None or found is None or held.shop.no != shop.no:
            raise NotFound("there is no such order", place="order")
        return held, str(found[1]) if found[1] and any(p.ordinal == found[1] for p in held.parcels) else None

    def _by_source(self, tx: Transaction, ref: str, shop: Shop, contract: Contract) -> HeldOrder:
        rule = contract.fields.get(FieldName("order_ref"))
        if rule is None or not any(stage.treatment is Treatment.CLEAR for stage in rule.stages):
            raise NotFound("there is no such order", place="order")  # not even that it exists is told
        source, _, source_ref = ref.partition("/")
        return self.reader.by_ref_tag(tx, ref_tag(self._in.keys.named(f"refs:{shop.shop}"), source, source_ref))

    # ---- making

    def _mode(self, held: HeldOrder, hop: Hop, actor: Actor) -> Mode:
        mode = self._modes.for_order(held.shop, hop, held.id)
        if mode is Mode.OFF and actor.key is not None:
            raise NotAllowed(_OFF, reason="mode:off")
        return mode

    def _check_purpose(self, held: HeldOrder, request: OpenView, hop: Hop, partner: str | None) -> None:
        if request.reference:
            check_reference(request.reference)
        if request.purpose is None:
            return
        contract = self.reader.contract_for(held, hop, partner)
        purpose = contract.purposes.get(request.purpose)
        if purpose is None:
            raise NotAllowed("the contract knows no such purpose", reason="contract:no-purpose", place="purpose")
        moment = self.reader.moment(held, held.parcel(request.shipment))
        if (moment.order_state, moment.shipment_state, moment.direction) not in purpose.states:
            raise NotAllowed(
                "the purpose does not hold in the order's present state",
                reason="contract:purpose-not-now",
                place="purpose",
            )
        if purpose.needs_reference and not (request.reference or "").strip():
            said = "this purpose needs the ticket, case or call behind it"
            raise NotAllowed(said, reason="contract:no-reference", place="reference")

    def _views(
        self, asked: Sequence[tuple[HeldOrder, Look]], modes: Sequence[Mode], *, alone: bool = False
    ) -> list[View]:
        """Return the views, with their references. Steps 2 to 4.

        Unless `alone`, an order that was erased meanwhile, was altered, or lost its keys does not stop the others.
        """
        refs = self._references(asked)
        views = []
        for (held, look), ref, mode in zip(asked, refs, modes, strict=True):
            try:
                view = self.reader.view(held, Look(look.hop, look.partner, look.shipment, look.purpose, ref))
            except (Erased, KeyMissing, SealBroken) as gone:
                if alone:
                    raise
                view = View(look.hop, None, "erased" if isinstance(gone, Erased) else "refused", {})
            views.append(msgspec.structs.replace(view, mode=mode, partner=look.partner))
        return views

    def _references(self, asked: Sequence[tuple[HeldOrder, Look]]) -> list[str]:
        """Step 3: what was made before is read; what is missing is made by the writer, all at once."""
        places = []
        for held, look in asked:
            contract = self.reader.contract_for(held, look.hop, look.partner)
            places.append((held, contract, (look.partner, parcel_number(held, contract, look.shipment))))
        with self._in.database.reading() as tx:
            refs = [self._refs.held(tx, held, contract, *place) for held, contract, place in places]
        missing = [number for number, ref in enumerate(refs) if ref is None]
        if missing:
            made = self._write(
                lambda tx, group: [self._refs.make(tx, *places[number], group.now_ms) for number in missing]
            )
            for number, ref in zip(missing, made, strict=True):
                refs[number] = ref
        return [ref or "" for ref in refs]

    # ---- recording

    def _entry(
        self, actor: Actor, shop: Shop, held: Sequence[HeldOrder], views: Sequence[View],
        why: tuple[str | None, str | None],
    ) -> Entry:  # fmt: skip
        told = write_given([order.order for order in held], [shown(view) for view in views])
        return Entry(
            act=_act(actor, told.fields, why[0]),
            at_ms=self._in.now_ms(),
            tenant=shop.tenant,
            actor=actor.name,
            shop=shop.shop,
            hop=views[0].hop,
            partner=views[0].partner,
            orders=told.orders,
            shipment=views[0].shipment if len(views) == 1 else None,
            fields=told.fields,
            given=told.given,
            purpose=why[0],
            reference=why[1],
            counts={"orders": len(held)},
        )

    def _commit(self, entries: Iterable[Entry], shop: Shop, hop: str, shadowed: Sequence[View]) -> list[str]:
        """Step 5."""

        def run(tx: Transaction, group: Group) -> list[str]:
            for view in shadowed:
                count_shadow(tx, (shop, hop), (), shown(view), group.now_ms)
            return self._in.record(tx, group, *entries)

        digests: list[str] = self._write(run)
        return digests


def shown(view: View) -> dict[str, Treatment]:
    """Return the fields that a view shows something of, each with its treatment."""
    return {name: field.treatment for name, field in view.fields.items() if field.value is not None}


def _act(actor: Actor, names: Sequence[str], purpose: str | None) -> Did:
    if not names:
        return Did.VIEW_ORDER_REFUSED
    if purpose is not None:
        return Did.VIEW_FIELD_REVEALED
    return Did.VIEW_ORDER_RELEASED if actor.key is not None else Did.VIEW_ORDER_OPENED


def hop_named(name: str) -> Hop:
    """Return the hop of that name. Raises Malformed."""
    try:
        return Hop(name)
    except ValueError:
        raise Malformed("there is no such hop", place="hop") from None
