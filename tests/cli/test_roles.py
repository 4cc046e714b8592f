"""Roles from the command line: shown, checked and put."""

from __future__ import annotations

from pathlib import Path

from orderveil.core.settings import Settings
from orderveil.people.roles import built_in_roles, built_in_text
from orderveil.vault.people_messages import PersonRows, ReadInvitation
from tests.cli.running import run
from tests.vault.making import opened
from tests.vault.people.staff import console

NIGHT = '[night_desk]\nsays = "nights"\ngrants = [{ may = ["orders:order:read"], hops = ["wms"] }]\n'


def test_roles_are_shown_and_their_text_is_what_can_be_put(home: Settings) -> None:
    shown = run(home, "people", "roles", "--json").objects
    assert [row["role"] for row in shown] == list(built_in_roles())
    assert {row["digest"] for row in shown} == {""}
    assert run(home, "people", "roles", "show", "--text").out == built_in_text()
    assert "night_desk" not in run(home, "people", "roles").out


def test_a_text_is_checked_with_its_difference_and_not_put(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(built_in_text().replace("idle_minutes = 10", "idle_minutes = 12", 1) + NIGHT, encoding="utf-8")
    told = run(home, "people", "roles", "check", file, "--json").object
    assert told["says"] == "roles: new: night_desk; wider: warehouse"
    assert [(one["role"], one["state"], one["widens"]) for one in told["changes"]] == [
        ("warehouse", "changed", True), ("night_desk", "new", True),
    ]  # fmt: skip
    assert told["changes"][1]["gains"] == [{"permission": "orders:order:read", "hops": ["wms"]}]
    assert {(one["role"], one["hop"], one["verb"]) for one in told["may"]} == {("night_desk", "wms", "see")}
    assert told["may_not"] == []
    said = run(home, "people", "roles", "check", file).out
    assert "idle_minutes: 10 → 12" in said
    file.write_text("[a]\n", encoding="utf-8")
    wrong = run(home, "people", "roles", "check", file, "--json")
    assert (wrong.code, wrong.object["problems"][0]["place"]) == (1, "roles.toml [a]")
    assert len(run(home, "people", "roles", "--json").objects) == len(built_in_roles())


def test_a_text_is_put_at_once_while_nobody_may_approve_and_waits_when_somebody_may(
    home: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(built_in_text() + NIGHT, encoding="utf-8")
    assert run(home, "people", "roles", "put", file, "--json").object["status"] == "in force"
    cells = run(home, "people", "matrix", "--role", "night_desk", "--json").objects
    assert {(one["hop"], one["verb"]) for one in cells} == {("wms", "see")}
    again = run(home, "people", "roles", "put", file, "--json")
    assert (again.code, again.error["reason"]) == (7, "people:roles-unchanged")
    ben = run(home, "people", "invite", "ben@staff.example", "--name", "Ben", "--role", "night_desk", "--json").object
    held = run(home, "people", "roles", "put", "--built-in", "--json")
    assert (held.code, held.error["reason"], held.error["place"]) == (7, "people:role-held", "[night_desk]")
    assert run(home, "people", "assign", ben["person"]).code == 0
    assert run(home, "people", "roles", "put", "--built-in", "--json").object["status"] == "in force"
    assert "night_desk" not in run(home, "people", "roles").out


def test_whoever_approves_at_the_machine_reads_what_a_change_would_do(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(built_in_text() + NIGHT, encoding="utf-8")
    run(home, "people", "roles", "put", file)
    invited = run(home, "people", "invite", "asha@staff.example", "--name", "Asha", "--role", "owner", "--json").object
    with opened(home, None) as vault:
        vault.ask(ReadInvitation(console(vault), invited["token"], accept=True), PersonRows)
    waits = run(home, "people", "roles", "put", "--built-in", "--json").object
    assert waits["status"] == "waits"
    told = run(home, "people", "roles", "check", "--change", waits["change"], "--json").object
    assert told["says"] == "roles: back to the roles that the relay comes with; gone: night_desk"
    assert {(one["role"], one["verb"]) for one in told["may_not"]} == {("night_desk", "see")}
    assert run(home, "changes", "approve", waits["change"], "--json").error["reason"] == "people:own-change"
    assert run(home, "people", "roles", "check", "--change", "c_000000000000").code == 4
    assert run(home, "people", "roles", "put", "--change", waits["change"]).code == 2


def test_a_file_or_the_built_in_ones_and_not_both(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_bytes(b"\xff")
    for words in (("put",), ("check",), ("show", file), ("put", file, "--built-in"), ("check", tmp_path / "none")):
        assert run(home, "people", "roles", *words).code == 2
    assert run(home, "people", "roles", "check", file).code == 2
    file.write_bytes(b"#" * 70_000)
    assert run(home, "people", "roles", "put", file, "--json").error["reason"] == "input:too-large"
