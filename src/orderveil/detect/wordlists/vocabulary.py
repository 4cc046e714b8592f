"""Ordinary words of many languages, so that what no list of names knows is not taken for one.

Read once from vocabularies/, a file for each language, of words in small letters parted by spaces; written from
general knowledge, without names. Words of Latin script are compared without their accents, as people type them.
Pure but for reading these files.
"""

from __future__ import annotations

from importlib import resources
from typing import Final

from orderveil.detect.folding import fold

_LATIN_END = "\u0250"


def _read() -> frozenset[str]:
    files = resources.files(__package__).joinpath("vocabularies").iterdir()
    told = (file.read_text(encoding="utf-8").split() for file in files if file.name.endswith(".txt"))
    return frozenset(
        word if word.isascii() or word >= _LATIN_END else fold(word) for words in told for word in words
    )


VOCABULARY: Final = _read()
