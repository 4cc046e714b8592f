"""A baseline lets reviewed findings pass, and gives none of them away; a contract says what a hop may hold."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from orderveil.contracts.load import load_contracts
from orderveil.core.errors import BadConfiguration, Malformed
from orderveil.core.hop import HOPS, Hop
from orderveil.scan.baseline import fingerprint, read_baseline, read_key, write_baseline
from orderveil.scan.finding import TYPES, Found, Place
from orderveil.scan.judging import Verdict, judge
from orderveil.scan.reading import pieces_of
from orderveil.scan.sarif import sarif_of
from orderveil.scan.searching import Search

KEY = bytes(range(32))
FOUND = Found(Place("a.csv", row=2, column="mobile"), "PHONE", 0, 10, 0.9, "spoken of", "9999900012")


def test_a_fingerprint_is_keyed_and_names_one_place_and_value() -> None:
    others = [
        Found(FOUND.place, "AWB", 0, 10, 0.9, "", "9999900012"),
        Found(FOUND.place, "PHONE", 0, 10, 0.9, "", "9999900013"),
        Found(Place("b.csv", row=2, column="mobile"), "PHONE", 0, 10, 0.9, "", "9999900012"),
        Found(Place("a.csv", row=2, column="mobil"), "PHONE", 0, 10, 0.9, "", "e9999900012"),
    ]

    prints = {fingerprint(KEY, other) for other in others} | {fingerprint(KEY, FOUND), fingerprint(KEY[::-1], FOUND)}

    assert len(prints) == len(others) + 2


def test_a_file_may_be_sorted_anew() -> None:
    moved = Found(Place("x/a.csv", row=9, column="mobile"), "PHONE", 0, 10, 0.9, "", "9999900012")

    assert fingerprint(KEY, moved) == fingerprint(KEY, FOUND)


def test_a_baseline_holds_no_value_and_its_key_is_its_owners_alone(tmp_path: Path) -> None:
    path, key_path = tmp_path / "reviewed.json", tmp_path / "reviewed.json.key"
    key = read_key(key_path, make=True)
    write_baseline(path, [fingerprint(key, FOUND)])

    assert "99999" not in path.read_text()
    assert read_baseline(path) == {fingerprint(read_key(key_path, make=False), FOUND)}
    assert key_path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text())["version"] == 1


def test_a_baseline_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration):
        read_key(tmp_path / "none.key", make=False)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "reviewed": []}', '{"version": 1}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "reviewed.json"
    path.write_text(text)

    with pytest.raises(Malformed):
        read_baseline(path)


@pytest.mark.parametrize("hop", HOPS)
@pytest.mark.parametrize("kind", ["AADHAAR", "CARD", "OTP"])
def test_what_no_field_holds_is_owed_to_no_hop(hop: Hop, kind: str) -> None:
    assert judge(kind, load_contracts(None).of(hop)) is Verdict.NOT_OWED


@pytest.mark.parametrize("kind", TYPES)
def test_inventory_is_owed_nothing_of_a_buyer(kind: str) -> None:
    if kind not in ("AMOUNT", "ORDER_REF"):
        assert judge(kind, load_contracts(None).of(Hop.IMS)) is Verdict.NOT_OWED


def test_a_courier_may_hold_the_name_and_a_stand_in_for_the_phone() -> None:
    courier = load_contracts(None).of(Hop.COURIER)

    assert judge("NAME", courier) is Verdict.OWED
    assert judge("ADDRESS", courier) is Verdict.OWED
    assert judge("PHONE", courier) is Verdict.STAND_IN
    assert judge("EMAIL", courier) is Verdict.STAND_IN
    assert judge("TRACKING_URL", courier) is Verdict.NOT_OWED


def test_sarif_names_places_and_holds_no_value() -> None:
    found = Search().through(pieces_of(io.BytesIO(b"mobile\n9999900012\n"), "orders of may.csv"))

    told = sarif_of(((one, None) for one in found), "1")

    (result,) = told["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "orders%20of%20may.csv"}, "region": {"startLine": 2}}
    assert told["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "PHONE"
    assert "99999" not in json.dumps(told)
