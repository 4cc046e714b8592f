"""Roles and what becomes of them, in plain words: what each may do and where, and who may more or less by a change.

Values in, texts out. The difference is people.widening's and the matrix's own, the one that the vault judges by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orderveil.console.contracttext import Telling
from orderveil.console.words import Words, load_words
from orderveil.contracts.load import Contracts
from orderveil.people.matrix import Right, difference, lines_of
from orderveil.people.roles import Role, Roles
from orderveil.people.widening import ANY, Reach, RoleChange, SettingChange, compare
from orderveil.vault.role_messages import RoleProblem

_LINE = re.compile(r"roles\.toml:(\d+)")
_ROLE = re.compile(r"\[([A-Za-z0-9_-]{1,40})\]")
_FLAGS = frozenset({"by_badge", "is_outside", "needs_partner"})


@dataclass(frozen=True, slots=True)
class May:
    """One thing that a role may do, and where."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Fields of a hop that somebody may see, find, order by or reveal, no longer or from now on."""

    is_gain: bool
    verb: str
    hop: str
    fields: str
    how: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One number or flag of a role, before and after, in words."""

    name: str
    old: str
    new: str
    widens: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    """How one role differs, in words. `holders`: who is concerned now."""

    role: str
    state: str
    widens: bool
    narrows: bool
    holders: int
    gains: list[May]
    loses: list[May]
    settings: list[Setting]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a text: the line, where it is known, the place, and what."""

    line: int
    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a text would do. Nothing but `faults` while there are any."""

    faults: list[Fault]
    rows: list[RoleRow] = field(default_factory=list)

    @property
    def wider(self) -> int:
        """How many roles may more."""
        return sum(one.widens for one in self.rows if one.state != "gone")

    @property
    def narrower(self) -> int:
        """How many roles may less."""
        return sum(one.narrows for one in self.rows)


class RoleTelling:
    """Tells roles in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._telling = Telling(words)

    def may(self, role: Role) -> list[May]:
        """Return everything that a role may do, in as few lines as it takes."""
        return [self._reach(one) for change in compare({}, {role.name: role}) for one in change.gains]

    def changes(
        self, before: Roles, after: Roles, contracts: Contracts, holders: Mapping[str, int]
    ) -> list[RoleRow]:
        """Return every role that differs."""
        gained, lost = difference(before, after, contracts)
        return [
            self._row(one, holders.get(one.role, 0), [*self._cells(gained, one, True), *self._cells(lost, one, False)])
            for one in compare(before, after)
        ]

    def faults(self, problems: Iterable[RoleProblem], text: str) -> list[Fault]:
        """Return what is wrong with a text, in its order."""
        found = [Fault(_line(one.place, text), one.place, self._fault(one)) for one in problems]
        return sorted(found, key=lambda one: one.line)

    def _fault(self, problem: RoleProblem) -> str:
        word = f"reason.{problem.reason}"
        if problem.reason == "people:bad-roles" or word not in load_words("en"):
            return problem.message
        return self._words.say(word, place=problem.place)

    def _row(self, change: RoleChange, holders: int, cells: list[Cell]) -> RoleRow:
        return RoleRow(
            change.role, change.state, change.widens, change.narrows, holders,
            [self._reach(one) for one in change.gains], [self._reach(one) for one in change.loses],
            [self._setting(one) for one in change.settings], cells,
        )  # fmt: skip

    def _reach(self, reach: Reach) -> May:
        say, parts = self._words.say, []
        if reach.hops is not None:
            parts.append(say("roles.at", names=self._named(map(self._telling.hop, reach.hops))))
        if reach.fields is not None:
            parts.append(say("roles.of", names=self._named(map(self._telling.label, reach.fields))))
        if reach.purposes is not None:
            parts.append(say("roles.for", names=self._named(map(self._purpose, reach.purposes))))
        return May(say(f"may.{reach.permission.value}"), "; ".join(parts))

    def _named(self, names: Iterable[str]) -> str:
        return ", ".join(names) or self._words.say("roles.none_named")

    def _purpose(self, name: str) -> str:
        if name == ANY:
            return self._words.say("roles.any_purpose")
        found = self._words.say(f"order_purpose.{name}")
        return name if found.startswith("order_purpose.") else found

    def _setting(self, change: SettingChange) -> Setting:
        was, now = (
            self._words.say("roles.yes" if value else "roles.no") if change.name in _FLAGS else str(value)
            for value in (change.old, change.new)
        )
        return Setting(self._words.say(f"roles.set_{change.name}"), was, now, change.widens)

    def _cells(self, rights: Sequence[Right], change: RoleChange, is_gain: bool) -> list[Cell]:
        return [
            Cell(
                is_gain, self._words.say(f"verb.{line.verb}"), self._telling.hop(line.hop),
                ", ".join(map(self._telling.label, line.fields)), ", ".join(map(self._how, line.how)),
            )
            for line in lines_of(one for one in rights if one.role == change.role)
        ]  # fmt: skip

    def _how(self, how: str) -> str:
        for word in (f"order_treatment.{how}", f"order_purpose.{how}", f"orders.kind_{how}"):
            if word in load_words("en"):
                return self._words.say(word)
        return how


def _line(place: str, text: str) -> int:
    """Return the line of a place: as it says, or where its role begins; 1 where neither is known."""
    if told := _LINE.match(place):
        return int(told[1])
    role = _ROLE.search(place)
    for number, line in enumerate(text.splitlines(), 1):
        if role is not None and line.strip() == f"[{role[1]}]":
            return number
    return 1
