"""Exact match for whoever scans: asks the vault in batches, and looks like a set in memory.

A client of the vault like any other: it knows the messages and nothing of what is behind them. Must
never keep what it asked or heard.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from orderveil.detect.exact import Element
from orderveil.detect.exactcells import Digests
from orderveil.vault.client import Vault
from orderveil.vault.messages import Grant, Matched, MatchKnown

_AT_ONCE = 250_000  # digests in one question


class VaultCustomers:
    """The customers of an installation, as `detect.exact.KnownCustomers`."""

    def __init__(self, vault: Vault, by: Grant) -> None:
        self._vault = vault
        self._by = by
        said = self._vault.ask(MatchKnown(by, []), Matched)
        self._sizes = said.sizes
        self.asked: Counter[Element] = Counter()  # different things asked for, of each element
        self.unfilled = said.unfilled  # orders of which nothing is known yet: an older installation is filled in

    def __repr__(self) -> str:
        return "VaultCustomers(<hidden>)"

    def hold(self, element: Element, digests: Digests) -> npt.NDArray[np.bool_]:
        """Tell of each digest whether a living order holds it. Equal ones are asked for once.

        Raises NotAllowed, TooMany or Unavailable.
        """
        whole = np.ascontiguousarray(digests, "<u8").view([("a", "<u8"), ("b", "<u8")]).reshape(-1)
        values, back = np.unique(whole, return_inverse=True) if len(whole) < _AT_ONCE else (whole, None)
        out = np.zeros(len(values), np.bool_)
        for low in range(0, len(values), _AT_ONCE):
            part = values[low : low + _AT_ONCE]
            said = self._vault.ask(MatchKnown(self._by, [(str(element), part.tobytes())]), Matched)
            out[low : low + len(part)] = np.unpackbits(np.frombuffer(said.held[0], np.uint8), count=len(part))
            self._sizes = said.sizes
            self.asked[element] += len(part)
        return out if back is None else out[back]

    def size(self, element: Element) -> int:
        """Return how many different ones are held, as of the last question."""
        return self._sizes[element]
