"""What widens: grants cell by cell against a brute-force reading, numbers and flags, and who gains by a change."""

from __future__ import annotations

import itertools
import random

import pytest

from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS
from orderveil.people.deciding import Allowed, Assignment, Target, decide
from orderveil.people.permissions import NARROWED_BY, Permission
from orderveil.people.roles import Roles, built_in_roles, built_in_text, read_roles
from orderveil.people.steering import ways
from orderveil.people.widening import ANY, Reach, compare, gains

P = Permission
HOP_NAMES = ("oms", "support", "wms", None)
FIELD_NAMES = ("buyer_phone", "buyer_email", "recipient_name", None)
PURPOSES = ("call_buyer", "invoice", "unheard", None)


def role(grants: str, **settings: int) -> Roles:
    numbers = "".join(f"{name} = {value}\n" for name, value in settings.items())
    return read_roles(f'[a]\nsays = "x"\n{numbers}grants = [{grants}]\n', "t")


def drawn(chance: random.Random) -> str:
    """A few grants that overlap."""
    lines = []
    for _ in range(chance.randint(0, 4)):
        permission = chance.choice([P.ORDERS_FIELD_REVEAL, P.ORDERS_ORDER_READ, P.LEDGER_LOOK_ASK])
        parts = [f'may = ["{permission}"]']
        for key, told, names in (
            ("hops", "hop", HOP_NAMES), ("fields", "field", FIELD_NAMES), ("purposes", "purpose", PURPOSES),
        ):  # fmt: skip
            if told in NARROWED_BY[permission] and chance.random() < 0.6:
                some = chance.sample([name for name in names if name and name != "unheard"], chance.randint(1, 2))
                parts.append(f"{key} = {some!r}".replace("'", '"'))
        lines.append("{ " + ", ".join(parts) + " }")
    return ", ".join(lines)


def allowed(roles: Roles) -> set[tuple[object, ...]]:
    """What the decision itself lets the role do, over every act in a small world."""
    held = [Assignment("a", "main")]
    acts = itertools.product(Permission, HOP_NAMES, FIELD_NAMES, PURPOSES)
    return {
        act for act in acts
        if isinstance(decide(held, act[0], Target("main", "tea", *act[1:]), 0, roles), Allowed)
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_a_gain_is_what_the_decision_newly_allows(seed: int) -> None:
    chance = random.Random(seed)
    before, after = role(drawn(chance)), role(drawn(chance))
    was, now = allowed(before), allowed(after)
    found = compare(before, after)
    assert any(one.widens for one in found) == bool(now - was)
    assert any(one.narrows for one in found) == bool(was - now)
    told = {reach.permission for one in found for reach in one.gains}
    assert told == {act[0] for act in now - was}
    assert gains([Assignment("a", "main")], before, after) == bool(now - was)


def test_a_gain_names_hops_fields_and_purposes() -> None:
    before = role('{ may = ["orders:field:reveal"], hops = ["oms"], purposes = ["invoice"] }')
    after = role('{ may = ["orders:field:reveal"], hops = ["oms", "support"], fields = ["buyer_phone"] }')
    (found,) = compare(before, after)
    others = tuple(str(name) for name in FIELDS if name != "buyer_phone")
    assert set(found.gains) == {
        Reach(P.ORDERS_FIELD_REVEAL, ("oms",), ("buyer_phone",), (ANY,)),
        Reach(P.ORDERS_FIELD_REVEAL, ("support",), ("buyer_phone",), None),
    }
    assert found.loses == (Reach(P.ORDERS_FIELD_REVEAL, ("oms",), others, ("invoice",)),)


def test_a_grant_without_narrowing_beside_one_with_every_hop_is_wider() -> None:
    every = ", ".join(f'"{hop.value}"' for hop in HOPS)
    bound = role(f'{{ may = ["orders:order:read"], hops = [{every}] }}')
    found = compare(bound, role('{ may = ["orders:order:read"] }'))
    assert [one.widens for one in found] == [True]


@pytest.mark.parametrize(
    ("name", "wider", "narrower"),
    [
        ("daily_reveals", 5, 0), ("per_case", 9, 0), ("step_up_minutes", 90, 5), ("idle_minutes", 60, 2),
        ("is_outside", "false", "true"), ("needs_partner", "false", "true"), ("by_badge", "true", "false"),
    ],
)  # fmt: skip
def test_numbers_and_flags_widen(name: str, wider: object, narrower: object) -> None:
    some, other = (role("", **{name: value}) for value in (narrower, wider))  # type: ignore[arg-type]
    assert [(one.widens, one.narrows) for one in compare(some, other)] == [(True, False)]
    assert [(one.widens, one.narrows) for one in compare(other, some)] == [(False, True)]
    assert gains([Assignment("a", "main")], some, other)
    assert not gains([Assignment("a", "main")], other, some)


def test_roles_that_come_and_go_are_told() -> None:
    before, after = built_in_roles(), read_roles(built_in_text().replace("[auditor]", "[inspector]"), "t")
    found = {one.role: one for one in compare(before, after)}
    assert {name: one.state for name, one in found.items()} == {"auditor": "gone", "inspector": "new"}
    assert found["inspector"].gains == found["auditor"].loses
    assert compare(before, before) == []


def test_what_another_role_already_gives_is_no_gain_where_it_reaches_as_far() -> None:
    before = read_roles('[a]\nsays="x"\ngrants=[]\n[b]\nsays="x"\ngrants=[{may=["ledger:look:ask"]}]\n', "t")
    after = read_roles('[a]\nsays="x"\ngrants=[{may=["ledger:look:ask"]}]\n[b]\nsays="x"\ngrants=[]\n', "t")
    everywhere, shop = Assignment("b", "main"), Assignment("b", "main", frozenset({"tea"}))
    assert not gains([Assignment("a", "main"), everywhere], before, after)
    assert gains([Assignment("a", "main"), shop], before, after)
    assert not gains([Assignment("a", "main", frozenset({"tea"})), shop], before, after)


def test_a_way_takes_one_who_asks_and_another_who_approves() -> None:
    roles = built_in_roles()
    owner, lead, agent = (Assignment(name, "main") for name in ("owner", "security_lead", "support_agent"))
    ended, bound = Assignment("owner", "main", until_ms=5), Assignment("owner", "main", frozenset({"tea"}))
    for held, expected in (
        ({"a": (owner,), "b": (lead,)}, 2), ({"a": (owner,)}, 1), ({"a": (agent,)}, 0), ({}, 0),
        ({"a": (owner,), "b": (ended,)}, 1), ({"a": (bound,)}, 0), ({"a": (Assignment("owner", "beans"),)}, 0),
    ):  # fmt: skip
        assert ways(held, "main", roles, 10) == (expected, expected)  # type: ignore[arg-type]
