"""Acts on the record itself: pages, proofs, who touched an order, a full recheck, witnesses' signatures.

Reading the record is an act like any other and is recorded, but for the recheck of a page by its
own reader: an export of a million entries leaves one entry, written with its first page.
"""

from __future__ import annotations

import contextlib
from typing import Any

from orderveil.core.errors import LedgerUnavailable, Malformed
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry, decode
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.looks import Looks
from orderveil.vault.writer import Group


class Records:
    """Reads the ledger for operators."""

    def __init__(self, interior: Interior, looks: Looks) -> None:
        self._in = interior
        self._looks = looks

    def page(self, request: m.LedgerExport, actor: Actor) -> m.LedgerPage:
        """Return raw entries of one log with its newest checkpoint."""
        if request.start == 0:
            self._record(Did.LEDGER_EXPORT_READ, request.tenant, actor)
        with self._in.database.reading() as tx:
            page = self._in.ledger.page(
                tx, request.tenant, log=request.log, start=request.start, limit=request.limit
            )
        return m.LedgerPage(
            page.log, page.logs, page.start, page.entries, page.size, page.checkpoint, page.public_key,
            page.cosignatures,
        )  # fmt: skip

    def prove(self, request: m.LedgerProve, actor: Actor) -> m.LedgerProof:
        """Return a proof of inclusion (`index`), or of growth (`old_size`)."""
        if (request.index is None) == (request.old_size is None):
            raise Malformed("ask for one proof: index, or old_size", place="index")
        with self._in.database.reading() as tx:
            if request.index is not None:
                proof = self._in.ledger.prove(
                    tx, request.tenant, log=request.log, index=request.index, size=request.size
                )
            else:
                assert request.old_size is not None
                proof = self._in.ledger.prove_growth(
                    tx, request.tenant, log=request.log, old_size=request.old_size, size=request.size
                )
        return m.LedgerProof(proof.log, proof.size, proof.hashes, proof.checkpoint, proof.entry)

    def who(self, request: m.LedgerWho, actor: Actor) -> m.LedgerEntries:
        """Return every entry that speaks of an order, oldest first; that it was asked is one of the next time."""
        with self._in.database.reading() as tx:
            touching = self._in.ledger.who(tx, request.order)
        tenants = sorted({decode(raw).tenant for raw in touching.entries})
        for tenant in tenants or ["main"]:  # what nothing in the record bears is not written into it
            about = {"orders": (request.order,)} if tenants else {}
            self._record(Did.LEDGER_ORDER_ASKED, tenant, actor, counts={"entries": len(touching.entries)}, **about)
        return m.LedgerEntries(touching.entries, touching.places)

    def verify(self, request: m.LedgerVerify, actor: Actor) -> m.LedgerVerified:
        """Recheck everything that the ledger stores, for one tenant or for all."""
        tenants = [request.tenant] if request.tenant else sorted({shop.tenant for shop in self._in.shops.all()})
        with contextlib.suppress(LedgerUnavailable):  # a damaged record numbers nothing, and is told of all the same
            self._looks.number_the_record()  # what waits is part of what is rechecked
        with self._in.database.reading() as tx:  # None: also logs of a tenant that no shop names
            found = self._in.ledger.verify(tx, request.tenant, remembered=list(self._in.heads.before.values()))
        with contextlib.suppress(LedgerUnavailable) if not found.ok else contextlib.nullcontext():
            for tenant in tenants:
                self._record(Did.LEDGER_RECORD_VERIFIED, tenant, actor)
        return m.LedgerVerified(found.ok, found.entries, found.logs, found.problems, found.checkpoint)

    def cosign(self, tx: Transaction, request: m.LedgerCosign, actor: Actor, group: Group) -> m.Done:
        """Keep a witness's signature under a head that this ledger signed."""
        entry = Entry(
            act=Did.LEDGER_CHECKPOINT_COSIGNED, at_ms=group.now_ms, tenant=request.tenant, actor=actor.name
        )
        digests = self._in.ledger.cosign(tx, entry, request.checkpoint, request.cosignature)
        group.after.append(lambda: self._in.ledger.confirm(digests))
        return m.Done()

    def _record(self, act: Did, tenant: str, actor: Actor, **parts: Any) -> None:
        self._looks.record(Entry(act=act, at_ms=self._in.now_ms(), tenant=tenant, actor=actor.name, **parts))
