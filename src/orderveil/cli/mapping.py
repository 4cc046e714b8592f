"""`mapping`: which column of somebody's CSV is which word of the vocabulary. Proposed, previewed, saved."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from orderveil.cli.asking import settings
from orderveil.cli.ingest import MAPPINGS
from orderveil.cli.options import AsJson
from orderveil.cli.showing import print_facts, print_json, print_table, say
from orderveil.intake.csv_mapping import preview as preview_records
from orderveil.intake.mapping import load_mapping, save_mapping
from orderveil.intake.orderfile import read_orders
from orderveil.intake.proposing import mapping_of
from orderveil.intake.proposing import propose as propose_targets
from orderveil.intake.tables import Failed, Row, Table

_SAMPLES = 50
File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file.", exists=True, dir_okay=False)]


def propose(
    file: File,
    save: Annotated[
        str | None, typer.Option("--save", metavar="NAME", help="Keep the proposal under this name.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Propose what each column means, by its name and by what its cells look like. No cell is shown."""
    with Table(file) as table:
        header = table.header
        samples = [row.cells for row in islice(table.rows(), _SAMPLES) if isinstance(row, Row)]
    proposals = propose_targets(header, samples)
    if as_json:
        for one in proposals:
            print_json({"column": one.column, "target": one.target, "why": one.why})
    else:
        print_table(
            ("column", "means", "because of"),
            [(one.column, one.target or "- (kept aside, ends after 30 days)", one.why) for one in proposals],
            empty="the file has no columns",
        )
    if save is not None:
        path = save_mapping(mapping_of(save, proposals, samples), settings().home / MAPPINGS)
        if not as_json:
            say(f"saved as {path}: read it, mend it, then: orderveil mapping preview {file} --mapping {save}")


def preview(
    file: File,
    mapping: Annotated[str, typer.Option("--mapping", metavar="NAME", help="A saved mapping's name, or a TOML file.")],
    rows: Annotated[int, typer.Option("--orders", min=1, max=50, help="How many orders.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Show the first orders as they would be sealed. In clear: for whoever holds the file anyway."""
    path = Path(mapping) if mapping.endswith(".toml") else settings().home / MAPPINGS / f"{mapping}.toml"
    for record in preview_records(read_orders("csv", file, mapping=load_mapping(path)), rows):
        if isinstance(record, Failed):
            told: dict[str, Any] = {"place": record.place, "reason": record.reason, "message": record.message}
        else:
            told = {
                "source_ref": record.source_ref,
                "state": record.state.value,
                "fields": record.fields,
                "withheld": list(record.withheld),
                "unknown": sorted(record.unknown),
                "cut": list(record.cut),
            }
        if as_json:
            print_json(told)
        else:
            print_facts(told.pop("fields", {}) | told)
            say("")
