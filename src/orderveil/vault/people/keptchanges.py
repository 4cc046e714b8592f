"""Changes that take two people, as they are kept: sealed, found again by tenant, by who asked, and by when.

What stands beside a row in clear finds it and decides nothing: after it is opened, its tenant and whoever asked
are looked at again. Must never return a row that the vault did not write, nor an older one as if it were now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from orderveil.core.errors import Malformed, RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.store.database import Transaction
from orderveil.vault.interior import Interior
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.rowcodes import Table, as_sealed
from orderveil.vault.writer import Group

LONGEST_MS = 7 * 86_400_000
FETCH_MS = 3 * 86_400_000
FETCHED = frozenset({"keys", "key-rotation"})
MOST_ROWS = 500
_KEY = "changes"
_MARK = "change:"  # and its id
_NO_ORDER = b"\0" * 16
_CURSOR = re.compile(r"([0-9]{1,15})\.(c_[0-9a-f]{12})")
_AT_ONCE = 1_000


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change as it is kept; `body` is the request in MessagePack. `by`: a person, or `operator:<uid>`."""

    id: str
    tenant: str
    kind: str
    says: str
    why: str
    by: str
    at_ms: int
    ends_at_ms: int
    body: bytes
    state: str = "waiting"
    decided_by: str | None = None
    decided_at_ms: int | None = None

    def __repr__(self) -> str:
        return f"Change({self.id}, <hidden>)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes to list. None: of every tenant; of everybody; from the newest on."""

    tenant: str | None
    asker: str | None
    waiting_only: bool
    before: str | None
    limit: int


class KeptChanges:
    """Reads and writes them."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior

    def of(self, tx: Transaction, wanted: str) -> Change | None:
        """Return one change."""
        row = tx.one("SELECT id, sealed FROM changes WHERE id = ?", (wanted,))
        return self._opened(row) if row is not None else None

    def open_ones(self, tx: Transaction, tenant: str) -> list[Change]:
        """Return the changes of a tenant of which something can still come."""
        rows = tx.all("SELECT id, sealed FROM changes WHERE tenant = ? AND state IN ('waiting', 'approved')", (tenant,))
        found = (change for change in map(self._opened, rows) if change is not None)
        return [change for change in found if is_open(change) and change.tenant == tenant]

    def page(self, tx: Transaction, wanted: Wanted, now_ms: int) -> tuple[list[Change], str | None]:
        """Return changes, the newest first, and the cursor of the page behind them."""
        where, args = ["1 = 1"], list[Any]()
        for column, value in (("tenant", wanted.tenant), ("asker", wanted.asker)):
            if value is not None:
                where.append(f"{column} = ?")
                args.append(value)
        if wanted.waiting_only:
            where.append("state = 'waiting' AND at > ?")
            args.append(now_ms - LONGEST_MS)
        if wanted.before is not None:
            at = _CURSOR.fullmatch(wanted.before)
            if at is None:
                raise Malformed("a cursor is what the last answer gave", place="before")
            where.append("(at < ? OR (at = ? AND id < ?))")
            args += [int(at[1]), int(at[1]), at[2]]
        limit = max(1, min(wanted.limit, MOST_ROWS))
        sql = f"SELECT id, sealed, at FROM changes WHERE {' AND '.join(where)} ORDER BY at DESC, id DESC LIMIT ?"
        rows = tx.all(sql, (*args, limit + 1))
        behind = f"{rows[limit - 1][2]}.{rows[limit - 1][0]}" if len(rows) > limit else None
        return list(self._those(rows[:limit], wanted)), behind

    def _those(self, rows: list[Any], wanted: Wanted) -> Iterable[Change]:
        for change in map(self._opened, rows):
            if change is None or (wanted.tenant is not None and change.tenant != wanted.tenant):
                continue
            if (wanted.asker is None or change.by == wanted.asker) and (is_open(change) or not wanted.waiting_only):
                yield change

    def write(self, tx: Transaction, change: Change, group: Group) -> None:
        """Write a change as it is now; what is further than it was leaves a mark (vault/keyring/marks.py)."""
        if stage := _stage(change):
            group.marks.append(Mark(_MARK + change.id, stage, change.at_ms + LONGEST_MS + FETCH_MS))
        key = self._in.keys.named(_KEY)
        sealed = seal_field(key, msgspec.msgpack.encode(change), order=_NO_ORDER, field=change.id, version=0)
        tx.execute(
            "INSERT INTO changes (id, at, state, sealed, tenant, asker) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, sealed = excluded.sealed, "
            "tenant = excluded.tenant, asker = excluded.asker",
            (change.id, change.at_ms, change.state, sealed, change.tenant, change.by),
        )

    def fill_in(self, tx: Transaction, group: Group) -> int:
        """Write beside rows of an earlier release whose they are; return how many there were. Some at a time."""
        rows = tx.all("SELECT id, sealed FROM changes WHERE tenant IS NULL LIMIT ?", (_AT_ONCE,))
        for row in rows:
            change = self._opened(row)
            told = (change.tenant, change.by) if change is not None else ("", "")
            tx.execute("UPDATE changes SET tenant = ?, asker = ? WHERE id = ?", (*told, row[0]))
        return len(rows)

    def _opened(self, row: Any) -> Change | None:
        key = self._in.keys.named(_KEY)
        try:
            content = open_field(key, as_sealed(row[1]), order=_NO_ORDER, field=row[0], version=0)
        except RelayError:
            return None  # of no use to anybody: it was not written by the vault
        change = msgspec.msgpack.decode(content, type=Change)
        if _stage(change) < 2 and _stage(change) < self._in.keys.marks.of(_MARK + change.id):
            self._in.codes.alarm(Table.CHANGES, change.id)  # an older row of its own was put back
            return msgspec.structs.replace(change, state="ended")
        return change


def is_open(change: Change) -> bool:
    """Tell whether something can still come of a change: it waits for a second person, or for being fetched."""
    return change.state == "waiting" or (change.state == "approved" and change.kind in FETCHED)


def _stage(change: Change) -> int:
    """Return how far a change is: waiting, to be fetched, or over."""
    return 0 if change.state == "waiting" else 1 if is_open(change) else 2
