"""Settings of signing in by OpenID Connect: which issuer is believed, and what of it counts. Off unless it is named.

They stand in the environment alone: whoever could write an issuer into a database would be the issuer.
Pure: the mapping is the argument. The client's secret stands in a file, which whoever needs it reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from orderveil.core.errors import BadConfiguration

_ISSUER = "ORDERVEIL_OIDC_ISSUER"
_OTHERS = (
    "ORDERVEIL_OIDC_CLIENT_ID", "ORDERVEIL_OIDC_LABEL", "ORDERVEIL_OIDC_PRIVATE", "ORDERVEIL_OIDC_REQUIRE",
    "ORDERVEIL_OIDC_SECOND_FACTOR", "ORDERVEIL_OIDC_SECRET_FILE", "ORDERVEIL_OIDC_VERIFIED_CLAIM",
)  # fmt: skip
_CLAIM = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_MOST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Oidc:
    """One provider. `second_factor`: values of `amr` and `acr` that show a second factor; none: nothing does."""

    issuer: str
    client_id: str
    secret_file: Path
    label: str
    amr: frozenset[str] = frozenset()
    acr: tuple[str, ...] = ()
    verified_claim: str = "email_verified"
    required: tuple[str, str] | None = None  # a claim, and the value that it must have
    may_be_private: bool = False

    @property
    def origin(self) -> str:
        """Return scheme, host and port: the one place beyond the console to which a browser is sent."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def counts(self) -> bool:
        """Tell whether the provider may stand for a second factor at all."""
        return bool(self.amr or self.acr)


def read_oidc(environ: Mapping[str, str]) -> Oidc | None:
    """Return the provider that `environ` names, or None. Raises BadConfiguration naming the variable."""
    issuer = environ.get(_ISSUER)
    if not issuer:
        if any(environ.get(name) for name in _OTHERS):
            raise BadConfiguration("settings of an issuer, and none is named", place=_ISSUER)
        return None
    is_private = environ.get("ORDERVEIL_OIDC_PRIVATE") == "yes"
    _check_issuer(issuer, may_be_private=is_private)
    label = (environ.get("ORDERVEIL_OIDC_LABEL") or urlsplit(issuer).hostname or "").strip()
    if not label.isprintable() or len(label) > _MOST_LABEL:
        raise BadConfiguration(f"1 to {_MOST_LABEL} characters", place="ORDERVEIL_OIDC_LABEL")
    amr, acr = _second_factor(environ.get("ORDERVEIL_OIDC_SECOND_FACTOR") or "")
    claim = environ.get("ORDERVEIL_OIDC_VERIFIED_CLAIM") or "email_verified"
    if not _CLAIM.fullmatch(claim):
        raise BadConfiguration("the name of a claim", place="ORDERVEIL_OIDC_VERIFIED_CLAIM")
    return Oidc(
        issuer,
        _named(environ, "ORDERVEIL_OIDC_CLIENT_ID"),
        Path(_named(environ, "ORDERVEIL_OIDC_SECRET_FILE")),
        label,
        amr,
        acr,
        claim,
        _required(environ.get("ORDERVEIL_OIDC_REQUIRE") or ""),
        is_private,
    )


def _check_issuer(issuer: str, *, may_be_private: bool) -> None:
    """Refuse what could not be compared sign by sign, or would cross a network unencrypted."""
    parts = urlsplit(issuer)
    try:
        is_sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_sound = False
    schemes = ("https", "http") if may_be_private else ("https",)
    if parts.scheme not in schemes or not is_sound or "@" in parts.netloc or parts.query or parts.fragment:
        raise BadConfiguration("an https:// address without a query, as the issuer writes it", place=_ISSUER)
    if parts.netloc != parts.netloc.lower() or any(sign.isspace() for sign in issuer):
        raise BadConfiguration("the host is written in small letters", place=_ISSUER)


def _named(environ: Mapping[str, str], name: str) -> str:
    value = (environ.get(name) or "").strip()
    if not value:
        raise BadConfiguration("an issuer is named, and this is missing", place=name)
    return value


def _second_factor(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Read `amr=mfa,amr=hwk,acr=gold`."""
    amr, acr = set(), []
    for one in filter(None, (part.strip() for part in text.split(","))):
        kind, _, value = one.partition("=")
        if kind not in ("amr", "acr") or not value or any(sign.isspace() for sign in value):
            raise BadConfiguration(
                "written as amr=mfa,amr=hwk or acr=VALUE, with commas between", place="ORDERVEIL_OIDC_SECOND_FACTOR"
            )
        if kind == "amr":
            amr.add(value)
        else:
            acr.append(value)
    return frozenset(amr), tuple(acr)


def _required(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    name, _, value = text.partition("=")
    if not _CLAIM.fullmatch(name) or not value:
        raise BadConfiguration("written as claim=value, such as hd=shop.com", place="ORDERVEIL_OIDC_REQUIRE")
    return name, value
