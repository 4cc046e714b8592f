"""Runs the command line as its users do: the real program, on a real home, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orderveil.core.settings import Settings

PROGRAM = Path(sys.executable).with_name("orderveil")


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """Return the JSON objects that it printed, one per line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> Any:
        """Return the only one."""
        (one,) = self.objects
        return one

    @property
    def error(self) -> Any:
        """Return the error that it told as JSON."""
        return json.loads(self.err.splitlines()[-1])


def environment(of: Settings, **more: str) -> dict[str, str]:
    """Return the environment of a command on this home, and nothing of our own but the path."""
    told = {"PATH": os.environ.get("PATH", ""), "HOME": str(of.home.parent), "ORDERVEIL_HOME": str(of.home)}
    if of.database_url is not None:
        told["DATABASE_URL"] = of.database_url
    return told | more


def run(of: Settings, *words: str | Path, said: str = "", **more: str) -> Ran:
    """Run one command; `said` is its standard input, `more` its further environment."""
    done = subprocess.run(
        [PROGRAM, *map(str, words)],
        input=said,
        capture_output=True,
        text=True,
        env=environment(of, **more),
        timeout=120,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
