"""A console in which there is one of everything that a page shows: for tests of all pages at once.

Lata, Ben and Gita have no browser: what they did lies in the vault. Whoever looks joins in the test.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orderveil.people.roles import built_in_text
from orderveil.vault import account_messages as a
from orderveil.vault import alert_messages as w
from orderveil.vault import contract_messages as c
from orderveil.vault import messages as m
from orderveil.vault import people_messages as p
from orderveil.vault import review_messages as v
from orderveil.vault import role_messages as d
from tests.console.serving import Served, serving
from tests.vault.making import AT_MS, BY, draft, seal

DAY_MS = 86_400_000
NARROWER = '[fields.buyer_email]\nalways = "drop"\nwhy = "the desk writes through the relay"\n'
MORE_ROLES = built_in_text() + """
[night_desk]
says = "answers at night"
grants = [{ may = ["orders:order:read"], hops = ["support"] }]
"""


@dataclass(frozen=True)
class Peopled:
    """What there is: ids of `main`, the tenant of the shop `tea`."""

    served: Served
    orders: list[str]
    lata: m.PersonGrant
    ben: str
    gita: str
    session: str
    key: str
    script: str
    account: str
    station: str
    campaign: str
    alert: str
    change: str
    contract_change: str
    role_change: str

    def names(self) -> list[str]:
        """Return what no page of somebody of another tenant may hold."""
        ids = [self.ben, self.gita, self.session, self.key, self.script, self.account, self.station, self.campaign]
        changes = [self.change, self.contract_change, self.role_change]
        return [*self.orders, *ids, self.alert, *changes, "ben@staff.example", "Lata Rao"]


def hired(served: Served, name: str, *roles: str) -> tuple[str, m.PersonGrant, str]:
    """Somebody with roles who is signed in without a browser: their id, their grant, their session."""
    secret = (served.settings.home / "run" / "rooms" / "console").read_text().strip()
    room, email = m.RoomGrant("console", secret), f"{name.split()[0].lower()}@staff.example"
    asked = p.InvitePerson(BY, email, name, [p.RoleRow(role) for role in roles])
    invited = served.vault.ask(asked, p.PersonInvited)
    served.vault.ask(p.ReadInvitation(room, invited.token, accept=True), p.PersonRows)
    begin = p.BeginSession(room, invited.person, ("password", "totp"), "Firefox Linux")
    begun = served.vault.ask(begin, p.SessionBegun)
    return invited.person, m.PersonGrant(begun.token, secret), begun.session


def raise_alert(served: Served, who: str, order: str) -> str:
    """An alert as the watch raises it, with one entry behind it."""
    secret = (served.settings.home / "run" / "rooms" / "worker").read_text().strip()
    worker = m.RoomGrant("worker", secret)
    now = served.vault.ask(w.ReadActivity(worker, "main"), w.Activity)
    evidence = w.Evidence("2026Q4/1", AT_MS, order, "buyer_phone", "call_buyer", "person")
    found = w.NewAlert("k1", "bulk", f"person:{who}", "support_agent", AT_MS, 3.2, {"reveals": 90, "usual": 7},
                       (evidence,))  # fmt: skip
    handed = w.RaiseAlerts(worker, "main", now.version, now.log, now.index, now.heard_ms, b"", [found])
    served.vault.ask(handed, m.Done)
    return served.vault.ask(w.ListAlerts(BY), w.AlertRows).rows[0].alert


def people_a_house(served: Served, orders: int = 6) -> Peopled:
    """Make one of everything."""
    ask = served.vault.ask
    sealed = [one.order or "" for one in seal(served.vault, *[draft(number) for number in range(1, orders + 1)])]
    for hop in ("support", "courier", "wms"):
        ask(m.SetMode(BY, "tea", hop, "enforced"), m.Done)
    _, lata, session = hired(served, "Lata Rao", "owner")
    ben, ben_grant, _ = hired(served, "Ben Roy", "support_agent")
    gita = hired(served, "Gita Sen", "warehouse")[0]
    for number, order in enumerate(sealed[:4], 1):
        ask(p.OpenCase(BY, "tea", order, "ticket", f"T-{number}", assigned=ben), p.CaseOpened)
    ask(p.RevealField(ben_grant, sealed[0], "support", "buyer_phone", "call_buyer", "T-1"), p.Revealed)
    ends = time.time_ns() // 1_000_000 + 60 * DAY_MS
    key = ask(m.IssueKey(BY, "tea", "courier", "swift", ("views:one:open",), ends), m.KeyIssued).id
    ask(v.ImportScripts(lata, "tea", [v.ScriptSeen("https://cdn.example/a.js")]), v.OutsideImported)
    account = v.OutsideAccount("left@staff.example", "Old Hand", "Staff", "off")
    ask(v.ImportOutside(lata, "shopify", [account]), v.OutsideImported)
    ask(v.OpenCampaign(lata), v.CampaignRead)
    change = ask(p.AssignRoles(lata, ben, [p.RoleRow("support_lead")]), p.Proposed).change or ""
    proposed = ask(c.PutContract(lata, "support.toml", NARROWER, "", "less is enough"), p.Proposed).change or ""
    roles = ask(d.PutRoles(lata, MORE_ROLES, "", "nights are staffed"), p.Proposed).change or ""
    ask(m.LedgerVerify(BY), m.LedgerVerified)  # what waits is numbered
    return Peopled(
        served, sealed, lata, ben, gita, session, key,
        ask(v.ListScripts(lata), v.ScriptRows).rows[0].script,
        ask(v.ListOutside(lata), v.OutsideRows).rows[0].account,
        ask(a.RegisterStation(lata, "tea", "Till"), a.StationRegistered).station,
        ask(v.ListCampaigns(lata), v.CampaignRows).rows[0].campaign,
        raise_alert(served, ben, sealed[0]), change, proposed, roles,
    )  # fmt: skip


@contextmanager
def peopled(**more: str) -> Iterator[Peopled]:
    """Start a console with one of everything; take it away."""
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))  # a Unix socket's path must be short
    try:
        with serving(folder, ORDERVEIL_TOTP_STEPS="1", **more) as served:  # the end of half a minute foils no test
            yield people_a_house(served)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class OtherTenant(Served):
    """The same console for people of another tenant: `beans`, with a shop of its own."""

    def invite(self, name: str, *roles: str | p.RoleRow) -> str:
        """Invite somebody there."""
        rows = [role if isinstance(role, p.RoleRow) else p.RoleRow(role) for role in roles]
        asked = p.InvitePerson(BY, f"{name.lower()}@staff.example", name, rows, "beans")
        return f"{self.url}/join/{self.vault.ask(asked, p.PersonInvited).token}/"


def other_tenant(served: Served) -> OtherTenant:
    """Make another tenant beside `main`."""
    served.vault.ask(m.PutShop(BY, "coffee", tenant="beans"), m.Done)
    return OtherTenant(served.url, served.settings, served.vault, served.environ)
