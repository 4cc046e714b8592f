"""What commands print: tables for people, JSON for programs. Errors go to the error stream.

Never prints a stack trace with values in it, and never a secret but the one just made.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orderveil.cli.exits import next_step
from orderveil.core.errors import RelayError

PIPE_WIDTH = 110
_encoder = msgspec.json.Encoder(enc_hook=str)


def console() -> Console:
    """Return the console of people: as wide as the terminal, and wide enough for tables where it is none."""
    plain = Console(highlight=False)
    if plain.is_terminal or "COLUMNS" in os.environ:
        return plain
    return Console(highlight=False, width=PIPE_WIDTH)


def print_json(value: Any) -> None:
    """Print one JSON object on one line, at once, so that a reader of a pipe sees it as it happens."""
    sys.stdout.write(_encoder.encode(value).decode() + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Print one line for people."""
    console().print(text, markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """Print one line on the error stream, where no program reads results."""
    Console(stderr=True, highlight=False).print(text, markup=False, style="yellow", soft_wrap=True)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str, whole: Collection[str] = ()
) -> None:
    """Print rows as a table, or the sentence `empty` when there are none. Columns in `whole` never wrap."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text("" if cell is None else str(cell)) for cell in row))
    if table.row_count:
        console().print(table)
    else:
        say(empty)


def print_facts(facts: Mapping[str, Any]) -> None:
    """Print names and what they are, one per line, aligned."""
    width = max((len(name) for name in facts), default=0)
    for name, value in facts.items():
        console().print(f"{name:<{width}}  {value}", markup=False, soft_wrap=True)


def entry_object(entry: bytes) -> Any:
    """Return a ledger entry as the object that it is; raw bytes in base64 if it is none."""
    try:
        return msgspec.json.decode(entry)
    except msgspec.DecodeError:
        return {"base64": base64.b64encode(entry).decode()}


def print_error(error: RelayError, *, as_json: bool) -> None:
    """Print what went wrong, where, and what to do next."""
    step = next_step(error)
    if as_json:
        told = {"reason": error.reason, "message": error.message, "place": error.place, "permanent": error.permanent}
        sys.stderr.write(_encoder.encode(told | {"next": step}).decode() + "\n")
        return
    stream = Console(stderr=True, highlight=False, soft_wrap=True)
    stream.print(Text.assemble(("orderveil: ", "bold red"), str(error), (f"  [{error.reason}]", "dim")))
    if step:
        stream.print(Text.assemble(("next: ", "bold"), step))
