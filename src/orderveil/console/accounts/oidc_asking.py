"""Requests to the issuer that wait for their answer: each in the session of the browser that made it, for once.

The state binds an answer to that browser, the nonce binds the ID token to the request, and the verifier (PKCE) the
code to both. None of the three is of use without the others, and all are gone with the first answer.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest

from orderveil.console.accounts.oidc_issuer import Issuer
from orderveil.console.accounts.oidc_tokens import refuse

LIVES_SECONDS = 600
_MOST = 4  # of one browser: tabs
_AT = "oidc_asked"  # in Django's session, which lies sealed
_SESSION_SECONDS = 12 * 3600
Purpose = Literal["in", "again", "join"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `at`: epoch seconds. `invitation`: of whoever joins by it."""

    purpose: Purpose
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    at: int
    then: str = "/"
    invitation: str = field(default="", repr=False)
    is_fresh: bool = False  # the issuer was asked to ask its user again


def ask(request: HttpRequest, issuer: Issuer, purpose: Purpose, then: str, **more: Any) -> str:
    """Remember a request, and return the address to which the browser goes with it. Raises as the issuer does."""
    doors = issuer.doors()
    state = secrets.token_urlsafe(32)
    asked = {
        "purpose": purpose, "nonce": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(48),
        "at": int(time.time()), "then": then, **more,
    }  # fmt: skip
    waiting = {key: one for key, one in request.session.get(_AT, {}).items() if _is_young(one)}
    newest = sorted(waiting.items(), key=lambda item: item[1]["at"])[-(_MOST - 1) :]
    request.session[_AT] = dict(newest) | {state: asked}
    challenge = hashlib.sha256(str(asked["verifier"]).encode()).digest()
    query = {
        "response_type": "code",
        "client_id": issuer.oidc.client_id,
        "redirect_uri": issuer.callback,
        "scope": "openid email",
        "state": state,
        "nonce": asked["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    if issuer.oidc.counts:  # then it says when it asked its user: a second factor is as old as that
        query["max_age"] = str(_SESSION_SECONDS)
    if issuer.oidc.acr:
        query["acr_values"] = " ".join(issuer.oidc.acr)
    if more.get("is_fresh"):
        query |= {"prompt": "login", "max_age": "0"}
    door = str(doors["authorization_endpoint"])
    return f"{door}{'&' if '?' in door else '?'}{urlencode(query)}"


def take(request: HttpRequest, state: str) -> Asked:
    """Return the request that a state answers, which is used up by this. Raises Unauthentic."""
    waiting = dict(request.session.get(_AT, {}))
    found = waiting.pop(state, None)
    if found is None or not _is_young(found):
        raise refuse("identity:state")
    if waiting:
        request.session[_AT] = waiting
    else:
        del request.session[_AT]
    # two answers at once read one session: the cache lets one of them through
    if not cache.add(f"oidc-state:{hashlib.sha256(state.encode()).hexdigest()}", 1, LIVES_SECONDS):
        raise refuse("identity:state")
    return Asked(**found)


def _is_young(asked: dict[str, Any]) -> bool:
    return bool(0 <= time.time() - asked["at"] <= LIVES_SECONDS)
