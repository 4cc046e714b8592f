"""The documents tell the truth: whatever the program has, its page names; whatever a page links to is there."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest

from orderveil.cli.app import app
from orderveil.controls.register import register
from orderveil.core.fields import FIELDS
from orderveil.core.grants import Mode, Scope
from orderveil.core.hop import HOPS
from orderveil.core.order import Direction, OrderState, Origin, ShipmentState
from orderveil.core.view import Treatment
from orderveil.ledger.acts import Act
from tests.cli.test_help import commands, help_of
from tests.reasons import reasons
from tests.tree import ROOT, modules

SETTING = re.compile(r"ORDERVEIL_[A-Z_]+|DATABASE_URL")
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
COMMANDS = set(commands())
GROUPS = {str(group.name) for group in app.registered_groups}
WORDS = (
    "order", "field", "hop", "contract", "view", "treatment", "seal", "open", "reveal", "release", "purpose", "hold",
    "erase", "mark", "exposure", "partner", "key",
)  # fmt: skip


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> set[str]:
    """Return what stands in code in the first cell of each table row."""
    return set(re.findall(r"^\| `([^`]+)` ", text, flags=re.MULTILINE))


def settings_in_the_source() -> set[str]:
    return {
        node.value
        for module in modules("src/orderveil")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value)
    }


def test_every_setting_has_its_line_and_every_line_its_setting() -> None:
    assert rows(page("guide/settings.md")) == settings_in_the_source()


def test_every_reason_has_its_line_and_every_line_its_reason() -> None:
    assert rows(page("spec/errors.md")) == set(reasons())


def test_every_act_has_its_line_in_the_ledgers_specification() -> None:
    text = page("spec/ledger-v1.md")

    assert [act.value for act in Act if f"`{act.value}`" not in text] == []


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (OrderState, "spec/states.md"),
        (ShipmentState, "spec/states.md"),
        (Direction, "spec/states.md"),
        (Origin, "spec/states.md"),
        (Scope, "guide/api.md"),
        (Mode, "guide/modes.md"),
        (Treatment, "guide/contracts.md"),
    ],
)
def test_every_word_of_an_enum_has_its_line(words: type[StrEnum], where: str) -> None:
    text = page(where)

    assert [word.value for word in words if f"`{word.value}`" not in text] == []


def test_every_field_has_its_line() -> None:
    assert set(FIELDS) - rows(page("spec/fields.md")) == set()


def test_every_hop_has_its_section() -> None:
    text = page("guide/hops.md")

    assert [hop.value for hop in HOPS if f"\n## {hop.value}\n" not in text] == []


def test_every_word_of_the_house_stands_in_the_glossary() -> None:
    text = page("glossary.md")

    assert [word for word in WORDS if f"| **{word}** |" not in text] == []


def test_pages_made_from_the_program_say_what_it_says() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "write_docs.py", "--check"], capture_output=True, text=True, cwd=ROOT
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        aim = (path.parent / name).resolve() if name else path
        if not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in anchors(aim)):
            broken.append(target)

    assert broken == []


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_commands_that_pages_name_are_there(path: Path) -> None:
    """A path in code under one of our own folders exists; `make` targets are in the Makefile."""
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|docs|tests|tools|verify|vectors|benchmarks)/[\w./-]+\w)`", text))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    missing += [f"make {name}" for name in set(re.findall(r"`make ([a-z-]+)`", text)) - targets]

    assert missing == []


def test_readme_names_exactly_two_commands_to_begin_with() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("```sh\n", 1)[1].split("```", 1)[0]
    commands = [line.split("#")[0].strip() for line in block.splitlines() if line.strip()]

    assert commands == ["make run", "make test"]


def test_help_in_the_readme_is_what_help_says() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = page("guide/commands.md").split("## orderveil\n", 1)[1]
    told = commands.split("Commands:\n", 1)[1].split("```", 1)[0]

    assert told in text


def commands_in(path: Path) -> list[list[str]]:
    """Return every `orderveil` command that stands on a line of its own in a block of shell."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("orderveil ")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_that_pages_show_can_be_given(path: Path) -> None:
    """Each word is a command or an argument of one, each option one that it has."""
    wrong = []
    for words in commands_in(path):
        known = {command[0] for command in COMMANDS}
        depth = 2 if words[0] in GROUPS else 1
        if words[0] not in known | GROUPS or (depth == 2 and tuple(words[:2]) not in COMMANDS):
            wrong.append(" ".join(words))
            continue
        text = help_of(*words[:depth])
        wrong += [" ".join(words) for word in words[depth:] if word.startswith("--") and f" {word} " not in f"{text} "]

    assert wrong == []


def test_every_control_stands_with_its_hop() -> None:
    text = page("guide/hops.md")

    assert [control.id for control in register() if f"`{control.id}`" not in text] == []
