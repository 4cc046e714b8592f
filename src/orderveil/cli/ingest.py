"""`ingest`: orders from files, sealed in batches. A home that is not there yet is made.

Handing the same file in again is safe: what is held already comes back as a duplicate.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from orderveil.cli.asking import make_shop_unless_there, operator, settings, the_vault
from orderveil.cli.exits import Exit
from orderveil.cli.options import DEFAULT_SHOP, AsJson, Shop
from orderveil.cli.showing import print_facts, print_json, say
from orderveil.core.errors import NotFound
from orderveil.core.order import IntakeStatus
from orderveil.core.settings import Settings
from orderveil.intake.csv_mapping import dry_run
from orderveil.intake.files import FileIntake, ingest_file
from orderveil.intake.mapping import CsvMapping, load_mapping
from orderveil.intake.orderfile import read_orders
from orderveil.intake.progress import Progress as Handed
from orderveil.vault.client import Vault
from orderveil.vault.messages import SealResult

MAPPINGS = "mappings"
_PROGRESS = Path("run") / "ingest"
_TOLD = 20  # orders that people are told of one by one
_BAD = (IntakeStatus.REFUSED, IntakeStatus.QUARANTINED)
_encoder = msgspec.json.Encoder()


def ingest(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="shopify, woocommerce, or csv with a mapping.")],
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="One order, an array, NDJSON, or CSV; as many as you like."),
    ],
    shop: Shop = DEFAULT_SHOP,
    mapping: Annotated[
        str | None, typer.Option("--mapping", metavar="NAME", help="A saved mapping's name, or a TOML file.")
    ] = None,
    failed: Annotated[
        Path | None, typer.Option("--failed", metavar="FILE", help="Write the rows that failed here, to be mended.")
    ] = None,
    only_look: Annotated[bool, typer.Option("--dry-run", help="Read everything, seal nothing, and count.")] = False,
    as_json: AsJson = False,
) -> None:
    """Seal the orders of files.

    Tells what became of each. The home and the shop are made when they are not there. Card data is cut
    on the way in; `cut` tells where it stood. Exit code 1: some order was refused or quarantined.
    """
    found = settings()
    for file in files:
        if not file.is_file():
            raise NotFound("there is no such file", place=str(file), reason="input:no-file")
    chosen = _mapping(found, mapping)
    if only_look:
        for file in files:
            _print_dry_run(source, file, chosen, as_json=as_json)
        return
    how = FileIntake(mapping=chosen, by=operator(), failed=failed)
    telling = _Telling(as_json=as_json)
    with the_vault(found) as vault:
        make_shop_unless_there(vault, shop)
        for file in files:
            for result in _seal_file(vault, shop, source, file, replace(how, state=_state_file(found, shop, file))):
                telling.tell(result, file if len(files) > 1 else None)
    telling.finish(failed)


def _seal_file(vault: Vault, shop: str, source: str, file: Path, how: FileIntake) -> Iterator[SealResult]:
    if not sys.stderr.isatty():
        yield from ingest_file(vault, shop, source, file, how)
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} orders"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task: TaskID = bar.add_task(file.name, total=None)

        def moved(handed: Handed) -> None:
            bar.update(task, completed=handed.records)

        yield from ingest_file(vault, shop, source, file, replace(how, on_progress=moved))


class _Telling:
    """Tells results as they come, and what they come to at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._counts: Counter[str] = Counter()
        self._cut = 0

    def tell(self, result: SealResult, file: Path | None) -> None:
        self._counts[result.status] += 1
        self._cut += bool(result.cut)
        if self._as_json:
            told = result_object(result)
            sys.stdout.write(_encoder.encode(told | {"file": str(file)} if file else told).decode() + "\n")
        elif sum(self._counts.values()) <= _TOLD or result.status in _BAD:
            words = [result.status.value, result.order or "-", result.source_ref]
            words += [f"card data cut at {', '.join(result.cut)}"] if result.cut else []
            words += [f"({result.reason})"] if result.reason else []
            say("  ".join(words))

    def finish(self, failed: Path | None) -> None:
        sys.stdout.flush()
        bad = sum(self._counts[status] for status in _BAD)
        if not self._as_json:
            counts = ", ".join(f"{count} {status}" for status, count in sorted(self._counts.items()))
            say(counts or "no order in it")
            if self._cut:
                say(f"card data was cut out of {self._cut}")
            if bad and failed is not None:
                say(f"what failed stands in {failed}; it holds buyers' data in clear")
        if bad:
            raise typer.Exit(Exit.NOT_IN_ORDER)


def result_object(result: SealResult) -> dict[str, Any]:
    """Return what became of one order, as programs are told."""
    told: dict[str, Any] = {
        "order": result.order,
        "source_ref": result.source_ref,
        "status": result.status.value,
        "cut": list(result.cut),
    }
    return told | {"reason": result.reason} if result.reason else told


def _mapping(of: Settings, name: str | None) -> CsvMapping | None:
    if name is None:
        return None
    path = Path(name) if name.endswith(".toml") else of.home / MAPPINGS / f"{name}.toml"
    return load_mapping(path)


def _state_file(of: Settings, shop: str, file: Path) -> Path:
    """Return where a broken run over this file is remembered."""
    name = hashlib.sha256(f"{shop}\0{file.absolute()}".encode()).hexdigest()[:24]
    return of.home / _PROGRESS / f"{name}.json"


def _print_dry_run(source: str, file: Path, mapping: CsvMapping | None, *, as_json: bool) -> None:
    run = asdict(dry_run(read_orders(source, file, mapping=mapping)))
    if as_json:
        print_json({"file": str(file), **run})
        return
    say(f"{file}: nothing was sealed")
    print_facts({name: _counted(value) for name, value in run.items()})


def _counted(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in sorted(value.items())) or "-"
    return "; ".join(value) or "-" if isinstance(value, list) else str(value)
