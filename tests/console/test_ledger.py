"""The ledger and who saw it, in a real browser before real processes; the download checked offline."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.chain import is_included
from orderveil.core.checkpoint import open_checkpoint, parse_verifier_key
from orderveil.vault.messages import Done, OperatorGrant, SetMode
from orderveil.vault.people_messages import CaseOpened, OpenCase
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving
from tests.tree import ROOT
from tests.vault.making import draft, seal

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(600),
]
CHECKER = ROOT / "verify" / "orderveil_verify.py"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        served.orders = [one.order for one in seal(served.vault, *[draft(n) for n in range(1, 4)])]  # type: ignore[attr-defined]
        served.vault.ask(SetMode(OperatorGrant(), "tea", "support", "enforced"), Done)
        yield served
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def staff(served: Served) -> Iterator[dict[str, Any]]:
    """Asha owns the shop, Ben answers buyers, Anil audits: each in a browser of their own."""
    with browser() as chromium:
        pages = {}
        for name, role in (("Asha", "owner"), ("Ben", "support_agent"), ("Anil", "auditor"), ("Lata", "support_lead")):
            pages[name] = chromium.new_context(accept_downloads=True).new_page()
            join_and_sign_in(pages[name], served, name, role)
        order = served.orders[0]  # type: ignore[attr-defined]
        served.vault.ask(OpenCase(OperatorGrant(), "tea", order, "ticket", "T-1"), CaseOpened)
        pages["Ben"].goto(f"{served.url}/orders/{order}/")
        yield pages


def saved(page: Any, served: Served, path: str) -> bytes:
    with page.expect_download() as waiting:
        page.evaluate("path => { location.href = path }", served.url + path)
    return Path(waiting.value.path()).read_bytes()


# ---- who saw it


def test_asking_nothing_shows_what_can_be_asked_and_records_nothing(served: Served, staff: dict[str, Any]) -> None:
    page = staff["Anil"]
    page.goto(f"{served.url}/who/")
    assert page.locator("table").count() == 0
    assert page.get_by_text("Ask about an order").is_visible()


def test_who_saw_an_order_is_told_by_name_and_leads_to_the_proof(served: Served, staff: dict[str, Any]) -> None:
    page, order = staff["Asha"], served.orders[0]  # type: ignore[attr-defined]
    page.goto(f"{served.url}/who/")
    page.get_by_label("Order's id").fill(order)
    page.get_by_role("button", name="Ask").click()
    row = page.locator("tbody tr").first
    assert "Ben" in row.inner_text()
    assert "Support" in row.inner_text()
    row.locator("a[href^='/ledger/entry/']").click()
    page.wait_for_url("**/ledger/entry/**")
    assert "view:order:read" in page.locator("main").inner_text()


def test_by_person_and_kind_and_day(served: Served, staff: dict[str, Any]) -> None:
    page = staff["Asha"]
    page.goto(f"{served.url}/who/")
    page.get_by_label("Person").select_option(label="Ben")
    page.get_by_label("Looked").check()
    page.get_by_role("button", name="Ask").click()
    assert page.locator("tbody tr").count() >= 1
    page.get_by_label("Up to and including").fill("2020-01-01")
    page.get_by_role("button", name="Ask").click()
    assert page.get_by_text("The record holds nothing like that.").is_visible()


@pytest.mark.parametrize("query", ["order=Asha", "since=yesterday", "since=9999-12-31&until=9999-12-31", "hop=moon"])
def test_what_cannot_be_read_is_said_and_never_an_error(served: Served, staff: dict[str, Any], query: str) -> None:
    answer = staff["Asha"].goto(f"{served.url}/who/?{query}")
    assert answer.status == 200
    assert staff["Asha"].locator("#refused").is_visible()


def test_whoever_may_not_ask_finds_no_such_page(served: Served, staff: dict[str, Any]) -> None:
    for path in ("/who/?go=1", "/who/file.csv", "/ledger/", "/ledger/export.ndjson", "/ledger/entry/2026Q4/1/"):
        assert staff["Ben"].goto(served.url + path).status == 404, path
    assert staff["Lata"].goto(f"{served.url}/who/?go=1").status == 200
    assert staff["Lata"].get_by_role("link", name="Download all as CSV").count() == 0
    assert staff["Lata"].goto(f"{served.url}/who/file.csv").status == 404
    assert staff["Asha"].goto(f"{served.url}/who/?shop=nowhere").status == 404


def test_the_file_holds_all_of_the_answer(served: Served, staff: dict[str, Any]) -> None:
    order = served.orders[0]  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(saved(staff["Anil"], served, f"/who/file.csv?order={order}").decode())))
    assert "Ben" in [row["name"] for row in rows]
    assert {row["order_ids"] for row in rows} == {order}
    staff["Anil"].goto(f"{served.url}/who/?order={order}")
    assert staff["Anil"].locator("tbody tr").count() == len(rows)


# ---- the ledger


def test_the_download_holds_before_the_checker_that_shares_no_code(
    served: Served, staff: dict[str, Any], tmp_path: Path
) -> None:
    page = staff["Anil"]
    page.goto(f"{served.url}/ledger/")
    key = page.locator("dd", has_text=re.compile(r"\+[0-9a-f]{8}\+")).first.inner_text()
    file = tmp_path / "ledger.ndjson"
    file.write_bytes(saved(page, served, "/ledger/export.ndjson"))

    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", str(CHECKER), str(file), "--key", key]
        return subprocess.run(command, capture_output=True, text=True)

    assert check().returncode == 0, check().stdout
    file.write_bytes(file.read_bytes().replace(b"view:order:read", b"view:order:x", 1))
    assert check().returncode == 1


def test_a_proof_on_the_page_leads_to_the_signed_root(served: Served, staff: dict[str, Any]) -> None:
    page = staff["Anil"]
    page.goto(f"{served.url}/ledger/")
    page.get_by_label("Place").fill(f"{page.locator('article h3').first.inner_text()}/2")
    page.get_by_role("button", name="Open").click()
    leaf = bytes.fromhex(page.locator("#proof ~ dl dd").first.inner_text())
    path = [bytes.fromhex(one) for one in page.locator("#proof ~ dl ol li").all_inner_texts() if one != "–"]
    key = parse_verifier_key(page.locator("dd", has_text=re.compile(r"\+[0-9a-f]{8}\+")).first.inner_text())
    head = open_checkpoint(page.locator("#proof ~ pre").first.text_content() or "", key)
    assert is_included(2, head.size, leaf, path, head.root)


def test_a_place_that_is_none_is_said(served: Served, staff: dict[str, Any]) -> None:
    page = staff["Anil"]
    page.goto(f"{served.url}/ledger/?place=yesterday")
    assert page.get_by_text("A place is a log and a number").is_visible()
    assert page.goto(f"{served.url}/ledger/entry/2026Q4/99999999/").status == 404
    assert page.goto(f"{served.url}/ledger/entry/nowhere/1/").status == 404


def test_a_check_is_begun_and_its_end_told_without_loading_the_page(served: Served, staff: dict[str, Any]) -> None:
    page = staff["Anil"]
    page.goto(f"{served.url}/ledger/")
    page.get_by_role("button", name="Check everything now").click()
    page.get_by_text("In order").wait_for(timeout=20_000)
    page.goto(f"{served.url}/who/?go=1")
    page.goto(f"{served.url}/ledger/")
    assert page.get_by_text("entries checked").is_visible()
