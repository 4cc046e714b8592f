"""The tables of a report: what was found by type and place, what the contract says, and the findings themselves.

The same rule as for the whole page: what comes out of a file is escaped here, where it enters the page.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import Any

from orderveil.exposure.offindings import FindingsExposure
from orderveil.exposure.reportfacts import ELSEWHERE, MOST_EXAMPLES, Gathered, Row
from orderveil.exposure.reportwords import printable, report_words, type_words
from orderveil.exposure.words import words
from orderveil.scan.finding import Found
from orderveil.scan.judging import Verdict

_MOST_ROWS = 300
_LONGEST_SHOWN = 200
_WHOLE = 100


def table(kind: str, title: str, heads: Sequence[str], rows: Sequence[str], numbers: Collection[int] = ()) -> str:
    """Return a table that may be scrolled by keyboard where it is wider than the screen. `rows` are HTML."""
    cells = "".join(
        [
            f'<th scope="col"{" class=number" if at in numbers else ""}>{escape(head)}</th>'
            for at, head in enumerate(heads)
        ]
    )
    return (
        f'<div class="scroll" role="region" aria-label="{escape(title)}" tabindex="0"><table class="{kind}">'
        f"<thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def number(count: int) -> str:
    """Return a cell that holds a number."""
    return f'<td class="number">{count:,}</td>'


def name_html(name: str, most: int = 60) -> str:
    """Return a name out of a file, escaped, so that it turns nothing around it."""
    return f'<span class="name" dir="auto">{escape(printable(name, most))}</span>'


def types_section(gathered: Gathered, found: FindingsExposure, told: dict[str, Any]) -> str:
    """Return what was found by type, file and column, with the share of records."""
    page = told["page"]
    if not gathered.rows:
        return f"<section><h2>{escape(page['types_title'])}</h2><p>{escape(page['none_found'])}</p></section>"
    order = sorted(gathered.rows.items(), key=lambda one: (-gathered.types[one[0][1]], one[0][1], -one[1].count))
    has_many = len(gathered.by_file) > 1
    rows = [_type_row(key, row, found, told, has_many=has_many) for key, row in order[:_MOST_ROWS]]
    left = sum(row.count for _, row in order[_MOST_ROWS:])
    more = f"<p>{escape(page['left_out'].format(count=f'{left:,}'))}</p>" if left else ""
    heads = [page[key] for key in ("type", "where", "count", "share", "least_sure")]
    return (
        f"<section><h2>{escape(page['types_title'])}</h2><p>{escape(page['types_lead'])}</p>"
        f"{table('list', page['types_title'], heads, rows, numbers=(2, 4))}{more}</section>"
    )


def _type_row(
    key: tuple[str, str, str], row: Row, found: FindingsExposure, told: dict[str, Any], *, has_many: bool
) -> str:
    file, kind, name = key
    where = name_html(name) if name else f"<span>{escape(told['what']['text'].format(type=kind))}</span>"
    if has_many:
        where = f"{name_html(file, _LONGEST_SHOWN)} {where if name else ''}"
    records = found.by_file.get(file, 0)
    share = "–" if file == ELSEWHERE or not records else _share(row.records, records)
    return (
        f'<tr><th scope="row">{escape(kind)} <small>{escape(type_words(kind, told))}</small></th><td>{where}</td>'
        f'{number(row.count)}<td>{share}</td><td class="number">{row.least:.2f}</td></tr>'
    )


def _share(records: int, of: int) -> str:
    """Return a share as a bar and in figures; never 100 where one is missing, never 0 where there is one."""
    part = min(records / of, 1.0)
    percent = _WHOLE if part >= 1 else min(max(round(part * _WHOLE), 1), _WHOLE - 1)
    bar = (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{percent}" height="10"/></svg>'
    )
    return f"{bar}{percent} %"


def contract_section(gathered: Gathered, found: FindingsExposure, language: str) -> str:
    """Return what the hop's contract says of each type that was found; nothing where no hop was named."""
    if found.hop is None or not gathered.verdicts:
        return ""
    told = report_words(language)
    page = told["page"]
    said = {Verdict.OWED.value: "owed", Verdict.NOT_OWED.value: "not_owed", Verdict.STAND_IN.value: "stand_in"}
    rows = []
    for kind, verdict in sorted(gathered.verdicts.items()):
        is_bad = verdict != Verdict.OWED.value
        rows.append(
            f'<tr><th scope="row">{escape(kind)} <small>{escape(type_words(kind, told))}</small></th>'
            f"{number(gathered.types[kind])}"
            f"<td{' class=verdict-bad' if is_bad else ''}>{escape(page[said[verdict]])}</td></tr>"
        )
    title = page["contract_title"].format(hop=words(language)["hops"][found.hop.value])
    heads = [page[key] for key in ("type", "count", "verdict")]
    return (
        f"<section><h2>{escape(title)}</h2><p>{escape(page['contract_lead'])}</p>"
        f"{table('list', title, heads, rows, numbers=(1,))}</section>"
    )


def examples_section(gathered: Gathered, language: str, *, show_values: bool) -> str:
    """Return the first findings of each type in each file."""
    told = report_words(language)
    page = told["page"]
    if not gathered.examples:
        return ""
    parts = []
    for file in dict.fromkeys(name for name, _ in gathered.examples):
        found = [one for (name, _), listed in gathered.examples.items() if name == file for one in listed]
        found.sort(key=lambda one: (one[0].place.page or 0, one[0].place.row or one[0].place.record or 0, one[0].start))
        rows = [_example(one, verdict, told, show_values=show_values) for one, verdict in found]
        left = gathered.by_file[file] - len(found)
        more = f"<p>{escape(page['left_out'].format(count=f'{left:,}'))}</p>" if left > 0 else ""
        heads = [page[key] for key in ("place", "at", "type", "value", "score", "why")]
        parts.append(
            f"<details><summary>{name_html(file, _LONGEST_SHOWN)} <small>({gathered.by_file[file]:,})</small></summary>"
            f"{table('list', file[:_LONGEST_SHOWN], heads, rows, numbers=(4,))}{more}</details>"
        )
    lead = page["examples_lead"].format(most=MOST_EXAMPLES)
    return f"<section><h2>{escape(page['examples_title'])}</h2><p>{escape(lead)}</p>{''.join(parts)}</section>"


def _example(found: Found, verdict: str | None, told: dict[str, Any], *, show_values: bool) -> str:
    place = found.place
    value = printable(found.value, _LONGEST_SHOWN) if show_values else found.shown
    inside = place.column if place.column is not None else place.field or ""
    name = name_html(inside) if inside else ""
    said = f"; {verdict}" if verdict is not None else ""
    page = f"p. {place.page} " if place.page is not None else ""
    at = page + (str(place.row) if place.row is not None else f"#{place.record}" if place.record is not None else "")
    return (
        f'<tr><td class="place">{escape(at)} {name}</td><td class="number">{found.start}–{found.end}</td>'
        f'<td>{escape(found.type)}</td><td class="value" dir="auto">{escape(value)}</td>'
        f'<td class="number">{found.score:.2f}</td><td>{escape(found.why + said)}</td></tr>'
    )
