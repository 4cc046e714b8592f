"""Reveal: one field of one order in clear, to one person, for one purpose, with the case behind it.

How a field is revealed, by numbered steps:

  1. the order is found within the person's tenant; the role must cover hop, field and purpose;
  2. the contract must give the field for this purpose at this moment;
  3. the reference must be a case that is open and of this order; breaking the glass needs none;
  4. the second factor must be recent enough for the role;
  5. what the person revealed in the last day must leave room; taken in the same transaction as
  6. the ledger entry, which commits;
  7. the field, and no other, is opened and leaves the vault.

A refusal at any step is recorded. Threat: a console that is taken over asks for everybody at once. It says
who signs in, so it can ask as anybody who is active; each of them within their own rights, cases and quota,
and each sign-in and each try stands in the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from orderveil.core.errors import Malformed, NotAllowed, NotFound, RelayError, TooMany
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.giving import LETTERS
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.people.roles import Role
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor
from orderveil.vault.looks import hop_named
from orderveil.vault.opening import HeldOrder, Look, Reader
from orderveil.vault.people.allowances import GLASS_A_DAY, Allowances
from orderveil.vault.people.casebook import Casebook
from orderveil.vault.people.looking import Looking
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.typed import check_reference
from orderveil.vault.writer import Group

SHOWN_SECONDS = 60
GLASS_SECONDS = 20
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, found and covered."""

    held: HeldOrder
    role: Role
    treatment: Treatment
    origin: str  # of the case: desk, event, person; glass


class Revealing:
    """Reveals fields."""

    def __init__(
        self, room: Room, reader: Reader, looking: Looking, casebook: Casebook, allowances: Allowances
    ) -> None:
        self._room = room
        self._reader = reader
        self._looking = looking
        self._casebook = casebook
        self._allowances = allowances

    def reveal(self, request: p.RevealField, actor: Actor) -> p.Revealed:
        """Return one field in clear. Raises NotAllowed or TooMany, recorded."""
        held: HeldOrder | None = None
        try:
            if FieldName(request.field) not in FIELDS:
                raise Malformed("there is no such field", place="field")
            with self._room.interior.database.reading() as tx:
                held = self._looking.find(tx, request.order, actor)
                asked = self._covered(tx, request, actor, held)
            left, entry = self._room.write(lambda tx, group: self._take(tx, group, request, actor, asked))
        except (NotAllowed, TooMany) as refused:
            self._record_refusal(request, actor, held, refused)
            raise
        value = self._open(request, asked)
        seconds = GLASS_SECONDS if request.break_glass else SHOWN_SECONDS
        return p.Revealed(held.order, request.field, value, seconds, left, entry)

    def _covered(self, tx: Transaction, request: p.RevealField, actor: Actor, held: HeldOrder) -> _Asked:
        """Steps 1 to 4."""
        now = self._room.interior.clock.latest_ms()
        hop, field = hop_named(request.hop), FieldName(request.field)
        target = Target(held.shop.tenant, held.shop.shop, hop.value, request.field, request.purpose)
        role = self._room.rights.require(actor, Permission.ORDERS_FIELD_REVEAL, target, now)
        if request.break_glass:
            role = self._room.rights.require(actor, Permission.ORDERS_FIELD_BREAK_GLASS, target, now)
        assert role is not None  # a person's role: operators do not come here
        treatment = self._due(request, held, field)
        origin = "glass"
        if request.reference:  # breaking the glass looks for no case, and the record holds what is typed
            check_reference(request.reference)
        if not request.break_glass:
            origin = self._casebook.explaining(tx, held, request.reference, now).origin
        if now - person_of(actor).strong_at_ms > role.step_up_minutes * _MINUTE_MS:
            raise NotAllowed("the second factor is due again", reason="access:step-up-due")
        return _Asked(held, role, treatment, origin)

    def _due(self, request: p.RevealField, held: HeldOrder, field: FieldName) -> Treatment:
        """Return how the contract gives the field. Step 2."""
        contract = self._reader.contract_for(held, request.hop, None)
        purpose = contract.purposes.get(request.purpose)
        if purpose is None or purpose.fields.get(field, Treatment.DROP) is Treatment.DROP:
            raise NotAllowed("the contract gives no such field for this", reason="contract:no-purpose", place="purpose")
        moment = self._reader.moment(held, held.parcel(request.shipment))
        if (moment.order_state, moment.shipment_state, moment.direction) not in purpose.states:
            raise NotAllowed(
                "the purpose does not hold in the order's present state",
                reason="contract:purpose-not-now",
                place="purpose",
            )
        return purpose.fields[field]

    def _take(
        self, tx: Transaction, group: Group, request: p.RevealField, actor: Actor, asked: _Asked
    ) -> tuple[int, str]:
        """Steps 5 and 6, in one transaction of the one writer: two asks at once do not share one allowance."""
        person, n = person_of(actor).person, asked.held.n
        kind = "glass" if request.break_glass else "case"
        spent = self._allowances.spent(tx, person, group.now_ms, kind)
        allowed = GLASS_A_DAY
        if not request.break_glass:
            allowed = self._allowances.allowed(tx, person, asked.role, asked.held.shop, group.now_ms)
        if not self._allowances.is_again(person, group.now_ms, n, request.field, kind):
            if spent >= allowed:
                raise TooMany("the reveals of this day are used up; a lead can help", reason="access:quota")
            tx.execute(
                "INSERT INTO reveals (person, at, n, field, kind) VALUES (?, ?, ?, ?, ?)",
                (person, group.now_ms, n, request.field, kind),
            )
            keep = partial(self._allowances.keep, person, group.now_ms, n, request.field, kind)
            group.after.append(keep)
            spent += 1
        act = Did.VIEW_GLASS_BROKEN if request.break_glass else Did.VIEW_FIELD_REVEALED
        parts = self._parts(request, asked)
        entry = self._room.record(
            tx, group, act, actor, asked.held.shop.tenant, detail={"case": asked.origin}, **parts
        )
        return max(0, allowed - spent), entry

    @staticmethod
    def _parts(request: p.RevealField, asked: _Asked) -> dict[str, Any]:
        return {
            "shop": asked.held.shop.shop, "hop": request.hop, "orders": (asked.held.order,),
            "fields": (request.field,), "given": (f"1:{LETTERS[asked.treatment]}",),
            "purpose": request.purpose, "reference": request.reference or None, "shipment": request.shipment,
        }  # fmt: skip

    def _open(self, request: p.RevealField, asked: _Asked) -> str:
        """Step 7."""
        view = self._reader.view(asked.held, Look(request.hop, None, request.shipment, request.purpose))
        found = view.fields.get(request.field)
        if found is None or found.value is None:
            raise NotFound("the order holds no such field", reason="contract:not-held", place="field")
        return _spelled(found.value)

    def _record_refusal(
        self, request: p.RevealField, actor: Actor, held: HeldOrder | None, refused: RelayError
    ) -> None:
        person = person_of(actor)
        parts: dict[str, Any] = {"orders": (held.order,), "shop": held.shop.shop} if held is not None else {}
        field = FieldName(request.field)
        parts["fields"] = (field,) if field in FIELDS else ()

        def run(tx: Transaction, group: Group) -> str:
            return self._room.record(
                tx, group, Did.VIEW_REVEAL_REFUSED, actor, person.tenant, detail={"reason": refused.reason}, **parts
            )

        self._room.write(run)


def _spelled(value: Any) -> str:
    """Return a value as it is read out: pairs and lists line by line."""
    if isinstance(value, list | tuple):
        return "\n".join(": ".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value)
    return str(value)


