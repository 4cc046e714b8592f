"""Exact match: whether something is a customer's, without an order being opened.

Fingerprints are written with the orders, in their own transactions, and hidden with their erasure. What
is asked is looked up in memory, which is filled at the first question and kept up with the store from
then on. Why so, and what a thief of this or that learns: docs/decisions/0090-exact-match.md.

One writer: `store`, `renew`, `forget`, `tidy` and `compact_forgotten` are called by one thread at a
time; what `store`, `renew` and `forget` return is called once their transaction is on disk. `hold` and
`size` are for any thread. Memory is never the only place of anything.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orderveil.core.errors import Unavailable
from orderveil.detect.exact import Element
from orderveil.detect.exactcells import Digests
from orderveil.detect.exactset import HashSet, Orders
from orderveil.store.database import Database, Transaction
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.matching.elements import Order, elements_of
from orderveil.vault.matching.fingerprints import KINDS, Fingerprints
from orderveil.vault.matching.journal import SCHEMA, TABLES, Journal
from orderveil.vault.matching.rows import FUNCTION_KEY, MOVED_ON, SEAL_KEYS, Entries, Seals

__all__ = ["FUNCTION_KEY", "SCHEMA", "SEAL_KEYS", "TABLES", "Matching"]

_TRIES = 3  # to read the store while a round of forgetting goes on
_WAITING = 4_096  # groups that memory is behind before it is rather read anew: nobody has asked for long
_LOW = np.int64(0xFFFF_FFFF)


@dataclass(frozen=True, slots=True)
class _News:
    """What a transaction that is on disk changed: orders that are to be dropped, and what came in, as row `row`."""

    row: int
    dropped: Orders
    added: Entries | None


class Matching:
    """The fingerprints of one order store."""

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._key_store = keys
        self._journal = Journal(Seals(keys.named, keys.held, keys.destroy_named))
        self._fingerprints: Fingerprints | None = None
        self._sets: dict[Element, HashSet] | None = None
        self._lock = threading.Lock()  # of the sets; never taken by the writer
        self._news: deque[_News] = deque()
        self._is_listening = False

    def __repr__(self) -> str:
        return "Matching(<hidden>)"

    def load(self, tx: Transaction) -> None:
        """Get ready to write, at start."""
        self._journal.load(tx)

    # ---- writing

    def store(self, tx: Transaction, orders: Sequence[Order]) -> Callable[[], None]:
        """Write the fingerprints of new orders in their own transaction."""
        return self._write(tx, orders, dropped=())

    def renew(self, tx: Transaction, orders: Sequence[Order]) -> Callable[[], None]:
        """Write fingerprints as the only ones of their orders: after a field was corrected or a class ended."""
        ns = [n for n, _ in orders]
        self._journal.mark(tx, ns)
        return self._write(tx, orders, dropped=ns)

    def forget(self, tx: Transaction, ns: Iterable[int]) -> Callable[[], None]:
        """Hide orders at once. They are dropped for good by `compact_forgotten`."""
        gone = list(ns)
        self._journal.mark(tx, gone)
        return lambda: self._tell(_News(0, _low(gone), None))

    def _write(self, tx: Transaction, orders: Sequence[Order], dropped: Sequence[int]) -> Callable[[], None]:
        read = elements_of(orders)
        keys, checks = self._function().both(read.kinds, read.digests)
        entries = Entries(read.kinds, keys, checks, read.ns)
        if not len(entries) and not dropped:
            return lambda: None
        row = self._journal.append(tx, entries)
        return lambda: self._tell(_News(row, _low(dropped), entries))

    def _function(self) -> Fingerprints:
        if self._fingerprints is None:
            self._fingerprints = Fingerprints(self._key_store.named(FUNCTION_KEY))
        return self._fingerprints

    def _tell(self, news: _News) -> None:
        """Let memory hear of something that is on disk. Takes no lock: the writer waits for nobody who asks."""
        if not self._is_listening:
            return
        self._news.append(news)
        if len(self._news) > _WAITING:
            self._is_listening = False  # what is in memory is stale from here on, and read anew at the next question

    # ---- asking

    def hold(self, element: Element, digests: Digests) -> npt.NDArray[np.bool_]:
        """Tell of each digest whether a living order holds it. The first question reads the whole store."""
        function, kind = self._function(), KINDS[element]
        out = np.zeros(len(digests), np.bool_)
        keys = function.keys(kind, digests)
        with self._lock:
            at = self._up_to_date()[element].candidates(keys)
        if len(at):
            keys, checks = function.both(kind, digests[at])
            with self._lock:
                out[at] = self._up_to_date()[element].confirmed(keys, checks)
        out &= (digests[:, 0] | digests[:, 1]) != 0
        return out

    def size(self, element: Element) -> int:
        """Return how many different ones are held."""
        with self._lock:
            return self._up_to_date()[element].distinct()

    def _up_to_date(self) -> dict[Element, HashSet]:
        """Return the sets with everything that is on disk. Called with the lock held."""
        if self._sets is None or not self._is_listening:
            self._sets = self._read_all()
        news = [self._news.popleft() for _ in range(len(self._news))]
        if news:
            _apply(self._sets, news)
        return self._sets

    def _read_all(self) -> dict[Element, HashSet]:
        for attempt in range(_TRIES):
            try:
                return self._read_once()
            except Unavailable as error:
                if error.reason != MOVED_ON or attempt == _TRIES - 1:
                    raise
        raise AssertionError("a loop that returns or raises")

    def _read_once(self) -> dict[Element, HashSet]:
        """Read the store. What commits from here on is news; what the snapshot has of it already is passed over."""
        self._news.clear()
        self._is_listening = True
        sets = {element: HashSet() for element in Element}
        with self._database.reading() as tx:
            seen = self._journal.newest(tx)
            # A store put back from before an erasure has its fingerprints again, and no mark. Its keys are gone.
            living = _table_of(self._key_store.living_numbers())
            for entries in self._journal.read(tx):
                _add(sets, entries.where(living[np.minimum(entries.ns, len(living) - 1)]))
        news = [self._news.popleft() for _ in range(len(self._news))]
        self._news.extendleft(reversed([one for one in news if not 0 < one.row <= seen]))
        return sets

    # ---- upkeep

    def tidy(self, tx: Transaction) -> int:
        """Do one bounded piece of merging; return how much was done."""
        return self._journal.tidy(tx)

    def compact_forgotten(self, tx: Transaction) -> dict[str, int]:
        """Do one bounded piece of dropping for good what was forgotten; call again until `left` is 0."""
        return self._journal.compact_forgotten(tx)

    def opens(self, tx: Transaction) -> bool:
        """Tell whether every row's key lives: not so where the store is older than the last purge."""
        return self._journal.opens(tx)


def _low(ns: Sequence[int]) -> Orders:
    return (np.array(ns, np.int64) & _LOW).astype(np.uint32)


def _apply(sets: dict[Element, HashSet], news: Sequence[_News]) -> None:
    """Take in what came, oldest first: one pass over the sets for all that is dropped."""
    dropped = np.concatenate([one.dropped for one in news])
    when = np.repeat(np.arange(len(news)), [len(one.dropped) for one in news])
    if len(dropped):
        for held in sets.values():
            held.drop(dropped)
    for place, one in enumerate(news):
        if one.added is not None:
            later = dropped[when > place]
            _add(sets, one.added.where(~np.isin(one.added.ns, later)) if len(later) else one.added)


def _table_of(numbers: Iterable[int]) -> npt.NDArray[np.bool_]:
    """Return a table that is true at the low halves of some numbers; its last place is false."""
    living = np.fromiter(numbers, np.int64) & _LOW
    table = np.zeros(int(living.max(initial=0)) + 2, np.bool_)
    table[living] = True
    return table


def _add(sets: dict[Element, HashSet], entries: Entries) -> None:
    for element, kind in KINDS.items():
        mine = entries.kinds == kind
        sets[element].add(entries.keys[mine], entries.checks[mine], entries.ns[mine])
