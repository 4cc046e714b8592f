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


def test_open_cases_are_listed_the_newest_first_and_closed_ones_are_not(home: Settings, order: str) -> None:
    for reference in ("T-1", "T-2", "T-3"):
        run(home, "cases", "open", order, "--reference", reference)
    run(home, "cases", "close", "T-2")
    rows = run(home, "cases", "list", "--json").objects
    assert [(row["reference"], row["kind"], row["origin"], row["order"]) for row in rows] == [
        ("T-3", "ticket", "desk", order),
        ("T-1", "ticket", "desk", order),
    ]
    table = run(home, "cases", "list").out
    assert ("T-3" in table, "T-2" in table, order in table) == (True, False, True)


def test_a_list_that_is_cut_off_says_so_beside_the_rows(home: Settings, order: str) -> None:
    for reference in ("T-1", "T-2", "T-3"):
        run(home, "cases", "open", order, "--reference", reference)
    told = run(home, "cases", "list", "--limit", "2", "--json")
    assert [row["reference"] for row in told.objects] == ["T-3", "T-2"]
    assert "more than 2" in told.err


def test_no_value_of_a_buyer_is_in_the_list(home: Settings, order: str) -> None:
    run(home, "cases", "open", order, "--reference", "T-1")
    told = run(home, "cases", "list", "--json").out + run(home, "cases", "list").out
    assert set(run(home, "cases", "list", "--json").objects[0]) == {
        "shop", "reference", "kind", "origin", "order", "opened_at_ms", "assigned", "assigned_name", "is_stale",
    }  # fmt: skip
    assert not any(word in told for word in ("+91", "@", "Rose"))


def test_without_an_open_case_the_list_says_so(home: Settings, order: str) -> None:
    assert "no open case" in run(home, "cases", "list").out
    assert run(home, "cases", "list", "--shop", "nowhere").code != 0
