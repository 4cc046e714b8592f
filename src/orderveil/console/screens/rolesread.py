"""The roles in force, as a page asks for them: once, read from the vault, described in the page's language.

Decides nothing: what somebody may do is asked of the vault.
"""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import words_of
from orderveil.console.words import Words, load_words
from orderveil.people.roles import Roles, built_in_roles, read_roles
from orderveil.vault.role_messages import ReadRoles, RolesRead


def roles_read(request: HttpRequest) -> RolesRead:
    """Return what the vault tells whoever looks about roles."""
    held = getattr(request, "roles_read", None)
    if not isinstance(held, RolesRead):
        held = the_vault().ask(ReadRoles(as_person(request)), RolesRead)
        request.roles_read = held  # type: ignore[attr-defined]
    return held


def roles_in_force(request: HttpRequest) -> Roles:
    """Return the roles of whoever looks' tenant; none for whom may not read them."""
    read = roles_read(request)
    return roles_from(read.text) if read.text else {}


@lru_cache(maxsize=64)
def roles_from(text: str) -> Roles:
    """Return the roles of a text that was found right. Raises BadConfiguration otherwise."""
    return read_roles(text, "roles.toml")


def said_of(words: Words, name: str, says: str) -> str:
    """Return what a role is for: in the page's language, where it is still the one that the relay comes with."""
    word, known = f"role.{name}", built_in_roles().get(name)
    is_known = known is not None and known.says == says and word in load_words("en")
    return words.say(word) if is_known else says


def described(request: HttpRequest) -> dict[str, str]:
    """Return the roles that may be given, each with what it is for."""
    words = words_of(request)
    return {row.role: said_of(words, row.role, row.says) for row in roles_read(request).rows}
