"""The register: every control of every hop, judged by checks that can fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from orderveil.contracts.load import Contracts, load_contracts
from orderveil.controls.checks import CHECKS, Facts, Where
from orderveil.controls.dots import Dot, dot_of, holdings
from orderveil.controls.judging import Status, in_force, judge_all
from orderveil.controls.register import read_register, register
from orderveil.core.errors import BadConfiguration
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.vault.control_messages import AttestedRow, ReviewsStood
from orderveil.vault.messages import AttestationRow, BypassRow, ModeRow, Modes

NOW = 1_790_000_000_000
DAY = 86_400_000
WELL = ReviewsStood(
    "main", 3, NOW + 60 * DAY, "v_1", NOW - 30 * DAY, items=4, counts={"kept": 3, "removed": 1}, living=2
)  # fmt: skip


REVEALS_FOR_NONE = """
[clerk]
says = "reveals, and has no reveals"
grants = [{ may = ["orders:field:reveal"], hops = ["support"] }]
"""


def stood(**parts: object) -> ReviewsStood:
    return msgspec.structs.replace(WELL, **parts)


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load_contracts(None)


@pytest.fixture
def facts(contracts: Contracts) -> Facts:
    return Facts(contracts, {"keys": "ok"}, ledger_ok=True, ledger_entries=7, keys_apart=True, keys_owed=0,
                 watch_silent_minutes=1, stood=(WELL,), now_ms=NOW)  # fmt: skip


def test_marks_that_are_not_grave_are_told_and_do_not_fail(facts: Facts) -> None:
    found = replace(facts, stood=(stood(marks={"no-owner": 3}),))
    judged = judge_all(found, _modes(), (), NOW)
    one = next(one for one in judged if one.control.id == "storefront:integrations-reviewed")
    assert one.status is Status.HOLDS
    assert "3 no-owner" in one.evidence


def test_before_the_first_review_is_due_the_evidence_says_that_there_was_none(facts: Facts) -> None:
    found = replace(facts, stood=(ReviewsStood("main", 1, NOW + 80 * DAY),))
    one = next(one for one in judge_all(found, _modes(), (), NOW) if one.control.id == "oms:access-reviewed")
    assert one.status is Status.HOLDS
    assert "no campaign yet" in one.evidence


def test_nothing_is_claimed_of_a_record_that_is_being_rechecked(facts: Facts) -> None:
    for control in ("oms:exports-audited", "support:reveals-logged", "exports:logged"):
        assert _status(replace(facts, ledger_ok=None), _modes(), control) is Status.NOT_LOOKED_AT


def test_an_attestation_counts_for_its_own_tenant_and_together_for_the_weakest() -> None:
    control = "courier:terms-in-force"
    own = AttestedRow("main", control, "p_1", "Asha", NOW, NOW - DAY, NOW + 9 * DAY, "DPA-7")
    late = AttestedRow("beans", control, "p_2", "Chandra", NOW, NOW - DAY, NOW + 3 * DAY, "DPA-8")
    operators = AttestationRow(control, "floor-lead", NOW - 5 * DAY, NOW + 30 * DAY)

    def by(rows: list[AttestationRow], **tenants: list[AttestedRow]) -> list[str]:
        return [row.by_whom for row in in_force(rows, tenants)]

    assert by([], main=[own], beans=[]) == []
    assert by([], main=[own]) == ["Asha"]
    assert by([], main=[own], beans=[late]) == ["Chandra"]
    assert by([operators], main=[own], beans=[]) == ["Asha"]
    assert by([operators], beans=[]) == ["floor-lead"]


def _modes(mode: str = "enforced", *bypasses: BypassRow) -> Modes:
    return Modes([ModeRow("tea", hop, mode, None, 0) for hop in HOPS], list(bypasses))


def _status(facts: Facts, modes: Modes, control: str, *attestations: AttestationRow) -> Status:
    return next(one.status for one in judge_all(facts, modes, attestations, NOW) if one.control.id == control)


def test_the_register_is_what_the_contracts_owe(contracts: Contracts) -> None:
    owed = {control for hop in HOPS for control in contracts.of(hop).controls}

    assert {control.id for control in register()} == owed


def test_every_check_is_used_and_exists() -> None:
    assert {control.check for control in register() if control.check} == set(CHECKS)


def test_an_enforced_relay_holds_what_it_checks(facts: Facts) -> None:
    for standing in judge_all(facts, _modes(), (), NOW):
        assert standing.evidence
        if standing.control.check:
            assert standing.status is Status.HOLDS, standing


@pytest.mark.parametrize("mode", ["off", "shadow", "percentage"])
def test_nothing_of_a_hop_holds_while_it_is_not_enforced(facts: Facts, mode: str) -> None:
    assert _status(facts, _modes(mode), "label:phone-masked") is Status.NOT_ENFORCED


def test_nothing_holds_while_a_connector_goes_past_the_relay(facts: Facts) -> None:
    bypass = BypassRow("tea", "label", "old-app", ("recipient_phone",))
    for standing in judge_all(facts, _modes("enforced", bypass), (), NOW):
        if standing.control.hop is Hop.LABEL:
            assert standing.status is Status.BYPASSED
            assert "old-app" in standing.evidence


def test_what_is_not_built_never_holds(facts: Facts) -> None:
    assert _status(facts, _modes(), "exports:approved") is Status.NOT_BUILT


def test_an_attestation_holds_until_it_ends(facts: Facts) -> None:
    control = "wms:registered-stations-only"
    running, ended = (AttestationRow(control, "floor-lead", NOW - 9 * DAY, NOW + days * DAY) for days in (1, -1))

    assert _status(facts, _modes(), control) is Status.NOT_ATTESTED
    assert _status(facts, _modes(), control, running) is Status.ATTESTED
    assert _status(facts, _modes(), control, ended) is Status.LAPSED


@pytest.mark.parametrize(
    ("control", "broken"),
    [
        ("exports:logged", {"ledger_ok": False}),
        ("retention:backups-encrypted", {"keys_apart": False}),
        ("retention:purged-on-time", {"keys_owed": 3}),
        ("storefront:sealed", {"health": {"keys": "does not open"}}),
        ("storefront:integrations-reviewed", {"stood": (WELL, stood(marks={"stale": 1}))}),
        ("storefront:integrations-reviewed", {"stood": (stood(marks={"unused": 2}),)}),
        ("storefront:integrations-reviewed", {"stood": (stood(marks={"bypassing": 1}),)}),
        ("oms:access-reviewed", {"stood": (WELL, stood(due_at_ms=NOW - DAY))}),
        ("oms:access-reviewed", {"stood": (stood(is_open=True, campaign_due_at_ms=NOW - 1),)}),
        ("oms:access-reviewed", {"stood": ()}),
        ("oms:access-by-role", {"stood": (stood(is_roles_damaged=True),)}),
        ("oms:access-by-role", {"stood": (stood(roles_text="[x]"),)}),
        ("oms:access-by-role", {"stood": (stood(roles_text=REVEALS_FOR_NONE),)}),
    ],
)
def test_a_check_fails_when_its_part_is_broken(facts: Facts, control: str, broken: dict[str, object]) -> None:
    assert _status(replace(facts, **broken), _modes(), control) is Status.FAILS  # type: ignore[arg-type]


def test_an_overlay_that_widens_fails_its_control(facts: Facts, tmp_path: Path) -> None:
    (tmp_path / "wms.partner.pack-co.toml").write_text(
        'widens = "the packer calls the buyer when an item is out of stock"\n'
        "[fields]\n"
        'recipient_phone = { always = "clear", why = "calls the buyer" }\n'
    )
    try:
        contracts = load_contracts(tmp_path)
    except BadConfiguration:
        return  # a law already forbids it, which is better still
    assert _status(replace(facts, contracts=contracts), _modes(), "wms:phone-masked-on-slips") is Status.FAILS


def test_every_contract_check_sees_a_contract_that_shows_too_much(facts: Facts) -> None:
    """Each check of a contract fails on the contract of a hop that sees more than its own may."""
    shows_too_much = {
        "e-mail is dropped": Hop.SUPPORT,
        "messages carry little": Hop.STOREFRONT,
        "reach is hashed": Hop.SUPPORT,
        "streets are dropped": Hop.COURIER,
        "the label is bare": Hop.STOREFRONT,
    }
    for check, hop in shows_too_much.items():
        assert not CHECKS[check](facts, hop, Where("tea")).holds, check


def test_the_dots_before_are_those_of_an_ordinary_shop(contracts: Contracts) -> None:
    before = {row.hop: row.before for row in holdings(contracts, Modes([]))}

    red = {Hop.STOREFRONT, Hop.OMS, Hop.COURIER, Hop.SUPPORT, Hop.EXPORTS, Hop.RETENTION}
    assert {hop for hop, dot in before.items() if dot is Dot.RED} == red
    assert {hop for hop, dot in before.items() if dot is Dot.GREEN} == {Hop.IMS}


def test_a_hop_that_is_not_enforced_holds_what_it_always_did(contracts: Contracts) -> None:
    for row in holdings(contracts, _modes("shadow")):
        assert row.now is row.before or row.now is Dot.RED


def test_no_hop_is_red_once_enforced_and_inventory_holds_nobody(contracts: Contracts) -> None:
    now = {row.hop: row.now for row in holdings(contracts, _modes())}

    assert Dot.RED not in now.values()
    assert now[Hop.IMS] is Dot.GREEN


def test_what_a_connector_takes_past_the_relay_is_held(contracts: Contracts) -> None:
    everything = BypassRow("tea", "ims", "sheet", tuple(FIELDS))
    now = {row.hop: row.now for row in holdings(contracts, _modes("enforced", everything))}

    assert now[Hop.IMS] is Dot.RED


def test_goods_alone_tell_of_nobody() -> None:
    assert dot_of(()) is Dot.GREEN


@pytest.mark.parametrize(
    "text",
    [
        '["nowhere:x"]\nsays="s"\nserves=["share less"]\nscope="ours"\nbuilt=false\n',
        '["ims:x"]\nsays="s"\nserves=["share less"]\nscope="ours"\n',
        '["ims:x"]\nsays="s"\nserves=["share less"]\nscope="ours"\nbuilt=false\nattested=true\n',
        '["ims:x"]\nsays="s"\nserves=["be nice"]\nscope="ours"\nbuilt=false\n',
        '["ims:x"]\nserves=["share less"]\nscope="ours"\nbuilt=false\n',
    ],
)
def test_a_register_that_says_nothing_certain_is_refused(text: str) -> None:
    with pytest.raises(BadConfiguration):
        read_register(text)


@pytest.mark.parametrize(
    ("minutes", "status"), [(None, Status.NOT_LOOKED_AT), (5, Status.HOLDS), (40 * 60, Status.FAILS)]
)
def test_unusual_exports_are_watched_while_the_watch_looks(facts: Facts, minutes: int | None, status: Status) -> None:
    watched = replace(facts, watch_silent_minutes=minutes)

    assert _status(watched, _modes(), "oms:unusual-exports-alert") is status


def test_a_watch_that_does_not_find_an_unusual_export_fails(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderveil.watch.engine.look_at", lambda *_: iter(()))
    watched = replace(facts, watch_silent_minutes=5)

    assert _status(watched, _modes(), "oms:unusual-exports-alert") is Status.FAILS
