"""Open cases in a list: to an operator those of a shop, to a person their own.

Must never tell a person of a case that is somebody else's, nor anything of a buyer: a case holds none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orderveil.core.errors import Malformed, NotAllowed, NotFound, SealBroken
from orderveil.core.ids import order_id_from_bytes
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import people_messages as p
from orderveil.vault.grants import Actor
from orderveil.vault.people.cases import Case, Cases
from orderveil.vault.people.room import Room
from orderveil.vault.people.somewhere import role_somewhere
from orderveil.vault.rowcodes import CLEAR_COLUMNS

_MOST = 1_000
_NEWEST = (2**62, "")
_HELD = (
    f"SELECT {CLEAR_COLUMNS} FROM orders WHERE n IN ({{places}}) AND NOT EXISTS "
    "(SELECT 1 FROM erasures_waiting WHERE erasures_waiting.id = orders.id)"
)


class CaseList:
    """Lists open cases."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._cases = Cases(room.interior.codes, room.interior.keys.marks)

    def read(self, request: p.ListCases, actor: Actor) -> p.OpenCases:
        """Return a page of open cases, the newest first."""
        now = self._room.interior.clock.latest_ms()
        limit = max(1, min(request.limit, _MOST))
        shops = self._shops(request, actor, now)
        of = ("assigned", actor.who.person) if actor.who is not None else ("shop", next(iter(shops)))
        with self._room.interior.database.reading() as tx:
            found = self._cases.open_of(tx, of, _place(request.before), limit + 1)
            page = found[:limit]
            orders = self._orders(tx, page)
        rows = [self._row(case, orders.get(case.n, ""), now) for case in page if case.shop in shops]
        more = len(found) > limit
        return p.OpenCases(rows, f"{page[-1].opened_at_ms}/{page[-1].reference}" if more else None)

    def _shops(self, request: p.ListCases, actor: Actor, now_ms: int) -> set[int]:
        """Return the numbers of the shops whose cases are told. Raises NotAllowed for who works on no case."""
        every = self._room.interior.shops.all()
        if actor.who is None:
            if not request.shop:
                raise Malformed("name a shop", place="shop")
            return {self._room.interior.shops.of(request.shop).no}
        who, rights = actor.who, self._room.rights
        may = Permission.ORDERS_CASE_OPEN
        roles = rights.roles_in(who.tenant)
        held = [roles[one.role] for one in rights.assignments(who.person) if one.role in roles]
        if not any(grant.permission is may for role in held for grant in role.grants):
            raise NotAllowed("no role of yours works on cases", reason="people:not-granted")
        return {
            shop.no for shop in every
            if shop.tenant == who.tenant and role_somewhere(rights, who, may, shop.shop, now_ms) is not None
        }  # fmt: skip

    def _orders(self, tx: Transaction, cases: Sequence[Case]) -> dict[int, str]:
        """Return the ids of the orders that are still held, and whose rows are the vault's own."""
        wanted = sorted({case.n for case in cases})
        found: dict[int, str] = {}
        rows: Iterable[tuple[object, ...]] = ()
        if wanted:
            rows = tx.all(_HELD.format(places=", ".join("?" * len(wanted))), wanted)
        for row in rows:
            try:
                clear = self._room.interior.codes.order(row)
            except SealBroken:
                continue
            found[clear.n] = order_id_from_bytes(clear.id)
        return found

    def _row(self, case: Case, order: str, now_ms: int) -> p.OpenCaseRow:
        shop = self._room.interior.shops.numbered(case.shop).shop
        name = self._name(case.assigned) if case.assigned is not None else ""
        return p.OpenCaseRow(
            shop, case.reference, case.kind, case.origin, order, case.opened_at_ms, case.assigned, name,
            not case.is_open(now_ms),
        )  # fmt: skip

    def _name(self, person: str) -> str:
        try:
            return self._room.persons.of(person).name
        except NotFound:
            return ""


def _place(before: str | None) -> tuple[int, str]:
    """Return where a page goes on. Raises Malformed."""
    if before is None:
        return _NEWEST
    at, _, reference = before.partition("/")
    if not at.isascii() or not at.isdigit() or len(at) > 15 or not reference or len(reference) > 64:
        raise Malformed("a cursor is what the last answer gave", place="before")
    return int(at), reference
