"""`reviews`: campaigns in which every right is kept or removed. Where there is one owner, theirs is decided here."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from orderveil.cli.asking import operator, the_vault
from orderveil.cli.options import AsJson, moment_text
from orderveil.cli.showing import print_json, print_table, say
from orderveil.vault.review_messages import (
    CampaignRead,
    CampaignRow,
    CampaignRows,
    CloseCampaign,
    DecideItem,
    ListCampaigns,
    OpenCampaign,
    ReadCampaign,
)

DECISIONS = {"keep": "kept", "remove": "removed", "undo": ""}
_MOST = 5_000
_Campaign = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Its id as `reviews list` prints it.")]


def list_campaigns(as_json: AsJson = False) -> None:
    """List campaigns, and say when the next one is due."""
    with the_vault() as vault:
        found = vault.ask(ListCampaigns(operator()), CampaignRows)
    if as_json:
        print_json(msgspec.to_builtins(found))
        return
    cells = [
        (one.campaign, one.state, moment_text(one.opened_at_ms), moment_text(one.due_at_ms), one.items,
         one.counts.get("open", 0))
        for one in found.rows
    ]  # fmt: skip
    names = ("campaign", "state", "opened", "due", "rights", "undecided")
    print_table(names, cells, empty="no campaign yet: orderveil reviews open", whole=("campaign",))
    say("a review is due" if found.is_due else f"the next review is due on {moment_text(found.due_at_ms)} UTC")


def open_campaign(
    days: Annotated[int, typer.Option("--days", min=1, max=30, help="Until when it must be decided.")] = 14,
    tenant: Annotated[str, typer.Option("--tenant", help="For which tenant.")] = "main",
    as_json: AsJson = False,
) -> None:
    """Take every right as it is now into a list. What nobody decides in time is removed."""
    with the_vault() as vault:
        row = vault.ask(OpenCampaign(operator(), days, tenant), CampaignRead).campaign
    _tell(row, as_json)


def show(
    campaign: _Campaign,
    undecided: Annotated[bool, typer.Option("--undecided", help="Only what nobody has decided.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the rights of a campaign; with --json where in the record each decision stands."""
    asked = ReadCampaign(operator(), campaign, "open" if undecided else "all", limit=_MOST, with_places=True)
    with the_vault() as vault:
        found = vault.ask(asked, CampaignRead)
    if as_json:
        for item in found.items:
            print_json(msgspec.to_builtins(item))
        return
    cells = [
        (one.item, one.kind, one.name or one.subject, one.about, " ".join(one.marks), one.decision, one.outcome)
        for one in found.items
    ]
    print_table(("item", "kind", "who", "right", "marks", "decision", "outcome"), cells, empty="nothing to show")


def decide(
    campaign: _Campaign,
    item: Annotated[int, typer.Argument(metavar="ITEM", min=1, help="Its number as `reviews show` prints it.")],
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="keep, remove or undo.")],
    as_json: AsJson = False,
) -> None:
    """Keep a right, remove it, or take that back."""
    if decision not in DECISIONS:
        raise typer.BadParameter(f"one of {', '.join(DECISIONS)}", param_hint="DECISION")
    with the_vault() as vault:
        found = vault.ask(DecideItem(operator(), campaign, item, DECISIONS[decision]), CampaignRead)
    row = found.items[0]
    print_json(msgspec.to_builtins(row)) if as_json else say(f"{row.item}: {row.decision or 'undecided'}")


def close(
    campaign: _Campaign,
    remove_undecided: Annotated[
        bool, typer.Option("--remove-undecided", help="Remove what nobody has decided, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Close a campaign: what was decided to be removed ends now."""
    with the_vault() as vault:
        row = vault.ask(CloseCampaign(operator(), campaign, remove_undecided), CampaignRead).campaign
    _tell(row, as_json)


def _tell(row: CampaignRow, as_json: bool) -> None:
    if as_json:
        print_json(msgspec.to_builtins(row))
        return
    counts = ", ".join(f"{name} {count}" for name, count in row.counts.items())
    say(f"{row.campaign}: {row.state}, {row.items} rights ({counts}), due {moment_text(row.due_at_ms)} UTC")
