"""What was found and what ends it, in words: for the table of a scan and for its report, in each language.

Names of columns come from files and are hostile: whoever puts these words into a page escapes them.
Must never hold a value of a record.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from orderveil.core.exposure.cutting import Change, Cut
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.fields import FIELDS, Kind
from orderveil.core.view import Treatment
from orderveil.exposure.lasting import Lasting
from orderveil.exposure.load import read_data
from orderveil.exposure.meanings import Remains
from orderveil.exposure.offindings import FindingsExposure, Reach
from orderveil.exposure.tallying import Source
from orderveil.exposure.words import held_text, words

_MOST_NAMED = 3
_LONGEST_NAME = 60
_SEVERAL = 2


@lru_cache(maxsize=2)
def report_words(language: str = "en") -> dict[str, Any]:
    """Return every text of the report in a language."""
    return read_data(f"report.{language}.toml")


def printable(text: str, most: int = _LONGEST_NAME) -> str:
    """Return a name out of a file as it may be shown on one line: without control characters, not endless."""
    plain = "".join([sign if sign.isprintable() else "�" for sign in text[: most + 1]])
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def type_words(kind: str, told: dict[str, Any]) -> str:
    """Return a type as people say it, many of it."""
    return str(told["types"].get(kind, kind))


def cut_words(cut: Cut, found: FindingsExposure, language: str = "en", *, in_full: bool = False) -> str:
    """Return what a cut asks for, by the columns of the files. Columns to be treated alike are named together."""
    told = report_words(language)
    by_verb: dict[str, dict[str, None]] = {}
    for change in cut.changes:
        by_verb.setdefault(_verb(change), {}).update(dict.fromkeys(_names(change, found, told)))
    return "; ".join(
        [
            told["change"][verb].format(what=_listed(list(names), told, len(names) if in_full else _MOST_NAMED))
            for verb, names in by_verb.items()
        ]
    )


def everything_words(found: FindingsExposure, language: str = "en") -> str | None:
    """Return what ends every scam that changes can end, in full; None where one line says it already."""
    if found.everything is None or len({one.cut for one in found.possible if one.ends_all}) < _SEVERAL:
        return None
    told = report_words(language)["short"]["everything" if found.ends_all else "the_others"]
    return str(told.format(cut=cut_words(found.everything, found, language, in_full=True)))


def _verb(change: Change) -> str:
    kind = FIELDS[change.held.field].kind
    if change.to is Treatment.COARSE and kind in (Kind.AMOUNT, Kind.LINES):
        return f"coarse_{kind.value}"
    return change.to.value


def _names(change: Change, found: FindingsExposure, told: dict[str, Any]) -> list[str]:
    sources = found.sources.get(change.held, ())
    return [_name(source, told) for source in sources] or [held_text(change.held)]


def _name(source: Source, told: dict[str, Any]) -> str:
    if source.is_named:
        return printable(source.name)
    kind = type_words(source.type, told)
    inside = told["what"]["inside" if source.name else "text"]
    return str(inside.format(type=kind, name=printable(source.name)))


def _listed(names: list[str], told: dict[str, Any], most: int) -> str:
    more = told["what"]["more"].format(count=len(names) - most)
    shown = names if len(names) <= most + 1 else [*names[:most], more]
    return str(told["what"]["and"]).join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def ending_words(reach: Reach, found: FindingsExposure, language: str = "en") -> str:
    """Return what ends a scam, or plainly that nothing does."""
    told = report_words(language)["short"]
    if reach.cut is not None:
        cut = cut_words(reach.cut, found, language)
        return cut if reach.ends_all else str(told["but_detours"].format(cut=cut, hop=_hop(found, language)))
    if reach.required_alone and found.hop is not None:
        return str(told["required"].format(hop=_hop(found, language)))
    return str(told["no_change"])


def _hop(found: FindingsExposure, language: str) -> str:
    return str(words(language)["hops"][found.hop.value]) if found.hop is not None else "-"


def share_words(reach: Reach, found: FindingsExposure, language: str = "en") -> str:
    """Return for how many of all records a scam is possible, and for how many of them by a detour alone."""
    told = report_words(language)
    of = told["short"]["of"].format(count=f"{reach.records:,}", all=f"{found.records:,}")
    text = f"{of} {told['units'][found.unit]}"
    direct, detour = (reach.possible.get(one, 0) for one in (Feasibility.DIRECT, Feasibility.DETOUR))
    if not detour:
        return text
    return str(told["short"]["some_detour" if direct else "all_detour"].format(told=text, detour=f"{detour:,}"))


def lasts_words(reach: Reach, language: str = "en") -> str:
    """Return for how long it is believed, as far as the records tell."""
    told = report_words(language)["lasts"]
    day = reach.until.isoformat() if reach.until is not None else ""
    parts = [(told[kind.value].format(day=day), reach.lasts[kind]) for kind in Lasting if reach.lasts.get(kind)]
    if len(parts) == 1:
        return str(parts[0][0])
    return "; ".join([told["some"].format(count=f"{count:,}", told=text) for text, count in parts])


def notes(found: FindingsExposure, language: str = "en") -> list[str]:
    """Return what is to be known besides: typed text, what masks leave, what nobody may hold."""
    told = report_words(language)
    said = []
    if found.typed:
        said.append(told["short"]["typed"].format(names=", ".join([printable(name) for name in found.typed])))
    for (name, left), count in sorted(_by_remains(found).items(), key=lambda one: -one[1])[:6]:
        said.append(_masked_words(name, left, count, told))
    if found.without_field:
        types = ", ".join([f"{type_words(kind, told)} {count:,}" for kind, count in found.without_field.items()])
        said.append(told["short"]["nobody"].format(types=types))
    return said


def _by_remains(found: FindingsExposure) -> dict[tuple[str, Remains], int]:
    """Return masked values by name; what a mask shows of most of them stands for all that count alike."""
    merged: dict[tuple[str, Held], tuple[Remains, int]] = {}
    for (name, left), count in sorted(found.remains.items(), key=lambda one: -one[1]):
        known = merged.get((name, left.held))
        merged[name, left.held] = (left, count) if known is None else (known[0], known[1] + count)
    return {(name, left): count for (name, _), (left, count) in merged.items()}


def _masked_words(name: str, left: Remains, count: int, told: dict[str, Any]) -> str:
    key = "few_hidden" if left.held.treatment is Treatment.CLEAR else "masked"
    shown = printable(name) if name else left.held.field
    return str(
        told["short"][key].format(name=shown, count=f"{count:,}", shown=left.shown, hidden=left.of - left.shown)
    )
