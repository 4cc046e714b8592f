"""The ledger before people: heads, a check, proofs and pages of their own tenant, by their rights, recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from orderveil.core.chain import is_included
from orderveil.core.checkpoint import COSIGNATURE, SignerKey, cosign, open_checkpoint, parse_note, parse_verifier_key
from orderveil.core.errors import Conflict, NotAllowed, NotFound
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.interior import now_ms
from orderveil.vault.messages import (
    Done,
    LedgerCosign,
    LedgerEntries,
    LedgerExport,
    LedgerPage,
    LedgerVerified,
    LedgerVerify,
    LedgerWho,
)
from orderveil.vault.record_messages import (
    CheckRecord,
    DownloadRecord,
    EntryProven,
    ProveEntry,
    ReadRecord,
    RecordCheck,
    RecordRead,
    SeenRows,
    WhoSaw,
)
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import Staff, hired, other_tenant


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        seal(vault, *[draft(number) for number in range(5)])
        yield vault


def read(vault: Vault, staff: Staff) -> RecordRead:
    return vault.ask(ReadRecord(staff.grant), RecordRead)


def checked(vault: Vault, staff: Staff) -> RecordCheck:
    """Begin a check and wait for its end."""
    assert vault.ask(CheckRecord(staff.grant), RecordRead).check is not None
    until = time.monotonic() + 20
    while time.monotonic() < until:
        check = read(vault, staff).check
        if check is not None and check.state != "running":
            return check
        time.sleep(0.05)
    raise AssertionError("the check did not end")


def asked(vault: Vault) -> list[str]:
    return [row.act for row in vault.ask(WhoSaw(BY, kinds=("record",)), SeenRows).rows]


def test_heads_tell_size_root_key_and_when_a_witness_was_last_seen(vault: Vault) -> None:
    anil = hired(vault, "Anil", "auditor")
    checked(vault, anil)
    (log,) = read(vault, anil).logs
    head = open_checkpoint(log.checkpoint, parse_verifier_key(log.public_key))
    assert (log.size, log.root, log.witnesses) == (head.size, head.root.hex(), ())
    assert log.newest_at_ms is not None
    assert abs(now_ms() - log.newest_at_ms) < 60_000

    witness, at = SignerKey("witness.example/w1", b"w" * 32, COSIGNATURE), now_ms() // 1000
    line = cosign(parse_note(log.checkpoint).text, witness, at)
    vault.ask(LedgerCosign(BY, "main", log.checkpoint, line), Done)
    (signed,) = read(vault, anil).logs[0].witnesses
    assert (signed.name, signed.size, signed.at_ms) == ("witness.example/w1", head.size, at * 1000)


def test_a_check_runs_beside_and_its_outcome_outlives_the_process(vault: Vault, each_home: Settings) -> None:
    anil = hired(vault, "Anil", "auditor")
    assert read(vault, anil).check is None
    check = checked(vault, anil)
    assert (check.state, check.is_ok, check.problems) == ("done", True, ())
    assert check.entries > 5
    vault.close()
    with opened(each_home, None) as again:
        assert "ledger:record:verified" in asked(again)  # and numbers what waited
        told = again.ask(ReadRecord(BY), RecordRead).check
        assert told is not None
        assert (told.is_ok, told.entries) == (True, check.entries)


def test_a_check_finds_what_was_altered_and_says_where(vault: Vault) -> None:
    anil = hired(vault, "Anil", "auditor")
    checked(vault, anil)
    with vault._service._in.database.writing() as tx:  # type: ignore[attr-defined]
        tx.execute("UPDATE ledger_orders SET entry = entry + 1")
    check = checked(vault, anil)
    assert (check.state, check.is_ok) == ("done", False)
    assert any("ledger_orders" in problem for problem in check.problems)


def test_a_proof_leads_from_the_entry_to_the_signed_root_and_is_recorded(vault: Vault) -> None:
    anil = hired(vault, "Anil", "auditor")
    checked(vault, anil)
    log = read(vault, anil).logs[0].log
    proven = vault.ask(ProveEntry(anil.grant, log, 2), EntryProven)
    head = open_checkpoint(proven.checkpoint, parse_verifier_key(proven.public_key))
    path = [bytes.fromhex(one) for one in proven.path]
    assert is_included(2, head.size, bytes.fromhex(proven.leaf), path, head.root)
    assert json.loads(proven.entry)["tenant"] == "main"
    assert asked(vault)[0] == "ledger:entry:read"
    with pytest.raises((NotFound, Conflict)):
        vault.ask(ProveEntry(anil.grant, log, 10**9), EntryProven)


def test_an_export_is_recorded_once_and_a_page_out_of_line_again(vault: Vault) -> None:
    anil = hired(vault, "Anil", "auditor")
    checked(vault, anil)
    vault.ask(DownloadRecord(anil.grant, None, 3), LedgerPage)  # follows no other page
    assert asked(vault).count("ledger:export:read") == 1
    vault.ask(DownloadRecord(anil.grant), LedgerPage)
    vault.ask(DownloadRecord(anil.grant, None, 3), LedgerPage)
    assert asked(vault).count("ledger:export:read") == 2


def test_nobody_reads_the_record_of_another_tenant(vault: Vault) -> None:
    anil, chandra = hired(vault, "Anil", "auditor"), other_tenant(vault)
    checked(vault, anil)
    checked(vault, chandra)
    theirs = read(vault, chandra).logs
    assert all("/beans/" in log.public_key for log in theirs)
    page = vault.ask(DownloadRecord(chandra.grant, tenant="main"), LedgerPage)
    assert {json.loads(entry)["tenant"] for entry in page.entries} == {"beans"}
    proven = vault.ask(ProveEntry(chandra.grant, theirs[0].log, 0, tenant="main"), EntryProven)
    assert json.loads(proven.entry)["tenant"] == "beans"


@pytest.mark.parametrize("role", ["support_agent", "support_lead", "operations", "marketer", "analyst"])
def test_who_may_not_read_the_record_is_refused_every_way(vault: Vault, role: str) -> None:
    ben = hired(vault, "Ben", role)
    for request, answer in (
        (ReadRecord(ben.grant), RecordRead), (CheckRecord(ben.grant), RecordRead),
        (ProveEntry(ben.grant, "2026Q4", 0), EntryProven), (DownloadRecord(ben.grant), LedgerPage),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            vault.ask(request, answer)


def test_a_check_says_how_far_it_is(vault: Vault) -> None:
    seal(vault, *(draft(number) for number in range(1, 60)))
    vault.ask(LedgerVerify(BY), LedgerVerified)
    interior = vault._service._in  # type: ignore[attr-defined]
    heard: list[tuple[int, int]] = []
    with interior.database.reading() as tx:
        found = interior.ledger.verify(tx, "main", progress=lambda done, of_all: heard.append((done, of_all)))
    assert heard == sorted(heard)
    assert heard[-1] == (found.entries, found.entries)
    check = checked(vault, hired(vault, "Anil", "auditor"))
    assert (check.entries, check.is_ok) == (check.of_all, True)


def test_who_asks_about_an_order_at_the_command_line_is_in_the_record(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    vault.ask(LedgerWho(BY, order), LedgerEntries)
    last = json.loads(vault.ask(LedgerWho(BY, order), LedgerEntries).entries[-1])
    assert (last["act"], last["actor"].partition(":")[0], last["orders"]) == ("ledger:order:asked", "operator", [order])


def test_an_order_that_nothing_tells_of_is_not_written_into_the_record_by_asking(vault: Vault) -> None:
    made_up = "01M82T77WAWEG49MXMZ3JTXAWE"
    vault.ask(LedgerWho(BY, made_up), LedgerEntries)
    assert vault.ask(LedgerWho(BY, made_up), LedgerEntries).entries == []
    raw = b"".join(vault.ask(LedgerExport(BY), LedgerPage).entries)
    assert made_up.encode() not in raw
