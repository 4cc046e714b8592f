"""Writes names given in Latin letters in other scripts, about as they sound: nine of India, Cyrillic and Arabic."""

from __future__ import annotations

import re

BLOCKS = {
    "hi": 0x900,
    "mr": 0x900,
    "bn": 0x980,
    "pa": 0xA00,
    "gu": 0xA80,
    "ta": 0xB80,
    "te": 0xC00,
    "kn": 0xC80,
    "ml": 0xD00,
}
# Sounds to places in a block of an Indian script, longest first; vowels as a letter and as a sign.
_CONSONANTS = {
    "kh": 0x16,
    "gh": 0x18,
    "ch": 0x1A,
    "jh": 0x1D,
    "th": 0x25,
    "dh": 0x27,
    "ph": 0x2B,
    "bh": 0x2D,
    "sh": 0x36,
    "k": 0x15,
    "g": 0x17,
    "c": 0x15,
    "j": 0x1C,
    "t": 0x24,
    "d": 0x26,
    "n": 0x28,
    "p": 0x2A,
    "b": 0x2C,
    "m": 0x2E,
    "y": 0x2F,
    "r": 0x30,
    "l": 0x32,
    "v": 0x35,
    "w": 0x35,
    "s": 0x38,
    "h": 0x39,
    "f": 0x2B,
    "z": 0x1C,
    "q": 0x15,
    "x": 0x15,
}
_VOWELS = {
    "aa": (0x06, 0x3E),
    "ee": (0x08, 0x40),
    "oo": (0x0A, 0x42),
    "ai": (0x10, 0x48),
    "au": (0x14, 0x4C),
    "a": (0x05, 0),
    "i": (0x07, 0x3F),
    "u": (0x09, 0x41),
    "e": (0x0F, 0x47),
    "o": (0x13, 0x4B),
}
_TAMIL = {
    0x16: 0x15,
    0x17: 0x15,
    0x18: 0x15,
    0x1D: 0x1C,
    0x25: 0x24,
    0x26: 0x24,
    0x27: 0x24,
    0x2B: 0x2A,
    0x2C: 0x2A,
    0x2D: 0x2A,
}
_SOUND = re.compile("|".join(sorted((*_CONSONANTS, *_VOWELS), key=len, reverse=True)))
_V, _B = 0x35, 0x2C  # Bengali writes both alike
_N, _SILENT, _SHORT_A, _LONG_A = 0x28, 0x4D, 0x05, 0x3E
_KEEP_LAST = frozenset({"kn", "ml", "ta", "te"})  # where a last consonant is marked as having no vowel
# Sounds in the letters of Cyrillic and of Arabic, which leaves short vowels out.
_LATIN = "kh gh ch jh th dh ph bh sh k g c j t d n p b m y r l v w s h f z q x aa ee oo ai au a i u e o"
_CYRILLIC = "х г ч дж т д ф б ш к г к дж т д н п б м й р л в в с х ф з к кс а и у ай ау а и у е о"
_ARABIC = "خ غ تش ج ث ذ ف ب ش ك ج ك ج ت د ن ب ب م ي ر ل ف و س ه ف ز ق كس ا ي و ي و - ي و - و"
_UNWRITTEN = "-"
LETTERS = {
    "ru": dict(zip(_LATIN.split(), _CYRILLIC.split(), strict=True)),
    "ar": dict(zip(_LATIN.split(), _ARABIC.split(), strict=True)),
}
LETTERS["ur"] = LETTERS["ar"] | {"k": "ک", "y": "ی", "g": "گ", "p": "پ", "ch": "چ", "ee": "ی", "i": "ی"}


def in_script(name: str, locale: str) -> str:
    """Return about how a name in Latin letters is written in the script of a locale, by its sounds."""
    if locale in LETTERS:
        return _in_letters(name, LETTERS[locale])
    block, text, bare = BLOCKS[locale], "", False
    vowels_end = locale not in _KEEP_LAST
    for part in _SOUND.findall(name):
        if part in _CONSONANTS:
            place = _CONSONANTS[part]
            place = _B if locale == "bn" and place == _V else place
            place = _TAMIL.get(place, place) if locale == "ta" else place
            if locale == "ta" and place == _N and text:
                place += 1  # the n that begins no word
            text += (chr(block + _SILENT) if bare else "") + chr(block + place)
            bare = True
            continue
        letter, sign = _VOWELS[part]
        text += (chr(block + sign) if sign else "") if bare else chr(block + letter)
        bare = False
    if name.endswith("a") and not name.endswith("aa") and text and not bare and text[-1] != chr(block + _SHORT_A):
        text += chr(block + _LONG_A)
    return text + (chr(block + _SILENT) if bare and not vowels_end else "")


def _in_letters(name: str, letters: dict[str, str]) -> str:
    return "".join(letters.get(part, "") for part in _SOUND.findall(name)).replace(_UNWRITTEN, "")
