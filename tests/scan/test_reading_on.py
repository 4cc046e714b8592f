"""What stands beside, behind and within what was expected is searched too, or told of as unread."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from orderveil.core.errors import Malformed, NotFound, RelayError
from orderveil.scan.reading import files_in, pieces_of
from orderveil.scan.searching import Search


def found(content: str, name: str) -> list[tuple[str, str]]:
    unread: list[RelayError] = []
    pieces = pieces_of(io.BytesIO(content.encode()), name)
    return [(one.type, str(one.place)) for one in Search().through(pieces, unread)] + [
        ("unread", str(one.place)) for one in unread
    ]


def test_a_line_that_is_no_json_hides_no_other() -> None:
    lines = '{"phone": "+919999900012"}\n{"phone": \n{"phone": "+919999900013"}\n'
    assert found(lines, "a.ndjson") == [
        ("PHONE", "a.ndjson:1 [phone]"), ("PHONE", "a.ndjson:3 [phone]"), ("unread", "a.ndjson:2"),
    ]  # fmt: skip


def test_what_stands_behind_a_list_never_counts_as_clean() -> None:
    with pytest.raises(Malformed):
        found('[{"a": "tea"}]   \n{"phone": "+919999900012"}', "a.json")
    assert found('[{"phone": "+919999900012"}] \n\n', "a.json") == [("PHONE", "a.json [phone]")]


def test_a_map_by_phone_or_address_has_persons_for_keys() -> None:
    told = found('{"asha@buyers.example": {"n": 2}, "+91 99999 00012": 3, "tea": 4}', "a.json")
    assert sorted(kind for kind, _ in told) == ["EMAIL", "PHONE"]


def test_each_line_of_a_log_is_a_record() -> None:
    log = b"ok\ncall +91 99999 00012\nok\nmail asha@buyers.example\n"
    records = [one.place.record for one in Search().through(pieces_of(io.BytesIO(log), "a.log"))]
    assert records == [1, 3]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_a_folder_that_may_not_be_entered_never_counts_as_clean(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        with pytest.raises(NotFound):
            list(files_in([str(tmp_path)]))
    finally:
        closed.chmod(0o700)


def test_pipes_and_hidden_files_of_a_folder_are_left_out(tmp_path: Path) -> None:
    for name in ("a.txt", ".b.txt", "sub/c.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    os.mkfifo(tmp_path / "pipe")
    assert [Path(one).name for one in files_in([str(tmp_path)])] == ["a.txt", "c.txt"]
