"""The one writer: waiting acts are done together in one transaction and acknowledged after it.

The life of a group, by numbered steps (docs/spec/group-commit.md tells what a crash leaves
after each of them):

  1. take the acts that wait, up to a bound;
  2. open the order store's transaction and decide what each act does;
  3. make and fsync the keys that new orders need, in the key store;
  4. write orders, shipments, references, tags and ledger entries;
  5. number ledger entries that wait, if that is due; write the marks of what ended, in the key store (fsync);
  6. commit (fsync);
  7. tell memory (search tags, destroyed keys), then acknowledge.

Nothing is acknowledged before 6. An act that fails on its own does not take the others with it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from orderveil.core.errors import RelayError, Unavailable
from orderveil.store.database import Database, Transaction
from orderveil.vault.keyring.marks import Mark

_log = structlog.get_logger(__name__)

GROUP_WEIGHT = 1_000  # orders in one group at most: bounds memory and the wait of the last in line
IDLE_SECONDS = 0.1
Later = Callable[[], None]


@dataclass(slots=True)
class Act:
    """One request on its way through a group. `run` does it; `done` hears the answer or the error.

    `batched` acts are done together by one call (the sealing of orders). One that is `apart` is done
    in a transaction of its own, which numbers nothing: it must not write to the ledger.
    """

    request: Any
    actor: Any
    run: Callable[[Transaction, Group], Any] | None
    done: Callable[[Any], None]
    weight: int = 1
    batched: bool = False
    apart: bool = False


@dataclass(slots=True)
class Group:
    """What the acts of one transaction share. `after` runs once the transaction is on disk."""

    now_ms: int
    after: list[Later] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)  # vault/keyring/marks.py


class Batch(Protocol):
    """Does every batched act of a group in one go; one answer or error for each."""

    def __call__(self, tx: Transaction, acts: Sequence[Act], group: Group) -> Sequence[Any]: ...


class Writer:
    """Owns the right to write. Acts come from any thread; one thread does them."""

    def __init__(
        self,
        database: Database,
        batch: Batch,
        idle: Callable[[Transaction, Group], None],
        now_ms: Callable[[], int],
        mark: Callable[[Sequence[Mark]], None],
    ) -> None:
        self._database = database
        self._batch = batch
        self._idle = idle
        self._now_ms = now_ms
        self._mark = mark
        self._queue: queue.SimpleQueue[Act | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="vault-writer", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(self, act: Act) -> None:
        """Put an act in line."""
        if self._closed:
            raise Unavailable("the vault is closing", reason="vault:gone")
        self._queue.put(act)

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            acts, going = self._take()
            together = [act for act in acts if not act.apart]
            for act in acts:
                if act.apart:
                    self._settle_apart(act)
            if together:
                self._settle(together)
            elif not acts:
                self._while_idle()

    def _take(self) -> tuple[list[Act], bool]:
        """Step 1."""
        acts: list[Act] = []
        weight = 0
        try:
            act = self._queue.get(timeout=IDLE_SECONDS)
            while True:
                if act is None:
                    return acts, False
                acts.append(act)
                weight += act.weight
                if weight >= GROUP_WEIGHT:
                    return acts, True
                act = self._queue.get_nowait()
        except queue.Empty:
            return acts, True

    def _settle(self, acts: list[Act]) -> None:
        """Do a group. Where one act breaks it in an unforeseen way, each is tried alone."""
        try:
            answers, after = self._commit(acts)
        except Unavailable as error:
            answers, after = [error] * len(acts), []
        except Exception as error:
            if len(acts) > 1:
                for act in acts:
                    self._settle([act])
                return
            # the error's text may hold what was being written: only its kind is told
            _log.error("vault.act_failed", act=type(acts[0].request).__name__, error=type(error).__name__)
            answers, after = [Unavailable("the act failed inside the vault", reason="vault:failed")], []
        for later in after:
            self._run_later(later)
        for act, answer in zip(acts, answers, strict=True):
            self._tell(act, answer)

    def _settle_apart(self, act: Act) -> None:
        """Do one act by itself, without what a group does besides its acts."""
        assert act.run is not None
        answer: Any
        group = Group(self._now_ms())
        try:
            with self._database.writing() as tx:
                answer = act.run(tx, group)
            for later in group.after:
                self._run_later(later)
        except RelayError as error:
            answer = error
        except Exception as error:
            _log.error("vault.act_failed", act=type(act.request).__name__, error=type(error).__name__)
            answer = Unavailable("the act failed inside the vault", reason="vault:failed")
        self._tell(act, answer)

    def _commit(self, acts: list[Act]) -> tuple[list[Any], list[Later]]:
        """Steps 2 to 6."""
        group = Group(self._now_ms())
        answers: list[Any] = [None] * len(acts)
        batched = [place for place, act in enumerate(acts) if act.batched]
        with self._database.writing() as tx:
            if batched:
                done = self._batch(tx, [acts[place] for place in batched], group)
                for place, answer in zip(batched, done, strict=True):
                    answers[place] = answer
            for place, act in enumerate(acts):
                if act.run is not None:
                    answers[place] = _alone(tx, act, group)
            self._idle(tx, group)
            if group.marks:
                self._mark(group.marks)
        return answers, group.after

    def _while_idle(self) -> None:
        """Step 5 for the last entries of a burst, and small steps of upkeep."""
        try:
            with self._database.writing() as tx:
                group = Group(self._now_ms())
                self._idle(tx, group)
                if group.marks:
                    self._mark(group.marks)
            for later in group.after:
                self._run_later(later)
        except Unavailable:
            time.sleep(IDLE_SECONDS)  # the store is away; whoever asks is told
        except Exception as error:
            _log.error("vault.upkeep_failed", error=type(error).__name__)
            time.sleep(IDLE_SECONDS)

    def _tell(self, act: Act, answer: Any) -> None:
        """Step 7. Who cannot be told must not end the thread that everybody else waits for."""
        try:
            act.done(answer)
        except Exception as error:
            _log.error("vault.answer_failed", act=type(act.request).__name__, error=type(error).__name__)

    def _run_later(self, later: Later) -> None:
        try:
            later()
        except Exception as error:
            _log.error("vault.after_commit_failed", error=type(error).__name__)


def _alone(tx: Transaction, act: Act, group: Group) -> Any:
    """Do one act so that its failure undoes its own writes only."""
    assert act.run is not None
    after, marks = len(group.after), len(group.marks)
    tx.execute("SAVEPOINT act")
    try:
        answer = act.run(tx, group)
    except RelayError as error:
        tx.execute("ROLLBACK TO SAVEPOINT act")
        tx.execute("RELEASE SAVEPOINT act")
        del group.after[after:]
        del group.marks[marks:]
        return error
    tx.execute("RELEASE SAVEPOINT act")
    return answer
