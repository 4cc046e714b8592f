"""Roles as data: read from roles.toml and, for an installation's own, from text of the same form.

Must never grant what it does not understand: an unknown permission, hop, field or key is refused with
its place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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


@lru_cache(maxsize=1)
def built_in_roles() -> Roles:
    """Return the roles that every installation has."""
    text = files("orderveil.people").joinpath("roles.toml").read_text(encoding="utf-8")
    return read_roles(text, "people/roles.toml")


def read_roles(text: str, place: str) -> Roles:
    """Return the roles that a TOML text declares. Raises BadConfiguration naming the place."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise BadConfiguration("not TOML that can be read", place=place) from None
    return {name: _role(name, table, f"{place} [{name}]") for name, table in tables.items()}


def _role(name: str, table: Any, place: str) -> Role:
    if not isinstance(table, dict) or not name.replace("_", "").isalnum() or not name.isascii() or name != name.lower():
        raise BadConfiguration("a role is a table named in small letters", place=place)
    if unknown := sorted(set(table) - _KEYS):
        raise BadConfiguration("a role has no such key", place=f"{place}.{unknown[0]}")
    if not isinstance(table.get("says"), str) or not isinstance(table.get("grants"), list):
        raise BadConfiguration("a role says what it is for, and lists its grants", place=place)
    grants = [
        grant for index, line in enumerate(table["grants"]) for grant in _grants(line, f"{place}.grants[{index}]")
    ]
    numbers = {key: _number(table, key, default, place) for key, default in _NUMBERS.items()}
    flags = {key: _flag(table, key, place) for key in _FLAGS}
    return Role(name, table["says"], tuple(grants), **numbers, **flags)  # type: ignore[arg-type]


def _number(table: Mapping[str, Any], key: str, default: int, place: str) -> int:
    number = table.get(key, default)
    if type(number) is not int or not 0 <= number <= _MOST:
        raise BadConfiguration(f"a whole number from 0 to {_MOST}", place=f"{place}.{key}")
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
    known = {"hops": {hop.value for hop in Hop}, "fields": {str(name) for name in FIELDS}}.get(key)
    if known is not None and set(names) - known:
        raise BadConfiguration(f"a name of {key} that does not exist", place=f"{place}.{key}")
    return frozenset(names)


def fields_of(grant: Grant) -> frozenset[FieldName]:
    """Return the fields that a grant reaches."""
    return frozenset(FIELDS) if grant.fields is None else frozenset(map(FieldName, grant.fields))
