"""What a presented key is for: asked of the vault, remembered for seconds.

The vault checks the key again at every act, so a memory of it opens nothing: it only says for which
shop to ask. Acts that do not reach the vault must ask `fresh`, or a revoked key would live on here.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import OrderedDict

from orderveil.core.errors import NotAllowed, TooMany, Unauthentic
from orderveil.core.grants import Scope
from orderveil.gateway.limits import Buckets, Strangers
from orderveil.gateway.shapes import Request
from orderveil.vault.client import Vault
from orderveil.vault.messages import CheckKey, KeyChecked, KeyGrant, KeyRow

_REMEMBERED_SECONDS = 10.0
_MOST = 4_096
_BEARER = re.compile(rb"[Bb]earer +(ovk_[A-Za-z0-9_-]{16,128})")


def grant_of(request: Request) -> KeyGrant:
    """Return the key that a request bears. Raises Unauthentic."""
    found = _BEARER.fullmatch(request.headers.get(b"authorization", b"").strip())
    if found is None:
        raise Unauthentic("send your key as `Authorization: Bearer ovk_...`")
    return KeyGrant(found.group(1).decode("ascii"))


class KeyBook:
    """Keys seen lately, by their hash. Safe between threads."""

    def __init__(self, vault: Vault, strangers: Strangers) -> None:
        self._vault = vault
        self._strangers = strangers
        self._requests = Buckets(per_second=1.0, burst=1.0)
        self._rows: OrderedDict[bytes, tuple[float, KeyRow]] = OrderedDict()
        self._lock = threading.Lock()

    def grant(self, request: Request) -> KeyGrant:
        """Return the key of a request whose act the vault will check. Raises Unauthentic, TooMany."""
        grant = grant_of(request)
        self._strangers.admit(grant.token, request.peer)
        return grant

    def row(self, request: Request, scope: Scope, *, fresh: bool = False) -> tuple[KeyGrant, KeyRow]:
        """Return the key of a request and what it is for. Raises Unauthentic, NotAllowed, TooMany."""
        grant = self.grant(request)
        row = self._look_up(grant, fresh)
        if scope not in row.scopes:
            raise NotAllowed("the key's scopes do not cover this")
        # a search or an event costs no view, and must not be free: it would let numbers be tried one by one
        if not self._requests.spend(row.id, per_second=row.per_minute / 60, burst=row.per_minute):
            raise TooMany("the key's allowance for this minute is used up", reason="access:rate")
        return grant, row

    def worked(self, grant: KeyGrant) -> None:
        """Remember that the vault took this key."""
        self._strangers.welcome(grant.token)

    def _look_up(self, grant: KeyGrant, fresh: bool) -> KeyRow:
        digest = hashlib.sha256(grant.token.encode()).digest()
        now = time.monotonic()
        held = self._rows.get(digest)
        if held is not None and not fresh and held[0] > now and held[1].expires_at_ms > time.time() * 1000:
            return held[1]
        row = self._vault.ask(CheckKey(by=grant), KeyChecked).row
        self.worked(grant)
        with self._lock:
            self._rows.pop(digest, None)
            self._rows[digest] = (now + _REMEMBERED_SECONDS, row)
            if len(self._rows) > _MOST:
                self._rows.popitem(last=False)
        return row
