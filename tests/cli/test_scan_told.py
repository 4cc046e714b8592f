"""What `orderveil scan` tells of scams, writes to files, and says when it is stopped or a file is not read."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from orderveil.cli.app import app
from orderveil.scan.sarif import MOST_RESULTS

COURIER = "awb,consignee_name,consignee_mobile,email\n19041424751540,Asha Devi,9999900012,asha@mail.example\n"

# What SARIF 2.1.0 requires of the parts that are written here (sarif-schema-2.1.0.json).
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {"rules": {"items": {"required": ["id"]}, "uniqueItems": True}},
                            }
                        },
                    },
                    "invocations": {
                        "items": {
                            "required": ["executionSuccessful"],
                            "properties": {"toolExecutionNotifications": {"items": {"required": ["message"]}}},
                        }
                    },
                    "results": {
                        "items": {
                            "required": ["message"],
                            "properties": {
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"], "properties": {"text": {"type": "string"}}},
                                "locations": {
                                    "items": {
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "region": {
                                                        "properties": {"startLine": {"type": "integer", "minimum": 1}}
                                                    }
                                                },
                                            }
                                        },
                                    }
                                },
                            },
                        }
                    },
                },
            },
        },
    },
}


@pytest.fixture(autouse=True)
def _a_home_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERVEIL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def courier(tmp_path: Path) -> Path:
    path = tmp_path / "courier.csv"
    path.write_text(COURIER)
    return path


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, ["scan", *words], input=given)


def test_the_table_ends_with_the_scams_and_the_smallest_change(courier: Path) -> None:
    told = run(str(courier)).output

    assert "account takeover" in told
    assert "1 of 1 rows" in told
    assert "mask email and consignee_mobile" in told


@pytest.mark.parametrize(
    ("name", "text", "scam", "change"),
    [
        ("webhook.json", '{"name": "#1001", "total_price": "2499.00", "note": "call 99999 00012"}',
         "payment-failure call", "mask phone numbers in note"),
        ("template.txt", "Dear Asha Devi, it comes to Flat 12, MG Road, Pune 411001.\n", "brushing", "mask "),
    ],
)  # fmt: skip
def test_one_command_names_place_scam_and_change(
    tmp_path: Path, name: str, text: str, scam: str, change: str
) -> None:
    (tmp_path / name).write_text(text)
    told = run(str(tmp_path / name)).output

    (line,) = [line for line in told.splitlines() if scam in line]
    assert name in told
    assert change in line


def test_with_a_hop_what_it_cannot_spare_is_told(courier: Path) -> None:
    courier.write_text('consignee_name,address,pincode\nAsha Devi,"Flat 12, MG Road, Pune",411001\n')
    told = run(str(courier), "--hop", "courier").output

    assert "Courier cannot do its job without" in told


def test_lines_stay_findings_unless_exposure_is_asked_for(courier: Path) -> None:
    plain = [json.loads(line) for line in run(str(courier), "--json").stdout.splitlines()]
    asked = [json.loads(line) for line in run(str(courier), "--json", "--exposure").stdout.splitlines()]

    assert asked[:-1] == plain
    exposure = asked[-1]["exposure"]
    assert exposure["records"] == 1
    assert {one["scam"] for one in exposure["scams"]} >= {"account_takeover", "brushing"}
    assert "99999" not in json.dumps(exposure)


def test_the_report_is_a_page_for_its_owner_alone(courier: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = run(str(courier), "--format", "html", "--output", str(out))

    assert (result.exit_code, result.stdout) == (1, "")
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_text().startswith("<!DOCTYPE html>")
    assert "इससे क्या पता चलता है?" in run(str(courier), "--format", "html", "--lang", "hi").stdout


@pytest.mark.parametrize("shape", ["table", "jsonl", "sarif", "html"])
def test_an_output_replaces_what_was_there_and_leaves_nothing_beside(
    courier: Path, tmp_path: Path, shape: str
) -> None:
    out = tmp_path / "out" / "found"
    out.parent.mkdir()
    out.write_text("old")
    run(str(courier), "--format", shape, "-o", str(out))

    assert out.read_text() != "old"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("language", ["fr", ""])
def test_a_language_that_is_not_there_is_refused(courier: Path, language: str) -> None:
    assert run(str(courier), "--lang", language).exit_code == 2


def test_sarif_has_what_its_schema_requires(courier: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("[1, 2")
    told = json.loads(run(str(courier), str(bad), "--format", "sarif").stdout)

    jsonschema.Draft7Validator(SARIF).validate(told)
    (one,) = told["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in one["results"])
    assert one["invocations"][0]["executionSuccessful"] is False
    assert "bad.json" in one["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert MOST_RESULTS == 25_000  # the most that code hosts take in of one run


def test_names_of_columns_cannot_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"\x1b]0;x\x07mobile","[red]phone"\n9999900012,9999900013\n')

    told = run(str(path)).output
    assert "\x1b]0" not in told
    assert "[red]phone" in told


def test_rows_beyond_those_shown_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("mobile\n" + "".join([f"99999{n:05}\n" for n in range(1200)]))
    told = run(str(path))

    assert "PHONE 1200" in told.output
    assert "1,200 of 1,200 rows" in told.output
    assert told.exit_code == 1


def test_a_baseline_holds_what_stands_in_tables_too(courier: Path, tmp_path: Path) -> None:
    baseline = str(tmp_path / "reviewed.json")
    assert run(str(courier), "--baseline", baseline, "--write-baseline").exit_code == 0
    assert run(str(courier), "--baseline", baseline).exit_code == 0

    courier.write_text(COURIER + "19041424751541,Ravi Rao,9999900013,\n")
    told = [json.loads(line) for line in run(str(courier), "--baseline", baseline, "--json").stdout.splitlines()]
    assert {one["row"] for one in told} == {3}


def test_a_scan_that_is_stopped_tells_what_was_found_so_far(tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    program = "import sys; from orderveil.cli.app import main; sys.exit(main())"
    words = ["scan", "-", "--as", "log", "--format", "jsonl", "-o", str(out)]
    with subprocess.Popen(
        [sys.executable, "-c", program, *words], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as scan:
        assert scan.stdin is not None
        scan.stdin.write("call 99999 00012\n" * 5000)
        scan.stdin.flush()  # returns when all but a pipe's length is read: the scan has begun
        for _ in range(6):  # whoever sees it go on presses again: Python drops a signal that meets it in a destructor
            scan.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                scan.wait(timeout=10)
                break
        _, said = scan.communicate(timeout=30)

    assert scan.returncode == 1
    assert "stopped" in said
    assert "PHONE" in out.read_text()
