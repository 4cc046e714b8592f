"""`cases`: the tickets and calls that explain a reveal, told by hand where no help desk is connected.

Must never take anything of a buyer: a reference is the ticket's number.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, Shop
from orderveil.cli.showing import print_json, say
from orderveil.vault.people_messages import CaseOpened, CaseRow, CloseCase, OpenCase

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


def _tell(case: CaseRow, as_json: bool, state: str) -> None:
    print_json(msgspec.structs.asdict(case)) if as_json else say(f"{case.kind} {case.reference}: {state}")
