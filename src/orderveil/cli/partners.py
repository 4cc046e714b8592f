"""`partners`: who has an account in systems outside, what is connected there, and keys replaced without a pause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, Shop, moment_text
from orderveil.cli.showing import print_facts, print_json, print_table, say, warn
from orderveil.partners.outside import MOST_BYTES, decoded, read_list
from orderveil.partners.scripts import read_scripts
from orderveil.vault.messages import Done, KeyIssued
from orderveil.vault.review_messages import (
    ImportOutside,
    ImportScripts,
    IntegrationRows,
    ListIntegrations,
    ListOutside,
    OutsideAccount,
    OutsideApp,
    OutsideImported,
    OutsideRows,
    RotateKey,
    ScriptSeen,
    TickTask,
)

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The file.", exists=True, dir_okay=False, readable=True)]


def import_list(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="shopify, workspace, freshdesk, or any name.")],
    file: _File,
    tenant: Annotated[str, typer.Option("--tenant", help="For which tenant.")] = "main",
    as_json: AsJson = False,
) -> None:
    """Take the whole list of accounts or apps of a system, as it exports it: who is not in it any more is gone."""
    listed = read_list(system, _text(file))
    accounts = [
        OutsideAccount(one.email, one.name, one.role, one.mfa, one.used_at_ms, one.made_at_ms)
        for one in listed.accounts
    ]
    apps = [OutsideApp(one.name, one.scopes, one.used_at_ms, one.made_at_ms) for one in listed.apps]
    asked = ImportOutside(operator(), system, None if apps else accounts, apps or None, tenant)
    with the_vault() as vault:
        counts = vault.ask(asked, OutsideImported).counts
    counts |= {"unread": len(listed.unread), "undated": listed.undated}
    for place in listed.unread[:20]:
        warn(place)
    print_json(counts) if as_json else print_facts(counts)


def list_accounts(
    tasks: Annotated[bool, typer.Option("--tasks", help="Only what has to be ended there.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the accounts of systems outside, with what is wrong with each."""
    with the_vault() as vault:
        rows = vault.ask(ListOutside(operator(), tasks_only=tasks), OutsideRows).rows
    if as_json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
        return
    cells = [
        (one.account, one.system, one.email or one.name, one.state, moment_text(one.used_at_ms), " ".join(one.marks))
        for one in rows
    ]
    empty = "nothing: orderveil partners import SYSTEM FILE"
    print_table(("account", "system", "who", "state", "last used", "marks"), cells, empty=empty, whole=("account",))


def tick(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its id as `partners accounts` prints it.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say that an account or app was ended in its system. It is recorded."""
    with the_vault() as vault:
        state = vault.ask(TickTask(operator(), account, undo), Done).text
    print_json({"account": account, "state": state}) if as_json else say(f"{account}: {state}")


def scripts(file: _File, shop: Shop = DEFAULT_SHOP, as_json: AsJson = False) -> None:
    """Take the scripts of a checkout page: from its HTML, reports of a content security policy, or a CSV."""
    seen = [ScriptSeen(one.address, one.integrity, one.why) for one in read_scripts(_text(file))]
    with the_vault() as vault:
        counts = vault.ask(ImportScripts(operator(), shop, seen), OutsideImported).counts
    print_json(counts) if as_json else print_facts(counts)


def connected(as_json: AsJson = False) -> None:
    """List every key, secret, app and bypass, with what is wrong with each. Never a secret."""
    with the_vault() as vault:
        rows = vault.ask(ListIntegrations(operator()), IntegrationRows).rows
    if as_json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
        return
    cells = [
        (one.id, one.kind, one.name, one.state, one.owner_name, moment_text(one.used_at_ms), " ".join(one.marks))
        for one in rows
    ]
    names = ("id", "kind", "name", "state", "owner", "last used", "marks")
    print_table(names, cells, empty="nothing is connected", whole=("id",))


def replace_key(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key's id as `keys list` prints it.")],
    overlap: Annotated[int, typer.Option("--overlap", min=0, max=336, help="Hours that the old one goes on.")] = 24,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="For how long the new one is good.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a key in place of another, for the same partner, hop and scopes. It is printed once."""
    with the_vault() as vault:
        issued = vault.ask(RotateKey(operator(), key, overlap, days), KeyIssued)
    if as_json:
        print_json({"id": issued.id, "token": issued.token})
        return
    print_facts({"id": issued.id, "key": issued.token, "old one ends": f"in {overlap} hours"})
    warn("The key is shown this once. Hand it over by a channel that you trust, then clear your terminal.")


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        return decoded(opened.read(MOST_BYTES + 1))
