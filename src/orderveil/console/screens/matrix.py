"""The matrix: role x hop x field x verb, from the same decision that the vault takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from orderveil.console.asking import the_settings
from orderveil.console.screens.asked import for_permission
from orderveil.console.screens.explaining import the_contracts
from orderveil.core.hop import HOPS
from orderveil.people.matrix import Verb, matrix
from orderveil.people.permissions import Permission
from orderveil.people.roles import built_in_roles

_READ = Permission.PEOPLE_PERSON_READ.value


@require_GET
@for_permission(_READ)
def show_matrix(request: HttpRequest) -> HttpResponse:
    """Everything that roles and contracts together allow; whatever has no line is refused."""
    roles = built_in_roles()
    asked = {name: request.GET.get(name, "") for name in ("role", "hop", "verb")}
    rows = [row for row in _lines(_as_of()) if all(asked[name] in ("", getattr(row, name)) for name in asked)]
    about = {
        "rows": rows, "asked": asked, "roles": roles, "hops": [hop.value for hop in HOPS],
        "verbs": [verb.value for verb in Verb],
    }  # fmt: skip
    return render(request, "people/matrix.html", about)


@dataclass(frozen=True, slots=True)
class Line:
    """Rights that differ in their field alone."""

    role: str
    hop: str
    verb: str
    how: str
    fields: str


@lru_cache(maxsize=4)
def _lines(as_of: tuple[object, ...]) -> tuple[Line, ...]:
    """Return the matrix of the contracts as of a state of their folder."""
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for one in matrix(built_in_roles(), the_contracts()):
        grouped.setdefault((one.role, one.hop, one.verb.value, ", ".join(one.how)), []).append(one.field)
    return tuple(Line(*key, ", ".join(fields)) for key, fields in grouped.items())


def _as_of() -> tuple[object, ...]:
    folder = the_settings().home / "contracts"
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in folder.rglob("*.toml")))
