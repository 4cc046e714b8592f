"""Whole cells of columns that are called names or addresses: the column says what they are.

In running text a name must be told from a brand, and where an address ends is a guess; under
`customer_name` or `shipping_address` neither is in doubt. So a cell that reads like one is one, as a
whole, whether or not any list knows its words. What may hold something else besides (a number, a
title, a company, a word of no name) is left to the detector. Must never claim a cell in which a
phone, a card or an e-mail may hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from orderveil.detect.reading import NUMBER_WORDS, REPEATS
from orderveil.detect.wordlists.namewords import STOP, TAILS
from orderveil.detect.words import words
from orderveil.scan.columns.shape import Answer, Hit, Shape

NAMES, ADDRESSES = "customer name: ", "address: "
# Without the dotless i, the dotted I and the long s, on whose case Python and RE2 do not agree.
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u012f\u0132-\u017e"


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(re.escape(word) for word in words if word.isascii()))


def _found(words: Iterable[str]) -> str:
    """Return a pattern that finds any of the words where no letter stands beside it."""
    return f"(?i:(?:^|[^{_LETTER}])(?:{_any_of(words)})(?:[^{_LETTER}]|$))"


_SPELLED = frozenset((*NUMBER_WORDS, *REPEATS))

# ---- names: two to four words, none of which is one of no name

_NOT_NAMES = STOP | TAILS | _SPELLED | words(
    "agency agencies anonymous available bros brothers center centre co company corporation customer dot dummy example "
    "first hotel industries international last medical medicals person pharmacy pickup restaurant sample self seller "
    "shop sons supermarket test trading walk walkin"
)
_WORD = rf"[{_LETTER}][{_LETTER}'’]*\.?"
NAME = Shape(
    labels=(NAMES,),
    pattern=f"{_WORD}(?: {_WORD})(?: {_WORD})?(?: {_WORD})?",
    barred=rf"{_found(_NOT_NAMES)}|^.{{0,5}}$|\.[{_LETTER}]",
    hits=(Hit("NAME", 0, None, 0.8, "like a name, in a column of names"),),
    longest=60,
)

# ---- addresses: words and numbers, none of which says that something else stands here too

_TOLD = words(
    "aadhaar aadhar at attn awb c/o call card cell cod contact cvv d/o dot dr email fax gpay gst gstin h/o http https "
    "inr mail mob mobile mr mrs ms name order orders otp pan paid paytm ph phone phonepe prepaid rs s/o shri smt sri "
    "tel telephone uid upi w/o whatsapp www"
)
_TEXT = rf"[{_LETTER}0-9 ,./()#'’:;\n\r–-]"
_GAP = r"[ ().\-/_\n\r,–]{0,4}"
_NOT_ADDRESS = (
    f"{_found(_TOLD)}"
    f"|[0-9](?:{_GAP}[0-9]){{8}}"  # nine digits in reach of each other: a phone, a card, an identity
    f"|[{_LETTER}]{{3}}[0-9]{{4}}[{_LETTER}]"  # an income tax number, a GSTIN
    f"|(?i:(?:^|[^{_LETTER}])(?:{_any_of(_SPELLED)})[ ,.:;/-]+(?:{_any_of(_SPELLED)})(?:[^{_LETTER}]|$))"
    f"|^[^{_LETTER}]*$|^[^0-9,]*$|^[^ ]*$|^[^ ]* [^ ]*$|^(?s:.{{0,11}})$"  # too little to be an address
)
_ADDRESS = Hit("ADDRESS", 0, None, 0.85, "like an address, in a column of addresses")
WITH_PIN = Shape(
    labels=(ADDRESSES,),
    pattern=rf"{_TEXT}+[ ,:\n–-][1-8][0-9]{{5}}",
    barred=_NOT_ADDRESS,
    hits=(_ADDRESS, Hit("POSTCODE", -6, None, 0.8, "a postcode in an address")),
)
WITHOUT_PIN = Shape(
    labels=(ADDRESSES,),
    pattern=f"{_TEXT}+",
    barred=f"{_NOT_ADDRESS}|[0-9]{{5}}|[0-9]{{3}} [0-9]{{3}}",
    hits=(_ADDRESS,),
)

PERSONS = (NAME, WITH_PIN, WITHOUT_PIN)


def person_of(label: str, cell: str) -> Answer | None:
    """Return what a cell holds whose column is called names or addresses; None: the detector is to say."""
    for shape in PERSONS:
        if label in shape.labels and shape.is_of(cell):
            return shape.hits
    return None
