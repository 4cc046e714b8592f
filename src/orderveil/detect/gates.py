"""Gates: one pass of RE2 over a text tells which of many patterns can match in it at all.

Most texts hold little, and Python's own engine tries every pattern at every character. A gate is
derived from its patterns and lets through whatever any of them matches: what RE2 cannot say (looking
around, going back to a group) is left out, classes of all scripts take every character beyond
ASCII, and long repetitions have no upper end. A gate may open for nothing; it must never stay shut
for something. RE2 never backtracks, so that a gate is linear in its text whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from re import _parser  # type: ignore[attr-defined]  # how Python reads a pattern: a second reader would err alone
from typing import Any

import re2  # type: ignore[import-untyped]

_MEMORY_BYTES = 64 << 20
_LONGEST_REPEAT = 3
_BEYOND = r"\x{80}-\x{10ffff}"
_SPACES = r"\t-\r\x1c-\x20"
_CATEGORIES = {
    "CATEGORY_DIGIT": "0-9" + _BEYOND,
    "CATEGORY_SPACE": _SPACES + _BEYOND,
    "CATEGORY_WORD": "0-9A-Za-z_" + _BEYOND,
    "CATEGORY_NOT_DIGIT": r"\x00-/:-\x7f" + _BEYOND,
    "CATEGORY_NOT_SPACE": r"\x00-\x08\x0e-\x1b\x21-\x7f" + _BEYOND,
    "CATEGORY_NOT_WORD": r"\x00-/:-@\[-^`{-\x7f" + _BEYOND,
}
_PYTHON = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_NOT_WORD": r"\W",
}
# Letters that Python takes for these where case does not count, and RE2 may not.
_FOLDED_ALSO = {"i": "\u0131\u0130", "s": "\u017f", "k": "\u212a"}
_Item = tuple[Any, Any]
_NONE: frozenset[str] = frozenset()


class Gate:
    """Which of several patterns, each under a name, can match in a text that is given as the patterns see it."""

    __slots__ = ("_patterns", "_set")

    def __init__(self, **patterns: re.Pattern[str]) -> None:
        self._patterns = patterns
        self._set: tuple[Any, tuple[str, ...]] | None = None  # with the names of what is in it; made when first asked

    def also(self, **patterns: re.Pattern[str]) -> Gate:
        """Tell of more patterns in the same pass, under names that are not taken yet."""
        if not self._patterns.keys().isdisjoint(patterns):
            raise ValueError("a gate knows one pattern by a name")
        self._patterns |= patterns
        self._set = None
        return self

    def _compiled(self) -> tuple[Any, tuple[str, ...]]:
        options = re2.Options()
        options.max_mem = _MEMORY_BYTES
        options.log_errors = False
        made, names = re2.Set.SearchSet(options), tuple(self._patterns)
        for name in names:
            made.Add(loosened(self._patterns[name]))
        made.Add("")  # met in every text: where it is not, RE2 gave up, and nothing is known
        made.Compile()
        self._set = made, names
        return made, names

    def opened(self, text: str) -> frozenset[str]:
        """Return the names of the patterns that can match in `text`; all of them where nothing is known."""
        made, names = self._set or self._compiled()
        try:
            met = made.Match(text)
        except UnicodeEncodeError:  # a lone surrogate
            met = None
        if not met:
            return frozenset(names)
        if len(met) == 1:
            return _NONE
        met.remove(len(names))
        return frozenset(map(names.__getitem__, met))


RARELY_MET = Gate()
"""Numbers of states, addresses of the network and positions: few texts hold any, and one pass tells of all."""


def loosened(pattern: re.Pattern[str]) -> str:
    """Return an expression of RE2 that matches wherever `pattern` does, and perhaps elsewhere."""
    text = _Loosening(folds=bool(pattern.flags & re.IGNORECASE)).sequence(
        list(_parser.parse(pattern.pattern, pattern.flags)), begins=True, ends=True
    )
    return f"(?is:{text})" if pattern.flags & re.IGNORECASE else f"(?s:{text})"


class _Loosening:
    """Writes one parsed pattern down for RE2."""

    __slots__ = ("_folds",)

    def __init__(self, *, folds: bool) -> None:
        self._folds = folds

    def sequence(self, items: Sequence[_Item], *, begins: bool, ends: bool) -> str:
        last, parts = len(items) - 1, []
        for spot, (kind, value) in enumerate(items):
            if str(value) == "AT_BOUNDARY" and any(map(_is_letter, items[max(0, spot - 1) : spot + 2])):
                parts.append(r"\b")  # beside a letter of ASCII, RE2 has one wherever Python has
            else:
                parts.append(self._item(str(kind), value, begins=begins and spot == 0, ends=ends and spot == last))
        return "".join(parts)

    def _item(self, kind: str, value: Any, *, begins: bool, ends: bool) -> str:
        if kind == "LITERAL":
            return self._literal(value)
        if kind == "IN":
            return self._class(value)
        if kind == "BRANCH":
            return "(?:" + "|".join(self.sequence(list(way), begins=begins, ends=ends) for way in value[1]) + ")"
        if kind == "SUBPATTERN":
            return "(?:" + self.sequence(list(value[3]), begins=begins, ends=ends) + ")"
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeat(*value)
        if kind == "ATOMIC_GROUP":
            return "(?:" + self.sequence(list(value), begins=False, ends=False) + ")"
        if kind in ("ASSERT", "ASSERT_NOT"):
            return self._beside(kind, *value, begins=begins, ends=ends)
        if kind == "AT":
            return ""
        return "." if kind in ("ANY", "NOT_LITERAL") else ".*"

    def _literal(self, point: int) -> str:
        also = _FOLDED_ALSO.get(chr(point).lower(), "") if self._folds else ""
        return f"[{_escaped(point)}{also}]" if also else _escaped(point)

    def _beside(self, kind: str, direction: int, inside: Any, *, begins: bool, ends: bool) -> str:
        """Return what must stand beside a match: at the pattern's very ends alone, where that may be taken."""
        items = list(inside)
        if kind == "ASSERT":
            return self.sequence(items, begins=False, ends=False) if direction > 0 and ends else ""
        if self._folds or len(items) != 1 or not (begins if direction < 0 else ends):
            return ""
        other = _other_than(*items[0])
        return f"(?:^|{other})" if direction < 0 else f"(?:{other}|$)"

    def _class(self, items: Sequence[_Item]) -> str:
        if str(items[0][0]) == "NEGATE":
            return "." if self._folds else _other_than("IN", items[1:])
        parts = [_ranges(str(kind), value) for kind, value in items]
        return f"[{''.join(parts)}{_FOLDED_ALSO['i'] + _FOLDED_ALSO['s'] if self._folds else ''}]"

    def _repeat(self, least: int, most: Any, inside: Any) -> str:
        text = "(?:" + self.sequence(list(inside), begins=False, ends=False) + ")"
        most = int(most)
        return f"{text}{{{least},{most if most <= _LONGEST_REPEAT else ''}}}"


def _is_letter(item: _Item) -> bool:
    return str(item[0]) == "LITERAL" and chr(item[1]).isascii() and chr(item[1]).isalnum()


def _other_than(kind: Any, value: Any) -> str:
    """Return the class of the characters that are not of another: of ASCII exactly, beyond it all of them."""
    items = [(kind, value)] if str(kind) == "LITERAL" else value
    if str(kind) not in ("LITERAL", "IN") or str(items[0][0]) == "NEGATE":
        return "."
    of_ascii = re.compile(f"[{''.join(_ranges(str(inside), part, _PYTHON) for inside, part in items)}]")
    rest = "".join(_escaped(point) for point in range(0x80) if not of_ascii.match(chr(point)))
    return f"[{rest}{_BEYOND}]"


def _ranges(kind: str, value: Any, categories: Mapping[str, str] | None = None) -> str:
    if kind == "CATEGORY":
        return (_CATEGORIES if categories is None else categories)[str(value)]
    if kind == "RANGE":
        return f"{_escaped(value[0], categories)}-{_escaped(value[1], categories)}"
    return _escaped(value, categories)


def _escaped(point: int, categories: Mapping[str, str] | None = None) -> str:
    return f"\\x{{{point:x}}}" if categories is None else f"\\U{point:08x}"
