"""The vault's service: every request comes in here, is authorised, and goes to the room that does it.

Acts that write go through the one writer; acts that look prepare their answer on a small pool and
leave their record to the writer before they answer. An error answers its own request only.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import msgspec
import structlog

from orderveil.core.errors import RelayError, SealBroken, Unavailable
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault import record_messages as r
from orderveil.vault.administering import Administering
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.aside import Asides
from orderveil.vault.attesting import Attesting
from orderveil.vault.erasing import Erasing
from orderveil.vault.exposing import Exposing
from orderveil.vault.grants import Actor, Peer, authorise, scope_of
from orderveil.vault.interior import Interior
from orderveil.vault.looks import Looks
from orderveil.vault.matching.asking import Asking
from orderveil.vault.modes import Modes
from orderveil.vault.parcels import Parcels
from orderveil.vault.people.accountdesk import AccountDesk
from orderveil.vault.people.desk import Desk
from orderveil.vault.people.failing import settle_all
from orderveil.vault.recordkeeping import RecordKeeping
from orderveil.vault.records import Records
from orderveil.vault.reviewing.desk import ReviewDesk
from orderveil.vault.sealorders import OrderSealer
from orderveil.vault.searching import Searches
from orderveil.vault.upkeep import Upkeep
from orderveil.vault.waiting import WaitingErasures, is_record_away
from orderveil.vault.watching.serving import Watching
from orderveil.vault.writer import GROUP_WEIGHT, Act, Group, Writer

_log = structlog.get_logger(__name__)
LOOKERS = 4
# an operator's or the worker's; minutes, not milliseconds
_LONG = frozenset({m.ExposureOf, m.LedgerVerify, m.Purge, m.RotateKeys, r.KeepRecord})
_WRITE_SECONDS = 60.0
Done = Callable[[Any], None]


class VaultService:
    """The vault, ready to be asked. Thread-safe."""

    def __init__(self, interior: Interior) -> None:
        self._in = interior
        self._modes = Modes(interior.codes, interior.keys.marks)
        self._keys = ApiKeys(interior.codes, interior.keys)
        self._sealer = OrderSealer(interior)
        self._erasing = Erasing(interior)
        self._asides = Asides(interior)
        self._waiting = WaitingErasures(interior, self._erasing)
        self._upkeep = Upkeep(interior, self._keys, (self._erasing, self._waiting), self._asides, self._sealer)
        self._writer = Writer(
            interior.database, self._sealer, self._upkeep.between_groups, interior.now_ms, interior.keys.marks.write
        )
        self._looks = Looks(interior, self._modes, self._keys, self.write)
        self._records = Records(interior, self._looks)
        self._pool = ThreadPoolExecutor(LOOKERS, thread_name_prefix="vault-look")
        # Partners' bulk does not wait for a purge, nor whoever asks whether all is well for either.
        self._long = ThreadPoolExecutor(1, thread_name_prefix="vault-long")
        # One question at a time: it reads the whole store once, and uses a core.
        self._matcher = ThreadPoolExecutor(1, thread_name_prefix="vault-match")
        self._watcher = ThreadPoolExecutor(1, thread_name_prefix="vault-health")
        self._pools = {**dict.fromkeys(_LONG, self._long), m.Health: self._watcher, m.MatchKnown: self._matcher}
        administering = Administering(interior, self._modes, self._keys)
        self._desk = Desk(interior, self._looks, self.write)
        reviews = ReviewDesk(self._desk, self._keys, self._later)
        settle = partial(settle_all, self._desk.room)
        self._upkeep.more += [reviews.end_due, self._desk.room.sessions.sweep, settle]
        self._upkeep.saves.append(self._desk.allowances.save)
        self._watching = watching = Watching(self._desk.room)
        self._people = self._desk.writes() | reviews.writes() | watching.writes() | {m.Maintain: self._upkeep.maintain}
        self._writes = self._writing_rooms(administering)
        self._reads = self._looking_rooms(administering) | self._desk.looks() | reviews.looks() | watching.looks()
        accounts = AccountDesk(self._desk, administering, self._modes)
        self._loads = (self._desk.load, accounts.load)
        self._people = self._people | accounts.writes()
        self._reads = self._reads | accounts.looks()

    def start(self) -> None:
        """Read what memory holds, mend what a crash left, begin to work."""
        with self._in.database.reading() as tx:
            self._in.shops.load(tx, self._in.codes)
            self._modes.load(tx, self._in.shops)
            self._keys.load(tx, self._in.shops)
            self._in.tags.load(tx)
            self._in.matching.load(tx)
            for load in self._loads:
                load(tx)
        self._upkeep.mend()
        self._writer.start()
        self._desk.changing.fill_in()
        self._desk.contracting.tell_of_files()

    def _writing_rooms(self, administering: Administering) -> dict[type, Any]:
        """Acts that write, each done by its room inside a group's transaction."""
        attesting = Attesting(self._in)
        parcels = Parcels(self._in, self._looks)
        return {
            m.EraseOrder: self._erasing.erase,
            m.IssueKey: administering.issue_key,
            m.LedgerCosign: self._records.cosign,
            m.ListSetAside: self._asides.list,
            m.PutShop: administering.put_shop,
            m.PutSourceSecret: administering.put_secret,
            m.RecordAttestation: attesting.record,
            m.RecordBypass: administering.record_bypass,
            m.RecordShadow: administering.record_shadow,
            m.RecordShipment: parcels.record,
            m.RecordSubjectRequest: self._asides.record_request,
            m.ResolveSetAside: self._asides.resolve,
            m.RevokeKey: administering.revoke_key,
            m.RollBackMode: administering.roll_back_mode,
            m.SetAside: self._asides.set_aside,
            m.SetMode: administering.set_mode,
        }

    def _looking_rooms(self, administering: Administering) -> dict[type, Any]:
        """Acts that look, each done by its room on the pool."""
        attesting = Attesting(self._in)
        searches = Searches(self._in, self._looks)
        return {
            m.CheckKey: administering.check_key,
            m.ExposureOf: Exposing(self._in, self._looks).count,
            m.GetModes: administering.get_modes,
            m.GetSourceSecrets: administering.lease_secrets,
            m.Health: self._health,
            m.LedgerExport: self._records.page,
            m.LedgerProve: self._records.prove,
            m.LedgerVerify: self._records.verify,
            m.LedgerWho: self._records.who,
            r.KeepRecord: RecordKeeping(self._in, self.write, partial(self.write, apart=True)).keep,
            m.ListAttestations: attesting.list,
            m.ListKeys: administering.list_keys,
            m.ListShops: administering.list_shops,
            m.MatchKnown: Asking(self._in, self.write).match,
            m.OpenAllViews: self._looks.open_all,
            m.OpenView: self._looks.open_view,
            m.OpenViews: self._looks.open_views,
            m.Purge: partial(self._upkeep.purge, self.write),
            m.RotateKeys: partial(self._upkeep.rotate, self.write),
            m.Search: searches.search,
        }

    def submit(self, request: m.Request, peer: Peer, done: Done) -> None:
        """Take a request; `done` hears the answer, or a RelayError. Raises when it may not be asked."""
        now = self._in.clock.latest_ms()
        actor = authorise(request, peer, lambda token: self._keys.of(token, now), self.room_secret, self._desk.who)
        kind = type(request)
        if actor.key is not None:
            self._keys.note_use(actor.key, scope_of(request), now)
        if isinstance(request, m.EraseOrder):
            done = self._or_queue(request, actor, done)
        if isinstance(request, m.SealOrders):
            self._writer.submit(Act(request, actor, None, done, max(1, len(request.drafts)), batched=True))
        elif kind in self._writes:
            run = self._writes[kind]
            self._writer.submit(
                Act(request, actor, lambda tx, group: self._watch(run, tx, request, actor, group), done)
            )
        elif kind in self._people:
            serve = self._people[kind]
            act = Act(request, actor, lambda tx, group: serve(tx, request, actor, group), done)
            act.weight = GROUP_WEIGHT  # the last of its group: none is decided by what was before another
            self._writer.submit(act)
        else:
            pool = self._pools.get(kind, self._pool)
            pool.submit(self._look, self._reads[kind], request, actor, done)

    def _or_queue(self, request: m.EraseOrder, actor: Actor, done: Done) -> Done:
        """Return what hears the answer to an erasure: where the record is away, the erasure waits in line."""

        def hear(answer: Any) -> None:
            if not is_record_away(answer):
                done(answer)
                return
            run = partial(self._waiting.queue, request=request, actor=actor)
            try:
                self._writer.submit(Act(request, actor, lambda tx, group: run(tx, group=group), done, apart=True))
            except Unavailable:  # the vault is closing
                done(answer)

        return hear

    def _look(self, run: Callable[[Any, Actor], Any], request: Any, actor: Actor, done: Done) -> None:
        try:
            answer = self._watch(run, request, actor)
            self._note_use(actor, answer)
            done(answer)
        except RelayError as error:
            done(error)
        except Exception as error:
            # the error's text may hold what was opened: only its kind is told
            _log.error("vault.look_failed", act=type(request).__name__, error=type(error).__name__)
            done(Unavailable("the act failed inside the vault", reason="vault:failed"))

    def _note_use(self, actor: Actor, answer: Any) -> None:
        """Count which fields a partner's key was given."""
        views = answer.views if isinstance(answer, m.Opened) else ()
        if isinstance(answer, m.OpenedMany):
            views = [row.view for row in answer.rows]
        if actor.key is not None:
            self._keys.uses.note_views(actor.key.id, views, self._in.now_ms())

    def _watch(self, run: Callable[..., Any], *args: Any) -> Any:
        """Do it. Where the search index turns out to be damaged, the upkeep hears of it."""
        try:
            return run(*args)
        except SealBroken as error:
            if error.reason == "tags:broken":
                self._upkeep.see_damage()
            raise

    def write(self, run: Callable[[Transaction, Group], Any], *, apart: bool = False) -> Any:
        """Do something in the next group, or apart from any, and wait for it to be on disk; raise what it raises."""
        ready = threading.Event()
        answer: list[Any] = []

        def done(result: Any) -> None:
            answer.append(result)
            ready.set()

        self._writer.submit(Act(None, None, run, done, apart=apart))
        if not ready.wait(_WRITE_SECONDS):
            raise Unavailable("the writer did not answer in time", reason="vault:silent")
        if isinstance(answer[0], RelayError):
            raise answer[0]
        return answer[0]

    def _later(self, run: Callable[[Transaction, Group], Any]) -> None:
        """Do something in a group of its own, which nobody waits for."""
        self._writer.submit(Act(None, None, run, lambda _: None, weight=GROUP_WEIGHT))

    def room_secret(self, room: str) -> str:
        """Return the secret that a process of this installation is handed at its start."""
        return hmac.digest(self._in.keys.named("room-secrets"), room.encode(), hashlib.sha256).hex()

    def _health(self, request: m.Health, actor: Actor) -> m.HealthReport:
        report = self._upkeep.health()
        if report.checks.get("orders") != "ok":
            return report
        damage = self._desk.damage()
        return msgspec.structs.replace(
            report, counts=report.counts | self._watching.silent_minutes(), ok=report.ok and not damage,
            checks=report.checks | {"roles": damage or "ok"},
        )  # fmt: skip

    def close(self) -> None:
        """Finish what waits, then let go of the stores."""
        for pool in (self._pool, self._long, self._matcher, self._watcher):
            pool.shutdown(wait=True, cancel_futures=False)
        self._desk.close()
        self._writer.close()
        self._desk.allowances.save(self._in.now_ms())
        self._in.heads.flush()
        self._in.clock.save()
        self._in.keys.close()
        self._in.database.close()
