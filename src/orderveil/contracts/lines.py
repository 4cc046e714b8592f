"""Where in a TOML file a key stands, which the standard reader does not tell.

Walks the source of a file that already parsed, so it needs no error handling of its own: it follows
table headers, keys and the nesting of brackets and strings, and notes the line of every key, also
of those inside inline tables. Never reads values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str, ...]

_KEY_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")
_HEADER = re.compile(r"\[\[?(.*?)\]\]?$")
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{},=\n]"
    r"|[^\"'#\[\]{},=\n]+",
    re.DOTALL,
)


def find_lines(source: str) -> Mapping[Path, int]:
    """Return the line (from 1) of every key of a TOML source, by its full path."""
    return _Walk().walk(source)


def _parts(text: str) -> Path:
    parts, at = [], 0
    while match := _KEY_PART.match(text, at):
        quoted, plain = match.group(1), match.group(2) or match.group(3) or ""
        parts.append(plain if quoted is None else _unescaped(quoted))
        at = match.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(parts)


def _unescaped(quoted: str) -> str:
    return next(iter(tomllib.loads(f'"{quoted}" = 0'))) if "\\" in quoted else quoted


class _Walk:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.table: Path = ()
        self.nest: list[tuple[str, Path]] = []  # open brackets, each with the key it belongs to
        self.text = ""  # of the statement or inline key being read
        self.key: Path = ()
        self.line = 1

    def walk(self, source: str) -> Mapping[Path, int]:
        for match in _TOKEN.finditer(source):
            piece = match.group()
            if not piece.startswith("#"):
                self._take(piece)
            self.line += piece.count("\n")
        self._end_statement()
        return self.lines

    def _take(self, piece: str) -> None:
        if piece == "\n" and not self.nest:
            self._end_statement()
        elif piece == "=" and not self.text.lstrip().startswith("["):
            self._note_key()
        elif piece in ("[", "{") and self.key:
            self.nest.append((piece, self.key))
            self.text = ""
        elif piece in ("]", "}") and self.nest:
            self.key = self.nest.pop()[1]
            self.text = ""
        elif piece == "," and self.nest and self.nest[-1][0] == "{":
            self.key, self.text = self.nest[-1][1], ""
        else:
            self.text += piece

    def _note_key(self) -> None:
        inside = self.nest[-1][1] if self.nest else self.table
        parts = _parts(self.text)
        for length in range(1, len(parts) + 1):
            self.lines.setdefault(inside + parts[:length], self.line)
        self.key, self.text = inside + parts, ""

    def _end_statement(self) -> None:
        header = _HEADER.match(self.text.strip()) if not self.key else None
        if header is not None:
            self.table = _parts(header.group(1))
            for length in range(1, len(self.table) + 1):
                self.lines.setdefault(self.table[:length], self.line)
        self.key, self.text = (), ""
