"""Writes vectors/ledger/export.ndjson and exports.json: a small record under fixed keys, and its named failures.

Run it as `python -m tests.ledger.make_vectors` after a wanted change of the format; a test compares.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from orderveil.core.checkpoint import COSIGNATURE, SignerKey, cosign, parse_note
from orderveil.ledger.acts import Act
from orderveil.ledger.export import export_lines
from orderveil.ledger.reading import Page
from orderveil.store.sqlite import SqliteDatabase
from tests.ledger.people import JANUARY, OCTOBER, Book, entry, order

FOLDER = Path(__file__).parents[2] / "vectors" / "ledger"
WRITER = "0123456789ab"
WITNESS = SignerKey("witness.example/w1", b"w" * 32, COSIGNATURE)


def small_record(database: SqliteDatabase) -> Book:
    """Two logs, a bulk act, a reveal, a cut card, a cosignature."""
    book = Book(database)
    book.ledger._appender._writer = WRITER
    book.append(*(entry(number) for number in range(4)))
    book.append(entry(5, act=Act.INTAKE_ORDERS_SEALED, orders=tuple(order(n) for n in range(3)), counts={"sealed": 3}))
    book.append(entry(6, act=Act.VIEW_FIELD_REVEALED, purpose="call-back", reference="T-1041"))
    book.append(entry(7, act=Act.INTAKE_CARD_CUT, paths=("note_attributes[0].value",), hop=None, fields=()))
    book.sequence()
    note = book.checkpoint()
    with database.writing() as tx:
        book.ledger.cosign(tx, entry(8, orders=(), hop=None, fields=()), note,
                           cosign(parse_note(note).text, WITNESS, OCTOBER // 1000))  # fmt: skip
    book.sequence()
    book.append(entry(9), entry(10))
    book.sequence(JANUARY)
    return book


def export(book: Book, tenant: str = "main", log: str | None = None, limit: int = 3) -> list[bytes]:
    """The lines of an export, asked for in small pages."""

    def ask(name: str | None, start: int) -> Page:
        with book.database.reading() as tx:
            return book.ledger.page(tx, tenant, log=name, start=start, limit=limit)

    return list(export_lines(ask, tenant=tenant, log=log))


def failures(book: Book) -> list[dict[str, Any]]:
    """What somebody may do to the file. Lines count from 1."""
    other = book.rows("SELECT key FROM ledger_logs WHERE name = '2026Q4'")[0][0]
    return [
        {"name": "untouched", "expect": None},
        {"name": "one letter of an entry", "line": 4, "replace": ["courier", "couriex"],
         "expect": "log 2026Q4: at size 8 the entries do not lead to a cosigned checkpoint"},
        {"name": "an entry removed", "delete": 5, "expect": "log 2026Q4: at size 8"},
        {"name": "an entry repeated", "repeat": 8, "expect": "line 9, log 2026Q4, entry 6: it was recorded twice"},
        {"name": "two entries swapped", "swap": [4, 5], "expect": "the entries before it in its batch are not there"},
        {"name": "an odd line in the middle", "line": 5, "set": "{}",
         "expect": "line 5, log 2026Q4, entry 2: not an entry"},
        {"name": "a space in an entry", "line": 5, "replace": [",\"at_ms\"", ", \"at_ms\""],
         "expect": "line 5, log 2026Q4, entry 2: not in its one spelling"},
        {"name": "an entry's parts in another order", "line": 5,
         "replace": ["\"shop\":\"s1\",\"tenant\":\"main\"", "\"tenant\":\"main\",\"shop\":\"s1\""],
         "expect": "line 5, log 2026Q4, entry 2: not in its one spelling"},
        {"name": "a part that comes twice", "line": 5,
         "replace": ["\"shop\":\"s1\"", "\"shop\":\"s1\",\"shop\":\"s1\""],
         "expect": "line 5, log 2026Q4, entry 2: not in its one spelling"},
        {"name": "a foreign part in an entry", "line": 5, "replace": ["\"shop\":", "\"phone\":1,\"shop\":"],
         "expect": "line 5, log 2026Q4, entry 2: not an entry"},
        {"name": "cut off", "truncate": 14, "expect": "log 2027Q1: cut off before entry 2 of 3"},
        {"name": "the newest log removed", "truncate": 11,
         "expect": "behind the last line: expected the export's own line `log`"},
        {"name": "the newest log removed and its name too", "truncate": 11, "line": 1,
         "replace": ["[\"2026Q4\",\"2027Q1\"]", "[\"2026Q4\"]"], "expect": None,
         "expect_remembered": "a checkpoint that you remember speaks of relay.example/main/2027Q1"},
        {"name": "the size in the checkpoint", "line": 2, "replace": ["2026Q4\\n9\\n", "2026Q4\\n8\\n"],
         "expect": "log 2026Q4: a signature does not fit its checkpoint"},
        {"name": "the cosigned size", "line": 2, "replace": ["2026Q4\\n8\\n", "2026Q4\\n7\\n"],
         "expect": "log 2026Q4: a signature does not fit its checkpoint"},
        {"name": "another key beside the newest log", "line": 12, "replace_key": other,
         "expect": "log 2027Q1: its first line does not fit together"},
        {"name": "a line too many", "append": "{}", "expect": "there are lines behind the last log"},
        {"name": "another tenant's name", "line": 1, "replace": ["\"main\"", "\"other\""],
         "expect": "log 2026Q4: its first line does not fit together"},
    ]  # fmt: skip


def build() -> dict[str, str]:
    """Return the files' texts by name."""
    with tempfile.TemporaryDirectory() as folder:
        database = SqliteDatabase(Path(folder) / "orders.db")
        book = small_record(database)
        lines = export(book)
        with database.reading() as tx:
            key = book.ledger.page(tx).public_key
        about = {
            "about": "A record under keys that are no secret, and what may be done to it. Lines count from 1.",
            "trusted_key": key, "witness_key": WITNESS.verifier().text(), "remembered": book.checkpoint(),
            "failures": failures(book),
        }  # fmt: skip
        database.close()
    return {
        "export.ndjson": b"".join(lines).decode(),
        "exports.json": json.dumps(about, indent=1, ensure_ascii=False) + "\n",
    }


if __name__ == "__main__":
    for name, text in build().items():
        (FOLDER / name).write_text(text)
