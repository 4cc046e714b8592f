"""`mode`: how far each hop of a shop is taken up, one step back at a time; and what goes past the relay."""

from __future__ import annotations

import time
from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, HopArgument, Shop, moment_text, span_ms
from orderveil.cli.showing import print_json, print_table, say
from orderveil.core.grants import Mode
from orderveil.core.hop import HOPS
from orderveil.vault.messages import Done, GetModes, ModeRow, Modes, RecordBypass, RollBackMode, SetMode


def show(
    shop: Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="One shop (default: all).")] = None,
    as_json: AsJson = False,
) -> None:
    """Show each hop's mode, what shadow counted, and which connectors go past the relay."""
    with the_vault() as vault:
        modes = vault.ask(GetModes(by=operator(), shop=shop), Modes)
    if as_json:
        for row in modes.rows:
            passing = [msgspec.structs.asdict(b) for b in modes.bypasses if (b.shop, b.hop) == (row.shop, row.hop)]
            print_json(msgspec.structs.asdict(row) | {"bypasses": passing})
        return
    print_table(
        ("shop", "hop", "mode", "since", "before", "sent, never owed (shadow)", "goes past the relay"),
        [
            (
                row.shop,
                row.hop,
                _mode_text(row),
                moment_text(row.since_ms or None),
                row.previous or "-",
                ", ".join(sorted(set(row.sent) - set(row.owed))) or "-",
                ", ".join(b.connector for b in modes.bypasses if (b.shop, b.hop) == (row.shop, row.hop)) or "-",
            )
            for row in modes.rows
        ],
        empty="no shop yet: orderveil shops add SHOP",
    )


def set_mode(
    hop: HopArgument,
    mode: Annotated[str, typer.Argument(metavar="MODE", help="off, shadow, a percentage such as 10%, or enforced.")],
    shop: Shop = DEFAULT_SHOP,
    as_json: AsJson = False,
) -> None:
    """Put a hop to a mode: `off`, `shadow`, `10%`, `enforced`. `all` names every hop."""
    share = mode.removesuffix("%")
    percent = int(share) if mode.endswith("%") and share.isascii() and share.isdigit() else None
    word = Mode.PERCENTAGE.value if percent is not None else mode
    hops = [one.value for one in HOPS] if hop == "all" else [hop]
    with the_vault() as vault:
        for one in hops:
            vault.ask(SetMode(by=operator(), shop=shop, hop=one, mode=word, percent=percent), Done)
            _said(shop, one, mode, as_json=as_json)


def back(hop: HopArgument, shop: Shop = DEFAULT_SHOP, as_json: AsJson = False) -> None:
    """Put a hop back to the mode before, in one step."""
    with the_vault() as vault:
        done = vault.ask(RollBackMode(by=operator(), shop=shop, hop=hop), Done)
    _said(shop, hop, done.text or "back", as_json=as_json)


def bypass(
    hop: HopArgument,
    connector: Annotated[
        str, typer.Argument(metavar="CONNECTOR", help="What goes past the relay: label-app, csv-by-mail.")
    ],
    field: Annotated[
        list[str], typer.Option("--field", metavar="FIELD", help="A field that it gets. May be repeated.")
    ],
    shop: Shop = DEFAULT_SHOP,
    ends: Annotated[
        str | None,
        typer.Option("--ends", metavar="SPAN", help="It ends in so long (0s: it has ended now). Default: goes on."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record a connector that goes past the relay, so that nothing is counted as protected that is not."""
    until = None if ends is None else time.time_ns() // 1_000_000 + span_ms(ends, "--ends")
    request = RecordBypass(by=operator(), shop=shop, hop=hop, connector=connector, fields=tuple(field), until_ms=until)
    with the_vault() as vault:
        vault.ask(request, Done)
    if as_json:
        print_json({"shop": shop, "hop": hop, "connector": connector, "until_ms": until})
    else:
        say(f"{connector} is recorded as going past the relay to {hop} of {shop}")


def _mode_text(row: ModeRow) -> str:
    return f"{row.percent}%" if row.percent is not None else row.mode


def _said(shop: str, hop: str, mode: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"shop": shop, "hop": hop, "mode": mode})
    else:
        say(f"{hop} of {shop}: {mode}")
