"""Every slip in a contract is told with file and line, all of them at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orderveil.contracts.check import check
from orderveil.contracts.sheet import Problem, read_sheet
from tests.contracts.making import overlay


def told(folder: Path, text: str, name: str = "support.toml") -> list[str]:
    """Return the problems of one overlay as `line: message`."""
    problems = check(overlay(folder, name, text))
    return [f"{problem.line}: {problem.message}" for problem in problems if problem.file == str(folder / name)]


def test_the_built_in_contracts_are_well() -> None:
    assert check(None) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("at_most_days = \n", "1: not TOML: Invalid value"),
        ("a = 1\na = 2\n", "2: not TOML: Cannot overwrite a value"),
        ('why = "unfinished\n', "1: not TOML"),
        (
            '[fields.buyer_fone]\nalways = "mask"\n',
            "1: 'buyer_fone' is no field of the vocabulary; did you mean 'buyer_phone'?",
        ),
        ('[fields.buyer_phone]\nalways = "blur"\n', "2: 'blur' is no treatment; there are clear, mask"),
        (
            '[fields.buyer_phone]\nalways = "initial"\n',
            "2: 'initial' means nothing for buyer_phone; there are clear, mask, coarse",
        ),
        ('[fields.buyer_phone]\nwhenever = "mask"\n', "2: 'whenever' is no stage of this contract"),
        ("[fields.buyer_phone]\nalways = 3\n", "2: 3 is no treatment"),
        ('[stages.x]\norder = ["shiped"]\n', "2: 'shiped' is no state; there are placed"),
        ('[stages.x]\ndirection = "up"\n', "2: direction must be forward or reverse"),
        ('[stages.x]\nwhere = "here"\n', "2: 'where' is not understood here"),
        ("[stages.x]\norder = []\n", "1: holds in no state"),
        ('[stages.always]\norder = ["placed"]\n', "1: a stage cannot be called 'always'"),
        ('[ends]\n"order:arrived" = 3\n', "2: 'order:arrived' is no event"),
        ('[ends]\n"order:delivered" = "soon"\n', "2: 'order:delivered' must be a whole number from 0"),
        ('[ends]\n"order:delivered" = -1\n', "2: 'order:delivered' must be a whole number from 0"),
        ("at_most_days = 0\n", "1: 'at_most_days' must be a whole number from 1"),
        ("at_most_days = true\n", "1: 'at_most_days' must be a whole number"),
        ('hop = "label"\n', "1: hop must be 'support'"),
        ('colour = "red"\n', "1: 'colour' is not understood in a contract"),
        ('never = ["nobody"]\n', "1: 'nobody' is no field of the vocabulary"),
        ('never = "buyer_phone"\n', "1: 'never' must be a list of texts"),
        ('never = ["locale"]\n[fields.locale]\nalways = "clear"\n', "2: 'locale' stands under never as well"),
        ("fields = 3\n", "1: 'fields' must be a table"),
        ('[purposes.x]\nfields = { buyer_phone = "mask" }\n', "1: must say why, in words"),
        ('[purposes.x]\nwhy = "x"\nfields = { nobody = "mask" }\n', "3: 'nobody' is no field of the vocabulary"),
        ('without_purposes = ["x"]\n', "1: 'x' is no purpose of this contract"),
        ("[reference]\nlength = 5\n", "2: length must be at least 13"),
        ('[reference]\nalphabet = "runes"\n', "2: alphabet must be one of"),
        ("[reference]\nlenght = 15\n", "2: 'lenght' is not understood here"),
        ('[reference]\nof = "support"\n', "2: of must name another hop"),
        ('per_shipment = "yes"\n', "1: 'per_shipment' must be true or false"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    found = told(tmp_path, text)

    assert any(line.startswith(problem) for line in found), found


def test_every_slip_is_told_at_once(tmp_path: Path) -> None:
    text = 'colour = "red"\n[fields.buyer_fone]\nalways = "mask"\n[fields.buyer_phone]\nalways = "blur"\n'

    assert [line.partition(":")[0] for line in told(tmp_path, text)] == ["1", "2", "5"]


def test_all_files_are_checked_and_sorted(tmp_path: Path) -> None:
    overlay(tmp_path, "support.toml", 'colour = "red"\n')
    overlay(tmp_path, "label.partner.swift.toml", '\n\nshape = "round"\n')

    assert [(Path(problem.file).name, problem.line) for problem in check(tmp_path)] == [
        ("label.partner.swift.toml", 3),
        ("support.toml", 1),
    ]


@pytest.mark.parametrize("name", ["lable.toml", "support.team.x.toml", "support.partner..toml", "Support.toml"])
def test_a_file_whose_name_means_nothing_is_told(tmp_path: Path, name: str) -> None:
    """A misspelt overlay that is silently passed over would not protect what it was written for."""
    (problem,) = check(overlay(tmp_path, name, ""))

    assert problem.message.startswith("name it <hop>.toml")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "support.toml").write_bytes(b'why = "x"\n\xff\xfe')
    (tmp_path / "label.toml").write_bytes(b"#" * (1 << 20) + b"#")

    assert [(problem.line, problem.message) for problem in check(tmp_path)] == [
        (1, "larger than 1 MiB: not a contract"),
        (2, "not UTF-8"),
    ]


def test_a_file_of_a_spreadsheet_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / "support.toml").write_bytes(
        b"\xef\xbb\xbfat_most_days = 10\r\n[fields.buyer_name]\r\nalways = 'blur'\r\n"
    )

    assert [problem.line for problem in check(tmp_path)] == [3]


def test_a_problem_reads_like_a_compilers() -> None:
    assert str(Problem("label.toml", 3, "is wrong")) == "label.toml:3: is wrong"


def test_an_always_that_an_inherited_stage_does_not_hear_is_told_at_its_line(tmp_path: Path) -> None:
    """Whoever writes it believes that the courier's name is taken; in `delivering` it would still be given."""
    text = '[fields]\ncourier_name = { always = "drop", why = "our templates name no courier" }\n'
    (problem,) = check(overlay(tmp_path, "comms.toml", text))

    assert problem.line == 2
    assert "not heard in delivering" in problem.message


def test_an_always_beside_the_stages_it_narrows_is_heard(tmp_path: Path) -> None:
    named = '[fields]\ncourier_name = { always = "drop", delivering = "drop", why = "our templates name none" }\n'
    coarser = '[fields]\nbuyer_email = { always = "drop", carrying = "drop", collecting = "drop", why = "no form" }\n'
    overlay(tmp_path, "comms.toml", named)

    assert check(overlay(tmp_path, "courier.toml", coarser)) == []


@pytest.mark.parametrize(
    "text", ["a" + ".a" * 400_000 + " = 1\n", "x = " + "9" * 5_000 + "\n", "x = " + "[" * 900_000, "x = " + "[" * 999]
)
def test_a_hostile_text_is_refused_in_a_moment(text: str) -> None:
    began = time.process_time()
    sheet, problems = read_sheet(text, "support.toml")
    assert sheet is None
    assert [(one.file, one.line) for one in problems] == [("support.toml", 1)]
    assert time.process_time() - began < 5
