"""Cutting card data out of whatever comes in, before anything is stored or logged.

PCI DSS 3.3 forbids keeping CVV and track data at all, and 3.4 forbids a readable PAN; the relay
holds none of them. A cut keeps the order going. Must never raise on odd input, never keep what it
cut, and never alter an id that merely passes the check digit.
"""

from __future__ import annotations

import re
from typing import Any

from orderveil.detect.issuers import is_card_number

CUT = "[card data cut]"

_RUN = re.compile(r"\d(?:[^\w]{0,8}\d){12,}")
_CVV = re.compile(r"(?i)\b(?:cvv|cvc|cvn|cav|csc)2?\b\D{0,12}\b(\d{3,4})\b")
_ID_KEY = re.compile(
    r"(?i)(^|_|\b)(ids?|awb|tracking|imei|serial|sku|barcode|ean|gtin|upc|order|invoice|phone|token|ref|reference|at|ip)"
    r"(_|\b|$)"
)
_CVV_KEY = re.compile(r"(?i)(^|_)(cvv|cvc|cvn|cvv2|cvc2|security_code|cc_cid|verification_value)($|_)")
_GATE = re.compile(rb"\d(?:(?:[^0-9A-Za-z]|\\[nrt])*\d){13,}|(?i:cvv|cvc|security.?code|track)|\\u|[\xc0-\xff]")


def may_hold_card(body: bytes) -> bool:
    """Tell whether raw JSON can hold card data at all; False spares the walk over the order."""
    return _GATE.search(body) is not None


def cut_cards_text(text: str) -> tuple[str, int]:
    """Return `text` with card data cut, and the number of cuts. The same object when there are none."""
    cuts: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        cuts.extend(_cards_in(text, run.start(), run.end()))
    cuts.extend(found.span(1) for found in _CVV.finditer(text))
    for start, end in sorted(set(cuts), reverse=True):
        text = text[:start] + CUT + text[end:]
    return text, len(set(cuts))


def _cards_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    groups = [found.span() for found in re.compile(r"\d+").finditer(text, start, end)]
    first = 0
    found = []
    while first < len(groups):
        digits = ""
        for last in range(first, len(groups)):
            digits += "".join(str(int(c)) for c in text[slice(*groups[last])])
            if len(digits) > 19:
                break
            if len(digits) >= 14 and is_card_number(digits):
                found.append((groups[first][0], groups[last][1]))
                first = last
                break
        first += 1
    return found


def cut_cards(value: Any) -> tuple[Any, tuple[str, ...]]:
    """Return a JSON-like tree with card data cut, and the paths of the cuts, in order.

    The same object comes back when nothing is cut; the given tree is never altered.
    """
    paths: list[str] = []
    return _cut(value, "", "", paths), tuple(paths)


def _cut(value: Any, path: str, key: str, paths: list[str]) -> Any:
    if isinstance(value, dict):
        return _cut_mapping(value, path, paths)
    if isinstance(value, list):
        new = [_cut(item, f"{path}[{place}]", key, paths) for place, item in enumerate(value)]
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    return _cut_leaf(value, path, key, paths)


def _cut_mapping(value: dict[Any, Any], path: str, paths: list[str]) -> Any:
    new = {}
    changed = False
    for key, item in value.items():
        new_key, count = cut_cards_text(key) if isinstance(key, str) else (key, 0)
        below = f"{path}.{new_key}" if path else str(new_key)
        if count:
            paths.append(below)
        label = str(value.get("name", key)) if key == "value" else str(key)
        new[new_key] = _cut(item, below, label, paths)
        changed = changed or count > 0 or new[new_key] is not item
    return new if changed else value


def _cut_leaf(value: Any, path: str, key: str, paths: list[str]) -> Any:
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = value if isinstance(value, str) else str(int(value) if value == value // 1 else value)
    if _CVV_KEY.search(key) and re.fullmatch(r"\s*\d{3,4}\s*", text):
        paths.append(path)
        return CUT
    if _ID_KEY.search(key) and re.fullmatch(r"[\w.:/#-]*", text):
        return value
    cut, count = cut_cards_text(text)
    if not count:
        return value
    paths.append(path)
    return cut
