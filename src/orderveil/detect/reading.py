"""Reading a text as a person would: digits of every script, encoded or spelled, as plain digits.

Pure. What comes back can be matched with simple patterns and maps every character to where it
stood, so that a finding can be cut out of the text as it came in. Every decoder is bounded: at
most three rounds, each linear in the text. Must never raise, whatever the text holds.
"""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from orderveil.detect.gates import Gate

_ROUNDS = 3
_LAST_CHARACTER = 0x1FBFA  # digits beyond this plane are not assigned


@dataclass(frozen=True, slots=True, repr=False)
class Readable:
    """A text made readable. `spots` maps each of its characters to (start, end) in the source."""

    text: str
    spots: tuple[tuple[int, int], ...] | None = None  # None: the same places as in the source

    def __repr__(self) -> str:
        return "Readable(<hidden>)"

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` up to `end` stood in the source."""
        if self.spots is None:
            return start, end
        return self.spots[start][0], self.spots[end - 1][1]

    def readable_span(self, start: int, end: int) -> tuple[int, int]:
        """Return which characters stood wholly between `start` and `end` of the source."""
        if self.spots is None:
            return start, end
        first = bisect_left(self.spots, (start, -1))
        return first, bisect_right(self.spots, end, first, key=_end_of)


def _end_of(spot: tuple[int, int]) -> int:
    return spot[1]


def digits_of_all_scripts() -> dict[int, str]:
    """Return every character that reads as one decimal digit, with the ASCII digit that it means.

    Decimal digits of all scripts, and circled, superscript and subscript ones.
    """
    folded = {}
    for point in range(0x80, _LAST_CHARACTER):
        value = unicodedata.digit(chr(point), None)
        if value is not None:
            folded[point] = str(int(value))
    return folded


_FULL_WIDTH = {point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}
_FOLD = {**_FULL_WIDTH, **digits_of_all_scripts()}
_LAST_OF_PLANE = 0xFFFF  # beyond it, the engine compares with one character of a class after the other
_MAY_BE_FOLDED = re.compile(
    f"[{''.join(chr(point) for point in _FOLD if point <= _LAST_OF_PLANE)}\U00010000-\U0010ffff]"
)

# Characters that show nothing: zero-width, direction marks, soft hyphen, variation selectors.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"

# Base64 of ASCII digits has a shape of its own: see RFC 4648 with bytes 0x30 to 0x39.
BASE64_DIGITS = r"(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){4}[A-Za-z0-9]{0,9}={0,2}"

_ENCODED = re.compile(
    r"(?P<percent>(?:(?!%[Bb][0-9]{10})%[0-9A-Fa-f]{2})+)"  # but %B4111... is a magnetic stripe
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
    r"|(?P<escape>\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrtbf/\"\\]))"
    # A tag of HTML, with a width at most; what is put into angle brackets besides, an address or a number, is read.
    r"|(?P<tag></?[A-Za-z]{1,12}[1-6]?"
    r"(?:[^<>@0-9]{0,66}|[^<>@=0-9]{1,28}=[^<>@0-9]{0,38}(?:[0-9][^<>@0-9]{0,12}){0,5})>)"
    rf"|(?P<base64>\b{BASE64_DIGITS})"
    rf"|(?P<invisible>[{INVISIBLE}]+)"
)
# As one class that everything begins with, so that the engine skips what is not of it.
_MAY_BE_ENCODED = re.compile(
    rf"[%&<\\MNO{INVISIBLE}](?:(?<![MNO])|[DTjz][AEIMQUYcgk][w-z0-5][MNO][DTjz])"
)

NUMBER_WORDS: dict[str, str] = {
    **{word: "0" for word in ("zero", "oh", "nought", "shunya", "sunya", "शून्य")},
    **{word: "1" for word in ("one", "ek", "एक")},
    **{word: "2" for word in ("two", "do", "दो")},
    **{word: "3" for word in ("three", "teen", "tin", "तीन")},
    **{word: "4" for word in ("four", "char", "chaar", "चार")},
    **{word: "5" for word in ("five", "paanch", "panch", "पांच", "पाँच")},
    **{word: "6" for word in ("six", "chhe", "chhah", "che", "छह", "छः", "छे")},
    **{word: "7" for word in ("seven", "saat", "सात")},
    **{word: "8" for word in ("eight", "aath", "आठ")},
    **{word: "9" for word in ("nine", "nau", "नौ")},
}
REPEATS = {"double": 2, "triple": 3, "डबल": 2, "ट्रिपल": 3}
_WORD = "|".join(sorted((*NUMBER_WORDS, *REPEATS), key=len, reverse=True))
_FEWEST_WORDS = 3
_SPELLED = re.compile(
    rf"(?i)(?<![a-z])(?:{_WORD})(?:[\s,.;:/|_-]{{1,4}}(?:{_WORD}|[0-9](?![0-9]))){{{_FEWEST_WORDS - 2},}}"
    rf"[\s,.;:/|_-]{{1,4}}(?:{_WORD})(?![a-z])"
)
_ONE_WORD = re.compile(rf"(?i){_WORD}|\d+")
_MAY_BE_SPELLED = Gate(spelled=_SPELLED)


def read(text: str) -> Readable:
    """Return `text` with digits folded to ASCII, encodings undone and spelled digits written out."""
    readable = Readable(text.translate(_FOLD) if not text.isascii() and _MAY_BE_FOLDED.search(text) else text)
    for _ in range(_ROUNDS):
        if not _MAY_BE_ENCODED.search(readable.text):
            break
        decoded = _rewrite(readable, _ENCODED, _decode)
        if decoded.text == readable.text:
            break
        readable = decoded
    return _rewrite(readable, _SPELLED, _spell) if _MAY_BE_SPELLED.opened(readable.text) else readable


def _rewrite(readable: Readable, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> Readable:
    pieces: list[str] = []
    spots: list[tuple[int, int]] = []
    done = 0
    for found in pattern.finditer(readable.text):
        start, end = found.span()
        new = change(found)
        if new == found.group():
            continue
        pieces += (readable.text[done:start], new)
        spots += _spots_between(readable, done, start)
        spots += [readable.source_span(start, end)] * len(new)
        done = end
    if not done:
        return readable
    pieces.append(readable.text[done:])
    spots += _spots_between(readable, done, len(readable.text))
    return Readable("".join(pieces), tuple(spots))


def _spots_between(readable: Readable, start: int, end: int) -> list[tuple[int, int]]:
    if readable.spots is None:
        return [(spot, spot + 1) for spot in range(start, end)]
    return list(readable.spots[start:end])


def _decode(found: re.Match[str]) -> str:
    text = found.group()
    kind = found.lastgroup
    if kind == "percent":
        return unquote(text, errors="replace").translate(_FOLD)
    if kind == "entity":
        return html.unescape(text).translate(_FOLD)
    if kind == "escape":
        return _unescape(text).translate(_FOLD)
    if kind == "base64":
        return _unpack(text)
    return " " if kind == "tag" else ""


def _unescape(text: str) -> str:
    if text[1] in "ux":
        return chr(int(text[2:], 16))
    return text[1] if text[1] in '/"\\' else " "


def _unpack(text: str) -> str:
    bare = text.rstrip("=")
    try:
        raw = base64.b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return text
    return raw.decode("ascii") if raw.isdigit() else text


def _spell(found: re.Match[str]) -> str:
    words = _ONE_WORD.findall(found.group().lower())
    if sum(not word.isdigit() for word in words) < _FEWEST_WORDS:
        return found.group()
    digits: list[str] = []
    times = 1
    for word in words:
        if word in REPEATS:
            times = REPEATS[word]
            continue
        digits.append(NUMBER_WORDS.get(word, word) * times)
        times = 1
    return "".join(digits)
