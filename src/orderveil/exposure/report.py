"""The report on files: what they hold, which scams that makes possible, what ends each. One page, whole in itself.

Names of files, columns and keys are hostile: everything that is not a word of ours goes through `escape`.
Must never show a value that was not asked for, nor call anything safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from orderveil.core.errors import RelayError
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.words import Feasibility
from orderveil.exposure.offindings import FindingsExposure, Reach
from orderveil.exposure.reportfacts import Gathered
from orderveil.exposure.reportfindings import (
    contract_section,
    examples_section,
    name_html,
    number,
    table,
    types_section,
)
from orderveil.exposure.reportwords import (
    cut_words,
    ending_words,
    everything_words,
    lasts_words,
    notes,
    printable,
    report_words,
    share_words,
)
from orderveil.exposure.speech import lines, open_ways
from orderveil.exposure.styled import styled_page
from orderveil.exposure.words import SIGNS, words

_MOST_FILES = 200
_FEW_FILES = 3
_LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class About:
    """What was read, when, and how it is to be told."""

    files: tuple[str, ...]
    errors: tuple[RelayError, ...]
    version: str
    day: date
    language: str = "en"
    show_values: bool = False
    is_stopped: bool = False


def write_report(gathered: Gathered, found: FindingsExposure, about: About) -> str:
    """Return the report as HTML."""
    told = report_words(about.language)
    sections = [
        _head(gathered, found, about, told),
        _scams(found, about.language, told),
        _speech(found, about.language, told),
        _changes(found, about.language, told),
        types_section(gathered, found, told),
        contract_section(gathered, found, about.language),
        _notes(found, about.language, told),
        _read(gathered, found, about, told),
        examples_section(gathered, about.language, show_values=about.show_values),
        _method(told),
    ]
    title = escape(f"{told['page']['title']} {_files(about)}")
    body = "\n".join([section for section in sections if section])
    return styled_page("report.html", {"language": about.language, "title": title, "body": body})


def _files(about: About) -> str:
    names = [printable(name) for name in about.files[:_FEW_FILES]]
    more = len(about.files) - len(names)
    told = report_words(about.language)["what"]
    return ", ".join([*names, told["more"].format(count=more)] if more > 0 else names)


def _head(gathered: Gathered, found: FindingsExposure, about: About, told: dict[str, Any]) -> str:
    page = told["page"]
    made = page["made"].format(day=about.day.isoformat(), version=about.version)
    banner = f'<p class="loud" role="alert">{escape(page["shown"])}</p>' if about.show_values else ""
    stopped = f'<p class="loud" role="alert">{escape(page["stopped"])}</p>' if about.is_stopped else ""
    quiet = made if about.show_values else f"{made} {page['masked']}"
    total = sum(gathered.by_file.values())
    of = page["records_count"].format(all=f"{found.records:,}", unit=told["units"][found.unit])
    facts = [
        (total, page["findings_count"], False),
        (found.with_something, of, False),
        (len(found.possible), page["scams_count"], bool(found.possible)),
        (len(about.errors), page["unread_count"], bool(about.errors)),
    ]
    items = "".join(
        [f'<li{" class=bad" if is_bad else ""}><b>{count:,}</b> {escape(text)}</li>' for count, text, is_bad in facts]
    )
    return (
        f"<header>{banner}{stopped}<h1>{escape(page['title'])}</h1>"
        f'<p class="lead">{escape(page["lead"].format(files=_files(about)))}</p>'
        f'<p class="quiet">{escape(quiet)}</p><ul class="facts">{items}</ul></header>'
    )


def _scams(found: FindingsExposure, language: str, told: dict[str, Any]) -> str:
    page, all_words = told["page"], words(language)
    if not found.possible:
        return f"<section><h2>{escape(page['scams_title'])}</h2><p>{escape(told['short']['nothing'])}</p></section>"
    heads = [page[key] for key in ("scam", "for", "lasts", "pretext", "change")]
    rows = []
    for one in found.possible:
        scam = all_words["scams"][one.scam]
        cells = (
            share_words(one, found, language), lasts_words(one, language),
            all_words["strength"][one.strength.value], ending_words(one, found, language),
        )  # fmt: skip
        told_cells = "".join(
            [f'<td data-said="{escape(head)}">{escape(cell)}</td>' for head, cell in zip(heads[1:], cells, strict=True)]
        )
        rows.append(
            f'<tr><th scope="row" class="scam">{_sign(one)} {escape(scam["title"])}<br>'
            f"<small>{escape(scam['does'])}</small></th>{told_cells}</tr>"
        )
    return (
        f"<section><h2>{escape(page['scams_title'])}</h2><p>{escape(page['scams_lead'])}</p>"
        f"{table('scams-table', page['scams_title'], heads, rows)}{_legend(language)}</section>"
    )


def _legend(language: str) -> str:
    page = words(language)["page"]
    keys = ((Feasibility.DIRECT, "direct"), (Feasibility.DETOUR, "detour"))
    items = [
        f'<li><span class="sign {key}" aria-hidden="true">{SIGNS[one]}</span> '
        f"<span>{escape(page[f'legend_{key}'])}</span></li>"
        for one, key in keys
    ]
    return f'<ul class="legend">{"".join(items)}</ul>'


def _sign(one: Reach) -> str:
    is_direct = bool(one.possible.get(Feasibility.DIRECT))
    sign = SIGNS[Feasibility.DIRECT if is_direct else Feasibility.DETOUR]
    return f'<span class="sign {"direct" if is_direct else "detour"}" aria-hidden="true">{sign}</span>'


def _speech(found: FindingsExposure, language: str, told: dict[str, Any]) -> str:
    page, all_words = told["page"], words(language)
    held: Holding = found.held
    said = lines(held, all_words)
    if not said:
        return ""
    ways = ", ".join([all_words["ways"][way] for way in open_ways(held)])
    by = page["by"].format(ways=ways) if ways else all_words["page"]["no_way"]
    quote = "".join([f"<p>{escape(line)}</p>" for line in said])
    return (
        f"<section><h2>{escape(page['speech_title'])}</h2><p>{escape(page['speech_lead'])}</p>"
        f'<div class="card"><p class="ways">{escape(by)}</p><blockquote>{quote}</blockquote></div></section>'
    )


def _changes(found: FindingsExposure, language: str, told: dict[str, Any]) -> str:
    page = told["page"]
    by_change: dict[str, list[str]] = {}
    for one in found.possible:
        if one.cut is not None and one.ends_all:
            title = words(language)["scams"][one.scam]["title"]
            by_change.setdefault(cut_words(one.cut, found, language), []).append(title)
    if not by_change:
        return ""
    rows = [
        f"<tr><td>{escape(change)}</td><td>{escape('; '.join(titles))}</td></tr>"
        for change, titles in by_change.items()
    ]
    text = everything_words(found, language)
    everything = f'<p class="count">{escape(text)}</p>' if text is not None else ""
    heads = [page["change"], page["ends"]]
    return (
        f"<section><h2>{escape(page['changes_title'])}</h2><p>{escape(page['changes_lead'])}</p>"
        f"{table('list', page['changes_title'], heads, rows)}{everything}</section>"
    )


def _notes(found: FindingsExposure, language: str, told: dict[str, Any]) -> str:
    said = notes(found, language)
    items = "".join([f"<li>{escape(note)}</li>" for note in said])
    return f"<section><h2>{escape(told['page']['notes_title'])}</h2><ul>{items}</ul></section>" if said else ""


def _read(gathered: Gathered, found: FindingsExposure, about: About, told: dict[str, Any]) -> str:
    page = told["page"]
    names = list(dict.fromkeys([*found.by_file, *gathered.by_file]))
    rows = [
        f"<tr><td>{name_html(name, _LONGEST_PLACE)}</td>{number(found.by_file.get(name, 0))}"
        f"{number(gathered.by_file.get(name, 0))}</tr>"
        for name in names[:_MOST_FILES]
    ]
    left = len(names) - _MOST_FILES
    more = f"<p>{escape(page['more_files'].format(count=left))}</p>" if left > 0 else ""
    heads = [page["file"], page["records"], page["findings"]]
    read = table("list", page["read_title"], heads, rows, numbers=(1, 2)) if rows else ""
    return f"<section><h2>{escape(page['read_title'])}</h2>{read}{more}{_unread(about.errors, told)}</section>"


def _unread(errors: Sequence[RelayError], told: dict[str, Any]) -> str:
    page = told["page"]
    if not errors:
        return f"<p>{escape(page['all_read'])}</p>"
    rows = [
        f"<tr><td>{name_html(error.place or '', _LONGEST_PLACE)}</td>"
        f"<td>{escape(printable(error.message, _LONGEST_PLACE))} <small>[{escape(error.reason)}]</small></td></tr>"
        for error in errors[:_MOST_FILES]
    ]
    heads = [page["place"], page["reason"]]
    return (
        f"<h3>{escape(page['not_read_title'])}</h3><p>{escape(page['not_read_lead'])}</p>"
        f"{table('list', page['not_read_title'], heads, rows)}"
    )


def _method(told: dict[str, Any]) -> str:
    items = "".join([f"<li>{escape(text)}</li>" for text in told["page"]["method"]])
    return f'<section><h2>{escape(told["page"]["method_title"])}</h2><ul class="method">{items}</ul></section>'
