"""`exposure`: which scams a hop, a set of fields, a file, a payload or what really left makes possible."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orderveil.cli.asking import settings
from orderveil.cli.exposure_hops import Looked, tell_hops, tell_together
from orderveil.cli.exposure_payload import tell_payload
from orderveil.cli.exposure_released import Question, tell_released
from orderveil.cli.exposure_running import ask_running
from orderveil.cli.exposure_sets import tell_fields, tell_rows
from orderveil.cli.options import AsJson, Partner
from orderveil.cli.showing import say
from orderveil.cli.views import hop_named
from orderveil.contracts.load import load_contracts
from orderveil.core.hop import HOPS, Hop
from orderveil.exposure import api
from orderveil.exposure.page import write_page

_Shop = Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="In this shop alone.")]
_Fields = Annotated[
    str | None, typer.Option("--fields", metavar="LIST", help="Instead: these fields, as phone or phone=mask.")
]
_Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Instead: the rows of a CSV.", exists=True, dir_okay=False)
]
_Payload = Annotated[
    Path | None,
    typer.Option(
        "--payload", metavar="FILE", help="Instead: a webhook body or API answer.", exists=True, dir_okay=False
    ),
]
_Source = Annotated[str, typer.Option("--source", metavar="SOURCE", help="Of the payload: shopify, woocommerce.")]
_Released = Annotated[
    str | None,
    typer.Option("--released", metavar="DAY", help="Instead: what really left on this day or from this moment on."),
]
_Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="With --released: up to and with this day.")]
_OfPartner = Annotated[
    str | None, typer.Option("--of-partner", metavar="PARTNER", help="Instead: all that a company was given so far.")
]
_Together = Annotated[
    str | None, typer.Option("--together", metavar="HOPS", help="What these hops reach together: courier,comms.")
]
_Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the page 'What does one order reveal?'.")
]


def exposure(
    hop: Annotated[str | None, typer.Argument(metavar="[HOP]", help="One hop in full (default: all eleven).")] = None,
    partner: Partner = None,
    shop: _Shop = None,
    fields: _Fields = None,
    csv: _Csv = None,
    payload: _Payload = None,
    source: _Source = "shopify",
    released: _Released = None,
    until: _Until = None,
    of_partner: _OfPartner = None,
    together: _Together = None,
    html: _Html = None,
    as_json: AsJson = False,
) -> None:
    """Tell which scams data makes possible.

    In an ordinary shop, where everything is shared; by contract; and as this installation runs today.
    Or of what really left in a period, of a company, a file, a payload, a set of fields. No order is opened.
    """
    hops = (hop_named(hop),) if hop is not None else _hops(together)
    if fields is not None:
        tell_fields(fields, as_json)
    elif csv is not None:
        tell_rows(csv, as_json)
    elif payload is not None:
        tell_payload(payload, source, as_json)
    elif of_partner is not None or released is not None:
        question = Question.of(released, until, hops, of_partner or partner, shop)
        tell_released(question, is_joined=of_partner is not None or together is not None, as_json=as_json)
    elif together is not None:
        tell_together(load_contracts(settings().home / "contracts"), hops, as_json)
    else:
        _tell_relay(hops, Looked(partner, shop), html, as_json)


def _tell_relay(hops: tuple[Hop, ...], looked: Looked, html: Path | None, as_json: bool) -> None:
    contracts = load_contracts(settings().home / "contracts")
    running, unknown = ask_running(looked.shop)
    if html is not None:
        html.write_text(write_page(contracts, running), encoding="utf-8")
        if not as_json:
            say(f"written: {html}{f' ({unknown})' if unknown else ''}")
            return
    of = [api.Of(one, looked.partner, looked.shop) for one in hops or HOPS]
    tell_hops(contracts, of, (running, unknown), as_json)


def _hops(together: str | None) -> tuple[Hop, ...]:
    return tuple([hop_named(word.strip()) for word in together.split(",")]) if together is not None else ()
