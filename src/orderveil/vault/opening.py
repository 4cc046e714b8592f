"""Views are made here: one order, one hop, one moment; recorded before anybody sees them.

How a view is opened, by numbered steps:

  1. the grant is checked, and the order is found by what the asker may know it by;
  2. the contract says which fields are due at this moment, and to what treatment;
  3. a pairwise reference is made, once, if the contract owes one;
  4. the fields that are due are opened, and no others; they are treated;
  5. the ledger entry commits;
  6. the view leaves the vault.

An open order never leaves this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

from orderveil.core.contract import Contract
from orderveil.core.errors import Erased, NotFound, SealBroken
from orderveil.core.fields import CLASSES, FIELDS, RetentionClass
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName, OrderId, is_order_id, order_id_from_bytes, order_id_to_bytes
from orderveil.core.order import Direction, OrderState
from orderveil.core.policy import Moment
from orderveil.core.sealing import open_fields
from orderveil.core.view import View
from orderveil.core.viewing import Means, fields_due, make_view
from orderveil.store.database import Row, Transaction
from orderveil.vault.entrusting import is_entrusted
from orderveil.vault.interior import Interior, Shop, decode_value, unpack_facts
from orderveil.vault.keyring.keystore import OrderKeys
from orderveil.vault.rowcodes import CLEAR_COLUMNS, ClearOrder
from orderveil.vault.shipments import Parcel, open_parcel, parcels_of

_BEYOND = 2**62  # no order has this number
_SELECT = f"SELECT {CLEAR_COLUMNS}, contact, delivery, tax, rest FROM orders WHERE "
_LIVING = "NOT EXISTS (SELECT 1 FROM erasures_waiting WHERE erasures_waiting.id = orders.id) AND "
_ENDED = "SELECT 1 FROM tombstones WHERE {column} = ? UNION ALL SELECT 1 FROM orders WHERE {column} = ?"


@dataclass(frozen=True, slots=True, repr=False)
class HeldOrder:
    """One order's row, still sealed."""

    n: int
    id: bytes
    shop: Shop
    state: OrderState
    version: int
    received_at_ms: int
    facts: dict[str, Any]
    columns: dict[RetentionClass, bytes | None]
    parcels: tuple[Parcel, ...]
    clear: ClearOrder

    @property
    def order(self) -> str:
        """The order's id."""
        return order_id_from_bytes(self.id)

    def parcel(self, ordinal: str | None) -> Parcel | None:
        """Return the parcel asked for, or the one that is under way now. Raises NotFound."""
        if ordinal is not None:
            for parcel in self.parcels:
                if str(parcel.ordinal) == ordinal:
                    return parcel
            raise NotFound("the order has no such shipment", place="shipment")
        going = [parcel for parcel in self.parcels if parcel.state != "cancelled"]
        return going[-1] if going else None


class Reader:
    """Finds orders and turns them into views. Writes nothing.

    Whatever finds an order raises SealBroken where its row, or that of a parcel, was altered.
    """

    def __init__(self, interior: Interior) -> None:
        self._in = interior

    def by_id(self, tx: Transaction, order: str) -> HeldOrder:
        """Return the order of that id. Raises Erased or NotFound."""
        if not is_order_id(order):
            raise NotFound("that is not an order's id", place="order")
        raw = order_id_to_bytes(OrderId(order))
        row = tx.one(_SELECT + _LIVING + "id = ?", (raw,))
        if row is not None:
            return self._held(tx, row)
        if tx.one(_ENDED.format(column="id"), (raw, raw)):
            raise Erased("the order was erased", place="order")
        raise NotFound("there is no such order", place="order")

    def by_n(self, tx: Transaction, n: int) -> HeldOrder | None:
        """Return the order that the vault numbers `n`, if it is still held."""
        row = tx.one(_SELECT + _LIVING + "n = ?", (n,))
        return self._held(tx, row) if row is not None else None

    def by_ref_tag(self, tx: Transaction, tag: bytes) -> HeldOrder:
        """Return the order whose source reference has that tag. Raises Erased or NotFound."""
        row = tx.one(_SELECT + _LIVING + "ref_tag = ?", (tag,))
        if row is not None:
            return self._held(tx, row)
        if tx.one(_ENDED.format(column="ref_tag"), (tag, tag)):
            raise Erased("the order was erased", place="order")
        raise NotFound("there is no such order", place="order")

    def after(self, tx: Transaction, shop: Shop, n: int, limit: int) -> list[HeldOrder]:
        """Return up to `limit` orders of a shop that came in after order `n`, oldest first.

        Those whose rows were altered are left out, and do not make the answer shorter.
        """
        held: list[HeldOrder] = []
        while len(held) < limit:
            left = limit - len(held)
            rows = tx.all(_SELECT + _LIVING + "n > ? AND shop = ? ORDER BY n LIMIT ?", (n, shop.no, left))
            for row in rows:
                with suppress(SealBroken):
                    held.append(self._held(tx, row))
            if len(rows) < left:
                break
            n = rows[-1][0]
        return held

    def before(
        self, tx: Transaction, shop: Shop, n: int | None, states: Sequence[str], limit: int
    ) -> list[HeldOrder]:
        """Return up to `limit` orders of a shop that came in before order `n`, newest first; None: the newest.

        `states` narrows; empty: all. Those whose rows were altered are left out. States are asked for one by one:
        an index leads to the newest of each, however many orders are in another.
        """
        held: list[HeldOrder] = []
        narrowed = " AND state = ?" if states else ""
        query = f"{_SELECT}{_LIVING}n < ? AND shop = ?{narrowed} ORDER BY n DESC LIMIT ?"
        upto = n if n is not None else _BEYOND
        each: list[tuple[str, ...]] = [(state,) for state in states] or [()]
        while len(held) < limit:
            left = limit - len(held)
            every = [tx.all(query, (upto, shop.no, *one, left)) for one in each]
            rows = sorted(chain.from_iterable(every), key=lambda row: -row[0])[:left]
            for row in rows:
                with suppress(SealBroken):
                    held.append(self._held(tx, row))
            if len(rows) < left:
                break
            upto = rows[-1][0]
        return held

    def _held(self, tx: Transaction, row: Row) -> HeldOrder:
        clear = self._in.codes.order(row)
        return HeldOrder(
            n=clear.n, id=clear.id, shop=self._in.shops.numbered(clear.shop), state=OrderState(clear.state),
            version=clear.version, received_at_ms=clear.received_at, facts=unpack_facts(clear.facts),
            columns=dict(zip(CLASSES, (*row[len(clear) + 1 :], None), strict=True)),
            parcels=tuple(parcels_of(tx, clear.n, clear.id, self._in.codes)), clear=clear,
        )  # fmt: skip

    def contract_for(self, held: HeldOrder, hop: str, partner: str | None) -> Contract:
        """Return the contract in force for a hop and partner of the order's shop."""
        return self._in.contracts.of(Hop(hop), partner, held.shop.shop)

    def view(self, held: HeldOrder, look: Look) -> View:
        """Return one hop's view of an order. Steps 2 and 4."""
        contract = self.contract_for(held, look.hop, look.partner)
        parcel = held.parcel(look.shipment)
        if contract.hop is Hop.COURIER and look.partner is not None and not is_entrusted(parcel, held.id, look.partner):
            parcel = None  # to this courier there is no parcel yet
        moment = self.moment(held, parcel)
        due = fields_due(contract, moment, look.purpose)
        keys = self._keys(held) if due else None
        values = self._open(held, keys, due, parcel) if keys is not None else {}
        means = Means(
            ref=look.ref,
            hash_key=self._in.keys.named(f"hash:{held.shop.shop}:{look.hop}:{look.partner or ''}"),
            alias_domain=self._in.alias_domain,
            virtual_number=None,
            purpose=look.purpose,
            shipment=str(parcel.ordinal) if parcel is not None else None,
            partner=look.partner,
        )
        withheld = [FieldName(name) for name in held.facts.get("withheld", ())]
        return make_view(contract, values, withheld, moment, means)

    def moment(self, held: HeldOrder, parcel: Parcel | None) -> Moment:
        """Return the moment in an order's life that decides what is due."""
        since = dict(held.facts.get("since", {}))
        if parcel is not None:
            since.update(parcel.since())
        return Moment(
            now_ms=self._in.clock.latest_ms(),
            order_state=held.state,
            shipment_state=parcel.state if parcel is not None else None,
            direction=Direction(parcel.direction) if parcel is not None else Direction.FORWARD,
            since_ms=since,
        )

    def _open(
        self, held: HeldOrder, keys: OrderKeys, due: Sequence[str] | dict[FieldName, Any], parcel: Parcel | None
    ) -> dict[FieldName, Any]:
        """Open the fields that are due, class by class."""
        opened: dict[FieldName, Any] = {}
        wanted: dict[RetentionClass, set[str]] = {}
        for name in due:
            wanted.setdefault(FIELDS[FieldName(name)].retention, set()).add(name)
        for kind, names in wanted.items():
            key, column = keys[kind], held.columns[kind]
            if key is None or column is None:
                continue
            sealed = {name: value for name, value in unpack_facts(column).items() if name in names}
            for name, value in open_fields(key, sealed, order=held.id, version=held.version).items():
                opened[FieldName(name)] = decode_value(value)
        if parcel is not None:
            self._add_parcel(opened, due, parcel, open_parcel(parcel, keys, held.id))
        return opened

    @staticmethod
    def _add_parcel(
        opened: dict[FieldName, Any], due: Sequence[str] | dict[FieldName, Any], parcel: Parcel, own: dict[str, Any]
    ) -> None:
        """Add what belongs to the parcel alone, and leave out the items that travel in others."""
        for name, value in own.items():
            if name in due:
                opened[FieldName(name)] = value
        lines = parcel.facts.get("lines")
        items = opened.get(FieldName("items"))
        if lines and isinstance(items, list):
            opened[FieldName("items")] = [item for item in items if item.get("line") in lines]

    def _keys(self, held: HeldOrder) -> OrderKeys:
        """Return the order's keys, unless the row is older than what was written since: a replay."""
        keys = self._in.keys.keys_of(held.n)
        if held.version < keys.floor:
            raise SealBroken("the order's row is older than the newest that was written")
        return keys

    def open_for_match(self, held: HeldOrder, names: Sequence[str]) -> dict[str, Any]:
        """Open some fields to compare them with what was asked for. They must not leave the vault."""
        keys = self._keys(held)
        waybills = [open_parcel(parcel, keys, held.id).get("awb") for parcel in held.parcels]
        opened: dict[str, Any] = {"awb": [waybill for waybill in waybills if waybill]}
        opened.update({str(name): value for name, value in self._open(held, keys, names, None).items()})
        return opened


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at an order, and how."""

    hop: str
    partner: str | None = None
    shipment: str | None = None
    purpose: str | None = None
    ref: str | None = None
