"""The words that sentences for the small model are made of, and which words are ordinary: features by themselves."""

from __future__ import annotations

import re
from typing import Final

from orderveil.detect.wordlists.placenames import PLACES
from tools import name_data as data
from tools.name_templates import TEMPLATES
from tools.name_texts import ABROAD, LEADS, NAMING, NOBODY, ORDINARY, VOCABULARIES

WORDS: Final = {
    "E": sorted(data.ENGLISH) * 2 + sorted(data.MORE_ENGLISH) + VOCABULARIES["E"],
    "H": sorted(data.HINGLISH) + VOCABULARIES["H"],
    "B": sorted(data.BRANDS),
    "G": sorted(data.GOODS | data.NATIONS),
    "F": sorted(data.FESTIVALS),
    "J": sorted(data.JARGON),
    "O": sorted(data.BINDING),
    "K": sorted(data.CODES),
    "T": sorted(data.NOTICES),
    "C": sorted(data.CITIES) + sorted(place.title() for place in PLACES),
    "R": sorted(data.AREAS),
    **{letter: text.split() + VOCABULARIES.get(letter, []) for letter, text in ORDINARY.items()},
}
_SPOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
OLDER = [(line.partition("|")[0], line.partition("|")[2]) for line in TEMPLATES]
_TEMPLATES = (*NAMING, *NOBODY, *(template for _, template in (*OLDER, *ABROAD)))
ORDINARY_WORDS = frozenset(
    part.lower() for letter, of in WORDS.items() if letter not in "CRK" for told in of for part in told.split("_")
) | frozenset(
    word.lower()
    for template in _TEMPLATES
    for word in _SPOKEN.findall(re.sub(r"\{.\}", " ", template))
) | frozenset(word.lower() for _, _, lead in LEADS for word in _SPOKEN.findall(lead))
