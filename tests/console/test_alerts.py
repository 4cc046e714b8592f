"""From a grab to its answer: real processes, a real mail server and webhook, and the page on which it is answered."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.alert_messages import AlertRow, AlertRows, ListAlerts
from orderveil.vault.messages import LedgerExport, LedgerPage, OperatorGrant, PersonGrant, RoomGrant
from orderveil.vault.people_messages import (
    BeginSession,
    CaseOpened,
    InvitePerson,
    OpenCase,
    PersonInvited,
    PersonRows,
    ReadInvitation,
    Revealed,
    RevealField,
    RoleRow,
    SessionBegun,
)
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving
from tests.vault.making import draft, fields, seal
from tests.watch.receiving import Kept, mail_server, web_server

pytestmark = pytest.mark.timeout(600)
BY = OperatorGrant()
ORDERS = 60
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


@dataclass
class Grabbed:
    """What is there after Ben took all he could."""

    served: Served
    mail: Kept
    hook: Kept
    ben: str
    alert: AlertRow


def hired(served: Served, name: str, role: str) -> tuple[str, PersonGrant]:
    """Somebody with a role who is signed in, without a browser."""
    secret = (served.settings.home / "run" / "rooms" / "console").read_text().strip()
    room, email = RoomGrant("console", secret), f"{name.lower()}@staff.example"
    invited = served.vault.ask(InvitePerson(BY, email, name, [RoleRow(role)]), PersonInvited)
    served.vault.ask(ReadInvitation(room, invited.token, accept=True), PersonRows)
    begun = served.vault.ask(BeginSession(room, invited.person, ("password", "totp")), SessionBegun)
    return invited.person, PersonGrant(begun.token, secret)


def grab(served: Served) -> str:
    """Ben reveals two fields of each of sixty orders, one after another."""
    ben, grant = hired(served, "Ben", "support_agent")
    for number, sealed in enumerate(seal(served.vault, *[draft(n) for n in range(1, ORDERS + 1)])):
        order, reference = sealed.order or "", f"T-{number}"
        served.vault.ask(OpenCase(BY, "tea", order, "ticket", reference, assigned=ben), CaseOpened)
        for field in ("buyer_phone", "recipient_phone"):
            served.vault.ask(RevealField(grant, order, "support", field, "call_buyer", reference), Revealed)
    return ben


def wait_for(what: Any, seconds: float = 60.0) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def grabbed() -> Iterator[Grabbed]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        mail, hook = stack.enter_context(mail_server()), stack.enter_context(web_server())
        secret = folder / "secret"
        secret.write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        secret.chmod(0o600)
        served = stack.enter_context(
            serving(
                folder, ORDERVEIL_WATCH_SECONDS="1", ORDERVEIL_SMTP_URL=f"smtp://127.0.0.1:{mail.port}",
                ORDERVEIL_ALERT_EMAIL="lead@shop.example", ORDERVEIL_ALERT_WEBHOOK_PRIVATE="yes",
                ORDERVEIL_ALERT_WEBHOOK=f"http://localhost:{hook.port}/",
                ORDERVEIL_ALERT_WEBHOOK_SECRET_FILE=str(secret),
            )
        )  # fmt: skip
        worker = subprocess.Popen(
            [sys.executable, "-m", "orderveil.adoption.worker"], env=served.environ,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        stack.callback(worker.wait, 20)
        stack.callback(worker.terminate)
        ben = grab(served)
        rows = wait_for(lambda: served.vault.ask(ListAlerts(BY), AlertRows).rows)
        wait_for(lambda: mail.mails and hook.calls)
        yield Grabbed(served, mail, hook, ben, next(row for row in rows if row.kind == "bulk"))


def test_a_grab_reaches_mail_and_webhook_by_id_and_never_with_a_value(grabbed: Grabbed) -> None:
    body = grabbed.hook.calls[0][1]
    told = json.loads(body)["data"]

    assert (told["kind"], told["who"], told["alert"]) == ("bulk", f"person:{grabbed.ben}", grabbed.alert.alert)
    assert grabbed.alert.alert in grabbed.mail.mails[0]
    for number in range(1, ORDERS + 1):
        for name in ("buyer_phone", "buyer_name", "buyer_email", "ship_line1"):
            assert fields(number)[name] not in grabbed.mail.mails[0] + body.decode()


def test_each_alert_is_sent_once_by_each_way(grabbed: Grabbed) -> None:
    time.sleep(1.0)  # two more rounds of the watch
    alerts = {row.alert for row in grabbed.served.vault.ask(ListAlerts(BY), AlertRows).rows}

    assert len(grabbed.mail.mails) == len(alerts)
    assert sorted(headers["webhook-id"] for headers, _ in grabbed.hook.calls) == sorted(alerts)


def test_the_command_line_lists_it_with_its_evidence(grabbed: Grabbed) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("orderveil")), "alerts", "list", grabbed.alert.alert, "--json"],
        env=grabbed.served.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    row = json.loads(done.stdout)

    assert (row["kind"], row["state"], len(row["evidence"])) == ("bulk", "open", 40)
    assert {one["field"] for one in row["evidence"]} == {"buyer_phone", "recipient_phone"}


@needs_browser
def test_a_lead_sees_the_evidence_and_answers_and_the_record_keeps_it(grabbed: Grabbed) -> None:
    served = grabbed.served
    with browser() as chromium:
        page = chromium.new_page()
        join_and_sign_in(page, served, "Lena", "support_lead")
        page.goto(f"{served.url}/alerts/")
        page.get_by_role("link", name="Very many in one day").click()
        assert page.locator("table tbody tr").count() == 40
        assert page.locator("table a.mono").first.get_attribute("href").startswith("/orders/")
        assert fields(1)["buyer_phone"] not in page.content()
        page.get_by_label("incident").check()
        page.get_by_label("Note").fill("Ben was asked to stop")
        page.get_by_role("button", name="Answer", exact=True).click()
        page.wait_for_url("**/alerts/")
        assert "Nothing waits" in page.content() or grabbed.alert.alert not in page.content()
        page.goto(f"{served.url}/alerts/{grabbed.alert.alert}/")
        assert "Ben was asked to stop" in page.content()
        assert page.get_by_role("button", name="Answer", exact=True).count() == 0

    def answered() -> list[dict[str, Any]]:
        page = served.vault.ask(LedgerExport(BY), LedgerPage)
        entries = [json.loads(entry) for entry in page.entries]
        return [entry for entry in entries if entry["act"] == "alerts:alert:answered"]

    entry = wait_for(answered)[0]
    assert entry["detail"]["answer"] == "incident"
    assert entry["actor"].startswith("person:")


@needs_browser
def test_an_agent_and_an_outsider_find_no_alerts(grabbed: Grabbed) -> None:
    with browser() as chromium:
        page = chromium.new_page()
        join_and_sign_in(page, grabbed.served, "Mira", "support_agent")
        for path in ("/alerts/", f"/alerts/{grabbed.alert.alert}/"):
            assert page.goto(grabbed.served.url + path).status == 404
