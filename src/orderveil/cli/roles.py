"""`people roles`: the roles of a tenant in force, what another text of them would change, and proposing it.

An operator proposes like anybody else, and a person of the tenant approves; vault.people.defining says when it is
done at once.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from orderveil.cli.asking import operator, settings, the_vault
from orderveil.cli.exits import Exit
from orderveil.cli.options import AsJson
from orderveil.cli.showing import print_json, print_table, say
from orderveil.contracts.load import load_contracts
from orderveil.core.errors import BadConfiguration, Conflict, Malformed, TooLarge
from orderveil.people.matrix import Right, difference, lines_of
from orderveil.people.roles import LARGEST_TEXT_BYTES, Roles, built_in_roles, built_in_text, read_roles
from orderveil.people.widening import Reach, RoleChange, compare
from orderveil.vault.client import Vault
from orderveil.vault.people_messages import Proposed
from orderveil.vault.role_messages import (
    CheckRoles,
    PutRoles,
    ReadRoleChange,
    ReadRoles,
    RoleChangeRead,
    RolesChecked,
    RolesRead,
)


class Doing(StrEnum):
    """What to do with a tenant's roles."""

    SHOW = "show"
    CHECK = "check"
    PUT = "put"


def roles(
    doing: Annotated[Doing, typer.Argument(metavar="show|check|put", help="What to do.")] = Doing.SHOW,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Another text of all roles, as TOML.")] = None,
    built_in: Annotated[bool, typer.Option("--built-in", help="For FILE, what the relay comes with.")] = False,
    as_text: Annotated[bool, typer.Option("--text", help="Show the text itself, to edit and put.")] = False,
    change: Annotated[str | None, typer.Option("--change", metavar="CHANGE", help="Check one that waits.")] = None,
    why: Annotated[str, typer.Option("--why", help="Why, for whoever approves it.")] = "",
    tenant: Annotated[str, typer.Option("--tenant", help="For which tenant.")] = "main",
    as_json: AsJson = False,
) -> None:
    """Show the roles in force, check another text of them, or propose it: a second person approves.

    An empty FILE, or --built-in, goes back to the roles that the relay comes with.
    """
    named = sum((file is not None, built_in, change is not None))
    if named != (doing is not Doing.SHOW) or (change is not None and doing is Doing.PUT):
        raise typer.BadParameter("check and put take a FILE or --built-in, show takes neither", param_hint="FILE")
    with the_vault() as vault:
        if change is not None:
            _check_change(vault, change, as_json=as_json)
            return
        now = vault.ask(ReadRoles(operator(), tenant), RolesRead)
        if doing is Doing.SHOW:
            _show(now, as_text=as_text, as_json=as_json)
            return
        text = _read(file) if file is not None else ""
        if doing is Doing.CHECK:
            _check(vault, now, text, as_json=as_json)
            return
        waits = vault.ask(PutRoles(operator(), text, now.digest, why, tenant), Proposed).change
    if as_json:
        print_json({"tenant": tenant, "change": waits, "status": "waits" if waits else "in force"})
    else:
        say(f"{waits} waits for a second person of {tenant}" if waits else f"the roles of {tenant} are in force")


def roles_in_force(tenant: str) -> Roles:
    """Return a tenant's roles. Raises BadConfiguration where none are in force."""
    with the_vault() as vault:
        now = vault.ask(ReadRoles(operator(), tenant), RolesRead)
    if now.is_damaged:
        raise _damaged(tenant)
    return read_roles(now.text, "roles.toml") if now.digest else built_in_roles()


def _damaged(tenant: str) -> BadConfiguration:
    return BadConfiguration(
        "the roles in the store do not open or cannot be read: put a text; until then nobody may do anything",
        place=f"roles of {tenant}", reason="people:roles-damaged",
    )  # fmt: skip


def _show(now: RolesRead, *, as_text: bool, as_json: bool) -> None:
    if now.is_damaged:
        raise _damaged(now.tenant)
    if as_text:
        sys.stdout.write(now.text)
        return
    if as_json:
        for row in now.rows:
            print_json({"tenant": now.tenant, "digest": now.digest} | msgspec.to_builtins(row))
        return
    say(f"roles of {now.tenant}: {f'its own, digest {now.digest}' if now.digest else 'as the relay comes with them'}")
    print_table(
        ("role", "holders", "fields a day", "locks after", "for"),
        [(row.role, row.holders, row.daily_reveals, f"{row.idle_minutes} min", row.says) for row in now.rows],
        empty="none",
        whole=("role",),
    )


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_TEXT_BYTES + 1)
    except OSError:
        raise Malformed("the file cannot be read", reason="input:file", place=str(file)) from None
    if len(raw) > LARGEST_TEXT_BYTES:
        raise TooLarge(f"larger than {LARGEST_TEXT_BYTES // 1024} KiB: not roles", place=str(file))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("not UTF-8 text", place=str(file)) from None


def _check(vault: Vault, now: RolesRead, text: str, *, as_json: bool) -> None:
    found = vault.ask(CheckRoles(operator(), text, now.tenant), RolesChecked)
    if found.problems:
        rows = [msgspec.to_builtins(one) for one in found.problems]
        if as_json:
            print_json({"problems": rows})
        else:
            print_table(("where", "what", "reason"), [tuple(row[key] for key in _PROBLEM) for row in rows], empty="")
        raise typer.Exit(Exit.NOT_IN_ORDER)
    _tell("" if now.is_damaged else now.text, text if text.strip() else built_in_text(), found.says, as_json=as_json)


def _check_change(vault: Vault, change: str, *, as_json: bool) -> None:
    """Tell what a change that waits would do, as things are now: what its second person reads before approving."""
    found = vault.ask(ReadRoleChange(operator(), change), RoleChangeRead)
    if found.is_stale or found.state != "waiting":
        raise Conflict("this change no longer waits, or other roles are in force by now", reason="people:change-over")
    _tell(found.now, found.text, found.says, as_json=as_json)


def _tell(was: str, text: str, says: str, *, as_json: bool) -> None:
    before: Roles = read_roles(was, "roles.toml") if was else {}
    after = read_roles(text, "roles.toml")
    changes = compare(before, after)
    gained, lost = difference(before, after, load_contracts(settings().home / "contracts"))
    if as_json:
        digest = hashlib.sha256(text.encode()).hexdigest()
        print_json({"says": says, "digest": digest, "changes": [_plain(one) for one in changes]}
                   | {"may": [_cell(one) for one in gained], "may_not": [_cell(one) for one in lost]})  # fmt: skip
        return
    say(says)
    print_table(("role", "", "what", "where"), [row for one in changes for row in _lines(one)], empty="")
    cells = [("may", one) for one in lines_of(gained)] + [("may not", one) for one in lines_of(lost)]
    print_table(
        ("role", "", "verb", "hop", "fields", "how"),
        [(one.role, word, one.verb, one.hop, ", ".join(one.fields), ", ".join(one.how)) for word, one in cells],
        empty="nobody sees, finds or reveals more or less of any field",
    )


_PROBLEM = ("place", "message", "reason")


def _lines(change: RoleChange) -> Iterator[tuple[str, str, str, str]]:
    if change.state != "changed":
        yield change.role, change.state, change.says, ""
    for word, reaches in (("gains", change.gains), ("loses", change.loses)):
        for reach in reaches:
            yield change.role, word, reach.permission.value, _where(reach)
    for one in change.settings:
        yield change.role, "wider" if one.widens else "narrower", f"{one.name}: {one.old} → {one.new}", ""


def _where(reach: Reach) -> str:
    parts = [(reach.hops, "hops"), (reach.fields, "fields"), (reach.purposes, "purposes")]
    return "; ".join(f"{name}: {', '.join(some) or 'none named'}" for some, name in parts if some is not None)


def _plain(change: RoleChange) -> dict[str, Any]:
    return {
        "role": change.role, "state": change.state, "widens": change.widens, "narrows": change.narrows,
        "gains": [_reach(one) for one in change.gains], "loses": [_reach(one) for one in change.loses],
        "settings": {one.name: [one.old, one.new] for one in change.settings},
    }  # fmt: skip


def _reach(reach: Reach) -> dict[str, Any]:
    parts = {"hops": reach.hops, "fields": reach.fields, "purposes": reach.purposes}
    return {"permission": reach.permission.value} | {name: some for name, some in parts.items() if some is not None}


def _cell(right: Right) -> dict[str, Any]:
    return {
        "role": right.role, "hop": right.hop, "field": right.field, "verb": right.verb.value, "how": right.how,
    }  # fmt: skip
