"""`scan`: what of customers stands in files, where, which scams that makes possible, and whether a hop is owed it.

Needs no installation. Never prints a value unless asked to.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from orderveil.cli.asking import settings
from orderveil.cli.exits import Exit
from orderveil.cli.options import AsJson, Partner
from orderveil.cli.scan_known import customers
from orderveil.cli.scan_printing import How, Shape, print_findings
from orderveil.cli.scan_running import Run, What, asked_of, exposure_of_today
from orderveil.cli.showing import print_error, warn
from orderveil.cli.views import hop_named
from orderveil.contracts.load import load_contracts
from orderveil.core.errors import NotFound
from orderveil.exposure.words import LANGUAGES
from orderveil.scan.baseline import read_baseline, read_key, write_baseline
from orderveil.scan.finding import TYPES
from orderveil.scan.reading import FORMATS, files_in

_Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")]
_Shape = Annotated[Shape, typer.Option("--format", help="How findings are printed.")]
_Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there instead, for its owner's eyes alone.")
]
_Form = Annotated[
    str | None, typer.Option("--as", metavar="FORMAT", help=f"Read every file as one of: {', '.join(FORMATS)}.")
]
_TextField = Annotated[
    str | None, typer.Option("--text-field", metavar="FIELD", help="Search this field of records, as free text.")
]
_Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="Find this type alone; may be given again.")
]
_ShowValues = Annotated[bool, typer.Option("--show-values", help="Print what was found unmasked.")]
_Known = Annotated[
    bool, typer.Option("--known", help="Find customers of this installation, whatever else the rules find; recorded.")
]
_Exposure = Annotated[
    bool, typer.Option("--exposure", help="End JSON lines with one object: which scams this makes possible.")
]
_Language = Annotated[
    str, typer.Option("--lang", metavar="LANGUAGE", help=f"Of report and scams: {', '.join(LANGUAGES)}.")
]
_Hop = Annotated[
    str | None, typer.Option("--hop", metavar="HOP", help="Judge against this hop's contract; what is owed passes.")
]
_Baseline = Annotated[
    Path | None, typer.Option("--baseline", metavar="FILE", help="Findings that were reviewed; they pass.")
]
_Write = Annotated[bool, typer.Option("--write-baseline", help="Write what is found into the baseline.")]
_Key = Annotated[
    Path | None, typer.Option("--baseline-key", metavar="FILE", help="The baseline's key (default: FILE.key).")
]


def scan(
    paths: _Paths,
    shape: _Shape = Shape.TABLE,
    as_json: AsJson = False,
    output: _Output = None,
    form: _Form = None,
    text_field: _TextField = None,
    types: _Types = None,
    known: _Known = False,
    show_values: _ShowValues = False,
    exposure: _Exposure = False,
    language: _Language = "en",
    hop: _Hop = None,
    partner: Partner = None,
    baseline: _Baseline = None,
    write: _Write = False,
    key_file: _Key = None,
) -> None:
    """Find customer data in files.

    Tells where it stands, which scams it makes possible, and the smallest change that ends each.
    Exit code 1: there is some that was not reviewed, or a file was not read.
    """
    _refuse_wrong(form, types or [], baseline, write=write)
    if language not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--lang")
    run = _begin(hop, partner, baseline, key_file, write=write)
    how = How(Shape.JSONL if as_json else shape, show_values, language, output)
    run.exposure = exposure_of_today() if exposure or how.shape in (Shape.TABLE, Shape.HTML) else None
    run.progress = sys.stderr.isatty() and (output is not None or how.shape is not Shape.JSONL)
    with customers(run, asked=known):
        print_findings(run, What(list(files_in(paths)), form, text_field, types or list(TYPES)), how)
    for error in run.errors:
        print_error(error, as_json=how.shape is Shape.JSONL)
    if write and baseline is not None and not run.is_stopped:
        count = write_baseline(baseline, run.prints)
        warn(f"{count} reviewed findings in {baseline}; keep its key out of the repository")
        run.wrong = 0
    if run.wrong or run.errors:
        raise typer.Exit(Exit.NOT_IN_ORDER)


def _refuse_wrong(form: str | None, types: list[str], baseline: Path | None, *, write: bool) -> None:
    if form is not None and form not in FORMATS:
        raise typer.BadParameter(f"one of {', '.join(FORMATS)}", param_hint="--as")
    if set(types) - set(TYPES):
        raise typer.BadParameter(f"one of {', '.join(TYPES)}", param_hint="--type")
    if write and baseline is None:
        raise typer.BadParameter("name the file with --baseline", param_hint="--write-baseline")


def _begin(hop: str | None, partner: str | None, baseline: Path | None, key_file: Path | None, *, write: bool) -> Run:
    asked = None
    if hop is not None:
        known = hop_named(hop)
        asked = asked_of(known, load_contracts(settings().home / "contracts").of(known, partner, None))
    if baseline is None:
        return Run(asked)
    if not write and not baseline.is_file():
        raise NotFound("there is no such baseline", place=str(baseline), reason="input:no-file")
    key = read_key(key_file or baseline.with_name(baseline.name + ".key"), make=write)
    return Run(asked, frozenset() if write else read_baseline(baseline), key)
