"""The core tasks by keyboard alone. Run with -rP to see how many keys each takes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.vault import alert_messages as w
from orderveil.vault import messages as m
from orderveil.vault import people_messages as p
from orderveil.vault import review_messages as v
from tests.console.keyboard import Keyboard
from tests.console.peopled import Peopled, peopled
from tests.console.serving import CHROMIUM, PASSWORD, browser, code
from tests.console.test_attacks import joined
from tests.vault.making import BY, fields

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]
PHONE = str(fields(2)["buyer_phone"])


@pytest.fixture(scope="module")
def house() -> Iterator[Peopled]:
    with peopled() as house:
        yield house


@pytest.fixture(scope="module")
def asha(house: Peopled) -> Iterator[Keyboard]:
    """Asha has an account and an app; she has not signed in."""
    secret = joined(house.served, "Asha", "owner", "support_lead")[1]
    with browser() as chromium:
        keys = Keyboard(chromium.new_page(viewport={"width": 1400, "height": 900}), house.served.url)
        keys.secret = secret  # type: ignore[attr-defined]
        yield keys


@pytest.fixture(autouse=True)
def counted(asha: Keyboard, request: pytest.FixtureRequest) -> Iterator[None]:
    asha.keys = 0
    yield
    print(f"{request.node.name.removeprefix('test_')}: {asha.keys} keys")


def test_signing_in_with_a_code(asha: Keyboard) -> None:
    asha.open("/accounts/login/")
    asha.tab_to("#id_login")
    asha.type("asha@staff.example")
    asha.press("Tab")
    asha.check()
    asha.type(PASSWORD)
    asha.press("Enter")
    asha.wait_for("/accounts/2fa/authenticate/**")
    asha.tab_to("#id_code")
    asha.type(code(str(asha.secret), time.time() + 30))  # type: ignore[attr-defined]
    asha.press("Enter")
    asha.wait_for("/")


def test_finding_an_order_by_its_phone(asha: Keyboard, house: Peopled) -> None:
    asha.go("Orders", "/orders/")
    asha.press("/")
    asha.check()
    asha.type(PHONE)
    asha.press("Enter")
    asha.wait_for(f"/orders/{house.orders[1]}/**")
    assert PHONE[-10:] not in asha.read()


def test_opening_an_order_of_the_list(asha: Keyboard, house: Peopled) -> None:
    asha.go("Orders", "/orders/")
    asha.tab_to(f"a.open[href*='{house.orders[2]}']")
    asha.press("Enter")
    asha.wait_for(f"/orders/{house.orders[2]}/**")


def test_revealing_a_field_with_purpose_and_reference(asha: Keyboard) -> None:
    asha.tab_to("[data-field=buyer_phone] summary")
    asha.press("Enter")
    assert asha.look("details.reveal form button")["here"]
    asha.tab_to("[data-field=buyer_phone] select[name=case]", back=True)
    asha.press("End")  # a case of one's own
    asha.tab_to("[data-field=buyer_phone] select[name=purpose]", back=True)
    asha.press("ArrowDown", "ArrowUp")
    asha.tab_to("[data-field=buyer_phone] input[name=reference]")
    asha.type("CALL-7")
    asha.press("Enter")
    asha.wait("[data-revealed]")
    assert asha.look("[data-value]")["here"]
    assert asha.read("[data-value]") == str(fields(3)["buyer_phone"])
    asha.press("Escape")
    asha.wait("[data-revealed]", "detached")
    assert asha.look("[data-field=buyer_phone] summary")["here"]


def test_a_form_that_was_opened_is_closed_by_escape(asha: Keyboard) -> None:
    asha.press("Enter", "Escape")
    assert asha.look("[data-field=buyer_phone] summary")["here"]
    assert asha.count("details.reveal[open]") == 0


def test_seeing_what_another_hop_sees(asha: Keyboard, house: Peopled) -> None:
    asha.tab_to("#hop", back=True)
    asha.press("ArrowUp" if "hop=support" in asha.path else "ArrowDown")
    asha.press("Tab", "Enter")
    asha.wait_for(f"/orders/{house.orders[2]}/?hop=oms")
    asha.tab_to("a[href$='/hops/']")
    asha.press("Enter")
    asha.wait_for(f"/orders/{house.orders[2]}/hops/")
    assert asha.count("table.hops thead th") == 12


def test_answering_an_alert(asha: Keyboard, house: Peopled) -> None:
    asha.go("Alerts", "/alerts/")
    asha.tab_to(f"a[href='/alerts/{house.alert}/']")
    asha.press("Enter")
    asha.wait_for(f"/alerts/{house.alert}/")
    asha.tab_to("input[name=answer]")
    asha.press("ArrowDown")
    asha.tab_to("#note")
    asha.type("talked it over")
    asha.press("Enter")
    asha.wait_for("/alerts/")
    assert house.served.vault.ask(w.ListAlerts(BY), w.AlertRows).rows[0].state == "coached"


def test_deciding_rights_with_one_key_each(asha: Keyboard, house: Peopled) -> None:
    asha.go("Access reviews", "/reviews/")
    asha.tab_to(f"a[href='/reviews/{house.campaign}/']")
    asha.press("Enter")
    asha.wait_for(f"/reviews/{house.campaign}/")
    items = house.served.vault.ask(v.ReadCampaign(house.lata, house.campaign), v.CampaignRead).items
    first = next(item for item in items if item.name == "Ben Roy")
    while not asha.look(f"#i{first.item}")["here"]:
        asha.press("ArrowDown")
    asha.check()
    asha.press("k")
    asha.wait(f"#i{first.item} .tag.green")
    asha.hold()
    asha.press("ArrowUp", "u")
    asha.wait(f"#i{first.item} .tag.amber")
    asha.hold()


def test_approving_a_change(asha: Keyboard, house: Peopled) -> None:
    asha.go("Changes", "/changes/**")
    asha.tab_to(f"form[action='/changes/{house.change}/'] button[value=approve]")
    asha.press("Enter")
    asha.wait("[role=status] li")
    rows = {row.change: row.state for row in house.served.vault.ask(
        p.ListChanges(house.lata, waiting_only=False), p.ChangeRows).rows}  # fmt: skip
    assert rows[house.change] == "approved"


def test_finding_who_saw_an_order(asha: Keyboard, house: Peopled) -> None:
    asha.go("Who saw it", "/who/")
    asha.tab_to("#order")
    asha.type(house.orders[0])
    asha.press("Enter")
    asha.wait("#answer")
    assert "Ben Roy" in asha.read("table")


def test_reading_and_proposing_a_contract(asha: Keyboard) -> None:
    asha.go("Contracts", "/contracts/")
    asha.tab_to("a[href='/contracts/comms/']")
    asha.press("Enter")
    asha.wait_for("/contracts/comms/")
    asha.tab_to("a[href^='/contracts/comms/edit/']")
    asha.press("Enter")
    asha.wait_for("/contracts/comms/edit/**")
    asha.tab_to("textarea[name=text]")
    asha.type('[fields.order_number]\nalways = "drop"\n')
    asha.wait("#judged table, #judged li, #judged .note, #judged p")
    asha.hold()
    asha.tab_to("[name=why]")
    asha.type("less is enough")
    asha.tab_to("button[value=propose]")
    asha.press("Enter")
    asha.wait_for("/contracts/changes/**")


def test_asking_for_a_key_in_place_of_one(asha: Keyboard, house: Peopled) -> None:
    asha.go("Integrations", "/integrations/")
    asha.tab_to(f"a[href='/integrations/{house.key}/']")
    asha.press("Enter")
    asha.wait_for(f"/integrations/{house.key}/")
    asha.tab_to(f"form[action='/integrations/{house.key}/rotate/'] [name=why]")
    asha.type("it is old")
    asha.press("Enter")
    asha.wait("[role=status] li")
    assert asha.count("[role=status] li.error") == 0


def test_ending_a_session(asha: Keyboard, house: Peopled) -> None:
    secret = (house.served.settings.home / "run" / "rooms" / "console").read_text().strip()
    rows = house.served.vault.ask(p.ListPeople(house.lata), p.PersonRows).rows
    person = next(row.person for row in rows if row.name == "Asha")
    begin = p.BeginSession(m.RoomGrant("console", secret), person, ("password", "totp"), "Safari iPhone")
    other = house.served.vault.ask(begin, p.SessionBegun).session
    asha.go("Orders", "/orders/")
    asha.tab_to(".me summary")
    asha.press("Enter")
    asha.tab_to(".me a[href='/me/']")
    asha.press("Enter")
    asha.wait_for("/me/")
    asha.tab_to(f"button[name=session][value='{other}']")
    asha.press("Enter")
    asha.wait("[role=status] li")
    assert asha.count(f"button[value='{other}']") == 0


def test_the_palette_goes_to_every_page_it_names(asha: Keyboard) -> None:
    asha.open("/orders/")
    entries = asha.paths("#palette [role=option]")
    assert len(entries) >= 11
    for name, path in entries:
        asha.press("Control+k")
        asha.check()
        asha.type(name)
        asha.press("Enter")
        asha.wait_for(path)
    asha.press("Control+k", "ArrowDown", "ArrowDown", "ArrowUp", "Enter")
    asha.wait_for(entries[1][1])


def test_escape_closes_the_palette_and_gives_the_focus_back(asha: Keyboard) -> None:
    asha.open("/orders/")
    asha.press("/", "Control+k", "Escape")
    assert asha.count("#palette[open]") == 0
    assert asha.look("#what")["here"]


@pytest.mark.parametrize("part", ["/", "/orders/", "/exposure/", "/who/", "/people/", "/reviews/", "/ledger/", "/me/"])
def test_tab_goes_around_every_page_in_the_order_in_which_it_is_written(asha: Keyboard, part: str) -> None:
    asha.open(part)
    assert asha.count("[tabindex]:not([tabindex='0'], [tabindex='-1'])") == 0
    assert asha.around() > 10


def test_nothing_here_is_done_but_by_keys() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    pointing = r"\.(click|fill|tap|hover|check|uncheck|select_option|set_checked|drag_to|mouse|dispatch_event)\("
    assert [one for one in re.findall(pointing, text) if one != "check"] == []
    assert [name for name in dir(Keyboard) if name in ("click", "fill", "tap", "mouse", "page")] == []
