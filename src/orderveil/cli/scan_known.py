"""`scan --known`: who is a customer of this installation, asked of its vault while files are searched.

No order is opened. The vault records how much was compared, and how much of it was a customer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from orderveil.cli.asking import operator, the_shops, the_vault
from orderveil.cli.scan_running import Run
from orderveil.cli.showing import warn
from orderveil.detect.exact import Element
from orderveil.detect.exactjudging import expected_coincidences
from orderveil.scan.knowncolumns import KnownColumns
from orderveil.vault.known import VaultCustomers


@contextmanager
def customers(run: Run, *, asked: bool) -> Iterator[None]:
    """Let a scan know customers while the block lasts; tell at its end what that is to be taken for."""
    if not asked:
        yield
        return
    with the_vault() as vault:
        countries = sorted({shop.country for shop in the_shops(vault)})
        known = VaultCustomers(vault, operator())
        country = countries[0] if len(countries) == 1 else None  # several: numbers are read with their code alone
        run.known = KnownColumns(known, country)
        if known.unfilled:
            warn(f"{known.unfilled:,} orders are not known yet; they are taken in while the vault runs")
        yield
        numbers, held = known.asked[Element.PHONE], known.size(Element.PHONE)
        chance = expected_coincidences(numbers, held, country)
        if chance >= 1:
            warn(f"of {numbers:,} numbers compared, about {chance:,.0f} are a customer's phone by chance alone")
