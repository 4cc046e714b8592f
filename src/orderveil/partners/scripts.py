"""The scripts of a checkout page: read from its HTML, from reports of a content security policy, or from a CSV.

Of an address the user, the fragment and the values of its query are let go: they may hold a buyer's. A script
inside the page is known by its hash alone, its text is not kept. Pure: text in, values out.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from orderveil.core.errors import Malformed, TooLarge

MOST_CHARACTERS = 2_000_000
MOST_SCRIPTS = 500
_INTEGRITY = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}")
_LONGEST_ADDRESS, _LONGEST_WHY = 500, 300
# of a page: types that a browser does not run
_DATA_TYPES = re.compile(r"(?i)(application/(ld\+)?json|text/(x-)?template|text/html|importmap|speculationrules)")


@dataclass(frozen=True, slots=True)
class Seen:
    """One script: its address (empty for one inside the page), its hash where that is known, and why it is there."""

    address: str
    integrity: str = ""
    why: str = ""


def read_scripts(text: str, page: str = "") -> tuple[Seen, ...]:
    """Read scripts from whichever of the three forms a text has. `page`: where its relative addresses begin.

    Raises Malformed where none is found, TooLarge beyond MOST_CHARACTERS or MOST_SCRIPTS.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(f"a page holds at most {MOST_CHARACTERS} characters", place="page")
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        found = _of_reports(start)
    elif start.startswith("<"):
        found = _of_html(text, page)
    else:
        found = _of_csv(start)
    unique = {(one.address or one.integrity): one for one in found}
    if not unique:
        raise Malformed("no script is found in this", reason="input:empty", place="page")
    if len(unique) > MOST_SCRIPTS:
        raise TooLarge(f"a page has at most {MOST_SCRIPTS} scripts", place="page")
    return tuple(unique.values())


def address_of(text: str, page: str = "") -> str:
    """Return an address without user, fragment and values of its query; empty where it is none of http(s)."""
    try:
        url = urlsplit(urljoin(page, text.strip()))
        host = url.hostname or ""
        port = f":{url.port}" if url.port else ""
        names = sorted({name for name, _ in parse_qsl(url.query, keep_blank_values=True)})
    except ValueError:
        return ""
    if url.scheme not in ("http", "https") or not host:
        return ""
    query = urlencode([(name, "") for name in names])
    return urlunsplit((url.scheme, host + port, url.path, query, ""))[:_LONGEST_ADDRESS]


def hash_of(script: str) -> str:
    """Return the hash of a script inside a page, as a content security policy writes it."""
    digest = hashlib.sha384(script.encode("utf-8", "surrogatepass")).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def _integrity(text: str | None) -> str:
    """Return the strongest hash of an `integrity` attribute; empty where it has none that is known."""
    found = [one for one in (text or "").split() if _INTEGRITY.fullmatch(one)]
    return max(found, default="")  # sha512 is after sha384 is after sha256


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self._page = page
        self._inside: list[str] | None = None
        self.found: list[Seen] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "base" and given.get("href"):
            self._page = urljoin(self._page, given["href"] or "")
        if tag != "script" or _DATA_TYPES.fullmatch((given.get("type") or "").strip()):
            return
        if given.get("src") is None:
            self._inside = []
            return
        address = address_of(given["src"] or "", self._page)
        if address:
            self.found.append(Seen(address, _integrity(given.get("integrity"))))

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside is not None:
            script = "".join(self._inside)
            self._inside = None
            if script.strip():
                self.found.append(Seen("", hash_of(script)))


def _of_html(text: str, page: str) -> Iterator[Seen]:
    parser = _Page(page)
    parser.feed(text.replace("\r\n", "\n").replace("\r", "\n"))  # as a browser hashes it
    parser.close()
    yield from parser.found


def _of_reports(text: str) -> Iterator[Seen]:
    """Read reports of report-uri and of report-to. What a report says of the page itself is not read."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("not JSON that can be read", place="page") from None
    for one in told if isinstance(told, list) else [told]:
        report = _report(one)
        directive = str(report.get("effective-directive") or report.get("effectiveDirective") or "")
        directive = directive or str(report.get("violated-directive") or "")
        if directive.startswith(("script-src", "worker-src", "default-src")):
            address = address_of(str(report.get("blocked-uri") or report.get("blockedURL") or ""))
            if address:
                yield Seen(address)


def _report(one: Any) -> dict[str, Any]:
    for name in ("csp-report", "body"):
        if isinstance(one, dict) and isinstance(one.get(name), dict):
            inner: dict[str, Any] = one[name]
            return inner
    return one if isinstance(one, dict) else {}


def _of_csv(text: str) -> Iterator[Seen]:
    """Read `url,integrity,why`; the header says which column is which."""
    try:
        for row in csv.DictReader(text.splitlines(), strict=True):
            cells = {(name or "").strip().casefold(): cell for name, cell in row.items() if isinstance(cell, str)}
            address = address_of(cells.get("url") or cells.get("address") or cells.get("src") or "")
            integrity = _integrity(cells.get("integrity") or cells.get("hash"))
            why = " ".join((cells.get("why") or cells.get("justification") or "").split())[:_LONGEST_WHY]
            if address or integrity:
                yield Seen(address, integrity, why if why.isprintable() else "")
    except csv.Error:
        raise Malformed("quotes do not close", place="page") from None
