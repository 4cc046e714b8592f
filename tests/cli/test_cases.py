"""Cases from the command line: opened and closed as a help desk would."""

from __future__ import annotations

from orderveil.core.settings import Settings
from tests.cli.running import run


def test_a_case_is_opened_for_an_order_and_closed_again(home: Settings, order: str) -> None:
    made = run(home, "cases", "open", order, "--kind", "refund", "--reference", "T-1041", "--json").object
    closed = run(home, "cases", "close", "T-1041", "--json").object
    told = run(home, "ledger", "who", order, "--json").out

    assert (made["reference"], made["kind"], made["origin"], made["closed_at_ms"]) == ("T-1041", "refund", "desk", None)
    assert closed["closed_at_ms"] >= made["opened_at_ms"]
    assert "people:case:opened" in told
    assert "people:case:closed" in told


def test_a_case_without_a_reference_is_given_one(home: Settings, order: str) -> None:
    made = run(home, "cases", "open", order, "--json").object
    assert made["reference"].startswith("ticket-")


def test_a_reference_that_could_be_a_buyers_number_opens_no_case(home: Settings, order: str) -> None:
    told = run(home, "cases", "open", order, "--reference", "9999900001", "--json")
    assert told.code != 0
    assert "9999900001" not in told.out + told.err


def test_no_case_is_opened_of_what_is_not_there(home: Settings, order: str) -> None:
    assert run(home, "cases", "open", "01K9Z3V4X5B6C7D8E9F0G1H2J3", "--json").code != 0
    assert run(home, "cases", "close", "T-7", "--json").error["reason"] == "case:unknown"
    assert run(home, "cases", "open", order, "--kind", "gossip").code == 2
