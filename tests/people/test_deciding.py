"""The decision whether somebody may: default deny, every narrowing, and the reason that came nearest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.errors import BadConfiguration, Malformed
from orderveil.people.deciding import Allowed, Assignment, Refused, Target, decide
from orderveil.people.hours import read_hours
from orderveil.people.permissions import NARROWED_BY, Permission
from orderveil.people.quotas import allowance
from orderveil.people.roles import built_in_roles, read_roles
from orderveil.people.widening import is_within

ROLES = built_in_roles()
REVEAL = Permission.ORDERS_FIELD_REVEAL
PHONE = Target("main", "tea", "support", "buyer_phone", "call_buyer")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("assignment", "reason"),
    [
        (Assignment("support_agent", "main"), None),
        (Assignment("support_agent", "main", frozenset({"tea"})), None),
        (Assignment("support_agent", "main", frozenset({"coffee"})), "people:other-shop"),
        (Assignment("support_agent", "beans"), "people:other-tenant"),
        (Assignment("support_agent", "main", partner="bpo"), "people:other-partner"),
        (Assignment("support_agent", "main", from_ms=101), "people:not-yet"),
        (Assignment("support_agent", "main", until_ms=100), "people:ended"),
        (Assignment("support_agent", "main", hours=read_hours("09:00-18:00 UTC")), "people:not-now"),
        (Assignment("operations", "main"), "people:other-hop"),
        (Assignment("warehouse", "main"), "people:not-granted"),
        (Assignment("emperor", "main"), "people:no-role"),
    ],
)
def test_a_reveal_is_covered_or_refused_with_the_nearest_reason(assignment: Assignment, reason: str | None) -> None:
    decision = decide([assignment], REVEAL, PHONE, 100, ROLES)
    assert (decision.reason if isinstance(decision, Refused) else None) == reason


def test_nobody_without_a_role_may_do_anything() -> None:
    for permission in Permission:
        assert decide([], permission, PHONE, 0, ROLES) == Refused("people:no-role")


def test_the_nearest_of_several_refusals_is_told() -> None:
    held = [Assignment("warehouse", "main"), Assignment("support_agent", "main", until_ms=1)]
    assert decide(held, REVEAL, PHONE, 100, ROLES) == Refused("people:ended")


def test_an_act_that_does_not_tell_its_shop_is_not_within_one() -> None:
    held = [Assignment("owner", "main", frozenset({"tea"}))]
    assert decide(held, Permission.PEOPLE_PERSON_REMOVE, Target("main"), 0, ROLES) == Refused("people:other-shop")


def test_a_partners_user_without_a_partner_may_nothing() -> None:
    target = Target("main", hop="courier", partner="fast")
    bare = decide([Assignment("partner_user", "main")], Permission.EXPOSURE_MAP_READ, target, 0, ROLES)
    bound = decide([Assignment("partner_user", "main", partner="fast")], Permission.EXPOSURE_MAP_READ, target, 0, ROLES)
    assert bare == Refused("people:other-partner")
    assert isinstance(bound, Allowed)


@given(st.sampled_from(list(ROLES)), st.sampled_from(list(Permission)), st.integers(0, 10**13))
def test_narrowing_an_assignment_never_allows_more(role: str, permission: Permission, now: int) -> None:
    wide = Assignment(role, "main", partner="fast" if ROLES[role].needs_partner else None)
    hours = read_hours("09:00-18:00 UTC mon-fri")
    narrow = Assignment(role, "main", frozenset({"tea"}), wide.partner, 5, 10**12, hours)
    target = Target("main", "tea", "support", "buyer_phone", "call_buyer", wide.partner)
    assert is_within(narrow, wide)
    if isinstance(decide([narrow], permission, target, now, ROLES), Allowed):
        assert isinstance(decide([wide], permission, target, now, ROLES), Allowed)


@pytest.mark.parametrize(
    ("hours", "moment", "covered"),
    [
        ("09:00-18:00 Asia/Kolkata mon-sat", "2026-11-23T03:30", True),  # Monday 09:00 there
        ("09:00-18:00 Asia/Kolkata mon-sat", "2026-11-23T12:30", False),  # 18:00 there
        ("09:00-18:00 Asia/Kolkata mon-sat", "2026-11-22T06:00", False),  # Sunday
        ("22:00-06:00 Asia/Kolkata fri", "2026-11-27T20:00", True),  # Saturday 01:30, begun on Friday
        ("22:00-06:00 Asia/Kolkata fri", "2026-11-26T20:00", False),  # Friday 01:30, begun on Thursday
        ("00:00-24:00 Europe/Berlin", "2026-10-25T00:30", True),  # the hour that comes twice
        ("09:00-18:00 UTC sat-mon", "2026-11-23T10:00", True),
        ("09:00-18:00 UTC tue,thu", "2026-11-23T10:00", False),
    ],
)
def test_hours_are_local_and_may_pass_midnight(hours: str, moment: str, covered: bool) -> None:
    assert read_hours(hours).covers(at(moment)) is covered


@pytest.mark.parametrize(
    "text", ["", "9-18", "09:00-18:00", "25:00-26:00 UTC", "09:00-09:00 UTC", "09:00-18:00 Mars/X"]
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_hours(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[a]\nsays='x'\ngrants=[{may=['orders:all:do']}]", "r [a].grants[0].may"),
        ("[a]\nsays='x'\ngrants=[{may=['alerts:alert:read'],hops=['oms']}]", "r [a].grants[0].hops"),
        ("[a]\nsays='x'\ngrants=[{may=['orders:order:read'],hops=[]}]", "r [a].grants[0].hops"),
        ("[a]\nsays='x'\ngrants=[{may=['orders:order:read'],hops=['moon']}]", "r [a].grants[0].hops"),
        ("[a]\nsays='x'\ngrants=[{may=['orders:order:read'],shops=['x']}]", "r [a].grants[0]"),
        ("[a]\nsays='x'\ngrants=[]\nadmin=true", "r [a].admin"),
        ("[a]\nsays='x'\ngrants=[]\ndaily_reveals=-1", "r [a].daily_reveals"),
        ("[A]\nsays='x'\ngrants=[]", "r [A]"),
    ],
)
def test_a_role_that_is_not_understood_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        read_roles(text, "r")
    assert refused.value.place == place


def test_every_permission_is_held_by_some_role_and_narrowed_by_something() -> None:
    held = {grant.permission for role in ROLES.values() for grant in role.grants}
    assert held == set(Permission) == set(NARROWED_BY)
    assert list(Permission) == sorted(Permission)


def test_a_days_reveals_follow_role_orders_and_cases() -> None:
    agent = ROLES["support_agent"]
    days = [allowance(agent, orders, cases) for orders, cases in ((0, 0), (20, 0), (1000, 0), (1000, 4))]
    assert days == [5, 10, 30, 42]
    assert allowance(ROLES["outsourced_agent"], 1000, 50) == 0
