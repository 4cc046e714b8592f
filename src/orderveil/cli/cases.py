"""`cases`: the tickets and calls that explain a reveal, told by hand where no help desk is connected.

Must never take anything of a buyer: a reference is the ticket's number.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, Shop, moment_text
from orderveil.cli.showing import print_json, print_table, say, warn
from orderveil.vault.people_messages import CaseOpened, CaseRow, CloseCase, ListCases, OpenCase, OpenCaseRow, OpenCases

KINDS = ("call", "delivery", "refund", "return", "ticket")


def open_case(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="An order's id as ingest printed it.")],
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="TICKET", help="The ticket's number; without it one is made.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KINDS)}.")] = "ticket",
    assigned: Annotated[
        str | None, typer.Option("--assigned", metavar="PERSON", help="Whose it is: raises their reveals of the day.")
    ] = None,
    shop: Shop = DEFAULT_SHOP,
    as_json: AsJson = False,
) -> None:
    """Open a case of an order, as a help desk would. The same again changes whose it is, or opens it anew."""
    if kind not in KINDS:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}", param_hint="--kind")
    asked = OpenCase(operator(), shop, order, kind, reference, assigned=assigned)
    with the_vault() as vault:
        case = vault.ask(asked, CaseOpened).case
    _tell(case, as_json, "open")


def close_case(
    reference: Annotated[str, typer.Argument(metavar="TICKET", help="The case's reference.")],
    shop: Shop = DEFAULT_SHOP,
    as_json: AsJson = False,
) -> None:
    """Close a case: it explains no reveal any more."""
    with the_vault() as vault:
        case = vault.ask(CloseCase(operator(), shop, reference), CaseOpened).case
    _tell(case, as_json, "closed")


def list_cases(
    shop: Shop = DEFAULT_SHOP,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many, the newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List a shop's open cases, the newest first: reference, kind, order, whose it is, since when."""
    rows: list[OpenCaseRow] = []
    before: str | None = None
    with the_vault() as vault:
        while True:
            page = vault.ask(ListCases(operator(), shop, before, limit - len(rows)), OpenCases)
            rows += page.rows
            before = page.before
            if before is None or len(rows) >= limit:
                break
    if before is not None:
        warn(f"there are more than {limit}; --limit shows them")
    if as_json:
        for row in rows:
            print_json(msgspec.structs.asdict(row))
        return
    print_table(
        ("reference", "kind", "from", "order", "assigned", "since"),
        [
            (row.reference, row.kind, f"{row.origin}, too old" if row.is_stale else row.origin, row.order or None,
             row.assigned_name or row.assigned, moment_text(row.opened_at_ms))
            for row in rows
        ],
        empty="no open case",
        whole=("order",),
    )  # fmt: skip


def _tell(case: CaseRow, as_json: bool, state: str) -> None:
    print_json(msgspec.structs.asdict(case)) if as_json else say(f"{case.kind} {case.reference}: {state}")
