"""The page 'What does one order reveal?': one file, both languages, nothing fetched, made to be printed too.

Everything on it is invented or computed from contracts; no buyer's data comes near it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from orderveil.contracts.load import Contracts
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.words import Feasibility
from orderveil.exposure.ending import Ending, endings
from orderveil.exposure.hops import Cell, HopExposure, Of, exposure_of_all, held_before, holdings_by
from orderveil.exposure.lives import MAIN, lives
from orderveil.exposure.speech import given_until_delivery, lines, open_ways
from orderveil.exposure.styled import styled_page
from orderveil.exposure.today import Running, Today, reasons, today_of
from orderveil.exposure.together import Together, together
from orderveil.exposure.words import LANGUAGES, SIGNS, cut_text, hours_text, words

_CLASSES = {
    Feasibility.DIRECT: "direct",
    Feasibility.DETOUR: "detour",
    Feasibility.NOT_BY_THESE: "none",
    Feasibility.OUTSIDE: "outside",
}
_POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that the page tells, worked out once for both languages."""

    hops: list[HopExposure]
    before: list[Holding]
    now: list[Holding]
    endings: list[list[Ending]]
    together: list[Together]
    today: list[Today] | None  # None: not known


def write_page(contracts: Contracts, running: Running | None = None) -> str:
    """Return the page as HTML. `running`: how an installation runs; None where that is not known."""
    hops = exposure_of_all(contracts)
    facts = _Facts(
        hops=hops,
        before=[given_until_delivery(held_before(one.of.hop, lives()[MAIN])) for one in hops],
        now=[given_until_delivery(holdings_by(contracts, one.of)[MAIN]) for one in hops],
        endings=[list(endings(contracts, Of(one.of.hop))) for one in hops],
        together=together(contracts),
        today=_today(contracts, hops, running),
    )
    bodies = {language: _body(facts, words(language), language) for language in LANGUAGES}
    return styled_page("page.html", {**bodies, "title": escape(words()["page"]["title"])})


def _today(contracts: Contracts, hops: list[HopExposure], running: Running | None) -> list[Today] | None:
    found = [today_of(contracts, one.of, running) for one in hops] if running is not None else []
    known = [one for one in found if one is not None]
    return known if known and len(known) == len(hops) else None


def _body(facts: _Facts, told: dict[str, Any], language: str) -> str:
    page = told["page"]
    parts = [
        f"<header><h1>{escape(page['title'])}</h1>",
        f'<p class="lead">{escape(page["lead"])}</p><p class="count">{escape(_count(facts, page))}</p>',
        f'<p class="quiet">{escape(page["invented"])}</p></header>',
        _table(facts, told, language),
        f"<section><h2>{escape(page['phone_title'])}</h2><p>{escape(page['phone_lead'])}</p>",
        *[_card(facts, index, told) for index in range(len(facts.hops))],
        "</section>",
        _pairs(facts, told),
        _scams(told),
        f"<section><h2>{escape(page['not_title'])}</h2><p>{escape(page['not_text'])}</p></section>",
    ]
    return "\n".join(parts)


def _count(facts: _Facts, page: dict[str, str]) -> str:
    def count(cells: Iterable[Cell], feasibility: Feasibility) -> int:
        return sum(cell.feasibility is feasibility for cell in cells)

    return page["count"].format(
        all=sum(cell.feasibility is not Feasibility.OUTSIDE for one in facts.hops for cell in one.now.values()),
        direct_before=sum(count(one.before.values(), Feasibility.DIRECT) for one in facts.hops),
        direct_now=sum(count(one.now.values(), Feasibility.DIRECT) for one in facts.hops),
        detour_now=sum(count(one.now.values(), Feasibility.DETOUR) for one in facts.hops),
    )


def _table(facts: _Facts, told: dict[str, Any], language: str) -> str:
    page = told["page"]
    scams = list(facts.hops[0].now)
    heads = "".join([f'<th scope="col">{escape(told["scams"][scam]["title"])}</th>' for scam in scams])
    rows = []
    for index, one in enumerate(facts.hops):
        today = facts.today[index] if facts.today is not None else None
        cells = "".join([f"<td>{_pair(one, scam, told, today)}</td>" for scam in scams])
        rows.append(f'<tr><th scope="row">{escape(told["hops"][one.of.hop.value])}</th>{cells}</tr>')
    need = f'<li><span class="sign need">!</span> <span>{escape(page["required"])}</span></li>'
    legend = "".join(
        [
            f"<li>{_sign(feasibility)} <span>{escape(page[key])}</span></li>"
            for feasibility, key in zip(_CLASSES, ("direct", "detour", "none", "outside"), strict=True)
            for key in [f"legend_{key}"]
        ]
    )
    return (
        f'<section><h2 id="table-{language}">{escape(page["table"])}</h2>'
        f'<div class="scroll" role="region" aria-labelledby="table-{language}" tabindex="0"><table class="grid">'
        f'<thead><tr><th scope="col">{escape(page["system"])}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        f'<p class="quiet">{escape(" → ".join(_columns(facts, page)))}</p>'
        f'<ul class="legend">{legend}{need}</ul>{_running(facts, told, language)}'
        "</section>"
    )


def _columns(facts: _Facts, page: dict[str, str]) -> list[str]:
    return [page["before"], page["now"], *([page["today"]] if facts.today is not None else [])]


def _running(facts: _Facts, told: dict[str, Any], language: str) -> str:
    """Say what runs otherwise than by contract, or that this is not known."""
    page = told["page"]
    if facts.today is None:
        return f"<p>{escape(page['today_unknown'])}</p>"
    texts = [text for one in facts.today for text in reasons(one, language, told["hops"])]
    if not texts:
        return f"<p>{escape(page['today_none'])}</p>"
    items = "".join([f"<li>{escape(text)}</li>" for text in texts])
    return f"<h3>{escape(page['today_title'])}</h3><ul>{items}</ul>"


def _sign(feasibility: Feasibility) -> str:
    return f'<span class="sign {_CLASSES[feasibility]}" aria-hidden="true">{SIGNS[feasibility]}</span>'


def _pair(one: HopExposure, scam: str, told: dict[str, Any], running: Today | None) -> str:
    before, now, page = one.before[scam].feasibility, one.now[scam].feasibility, told["page"]
    is_bare = one.required[scam].feasibility in _POSSIBLE and now in _POSSIBLE
    stages = [("before", before), ("now", now)]
    if running is not None:
        stages.append(("today", running.cells[scam].feasibility))
    spoken = "; ".join([f"{page[key]}: {told['feasibility'][stage.value]}" for key, stage in stages])
    spoken += f". {page['required']}" if is_bare else ""
    arrow = '<span class="arrow" aria-hidden="true">→</span>'
    mark = '<span class="sign need" aria-hidden="true">!</span>' if is_bare else ""
    return (
        f'<span class="pair">{arrow.join([_sign(stage) for _, stage in stages])}{mark}</span>'
        f'<span class="spoken">{escape(spoken)}</span>'
    )


def _card(facts: _Facts, index: int, told: dict[str, Any]) -> str:
    one, page = facts.hops[index], told["page"]
    return (
        f'<article class="card"><h3>{escape(told["hops"][one.of.hop.value])}</h3><div class="sides">'
        f"{_side(page['before'], facts.before[index], one.before, told)}"
        f"{_side(page['now'], facts.now[index], one.now, told)}"
        f"</div>{_changes(facts.endings[index], told)}</article>"
    )


def _side(title: str, holding: Holding, cells: Any, told: dict[str, Any]) -> str:
    page = told["page"]
    said = lines(holding, told)
    ways = ", ".join([told["ways"][way] for way in open_ways(holding)])
    speech = "".join([f"<p>{escape(line)}</p>" for line in said])
    quote = f"<blockquote>{speech}</blockquote>" if said else f'<p class="silent">{escape(page["silent"])}</p>'
    items = "".join([_possible(cell, told) for cell in cells.values() if cell.feasibility in _POSSIBLE])
    scams = f'<ul class="scams">{items}</ul>' if items else f'<p class="quiet">{escape(page["nobody"])}</p>'
    by = f'<p class="ways">{escape(page["by"].format(ways=ways) if ways else page["no_way"])}</p>'
    return f"<div><h4>{escape(title)}</h4>{by}{quote}{scams}</div>"


def _possible(cell: Cell, told: dict[str, Any]) -> str:
    strength = told["strength"][cell.strength.value]
    return (
        f"<li>{_sign(cell.feasibility)} <span>{escape(told['scams'][cell.scam]['title'])} "
        f"<small>{escape(told['feasibility'][cell.feasibility.value])}, {escape(strength)}, "
        f"{escape(hours_text(cell.hours, told['language']))}</small></span></li>"
    )


def _changes(found: list[Ending], told: dict[str, Any]) -> str:
    if not found:
        return ""
    page = told["page"]
    items = "".join([f"<li>{escape(text)}</li>" for text in _ending_texts(found, told)])
    return f"<details><summary>{escape(page['change'])}</summary><ul>{items}</ul></details>"


def _ending_texts(found: list[Ending], told: dict[str, Any]) -> list[str]:
    """Return what ends which scams; those with one answer share a line."""
    by_answer: dict[tuple[str, str], list[str]] = {}
    for ending in found:
        if ending.cut is not None:
            answer = "end" if ending.ends_all else "end_direct", cut_text(ending.cut, told["language"])
        else:
            answer = "cannot" if ending.required_alone in _POSSIBLE else "cannot_detour", ""
        by_answer.setdefault(answer, []).append(told["scams"][ending.scam]["title"])
    return [told["page"][key].format(scam="; ".join(titles), cut=cut) for (key, cut), titles in by_answer.items()]


def _pairs(facts: _Facts, told: dict[str, Any]) -> str:
    page = told["page"]
    by_hops: dict[tuple[str, ...], list[Together]] = {}
    for one in facts.together:
        if one.collusion.feasibility is Feasibility.DIRECT:
            by_hops.setdefault(one.collusion.holders, []).append(one)
    rows = []
    for holders, found in by_hops.items():
        joined = ", ".join(sorted({name for one in found for name in one.joined_by})) or page["nothing"]
        scams = ", ".join([told["scams"][one.collusion.scam]["title"] for one in found])
        systems = " + ".join([told["hops"][hop] for hop in holders])
        rows.append(f"<tr><th scope='row'>{escape(systems)}</th><td>{escape(scams)}</td><td>{escape(joined)}</td></tr>")
    heads = "".join([f'<th scope="col">{escape(page[key])}</th>' for key in ("pair", "scam", "joined")])
    return (
        f"<section><h2>{escape(page['pairs_title'])}</h2><p>{escape(page['pairs_lead'])}</p>"
        f'<div class="scroll" role="region" aria-label="{escape(page["pairs_title"])}" tabindex="0">'
        f'<table class="list"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div></section>'
    )


def _scams(told: dict[str, Any]) -> str:
    items = "".join(
        [f"<dt>{escape(one['title'])}</dt><dd>{escape(one['does'])}</dd>" for one in told["scams"].values()]
    )
    return f'<section><h2>{escape(told["page"]["scams_title"])}</h2><dl class="ten">{items}</dl></section>'
