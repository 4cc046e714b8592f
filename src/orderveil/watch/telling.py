"""An alert in words for mail and webhook: kind, counts, ids, and where it is answered. Pure; never a buyer's value."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from email.message import EmailMessage

from orderveil.vault.alert_messages import AlertRow
from orderveil.watch.rules import say
from orderveil.watch.settings import Mail

TYPE = "alert.raised"


def sentence(alert: AlertRow, language: str = "en") -> str:
    """Return what an alert says. People are named by their ids: mail servers need not know who works here."""
    return say(alert.kind, language, {**alert.counts, "person": alert.who.removeprefix("person:")})


def link(alert: AlertRow, console_url: str) -> str:
    """Return where an alert is answered."""
    return f"{console_url}/alerts/{alert.alert}/"


def mail_of(alert: AlertRow, mail: Mail, console_url: str) -> EmailMessage:
    """Return the mail about an alert. The same alert has the same Message-ID."""
    message = EmailMessage()
    message["Subject"] = f"Orderveil: {alert.kind} ({alert.alert})"
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Message-ID"] = f"<{alert.alert}@{mail.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        "\n".join(
            (
                sentence(alert), "", sentence(alert, "hi"), "",
                f"When: {_moment(alert.at_ms)}", f"Who: {alert.who} ({alert.role})", f"Alert: {alert.alert}",
                *(f"{name}: {count}" for name, count in sorted(alert.counts.items())),
                "", "The evidence, and where to answer it:", link(alert, console_url), "",
            )
        )
    )
    return message


def body_of(alert: AlertRow, console_url: str) -> bytes:
    """Return the webhook's body. It is the same at each try."""
    data = {
        "alert": alert.alert, "tenant": alert.tenant, "kind": alert.kind, "who": alert.who, "role": alert.role,
        "says": {language: sentence(alert, language) for language in ("en", "hi")}, "at": _moment(alert.at_ms),
        "score": alert.score, "counts": alert.counts, "link": link(alert, console_url),
    }  # fmt: skip
    told = {"type": TYPE, "timestamp": _moment(alert.raised_at_ms), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(key: bytes, message_id: str, at_seconds: int, body: bytes) -> dict[str, str]:
    """Return the headers of Standard Webhooks 1.0: HMAC-SHA-256 over id, time and body."""
    told = f"{message_id}.{at_seconds}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, told, hashlib.sha256)).decode()
    return {
        "webhook-id": message_id, "webhook-timestamp": str(at_seconds), "webhook-signature": f"v1,{signature}",
    }  # fmt: skip


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
