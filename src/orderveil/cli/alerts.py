"""`alerts`: what the watch found, and the answers."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import AsJson, moment_text
from orderveil.cli.showing import print_json, print_table, say
from orderveil.vault.alert_messages import AlertRow, AlertRows, AnswerAlert, ListAlerts
from orderveil.watch.rules import say as sentence

Alert = Annotated[str, typer.Argument(metavar="ALERT", help="The alert's id as `alerts list` prints it.")]


def list_alerts(
    alert: Annotated[str | None, typer.Argument(metavar="[ALERT]", help="This one alone, with its evidence.")] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="open, justified, coached or incident.")
    ] = None,
    tenant: Annotated[str, typer.Option("--tenant", help="For which tenant.")] = "main",
    as_json: AsJson = False,
) -> None:
    """List alerts on reveals and exports, newest first."""
    with the_vault() as vault:
        rows = vault.ask(ListAlerts(operator(), tenant, alert, state, limit=500), AlertRows).rows
    if as_json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
        return
    print_table(
        ("alert", "raised", "who", "state", "says"),
        [(row.alert, moment_text(row.raised_at_ms), row.who_name or row.who, row.state, _says(row)) for row in rows],
        empty="no alerts",
        whole=("alert",),
    )
    if alert is not None:
        print_table(
            ("in the record", "when", "order", "field", "purpose", "reason came from"),
            [
                (one.place, moment_text(one.at_ms), one.order, one.field, one.purpose, one.origin)
                for row in rows
                for one in row.evidence
            ],
            empty="no evidence beyond the counts",
        )


def answer(
    alert: Alert,
    what: Annotated[str, typer.Argument(metavar="ANSWER", help="justified, coached or incident.")],
    note: Annotated[str, typer.Option("--note", help="One line of at most 200 characters; nothing of a buyer.")] = "",
    as_json: AsJson = False,
) -> None:
    """Answer an alert; the record keeps who did."""
    with the_vault() as vault:
        row = vault.ask(AnswerAlert(operator(), alert, what, note), AlertRows).rows[0]
    print_json(msgspec.to_builtins(row)) if as_json else say(f"{alert}: {row.state}")


def _says(row: AlertRow) -> str:
    return sentence(row.kind, "en", {**row.counts, "person": row.who_name or row.who})
