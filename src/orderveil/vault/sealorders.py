"""Orders come in: decided, sealed and written, a group at a time.

Within one group the same order may be told many times; it is decided telling by telling, in the
order of arrival, and written once. What the source withheld never overwrites what is held. A class
whose key was destroyed stays ended: a late telling does not bring it back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import msgspec

from orderveil.core.errors import RelayError, SealBroken, TooLarge
from orderveil.core.fields import CLASSES, FIELDS, RetentionClass
from orderveil.core.ids import order_id, order_id_to_bytes
from orderveil.core.newness import Stamp, believed, judge, renewed
from orderveil.core.order import Draft, IntakeStatus
from orderveil.core.sealing import open_fields
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault.columns import ref_tag, sealed_columns
from orderveil.vault.interior import Interior, decode_value, pack_facts, unpack_facts
from orderveil.vault.keyring.keystore import OrderKeys
from orderveil.vault.matching.elements import living_fields
from orderveil.vault.messages import Sealed, SealOrders
from orderveil.vault.people.eventcases import EventCases
from orderveil.vault.rowcodes import CLEAR_COLUMNS
from orderveil.vault.sealentries import entry_of
from orderveil.vault.shipments import are_too_many, merge_shipments, parcels_of, state_after
from orderveil.vault.telling import Known, Telling, content_of, digest_of, month_of, told_over
from orderveil.vault.writer import Act, Group

_COLUMNS = (*CLEAR_COLUMNS.split(", "), "month", *CLASSES)
_REF_TAG = _COLUMNS.index("ref_tag")
_LOOKUP = 128
_BEYOND = 2**53
_ENTRY_ORDERS = 1_000  # orders in one ledger entry of a bulk act


class OrderSealer:
    """Does all SealOrders acts of a group together."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._cases = EventCases(interior)
        self._floors: dict[int, int] = {}  # lowest versions, written with the next group's keys

    def __call__(self, tx: Transaction, acts: Sequence[Act], group: Group) -> list[Any]:
        tellings: list[Telling] = []
        answers: list[Any] = []
        for act in acts:
            try:
                tellings.extend(self._tellings(act, len(answers), group.now_ms))
                answers.append([])
            except RelayError as error:
                answers.append(error)
        known = self._known(tx, tellings)
        for telling in tellings:
            self._decide(tx, telling, known)
        fresh = [item for item in known.values() if item.n is None and item.draft is not None]
        changed = [item for item in known.values() if item.n is not None and item.draft is not None]
        self._write_fresh(tx, fresh, group)
        self._write_changed(tx, changed, group)
        self._record(tx, acts, tellings, group)
        self._follow(tx, acts, tellings, group)
        for telling in tellings:
            answers[telling.act].append(telling.result())
        return [Sealed(answer) if isinstance(answer, list) else answer for answer in answers]

    def _tellings(self, act: Act, place: int, now_ms: int) -> list[Telling]:
        request: SealOrders = act.request
        shop = self._in.shops.of(request.shop)
        secret = self._in.keys.named(f"refs:{shop.shop}")
        return [
            Telling(
                place,
                shop,
                draft,
                ref_tag(secret, draft.source, draft.source_ref),
                believed(draft.source_at_ms, now_ms),
            )
            for draft in request.drafts
        ]

    def flush_floors(self) -> None:
        """Write the version floors that no new order has carried along yet."""
        if self._floors:
            self._in.keys.set_floors(self._floors)
            self._floors = {}

    # ---- deciding

    def _known(self, tx: Transaction, tellings: Sequence[Telling]) -> dict[bytes, Known]:
        """Return what is held of every order that the group tells of."""
        known = {telling.ref_tag: Known(telling.shop, telling.ref_tag, self._in.codes) for telling in tellings}
        tags = list(known)
        for start in range(0, len(tags), _LOOKUP):
            some = tags[start : start + _LOOKUP]
            some += some[:1] * (_LOOKUP - len(some))  # one statement, compiled once
            marks = ",".join("?" * _LOOKUP)
            for tag, n in tx.all(f"SELECT ref_tag, n FROM tombstones WHERE ref_tag IN ({marks})", some):
                known[bytes(tag)].erased_n = n
            for row in tx.all(f"SELECT {CLEAR_COLUMNS} FROM orders WHERE ref_tag IN ({marks})", some):
                known[bytes(row[_REF_TAG])].take(row, unpack_facts)
        return known

    def _decide(self, tx: Transaction, telling: Telling, known: dict[bytes, Known]) -> None:
        """Settle one telling against what is held, and against the group's earlier tellings."""
        held = known[telling.ref_tag]
        telling.known = held
        draft = telling.draft
        fault = _fault_of(draft)
        if fault is not None:
            telling.refuse(fault)
        elif held.erased_n is not None:
            telling.refuse("state:erased")
        elif held.fault is not None:
            telling.refuse(held.fault)
        elif held.n is None and held.draft is None:
            held.stamp = Stamp(telling.at_ms, draft.rank, (content_of(draft),))
            held.draft, telling.status = draft, IntakeStatus.SEALED
        else:
            self._decide_again(tx, telling, held)

    def _decide_again(self, tx: Transaction, telling: Telling, held: Known) -> None:
        draft = telling.draft
        assert held.stamp is not None
        try:
            content = content_of(draft)
            digest = content if held.n is None else digest_of(self._keys(held)[RetentionClass.REST], content)
            status = judge(held.stamp, telling.at_ms, draft.rank, digest)
            if held.n is not None and held.draft is None:
                self._raise_version(held, status)
            if status is IntakeStatus.UPDATED and held.n is not None and held.draft is None:
                held.parcels = parcels_of(tx, held.n, held.id, self._in.codes)
            if status is IntakeStatus.UPDATED and are_too_many(held.parcels, held.id, draft):
                raise TooLarge("the order has as many shipments as one may have", place="shipments")
        except RelayError as error:
            telling.refuse(error.reason)
            return
        telling.status = status
        if telling.status is IntakeStatus.UPDATED:
            held.stamp = renewed(held.stamp, telling.at_ms, draft.rank, digest)
            held.draft = told_over(held.draft, draft) if held.draft is not None else draft

    def _keys(self, held: Known) -> OrderKeys:
        """Return the keys of a held order, once its row is known to be of this order."""
        if held.keys is None:
            assert held.n is not None
            keys = self._in.keys.keys_of(held.n)
            keys.vouch_for(order=held.id, version=max(held.version, keys.floor))
            held.keys = keys
        return held.keys

    def _raise_version(self, held: Known, status: IntakeStatus) -> None:
        """Let what is newer be sealed above the floor; of a row below it nothing else is said. Raises SealBroken.

        Such a row was put back, or the store was restored from a backup: then what the source tells anew mends it.
        """
        floor = self._keys(held).floor
        if held.version < floor and status is not IntakeStatus.UPDATED:
            raise SealBroken("the order's row is older than the newest that was written")
        held.version = max(held.version, floor)

    # ---- writing

    def _write_fresh(self, tx: Transaction, fresh: Sequence[Known], group: Group) -> None:
        if not fresh:
            return
        now = group.now_ms
        for item in fresh:
            item.id = order_id_to_bytes(order_id(now, os.urandom(10)))
        made = self._in.keys.create([item.id for item in fresh], floors=self._floors)  # step 3 of a group
        self._floors = {}
        rows, tags, told = [], [], []
        month = month_of(now)
        for item, (n, keys) in zip(fresh, made, strict=True):
            assert item.draft is not None
            assert item.stamp is not None
            item.n, item.keys, item.version = n, keys, 1
            draft = item.draft
            seen = [digest_of(keys[RetentionClass.REST], content) for content in item.stamp.seen]
            awbs = merge_shipments(tx, item, draft, now) if draft.shipments else []
            state = state_after(item, draft)
            facts = {"since": {f"order:{state}": _reached(draft, now)}, "withheld": draft.withheld}
            if state != draft.state:
                facts["source_state"] = draft.state
            clear = item.clear(state, pack_facts(seen), pack_facts(facts), now)
            rows.append((*clear, self._in.codes.code_of(clear), month, *sealed_columns(keys, draft, item.id, 1)))
            tags.append((n, item.shop.shop, month, self._in.tags.pack(item.shop.shop, month, draft.fields, awbs)))
            told.append((n, draft.fields))
        tx.copy("orders", _COLUMNS, rows)
        self._in.tags.store_fresh(tx, tags)
        group.after.append(lambda: self._in.tags.add(tags))
        group.after.append(self._in.matching.store(tx, told))

    def _write_changed(self, tx: Transaction, changed: Sequence[Known], group: Group) -> None:
        tags, told = [], []
        written: dict[int, int] = {}
        for item in changed:
            assert item.draft is not None
            assert item.stamp is not None
            assert item.n is not None
            now = group.now_ms
            keys = self._keys(item)
            draft = self._keep_withheld(tx, item, item.draft, keys)
            item.version += 1
            awbs = merge_shipments(tx, item, draft, now)
            state = state_after(item, draft)
            facts = dict(item.facts)
            facts["withheld"] = draft.withheld
            if state != item.state:  # a state that is entered again starts its clocks again
                facts["since"] = {**facts.get("since", {}), f"order:{state}": _reached(draft, now)}
            clear = item.clear(state, pack_facts(list(item.stamp.seen)), pack_facts(facts), now)
            tx.execute(
                "UPDATE orders SET state = ?, source_at = ?, rank = ?, version = ?, updated_at = ?, digests = ?, "
                "facts = ?, code = ?, contact = ?, delivery = ?, tax = ?, rest = ?, unknown = ? WHERE n = ?",
                (*clear[4:8], *clear[9:], self._in.codes.code_of(clear),
                 *sealed_columns(keys, draft, item.id, item.version), item.n),
            )  # fmt: skip
            written[item.n] = item.version
            month = month_of(now)
            tags.append((item.n, item.shop.shop, month, self._in.tags.pack(item.shop.shop, month, draft.fields, awbs)))
            told.append((item.n, living_fields(draft.fields, keys)))
        if tags:
            self._in.tags.renew(tx, tags)
            group.after.append(self._in.matching.renew(tx, told))
            group.after.append(lambda: self._in.tags.add(tags))
            # only once the rows are on disk: a floor above a row that was undone would close it for good
            group.after.append(lambda: self._floors.update(written))

    def _keep_withheld(self, tx: Transaction, item: Known, draft: Draft, keys: OrderKeys) -> Draft:
        """Carry held values over for fields that the newer telling withholds."""
        if not draft.withheld:
            return draft
        row = tx.one("SELECT contact, delivery, tax, rest, version FROM orders WHERE n = ?", (item.n,))
        assert row is not None
        fields = dict(draft.fields)
        for kind, column in zip(CLASSES[:4], row[:4], strict=True):
            key = keys[kind]
            if column is None or key is None:
                continue
            sealed = {
                name: value
                for name, value in unpack_facts(column).items()
                if name in draft.withheld and name not in fields
            }
            opened = open_fields(key, sealed, order=item.id, version=row[4]) if sealed else {}
            fields.update({name: decode_value(value) for name, value in opened.items()})
        return msgspec.structs.replace(draft, fields=fields)

    # ---- recording

    def _record(self, tx: Transaction, acts: Sequence[Act], tellings: Sequence[Telling], group: Group) -> None:
        """Write the ledger entries: one per order, or one per 1,000 orders of a bulk act."""
        entries: list[Entry] = []
        singles = [telling for telling in tellings if not acts[telling.act].request.bulk]
        entries.extend(entry_of(acts[telling.act], [telling], group) for telling in singles if telling.is_news())
        for place, act in enumerate(acts):
            if act.request.bulk:
                news = [telling for telling in tellings if telling.act == place and telling.is_news()]
                entries.extend(
                    entry_of(act, news[start : start + _ENTRY_ORDERS], group)
                    for start in range(0, len(news), _ENTRY_ORDERS)
                )
        if entries:
            self._in.record(tx, group, *entries)

    def _follow(self, tx: Transaction, acts: Sequence[Act], tellings: Sequence[Telling], group: Group) -> None:
        """Open and close the cases that moved parcels ask for. A bulk act brings history: nobody works on it."""
        for telling in tellings:
            item = telling.known
            if item is None or item.n is None or acts[telling.act].request.bulk:
                continue
            order = (item.shop, item.n, telling.order_id())
            for parcel in item.moved:
                self._cases.follow(tx, group, order, parcel, acts[telling.act].actor)
            item.moved = []  # told of twice in one group, it moved once


def _reached(draft: Draft, now_ms: int) -> int:
    """Return when a state was reached: by the source's time, so that what is imported late has not just happened."""
    return min(draft.source_at_ms or now_ms, now_ms)


def _fault_of(draft: Draft) -> str | None:
    """Return why a telling can never be taken, or None. Beyond the bounds lies what no store can hold."""
    if abs(draft.source_at_ms) >= _BEYOND or abs(draft.rank) >= _BEYOND:
        return "input:malformed"
    if are_too_many((), b"", draft):
        return TooLarge.reason
    return "input:undeclared-field" if any(name not in FIELDS for name in draft.fields) else None
