"""The same done to many: chosen by keyboard, told before it is done, done one by one, stopped, and taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.vault import alert_messages as w
from orderveil.vault import messages as m
from orderveil.vault.people_messages import (
    CaseOpened,
    CloseCase,
    ListCases,
    ListPeople,
    OpenCase,
    OpenCases,
    PersonRows,
)
from orderveil.vault.review_messages import CampaignRead, ImportOutside, OutsideAccount, OutsideImported, ReadCampaign
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, join_and_sign_in, serving
from tests.vault.making import AT_MS, BY, draft, seal

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
ALERTS = 60


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("bk")) as served:
        served.orders = [one.order or "" for one in seal(served.vault, draft(1))]  # type: ignore[attr-defined]
        raise_alerts(served, "a", ALERTS)
        accounts = [OutsideAccount(f"out{number}@staff.example", f"Out {number}") for number in range(70)]
        served.vault.ask(ImportOutside(BY, "freshdesk", accounts, tenant="main"), OutsideImported)
        yield served


@pytest.fixture(scope="module")
def asha(served: Served, chromium: Any) -> Any:
    page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
    join_and_sign_in(page, served, "Asha", "owner", "support_lead")
    return page


def raise_alerts(served: Served, name: str, count: int) -> None:
    secret = (served.settings.home / "run" / "rooms" / "worker").read_text().strip()
    worker = m.RoomGrant("worker", secret)
    now = served.vault.ask(w.ReadActivity(worker, "main"), w.Activity)
    new = [w.NewAlert(f"{name}{one}", "bulk", f"key:k_{name}{one}", "", AT_MS + one, 3.0, {"reveals": 9, "usual": 1})
           for one in range(count)]  # fmt: skip
    served.vault.ask(w.RaiseAlerts(worker, "main", now.version, now.log, now.index, now.heard_ms, b"", new), m.Done)


def states(served: Served) -> dict[str, str]:
    rows = served.vault.ask(w.ListAlerts(BY, limit=500), w.AlertRows).rows
    return {row.alert: row.state for row in rows}


def recorded(served: Served, act: str) -> list[dict[str, Any]]:
    served.vault.ask(m.LedgerVerify(BY), m.LedgerVerified)
    page = served.vault.ask(m.LedgerExport(BY), m.LedgerPage)
    return [entry for entry in map(json.loads, page.entries) if entry["act"] == act]


def over(page: Any) -> str:
    """Wait until a job is over or stopped; return what its page says."""
    page.wait_for_selector("#bulk-progress[data-over]")
    return str(page.locator("main").inner_text())


def picked(page: Any) -> int:
    return int(page.locator("input[name=pick]:checked").count())


def test_alerts_are_chosen_answered_one_by_one_and_taken_back_by_keyboard_alone(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/alerts/")
    asha.locator("input[name=pick]").first.focus()
    asha.keyboard.press("x")
    for _ in range(4):
        asha.keyboard.press("ArrowDown")
    asha.keyboard.press("Shift+X")
    assert (picked(asha), "5 selected" in asha.locator("[data-bulk]").inner_text()) == (5, True)
    asha.locator("[data-bulk] button").focus()
    asha.keyboard.press("Enter")
    asha.wait_for_url("**/bulk/alerts/")
    assert len(set(states(served).values())) == 1  # nothing has happened
    assert asha.locator("ol.things li").count() == 5
    asha.locator("#how-coached").focus()
    asha.keyboard.press("Space")
    asha.keyboard.press("Tab")
    asha.keyboard.type("talked to the partner")
    asha.keyboard.press("Enter")
    asha.wait_for_url("**/bulk/job/*/")

    assert "Done: 5." in over(asha)
    assert sorted(states(served).values()).count("coached") == 5
    entries = recorded(served, "alerts:alert:answered")
    assert len({entry["detail"]["alert"] for entry in entries}) == 5
    assert all(entry["actor"].startswith("person:") for entry in entries)
    asha.get_by_role("button", name="Take all 5 back").focus()
    asha.keyboard.press("Enter")
    asha.wait_for_selector("text=Taken back: 5.")
    assert set(states(served).values()) == {"open"}
    assert [entry["detail"]["answer"] for entry in recorded(served, "alerts:alert:answered")][5:] == ["undone"] * 5


def test_all_of_a_page_are_chosen_and_no_other(served: Served, asha: Any) -> None:
    asha.goto(f"{served.url}/alerts/")
    asha.locator("[data-pick-all]").check()
    assert picked(asha) == 50
    asha.locator("[data-pick-all]").uncheck()
    assert asha.locator("[data-bulk] button").is_disabled()
    asha.get_by_role("link", name="Older ones").click()
    asha.wait_for_url("**from=50")
    assert asha.locator("input[name=pick]").count() == ALERTS - 50
    boxes = asha.locator("input[name=pick]")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])
    assert picked(asha) == 5


def test_without_a_reason_nothing_is_done(served: Served, asha: Any) -> None:
    before = states(served)
    asha.goto(f"{served.url}/alerts/")
    asha.locator("input[name=pick]").first.check()
    asha.locator("[data-bulk] button").click()
    asha.locator("#how-justified").check()
    asha.evaluate("document.querySelector('#note').required = false")
    asha.get_by_role("button", name=re.compile("^Do it")).click()
    asha.wait_for_selector("text=Choose an answer, and write the reason.")
    assert states(served) == before


def test_what_somebody_else_answered_meanwhile_is_refused_and_named(served: Served, asha: Any) -> None:
    raise_alerts(served, "b", 3)
    asha.goto(f"{served.url}/alerts/")
    alerts = [asha.locator("input[name=pick]").nth(index).input_value() for index in range(3)]
    for index in range(3):
        asha.locator("input[name=pick]").nth(index).check()
    asha.locator("[data-bulk] button").click()
    served.vault.ask(w.AnswerAlert(BY, alerts[1], "incident"), w.AlertRows)
    asha.locator("#how-justified").check()
    asha.locator("#note").fill("sale of the week")
    asha.get_by_role("button", name=re.compile("^Do it")).click()
    said = over(asha)
    assert ("Done: 2." in said, "Refused: 1." in said) == (True, True)
    assert "It changed since you confirmed it" in said
    assert [states(served)[one] for one in alerts] == ["justified", "incident", "justified"]


def test_what_the_vault_refuses_is_told_with_its_reason(served: Served, asha: Any) -> None:
    raise_alerts(served, "e", 2)
    asha.goto(f"{served.url}/alerts/")
    alerts = [asha.locator("input[name=pick]").nth(index).input_value() for index in range(2)]
    for index in range(2):
        asha.locator("input[name=pick]").nth(index).check()
    asha.locator("[data-bulk] button").click()
    asha.locator("#how-coached").check()
    asha.locator("#note").fill("talked")

    def answered_first(route: Any) -> None:
        if _is_step(route) and states(served)[alerts[0]] == "open":
            served.vault.ask(w.AnswerAlert(BY, alerts[0], "incident"), w.AlertRows)
        route.continue_()

    asha.route("**/bulk/job/**", answered_first)
    asha.get_by_role("button", name=re.compile("^Do it")).click()
    said = over(asha)
    asha.unroute("**/bulk/job/**")
    assert ("Done: 1." in said, "Refused: 1." in said) == (True, True)
    assert "Somebody has answered this alert already." in said
    assert [states(served)[one] for one in alerts] == ["incident", "coached"]


def test_a_job_that_is_stopped_says_how_far_it_came_and_goes_on(served: Served, asha: Any) -> None:
    raise_alerts(served, "c", 40)
    before = sum(state == "justified" for state in states(served).values())
    asha.goto(f"{served.url}/alerts/")
    asha.locator("[data-pick-all]").check()
    asha.locator("[data-bulk] button").click()
    asha.locator("#how-justified").check()
    asha.locator("#note").fill("a test of the alarm")
    gate: list[Any] = []
    asha.route("**/bulk/job/**", lambda route: gate.append(route) if _is_step(route) else route.continue_())
    asha.get_by_role("button", name=re.compile("^Do it")).click()
    asha.wait_for_selector("#stopping button")
    while not gate:
        asha.wait_for_timeout(20)
    gate.pop(0).continue_()  # the first few
    while not gate:  # the next few are held back on their way
        asha.wait_for_timeout(20)
    asha.get_by_role("button", name="Stop").click()
    at = int(re.search(r"Stopped at (\d+) of 50", over(asha))[1])  # type: ignore[index]
    assert 0 < at < 50
    asha.unroute("**/bulk/job/**")
    assert sum(state == "justified" for state in states(served).values()) == before + at

    asha.goto(f"{served.url}/alerts/")
    asha.get_by_role("link", name="Look at it").click()
    asha.get_by_role("button", name=f"Go on with the other {50 - at}").click()
    asha.wait_for_selector("text=Done: 50.")
    assert sum(state == "justified" for state in states(served).values()) == before + 50


def _is_step(route: Any) -> bool:
    return route.request.headers.get("hx-request") == "true"


def test_rights_are_kept_many_at_once_but_marked_ones_one_by_one(served: Served, asha: Any) -> None:
    served.invite("Gita", "support_agent")
    asha.goto(f"{served.url}/reviews/")
    asha.get_by_role("button", name="Open a campaign").click()
    asha.wait_for_url("**/reviews/v_*/")
    campaign = asha.url.rstrip("/").rpartition("/")[2]
    asha.locator("[data-item]").first.focus()
    asha.keyboard.press("x")
    asha.locator("[data-pick-all]").check()
    asha.get_by_role("button", name="Keep the selected…").click()
    assert "marked: kept one by one" in asha.locator("main").inner_text()
    assert asha.locator("ol.things li").count() == 0  # accounts of nobody here: every one of them is marked
    asha.go_back()
    asha.locator("[data-pick-all]").check()
    asha.get_by_role("button", name="Remove the selected…").click()
    count = asha.locator("ol.things li").count()
    assert count > 40
    asha.get_by_role("button", name=re.compile("^Do it")).click()
    assert f"Done: {count}." in over(asha)
    counts = served.vault.ask(ReadCampaign(BY, campaign), CampaignRead).campaign.counts
    assert counts["removed"] == count
    asha.get_by_role("button", name=f"Take all {count} back").click()
    asha.wait_for_selector(f"text=Taken back: {count}.")
    assert "removed" not in served.vault.ask(ReadCampaign(BY, campaign), CampaignRead).campaign.counts
    assert len(recorded(served, "reviews:right:decided")) == 2 * count


def test_cases_of_ones_own_are_closed_and_that_is_told_to_be_for_good(served: Served, asha: Any) -> None:
    rows = served.vault.ask(ListPeople(BY), PersonRows).rows
    me = next(row.person for row in rows if row.name == "Asha")
    order = served.orders[0]  # type: ignore[attr-defined]
    for number in range(1, 5):
        asked = OpenCase(BY, "tea", order, "ticket", f"T-{number}", assigned=me if number < 4 else None)
        served.vault.ask(asked, CaseOpened)
    asha.goto(f"{served.url}/orders/")
    asha.get_by_role("link", name="My open cases").click()
    assert asha.locator("tbody tr").count() == 3
    asha.locator("[data-pick-all]").check()
    asha.get_by_role("button", name="Close the selected…").click()
    assert "You cannot open them again" in asha.locator("main").inner_text()
    served.vault.ask(CloseCase(BY, "tea", "T-2"), CaseOpened)
    asha.get_by_role("button", name=re.compile("^Do it")).click()
    said = over(asha)
    assert ("This cannot be taken back." in said, asha.get_by_role("button", name="Take all").count()) == (True, 0)
    assert ("Done: 2." in said, "Refused: 1." in said, "T-2" in said) == (True, True, True)
    assert [row.reference for row in served.vault.ask(ListCases(BY, "tea"), OpenCases).rows] == ["T-4"]


def test_without_a_script_a_few_are_done_with_each_click(served: Served, asha: Any, chromium: Any) -> None:
    raise_alerts(served, "d", 30)
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(asha.context.cookies())
    page = context.new_page()
    page.goto(f"{served.url}/alerts/")
    for index in range(28):
        page.locator("input[name=pick]").nth(index).check()
    page.locator("[data-bulk] button").click()
    page.locator("#how-coached").check()
    page.locator("#note").fill("looked at")
    page.get_by_role("button", name=re.compile("^Do it")).click()
    clicks = 0
    while page.get_by_role("button", name="The next few").count():
        page.get_by_role("button", name="The next few").click()
        clicks += 1
    assert clicks >= 2
    assert "Done: 28." in page.locator("main").inner_text()
    context.close()


def test_whoever_may_not_finds_no_box_and_no_page(served: Served, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    join_and_sign_in(page, served, "Mira", "auditor")
    page.goto(f"{served.url}/alerts/")
    assert page.locator("input[name=pick], [data-bulk]").count() == 0
    for kind in ("alerts", "review", "cases", "reveal"):
        token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        form = {"pick": "1", "sure": "1", "how": "kept", "note": "x", "csrfmiddlewaretoken": token}
        assert page.request.post(f"{served.url}/bulk/{kind}/", form=form).status == 404
    assert page.goto(f"{served.url}/bulk/job/{'0' * 16}/").status == 404


def test_axe_finds_nothing_and_nothing_runs_over(served: Served, asha: Any) -> None:
    job = asha.goto(f"{served.url}/alerts/?state=open")
    assert job.status == 200
    for width in WIDTHS:
        asha.set_viewport_size({"width": width, "height": 900})
        for path in ("/alerts/?state=open", "/cases/", "/reviews/"):
            asha.goto(f"{served.url}{path}")
            assert (faults(asha), is_wide(asha)) == ([], False), (path, width)
        asha.goto(f"{served.url}/alerts/?state=open")
        asha.locator("input[name=pick]").first.check()
        asha.locator("[data-bulk] button").click()
        assert (faults(asha), is_wide(asha)) == ([], False), ("choose", width)
