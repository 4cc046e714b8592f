"""Odd input by people who are signed in: each is answered with a reason, on both stores, and nothing breaks inside."""

from __future__ import annotations

from typing import Any

import pytest

from orderveil.core.errors import RelayError
from orderveil.core.settings import Settings
from orderveil.vault import account_messages as a
from orderveil.vault import alert_messages as w
from orderveil.vault import people_messages as p
from orderveil.vault import record_messages as r
from orderveil.vault import review_messages as v
from tests.vault.making import draft, opened, seal
from tests.vault.people.staff import desk_case, hired

B = 2**63 + 5  # more than a database's integer, less than MessagePack's
ODD = "x\0y"
LONG = "x" * 100_000


def asked(g: Any, o: str) -> list[Any]:
    """What is asked, by an owner."""
    reveal = ("support", "buyer_phone", "call_buyer")
    return [
        *[p.ListOrders(g, "tea", "oms", limit=limit) for limit in (-B, B)],
        *[p.ListOrders(g, "tea", "oms", before=before) for before in (LONG, "é", ODD)],
        p.ListOrders(g, "tea", "oms", states=("a",) * 10_000), p.ListOrders(g, ODD, ODD),
        *[r.DownloadRecord(g, log, start) for log, start in ((None, B), (None, -1), ("../x", 0), (ODD, 0))],
        *[r.ProveEntry(g, log, index) for log, index in (("2026Q4", B), ("2026Q4", -1), (ODD, 0))],
        r.WhoSaw(g, since_ms=B), r.WhoSaw(g, since_ms=-(2**62)), r.WhoSaw(g, until_ms=B), r.WhoSaw(g, limit=B),
        *[r.WhoSaw(g, before=before) for before in ("zz", "2026Q4/" + "9" * 40, ODD)],
        *[r.WhoSaw(g, person=word) for word in (ODD, "é" * 90)], r.WhoSaw(g, order="0" * 26), r.WhoSaw(g, key=ODD),
        r.WhoSaw(g, partner=ODD), r.WhoSaw(g, shop=ODD),
        *[
            p.FindOrders(g, "tea", "oms", criteria)
            for criteria in (
                {}, {"x": "y"}, {"phone": "9" * 100_000}, {"name_postcode": ODD}, {"order_ref": ODD},
                {"order_ref": LONG}, {"email": ODD}, {"awb": ODD}, {"last4_postcode": ODD},
            )
        ],
        p.ReadOrder(g, o, "oms", LONG), p.ReadOrder(g, o, "oms", ODD), p.ReadOrder(g, LONG), p.ReadOrder(g, o, ODD),
        p.OrderStory(g, ODD), p.OpenCase(g, "tea", o, "call", LONG), p.OpenCase(g, "tea", o, "call", ODD),
        p.OpenCase(g, "tea", o, ODD), p.OpenCase(g, ODD, o, "call"), p.CloseCase(g, "tea", ODD),
        p.RevealField(g, o, "support", "buyer_phone", LONG, "T-1"), p.RevealField(g, o, *reveal, ODD),
        p.RevealField(g, o, *reveal, "T-1", shipment=ODD), p.RevealField(g, o, "support", ODD, "call_buyer", "T-1"),
        p.RevealField(g, o, *reveal, "call me at 9999900001", break_glass=True),
        p.RevealField(g, o, *reveal, LONG, break_glass=True),
        *[p.InvitePerson(g, email, "A", []) for email in ("a" * 70_000 + "@x.example", "a@x.example\0", '"a b"@x')],
        p.InvitePerson(g, "n@x.example", LONG, []), p.EndSessions(g, session=ODD), p.EndSessions(g, person=ODD),
        p.ListSessions(g, ODD), p.DecideChange(g, ODD, approve=True), p.ExplainRight(g, ODD, ODD),
        v.ReadCampaign(g, ODD), v.OpenCampaign(g, B), v.DecideItem(g, ODD, B, "kept"), v.TickTask(g, ODD),
        v.EndKey(g, ODD), v.RotateKey(g, ODD), v.SetIntegration(g, ODD, ODD), v.DecideScript(g, ODD, authorise=True),
        v.ListScripts(g, ODD), v.ListOutside(g, ODD), v.ImportScripts(g, "tea", [v.ScriptSeen(ODD)]),
        v.ImportOutside(g, "shopify", [v.OutsideAccount(ODD, ODD, ODD, ODD, B, B)]), v.ImportOutside(g, ODD, []),
        a.EndStation(g, ODD), a.RegisterStation(g, "tea", ODD), a.SetBadge(g, ODD, ODD, ODD),
        a.ChangeMode(g, "tea", ODD, ODD), a.ProposeKey(g, "tea", "courier", ODD, (ODD,), B, label=ODD),
        w.AnswerAlert(g, ODD, ODD), w.ListAlerts(g, alert=ODD), w.ListAlerts(g, state=ODD), w.ListAlerts(g, limit=B),
    ]  # fmt: skip


def test_odd_input_is_answered_with_a_reason(each_home: Settings) -> None:
    with opened(each_home) as vault:
        order = seal(vault, draft(1))[0].order or ""
        desk_case(vault, order, "T-1")
        broken = []
        for request in asked(hired(vault, "Asha", "owner").grant, order):
            try:
                vault.ask(request, object)
            except RelayError as error:
                if error.reason in ("vault:failed", "ledger:unavailable", "vault:silent"):
                    broken.append((type(request).__name__, error.reason, repr(request)[-60:]))
        assert broken == []


@pytest.mark.parametrize("text", ["call me at 9999900001", "asha@buyers.example", "T 1"])
def test_breaking_the_glass_writes_no_sentence_into_the_record(each_home: Settings, text: str) -> None:
    with opened(each_home) as vault:
        order, asha = seal(vault, draft(1))[0].order or "", hired(vault, "Asha", "owner")
        with pytest.raises(RelayError):
            vault.ask(
                p.RevealField(asha.grant, order, "support", "buyer_phone", "call_buyer", text, break_glass=True), object
            )
