"""Roles as data: read from roles.toml and, for a tenant's own, from text of the same form.

Must never grant what it does not understand: an unknown permission, hop, field or key is refused with
its place. A text is typed by somebody who may be hostile: it is bounded before it is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from orderveil.core.errors import BadConfiguration
from orderveil.core.fields import FIELDS
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.people.permissions import NARROWED_BY, Permission

_NUMBERS = {"daily_reveals": 0, "per_case": 0, "step_up_minutes": 60, "idle_minutes": 15}
_FLAGS = ("by_badge", "is_outside", "needs_partner")
_KEYS = frozenset({"says", "grants", *_NUMBERS, *_FLAGS})
_NARROWINGS = {"hops": "hop", "fields": "field", "purposes": "purpose"}
_MOST = 10_000
LARGEST_TEXT_BYTES = 64 * 1024
_LONGEST_LINE = 1_000  # tomllib takes seconds, and more than twice as many for twice the parts, over one dotted key
_MOST_ROLES, _MOST_GRANTS, _MOST_PURPOSES, _LONGEST_SAYS = 60, 1_000, 100, 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_SHOWN = re.compile(r"[A-Za-z0-9_-]{1,40}")  # of a name that is none; any other is not repeated
_PURPOSE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission of a role. None: not narrowed in that dimension."""

    permission: Permission
    hops: frozenset[str] | None = None
    fields: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What people of one kind may do. Times in minutes, reveals in fields a day."""

    name: str
    says: str
    grants: tuple[Grant, ...]
    is_outside: bool = False
    needs_partner: bool = False
    daily_reveals: int = 0
    per_case: int = 0
    step_up_minutes: int = 60
    idle_minutes: int = 15
    by_badge: bool = False  # may be used at a registered station with badge and PIN


Roles = Mapping[str, Role]
_P = Permission
BY_BADGE = frozenset({_P.ORDERS_CASE_OPEN, _P.ORDERS_ORDER_LIST, _P.ORDERS_ORDER_READ, _P.ORDERS_ORDER_SEARCH})
"""All that a role may hold which is used at a station: a badge and six digits approve nothing and reveal nothing."""


@lru_cache(maxsize=1)
def built_in_text() -> str:
    """Return the text of the roles that the relay comes with."""
    return files("orderveil.people").joinpath("roles.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def built_in_roles() -> Roles:
    """Return the roles that the relay comes with; a tenant may have its own in their place."""
    return read_roles(built_in_text(), "people/roles.toml")


def read_roles(text: str, place: str) -> Roles:
    """Return the roles that a TOML text declares. Raises BadConfiguration naming the first place that is wrong."""
    found = {}
    for role in _each(text, place):
        if isinstance(role, BadConfiguration):
            raise role
        found[role.name] = role
    return found


def find_problems(text: str, place: str) -> list[BadConfiguration]:
    """Return what is wrong with a text: with the whole of it, or the first thing in each role."""
    return [one for one in _each(text, place) if isinstance(one, BadConfiguration)]


def _each(text: str, place: str) -> Iterator[Role | BadConfiguration]:
    """Yield every role that a text declares, or in its place what is wrong with it."""
    try:
        tables = _tables(text, place)
    except BadConfiguration as problem:
        yield problem
        return
    grants = 0
    for name, table in tables.items():
        try:
            role = _role(name, table, f"{place} [{name}]" if _SHOWN.fullmatch(name) else place)
        except BadConfiguration as problem:
            yield problem
            continue
        grants += len(role.grants)
        if grants > _MOST_GRANTS:
            yield BadConfiguration(f"at most {_MOST_GRANTS} grants in all", place=f"{place} [{name}]")
            return
        yield role


def _tables(text: str, place: str) -> dict[str, Any]:
    if len(text.encode(errors="replace")) > LARGEST_TEXT_BYTES:
        raise BadConfiguration(f"larger than {LARGEST_TEXT_BYTES // 1024} KiB: not roles", place=place)
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LONGEST_LINE:
            raise BadConfiguration(f"a line of at most {_LONGEST_LINE} characters", place=f"{place}:{number}")
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        at = _AT_LINE.search(str(error))
        raise BadConfiguration("not TOML that can be read", place=f"{place}:{at[1]}" if at else place) from None
    if not tables:
        raise BadConfiguration("no role is declared", place=place)
    if len(tables) > _MOST_ROLES:
        raise BadConfiguration(f"at most {_MOST_ROLES} roles", place=place)
    return tables


def _role(name: str, table: Any, place: str) -> Role:
    if not isinstance(table, dict) or not _NAME.fullmatch(name):
        raise BadConfiguration("a role is a table named in small letters, digits and _, 32 at most", place=place)
    if unknown := sorted(set(table) - _KEYS):
        raise BadConfiguration("a role has no such key", place=f"{place}.{unknown[0]}"[:120])
    if not isinstance(table.get("says"), str) or not isinstance(table.get("grants"), list):
        raise BadConfiguration("a role says what it is for, and lists its grants", place=place)
    if not table["says"].strip() or len(table["says"]) > _LONGEST_SAYS or not table["says"].isprintable():
        raise BadConfiguration(f"a sentence of 1 to {_LONGEST_SAYS} characters, on one line", place=f"{place}.says")
    grants = [
        grant for index, line in enumerate(table["grants"]) for grant in _grants(line, f"{place}.grants[{index}]")
    ]
    numbers = {key: _number(table, key, default, place) for key, default in _NUMBERS.items()}
    flags = {key: _flag(table, key, place) for key in _FLAGS}
    if flags["by_badge"] and not {grant.permission for grant in grants} <= BY_BADGE:
        raise BadConfiguration("a role used by badge lists, reads and finds orders, and no more", place=place)
    return Role(name, table["says"], tuple(grants), **numbers, **flags)  # type: ignore[arg-type]


def _number(table: Mapping[str, Any], key: str, default: int, place: str) -> int:
    number = table.get(key, default)
    least = int(key.endswith("_minutes"))  # none at all would lock everybody out, who then could not undo it
    if type(number) is not int or not least <= number <= _MOST:
        raise BadConfiguration(f"a whole number from {least} to {_MOST}", place=f"{place}.{key}")
    return number


def _flag(table: Mapping[str, Any], key: str, place: str) -> bool:
    flag = table.get(key, False)
    if type(flag) is not bool:
        raise BadConfiguration("true or false", place=f"{place}.{key}")
    return flag


def _grants(line: Any, place: str) -> list[Grant]:
    if not isinstance(line, dict) or not isinstance(line.get("may"), list) or set(line) - {"may", *_NARROWINGS}:
        raise BadConfiguration("a grant has `may`, and perhaps hops, fields and purposes", place=place)
    narrowed = {key: _names(line, key, place) for key in _NARROWINGS}
    return [_grant(word, narrowed, place) for word in line["may"]]


def _grant(word: Any, narrowed: Mapping[str, frozenset[str] | None], place: str) -> Grant:
    try:
        permission = Permission(word)
    except ValueError:
        raise BadConfiguration("there is no such permission", place=f"{place}.may") from None
    for key, dimension in _NARROWINGS.items():
        if narrowed[key] is not None and dimension not in NARROWED_BY[permission]:
            raise BadConfiguration(f"{permission} is not told apart by {dimension}", place=f"{place}.{key}")
    return Grant(permission, narrowed["hops"], narrowed["fields"], narrowed["purposes"], place)


def _names(line: Mapping[str, Any], key: str, place: str) -> frozenset[str] | None:
    names = line.get(key)
    if names is None:
        return None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise BadConfiguration("a list of names that is not empty", place=f"{place}.{key}")
    if key == "purposes" and (len(names) > _MOST_PURPOSES or not all(map(_PURPOSE.fullmatch, names))):
        raise BadConfiguration("names of purposes, in small letters", place=f"{place}.{key}")
    known = {"hops": {hop.value for hop in Hop}, "fields": {str(name) for name in FIELDS}}.get(key)
    if known is not None and set(names) - known:
        raise BadConfiguration(f"a name of {key} that does not exist", place=f"{place}.{key}")
    return frozenset(names)


def meaning(role: Role) -> tuple[object, ...]:
    """Return all that a role means, in one order, wherever it is written and whatever it says of itself."""
    told = {
        (one.permission.value, *("*" if part is None else " ".join(sorted(part)) for part in _parts(one)))
        for one in role.grants
    }
    settings = (getattr(role, key) for key in (*_NUMBERS, *_FLAGS))
    return (role.name, tuple(sorted(told)), *settings)


def _parts(grant: Grant) -> tuple[frozenset[str] | None, ...]:
    return grant.hops, grant.fields, grant.purposes


def fields_of(grant: Grant) -> frozenset[FieldName]:
    """Return the fields that a grant reaches."""
    return frozenset(FIELDS) if grant.fields is None else frozenset(map(FieldName, grant.fields))
