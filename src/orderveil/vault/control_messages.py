"""What may be asked of the vault about controls: what people attest, and what the control register is told.

A further leaf of the vault's door. Must never carry a buyer's value.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message


class AttestControl(Message, frozen=True, tag="attest-control"):
    """A person says that a control which only people can keep was kept when they looked, and until when that counts.

    `seen_at_ms`: when the evidence was looked at. `reference`: what the evidence is called where it is kept (the
    record holds it). `note`: where it lies, in words; kept sealed.
    """

    by: Grant
    control: str
    seen_at_ms: int
    until_ms: int
    reference: str
    note: str = ""


class EndAttestation(Message, frozen=True, tag="end-attestation"):
    """Take an attestation back: the control is not attested any more."""

    by: Grant
    control: str


class ReadControls(Message, frozen=True, tag="read-controls"):
    """What people attested, how reviews and integrations stand, and who put hops to their modes.

    A person is told of their own tenant; whoever else names one, or none for all.
    """

    by: Grant
    tenant: str | None = None


class AttestedRow(Message, frozen=True):
    tenant: str
    control: str
    by_person: str
    by_name: str
    at_ms: int
    seen_at_ms: int
    until_ms: int
    reference: str
    note: str = ""


class ReviewsStood(Message, frozen=True):
    """How access reviews and integrations of one tenant stand. `due_at_ms`: of the next campaign.

    `people`, `living`: how many hold an account, and how many keys, secrets, apps and bypasses there are; of these
    `marks` counts those with each mark. `campaign`: the newest one; `counts`: its items, by decision and outcome.
    """

    tenant: str
    people: int
    due_at_ms: int | None
    campaign: str = ""
    opened_at_ms: int | None = None
    is_open: bool = False
    campaign_due_at_ms: int | None = None
    items: int = 0
    counts: dict[str, int] = {}
    living: int = 0
    marks: dict[str, int] = {}
    roles_text: str = ""  # the tenant's own roles, never to a person; empty: those that the relay comes with
    is_roles_damaged: bool = False


class ModeSaid(Message, frozen=True):
    """Who put a hop of a shop to the mode that it got at `at_ms`. `second_name`: who approved it, where it took two."""

    shop: str
    hop: str
    at_ms: int
    by_name: str
    second_name: str = ""
    why: str = ""


class ControlsRead(Message, frozen=True, tag="controls-read"):
    attested: list[AttestedRow]
    reviews: list[ReviewsStood]
    modes: list[ModeSaid] = []
    approvers: list[str] = []  # to a person who may read changes: who else may approve one now, by name


ControlRequest = AttestControl | EndAttestation | ReadControls
ControlAnswer = ControlsRead
