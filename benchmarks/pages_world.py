"""A store of so many invented orders with what a month leaves behind, for `benchmarks.pages`.

Orders come in over thirty days that end now; beside each stand entries of the record (handed to couriers, looked at,
revealed). People, cases, alerts, changes that wait, keys, outside accounts and a review of rights come on top. The
filling process's clock runs through the thirty days; everything goes the way it goes in an installation.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from orderveil.core.grants import Scope
from orderveil.core.order import Draft, OrderState, ShipmentState
from orderveil.core.settings import Settings
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry
from orderveil.vault import clock
from orderveil.vault.alert_messages import Evidence, NewAlert, RaiseAlerts
from orderveil.vault.building import HomeLock, build
from orderveil.vault.local import LocalVault
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyIssued,
    OperatorGrant,
    PersonGrant,
    PutShop,
    RoomGrant,
    Sealed,
    SealOrders,
    SetMode,
)
from orderveil.vault.people_messages import (
    AssignRoles,
    BeginSession,
    CaseOpened,
    InvitePerson,
    OpenCase,
    PersonInvited,
    PersonRows,
    Proposed,
    ReadInvitation,
    RoleRow,
    SessionBegun,
)
from orderveil.vault.review_messages import ImportOutside, OutsideAccount, OutsideImported
from orderveil.vault.service import VaultService
from tests.vault.making import draft, parcel

BY = OperatorGrant()
SHOP = "tea"
DAYS = 30
_DAY_MS = 86_400_000
_BATCH = 500
_ROLES = ("support_agent", "support_lead", "warehouse", "operations", "analyst", "marketer", "auditor")
_PEOPLE, _ALERTS, _CHANGES, _CASES, _OUTSIDE, _KEYS = 120, 300, 150, 600, 380, 12
_FIELDS = ("recipient_name", "recipient_phone", "ship_line1", "ship_postcode")
_COURIERS = tuple(f"courier{number}" for number in range(7))
_KINDS = ("bulk", "unexplained", "after_hours", "consecutive")


@dataclass
class World:
    """What there is, for whoever asks about it: ids of orders by number, ids of people."""

    orders: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


class Running:
    """The vault's time while a store is filled: set by hand, and steady in the vault's own eyes."""

    def __init__(self, at_ms: int) -> None:
        self._at_ns = at_ms * 1_000_000
        clock.wall_ns = clock.ticks_ns = lambda: self._at_ns

    def move(self, to_ms: int) -> None:
        """Go on to a moment."""
        self._at_ns = max(self._at_ns, to_ms * 1_000_000)


def phone(number: int) -> str:
    """The phone of a buyer; no two have the same."""
    return f"+9198{number:08d}"


def postcode(number: int) -> str:
    """One of nine hundred postcodes."""
    return f"{560001 + number % 900}"


def invented(number: int) -> Draft:
    """One order, half of them on their way; each tenth in two parcels."""
    more = {
        "buyer_phone": phone(number), "recipient_phone": phone(number), "ship_postcode": postcode(number),
        "buyer_email": f"asha{number}@buyers.example",
    }  # fmt: skip
    if number % 2:
        return draft(number, more=more)
    parcels = [parcel("f1", state=ShipmentState.IN_TRANSIT)]
    if number % 10 == 0:
        parcels.append(parcel("f2", state=ShipmentState.IN_TRANSIT))
    return draft(number, more=more, state=OrderState.SHIPPED, shipments=parcels)


def fill(settings: Settings, orders: int, per_order: int) -> World:
    """Fill a home that is not there yet. `per_order`: entries of the record beside the one of its sealing."""
    now_ms = time.time_ns() // 1_000_000 - 60_000
    began_ms = now_ms - DAYS * _DAY_MS
    running, world = Running(began_ms), World()
    lock = HomeLock(settings.home)
    service = build(settings)
    service.start()
    vault = LocalVault(service, lock)
    try:
        vault.ask(PutShop(BY, SHOP), Done)
        for hop in ("support", "courier", "label"):
            vault.ask(SetMode(BY, SHOP, hop, "enforced"), Done)
        world.people = list(_people(vault, service))
        chance = random.Random(20261122)
        for start in range(0, orders, _BATCH):
            running.move(began_ms + (now_ms - began_ms) * start // orders)
            drafts = [invented(number) for number in range(start, min(orders, start + _BATCH))]
            sealed = vault.ask(SealOrders(BY, SHOP, "file", drafts, bulk=True), Sealed).results
            new = [one.order or "" for one in sealed]
            world.orders += new
            _record(service, [_entry(chance, world, new) for _ in range(len(new) * per_order)])
        running.move(now_ms)
        _add_rest(vault, service, world, now_ms)
    finally:
        vault.close()
    return world


def _record(service: VaultService, entries: list[Entry]) -> None:
    inside = service._in
    at_ms = inside.now_ms()
    stamped = [msgspec.structs.replace(one, at_ms=at_ms) for one in entries]
    service.write(lambda tx, group: inside.record(tx, group, *stamped))


def _entry(chance: random.Random, world: World, new: list[str]) -> Entry:
    """One entry about an order that came in lately: half leave to couriers, one in fifty of the others is a reveal."""
    order = chance.choice(new)
    if chance.random() < 0.5:
        courier = chance.choice(_COURIERS)
        return Entry(act=Act.VIEW_ORDER_RELEASED, at_ms=0, tenant="main", actor=f"key:k_{courier}", shop=SHOP,
                     hop="courier", partner=courier, fields=_FIELDS, orders=(order,))  # fmt: skip
    person = f"person:{chance.choice(world.people)}"
    if chance.random() < 0.02:
        return Entry(act=Act.VIEW_FIELD_REVEALED, at_ms=0, tenant="main", actor=person, shop=SHOP, hop="support",
                     fields=("buyer_phone",), orders=(order,), purpose="call_buyer", reference="T-1")  # fmt: skip
    return Entry(act=Act.VIEW_ORDER_READ, at_ms=0, tenant="main", actor=person, shop=SHOP, hop="support",
                 fields=_FIELDS[:2], orders=(order,))  # fmt: skip


def _people(vault: LocalVault, service: VaultService) -> Iterator[str]:
    """Invite and join people; yield their ids."""
    console = RoomGrant("console", service.room_secret("console"))
    for number in range(_PEOPLE):
        roles = [RoleRow("owner")] if number < 2 else [RoleRow(_ROLES[number % len(_ROLES)])]
        asked = InvitePerson(BY, f"p{number}@staff.example", f"Person {number}", roles)
        invited = vault.ask(asked, PersonInvited)
        vault.ask(ReadInvitation(console, invited.token, accept=True), PersonRows)
        yield invited.person


def _add_rest(vault: LocalVault, service: VaultService, world: World, now_ms: int) -> None:
    """Cases, alerts, waiting changes, keys and outside accounts."""
    step = max(1, len(world.orders) // _CASES)
    for number, order in enumerate(world.orders[::step][:_CASES]):
        vault.ask(OpenCase(BY, SHOP, order, "ticket", f"T-{number + 1}"), CaseOpened)
    worker = RoomGrant("worker", service.room_secret("worker"))
    alerts = [_alert(world, number, now_ms) for number in range(_ALERTS)]
    vault.ask(RaiseAlerts(worker, "main", 0, "", 0, 0, b"", alerts), Done)
    console = RoomGrant("console", service.room_secret("console"))
    begun = vault.ask(BeginSession(console, world.people[0], ("password", "totp")), SessionBegun)
    owner = PersonGrant(begun.token, service.room_secret("console"))
    for number in range(_CHANGES):
        person = world.people[2 + number % (_PEOPLE - 2)]
        rows = [RoleRow(_ROLES[number % len(_ROLES)]), RoleRow("security_lead")]
        vault.ask(AssignRoles(owner, person, rows, f"invented reason {number}"), Proposed)
    for number in range(_KEYS):
        courier = _COURIERS[number % len(_COURIERS)]
        ends_ms = now_ms + 90 * _DAY_MS
        scopes = (Scope.VIEWS_ONE_OPEN.value,)
        vault.ask(IssueKey(BY, SHOP, "courier", courier, scopes, ends_ms, label=f"key {number}"), KeyIssued)
    accounts = [OutsideAccount(f"o{number}@staff.example", f"Outside {number}", "Agent") for number in range(_OUTSIDE)]
    vault.ask(ImportOutside(BY, "freshdesk", accounts, tenant="main"), OutsideImported)


def _alert(world: World, number: int, now_ms: int) -> NewAlert:
    places = tuple(
        Evidence(f"2026Q4/{number * 7 + one}", now_ms - one * 60_000, order, "buyer_phone", "call_buyer", "desk")
        for one, order in enumerate(world.orders[number : number + 30])
    )  # fmt: skip
    who = f"person:{world.people[2 + number % (_PEOPLE - 2)]}"
    return NewAlert(f"k{number}", _KINDS[number % 4], who, "support_agent", now_ms - number * 3_600_000, 3.0,
                    {"reveals": 40, "unexplained": 12}, places)  # fmt: skip
