"""The watch at work: reads the record on, hands in what it finds, and tells of it by mail and webhook.

By numbered steps, for each tenant:

  1. the memory and the place in the record come from the vault, together;
  2. pages are read to the record's end; days that are over are judged;
  3. memory, place and findings go back in one act: a crash before it repeats the round, after it nothing is lost;
  4. what was not sent yet is sent, and noted; a crash between the two sends it twice, under the same id.

Holds nothing between rounds. Must never hold a buyer's value: the vault hands it none.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from orderveil.carriage.carrier import Carrier, Patience
from orderveil.carriage.reach import Reach
from orderveil.core.errors import RelayError, Unavailable
from orderveil.vault import alert_messages as a
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, Grant, ListShops, ShopRows
from orderveil.watch.engine import Watch
from orderveil.watch.events import Event, Finding, Kind
from orderveil.watch.settings import Delivery, Hook, Mail
from orderveil.watch.state import pack, unpack
from orderveil.watch.telling import body_of, mail_of, signed_headers

EVERY_SECONDS = 60
_MOST_PAGES = 200  # a round; a long record is caught up with in several
_MAIL_SECONDS = 20.0
_PATIENCE = Patience(read_seconds=10.0, whole_seconds=20.0, tries=3, longest_pause_seconds=5.0, answer_bytes=65_536)


@dataclass(frozen=True, slots=True)
class Post:
    """Where alerts go, and the address of the console that they lead to."""

    delivery: Delivery
    console_url: str
    seconds: Callable[[], float] = time.time


def watch_round(vault: Vault, by: Grant, post: Post) -> dict[str, int]:
    """Watch every tenant once. Returns counts. Raises the first failure once all were tried."""
    counts = {"read": 0, "raised": 0, "sent": 0}
    failure: RelayError | None = None
    tenants = sorted({row.tenant for row in vault.ask(ListShops(by, is_counted=False), ShopRows).rows})
    for tenant in tenants:
        for step in (_look, _send):
            try:
                for name, count in step(vault, by, tenant, post).items():
                    counts[name] += count
            except RelayError as error:
                failure = failure or error
    if failure is not None:
        raise failure
    return counts


def _look(vault: Vault, by: Grant, tenant: str, post: Post) -> dict[str, int]:
    """Steps 1 to 3."""
    page = first = vault.ask(a.ReadActivity(by, tenant), a.Activity)
    watch = Watch(unpack(first.state))
    for kind in first.answered:
        watch.justify(kind)
    found: list[Finding] = []
    read, closed, start = 0, watch.state.closed, (first.log, first.index)
    for _ in range(_MOST_PAGES):
        found += watch.take([_event(row) for row in page.rows])
        read += len(page.rows)
        if page.is_end:
            found += watch.close(page.now_ms)
            break
        page = vault.ask(a.ReadActivity(by, tenant, page.log, page.index), a.Activity)
    is_news = read or found or first.answered or watch.state.closed != closed or start != (page.log, page.index)
    if not is_news and first.state:
        return {"read": 0, "raised": 0}
    told = a.RaiseAlerts(
        by, tenant, first.version, page.log, page.index, first.heard_ms, pack(watch.state), [_new(one) for one in found]
    )
    raised = vault.ask(told, Done).counts["raised"]
    return {"read": read, "raised": raised}


def _send(vault: Vault, by: Grant, tenant: str, post: Post) -> dict[str, int]:
    """Step 4."""
    sent = 0
    failure: RelayError | None = None
    for channel, send in _ways(post).items():
        rows = vault.ask(a.ListAlerts(by, tenant, state="open", unsent=channel), a.AlertRows).rows
        try:
            for alert in reversed(rows):
                send(alert)
                vault.ask(a.NoteSent(by, alert.alert, channel), Done)
                sent += 1
        except RelayError as error:
            failure = failure or error
    if failure is not None:
        raise failure
    return {"sent": sent}


def _ways(post: Post) -> dict[str, Callable[[a.AlertRow], None]]:
    """Return the channels that are set up."""
    mail, hook = post.delivery.mail, post.delivery.hook
    found: dict[str, Callable[[a.AlertRow], None]] = {}
    if mail is not None:
        found["email"] = lambda alert: send_mail(alert, mail, post)
    if hook is not None:
        found["webhook"] = lambda alert: call_hook(alert, hook, post)
    return found


def send_mail(alert: a.AlertRow, mail: Mail, post: Post) -> None:
    """Hand a mail to the server, over TLS that is verified. Raises Unavailable; it names the host alone."""
    message = mail_of(alert, mail, post.console_url)
    tls = ssl.create_default_context()
    try:
        if mail.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=_MAIL_SECONDS, context=tls)
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=_MAIL_SECONDS)
        with server:
            if mail.scheme == "smtp+starttls":
                server.starttls(context=tls)
            if mail.user and mail.password:
                server.login(mail.user, mail.password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException):
        raise Unavailable("the mail server did not take it", reason="alerts:mail-failed", place=mail.host) from None


def call_hook(alert: a.AlertRow, hook: Hook, post: Post) -> None:
    """Hand an alert to the webhook. The id is the alert's: whoever gets it twice knows it again."""
    body = body_of(alert, post.console_url)
    host = hook.url.partition("://")[2].partition("/")[0].lower()
    usual = ":443" if hook.url.startswith("https:") else ":80"
    with Carrier(Reach(frozenset({host.removesuffix(usual)}), hook.may_be_private), _PATIENCE) as carrier:
        carrier.post(
            hook.url, headers=lambda: signed_headers(hook.key, alert.alert, int(post.seconds()), body), body=body
        )


def _event(row: a.ActivityRow) -> Event:
    return Event(
        row.place, row.at_ms, Kind(row.kind), row.who, row.role, row.shop, row.hop, row.order, row.n, row.field,
        row.purpose, row.origin, row.reason, row.count, row.fields,
    )  # fmt: skip


def _new(found: Finding) -> a.NewAlert:
    evidence = tuple(
        a.Evidence(one.place, one.at_ms, one.order, one.field, one.purpose, one.origin) for one in found.evidence
    )
    return a.NewAlert(
        found.key, found.kind, found.who, found.role, found.at_ms, found.score, found.counts, evidence
    )
