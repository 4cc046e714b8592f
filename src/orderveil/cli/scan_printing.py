"""How findings are printed: a table for people, JSON lines, SARIF, a report. Never a value that was not asked for."""

from __future__ import annotations

import os
import secrets
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from orderveil.cli.scan_running import Judged, Run, What, today
from orderveil.cli.showing import print_json, print_table, say, warn
from orderveil.core.exposure.words import Feasibility
from orderveil.exposure.offindings import FindingsExposure, Reach
from orderveil.exposure.report import About, write_report
from orderveil.exposure.reportfacts import Gathered
from orderveil.exposure.reportwords import (
    ending_words,
    everything_words,
    lasts_words,
    notes,
    printable,
    report_words,
    share_words,
)
from orderveil.exposure.words import SIGNS, scam_title
from orderveil.scan.finding import Found
from orderveil.scan.judging import Verdict
from orderveil.scan.sarif import sarif_of

MOST_ROWS = 500  # of a table for people; programs read them all
_LONGEST_PLACE = 120


class Shape(StrEnum):
    """How findings are printed."""

    HTML = "html"
    JSONL = "jsonl"
    SARIF = "sarif"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class How:
    """How what was found is to be told."""

    shape: Shape = Shape.TABLE
    show_values: bool = False
    language: str = "en"
    output: Path | None = None


def print_findings(run: Run, what: What, how: How) -> None:
    """Print what a run finds, as it is asked for."""
    with written_to(how.output):
        found = run.findings(what)
        if how.shape is Shape.SARIF:
            told = ((one, verdict and verdict.value) for one, verdict in found)
            print_json(sarif_of(told, version("orderveil"), run.errors))
        elif how.shape is Shape.JSONL:
            _print_lines(run, found, how)
        elif how.shape is Shape.HTML:
            _print_report(run, found, what, how)
        else:
            _print_table(run, found, how)


@contextmanager
def written_to(path: Path | None) -> Iterator[None]:
    """Let what is printed stand in a file, whole or not at all, readable by its owner alone."""
    if path is None:
        yield
        return
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        try:
            with redirect_stdout(file):
                yield
            file.flush()
            os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise


def _print_lines(run: Run, found: Iterable[Judged], how: How) -> None:
    with run.stoppable():
        for one, verdict in found:
            print_json(_object(one, verdict, show_values=how.show_values))
    if run.exposure is not None:
        print_json({"exposure": exposure_object(run.exposure.result(run.asked))})


def _print_report(run: Run, found: Iterable[Judged], what: What, how: How) -> None:
    run.gathered = Gathered()
    with run.stoppable():
        deque(found, maxlen=0)
    assert run.exposure is not None  # begun with the run for this shape
    about = About(
        files=tuple(what.files),
        errors=tuple(run.errors),
        version=version("orderveil"),
        day=today(),
        language=how.language,
        show_values=how.show_values,
        is_stopped=run.is_stopped,
    )
    sys.stdout.write(write_report(run.gathered, run.exposure.result(run.asked), about))


def _print_table(run: Run, found: Iterable[Judged], how: How) -> None:
    rows: list[tuple[str, ...]] = []
    shown = count()
    run.most_told = MOST_ROWS
    with run.stoppable():
        rows.extend(_row(one, verdict, how) for one, verdict in found if next(shown) < MOST_ROWS)
    said = "why" if run.asked is None else "the contract says"
    print_table(
        ("where", "at", "type", "score", "value", said), rows, empty="no customer data was found", whole=("type",)
    )
    if run.kinds:
        say(", ".join(f"{kind} {count}" for kind, count in sorted(run.kinds.items())))
        if sum(run.kinds.values()) > MOST_ROWS:
            say(f"the first {MOST_ROWS} are shown; --format jsonl prints all")
    if run.exposure is not None:
        _print_exposure(run.exposure.result(run.asked), how.language)
    if run.is_stopped:
        warn(report_words(how.language)["short"]["stopped"])


def _row(one: Found, verdict: Verdict | None, how: How) -> tuple[str, ...]:
    value = printable(one.value, _LONGEST_PLACE) if how.show_values else one.shown
    place = printable(str(one.place), _LONGEST_PLACE)
    return place, f"{one.start}-{one.end}", one.type, f"{one.score:.2f}", value, verdict or one.why


def _print_exposure(found: FindingsExposure, language: str) -> None:
    """Print in short which scams this makes possible, and what ends each."""
    told = report_words(language)["short"]
    if not found.held and not found.without_field:
        return
    say("")
    if found.possible:
        say(f"{told['title']}:")
        print_table(
            (told["scam"], told["for"], told["lasts"], told["ends"]),
            [
                (f"{SIGNS[_worst(one)]} {scam_title(one.scam, language)}", share_words(one, found, language),
                 lasts_words(one, language), ending_words(one, found, language))
                for one in found.possible
            ],
            empty="",
        )  # fmt: skip
        if (everything := everything_words(found, language)) is not None:
            say(everything)
    else:
        say(told["nothing"])
    for note in notes(found, language):
        say(note)


def _worst(reach: Reach) -> Feasibility:
    return Feasibility.DIRECT if reach.possible.get(Feasibility.DIRECT) else Feasibility.DETOUR


def _object(found: Found, verdict: Verdict | None, *, show_values: bool) -> dict[str, Any]:
    place = found.place
    told: dict[str, Any] = {
        "file": place.file, "record": place.record, "row": place.row, "field": place.field or place.column,
        "start": found.start, "end": found.end, "type": found.type, "score": found.score, "why": found.why,
        "value": found.value if show_values else found.shown,
    }  # fmt: skip
    if place.page is not None:
        told["page"] = place.page
    return told if verdict is None else told | {"contract": verdict.value}


def exposure_object(found: FindingsExposure) -> dict[str, Any]:
    """Return exposure as programs are told of it: sums alone."""
    return {
        "records": found.records,
        "with_something": found.with_something,
        "unit": found.unit,
        "held": sorted([f"{one.field}={one.treatment.value}" for one in found.held]),
        "scams": [_reach_object(one, found) for one in found.scams.values()],
        "ends_everything": _changes(found.everything),
        "typed": list(found.typed),
        "without_field": dict(found.without_field),
    }


def _reach_object(one: Reach, found: FindingsExposure) -> dict[str, Any]:
    return {
        "scam": one.scam,
        "records": {kind.value: count for kind, count in one.possible.items()},
        "ways": list(one.ways),
        "pretext": one.strength.value,
        "says": list(one.says),
        "lasts": {kind.value: count for kind, count in one.lasts.items()},
        "until": one.until.isoformat() if one.until is not None else None,
        "changes": _changes(one.cut),
        "ends": ending_words(one, found) if one.records else None,
        "ends_all": one.ends_all,
        "required_alone": one.required_alone,
    }


def _changes(cut: Any) -> list[dict[str, str]] | None:
    if cut is None:
        return None
    return [{"field": one.held.field, "from": one.held.treatment.value, "to": one.to.value} for one in cut.changes]
