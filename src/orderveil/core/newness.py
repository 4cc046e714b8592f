"""Which of two tellings of one order is the newer, however late or often each arrives.

Sources tell the same order many times: at once, late, twice, out of order, and with times that
agree to the second. The rule, in order:

0. a time in the future counts as five minutes from now: a source whose clock is wrong, or that lies,
   must not make every later telling stale;
1. what was seen before at the held time and rank is a duplicate, and changes nothing;
2. an earlier time, or the same time at a lower rank, is stale;
3. anything else is newer. At equal time and rank the telling that was first seen last wins, because
   nothing but arrival is left to go by; a repeat of the other one is caught by 1.

Time is the source's own; rank never falls while an order goes on (see core.order.Draft), which
settles most equal times whatever the order of arrival.
"""

from __future__ import annotations

from dataclasses import dataclass

from orderveil.core.order import IntakeStatus

FUTURE_MS = 5 * 60_000  # clocks of honest sources differ by less
SEEN_LIMIT = 16  # tellings remembered at one time and rank; a source that sends more repeats itself


@dataclass(frozen=True, slots=True)
class Stamp:
    """The newest telling held: the source's time (epoch ms), rank, and digests seen at that pair."""

    at_ms: int
    rank: int
    seen: tuple[bytes, ...]


def believed(at_ms: int, now_ms: int) -> int:
    """Return the time that a telling is taken to be of. Rule 0."""
    return min(at_ms, now_ms + FUTURE_MS)


def judge(held: Stamp, at_ms: int, rank: int, digest: bytes) -> IntakeStatus:
    """Return DUPLICATE, STALE or UPDATED for a telling of a held order, with its time `believed`."""
    if digest in held.seen:
        return IntakeStatus.DUPLICATE
    if (at_ms, rank) < (held.at_ms, held.rank):
        return IntakeStatus.STALE
    return IntakeStatus.UPDATED


def renewed(held: Stamp, at_ms: int, rank: int, digest: bytes) -> Stamp:
    """Return the stamp once a newer telling is taken."""
    if (at_ms, rank) == (held.at_ms, held.rank):
        return Stamp(at_ms, rank, (*held.seen, digest)[-SEEN_LIMIT:])
    return Stamp(at_ms, rank, (digest,))
