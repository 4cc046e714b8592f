"""Which contracts an overlay has a part in: its own, and those that other overlays make of the same hop."""

from __future__ import annotations

from collections.abc import Iterator

from orderveil.contracts.load import Contracts, Key
from orderveil.core.hop import HOPS, Hop

Asked = tuple[Hop, str | None, str | None]  # hop, partner, shop


def contracts_under(before: Contracts, after: Contracts, key: Key) -> Iterator[Asked]:
    """Yield every contract that differs when the overlay `key` does: its own first, then those that lie over it.

    Also those of hops that carry the changed hop's reference, whose format they take.
    """
    hop, kind, name = key
    overlays = sorted({*before.overlays(), *after.overlays()})
    for one in (hop, *(other for other in HOPS if other is not hop and _carries(before, after, other, hop))):
        if kind:
            yield (one, name, None) if kind == "partner" else (one, None, name)
            continue
        yield one, None, None
        for of, whose, who in overlays:
            if of is one and whose:
                yield (one, who, None) if whose == "partner" else (one, None, who)


def _carries(before: Contracts, after: Contracts, one: Hop, other: Hop) -> bool:
    return any(contracts.of(one).reference_hop is other for contracts in (before, after))
