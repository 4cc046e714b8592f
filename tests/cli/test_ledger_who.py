"""`ledger who` by more than an order: what fits all of what is asked, and nothing asked without saying what."""

from __future__ import annotations

from orderveil.core.settings import Settings
from tests.cli.running import run


def test_looks_are_found_by_hop_kind_and_time(home: Settings, order: str) -> None:
    run(home, "view", "support", order, "--json")
    told = run(home, "ledger", "who", "--hop", "support", "--since", "1d", "--json").objects

    assert [(row["act"], row["orders"]) for row in told] == [("view:order:opened", [order])]
    assert run(home, "ledger", "who", "--hop", "courier", "--json").objects == []
    assert run(home, "ledger", "who", order, "--kind", "reveal", "--json").objects == []
    assert run(home, "ledger", "who", "--kind", "look", "--until", "2020-01-01", "--json").objects == []
    asked = run(home, "ledger", "who", "--kind", "record", "--json").objects
    assert {row["act"] for row in asked} == {"ledger:looks:asked", "ledger:order:asked"}


def test_what_cannot_be_asked_is_a_usage_error(home: Settings, order: str) -> None:
    assert run(home, "ledger", "who").code == 2
    assert run(home, "ledger", "who", "--since", "yesterday").code == 2
    assert run(home, "ledger", "who", "--hop", "moon", "--json").error["place"] == "hop"
    assert "nothing like that" in run(home, "ledger", "who", "--person", "nobody").out
