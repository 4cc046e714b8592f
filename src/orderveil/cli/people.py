"""`people` and `changes`: who has an account, what they may do and why, and what waits for a second person.

The first owner is made here: whoever runs the machine is trusted to say who answers for the brand.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, settings, the_vault
from orderveil.cli.options import AsJson, Partner, moment_text
from orderveil.cli.roles import roles_in_force
from orderveil.cli.showing import print_json, print_table, say
from orderveil.contracts.load import load_contracts
from orderveil.core.hop import HOPS
from orderveil.people.matrix import matrix
from orderveil.vault.people_messages import (
    AssignRoles,
    ChangeRows,
    DecideChange,
    Decided,
    ExplainRight,
    InvitePerson,
    ListChanges,
    ListPeople,
    PersonInvited,
    PersonRows,
    Proposed,
    RemovePerson,
    RightExplained,
    RoleRow,
)

_PAGE = 500  # changes asked for at once
Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's id as `people list` prints it.")]
_Roles = Annotated[list[str], typer.Option("--role", metavar="ROLE", help="A role; may be given again.")]
_Shops = Annotated[
    list[str] | None, typer.Option("--shop", metavar="SHOP", help="Only in this shop; may be given again.")
]
_Hours = Annotated[
    str | None, typer.Option("--hours", help="Only then: `09:00-18:00 Asia/Kolkata mon-sat`.")
]
_Tenant = Annotated[str, typer.Option("--tenant", help="For which tenant.")]
_Change = Annotated[str, typer.Argument(metavar="CHANGE", help="The change's id as `changes list` prints it.")]


def invite(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Where they sign in with.")],
    role: _Roles,
    name: Annotated[str, typer.Option("--name", help="The name that colleagues know them by.")],
    shop: _Shops = None,
    partner: Partner = None,
    hours: _Hours = None,
    tenant: _Tenant = "main",
    as_json: AsJson = False,
) -> None:
    """Invite somebody, with roles. The first owner is invited like this."""
    rows = _rows(role, shop, partner, hours)
    with the_vault() as vault:
        made = vault.ask(InvitePerson(operator(), email, name, rows, tenant), PersonInvited)
    if as_json:
        print_json({"person": made.person, "token": made.token, "ends_at_ms": made.ends_at_ms})
        return
    say(f"{made.person} is invited until {moment_text(made.ends_at_ms)} UTC. Hand them this link, and nobody else:")
    say(f"  {settings().console_url}/join/{made.token}/")


def list_people(tenant: _Tenant = "main", as_json: AsJson = False) -> None:
    """List everybody with their roles."""
    with the_vault() as vault:
        rows = vault.ask(ListPeople(operator(), tenant), PersonRows).rows
    if as_json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
        return
    print_table(
        ("person", "name", "state", "roles", "sessions", "seen"),
        [
            (r.person, r.name, r.state, ", ".join(map(_role_text, r.roles)), r.sessions, moment_text(r.seen_at_ms))
            for r in rows
        ],
        empty="nobody yet: orderveil people invite you@example.com --name You --role owner",
        whole=("person",),
    )


def set_roles(
    person: Person,
    role: Annotated[list[str] | None, typer.Option("--role", metavar="ROLE", help="May be given again.")] = None,
    shop: _Shops = None,
    partner: Partner = None,
    hours: _Hours = None,
    as_json: AsJson = False,
) -> None:
    """Set the roles of a person, in place of those they have; without --role they have none."""
    with the_vault() as vault:
        vault.ask(AssignRoles(operator(), person, _rows(role or [], shop, partner, hours)), Proposed)
    print_json({"person": person, "status": "stored"}) if as_json else say(f"roles of {person} stored")


def remove(person: Person, as_json: AsJson = False) -> None:
    """Let somebody go: their sessions, invitation and waiting changes end now."""
    with the_vault() as vault:
        vault.ask(RemovePerson(operator(), person), Decided)
    print_json({"person": person, "status": "left"}) if as_json else say(f"{person} is out")


def explain(
    person: Person,
    permission: Annotated[str, typer.Argument(metavar="PERMISSION", help="Such as orders:field:reveal.")],
    shop: Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="In this shop.")] = None,
    hop: Annotated[str | None, typer.Option("--hop", metavar="HOP", help="Through this hop's contract.")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD", help="Of this field.")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="PURPOSE", help="For this purpose.")] = None,
    partner: Partner = None,
    as_json: AsJson = False,
) -> None:
    """Say why a person may or may not do something now."""
    asked = ExplainRight(operator(), person, permission, shop, hop, field, purpose, partner)
    with the_vault() as vault:
        told = vault.ask(asked, RightExplained)
    if as_json:
        print_json(msgspec.to_builtins(told))
        return
    say("may" if told.is_allowed else f"may not: {told.reason}")
    print_table(
        ("role", "written in", "says"),
        [(row.role, row.place or "-", row.refused or "covers it") for row in told.rows],
        empty="the person holds no role",
    )


def show_matrix(
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="This role alone.")] = None,
    hop: Annotated[str | None, typer.Option("--hop", metavar="HOP", help="This hop alone.")] = None,
    tenant: _Tenant = "main",
    as_json: AsJson = False,
) -> None:
    """Print role x hop x field x verb: everything that roles and contracts together allow. The rest is refused."""
    contracts = load_contracts(settings().home / "contracts")
    roles = roles_in_force(tenant)
    if role is not None and role not in roles:
        raise typer.BadParameter(f"one of {', '.join(roles)}", param_hint="--role")
    if hop is not None and hop not in list(HOPS):
        raise typer.BadParameter(f"one of {', '.join(HOPS)}", param_hint="--hop")
    rights = [one for one in matrix(roles, contracts) if role in (None, one.role) and hop in (None, one.hop)]
    if as_json:
        for one in rights:
            print_json({"role": one.role, "hop": one.hop, "field": one.field, "verb": one.verb.value, "how": one.how})
        return
    print_table(
        ("role", "hop", "field", "verb", "how"),
        [(one.role, one.hop, one.field, one.verb.value, ", ".join(one.how)) for one in rights],
        empty="nothing: this role sees no field of this hop",
    )


def list_changes(
    every: Annotated[bool, typer.Option("--all", help="Also those that were decided.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what waits for a second person."""
    with the_vault() as vault:
        page = vault.ask(ListChanges(operator(), not every, limit=_PAGE), ChangeRows)
        rows = page.rows
        while page.before is not None:
            page = vault.ask(ListChanges(operator(), not every, page.before, _PAGE), ChangeRows)
            rows += page.rows
    if as_json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
        return
    print_table(
        ("change", "kind", "what", "by", "state", "until"),
        [(r.change, r.kind, r.says, r.by_person, r.state, moment_text(r.ends_at_ms)) for r in rows],
        empty="nothing waits",
        whole=("change",),
    )


def approve(change: _Change, as_json: AsJson = False) -> None:
    """Approve a change as the second person."""
    _decide(change, as_json, may=True)


def refuse(change: _Change, as_json: AsJson = False) -> None:
    """Refuse a change."""
    _decide(change, as_json, may=False)


def _decide(change: str, as_json: bool, *, may: bool) -> None:
    with the_vault() as vault:
        state = vault.ask(DecideChange(operator(), change, may), Decided).state
    print_json({"change": change, "state": state}) if as_json else say(f"{change}: {state}")


def _rows(roles: list[str], shops: list[str] | None, partner: str | None, hours: str | None) -> list[RoleRow]:
    return [RoleRow(role, tuple(shops or ()), partner, hours=hours) for role in roles]


def _role_text(row: RoleRow) -> str:
    parts = [row.role, *(f"@{shop}" for shop in row.shops), *([row.partner] if row.partner else [])]
    return " ".join([*parts, *([row.hours] if row.hours else [])])
