"""Laws of the relay: what no contract, overlay or purpose can allow, however it is written.

A law says which treatments remain for which fields at which hops. It is written over what a field
is (group, category, normaliser), so that a new word of the vocabulary falls under it by itself.
Checked when contracts are loaded, in every decision, and again on every value that leaves in a
view: the three do not trust each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orderveil.core.fields import FIELDS, Field, Group, Kind, Sensitivity
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment

ALL = frozenset(Treatment)
NOTHING = frozenset({Treatment.DROP})
_T = Treatment


@dataclass(frozen=True, slots=True)
class Law:
    """One law. `leaves` are the treatments that remain for the fields that `covers` picks, at `hops`.

    `consent`: at these hops the field needs a consent besides.
    """

    id: str
    text: str
    hops: frozenset[Hop]
    covers: Callable[[Field], bool]
    leaves: frozenset[Treatment] = NOTHING
    consent: bool = False


# What stock-keeping works with. `items` arrives as codes and counts, never with prices or titles.
_STOCK_FIELDS = frozenset({"items", "weight_grams"})
_STREET = frozenset({"user.contact.address.street", "user.location.precise"})
_SECRETS = frozenset({"user.authorization.credentials", "user.financial.bank_account"})
_EVERY_HOP = frozenset(Hop)


def _is_reach(field: Field) -> bool:
    return field.sensitivity >= Sensitivity.REACH


LAWS: tuple[Law, ...] = (
    Law(
        "ims-no-buyer",
        "inventory is owed codes, counts and weights; never a field of a buyer, in any treatment",
        frozenset({Hop.IMS}),
        lambda field: field.name not in _STOCK_FIELDS,
    ),
    Law(
        "ims-codes-only",
        "of the items inventory sees codes and counts; a title or a price is not needed to count stock",
        frozenset({Hop.IMS}),
        lambda field: field.kind is Kind.LINES,
        frozenset({_T.INITIAL, _T.COARSE, _T.DROP}),
    ),
    Law(
        "label-no-email",
        "no e-mail address on a label, not even an alias of one",
        frozenset({Hop.LABEL}),
        lambda field: field.normaliser == "email",
    ),
    Law(
        "label-no-clear-phone",
        "paper is photographed: a label carries a masked or a virtual number",
        frozenset({Hop.LABEL}),
        lambda field: field.normaliser == "phone",
        frozenset({_T.MASK, _T.COARSE, _T.VIRTUAL, _T.DROP}),
    ),
    Law(
        "message-no-full-address",
        "a message never carries a street or a position: city and postcode are the most of an address",
        frozenset({Hop.COMMS}),
        lambda field: field.category in _STREET,
    ),
    Law(
        "message-no-free-text",
        "a message is made of registered variables; what a person typed is not one",
        frozenset({Hop.COMMS}),
        lambda field: field.group is Group.FREE_TEXT,
    ),
    Law(
        "marketing-consent",
        "whatever reaches a person goes to marketing only under that person's consent",
        frozenset({Hop.MARKETING}),
        _is_reach,
        frozenset({_T.HASH, _T.ALIAS, _T.DROP}),
        consent=True,
    ),
    Law(
        "secrets-stay",
        "a link that opens an account and a bank account stay with the shop, its orders desk and support",
        _EVERY_HOP - {Hop.STOREFRONT, Hop.OMS, Hop.SUPPORT},
        lambda field: field.category in _SECRETS,
        frozenset({_T.ALIAS, _T.DROP}),
    ),
    Law(
        "carriers-no-profile",
        "who carries or packs a parcel needs no device, history or consent of its buyer",
        frozenset({Hop.WMS, Hop.LABEL, Hop.COURIER}),
        lambda field: field.group in {Group.CONSENT, Group.DEVICE, Group.HISTORY},
    ),
)

CARD_LAW = "card-nowhere"
CARD_TEXT = "card data is cut at the door and leaves in no view: the vocabulary has no word for it"
CARD_WORDS = re.compile(r"(?:^|_)(?:card|cvv|cvc|cvn|expiry|pan|track[12]|pin)(?:_|$)")
"""Field names that no vocabulary, contract or overlay may hold."""


def _lawful(hop: Hop, field: Field) -> frozenset[Treatment]:
    left = ALL
    for law in LAWS:
        if hop in law.hops and law.covers(field):
            left &= law.leaves
    return left | NOTHING


LAWFUL: Mapping[Hop, Mapping[FieldName, frozenset[Treatment]]] = {
    hop: {name: _lawful(hop, field) for name, field in FIELDS.items()} for hop in HOPS
}
"""What remains of the treatments for each field at each hop."""

NEEDS_CONSENT: Mapping[Hop, frozenset[FieldName]] = {
    hop: frozenset(
        name
        for name, field in FIELDS.items()
        if any(law.consent and hop in law.hops and law.covers(field) for law in LAWS)
    )
    for hop in HOPS
}


def is_lawful(hop: Hop, field: FieldName, treatment: Treatment, needs: FieldName | None = None) -> bool:
    """Tell whether a hop may see `field` under `treatment`, given that it `needs` a consent or none."""
    if treatment is Treatment.DROP:
        return True
    if treatment not in LAWFUL[hop].get(field, NOTHING):
        return False
    return field not in NEEDS_CONSENT[hop] or is_consent(needs)


def is_consent(field: FieldName | None) -> bool:
    """Tell whether `field` is a consent that a buyer gives."""
    return field is not None and field in FIELDS and FIELDS[field].group is Group.CONSENT


def laws_against(hop: Hop, field: FieldName, treatment: Treatment, needs: FieldName | None) -> list[Law]:
    """Return the laws that forbid `field` under `treatment` at `hop`, for a message to a person."""
    word = FIELDS[field]
    against = [law for law in LAWS if hop in law.hops and law.covers(word)]
    return [
        law
        for law in against
        if treatment is not Treatment.DROP
        and (treatment not in law.leaves or (law.consent and not is_consent(needs)))
    ]


# Issuer ranges of the networks whose cards are met in shops; 13 to 19 digits, grouped or not.
_CARD = re.compile(
    r"(?<![0-9])(?:4|5[1-5]|2[2-7]|3[47]|3[0689]|6[0245]|8[12])[0-9]{0,3}(?:[ .-]?[0-9]){10,16}(?![0-9])"
)


def holds_card_number(text: str) -> bool:
    """Tell whether `text` holds what reads as a card number: a last look, after the cut at the door."""
    if sum(map(str.isdigit, text)) < 13:
        return False
    plain = text if text.isascii() else "".join([_ascii_digit(character) for character in text])
    return any(_passes_luhn(match.group()) for match in _CARD.finditer(plain))


def _ascii_digit(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


def _passes_luhn(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    if len(set(digits)) < 2:
        return False
    total = sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return total % 10 == 0
