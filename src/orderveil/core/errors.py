"""One family of errors for the whole relay.

`reason` is a stable, machine-readable name; `permanent` says whether trying again can help.
A message names the place, never the value: it may end up in a log, an answer or a ticket.
"""

from __future__ import annotations


class RelayError(Exception):
    """Base of every error that the relay raises on purpose.

    `reason` is `room:thing` in lower case and never changes its meaning. `place` is a path such
    as `line_items[0].price` or `contracts/label.toml:12`; it never holds a value.
    """

    reason: str = "relay:error"
    permanent: bool = True

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        place: str | None = None,
        permanent: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        if reason is not None:
            self.reason = reason
        if permanent is not None:
            self.permanent = permanent

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Malformed(RelayError):
    """Input that cannot be read as what it claims to be."""

    reason = "input:malformed"


class TooLarge(Malformed):
    """Input beyond a stated limit of size, depth or count."""

    reason = "input:too-large"


class Unauthentic(RelayError):
    """A signature, key or grant is missing or wrong. Says no more than that to the outside."""

    reason = "access:unauthentic"


class NotAllowed(RelayError):
    """The grant is real and does not cover the act, or the contract refuses it."""

    reason = "access:not-allowed"


class NotFound(RelayError):
    """There is no such thing, or none that this grant may know of."""

    reason = "access:not-found"


class Conflict(RelayError):
    """The act contradicts what is already recorded."""

    reason = "state:conflict"


class Erased(RelayError):
    """The order was erased; its data cannot be had again."""

    reason = "state:erased"


class TooMany(RelayError):
    """A rate or quota is used up for now."""

    reason = "access:too-many"
    permanent = False


class Unavailable(RelayError):
    """A part that the act needs does not answer now; the same act may be tried again."""

    reason = "relay:unavailable"
    permanent = False


class LedgerUnavailable(Unavailable):
    """No ledger, no act: the entry could not be written, so nothing was done."""

    reason = "ledger:unavailable"


class SealBroken(RelayError):
    """A sealed value did not open. Wrong key, wrong place or altered: the caller is not told which."""

    reason = "seal:broken"


class KeyMissing(RelayError):
    """A key is gone and no tombstone says that it was destroyed on purpose: an alarm."""

    reason = "seal:key-missing"


class BadConfiguration(RelayError):
    """A setting, contract or file of the installation is wrong; the message says what to do."""

    reason = "setup:bad-configuration"
