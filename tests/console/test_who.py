"""The file of who saw it: no cell is a formula, and every part of an entry has its column."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from orderveil.console.screens import who
from orderveil.console.words import LANGUAGES, load_words
from orderveil.vault.people.tracing import KINDS
from orderveil.vault.record_messages import SeenField, SeenRow, SeenRows, WhoSaw
from tests.vault.making import BY


def row(**parts: Any) -> SeenRow:
    told: dict[str, Any] = {
        "place": "2026Q4/17", "at_ms": 1_795_000_000_123, "act": "view:field:revealed", "kind": "reveal",
        "by_kind": "person", "by_id": "P1", "by_name": "Asha", "hop": "support", "shop": "tea",
        "fields": (SeenField("buyer_phone", ("clear",)),), "purpose": "call_buyer", "reference": "T-1",
        "detail": {"case": "desk"}, "orders": ("01M82K8VGHFASYZEY6X0NQR5HW",), "count": 1,
    }  # fmt: skip
    return SeenRow(**(told | parts))


def written(*rows: SeenRow) -> list[dict[str, str]]:
    text = "".join(who._csv(WhoSaw(BY), SeenRows(list(rows))))
    return list(csv.DictReader(io.StringIO(text)))


def test_every_part_stands_in_its_column() -> None:
    assert written(row()) == [
        {
            "at": "2026-11-18T11:06:40.123+00:00", "place": "2026Q4/17", "act": "view:field:revealed",
            "by_kind": "person", "by": "P1", "name": "Asha", "hop": "support", "partner": "", "shop": "tea",
            "shipment": "", "fields": "buyer_phone:clear", "purpose": "call_buyer", "reference": "T-1",
            "detail": "case:desk", "orders": "1", "order_ids": "01M82K8VGHFASYZEY6X0NQR5HW",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("//x.example")'])
def test_no_cell_is_a_formula(name: str) -> None:
    assert written(row(by_name=name))[0]["name"] == f"'{name}"
    assert written(row(by_name="Asha, =1"))[0]["name"] == "Asha, =1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_that_is_told_has_its_word(language: str) -> None:
    acts = [act.value for kind in who.KINDS for act in KINDS[kind]]
    missing = [act for act in acts if f"who_act.{act.replace(':', '_').replace('-', '_')}" not in load_words(language)]
    assert missing == []
    assert [kind for kind in who.KINDS if f"who.is_{kind}" not in load_words(language)] == []
