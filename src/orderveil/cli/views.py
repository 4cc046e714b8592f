"""`view`, `views`, `search`: what a hop gets to see of an order, now. Every look is recorded by the vault."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, HopArgument, OrderArgument, Partner, Purpose, Reference, Shop
from orderveil.cli.showing import console, print_facts, print_json, print_table, say
from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.vault.messages import OpenAllViews, Opened, OpenedMany, OpenView, Search

CRITERIA = ("phone", "email", "order_ref", "awb", "last4_postcode", "name_postcode")
_STYLES = {
    Treatment.CLEAR: "red",
    Treatment.MASK: "yellow",
    Treatment.INITIAL: "yellow",
    Treatment.COARSE: "yellow",
    Treatment.HASH: "cyan",
    Treatment.ALIAS: "cyan",
    Treatment.VIRTUAL: "cyan",
    Treatment.DROP: "dim",
}
_PLACES: dict[str, int] = {name: place for place, name in enumerate(FIELDS)}
_VALUE_LIMIT = 60  # characters of a value in a table


def view_object(view: View) -> dict[str, Any]:
    """Return a view as the command line prints it: every key is there, also when it is null."""
    return {
        "hop": view.hop,
        "ref": view.ref,
        "state": view.state,
        "ends_at": view.ends_at,
        "mode": view.mode,
        "partner": view.partner,
        "shipment": view.shipment,
        "fields": {name: _field_object(field) for name, field in view.fields.items()},
    }


def _field_object(field: TreatedField) -> dict[str, Any]:
    told: dict[str, Any] = {"treatment": field.treatment.value, "value": field.value}
    return told | {"note": field.note} if field.note else told


def shown_value(field: TreatedField) -> Text:
    """Return a treated value as one line for people, coloured by how much it reveals."""
    if field.value is None:
        return Text(f"({field.note or field.treatment.value})".replace("_", " "), style="dim")
    value = field.value
    text = value if isinstance(value, str) else _one_line(value)
    if len(text) > _VALUE_LIMIT:
        text = text[: _VALUE_LIMIT - 1] + "…"
    return Text(text.replace("\n", " "), style=_STYLES[field.treatment])


def _one_line(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_one_line(one) for one in value)
    if isinstance(value, dict):
        return " ".join(f"{name}={_one_line(one)}" for name, one in value.items())
    return str(value)


def _print_view(view: View) -> None:
    facts = {"hop": view.hop, "state": view.state, "ref": view.ref or "-", "ends at": view.ends_at or "-"}
    if view.partner:
        facts["partner"] = view.partner
    if view.shipment:
        facts["shipment"] = view.shipment
    print_facts(facts | {"mode": view.mode})
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in ("field", "treatment", "value"):
        table.add_column(column, overflow="fold")
    for name, field in sorted(view.fields.items()):
        table.add_row(name, Text(field.treatment.value, style=_STYLES[field.treatment]), shown_value(field))
    console().print(table if view.fields else "no field is due")


def view_one(
    hop: HopArgument,
    order: OrderArgument,
    partner: Partner = None,
    shipment: Annotated[
        str | None, typer.Option("--shipment", metavar="N", help="One parcel of the order: 1, 2... (default: newest).")
    ] = None,
    purpose: Purpose = None,
    reference: Reference = None,
    as_json: AsJson = False,
) -> None:
    """Open one hop's view of one order. Recorded."""
    request = OpenView(
        by=operator(), hop=hop_named(hop), order=order, partner=partner, shipment=shipment, purpose=purpose,
        reference=reference,
    )  # fmt: skip
    with the_vault() as vault:
        opened = vault.ask(request, Opened)
    for view in opened.views:
        if as_json:
            print_json(view_object(view))
        else:
            _print_view(view)


def view_all(order: OrderArgument, as_json: AsJson = False) -> None:
    """Open every hop's view, side by side. Recorded as eleven looks."""
    with the_vault() as vault:
        opened = vault.ask(OpenAllViews(by=operator(), order=order), Opened)
    if as_json:
        print_json({view.hop: view_object(view) for view in opened.views})
        return
    print_facts({"order": opened.order})
    console().print(side_by_side(opened.views))
    say(_SIGNS_TOLD if console().width < _WIDTH_FOR_WORDS else _WORDS_TOLD)
    print_table(
        ("hop", "state", "its reference", "ends", "mode", "in clear"),
        [
            (view.hop, view.state, view.ref or "-", _minute(view.ends_at), view.mode, _count_clear(view))
            for view in opened.views
        ],
        empty="no hop is owed anything of this order",
        whole=("hop", "its reference", "ends"),
    )


def _count_clear(view: View) -> int:
    return sum(field.treatment is Treatment.CLEAR and field.value is not None for field in view.fields.values())


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "-"


_WORDS = {
    Treatment.CLEAR: "clear",
    Treatment.MASK: "mask",
    Treatment.INITIAL: "init",
    Treatment.COARSE: "part",
    Treatment.HASH: "hash",
    Treatment.ALIAS: "alias",
    Treatment.VIRTUAL: "virt",
    Treatment.DROP: "·",
}
_SIGNS = dict.fromkeys(_WORDS, "◇") | {
    Treatment.CLEAR: "●",
    Treatment.MASK: "◐",
    Treatment.INITIAL: "◐",
    Treatment.COARSE: "◐",
    Treatment.DROP: "·",
}
_SIGNS_TOLD = "● clear   ◐ mask, initial or part   ◇ a stand-in (alias, hash, virtual number)   · nothing"
_WORDS_TOLD = "init: initials   part: a part or a band   virt: a virtual number   ·: nothing, or nothing now"
_SHORT_HOPS = {
    "storefront": "shop", "label": "labl", "courier": "cour", "comms": "msgs", "support": "supp", "marketing": "mktg",
    "exports": "expo", "retention": "keep",
}  # fmt: skip
_WIDTH_FOR_WORDS = 90


def side_by_side(views: list[View]) -> Table:
    """Return fields by hops: how each hop holds each field, at one glance. Values are not shown."""
    wide = console().width >= _WIDTH_FOR_WORDS
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("field", no_wrap=True)
    for view in views:
        table.add_column(_SHORT_HOPS.get(view.hop, view.hop), no_wrap=True, justify="left" if wide else "center")
    names = {name for view in views for name, field in view.fields.items() if field.value is not None}
    for name in sorted(names, key=lambda name: _PLACES.get(name, 0)):
        table.add_row(name, *(_cell(view.fields.get(name), wide=wide) for view in views))
    return table


def _cell(field: TreatedField | None, *, wide: bool) -> Text:
    if field is None or field.value is None:
        return Text("·", style="dim")
    return Text((_WORDS if wide else _SIGNS)[field.treatment], style=_STYLES[field.treatment])


def search(
    by: Annotated[
        list[str],
        typer.Option("--by", metavar="KIND", help=f"What to find by: {', '.join(CRITERIA)}. May be repeated."),
    ],
    shop: Shop = DEFAULT_SHOP,
    hop: Annotated[str, typer.Option("--hop", metavar="HOP", help="Whose masked view the answer is.")] = "support",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many orders.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find orders by exact values. Recorded.

    Answers with masked views only. Each value is typed unseen or read from standard input, one
    line per --by, and never stands on the command line.
    Words of a name go with the first digits of the postcode: "asha sharma 5600".
    """
    criteria = {kind: _criterion(kind) for kind in by}
    request = Search(by=operator(), shop=shop, criteria=criteria, hop=hop_named(hop), limit=limit)
    with the_vault() as vault:
        found = vault.ask(request, OpenedMany)
    if as_json:
        for row in found.rows:
            print_json({"order": row.order, **view_object(row.view)})
        return
    for row in found.rows:
        say(f"order {row.order}")
        _print_view(row.view)
    if not found.rows:
        say("no order matches all of it")


def _criterion(kind: str) -> str:
    if kind not in CRITERIA:
        raise typer.BadParameter(f"one of {', '.join(CRITERIA)}", param_hint="--by")
    if sys.stdin.isatty():
        return str(typer.prompt(kind, hide_input=True, err=True))
    line = sys.stdin.readline().strip()
    if not line:
        raise Malformed("expected one line on standard input for each --by", place=f"--by {kind}")
    return line


def hop_named(text: str) -> Hop:
    """Return the hop of that name. Raises a usage error that lists them."""
    if text not in set(Hop):
        raise typer.BadParameter(f"one of {', '.join(HOPS)}", param_hint="HOP")
    return Hop(text)
