"""Orders end here: erased one by one, and what has run out let go of as time passes.

How an order is erased, by numbered steps:

  1. the ledger entry, the tombstone and the removal of every row commit in one transaction;
  2. the order's keys are destroyed in the key store;
  3. the answer is given;
  4. the purge rewraps the survivors of the touched buckets and replaces the root, so that old
     copies of either store open nothing of it.

A crash between 1 and 2 is mended at the next start: tombstones whose keys still live are found and
step 2 is done again. Where the key store cannot be written, step 2 waits in line and is tried again.
Where the ledger cannot be written, the whole erasure waits: vault/waiting.py.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from contextlib import suppress

from orderveil.core.errors import Erased, KeyMissing, Malformed, NotFound, RelayError, SealBroken
from orderveil.core.fields import RetentionClass
from orderveil.core.ids import OrderId, is_order_id, order_id_from_bytes, order_id_to_bytes
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Row, Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.messages import Done, EraseOrder
from orderveil.vault.writer import Group

UNKNOWN_KEPT_MS = 30 * 86_400_000
_STEP = 500  # orders let go of in one group at most
_LOOK = 5_000  # tombstones looked at in one go, at the start
_REASON = re.compile(r"(?=.{1,64}$)[a-z]+(?:[.-][a-z]+)*")  # no digit: no phone number, no order's reference
_SELECT = "SELECT n, id, shop, ref_tag FROM orders"
_UNKNOWN = frozenset({RetentionClass.UNKNOWN})


class Erasing:
    """Ends orders and classes of their fields."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._owed: dict[int, frozenset[RetentionClass] | None] = {}  # keys still to be destroyed
        self._lock = threading.Lock()

    def erase(self, tx: Transaction, request: EraseOrder, actor: Actor, group: Group) -> Done:
        """Erase one order. Erasing again is Erased."""
        row = self.living(tx, request)
        self.end(tx, row, group, (actor.name, request.reason))
        return Done({"erased": 1})

    def living(self, tx: Transaction, request: EraseOrder) -> Row:
        """Return n, id, shop and reference tag of the order to be erased. Raises Malformed, NotFound or Erased."""
        if not _REASON.fullmatch(request.reason):
            raise Malformed("a reason is lower-case words, such as buyer-asked; the record keeps it", place="reason")
        if not is_order_id(request.order):
            raise NotFound("that is not an order's id", place="order")
        order = order_id_to_bytes(OrderId(request.order))
        row = tx.one(f"{_SELECT} WHERE id = ?", (order,))
        if row is not None:
            return row
        gone = tx.one("SELECT n, id FROM tombstones WHERE id = ?", (order,))
        if gone is not None:
            self._destroy_what_lives([gone])  # step 2 again: the first try may have ended between 1 and 2
            raise Erased("the order was erased before", place="order")
        raise NotFound("there is no such order", place="order")

    def _refuse_anothers_keys(self, n: int, order: bytes) -> None:
        """Raise SealBroken where the row's number leads to the keys of another order: they are not to be destroyed."""
        with suppress(Erased, KeyMissing):
            if self._in.keys.keys_of(n).order != order:
                raise SealBroken("the order's row is not its own")

    def end(self, tx: Transaction, row: Row, group: Group, why: tuple[str, str], queued_ms: int | None = None) -> None:
        """Step 1, and step 2 once that is on disk. `why` is who asked, and the reason.

        Where the erasure waited in line, `queued_ms` says since when, and the record says so too.
        """
        n, order, shop = int(row[0]), bytes(row[1]), self._in.shops.numbered(row[2])
        self._refuse_anothers_keys(n, order)
        acts = [(Did.ERASURE_ORDER_ERASED, group.now_ms)]
        if queued_ms is not None:
            acts.insert(0, (Did.ERASURE_ORDER_QUEUED, queued_ms))
        entries = [
            Entry(
                act=act, at_ms=at_ms, tenant=shop.tenant, actor=why[0], shop=shop.shop,
                orders=(order_id_from_bytes(order),), detail={"reason": why[1]},
            )
            for act, at_ms in acts
        ]  # fmt: skip
        self._in.record(tx, group, *entries)
        tx.execute(
            "INSERT INTO tombstones (ref_tag, n, id, erased_at) VALUES (?, ?, ?, ?)",
            (bytes(row[3]), n, order, group.now_ms),
        )
        for table in ("orders", "shipments", "pairwise_references"):
            tx.execute(f"DELETE FROM {table} WHERE n = ?", (n,))
        tx.execute("DELETE FROM erasures_waiting WHERE id = ?", (order,))
        self._in.tags.forget(tx, [n])
        group.after.append(self._in.matching.forget(tx, [n]))
        group.after.append(lambda: self._destroy([n], None))

    def end_unknown(self, tx: Transaction, group: Group) -> int:
        """End what sources sent and we do not know, 30 days after the order came in; return how many.

        The keys go first. Whatever fails after that leaves rows that are found again here; the other
        way round a crash would leave keys that nobody looks for.
        """
        rows = tx.all(
            "SELECT n, shop FROM orders WHERE unknown IS NOT NULL AND received_at <= ? ORDER BY received_at LIMIT ?",
            (group.now_ms - UNKNOWN_KEPT_MS, _STEP),
        )
        if not rows:
            return 0
        self._in.keys.destroy([int(row[0]) for row in rows], _UNKNOWN)
        tx.executemany("UPDATE orders SET unknown = NULL WHERE n = ?", [(row[0],) for row in rows])
        by_tenant: dict[str, int] = {}
        for row in rows:
            tenant = self._in.shops.numbered(row[1]).tenant
            by_tenant[tenant] = by_tenant.get(tenant, 0) + 1
        for tenant, count in by_tenant.items():
            self._in.record(
                tx, group,
                Entry(
                    act=Did.ERASURE_UNKNOWN_ENDED, at_ms=group.now_ms, tenant=tenant, actor="room:vault",
                    counts={"orders": count},
                ),
            )  # fmt: skip
        return len(rows)

    def _destroy(self, ns: list[int], classes: frozenset[RetentionClass] | None) -> None:
        """Step 2; what fails waits in line."""
        with self._lock:
            for n in ns:
                self._owed[n] = classes
        self.retry()

    def retry(self) -> int:
        """Destroy the keys that are still owed; return how many are left."""
        with self._lock:
            owed = dict(self._owed)
        for classes in set(owed.values()):
            ns = [n for n, wanted in owed.items() if wanted == classes]
            try:
                self._in.keys.destroy(ns, classes)
            except RelayError:
                continue  # tried again with the upkeep; the tombstone is the line that it waits in
            with self._lock:
                for n in ns:
                    self._owed.pop(n, None)
        return len(self._owed)

    def mend(self) -> int:
        """At the start: do step 2 for every tombstone whose keys still live; return how many.

        Every tombstone, however old: a key store that came back from a backup has brought keys back to life.
        """
        last, count = 0, 0
        while True:
            with self._in.database.reading() as tx:
                rows = tx.all("SELECT n, id FROM tombstones WHERE n > ? ORDER BY n LIMIT ?", (last, _LOOK))
            if not rows:
                return count
            last = int(rows[-1][0])
            count += self._destroy_what_lives(rows)

    def _destroy_what_lives(self, tombstones: Sequence[Row]) -> int:
        """Step 2 for rows of number and id; return how many had keys. Another order's keys are let be."""
        living = self._in.keys.living([int(row[0]) for row in tombstones])
        ns = [int(n) for n, order in tombstones if living.get(int(n)) == bytes(order)]
        if ns:
            self._destroy(ns, None)
        return len(ns)
