"""The evidence of a campaign as a file: each right, who decided it when, what became of it, and where that is recorded.

A cell that a spreadsheet would run begins with an apostrophe. Pure.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from orderveil.vault.review_messages import CampaignRead, ItemRow

_COLUMNS = (
    "item", "kind", "subject", "name", "email", "about", "marks", "decision", "decided_by", "decided_at", "outcome",
    "ledger_place", "ledger_digest",
)  # fmt: skip
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(found: CampaignRead) -> str:
    """Return a table, a row for each right."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for item in found.items:
        writer.writerow([_guarded(cell) for cell in _cells(item)])
    return file.getvalue()


def as_json(found: CampaignRead) -> str:
    """Return the campaign and its rights."""
    campaign = found.campaign
    told = {
        "campaign": campaign.campaign, "state": campaign.state, "opened_by": campaign.opened_by,
        "opened_at": _at(campaign.opened_at_ms), "due_at": _at(campaign.due_at_ms), "closed_by": campaign.closed_by,
        "closed_at": _at(campaign.closed_at_ms), "counts": campaign.counts, "is_whole": found.after is None,
        "rights": [dict(zip(_COLUMNS, _cells(item), strict=True)) for item in found.items],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1)


def _cells(item: ItemRow) -> Iterator[str]:
    yield from (
        str(item.item), item.kind, item.subject, item.name, item.email, item.about, " ".join(item.marks),
        item.decision, item.decided_by or "", _at(item.decided_at_ms), item.outcome, item.place, item.entry,
    )  # fmt: skip


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUN) else cell


def _at(at_ms: int | None) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds") if at_ms is not None else ""
