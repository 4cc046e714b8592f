"""Access reviews: campaigns in which every right is kept or removed, outside systems' accounts, and the leavers' list.

The page holds one right after another with two keys; who may decide which, and what ends when, is the vault's.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import attempt, for_permission, told, who_of, words_of
from orderveil.console.screens.bulk_jobs import unfinished
from orderveil.console.screens.handed import handed_text
from orderveil.console.screens.reviewproof import as_csv, as_json
from orderveil.partners.outside import Listed, read_list
from orderveil.people.permissions import Permission
from orderveil.vault.messages import Done
from orderveil.vault.people_messages import ListPeople, PersonRows
from orderveil.vault.review_messages import (
    CampaignRead,
    CampaignRows,
    CloseCampaign,
    DecideItem,
    ImportOutside,
    ItemRow,
    ListCampaigns,
    ListOutside,
    OpenCampaign,
    OutsideAccount,
    OutsideApp,
    OutsideImported,
    OutsideRows,
    ReadCampaign,
    TickTask,
)

SYSTEMS = ("shopify", "workspace", "freshdesk", "delhivery", "shiprocket", "other")
_READ = Permission.REVIEWS_CAMPAIGN_READ.value
_OPEN = Permission.REVIEWS_CAMPAIGN_OPEN.value
_PEOPLE = Permission.PEOPLE_PERSON_READ.value
_ON_A_PAGE = 50
_MOST_PROVEN = 5_000
_SHOWN = 200
_DAYS = (7, 14, 21, 30)


@require_GET
@for_permission(_READ)
def show_reviews(request: HttpRequest) -> HttpResponse:
    """Campaigns, when the next is due, and what is known of outside systems."""
    found = the_vault().ask(ListCampaigns(as_person(request)), CampaignRows)
    permissions = who_of(request).permissions
    about: dict[str, object] = {
        "campaigns": found.rows, "due_at_ms": found.due_at_ms, "is_due": found.is_due, "days": _DAYS,
        "may_open": _OPEN in permissions, "is_open": any(row.state == "open" for row in found.rows),
        "systems": SYSTEMS, "may_outside": _PEOPLE in permissions,
    }  # fmt: skip
    if _PEOPLE in permissions:
        outside = the_vault().ask(ListOutside(as_person(request)), OutsideRows)
        marked = [row for row in outside.rows if row.marks and row.state == "here"]
        tasks = the_vault().ask(ListOutside(as_person(request), tasks_only=True), OutsideRows).rows
        about |= {
            "imported": sorted((*name.split("."), at) for name, at in outside.imported.items()),
            "marked": marked[:_SHOWN], "marked_count": len(marked), "accounts": len(outside.rows),
            "tasks_count": sum(row.state == "here" for row in tasks),
        }  # fmt: skip
    return render(request, "reviews/list.html", about)


@require_POST
@for_permission(_OPEN)
def open_campaign(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    days = int(request.POST.get("days", "14")) if request.POST.get("days", "14").isdecimal() else 0
    opened = attempt(request, lambda: the_vault().ask(OpenCampaign(as_person(request), days), CampaignRead))
    return redirect("reviews") if opened is None else redirect("review", campaign=opened.campaign.campaign)


@require_GET
@for_permission(_READ)
def show_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """The rights of a campaign, to be decided one after another."""
    show = request.GET.get("show", "all") if request.GET.get("show") in ("all", "open", "marked") else "all"
    after = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    asked = ReadCampaign(as_person(request), campaign, show, after, _ON_A_PAGE)
    found = the_vault().ask(asked, CampaignRead)
    about = _about(request, found) | {"show": show, "first": after == 0} | _bulk(request, found)
    return render(request, "reviews/campaign.html", about)


def _bulk(request: HttpRequest, found: CampaignRead) -> dict[str, object]:
    """Return what may be done to many rights at once."""
    if found.campaign.state != "open" or not any(item.may_decide for item in found.items):
        return {}
    words = words_of(request)
    ways = {"kept": "bulk.keep", "removed": "bulk.remove", "back": "bulk.take_back"}
    return {
        "bulk_kind": "review", "bulk_of": found.campaign.campaign,
        "bulk_ways": [(way, words.say(word)) for way, word in ways.items()],
        "bulk_left": unfinished(request, "review"),
    }  # fmt: skip


def _about(request: HttpRequest, found: CampaignRead) -> dict[str, object]:
    counts = found.campaign.counts
    left = counts.get("open", 0) if found.campaign.state == "open" else 0
    return {
        "campaign": found.campaign, "items": found.items, "after": found.after, "may_close": found.may_close,
        "left": left, "kept": counts.get("kept", 0), "removed": counts.get("removed", 0),
        "lapsed": counts.get("lapsed", 0), "names": _names(request),
    }  # fmt: skip


def _names(request: HttpRequest) -> dict[str, str]:
    """Return how colleagues know those who decided, by what the vault calls them."""
    if _PEOPLE not in who_of(request).permissions:
        return {}
    rows = the_vault().ask(ListPeople(as_person(request)), PersonRows).rows
    return {f"person:{row.person}": row.name for row in rows}


@require_POST
@for_permission(_READ)
def decide(request: HttpRequest, campaign: str, item: int) -> HttpResponse:
    """Keep a right, remove it, or take that back; answers with its row alone."""
    asked = DecideItem(as_person(request), campaign, item, request.POST.get("decision", ""))
    found = attempt(request, lambda: the_vault().ask(asked, CampaignRead))
    if not getattr(request, "htmx", False):
        return redirect("review", campaign=campaign)
    if found is None:  # the page is loaded anew, and says why
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    about = _about(request, found) | {"one": found.items[0], "is_swap": True}
    return render(request, "reviews/item.html", about)


@require_POST
@for_permission(_OPEN)
def close(request: HttpRequest, campaign: str) -> HttpResponse:
    """Close a campaign; what is undecided is removed only where that was said."""
    asked = CloseCampaign(as_person(request), campaign, request.POST.get("undecided") == "remove")
    if attempt(request, lambda: the_vault().ask(asked, CampaignRead)) is not None:
        told(request, "reviews.closed_now")
    return redirect("review", campaign=campaign)


@require_GET
@for_permission(_READ)
def evidence(request: HttpRequest, campaign: str, form: str) -> HttpResponse:
    """Every decision with where in the record it stands: as a table or as JSON."""
    found = _whole(request, campaign)
    body, kind = (as_csv(found), "text/csv") if form == "csv" else (as_json(found), "application/json")
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="review-{found.campaign.campaign}.{form}"'
    return response


def _whole(request: HttpRequest, campaign: str) -> CampaignRead:
    """Return a campaign with every right of it."""
    items: list[ItemRow] = []
    after: int | None = 0
    while after is not None:
        asked = ReadCampaign(as_person(request), campaign, "all", after, _MOST_PROVEN, with_places=True)
        found = the_vault().ask(asked, CampaignRead)
        items += found.items
        after = found.after
    return CampaignRead(found.campaign, items)


@require_POST
@for_permission(_OPEN)
def take_list(request: HttpRequest) -> HttpResponse:
    """Take a system's list of accounts or apps, as it exports it."""
    system = request.POST.get("system", "")
    if system == "other":
        system = request.POST.get("other", "").strip().lower()
    listed = attempt(request, lambda: read_list(system, handed_text(request)))
    if listed is not None:
        counts = attempt(request, lambda: _hand_over(request, listed))
        if counts is not None:
            told(request, "reviews.taken", new=counts["new"], known=counts["known"], gone=counts["gone"],
                 unread=len(listed.unread))  # fmt: skip
    return redirect("reviews")


def _hand_over(request: HttpRequest, listed: Listed) -> dict[str, int]:
    accounts = [
        OutsideAccount(one.email, one.name, one.role, one.mfa, one.used_at_ms, one.made_at_ms)
        for one in listed.accounts
    ]
    apps = [OutsideApp(one.name, one.scopes, one.used_at_ms, one.made_at_ms) for one in listed.apps]
    asked = ImportOutside(as_person(request), listed.system, None if apps else accounts, apps or None)
    return the_vault().ask(asked, OutsideImported).counts


@require_GET
@for_permission(_PEOPLE)
def show_tasks(request: HttpRequest) -> HttpResponse:
    """What has to be ended in systems outside: leavers' accounts, and what a review removed."""
    rows = the_vault().ask(ListOutside(as_person(request), tasks_only=True), OutsideRows).rows
    may_tick = Permission.PEOPLE_PERSON_REMOVE.value in who_of(request).permissions
    return render(request, "reviews/tasks.html", {"rows": rows, "names": _names(request), "may_tick": may_tick})


@require_POST
@for_permission(Permission.PEOPLE_PERSON_REMOVE.value)
def tick(request: HttpRequest, account: str) -> HttpResponse:
    """Say that one was ended there, or take it back."""
    asked = TickTask(as_person(request), account, request.POST.get("undo") == "1")
    attempt(request, lambda: the_vault().ask(asked, Done))
    return redirect("review_tasks")


urls = [
    path("reviews/", show_reviews, name="reviews"),
    path("reviews/open/", open_campaign, name="review_open"),
    path("reviews/outside/", take_list, name="review_outside"),
    path("reviews/leavers/", show_tasks, name="review_tasks"),
    path("reviews/leavers/<slug:account>/", tick, name="review_tick"),
    path("reviews/<slug:campaign>/", show_campaign, name="review"),
    path("reviews/<slug:campaign>/close/", close, name="review_close"),
    path("reviews/<slug:campaign>/evidence.csv", evidence, {"form": "csv"}, name="review_csv"),
    path("reviews/<slug:campaign>/evidence.json", evidence, {"form": "json"}, name="review_json"),
    path("reviews/<slug:campaign>/<int:item>/", decide, name="review_decide"),
]
