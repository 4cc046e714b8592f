"""The line to an OpenBao or Vault server: one token, short time-outs, few retries, a rest after failure.

It must never log or repeat a body, a token or an address with credentials, never follow a redirect,
never go through a proxy from the environment, and never speak without TLS except to this machine.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.vault.keyring.privatefile import read_private

_TIMEOUT = httpx.Timeout(2.0, connect=1.0)
_PAUSES_SECONDS = (0.05, 0.2)  # between attempts; who hangs is not asked again, so that nobody waits over 3 s
_REST_SECONDS = 1.0  # after the last attempt failed: who asks meanwhile is told at once, not after a time-out
_LONGEST_REST_SECONDS = 8.0  # the rest doubles while the server stays away
_PLACE = "ORDERVEIL_ROOT_KEY"


class Denied(Unavailable):
    """The server refuses the token. Not permanent: an agent may be writing the next one."""

    reason = "keys:root-denied"


class TransitLine:
    """Requests to one server. Safe for many threads."""

    def __init__(self, url: str, token_file: Path, authority: Path | None = None) -> None:
        """`authority`: the file of the one authority that is believed, instead of the machine's list."""
        parts = urlsplit(url)
        _refuse_open_line(parts.scheme, parts.hostname or "")
        self._namespace = parse_qs(parts.query).get("namespace", [""])[0]
        self._token_file = token_file
        self._token = self._read_token()
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self._failed = 0
        self._client = httpx.Client(
            base_url=f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/v1/",
            timeout=_TIMEOUT,
            trust_env=False,
            follow_redirects=False,
            verify=_trust(authority) if parts.scheme == "https" else False,
        )

    def _read_token(self) -> str:
        return read_private(self._token_file, what="the transit token", reason="setup:transit-token").strip()

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Return status and JSON of an answer below 500 that is neither 403 nor 429. Raises Unavailable, Denied."""
        if time.monotonic() < self._rests_until:
            raise _away()
        answer = self._answer(method, path, body)
        if answer is not None and answer.status_code == 403:
            answer = self._with_newer_token(method, path, body, answer)
        if answer is None:
            self._rest()
            raise _away()
        self._failed = 0
        if answer.status_code == 403:
            raise Denied("the transit server refuses the token for this act; renew it, or widen its policy", place=path)
        return answer.status_code, _json(answer)

    def _rest(self) -> None:
        rest = min(_LONGEST_REST_SECONDS, _REST_SECONDS * 2.0 ** min(self._failed, 10))
        self._failed += 1
        self._rests_until = time.monotonic() + rest

    def _answer(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx.Response | None:
        """Try a few times; None when the server cannot serve now. Every act here may be done twice."""
        for pause in (*_PAUSES_SECONDS, None):
            try:
                answer = self._once(method, path, body)
            except httpx.TimeoutException:
                return None
            if answer is not None:
                return answer
            if pause is not None:
                time.sleep(pause)
        return None

    def _once(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx.Response | None:
        headers = {"X-Vault-Token": self._token, "X-Vault-Request": "true"}
        if self._namespace:
            headers["X-Vault-Namespace"] = self._namespace
        try:
            answer = self._client.request(method, path, json=body, headers=headers)
        except httpx.TimeoutException:
            raise
        except httpx.TransportError:
            return None
        # 412: a standby that has not caught up; 429: a quota; 3xx: a standby that does not forward
        return None if answer.status_code >= 500 or answer.status_code in (301, 302, 307, 308, 412, 429) else answer

    def _with_newer_token(
        self, method: str, path: str, body: Mapping[str, Any] | None, answer: httpx.Response
    ) -> httpx.Response | None:
        with self._lock:
            token = self._read_token()
            if token == self._token:
                return answer
            self._token = token
        return self._answer(method, path, body)

    def close(self) -> None:
        self._client.close()

    def __repr__(self) -> str:
        return "TransitLine(<hidden>)"


def _away() -> Unavailable:
    return Unavailable(
        "the transit server that holds the root does not answer, or is sealed; keys already at hand go on working",
        reason="keys:root-unavailable",
        place=_PLACE,
    )


def _json(answer: httpx.Response) -> dict[str, Any]:
    if not answer.content:
        return {}
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unavailable("what answers is not a transit server", reason="keys:root-unavailable", place=_PLACE)
    return found


def _trust(authority: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(authority) if authority is not None else None)
    except (OSError, ssl.SSLError):
        raise BadConfiguration(
            "must be a readable file of certificates in PEM", place="ORDERVEIL_TRANSIT_CA_FILE"
        ) from None


def _refuse_open_line(scheme: str, host: str) -> None:
    if scheme == "https" and host:
        return
    if scheme == "http" and _is_this_machine(host):
        return
    raise BadConfiguration("a transit server elsewhere is reached by https:// only", place=_PLACE)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
