"""Words without their accents, as many people type them. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Return a word in small letters without its accents."""
    plain = unicodedata.normalize("NFD", word.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
