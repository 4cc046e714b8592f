"""Marks: small numbers by name that say which row of the order store is the newest, where whoever writes there is not.

A row that lies sealed, or bears a code, may be an older one of its own that somebody put back. What must
not come back has a mark here: a session that was ended, a change that was decided, the version of a case.

When a mark is written, by numbered steps:

  1. an act gathers its marks in its group (vault/writer.py); an act that fails takes them back;
  2. the whole group's marks are on disk here, by one commit, before the order store commits;
  3. the order store commits.

A crash between 2 and 3 leaves a mark for something that did not happen: what was to be ended counts as
ended. A mark goes when what it speaks of would be over anyhow. Must never hold anything of a buyer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orderveil.vault.keyring.keyfile import KeyFile

_HIGHEST = "\U0010ffff"
_CHUNK = 500


class Mark(NamedTuple):
    """One mark. `value` is above 0; `until_ms` 0: for ever."""

    name: str
    value: int = 1
    until_ms: int = 0


class Marks:
    """The marks of one key store. Thread-safe."""

    def __init__(self, file: KeyFile) -> None:
        self._file = file

    def write(self, marks: Iterable[Mark]) -> None:
        """Write marks in place of those before them, on disk when this returns. Raises Unavailable."""
        with self._file.writing() as tx:
            tx.executemany(
                "INSERT INTO mark (name, value, until) VALUES (?, ?, ?) ON CONFLICT (name) "
                "DO UPDATE SET value = excluded.value, until = excluded.until",
                list(marks),
            )

    def drop(self, names: Sequence[str]) -> None:
        """Let go of marks that say nothing any more."""
        with self._file.writing() as tx:
            tx.executemany("DELETE FROM mark WHERE name = ?", [(name,) for name in names])

    def of(self, name: str) -> int:
        """Return a mark's number; 0 where there is none."""
        return self.of_many([name]).get(name, 0)

    def of_many(self, names: Sequence[str]) -> dict[str, int]:
        """Return the numbers of those of the names that have a mark."""
        found: dict[str, int] = {}
        for at in range(0, len(names), _CHUNK):
            part = names[at : at + _CHUNK]
            asked = ", ".join("?" * len(part))
            with self._file.reading() as reader:
                found.update(reader.execute(f"SELECT name, value FROM mark WHERE name IN ({asked})", part).fetchall())
        return found

    def beginning(self, prefix: str) -> dict[str, int]:
        """Return the number of every mark whose name begins with a prefix, by the rest of its name."""
        return {mark.name[len(prefix) :]: mark.value for mark in self.lasting(prefix)}

    def lasting(self, prefix: str) -> list[Mark]:
        """Return every mark whose name begins with a prefix."""
        with self._file.reading() as reader:
            rows = reader.execute(
                "SELECT name, value, until FROM mark WHERE name >= ? AND name < ?", (prefix, prefix + _HIGHEST)
            ).fetchall()
        return [Mark(*row) for row in rows]

    def sweep(self, now_ms: int) -> int:
        """Let go of marks of what is over; return how many."""
        with self._file.writing() as tx:
            return int(tx.execute("DELETE FROM mark WHERE until > 0 AND until <= ?", (now_ms,)).rowcount)
