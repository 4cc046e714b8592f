"""What people say of controls that only people can keep: by whom, until when. Recorded like any act."""

from __future__ import annotations

import re

from orderveil.core.errors import Malformed
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.rowcodes import Table
from orderveil.vault.writer import Group

_CONTROL = re.compile(r"[a-z]+:[a-z-]{1,60}")
_STAFF = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Attesting:
    """Keeps attestations; the newest word on a control counts."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior

    def record(self, tx: Transaction, request: m.RecordAttestation, actor: Actor, group: Group) -> m.Done:
        """Keep one, and record it for every tenant."""
        if not _CONTROL.fullmatch(request.control):
            raise Malformed("a control is named as in the register: wms:registered-stations-only", place="control")
        if not _STAFF.fullmatch(request.by_whom):
            raise Malformed("whoever attests is a staff id: lower-case letters, digits, hyphens", place="by_whom")
        if request.until_ms <= group.now_ms:
            raise Malformed("an attestation ends in the future", place="until_ms")
        cells = (request.control, request.by_whom, group.now_ms, request.until_ms)
        tx.execute(
            "INSERT INTO attestations (control, by_whom, at, until, code) VALUES (?, ?, ?, ?, ?) ON CONFLICT (control) "
            "DO UPDATE SET by_whom = excluded.by_whom, at = excluded.at, until = excluded.until, code = excluded.code",
            (*cells, self._in.codes.code(Table.ATTESTATIONS, *cells)),
        )
        detail = {"control": request.control, "by": request.by_whom}
        entries = [
            Entry(act=Did.CONTROLS_CONTROL_ATTESTED, at_ms=group.now_ms, tenant=tenant, actor=actor.name, detail=detail)
            for tenant in sorted({shop.tenant for shop in self._in.shops.all()})
        ]
        self._in.record(tx, group, *entries)
        return m.Done()

    def list(self, request: m.ListAttestations, actor: Actor) -> m.Attestations:
        """Return every attestation; one that the vault did not write is none."""
        with self._in.database.reading() as tx:
            rows = tx.all("SELECT control, by_whom, at, until, code FROM attestations ORDER BY control")
        codes = self._in.codes
        right = [row[:4] for row in rows if codes.is_right(Table.ATTESTATIONS, row[4], *row[:4])]
        return m.Attestations([m.AttestationRow(*row) for row in right])
