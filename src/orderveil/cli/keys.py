"""`keys`: partners' keys, the sources' secrets, and the keys that seal. A secret is shown once, when it is made."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, read_secret, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, HopArgument, Shop, moment_text, span_ms
from orderveil.cli.showing import print_facts, print_json, print_table, say, warn
from orderveil.core.grants import Scope
from orderveil.vault.messages import (
    CheckKey,
    Done,
    IssueKey,
    KeyChecked,
    KeyGrant,
    KeyIssued,
    KeyRow,
    KeyRows,
    ListKeys,
    PutSourceSecret,
    RevokeKey,
    RotateKeys,
)

SOURCES = ("shopify", "woocommerce")
ROTATED = ("root", "buckets")
_COLUMNS = ("id", "state", "shop", "hop", "partner", "expires", "last used", "a minute", "scopes", "label")
_WHOLE = ("id", "state", "expires")


def issue(
    hop: HopArgument,
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="The company that will hold the key.")],
    shop: Shop = DEFAULT_SHOP,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="SCOPE", help="What it may do; may be repeated (default: views:one:open)."),
    ] = None,
    expires: Annotated[
        str, typer.Option("--expires", metavar="SPAN", help="When it ends: 90d, 12w; a year at most.")
    ] = "90d",
    per_minute: Annotated[int, typer.Option("--per-minute", min=1, help="How many views a minute.")] = 600,
    label: Annotated[str, typer.Option("--label", help="A word to know it by. No secret, no person.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a key for one partner, one hop, one shop. It is printed once and kept only as a hash."""
    request = IssueKey(
        by=operator(), shop=shop, hop=hop, partner=partner, scopes=tuple(scope or [Scope.VIEWS_ONE_OPEN]),
        expires_at_ms=_now_ms() + span_ms(expires, "--expires"), per_minute=per_minute, label=label,
    )  # fmt: skip
    with the_vault() as vault:
        issued = vault.ask(request, KeyIssued)
    if as_json:
        print_json({"id": issued.id, "token": issued.token, "expires_at_ms": request.expires_at_ms})
        return
    print_facts({"id": issued.id, "key": issued.token, "expires": moment_text(request.expires_at_ms)})
    warn("The key is shown this once. Hand it over by a channel that you trust, then clear your terminal.")


def list_keys(as_json: AsJson = False) -> None:
    """List every partner's key: for what, until when, last used when. Never the key itself."""
    with the_vault() as vault:
        rows = vault.ask(ListKeys(by=operator()), KeyRows).rows
    if as_json:
        for row in rows:
            print_json(msgspec.structs.asdict(row))
        return
    print_table(
        _COLUMNS, [_cells(row) for row in rows], empty="no key yet: orderveil keys issue HOP PARTNER", whole=_WHOLE
    )


def check(
    file: Annotated[
        Path | None, typer.Option("--file", help="Read the key from a file in place of standard input.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a key may do. The key is typed unseen, piped in, or read from a file."""
    token = read_secret("key", file)
    with the_vault() as vault:
        row = vault.ask(CheckKey(by=KeyGrant(token=token)), KeyChecked).row
    if as_json:
        print_json(msgspec.structs.asdict(row))
    else:
        print_table(_COLUMNS, [_cells(row)], empty="", whole=_WHOLE)


def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `keys list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """End a key at once."""
    with the_vault() as vault:
        vault.ask(RevokeKey(by=operator(), id=key), Done)
    if as_json:
        print_json({"id": key, "status": "revoked"})
    else:
        say(f"{key} is revoked")


def secret(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=f"One of {', '.join(SOURCES)}.")],
    shop: Shop = DEFAULT_SHOP,
    kind: Annotated[str, typer.Option("--kind", help="signing (webhooks) or api (fetching orders).")] = "signing",
    file: Annotated[Path | None, typer.Option("--file", help="Read it from a file in place of standard input.")] = None,
    keep_old: Annotated[
        str,
        typer.Option(
            "--keep-old", metavar="SPAN", help="How long the one before stays valid while you rotate: 0s, 24h."
        ),
    ] = "24h",
    as_json: AsJson = False,
) -> None:
    """Store a source's secret, sealed. It is typed unseen, piped in, or read from a file."""
    request = PutSourceSecret(
        by=operator(), shop=shop, source=source, secret=read_secret("secret", file), kind=kind,
        keep_old_until_ms=_now_ms() + span_ms(keep_old, "--keep-old"),
    )  # fmt: skip
    with the_vault() as vault:
        vault.ask(request, Done)
    if as_json:
        print_json({"shop": shop, "source": source, "kind": kind, "status": "stored"})
    else:
        say(f"the {kind} secret of {source} for {shop} is stored, sealed")


def rotate(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="root or buckets.")],
    as_json: AsJson = False,
) -> None:
    """Replace the root key or every bucket's key, without a pause."""
    if what not in ROTATED:
        raise typer.BadParameter(f"one of {', '.join(ROTATED)}", param_hint="WHAT")
    with the_vault() as vault:
        done = vault.ask(RotateKeys(by=operator(), what=what), Done)
    if as_json:
        print_json({"rotated": what, "counts": done.counts, "text": done.text})
    else:
        say(done.text or f"{what}: replaced")
        print_facts(done.counts)


def _cells(row: KeyRow) -> tuple[object, ...]:
    expires, used = moment_text(row.expires_at_ms)[:10], moment_text(row.last_used_at_ms)
    scopes = " ".join(row.scopes)
    return (row.id, _state(row), row.shop, row.hop, row.partner, expires, used, row.per_minute, scopes, row.label)


def _state(row: KeyRow) -> str:
    if row.revoked_at_ms is not None:
        return "revoked"
    return "expired" if row.expires_at_ms <= _now_ms() else "valid"


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
