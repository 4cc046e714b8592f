"""Every request that a person may send, asked by those who may not: a new request without its row fails here.

What belongs to the tenant `main` is asked for by the owner of another tenant, by a marketer and an outsourced agent
of this one, by an owner whose screen is locked, and by one who has shown a password alone.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from orderveil.core.errors import NotAllowed, NotFound, RelayError
from orderveil.core.settings import read_settings
from orderveil.people.roles import built_in_text
from orderveil.vault import account_messages as a
from orderveil.vault import alert_messages as w
from orderveil.vault import contract_messages as c
from orderveil.vault import control_messages as k
from orderveil.vault import grants
from orderveil.vault import identity_messages as i
from orderveil.vault import messages as m
from orderveil.vault import people_messages as p
from orderveil.vault import record_messages as r
from orderveil.vault import review_messages as v
from orderveil.vault import role_messages as d
from orderveil.vault.client import Vault
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, desk_case, hired, join, other_tenant, sign_in

MISSING, REFUSED, OWN = "missing", "refused", "own"
"""It is not there; no role covers it; it is answered, with what is the asker's own alone."""
NOW_MS = time.time_ns() // 1_000_000 - 1_000
FAR_MS = time.time_ns() // 1_000_000 + 30 * 86_400_000


@dataclass
class World:
    """What there is in `main`, and who asks for it."""

    vault: Vault
    order: str
    ben: Staff
    owner: Staff
    change: str
    key: str
    campaign: str
    script: str
    account: str
    station: str
    asking: dict[str, Staff] = field(default_factory=dict)

    def secrets(self) -> list[str]:
        """What no answer to somebody of another tenant, or without the right, may hold."""
        named = [self.order, self.ben.person, self.owner.person, self.change, self.key, self.campaign, self.script]
        return [*named, self.account, self.station, "ben@staff.example", "Asha"]


Make = Callable[[World, Any], Any]
# request -> how it is made, and what the outsider, the marketer and the outsourced agent hear
TABLE: dict[type, tuple[Make, str, str, str]] = {
    a.ChangeMode: (lambda x, g: a.ChangeMode(g, "tea", "support", "off"), MISSING, REFUSED, REFUSED),
    a.EndBadge: (lambda x, g: a.EndBadge(g, x.ben.person), MISSING, REFUSED, REFUSED),
    a.EndStation: (lambda x, g: a.EndStation(g, x.station), MISSING, REFUSED, REFUSED),
    a.FetchKey: (lambda x, g: a.FetchKey(g, x.change), MISSING, MISSING, MISSING),
    a.ListStations: (lambda x, g: a.ListStations(g), OWN, REFUSED, REFUSED),
    a.ProposeKey: (
        lambda x, g: a.ProposeKey(g, "tea", "courier", "swift", ("views:one:open",), FAR_MS), MISSING, REFUSED, REFUSED
    ),
    a.RegisterStation: (lambda x, g: a.RegisterStation(g, "tea", "Till"), MISSING, REFUSED, REFUSED),
    a.SetBadge: (lambda x, g: a.SetBadge(g, x.ben.person, "B-1234", "839201"), MISSING, REFUSED, REFUSED),
    c.PutContract: (lambda x, g: c.PutContract(g, "wms.toml", "x"), REFUSED, REFUSED, REFUSED),
    c.ReadContractChange: (lambda x, g: c.ReadContractChange(g, x.change), MISSING, MISSING, MISSING),
    c.ReadContracts: (lambda x, g: c.ReadContracts(g), OWN, OWN, REFUSED),
    k.AttestControl: (
        lambda x, g: k.AttestControl(g, "wms:registered-stations-only", NOW_MS, FAR_MS, "AUDIT-11"),
        OWN, REFUSED, REFUSED,
    ),
    k.EndAttestation: (lambda x, g: k.EndAttestation(g, "courier:terms-in-force"), MISSING, REFUSED, REFUSED),
    k.ReadControls: (lambda x, g: k.ReadControls(g, "main"), OWN, REFUSED, REFUSED),
    d.CheckRoles: (lambda x, g: d.CheckRoles(g, built_in_text(), "main"), OWN, REFUSED, REFUSED),
    d.PutRoles: (lambda x, g: d.PutRoles(g, built_in_text() + "# own\n", tenant="main"), OWN, REFUSED, REFUSED),
    d.ReadRoleChange: (lambda x, g: d.ReadRoleChange(g, x.change), MISSING, MISSING, MISSING),
    d.ReadRoles: (lambda x, g: d.ReadRoles(g, "main"), OWN, OWN, OWN),
    i.EndIdentity: (lambda x, g: i.EndIdentity(g, x.ben.person), MISSING, REFUSED, REFUSED),
    p.AssignRoles: (lambda x, g: p.AssignRoles(g, x.ben.person, []), MISSING, REFUSED, REFUSED),
    p.CheckSession: (lambda x, g: p.CheckSession(g), OWN, OWN, OWN),
    p.CloseCase: (lambda x, g: p.CloseCase(g, "tea", "T-1"), MISSING, MISSING, MISSING),
    p.DecideChange: (lambda x, g: p.DecideChange(g, x.change, approve=True), MISSING, REFUSED, REFUSED),
    p.EndSessions: (lambda x, g: p.EndSessions(g, person=x.ben.person), MISSING, REFUSED, REFUSED),
    p.ExplainRight: (lambda x, g: p.ExplainRight(g, x.ben.person, "orders:order:read"), MISSING, REFUSED, REFUSED),
    p.FindOrders: (lambda x, g: p.FindOrders(g, "tea", "oms", {"order_ref": "#1"}), MISSING, REFUSED, REFUSED),
    p.InvitePerson: (lambda x, g: p.InvitePerson(g, "n@staff.example", "N", [], "main"), OWN, REFUSED, REFUSED),
    p.ListCases: (lambda x, g: p.ListCases(g, "tea"), OWN, REFUSED, REFUSED),
    p.ListChanges: (lambda x, g: p.ListChanges(g, waiting_only=False), OWN, OWN, OWN),
    p.ListOrders: (lambda x, g: p.ListOrders(g, "tea", "oms"), MISSING, REFUSED, REFUSED),
    p.ListPeople: (lambda x, g: p.ListPeople(g, "main"), OWN, REFUSED, REFUSED),
    p.ListSessions: (lambda x, g: p.ListSessions(g, x.ben.person), MISSING, REFUSED, REFUSED),
    p.OpenCase: (lambda x, g: p.OpenCase(g, "tea", x.order, "call"), MISSING, REFUSED, REFUSED),
    p.OrderStory: (lambda x, g: p.OrderStory(g, x.order), MISSING, REFUSED, REFUSED),
    p.OrderWay: (lambda x, g: p.OrderWay(g, x.order), MISSING, REFUSED, REFUSED),
    p.ReadOrder: (lambda x, g: p.ReadOrder(g, x.order), MISSING, REFUSED, REFUSED),
    p.RemovePerson: (lambda x, g: p.RemovePerson(g, x.ben.person), MISSING, REFUSED, REFUSED),
    p.RevealField: (
        lambda x, g: p.RevealField(g, x.order, "support", "buyer_phone", "call_buyer", "T-1"), MISSING, REFUSED, REFUSED
    ),
    p.StepUp: (lambda x, g: p.StepUp(g, ("password",)), REFUSED, REFUSED, REFUSED),
    r.CheckRecord: (lambda x, g: r.CheckRecord(g, "main"), OWN, REFUSED, REFUSED),
    r.DownloadRecord: (lambda x, g: r.DownloadRecord(g, None, 0, "main"), OWN, REFUSED, REFUSED),
    r.ProveEntry: (lambda x, g: r.ProveEntry(g, "2026Q4", 0, "main"), OWN, REFUSED, REFUSED),
    r.ReadOwnReveals: (lambda x, g: r.ReadOwnReveals(g), OWN, OWN, OWN),
    r.ReadRecord: (lambda x, g: r.ReadRecord(g, "main"), OWN, REFUSED, REFUSED),
    r.WhoSaw: (lambda x, g: r.WhoSaw(g, x.order, tenant="main"), OWN, REFUSED, REFUSED),
    v.CloseCampaign: (lambda x, g: v.CloseCampaign(g, x.campaign, remove_undecided=True), MISSING, REFUSED, REFUSED),
    v.DecideItem: (lambda x, g: v.DecideItem(g, x.campaign, 1, "removed"), MISSING, REFUSED, REFUSED),
    v.DecideScript: (lambda x, g: v.DecideScript(g, x.script, authorise=True, why="x"), MISSING, REFUSED, REFUSED),
    v.EndKey: (lambda x, g: v.EndKey(g, x.key), MISSING, REFUSED, REFUSED),
    v.ImportOutside: (
        lambda x, g: v.ImportOutside(g, "shopify", [v.OutsideAccount("c@x.example")], None, "main"),
        OWN, REFUSED, REFUSED,
    ),
    v.ImportScripts: (lambda x, g: v.ImportScripts(g, "tea", []), MISSING, REFUSED, REFUSED),
    v.ListCampaigns: (lambda x, g: v.ListCampaigns(g), OWN, REFUSED, REFUSED),
    v.ListIntegrations: (lambda x, g: v.ListIntegrations(g), OWN, REFUSED, REFUSED),
    v.ListOutside: (lambda x, g: v.ListOutside(g), OWN, REFUSED, REFUSED),
    v.ListScripts: (lambda x, g: v.ListScripts(g), OWN, REFUSED, REFUSED),
    v.OpenCampaign: (lambda x, g: v.OpenCampaign(g, 14, "main"), OWN, REFUSED, REFUSED),
    v.ReadCampaign: (lambda x, g: v.ReadCampaign(g, x.campaign), MISSING, REFUSED, REFUSED),
    v.RotateKey: (lambda x, g: v.RotateKey(g, x.key), MISSING, REFUSED, REFUSED),
    v.SetIntegration: (lambda x, g: v.SetIntegration(g, x.key, ""), MISSING, REFUSED, REFUSED),
    v.TickTask: (lambda x, g: v.TickTask(g, x.account), MISSING, REFUSED, REFUSED),
    w.AnswerAlert: (lambda x, g: w.AnswerAlert(g, "al_000000000000", "justified"), MISSING, MISSING, MISSING),
    w.ListAlerts: (lambda x, g: w.ListAlerts(g, "main"), OWN, REFUSED, REFUSED),
}  # fmt: skip
# what may be asked before a second factor, and of a locked screen: about oneself alone
WEAK = {p.CheckSession, p.EndSessions, p.ListSessions, p.StepUp}
FOR_PEOPLE = [kind for kind, rule in grants._RULES.items() if rule.people]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with opened(read_settings({"ORDERVEIL_HOME": str(folder / "h")}, folder)) as vault:
        order = seal(vault, draft(1))[0].order or ""
        owner, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
        desk_case(vault, order, "T-1", ben.person)
        change = vault.ask(p.AssignRoles(owner.grant, ben.person, [p.RoleRow("support_lead")]), p.Proposed).change
        key = vault.ask(m.IssueKey(BY, "tea", "courier", "swift", ("views:one:open",), FAR_MS), m.KeyIssued).id
        vault.ask(v.ImportOutside(owner.grant, "shopify", [v.OutsideAccount("left@staff.example")]), v.OutsideImported)
        account = vault.ask(v.ListOutside(owner.grant), v.OutsideRows).rows[0].account
        vault.ask(v.ImportScripts(owner.grant, "tea", [v.ScriptSeen("https://cdn.example/a.js")]), object)
        script = vault.ask(v.ListScripts(owner.grant), v.ScriptRows).rows[0].script
        vault.ask(k.AttestControl(owner.grant, "courier:terms-in-force", NOW_MS, FAR_MS, "DPA-7"), m.Done)
        vault.ask(v.OpenCampaign(owner.grant), v.CampaignRead)
        campaign = vault.ask(v.ListCampaigns(owner.grant), v.CampaignRows).rows[0].campaign
        station = vault.ask(a.RegisterStation(owner.grant, "tea", "Till"), a.StationRegistered).station
        made = World(vault, order, ben, owner, change or "", key, campaign, script, account, station)
        made.asking["outsider"] = other_tenant(vault)
        made.asking["marketer"] = hired(vault, "Mira", "marketer")
        made.asking["outsourced"] = hired(vault, "Omar", "outsourced_agent")
        made.asking["locked"] = hired(vault, "Lata", "owner")
        made.asking["weak"] = sign_in(vault, join(vault, "Wim", "owner"), "password")
        vault.ask(m.LedgerVerify(BY), m.LedgerVerified)  # what waits is numbered: every tenant has a log to ask for
        yield made
    shutil.rmtree(folder, ignore_errors=True)


def lock(world: World) -> None:
    """Let twenty minutes pass at one screen."""
    sessions = world.vault._service._desk.room.sessions  # type: ignore[attr-defined]
    for live in sessions._by_digest.values():
        if live.session.id == world.asking["locked"].session:
            live.seen_at_ms = world.vault._service._in.now_ms() - 20 * 60_000  # type: ignore[attr-defined]


def heard(world: World, kind: type, who: str) -> tuple[str, str]:
    """What comes of a request: the outcome, and what was said."""
    lock(world)
    try:
        answer = world.vault.ask(TABLE[kind][0](world, world.asking[who].grant), object)
    except NotFound as error:
        return MISSING, error.reason
    except NotAllowed as error:
        return REFUSED, error.reason
    except RelayError as error:
        return type(error).__name__, f"{error.reason} {error}"
    return OWN, msgspec.json.encode(answer).decode()


def test_every_request_of_people_has_its_row() -> None:
    assert set(FOR_PEOPLE) == set(TABLE)
    assert {kind for kind, rule in grants._RULES.items() if rule.weak} == WEAK


@pytest.mark.parametrize("kind", FOR_PEOPLE, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(("who", "column"), [("outsider", 1), ("marketer", 2), ("outsourced", 3)])
def test_nobody_gets_what_is_not_theirs(world: World, kind: type, who: str, column: int) -> None:
    outcome, said = heard(world, kind, who)
    assert outcome == TABLE[kind][column], said
    for secret in world.secrets():
        assert secret not in said


@pytest.mark.parametrize("kind", FOR_PEOPLE, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(("who", "reason"), [("locked", "access:locked"), ("weak", "access:no-second-factor")])
def test_nothing_opens_to_a_locked_screen_or_a_password_alone(
    world: World, kind: type, who: str, reason: str
) -> None:
    outcome, said = heard(world, kind, who)
    if kind in (p.EndSessions, p.ListSessions, p.StepUp):  # of others; and by a password
        assert (outcome, said) == (REFUSED, "access:no-second-factor")
    elif kind in WEAK:
        assert outcome == OWN
    else:
        assert (outcome, said) == (REFUSED, reason)
