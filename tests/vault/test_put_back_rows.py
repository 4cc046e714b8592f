"""Rows of shops, keys, modes, secrets, references, bypasses and attestations that somebody forged or put back."""

from __future__ import annotations

import time

import pytest

from orderveil.core.errors import NotFound, Unauthentic
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.keyring.marks import Marks
from orderveil.vault.messages import (
    Attestations,
    Done,
    GetModes,
    GetSourceSecrets,
    IssueKey,
    KeyGrant,
    KeyIssued,
    ListAttestations,
    ListShops,
    Modes,
    Opened,
    OpenedMany,
    OpenView,
    OpenViews,
    PutShop,
    PutSourceSecret,
    RecordAttestation,
    RecordBypass,
    RoomGrant,
    SetMode,
    ShopRows,
    SourceSecrets,
)
from orderveil.vault.review_messages import RotateKey
from tests.vault.making import BY, draft, opened, seal
from tests.vault.putting_back import again, alarms, past_the_vault, put_back, rows

DAY_MS = 86_400_000


def later(days: float = 1) -> int:
    return time.time_ns() // 1_000_000 + int(days * DAY_MS)


def key_of(vault: Vault, partner: str = "fast") -> tuple[KeyGrant, str]:
    scopes = ("views:many:open", "views:one:open")
    issued = vault.ask(IssueKey(BY, "tea", "courier", partner, scopes, later(300), 1_000), KeyIssued)
    return KeyGrant(issued.token), issued.id


def worker(vault: Vault) -> RoomGrant:
    return RoomGrant("worker", vault._service.room_secret("worker"))  # type: ignore[attr-defined]


def test_a_shop_does_not_change_hands_by_its_row(each_home: Settings) -> None:
    with opened(each_home) as vault:
        vault.ask(PutShop(BY, "coffee", tenant="beans"), Done)
    with past_the_vault(each_home) as tx:
        tx.execute("UPDATE shops SET tenant = 'beans' WHERE shop = 'tea'")
    with again(each_home) as vault:
        assert [row.shop for row in vault.ask(ListShops(BY), ShopRows).rows] == ["coffee"]
        assert "table shops" in alarms(vault)
        vault.ask(PutShop(BY, "tea", tenant="main"), Done)  # an operator's word puts it right
    with again(each_home) as vault:
        assert {row.shop: row.tenant for row in vault.ask(ListShops(BY), ShopRows).rows} == {
            "coffee": "beans", "tea": "main",
        }  # fmt: skip
        assert alarms(vault) == "ok"


def test_a_key_that_was_let_end_earlier_does_not_last_longer_again(
    each_home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(each_home) as vault:
        grant, name = key_of(vault)
    older = rows(each_home, "api_keys")
    with again(each_home) as vault:
        vault.ask(RotateKey(BY, name, 1), KeyIssued)
        assert vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany).rows == []
    put_back(each_home, "api_keys", older)
    monkeypatch.setattr("orderveil.vault.clock.wall_ns", lambda: time.time_ns() + 2 * 3_600_000_000_000)
    with again(each_home) as vault:
        assert "table api_keys" in alarms(vault)
        with pytest.raises(Unauthentic):
            vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany)


def test_a_hops_earlier_mode_does_not_come_back(each_home: Settings) -> None:
    with opened(each_home) as vault:
        vault.ask(SetMode(BY, "tea", "courier", "enforced"), Done)
    older = rows(each_home, "modes")
    with again(each_home) as vault:
        vault.ask(SetMode(BY, "tea", "courier", "off"), Done)
    put_back(each_home, "modes", older)
    with again(each_home) as vault:
        modes = {row.hop: row.mode for row in vault.ask(GetModes(BY, "tea"), Modes).rows}
        assert (modes["courier"], modes["support"]) == ("off", "shadow")
        assert "1 altered in the order store's table modes" in alarms(vault)
        vault.ask(SetMode(BY, "tea", "courier", "enforced"), Done)
    with again(each_home) as vault:
        assert {row.hop: row.mode for row in vault.ask(GetModes(BY, "tea"), Modes).rows}["courier"] == "enforced"
        assert alarms(vault) == "ok"


def test_a_source_secret_that_ended_signs_nothing_again(each_home: Settings) -> None:
    with opened(each_home) as vault:
        vault.ask(PutSourceSecret(BY, "tea", "shopify", "the first secret"), Done)
    older = rows(each_home, "source_secrets")
    with again(each_home) as vault:
        vault.ask(PutSourceSecret(BY, "tea", "shopify", "the second secret"), Done)
    newer = rows(each_home, "source_secrets")
    put_back(each_home, "source_secrets", [*older, *(row for row in newer if row[0] != older[0][0])])
    with again(each_home) as vault:
        found = vault.ask(GetSourceSecrets(worker(vault), "tea", "shopify", "signing"), SourceSecrets)
        assert found.secrets == ["the second secret"]
        assert "table secrets" in alarms(vault)


def test_a_reference_that_somebody_wrote_leads_nowhere(each_home: Settings) -> None:
    with opened(each_home) as vault:
        vault.ask(SetMode(BY, "tea", "courier", "enforced"), Done)
        fast, slow = key_of(vault, "fast")[0], key_of(vault, "slow")[0]
        first, second = (one.order or "" for one in seal(vault, draft(1), draft(2)))
        ref = vault.ask(OpenView(BY, "courier", first, partner="fast"), Opened).views[0].ref or ""
        assert vault.ask(OpenView(fast, "courier", ref), Opened).order == ref
    with past_the_vault(each_home) as tx:
        made = tx.one("SELECT n, shipment, hop, partner, shop, ref, made_at, code FROM pairwise_references")
        other = tx.one("SELECT n FROM orders WHERE n <> ?", (made[0],))[0]
        forged = (other, *made[1:3], "slow", made[4], "FORGED", *made[6:])
        for row in (forged, (made[0], *made[1:3], "slow", *made[4:])):
            tx.execute(f"INSERT INTO pairwise_references VALUES ({', '.join('?' * 8)})", row)
    with again(each_home) as vault:
        for forged in ("FORGED", ref):
            with pytest.raises(NotFound):
                vault.ask(OpenView(slow, "courier", forged), Opened)
        assert "table refs" in alarms(vault)
        assert vault.ask(OpenView(fast, "courier", ref), Opened).order == ref
        made_anew = vault.ask(OpenView(BY, "courier", second, partner="slow"), Opened).views[0].ref or ""
        assert made_anew != "FORGED"
        assert vault.ask(OpenView(slow, "courier", made_anew), Opened).order == made_anew


def test_a_bypass_and_an_attestation_that_somebody_wrote_count_for_nothing(each_home: Settings) -> None:
    with opened(each_home) as vault:
        vault.ask(RecordBypass(BY, "tea", "courier", "old-app", ("buyer_phone",)), Done)
        vault.ask(RecordAttestation(BY, "wms:registered-stations-only", "asha", later(30)), Done)
    with again(each_home) as vault:
        assert [row.connector for row in vault.ask(GetModes(BY), Modes).bypasses] == ["old-app"]
        assert len(vault.ask(ListAttestations(BY), Attestations).rows) == 1
    with past_the_vault(each_home) as tx:
        tx.execute("UPDATE bypasses SET fields = ''")
        tx.execute("UPDATE attestations SET until = until + 86400000")
    with again(each_home) as vault:
        assert vault.ask(GetModes(BY), Modes).bypasses == []
        assert vault.ask(ListAttestations(BY), Attestations).rows == []
        assert "table attested" in alarms(vault)
        assert "table bypasses" in alarms(vault)


def test_rows_from_before_they_bore_codes_get_them_once_and_never_again(each_home: Settings) -> None:
    with opened(each_home):
        pass
    with past_the_vault(each_home) as tx:
        tx.execute("UPDATE shops SET code = NULL, tenant = 'beans'")
    with again(each_home) as vault:
        assert vault.ask(ListShops(BY), ShopRows).rows == []


def test_taking_orders_in_and_looking_at_them_writes_no_mark(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark costs a commit of the key store: only what ends pays for it."""
    with opened(home) as vault:
        grant = key_of(vault)[0]

        def refuse(self: Marks, marks: object) -> None:
            raise AssertionError("a mark was written")

        monkeypatch.setattr(Marks, "write", refuse)
        monkeypatch.setattr(vault._service._writer, "_mark", refuse.__get__(None, Marks))  # type: ignore[attr-defined]
        order = seal(vault, draft(1), draft(2))[0].order or ""
        vault.ask(OpenView(BY, "courier", order), Opened)
        assert len(vault.ask(OpenViews(grant, "courier", "tea"), OpenedMany).rows) == 2
        assert alarms(vault) == "ok"
        monkeypatch.undo()
