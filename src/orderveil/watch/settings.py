"""Where alerts go, as the environment says. Secrets stand in files for their owner alone, never in a variable."""

from __future__ import annotations

import base64
import binascii
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from orderveil.core.errors import BadConfiguration

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_SECRET_MARK = "whsec_"  # noqa: S105 (the mark of a secret in Standard Webhooks)
_FEWEST_BYTES, _MOST_BYTES = 24, 64


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server and who hears. `scheme`: smtps, smtp+starttls, or plain smtp, which serves this machine alone."""

    scheme: str
    host: str
    port: int
    to: tuple[str, ...]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: its address and the key of its signature. `may_be_private`: within the own network."""

    url: str
    key: bytes = field(repr=False)
    may_be_private: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where alerts go besides the console."""

    mail: Mail | None
    hook: Hook | None


def read_delivery(environ: Mapping[str, str]) -> Delivery:
    """Return where alerts go. Raises BadConfiguration naming the variable."""
    return Delivery(_mail(environ), _hook(environ))


def _mail(environ: Mapping[str, str]) -> Mail | None:
    url, to = environ.get("ORDERVEIL_SMTP_URL"), environ.get("ORDERVEIL_ALERT_EMAIL")
    if not url and not to:
        return None
    if not url or not to:
        raise BadConfiguration(
            "mail needs a server and somebody to write to",
            place="ORDERVEIL_SMTP_URL" if not url else "ORDERVEIL_ALERT_EMAIL",
        )
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.password is not None:
        raise BadConfiguration(
            "written as smtps://user@host:465 or smtp+starttls://user@host:587; a password stands in a file",
            place="ORDERVEIL_SMTP_URL",
        )
    if parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise BadConfiguration(
            "mail would cross the network unencrypted; use smtps or smtp+starttls", place="ORDERVEIL_SMTP_URL"
        )
    whom = tuple(one.strip() for one in to.split(",") if one.strip())
    sender = environ.get("ORDERVEIL_ALERT_FROM") or whom[0]
    if any("@" not in one or any(sign.isspace() for sign in one) for one in (*whom, sender)):
        raise BadConfiguration("not an e-mail address", place="ORDERVEIL_ALERT_EMAIL")
    file = environ.get("ORDERVEIL_SMTP_PASSWORD_FILE")
    return Mail(
        parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], whom, sender,
        unquote(parts.username) if parts.username else None,
        _secret(file, "ORDERVEIL_SMTP_PASSWORD_FILE") if file else None,
    )  # fmt: skip


def _hook(environ: Mapping[str, str]) -> Hook | None:
    url = environ.get("ORDERVEIL_ALERT_WEBHOOK")
    if not url:
        return None
    parts = urlsplit(url)
    is_private = environ.get("ORDERVEIL_ALERT_WEBHOOK_PRIVATE") == "yes"
    if parts.scheme not in (("https", "http") if is_private else ("https",)) or not parts.hostname or parts.query:
        raise BadConfiguration("an https:// address without a query", place="ORDERVEIL_ALERT_WEBHOOK")
    file = environ.get("ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE")
    if not file:
        raise BadConfiguration(
            "a webhook is signed: name the file of its secret", place="ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE"
        )
    return Hook(url, key_of(_secret(file, "ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE")), is_private)


def key_of(secret: str) -> bytes:
    """Return the key of a secret as Standard Webhooks writes it: `whsec_` and base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(_SECRET_MARK), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_SECRET_MARK) or not _FEWEST_BYTES <= len(key) <= _MOST_BYTES:
        raise BadConfiguration(
            "a secret is whsec_ and base64 of 24 to 64 bytes", place="ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE"
        )
    return key


def _secret(file: str, place: str) -> str:
    path = Path(file)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadConfiguration("the file may be read by others: chmod 600", place=place)
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadConfiguration("the file cannot be read", place=place) from None
