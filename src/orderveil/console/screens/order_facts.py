"""An order as rows for its pages: groups of fields, what was done to each, its story. Must never ask the vault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from orderveil.console.words import Words
from orderveil.core.fields import FIELDS, Group
from orderveil.core.ids import FieldName
from orderveil.core.order import ITEM_KEYS
from orderveil.core.view import TreatedField, Treatment, View
from orderveil.vault.people_messages import CaseRow, OrderRead, OrderTold, StoryRow

_FIRST = (
    *(Group.IDENTITY, Group.CONTACT, Group.ADDRESS, Group.ITEMS, Group.AMOUNTS, Group.PAYMENT, Group.TRACKING),
    *(Group.REFERENCES, Group.FREE_TEXT, Group.REFUND),
)
_GROUPS = (*_FIRST, *(group for group in Group if group not in _FIRST))
_MOMENTS = frozenset({"ordered_at"})
_SHOWN_ALIKE = frozenset({"view:order:read", "view:orders:listed", "view:search:asked"})
_CASE_OF = {
    "call_buyer": "call", "clear_delivery": "delivery", "arrange_return": "return", "refund": "refund",
}  # fmt: skip


@dataclass(slots=True)
class FieldRow:
    """One field on the page. `lines`: values in several columns; `purposes`: (name, word) for which it is revealed."""

    name: str
    word: str
    text: str = ""
    lines: list[list[str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    how: str = ""
    treatment: str = ""
    is_given: bool = False
    is_missing: bool = False  # the order holds none: there is nothing to reveal
    purposes: list[tuple[str, str]] = field(default_factory=list)
    is_asked: bool = False
    at_ms: int | None = None  # of a moment: shown in the reader's zone


@dataclass(slots=True)
class GroupRow:
    """A part of the order. `more`: not shown, but given for a purpose. `rest`: neither."""

    word: str
    rows: list[FieldRow] = field(default_factory=list)
    more: list[FieldRow] = field(default_factory=list)
    rest: list[FieldRow] = field(default_factory=list)


@dataclass(slots=True)
class Told:
    """One line of the story. `till_ms`: of several alike, the last."""

    row: StoryRow
    who: str
    says: str
    kind: str
    notes: list[str]
    times: int = 1
    till_ms: int = 0


def words_for(request: HttpRequest) -> Words:
    """Return the words in the page's language."""
    return Words("hi" if (get_language() or "en").startswith("hi") else "en")


def said(words: Words, table: str, name: str) -> str:
    """Return a word of a table, or the name itself as words: contracts coin purposes of their own."""
    word = f"{table}.{name}"
    told = words.say(word)
    return name.replace("_", " ") if told == word else told


def groups_of(read: OrderRead, words: Words, asked: str = "") -> list[GroupRow]:
    """Return the fields of the one view on the page, group by group."""
    view, given = read.views[0], read.given[0] if read.given else {}
    purposes = {one.field: one.purposes for one in read.reveals}
    found: list[GroupRow] = []
    for group in _GROUPS:
        part = GroupRow(said(words, "order_group", str(group).replace(" ", "_")))
        for field_name, about in FIELDS.items():
            name = str(field_name)
            if about.group is not group or (name not in view.fields and name not in purposes):
                continue
            row = _field(name, view.fields.get(name), given.get(name), words)
            if not row.is_missing:
                row.purposes = [(one, said(words, "order_purpose", one)) for one in purposes.get(name, ())]
            row.is_asked = name == asked
            place = part.rows if row.is_given else part.more if row.purposes else part.rest
            place.append(row)
        if part.rows or part.more or part.rest:
            found.append(part)
    return found


def _field(name: str, treated: TreatedField | None, given: str | None, words: Words) -> FieldRow:
    row = FieldRow(name, said(words, "order_field", name), how=how_of(treated, given, words))
    if treated is None:
        return row
    row.treatment = treated.treatment.value
    row.is_missing = treated.note == "not_held"
    row.is_given = treated.value is not None and treated.treatment is not Treatment.DROP
    if not row.is_given:
        return row
    if isinstance(treated.value, list) and treated.value and all(isinstance(one, dict) for one in treated.value):
        keys = [key for key in ITEM_KEYS if any(key in one for one in treated.value)]
        row.heads = [said(words, "order_item", key) for key in keys]
        row.lines = [[str(one.get(key, "")) for key in keys] for one in treated.value]
    row.text = spelled(treated.value)
    if name in _MOMENTS and treated.treatment is Treatment.CLEAR:
        row.at_ms = _moment_ms(row.text)
    return row


def _moment_ms(text: str) -> int | None:
    """Return a moment's epoch ms; None for a day, or a text without a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(moment.timestamp() * 1_000) if moment.tzinfo is not None else None


def how_of(treated: TreatedField | None, given: str | None, words: Words) -> str:
    """Return in words what was done to a field, or why there is none. `given`: how the hop itself has it."""
    if treated is None or (treated.value is None and not treated.note and not given):
        return words.say("order.not_given_why")
    if given:
        return words.say("order.hop_has", how=said(words, "order_treatment", given))
    if treated.value is None:
        return said(words, "order_note", treated.note or "")
    return said(words, "order_treatment", treated.treatment.value)


def spelled(value: Any) -> str:
    """Return a value as one text."""
    if isinstance(value, dict) and "quantity" in value:
        return f"{value['quantity']} × {value.get('title') or value.get('sku') or '?'}"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(spelled, value))
    return str(value)


def short_name(view: View, order: str) -> str:
    """Return what an order is called in a list: its number where the hop is shown one, else the end of its id."""
    for name in ("order_number", "order_ref"):
        treated = view.fields.get(name)
        if treated is not None and isinstance(treated.value, str):
            return treated.value
    return f"…{order[-6:]}"


def ends_ms(view: View) -> int | None:
    """Return when a view ends, in epoch ms."""
    return _moment_ms(view.ends_at) if view.ends_at else None


def cell(view: View, *names: str) -> str:
    """Return the first of some fields that a view shows."""
    for name in names:
        treated = view.fields.get(FieldName(name))
        if treated is not None and treated.value is not None and treated.treatment is not Treatment.DROP:
            return spelled(treated.value)
    return ""


def story_of(told: OrderTold, words: Words) -> list[Told]:
    """Return the story's lines, oldest first; looks that are alike and follow each other are one line."""
    lines: list[Told] = []
    for row in told.rows:
        line = _told(row, words)
        last = lines[-1] if lines else None
        if (
            last is not None and row.act in _SHOWN_ALIKE and last.row.act == row.act and last.who == line.who
        ):  # fmt: skip
            last.times += 1
            last.till_ms = row.at_ms
            last.notes = list(dict.fromkeys([*last.notes, *line.notes]))
            continue
        lines.append(line)
    return lines


def _told(row: StoryRow, words: Words) -> Told:
    who = row.by_name or row.partner or said(words, "order_by", row.by_kind)
    if row.by_kind != "person" and not row.partner:
        who = said(words, "order_by", row.by_kind)
    if row.is_own:
        who = f"{row.by_name} ({words.say('order_by.you')})"
    kind = "red" if row.act in ("view:glass:broken", "view:reveal:refused", "view:search:probed") else ""
    kind = kind or ("amber" if row.act == "view:field:revealed" else "")
    notes = list(_notes(row, words))
    return Told(row, who, said(words, "order_story", row.act.replace(":", "_").replace("-", "_")), kind, notes)


def _notes(row: StoryRow, words: Words) -> Iterable[str]:
    """Yield what else an entry says, as short words."""
    is_single = row.act in ("view:field:revealed", "view:glass:broken", "view:reveal:refused")
    if is_single:
        yield from (said(words, "order_field", name) for name in row.fields)
    if row.purpose:
        yield said(words, "order_purpose", row.purpose)
    if row.reference:
        yield words.say("order.and_case", reference=row.reference)
    if row.hop:
        yield said(words, "order_hop", row.hop)
    tables = {"state": "order_state", "kind": "order_case", "origin": "order_case"}
    for name, table in tables.items():
        if name in row.detail:
            yield said(words, table, f"from_{row.detail[name]}" if name == "origin" else row.detail[name])
    yield from (row.detail[name] for name in ("assigned", "reason") if name in row.detail)
    if row.orders > 1:
        yield words.say("order.more_orders", n=row.orders - 1)


def open_cases(cases: Sequence[CaseRow]) -> list[CaseRow]:
    """Return the cases that still explain something, the newest first."""
    return [case for case in cases if case.closed_at_ms is None and not case.is_stale]


def case_kind(purpose: str) -> str:
    """Return the kind of the case that somebody opens by revealing for a purpose."""
    return _CASE_OF.get(purpose, "ticket")
