"""`shipment`: an event in a parcel's life, told by hand where no courier's feed is connected."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, OrderArgument, Shop
from orderveil.cli.showing import print_json, say
from orderveil.core.order import Direction, ShipmentState
from orderveil.vault.messages import RecordShipment, ShipmentRecorded


def record(
    order: OrderArgument,
    state: Annotated[str, typer.Argument(metavar="STATE", help=f"One of {', '.join(ShipmentState)}.")],
    shop: Shop = DEFAULT_SHOP,
    shipment: Annotated[
        str | None, typer.Option("--shipment", metavar="N", help="Which parcel (default: newest, or a new one).")
    ] = None,
    direction: Annotated[str, typer.Option("--direction", help="forward to the buyer, or reverse.")] = "forward",
    awb_file: Annotated[
        Path | None, typer.Option("--awb-file", metavar="FILE", help="A file that holds the air waybill number.")
    ] = None,
    courier: Annotated[str | None, typer.Option("--courier", metavar="NAME", help="The courier's name.")] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", metavar="PARTNER", help="The courier that the parcel is handed to.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record what became of a parcel. Views open and end by these states."""
    if state not in set(ShipmentState):
        raise typer.BadParameter(f"one of {', '.join(ShipmentState)}", param_hint="STATE")
    if direction not in set(Direction):
        raise typer.BadParameter(f"one of {', '.join(Direction)}", param_hint="--direction")
    fields = {"courier_name": courier} if courier else {}
    if awb_file is not None:
        fields["awb"] = awb_file.read_text(encoding="utf-8").strip()
    request = RecordShipment(
        by=operator(), shop=shop, order=order, state=state, at_ms=time.time_ns() // 1_000_000, shipment=shipment,
        direction=direction, fields=fields, partner=partner,
    )  # fmt: skip
    with the_vault() as vault:
        recorded = vault.ask(request, ShipmentRecorded)
    if as_json:
        print_json(msgspec.structs.asdict(recorded))
    else:
        say(f"order {recorded.order}, parcel {recorded.shipment}: {recorded.state} ({recorded.status})")
