"""Contracts for people: reading what is in force, proposing another overlay, and carrying out what two people want.

A proposal is checked when it is made and again when it is approved: that the text that was edited is still in
force and on disk, and that all contracts hold together with it, laws included. How it reaches the disk and the
running vault: vault.contractfiles, whose steps are repeated here.

Threat: one tenant's people change what another tenant's hops are given. A shop's overlay is its own tenant's;
what holds in every shop is changed here only where every shop is one tenant's.
"""

from __future__ import annotations

import hashlib

import msgspec
import structlog

from orderveil.contracts.check import check_overlays
from orderveil.contracts.diff import diff
from orderveil.contracts.load import Contracts, Key, overlay_named
from orderveil.contracts.sheet import LARGEST_FILE_BYTES
from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound
from orderveil.core.hop import Hop
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import contract_messages as c
from orderveil.vault import people_messages as p
from orderveil.vault.contractfiles import Due, Kept
from orderveil.vault.grants import Actor
from orderveil.vault.inuse import ABSENT, InForce, digest_of
from orderveil.vault.people.changing import Changing, Kind
from orderveil.vault.people.contractrows import ContractRows
from orderveil.vault.people.rights import person_of
from orderveil.vault.people.room import Room
from orderveil.vault.writer import Group

_log = structlog.get_logger(__name__)
_LONGEST_NAME = 64
_KIND = "contracts"


class Contracting:
    """Serves people who read and change contracts."""

    def __init__(self, room: Room, changing: Changing, rows: ContractRows) -> None:
        self._room = room
        self._in = room.interior
        self._changing = changing
        self._rows = rows
        changing.add(
            _KIND, Kind(c.PutContract, self._put, Permission.CONTRACTS_CONTRACT_PROPOSE, self._says, _target)
        )

    # ---- reading

    def read(self, request: c.ReadContracts, actor: Actor) -> c.ContractsRead:
        """Return whose contracts somebody may read, and the overlays that these are made of."""
        rows = self._rows.of(actor)
        overlays = self._rows.overlays_for(rows)
        told = "\n".join(f"{one.file} {one.digest}" for one in overlays)
        return c.ContractsRead(rows, overlays, hashlib.sha256(told.encode()).hexdigest())

    def read_change(self, request: c.ReadContractChange, actor: Actor) -> c.ContractChange:
        """Return a proposed overlay beside what is in force, for whoever proposed it, approves or may read changes."""
        change, row = self._changing.read(request.change, actor)
        if change.kind != _KIND:
            raise NotFound("there is no such change", place="change")
        asked = msgspec.msgpack.decode(change.body, type=c.PutContract)
        overlays = self._rows.overlays_of(change.tenant)
        now = next((one.digest for one in overlays if one.file == asked.file), ABSENT)
        return c.ContractChange(
            row.change, row.says, row.why, row.state, row.by_name, row.at_ms, row.ends_at_ms, row.is_own,
            row.may_decide, row.state == "waiting" and now != asked.base, asked.file, asked.text, overlays,
        )  # fmt: skip

    # ---- changing

    def propose(self, tx: Transaction, request: c.PutContract, actor: Actor, group: Group) -> p.Proposed:
        """Keep another text of an overlay until a second person decides."""
        who = person_of(actor)
        asked = msgspec.structs.replace(request, tenant=who.tenant, text=_as_lines(request.text))
        target = _target(asked, who.tenant)
        self._room.rights.require(actor, Permission.CONTRACTS_CONTRACT_PROPOSE, target, group.now_ms)
        return p.Proposed(self._changing.propose(tx, asked, actor, group))

    def _put(self, tx: Transaction, asked: c.PutContract, actor: Actor, group: Group) -> None:
        """Carry out an approved change. Steps 1 to 5 of vault.contractfiles."""
        before, after = self._judged(asked)
        files, raw = self._in.contract_files, asked.text.encode()
        if digest_of(files.held(asked.file)) != asked.base:
            raise Conflict(
                "the overlay's file was changed by hand and is not in force; restart, or put it back",
                place=asked.file, reason="contracts:file-changed",
            )  # fmt: skip
        change = hashlib.sha256(f"{asked.file} {group.now_ms} {digest_of(raw)}".encode()).hexdigest()[:16]
        kept, key = Kept(asked.file, digest_of(raw)), _key(asked.file)
        files.keep(tx, kept, Due(asked.file, asked.base, raw, change))  # step 1
        wider, narrower = _counts(key, before, after)
        counts = {"narrower": narrower, "wider": wider}
        self._record(tx, group, (actor.name, asked.tenant), (kept, asked.base, "approval"), counts)
        group.after.append(lambda: self._take(kept, raw, change, after))  # step 2 comes before it

    def _take(self, kept: Kept, raw: bytes, change: str, after: Contracts) -> None:
        """Steps 3 to 5, on the writer's thread. Where the disk refuses, the next start does 3 and 5."""
        is_written = True
        try:
            self._in.contract_files.write(kept.file, raw)  # step 3
        except OSError as error:
            is_written = False
            self._in.contract_files.unwritten.add(kept.file)
            _log.error("vault.contract_not_written", file=kept.file, error=type(error).__name__)
        raws = {**self._in.contracts.in_force.raws, kept.file: raw}
        self._in.contracts.take(InForce(after, {file: text for file, text in raws.items() if text}))  # step 4
        if is_written:
            self._in.contract_files.unwritten.discard(kept.file)
            with self._in.database.writing() as tx:
                self._in.contract_files.keep(tx, kept)  # step 5
            self._in.contract_files.forget_due(change)

    def tell_of_files(self) -> None:
        """At the start: record what a crash had left due, and what was changed by hand since the vault last ran."""
        files = self._in.contract_files
        with self._in.database.reading() as tx:
            differing = files.differing(tx)
        if differing or files.finished:
            self._room.write(self._tell)

    def _tell(self, tx: Transaction, group: Group) -> None:
        files = self._in.contract_files
        for due in files.finished:
            kept = Kept(due.file, digest_of(due.raw))
            for tenant in self._rows.tenants_of(due.file):
                self._record(tx, group, ("vault", tenant), (kept, due.base, "finished"), {})
        for kept, was in files.differing(tx):
            files.keep(tx, kept)
            for tenant in self._rows.tenants_of(kept.file):
                self._record(tx, group, ("vault", tenant), (kept, was, "hand"), {})
        files.finished = []

    # ---- judging

    def _judged(self, asked: c.PutContract) -> tuple[Contracts, Contracts]:
        """Return the contracts in force and those under the new text. Raises what is wrong with it."""
        key = _key(asked.file)
        self._check_tenant(key, asked.tenant)
        in_force, raw = self._in.contracts.in_force, asked.text.encode()
        now = in_force.raws.get(asked.file)
        if digest_of(now) != asked.base:
            raise Conflict("another text is in force by now", place="base", reason="contracts:stale")
        if digest_of(raw) == asked.base:
            raise Conflict("the text is the one in force", place="text", reason="contracts:no-change")
        if len(raw) > LARGEST_FILE_BYTES:
            raise Malformed("larger than 1 MiB: not a contract", place=asked.file, reason="contracts:bad-contract")
        raws = {file: text for file, text in {**in_force.raws, asked.file: raw}.items() if text}
        after, problems = check_overlays(raws, key)
        if problems:
            first = problems[0]
            raise Malformed(first.message, place=f"{first.file}:{first.line}", reason="contracts:bad-contract")
        return in_force.contracts, after

    def _check_tenant(self, key: Key, tenant: str) -> None:
        _, kind, name = key
        shops = self._in.shops.all()
        if kind == "shop":
            if not any(shop.shop == name and shop.tenant == tenant for shop in shops):
                raise NotFound("there is no such shop", reason="shop:unknown", place="file")
        elif any(shop.tenant != tenant for shop in shops):
            raise NotAllowed(
                "it holds in shops of other tenants too; whoever runs the installation changes it",
                place="file", reason="contracts:shared",
            )  # fmt: skip

    def _says(self, asked: c.PutContract) -> str:
        """Tell what a change does to its own contract, as things are now. Raises what is wrong with it."""
        return _words(_key(asked.file), *self._judged(asked))

    def _record(
        self, tx: Transaction, group: Group, who: tuple[str, str], what: tuple[Kept, str, str], counts: dict[str, int]
    ) -> None:  # fmt: skip
        (by, tenant), (kept, was, how) = who, what
        key = overlay_named(kept.file)
        hop, kind, name = key if key is not None else (None, "", "")
        detail = {"by": how, "digest": kept.digest or "none", "file": kept.file[:96], "was": was or "none"}
        entry = Entry(
            act=Did.CONTROLS_CONTRACT_CHANGED, at_ms=group.now_ms, tenant=tenant, actor=by, detail=detail,
            counts=counts, hop=hop.value if hop is not None else None,
            partner=name[:96] if kind == "partner" else None, shop=name[:96] if kind == "shop" else None,
        )  # fmt: skip
        self._in.record(tx, group, entry)


def _key(file: str) -> Key:
    key = overlay_named(file)
    if key is None or len(key[2]) > _LONGEST_NAME:
        raise Malformed("that is no name of an overlay", place="file", reason="contracts:no-overlay")
    return key


def _target(asked: c.PutContract, tenant: str) -> Target:
    hop, kind, name = _key(asked.file)
    shop, partner = (name if kind == one else None for one in ("shop", "partner"))
    return Target(tenant, shop=shop, hop=hop.value, partner=partner)


def _as_lines(text: str) -> str:
    """Return a text as a file is written: line feeds, one at the end; a blank one is empty, so the file goes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"{text}\n" if text.strip() else ""


def _own(key: Key) -> tuple[Hop, str | None, str | None]:
    hop, kind, name = key
    return hop, name if kind == "partner" else None, name if kind == "shop" else None


def _counts(key: Key, before: Contracts, after: Contracts) -> tuple[int, int]:
    """Return how many parts of the overlay's own contract give more, and how many give less or otherwise."""
    changes = diff(before.of(*_own(key)), after.of(*_own(key)))
    wider = sum(1 for change in changes if change.widens)
    return wider, len(changes) - wider


def _words(key: Key, before: Contracts, after: Contracts) -> str:
    hop, partner, shop = _own(key)
    whose = f" for {partner}" if partner else f" in {shop}" if shop else ""
    wider, narrower = _counts(key, before, after)
    parts = [f"{wider} wider" if wider else "", f"{narrower} narrower or otherwise" if narrower else ""]
    return f"{hop.value}{whose}: {', '.join(part for part in parts if part) or 'gives the same'}"

