"""`erase`, `purge`, `maintain`: how data ends. What is erased here cannot be had again by anybody."""

from __future__ import annotations

from typing import Annotated

import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import AsJson
from orderveil.cli.showing import print_facts, print_json, say
from orderveil.vault.messages import Done, EraseOrder, Maintain, Purge


def erase(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The order's id.")],
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="REASON", help="Why: buyer-asked, test-data... Recorded; never a person's data."
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase one order, for good.

    Its keys are destroyed, so that no copy of the database opens it. There is no way back.
    """
    if not yes:
        typer.confirm(f"Erase {order}? Nothing can bring it back.", abort=True, err=True)
    with the_vault() as vault:
        done = vault.ask(EraseOrder(by=operator(), order=order, reason=reason), Done)
    status = done.text or "erased"
    if as_json:
        print_json({"order": order, "status": status, "counts": done.counts})
        return
    if status == "queued":
        say(f"{order} is queued: nobody can open it any more, and it is erased as soon as the record can be written")
        say("The ledger could not be written just now; `orderveil doctor` and `orderveil ledger verify` say why.")
        return
    say(f"{order} is erased")
    say("Copies of the key store from before still hold its key, wrapped: orderveil purge closes them too.")


def purge(as_json: AsJson = False) -> None:
    """Make old copies open nothing erased.

    Rewraps the keys that survive, replaces the root, cuts the logs. The worker does it by itself from time to time.
    """
    with the_vault() as vault:
        done = vault.ask(Purge(by=operator()), Done)
    _print(done, "purged", as_json=as_json)


def maintain(as_json: AsJson = False) -> None:
    """Do the upkeep now.

    What the worker does by itself: end what is due, merge the search's segments.
    """
    with the_vault() as vault:
        done = vault.ask(Maintain(by=operator()), Done)
    _print(done, "maintained", as_json=as_json)


def _print(done: Done, word: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"status": word, "counts": done.counts, "text": done.text})
        return
    say(done.text or word)
    print_facts(done.counts)
