"""Relay in a real browser: modes with what they do, two people for less; controls attested; each tenant its own."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from orderveil.console.words import load_words
from orderveil.controls.dots import kind_of
from orderveil.controls.judging import Status
from orderveil.controls.register import SCOPES, VERBS, register
from orderveil.core.fields import FIELDS
from orderveil.vault.messages import (
    Done,
    GetModes,
    ModeRow,
    Modes,
    OperatorGrant,
    PutShop,
    RecordBypass,
    RecordShadow,
    SetMode,
)
from orderveil.vault.people_messages import ChangeRows, ListChanges
from tests.console.people_pages import WIDTHS, faults, is_wide
from tests.console.serving import CHROMIUM, Served, browser, join_and_sign_in, serving

BY = OperatorGrant()
CONTROL = "courier:terms-in-force"
browsing = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("re")) as served:
        served.vault.ask(PutShop(BY, "hidden-books", tenant="beans"), Done)
        served.vault.ask(RecordBypass(BY, "hidden-books", "courier", "hidden-app", ("buyer_phone",)), Done)
        sent = ("buyer_email", "recipient_phone", "order_total", "recipient_name", "buyer_note")
        served.vault.ask(RecordShadow(BY, "tea", "courier", sent), Done)
        yield served


@pytest.fixture(scope="module")
def people(served: Served) -> Iterator[dict[str, Any]]:
    """Asha owns, Lata leads security, Omi works orders: each in a browser of their own."""
    with browser() as chromium:
        pages = {}
        for name, role in (("Asha", "owner"), ("Lata", "security_lead"), ("Omi", "operations")):
            page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
            join_and_sign_in(page, served, name, role)
            pages[name] = page
        yield pages


def mode_of(served: Served, hop: str) -> ModeRow:
    return next(row for row in served.vault.ask(GetModes(BY, "tea"), Modes).rows if row.hop == hop)


def consider(page: Any, served: Served, hop: str, mode: str, percent: int | None = None) -> str:
    """Go from the hop's page to what another mode would do."""
    page.goto(f"{served.url}/relay/{hop}/")
    page.locator(f"input[name=mode][value={mode}]").check()
    if percent is not None:
        page.get_by_label("Of 100 orders").fill(str(percent))
    page.get_by_role("button", name="See what it would change").click()
    page.wait_for_url("**/mode/**")
    return str(page.locator("main").inner_text())


def test_every_status_kind_verb_and_control_has_its_words() -> None:
    known = load_words("en")
    wanted = {f"relay_status.{one.value.replace(' ', '_')}" for one in Status}
    wanted |= {f"relay_kind.{kind}" for field in FIELDS.values() if (kind := kind_of(field)) is not None}
    wanted |= {f"relay_verb.{verb.replace(' ', '_')}" for verb in VERBS} | {f"relay_scope.{one}" for one in SCOPES}
    assert sorted(wanted - set(known)) == []
    assert {one.id: known.get(f"control.{one.id}") for one in register()} == {one.id: one.says for one in register()}


class TestInTheBrowser:
    pytestmark = browsing

    def test_nothing_of_another_tenant_is_on_any_page(self, served: Served, people: dict[str, Any]) -> None:
        asha = people["Asha"]
        for path in ("/", "/relay/courier/", "/relay/oms/", "/relay/courier/mode/?shop=tea&mode=enforced"):
            assert asha.goto(served.url + path).status == 200
            assert "hidden" not in asha.locator("main").inner_text()
        assert asha.goto(f"{served.url}/relay/courier/mode/?shop=hidden-books&mode=enforced").status == 404

    def test_what_shadow_found_says_what_the_contract_makes_of_each_field(
        self, served: Served, people: dict[str, Any]
    ) -> None:
        asha = people["Asha"]
        asha.goto(f"{served.url}/relay/courier/")
        rows = [re.sub(r"\s+", " ", row.inner_text()) for row in asha.locator("table.shadow tbody tr").all()]
        assert [row for row in rows if "withheld" in row] == rows[:1]  # the gravest first
        assert any(row.startswith("Recipient's phone 1 0 relay number") for row in rows)
        assert any(row.endswith("as it is") for row in rows)
        assert "Enforced, 1 fields" in consider(asha, served, "courier", "enforced")

    def test_more_protection_is_shown_then_done_at_once_and_says_who_did_it(
        self, served: Served, people: dict[str, Any]
    ) -> None:
        asha = people["Asha"]
        shown = consider(asha, served, "courier", "enforced")
        assert "This protects more." in shown
        assert "No longer possible" in shown
        assert "Becomes possible" not in shown
        assert mode_of(served, "courier").mode == "shadow"  # looking changes nothing
        asha.get_by_label("Why").fill("shadow was clean")
        asha.get_by_role("button", name="Do it now").click()
        asha.wait_for_selector("text=Done and recorded.")
        assert mode_of(served, "courier").mode == "enforced"
        assert "by Asha “shadow was clean”" in asha.locator("section.shop").inner_text()

    def test_less_protection_is_louder_and_waits_for_a_second_person(
        self, served: Served, people: dict[str, Any]
    ) -> None:
        asha, lata = people["Asha"], people["Lata"]
        served.vault.ask(SetMode(BY, "tea", "support", "enforced"), Done)
        shown = consider(asha, served, "support", "off")
        assert "This protects less." in shown
        assert "Becomes possible" in shown
        assert "approves it under Changes: Lata." in shown  # not oneself, and not who may not
        assert asha.locator(".note.red[role=alert]").count() == 1
        asha.get_by_label("Why does it have to protect less?").fill("parcels wait")
        asha.get_by_role("button", name="Ask for less protection").click()
        asha.wait_for_selector("text=It stays as it is")
        assert mode_of(served, "support").mode == "enforced"
        assert "support of tea: enforced → off" in asha.locator("section.shop").inner_text()

        lata.goto(f"{served.url}/relay/support/")
        lata.get_by_role("link", name="Look and decide").click()
        lata.locator("li.card", has_text="support of tea").get_by_role("button", name="Approve").click()
        lata.wait_for_selector(".messages")
        assert mode_of(served, "support").mode == "off"
        lata.goto(f"{served.url}/relay/support/")
        assert "by Asha, approved by Lata “parcels wait”" in lata.locator("section.shop").inner_text()
        assert served.vault.ask(ListChanges(BY), ChangeRows).rows == []

    def test_a_percentage_is_a_number_and_says_that_the_others_are_not_protected(
        self, served: Served, people: dict[str, Any]
    ) -> None:
        asha = people["Asha"]
        shown = consider(asha, served, "label", "percentage", 20)
        assert "The other 80 of 100 orders go as before" in shown
        assert "one order is enough" in shown
        asha.get_by_role("button", name="Do it now").click()
        asha.wait_for_selector("text=Done and recorded.")
        assert (mode_of(served, "label").mode, mode_of(served, "label").percent) == ("percentage", 20)
        for wrong in ("0", "100", "x", ""):
            asha.goto(f"{served.url}/relay/label/mode/?shop=tea&mode=percentage&percent={wrong}")
            assert "whole number from 1 to 99" in asha.locator(".messages").inner_text()
        assert "This is the mode now." in consider(asha, served, "label", "percentage", 20)
        assert "This protects less." in consider(asha, served, "label", "percentage", 10)

    def test_whoever_may_not_change_modes_sees_no_switch_and_changes_none(
        self, served: Served, people: dict[str, Any]
    ) -> None:
        omi = people["Omi"]
        assert omi.goto(f"{served.url}/relay/comms/").status == 200
        assert omi.locator("main input[name=mode], main details form").count() == 0
        assert omi.goto(f"{served.url}/relay/comms/mode/?shop=tea&mode=enforced").status == 404
        omi.goto(f"{served.url}/relay/comms/")
        token = omi.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        for path, form in (
            ("/relay/comms/mode/", {"shop": "tea", "mode": "enforced"}),
            (f"/relay/courier/controls/{CONTROL}/attest/", {"seen": "2026-01-01", "reference": "A-1", "days": "90"}),
        ):
            answer = omi.request.post(
                served.url + path, form=form | {"csrfmiddlewaretoken": token}, headers={"Referer": omi.url}
            )
            assert answer.status == 404
        assert mode_of(served, "comms").mode == "shadow"

    def test_a_control_is_attested_with_evidence_and_an_end_and_taken_back(
        self, served: Served, people: dict[str, Any]
    ) -> None:
        lata = people["Lata"]
        lata.goto(f"{served.url}/relay/courier/")
        row = lata.locator("tr", has_text=CONTROL)
        assert "not attested" in row.inner_text()
        row.locator("summary").click()
        row.get_by_label("What the evidence is called").fill("Asha's mail")
        row.get_by_role("button", name="Attest", exact=True).click()
        lata.wait_for_selector(".messages li.error")  # not a number under which anybody finds it
        row.locator("summary").click()
        row.get_by_label("What the evidence is called").fill("DPA-2026-7")
        row.get_by_label("Where it lies").fill("Vendor folder")
        row.get_by_role("button", name="Attest", exact=True).click()
        lata.wait_for_selector("text=Attested and recorded.")
        assert row.locator(".tag.green").inner_text() == "attested"
        for part in ("Lata attests it by DPA-2026-7", "counts until", "“Vendor folder”"):
            assert part in row.inner_text()
        people["Omi"].goto(f"{served.url}/relay/courier/")
        assert "Lata attests it" in people["Omi"].locator("tr", has_text=CONTROL).inner_text()
        row.get_by_role("button", name="Take it back").click()
        lata.wait_for_selector("text=Taken back and recorded.")
        assert "not attested" in row.inner_text()

    def test_what_a_program_checks_is_attested_by_nobody(self, served: Served, people: dict[str, Any]) -> None:
        asha = people["Asha"]
        asha.goto(f"{served.url}/relay/label/")
        assert asha.locator("main details form").count() == 0
        token = asha.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        form = {"csrfmiddlewaretoken": token, "seen": time.strftime("%Y-%m-%d"), "reference": "A-1", "days": "90"}
        answer = asha.request.post(
            f"{served.url}/relay/label/controls/label:phone-masked/attest/", form=form, headers={"Referer": asha.url}
        )
        assert answer.status == 404

    def test_roles_reviews_and_integrations_stand_in_the_register(self, served: Served, people: dict[str, Any]) -> None:
        asha = people["Asha"]
        asha.goto(f"{served.url}/relay/oms/")
        assert "each refused" in asha.locator("tr", has_text="oms:access-by-role").inner_text()
        assert "no campaign yet" in asha.locator("tr", has_text="oms:access-reviewed").inner_text()
        asha.goto(f"{served.url}/relay/storefront/")
        assert "main: 0 connected" in asha.locator("tr", has_text="integrations-reviewed").inner_text()

    def test_a_mode_is_changed_by_keyboard_alone(self, served: Served, people: dict[str, Any]) -> None:
        asha = people["Asha"]
        asha.goto(f"{served.url}/relay/exports/")
        asha.locator("input[name=mode]:checked").focus()
        asha.keyboard.press("ArrowUp")  # from shadow to percentage
        assert asha.locator("input[name=mode]:checked").input_value() == "percentage"
        asha.keyboard.press("Tab")
        asha.keyboard.type("5")
        asha.keyboard.press("Enter")
        asha.wait_for_url("**/mode/**")
        asha.get_by_label("Why").focus()
        asha.keyboard.press("Enter")
        asha.wait_for_selector("text=Done and recorded.")
        assert mode_of(served, "exports").mode == "percentage"

    @pytest.mark.parametrize("language", ["en", "hi"])
    def test_axe_finds_nothing(self, served: Served, people: dict[str, Any], language: str) -> None:
        asha, wrong = people["Asha"], []
        asha.context.add_cookies([{"name": "ov_language", "value": language, "url": served.url}])
        for path in ("/", "/relay/courier/", "/relay/courier/mode/?shop=tea&mode=off"):
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    asha.set_viewport_size({"width": width, "height": 900})
                    asha.emulate_media(color_scheme=scheme)
                    asha.goto(served.url + path)
                    for one in asha.locator("details:not(.me)").all():
                        one.evaluate("one => { one.open = true }")
                    wrong += [f"{path} {width} {one}" for one in faults(asha)]
                    wrong += [f"{path} {width} wide"] if is_wide(asha) else []
        asha.context.add_cookies([{"name": "ov_language", "value": "en", "url": served.url}])
        assert wrong == []
