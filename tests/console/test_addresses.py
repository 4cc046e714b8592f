"""Every address of the console, asked by whoever is not signed in and by the owner of another tenant.

The addresses come from Django's own resolver: a page that is new fails here until its row says to whom it is open.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from orderveil.vault import account_messages as a
from orderveil.vault import alert_messages as w
from orderveil.vault import people_messages as p
from orderveil.vault import record_messages as r
from orderveil.vault import review_messages as v
from orderveil.vault import role_messages as d
from tests.console.peopled import MORE_ROLES, NARROWER, Peopled, other_tenant, peopled
from tests.console.test_attacks import Browser, joined
from tests.vault.making import BY, fields

OPEN, OWN, MAIN, NEVER = "open", "own", "main", "never"
"""Open to everybody; speaks of the asker's own; of something of `main`, so not there; there for nobody."""
WALK = """
import django; django.setup()
from django.urls import get_resolver
def walk(resolver, before=""):
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        walk(one, path) if hasattr(one, "url_patterns") else print(path)
walk(get_resolver())
"""
PHONE = str(fields(1)["buyer_phone"])
REVEAL = {"hop": "support", "shop": "tea", "field": "buyer_phone", "purpose": "call_buyer", "case": "T-1"}
ROLES = {"role_0": "owner", "why": "x", "person": "{ben}", "hop": "support", "shop": "tea"}
# address -> to whom it is open, and what is sent to it
TABLE: dict[str, tuple[str, dict[str, str]]] = {
    "": (OWN, {}),
    "accounts/2fa/": (OWN, {}),
    "accounts/2fa/authenticate/": (OPEN, {"code": "000000"}),
    "accounts/2fa/reauthenticate/": (OWN, {"code": "000000"}),
    "accounts/2fa/recovery-codes/": (OWN, {}),
    "accounts/2fa/recovery-codes/download/": (OWN, {}),
    "accounts/2fa/recovery-codes/generate/": (OWN, {}),
    "accounts/2fa/totp/activate/": (OWN, {"code": "000000"}),
    "accounts/2fa/totp/deactivate/": (OWN, {}),
    "accounts/2fa/webauthn/": (OWN, {}),
    "accounts/2fa/webauthn/add/": (OWN, {"name": "mine", "credential": "{}"}),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": (MAIN, {"name": "mine"}),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": (MAIN, {}),
    "accounts/2fa/webauthn/login/": (OPEN, {"credential": "{}"}),
    "accounts/2fa/webauthn/reauthenticate/": (OWN, {"credential": "{}"}),
    "accounts/login/code/confirm/": (OPEN, {"code": "000000"}),  # the library sends on to the page of signing in
    "accounts/login/": (OPEN, {"login": "lata@staff.example", "password": "x"}),
    "accounts/logout/": (OWN, {"next": "/"}),
    "accounts/oidc/": (OPEN, {}),
    "accounts/oidc/again/": (OPEN, {}),  # without a provider in the settings there is no such page
    "accounts/oidc/callback/": (OPEN, {}),
    "accounts/password/change/": (OWN, {"oldpassword": "x"}),
    "accounts/reauthenticate/": (OWN, {"password": "x"}),
    "alerts/": (OWN, {}),
    "alerts/<slug:alert>/": (MAIN, {}),
    "alerts/<slug:alert>/answer/": (MAIN, {"answer": "justified"}),
    "bulk/<slug:kind>/": (MAIN, {"of": "{campaign}", "how": "removed", "pick": "1", "sure": "1"}),
    "bulk/job/<slug:job>/": (MAIN, {"do": "go"}),
    "bulk/job/<slug:job>/undo/": (MAIN, {}),
    "cases/": (OWN, {}),
    "changes/": (OWN, {}),
    "changes/<str:change>/": (MAIN, {"do": "approve"}),
    "changes/<str:change>/key/": (MAIN, {}),
    "contracts/": (OWN, {}),
    "contracts/<str:hop>/": (OWN, {}),
    "contracts/<str:hop>/edit/": (OWN, {"shop": "tea", "do": "propose", "text": NARROWER, "why": "x"}),
    "contracts/changes/<str:change>/": (MAIN, {}),
    "exposure/": (OWN, {}),
    "exposure/<str:name>/": (OWN, {}),
    "exposure/board/": (OWN, {}),
    "healthz": (OPEN, {}),
    "integrations/": (OWN, {}),
    "integrations/<slug:one>/": (MAIN, {}),
    "integrations/<slug:one>/change/": (MAIN, {"owner": ""}),
    "integrations/<slug:one>/end/": (MAIN, {}),
    "integrations/<slug:one>/rotate/": (MAIN, {"overlap": "0", "days": "30", "why": "x"}),
    "integrations/new/": (OWN, {"hop": "courier", "shop": "tea", "partner": "swift", "days": "90", "why": "x"}),
    "integrations/scripts/": (OWN, {"shop": "tea", "text": "<script src=https://b.example/b.js></script>"}),
    "integrations/scripts/<slug:script>/": (MAIN, {"decision": "authorise", "why": "x"}),
    "join/<str:token>/": (OPEN, {"password": "x", "again": "x"}),
    "language/": (OPEN, {"language": "en"}),
    "ledger/": (OWN, {}),
    "ledger/check/": (OWN, {}),
    "ledger/entry/<str:log>/<int:index>/": (OWN, {}),
    "ledger/export.ndjson": (OWN, {}),
    "ledger/state/": (OWN, {}),
    "me/": (OWN, {}),
    "me/sessions/": (OWN, {"session": "{session}"}),
    "me/zone/": (OWN, {"zone": "Asia/Kolkata"}),
    "orders/": (OWN, {}),
    "orders/<slug:order>/": (MAIN, {}),
    "orders/<slug:order>/cases/close/": (MAIN, {"shop": "tea", "reference": "T-1"}),
    "orders/<slug:order>/hops/": (MAIN, {}),
    "orders/<slug:order>/reveal/": (MAIN, REVEAL),
    "orders/filters/": (OWN, {"shop": "tea", "hop": "support"}),
    "orders/find/": (OWN, {"what": PHONE, "shop": "tea", "hop": "support"}),
    "people/": (OWN, {}),
    "people/<str:person>/": (MAIN, {}),
    "people/<str:person>/badge/": (MAIN, {"number": "B-12345", "pin": "839201"}),
    "people/<str:person>/identity/": (MAIN, {}),
    "people/<str:person>/remove/": (MAIN, {}),
    "people/<str:person>/roles/": (MAIN, ROLES),
    "people/<str:person>/sessions/": (MAIN, {}),
    "people/invite/": (OWN, {"name": "Eve", "email": "eve@staff.example", **ROLES, "shops_0": "tea"}),
    "people/matrix/": (OWN, {}),
    "people/roles/": (OWN, {}),
    "people/roles/changes/<str:proposal>/": (MAIN, {}),
    "people/roles/edit/": (OWN, {"do": "propose", "text": re.sub(r"([{}])", r"\1\1", MORE_ROLES), "why": "x"}),
    "people/stations/": (OWN, {"shop": "tea", "name": "Till"}),
    "people/stations/<str:station>/": (MAIN, {}),
    "relay/<str:name>/": (OWN, {}),
    "relay/<str:name>/controls/<str:control>/attest/": (OWN, {"statement": "seen", "lasts": "30", "evidence": "x"}),
    "relay/<str:name>/controls/<str:control>/end/": (OWN, {}),
    "relay/<str:name>/mode/": (MAIN, {"shop": "tea", "mode": "off", "why": "x"}),
    "reviews/": (OWN, {}),
    "reviews/<slug:campaign>/": (MAIN, {}),
    "reviews/<slug:campaign>/<int:item>/": (MAIN, {"decision": "removed"}),
    "reviews/<slug:campaign>/close/": (MAIN, {"undecided": "remove"}),
    "reviews/<slug:campaign>/evidence.csv": (MAIN, {}),
    "reviews/<slug:campaign>/evidence.json": (MAIN, {}),
    "reviews/leavers/": (OWN, {}),
    "reviews/leavers/<slug:account>/": (MAIN, {}),
    "reviews/open/": (OWN, {"days": "14"}),
    "reviews/outside/": (OWN, {"system": "shopify"}),
    "station/": (OPEN, {"number": "B-12345", "pin": "839201"}),
    "who/": (OWN, {}),
    "who/file.csv": (OWN, {}),
    **dict.fromkeys(
        ("accounts/^confirm-email/(?P<key>[-:\\w]+)/$", "accounts/confirm-email/", "accounts/email/",
         "accounts/inactive/", "accounts/password/reset/",
         "accounts/password/reset/done/", "accounts/password/reset/key/done/", "accounts/password/set/",
         "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "accounts/signup/"),
        (NEVER, {}),
    ),
}  # fmt: skip
# what belongs to `main` asked for in the query of a page that is one's own
QUERIES = (
    "orders/?shop=tea", "orders/?shop=tea&hop=support", "who/?order={order}", "who/?person={ben}", "who/?shop=tea",
    "who/?key={key}", "who/file.csv?order={order}", "contracts/support/?shop=tea", "contracts/courier/?partner=swift",
    "alerts/?state=all", "integrations/?show=marked", "people/matrix/?role=owner", "ledger/?place={log}/0",
    "me/?permission=orders:field:reveal&shop=tea", "reviews/{campaign}/?show=open", "?shop=tea", "exposure/?shop=tea",
)  # fmt: skip


@dataclass
class World:
    house: Peopled
    addresses: list[str]
    outsider: Browser
    ids: dict[str, str]

    def fill(self, form: dict[str, str]) -> dict[str, str]:
        """Return what is sent to an address, with what there is in `main`."""
        return {name: re.sub(r"\{(\w+)\}", lambda found: self.ids[found[1]], text) for name, text in form.items()}

    def at(self, address: str) -> str:
        """Return an address filled in with what there is in `main`."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: self.ids[found[1]], address)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with peopled() as house:
        environ = house.served.environ | {"DJANGO_SETTINGS_MODULE": "orderveil.console.project"}
        walked = subprocess.run([sys.executable, "-c", WALK], env=environ, capture_output=True, check=True, text=True)
        outsider = joined(other_tenant(house.served), "Chandra", "owner", "security_lead")[0]
        log = house.served.vault.ask(r.ReadRecord(house.lata), r.RecordRead).logs[0].log
        ids = {
            "order": house.orders[0], "alert": house.alert, "change": house.change, "hop": "support",
            "name": "support", "one": house.key, "script": house.script, "token": "x" * 43, "log": log,
            "index": "0", "person": house.ben, "ben": house.ben, "station": house.station, "campaign": house.campaign,
            "kind": "review", "job": "0" * 16,
            "item": "1", "account": house.account, "pk": "1", "key": house.key, "session": house.session,
            "control": "support:outsourced-centres-audited",
            "proposal": house.role_change,
        }  # fmt: skip
        yield World(house, walked.stdout.splitlines(), outsider, ids)


def kept(house: Peopled) -> Any:
    """What stands in `main`, without when somebody last looked."""
    asked = [
        (p.ListPeople(house.lata), p.PersonRows), (p.ListChanges(house.lata), p.ChangeRows),
        (p.ListSessions(house.lata), p.SessionRows), (a.ListStations(house.lata), a.StationRows),
        (v.ListIntegrations(house.lata), v.IntegrationRows), (v.ListScripts(house.lata), v.ScriptRows),
        (v.ListOutside(house.lata), v.OutsideRows), (w.ListAlerts(BY), w.AlertRows),
        (v.ReadCampaign(house.lata, house.campaign), v.CampaignRead),
        (p.ReadOrder(house.lata, house.orders[0], "support"), p.OrderRead),
        (d.ReadRoles(house.lata), d.RolesRead), (d.ReadRoleChange(house.lata, house.role_change), d.RoleChangeRead),
    ]  # fmt: skip
    told = json.dumps([msgspec.to_builtins(house.served.vault.ask(one, kind)) for one, kind in asked], sort_keys=True)
    return json.loads(re.sub(r'"(seen_at_ms|used_at_ms|entry)": ("\w+"|\d+)', r'"\1": 0', told))


def test_every_address_has_its_row(world: World) -> None:
    assert sorted(set(world.addresses)) == sorted(TABLE)


def test_whoever_is_not_signed_in_comes_to_the_page_of_signing_in_and_no_further(world: World) -> None:
    wrong = []
    for address, (kind, form) in TABLE.items():
        if address.startswith("join/"):
            continue  # its tries are counted
        stranger = Browser(world.house.served)
        path = world.at(address) if kind != NEVER else "/" + re.sub(r"[\^$]|\(.*\)", "x", address)
        for sent in (None, form):
            if sent is not None:  # with the token of a form: what is asked here is who may, not whose form it is
                found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', stranger.ask("/accounts/login/")[1])
                sent = world.fill(sent)
                sent["csrfmiddlewaretoken"] = found[1] if found else ""
            status, text, headers = stranger.ask(path, sent)
            is_sent_away = status == 302 and headers["location"].startswith("/accounts/login/")
            is_right = {OPEN: status < 500, NEVER: status == 404}.get(kind, is_sent_away)
            if not is_right or any(name in text for name in world.house.names()):
                wrong.append((address, "GET" if sent is None else "POST", status))
    assert wrong == []


def test_an_outsider_finds_nothing_of_another_tenant_at_any_address(world: World) -> None:
    before, wrong = kept(world.house), []
    names = world.house.names()
    for address, (kind, form) in TABLE.items():
        if kind == NEVER or address in ("accounts/logout/", "accounts/login/"):
            continue
        statuses = []
        path, token = world.at(address), world.outsider.cookie("ov_csrf")
        given = world.fill(form)
        for sent in (None, {"csrfmiddlewaretoken": token} | given):
            status, text, headers = world.outsider.ask(path, sent, **({"HX-Request": "true"} if sent else {}))
            statuses.append(status)
            asked = path + " ".join(given.values())  # what was asked for is known already
            told = [name for name in names if name in text + json.dumps(headers) and name not in asked]
            if told or status >= 500:
                wrong.append((address, status, told))
        if kind == MAIN and (404 not in statuses or set(statuses) - {404, 405}):
            wrong.append((address, statuses, []))
    assert wrong == []
    assert kept(world.house) == before


def test_a_query_opens_nothing_of_another_tenant(world: World) -> None:
    wrong = []
    for query in QUERIES:
        path = "/" + query.format_map(world.ids)
        status, text, _ = world.outsider.ask(path)
        asked = {world.ids[name] for name in re.findall(r"\{(\w+)\}", query)}
        told = [name for name in world.house.names() if name in text and name not in asked]
        if told or status >= 500 or "Asha Verma" in text or PHONE[-10:] in text:
            wrong.append((query, status, told))
    assert wrong == []
