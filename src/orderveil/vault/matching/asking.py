"""Asked whether things are customers': bounded, counted, recorded first.

Whoever may ask can try every phone number there is, so the answer is an oracle. It cannot be made none,
for telling is what it is for; it is made slow and loud. How a question is answered, by numbered steps:

  1. who asks is an operator of this machine (vault/grants.py): no partner's key and no room may;
  2. a question is of a bounded size, and all of an hour together of another: ORDERVEIL_MATCH_PER_HOUR;
  3. it is looked up;
  4. the ledger entry commits: who asked for how many of each element, and how many were held; no values;
  5. the answer leaves: one bit for each, and how many are held at all.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from orderveil.core.errors import Malformed, TooLarge, TooMany
from orderveil.detect.exact import Element
from orderveil.detect.exactcells import Digests
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.matching.filling import unfilled
from orderveil.vault.messages import Matched, MatchKnown
from orderveil.vault.writer import Group

MOST_AT_ONCE = 500_000  # digests in one question: a tenth of a second's work, and 8 MB on the socket
_HOUR_MS = 3_600_000
_DIGEST_BYTES = 16


class Quota:
    """How many digests were asked for within the last hour, by all together. Not kept over a restart."""

    def __init__(self, per_hour: int) -> None:
        self._per_hour = per_hour
        self._lock = threading.Lock()
        self._asked: deque[tuple[int, int]] = deque()
        self._total = 0

    def take(self, count: int, now_ms: int) -> None:
        """Count a question. Raises TooMany where the hour's share is used up."""
        with self._lock:
            while self._asked and abs(now_ms - self._asked[0][0]) >= _HOUR_MS:  # abs: a clock may jump back
                self._total -= self._asked.popleft()[1]
            if self._total + count > self._per_hour:
                raise TooMany(
                    "as much was compared with customers as may be in an hour; ORDERVEIL_MATCH_PER_HOUR says how much",
                    reason="match:too-many",
                )
            self._asked.append((now_ms, count))
            self._total += count


class Asking:
    """Answers MatchKnown."""

    def __init__(self, interior: Interior, write: Callable[[Callable[[Transaction, Group], Any]], Any]) -> None:
        self._in = interior
        self._write = write
        self._quota = Quota(interior.match_per_hour)

    def match(self, request: MatchKnown, actor: Actor) -> Matched:
        """Tell which of some digests are living orders'. Raises Malformed, TooLarge or TooMany."""
        asked = [(_element(name), _digests(raw)) for name, raw in request.elements]
        total = sum(len(digests) for _, digests in asked)
        if total > MOST_AT_ONCE:  # step 2
            raise TooLarge(f"at most {MOST_AT_ONCE} may be asked for at once", place="elements")
        self._quota.take(total, self._in.clock.latest_ms())
        held = [self._in.matching.hold(element, digests) for element, digests in asked]  # step 3
        counts: dict[str, int] = {}
        for (element, digests), bits in zip(asked, held, strict=True):
            for name, count in ((f"{element}_asked", len(digests)), (f"{element}_held", int(np.count_nonzero(bits)))):
                counts[name] = counts.get(name, 0) + count
        if asked:  # how many there are is no question about anybody
            self._write(lambda tx, group: self._record(tx, group, actor, counts))  # step 4
        sizes = {str(element): self._in.matching.size(element) for element in Element}
        with self._in.database.reading() as tx:
            left = unfilled(tx)
        return Matched([np.packbits(bits).tobytes() for bits in held], sizes, left)  # step 5

    def _record(self, tx: Transaction, group: Group, actor: Actor, counts: dict[str, int]) -> None:
        """Write into every tenant's record: its customers were among those compared with."""
        for tenant in sorted({shop.tenant for shop in self._in.shops.all()}):
            entry = Entry(
                act=Did.MATCH_ELEMENTS_ASKED, at_ms=group.now_ms, tenant=tenant, actor=actor.name, counts=counts
            )
            self._in.record(tx, group, entry)


def _element(name: str) -> Element:
    try:
        return Element(name)
    except ValueError:
        raise Malformed(f"an element is one of {', '.join(Element)}", place="elements") from None


def _digests(raw: bytes) -> Digests:
    if len(raw) % _DIGEST_BYTES:
        raise Malformed(f"digests are {_DIGEST_BYTES} bytes each", place="elements")
    return np.frombuffer(raw, "<u8").reshape(-1, 2)
