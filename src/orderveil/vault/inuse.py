"""The contracts in force while the vault runs. Taken up whole: whoever asks gets the old ones or the new, never a mix.

Must never be changed by anything but vault.contractfiles, which writes the file beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from orderveil.contracts.load import Contracts
from orderveil.core.contract import Contract
from orderveil.core.hop import Hop

ABSENT = ""  # the digest of an overlay that there is not


class InForce(NamedTuple):
    """Contracts, and the bytes of every overlay they were made of, by the name of its file."""

    contracts: Contracts
    raws: Mapping[str, bytes]


class ContractsInUse:
    """Holds what is in force. Safe to use from many threads: one assignment takes the next into use."""

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force

    @property
    def now(self) -> Contracts:
        """The contracts in force; they stay as they are even if others are taken into use meanwhile."""
        return self._in_force.contracts

    @property
    def in_force(self) -> InForce:
        """The contracts in force and their overlays, of one moment."""
        return self._in_force

    def of(self, hop: Hop, partner: str | None = None, shop: str | None = None) -> Contract:
        """Return the contract of `hop` for a partner in a shop, as in force now."""
        return self._in_force.contracts.of(hop, partner, shop)

    def take(self, in_force: InForce) -> None:
        """Take other contracts into use. They were checked."""
        self._in_force = in_force


def digest_of(raw: bytes | None) -> str:
    """Return the SHA-256 of an overlay's bytes in hex; of none, or an empty one, `ABSENT`."""
    return hashlib.sha256(raw).hexdigest() if raw else ABSENT
