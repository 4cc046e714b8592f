"""Integrations at the vault: every key told with what it is used for, replaced by two people, ended by one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.errors import Malformed, NotAllowed, NotFound, RelayError
from orderveil.core.settings import Settings
from orderveil.vault.account_messages import FetchKey
from orderveil.vault.client import Vault
from orderveil.vault.messages import (
    CheckKey,
    Done,
    IssueKey,
    KeyChecked,
    KeyGrant,
    KeyIssued,
    Maintain,
    Opened,
    OpenedMany,
    OpenView,
    OpenViews,
    PutSourceSecret,
    RecordBypass,
    SetMode,
)
from orderveil.vault.people_messages import (
    ChangeRows,
    DecideChange,
    Decided,
    ListChanges,
    Proposed,
    RemovePerson,
    RoleRow,
)
from orderveil.vault.review_messages import (
    DecideScript,
    EndKey,
    ImportOutside,
    ImportScripts,
    IntegrationRow,
    IntegrationRows,
    ListIntegrations,
    ListScripts,
    OutsideApp,
    OutsideImported,
    RotateKey,
    ScriptRow,
    ScriptRows,
    ScriptSeen,
    SetIntegration,
)
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import hired, other_tenant
from tests.vault.people.test_reviews import DAY_MS, Hand

SCOPES = ("views:many:open", "views:one:open")
HASH, OTHER = "sha384-" + "a" * 64, "sha384-" + "b" * 64


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def issue(vault: Vault, partner: str = "swiftship", days: int = 365) -> KeyIssued:
    ends = int(time.time() * 1000) + days * DAY_MS
    return vault.ask(IssueKey(BY, "tea", "ims", partner, SCOPES, ends), KeyIssued)


def rows(vault: Vault, staff: object = None) -> dict[str, IntegrationRow]:
    grant = getattr(staff, "grant", BY)
    return {row.name or row.id: row for row in vault.ask(ListIntegrations(grant), IntegrationRows).rows}


def works(vault: Vault, token: str) -> bool:
    try:
        vault.ask(CheckKey(KeyGrant(token)), KeyChecked)
    except RelayError:
        return False
    return True


def test_a_key_is_told_with_what_it_was_used_for(vault: Vault) -> None:
    vault.ask(SetMode(BY, "tea", "ims", "enforced"), Done)
    seal(vault, draft(1))
    issued = issue(vault)
    vault.ask(OpenViews(KeyGrant(issued.token), "ims", "tea"), OpenedMany)
    row = rows(vault)["swiftship"]

    assert row.scopes == SCOPES
    assert row.scopes_used == ("views:many:open",)
    assert "items" in row.fields_used
    assert not {"buyer_phone", "buyer_name"} & set(row.fields_used)
    assert row.marks == ("no-owner",)


def test_what_a_key_was_used_for_outlasts_a_start(home: Settings) -> None:
    with opened(home) as vault:
        vault.ask(SetMode(BY, "tea", "ims", "enforced"), Done)
        order = seal(vault, draft(1))[0].order
        issued = issue(vault)
        with pytest.raises(RelayError):
            vault.ask(OpenView(KeyGrant(issued.token), "ims", order or ""), Opened)
        time.sleep(0.1)
        for _ in range(80):  # written with the upkeep, every few seconds, in the group of some act
            vault.ask(Maintain(BY), Done)
            with vault._service._in.database.reading() as tx:  # type: ignore[attr-defined]
                if tx.one("SELECT 1 FROM key_uses", ()):
                    break
            time.sleep(0.1)
    with opened(home, shop=None) as vault:
        assert rows(vault)["swiftship"].scopes_used == ("views:one:open",)


def test_keys_are_marked_by_age_use_and_scope(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        vault.ask(SetMode(BY, "tea", "ims", "enforced"), Done)
        seal(vault, draft(1))
        issued = issue(vault)
        hand.pass_days(89)
        assert rows(vault)["swiftship"].marks == ("no-owner",)
        hand.pass_days(1)
        assert rows(vault)["swiftship"].marks == ("unused", "over-scoped", "no-owner")
        vault.ask(OpenViews(KeyGrant(issued.token), "ims", "tea"), OpenedMany)
        assert rows(vault)["swiftship"].marks == ("over-scoped", "no-owner")  # the other scope, still
        hand.pass_days(265)
        assert "ending" in rows(vault)["swiftship"].marks


def test_secrets_are_told_by_age_and_never_themselves(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        vault.ask(PutSourceSecret(BY, "tea", "amazon", "very-secret", "api"), Done)
        vault.ask(PutSourceSecret(BY, "tea", "shopify", "very-secret", "signing"), Done)
        hand.pass_days(180)
        found = rows(vault)
        assert (found["amazon api"].marks, found["shopify signing"].marks) == (("stale",), ())
        told = vault.ask(ListIntegrations(BY), IntegrationRows)
        assert b"very-secret" not in msgspec.json.encode(told)


def test_apps_that_read_orders_past_the_relay_are_marked(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    apps = [OutsideApp("Old Labels", ("read_orders",)), OutsideApp("Relay", ("read_orders",)), OutsideApp("Theme", ())]
    vault.ask(ImportOutside(BY, "shopify", apps=apps), OutsideImported)
    vault.ask(RecordBypass(BY, "tea", "label", "mailed-csv", ("buyer_name",)), Done)
    vault.ask(SetIntegration(asha.grant, rows(vault)["Relay"].id, owner=asha.person, is_ours=True), Done)

    found = rows(vault, asha)
    assert "bypassing" in found["Old Labels"].marks
    assert (found["Relay"].marks, found["Relay"].owner_name) == ((), "Asha")
    assert found["Theme"].marks == ("no-owner",)
    assert found["mailed-csv"].marks == ("bypassing",)


def test_one_person_ends_a_key_at_once(vault: Vault) -> None:
    asha, issued = hired(vault, "Asha", "owner"), issue(vault)
    vault.ask(EndKey(asha.grant, issued.id), Done)
    assert not works(vault, issued.token)
    assert rows(vault)["swiftship"].state == "revoked"


def test_two_people_replace_a_key_and_the_old_one_ends_after_the_overlap(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        asha, lata, issued = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead"), issue(vault)
        change = vault.ask(RotateKey(asha.grant, issued.id, 48), Proposed).change or ""
        with pytest.raises(NotAllowed):
            vault.ask(DecideChange(asha.grant, change, True), Decided)
        assert vault.ask(DecideChange(lata.grant, change, True), Decided).token is None
        assert [row.state for row in vault.ask(ListIntegrations(BY), IntegrationRows).rows] == ["live"]
        token = vault.ask(FetchKey(asha.grant, change), Decided).token or ""
        assert works(vault, token)
        assert works(vault, issued.token)
        hand.pass_days(2)
        assert not works(vault, issued.token)
        assert works(vault, token)
        assert vault.ask(Maintain(BY), Done).counts["replaced_keys_ended"] == 1
        states = sorted(row.state for row in vault.ask(ListIntegrations(BY), IntegrationRows).rows)
        assert states == ["live", "revoked"]


def test_whoever_may_not_replace_keys_does_not_learn_which_there_are(vault: Vault) -> None:
    issued, ben = issue(vault), hired(vault, "Ben", "support_agent")
    said = []
    for key, days in ((issued.id, 90), ("key_000000000000", 90), (issued.id, 9_000)):
        with pytest.raises(NotAllowed) as refused:
            vault.ask(RotateKey(ben.grant, key, 24, days), Proposed)
        said.append((refused.value.reason, str(refused.value)))
    assert len(set(said)) == 1


def test_a_key_whose_owner_left_is_answered_for_by_nobody(vault: Vault) -> None:
    asha, ben, issued = hired(vault, "Asha", "owner"), hired(vault, "Ben", "operations"), issue(vault)
    vault.ask(SetIntegration(asha.grant, issued.id, owner=ben.person), Done)
    assert "no-owner" not in rows(vault)["swiftship"].marks
    vault.ask(RemovePerson(asha.grant, ben.person), Decided)
    assert "no-owner" in rows(vault)["swiftship"].marks
    assert rows(vault)["swiftship"].owner is None


def test_what_is_approved_names_the_partner_whose_key_is_replaced(vault: Vault) -> None:
    asha, lata, issued = hired(vault, "Asha", "owner"), hired(vault, "Lata", "security_lead"), issue(vault)
    vault.ask(RotateKey(asha.grant, issued.id, 48), Proposed)
    row = vault.ask(ListChanges(lata.grant), ChangeRows).rows[0]
    assert issued.id in row.says
    assert "swiftship" in row.says
    assert row.shop == "tea"


def test_a_partners_people_see_their_companys_keys_alone(vault: Vault) -> None:
    issue(vault), issue(vault, "fastpost")
    vault.ask(PutSourceSecret(BY, "tea", "shopify", "very-secret", "signing"), Done)
    pia = hired(vault, "Pia", RoleRow("partner_user", partner="swiftship"))
    assert set(rows(vault, pia)) == {"swiftship"}
    with pytest.raises(NotAllowed):
        vault.ask(EndKey(pia.grant, rows(vault, pia)["swiftship"].id), Done)


def test_another_tenants_keys_are_neither_seen_nor_ended(vault: Vault) -> None:
    issued, chandra = issue(vault), other_tenant(vault)
    vault.ask(PutSourceSecret(BY, "tea", "shopify", "very-secret", "signing"), Done)
    vault.ask(RecordBypass(BY, "tea", "label", "mailed-csv", ("buyer_name",)), Done)
    assert rows(vault, chandra) == {}
    for asked in (
        EndKey(chandra.grant, issued.id), RotateKey(chandra.grant, issued.id),
        SetIntegration(chandra.grant, issued.id, owner=chandra.person),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            vault.ask(asked, Done)
    assert works(vault, issued.token)


def test_an_agent_sees_no_integration(vault: Vault) -> None:
    issue(vault)
    ben = hired(vault, "Ben", "support_agent")
    with pytest.raises(NotAllowed):
        rows(vault, ben)
    with pytest.raises(NotAllowed):
        vault.ask(ListScripts(ben.grant), ScriptRows)


# ---- scripts of the checkout page


def scripts(vault: Vault) -> dict[str, ScriptRow]:
    return {row.address or row.integrity: row for row in vault.ask(ListScripts(BY), ScriptRows).rows}


def test_a_script_is_new_until_authorised_and_changed_when_its_hash_is_another(vault: Vault) -> None:
    asha, pay = hired(vault, "Asha", "owner"), "https://pay.example/v3.js"
    vault.ask(ImportScripts(asha.grant, "tea", [ScriptSeen(pay, HASH), ScriptSeen("", OTHER)]), OutsideImported)
    found = scripts(vault)
    assert [found[pay].state, found[OTHER].state] == ["new", "new"]
    with pytest.raises(Malformed):
        vault.ask(DecideScript(asha.grant, found[pay].script, authorise=True), Done)
    vault.ask(DecideScript(asha.grant, found[pay].script, True, "takes the card on its own origin"), Done)
    vault.ask(DecideScript(asha.grant, found[OTHER].script, False), Done)
    assert [scripts(vault)[pay].state, scripts(vault)[OTHER].state] == ["authorised", "refused"]

    vault.ask(ImportScripts(BY, "tea", [ScriptSeen(pay)]), OutsideImported)  # a report without a hash
    assert scripts(vault)[pay].state == "authorised"
    again = vault.ask(ImportScripts(BY, "tea", [ScriptSeen(pay, OTHER)]), OutsideImported)
    assert (again.counts["changed"], scripts(vault)[pay].state) == (1, "changed")


@pytest.mark.parametrize(
    "address",
    ["https://a.example/x.js?order=1", "https://u:p@a.example/x.js", "javascript:alert(1)", "https://a.example/#x", ""],
)
def test_an_address_that_could_hold_a_value_is_refused(home: Settings, address: str) -> None:
    with opened(home) as vault, pytest.raises(Malformed):
        vault.ask(ImportScripts(BY, "tea", [ScriptSeen(address)]), OutsideImported)
