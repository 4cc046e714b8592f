"""How a partner is named, by the installation and by sources."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 64  # characters


def partner_named(courier_name: object) -> str | None:
    """Return the partner that a source means by a courier's name: `Blue Dart` is `blue-dart`."""
    if not isinstance(courier_name, str):
        return None
    return _OTHER.sub("-", courier_name.casefold())[:LONGEST_NAME].strip("-") or None
