"""docs/guide/contracts.md: its examples load, and it knows every treatment, note and law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orderveil.contracts.check import check
from orderveil.contracts.pieces import Reader
from orderveil.contracts.sheet import read_sheet
from orderveil.core import viewing
from orderveil.core.hop import Hop
from orderveil.core.laws import CARD_LAW, LAWS
from orderveil.core.view import Treatment
from tests.contracts.making import overlay

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "contracts.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def column(heading: str) -> set[str]:
    """Return the first column of the tables under a heading."""
    section = GUIDE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def test_every_treatment_and_note_is_explained() -> None:
    source = Path(viewing.__file__).read_text(encoding="utf-8") + (
        Path(viewing.__file__).with_name("policy.py").read_text(encoding="utf-8")
    )
    notes = set(re.findall(r'(?:note=|else |step.treatment, |Refused\(|Treatment\.\w+: )"(\w+)"', source)) - {
        "waiting",
        "no_clock",
    }

    assert column("Treatments") == {treatment.value for treatment in Treatment} | notes


def test_every_law_is_told() -> None:
    assert column("Laws") == {law.id for law in LAWS} | {CARD_LAW}


@pytest.mark.parametrize("example", [text for text in EXAMPLES if text.startswith("# ")])
def test_an_example_of_an_overlay_loads(tmp_path: Path, example: str) -> None:
    name = re.match(r"# (\S+\.toml)", example)

    assert name is not None
    assert check(overlay(tmp_path, name.group(1), example)) == []


def test_the_example_of_a_contract_is_read() -> None:
    sheet, problems = read_sheet(EXAMPLES[0], "example.toml")

    assert sheet is not None
    assert sheet.data["hop"] == Hop.COURIER
    Reader(sheet, problems).states("stages", "carrying", also=("why",))
    assert problems == []
