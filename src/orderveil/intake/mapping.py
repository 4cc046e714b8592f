"""A mapping: which column of somebody's CSV is which word of the vocabulary. Kept as a TOML file.

A column is mapped to a field of core.fields, to `item.<key>` of core.order.ITEM_KEYS, to one of the
order's own facts (`order.ref`, `order.changed_at`, `order.state`), or to nothing: then it is kept
aside as unknown, or left out when `drop` names it. A mapping holds names only, never a cell.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orderveil.core.errors import BadConfiguration
from orderveil.core.fields import FIELDS, Kind
from orderveil.core.order import ITEM_KEYS, OrderState

REF, CHANGED_AT, STATE = "order.ref", "order.changed_at", "order.state"
ORDER_TARGETS = (REF, CHANGED_AT, STATE)
ITEM_TARGETS = tuple(f"item.{key}" for key in ITEM_KEYS if key != "line")
# Fields with structure are built from other columns or have none in a table.
FIELD_TARGETS = tuple(name for name, word in FIELDS.items() if word.kind not in (Kind.LINES, Kind.PAIRS))
DATE_ORDERS = ("ymd", "dmy", "mdy")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """One mapping. `states` maps the file's own words, folded, to order states."""

    name: str
    columns: Map[str, str]
    source: str = "csv"
    country: str | None = None
    dates: str = "ymd"
    encoding: str | None = None
    delimiter: str | None = None
    drop: tuple[str, ...] = ()
    states: Map[str, OrderState] = field(default_factory=dict)

    def column_of(self, target: str) -> str | None:
        """Return the first column mapped to `target`."""
        return next((column for column, mapped in self.columns.items() if mapped == target), None)


def check_mapping(mapping: CsvMapping) -> None:
    """Raise BadConfiguration, naming the place, unless the mapping can be used."""
    if not _NAME.fullmatch(mapping.name):
        raise BadConfiguration("a mapping's name is lower-case letters, digits and hyphens", place="name")
    known = {*ORDER_TARGETS, *ITEM_TARGETS, *FIELD_TARGETS}
    used: set[str] = set()
    for column, target in mapping.columns.items():
        if target not in known:
            raise BadConfiguration("no such field (docs/guide/intake.md lists them)", place=f"columns.{column}")
        if target in used:
            raise BadConfiguration("another column is mapped to the same field", place=f"columns.{column}")
        used.add(target)
    if REF not in used and not used & {"order_ref", "order_number"}:
        raise BadConfiguration(f"no column is mapped to {REF}: rows cannot be told apart", place="columns")
    if mapping.dates not in DATE_ORDERS:
        raise BadConfiguration(f"must be one of {', '.join(DATE_ORDERS)}", place="dates")


def write_mapping(mapping: CsvMapping) -> str:
    """Return the mapping as TOML."""
    lines = ["# Which column of a CSV file is which word of the vocabulary.", f"name = {_quote(mapping.name)}"]
    lines.append(f"source = {_quote(mapping.source)}")
    for key in ("country", "dates", "encoding", "delimiter"):
        value = getattr(mapping, key)
        if value is not None:
            lines.append(f"{key} = {_quote(value)}")
    if mapping.drop:
        lines.append(f"drop = [{', '.join(map(_quote, mapping.drop))}]")
    lines += ["", "[columns]", *(f"{_quote(column)} = {_quote(target)}" for column, target in mapping.columns.items())]
    if mapping.states:
        lines += ["", "[states]", *(f"{_quote(word)} = {_quote(state)}" for word, state in mapping.states.items())]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_mapping(text: str, place: str = "mapping") -> CsvMapping:
    """Return the mapping of a TOML text. Raises BadConfiguration naming the line or key."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"line (\d+)", str(problem))
        line = at[1] if at else text.count("\n") + 1  # without a line, the fault is at the end
        raise BadConfiguration("not TOML", place=f"{place}:{line}") from None
    known = {"name", "source", "country", "dates", "encoding", "delimiter", "drop", "columns", "states"}
    for key in told.keys() - known:
        raise BadConfiguration("no such setting", place=f"{place}: {key}")
    words = _texts(told.get("states", {}), f"{place}: states")
    drop = told.get("drop", [])
    if not isinstance(drop, list) or not all(isinstance(column, str) for column in drop):
        raise BadConfiguration("must be a list of column names", place=f"{place}: drop")
    try:
        states = {word.casefold(): OrderState(state) for word, state in words.items()}
    except ValueError:
        raise BadConfiguration("a state that orders do not have", place=f"{place}: states") from None
    mapping = CsvMapping(
        name=_text(told, "name", place) or "",
        columns=_texts(told.get("columns", {}), f"{place}: columns"),
        source=_text(told, "source", place) or "csv",
        country=_text(told, "country", place),
        dates=_text(told, "dates", place) or "ymd",
        encoding=_text(told, "encoding", place),
        delimiter=_text(told, "delimiter", place),
        drop=tuple(drop),
        states=states,
    )
    check_mapping(mapping)
    return mapping


def _text(told: Map[str, Any], key: str, place: str) -> str | None:
    value = told.get(key)
    if value is not None and not isinstance(value, str):
        raise BadConfiguration("must be text", place=f"{place}: {key}")
    return value


def _texts(told: Any, place: str) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise BadConfiguration("must map text to text", place=place)
    return told


def save_mapping(mapping: CsvMapping, folder: Path) -> Path:
    """Write a mapping as `folder/<name>.toml`, whole or not at all, and return where."""
    check_mapping(mapping)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{mapping.name}.toml"
    new = path.with_suffix(".toml.new")
    new.write_text(write_mapping(mapping), encoding="utf-8")
    new.replace(path)
    return path


def load_mapping(path: Path) -> CsvMapping:
    """Return a saved mapping. Raises BadConfiguration."""
    try:
        return read_mapping(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError):
        raise BadConfiguration("cannot be read", place=str(path)) from None
