"""Help: every command has an example, tells of `--json`, and a flaw never prints what it holds."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from orderveil.cli.app import app
from orderveil.cli.exits import MEANINGS, Exit, exit_code
from orderveil.core.errors import RelayError
from tests.exemptions import WITHOUT_JSON
from tests.reasons import reasons
from tests.tree import ROOT


def commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [(str(command.name),) for command in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        found += [(str(group.name), str(command.name)) for command in group.typer_instance.registered_commands]
    return found


def help_of(*words: str) -> str:
    return CliRunner().invoke(app, [*words, "--help"], prog_name="orderveil").output


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_an_example_and_json(words: tuple[str, ...]) -> None:
    text = help_of(*words)

    assert "Example" in text
    assert f"orderveil {' '.join(words)}" in text.split("Example", 1)[1]
    assert ("--json" in text) is (" ".join(words) not in WITHOUT_JSON)


def test_the_list_of_commands_fits_a_terminal() -> None:
    lines = help_of().splitlines()

    assert max(map(len, lines)) <= 80
    assert [line for line in lines[1:] if line.endswith("...")] == []


def test_every_exit_code_has_its_meaning() -> None:
    assert set(MEANINGS) == set(Exit)


@pytest.mark.parametrize("reason", sorted(reasons()))
def test_a_refusal_never_ends_a_command_as_if_all_were_well(reason: str) -> None:
    error = RelayError("refused", reason=reason)

    assert exit_code(error) not in (Exit.OK, Exit.FLAW)


def test_a_flaw_of_ours_tells_its_place_and_not_what_it_holds() -> None:
    program = (
        "import sys; sys.argv = ['orderveil', 'shops', 'list']\n"
        "from orderveil.cli import app, shops\n"
        "def broken(*_): raise KeyError('asha@mail.example')\n"
        "shops.the_shops = broken\n"
        "shops.the_vault = broken\n"
        "app.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)

    assert done.returncode == Exit.FLAW
    assert "KeyError" in done.stderr
    assert "asha" not in done.stderr
