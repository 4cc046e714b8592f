"""Staff for tests: Asha owns the shop, Ben answers buyers, Chandra is of another tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, OperatorGrant, PersonGrant, PutShop, RoomGrant
from orderveil.vault.people_messages import (
    BeginSession,
    CaseOpened,
    InvitePerson,
    OpenCase,
    PersonInvited,
    PersonRows,
    ReadInvitation,
    Revealed,
    RevealField,
    RoleRow,
    SessionBegun,
    StepUp,
)

BY = OperatorGrant()


@dataclass(frozen=True)
class Staff:
    """One person and the session that they are in."""

    person: str
    grant: PersonGrant
    session: str


def console(vault: Any) -> RoomGrant:
    """The console's own grant."""
    return RoomGrant("console", vault._service.room_secret("console"))


def join(vault: Vault, name: str, *roles: str | RoleRow, tenant: str = "main") -> str:
    """Invite somebody at the command line and accept for them; return their id."""
    rows = [role if isinstance(role, RoleRow) else RoleRow(role) for role in roles]
    email = f"{name.lower()}@staff.example"
    invited = vault.ask(InvitePerson(BY, email, name, rows, tenant), PersonInvited)
    vault.ask(ReadInvitation(console(vault), invited.token, accept=True), PersonRows)
    return invited.person


def sign_in(vault: Vault, person: str, *methods: str) -> Staff:
    """Begin a session; by password and code if nothing else is said."""
    begun = vault.ask(BeginSession(console(vault), person, methods or ("password", "totp")), SessionBegun)
    return Staff(person, PersonGrant(begun.token, console(vault).secret), begun.session)


def again(vault: Vault, staff: Staff, *methods: str) -> Staff:
    """Show a factor again; the same session goes on under a new token."""
    begun = vault.ask(StepUp(staff.grant, methods), SessionBegun)
    return Staff(staff.person, PersonGrant(begun.token, staff.grant.secret), begun.session)


def hired(vault: Vault, name: str, *roles: str | RoleRow, tenant: str = "main") -> Staff:
    """Somebody with roles who is signed in."""
    return sign_in(vault, join(vault, name, *roles, tenant=tenant))


def other_tenant(vault: Vault) -> Staff:
    """Chandra, who owns another shop of another tenant."""
    vault.ask(PutShop(BY, "coffee", tenant="beans"), Done)
    return hired(vault, "Chandra", "owner", tenant="beans")


def desk_case(vault: Vault, order: str, reference: str, assigned: str | None = None) -> str:
    """A ticket of an order that the help desk told of."""
    asked = OpenCase(BY, "tea", order, "ticket", reference, assigned=assigned)
    return vault.ask(asked, CaseOpened).case.reference


def reveal(vault: Vault, staff: Staff, order: str, reference: str = "T-1", **parts: Any) -> Revealed:
    """Reveal the buyer's phone for a call, unless `parts` say otherwise."""
    asked = {"hop": "support", "field": "buyer_phone", "purpose": "call_buyer", "reference": reference} | parts
    return vault.ask(RevealField(staff.grant, order, **asked), Revealed)
