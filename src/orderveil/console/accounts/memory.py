"""What the console remembers between requests: counts in memory, and sessions sealed in its database.

Threat: the database is copied or written to. A cache in it would be unpickled, and a session in clear would
show the seed of a code while somebody sets one up.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone

from orderveil.core.errors import RelayError
from orderveil.core.sealing import open_field, seal_field

_USED = "allauth.mfa.totp.used"
_PERIOD_SECONDS = 30
_NO_ORDER = b"\0" * 16
_PLACE = "console-session"
_CLEARED = "sessions-cleared"
_CLEAR_EVERY_SECONDS = 3_600


class Memory(LocMemCache):
    """This process's memory; there is one process."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Add what is not there. A code that was used is remembered for as long as it would be right again."""
        if key.startswith(_USED):  # the library forgets it after one period, and takes codes of three
            timeout = _PERIOD_SECONDS * (2 * settings.MFA_TOTP_TOLERANCE + 2)
        return super().add(key, value, timeout, version)


class SealedSessions:
    """Django's serializer of sessions: JSON, sealed under a key that is not in the database."""

    def dumps(self, held: Any) -> bytes:
        """Return a session as it is stored."""
        return seal_field(_key(), json.dumps(held).encode(), order=_NO_ORDER, field=_PLACE, version=0)

    def loads(self, stored: bytes) -> Any:
        """Return a stored session. Raises ValueError for what was not sealed here."""
        try:
            return json.loads(open_field(_key(), stored, order=_NO_ORDER, field=_PLACE, version=0))
        except RelayError:
            raise ValueError("not a session of this console") from None


def clear_ended() -> int:
    """Delete stored sessions that ended by their age, once an hour at most; return how many.

    Nothing opens with one that has ended; but who signed in when stands in it, and that is kept no longer.
    """
    if not cache.add(_CLEARED, "y", _CLEAR_EVERY_SECONDS):
        return 0
    from django.contrib.sessions.models import Session  # a table: importable once Django is set up

    return int(Session.objects.filter(expire_date__lt=timezone.now()).delete()[0])


def may_try(name: str, most_a_minute: int) -> bool:
    """Count a try; tell whether there were not too many within a minute."""
    cache.add(name, 0, 60)
    try:
        return cache.incr(name) <= most_a_minute
    except ValueError:  # it ended just now
        return True


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"console sessions", hashlib.sha256)
