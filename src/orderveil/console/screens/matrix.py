"""The matrix: role x hop x field x verb, from the same decision that the vault takes."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from orderveil.console.screens.asked import for_permission
from orderveil.console.screens.explaining import contracts_as_of, the_contracts
from orderveil.console.screens.rolesread import roles_from, roles_in_force, roles_read
from orderveil.core.hop import HOPS
from orderveil.people.matrix import Line, Verb, lines_of, matrix
from orderveil.people.permissions import Permission

_READ = Permission.PEOPLE_PERSON_READ.value


@require_GET
@for_permission(_READ)
def show_matrix(request: HttpRequest) -> HttpResponse:
    """Everything that roles and contracts together allow; whatever has no line is refused."""
    text = roles_read(request).text
    asked = {name: request.GET.get(name, "") for name in ("role", "hop", "verb")}
    every = _lines(text, contracts_as_of())
    rows = [row for row in every if all(asked[name] in ("", getattr(row, name)) for name in asked)]
    about = {
        "rows": rows, "asked": asked, "roles": list(roles_in_force(request)), "hops": [hop.value for hop in HOPS],
        "verbs": [verb.value for verb in Verb],
    }  # fmt: skip
    return render(request, "people/matrix.html", about)


@lru_cache(maxsize=4)
def _lines(text: str, as_of: tuple[object, ...]) -> tuple[Line, ...]:
    """Return the matrix of roles and of the contracts as of a state of their folder."""
    return tuple(lines_of(matrix(roles_from(text), the_contracts()))) if text else ()
