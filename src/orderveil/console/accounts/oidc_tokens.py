"""What an ID token must be before anything in it is believed. Pure but for the clock that PyJWT reads.

By numbered steps (OpenID Connect Core 3.1.3.7, RFC 8725):

  1. it is signed by a key of the issuer, of a kind that the algorithm takes; the list of algorithms is ours, and
     none of them uses a shared secret or none at all;
  2. it is of the issuer, for this client and for nobody besides, and not over;
  3. it answers our own request: its nonce is ours;
  4. it has what the settings require of it.

Must never put a token or a claim's value into an error or a log: the reason names the step.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuedAtError,
    InvalidIssuerError,
    InvalidKeyError,
    PyJWKError,
    PyJWTError,
)

from orderveil.core.errors import Unauthentic
from orderveil.core.oidc import Oidc

# algorithm -> the kind of key, and for curves which one
ALGORITHMS: Mapping[str, tuple[str, str | None]] = {
    "EdDSA": ("OKP", "Ed25519"),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "PS256": ("RSA", None),
    "PS384": ("RSA", None),
    "PS512": ("RSA", None),
    "RS256": ("RSA", None),
    "RS384": ("RSA", None),
    "RS512": ("RSA", None),
}
_LEEWAY_SECONDS = 60
_END_OF_TIME = 10**11
_LONGEST_SUBJECT = 255  # OpenID Connect Core 2


@dataclass(frozen=True, slots=True)
class Claims:
    """What a checked token says. Times in epoch seconds; `auth_at` 0: it does not say. `email` empty: not in it."""

    subject: str = field(repr=False)
    email: str = field(repr=False)
    is_verified: bool
    amr: tuple[str, ...]
    acr: str
    auth_at: int


def refuse(reason: str) -> Unauthentic:
    """Return the refusal of a step, to be raised."""
    return Unauthentic("the sign-in could not be checked", reason=reason)


def key_id_of(token: str) -> str | None:
    """Return which key a token names, unchecked."""
    try:
        return jwt.get_unverified_header(token).get("kid")
    except PyJWTError:
        raise refuse("identity:answer") from None


def verify(token: str, keys: Sequence[Mapping[str, Any]], nonce: str, oidc: Oidc) -> dict[str, Any]:
    """Return the payload of a token. Raises Unauthentic with the step that failed as its reason."""
    key = _key_of(token, keys)
    options: Any = {"require": ["aud", "exp", "iat", "iss", "sub"], "enforce_minimum_key_length": True}
    try:
        payload: dict[str, Any] = jwt.decode(  # steps 1 and 2
            token, key, [key.algorithm_name], options, audience=oidc.client_id, issuer=oidc.issuer,
            leeway=_LEEWAY_SECONDS,
        )  # fmt: skip
    except (ExpiredSignatureError, ImmatureSignatureError, InvalidIssuedAtError):
        raise refuse("identity:expired") from None
    except InvalidAudienceError:
        raise refuse("identity:audience") from None
    except InvalidIssuerError:
        raise refuse("identity:issuer") from None
    except (PyJWTError, ValueError):
        raise refuse("identity:signature") from None
    _check(payload, nonce, oidc)
    return payload


def _key_of(token: str, keys: Sequence[Mapping[str, Any]]) -> jwt.PyJWK:
    """Return the one key of the issuer that a token may be signed with. Step 1."""
    try:
        header = jwt.get_unverified_header(token)
    except PyJWTError:
        raise refuse("identity:answer") from None
    kind_of_token = header.get("typ", "JWT")
    if not isinstance(kind_of_token, str) or kind_of_token.lower() != "jwt":  # an access token is no ID token
        raise refuse("identity:answer")
    algorithm = header.get("alg")
    # before any key is touched: HS256 would take a public key for its secret
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise refuse("identity:signature")
    kind, curve = ALGORITHMS[algorithm]
    found = [
        key
        for key in keys
        if key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    if len(found) != 1:  # none, or several and nothing says which
        raise refuse("identity:signature")
    try:
        return jwt.PyJWK(dict(found[0]), algorithm)
    except (InvalidKeyError, PyJWKError, PyJWTError, ValueError):
        raise refuse("identity:signature") from None


def _check(payload: Mapping[str, Any], nonce: str, oidc: Oidc) -> None:
    audience, subject = payload["aud"], payload["sub"]
    if audience not in (oidc.client_id, [oidc.client_id]) or payload.get("azp", oidc.client_id) != oidc.client_id:
        raise refuse("identity:audience")  # step 2: for somebody else besides
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or "\0" in subject:
        raise refuse("identity:answer")
    answered = payload.get("nonce")
    if not isinstance(answered, str) or not hmac.compare_digest(answered.encode(), nonce.encode()):  # step 3
        raise refuse("identity:nonce")
    if oidc.required is not None:  # step 4
        name, value = oidc.required
        said = payload.get(name)
        if said != value and not (isinstance(said, list) and value in said):
            raise refuse("identity:claim")


def read_claims(payload: Mapping[str, Any], oidc: Oidc) -> Claims:
    """Return what a payload says of somebody; what is not of its kind counts as not said."""
    email, amr, acr, auth_at = (payload.get(name) for name in ("email", "amr", "acr", "auth_time"))
    return Claims(
        payload["sub"],
        email if isinstance(email, str) else "",
        _is_true(payload.get(oidc.verified_claim), oidc),
        tuple(one for one in amr if isinstance(one, str)) if isinstance(amr, list) else (),
        acr if isinstance(acr, str) else "",
        int(auth_at) if isinstance(auth_at, int | float) and 0 < auth_at < _END_OF_TIME else 0,
    )


def _is_true(value: object, oidc: Oidc) -> bool:
    """`email_verified` is a JSON boolean; some issuers write a claim of their own as 1 or "1"."""
    return value is True or (oidc.verified_claim != "email_verified" and value in (1, "1", "true"))
