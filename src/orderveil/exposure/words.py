"""Exposure in words: of scams, ways, facts and cuts, for tables and pages, in the languages that there are.

Says what is possible and why, in the words of the field. Never says that nothing can happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from orderveil.core.exposure.cutting import Cut
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.view import Treatment
from orderveil.exposure.hops import Cell
from orderveil.exposure.lives import MAIN, lives
from orderveil.exposure.load import read_data

LANGUAGES = ("en", "hi")
_MONTH_HOURS = 720
_HOURS_TOLD = 96  # longer spans are told in days
SIGNS = {
    Feasibility.DIRECT: "●",
    Feasibility.DETOUR: "◐",
    Feasibility.NOT_BY_THESE: "–",
    Feasibility.OUTSIDE: "~",
}


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str = "en") -> dict[str, Any]:
    """Return every text of a language."""
    return read_data(f"words.{language}.toml")


def scam_title(scam: str, language: str = "en") -> str:
    """Return a scam's name as people say it."""
    return str(words(language)["scams"][scam]["title"])


def ways_text(ways: Iterable[str]) -> str:
    """Return ways in words, or a dash."""
    return ", ".join([str(words()["ways"][way]) for way in ways]) or "-"


def facts_text(facts: Iterable[str]) -> str:
    """Return facts in words, or a dash."""
    return ", ".join([str(words()["facts"][fact]) for fact in facts]) or "-"


def held_text(held: Held) -> str:
    """Return `field` or, where it is not in clear, `field (treatment)`."""
    return held.field if held.treatment is Treatment.CLEAR else f"{held.field} ({held.treatment.value})"


def cut_text(cut: Cut, language: str = "en") -> str:
    """Return what a cut asks for."""
    told = words(language)["cut"]
    return ", ".join(
        [
            told["drop" if change.to is Treatment.DROP else "give"].format(
                field=held_text(change.held), to=change.to.value
            )
            for change in cut.changes
        ]
    )


def hours_text(hours: int, language: str = "en") -> str:
    """Return a span as people say it; one that fills a whole life has no end of its own."""
    told = words(language)["time"]
    if hours > lives()[MAIN].life.ends_hours - _MONTH_HOURS:
        return str(told["no_end"])
    key, count = ("hours", max(hours, 1)) if hours < _HOURS_TOLD else ("days", hours // 24)
    return str(told[key].format(count=count))


def cell_text(cell: Cell) -> str:
    """Return a cell on one line: how far, how long, by which ways, with what to say."""
    if cell.feasibility in (Feasibility.NOT_BY_THESE, Feasibility.OUTSIDE):
        return cell.feasibility.value
    ways = f" by {ways_text(cell.ways)}" if cell.ways else ""
    says = f", {cell.strength.value}: {facts_text(cell.says)}" if cell.says else f", {cell.strength.value}"
    return f"{cell.feasibility.value}, {hours_text(cell.hours)}{ways}{says}"
