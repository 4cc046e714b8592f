"""`shops`: the shops of an installation. Tenant, then brand, then shop, then its warehouses."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_shops, the_vault
from orderveil.cli.options import AsJson
from orderveil.cli.showing import print_json, print_table, say
from orderveil.vault.messages import Done, PutShop


def list_shops(as_json: AsJson = False) -> None:
    """List every shop with the number of its orders."""
    with the_vault() as vault:
        rows = the_shops(vault)
    if as_json:
        for row in rows:
            print_json(msgspec.structs.asdict(row))
        return
    print_table(
        ("shop", "name", "tenant", "brand", "country", "warehouses", "orders"),
        [(r.shop, r.name, r.tenant, r.brand, r.country, " ".join(r.warehouses), r.orders) for r in rows],
        empty="no shop yet: orderveil shops add SHOP",
    )


def put_shop(
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="The shop's id: lower-case letters, digits, hyphens.")],
    name: Annotated[str, typer.Option("--name", help="The name that people know it by.")] = "",
    tenant: Annotated[str, typer.Option("--tenant", help="Whose ledger it is recorded in; never changes.")] = "main",
    brand: Annotated[str, typer.Option("--brand", help="The brand that it sells for.")] = "main",
    country: Annotated[
        str, typer.Option("--country", help="Two letters; phones without a prefix are read by it.")
    ] = "IN",
    warehouse: Annotated[
        list[str] | None, typer.Option("--warehouse", help="A warehouse or 3PL that packs for it. May be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a shop, or change one."""
    request = PutShop(
        by=operator(), shop=shop, tenant=tenant, brand=brand, name=name or shop, country=country.upper(),
        warehouses=tuple(warehouse or ()),
    )  # fmt: skip
    with the_vault() as vault:
        vault.ask(request, Done)
    if as_json:
        print_json({"shop": shop, "status": "stored"})
    else:
        say(f"shop {shop} stored")
