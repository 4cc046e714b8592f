"""`ledger`: the tamper-evident record, as people and programs read it. Reading the record is recorded too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.exits import Exit
from orderveil.cli.options import AsJson
from orderveil.cli.showing import entry_object, print_facts, print_json, say
from orderveil.vault.messages import (
    LedgerExport,
    LedgerPage,
    LedgerProof,
    LedgerProve,
    LedgerVerified,
    LedgerVerify,
)
from orderveil.vault.record_messages import KeepRecord, RecordKept

Tenant = Annotated[str, typer.Option("--tenant", metavar="TENANT", help="Whose ledger.")]
Confirm = Annotated[str, typer.Option("--confirm", metavar="CODE", help="The code that the first step told.")]
Log = Annotated[
    str | None, typer.Option("--log", metavar="QUARTER", help="A log such as 2026Q4 (default: the open one).")
]


def verify(
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="TENANT", help="One tenant (default: all).")] = None,
    as_json: AsJson = False,
) -> None:
    """Check everything that the ledger stores, from every entry up to the signed checkpoints."""
    with the_vault() as vault:
        verified = vault.ask(LedgerVerify(by=operator(), tenant=tenant), LedgerVerified)
    if as_json:
        print_json(
            {
                "ok": verified.ok,
                "entries": verified.entries,
                "logs": verified.logs,
                "problems": verified.problems,
                "checkpoint": verified.checkpoint,
            }
        )
    else:
        say(f"{'in order' if verified.ok else 'NOT IN ORDER'}: {verified.entries} entries in {len(verified.logs)} logs")
        for problem in verified.problems:
            say(f"  {problem}")
        if verified.checkpoint:
            say(verified.checkpoint)
    if not verified.ok:
        raise typer.Exit(Exit.NOT_IN_ORDER)


def reindex(tenant: Tenant = "main", as_json: AsJson = False) -> None:
    """Make the index of words again out of the entries: `who` is answered by it. What was altered in it goes."""
    with the_vault() as vault:
        kept = vault.ask(KeepRecord(operator(), "index", tenant), RecordKept)
    if as_json:
        print_json({"blocks": kept.count})
    else:
        say(f"{kept.count} blocks made again; `orderveil ledger verify` compares all of them")


def rotate_key(confirm: Confirm = "", tenant: Tenant = "main", as_json: AsJson = False) -> None:
    """Change the key that signs the ledger: the open log is closed, the next one goes on under a new key.

    In two steps: what would be done is told with a code, and done when it is called again with the code.
    """
    _keep(KeepRecord(operator(), "key", tenant, confirm=confirm), as_json=as_json)


def end_log(
    log: Annotated[str, typer.Argument(metavar="QUARTER", help="The oldest log that still holds entries.")],
    confirm: Confirm = "", tenant: Tenant = "main", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Let the entries of the oldest log go, for good; its head stays. Export it first: nothing brings it back.

    In two steps: what would be done is told with a code, and done when it is called again with the code.
    """
    _keep(KeepRecord(operator(), "log", tenant, log, confirm), as_json=as_json)


def _keep(request: KeepRecord, *, as_json: bool) -> None:
    with the_vault() as vault:
        kept = vault.ask(request, RecordKept)
    if as_json:
        print_json({"log": kept.log, "entries": kept.count, "done": kept.is_done, "confirm": kept.confirm})
        return
    what = "closed, and the next one opened under a new key" if request.what == "key" else "let go, for good"
    if kept.is_done:
        say(f"{kept.log} goes on under a new key" if request.what == "key" else f"{kept.count} entries let go")
        return
    say(f"log {kept.log} of {request.tenant}, {kept.count} entries: would be {what}")
    say(f"nothing was done; call it again with --confirm {kept.confirm}")


def proof(
    index: Annotated[int | None, typer.Argument(metavar="[INDEX]", help="Prove that this entry is in the log.")] = None,
    old_size: Annotated[
        int | None, typer.Option("--since", metavar="SIZE", help="Prove that the log only grew since it had this size.")
    ] = None,
    size: Annotated[int | None, typer.Option("--size", help="The size to prove towards (default: the newest).")] = None,
    log: Log = None,
    tenant: Tenant = "main",
    as_json: AsJson = False,
) -> None:
    """Print a proof: that one entry is included, or that the log only ever grew."""
    if (index is None) == (old_size is None):
        raise typer.BadParameter("give an INDEX, or --since SIZE, and not both", param_hint="INDEX")
    request = LedgerProve(by=operator(), tenant=tenant, log=log, index=index, old_size=old_size, size=size)
    with the_vault() as vault:
        proven = vault.ask(request, LedgerProof)
    hashes = [one.hex() for one in proven.hashes]
    if as_json:
        entry = entry_object(proven.entry) if proven.entry is not None else None
        print_json(
            {"log": proven.log, "size": proven.size, "hashes": hashes, "checkpoint": proven.checkpoint, "entry": entry}
        )
        return
    print_facts({"log": proven.log, "size": proven.size})
    for one in hashes:
        say(one)
    say(proven.checkpoint)


def export(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="A file, made anew (default: standard output).")
    ] = None,
    log: Annotated[str | None, typer.Option("--log", metavar="QUARTER", help="One log (default: every one).")] = None,
    tenant: Tenant = "main",
    as_json: AsJson = False,
) -> None:
    """Write the ledger as NDJSON for verify/, which checks it offline and shares no code with the relay."""
    from orderveil.ledger.export import export_lines

    with the_vault() as vault:

        def ask(name: str | None, start: int) -> LedgerPage:
            return vault.ask(LedgerExport(by=operator(), tenant=tenant, log=name, start=start), LedgerPage)

        lines = export_lines(ask, tenant=tenant, log=log)
        if to is None:
            for line in lines:
                sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            return
        count = 0
        with to.open("xb") as sink:
            for line in lines:
                sink.write(line)
                count += 1
    if as_json:
        print_json({"file": str(to), "lines": count})
    else:
        say(f"{count} lines written to {to}; check them with: python verify/orderveil_verify.py {to}")
