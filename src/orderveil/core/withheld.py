"""Telling a value from what a source put in its place: a mask, a null, a relay address, a filler.

A withheld value is never indexed and never overwrites one that is held; the order still ships. The
rules are data: an installation may hand in its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from orderveil.core.fields import FIELDS, Field, Group
from orderveil.core.ids import FieldName

_MASKABLE = frozenset({Group.ADDRESS, Group.CONTACT, Group.IDENTITY, Group.TAX, Group.REFUND, Group.DEVICE})


@dataclass(frozen=True, slots=True)
class WithheldRules:
    """What counts as withheld.

    `nulls`: fields whose null means that the source may not tell, not that there is none.
    `relay_domains`: a trailing dot matches every ending (`marketplace.amazon.` -> .in, .co.uk);
    each matches its subdomains too. `fillers`: whole values, folded. `mask`: found anywhere in a
    structured field. `phone_mask`: a number with letters in place of digits.
    """

    nulls: frozenset[str]
    relay_domains: tuple[str, ...]
    fillers: frozenset[str]
    filler_mail: frozenset[str]
    filler_phones: frozenset[str]
    mask: re.Pattern[str]
    phone_mask: re.Pattern[str]


DEFAULT_RULES = WithheldRules(
    nulls=frozenset(
        {"buyer_email", "buyer_name", "buyer_phone", "recipient_name", "recipient_phone", "ship_line1"}
    ),
    relay_domains=(
        "marketplace.amazon.",
        "members.ebay.",
        "relay.walmart.com",
        "mail.mercadolibre.",
        "notification.mirakl.net",
        "reply.etsy.com",
    ),
    fillers=frozenset(
        {
            "redacted", "[redacted]", "<redacted>", "(redacted)", "hidden", "[hidden]", "<hidden>", "masked",
            "[masked]", "[filtered]", "anonymous", "anonymized", "anonymised", "confidential", "not available",
            "n/a", "na", "none", "null", "undefined", "unknown", "xxx", "xxxx", "-", "--", ".",
        }
    ),
    filler_mail=frozenset(
        {"user@mail.com", "noemail@example.com", "none@none.com", "na@na.com", "test@test.com", "no@email.com"}
    ),
    filler_phones=frozenset({"1234567890", "911234567890"}),
    mask=re.compile("[*\u2022\u25cf\u25aa\u2588\u00d7\uff0a]{2,}|^[*\u2022\u25cf\u2588\uff0a]$"),
    phone_mask=re.compile(r"[\d+() -]*[xX#]{3,}[\dxX#+() -]*"),
)  # fmt: skip


def is_withheld(name: str, value: Any, rules: WithheldRules = DEFAULT_RULES) -> bool:
    """Tell whether `value`, as the source sent it for field `name`, stands for one that it withholds."""
    if value is None:
        return name in rules.nulls
    if not isinstance(value, str):
        return False
    field = FIELDS.get(FieldName(name))
    if field is None or field.group not in _MASKABLE:
        return False
    text = value.strip()
    if not text:
        return name in rules.nulls
    if text.casefold() in rules.fillers or rules.mask.search(text) is not None:
        return True
    check = _CHECKS.get(field.normaliser)
    return check is not None and check(field, text, rules)


def _is_relay(field: Field, text: str, rules: WithheldRules) -> bool:
    address = text.casefold()
    if address in rules.filler_mail:
        return True
    domain = "." + address.rpartition("@")[2]
    return any(
        f".{relay}" in domain if relay.endswith(".") else domain.endswith(f".{relay}")
        for relay in rules.relay_domains
    )


def _is_filler_phone(field: Field, text: str, rules: WithheldRules) -> bool:
    digits = "".join([character for character in text if character.isdigit()])
    # all nines is a number somebody has; no plan hands out all zeros or ones
    if digits in rules.filler_phones or (len(digits) >= 7 and len(set(digits)) == 1 and digits[0] in "01"):
        return True
    return rules.phone_mask.fullmatch(text) is not None


_CHECKS = {"email": _is_relay, "phone": _is_filler_phone}
