"""What a column's name or a key says of its values, as the words by which people would lead to them.

A bare number in a column called `mobile` is a phone; the detector reads "phone: " before it. A name
that says goods says nothing of a person. Tables only; pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from orderveil.detect.words import words

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_GOODS = words(
    "product item sku variant goods brand vendor style title file event app host user_agent campaign service warehouse "
    "courier carrier shop store company hub template column plan model category colour color currency status channel"
)
_PERSONS = words(
    "customer buyer recipient consignee receiver shipping billing ship bill client contact first last full given family"
)
_LEADS: tuple[tuple[frozenset[str], str], ...] = tuple(
    (words(names), lead)
    for names, lead in (
        ("phone mobile mob tel telephone cell whatsapp msisdn फोन मोबाइल telefon", "phone: "),
        ("awb waybill tracking consignment docket", "awb no: "),
        ("otp passcode", "otp: "),
        ("aadhaar aadhar uid", "aadhaar no: "),
        ("pan", "pan no: "),
        ("pincode pin zip zipcode postcode postal plz", "pincode: "),
        ("address addr address1 line1 line2 street landmark पता", "address: "),
        ("amount total price paid cod refund subtotal", "total: "),
        ("order", "order no: "),
        ("upi vpa", "upi: "),
        ("ssn", "ssn: "), ("nino", "nino: "), ("iban", "iban: "), ("passport", "passport no: "), ("nric", "nric: "),
        ("cpf", "cpf: "), ("pesel", "pesel: "), ("bsn", "bsn: "), ("dni nif", "dni: "), ("itin", "itin: "),
        ("tfn", "tfn: "), ("vat", "vat no: "), ("eori", "eori: "), ("licence license", "driving licence: "),
        ("personnummer", "personnummer: "), ("iqama", "iqama: "), ("steuerid", "steuer-id: "),
    )
)


@lru_cache(maxsize=4096)
def label_of(name: str) -> str:
    """Return the words that lead to a value under this column or key; empty when its name says nothing."""
    parts = {part.lower() for part in _PARTS.findall(name)}
    if parts & {"name", "names", "naam", "नाम"}:
        return "" if parts & _GOODS else ("customer name: " if parts & _PERSONS or len(parts) == 1 else "")
    if parts & {"date", "time", "status", "type", "count", "state", "at", "qty", "quantity"}:
        return ""
    for names, lead in _LEADS:
        if parts & names:
            return lead
    return "customer name: " if parts & _PERSONS and parts <= _PERSONS else ""
