"""Finding names of people in other scripts: after the label of a form, and beside a title.

Pure; Scanned texts only. Must never take what a form says of a missing name for one, nor `customer`
with its polite ending for somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.textwords import GATE
from orderveil.detect.wordlists.namewords import LABEL_ABROAD, TITLE_ABROAD
from orderveil.detect.wordlists.nobody import (
    ENDINGS_ABROAD,
    GOES_ON_ABROAD,
    NOBODY_ABROAD,
    NOBODY_POLITE,
    ORDINARY_ABROAD,
    SIGNS_OF_NO_NAME,
    THINGS_ABROAD,
    WORSHIP,
)
from orderveil.detect.wordlists.scriptnames import FAMILY_SIGNS, GIVEN_IN_SCRIPT, HANGUL_FAMILIES

_MOST_WORDS = 4
_PLAIN, _LIKELY, _SUPPOSED = 0.75, 0.7, 0.62
_POLITE_ENDS = (*(each for each in NOBODY_POLITE if len(each) > 1), "客", "皆")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]|[\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u200c\u200d])*")
_SIGNS_FROM, _SIGNS_TO = "\u3005", "\u9fff"


def find_foreign(given: Scanned) -> Iterator[Finding]:
    """Yield names that stand after a label or beside a title in a script other than Latin."""
    opened = given.opened(GATE)
    if "label_abroad" in opened:
        for found in LABEL_ABROAD.finditer(given.low):
            yield from _labelled(given, found)
    if "title_abroad" in opened:
        for found in TITLE_ABROAD.finditer(given.low):
            yield from _titled(given, found)


def _labelled(given: Scanned, found: re.Match[str]) -> Iterator[Finding]:
    start, low = found.start(1), given.low
    if NOBODY_ABROAD.match(low, start) or THINGS_ABROAD.search(low, max(0, found.start() - 16), found.start()):
        return
    end = _end_of_name(given, start, found.end(1))
    if end > start:
        yield given.finding(Kind.NAME, (start, end), _PLAIN, "a name after its label, in another script")


def _end_of_name(given: Scanned, start: int, most: int) -> int:
    """Return where the name ends: before words that go on with the sentence, and after four words at the latest."""
    low, end = given.low, start
    if _SIGNS_FROM <= low[start] <= _SIGNS_TO:
        gone = SIGNS_OF_NO_NAME.search(low, start, most)
        return start + len(low[start : gone.start() if gone else most].rstrip())
    titled = given.text[start].isupper()
    for count, word in enumerate(_WORD.finditer(low, start, most)):
        goes_on = word.group() in GOES_ON_ABROAD or (titled and not given.text[word.start()].isupper())
        if count == _MOST_WORDS or (count and (goes_on or low[end : word.start()].strip())):
            break
        ending = ENDINGS_ABROAD.search(word.group())
        end = word.start() + (ending.start() if ending and ending.start() else len(word.group()))
        if ending:
            break
    return end


_SPACED, _THAI, _KOREAN, _CHINESE = 1, 2, 3, 4  # groups of the pattern; the last is Japanese


def _titled(given: Scanned, found: re.Match[str]) -> Iterator[Finding]:
    which = found.lastindex or _SPACED
    name, score = found[which].rstrip(), _PLAIN
    if which == _SPACED:
        name = _without_the_rest(name)
    elif which == _THAI:
        score = _LIKELY
    elif which != _CHINESE:
        if _is_no_name(name):
            return
        known = name[0] in (HANGUL_FAMILIES if which == _KOREAN else FAMILY_SIGNS) and len(name) > 1
        score = _PLAIN if known or name in GIVEN_IN_SCRIPT else _SUPPOSED
    if name:
        start = found.start(which)
        yield given.finding(Kind.NAME, (start, start + len(name)), score, "a name beside its title, in another script")


def _without_the_rest(name: str) -> str:
    """Return one or two words after a title without what is no name of them; empty where a god is worshipped."""
    first, _, second = name.partition(" ")
    if NOBODY_ABROAD.match(first) or second in WORSHIP or first in GOES_ON_ABROAD:
        return ""
    return first if second in GOES_ON_ABROAD or second in ORDINARY_ABROAD else name


def _is_no_name(name: str) -> bool:
    """Tell whether a word before a polite ending says what somebody is, not who."""
    if len(name) == 1:
        return name in NOBODY_POLITE or name not in FAMILY_SIGNS
    return name in NOBODY_POLITE or name.endswith(_POLITE_ENDS)
