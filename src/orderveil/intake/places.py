"""Names for places inside a payload or file, fit for logs and answers.

A place never gives a value away. Keys come from outside and may themselves hold a value (a map
keyed by e-mail address, a phone number as a key), so only keys that read like a field's name are
repeated; any other is told by its ordinal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_ /-]{0,47}")
_LONG_NUMBER = re.compile(r"[0-9]{4}")


def name_key(key: str, ordinal: int) -> str:
    """Return `key` when it reads like a name, else `key 3`. `ordinal` counts from 1."""
    if _PLAIN_KEY.fullmatch(key) and not _LONG_NUMBER.search(key):
        return key
    return f"<key {ordinal}>"


def name_place(parts: Sequence[str | int]) -> str:
    """Return `line_items[0].price` for its parts; `$` for the whole."""
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text or "$"
