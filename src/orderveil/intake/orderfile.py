"""What stands in a file of orders, read one by one: JSON or CSV, of a source that is named or by a mapping.

A record that is no order is told by its place and does not stop the others. Must never log a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orderveil.core.errors import BadConfiguration, Malformed
from orderveil.core.order import Draft
from orderveil.intake.csv_mapping import drafts_from_csv
from orderveil.intake.door import read_cut
from orderveil.intake.mapping import CsvMapping
from orderveil.intake.reading import DEFAULT_LIMITS, Limits
from orderveil.intake.shopify_csv import drafts_from_shopify_csv, is_shopify_header
from orderveil.intake.splitting import split_json
from orderveil.intake.tables import Failed, Table, TableFormat
from orderveil.intake.topics import TRANSLATORS


def read_orders(
    source: str,
    path: Path,
    *,
    mapping: CsvMapping | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Draft | Failed]:
    """Yield every order of a file as a draft, and everything that is none as Failed.

    `source` is `shopify`, `woocommerce` or `csv`; JSON or CSV is told from the file itself. `csv`
    needs a mapping. Raises BadConfiguration for a source that cannot be read so, OSError for the file.
    """
    if source == "csv" or mapping is not None:
        if mapping is None:
            raise BadConfiguration("a CSV file needs a mapping: have one proposed first", place="mapping")
        return _read_csv(path, mapping)
    if source not in TRANSLATORS:
        raise BadConfiguration("no such source; there are shopify, woocommerce and csv", place="source")
    if is_json(path):
        return _read_json_file(source, path, limits)
    if source == "shopify":
        return _read_csv(path, None)
    raise BadConfiguration("a CSV file of this source needs a mapping", place="mapping")


def is_json(path: Path) -> bool:
    """Tell whether a file begins as JSON does."""
    with path.open("rb") as file:
        start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"{", b"[") or not start


def _read_json_file(source: str, path: Path, limits: Limits) -> Iterator[Draft | Failed]:
    translate = TRANSLATORS[source]
    try:
        for at, raw in split_json(path, limits.body_bytes):
            try:
                payload, cut = read_cut(raw, limits)
                yield translate(payload, cut)
            except Malformed as problem:
                within = f", {problem.place}" if problem.place not in (None, "$") else ""
                yield Failed(f"byte {at}{within}", problem.reason, problem.message)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                yield Failed(f"byte {at}", "input:untranslatable", "the order cannot be translated")
    except Malformed as problem:  # nothing behind it can be told apart
        yield Failed(problem.place or "$", problem.reason, problem.message)


def _read_csv(path: Path, mapping: CsvMapping | None) -> Iterator[Draft | Failed]:
    written = TableFormat(mapping.encoding, mapping.delimiter) if mapping is not None else TableFormat()
    try:
        with Table(path, written) as table:
            if mapping is not None:
                missing = [column for column in mapping.columns if column not in table.header]
                if len(missing) == len(mapping.columns):
                    raise Malformed("no column of the mapping is in the file", place="line 1")
                yield from drafts_from_csv(mapping, table.rows())
            elif is_shopify_header(table.header):
                yield from drafts_from_shopify_csv(table.rows())
            else:
                raise Malformed("not Shopify's export of orders; use a mapping", place="line 1")
    except Malformed as problem:
        yield Failed(problem.place or "$", problem.reason, problem.message)
