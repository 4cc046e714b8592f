"""The register as data: each control, whom it serves, and how it is known to hold."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from orderveil.core.errors import BadConfiguration
from orderveil.core.hop import Hop

VERBS = ("share less", "show less", "keep less", "prove it")
SCOPES = ("ours", "partner")
_FILE = "register.toml"


@dataclass(frozen=True, slots=True)
class Control:
    """One control. Exactly one of `check` (a name of controls.checks), `attested` and not `built`."""

    id: str
    hop: Hop
    says: str
    serves: tuple[str, ...]
    scope: str
    check: str | None = None
    attested: bool = False
    built: bool = True
    everywhere: bool = False


@lru_cache(maxsize=1)
def register() -> tuple[Control, ...]:
    """Return every control, in the order of the hops."""
    text = resources.files("orderveil.controls").joinpath(_FILE).read_text(encoding="utf-8")
    return read_register(text)


def read_register(text: str) -> tuple[Control, ...]:
    """Return the controls that a register's text names. Raises BadConfiguration naming the control."""
    return tuple(_control(name, row) for name, row in tomllib.loads(text).items())


def _control(name: str, row: dict[str, Any]) -> Control:
    place = f"{_FILE}: {name}"
    hop = name.partition(":")[0]
    if hop not in set(Hop):
        raise BadConfiguration("a control's id begins with its hop", place=place)
    try:
        control = Control(name, Hop(hop), **{**row, "serves": tuple(row["serves"])})
    except (KeyError, TypeError):
        raise BadConfiguration(
            "a control has says, serves, scope and one of check, attested, built", place=place
        ) from None
    ways = [control.check is not None, control.attested, not control.built]
    if sum(ways) != 1:
        raise BadConfiguration("a control is checked, or attested, or not built: one of them", place=place)
    if not control.serves or not set(control.serves) <= set(VERBS) or control.scope not in SCOPES:
        raise BadConfiguration("serves and scope are words of the register", place=place)
    return control
