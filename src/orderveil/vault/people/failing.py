"""Sign-ins that failed, recorded without flooding the record: the first of a minute singly, the rest as a number.

Threat: whoever guesses passwords writes entry after entry that nobody can take out again, and hides among them
what they did next. So of one kind about one person (or about nobody who is known) ten a minute stand singly; what
follows in that minute is counted in a row of its own, in the same transaction as everything else, and becomes one
entry with that number. A kill loses none: the row is on disk, and whoever comes next or the upkeep records it.
"""

from __future__ import annotations

import re

import msgspec

from orderveil.ledger.acts import Act as Did
from orderveil.store.database import Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.people.room import Room
from orderveil.vault.writer import Group

SINGLY = 10
WINDOW_MS = 60_000
_FAILED = re.compile(r"[a-z-]+-(failed|refused|throttled)")
_CONSOLE = Actor("room", "room:console")


class Counted(msgspec.Struct, frozen=True):
    """What failed, how often in this minute: `single` of them stand in the record, `more` do not yet."""

    tenant: str
    detail: dict[str, str]
    since_ms: int
    single: int
    more: int = 0


def record_told(room: Room, tx: Transaction, group: Group, tenant: str, detail: dict[str, str]) -> None:
    """Record what became of an account; what fails again and again, as a number."""
    if not _FAILED.fullmatch(detail["outcome"]):
        room.record(tx, group, Did.PEOPLE_ACCOUNT_TOLD, _CONSOLE, tenant, detail=detail)
        return
    key = "/".join((tenant, *(f"{name}={word}" for name, word in sorted(detail.items()))))
    held = _read(tx, key)
    if held is not None and 0 <= group.now_ms - held.since_ms < WINDOW_MS:
        if held.single >= SINGLY:
            _keep(tx, key, msgspec.structs.replace(held, more=held.more + 1))
            return
        held = msgspec.structs.replace(held, single=held.single + 1)
    else:
        _settle(room, tx, group, held)
        held = Counted(tenant, detail, group.now_ms, 1)
    room.record(tx, group, Did.PEOPLE_ACCOUNT_TOLD, _CONSOLE, tenant, detail=detail)
    _keep(tx, key, held)


def settle_all(room: Room, tx: Transaction, group: Group) -> dict[str, int]:
    """Record what was counted in minutes that are over; return how many failures that were."""
    found = tx.all("SELECT name, counted FROM failures ORDER BY name")
    settled = 0
    for key, content in found:
        held = msgspec.msgpack.decode(bytes(content), type=Counted)
        if 0 <= group.now_ms - held.since_ms < WINDOW_MS:
            continue
        _settle(room, tx, group, held)
        tx.execute("DELETE FROM failures WHERE name = ?", (key,))
        settled += held.more
    return {"failures_settled": settled}


def _settle(room: Room, tx: Transaction, group: Group, held: Counted | None) -> None:
    if held is None or not held.more:
        return
    counts = {"times": held.more, "after_seconds": max(0, group.now_ms - held.since_ms) // 1000}
    room.record(tx, group, Did.PEOPLE_ACCOUNT_TOLD, _CONSOLE, held.tenant, counts=counts, detail=held.detail)


def _read(tx: Transaction, key: str) -> Counted | None:
    row = tx.one("SELECT counted FROM failures WHERE name = ?", (key,))
    return msgspec.msgpack.decode(bytes(row[0]), type=Counted) if row is not None else None


def _keep(tx: Transaction, key: str, held: Counted) -> None:
    tx.execute(
        "INSERT INTO failures (name, counted) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET counted = excluded.counted",
        (key, msgspec.msgpack.encode(held)),
    )
