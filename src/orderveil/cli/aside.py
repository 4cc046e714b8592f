"""`aside`: signed payloads that could not be read, waiting to be fetched again or looked at."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import AsJson, moment_text
from orderveil.cli.showing import print_json, print_table, say
from orderveil.vault.messages import Done, ListSetAside, ResolveSetAside, SetAsideRows

Shop = Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="One shop (default: all).")]


def list_aside(
    shop: Shop = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List what was set aside, why, and until when it is kept. Bodies stay sealed."""
    with the_vault() as vault:
        rows = vault.ask(ListSetAside(by=operator(), shop=shop, limit=limit), SetAsideRows).rows
    if as_json:
        for row in rows:
            print_json(msgspec.structs.asdict(row))
        return
    print_table(
        ("id", "shop", "source", "reason", "place", "at", "kept until", "state"),
        [
            (r.id, r.shop, r.source, r.reason, r.place, moment_text(r.at_ms), moment_text(r.ends_at_ms), r.state)
            for r in rows
        ],
        empty="nothing is set aside",
    )


def resolve(
    number: Annotated[int, typer.Argument(metavar="ID", help="The number that `aside list` shows.")],
    as_json: AsJson = False,
) -> None:
    """Mark one as dealt with; a body that was kept is destroyed."""
    with the_vault() as vault:
        vault.ask(ResolveSetAside(by=operator(), id=number, state="resolved"), Done)
    if as_json:
        print_json({"id": number, "state": "resolved"})
    else:
        say(f"{number} is resolved")
