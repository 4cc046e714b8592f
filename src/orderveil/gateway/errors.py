"""The one place where errors of the relay become HTTP. Nothing else in the gateway picks a status.

An answer holds the error's reason, message and place; by the rule of core.errors none of them
holds a value. What was not foreseen is answered without any detail.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec

from orderveil.core.errors import (
    Conflict,
    Erased,
    Malformed,
    NotAllowed,
    NotFound,
    RelayError,
    TooLarge,
    TooMany,
    Unauthentic,
    Unavailable,
)
from orderveil.gateway.shapes import Reply

RETRY_SECONDS = 1  # a full queue drains within it
RETRY_VAULT_SECONDS = 5  # a process that starts again


class ErrorBody(msgspec.Struct, frozen=True):
    """Every error of the API. `permanent`: the same request will fail the same way again."""

    reason: str
    message: str
    permanent: bool
    place: str | None = None


class NoRoute(NotFound):
    reason = "http:not-found"


class WrongMethod(RelayError):
    """The path is there, the method is not. `allow` is the header's value."""

    reason = "http:method"

    def __init__(self, allow: str) -> None:
        super().__init__("this path does not take that method")
        self.allow = allow


class WrongHost(RelayError):
    reason = "http:host"


class WrongMedia(RelayError):
    reason = "http:media-type"


class TooSlow(RelayError):
    reason = "http:too-slow"
    permanent = False


class Busy(Unavailable):
    """As much is under way as the gateway takes on."""

    reason = "http:busy"


_BY_REASON: dict[str, HTTPStatus] = {
    "http:host": HTTPStatus.MISDIRECTED_REQUEST,
    "http:media-type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "http:method": HTTPStatus.METHOD_NOT_ALLOWED,
    "http:too-slow": HTTPStatus.REQUEST_TIMEOUT,
    "access:quota": HTTPStatus.TOO_MANY_REQUESTS,
    "input:too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "mode:off": HTTPStatus.FORBIDDEN,
    "shop:unknown": HTTPStatus.NOT_FOUND,
}

_BY_KIND: tuple[tuple[type[RelayError], HTTPStatus], ...] = (
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Malformed, HTTPStatus.BAD_REQUEST),
    (Unauthentic, HTTPStatus.UNAUTHORIZED),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (Erased, HTTPStatus.GONE),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)

# An error that crossed the vault's socket under a reason of its own comes back as plain
# RelayError: the room in front of the colon still tells what kind of thing went wrong.
_BY_ROOM: dict[str, HTTPStatus] = {
    "access": HTTPStatus.FORBIDDEN,
    "contract": HTTPStatus.FORBIDDEN,
    "input": HTTPStatus.BAD_REQUEST,
    "state": HTTPStatus.CONFLICT,
}

_encode = msgspec.json.encode


def status_of(error: RelayError) -> HTTPStatus:
    """Return the status that says what `error` says."""
    known = _BY_REASON.get(error.reason)
    if known is not None:
        return known
    for kind, status in _BY_KIND:
        if isinstance(error, kind):
            return status
    if not error.permanent:
        return HTTPStatus.SERVICE_UNAVAILABLE
    return _BY_ROOM.get(error.reason.partition(":")[0], HTTPStatus.INTERNAL_SERVER_ERROR)


def reply_to(error: RelayError) -> Reply:
    """Return the answer to a request that failed with an error of the family."""
    status = status_of(error)
    body = ErrorBody(error.reason, error.message, error.permanent, error.place)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:  # a fault of ours: its words are for the log's reader
        body = ErrorBody(error.reason, "the relay could not do this", True)
    retry = None
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        retry = RETRY_SECONDS
    elif status is HTTPStatus.SERVICE_UNAVAILABLE:
        retry = RETRY_SECONDS if isinstance(error, Busy) else RETRY_VAULT_SECONDS
    return Reply(
        int(status),
        _encode(body),
        reason=error.reason,
        retry_after_seconds=retry,
        allow=error.allow if isinstance(error, WrongMethod) else None,
        close=isinstance(error, TooLarge | TooSlow),
    )


def reply_to_unforeseen() -> Reply:
    """Return the answer to a request that broke something. It tells nothing: the text could hold a value."""
    body = ErrorBody("relay:error", "the relay could not do this", True)
    return Reply(int(HTTPStatus.INTERNAL_SERVER_ERROR), _encode(body), reason="relay:error")
