"""`ledger who`: out of the record, everything done with one order; or who looked, by person, partner, hop and time."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import AsJson, moment_text, span_ms
from orderveil.cli.showing import entry_object, print_json, print_table, say
from orderveil.vault.messages import LedgerEntries, LedgerWho
from orderveil.vault.record_messages import SeenRow, SeenRows, WhoSaw

_PAGE = 100


Order = Annotated[str | None, typer.Argument(metavar="[ORDER]", help="The order's id; also of one that is erased.")]
Person = Annotated[str | None, typer.Option("--person", metavar="PERSON", help="A person's id.")]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", help="The id of a partner's key.")]
Partner = Annotated[str | None, typer.Option("--partner", metavar="PARTNER", help="The company.")]
Hop = Annotated[str | None, typer.Option("--hop", metavar="HOP", help="One of the eleven hops.")]
Shop = Annotated[str | None, typer.Option("--shop", metavar="SHOP", help="The shop's id.")]
_KINDS = "look, reveal, release, refusal, or record: who asked the record."
Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help=_KINDS)]
_SINCE = "From a day on (2026-11-21, UTC), or so long ago (30d)."
Since = Annotated[str | None, typer.Option("--since", metavar="WHEN", help=_SINCE)]
_UNTIL = "Up to and including a day, or until so long ago."
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help=_UNTIL)]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many entries.")]
Tenant = Annotated[str, typer.Option("--tenant", metavar="TENANT", help="Whose ledger.")]


def who(
    order: Order = None, person: Person = None, key: Key = None, partner: Partner = None, hop: Hop = None,
    shop: Shop = None, kind: Kinds = None, since: Since = None, until: Until = None, limit: Limit = 100,
    tenant: Tenant = "main", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Tell everything done with an order, oldest first; or who looked, was handed or refused, newest first.

    With an order alone every act on it is told. Any option asks for looks, reveals, hand-overs and
    refusals that fit all of what is given; that is recorded.
    """
    asked = {"person": person, "key": key, "partner": partner, "hop": hop, "shop": shop}
    about = {name: word for name, word in asked.items() if word is not None}
    if order is not None and not (about or kind or since or until):
        _tell_order(order, as_json)
        return
    if not (about or kind or since or until):
        raise typer.BadParameter("name an order, or say by whom, for whom or when", param_hint="ORDER")
    question = WhoSaw(
        operator(), order=order, kinds=tuple(kind or ()), since_ms=_moment_ms(since, "--since") or 0,
        until_ms=_moment_ms(until, "--until", days=1), tenant=tenant, **about,  # type: ignore[arg-type]
    )  # fmt: skip
    _tell_looks(question, limit, as_json)


def _moment_ms(text: str | None, option: str, days: int = 0) -> int | None:
    """Return when a day begins, or so many days later; or how long ago. Epoch ms."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return max(0, time.time_ns() // 1_000_000 - span_ms(text, option))
    return max(0, int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000))


def _tell_order(order: str, as_json: bool) -> None:
    with the_vault() as vault:
        found = vault.ask(LedgerWho(by=operator(), order=order), LedgerEntries)
    # Acts of one second by different processes may be numbered in another order than they happened in.
    told = sorted(zip(found.places, map(entry_object, found.entries), strict=True), key=lambda one: _at_ms(one[1]))
    if as_json:
        for place, entry in told:
            print_json({"place": place, **entry})
        return
    print_table(
        ("place", "when", "act", "by", "for", "fields", "purpose"),
        [_told(place, entry) for place, entry in told],
        empty="nothing is recorded of such an order",
        whole=("place", "when", "act", "by", "for"),
    )


def _told(place: str, entry: dict[str, Any]) -> tuple[Any, ...]:
    when = moment_text(_at_ms(entry))
    to = "/".join(str(entry[name]) for name in ("hop", "partner") if entry.get(name))
    fields = len(entry.get("fields") or ()) or None
    return (place, when, entry.get("act"), entry.get("actor"), to, fields, entry.get("purpose"))


def _at_ms(entry: dict[str, Any]) -> int:
    at_ms: int = entry.get("at_ms", 0)
    return at_ms


def _tell_looks(question: WhoSaw, limit: int, as_json: bool) -> None:
    rows: list[SeenRow] = []
    before: str | None = None
    with the_vault() as vault:
        while len(rows) < limit:
            page = msgspec.structs.replace(question, before=before, limit=min(_PAGE, limit - len(rows)))
            found = vault.ask(page, SeenRows)
            rows += found.rows
            before = found.before
            if before is None:
                break
    if as_json:
        for row in rows:
            print_json(msgspec.to_builtins(row))
        return
    print_table(
        ("place", "when", "act", "by", "for", "fields", "orders", "purpose", "reference"),
        [_seen(row) for row in rows],
        empty="the record holds nothing like that",
        whole=("place", "when", "act"),
    )
    if before is not None:
        say(f"there are more: --limit is {limit}")


def _seen(row: SeenRow) -> tuple[Any, ...]:
    to = "/".join(name for name in (row.hop, row.partner) if name)
    by = row.by_name or f"{row.by_kind}:{row.by_id}"
    orders = row.orders[0] if row.count == 1 else row.count or None
    return (
        row.place, moment_text(row.at_ms), row.act, by, to, len(row.fields) or None, orders, row.purpose, row.reference,
    )  # fmt: skip
