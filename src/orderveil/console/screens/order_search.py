"""What somebody typed into the one box of search, read as the kind of thing that it looks like. Pure.

A guess only orders what is tried: the page says how it was read and lets it be corrected. It never tries
a second kind by itself, because a search that finds nothing is counted against whoever asked.
"""

from __future__ import annotations

import re

from orderveil.core.ids import is_order_id

KINDS = ("phone", "email", "order_ref", "awb", "last4_postcode", "name_postcode")
ID = "id"  # an order's id: nothing is searched, its page is opened
_SIGNS = re.compile(r"[\s()./-]+")
_LAST_FOUR_FIRST = re.compile(r"(\d{4})[\s,]+(?=.*\d)([A-Za-z0-9][A-Za-z0-9 -]{2,9})")
_LAST_FOUR_LAST = re.compile(r"(\d{5,10})[\s,]+(\d{4})")
_NAME_THEN_CODE = re.compile(r"[^\W\d_][^\d@#]{0,80}[\s,]+[A-Za-z]{0,2}\d[A-Za-z0-9 -]{1,9}")
_CODE_THEN_NAME = re.compile(r"(\d{3,10})[\s,]+([^\W\d_][^\d@#]{0,80})")
_INDIAN = re.compile(r"(?:0|91)?[6-9]\d{9}")
_SHORT_NUMBER = re.compile(r"#?[A-Za-z]{0,5}[-_ ]?\d{1,8}")
_FEWEST_DIGITS = 8
_LONGEST_PHONE = 15


def guess(text: str) -> str:
    """Return one of KINDS, or ID. What looks like nothing else is an order's reference."""
    text = text.strip()
    if is_order_id(text):
        return ID
    if "@" in text:
        return "email"
    if _LAST_FOUR_FIRST.fullmatch(text) or _LAST_FOUR_LAST.fullmatch(text):
        return "phone" if _is_phone(text) else "last4_postcode"
    if _NAME_THEN_CODE.fullmatch(text) or _CODE_THEN_NAME.fullmatch(text):
        return "name_postcode"
    if _is_phone(text):
        return "phone"
    if _SHORT_NUMBER.fullmatch(text) or text.startswith("#"):
        return "order_ref"
    has_digit = any(character.isdigit() for character in text)
    return "awb" if has_digit and len(_SIGNS.sub("", text)) in range(9, 19) and text.isascii() else "order_ref"


def criteria_of(kind: str, text: str) -> dict[str, str]:
    """Return what the vault searches by, as it writes it: the last four or the name first, then the postcode."""
    text = text.strip()
    if kind == "last4_postcode" and (match := _LAST_FOUR_LAST.fullmatch(text)):
        text = f"{match[2]} {match[1]}"
    if kind == "name_postcode" and (match := _CODE_THEN_NAME.fullmatch(text)):
        text = f"{match[2]} {match[1]}"
    return {kind: text.replace(",", " ") if kind.endswith("_postcode") else text}


def _is_phone(text: str) -> bool:
    digits = _SIGNS.sub("", text)
    if digits.startswith("+"):
        return digits[1:].isdigit() and len(digits) - 1 in range(_FEWEST_DIGITS, _LONGEST_PHONE + 1)
    return bool(_INDIAN.fullmatch(digits))
