"""What could not become an order: payloads set aside, and requests of data subjects.

A payload set aside keeps a keyed digest, the webhook's id as a tag, the reason and the place. Its
body is kept only where the source cannot be asked again, sealed under a key of its own that is
destroyed after 7 days, or earlier once it is resolved.

A data subject's request is sealed under a key of its own too, which is destroyed with the year in
which it may still have to be shown that it was answered.
"""

from __future__ import annotations

import hashlib
import hmac

from orderveil.core.errors import KeyMissing, Malformed, NotFound
from orderveil.core.order import IntakeStatus
from orderveil.core.sealing import open_field, seal_field
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Row, Transaction
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior, Shop
from orderveil.vault.messages import (
    Done,
    ListSetAside,
    RecordSubjectRequest,
    ResolveSetAside,
    SetAside,
    SetAsideDone,
    SetAsideRow,
    SetAsideRows,
)
from orderveil.vault.writer import Group

_VAULT = Actor("room", "room:vault")
_DAY_MS = 86_400_000
KEPT_MS = 7 * _DAY_MS
REQUEST_KEPT_MS = 365 * _DAY_MS  # after it was due: complaints about an answer come within months, audits yearly
_LATEST_DUE_MS = 365 * _DAY_MS  # no law gives longer to answer; a source's clock must not make a key live for ever
_KEY_PREFIX = "aside:"
_REQUEST_PREFIX = "request:"
_ENDED = "ended"
_STATES = ("waiting", "fetched", "resolved", _ENDED)
_COLUMNS = "id, shop, source, reason, place, at, ends_at, state, fetch_ref, body, digest"


class Asides:
    """Keeps and ends what was set aside."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior

    def set_aside(self, tx: Transaction, request: SetAside, actor: Actor, group: Group) -> SetAsideDone:
        """Remember a payload; the same payload again is the same row."""
        shop = self._in.shops.of(request.shop)
        digest = self._tag(shop, b"payload", request.raw)
        found = tx.one("SELECT id, state FROM set_aside WHERE shop = ? AND digest = ?", (shop.no, digest))
        if found is not None and found[1] != _ENDED:
            return SetAsideDone(int(found[0]), IntakeStatus.DUPLICATE)
        if found is not None:  # nothing is held of it any more, so that its source tells it anew
            tx.execute("DELETE FROM set_aside WHERE id = ?", (found[0],))
            self._in.keys.destroy_named(_key_name(digest))
        ends_at = group.now_ms + KEPT_MS
        webhook = self._tag(shop, b"webhook", request.webhook_id.encode()) if request.webhook_id else None
        row = tx.one(
            "INSERT INTO set_aside (shop, source, reason, place, digest, webhook, fetch_ref, body, at, ends_at, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting') RETURNING id",
            (shop.no, request.source, request.reason, request.place, digest, webhook,
             self._sealed(digest, "fetch_ref", request.fetch_ref.encode() if request.fetch_ref else None),
             self._sealed(digest, "body", request.body), group.now_ms, ends_at),
        )  # fmt: skip
        assert row is not None
        self._record(tx, group, Did.INTAKE_PAYLOAD_SET_ASIDE, (shop, actor), source=request.source)
        return SetAsideDone(int(row[0]), IntakeStatus.QUARANTINED)

    def list(self, tx: Transaction, request: ListSetAside, actor: Actor, group: Group) -> SetAsideRows:
        """Return what was set aside, newest first. Opening bodies is recorded."""
        shop = self._in.shops.of(request.shop) if request.shop else None
        where, args = ("WHERE shop = ? ", [shop.no]) if shop else ("", [])
        rows = tx.all(
            f"SELECT {_COLUMNS} FROM set_aside {where}ORDER BY id DESC LIMIT ?",
            (*args, min(request.limit, 1_000)),
        )
        if request.with_bodies and rows:
            for no in {row[1] for row in rows}:
                self._record(tx, group, Did.INTAKE_PAYLOAD_OPENED, (self._in.shops.numbered(no), actor))
        return SetAsideRows([self._row(row, request.with_bodies) for row in rows])

    def resolve(self, tx: Transaction, request: ResolveSetAside, actor: Actor, group: Group) -> Done:
        """Say what became of one; its body ends now."""
        if request.state not in _STATES:
            raise Malformed("a state is one of " + ", ".join(_STATES), place="state")
        row = tx.one("SELECT shop, digest FROM set_aside WHERE id = ?", (request.id,))
        if row is None:
            raise NotFound("nothing was set aside under that number", place="id")
        tx.execute(
            "UPDATE set_aside SET state = ?, body = NULL, fetch_ref = NULL WHERE id = ?", (request.state, request.id)
        )
        name = _key_name(bytes(row[1]))
        group.after.append(lambda: self._in.keys.destroy_named(name))  # where that fails, `end_keys` does it
        self._record(tx, group, Did.INTAKE_PAYLOAD_RESOLVED, (self._in.shops.numbered(row[0]), actor))
        return Done()

    def end_due(self, tx: Transaction, group: Group, limit: int) -> int:
        """End what was set aside longer ago than it may be kept; return how many."""
        rows = tx.all(
            "SELECT id, shop FROM set_aside WHERE ends_at <= ? AND state <> 'ended' ORDER BY id LIMIT ?",
            (group.now_ms, limit),
        )
        for number, no in rows:
            tx.execute("UPDATE set_aside SET state = 'ended', body = NULL, fetch_ref = NULL WHERE id = ?", (number,))
            self._record(tx, group, Did.INTAKE_PAYLOAD_ENDED, (self._in.shops.numbered(no), _VAULT))
        group.after.append(self.end_keys)
        return len(rows)

    def end_requests(self, tx: Transaction, group: Group, limit: int) -> int:
        """End the requests of data subjects that need not be shown any more; return how many.

        That there was one, of which shop, when and due when, stays; whose it was goes with its key.
        """
        count = tx.execute(
            "UPDATE subject_requests SET state = 'ended', subject = ? WHERE id IN "
            "(SELECT id FROM subject_requests WHERE due_at <= ? AND state <> 'ended' ORDER BY due_at LIMIT ?)",
            (b"", group.now_ms - REQUEST_KEPT_MS, limit),
        )
        group.after.append(self.end_keys)
        return count

    def end_keys(self) -> None:
        """Destroy the keys of what has ended, also those that a crash or a full disk left over.

        Called by the writer's thread between two groups: no row can come between the look and the end.
        """
        names = {*self._in.keys.names(_KEY_PREFIX), *self._in.keys.names(_REQUEST_PREFIX)}
        if names:
            with self._in.database.reading() as tx:
                kept = tx.all("SELECT digest FROM set_aside WHERE body IS NOT NULL OR fetch_ref IS NOT NULL")
                asked = tx.all("SELECT external_tag FROM subject_requests WHERE state <> 'ended'")
            names -= {_key_name(bytes(row[0])) for row in kept} | {_request_key_name(bytes(row[0])) for row in asked}
        for name in names:
            self._in.keys.destroy_named(name)

    def record_request(self, tx: Transaction, request: RecordSubjectRequest, actor: Actor, group: Group) -> Done:
        """Record a data subject's request once, with its subject sealed and its due time."""
        shop = self._in.shops.of(request.shop)
        external = self._tag(shop, b"request", f"{request.source}\0{request.topic}\0{request.external_id}".encode())
        if tx.one("SELECT 1 FROM subject_requests WHERE shop = ? AND external_tag = ?", (shop.no, external)):
            return Done({"recorded": 0})
        key = self._in.keys.named(_request_key_name(external))
        sealed = seal_field(key, request.subject, order=external, field="subject", version=0)
        due_at = min(request.due_at_ms, group.now_ms + _LATEST_DUE_MS)
        tx.execute(
            "INSERT INTO subject_requests (shop, source, topic, external_tag, subject, at, due_at, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')",
            (shop.no, request.source, request.topic, external, sealed, group.now_ms, due_at),
        )
        topic = request.topic.replace("/", ".")
        self._record(tx, group, Did.ERASURE_REQUEST_RECORDED, (shop, actor), source=request.source, topic=topic)
        return Done({"recorded": 1})

    # ---- the parts

    def _row(self, row: Row, with_body: bool) -> SetAsideRow:
        digest = bytes(row[10])
        return SetAsideRow(
            id=row[0], shop=self._in.shops.numbered(row[1]).shop, source=row[2], reason=row[3], place=row[4],
            at_ms=row[5], ends_at_ms=row[6], state=row[7],
            fetch_ref=_text(self._opened(digest, "fetch_ref", row[8])),
            body=self._opened(digest, "body", row[9]) if with_body else None,
        )  # fmt: skip

    def _sealed(self, digest: bytes, field: str, value: bytes | None) -> bytes | None:
        if value is None:
            return None
        return seal_field(self._in.keys.named(_key_name(digest)), value, order=digest, field=field, version=0)

    def _opened(self, digest: bytes, field: str, sealed: bytes | None) -> bytes | None:
        if sealed is None:
            return None
        key = self._in.keys.held(_key_name(digest))
        if key is None:
            raise KeyMissing("the key of something set aside is gone", place="set_aside")
        return open_field(key, bytes(sealed), order=digest, field=field, version=0)

    def _tag(self, shop: Shop, label: bytes, value: bytes) -> bytes:
        return hmac.digest(self._in.keys.named(f"refs:{shop.shop}"), label + b"\0" + value, hashlib.sha256)[:16]

    def _record(self, tx: Transaction, group: Group, act: Did, place: tuple[Shop, Actor], **detail: str) -> None:
        shop, actor = place
        entry = Entry(act=act, at_ms=group.now_ms, tenant=shop.tenant, actor=actor.name, shop=shop.shop, detail=detail)
        self._in.record(tx, group, entry)


def _key_name(digest: bytes) -> str:
    return _KEY_PREFIX + digest.hex()


def _request_key_name(external: bytes) -> str:
    return _REQUEST_PREFIX + external.hex()


def _text(value: bytes | None) -> str | None:
    return value.decode() if value is not None else None
