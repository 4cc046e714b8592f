"""What the watch reads of the record, what it leaves with the vault, and who answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.core.errors import Conflict, Malformed, NotAllowed, NotFound, RelayError
from orderveil.core.settings import Settings
from orderveil.vault.alert_messages import (
    Activity,
    AlertRow,
    AlertRows,
    AnswerAlert,
    Evidence,
    ListAlerts,
    NewAlert,
    NoteSent,
    RaiseAlerts,
    ReadActivity,
)
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, LedgerExport, LedgerPage, RoomGrant
from orderveil.vault.people_messages import FindOrders, OrderRows
from orderveil.vault.watching import serving
from orderveil.watch.settings import Delivery
from orderveil.watch.worker import Post, watch_round
from tests.vault.making import BY, draft, fields, opened, seal
from tests.vault.people.staff import desk_case, hired, other_tenant, reveal

SPOTLESS = Post(Delivery(None, None), "http://localhost:8471")


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        yield vault


def worker(vault: Any) -> RoomGrant:
    return RoomGrant("worker", vault._service.room_secret("worker"))


def numbered(vault: Any) -> None:
    vault._service._looks.number_the_record()


def activity(vault: Vault, **parts: Any) -> Activity:
    numbered(vault)
    return vault.ask(ReadActivity(worker(vault), "main", **parts), Activity)


def raise_one(vault: Vault, who: str, **parts: Any) -> AlertRow:
    told = {"key": f"bulk:{who}", "kind": "bulk", "role": "support_agent", "score": 5.5} | parts
    new = NewAlert(
        who=who, at_ms=1_790_000_000_000, counts={"reveals": 90}, evidence=(Evidence("2026Q4/9", 1, "o"),), **told
    )
    before = activity(vault)
    handed = RaiseAlerts(
        worker(vault), "main", before.version, before.log, before.index, before.heard_ms, b"memory", [new]
    )
    vault.ask(handed, Done)
    return next(row for row in vault.ask(ListAlerts(BY), AlertRows).rows if row.who == who)


def acts(vault: Vault) -> list[dict[str, Any]]:
    numbered(vault)
    page = vault.ask(LedgerExport(BY), LedgerPage)
    return [entry for entry in map(json.loads, page.entries) if entry["act"].startswith("alerts:")]


def test_the_watch_reads_who_and_which_field_and_never_a_value(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    ben, lena = hired(vault, "Ben", "support_agent"), hired(vault, "Lena", "support_agent")
    desk_case(vault, order, "T-1")
    desk_case(vault, order, "T-2", assigned=lena.person)
    reveal(vault, ben, order)
    reveal(vault, ben, order, "T-2", field="recipient_phone")
    with pytest.raises(RelayError):
        reveal(vault, ben, order, "T-999")
    vault.ask(FindOrders(ben.grant, "tea", "support", {"phone": "+919999977777"}), OrderRows)

    page = activity(vault)
    rows = {(row.kind, row.origin, row.reason, row.field) for row in page.rows if row.who == f"person:{ben.person}"}

    assert rows >= {
        ("revealed", "desk", "", "buyer_phone"),
        ("revealed", "others", "", "recipient_phone"),
        ("refused", "", "case:unknown", ""),
        ("searched", "", "", ""),
    }
    assert {row.role for row in page.rows if row.kind == "revealed"} == {"support_agent"}
    assert all(row.order == order and row.n for row in page.rows if row.kind == "revealed")
    told = "".join(f"{row.place}{row.order}{row.field}{row.who}" for row in page.rows)
    assert all(str(value) not in told for value in (fields(1)["buyer_phone"], fields(1)["buyer_name"]))


def test_reading_goes_on_from_the_place_that_was_kept_with_the_memory(vault: Vault) -> None:
    order = seal(vault, draft(1))[0].order or ""
    ben = hired(vault, "Ben", "support_agent")
    desk_case(vault, order, "T-1")
    reveal(vault, ben, order)
    watch_round(vault, worker(vault), SPOTLESS)
    numbered(vault)
    watch_round(vault, worker(vault), SPOTLESS)

    assert [row.kind for row in activity(vault).rows] == []
    reveal(vault, ben, order, field="recipient_phone")
    again = activity(vault)
    assert [row.field for row in again.rows] == ["recipient_phone"]
    assert again.state


def test_memory_and_alerts_are_kept_together_or_not_at_all(vault: Vault) -> None:
    raised = raise_one(vault, "key:key_1")
    stale = RaiseAlerts(worker(vault), "main", 0, "", 0, 0, b"older", [])

    with pytest.raises(Conflict) as refused:
        vault.ask(stale, Done)

    assert refused.value.reason == "alerts:stale"
    assert activity(vault).state == b"memory"
    assert raise_one(vault, "key:key_1").alert == raised.alert
    assert [entry["act"] for entry in acts(vault)] == ["alerts:alert:raised"]


def test_an_alert_is_answered_once_and_recorded(vault: Vault) -> None:
    ben, lead = hired(vault, "Ben", "support_agent"), hired(vault, "Lena", "support_lead")
    raised = raise_one(vault, f"person:{ben.person}")

    listed = vault.ask(ListAlerts(lead.grant), AlertRows).rows
    done = vault.ask(AnswerAlert(lead.grant, raised.alert, "coached", "talked to Ben"), AlertRows).rows[0]

    assert [(row.who_name, row.state, row.evidence) for row in listed] == [("Ben", "open", ())]
    assert (done.state, done.answered_by_name, done.note) == ("coached", "Lena", "talked to Ben")
    assert done.evidence[0].place == "2026Q4/9"
    with pytest.raises(Conflict):
        vault.ask(AnswerAlert(lead.grant, raised.alert, "justified"), AlertRows)
    answered = acts(vault)[-1]
    assert (answered["act"], answered["actor"]) == ("alerts:alert:answered", f"person:{lead.person}")
    assert answered["detail"] == {
        "alert": raised.alert, "answer": "coached", "kind": "bulk", "who": f"person:{ben.person}",
    }  # fmt: skip


def test_nobody_reads_or_answers_an_alert_about_themselves_or_their_own_team(vault: Vault) -> None:
    lead = hired(vault, "Lena", "support_lead")
    own = raise_one(vault, f"person:{lead.person}")
    team = raise_one(vault, "team:support_lead", role="support_lead")

    assert [row.who for row in vault.ask(ListAlerts(lead.grant), AlertRows).rows] == ["team:support_lead"]
    for alert in (own, team):
        with pytest.raises(NotAllowed) as refused:
            vault.ask(AnswerAlert(lead.grant, alert.alert, "justified"), AlertRows)
        assert refused.value.reason == "alerts:own-alert"


def test_an_agent_reads_no_alerts_and_another_tenant_none_of_ours(vault: Vault) -> None:
    agent, chandra = hired(vault, "Ben", "support_agent"), other_tenant(vault)
    raised = raise_one(vault, "key:key_1")

    with pytest.raises(NotAllowed):
        vault.ask(ListAlerts(agent.grant), AlertRows)
    assert vault.ask(ListAlerts(chandra.grant, tenant="main"), AlertRows).rows == []
    with pytest.raises(NotFound):
        vault.ask(AnswerAlert(chandra.grant, raised.alert, "justified"), AlertRows)
    with pytest.raises(NotAllowed):
        vault.ask(ReadActivity(chandra.grant, "main"), Activity)
    with pytest.raises(NotAllowed):
        vault.ask(RaiseAlerts(BY, "main", 0, "", 0, 0, b"", []), Done)


@pytest.mark.parametrize(("answer", "note"), [("ignored", ""), ("coached", "x" * 201), ("coached", "two\nlines")])
def test_answers_are_of_three_words_and_a_short_note(vault: Vault, answer: str, note: str) -> None:
    raised = raise_one(vault, "key:key_1")

    with pytest.raises(Malformed):
        vault.ask(AnswerAlert(BY, raised.alert, answer, note), AlertRows)


def test_an_answer_is_taken_back_by_whoever_gave_it_and_recorded(vault: Vault) -> None:
    lead, other = hired(vault, "Lena", "support_lead"), hired(vault, "Asha", "owner")
    raised = raise_one(vault, "key:key_1")
    with pytest.raises(NotAllowed):  # nobody answered yet
        vault.ask(AnswerAlert(lead.grant, raised.alert, ""), AlertRows)
    vault.ask(AnswerAlert(lead.grant, raised.alert, "justified", "looked at it"), AlertRows)
    with pytest.raises(NotAllowed) as refused:
        vault.ask(AnswerAlert(other.grant, raised.alert, ""), AlertRows)
    assert refused.value.reason == "alerts:not-yours"

    row = vault.ask(AnswerAlert(lead.grant, raised.alert, ""), AlertRows).rows[0]
    assert (row.state, row.answered_by, row.note) == ("open", None, "")
    assert [entry["detail"].get("answer") for entry in acts(vault)] == [None, "justified", "undone"]
    again = vault.ask(AnswerAlert(other.grant, raised.alert, "incident"), AlertRows).rows[0]
    assert (again.state, again.answered_by_name) == ("incident", "Asha")


def test_an_answer_stands_after_ten_minutes(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    raised = raise_one(vault, "key:key_1")
    vault.ask(AnswerAlert(BY, raised.alert, "coached"), AlertRows)
    monkeypatch.setattr(serving, "TAKE_BACK_MS", -1)
    with pytest.raises(Conflict) as refused:
        vault.ask(AnswerAlert(BY, raised.alert, ""), AlertRows)
    assert refused.value.reason == "alerts:too-late"


def test_the_watch_hears_no_answer_that_may_yet_be_taken_back(vault: Vault) -> None:
    raised = raise_one(vault, "key:key_1")
    vault.ask(AnswerAlert(BY, raised.alert, "justified"), AlertRows)
    before = activity(vault)
    assert (before.answered, before.heard_ms) == ((), 0)
    vault.ask(AnswerAlert(BY, raised.alert, ""), AlertRows)
    assert activity(vault).answered == ()


def test_what_was_answered_justified_is_heard_by_the_watch_once(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = raise_one(vault, "key:key_1")
    vault.ask(AnswerAlert(BY, raised.alert, "justified"), AlertRows)
    monkeypatch.setattr(serving, "TAKE_BACK_MS", 0)

    assert activity(vault).answered == ("bulk",)
    raise_one(vault, "key:key_2")
    assert activity(vault).answered == ()


def test_what_was_sent_by_a_channel_is_not_offered_to_it_again(vault: Vault) -> None:
    raised = raise_one(vault, "key:key_1")
    vault.ask(NoteSent(worker(vault), raised.alert, "email"), Done)

    assert vault.ask(ListAlerts(worker(vault), "main", unsent="email"), AlertRows).rows == []
    assert len(vault.ask(ListAlerts(worker(vault), "main", unsent="webhook"), AlertRows).rows) == 1


def test_alerts_lie_sealed_and_a_forged_row_is_none(vault: Any) -> None:
    raised = raise_one(vault, "person:p_0a1b2c3d4e5f")
    database = vault._service._in.database
    with database.writing() as tx:
        sealed = bytes(tx.one("SELECT sealed FROM alerts WHERE id = ?", (raised.alert,))[0])
        tx.execute("INSERT INTO alerts (id, tenant, at, sealed) VALUES ('a_forged', 'main', 1, ?)", (sealed,))

    assert b"0a1b2c" not in sealed
    assert [row.alert for row in vault.ask(ListAlerts(BY), AlertRows).rows] == [raised.alert]
