"""Plain rules hold by their thresholds alone, from the first day on."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import msgspec
import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.watch.engine import Watch
from orderveil.watch.events import DAY_MS, HOUR_MS, Event, Finding, Kind
from orderveil.watch.rules import built_in_rules, read_rules, say
from orderveil.watch.state import State
from tests.watch.days import MONDAY, Record

BEN, KEY = "person:p_ben", "key:key_0a1b"


def at(day: int, minute: int = 0) -> int:
    return (MONDAY + day) * DAY_MS + 6 * HOUR_MS + minute * 60_000


def found(*events: Event) -> list[Finding]:
    return Watch(State()).take(events)


def test_each_broken_glass_is_told_of() -> None:
    record = Record()

    told = found(*(record.event(Kind.GLASS, at(0, step), order="o", field="buyer_phone") for step in range(3)))

    assert [one.kind for one in told] == ["glass"] * 3
    assert len({one.key for one in told}) == 3


def test_probing_and_searches_in_vain_are_told_of_once_a_day() -> None:
    record = Record()
    least = built_in_rules().rules["misses"].least
    searches = [record.event(Kind.SEARCHED, at(0, step), count=0) for step in range(least + 20)]
    probes = [record.event(Kind.PROBED, at(0, 90 + step)) for step in range(2)]

    assert [one.kind for one in found(*searches, *probes)] == ["misses", "probing"]
    assert found(*(record.event(Kind.SEARCHED, at(0, step), count=1) for step in range(99))) == []


def test_refusals_in_a_row_are_told_of_and_a_factor_that_is_due_is_none() -> None:
    record = Record()

    def refused(reason: str, times: int) -> list[Event]:
        return [record.event(Kind.REFUSED, at(0, step), reason=reason) for step in range(times)]

    assert [one.kind for one in found(*refused("case:unknown", 8))] == ["refused"]
    assert found(*refused("case:unknown", 7), record.reveal(at(0, 9)), *refused("case:unknown", 7)) == []
    assert found(*refused("access:step-up-due", 20)) == []


@pytest.mark.parametrize(("granted", "wanted"), [(False, ["first_hop"]), (True, [])])
def test_a_hop_never_looked_through_is_told_of_unless_a_role_was_just_given(granted: bool, wanted: list[str]) -> None:
    record = Record()
    before = [record.event(Kind.READ, at(day)) for day in range(0, 40, 5)]
    roles = [record.event(Kind.ROLES, at(39))] if granted else []

    told = found(*before, *roles, record.event(Kind.READ, at(41), hop="oms"))

    assert [one.kind for one in told] == wanted


def test_a_hop_that_a_colleague_of_the_role_looks_through_is_part_of_the_work() -> None:
    def looks(role: str) -> list[str]:
        record = Record()
        mine = [record.reveal(at(day)) for day in (0, 40)]
        theirs = record.reveal(at(40, 5), "person:p_mira", hop="courier", role=role)
        return [one.kind for one in found(*mine, theirs, record.reveal(at(40, 9), hop="courier"))]

    assert looks("support_agent") == []
    assert looks("operations") == ["first_hop"]


def test_a_shop_that_just_opened_is_no_news_through_the_hop_that_one_works_in() -> None:
    def looks(hop: str, opened: int) -> list[str]:
        record = Record()
        mine = [record.reveal(at(day)) for day in (0, 40)]
        first = record.event(Kind.LISTED, at(opened, 1), "person:p_asha", shop="kiosk", role="owner", hop="oms")
        events = sorted([*mine, first, record.reveal(at(40, 9), shop="kiosk", hop=hop)], key=lambda one: one.at_ms)
        numbered = [msgspec.structs.replace(one, place=f"2026Q4/{index}") for index, one in enumerate(events)]
        return [one.kind for one in found(*numbered)]

    assert looks("support", opened=35) == []
    assert looks("courier", opened=35) == ["first_hop"]
    assert looks("support", opened=2) == ["first_hop"]  # it opened long ago, and is looked at only now


def test_a_key_that_replaces_another_takes_what_the_other_took() -> None:
    def exports(*between: Event) -> list[str]:
        record = Record()
        parts = {"count": 90, "fields": ("a", "b"), "role": "partner_key"}
        old = [record.event(Kind.EXPORTED, at(day), KEY, **parts) for day in (0, 30)]
        told = [msgspec.structs.replace(one, place=f"2026Q4/{2 + n}") for n, one in enumerate(between)]
        new = msgspec.structs.replace(old[-1], place="2026Q4/9", at_ms=at(31), who="key:key_new")
        return [one.kind for one in found(*old, *told, new)]

    assert exports() == ["export_recipient"]
    assert exports(Event("x/0", at(30, 9), Kind.REPLACED, "key:key_new", reason=KEY)) == []
    assert exports(Event("x/0", at(30, 9), Kind.REPLACED, "key:key_new", reason="key:unknown")) == ["export_recipient"]


def test_fields_that_two_people_gave_a_hop_lately_are_no_news() -> None:
    def exports(widened: str) -> list[str]:
        record = Record()
        parts = {"count": 50, "role": "partner_key", "hop": "courier"}
        old = [record.event(Kind.EXPORTED, at(day), KEY, fields=("a",), **parts) for day in (0, 30)]
        change = record.event(Kind.WIDENED, at(30, 9), "person:p_asha", hop=widened)
        more = record.event(Kind.EXPORTED, at(31), KEY, fields=("a", "b"), **parts)
        return [one.kind for one in found(*old, change, more)]

    assert exports("courier") == []
    assert exports("oms") == ["export_fields"]


def test_whoever_was_gone_for_long_is_told_of_at_the_first_reveal() -> None:
    record = Record()

    told = found(record.reveal(at(0)), record.reveal(at(60)), record.reveal(at(60, 5)))

    assert [(one.kind, one.counts["away"]) for one in told] == [("dormant", 60)]


def test_leave_is_no_alarm_but_taking_without_a_reason_after_it_is() -> None:
    record = Record()
    honest = found(record.reveal(at(0)), *(record.reveal(at(20, step)) for step in range(9)))
    thief = found(record.reveal(at(0)), *(record.reveal(at(20, step), origin="person") for step in range(4)))

    assert honest == []
    assert [one.kind for one in thief] == ["back_from_leave"]


def test_unusual_exports_are_told_of_by_size_by_fields_and_by_who_takes_them() -> None:
    record = Record()

    def taken(day: int, count: int, who: str = KEY, fields: tuple[str, ...] = ("awb",)) -> Event:
        return record.event(Kind.EXPORTED, at(day), who, role="partner_key", count=count, fields=fields)

    usual = [taken(day, 60) for day in range(0, 20, 2)]
    watch = Watch(State())

    assert watch.take(usual) == []
    assert [one.kind for one in watch.take([taken(21, 900)])] == ["export_size"]
    assert [one.kind for one in watch.take([taken(22, 60, fields=("awb", "buyer_email"))])] == ["export_fields"]
    assert [one.kind for one in watch.take([taken(23, 5, "key:key_new")])] == ["export_recipient"]


def test_every_rule_says_in_both_languages_what_it_counts() -> None:
    for name, rule in built_in_rules().rules.items():
        values = {word: 7 for word in ("reveals", "usual", "unexplained", "days", "odd", "pairs", "orders", "misses",
                                       "refused", "away", "exported", "most", "fields")}  # fmt: skip
        for language in ("en", "hi"):
            assert "…" not in say(name, language, values | {"person": "Asha"}), name
        assert any("\u0900" <= sign <= "\u097f" for sign in rule.hi)


def test_shares_are_one_budget() -> None:
    text = files("orderveil.watch").joinpath("rules.toml").read_text(encoding="utf-8")
    shares = [rule.get("share", 0) for rule in tomllib.loads(text)["rules"].values()]

    assert sum(shares) == pytest.approx(1.0)
    with pytest.raises(BadConfiguration):
        read_rules(text.replace("share = 0.65", "share = 0.9"), "rules")
