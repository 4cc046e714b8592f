"""The page docs/spec/asvs.md, made from docs/spec/asvs.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "docs" / "spec" / "asvs.toml"
STATUSES = ("held", "open", "not ours")
CHAPTERS = (
    *("Encoding", "Validation and limits", "Pages in a browser", "HTTP", "Files", "Signing in", "Sessions"),
    *("Rights", "Self-contained tokens", "OAuth and OpenID", "Cryptography", "Transport", "Configuration"),
    *("Data", "Code and dependencies", "Logs and errors", "WebRTC"),
)


def read_requirements() -> list[dict[str, Any]]:
    """Return every requirement, as the file has it."""
    found: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["requirement"]
    return found


def asvs_page(made: str) -> str:
    """Return the page. `made` is the line that says who makes it."""
    rows = read_requirements()
    lines = ["# OWASP ASVS 5.0.0, levels 1 and 2", "", made, ""]
    lines += ["Every requirement by its id, in our own few words; the standard's text is what counts.", ""]
    lines += ["An assessment of our own: nobody else has looked at it yet.", ""]
    lines += ["| | held | open | not ours |", "|---|---|---|---|"]
    for level in (1, 2):
        counts = [sum(row["level"] == level and row["status"] == status for row in rows) for status in STATUSES]
        lines.append(f"| level {level} | {' | '.join(map(str, counts))} |")
    lines += ["", "*Held*: by the tests or pages named. *Open*: what is missing stands beside it.", ""]
    lines += ["*Not ours*: nothing here is of that kind, or it is the proxy's or the operator's, as it says.", ""]
    for number, title in enumerate(CHAPTERS, 1):
        lines += [f"## V{number} {title}", ""]
        lines += ["| id | level | asks for | | shown by, or why |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in rows if row["id"].startswith(f"{number}.")]
        lines.append("")
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    shown = "<br>".join((*_shown(row.get("by", [])), *filter(None, [row.get("reason", "")])))
    return f"| {row['id']} | {row['level']} | {row['asks']} | {row['status']} | {shown} |"


def _shown(names: list[str]) -> Iterator[str]:
    for name in names:
        path, _, test = name.partition("::")
        yield f"[`{test or path}`](../../{path})"
