"""The watch names whoever takes too much without a reason, once, whatever comes twice or late."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.watch.engine import Watch
from orderveil.watch.events import DAY_MS, HOUR_MS, Event, Finding, Kind
from orderveil.watch.rules import built_in_rules
from orderveil.watch.state import State, pack, unpack
from tests.watch.days import MONDAY, Record, end_of

TEAM = [f"person:p_{number}" for number in range(8)]


def settled(record: Record, days: int = 30, seed: int = 1) -> Watch:
    """A watch that has seen a team at work for some weeks: some 15 reveals a day, one in fifteen without a reason."""
    watch, random = Watch(State()), Random(seed)
    for day in range(days):
        if day % 7 == 6:
            continue
        for who in TEAM:
            bare = random.random() < 0.5
            assert watch.take(record.day(day, who, random.randint(11, 17), int(bare))) == []
        assert watch.close(end_of(day)) == []
    return watch


def kinds(found: list[Finding]) -> list[str]:
    return sorted({one.kind for one in found})


def test_a_grab_is_told_of_while_it_goes_on() -> None:
    record = Record()
    watch = settled(record)

    found = watch.take(record.day(30, TEAM[0], 90))

    assert [(one.kind, one.who) for one in found] == [("bulk", TEAM[0])]
    assert found[0].counts["reveals"] < 90
    assert found[0].evidence[-1].place.startswith("2026Q4/")


def test_a_slow_theft_is_found_though_no_day_stands_out() -> None:
    record, random = Record(), Random(5)
    watch = settled(record)
    found: list[Finding] = []
    for day in range(30, 58):
        if day % 7 == 6:
            continue
        for who in TEAM:
            found += watch.take(record.day(day, who, random.randint(11, 17), 4 if who == TEAM[3] else 0))
        found += watch.close(end_of(day))

    assert {one.who for one in found} == {TEAM[3]}
    assert "creeping" in kinds(found)


def test_what_the_whole_team_had_that_day_is_held_against_nobody() -> None:
    """The desk's tickets did not come in: everybody opens cases by hand."""
    record = Record()
    watch = settled(record)
    found = [one for who in TEAM for one in watch.take(record.day(30, who, 8, 6))] + watch.close(end_of(30))

    assert found == []


def test_the_same_entries_again_do_nothing() -> None:
    record = Record()
    watch = settled(record, days=12)
    grab = list(record.day(12, TEAM[0], 0, 80))
    first = watch.take(grab)
    before = pack(watch.state)

    assert kinds(first) == ["bulk"]
    assert watch.take(grab) == []
    assert pack(watch.state) == before


def test_late_entries_count_on_the_first_open_day_and_no_day_is_judged_twice() -> None:
    record = Record()
    watch = settled(record, days=12)
    closed = watch.state.closed
    late = list(record.day(10, TEAM[0], 0, 80))

    found = watch.take(late)

    assert kinds(found) == ["bulk"]
    assert watch.state.closed == closed
    assert list(watch.state.people[TEAM[0]].open) == [closed + 1]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_stopping_and_going_on_anywhere_finds_the_same(seed: int, cut: int) -> None:
    record = Record()
    random = Random(seed)
    events: list[Event] = []
    for day in range(4):
        for who in TEAM[:3]:
            events += record.day(day, who, random.randint(5, 15), 20 if day == 3 and who == TEAM[0] else 1)
    whole, parts = Watch(State()), Watch(State())
    wanted = whole.take(events) + whole.close(end_of(4))
    found: list[Finding] = []
    for start in range(0, len(events), cut):
        parts = Watch(unpack(pack(parts.state)))
        found += parts.take(events[start : start + cut])
    found += parts.close(end_of(4))

    assert found == wanted
    assert pack(parts.state) == pack(whole.state)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 25), st.integers(0, 25))
def test_more_without_a_reason_is_never_less_surprising(explained: int, more: int) -> None:
    def surprise(unexplained: int) -> float:
        record = Record()
        watch = settled(record, days=9)
        watch.take(record.day(9, TEAM[0], explained, unexplained))
        found = watch.close(end_of(9))
        return max([one.score for one in found if one.kind == "unexplained"], default=0.0)

    assert surprise(more) <= surprise(more + 6)


def test_after_an_alert_the_same_is_not_raised_again_for_a_while() -> None:
    record = Record()
    watch = settled(record)
    found: list[Finding] = []
    for day in (30, 31, 32):
        found += watch.take(record.day(day, TEAM[0], 90))
        found += watch.close(end_of(day))

    assert [one.kind for one in found].count("bulk") == 1


def test_a_theft_does_not_become_custom() -> None:
    record = Record()
    watch = settled(record)
    before = watch.state.people[TEAM[0]].past.reveals
    watch.take(record.day(30, TEAM[0], 90))
    watch.close(end_of(30))

    assert watch.state.people[TEAM[0]].past.reveals == before
    assert not any(day.reveals >= 90 for day in watch.state.people[TEAM[0]].lately)


def test_neighbouring_orders_one_after_another_are_told_of() -> None:
    record = Record()
    watch = settled(record)
    start = (MONDAY + 30) * DAY_MS + 6 * HOUR_MS
    watch.take([record.reveal(start + step * 60_000, TEAM[1], n=90_000 + step) for step in range(16)])

    found = [one for one in watch.close(end_of(30)) if one.kind == "consecutive"]

    assert found[0].counts["pairs"] == 15


def test_hours_in_which_nobody_works_are_told_of() -> None:
    record = Record()
    watch = settled(record, days=40)
    night = (MONDAY + 42) * DAY_MS + 20 * HOUR_MS
    watch.take(record.day(42, TEAM[1], 12))
    watch.take([record.reveal(night + step * 60_000, TEAM[1]) for step in range(14)])

    assert "after_hours" in kinds(watch.close(end_of(42)))


def test_answers_that_it_was_nothing_make_the_watch_stricter_and_quiet_weeks_loosen_it() -> None:
    watch = Watch(State())
    watch.close(end_of(0))
    for _ in range(4):
        watch.justify("bulk")
    watch.close(end_of(8))
    strict = watch.state.strict
    watch.close(end_of(60))

    assert 0.5 < strict <= 2.5
    assert watch.state.strict < strict


def test_plain_rules_do_not_learn_from_answers() -> None:
    watch = Watch(State())
    watch.justify("glass")
    watch.justify("probing")

    assert watch.state.justified == 0
    assert not built_in_rules().rules["probing"].share


def test_memory_stays_small() -> None:
    record = Record()
    watch = settled(record, days=30)

    assert len(pack(watch.state)) / len(TEAM) < 20_000
    assert watch.state.places == {"2026Q4": int(record.event(Kind.READ, 0).place.partition("/")[2])}
