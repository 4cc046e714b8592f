"""Reading names written in the scripts of India: one table of letters serves nine of them.

Unicode laid their blocks out alike, after ISCII, so that a letter's place in its block tells its
sound. Names are compared by a key that forgets what spellings differ in. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FIRST, _LAST = 0x0900, 0x0D7F
_BLOCK = 0x80
_SOUNDS = {
    **dict(
        zip(
            range(0x05, 0x15),
            ["a", "aa", "i", "ii", "u", "uu", "r", "l", "e", "e", "e", "ai", "o", "o", "o", "au"],
            strict=True,
        )
    ),
    **dict(
        zip(
            range(0x15, 0x3A),
            [
                "k",
                "kh",
                "g",
                "gh",
                "n",
                "c",
                "ch",
                "j",
                "jh",
                "n",
                "t",
                "th",
                "d",
                "dh",
                "n",
                "t",
                "th",
                "d",
                "dh",
                "n",
                "n",
                "p",
                "ph",
                "b",
                "bh",
                "m",
                "y",
                "r",
                "r",
                "l",
                "l",
                "l",
                "v",
                "sh",
                "sh",
                "s",
                "h",
            ],
            strict=True,
        )
    ),
    **dict(
        zip(
            range(0x3E, 0x4D),
            ["aa", "i", "ii", "u", "uu", "r", "r", "e", "e", "e", "ai", "o", "o", "o", "au"],
            strict=True,
        )
    ),
    **dict(zip(range(0x58, 0x60), ["k", "kh", "g", "j", "d", "dh", "ph", "y"], strict=True)),
    **dict(zip(range(0x7A, 0x80), ["n", "n", "r", "l", "l", "k"], strict=True)),  # Malayalam's that end a word
    0x02: "n",
    0x01: "n",
}
_OF_ONE_SCRIPT = {"ੰ": "n", "ৰ": "r", "ৱ": "v"}  # Punjabi's, Assamese's
_KEY = (
    (re.compile(r"(?<=[bcdgjkpst])h"), ""),
    (re.compile(r"ee|ii|y"), "i"),
    (re.compile(r"oo|uu"), "u"),
    (re.compile(r"w"), "v"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"z"), "j"),
    (re.compile(r"f"), "p"),
    (re.compile(r"q"), "k"),
    (re.compile(r"m(?=[bp])"), "n"),
    (re.compile(r"a"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def is_indic(word: str) -> bool:
    """Tell whether a word is written in a script of India."""
    return bool(word) and _FIRST <= ord(word[0]) <= _LAST


def sound_of(word: str) -> str:
    """Return about how a word in a script of India sounds, in Latin letters."""
    return "".join(
        _OF_ONE_SCRIPT.get(letter) or _SOUNDS.get((ord(letter) - _FIRST) % _BLOCK, "") for letter in word
    )


@lru_cache(maxsize=8192)
def name_key(word: str) -> str:
    """Return the key by which spellings of one name are alike, in any of the scripts."""
    key = sound_of(word) if is_indic(word) else word
    for pattern, by in _KEY:
        key = pattern.sub(by, key)
    return key
