"""What names, types, masks and statuses in a file mean in the vocabulary of fields.

A finder tells what a value is; only its column or key tells whose it is and what for. Tables stand
in meanings.toml. Pure. Must never remember a value, and must never take what looks masked for
absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from orderveil.core.exposure.words import Held
from orderveil.core.ids import FieldName
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.treatments import MEANINGFUL
from orderveil.core.view import Treatment
from orderveil.exposure.load import read_data
from orderveil.scan.wording import label_of

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_INDEX = re.compile(r"\[\d+\]")
_LONGEST_NAME = 200
_SEGMENTS = 2  # of a path, the last ones say what a value is; all of it says whose
_TYPES_OF_LABELS = {
    "phone: ": "PHONE", "awb no: ": "AWB", "pincode: ": "POSTCODE", "address: ": "ADDRESS", "total: ": "AMOUNT",
    "order no: ": "ORDER_REF", "upi: ": "UPI", "customer name: ": "NAME",
}  # fmt: skip
STATUS, ORDERED, DELIVERED = "status", "ordered_at", "delivered_at"
IDENTITY = FieldName("tax_id")
WITHOUT_FIELD = frozenset({"CARD", "OTP"})  # no field of an order: nobody may hold them


@dataclass(frozen=True, slots=True)
class Named:
    """What a column's name says by itself: a field under a treatment, or one of STATUS, ORDERED, DELIVERED."""

    means: str
    treatment: Treatment = Treatment.CLEAR


@dataclass(frozen=True, slots=True)
class State:
    """How far an order and its parcel are, as far as a status tells."""

    order: OrderState
    shipment: ShipmentState | None = None


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return read_data("meanings.toml")


def place_name(name: str) -> str:
    """Return a column's name or a path as it names many values: without the numbers of lists, and not endless."""
    return _INDEX.sub("[]", name)[:_LONGEST_NAME]


@lru_cache(maxsize=4096)
def named(name: str) -> Named | None:
    """Return what the name of a column or a path says by itself; None: nothing that is known."""
    said = _said(name)
    for row in _tables()["named"]:
        if said.fits(row["phrases"]) and not said.words & set(row.get("unless", ())):
            return Named(row["means"], Treatment(row.get("treatment", "clear")))
    return None


@lru_cache(maxsize=4096)
def type_of_name(name: str) -> str | None:
    """Return the type of value for which a column or key is there."""
    last = _last(name)
    return "EMAIL" if "mail" in last.lower() else _TYPES_OF_LABELS.get(label_of(last))


@lru_cache(maxsize=4096)
def held_of(kind: str, name: str) -> Held | None:
    """Return what a finding of a type under a name is; None for what is no field of an order at all."""
    if kind in WITHOUT_FIELD:
        return None
    row = _tables()["types"].get(kind)
    if row is None:
        return Held(IDENTITY, Treatment.CLEAR)  # the ids of persons and companies, of whatever country
    said = _said(name)
    closer = next((one["field"] for one in _tables()["closer"].get(kind, ()) if said.fits(one["phrases"])), None)
    field = FieldName(closer or _by_role(row, said.all_words))
    stands_in = bool(said.all_words & set(_tables()["stand_ins"]["words"]))
    return Held(field, _stand_in(field) if stands_in else Treatment.CLEAR)


def _by_role(row: Mapping[str, str], words: frozenset[str]) -> str:
    for role, signs in _tables()["roles"].items():
        if role in row and words & set(signs):
            return row[role]
    return row["any"]


def _stand_in(field: FieldName) -> Treatment:
    known = MEANINGFUL[field]
    return next((one for one in (Treatment.VIRTUAL, Treatment.ALIAS) if one in known), Treatment.CLEAR)


@dataclass(frozen=True, slots=True)
class _Said:
    words: frozenset[str]
    all_words: frozenset[str]
    folded: str

    def fits(self, phrases: Sequence[str]) -> bool:
        return any(
            self.folded == phrase.replace(" ", "") or (" " in phrase and set(phrase.split()) <= self.words)
            or (" " not in phrase and phrase in self.words)
            for phrase in phrases
        )  # fmt: skip


@lru_cache(maxsize=4096)
def _said(name: str) -> _Said:
    last = _words(".".join(name.split(".")[-_SEGMENTS:]))
    own = _words(_last(name))
    return _Said(frozenset(last) if len(own) < _SEGMENTS else frozenset(own), frozenset(_words(name)), "".join(own))


def _last(name: str) -> str:
    """Return the last part of a path; a column's name has one part."""
    return name.rpartition(".")[2].replace("[]", "")


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(text)]


def state_of(text: str) -> State | None:
    """Return what a status says; None for words that nobody knows."""
    low = f" {' '.join(text[:60].lower().replace('_', ' ').split())}"
    for row in _tables()["states"]:
        if any(f" {word}" in low for word in row["words"]):
            shipment = ShipmentState(row["shipment"]) if "shipment" in row else None
            return State(OrderState(row["order"]), shipment)
    return None


# ---- values that are masked already

_PART = r"[^\s,;|<>\"'(){}\[\]:=]{0,64}"
_MASKED = re.compile(rf"{_PART}(?:[*•●＊✱]{{2,}}|(?<![A-Za-z])[xX]{{4,}}|\d[xX]{{2,}}\d){_PART}")
AMOUNT = r"\s*(?:₹|\$|€|£|Rs\.?|INR|USD|EUR|GBP)?\s*[0-9,. ]{0,18}[1-9][0-9,. ]{0,18}(?:/-)?\s*"
DIGEST = r"\s*(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\s*"
_AMOUNT = re.compile(AMOUNT, re.IGNORECASE)
_SIGNS = re.compile(r"[*•●＊✱xX]")
_HASH = re.compile(DIGEST, re.IGNORECASE)
_LONG_PHONE = 13
_SHORT_PHONE = 8
_FEW_HIDDEN = 2  # a hundred numbers are tried in a minute: as good as shown
_ENOUGH_SHOWN = 2  # digits at the end that can be read out as proof


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a masked value: as what it counts, and how many of its characters are told."""

    held: Held
    shown: int
    of: int


def may_be_masked(text: str) -> bool:
    """Tell quickly whether a text can hold a masked value at all."""
    return "**" in text or "XX" in text or "xx" in text or "••" in text or "●●" in text or "＊＊" in text


def is_amount(text: str) -> bool:
    """Tell whether a whole cell is an amount: digits with marks between them, maybe a currency, and not nothing."""
    return _AMOUNT.fullmatch(text) is not None


def masked_in(text: str, name: str) -> list[Remains]:
    """Return what is left of the masked values in a text, which stands under a name."""
    kind = type_of_name(name)
    if kind in ("NAME", "ADDRESS", "POSTCODE", "ORDER_REF", "AWB"):
        held = held_of(kind, name)
        return [_remains(held, text)] if held is not None and _MASKED.search(text) else []
    found = []
    for match in _MASKED.finditer(text):
        said = "EMAIL" if "@" in match.group() else kind if kind in ("PHONE", "UPI") else _kind_of_masked(match.group())
        held = held_of(said, name) if said is not None else None
        if held is not None:
            found.append(_remains(held, match.group()))
    return found


def _kind_of_masked(token: str) -> str | None:
    digits = sum(map(str.isdigit, token))
    size = digits + len(_SIGNS.findall(token))
    plain = all(sign.isdigit() or _SIGNS.match(sign) or sign in "+- " for sign in token)
    return "PHONE" if plain and digits and _SHORT_PHONE <= size <= _LONG_PHONE else None


def _remains(held: Held, token: str) -> Remains:
    local = token.partition("@")[0] if "@" in token else token
    shown = [sign for sign in local if sign.isalnum() and not _SIGNS.match(sign)]
    hidden = len(_SIGNS.findall(local))
    is_number = held.field.endswith("phone")
    if is_number and hidden <= _FEW_HIDDEN:
        return Remains(Held(held.field, Treatment.CLEAR), len(shown), len(shown) + hidden)
    tail = len(token) - len(token.rstrip("0123456789"))
    told = tail >= _ENOUGH_SHOWN if is_number else bool(shown)
    wanted = (Treatment.MASK, Treatment.COARSE) if told else (Treatment.COARSE, Treatment.MASK)
    return Remains(Held(held.field, _first(held.field, wanted)), len(shown), len(shown) + hidden)


def hashed_in(text: str, name: str) -> Held | None:
    """Return what a value is that stands as a digest under a name that means a person's."""
    kind = type_of_name(name)
    held = held_of(kind, name) if kind is not None and _HASH.fullmatch(text) else None
    return Held(held.field, Treatment.HASH) if held and Treatment.HASH in MEANINGFUL[held.field] else None


def _first(field: FieldName, wanted: Sequence[Treatment]) -> Treatment:
    return next((one for one in wanted if one in MEANINGFUL[field]), Treatment.DROP)
