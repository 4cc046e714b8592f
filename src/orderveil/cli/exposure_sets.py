"""What `exposure` tells of a set of fields, and of the rows of a file by what their columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from orderveil.cli.showing import print_json, print_table, say
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure import api
from orderveil.exposure.words import cut_text, facts_text, held_text, scam_title, ways_text
from orderveil.intake.mapping import REF
from orderveil.intake.proposing import propose
from orderveil.intake.tables import Row, Table

_SAMPLES = 50
_ITEM_COUNTS = frozenset({"item.grams", "item.hsn", "item.line", "item.quantity"})
# a column tells of an item what a treatment of the items would leave of it
_ITEMS = {
    "item.gtin": Treatment.INITIAL,
    "item.sku": Treatment.INITIAL,
    "item.title": Treatment.MASK,
    "item.variant": Treatment.MASK,
}


def tell_fields(text: str, as_json: bool) -> None:
    """Tell of fields written as `field` or `field=treatment`, with commas between them."""
    told = api.of_fields(api.held(word for word in text.split(",") if word.strip()))
    if as_json:
        for scam, one in told.scams.items():
            print_json(fields_object(scam, one))
        return
    print_fields(told)


def print_fields(told: api.FieldsExposure) -> None:
    """Print what a set of fields makes possible, what is enough for each scam, and what ends it."""
    print_table(
        ("scam", "possible", "ways", "pretext", "enough for it", "what ends it"),
        [
            (scam_title(scam), one.judgement.feasibility.value, ways_text(one.judgement.ways),
             f"{one.judgement.strength.value}: {facts_text(one.judgement.says)}" if one.judgement.says else "-",
             " or ".join(" + ".join(_group(group) for group in enough.groups) for enough in one.enough[:2]) or "-",
             cut_text(one.cut) if one.cut is not None else "-")
            for scam, one in told.scams.items()
        ],
        empty="",
    )  # fmt: skip
    for name in told.typed:
        say(f"{name} is typed by people and may hold anything: what it says is not counted here")


def tell_rows(path: Path, as_json: bool) -> None:
    """Tell of a table by its columns' meanings and which cells are filled. No cell is shown or kept."""
    with Table(path) as table:
        samples = [row.cells for row in islice(table.rows(), _SAMPLES) if isinstance(row, Row)]
        header = table.header
    proposals = propose(header, samples)
    columns = [_column(one.target) for one in proposals]
    with Table(path) as table:
        rows = ([row.cells.get(name, "").strip() for name in header] for row in table.rows() if isinstance(row, Row))
        counted = api.of_rows(columns, rows)
    if as_json:
        for scam, possible in counted.possible.items():
            told = {feasibility.value: count for feasibility, count in possible.items()}
            print_json({"scam": scam, "rows": counted.rows, "possible": told})
        return
    meanings = [f"{one.column} = {column.field}" for one, column in zip(proposals, columns, strict=True) if column]
    say(f"{counted.rows} rows; columns that say something: {', '.join(meanings) or 'none that is known'}")
    print_table(
        ("scam", *[feasibility.value for feasibility in Feasibility]),
        [
            (scam_title(scam), *[possible.get(one, 0) for one in Feasibility])
            for scam, possible in counted.possible.items()
        ],
        empty="",
    )
    say("for what ends each: orderveil exposure --fields "
        f"{','.join(sorted({column.field for column in columns if column})) or 'FIELD,...'}")  # fmt: skip


def _column(target: str | None) -> Held | None:
    """Return what a column holds; whatever tells of an item tells what was bought."""
    if target is None or target in _ITEM_COUNTS:
        return None
    if target.startswith("item."):
        return Held(FieldName("items"), _ITEMS.get(target, Treatment.CLEAR))
    name = FieldName("order_ref" if target == REF else target)
    return Held(name, Treatment.CLEAR) if name in FIELDS else None


def _group(group: Sequence[Any]) -> str:
    names = [held_text(one) for one in group]
    return names[0] if len(names) == 1 else f"any of ({', '.join(names)})"


def fields_object(scam: str, one: Any) -> dict[str, Any]:
    """Return one scam on a set of fields as programs are told of it."""
    return {
        "scam": scam,
        "feasibility": one.judgement.feasibility.value,
        "ways": list(one.judgement.ways),
        "pretext": one.judgement.strength.value,
        "says": list(one.judgement.says),
        "enough": [[[held_text(held) for held in group] for group in enough.groups] for enough in one.enough],
        "changes": [
            {"field": change.held.field, "from": change.held.treatment.value, "to": change.to.value}
            for change in (one.cut.changes if one.cut is not None else ())
        ],
    }
