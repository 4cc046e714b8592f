"""All tables of names of people by country, newer ones joined. Tables only.

A country's code is one of ours where another table or script has taken its usual one: `japan`, `russia`.
"""

from __future__ import annotations

from typing import Final

from orderveil.detect.wordlists.peopleafrica import NAMES_AFRICA
from orderveil.detect.wordlists.peopleasia import NAMES_ASIA
from orderveil.detect.wordlists.peoplecentre import NAMES_CENTRE
from orderveil.detect.wordlists.peopleeast import NAMES_EAST
from orderveil.detect.wordlists.peopleindia import NAMES_SOUTH_ASIA
from orderveil.detect.wordlists.peoplenorth import NAMES_NORTH
from orderveil.detect.wordlists.peopleslav import NAMES_SLAVIC
from orderveil.detect.wordlists.peoplewest import NAMES_WEST

NAMES_WIDER: Final[dict[str, str]] = {
    **NAMES_AFRICA, **NAMES_ASIA, **NAMES_CENTRE, **NAMES_EAST, **NAMES_SOUTH_ASIA, **NAMES_NORTH, **NAMES_SLAVIC,
    **NAMES_WEST,
}  # fmt: skip
