"""The one that fetches and hands over: requests to hosts on the list, bounded in time, size and number.

1. The place is checked (carriage.reach), and the checked address is the one that is called; TLS is
   verified against the host's name.
2. No redirect is followed: it would lead past 1.
3. An answer is read up to a limit, counted after decompression, within a deadline for the whole.
4. What may pass (429, 5xx, a broken connection) is tried again, no sooner than the other side says
   and no more than a few times. A GET changes nothing there; what is handed over (POST) bears an id by
   which the other side knows it again. So trying again is safe.

Must never put a header, a query or a body into an error or a log: credentials and buyers are in them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlencode

import httpx

from orderveil.carriage.reach import Place, Reach, find_place
from orderveil.core.errors import Malformed, NotFound, RelayError, TooLarge, TooMany, Unauthentic, Unavailable

_MEBIBYTE = 1024 * 1024
_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one call may take and how much it may bring."""

    connect_seconds: float = 5.0
    read_seconds: float = 20.0
    whole_seconds: float = 120.0  # of one try
    tries: int = 5
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 60.0
    answer_bytes: int = 64 * _MEBIBYTE


@dataclass(frozen=True, slots=True)
class Fetched:
    """A successful answer. Header names are in lower case."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Carrier:
    """Calls the hosts of one `reach`. Safe to share between threads. Use as a context manager."""

    def __init__(
        self, reach: Reach, patience: Patience = Patience(), *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._reach = reach
        self._patience = patience
        self._pause = pause
        self._clients: dict[Place, httpx.Client] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def post(self, url: str, *, headers: Callable[[], Mapping[str, str]], body: bytes) -> None:
        """Hand a JSON body over. `headers` are made anew for each try: a signature holds the time.

        The body must bear an id of its own, since it may arrive twice. Raises as `get` does.
        """
        self._again(lambda: self._try(url, headers(), {}, body))

    def send_form(self, url: str, *, headers: Mapping[str, str], form: Mapping[str, str]) -> Fetched:
        """Send a form once and return the answer: what is in it, such as a code, may serve one time only.

        Raises as `get` does.
        """
        kind = {"content-type": "application/x-www-form-urlencoded"}
        try:
            return self._try(url, {**headers, **kind}, {}, urlencode(form).encode())
        except _Later as later:
            raise later.cause from None

    def get(self, url: str, *, headers: Mapping[str, str], query: Mapping[str, str]) -> Fetched:
        """Return the answer to one GET. `url` has no query of its own.

        Raises NotAllowed, NotFound, Unauthentic, TooLarge, Malformed; TooMany and Unavailable when
        trying again did not help. Each names the host.
        """
        return self._again(lambda: self._try(url, headers, query))

    def _again(self, once: Callable[[], Fetched]) -> Fetched:
        """Step 4."""
        for attempt in range(1, self._patience.tries + 1):
            try:
                return once()
            except _Later as later:
                if attempt == self._patience.tries:
                    raise later.cause from None
                self._pause(self._seconds_until(attempt, later.after_seconds))
        raise Unavailable("no try was allowed", reason="carriage:unreachable")

    def _try(
        self, url: str, headers: Mapping[str, str], query: Mapping[str, str], body: bytes | None = None
    ) -> Fetched:
        try:
            place = find_place(url, self._reach)  # step 1, anew for each try: addresses change
        except Unavailable as nowhere:
            raise _Later(nowhere) from None
        request = self._request(place, (url, body), headers, query)
        until = time.monotonic() + self._patience.whole_seconds
        try:
            response = self._client(place).send(request, stream=True)
        except httpx.HTTPError:
            raise _Later(_unreachable(place)) from None
        try:
            _check_status(place, response)
            return Fetched(dict(response.headers), self._read(place, response, until))
        except (httpx.HTTPError, httpx.StreamError):
            raise _Later(_unreachable(place)) from None
        finally:
            response.close()

    def _request(
        self, place: Place, what: tuple[str, bytes | None], headers: Mapping[str, str], query: Mapping[str, str]
    ) -> httpx.Request:
        url, body = what
        kind = {"content-type": "application/json"} if body is not None else {}
        path = httpx.URL(url).raw_path.decode("ascii").partition("?")[0]
        return httpx.Request(
            "GET" if body is None else "POST",
            httpx.URL(f"{place.origin()}{path}", params=dict(query)),
            headers={"user-agent": "orderveil", "accept": "application/json", **kind, **headers, "host": place.named()},
            content=body,
            extensions={
                "sni_hostname": place.host,
                "timeout": httpx.Timeout(self._patience.read_seconds, connect=self._patience.connect_seconds).as_dict(),
            },
        )

    def _client(self, place: Place) -> httpx.Client:
        # One pool per name and address: pools tell connections apart by address alone, and a connection
        # that was verified for one name must not serve another.
        client = self._clients.get(place)
        if client is None:
            client = self._clients.setdefault(place, httpx.Client(trust_env=False, follow_redirects=False))
        return client

    def _read(self, place: Place, response: httpx.Response, until: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():  # step 3
            size += len(part)
            if size > self._patience.answer_bytes:
                raise TooLarge("the answer is larger than is read", reason="carriage:too-large", place=place.host)
            if time.monotonic() > until:
                raise _Later(_unreachable(place))
            parts.append(part)
        return b"".join(parts)

    def _seconds_until(self, attempt: int, after_seconds: float | None) -> float:
        """Return how long to wait: what the other side asks for, or twice as long each time with some chance."""
        longest = self._patience.longest_pause_seconds
        own: float = self._patience.first_pause_seconds * 2 ** (attempt - 1)
        own *= random.uniform(0.5, 1.0)  # noqa: S311 (spreads callers, guards nothing)
        return min(longest, max(own, after_seconds or 0.0))


class _Later(Exception):
    """This try failed; another may not. `cause` is what to raise when none is left."""

    def __init__(self, cause: RelayError, after_seconds: float | None = None) -> None:
        super().__init__()
        self.cause = cause
        self.after_seconds = after_seconds


def _unreachable(place: Place) -> Unavailable:
    return Unavailable("the host does not answer, or broke off", reason="carriage:unreachable", place=place.host)


def _check_status(place: Place, response: httpx.Response) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    if status in _AGAIN:
        after = _retry_after_seconds(response.headers.get("retry-after"))
        said = f"the host answers {status}"
        if status == 429:
            raise _Later(TooMany(said, reason="carriage:too-many", place=place.host), after)
        raise _Later(Unavailable(said, reason="carriage:unavailable", place=place.host), after)
    if status in (401, 403):
        raise Unauthentic("the host refuses the credential", reason="carriage:refused", place=place.host)
    if status in (404, 410):
        raise NotFound("the host has no such thing", reason="carriage:not-found", place=place.host)
    if 300 <= status < 400:  # step 2
        raise Malformed("the host points elsewhere; give its own address", reason="carriage:redirect", place=place.host)
    raise Malformed(f"the host answers {status}", reason="carriage:refused", place=place.host)


def _retry_after_seconds(told: str | None) -> float | None:
    """Return the seconds of a Retry-After header: a number (Shopify writes decimals) or a date."""
    if not told:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
