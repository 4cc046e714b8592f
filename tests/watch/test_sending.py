"""Alerts leave by mail and by a webhook that is signed, with ids and counts and never a buyer's value."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from orderveil.core.errors import BadConfiguration, RelayError, Unavailable
from orderveil.vault.alert_messages import AlertRow
from orderveil.watch.settings import Delivery, Hook, key_of, read_delivery
from orderveil.watch.telling import signed_headers
from orderveil.watch.worker import Post, call_hook, send_mail
from tests.carriage.test_carrier import write_certificate
from tests.watch.receiving import mail_server, web_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ALERT = AlertRow(
    "a_0a1b2c3d4e5f", "main", "bulk", "person:p_0a1b2c3d4e5f", "support_agent", 1_790_000_000_000,
    1_790_000_000_500, 5.5, {"reveals": 90, "unexplained": 70, "usual": 14}, "open", "Asha Verma",
)  # fmt: skip


def post(**environ: str) -> Post:
    return Post(read_delivery(environ), "https://console.shop.example", lambda: 1_790_000_001.0)


def secret_file(folder: Path, text: str = SECRET, mode: int = 0o600) -> str:
    file = folder / "secret"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def test_signature_is_that_of_the_published_vector() -> None:
    """The example of the Standard Webhooks specification and its reference libraries."""
    body = b'{"test": 2432232314}'

    headers = signed_headers(key_of(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_webhook_is_signed_bears_the_alerts_id_and_is_tried_again(tmp_path: Path) -> None:
    with web_server() as kept:
        kept.answers = [503]
        sent = post(
            ORDERVEIL_ALERT_WEBHOOK=f"http://localhost:{kept.port}/alerts", ORDERVEIL_ALERT_WEBHOOK_PRIVATE="yes",
            ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE=secret_file(tmp_path),
        )  # fmt: skip
        call_hook(ALERT, cast(Hook, sent.delivery.hook), sent)

    (first, body), (second, again) = kept.calls
    told = f"{second['webhook-id']}.{second['webhook-timestamp']}.".encode() + again
    expected = base64.b64encode(hmac.digest(key_of(SECRET), told, hashlib.sha256)).decode()
    assert first["webhook-id"] == second["webhook-id"] == ALERT.alert
    assert body == again
    assert second["webhook-signature"] == f"v1,{expected}"
    assert second["content-type"] == "application/json"
    data = json.loads(body)["data"]
    assert (data["kind"], data["counts"]["reveals"]) == ("bulk", 90)
    assert data["link"] == "https://console.shop.example/alerts/a_0a1b2c3d4e5f/"


def test_a_webhook_that_refuses_is_told_of(tmp_path: Path) -> None:
    with web_server() as kept:
        kept.answers = [403]
        hook = Hook(f"http://localhost:{kept.port}/", key_of(SECRET), may_be_private=True)
        with pytest.raises(RelayError) as raised:
            call_hook(ALERT, hook, Post(Delivery(None, hook), ""))

    assert raised.value.reason == "carriage:refused"


def test_a_mail_holds_ids_counts_and_a_link_and_no_name() -> None:
    with mail_server() as kept:
        sent = post(
            ORDERVEIL_SMTP_URL=f"smtp://127.0.0.1:{kept.port}",
            ORDERVEIL_ALERT_EMAIL="lead@shop.example, owner@shop.example",
        )
        assert sent.delivery.mail is not None
        send_mail(ALERT, sent.delivery.mail, sent)

    mail = cast(EmailMessage, message_from_string(kept.mails[0], policy=policy.default))
    text = mail.get_content()
    assert kept.to == ["lead@shop.example", "owner@shop.example"]
    assert mail["Message-ID"] == "<a_0a1b2c3d4e5f@shop.example>"
    assert "revealed 90 fields in one day; 14 are usual" in text
    assert "https://console.shop.example/alerts/a_0a1b2c3d4e5f/" in text
    assert "Asha" not in text
    assert "Verma" not in kept.mails[0]


@pytest.mark.parametrize(("name", "is_trusted"), [("localhost", True), ("another.example", False)])
def test_a_mail_goes_through_tls_to_a_server_that_proves_its_name_and_to_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_trusted: bool
) -> None:
    certificate = write_certificate(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_server(certificate) as kept:
        sent = post(
            ORDERVEIL_SMTP_URL=f"smtps://localhost:{kept.port}", ORDERVEIL_ALERT_EMAIL="lead@shop.example"
        )
        assert sent.delivery.mail is not None
        if is_trusted:
            send_mail(ALERT, sent.delivery.mail, sent)
        else:
            with pytest.raises(Unavailable):
                send_mail(ALERT, sent.delivery.mail, sent)

    assert len(kept.mails) == is_trusted


def test_without_tls_on_offer_nothing_is_said_to_a_server_that_must_have_it() -> None:
    with mail_server() as kept:
        sent = post(
            ORDERVEIL_SMTP_URL=f"smtp+starttls://127.0.0.1:{kept.port}", ORDERVEIL_ALERT_EMAIL="lead@shop.example"
        )
        assert sent.delivery.mail is not None
        with pytest.raises(Unavailable):
            send_mail(ALERT, sent.delivery.mail, sent)

    assert (kept.mails, kept.to) == ([], [])


def test_a_mail_that_is_refused_is_told_of_by_host_alone() -> None:
    with mail_server() as kept:
        kept.refuses = True
        sent = post(
            ORDERVEIL_SMTP_URL=f"smtp://127.0.0.1:{kept.port}", ORDERVEIL_ALERT_EMAIL="lead@shop.example"
        )
        assert sent.delivery.mail is not None
        with pytest.raises(Unavailable) as raised:
            send_mail(ALERT, sent.delivery.mail, sent)

    assert raised.value.reason == "alerts:mail-failed"
    assert "lead" not in str(raised.value)


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"ORDERVEIL_SMTP_URL": "smtps://mail.example"}, "ORDERVEIL_ALERT_EMAIL"),
        ({"ORDERVEIL_ALERT_EMAIL": "lead@shop.example"}, "ORDERVEIL_SMTP_URL"),
        ({"ORDERVEIL_SMTP_URL": "smtp://mail.example", "ORDERVEIL_ALERT_EMAIL": "a@b.example"}, "ORDERVEIL_SMTP_URL"),
        (
            {"ORDERVEIL_SMTP_URL": "smtps://u:secret@mail.example", "ORDERVEIL_ALERT_EMAIL": "a@b.example"},
            "ORDERVEIL_SMTP_URL",
        ),
        (
            {"ORDERVEIL_SMTP_URL": "smtps://mail.example", "ORDERVEIL_ALERT_EMAIL": "a@b.example\nBcc: c@d.example"},
            "ORDERVEIL_ALERT_EMAIL",
        ),
        ({"ORDERVEIL_ALERT_WEBHOOK": "http://hooks.example/"}, "ORDERVEIL_ALERT_WEBHOOK"),
        ({"ORDERVEIL_ALERT_WEBHOOK": "https://hooks.example/"}, "ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE"),
    ],
)
def test_wrong_settings_are_refused_by_name(environ: dict[str, str], place: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        read_delivery(environ)

    assert raised.value.place == place
    assert "secret@" not in str(raised.value)


@pytest.mark.parametrize(("text", "mode"), [(SECRET, 0o644), ("whsec_c2hvcnQ=", 0o600), ("plain", 0o600)])
def test_a_secret_lies_in_a_file_of_its_owner_and_is_long_enough(tmp_path: Path, text: str, mode: int) -> None:
    with pytest.raises(BadConfiguration) as raised:
        read_delivery(
            {"ORDERVEIL_ALERT_WEBHOOK": "https://hooks.example/",
             "ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE": secret_file(tmp_path, text, mode)}
        )  # fmt: skip

    assert text not in str(raised.value)
