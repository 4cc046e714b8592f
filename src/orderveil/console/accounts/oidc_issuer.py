"""The issuer, as the console speaks to it: where its doors are, its keys, and a code redeemed for an ID token.

Every call leaves by the carriage: https, public addresses, no redirect, a bounded answer and little time. The browser
is sent to the issuer's own origin and nowhere else. Tokens live as long as the call that fetched them.

Threat: an issuer that hangs, or somebody who starts sign-ins by the hundred: a few calls at a time, and no more.
"""

from __future__ import annotations

import base64
import hmac
import json
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import structlog

from orderveil.carriage.carrier import Carrier, Patience
from orderveil.carriage.reach import Reach
from orderveil.console.accounts.oidc_tokens import Claims, key_id_of, read_claims, refuse, verify
from orderveil.console.asking import the_settings
from orderveil.core.errors import BadConfiguration, RelayError, TooMany, Unauthentic, Unavailable
from orderveil.core.oidc import Oidc

CALLBACK = "/accounts/oidc/callback/"
_FRESH_SECONDS = 3_600.0
_KEYS_AGAIN_SECONDS = 30.0
_AT_ONCE = 3  # of the console's threads
_log = structlog.get_logger("console")
_PATIENCE = Patience(connect_seconds=4, read_seconds=6, whole_seconds=8, tries=1, answer_bytes=512 * 1024)


class Issuer:
    """One issuer. Thread-safe."""

    def __init__(self, oidc: Oidc, console_url: str) -> None:
        self.oidc = oidc
        self.callback = f"{console_url}{CALLBACK}"
        self._doors: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, list[Mapping[str, Any]]] | None = None
        self._few = threading.BoundedSemaphore(_AT_ONCE)

    def doors(self) -> Mapping[str, Any]:
        """Return what the issuer says of itself (OpenID Connect Discovery 4). Raises Unavailable, Unauthentic."""
        if self._doors is None or time.monotonic() - self._doors[0] > _FRESH_SECONDS:
            found = self._get(f"{self.oidc.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._check(found)
            self._doors = (time.monotonic(), found)
        return self._doors[1]

    def _check(self, doors: Mapping[str, Any]) -> None:
        named = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if doors.get("issuer") != self.oidc.issuer or not all(isinstance(doors.get(one), str) for one in named):
            raise refuse("identity:issuer")
        if self.oidc.issuer.startswith("https:") and not all(doors[one].startswith("https:") for one in named):
            raise refuse("identity:issuer")  # also within one's own network: the client's secret goes there
        parts = urlsplit(doors["authorization_endpoint"])
        # the browser, with the request in its address, goes to the issuer that the settings name and nowhere else
        if f"{parts.scheme}://{parts.netloc}" != self.oidc.origin or parts.fragment:
            raise refuse("identity:issuer")

    def redeem(self, code: str, verifier: str, nonce: str) -> Claims:
        """Redeem a code, once, and return what its ID token says. Raises Unavailable, Unauthentic."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.callback, "code_verifier": verifier,
        }  # fmt: skip
        headers = {}
        if "client_secret_basic" in self.doors().get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            pair = f"{quote(self.oidc.client_id, safe='')}:{quote(self._secret(), safe='')}"  # RFC 6749, 2.3.1
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.oidc.client_id, "client_secret": self._secret()}
        answer = self._post(self.doors()["token_endpoint"], headers, form)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise refuse("identity:answer")
        payload = verify(token, self._keys_for(token), nonce, self.oidc)
        is_whole = {"email", self.oidc.verified_claim} <= payload.keys()
        if not is_whole and isinstance(access, str) and isinstance(self.doors().get("userinfo_endpoint"), str):
            payload |= self._address_of(payload["sub"], access)
        return read_claims(payload, self.oidc)

    def _address_of(self, subject: str, access: str) -> dict[str, Any]:
        """Return the address, which some issuers keep out of the token (OpenID Connect Core 5.3.2, 5.4)."""
        told = self._get(self.doors()["userinfo_endpoint"], authorization=f"Bearer {access}")
        said = told.get("sub")
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), subject.encode()):
            raise refuse("identity:answer")
        return {name: told.get(name) for name in ("email", self.oidc.verified_claim)} if "email" in told else {}

    def _keys_for(self, token: str) -> list[Mapping[str, Any]]:
        """Return the issuer's keys; anew where a key is not among them, for keys are replaced without notice."""
        wanted, now = key_id_of(token), time.monotonic()
        held = self._keys
        is_missing = held is not None and wanted is not None and all(key.get("kid") != wanted for key in held[1])
        if held is None or now - held[0] > (_KEYS_AGAIN_SECONDS if is_missing else _FRESH_SECONDS):
            found = self._get(self.doors()["jwks_uri"]).get("keys")
            if not isinstance(found, list):
                raise refuse("identity:answer")
            held = self._keys = (now, [key for key in found if isinstance(key, dict)])
        return held[1]

    def _secret(self) -> str:
        place, path = "ORDERVEIL_OIDC_SECRET_FILE", self.oidc.secret_file
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise BadConfiguration("the file may be read by others: chmod 600", place=place)
            found = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise BadConfiguration("the file cannot be read", place=place) from None
        if not found:
            raise BadConfiguration("the file is empty", place=place)
        return found

    def check_settings(self) -> None:
        """Raise BadConfiguration where the secret cannot be read."""
        self._secret()

    def _get(self, url: str, **headers: str) -> dict[str, Any]:
        with self._calling(url) as carrier:
            return _object(carrier.get(url, headers=headers, query=dict(parse_qsl(urlsplit(url).query))).body)

    def _post(self, url: str, headers: Mapping[str, str], form: Mapping[str, str]) -> dict[str, Any]:
        with self._calling(url) as carrier:
            return _object(carrier.send_form(url, headers=headers, form=form).body)

    @contextmanager
    def _calling(self, url: str) -> Iterator[Carrier]:
        """Hold one of few lines to a host that the issuer named. What goes wrong is told apart no further than that."""
        if not self._few.acquire(timeout=2):
            raise Unavailable("too many sign-ins wait for the issuer", reason="identity:unreachable")
        try:
            with Carrier(Reach(frozenset({_host(url)}), self.oidc.may_be_private), _PATIENCE) as carrier:
                yield carrier
        except RelayError as error:
            if error.reason.startswith("identity:"):
                raise
            _log.warning("console.issuer", reason=error.reason, host=urlsplit(self.oidc.issuer).hostname)
            if isinstance(error, Unavailable | TooMany):
                raise Unavailable("the issuer does not answer", reason="identity:unreachable") from None
            raise refuse("identity:answer") from None
        finally:
            self._few.release()


def _host(url: str) -> str:
    """Return a host as the carriage lists it. Raises Unauthentic for what is no address."""
    parts = urlsplit(url)
    try:
        usual = parts.port in (None, 80, 443)
        return (parts.hostname or "") if usual else f"{parts.hostname}:{parts.port}"
    except ValueError:
        raise refuse("identity:answer") from None


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise refuse("identity:answer")
    return found


@lru_cache(maxsize=1)
def the_issuer() -> Issuer:
    """Return this installation's issuer. Raises Unauthentic where there is none."""
    settings = the_settings()
    if settings.oidc is None:
        raise Unauthentic("no sign-in by an issuer here", reason="identity:off")
    return Issuer(settings.oidc, settings.console_url)
