"""Reading the record from a time on: where to begin is found by halves, and nothing between is left out.

Entries are numbered after they were made, so none stands earlier in the record than its own time,
but one may stand later. Must never pass over a gap: what is missing is said, not skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from orderveil.ledger.bundles import WIDTH, BundleBroken, unpack
from orderveil.ledger.heads import Head
from orderveil.ledger.tree import altered, read_entries
from orderveil.store.database import Transaction

SLACK_MS = 86_400_000  # a clock that was set right may have stood ahead or behind


class _Dated(msgspec.Struct):
    at_ms: int


_dated = msgspec.json.Decoder(_Dated)


def entries_since(tx: Transaction, heads: Sequence[Head], at_ms: int) -> Iterator[bytes]:
    """Yield the raw entries of these logs from about `at_ms` on (up to a day earlier), in order.

    Raises LedgerUnavailable where an entry is missing or does not fit its hash.
    """
    for head in heads:
        expected = _first(tx, head, at_ms - SLACK_MS)
        for index, entry in read_entries(tx, head.id, expected, head.size):
            if index != expected:
                raise altered(f"{head.name}/{expected}")
            expected += 1
            yield entry
        if expected < head.size:
            raise altered(f"{head.name}/{expected}")


def _first(tx: Transaction, head: Head, at_ms: int) -> int:
    """Return the first entry of the last full bundle that begins before `at_ms`, or 0."""
    low, high = 0, head.size // WIDTH
    while low < high:
        middle = (low + high + 1) // 2
        if middle * WIDTH < head.size and _time_of(tx, head, middle * WIDTH) < at_ms:
            low = middle
        else:
            high = middle - 1
    return low * WIDTH


def _time_of(tx: Transaction, head: Head, index: int) -> int:
    row = tx.one("SELECT entries FROM ledger_bundles WHERE log = ? AND start = ?", (head.id, index))
    try:
        return _dated.decode(unpack(bytes(row[0]))[0]).at_ms if row is not None else _gone(head, index)
    except (BundleBroken, IndexError, msgspec.DecodeError):
        return _gone(head, index)


def _gone(head: Head, index: int) -> int:
    raise altered(f"{head.name}/{index}")
