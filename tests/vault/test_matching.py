"""Exact match: customers of living orders are known, of erased ones not, also not to whoever has an old copy."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from orderveil.core.errors import Malformed, NotAllowed, RelayError, TooLarge, TooMany, Unauthentic
from orderveil.core.settings import Settings
from orderveil.detect.exact import Element, address_digests, digests, name_digests, postcode_digests
from orderveil.detect.exactcells import Cells, Digests
from orderveil.store.opening import open_database
from orderveil.vault.client import Vault
from orderveil.vault.known import VaultCustomers
from orderveil.vault.matching.asking import MOST_AT_ONCE, Quota
from orderveil.vault.messages import (
    Done,
    EraseOrder,
    IssueKey,
    KeyGrant,
    KeyIssued,
    LedgerExport,
    LedgerPage,
    Matched,
    MatchKnown,
    Purge,
    RoomGrant,
)
from tests.vault.making import AT_MS, BY, draft, fields, opened, seal

_SCOPES = ("search:orders:find", "views:one:open")


def _digests_of(element: Element, number: int) -> Digests:
    """What a scan would ask for, were it to meet the invented order in a file, written otherwise."""
    held = fields(number)
    postcode = postcode_digests(Cells.of(["560 001"]))
    if element is Element.NAME_POSTCODE:
        return name_digests(Cells.of([f"Ms. {held['buyer_name'].upper()}"]), postcode)[0]
    if element is Element.ADDRESS:
        return address_digests(Cells.of([f"{held['ship_line1'].lower()}, Bengaluru"]), postcode)[0][:1]
    value = {
        Element.EMAIL: held["buyer_email"].upper(),
        Element.ORDER_REF: f"#{held['order_ref']}",
        Element.PHONE: f"0{held['buyer_phone'][3:8]} {held['buyer_phone'][8:]}",
    }[element]
    return digests(element, [value], "IN")


def _holds(vault: Vault, numbers: Sequence[int]) -> dict[Element, list[int]]:
    """Return which of some invented orders are known, by each element."""
    known = VaultCustomers(vault, BY)
    found = {}
    for element in Element:
        asked = np.concatenate([_digests_of(element, number) for number in numbers])
        found[element] = [number for number, held in zip(numbers, known.hold(element, asked), strict=True) if held]
    return found


def _all(numbers: Sequence[int]) -> dict[Element, list[int]]:
    return {element: list(numbers) for element in Element}


def test_every_element_of_every_living_order_is_known_and_nothing_else(each_home: Settings) -> None:
    with opened(each_home) as vault:
        seal(vault, *[draft(number) for number in range(1, 60)])
        assert _holds(vault, range(1, 120)) == _all(range(1, 60))
        seal(vault, *[draft(number) for number in range(60, 80)])  # memory is loaded by now, and hears of it
        assert _holds(vault, range(1, 120)) == _all(range(1, 80))
    with opened(each_home, None) as vault:
        assert _holds(vault, range(1, 120)) == _all(range(1, 80))


@pytest.mark.parametrize("purged", [False, True])
def test_an_erased_order_is_known_no_more(each_home: Settings, purged: bool) -> None:
    with opened(each_home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(10)])]
        assert _holds(vault, range(10)) == _all(range(10))
        for order in orders[:5]:
            vault.ask(EraseOrder(BY, order, "buyer.request"), Done)
        assert _holds(vault, range(10)) == _all(range(5, 10))
        if purged:
            vault.ask(Purge(BY), Done)
        assert _holds(vault, range(10)) == _all(range(5, 10))
    with opened(each_home, None) as vault:
        assert _holds(vault, range(10)) == _all(range(5, 10))


def test_what_another_order_holds_too_stays_known(home: Settings) -> None:
    shared = {"buyer_email": "two@buyers.example"}
    with opened(home) as vault:
        first, _ = seal(vault, draft(1, more=shared), draft(2, more=shared))
        vault.ask(EraseOrder(BY, first.order or "", "buyer.request"), Done)
        known = VaultCustomers(vault, BY)
        assert known.hold(Element.EMAIL, digests(Element.EMAIL, ["two@buyers.example"])).all()
        assert _holds(vault, [1, 2])[Element.PHONE] == [2]


def test_a_corrected_field_is_known_by_its_new_value_alone(each_home: Settings) -> None:
    asked = digests(Element.EMAIL, ["asha1@buyers.example", "new@buyers.example"])
    with opened(each_home) as vault:
        seal(vault, draft(1), draft(2))
        known = VaultCustomers(vault, BY)
        assert known.hold(Element.EMAIL, asked).tolist() == [True, False]
        seal(vault, draft(1, source_at_ms=AT_MS + 1, more={"buyer_email": "new@buyers.example"}))
        assert known.hold(Element.EMAIL, asked).tolist() == [False, True]
        vault.ask(Purge(BY), Done)
    with opened(each_home, None) as vault:
        assert VaultCustomers(vault, BY).hold(Element.EMAIL, asked).tolist() == [False, True]


@pytest.mark.parametrize("purged", [False, True])
def test_an_old_copy_with_todays_keys_knows_nothing_erased(home: Settings, tmp_path: Path, purged: bool) -> None:
    with opened(home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(20)])]
    shutil.copytree(home.home / "data", tmp_path / "old")
    with opened(home, None) as vault:
        for order in orders[:10]:
            vault.ask(EraseOrder(BY, order, "buyer.request"), Done)
        if purged:
            vault.ask(Purge(BY), Done)
    shutil.rmtree(home.home / "data")
    shutil.copytree(tmp_path / "old", home.home / "data")
    with opened(home, None) as vault:
        known = VaultCustomers(vault, BY)
        while known.unfilled:  # after a purge the copy's rows have no key: they are made again from living orders
            known = VaultCustomers(vault, BY)
        assert _holds(vault, range(20)) == _all(range(10, 20))


def test_after_a_purge_no_living_key_opens_a_row_of_an_old_copy(home: Settings) -> None:
    with opened(home) as vault:
        first = seal(vault, *[draft(number) for number in range(5)])[0]
        before = _generations(home)
        vault.ask(EraseOrder(BY, first.order or "", "buyer.request"), Done)
        vault.ask(Purge(BY), Done)
        assert before
        assert not before & _generations(home)
        names = vault._service._in.keys.names("match-seal:")  # type: ignore[attr-defined]
        assert {int(name.rpartition(":")[2]) for name in names} == _generations(home)


def _generations(settings: Settings) -> set[int]:
    database = open_database(settings.database_url, settings.home / "data" / "orders.db")
    try:
        with database.reading() as tx:
            return {row[0] for row in tx.all("SELECT DISTINCT generation FROM match_rows")}
    finally:
        database.close()


def test_an_installation_from_before_exact_match_is_filled_in(each_home: Settings) -> None:
    with opened(each_home) as vault:
        orders = [result.order or "" for result in seal(vault, *[draft(number) for number in range(130)])]
    database = open_database(each_home.database_url, each_home.home / "data" / "orders.db")
    with database.writing() as tx:
        for table in ("match_rows", "match_marks", "match_state"):
            tx.execute(f"DROP TABLE {table}")
        tx.execute("DELETE FROM room_version WHERE room = ?", ("matching",))
    database.close()
    with opened(each_home, None) as vault:
        vault.ask(EraseOrder(BY, orders[0], "buyer.request"), Done)
        seal(vault, *[draft(number) for number in range(130, 140)])
        while VaultCustomers(vault, BY).unfilled:
            pass
        assert _holds(vault, range(140)) == _all(range(1, 140))


def test_a_damaged_row_costs_no_order_and_is_made_again(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, *[draft(number) for number in range(5)])
    database = open_database(None, home.home / "data" / "orders.db")
    with database.writing() as tx:
        tx.execute("DELETE FROM match_state")
        tx.execute("INSERT INTO match_state VALUES (1, 5, 0, 0, 0)")
        tx.execute("UPDATE match_rows SET generation = 5")  # a key that there is not
    database.close()
    with opened(home, None) as vault:
        seal(vault, draft(9))
        while VaultCustomers(vault, BY).unfilled:
            pass
        assert _holds(vault, range(10)) == _all([*range(5), 9])


def test_a_question_is_recorded_by_counts_and_no_value(home: Settings) -> None:
    with opened(home) as vault:
        seal(vault, draft(1), draft(2))
        known = VaultCustomers(vault, BY)
        asked = digests(Element.EMAIL, ["asha1@buyers.example", "nobody@buyers.example", "x@buyers.example"])
        known.hold(Element.EMAIL, asked)
        entries = vault.ask(LedgerExport(BY), LedgerPage).entries
        while len(entries) < 4:
            entries = vault.ask(LedgerExport(BY), LedgerPage).entries
    told = [entry for entry in map(msgspec.json.decode, entries) if entry["act"] == "match:elements:asked"]
    assert [entry["counts"] for entry in told] == [{"email_asked": 3, "email_held": 1}]
    assert told[0]["actor"].startswith("operator:")
    assert not any(b"buyers.example" in entry for entry in entries)


def test_no_partner_and_no_room_may_ask(home: Settings) -> None:
    with opened(home) as vault:
        issue = IssueKey(BY, "tea", "support", "desk", _SCOPES, round(time.time() * 1000) + 86_400_000)
        token = vault.ask(issue, KeyIssued).token
        secret = vault._service.room_secret("worker")  # type: ignore[attr-defined]
        for by in (KeyGrant(token), RoomGrant("worker", secret)):
            with pytest.raises(NotAllowed):
                vault.ask(MatchKnown(by, []), Matched)
        with pytest.raises(Unauthentic):
            vault.ask(MatchKnown(KeyGrant("ovk_guessed"), []), Matched)


def test_an_hours_questions_are_bounded(home: Settings) -> None:
    with opened(replace(home, match_per_hour=5)) as vault:
        known = VaultCustomers(vault, BY)
        some = digests(Element.EMAIL, [f"a{number}@buyers.example" for number in range(4)])
        known.hold(Element.EMAIL, some)
        with pytest.raises(TooMany):
            known.hold(Element.EMAIL, some)
        assert known.size(Element.EMAIL) == 0


def test_the_quota_comes_back_with_the_hour() -> None:
    quota = Quota(10)
    quota.take(10, 0)
    with pytest.raises(TooMany):
        quota.take(1, 3_599_999)
    quota.take(10, 3_600_000)


@pytest.mark.parametrize(
    ("elements", "refusal"),
    [
        ([("shoe-size", b"")], Malformed),
        ([("email", bytes(15))], Malformed),
        ([("email", bytes(16 * MOST_AT_ONCE)), ("phone", bytes(16))], TooLarge),
    ],
)
def test_a_wrong_question_is_refused(
    home: Settings, elements: list[tuple[str, bytes]], refusal: type[RelayError]
) -> None:
    with opened(home) as vault, pytest.raises(refusal):
        vault.ask(MatchKnown(BY, elements), Matched)
