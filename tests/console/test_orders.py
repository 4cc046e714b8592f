"""Orders in a real browser: found while masked, revealed on a click, gone again, and who did it stands there.

Asha owns the shop, Ben answers buyers, Omar does so from an outside centre, Chandra owns another shop.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orderveil.vault.messages import Done, OperatorGrant, PutShop
from orderveil.vault.people_messages import CaseOpened, CloseCase, InvitePerson, OpenCase, PersonInvited, RoleRow
from tests.console.serving import CHROMIUM, Served, join_and_sign_in, serving
from tests.vault.making import draft, fields, seal

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
BY = OperatorGrant()
PHONE = str(fields(1)["buyer_phone"])
REPEATED = {"buyer_phone": "+919999900030", "recipient_phone": "+919999900030"}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        drafts = [draft(number) for number in range(1, 31)] + [draft(31, more=REPEATED)]
        orders = [one.order or "" for one in seal(served.vault, *drafts)]
        for number, order in enumerate(orders[:6], 1):
            served.vault.ask(OpenCase(BY, "tea", order, "ticket", f"T-{number}"), CaseOpened)
        served.orders = orders  # type: ignore[attr-defined]
        served.folder = folder  # type: ignore[attr-defined]
        yield served
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def page_of(served: Served, chromium: Any) -> Callable[..., Any]:
    """The browser of somebody who is signed in; each person has one for all of these tests."""
    pages: dict[str, Any] = {}

    def page(name: str, role: str) -> Any:
        if name not in pages:
            pages[name] = chromium.new_context().new_page()
            join_and_sign_in(pages[name], served, name, role)
        return pages[name]

    return page


@pytest.fixture
def ben(page_of: Callable[..., Any]) -> Any:
    return page_of("Ben", "support_agent")


def order_of(served: Served, number: int) -> str:
    orders: list[str] = served.orders  # type: ignore[attr-defined]
    return orders[number - 1]


def find(page: Any, served: Served, what: str) -> None:
    """Search as people do: type, and Enter."""
    page.goto(f"{served.url}/orders/")
    page.locator("#what").fill(what)
    page.keyboard.press("Enter")


def reveal(page: Any, field: str = "buyer_phone") -> None:
    """Open the form beside a field, and confirm it as it stands."""
    row = page.locator(f"[data-field={field}]")
    row.locator("summary").click()
    row.get_by_role("button", name="Reveal for a minute").click()


def confirm(page: Any) -> None:
    """Press Enter where a page was opened with its form: its button has the focus, once the page is drawn."""
    page.wait_for_function("document.activeElement.matches('details.reveal form button')")
    page.keyboard.press("Enter")


def shown(page: Any) -> Any:
    return page.locator("[data-revealed] [data-value]")


def by_hand(page: Any, path: str, form: dict[str, str], *, htmx: bool = True) -> tuple[int, str]:
    """Post a form as somebody does who makes the request themselves, with their own session and token."""
    answer = page.evaluate(
        """async ([path, form, htmx]) => {
            const headers = JSON.parse(document.body.getAttribute("hx-headers"));
            if (htmx) headers["HX-Request"] = "true";
            const answer = await fetch(path, {method: "POST", headers, body: new URLSearchParams(form)});
            return [answer.status, await answer.text()];
        }""",
        [path, form, htmx],
    )
    return answer[0], answer[1]


def asked(number: int, **more: str) -> dict[str, str]:
    """What the form beside the buyer's phone sends."""
    form = {"hop": "support", "shop": "tea", "field": "buyer_phone", "purpose": "call_buyer", "case": f"T-{number}"}
    return form | more


def test_a_phone_is_found_and_revealed_in_three_actions(served: Served, ben: Any) -> None:
    find(ben, served, "99999 00001")  # action 1
    ben.wait_for_url(f"**/orders/{order_of(served, 1)}/**")
    row = ben.locator("[data-field=buyer_phone]")
    before = ben.content()
    row.locator("summary").click()  # action 2
    ben.keyboard.press("Enter")  # action 3: purpose and case are chosen already
    shown(ben).wait_for()

    assert "0001" in row.inner_text()
    assert PHONE not in before
    assert PHONE[-10:] not in before
    assert shown(ben).inner_text() == PHONE


def test_what_is_searched_for_stands_in_no_address_title_page_or_log(served: Served, ben: Any) -> None:
    find(ben, served, "+919999900030")
    ben.wait_for_selector("#found a.open")
    ben.reload()
    stored = str(ben.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])"))
    kept = " ".join([ben.url, ben.title(), ben.content(), stored])
    log = (served.folder / "console.log").read_text()  # type: ignore[attr-defined]
    assert "9999900030" not in kept + log


def test_several_orders_are_listed_masked_and_the_first_is_opened_by_enter(served: Served, ben: Any) -> None:
    find(ben, served, "+919999900030")
    ben.wait_for_selector("#found a.open")
    text = ben.locator("#found").inner_text()
    ben.keyboard.press("Enter")
    ben.wait_for_url(f"**/orders/{order_of(served, 31)}/**")

    assert "2 orders were found" in text
    assert "Read as a phone number" in text
    assert "9999900030" not in text


def test_a_search_that_is_read_wrongly_is_corrected_by_one_click(served: Served, ben: Any) -> None:
    find(ben, served, "5000000000007")  # a source's reference: it looks like a waybill
    ben.get_by_text("No order was found.").wait_for()
    assert "Read as a waybill" in ben.locator("#found").inner_text()
    ben.get_by_role("button", name="an order number or reference").click()
    ben.wait_for_url(f"**/orders/{order_of(served, 7)}/**")


def open_revealed(page: Any, served: Served, number: int) -> str:
    page.goto(f"{served.url}/orders/{order_of(served, number)}/?hop=support")
    reveal(page)
    shown(page).wait_for()
    value = str(fields(number)["buyer_phone"])
    assert shown(page).inner_text() == value
    return value


@pytest.mark.parametrize("way", ["hide", "escape", "hidden", "time", "back"])
def test_a_revealed_value_leaves_the_page(served: Served, page_of: Callable[..., Any], way: str) -> None:
    page = page_of("Lena", "support_lead")
    if way == "time":
        page.clock.install()
    value = open_revealed(page, served, 2)
    if way == "hide":
        page.get_by_role("button", name="Hide now").click()
    elif way == "escape":
        page.keyboard.press("Escape")
    elif way == "hidden":
        page.evaluate(
            """() => { Object.defineProperty(document, "hidden", {value: true, configurable: true});
                 document.dispatchEvent(new Event("visibilitychange")); delete document.hidden; }"""
        )
    elif way == "time":
        page.clock.fast_forward(61_000)
    else:
        page.goto(f"{served.url}/orders/")
        page.go_back()
    page.wait_for_selector("[data-revealed]", state="detached")
    assert value not in page.content()
    assert value not in str(page.evaluate("document.documentElement.innerText"))
    if way == "time":
        page.clock.resume()


def test_what_arrives_after_the_page_was_hidden_is_not_shown(served: Served, page_of: Callable[..., Any]) -> None:
    page = page_of("Lena", "support_lead")
    page.goto(f"{served.url}/orders/{order_of(served, 2)}/?hop=support")
    row = page.locator("[data-field=buyer_phone]")
    row.locator("summary").click()
    page.evaluate('() => Object.defineProperty(document, "hidden", {value: true, configurable: true})')
    with page.expect_response("**/reveal/") as answered:
        row.get_by_role("button", name="Reveal for a minute").click()
    assert answered.value.status == 200
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert str(fields(2)["buyer_phone"]) not in page.content()


def test_the_next_person_sees_who_revealed_it_and_why(served: Served, ben: Any, page_of: Callable[..., Any]) -> None:
    open_revealed(ben, served, 3)
    lead = page_of("Lena", "support_lead")
    lead.goto(f"{served.url}/orders/{order_of(served, 3)}/?hop=support")
    line = lead.locator(".story li", has_text="revealed a field").inner_text()
    assert all(word in line for word in ("Ben", "Buyer's phone", "to call the buyer", "case T-3"))


def test_an_agent_is_told_what_was_done_and_not_by_whom(served: Served, page_of: Callable[..., Any]) -> None:
    lead, nia = page_of("Lena", "support_lead"), page_of("Nia", "support_agent")
    open_revealed(lead, served, 4)
    nia.goto(f"{served.url}/orders/{order_of(served, 4)}/?hop=support")
    story = nia.locator(".story").inner_text()
    assert "somebody of the staff: revealed a field" in story
    assert "Lena" not in story


def test_an_outsourced_agent_has_no_button_and_is_refused_by_hand(served: Served, page_of: Callable[..., Any]) -> None:
    omar = page_of("Omar", "outsourced_agent")
    path = f"/orders/{order_of(served, 1)}/"
    omar.goto(f"{served.url}{path}?hop=support&reveal=buyer_phone")
    assert omar.locator("[data-field=buyer_phone]").count() == 1
    assert omar.locator("details.reveal, [data-opens=glass]").count() == 0
    for form in (asked(1), asked(1, case="new"), asked(1, glass="1", what="buyer_phone|call_buyer", reference="X-1")):
        status, text = by_hand(omar, f"{path}reveal/", form)
        assert status == 403
        assert PHONE[-10:] not in text


def test_a_value_is_given_to_the_pages_own_script_alone(served: Served, ben: Any) -> None:
    ben.goto(f"{served.url}/orders/")
    status, text = by_hand(ben, f"/orders/{order_of(served, 1)}/reveal/", asked(1), htmx=False)
    assert (status, PHONE[-10:] in text) == (400, False)


def test_the_owner_of_another_shop_finds_no_page_at_any_address(served: Served, chromium: Any) -> None:
    served.vault.ask(PutShop(BY, "coffee", tenant="beans"), Done)
    invited = InvitePerson(BY, "chandra@staff.example", "Chandra", [RoleRow("owner")], "beans")
    link = f"{served.url}/join/{served.vault.ask(invited, PersonInvited).token}/"
    page = chromium.new_context().new_page()
    served.invite, kept = (lambda *_: link), served.invite  # type: ignore[method-assign, assignment]
    join_and_sign_in(page, served, "Chandra", "owner")
    served.invite = kept  # type: ignore[method-assign]
    path = f"/orders/{order_of(served, 1)}/"
    pages = (path, f"{path}?hop=support", f"{path}?hop=oms&reveal=buyer_phone", f"{path}hops/", "/orders/?shop=tea")
    for address in pages:
        assert page.goto(f"{served.url}{address}").status == 404, address
    page.goto(f"{served.url}/orders/")
    posts = {f"{path}reveal/": asked(1), f"{path}cases/close/": {"shop": "tea", "reference": "T-1"},
             "/orders/find/": {"what": PHONE, "shop": "tea", "hop": "support"},
             "/orders/filters/": {"shop": "tea", "hop": "support"}}  # fmt: skip
    for address, form in posts.items():
        assert by_hand(page, address, form)[0] == 404, address


def test_everything_is_done_by_keyboard(served: Served, ben: Any) -> None:
    ben.goto(f"{served.url}/orders/")
    ben.locator("h1").click()
    ben.keyboard.press("/")
    ben.keyboard.type("#5")
    ben.keyboard.press("Enter")
    ben.wait_for_url(f"**/orders/{order_of(served, 5)}/**")
    at_phone = "document.activeElement.matches('[data-field=buyer_phone] summary')"
    for _ in range(60):
        ben.keyboard.press("Tab")
        if ben.evaluate(at_phone):
            break
    assert ben.evaluate(at_phone)
    ben.keyboard.press("Enter")
    ben.keyboard.press("Enter")
    shown(ben).wait_for()
    assert ben.evaluate("document.activeElement.matches('[data-value]')")
    ben.keyboard.press("Escape")
    ben.wait_for_selector("[data-revealed]", state="detached")
    assert ben.evaluate(at_phone)


def test_a_case_that_is_closed_meanwhile_is_refused_in_a_sentence(served: Served, ben: Any) -> None:
    served.vault.ask(OpenCase(BY, "tea", order_of(served, 6), "ticket", "T-60"), CaseOpened)
    ben.goto(f"{served.url}/orders/{order_of(served, 6)}/?hop=support")
    served.vault.ask(CloseCase(BY, "tea", "T-60"), CaseOpened)
    reveal(ben)
    ben.get_by_text("This case is closed, or older than 30 days.").wait_for()
    assert ben.locator("[data-revealed]").count() == 0


def test_a_case_of_ones_own_is_opened_by_the_same_click_and_told_as_such(served: Served, ben: Any) -> None:
    ben.goto(f"{served.url}/orders/{order_of(served, 8)}/?hop=support&reveal=buyer_phone")
    ben.locator("[data-field=buyer_phone] [name=reference]").fill("CALL-8")
    ben.locator("[data-field=buyer_phone]").get_by_role("button", name="Reveal for a minute").click()
    shown(ben).wait_for()
    ben.reload()
    case = ben.locator(".cases li").inner_text()
    assert "CALL-8" in case
    assert "opened by hand" in case
    ben.get_by_role("button", name=re.compile("^Close")).click()
    assert "closed" in ben.locator(".cases li").inner_text()


def test_breaking_the_glass_is_for_leads_and_louder(served: Served, ben: Any, page_of: Callable[..., Any]) -> None:
    path = f"{served.url}/orders/{order_of(served, 9)}/?hop=support"
    ben.goto(path)
    assert ben.locator("[data-opens=glass]").count() == 0
    lead = page_of("Lena", "support_lead")
    lead.goto(path)
    lead.locator("[data-opens=glass]").click()
    lead.get_by_label("What, and what for?").select_option("buyer_phone|call_buyer")
    lead.get_by_label("Number of the incident or call").fill("INC-9")
    lead.get_by_role("button", name="Break the glass now").click()
    shown(lead).wait_for()
    assert lead.locator("[data-revealed]").get_attribute("data-revealed") == "20"
    assert lead.locator("dialog[open]").count() == 0
    lead.reload()
    assert "broke the glass" in lead.locator(".story").inner_text()


def test_filters_are_kept_with_the_account_and_pages_go_on(served: Served, page_of: Callable[..., Any]) -> None:
    lead = page_of("Lena", "support_lead")
    lead.goto(f"{served.url}/orders/")
    first = lead.locator("table.orders tbody tr").count()
    lead.get_by_role("link", name="Older orders").click()
    assert (first, lead.locator("table.orders tbody tr").count()) == (25, 6)
    lead.get_by_role("checkbox", name="delivered").check()
    lead.get_by_role("button", name="Keep this filter").click()
    assert "No order is in this state" in lead.locator("main").inner_text()
    lead.goto(f"{served.url}/orders/")
    lead.get_by_role("link", name="tea · Support · delivered").click()
    assert lead.get_by_role("checkbox", name="delivered").is_checked()
    lead.get_by_role("button", name="Remove this filter").click()
    assert lead.locator(".kept").count() == 0


def test_eleven_hops_stand_side_by_side_for_whoever_may_compare(
    served: Served, ben: Any, page_of: Callable[..., Any]
) -> None:
    asha, path = page_of("Asha", "owner"), f"{served.url}/orders/{order_of(served, 1)}/hops/"
    assert ben.goto(path).status == 404
    asha.goto(path)
    text = asha.content()
    row = asha.locator("table.hops tr", has_text="Buyer's phone").first.inner_text()
    assert asha.locator("table.hops thead th").count() == 12
    assert "masked for you" in row
    assert not [value for value in (PHONE, fields(1)["buyer_email"], fields(1)["buyer_name"]) if str(value) in text]


def test_the_days_reveals_run_out_with_a_sentence_on_who_can_help(served: Served, page_of: Callable[..., Any]) -> None:
    quin = page_of("Quin", "support_agent")
    for number in range(10, 15):  # a small shop's day: five
        quin.goto(f"{served.url}/orders/{order_of(served, number)}/?hop=support&reveal=buyer_phone")
        confirm(quin)
        shown(quin).wait_for()
    assert "0 more today" in quin.locator("[data-revealed]").inner_text()
    quin.goto(f"{served.url}/orders/{order_of(served, 15)}/?hop=support&reveal=buyer_phone")
    assert "none left today" in quin.locator("#left").inner_text()
    confirm(quin)
    quin.get_by_text("A lead can reveal it, or assign you the case").wait_for()
    assert str(fields(15)["buyer_phone"]) not in quin.content()


def test_of_several_orders_one_is_revealed_in_three_actions_too(served: Served, ben: Any) -> None:
    find(ben, served, "+919999900030")  # action 1
    ben.get_by_role("link", name="Reveal the phone #31").click()  # action 2
    ben.wait_for_url("**reveal=buyer_phone")
    assert "+919999900030" not in ben.content()
    confirm(ben)  # action 3
    shown(ben).wait_for()
    assert shown(ben).inner_text() == "+919999900030"


@pytest.mark.parametrize(("name", "role"), [("Wim", "warehouse"), ("Ana", "analyst")])
def test_whoever_reveals_nothing_sees_lists_and_pages_without_buttons(
    served: Served, page_of: Callable[..., Any], name: str, role: str
) -> None:
    page = page_of(name, role)
    assert page.goto(f"{served.url}/orders/").status == 200
    page.locator("table.orders a.open").first.click()
    page.wait_for_url("**/orders/0*/**")
    assert page.locator("details.reveal, [data-opens=glass], #left").count() == 0
    assert page.locator("main").inner_text().count("+9199999") == 0


@pytest.mark.parametrize("role", ["marketer", "auditor"])
def test_whoever_has_no_part_in_orders_finds_no_page(served: Served, page_of: Callable[..., Any], role: str) -> None:
    page = page_of(role.title(), role)
    for address in ("/orders/", f"/orders/{order_of(served, 1)}/", f"/orders/{order_of(served, 1)}/hops/"):
        assert page.goto(f"{served.url}{address}").status == 404
