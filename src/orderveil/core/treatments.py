"""Treatments: what is done to one field before a hop sees it.

A treatment has a meaning for some fields only; where it has none, nothing is given. Masks are
functions of the value (core.masking); hash, alias and virtual put something else in its place, made
of what the caller hands in as Means. Never gives a clear value under any other name.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from orderveil.core import masking
from orderveil.core.fields import FIELDS, Field, Kind
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment

Change = Callable[[Any], Any]
_T = Treatment
HASH_LABEL = b"orderveil treated hash v1\x00"
HASH_BYTES = 16  # 128 bits: no two values of one partner meet by chance


@dataclass(frozen=True, slots=True)
class Means:
    """What stands in for values in one view. Made by the vault, for one hop, partner and order.

    `ref` is the pairwise reference; `hash_key` is this partner's own (32 bytes); `alias_domain`
    receives aliased e-mail and serves aliased links; `virtual_number` is E.164, of this shipment.
    """

    ref: str | None = None
    hash_key: bytes | None = field(default=None, repr=False)
    alias_domain: str = "relay.invalid"
    virtual_number: str | None = field(default=None, repr=False)
    purpose: str | None = None
    shipment: str | None = None
    partner: str | None = None


_NAMES: Mapping[Treatment, Change] = {
    _T.MASK: masking.mask_name,
    _T.INITIAL: masking.initial_name,
    _T.COARSE: masking.coarse_name,
}
_LAST_FOUR: Mapping[Treatment, Change] = {_T.MASK: masking.mask_last_four}
_BY_NORMALISER: Mapping[str, Mapping[Treatment, Change]] = {
    "amount": {_T.COARSE: masking.coarse_amount},
    "count": {_T.COARSE: masking.coarse_count},
    "date": {_T.COARSE: masking.coarse_date},
    "email": {_T.MASK: masking.mask_email, _T.COARSE: masking.coarse_email},
    "ip": {_T.COARSE: masking.coarse_ip},
    "lines": {
        _T.MASK: masking.mask_lines,
        _T.INITIAL: masking.initial_lines,
        _T.COARSE: masking.coarse_lines,
    },
    "moment": {_T.MASK: masking.mask_moment, _T.COARSE: masking.coarse_moment},
    "name": _NAMES,
    "pairs": {_T.COARSE: masking.coarse_many},
    "phone": {_T.MASK: masking.mask_phone, _T.COARSE: masking.coarse_phone},
    "postcode": {_T.COARSE: masking.coarse_postcode},
    "reference": _LAST_FOUR,
    "tax_id": _LAST_FOUR,
    "texts": {_T.COARSE: masking.coarse_many},
}
_BY_CATEGORY: Mapping[str, Mapping[Treatment, Change]] = {
    "user.contact.address.street": {_T.MASK: masking.mask_street},
    "user.financial.bank_account": _LAST_FOUR,
    "user.workplace": _NAMES,
}
_JOINABLE = frozenset({"email", "ip", "name", "phone", "postcode", "reference", "tax_id"})
_ALIASED_REFERENCES = frozenset({"order_number", "order_ref"})
_ALIASED_LINKS = frozenset({"order_status_url", "tracking_url"})
_NO_CHANGES: Mapping[Treatment, Change] = {}


def _changes(word: Field) -> Mapping[Treatment, Change]:
    return _BY_NORMALISER.get(word.normaliser) or _BY_CATEGORY.get(word.category) or _NO_CHANGES


def _meaningful(word: Field) -> frozenset[Treatment]:
    found = {_T.CLEAR, _T.DROP, *_changes(word)}
    if word.normaliser in _JOINABLE:
        found.add(_T.HASH)
    if word.normaliser == "email" or word.name in _ALIASED_REFERENCES | _ALIASED_LINKS:
        found.add(_T.ALIAS)
    if word.normaliser == "phone":
        found.add(_T.VIRTUAL)
    return frozenset(found)


MEANINGFUL: Mapping[FieldName, frozenset[Treatment]] = {name: _meaningful(word) for name, word in FIELDS.items()}
"""The treatments that mean something for a field; a contract may name no other."""

_TEXT_KINDS = frozenset({Kind.TEXT, Kind.AMOUNT, Kind.MOMENT})


def treat(field: FieldName, treatment: Treatment, value: Any, means: Means) -> Any:
    """Return `value` as `treatment` leaves it; None where nothing can be given. Never raises on a value."""
    if value is None or treatment is _T.DROP or treatment not in MEANINGFUL.get(field, ()):
        return None
    if treatment is _T.CLEAR:
        return value
    word = FIELDS[field]
    if treatment is _T.VIRTUAL:
        return means.virtual_number
    if treatment is _T.ALIAS:
        return _alias(word, means)
    if word.kind in _TEXT_KINDS and not isinstance(value, str):
        return None  # a mask of what is not the expected shape would be a guess
    if treatment is _T.HASH:
        return _hash(word, value, means)
    return _changes(word)[treatment](value)


def _alias(word: Field, means: Means) -> str | None:
    if means.ref is None:
        return None
    if word.normaliser == "email":
        return f"{means.ref.lower()}@{means.alias_domain}"
    return f"https://{means.alias_domain}/t/{means.ref}" if word.name in _ALIASED_LINKS else means.ref


def _hash(word: Field, value: str, means: Means) -> str | None:
    """HMAC-SHA256 under the partner's key. The normaliser is bound in, the field's name is not:
    a buyer's and a recipient's phone join for this partner, and a phone never joins a reference."""
    if means.hash_key is None:
        return None
    text = HASH_LABEL + word.normaliser.encode() + b"\x00" + value.casefold().encode("utf-8", "surrogatepass")
    return hmac.digest(means.hash_key, text, "sha256")[:HASH_BYTES].hex()
