"""The page for a board: whole in itself, in two languages, and it promises nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from orderveil.contracts.load import load_contracts
from orderveil.core.hop import HOPS
from orderveil.exposure.load import the_engine
from orderveil.exposure.page import write_page
from orderveil.exposure.words import LANGUAGES, words

VOID = {"meta", "input"}


class Outline(HTMLParser):
    """Notes tags, ids, and whether everything opened was closed."""

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
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(scope="module")
def page() -> str:
    return write_page(load_contracts(None))


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


def test_nothing_is_fetched_and_nothing_runs(page: str, outline: Outline) -> None:
    assert re.findall(r"(?i)https?://|//[a-z]|url\(|@import|<script|<link|<img|\son[a-z]+=", page) == []
    assert not any("src" in attributes or "href" in attributes for _, attributes in outline.tags)


def test_the_policy_allows_exactly_this_style_sheet(page: str) -> None:
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page


def test_it_is_well_formed_and_every_id_is_there_once(outline: Outline) -> None:
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    named = [attributes["aria-labelledby"] for _, attributes in outline.tags if "aria-labelledby" in attributes]

    assert (outline.open, outline.wrong) == ([], [])
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_it_can_be_used_by_keyboard_and_read_aloud(outline: Outline) -> None:
    scrolling = [attributes for _, attributes in outline.tags if attributes.get("class") == "scroll"]
    heads = [attributes for tag, attributes in outline.tags if tag == "th"]

    assert scrolling
    assert all(attributes["tabindex"] == "0" and attributes["role"] == "region" for attributes in scrolling)
    assert all(attributes["scope"] in ("col", "row") for attributes in heads)
    assert [tag for tag, _ in outline.tags].count("input") == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hop_and_scam_is_on_it(page: str, language: str) -> None:
    told = words(language)
    main = page.partition(f'<main lang="{language}">')[2].partition("</main>")[0]

    assert [hop for hop in HOPS if main.count(f"<h3>{told['hops'][hop]}</h3>") != 1] == []
    assert [name for name in the_engine().scams if f"<dt>{told['scams'][name]['title']}</dt>" not in main] == []


def test_it_promises_nothing_and_guesses_nothing(page: str) -> None:
    text = re.sub(r"(?s)<style>.*?</style>", "", page)

    assert re.findall(r"(?i)\bsafe|\bsecure\b|सुरक्षित|guarantee|\d ?%|risk score", text) == []


def test_it_works_in_the_dark_and_on_paper(page: str) -> None:
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page
