"""What the register is told: attestations of one tenant with evidence and an end, reviews, integrations, modes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
import pytest

from orderveil.core.errors import Malformed, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.people.roles import built_in_text
from orderveil.vault.account_messages import ChangeMode
from orderveil.vault.client import Vault
from orderveil.vault.control_messages import AttestControl, AttestedRow, ControlsRead, EndAttestation, ReadControls
from orderveil.vault.messages import Done, IssueKey, KeyIssued, SetMode
from orderveil.vault.people_messages import DecideChange, Decided, Proposed
from orderveil.vault.review_messages import CampaignRead, CloseCampaign, OpenCampaign
from orderveil.vault.role_messages import PutRoles
from tests.vault.making import BY, opened
from tests.vault.people.staff import Staff, console, hired, other_tenant
from tests.vault.people.test_reviews import Hand

DAY_MS = 86_400_000
CONTROL = "courier:terms-in-force"


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def attest(vault: Vault, staff: Staff, **parts: object) -> None:
    now = time.time_ns() // 1_000_000
    asked = {
        "control": CONTROL, "seen_at_ms": now - DAY_MS, "until_ms": now + 90 * DAY_MS, "reference": "DPA-2026-7",
        "note": "Signed terms, vendor folder.",
    }  # fmt: skip
    vault.ask(AttestControl(staff.grant, **(asked | parts)), Done)  # type: ignore[arg-type]


def attested(vault: Vault, tenant: str | None = None) -> list[AttestedRow]:
    return vault.ask(ReadControls(BY, tenant), ControlsRead).attested


def test_an_attestation_names_who_looked_when_at_what_and_until_when(vault: Vault) -> None:
    asha = hired(vault, "Asha", "security_lead")
    attest(vault, asha)
    row = attested(vault)[0]
    assert (row.control, row.by_name, row.reference, row.note) == (
        CONTROL, "Asha", "DPA-2026-7", "Signed terms, vendor folder.",
    )  # fmt: skip
    assert row.seen_at_ms < row.at_ms < row.until_ms
    attest(vault, asha, reference="DPA-2026-8")
    assert [one.reference for one in attested(vault)] == ["DPA-2026-8"]
    vault.ask(EndAttestation(asha.grant, CONTROL), Done)
    assert attested(vault) == []
    with pytest.raises(NotFound):
        vault.ask(EndAttestation(asha.grant, CONTROL), Done)


def test_an_attestation_is_of_one_tenant_alone(vault: Vault) -> None:
    asha, chandra = hired(vault, "Asha", "owner"), other_tenant(vault)
    attest(vault, asha)
    assert attested(vault, "beans") == []
    assert vault.ask(ReadControls(chandra.grant, "main"), ControlsRead).attested == []
    with pytest.raises(NotFound):
        vault.ask(EndAttestation(chandra.grant, CONTROL), Done)
    assert [row.tenant for row in attested(vault)] == ["main"]
    told = vault.ask(ReadControls(BY), ControlsRead).reviews
    assert [(one.tenant, one.people) for one in told] == [("beans", 1), ("main", 1)]


def test_only_whoever_may_attests_and_nothing_without_date_evidence_and_end(vault: Vault) -> None:
    asha, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "operations")
    now = time.time_ns() // 1_000_000
    with pytest.raises(NotAllowed):
        attest(vault, ben)
    for wrong in (
        {"reference": ""}, {"reference": "+91 99999 00001"}, {"reference": "asha@staff.example"},
        {"until_ms": now}, {"until_ms": now + 400 * DAY_MS}, {"seen_at_ms": now + DAY_MS},
        {"seen_at_ms": now - 500 * DAY_MS}, {"control": "x"}, {"note": "x" * 301},
    ):  # fmt: skip
        with pytest.raises(Malformed):
            attest(vault, asha, **wrong)
    assert attested(vault) == []


def test_an_attestation_without_its_seal_is_none(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    attest(vault, asha)
    attest(vault, asha, control="wms:registered-stations-only")
    database = vault._service._in.database  # type: ignore[attr-defined]
    with database.writing() as tx:  # one is moved to where the other was
        tx.execute("DELETE FROM reviewed WHERE kind = 'attested' AND id = ?", (CONTROL,))
        tx.execute("UPDATE reviewed SET id = ? WHERE kind = 'attested'", (CONTROL,))
    assert attested(vault) == []


def test_an_attestation_that_was_taken_back_or_replaced_is_not_brought_back(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    database = vault._service._in.database  # type: ignore[attr-defined]
    select = "SELECT sealed FROM reviewed WHERE kind = 'attested'"
    attest(vault, asha)
    with database.reading() as tx:
        older = bytes(tx.one(select)[0])
    attest(vault, asha, reference="DPA-2026-8")
    with database.writing() as tx:
        tx.execute("UPDATE reviewed SET sealed = ? WHERE kind = 'attested'", (older,))
    assert attested(vault) == []
    vault.ask(EndAttestation(asha.grant, CONTROL), Done)
    with database.writing() as tx:
        tx.execute(
            "INSERT INTO reviewed (kind, owner, id, sealed) VALUES ('attested', 'main', ?, ?)", (CONTROL, older)
        )
    assert attested(vault) == []
    attest(vault, asha, reference="DPA-2026-9")
    assert [row.reference for row in attested(vault)] == ["DPA-2026-9"]


def test_the_first_review_is_due_a_cadence_after_the_first_account(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        nobody = vault.ask(ReadControls(BY, "main"), ControlsRead).reviews[0]
        assert (nobody.people, nobody.due_at_ms) == (0, None)
        asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
        first = vault.ask(ReadControls(BY, "main"), ControlsRead).reviews[0]
        assert first.due_at_ms is not None
        assert 89 * DAY_MS < first.due_at_ms - hand.wall // 1_000_000 <= 90 * DAY_MS
        vault.ask(OpenCampaign(asha.grant), CampaignRead)
        opened_one = vault.ask(ReadControls(BY, "main"), ControlsRead).reviews[0]
        assert opened_one.is_open
        assert opened_one.counts == {"open": 2}
        vault.ask(CloseCampaign(lata.grant, opened_one.campaign, remove_undecided=True), CampaignRead)
        closed = vault.ask(ReadControls(BY, "main"), ControlsRead).reviews[0]
        assert not closed.is_open
        assert closed.due_at_ms is not None
        assert closed.due_at_ms > first.due_at_ms - DAY_MS


def test_the_register_is_told_of_a_tenants_own_roles_and_people_are_not(vault: Vault) -> None:
    ana = hired(vault, "Ana", "analyst")
    own = built_in_text().replace("reports on orders without people", "reports, quietly")
    asha, lata = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner")
    change = vault.ask(PutRoles(asha.grant, own), Proposed).change
    vault.ask(DecideChange(lata.grant, change or "", approve=True), Decided)
    assert vault.ask(ReadControls(console(vault), "main"), ControlsRead).reviews[0].roles_text == own
    told = vault.ask(ReadControls(ana.grant), ControlsRead)
    assert told.reviews[0].people == 3
    assert "quietly" not in str(msgspec.json.encode(told))


def test_marks_of_integrations_are_counted(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = Hand(monkeypatch)
    with opened(home) as vault:
        ends = hand.wall // 1_000_000 + 365 * DAY_MS
        for partner in ("swift", "fast"):
            vault.ask(IssueKey(BY, "tea", "courier", partner, ("views:one:open",), ends), KeyIssued)
        stood = vault.ask(ReadControls(BY), ControlsRead).reviews[0]
        assert (stood.living, stood.marks) == (2, {"no-owner": 2})
        hand.pass_days(120)
        assert vault.ask(ReadControls(BY), ControlsRead).reviews[0].marks["unused"] == 2


def test_who_put_a_hop_to_its_mode_is_told_to_whoever_may_read_changes(vault: Vault) -> None:
    asha, lata, ana = hired(vault, "Asha", "owner"), hired(vault, "Lata", "owner"), hired(vault, "Ana", "analyst")
    vault.ask(ChangeMode(asha.grant, "tea", "courier", "enforced", why="ready"), Proposed)
    one = vault.ask(ReadControls(asha.grant), ControlsRead).modes
    assert [(row.shop, row.hop, row.by_name, row.second_name, row.why) for row in one] == [
        ("tea", "courier", "Asha", "", "ready")
    ]
    change = vault.ask(ChangeMode(asha.grant, "tea", "courier", "off", why="parcels wait"), Proposed).change
    vault.ask(DecideChange(lata.grant, change or "", approve=True), Decided)
    two = vault.ask(ReadControls(lata.grant), ControlsRead).modes
    assert [(row.by_name, row.second_name, row.why) for row in two] == [("Asha", "Lata", "parcels wait")]
    told = vault.ask(ReadControls(ana.grant), ControlsRead)
    assert (told.modes, told.approvers) == ([], [])
    assert vault.ask(ReadControls(asha.grant), ControlsRead).approvers == ["Lata"]
    vault.ask(SetMode(BY, "tea", "courier", "enforced"), Done)  # its time is another: nobody is named for it


def test_the_console_reads_for_one_tenant_and_no_other_room_does_more(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    attest(vault, asha)
    assert len(vault.ask(ReadControls(console(vault), "main"), ControlsRead).attested) == 1
    assert vault.ask(ReadControls(console(vault), "beans"), ControlsRead).attested == []
    now = time.time_ns() // 1_000_000
    with pytest.raises(NotAllowed):
        vault.ask(AttestControl(console(vault), CONTROL, now, now + DAY_MS, "DPA-1"), Done)
