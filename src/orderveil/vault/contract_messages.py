"""What people may ask of contracts: reading what is in force, and proposing other overlays. A leaf of the vault's door.

An overlay is text that people write of fields and treatments; it never holds a buyer's value.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message


class ReadContracts(Message, frozen=True, tag="read-contracts"):
    """The overlays in force that this person may read, and of whom they may read contracts."""

    by: Grant


class ContractOf(Message, frozen=True):
    """Whose contract: a hop's, perhaps as one partner's, perhaps in one shop."""

    hop: str
    partner: str | None = None
    shop: str | None = None
    may_propose: bool = False  # an overlay of just this


class Overlay(Message, frozen=True):
    """One overlay in force. `digest`: SHA-256 of its bytes, hex."""

    file: str
    text: str
    digest: str


class ContractsRead(Message, frozen=True, tag="contracts-read"):
    """`rows`: whose contracts may be read. `digest` tells all of the overlays in force from all others."""

    rows: list[ContractOf]
    overlays: list[Overlay]
    digest: str


class PutContract(Message, frozen=True, tag="put-contract"):
    """Propose another text of one overlay; an empty one removes it. Answered with Proposed: a second person decides.

    `file`: `<hop>.toml`, `<hop>.partner.<partner>.toml` or `<hop>.shop.<shop>.toml`. `base`: the digest of the
    text that was edited; empty: there was none. Refused as stale when another text is in force by then.
    `tenant` is set by the vault, whatever is asked.
    """

    by: Grant
    file: str
    text: str
    base: str = ""
    why: str = ""
    tenant: str = ""


class ReadContractChange(Message, frozen=True, tag="read-contract-change"):
    """What a proposed change of a contract would put in place of what."""

    by: Grant
    change: str


class ContractChange(Message, frozen=True, tag="contract-change"):
    """`is_stale`: another text is in force than the one that was edited; it can no longer be approved.

    `overlays`: all that are in force and that the contracts it touches are made of.
    """

    change: str
    says: str
    why: str
    state: str
    by_name: str
    at_ms: int
    ends_at_ms: int
    is_own: bool
    may_decide: bool
    is_stale: bool
    file: str
    text: str
    overlays: list[Overlay]
    shops: tuple[str, ...] = ()


ContractRequest = ReadContracts | PutContract | ReadContractChange
ContractAnswer = ContractsRead | ContractChange
