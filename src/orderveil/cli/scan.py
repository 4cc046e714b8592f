"""`scan`: what of customers stands in files, where, and whether a hop is owed it. Needs no installation.

Never prints a value unless asked to.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from orderveil.cli.asking import settings
from orderveil.cli.exits import Exit
from orderveil.cli.options import AsJson, Partner
from orderveil.cli.showing import print_error, print_json, print_table, say, warn
from orderveil.cli.views import hop_named
from orderveil.contracts.load import load_contracts
from orderveil.core.contract import Contract
from orderveil.core.errors import NotFound, RelayError, Unavailable
from orderveil.scan.baseline import fingerprint, read_baseline, read_key, write_baseline
from orderveil.scan.finding import TYPES, Found
from orderveil.scan.judging import Verdict, judge
from orderveil.scan.pieces import Piece, Unread
from orderveil.scan.reading import FORMATS, STANDARD_INPUT, files_in, pieces_of
from orderveil.scan.sarif import sarif_of
from orderveil.scan.searching import Search

MOST_ROWS = 500  # of a table for people; programs read them all


class Shape(StrEnum):
    """How findings are printed."""

    JSONL = "jsonl"
    SARIF = "sarif"
    TABLE = "table"


@dataclass(slots=True, repr=False)
class _Run:
    """One scan: what was asked, and what came of it."""

    contract: Contract | None
    reviewed: frozenset[str]
    key: bytes | None
    errors: list[RelayError] = field(default_factory=list)
    found: int = 0
    wrong: int = 0  # findings that fail the check
    kinds: Counter[str] = field(default_factory=Counter)
    prints: set[str] = field(default_factory=set)

    def verdict(self, found: Found) -> Verdict | None:
        return judge(found.type, self.contract) if self.contract is not None else None

    def is_new(self, found: Found) -> bool:
        if self.key is None:
            return True
        print_of = fingerprint(self.key, found)
        self.prints.add(print_of)
        return print_of not in self.reviewed


_Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")]
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
    shape: Annotated[Shape, typer.Option("--format", help="How findings are printed.")] = Shape.TABLE,
    as_json: AsJson = False,
    form: _Form = None,
    text_field: _TextField = None,
    types: _Types = None,
    show_values: _ShowValues = False,
    hop: _Hop = None,
    partner: Partner = None,
    baseline: _Baseline = None,
    write: _Write = False,
    key_file: _Key = None,
) -> None:
    """Find customer data in files. Exit code 1: there is some that was not reviewed, or a file was not read."""
    _refuse_wrong(form, types or [], baseline, write=write)
    run = _begin(hop, partner, baseline, key_file, write=write)
    shape = Shape.JSONL if as_json else shape
    found = _findings(run, list(files_in(paths)), form, text_field, types or list(TYPES))
    _print(run, found, shape, show_values=show_values)
    for error in run.errors:
        print_error(error, as_json=shape is Shape.JSONL)
    if write and baseline is not None:
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


def _begin(hop: str | None, partner: str | None, baseline: Path | None, key_file: Path | None, *, write: bool) -> _Run:
    contract = None
    if hop is not None:
        contract = load_contracts(settings().home / "contracts").of(hop_named(hop), partner, None)
    if baseline is None:
        return _Run(contract, frozenset(), None)
    if not write and not baseline.is_file():
        raise NotFound("there is no such baseline", place=str(baseline), reason="input:no-file")
    key = read_key(key_file or baseline.with_name(baseline.name + ".key"), make=write)
    return _Run(contract, frozenset() if write else read_baseline(baseline), key)


def _findings(
    run: _Run, files: list[str], form: str | None, text_field: str | None, types: list[str]
) -> Iterator[tuple[Found, Verdict | None]]:
    """Yield new findings as they come, and count them. A file that is not read is told of at the end."""
    search = Search(types=types)
    for name in files:
        try:
            with _opened(name) as raw:
                pieces = pieces_of(raw, name, form)
                wanted = pieces if text_field is None else _of_field(pieces, text_field, name)
                for found in search.through(wanted, run.errors):
                    run.found += 1
                    if run.is_new(found):
                        verdict = run.verdict(found)
                        run.kinds[found.type] += 1
                        run.wrong += verdict is not Verdict.OWED
                        yield found, verdict
        except RelayError as error:
            run.errors.append(error)
        except OSError as error:
            run.errors.append(Unavailable(f"not read: {error.strerror}", place=name, reason="input:unread"))


def _opened(name: str) -> BinaryIO:
    return sys.stdin.buffer if name == STANDARD_INPUT else Path(name).open("rb")


def _of_field(pieces: Iterator[Piece | Unread], wanted: str, name: str) -> Iterator[Piece | Unread]:
    """Yield the pieces of one field or column, without the words that its name would lend them."""
    seen = False
    for piece in pieces:
        if isinstance(piece, Unread):
            yield piece
        elif wanted in (piece.place.field, piece.place.column):
            seen = True
            yield Piece(piece.place, piece.text, "", piece.base, piece.skip, piece.until, piece.rows)
    if not seen:
        raise NotFound("no record has this field", place=f"{name} [{wanted}]", reason="input:no-field")


def _print(run: _Run, found: Iterator[tuple[Found, Verdict | None]], shape: Shape, *, show_values: bool) -> None:
    if shape is Shape.SARIF:
        print_json(sarif_of(((one, verdict and verdict.value) for one, verdict in found), version("orderveil")))
        return
    if shape is Shape.JSONL:
        for one, verdict in found:
            print_json(_object(one, verdict, show_values=show_values))
        return
    rows: list[tuple[str, ...]] = []
    for one, verdict in found:
        if len(rows) < MOST_ROWS:
            value = one.value if show_values else one.shown
            rows.append(
                (str(one.place), f"{one.start}-{one.end}", one.type, f"{one.score:.2f}", value, verdict or one.why)
            )
    said = "why" if run.contract is None else "the contract says"
    print_table(
        ("where", "at", "type", "score", "value", said), rows, empty="no customer data was found", whole=("type",)
    )
    if run.kinds:
        say(", ".join(f"{kind} {count}" for kind, count in sorted(run.kinds.items())))
        if sum(run.kinds.values()) > MOST_ROWS:
            say(f"the first {MOST_ROWS} are shown; --format jsonl prints all")


def _object(found: Found, verdict: Verdict | None, *, show_values: bool) -> dict[str, Any]:
    place = found.place
    told: dict[str, Any] = {
        "file": place.file, "record": place.record, "row": place.row, "field": place.field or place.column,
        "page": place.page,
        "start": found.start, "end": found.end, "type": found.type, "score": found.score, "why": found.why,
        "value": found.value if show_values else found.shown,
    }  # fmt: skip
    return told if verdict is None else told | {"contract": verdict.value}
