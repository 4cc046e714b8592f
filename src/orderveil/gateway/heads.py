"""The headers of every answer. Nothing of an answer may be kept, framed, guessed at or sent on."""

from __future__ import annotations

import secrets

from orderveil.gateway.shapes import Reply

Pairs = list[tuple[bytes, bytes]]

_ALWAYS: Pairs = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


class Heads:
    """Makes headers. What is the same for all answers of a media type is made once."""

    def __init__(self, *, https: bool) -> None:
        self._always = [*_ALWAYS, _HTTPS_ONLY] if https else _ALWAYS
        self._by_media: dict[str, Pairs] = {}

    def of(self, media: str, request_id: str, length: int | None = None) -> Pairs:
        """Return the headers of an answer of this media type; without a length it is a stream."""
        pairs = self._by_media.get(media)
        if pairs is None:
            pairs = self._by_media[media] = [(b"content-type", media.encode()), *self._always]
        own = [(b"x-request-id", request_id.encode())]
        if length is not None:
            own.append((b"content-length", b"%d" % length))
        return pairs + own

    def of_reply(self, reply: Reply, request_id: str) -> Pairs:
        """Return the headers of a reply."""
        pairs = self.of(reply.media, request_id, len(reply.body))
        if reply.retry_after_seconds is not None:
            pairs.append((b"retry-after", b"%d" % reply.retry_after_seconds))
        if reply.allow is not None:
            pairs.append((b"allow", reply.allow.encode()))
        if reply.status == 401:
            pairs.append((b"www-authenticate", b'Bearer realm="orderveil"'))
        if reply.close:
            pairs.append((b"connection", b"close"))
        return pairs


def new_request_id() -> str:
    """Return an id by which a request can be found in the log. Random: a count would tell how many there are."""
    return secrets.token_hex(8)
