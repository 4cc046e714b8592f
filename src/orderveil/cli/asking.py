"""How a command reaches the vault: settings from the environment, an operator's grant, one connection.

A command never holds a key, and never opens a store itself: it asks the vault, and the vault records.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from orderveil.core.errors import Malformed
from orderveil.core.settings import Settings, read_settings
from orderveil.core.standins import refuse_in_production
from orderveil.vault.client import Vault
from orderveil.vault.local import connect
from orderveil.vault.messages import Done, ListShops, OperatorGrant, PutShop, ShopRow, ShopRows

SECRET_LIMIT_BYTES = 4096


def settings() -> Settings:
    """Return this installation's settings. Raises BadConfiguration, also for what production refuses."""
    found = read_settings(os.environ, Path.home())
    refuse_in_production(found)
    return found


def operator() -> OperatorGrant:
    """Return the grant of the person at this machine; the vault takes the uid from the socket, not from here."""
    try:
        return OperatorGrant(name=getpass.getuser())
    except (KeyError, OSError):  # a uid without a name, as in some containers
        return OperatorGrant(name=f"uid-{os.getuid()}")


@contextmanager
def the_vault(of: Settings | None = None) -> Iterator[Vault]:
    """Give the vault of this installation: the running one, or one in this process while the block lasts."""
    vault = connect(of or settings())
    try:
        yield vault
    finally:
        vault.close()


def the_shops(vault: Vault) -> list[ShopRow]:
    """Return every shop of this installation."""
    return vault.ask(ListShops(by=operator()), ShopRows).rows


def make_shop_unless_there(vault: Vault, shop: str, country: str = "IN") -> bool:
    """Add a shop that is not there yet; tell whether that was so."""
    if any(row.shop == shop for row in the_shops(vault)):
        return False
    vault.ask(PutShop(by=operator(), shop=shop, name=shop, country=country), Done)
    return True


def read_secret(what: str, file: Path | None) -> str:
    """Return a secret from a file, from standard input, or typed unseen.

    Never from the command line: arguments stand in the shell's history and in every process list.
    """
    if file is not None:
        raw = file.read_bytes()
    elif sys.stdin.isatty():
        raw = str(typer.prompt(what, hide_input=True, err=True)).encode()
    else:
        raw = sys.stdin.buffer.read(SECRET_LIMIT_BYTES + 1)
    if len(raw) > SECRET_LIMIT_BYTES:
        raise Malformed(f"a secret holds at most {SECRET_LIMIT_BYTES} bytes", place=what)
    try:
        text = raw.decode().strip("\r\n")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8 text", place=what) from error
    if not text:
        raise Malformed("empty", place=what)
    return text
