"""The report on files: hostile names stay text, nothing is fetched, values are masked, nothing is promised."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from orderveil.cli.scan_running import Run, What, asked_of
from orderveil.contracts.load import load_contracts
from orderveil.core.errors import Malformed
from orderveil.core.hop import Hop
from orderveil.exposure.offindings import Exposure
from orderveil.exposure.report import About, write_report
from orderveil.exposure.reportfacts import MOST_EXAMPLES, Gathered
from orderveil.exposure.reportwords import printable, report_words
from orderveil.exposure.words import LANGUAGES
from orderveil.scan.finding import TYPES

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>&amp;'
VOID = {"meta", "br", "rect"}


class Outline(HTMLParser):
    """Notes tags, and whether everything opened was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def report(text: str, name: str, tmp_path: Path, *, hop: Hop | None = None, **told: Any) -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    asked = asked_of(hop, load_contracts(None).of(hop, None, None)) if hop is not None else None
    run = Run(asked, exposure=Exposure(date(2026, 11, 22)), gathered=Gathered())
    list(run.findings(What([str(path)])))
    assert run.gathered is not None
    assert run.exposure is not None
    about = About((str(path),), tuple(told.pop("errors", run.errors)), "1.0", date(2026, 11, 22), **told)
    return write_report(run.gathered, run.exposure.result(asked), about)


def outline_of(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    return outline


def table(count: int = 30) -> str:
    lines = [f"99999{n:05},asha{n}@mail.example,KK-1042{n:02}" for n in range(count)]
    return "\n".join(["mobile,email,order_no", *lines]) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_files_columns_and_errors_stay_text(language: str, tmp_path: Path) -> None:
    head = ",".join(['"' + f"{HOSTILE} {name}".replace('"', '""') + '"' for name in ("mobile", "remarks")])
    error = Malformed(f"no {HOSTILE}", place=HOSTILE)
    name = HOSTILE.replace("/", "_") + ".csv"

    page = report(f'{head}\n9999900012,"{HOSTILE.replace(chr(34), chr(34) * 2)} call 99999 00013"\n', name, tmp_path,
                  language=language, show_values=True, errors=[error])  # fmt: skip

    outline = outline_of(page)
    assert (outline.open, outline.wrong) == ([], [])
    assert {tag for tag, _ in outline.tags} & {"script", "img", "a", "link", "iframe", "form", "object"} == set()
    assert [name for _, attributes in outline.tags for name in attributes if name.startswith("on")] == []
    assert "&lt;script&gt;" in page


def test_nothing_is_fetched_and_only_its_own_style_is_allowed(tmp_path: Path) -> None:
    page = report(table(), "orders.csv", tmp_path)
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert re.findall(r"(?i)https?://|url\(|@import|<script|<link|<img|\sstyle=", page) == []


def test_values_are_masked_unless_they_were_asked_for(tmp_path: Path) -> None:
    masked = report(table(), "orders.csv", tmp_path)
    shown = report(table(), "orders.csv", tmp_path, show_values=True)

    assert "9999900003" not in masked
    assert "asha3@" not in masked
    assert "9999900003" in shown
    assert report_words()["page"]["shown"].split("’")[0] in shown


def test_the_first_of_each_type_are_listed_and_the_rest_is_counted(tmp_path: Path) -> None:
    page = report(table(), "orders.csv", tmp_path, show_values=True)

    assert len(re.findall(r"asha\d+@mail", page)) == MOST_EXAMPLES
    assert report_words()["page"]["left_out"].format(count=90 - 3 * MOST_EXAMPLES) in page


def test_what_was_not_read_stands_in_the_report(tmp_path: Path) -> None:
    error = Malformed("not read", place="a.bin", reason="input:unread")
    page = report("x", "note.txt", tmp_path, errors=[error])

    assert "a.bin" in page
    assert report_words()["page"]["not_read_lead"] in page


def test_a_stopped_scan_says_so_at_its_head(tmp_path: Path) -> None:
    page = report(table(), "orders.csv", tmp_path, is_stopped=True)

    assert report_words()["page"]["stopped"] in page.partition("<h1>")[0]


def test_the_contracts_verdict_stands_beside_each_type(tmp_path: Path) -> None:
    page = report(table(), "orders.csv", tmp_path, hop=Hop.MARKETING)
    title = report_words()["page"]["contract_title"].format(hop="Marketing")
    section = page.partition(title)[2].partition("</section>")[0]

    assert [kind for kind in ("PHONE", "EMAIL", "ORDER_REF") if f">{kind} " not in section] == []
    assert "verdict-bad" in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_promises_nothing(language: str, tmp_path: Path) -> None:
    texts = [report(table(), "orders.csv", tmp_path, language=language), str(report_words(language))]
    plain = re.sub(r"(?s)<style>.*?</style>", "", " ".join(texts))

    assert re.findall(r"(?i)\bsafe|\bsecure\b|सुरक्षित|guarantee|risk score", plain) == []


def test_both_languages_have_the_same_words() -> None:
    def keys(told: dict[str, object], path: str = "") -> set[str]:
        found = set()
        for key, value in told.items():
            found |= keys(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}"}
        return found

    english, hindi = (report_words(language) for language in LANGUAGES)
    assert keys(english) == keys(hindi)
    assert len(english["page"]["method"]) == len(hindi["page"]["method"])


def test_names_are_shortened_and_lose_control_characters() -> None:
    assert printable("a\x1b[31m\u202eb") == "a�[31m�b"
    assert len(printable("x" * 10_000)) == 60


def test_every_type_has_its_words() -> None:
    assert [kind for kind in TYPES if kind not in report_words()["types"]] == []


def test_a_report_is_as_large_for_a_thousand_rows_as_for_a_hundred(tmp_path: Path) -> None:
    few, many = (report(table(count), "orders.csv", tmp_path) for count in (100, 1000))

    assert abs(len(few) - len(many)) < 200
    assert io.StringIO(many).readline().startswith("<!DOCTYPE html>")
