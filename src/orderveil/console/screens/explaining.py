"""Explain: why somebody may or may not do something now, grant by grant."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from orderveil.console.asking import as_person, the_settings, the_vault
from orderveil.console.screens.asked import reason_text, shops_of, who_of
from orderveil.contracts.load import Contracts, load_contracts
from orderveil.core.errors import RelayError
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS
from orderveil.people.permissions import NARROWED_BY, Permission
from orderveil.vault.people_messages import ExplainRight, RightExplained

ABOUT = ("shop", "hop", "field", "purpose", "partner")


def explained(request: HttpRequest, person: str) -> dict[str, Any]:
    """Return the form of the question, and the answer where one was asked."""
    asked = {name: request.GET.get(name, "").strip() for name in ("permission", *ABOUT)}
    shown: dict[str, Any] = {
        "asked": asked,
        "permissions": [one.value for one in Permission],
        "explain_shops": shops_of(who_of(request)),
        "hops": [hop.value for hop in HOPS],
        "fields": [str(name) for name in FIELDS],
        "purposes": purposes(),
        "may_explain": Permission.PEOPLE_RIGHT_EXPLAIN.value in who_of(request).permissions,
    }
    if not asked["permission"]:
        return shown
    question = ExplainRight(
        as_person(request), person, asked["permission"], *(asked[name] or None for name in ABOUT)
    )
    try:
        answer = the_vault().ask(question, RightExplained)
    except RelayError as error:
        return shown | {"not_explained": reason_text(request, error)}
    narrowed = sorted(NARROWED_BY[Permission(asked["permission"])] - {"tenant"})
    return shown | {"answer": answer, "untold": [name for name in narrowed if not asked[name]]}


def the_contracts() -> Contracts:
    """Return the contracts of this installation, as they lie in its folder now."""
    folder = the_settings().home / "contracts"
    return load_contracts(folder if folder.is_dir() else None)


def contracts_as_of() -> tuple[object, ...]:
    """Return what tells one state of the contracts' folder from another."""
    folder = the_settings().home / "contracts"
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in folder.rglob("*.toml")))


@lru_cache(maxsize=1)
def purposes() -> list[str]:
    """Return every purpose that a contract names."""
    contracts = load_contracts(None)
    return sorted({name for hop in HOPS for name in contracts.of(hop).purposes})
