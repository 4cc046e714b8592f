"""Writes the record as lines that anybody can check offline: docs/spec/ledger-v1.md, section Export.

Entries stand verbatim, one a line: what is hashed is the line without its end. Pages are asked for one
by one, so that a record of any length passes through a bounded memory. Must never reformat an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from orderveil.core.errors import Conflict

FORMAT = "orderveil-ledger/1"


class PageLike(Protocol):
    """What a page of the record tells, whether it came from the ledger or through the vault's door."""

    @property
    def log(self) -> str: ...
    @property
    def logs(self) -> Sequence[str]: ...
    @property
    def entries(self) -> Sequence[bytes]: ...
    @property
    def size(self) -> int: ...
    @property
    def checkpoint(self) -> str: ...
    @property
    def public_key(self) -> str: ...
    @property
    def cosignatures(self) -> Sequence[str]: ...


AskPage = Callable[[str | None, int], PageLike]
"""Returns the page of a log (the open one for None) from an entry on."""


def export_lines(ask_page: AskPage, *, tenant: str, log: str | None = None) -> Iterator[bytes]:
    """Yield the lines of an export: of one log, or of every log that holds entries, oldest first."""
    first = ask_page(log, 0)
    names = [first.log] if log is not None else list(first.logs)
    yield _line({"export": FORMAT, "tenant": tenant, "logs": names})
    for name in names:
        yield from _log_lines(ask_page, name)


def _log_lines(ask_page: AskPage, name: str) -> Iterator[bytes]:
    """Yield one log up to the head of its first page, however much it grows meanwhile."""
    first = page = ask_page(name, 0)
    yield _line(
        {
            "log": name,
            "public_key": first.public_key,
            "checkpoint": first.checkpoint,
            "cosignatures": list(first.cosignatures),
        }
    )
    at = 0
    while at < first.size:
        entries = page.entries[: first.size - at]
        if not entries:
            raise Conflict("the log ended while it was exported", reason="ledger:log-ended", place=name)
        for entry in entries:
            yield entry + b"\n"
        at += len(entries)
        if at < first.size:
            page = ask_page(name, at)


def _line(parts: dict[str, Any]) -> bytes:
    return msgspec.json.encode(parts) + b"\n"
