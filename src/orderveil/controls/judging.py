"""The status of every control: what its check found, how far its hop is taken up, what goes past it.

A control never holds while a connector is known to go past the relay at its hop, nor while the hop
is not enforced: what flows past is marked as such and never counted as protected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from orderveil.contracts.load import Contracts
from orderveil.controls.checks import CHECKS, RECORD, WATCH, Facts, Where
from orderveil.controls.register import Control, register
from orderveil.core.grants import Mode
from orderveil.core.hop import Hop
from orderveil.vault.control_messages import AttestedRow
from orderveil.vault.messages import AttestationRow, Modes


class Status(StrEnum):
    """How a control stands, from best to worst."""

    HOLDS = "holds"
    ATTESTED = "attested"
    NOT_ENFORCED = "not enforced"
    BYPASSED = "bypassed"
    LAPSED = "lapsed"  # the attestation ran out
    NOT_ATTESTED = "not attested"
    FAILS = "fails"
    NOT_LOOKED_AT = "not looked at"  # its check takes long, or did not run yet
    NOT_BUILT = "not built"


@dataclass(frozen=True, slots=True)
class Standing:
    """One control and how it stands."""

    control: Control
    status: Status
    evidence: str


def judge_all(facts: Facts, modes: Modes, attestations: Iterable[AttestationRow], now_ms: int) -> list[Standing]:
    """Return how every control stands, in the order of the register."""
    attested = {row.control: row for row in attestations}
    return [_judge(control, facts, modes, attested, now_ms) for control in register()]


def _judge(
    control: Control, facts: Facts, modes: Modes, attested: Mapping[str, AttestationRow], now_ms: int
) -> Standing:
    if not control.built:
        return Standing(control, Status.NOT_BUILT, "this is not there yet")
    if control.attested:
        return _attestation(control, attested.get(control.id), now_ms)
    if control.check == RECORD and facts.ledger_ok is None:
        return Standing(control, Status.NOT_LOOKED_AT, "the record is being rechecked")
    if control.check == WATCH and facts.watch_silent_minutes is None:
        return Standing(control, Status.NOT_LOOKED_AT, "the watch has not looked at every shop yet; `serve` runs it")
    shops = sorted({row.shop for row in modes.rows})
    failed = _first_failure(control, facts, shops)
    if failed is not None:
        return Standing(control, Status.FAILS, failed)
    evidence = CHECKS[control.check or ""](facts, control.hop, Where(shops[0] if shops else "none")).evidence
    passing = sorted({row.connector for row in modes.bypasses if row.hop == control.hop})
    if passing:
        return Standing(control, Status.BYPASSED, f"{', '.join(passing)} goes past the relay; {evidence}")
    loose = [] if control.everywhere else _not_enforced(modes, control.hop)
    if loose or not shops:
        return Standing(control, Status.NOT_ENFORCED, f"{'; '.join(loose) or 'no shop yet'}; {evidence}")
    return Standing(control, Status.HOLDS, evidence)


def _first_failure(control: Control, facts: Facts, shops: Sequence[str]) -> str | None:
    """Return the evidence of the first shop or partner for which the check fails."""
    check = CHECKS[control.check or ""]
    for shop in shops or ["none"]:
        for partner in (None, *partners_of(facts.contracts, control.hop)):
            finding = check(facts, control.hop, Where(shop, partner))
            if not finding.holds:
                whose = f"{shop}, {partner}" if partner else shop
                return f"{whose}: {finding.evidence}"
    return None


def partners_of(contracts: Contracts, hop: Hop) -> list[str]:
    """Return the partners that have an overlay of their own at a hop."""
    return [name for where, kind, name in contracts.overlays() if where == hop and kind == "partner"]


def _not_enforced(modes: Modes, hop: Hop) -> list[str]:
    return [
        f"{row.shop}: {row.mode}" + (f" {row.percent}%" if row.percent is not None else "")
        for row in modes.rows
        if row.hop == hop and row.mode != Mode.ENFORCED
    ]


def _attestation(control: Control, row: AttestationRow | None, now_ms: int) -> Standing:
    if row is None:
        return Standing(control, Status.NOT_ATTESTED, "nobody yet: orderveil attest")
    seen = f", saw {row.reference} on {_day(row.seen_at_ms)}" if row.reference else ""
    status = Status.LAPSED if row.until_ms <= now_ms else Status.ATTESTED
    return Standing(control, status, f"by {row.by_whom}{seen}, until {_day(row.until_ms)}")


def in_force(rows: Iterable[AttestationRow], of_tenants: Mapping[str, Iterable[AttestedRow]]) -> list[AttestationRow]:
    """Return what counts of attestations: `rows` hold for every tenant, and a tenant's own where they are newer.

    Where several tenants are looked at together a control is attested if it is so for each, until the first ends.
    """
    everywhere, found = {row.control: row for row in rows}, []
    for control in sorted({*everywhere, *(row.control for own in of_tenants.values() for row in own)}):
        newest = []
        for own in of_tenants.values():
            held = [AttestationRow(row.control, row.by_name, row.at_ms, row.until_ms, row.reference, row.seen_at_ms)
                    for row in own if row.control == control]  # fmt: skip
            held += [everywhere[control]] if control in everywhere else []
            newest.append(max(held, key=lambda row: row.at_ms, default=None))
        counted = [row for row in newest if row is not None]
        if counted and len(counted) == len(newest):
            found.append(min(counted, key=lambda row: row.until_ms))
    return found


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).date().isoformat()
