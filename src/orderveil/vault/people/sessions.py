"""Sessions of people: begun by the console after it has checked who they are, ended by anybody who may.

A token is 256 random bits, kept as a hash. A session lies sealed and names its person's epoch: when all
sessions of somebody are ended the epoch goes up; one that is ended by itself leaves a mark in the key
store until it would have been over. So a row which is put back opens nothing.
A factor that is checked again replaces the token: the old one is dead at once, and a mark keeps its row so.
What NIST 800-63B-4 asks at AAL2 bounds them: at most 12 hours here (24 there), an hour without use.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass

import msgspec

from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field
from orderveil.store.database import Transaction
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.people.persons import Person, Persons
from orderveil.vault.rowcodes import RowCodes, Table, altered, as_sealed
from orderveil.vault.writer import Group

STRONG = frozenset({"badge", "oidc-mfa", "recovery", "totp", "webauthn"})
METHODS = STRONG | {"oidc", "password"}
LONGEST_MS = 12 * 3_600_000
LONGEST_IDLE_MS = 3_600_000
PREFIX = "ovs_"
_KEY = "sessions"
_ENDED = "session:"  # and its id: a mark
_NEWEST = "session-token:"  # and its id: a mark; its number is that of the newest token
_REMEMBERED_MS = 60_000  # for so long it is told that a token was replaced, not that it is unknown
_NO_ORDER = b"\0" * 16


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """One session as it is kept. Times in epoch ms; `strong_at_ms` 0: no second factor yet."""

    id: str
    digest: bytes
    person: str
    epoch: int
    station: str
    methods: tuple[str, ...]
    began_at_ms: int
    ends_at_ms: int
    strong_at_ms: int = 0
    token: int = 0  # how often it was replaced

    def __repr__(self) -> str:
        return f"Session({self.id}, <hidden>)"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked of somebody. `at_ms`: when a provider did, whose word counts as strong; None: here, just now."""

    methods: tuple[str, ...]
    at_ms: int | None = None

    def strong_at_ms(self, now_ms: int) -> int:
        """Return since when that is strong; 0: it is not."""
        if not STRONG & set(self.methods):
            return 0
        return now_ms if self.at_ms is None else self.at_ms


@dataclass(slots=True)
class Live:
    """A session in memory, and when it was last used."""

    session: Session
    seen_at_ms: int


class Sessions:
    """Every session that is not over. Thread-safe for reading; written inside a group's transaction."""

    def __init__(self, keys: KeyStore, persons: Persons, codes: RowCodes) -> None:
        self._keys = keys
        self._persons = persons
        self._codes = codes
        self._by_digest: dict[bytes, Live] = {}
        self._replaced: dict[bytes, int] = {}  # digests of dead tokens, and when they died
        self._lock = threading.Lock()

    def load(self, tx: Transaction, now_ms: int) -> None:
        """Read them. After a start they count as used just now: nobody is shut out by an update."""
        key, ended = self._keys.named(_KEY), self._keys.marks.beginning(_ENDED)
        tokens = self._keys.marks.beginning(_NEWEST)
        for session_id, sealed in tx.all("SELECT id, sealed FROM sessions"):
            try:
                if session_id in ended or not isinstance(session_id, str):
                    raise altered()
                content = open_field(key, as_sealed(sealed), order=_NO_ORDER, field=session_id, version=0)
            except RelayError:
                self._codes.alarm(Table.SESSIONS, session_id)
                continue
            session = msgspec.msgpack.decode(content, type=Session)
            if session.token < tokens.get(session_id, 0):
                self._codes.alarm(Table.SESSIONS, session_id)
                continue
            self._by_digest[session.digest] = Live(session, now_ms)

    def begin(
        self, tx: Transaction, person: Person, checked: Checked, group: Group, *, station: str = ""
    ) -> tuple[Session, str]:
        """Begin one; return it with its token, which is nowhere else."""
        token = PREFIX + secrets.token_urlsafe(32)
        now = group.now_ms
        session = Session(
            f"s_{secrets.token_hex(6)}", digest_of(token), person.id, person.epoch, station[:80], checked.methods, now,
            now + LONGEST_MS, checked.strong_at_ms(now),
        )  # fmt: skip
        self._write(tx, session, group)
        return session, token

    def strengthen(self, tx: Transaction, live: Live, checked: Checked, group: Group) -> tuple[Session, str]:
        """Write that a second factor was checked again; return the session with its new token. It counts as used.

        Whoever came by the old token goes on with nothing: it may have been read before the factor was shown.
        """
        old, token = live.session, PREFIX + secrets.token_urlsafe(32)
        session = msgspec.structs.replace(
            old,
            methods=tuple(sorted({*old.methods, *checked.methods})),
            strong_at_ms=max(old.strong_at_ms, checked.strong_at_ms(group.now_ms)),
            digest=digest_of(token),
            token=old.token + 1,
        )
        group.marks.append(Mark(_NEWEST + session.id, session.token, session.ends_at_ms))
        group.after.append(lambda: self._replace(old.digest, group.now_ms))
        self._write(tx, session, group)
        return session, token

    def _replace(self, digest: bytes, now_ms: int) -> None:
        with self._lock:
            self._by_digest.pop(digest, None)
            self._replaced = {one: at for one, at in self._replaced.items() if now_ms - at < _REMEMBERED_MS}
            self._replaced[digest] = now_ms

    def was_replaced(self, token: str, now_ms: int) -> bool:
        """Tell whether a token was replaced a moment ago. It opens nothing either way."""
        at = self._replaced.get(digest_of(token))
        return at is not None and now_ms - at < _REMEMBERED_MS

    def _write(self, tx: Transaction, session: Session, group: Group) -> None:
        sealed = seal_field(
            self._keys.named(_KEY), msgspec.msgpack.encode(session), order=_NO_ORDER, field=session.id, version=0
        )
        tx.execute(
            "INSERT INTO sessions (id, person, sealed) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
            (session.id, session.person, sealed),
        )
        group.after.append(lambda: self._keep(Live(session, group.now_ms)))

    def _keep(self, live: Live) -> None:
        with self._lock:
            self._by_digest[live.session.digest] = live

    def of(self, token: str, now_ms: int) -> tuple[Live, Person] | None:
        """Return the session behind a token and whose it is, unless it is over."""
        live = self._by_digest.get(digest_of(token))
        if live is None:
            return None
        person = self._owner(live, now_ms)
        return (live, person) if person is not None else None

    def _owner(self, live: Live, now_ms: int) -> Person | None:
        """Return whose session it is, or None when it is over."""
        session = live.session
        try:
            person = self._persons.of(session.person)
        except RelayError:
            return None
        over = now_ms >= session.ends_at_ms or now_ms - live.seen_at_ms > LONGEST_IDLE_MS
        return None if over or person.state != "active" or person.epoch != session.epoch else person

    def living(self, now_ms: int, person: str | None = None) -> list[Live]:
        """Return the sessions that are not over, of one person or of all, the newest first."""
        with self._lock:
            every = list(self._by_digest.values())
        found = [one for one in every if person in (None, one.session.person) and self._owner(one, now_ms)]
        return sorted(found, key=lambda one: -one.session.began_at_ms)

    def end(self, tx: Transaction, lives: list[Live], group: Group) -> None:
        """End sessions: refused from the moment that this is on disk."""
        for live in lives:
            tx.execute("DELETE FROM sessions WHERE id = ?", (live.session.id,))
            group.marks.append(Mark(_ENDED + live.session.id, until_ms=live.session.ends_at_ms))
        group.after.append(lambda: self._forget(lives))

    def _forget(self, lives: list[Live]) -> None:
        with self._lock:
            for live in lives:
                self._by_digest.pop(live.session.digest, None)

    def sweep(self, tx: Transaction, group: Group) -> dict[str, int]:
        """Let go of what is over; return how many."""
        with self._lock:
            every = list(self._by_digest.values())
        over = [one for one in every if self._owner(one, group.now_ms) is None]
        self.end(tx, over, group)
        return {"sessions_over": len(over)}


def digest_of(token: str) -> bytes:
    """Return the hash under which a token is kept. It has full entropy: nothing slower is needed."""
    return hashlib.sha256(token.encode()).digest()
