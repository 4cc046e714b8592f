"""Partners' keys: 256 random bits, kept as a hash, for one hop of one shop, scoped, expiring, limited.

A plain SHA-256 is enough for a key of full entropy: there is nothing to guess that a slow hash
would slow down, and it is computed at every request.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from contextlib import suppress
from dataclasses import replace

from orderveil.core.errors import Malformed, NotFound, RelayError, TooMany
from orderveil.core.grants import Scope
from orderveil.core.hop import Hop
from orderveil.store.database import Transaction
from orderveil.vault.grants import ApiKey
from orderveil.vault.interior import Shops
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.keyuses import SCOPE, KeyUses
from orderveil.vault.messages import IssueKey, KeyIssued, KeyRow
from orderveil.vault.rowcodes import RowCodes, Table
from orderveil.vault.typed import check_note

PREFIX = "ovk_"
_PARTNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_REVOKED = "revoked:"  # and a key's id: the name of a mark in the key store
_ENDS = "key-ends:"  # and its id: a mark, the time by which a key ends, earlier than it was made for
_MINUTE_MS = 60_000
_LONGEST_MS = 366 * 86_400_000  # a year; stricter profiles ask for less


class ApiKeys:
    """Every key, in memory by its hash; written only by this process.

    A row that the vault did not write, or that was altered, is no key. That a key was revoked is marked
    in the key store too: an older row that is put back does not bring it to life.
    """

    def __init__(self, codes: RowCodes, keys: KeyStore) -> None:
        self._codes = codes
        self._keys = keys
        self._by_digest: dict[bytes, ApiKey] = {}
        self._lock = threading.Lock()
        self._used: dict[str, int] = {}  # id -> last use, epoch ms; flushed with the upkeep
        self._last_used: dict[str, int] = {}
        self._left: dict[str, tuple[float, int]] = {}  # id -> (allowance, as of)
        self.uses = KeyUses()

    def load(self, tx: Transaction, shops: Shops) -> None:
        """Read all of them."""
        marked, ends = set(self._keys.names(_REVOKED)), self._keys.marks.beginning(_ENDS)
        names = {shop.no: shop.shop for shop in shops.all()}
        for row in tx.all(
            "SELECT id, digest, shop, hop, partner, scopes, made_at, expires_at, revoked_at, per_minute, label, "
            "used_at, code FROM api_keys"
        ):
            shop = names.get(row[2], "")
            if not self._codes.is_right(Table.API_KEYS, row[12], *row[:2], shop, *row[3:11]):
                continue
            key = ApiKey(
                row[0], bytes(row[1]), shop, row[3], row[4], frozenset(row[5].split()), row[6], row[7], row[8], row[9],
                row[10],
            )  # fmt: skip
            is_marked = _REVOKED + key.id in marked
            if key.revoked_at_ms is not None and not is_marked:
                self._mark(key)
            elif key.revoked_at_ms is None and is_marked:
                self._codes.alarm(Table.API_KEYS, *row[:2])
                continue
            if key.expires_at_ms > ends.get(key.id, key.expires_at_ms):
                self._codes.alarm(Table.API_KEYS, *row[:2])  # from before it was let end earlier
                key = replace(key, expires_at_ms=ends[key.id])
            self._by_digest[key.digest] = key
            if row[11] is not None:
                self._last_used[key.id] = row[11]

    def _code(self, key: ApiKey) -> bytes:
        """Return the code of a key's row: of everything in it but when it was used."""
        return self._codes.code(
            Table.API_KEYS, key.id, key.digest, key.shop, key.hop, key.partner, _scopes(key), key.made_at_ms,
            key.expires_at_ms, key.revoked_at_ms, key.per_minute, key.label,
        )  # fmt: skip

    def _mark(self, key: ApiKey) -> None:
        """Mark a key as revoked in the key store; where that fails, it is done at the next start."""
        with suppress(RelayError):
            self._keys.named(_REVOKED + key.id)

    def of(self, token: str, now_ms: int) -> ApiKey | None:
        """Return the key behind a token, unless it is unknown, expired or revoked."""
        key = self._by_digest.get(_digest(token))
        if key is None or key.revoked_at_ms is not None or key.expires_at_ms <= now_ms:
            return None
        self._used[key.id] = now_ms
        return key

    def spend(self, key: ApiKey, cost: int, now_ms: int) -> None:
        """Take `cost` views from what the key may do in a minute. Raises TooMany."""
        with self._lock:
            left, as_of = self._left.get(key.id, (float(key.per_minute), now_ms))
            passed = max(0, now_ms - as_of)  # a clock that jumps back gives nothing away
            left = min(float(key.per_minute), left + passed * key.per_minute / _MINUTE_MS)
            if cost > left:
                self._left[key.id] = (left, now_ms)
                raise TooMany("the key's allowance for this minute is used up", reason="access:quota")
            self._left[key.id] = (left - cost, now_ms)

    def note_use(self, key: ApiKey, scope: Scope | None, now_ms: int) -> None:
        """Count a use of a scope: one that is granted and never needed is found by it."""
        if scope is not None:
            self.uses.note(key.id, (SCOPE + scope,), now_ms)

    def issue(self, tx: Transaction, request: IssueKey, shops: Shops, now_ms: int) -> tuple[ApiKey, KeyIssued]:
        """Make a key. The token is in the answer and nowhere else."""
        check_key(request, now_ms)
        shop = shops.of(request.shop)
        token = PREFIX + secrets.token_urlsafe(32)
        key = ApiKey(
            f"key_{secrets.token_hex(6)}", _digest(token), shop.shop, request.hop, request.partner,
            frozenset(request.scopes), now_ms, request.expires_at_ms, None, request.per_minute, request.label,
        )  # fmt: skip
        tx.execute(
            "INSERT INTO api_keys (id, digest, shop, hop, partner, scopes, made_at, expires_at, per_minute, label, "
            "code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key.id, key.digest, shop.no, key.hop, key.partner, _scopes(key), now_ms, key.expires_at_ms,
             key.per_minute, key.label, self._code(key)),
        )  # fmt: skip
        return key, KeyIssued(key.id, token)

    def revoke(self, tx: Transaction, key_id: str, now_ms: int) -> ApiKey:
        """End a key now. Raises NotFound."""
        key = self._named(key_id)
        revoked = replace(key, revoked_at_ms=key.revoked_at_ms or now_ms)
        tx.execute(
            "UPDATE api_keys SET revoked_at = ?, code = ? WHERE id = ?",
            (revoked.revoked_at_ms, self._code(revoked), key_id),
        )
        self._mark(revoked)
        return revoked

    def end_by(self, tx: Transaction, key_id: str, at_ms: int) -> ApiKey:
        """Let a key end at a time, unless it ends before. Raises NotFound."""
        key = self._named(key_id)
        ending = replace(key, expires_at_ms=min(key.expires_at_ms, at_ms))
        tx.execute(
            "UPDATE api_keys SET expires_at = ?, code = ? WHERE id = ?",
            (ending.expires_at_ms, self._code(ending), key_id),
        )
        self._keys.marks.write([Mark(_ENDS + key_id, ending.expires_at_ms, key.expires_at_ms)])
        return ending

    def keep(self, key: ApiKey) -> None:
        """Take a written key into memory, once it is on disk."""
        self._by_digest[key.digest] = key

    def flush(self, tx: Transaction) -> None:
        """Write when keys were last used."""
        used, self._used = self._used, {}
        self._last_used.update(used)
        for key_id, at_ms in used.items():
            tx.execute("UPDATE api_keys SET used_at = ? WHERE id = ?", (at_ms, key_id))
        self.uses.flush(tx)

    def row(self, key: ApiKey) -> KeyRow:
        """Return a key as it may be shown."""
        return KeyRow(
            key.id, key.shop, key.hop, key.partner, tuple(sorted(key.scopes)), key.made_at_ms, key.expires_at_ms,
            key.revoked_at_ms, self._used.get(key.id) or self._last_used.get(key.id), key.per_minute, key.label,
        )  # fmt: skip

    def rows(self) -> list[KeyRow]:
        """Return every key as it may be shown, oldest first."""
        return [self.row(key) for key in sorted(self._by_digest.values(), key=lambda key: key.made_at_ms)]

    def _named(self, key_id: str) -> ApiKey:
        for key in self._by_digest.values():
            if key.id == key_id:
                return key
        raise NotFound("there is no such key", place="id")


def _scopes(key: ApiKey) -> str:
    return " ".join(sorted(key.scopes))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def check_key(request: IssueKey, now_ms: int) -> None:
    """Refuse a key that could not be made. Raises Malformed."""
    if request.hop not in set(Hop):
        raise Malformed("there is no such hop", place="hop")
    unknown = set(request.scopes) - set(Scope)
    if unknown or not request.scopes:
        raise Malformed("scopes are those of core/grants.py, at least one", place="scopes")
    if not now_ms < request.expires_at_ms <= now_ms + _LONGEST_MS:
        raise Malformed("a key expires in the future, within a year", place="expires_at_ms")
    if not _PARTNER.fullmatch(request.partner):  # the record must be able to hold it
        raise Malformed("a partner's name is letters, digits and hyphens", place="partner")
    if not 1 <= request.per_minute <= 1_000_000:
        raise Malformed("the allowance lies between 1 and 1,000,000 a minute", place="per_minute")
    check_note(request.label, "label")
