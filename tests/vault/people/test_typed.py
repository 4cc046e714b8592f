"""What people type is read by the detector before it is kept: no buyer's phone, address or name by way of a ticket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from orderveil.core.errors import Malformed
from orderveil.core.settings import Settings
from orderveil.vault.account_messages import RegisterStation
from orderveil.vault.casereferences import of_a_parcel, of_an_order
from orderveil.vault.client import Vault
from orderveil.vault.messages import IssueKey, KeyIssued, Opened, OpenView
from orderveil.vault.people_messages import AssignRoles, CaseOpened, OpenCase, Revealed, RevealField, RoleRow
from orderveil.vault.review_messages import ImportScripts, ScriptSeen
from orderveil.vault.typed import check_note, check_reference
from tests.vault.making import BY, draft, opened, seal
from tests.vault.people.staff import hired, join

PHONES = (
    "9999900001", "99999-00001", "T99999-00001", "call-99999-00001", "T-9999900001", "TKT9999900001",
    "99.99.90.00.01", "Z9-9-9-9-9-0-0-0-0-1", "919999900001x", "0999-990-0001", "560001-9999900001", "91-99999.00001",
)  # fmt: skip
NAMES = ("asha-verma-1", "Asha.Verma.1", "priya_nair_22", "asha.verma.gmail.com-1")
TICKETS = (
    "78255d68-0792-3986-bb96-8a437d5c8dfc", "a952ec4668c0618037ab9962", "conv_962860ed18f7b",
    "T-1", "4521", "INC-2026-11-0001234", "FD-20261122-00017", "ndr-123-1-1", "call-a1b2c3-99", "Case#200987",
    "RMA-00045/22", "4521-8877-1029", "ZD12345678", "WB/2026/0000012", "MAYA-12", "return-0f3a9c-7",
)  # fmt: skip
NOTES = (
    "the buyer called from 99999 00001", "write to asha.verma@mail.example", "pays from asha@okbank by UPI",
    "Aadhaar 2345 6789 0124 was shown", "call +91-99999-00001 first",
)  # fmt: skip
REASONS = (
    "", "needed for the holiday season", "Reviewed with Priya Nair of the warehouse",
    "40 orders for the returns of an evening",
    "handles the checkout, loads fonts; ticket FD-20261122-00017", "Lata is on leave until 12 December",
)  # fmt: skip


@pytest.fixture
def vault(home: Settings) -> Iterator[Vault]:
    with opened(home) as vault:
        yield vault


@pytest.mark.parametrize("reference", [*PHONES, *NAMES])
def test_a_reference_that_reads_like_somebodys_data_is_refused(reference: str) -> None:
    with pytest.raises(Malformed) as refused:
        check_reference(reference)
    assert (refused.value.reason, refused.value.place) == ("input:personal-data", "reference")
    assert reference not in str(refused.value)


@pytest.mark.parametrize("kind", ["call", "ticket", "ndr", "rto"])
def test_what_the_relay_numbers_cases_with_passes_however_many_orders_there_are(kind: str) -> None:
    for order in range(61_234_567, 999_999_999, 9_876_543):
        check_reference(of_an_order(kind, order))
        check_reference(f"{of_a_parcel(kind, order, 2)}1")


@pytest.mark.parametrize("reference", TICKETS)
def test_a_tickets_number_passes(reference: str) -> None:
    check_reference(reference)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_with_a_buyers_data_is_refused(note: str) -> None:
    with pytest.raises(Malformed) as refused:
        check_note(note, "note")
    assert refused.value.reason == "input:personal-data"
    assert not any(word in str(refused.value) for word in note.split() if any(map(str.isdigit, word)) or "@" in word)


@pytest.mark.parametrize("note", REASONS)
def test_an_ordinary_reason_passes(note: str) -> None:
    check_note(note, "why")


def test_every_door_where_something_is_typed_is_kept(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    ben, asha = hired(vault, "Ben", "support_agent"), hired(vault, "Asha", "owner")
    sana, what = hired(vault, "Sana", "support_lead"), ("support", "buyer_phone", "call_buyer")
    lead, mira = hired(vault, "Lata", "security_lead"), join(vault, "Mira", "support_agent")
    later = time.time_ns() // 1_000_000 + 86_400_000
    roles = [RoleRow("support_agent"), RoleRow("marketer")]
    scope = ("views:one:open",)
    doors: dict[str, tuple[Callable[[str], Any], type[Any]]] = {
        "breaking the glass": (lambda t: RevealField(sana.grant, order, *what, t, break_glass=True), Revealed),
        "a person's case": (lambda t: OpenCase(ben.grant, "tea", order, "call", t), CaseOpened),
        "a desk's case": (lambda t: OpenCase(BY, "tea", order, "ticket", t), CaseOpened),
        "a view for a purpose": (lambda t: OpenView(BY, "support", order, purpose="call_buyer", reference=t), Opened),
        "a view": (lambda t: OpenView(BY, "support", order, reference=t), Opened),
        "a change": (lambda t: AssignRoles(lead.grant, mira, roles, why=t), object),
        "a key": (lambda t: IssueKey(BY, "tea", "courier", "fast", scope, later, 10, t), KeyIssued),
        "a station": (lambda t: RegisterStation(asha.grant, "tea", t), object),
        "a script": (lambda t: ImportScripts(asha.grant, "tea", [ScriptSeen("https://x.example/a.js", why=t)]), object),
    }
    for door, (ask, answer) in doors.items():
        with pytest.raises(Malformed) as refused:
            vault.ask(ask("call-99999-00001"), answer)
        assert refused.value.reason == "input:personal-data", door
    raw = (vault._service._in.database)  # type: ignore[attr-defined]
    with raw.reading() as tx:
        held = b"".join(bytes(row[0]) for row in tx.all("SELECT entries FROM ledger_pending"))
    assert b"99999-00001" not in held
