"""A contract's file as written, and overlays laid over one another, before anything is made of them.

A sheet keeps with every key the file and line it came from, through all layers, so that a problem
found later is told where it was written. Never judges what is written; that is building's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from orderveil.contracts.lines import find_lines
from orderveil.core.hop import Hop

KeyPath = tuple[str, ...]
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_TABLES = ("ends", "fields", "purposes", "reference", "stages")
LARGEST_FILE_BYTES = 1 << 20
_LONGEST_LINE = 1_000  # tomllib takes half an hour over one dotted key of a mebibyte


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong and where. Never holds a buyer's value: contracts hold none."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def problem(self, message: str) -> Problem:
        """Return a problem at this place."""
        return Problem(self.file, self.line, message)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file, or several laid over one another: plain TOML values and the place of every key."""

    file: str
    data: Mapping[str, Any]
    places: Mapping[KeyPath, Place]

    def place(self, *path: str) -> Place:
        """Return where `path` was written, or its nearest written parent."""
        for length in range(len(path), 0, -1):
            if (found := self.places.get(path[:length])) is not None:
                return found
        return Place(self.file, 1)

    def laid_over(self, base: Sheet) -> Sheet:
        """Return `base` with this sheet over it: tables merge key by key, anything else replaces.

        `never` adds up, and what was said last holds: a field that this sheet puts under `never`
        loses its rule and every purpose of the base; one that it gives a rule leaves `never`.
        """
        data = _merge(_without(base.data, _names(self.data.get("never"))), self.data)
        given = {*_names(self.data.get("fields")), *_names_of_purposes(self.data)}
        kept = [name for name in _names(base.data.get("never")) if name not in given]
        added = self.data.get("never", [])
        data["never"] = [*kept, *added] if isinstance(added, list) else added
        return Sheet(self.file, data, {**base.places, **self.places})


def _names(value: Any) -> list[str]:
    """Return the texts of a list or the keys of a table; whatever else stands there is building's to report."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list | Mapping) else []


def _names_of_purposes(data: Mapping[str, Any]) -> Iterator[str]:
    purposes = data.get("purposes")
    for purpose in purposes.values() if isinstance(purposes, Mapping) else ():
        if isinstance(purpose, Mapping):
            yield from _names(purpose.get("fields"))


def _without(data: Mapping[str, Any], names: list[str]) -> Mapping[str, Any]:
    gone = set(names)
    if not gone:
        return data
    fields = {name: rule for name, rule in data.get("fields", {}).items() if name not in gone}
    purposes = {
        name: {**purpose, "fields": {f: t for f, t in purpose.get("fields", {}).items() if f not in gone}}
        for name, purpose in data.get("purposes", {}).items()
    }
    return {**data, "fields": fields, "purposes": purposes}


def _merge(base: Mapping[str, Any], over: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        held = merged.get(key)
        if isinstance(held, Mapping) and isinstance(value, Mapping) and _may_mix(key, held, value, depth):
            merged[key] = _merge(held, value, depth + 1)
        else:
            merged[key] = value
    return merged


def _may_mix(key: str, held: Mapping[str, Any], value: Mapping[str, Any], depth: int) -> bool:
    if key == "reference":  # another hop's reference comes with that hop's format
        return "of" not in held and "of" not in value
    return depth > 0 or key in _TABLES


def read_sheet(source: str, file: str) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet of one TOML source, or the problem that makes it unreadable."""
    for number, written in enumerate(source.splitlines(), 1):
        if len(written) > _LONGEST_LINE:
            return None, [Problem(file, number, f"a line has at most {_LONGEST_LINE} characters")]
    try:
        data = tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        at = _AT_LINE.search(str(error))
        last = source.count("\n") + 1
        line = int(at.group(1)) if at is not None and at.group(1) else last
        return None, [Problem(file, line, f"not TOML: {_AT_LINE.sub('', str(error))}")]
    places = {path: Place(file, line) for path, line in find_lines(source.replace("\r\n", "\n")).items()}
    return Sheet(file, data, places), []


def read_file(path: Path) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet of one file on disk, or the problem that makes it unreadable."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(str(path), 1, f"cannot be read: {error.strerror}")]
    return read_raw(raw, str(path))


def read_raw(raw: bytes, file: str) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet of one file's bytes, which need not be on disk; problems are told under the name `file`."""
    if len(raw) > LARGEST_FILE_BYTES:
        return None, [Problem(file, 1, "larger than 1 MiB: not a contract")]
    try:
        return read_sheet(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        return None, [Problem(file, raw[: error.start].count(b"\n") + 1, "not UTF-8")]


def read_built_in(hop: Hop) -> tuple[Sheet | None, list[Problem]]:
    """Return the contract of `hop` that the relay comes with."""
    source = files("orderveil.contracts").joinpath(f"{hop.value}.toml").read_text("utf-8")
    return read_sheet(source, f"contracts/{hop.value}.toml")
