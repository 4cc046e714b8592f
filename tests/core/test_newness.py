"""Which telling of an order is the newer."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.newness import FUTURE_MS, SEEN_LIMIT, Stamp, believed, judge, renewed
from orderveil.core.order import IntakeStatus

# a digest covers the telling's time and rank: two that differ in these are never told alike
_TELLINGS = st.tuples(st.integers(0, 5), st.integers(0, 3), st.binary(min_size=1, max_size=2)).map(
    lambda told: (told[0], told[1], bytes(told[:2]) + told[2])
)


def _held_after(tellings: list[tuple[int, int, bytes]]) -> Stamp:
    held = Stamp(*tellings[0][:2], (tellings[0][2],))
    for at_ms, rank, digest in tellings[1:]:
        if judge(held, at_ms, rank, digest) is IntakeStatus.UPDATED:
            held = renewed(held, at_ms, rank, digest)
    return held


def test_the_same_telling_again_is_a_duplicate() -> None:
    assert judge(Stamp(5, 1, (b"a",)), 5, 1, b"a") is IntakeStatus.DUPLICATE


def test_an_earlier_time_is_stale() -> None:
    assert judge(Stamp(5, 1, (b"a",)), 4, 3, b"b") is IntakeStatus.STALE


def test_at_equal_times_the_higher_rank_wins() -> None:
    assert judge(Stamp(5, 1, (b"a",)), 5, 2, b"b") is IntakeStatus.UPDATED
    assert judge(Stamp(5, 2, (b"a",)), 5, 1, b"b") is IntakeStatus.STALE


def test_a_repeat_of_an_overtaken_telling_changes_nothing() -> None:
    held = renewed(Stamp(5, 1, (b"a",)), 5, 1, b"b")

    assert judge(held, 5, 1, b"a") is IntakeStatus.DUPLICATE


def test_what_was_seen_at_one_time_and_rank_is_bounded() -> None:
    held = Stamp(5, 1, (b"0",))
    for number in range(100):
        held = renewed(held, 5, 1, str(number).encode())

    assert len(held.seen) == SEEN_LIMIT


@given(st.lists(_TELLINGS, min_size=1, max_size=5, unique_by=lambda telling: telling[:2]))
def test_any_order_of_arrival_ends_with_the_newest(tellings: list[tuple[int, int, bytes]]) -> None:
    newest = max(tellings)[:2]

    for arrival in itertools.permutations(tellings):
        held = _held_after(list(arrival))
        assert (held.at_ms, held.rank) == newest


@given(st.lists(_TELLINGS, min_size=1, max_size=8))
def test_telling_everything_twice_ends_as_telling_it_once(tellings: list[tuple[int, int, bytes]]) -> None:
    once = _held_after(tellings)

    assert _held_after(tellings + tellings) == once


def test_a_time_in_the_future_is_not_believed() -> None:
    now = 1_790_000_000_000

    assert believed(now + 10**12, now) == now + FUTURE_MS
    assert believed(now - 1, now) == now - 1
