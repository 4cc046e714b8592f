"""Checks everything that the ledger stores, and says what and where.

  1. every head: a signature by the log's key, the newest log's key being today's;
  2. every log, entry by entry: bundles, hashes, tiles, root (see `walking`), meeting on the way every
     head that a witness signed, that this vault saw before, or that the caller remembers;
  3. the chain: each log's first entry carries head and key of the log before it; a log without entries
     must have been ended by an entry of a later one;
  4. the indexes of orders and of words against the entries (see `orderindex`, `wordcheck`);
  5. what waits, by its guard codes; the notes of numbered batches, by code and against the entries;
  6. that nothing belongs to a log that is not there, and that nothing was refused;
  7. on SQLite, that table and index of each row agree in the file itself.
Must never stop at the first problem, and must never repeat a stored value in what it tells.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from orderveil.core.checkpoint import NoteRefused, open_checkpoint, parse_note
from orderveil.core.errors import RelayError
from orderveil.ledger import orderindex, wordcheck
from orderveil.ledger.bundles import unpack
from orderveil.ledger.entries import decode
from orderveil.ledger.heads import Head, Heads
from orderveil.ledger.orderindex import OrderSum
from orderveil.ledger.pending import Seen, guard_key, mac_of, seen_mac
from orderveil.ledger.schema import TABLES, TABLES_OF_A_LOG
from orderveil.ledger.walking import Claim, Findings, Progress, Walk, broken
from orderveil.store.database import Transaction

_MAX_PROBLEMS = 200
_WRITER = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. `entries` counts numbered ones; `checkpoint` is the head of the newest log checked."""

    ok: bool
    entries: int
    logs: list[str]
    problems: list[str]
    checkpoint: str | None


@dataclass(slots=True)
class _Problems:
    found: list[str] = field(default_factory=list)
    more: int = 0

    def tell(self, what: str) -> None:
        if what in self.found:
            return
        if len(self.found) < _MAX_PROBLEMS:
            self.found.append(what)
        else:
            self.more += 1

    @contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Turn a failure to read into a problem: a damaged file must not hide behind an exception."""
        try:
            yield
        except Exception as error:
            self.tell(f"{what} cannot be read: {broken(error)}")

    def all(self) -> list[str]:
        return [*self.found, f"and {self.more} more"] if self.more else self.found


class Verifier:
    """One check of the whole record inside one reading transaction."""

    def __init__(
        self, tx: Transaction, heads: Heads, tenant: str | None, remembered: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> None:  # fmt: skip
        self._tx = tx
        self._heads = heads
        self._tenant = tenant
        self._remembered = remembered
        self._progress = progress or (lambda done, of_all: None)
        self._problems = _Problems()
        self._findings = Findings(self._problems.tell, OrderSum())
        self._logs: list[Head] = []
        self._rows: list[tuple[Any, ...]] = []

    def run(self) -> Verified:
        """Do the steps at the top of the module."""
        with self._problems.reading("ledger_logs"):
            self._read_heads()  # step 1
        of_all = sum(head.size for head in self._logs)
        self._findings.heard = lambda done: self._progress(done, of_all)
        for head in self._logs:
            with self._problems.reading(f"log {head.name}"):
                self._walk(head)  # step 2
        self._check_chain()  # step 3
        with self._problems.reading("ledger_orders"):
            self._check_orders()  # step 4
        with self._problems.reading("ledger_words"):
            self._check_words()
        with self._problems.reading("ledger_pending"):
            self._check_pending()  # step 5
        with self._problems.reading("ledger_writers"):
            self._check_writers()
        with self._problems.reading("the ledger's tables"):
            self._check_strays()  # step 6
        if self._tx.dialect == "sqlite":
            self._check_file()  # step 7
        problems, newest = self._problems.all(), self._logs[-1].note if self._logs else None
        return Verified(not problems, self._findings.entries, [head.name for head in self._logs], problems, newest)

    # ---- steps 1 to 3

    def _read_heads(self) -> None:
        self._rows = self._tx.all("SELECT id, tenant, name, key, checkpoint FROM ledger_logs ORDER BY id")
        newest = {tenant: id_ for id_, tenant, *_ in self._rows}
        for id_, tenant, name, key, checkpoint in self._rows:
            place = f"log {name}"
            try:
                head = self._heads.opened(tenant, (id_, name, key, checkpoint), is_earlier=newest[tenant] != id_)
            except RelayError:
                self._problems.tell(f"{place}: its head does not bear the signature of its key, or the key is not ours")
                continue
            if self._tenant in (None, tenant):
                self._logs.append(head)
        self._look_for_missing_logs({self._heads.origin(tenant, name) for _, tenant, name, *_ in self._rows})

    def _look_for_missing_logs(self, stored: set[str]) -> None:
        """A log that was seen before must still be there, or at least its head."""
        notes = list(self._remembered)
        seen = self._heads.recall(self._tenant) if self._tenant is not None else None
        for note in [*notes, *([seen[1]] if seen else [])]:
            with self._problems.reading("a remembered head"):
                origin = parse_note(note).text.partition("\n")[0]
                if origin not in stored and self._is_asked(origin):
                    self._problems.tell(f"log {origin.rpartition('/')[2]}: it was seen before and is not stored")

    def _is_asked(self, origin: str) -> bool:
        """Tell whether a log is one of those that are checked."""
        return self._tenant is None or origin.rpartition("/")[0] == self._heads.origin(self._tenant, "").rstrip("/")

    def _walk(self, head: Head) -> None:
        claims = [Claim(head.size, head.checkpoint.root, "its signed head"), *self._claims(head)]
        if self._is_empty(head):  # ended: step 3 asks by whom; its head must still be the last that anybody saw
            for claim in claims:
                if claim.size > head.size or (claim.size == head.size and claim.root != head.checkpoint.root):
                    self._problems.tell(f"log {head.name}: {claim.who} covers {claim.size}, its last head {head.size}")
            return
        Walk(self._tx, head, self._findings, sorted(claims, key=lambda claim: claim.size)).run()

    def _is_empty(self, head: Head) -> bool:
        return self._tx.one("SELECT 1 FROM ledger_bundles WHERE log = ? LIMIT 1", (head.id,)) is None

    def _claims(self, head: Head) -> Iterator[Claim]:
        seen = self._heads.recall(head.tenant)
        if seen is not None:
            yield from self._claim(head, seen[1], "a head seen before")
        for note in self._remembered:
            yield from self._claim(head, note, "a remembered head")
        rows = self._tx.all("SELECT witness, note FROM ledger_cosignatures WHERE log = ? ORDER BY witness", (head.id,))
        for _, note in rows:
            yield from self._claim(head, bytes(note), "a witnessed head", must_fit=True)

    def _claim(self, head: Head, note: str | bytes, who: str, must_fit: bool = False) -> Iterator[Claim]:
        try:
            origin = parse_note(note).text.partition("\n")[0]
            if origin != head.key.name and not must_fit:
                return  # it speaks of another log
            checkpoint = open_checkpoint(note, head.key)
        except (NoteRefused, UnicodeDecodeError):
            self._problems.tell(f"log {head.name}: {who} does not bear the log's signature")
            return
        yield Claim(checkpoint.size, checkpoint.root, who)

    def _check_chain(self) -> None:
        before: dict[str, Head] = {}
        ended_up_to: dict[str, int] = {}
        for head in self._logs:
            if head.name in self._findings.ended[head.tenant]:
                ended_up_to[head.tenant] = head.id
        for head in self._logs:
            opening = self._findings.openings.get(head.id)
            earlier = before.get(head.tenant)
            before[head.tenant] = head
            with self._problems.reading(f"log {head.name}"):
                if self._is_empty(head):
                    if head.id > ended_up_to.get(head.tenant, 0):
                        self._problems.tell(f"log {head.name}: its entries are gone, and no entry says why")
                    continue
            stated = (opening.checkpoint, opening.key, opening.detail.get("previous")) if opening else None
            owed = (earlier.note, earlier.key.text(), earlier.name) if earlier else (None, None, None)
            if stated is not None and stated != owed:
                self._problems.tell(f"log {head.name}: its first entry does not carry the head of the log before it")

    # ---- steps 4 and 5

    def _check_orders(self) -> None:
        names = {head.id: head.name for head in self._logs}
        stored = self._findings.orders.other()
        for row in orderindex.rows_of(self._tx, names):
            stored.add(*row)
        if stored.is_same(self._findings.orders):
            return
        before = len(self._problems.found)
        with self._problems.reading("ledger_orders against the entries"):
            for problem in orderindex.differences(self._tx, names, {head.id: head.size for head in self._logs}):
                self._problems.tell(problem)
        if len(self._problems.found) == before:
            self._problems.tell("ledger_orders: it does not say what the entries say")

    def _check_words(self) -> None:
        names, sizes = {head.id: head.name for head in self._logs}, {head.id: head.size for head in self._logs}
        for problem in wordcheck.differences(self._tx, self._findings.words, names, sizes):
            self._problems.tell(problem)

    def _check_pending(self) -> None:
        last = ("", "", -(2**63))
        while rows := self._tx.all(
            "SELECT tenant, writer, batch, entries, mac FROM ledger_pending WHERE (tenant, writer, batch) > (?, ?, ?) "
            "ORDER BY tenant, writer, batch LIMIT 64",
            last,
        ):
            for tenant, writer, batch, entries, mac in rows:
                last = (tenant, writer, batch)
                guard = self._guard(tenant)
                if bytes(mac) != mac_of(guard, tenant, writer, batch, bytes(entries)):
                    self._problems.tell(f"ledger_pending: batch {batch} of {_writer(writer)} was altered or slipped in")
                    continue
                for entry in unpack(bytes(entries)):
                    self._findings.cosign(decode(entry))

    def _guard(self, tenant: str) -> bytes:
        return guard_key(self._heads.signer(tenant, "").seed)

    def _check_writers(self) -> None:
        noted: dict[tuple[str, str], Seen] = {}
        known = {row[1] for row in self._rows}
        for tenant, writer, seen, mac in self._tx.all("SELECT tenant, writer, seen, mac FROM ledger_writers"):
            if tenant not in known or bytes(mac) != seen_mac(self._guard(tenant), tenant, writer, seen):
                self._problems.tell(f"ledger_writers: the note of numbered batches of {_writer(writer)} was altered")
            else:
                noted[tenant, writer] = Seen(seen)
        for (tenant, writer), seen in self._findings.seen.items():
            if not noted.get((tenant, writer), Seen()).covers(seen):
                self._problems.tell(f"ledger_writers: batches of {_writer(writer)} could be numbered twice")

    # ---- step 6

    def _check_strays(self) -> None:
        known = {row[0]: row for row in self._rows}
        for table in TABLES_OF_A_LOG:
            with self._problems.reading(table):
                for (log,) in self._tx.all(f"SELECT DISTINCT log FROM {table}"):
                    if log not in known:
                        self._problems.tell(f"{table}: rows of a log that is not there")
        self._check_cosignatures({head.id: head for head in self._logs})
        for (id_,) in self._tx.all("SELECT id FROM ledger_refused ORDER BY id LIMIT ?", (_MAX_PROBLEMS,)):
            self._problems.tell(f"ledger_refused: row {id_} was waiting, was altered or slipped in, and refused")

    def _check_file(self) -> None:
        """A row is stored in its table and again in its index; the steps before this one read either."""
        for table in TABLES:
            with self._problems.reading(table):
                if self._tx.all(f"PRAGMA integrity_check({table})") != [("ok",)]:
                    self._problems.tell(f"{table}: the database file is damaged in its pages")

    def _check_cosignatures(self, logs: dict[int, Head]) -> None:
        found = set()
        for log, witness, note in self._tx.all("SELECT log, witness, note FROM ledger_cosignatures"):
            if log not in logs:
                continue
            key = (logs[log].tenant, logs[log].name, witness)
            found.add(key)
            if self._findings.cosigned.get(key) != hashlib.sha256(bytes(note)).hexdigest():
                self._problems.tell(f"log {key[1]}: a witness's cosignature is not the one that was recorded")
        whole = {(head.tenant, head.name) for head in logs.values() if not self._is_empty(head)}
        for tenant, name, witness in set(self._findings.cosigned) - found:
            if (tenant, name) in whole:  # with an ended log its cosignatures go
                self._problems.tell(f"log {name}: the cosignature of {witness} was recorded and is not stored")


def _writer(name: str) -> str:
    """Return a writer's name as it may be told: an altered one could hold anything."""
    return f"writer {name}" if _WRITER.fullmatch(name) else "a writer with an altered name"


def verify(
    tx: Transaction, heads: Heads, tenant: str | None, remembered: Sequence[str] = (),
    progress: Progress | None = None,
) -> Verified:  # fmt: skip
    """Check everything stored for a tenant, or for all. `progress` hears how many entries of all are done."""
    return Verifier(tx, heads, tenant, remembered, progress).run()

