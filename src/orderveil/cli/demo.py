"""`demo`: the relay at work on invented orders, over real signed HTTP, with nothing to set up.

1. a home is made and vaultd, gateway, console and worker are started;
2. two shops, their secrets, a courier's key and the modes are set;
3. invented orders are sent as Shopify and WooCommerce send them;
4. one order is opened as eleven views, while its parcel is handed over; then the courier tells what
   becomes of the parcels; then the control register is judged; all of it is printed;
5. everything goes on running until it is told to stop (or ends here, with `--once`).
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from orderveil.adoption.sandbox.story import COURIER, SHOPIFY_SHOP, WOO_SHOP, Delivery, deliveries, events
from orderveil.cli.asking import operator
from orderveil.cli.controls import examine, print_dots, print_standings
from orderveil.cli.options import AsJson
from orderveil.cli.showing import console, print_json, print_table, say
from orderveil.cli.supervising import Supervisor
from orderveil.cli.views import shown_value, side_by_side, view_object
from orderveil.core.errors import RelayError
from orderveil.core.grants import Mode, Scope
from orderveil.core.hop import HOPS, Hop
from orderveil.core.settings import Settings, read_settings
from orderveil.core.view import View
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import (
    Done,
    IssueKey,
    KeyIssued,
    LedgerVerified,
    LedgerVerify,
    OpenAllViews,
    Opened,
    PutShop,
    PutSourceSecret,
    SetMode,
)
from orderveil.vault.people_messages import InvitePerson, PersonInvited, RoleRow

_DAY_MS = 86_400_000
_SHOWN = (
    ("name", ("recipient_name", "buyer_name")),
    ("phone", ("recipient_phone", "buyer_phone")),
    ("e-mail", ("buyer_email",)),
    ("street", ("ship_line1",)),
    ("postcode", ("ship_postcode",)),
    ("order", ("order_number", "order_ref")),
    ("to pay", ("cod_amount", "order_total")),
    ("waybill", ("awb",)),
)
_CELL = 14


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook and what became of it."""

    says: str
    status: str
    order: str
    cut: tuple[str, ...]


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after printing, and take the home away.")] = False,
    as_json: AsJson = False,
) -> None:
    """Play in invented orders and show what each hop sees of one.

    Uses ORDERVEIL_HOME where it is set, else a home of its own that ends with it. Leaves everything
    running on local ports until Ctrl-C, unless `--once`.
    """
    with _home() as settings:
        os.environ |= {"ORDERVEIL_HOME": str(settings.home), "ORDERVEIL_BIND": str(settings.bind)}
        os.environ["ORDERVEIL_CONSOLE_BIND"] = str(settings.console_bind)
        supervisor = Supervisor(settings, lambda event, facts: None, output=settings.home / "run" / "processes.log")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: supervisor.ask_to_stop())
        supervisor.start()  # step 1
        try:
            _play(settings, as_json=as_json)
            if not once:
                _tell_how_to_go_on(settings, as_json=as_json)
                supervisor.watch()  # step 5
        finally:
            supervisor.stop()


@contextmanager
def _home() -> Iterator[Settings]:
    """Give the settings of the demonstration's home; one of its own is taken away at the end."""
    environ = dict(os.environ)
    own = None
    if not environ.get("ORDERVEIL_HOME"):
        own = Path(tempfile.mkdtemp(prefix="orderveil-demo-"))
        environ["ORDERVEIL_HOME"] = str(own / "home")
    if not environ.get("ORDERVEIL_BIND"):
        environ["ORDERVEIL_BIND"] = f"127.0.0.1:{_free_port(8470)}"
    if not environ.get("ORDERVEIL_CONSOLE_BIND"):
        environ["ORDERVEIL_CONSOLE_BIND"] = f"127.0.0.1:{_free_port(8471)}"
    try:
        yield read_settings(environ, Path.home())
    finally:
        if own is not None:
            shutil.rmtree(own, ignore_errors=True)


def _free_port(wanted: int) -> int:
    """Return `wanted`, or any other port where somebody has that one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    return wanted


def _play(settings: Settings, *, as_json: bool) -> None:
    vault = connect(settings)
    try:
        secret, token = _set_up(vault)  # step 2
        sent = [_send(settings, delivery) for delivery in deliveries(secret)]  # step 3
        shown = sent[0].order
        views = vault.ask(OpenAllViews(by=operator(), order=shown), Opened).views  # step 4
        told = _tell(settings, token)
        standings, dots = examine(vault, settings)
        verified = vault.ask(LedgerVerify(by=operator()), LedgerVerified)
    finally:
        vault.close()
    if as_json:
        for one in sent:
            print_json({"sent": one.says, "status": one.status, "order": one.order, "cut": one.cut})
        print_json({"order": shown, "views": {view.hop: view_object(view) for view in views}})
        print_json({"controls": {one.control.id: one.status for one in standings}})
        print_json({"ledger": {"ok": verified.ok, "entries": verified.entries}})
        return
    _print_sent(sent)
    _print_views(shown, views)
    print_table(("then the courier tells", "became"), told, empty="")
    print_dots(dots)
    print_standings(standings)
    say(f"The record holds {verified.entries} entries; rechecked just now: {'whole' if verified.ok else 'BROKEN'}.")


def _set_up(vault: Vault) -> tuple[str, str]:
    """Make the shops and the courier's key; return the shops' signing secret and the key's token."""
    secret = secrets.token_hex(32)
    for shop, source, country in ((SHOPIFY_SHOP, "shopify", "IN"), (WOO_SHOP, "woocommerce", "ES")):
        vault.ask(PutShop(operator(), shop, country=country), Done)
        vault.ask(PutSourceSecret(operator(), shop, source, secret), Done)
        for hop in HOPS:
            vault.ask(SetMode(operator(), shop, hop, Mode.ENFORCED), Done)
    issue = IssueKey(
        operator(), SHOPIFY_SHOP, Hop.COURIER, COURIER, (Scope.SHIPMENTS_EVENTS_RECORD, Scope.VIEWS_ONE_OPEN),
        time.time_ns() // 1_000_000 + _DAY_MS,
    )  # fmt: skip
    return secret, vault.ask(issue, KeyIssued).token


def _post(settings: Settings, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    link = http.client.HTTPConnection(settings.bind.from_here, settings.bind.port, timeout=30)
    try:
        link.request("POST", path, body, headers)
        answer = link.getresponse()
        said: dict[str, Any] = json.loads(answer.read() or b"{}")
    finally:
        link.close()
    if answer.status >= 400:
        raise RelayError(f"the gateway answered {answer.status}", reason=said.get("reason", "relay:error"), place=path)
    return said


def _send(settings: Settings, delivery: Delivery) -> Sent:
    answer = _post(settings, f"/v1/intake/{delivery.source}/{delivery.shop}", delivery.headers, delivery.body)
    result = answer["results"][0]
    return Sent(delivery.says, result["status"], result.get("order") or "", tuple(result.get("cut") or ()))


def _tell(settings: Settings, token: str) -> list[tuple[str, str]]:
    """Send the courier's events with the courier's own key; return what each says and what became of it."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    told = []
    for event in events():
        body = {"events": [{"order": event.waybill, "state": event.state, "at": datetime.now(UTC).isoformat()}]}
        answer = _post(settings, "/v1/shipments/events", headers, json.dumps(body).encode())
        told.append((event.says, answer["results"][0]["status"]))
    return told


def _print_sent(sent: list[Sent]) -> None:
    rows = [(one.says, one.status, f"cut: {', '.join(one.cut)}" if one.cut else "") for one in sent]
    print_table(("sent over signed HTTP", "became", ""), rows, empty="")


def _print_views(order: str, views: list[View]) -> None:
    say(f"One order ({order}) as its parcel is handed over; what each of the eleven hops sees of it:")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in ("hop", *(title for title, _ in _SHOWN)):
        table.add_column(column, no_wrap=True, max_width=_CELL, overflow="ellipsis")
    for view in views:
        table.add_row(view.hop, *(_cell(view, names) for _, names in _SHOWN))
    console().print(table)
    console().print(side_by_side(views))


def _cell(view: View, names: tuple[str, ...]) -> Any:
    for name in names:
        field = view.fields.get(name)
        if field is not None and field.value is not None:
            return shown_value(field)
    return "·"


def _invite_owner(settings: Settings) -> str:
    """Return the address under which the first owner joins."""
    vault = connect(settings)
    try:
        roles = [RoleRow("owner"), RoleRow("support_lead")]
        asked = InvitePerson(operator(), "owner@orderveil.example", "Owner", roles)
        token = vault.ask(asked, PersonInvited).token
    finally:
        vault.close()
    return f"{settings.console_url}/join/{token}/"


def _tell_how_to_go_on(settings: Settings, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": "ready", "gateway": f"http://{settings.bind}", "home": str(settings.home)})
        return
    say("")
    say(f"Everything goes on running: http://{settings.bind} (its description: /openapi.json). Ctrl-C ends it.")
    say("Open the console as its first owner; choose a password, then set up a second factor:")
    say(f"  {_invite_owner(settings)}")
    say("In another terminal:")
    say(f"  export ORDERVEIL_HOME={settings.home}")
    say("  orderveil search --by phone --shop kiosk     (then type +91 99999 01001)")
    say("  orderveil ledger verify --json")
    say("  orderveil controls")
