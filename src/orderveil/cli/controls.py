"""`controls`: how every control stands, how much each hop holds, and what people attest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from orderveil.cli.asking import operator, settings, the_vault
from orderveil.cli.options import AsJson, span_ms
from orderveil.cli.showing import print_json, print_table, say
from orderveil.controls.dots import Dot, Holding
from orderveil.controls.examining import examined
from orderveil.controls.judging import Standing, Status
from orderveil.controls.register import register
from orderveil.core.errors import NotFound
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.messages import Done, LedgerVerified, LedgerVerify, RecordAttestation

_COLOUR = {Status.HOLDS: "green", Status.ATTESTED: "green", Status.FAILS: "red", Status.BYPASSED: "red"}
_DOT = {Dot.RED: "●", Dot.AMBER: "◐", Dot.GREEN: "○"}


def show(as_json: AsJson = False) -> None:
    """Show every control with its evidence.

    And how much each hop holds, before and now.
    Ends with exit code 1 where a control fails.
    """
    found = settings()
    with the_vault(found) as vault:
        standings, dots = examine(vault, found)
    if as_json:
        for standing in standings:
            print_json(_as_dict(standing))
        for holding in dots:
            print_json(
                {"hop": holding.hop, "before": holding.before, "now": holding.now,
                 "held_before": holding.kinds_before, "held_now": holding.kinds_now, "treated_now": holding.treated_now}
            )  # fmt: skip
    else:
        print_dots(dots)
        print_standings(standings)
    if any(standing.status is Status.FAILS for standing in standings):
        raise typer.Exit(1)


def attest(
    control: Annotated[str, typer.Argument(metavar="CONTROL", help="The control's id in the register.")],
    by_whom: Annotated[str, typer.Option("--by", help="Staff id of whoever attests; the record keeps it.")],
    lasts: Annotated[str, typer.Option("--for", help="How long it lasts: 90d, 12w.")] = "90d",
    as_json: AsJson = False,
) -> None:
    """Record that people keep a control.

    For controls that no program can check. It counts until the time given.
    """
    if not any(one.id == control and one.attested for one in register()):
        raise NotFound("no control of that id is kept by attestation", place="control")
    until_ms = time.time_ns() // 1_000_000 + span_ms(lasts, "--for")
    with the_vault() as vault:
        vault.ask(RecordAttestation(by=operator(), control=control, by_whom=by_whom, until_ms=until_ms), Done)
    if as_json:
        print_json({"control": control, "by": by_whom, "until_ms": until_ms})
    else:
        say(f"{control}: attested by {by_whom} for {lasts}")


def examine(vault: Vault, of: Settings) -> tuple[list[Standing], list[Holding]]:
    """Return how every control stands and how much each hop holds; the record is rechecked for it."""
    verified = vault.ask(LedgerVerify(by=operator()), LedgerVerified)
    return examined(vault, of, operator(), verified)


def print_dots(dots: Sequence[Holding]) -> None:
    """Print how much each hop holds."""
    print_table(
        ("hop", "before", "now", "held now in clear", "seen masked or hashed"),
        [
            (
                row.hop,
                f"{_DOT[row.before]} {row.before}",
                f"{_DOT[row.now]} {row.now}",
                ", ".join(row.kinds_now) or "-",
                ", ".join(row.treated_now) or "-",
            )
            for row in dots
        ],
        empty="",
    )


def print_standings(standings: Sequence[Standing]) -> None:
    """Print the register."""
    print_table(
        ("control", "serves", "scope", "status", "evidence"),
        [
            (
                row.control.id,
                ", ".join(row.control.serves),
                row.control.scope,
                Text(row.status, style=_COLOUR.get(row.status, "yellow")),
                row.evidence,
            )
            for row in standings
        ],
        empty="",
        whole={"control", "status"},
    )


def _as_dict(standing: Standing) -> dict[str, object]:
    control = standing.control
    return {
        "control": control.id, "hop": control.hop, "says": control.says, "serves": control.serves,
        "scope": control.scope, "status": standing.status, "evidence": standing.evidence,
    }  # fmt: skip
