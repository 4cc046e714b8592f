"""What a place says about the number that stands in it: a card's, an id's, or nothing.

Pure word lists. A label is read from a key (`tracking_number`), from the name of a name and value
pair ("IMEI 2"), or from the words right before a number in free text ("AWB no: 4..."). Must never
remember a key that may itself hold a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from orderveil.detect.words import (
    ALWAYS_CARD,
    CARD_SIGNS,
    CARD_WORDS,
    CODE_WORDS,
    CVV_PAIRS,
    CVV_SIGNS,
    CVV_WORDS,
    FILLERS,
    FREE_WORDS,
    ID_ENDINGS,
    ID_KEY_WORDS,
    ID_WORDS,
    MEASURE_WORDS,
    NOT_CVV,
    NOT_NUMBER,
    NOTE_WORDS,
    NUMBER_WORDS,
    TRACK_WORDS,
    words,
)


class Label(Enum):
    """What a number here is said to be."""

    CARD = "card"  # a card's number is asked for: digits of its length are cut, valid or not
    CODE = "code"  # a number of goods, parcels, devices or places: never a card
    CVV = "cvv"
    FREE = "free"  # nothing is said
    ID = "id"  # some record's number: a card only if it is written as people write cards
    MEASURE = "measure"  # a count, amount, date or postcode
    TRACK = "track"  # the magnetic stripe


_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+[0-9]{0,2}(?![0-9])|[^\W\d_A-Za-z][^\s_\-.:/()]*|[A-Za-z]+")
_LONGEST_KEY = 64
_MOST_DIGITS = 5
_MOST_KNOWN = 8192
_known: dict[str, Label] = {}  # keys come from outside: bounded, and without long numbers

_PLAIN_KEYS = words("number no num nr code val value values text data content 0 1 2 3")
_NUMBER_KEYS = ("number", "num", "account", "acct")
_EXPIRY_KEYS = words("exp expiry exp_month expmonth expiry_month expirymonth exp_year expiration valid_thru valid_to")
_ORDER_KEYS = words("order_key line_items billing currency fulfillments date_created order_id")
_PAIR_KEYS = tuple(
    (name, value)
    for value in ("value", "val", "answer", "display_value", "content", "text", "data")
    for name in ("name", "key", "display_key", "label", "field", "question", "attribute", "title")
)


def label_of(key: str) -> Label:
    """Return what a key, or the name in a name and value pair, says of its value."""
    label = _known.get(key)
    if label is not None:
        return label
    if len(key) > _LONGEST_KEY or sum(map(str.isdigit, key)) > _MOST_DIGITS:
        return Label.FREE  # it may hold a number itself: read as text, and never remembered
    label = _read_key(key)
    if len(_known) < _MOST_KNOWN:
        _known[key] = label
    return label


def label_inside(key: Any, outer: Label) -> Label:
    """Return what a key says of its value, given the label of the object in which it stands."""
    if not isinstance(key, str):
        return Label.FREE
    if key.lower() in _PLAIN_KEYS and outer is not Label.MEASURE:
        return outer
    own = label_of(key)
    return outer if own is Label.FREE and outer in (Label.CVV, Label.TRACK) else own


def labels_of_mapping(mapping: Mapping[Any, Any], outer: Label) -> dict[Any, Label]:
    """Return labels that only the object as a whole can tell: pairs, cards, orders."""
    told: dict[Any, Label] = {}
    for name, value in _PAIR_KEYS:
        if value in mapping and isinstance(mapping.get(name), str):
            label = label_of(mapping[name])
            told[value] = label_inside(value, outer) if label is Label.FREE else label
            break
    for key in _NUMBER_KEYS:
        if key in mapping:
            told.update(_number_beside(mapping, key, outer))
    return told


def _number_beside(mapping: Mapping[Any, Any], key: str, outer: Label) -> dict[Any, Label]:
    """A bare `number` is a card's beside a CVV or expiry, and an order's beside an order's other parts."""
    beside = {other: label_of(other) for other in mapping if isinstance(other, str)}
    if Label.CVV in beside.values() or any(other.lower() in _EXPIRY_KEYS for other in beside):
        return {key: Label.CARD}
    if outer is Label.FREE and not _ORDER_KEYS.isdisjoint(beside):
        return {key: Label.ID}
    return {}


def _read_key(key: str) -> Label:
    tokens = frozenset(token.lower() for token in _TOKEN.findall(key))
    bare = {token.rstrip("0123456789") for token in (*tokens, key.lower())}  # imei2 is an imei
    said = tokens | bare | {token.removesuffix("s") for token in bare}
    if _names_cvv(said, key):
        return Label.CVV
    if said & TRACK_WORDS or ("track" in said and "data" in said):
        return Label.TRACK
    if tokens in ALWAYS_CARD or _names_card(said, key):
        return Label.CARD
    if said & CODE_WORDS and not said & NOTE_WORDS:
        return Label.CODE
    if said & FREE_WORDS:
        return Label.FREE
    if said & ID_ENDINGS:
        return Label.ID
    if said & MEASURE_WORDS:
        return Label.MEASURE
    if said & ID_KEY_WORDS:
        return Label.ID
    return Label.FREE


def _names_cvv(said: frozenset[str], key: str) -> bool:
    if said & NOT_CVV:
        return False
    if said & CVV_WORDS or any(sign in key for sign in CVV_SIGNS):
        return True
    return any(first in said and second in said for first, second in CVV_PAIRS)


def _names_card(said: frozenset[str], key: str) -> bool:
    if said & NOT_NUMBER:
        return False
    if any(sign in key for sign in CARD_SIGNS):
        return True
    return bool(said & CARD_WORDS) and bool(said & NUMBER_WORDS)


# ---- the words around a number in free text

_SPOKEN = "|".join(sorted(CARD_WORDS - {"discover", "carte"}, key=len, reverse=True))
_CARD_NEAR = re.compile(
    rf"(?i)(?<![a-z0-9])(?:{_SPOKEN})(?![a-z])"
    r"|card ?n(?:o|um)|master ?card|american ?express|" + "|".join(CARD_SIGNS)
)
_EXPIRY_NEAR = re.compile(r"(?i)\bexp(?:iry|ires?|\.|iration)?\b|\b(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-4][0-9]\b")
_CVV_NEAR = re.compile(r"(?i)\bc(?:vv|vc|vn|sc)2?\b|सीवीवी|सीवीसी|安全码")
_CALLED = re.compile(r"(?i)(?:card|visa|maestro|diners|amex|rupay)[^0-9,]{0,30}\Z")
_REACH_BEFORE = 64
_REACH_AFTER = 40
_PIECES = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff]+)?|\d+|[\W_]+")
_ACCOUNT = re.compile(r"(?i)\ba/c\b")
_WINDOW = 72
_ABBREVIATED = words("no nos nr num ref id tel")


def is_card_meant(text: str, start: int, end: int) -> bool:
    """Tell whether the words around `text[start:end]` speak of a card, its expiry or its CVV."""
    low, high = max(0, start - _REACH_BEFORE), end + _REACH_AFTER
    for near in (text[low:start], text[end:high]):
        if _CARD_NEAR.search(near) or _CVV_NEAR.search(near) or _EXPIRY_NEAR.search(near):
            return True
    return False


def is_card_called(text: str, start: int) -> bool:
    """Tell whether a card word stands shortly before `text[start]`, with no other number or comma between."""
    return _CALLED.search(text, max(0, start - _WINDOW), start) is not None


def label_before(text: str, start: int, length: int) -> Label | None:
    """Return what the words right before `text[start]` call the number there, `length` digits long.

    FREE: other words, or the end of a sentence. None: the text begins here, its place decides.
    """
    low = max(0, start - _WINDOW)
    pieces = _PIECES.findall(_ACCOUNT.sub("acct", text[low:start]))
    told = None
    for spot in range(len(pieces) - 1, -1, -1):
        piece = pieces[spot]
        before = pieces[spot - 1].lower() if spot else ""
        step = _step(piece, before, length, last=spot == len(pieces) - 1)
        if isinstance(step, Label):
            return told or Label.FREE if step is Label.FREE else step
        if step == "id":
            told = Label.ID
    return told if told else (None if low == 0 else Label.FREE)


def _step(piece: str, before: str, length: int, *, last: bool) -> Label | str:
    """Read one piece, going backwards: a label ends the search, "" and "id" let it go on."""
    if piece.isdigit():
        numbered = len(piece) == 1 and before[-1:].isalpha()  # IMEI2: 35...
        return "" if len(piece) == length or numbered else Label.FREE
    word = piece.lower()
    if not piece[0].isalpha():
        return _gap(piece, before, last=last)
    if word in CARD_WORDS or any(sign in word for sign in CARD_SIGNS):
        return Label.CARD
    if word in CODE_WORDS:
        return Label.CODE
    if word in FILLERS or (last and word in _ABBREVIATED):
        return "id" if word in ID_ENDINGS else ""
    if word in ID_WORDS:
        return Label.ID
    return Label.FREE


def _gap(piece: str, before: str, *, last: bool) -> Label | str:
    if any(mark in piece for mark in ":=#"):
        return ""
    if "\n" in piece or ";" in piece or "!" in piece or "?" in piece:
        return Label.FREE
    ends_sentence = "." in piece and piece != "." and before not in _ABBREVIATED
    is_list = "," in piece and not before.isdigit()
    return Label.FREE if ends_sentence or is_list else ""
