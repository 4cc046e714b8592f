"""What each system holds in an ordinary shop, where everything is shared. Data, and nothing decided here."""

from __future__ import annotations

from functools import lru_cache

from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.exposure.load import read_data


@lru_cache(maxsize=1)
def ordinary() -> dict[Hop, tuple[FieldName, ...]]:
    """Return the fields that each hop holds in clear in an ordinary shop."""
    rows = read_data("ordinary.toml")
    everything = tuple(FIELDS)
    return {hop: everything if rows[hop] == ["all"] else tuple(FieldName(name) for name in rows[hop]) for hop in HOPS}
