"""`orderveil scan` as people and pipelines give it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orderveil.cli.app import app


@pytest.fixture(autouse=True)
def _a_home_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERVEIL_HOME", str(tmp_path / "home"))


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, ["scan", *words], input=given)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    path = tmp_path / "chats.jsonl"
    texts = ["nothing here", "call Asha Devi on 99999 00012", "फोन ९९९९९०००१२"]
    path.write_text("\n".join(json.dumps({"text": text, "phone": "9999900099"}) for text in texts))
    return path


def test_one_finding_a_line_with_record_field_offsets_type_and_score(chats: Path) -> None:
    result = run(str(chats), "--text-field", "text", "--format", "jsonl")

    told = [(one["record"], one["field"], one["start"], one["end"], one["type"]) for one in lines(result)]
    assert told == [(1, "text", 5, 14, "NAME"), (1, "text", 18, 29, "PHONE"), (2, "text", 4, 14, "PHONE")]
    assert all(0 < float(str(one["score"])) <= 1 for one in lines(result))
    assert result.exit_code == 1


@pytest.mark.parametrize("shape", ["table", "jsonl", "sarif"])
def test_no_value_is_shown_unless_it_was_asked_for(chats: Path, shape: str) -> None:
    assert "99999" not in run(str(chats), "--format", shape).output


def test_values_are_shown_when_asked_for(chats: Path) -> None:
    assert "99999 00012" in run(str(chats), "--show-values").output


def test_standard_input_is_read() -> None:
    result = run("-", "--json", given="call 99999 00012\n")

    assert [one["type"] for one in lines(result)] == ["PHONE"]


def test_clean_input_ends_well() -> None:
    assert run("-", given="120 pcs received, 4 damaged\n").exit_code == 0


def test_a_folder_is_read_and_what_is_not_read_in_it_fails_the_check(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("120 pcs received")
    assert run(str(tmp_path)).exit_code == 0

    (tmp_path / "b.heic").write_bytes(b"\0\0ftypheic")
    result = run(str(tmp_path))

    assert result.exit_code == 1
    assert "input:unread" in result.stderr


def test_a_field_that_no_record_has_is_an_error_and_not_a_clean_file(chats: Path) -> None:
    assert run(str(chats), "--text-field", "tetx").exit_code == 1


def test_what_a_hop_is_owed_passes(tmp_path: Path) -> None:
    path = tmp_path / "slip.csv"
    path.write_text("recipient_name\nAsha Devi\n")
    assert run(str(path), "--hop", "courier").exit_code == 0

    path.write_text("recipient_name,email\nAsha Devi,asha@mail.example\n")
    result = run(str(path), "--hop", "courier", "--json")

    assert result.exit_code == 1
    assert [(one["type"], one["contract"]) for one in lines(result)] == [("NAME", "owed"), ("EMAIL", "stand-in only")]


def test_reviewed_findings_pass_and_new_ones_fail(tmp_path: Path) -> None:
    path, baseline = tmp_path / "a.txt", tmp_path / "reviewed.json"
    path.write_text("call 99999 00012\n")
    assert run(str(path), "--baseline", str(baseline), "--write-baseline").exit_code == 0
    assert run(str(path), "--baseline", str(baseline)).exit_code == 0

    path.write_text("call 99999 00012\ncall 99999 00013\n")
    result = run(str(path), "--baseline", str(baseline), "--json")

    assert result.exit_code == 1
    assert [one["row"] for one in lines(result)] == [2]


@pytest.mark.parametrize("words", [("--as", "fax"), ("--type", "SHOE"), ("--write-baseline",)])
def test_wrong_options_are_refused(words: tuple[str, ...]) -> None:
    assert run("-", *words, given="").exit_code == 2
