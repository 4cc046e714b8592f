"""Access reviews in a real browser: a campaign decided by keys, lists handed in, leavers ticked, evidence taken out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import Done, OperatorGrant, PutShop
from orderveil.vault.people_messages import Decided, ListPeople, PersonRows, RemovePerson
from orderveil.vault.review_messages import CampaignRead, ListOutside, OutsideRows, ReadCampaign
from tests.console.serving import CHROMIUM, Served, join_and_sign_in, serving

BY = OperatorGrant()
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
LIST = """First name,Last name,Email,Role,Two-step authentication,Last login
Asha,Rao,asha@staff.example,Owner,Enabled,2026-11-01
=HYPERLINK("x"),,gone@staff.example,Staff,No,2024-01-01
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("rv")) as served:
        served.vault.ask(PutShop(BY, "tea"), Done)
        yield served


@pytest.fixture(scope="module")
def asha(served: Served, chromium: Any) -> Any:
    page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
    join_and_sign_in(page, served, "Asha", "owner")
    return page


def person(served: Served, name: str) -> str:
    rows = served.vault.ask(ListPeople(BY), PersonRows).rows
    return next(row.person for row in rows if row.name == name)


@needs_browser
def test_a_list_is_handed_in_and_its_accounts_are_marked(served: Served, asha: Any, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(LIST, encoding="utf-8")
    asha.goto(f"{served.url}/reviews/")
    asha.get_by_label("File").set_input_files(str(file))
    asha.get_by_role("button", name="Hand in").click()
    asha.wait_for_selector("text=2 new")
    row = asha.locator("tr", has_text="gone@staff.example")
    assert "Nobody here" in row.inner_text()
    assert "No second factor" in row.inner_text()
    assert "Unused for 90 days" in row.inner_text()

    file.write_bytes(b"email\n" + b"x" * 3_000_000)
    asha.get_by_label("File").set_input_files(str(file))
    asha.get_by_role("button", name="Hand in").click()
    asha.wait_for_selector("text=longer than 2 MB")
    assert len(served.vault.ask(ListOutside(BY), OutsideRows).rows) == 2


@needs_browser
def test_a_campaign_is_decided_by_keys_alone(served: Served, asha: Any) -> None:
    for name in ("Ben", "Gita"):
        served.invite(name, "support_agent")
    asha.goto(f"{served.url}/reviews/")
    asha.get_by_role("button", name="Open a campaign").click()
    asha.wait_for_url("**/reviews/v_*/")
    campaign = asha.url.rstrip("/").rpartition("/")[2]
    first = asha.locator("[data-item]").first
    assert "somebody else decides" in first.inner_text()
    assert first.locator("button").count() == 0

    asha.keyboard.press("ArrowDown")
    asha.keyboard.press("ArrowDown")
    asha.keyboard.press("k")
    asha.wait_for_selector("#i2 .tag.green:has-text('Kept')")
    asha.wait_for_selector("#i3:focus")
    asha.keyboard.press("r")
    asha.wait_for_selector("#i3 .tag.red:has-text('To be removed')")
    assert "1 kept, 1 to be removed" in asha.locator("#progress").inner_text()
    asha.wait_for_selector("#i4:focus")
    asha.keyboard.press("ArrowUp")
    asha.keyboard.press("u")
    asha.wait_for_selector("#i3 .tag.amber:has-text('Undecided')")
    items = served.vault.ask(ReadCampaign(BY, campaign), CampaignRead).items
    assert [item.decision for item in items[:3]] == ["", "kept", ""]


@needs_browser
def test_evidence_is_taken_out_without_formulas(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/reviews/")
    asha.locator("tbody a").first.click()
    asha.wait_for_url("**/reviews/v_*/")
    told = asha.evaluate("fetch('evidence.csv').then((answer) => answer.text())")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert {row["decision"] for row in rows} == {"", "kept"}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert any(row["name"].startswith("'=HYPERLINK") for row in rows)
    kept = next(row for row in rows if row["decision"] == "kept")
    assert kept["ledger_place"].count("/") == 1
    whole = json.loads(asha.evaluate("fetch('evidence.json').then((answer) => answer.text())"))
    assert whole["is_whole"]
    assert len(whole["rights"]) == len(rows)


@needs_browser
def test_closing_removes_and_a_leavers_account_is_ticked(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/reviews/")
    asha.locator("tbody a").first.click()
    asha.get_by_role("button", name="Close and remove").click()
    asha.wait_for_selector("text=Some rights are undecided")
    asha.get_by_label("undecided rights too").check()
    asha.get_by_role("button", name="Close and remove").click()
    asha.wait_for_selector("text=The campaign is closed")
    rows = {row.name: [role.role for role in row.roles] for row in served.vault.ask(ListPeople(BY), PersonRows).rows}
    assert rows == {"Asha": ["owner"], "Ben": ["support_agent"], "Gita": []}

    asha.goto(f"{served.url}/reviews/leavers/")
    row = asha.locator("tr", has_text="gone@staff.example")
    row.get_by_role("button", name="Ended").click()
    asha.wait_for_selector("text=Ended Asha")
    served.vault.ask(RemovePerson(BY, person(served, "Ben")), Decided)


@needs_browser
def test_an_agent_finds_no_such_page(served: Served, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Mina", "support_agent")
    for path in ("reviews/", "reviews/leavers/", "integrations/", "integrations/scripts/"):
        assert page.goto(f"{served.url}/{path}").status == 404
