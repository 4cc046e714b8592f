"""What an operator does to whole logs: the signing key changed, the oldest log let go, the index of words made again.

Changing a key and letting a log go take two steps: the first tells what would be done and answers with a code
made of it, the second brings the code. That it was asked is recorded before it is done, by whom too; the
logs' own entries follow. Must never
close evidence off: a log is changed or ended only while the whole record verifies.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import partial
from typing import Any

from orderveil.core.errors import Conflict, LedgerUnavailable, Malformed
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.ledger.words import blocks_of, make_again
from orderveil.store.database import Transaction
from orderveil.vault import record_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.writer import Group

Write = Callable[[Callable[[Transaction, Group], Any]], Any]
_CODE_LETTERS = 12


class RecordKeeping:
    """Serves operators. `write` does something in the next group, `write_apart` in a transaction of its own."""

    def __init__(self, interior: Interior, write: Write, write_apart: Write) -> None:
        self._in = interior
        self._write = write
        self._write_apart = write_apart

    def keep(self, request: r.KeepRecord, actor: Actor) -> r.RecordKept:
        """Do what is asked, or tell what would be done."""
        if request.what not in ("index", "key", "log"):
            raise Malformed("what can be done is index, key or log", place="what")
        with self._in.database.reading() as tx:
            page = self._in.ledger.page(tx, request.tenant, log=request.log if request.what == "log" else None, limit=1)
        if request.what == "index":
            return self._make_index(request, actor)
        told = f"{request.what}\0{request.tenant}\0{page.log}\0{page.public_key}"
        code = hashlib.sha256(told.encode()).hexdigest()[:_CODE_LETTERS]
        if not request.confirm:
            return r.RecordKept(page.log, page.size, code)
        if not hmac.compare_digest(request.confirm.encode(), code.encode()):
            raise Conflict("that is not the code of what would be done now; ask again", place="confirm")
        self._check(request.tenant)
        self._record(request, actor, page.log)
        if request.what == "log":
            ended = self._write(
                lambda tx, group: self._in.ledger.end_log(tx, request.tenant, page.log, group.now_ms)
            )
            return r.RecordKept(page.log, ended, is_done=True)
        return r.RecordKept(self._change_key(request.tenant), page.size, is_done=True)

    def _check(self, tenant: str) -> None:
        """Refuse where the record is not in order: evidence is not closed off. Raises LedgerUnavailable."""
        with self._in.database.reading() as tx:
            found = self._in.ledger.verify(tx, tenant)
        if not found.ok:
            raise LedgerUnavailable(
                "the record is not in order; `orderveil ledger verify` says where", reason="ledger:altered"
            )

    def _change_key(self, tenant: str) -> str:
        """Steps 1 to 3 of vault.ledgerkeys; return the new log's name."""
        seed = self._in.ledger_keys.make(tenant)

        def change(tx: Transaction, group: Group) -> str:
            name = self._in.ledger.change_key(tx, tenant, seed, group.now_ms)
            group.after.append(lambda: self._in.ledger_keys.take(tenant))
            return name

        name: str = self._write_apart(change)
        return name

    def _make_index(self, request: r.KeepRecord, actor: Actor) -> r.RecordKept:
        """Make the index of words again, a block in a transaction; what the entries do not bear goes."""
        self._record(request, actor, None)
        with self._in.database.reading() as tx:
            due = blocks_of(tx, request.tenant)
        made = sum(self._write(partial(_again, log=log, number=number)) for log, number in due)
        return r.RecordKept("", made, is_done=True)

    def _record(self, request: r.KeepRecord, actor: Actor, log: str | None) -> None:
        """Write what was asked, before it is done."""
        self._write(
            lambda tx, group: self._in.record(
                tx, group,
                Entry(
                    act=Did.LEDGER_UPKEEP_ASKED, at_ms=group.now_ms, tenant=request.tenant, actor=actor.name, log=log,
                    detail={"what": request.what},
                ),
            )
        )  # fmt: skip


def _again(tx: Transaction, group: Group, *, log: int, number: int) -> int:
    return int(make_again(tx, log, number))
