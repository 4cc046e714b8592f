"""The table of OWASP ASVS 5.0.0 names what is there, and leaves nothing of levels 1 and 2 out."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from typing import Any

from tests.tree import ROOT

DATA = ROOT / "docs" / "spec" / "asvs.toml"
PAGE = ROOT / "docs" / "spec" / "asvs.md"
# how many each level has in the standard, and how many each chapter has of both: V1 to V17
LEVELS = {1: 70, 2: 183}
CHAPTERS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)


def requirements() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["requirement"]
    return found


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_stands_once() -> None:
    ids = [row["id"] for row in requirements()]
    assert len(set(ids)) == len(ids)
    assert Counter(row["level"] for row in requirements()) == LEVELS
    by_chapter = Counter(int(one.partition(".")[0]) for one in ids)
    assert tuple(by_chapter[number] for number in range(1, len(CHAPTERS) + 1)) == CHAPTERS


def test_what_is_held_is_shown_by_what_exists() -> None:
    for row in requirements():
        assert row["asks"], row["id"]
        assert (row["status"] == "held") == bool(row.get("by")), row["id"]
        for name in row.get("by", []):
            path, _, test = name.partition("::")
            assert (ROOT / path).is_file(), name
            assert not path.startswith("tests/") or test in functions_of(path), name


def test_what_is_not_held_has_its_reason() -> None:
    for row in requirements():
        assert row["status"] in ("held", "open", "not ours"), row["id"]
        assert row["status"] == "held" or len(row["reason"]) >= len("no Java"), row["id"]


def test_the_page_tells_the_counts() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for level in LEVELS:
        counts = Counter(row["status"] for row in requirements() if row["level"] == level)
        assert f"| level {level} | {counts['held']} | {counts['open']} | {counts['not ours']} |" in text
    assert len(re.findall(r"^\| \d+\.\d+\.\d+ \|", text, re.MULTILINE)) == sum(LEVELS.values())
