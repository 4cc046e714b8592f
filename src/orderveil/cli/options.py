"""Options and arguments that many commands share, so that one word means one thing everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line, and nothing else.")]
Shop = Annotated[str, typer.Option("--shop", envvar="ORDERVEIL_SHOP", metavar="SHOP", help="The shop's id.")]
OrderArgument = Annotated[
    str, typer.Argument(metavar="ORDER", help="An order's id as ingest printed it, or a partner's reference.")
]
HopArgument = Annotated[str, typer.Argument(metavar="HOP", help="One of the eleven hops: courier, label, support...")]
Partner = Annotated[str | None, typer.Option("--partner", metavar="PARTNER", help="The company behind the hop.")]
Purpose = Annotated[
    str | None, typer.Option("--purpose", metavar="PURPOSE", help="A purpose of the hop's contract; reveals more.")
]
Reference = Annotated[
    str | None, typer.Option("--reference", metavar="TICKET", help="The ticket or case behind the purpose.")
]

DEFAULT_SHOP = "main"
_SPAN = re.compile(r"(\d{1,6})([smhdwy])")
_UNIT_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}


def span_ms(text: str, option: str) -> int:
    """Return a span such as `90d`, `12h` or `2w` in milliseconds. Raises a usage error naming the option."""
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None:
        raise typer.BadParameter("write a number and s, m, h, d, w or y, such as 90d", param_hint=option)
    return int(match[1]) * _UNIT_MS[match[2]]


def moment_text(at_ms: int | None) -> str:
    """Return a moment as people read it, in UTC, or a dash."""
    if at_ms is None:
        return "-"
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
