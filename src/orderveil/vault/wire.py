"""How messages cross vaultd's socket: 4 bytes of length, 4 of the request's number, MessagePack.

Both numbers are big-endian. A frame beyond the limit ends the connection: a peer that sends one
is broken or hostile, and nothing after it can be trusted to start where a frame starts.
"""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from orderveil.core import errors
from orderveil.core.errors import RelayError
from orderveil.vault.messages import Answer, Failure, Request

HEADER = struct.Struct(">II")
FRAME_LIMIT_BYTES = 64 * 1024 * 1024

_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_answers = msgspec.msgpack.Decoder(Answer)

_FAMILY: dict[str, type[RelayError]] = {
    kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RelayError)
}


def frame(number: int, message: Request | Answer) -> bytes:
    """Return one message as it crosses the socket."""
    body = _encoder.encode(message)
    return HEADER.pack(len(body), number) + body


def read_request(body: bytes) -> Request:
    """Return the request in a frame's body. Raises Malformed without telling what was in it."""
    try:
        request: Request = _requests.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise errors.Malformed("the request does not follow vault/messages.py", place="request") from error
    return request


def read_answer(body: bytes) -> Any:
    """Return the answer in a frame's body; raise the error that it carries."""
    return or_raise(_answers.decode(body))


def or_raise(answer: Any) -> Any:
    """Return `answer`, or raise what it carries as an error of the family."""
    if not isinstance(answer, Failure):
        return answer
    kind = _FAMILY.get(answer.kind, RelayError)
    raise kind(answer.message, reason=answer.reason, place=answer.place, permanent=answer.permanent)


def failure_of(error: RelayError) -> Failure:
    """Return an error of the family as it crosses the socket."""
    kind = next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in _FAMILY)
    return Failure(kind, error.reason, error.message, error.permanent, error.place)
