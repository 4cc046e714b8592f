"""The ledger before people's eyes: its heads, a check of everything, the proof of one entry, a download.

Each act asks for its permission first and speaks of the asker's tenant alone. A check takes as long as the record
is: it runs beside the other work, once at a time, and whoever asked reads what became of it. Reading the record is
itself recorded, but for its heads, which are published. Must never hand out an entry of another tenant.
"""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec

from orderveil.core.chain import leaf_hash
from orderveil.core.checkpoint import NoteRefused, cosigned_at, parse_checkpoint, parse_note
from orderveil.core.errors import LedgerUnavailable, RelayError
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import decode
from orderveil.ledger.finding import Wanted
from orderveil.ledger.verifying import Verified
from orderveil.ledger.words import read_said
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault import record_messages as r
from orderveil.vault.grants import Actor
from orderveil.vault.people.room import Room

_PROBLEMS_TOLD = 50
_SAME_EXPORT_MS = 600_000  # pages of one export follow each other; one that comes later is another


class RecordRoom:
    """Shows the ledger to people."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._checks: dict[str, r.RecordCheck] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="vault-check")
        self._exporting: dict[tuple[str, str | None], int] = {}  # who and which log -> their last page, epoch ms

    def close(self) -> None:
        """Let a check that runs end."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    # ---- heads

    def read(self, request: r.ReadRecord, actor: Actor) -> r.RecordRead:
        """Return heads, witnesses, what waits and the last check."""
        tenant = self._require(actor, Permission.LEDGER_ENTRY_READ, request.tenant)
        return self._state(tenant)

    def _require(self, actor: Actor, permission: Permission, asked: str) -> str:
        tenant = self._room.tenant_of(actor, asked)
        self._room.rights.require(actor, permission, Target(tenant), self._room.interior.clock.latest_ms())
        return tenant

    def _state(self, tenant: str) -> r.RecordRead:
        ledger = self._room.interior.ledger
        with self._room.interior.database.reading() as tx:
            waiting = ledger.waiting(tx, tenant)
            names = ledger.logs(tx, tenant)
            logs = [self._log(tx, tenant, name) for name in reversed(names)]
            check = self._checks.get(tenant) or self._check_of_record(tx, tenant)
        return r.RecordRead(logs, waiting, check)

    def _log(self, tx: Transaction, tenant: str, name: str) -> r.RecordLog:
        ledger = self._room.interior.ledger
        page = ledger.page(tx, tenant, log=name, limit=1)
        root = parse_checkpoint(parse_note(page.checkpoint).text).root.hex()
        newest = None
        if page.entries:
            newest = read_said(ledger.page(tx, tenant, log=name, start=page.size - 1, limit=1).entries[-1]).at_ms
        witnesses = tuple(_witness(note) for note in page.cosignatures)
        return r.RecordLog(name, page.size, root, page.public_key, page.checkpoint, newest, witnesses)

    # ---- a check of everything

    def check(self, request: r.CheckRecord, actor: Actor) -> r.RecordRead:
        """Begin a check, if none runs."""
        tenant = self._require(actor, Permission.LEDGER_RECORD_VERIFY, request.tenant)
        with self._lock:
            held = self._checks.get(tenant)
            if held is None or held.state != "running":
                self._checks[tenant] = r.RecordCheck("running", self._room.interior.now_ms())
                self._pool.submit(self._run, tenant, actor)
        return self._state(tenant)

    def _run(self, tenant: str, actor: Actor) -> None:
        began = self._checks[tenant].began_at_ms
        try:
            found = self._verify(tenant, actor)
        except Exception:  # whatever it was, it must not say `running` for ever
            self._checks[tenant] = r.RecordCheck("failed", began, self._room.interior.now_ms())
            return
        self._checks[tenant] = r.RecordCheck(
            "done", began, self._room.interior.now_ms(), found.ok, found.entries, len(found.problems),
            tuple(found.problems[:_PROBLEMS_TOLD]), found.entries,
        )  # fmt: skip

    def _verify(self, tenant: str, actor: Actor) -> Verified:
        interior = self._room.interior
        with contextlib.suppress(LedgerUnavailable):  # a damaged record numbers nothing, and is told of all the same
            self._room.write(lambda tx, group: interior.ledger.sequence(tx, group.now_ms))
        before = interior.heads.before.get(tenant)
        with interior.database.reading() as tx:
            found = interior.ledger.verify(
                tx, tenant, remembered=[before] if before else [], progress=partial(self._advance, tenant)
            )
        told = {"result": "in-order" if found.ok else "not-in-order"}
        counts = {"entries": found.entries, "problems": len(found.problems)}
        with contextlib.suppress(LedgerUnavailable) if not found.ok else contextlib.nullcontext():
            self._room.write(
                lambda tx, group: self._room.record(
                    tx, group, Did.LEDGER_RECORD_VERIFIED, actor, tenant, detail=told, counts=counts
                )
            )
        return found

    def _advance(self, tenant: str, done: int, of_all: int) -> None:
        """Note how far the check is; what comes after the entries (indexes, what waits) is not counted."""
        self._checks[tenant] = msgspec.structs.replace(self._checks[tenant], entries=done, of_all=of_all)

    def _check_of_record(self, tx: Transaction, tenant: str) -> r.RecordCheck | None:
        """Return the last check as the record tells it, from before this process began."""
        wanted = Wanted((frozenset({f"act:{Did.LEDGER_RECORD_VERIFIED.value}"}),))
        try:
            found = next(self._room.interior.ledger.find(tx, tenant, wanted), None)
        except RelayError:
            return None
        entry = decode(found.entry) if found is not None else None
        if entry is None or "result" not in entry.detail:
            return None
        return r.RecordCheck(
            "done", entry.at_ms, entry.at_ms, entry.detail["result"] == "in-order",
            entry.counts.get("entries", 0), entry.counts.get("problems", 0),
        )  # fmt: skip

    # ---- entries

    def prove(self, request: r.ProveEntry, actor: Actor) -> r.EntryProven:
        """Return one entry and its proof."""
        tenant = self._require(actor, Permission.LEDGER_ENTRY_READ, request.tenant)
        ledger = self._room.interior.ledger
        with self._room.interior.database.reading() as tx:
            proof = ledger.prove(tx, tenant, log=request.log, index=request.index)
            key = ledger.page(tx, tenant, log=request.log, limit=1).public_key
        self._room.write(
            lambda tx, group: self._room.record(
                tx, group, Did.LEDGER_ENTRY_READ, actor, tenant, log=proof.log, counts={"index": request.index}
            )
        )
        entry = proof.entry or b""
        return r.EntryProven(
            proof.log, request.index, proof.size, entry, leaf_hash(entry).hex(),
            tuple(one.hex() for one in proof.hashes), proof.checkpoint, key,
        )  # fmt: skip

    def download(self, request: r.DownloadRecord, actor: Actor) -> m.LedgerPage:
        """Return a page for an export. Its first page is recorded, and any that follows no other."""
        tenant = self._require(actor, Permission.LEDGER_RECORD_DOWNLOAD, request.tenant)
        now = self._room.interior.clock.latest_ms()
        with self._room.interior.database.reading() as tx:
            page = self._room.interior.ledger.page(tx, tenant, log=request.log, start=request.start)
        run = (actor.who.session if actor.who else actor.name, page.log)
        with self._lock:
            last = self._exporting.get(run, 0)
            self._exporting = {one: at for one, at in self._exporting.items() if now - at < _SAME_EXPORT_MS}
            self._exporting[run] = now
        if request.start == 0 or now - last >= _SAME_EXPORT_MS:
            self._room.write(
                lambda tx, group: self._room.record(
                    tx, group, Did.LEDGER_EXPORT_READ, actor, tenant, log=page.log, counts={"start": request.start}
                )
            )
        return m.LedgerPage(
            page.log, page.logs, page.start, page.entries, page.size, page.checkpoint, page.public_key,
            page.cosignatures,
        )  # fmt: skip


def _witness(note: str) -> r.WitnessRow:
    """Return who cosigned a stored note, what and when. Whoever relies on the witness checks its line."""
    parsed = parse_note(note)
    theirs = parsed.signatures[-1]
    try:
        at_ms = cosigned_at(theirs) * 1000
    except NoteRefused:
        at_ms = 0
    return r.WitnessRow(theirs.name, parse_checkpoint(parsed.text).size, at_ms)
