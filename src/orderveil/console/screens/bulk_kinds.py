"""What may be done to many at once: alerts answered, rights under review kept or removed, cases of one's own closed.

Each kind says what will happen to which things before it happens. Must never reveal: a field is shown to one person,
for one purpose, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from orderveil.console.asking import as_person, the_vault
from orderveil.console.screens.asked import words_of
from orderveil.people.permissions import Permission
from orderveil.vault.alert_messages import AlertRows, AnswerAlert, ListAlerts
from orderveil.vault.people_messages import CaseOpened, CloseCase, ListCases, OpenCases
from orderveil.vault.review_messages import CampaignRead, DecideItem, ItemRow, ReadCampaign
from orderveil.watch.rules import say

_MOST_ALERTS, _MOST_ITEMS, _MOST_CASES = 500, 5_000, 1_000
ANSWERS = ("justified", "coached", "incident")
DECISIONS = ("kept", "removed", "back")  # `back`: decisions are taken back
_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was chosen, as the page names it. `why_not`: a word for why it is left out; empty: it is done."""

    id: str
    name: str
    notes: list[str] = field(default_factory=list)
    why_not: str = ""


Names = Callable[[HttpRequest, Sequence[str], Mapping[str, str]], list[Thing]]
Act = Callable[[HttpRequest, Mapping[str, str], str], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """`ways`: the values of `how`; empty: there is one. `wants_note`: one reason for all. `back`: the screen it is of.

    `undo`: takes one back; None: that cannot be. `undo_minutes` 0: as long as the vault lets it.
    """

    permission: str
    names: Names
    act: Act
    back: Callable[[Mapping[str, str]], str]
    ways: tuple[str, ...] = ()
    wants_note: bool = False
    undo: Act | None = None
    undo_minutes: int = 0


def _alerts(request: HttpRequest, chosen: Sequence[str], more: Mapping[str, str]) -> list[Thing]:
    rows = the_vault().ask(ListAlerts(as_person(request), limit=_MOST_ALERTS), AlertRows).rows
    words, language = words_of(request), "hi" if (get_language() or "en").startswith("hi") else "en"
    things = []
    for row in rows:
        if row.alert in chosen:
            name = row.who_name or row.who
            if row.who.startswith("team:"):
                name = words.say("alerts.team", role=row.role)
            says = say(row.kind, language, {**row.counts, "person": name})
            why_not = "" if row.state == "open" else "answered"
            things.append(Thing(row.alert, words.say(f"alerts.kind_{row.kind}"), [name, says], why_not))
    return things


def _answer(request: HttpRequest, more: Mapping[str, str], alert: str) -> object:
    asked = AnswerAlert(as_person(request), alert, more.get("how", ""), more.get("note", ""))
    return the_vault().ask(asked, AlertRows)


def _unanswer(request: HttpRequest, more: Mapping[str, str], alert: str) -> object:
    return the_vault().ask(AnswerAlert(as_person(request), alert, ""), AlertRows)


def _rights(request: HttpRequest, chosen: Sequence[str], more: Mapping[str, str]) -> list[Thing]:
    asked = ReadCampaign(as_person(request), more.get("of", ""), limit=_MOST_ITEMS)
    rows, words = the_vault().ask(asked, CampaignRead).items, words_of(request)
    return [
        Thing(
            str(row.item), row.name or row.subject,
            [words.say(word) for word in (f"reviews.kind_{row.kind}", *(f"reviews.mark_{one}" for one in row.marks))]
            + [row.about],
            _why_not(row, more.get("how", "")),
        )
        for row in rows if str(row.item) in chosen
    ]  # fmt: skip


def _why_not(row: ItemRow, how: str) -> str:
    """Return why a right is left out. What is marked is kept one by one: somebody has to have looked at it."""
    if not row.may_decide:
        return "own" if row.is_own else "others"
    if how == "kept" and row.marks:
        return "marked"
    if how == "back":
        return "" if row.decision else "undecided"
    return "same" if row.decision == how else ""


def _decide(request: HttpRequest, more: Mapping[str, str], item: str) -> object:
    how = more.get("how", "")
    asked = DecideItem(as_person(request), more.get("of", ""), int(item), "" if how == "back" else how)
    return the_vault().ask(asked, CampaignRead)


def _undecide(request: HttpRequest, more: Mapping[str, str], item: str) -> object:
    return the_vault().ask(DecideItem(as_person(request), more.get("of", ""), int(item), ""), CampaignRead)


def _cases(request: HttpRequest, chosen: Sequence[str], more: Mapping[str, str]) -> list[Thing]:
    rows = the_vault().ask(ListCases(as_person(request), limit=_MOST_CASES), OpenCases).rows
    words = words_of(request)
    return [
        Thing(f"{row.shop}|{row.reference}", row.reference, [words.say(f"order_case.{row.kind}"), row.shop])
        for row in rows if f"{row.shop}|{row.reference}" in chosen
    ]  # fmt: skip


def _close(request: HttpRequest, more: Mapping[str, str], case: str) -> object:
    shop, _, reference = case.partition("|")
    return the_vault().ask(CloseCase(as_person(request), shop, reference), CaseOpened)


KINDS: Mapping[str, Kind] = {
    "alerts": Kind(
        Permission.ALERTS_ALERT_ANSWER.value, _alerts, _answer, lambda more: reverse("alerts"), ANSWERS,
        wants_note=True, undo=_unanswer, undo_minutes=10,
    ),
    "cases": Kind(Permission.ORDERS_CASE_OPEN.value, _cases, _close, lambda more: reverse("cases")),
    "review": Kind(
        Permission.REVIEWS_RIGHT_DECIDE.value, _rights, _decide,
        lambda more: reverse("review", args=[more.get("of") or "-"]), DECISIONS, undo=_undecide,
    ),
}  # fmt: skip


def note_of(text: str) -> str:
    """Return a reason as one line; empty where it is none."""
    return " ".join(text.split())[:_LONGEST_NOTE]
