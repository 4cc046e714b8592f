"""Checking a folder of overlays, together with the contracts the relay comes with. Reads, never loads."""

from __future__ import annotations

from pathlib import Path

from orderveil.contracts.load import Contracts, find_problems, read_all
from orderveil.contracts.sheet import Problem

__all__ = ["Problem", "check"]


def check(folder: Path | None) -> list[Problem]:
    """Return everything that is wrong, sorted by file and line; an empty list when all is well.

    `folder` holds overlays (see contracts.load); None or one that does not exist: the built-in
    contracts alone are checked.
    """
    sheets, problems = read_all(folder)
    return sorted({*problems, *find_problems(Contracts(sheets))})
