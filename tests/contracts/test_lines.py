"""Where a key stands, in every way in which TOML lets it be written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.contracts.lines import find_lines
from orderveil.contracts.sheet import read_built_in
from orderveil.core.hop import HOPS, Hop

SOURCE = '''# a comment with = and [brackets]
hop = "label"   # trailing = comment
never = [
  "a = b", # in a list
  "c",
]

[fields.buyer_name]
why = """
line = one
[not.a.table]
"""
always = 'clear # no comment'

[purposes."two words"]
fields = { buyer_phone = "clear", "odd = key" = ["x", { deep = 1 }], last = true }
ends.after = 3
[[steps]]
name = "one"
'''


def paths_of(table: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from paths_of(value, (*above, key))


def test_every_way_of_writing_a_key_is_found() -> None:
    lines = find_lines(SOURCE)

    assert lines[("hop",)] == 2
    assert lines[("never",)] == 3
    assert lines[("fields",)] == lines[("fields", "buyer_name")] == 8
    assert lines[("fields", "buyer_name", "why")] == 9
    assert lines[("fields", "buyer_name", "always")] == 13
    assert lines[("purposes", "two words")] == 15
    assert lines[("purposes", "two words", "fields", "buyer_phone")] == 16
    assert lines[("purposes", "two words", "fields", "odd = key", "deep")] == 16
    assert lines[("purposes", "two words", "fields", "last")] == 16
    assert lines[("purposes", "two words", "ends", "after")] == 17
    assert lines[("steps", "name")] == 19
    assert ("line",) not in lines
    assert ("not",) not in lines


@pytest.mark.parametrize("hop", HOPS)
def test_every_key_of_every_contract_has_a_line(hop: Hop) -> None:
    sheet, problems = read_built_in(hop)

    assert sheet is not None
    assert problems == []
    assert [path for path in paths_of(dict(sheet.data)) if path not in sheet.places] == []


KEYS = st.text("abc_=#[]{}\"',. ", min_size=1, max_size=6)
SCALARS = st.one_of(st.integers(0, 9), st.booleans(), st.text("ab=#[]{}\"'\\,\n", max_size=8))
TABLES = st.dictionaries(KEYS, st.one_of(SCALARS, st.lists(SCALARS, max_size=3)), min_size=1, max_size=4)


def quoted(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",\n  ".join(map(quoted, value)) + "]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@given(st.dictionaries(KEYS, TABLES, min_size=1, max_size=4))
def test_no_odd_key_or_value_leads_it_astray(tables: dict[str, dict[str, Any]]) -> None:
    written, expected, line = [], {}, 0
    for name, table in tables.items():
        line += 1
        written.append(f"[{quoted(name)}]")
        expected[(name,)] = line
        for key, value in table.items():
            expected[(name, key)] = line + 1
            text = f"{quoted(key)} = {quoted(value)}"
            written.append(text)
            line += 1 + text.count("\n")
    source = "\n".join(written)

    assert tomllib.loads(source) == tables
    assert dict(find_lines(source)) == expected
