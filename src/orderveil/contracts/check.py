"""Checking overlays, together with the contracts the relay comes with: a folder of them, or texts in memory.

Reads, never loads; writes nothing, so that a text that somebody types needs no file to be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from orderveil.contracts.load import Contracts, Key, build, find_problems, read_all, read_overlays
from orderveil.contracts.sheet import Problem
from orderveil.core.hop import Hop

__all__ = ["Problem", "check", "check_overlays"]


def check(folder: Path | None) -> list[Problem]:
    """Return everything that is wrong, sorted by file and line; an empty list when all is well.

    `folder` holds overlays (see contracts.load); None or one that does not exist: the built-in
    contracts alone are checked.
    """
    sheets, problems = read_all(folder)
    contracts = Contracts(sheets)
    return sorted({*problems, *find_problems(contracts), *find_joint_problems(contracts, contracts.overlays())})


def check_overlays(raws: Mapping[str, bytes], changed: Key | None = None) -> tuple[Contracts, list[Problem]]:
    """Return the contracts under overlays in memory (a file's bytes by its name), and everything that is wrong.

    They are worth nothing while anything is wrong. `changed`: the overlay that is not in force yet; each
    partner's overlay is laid together with each shop's where that one has a part in it.
    """
    sheets, problems = read_overlays(raws)
    contracts = Contracts(sheets)
    touched = [changed] if changed is not None else []
    return contracts, sorted({*problems, *find_problems(contracts), *find_joint_problems(contracts, touched)})


def find_joint_problems(contracts: Contracts, touched: list[Key]) -> Iterator[Problem]:
    """Yield what is wrong only where a partner's and a shop's overlay of one hop hold together."""
    for hop, partner, shop in sorted({pair for key in touched for pair in _pairs(contracts, key)}):
        yield from build(contracts.layers(hop, partner, shop), hop)[1]


def _pairs(contracts: Contracts, key: Key) -> Iterator[tuple[Hop, str, str]]:
    hop, kind, name = key
    partners = [n for h, k, n in contracts.overlays() if h is hop and k == "partner"]
    shops = [n for h, k, n in contracts.overlays() if h is hop and k == "shop"]
    for partner in [name] if kind == "partner" else partners:
        yield from [(hop, partner, shop) for shop in ([name] if kind == "shop" else shops)]
