"""Runs the benchmarks one after another: `python -m benchmarks [NAME ...]`; without a name, all of them.

Each is a module of its own that can be run alone with options of its own: `python -m benchmarks.http --help`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
_PARTS = frozenset({"plain"})  # programs that benchmarks start, not benchmarks
_RUN_AS_PROGRAM = '__name__ == "__main__"'


def names() -> list[str]:
    """Return the benchmarks there are: the modules here that can be run."""
    return sorted(
        path.stem
        for path in HERE.glob("*.py")
        if path.stem not in {"__main__", *_PARTS} and _RUN_AS_PROGRAM in path.read_text(encoding="utf-8")
    )


def main(asked: list[str]) -> int:
    """Run those asked for, or all; return how many failed."""
    unknown = set(asked) - set(names())
    if unknown:
        print(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    failed = 0
    for name in asked or names():
        print(f"\n== {name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent).returncode != 0
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
