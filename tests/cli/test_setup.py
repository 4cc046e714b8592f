"""`init`, `doctor`, `contracts`: setting up, examining, and refusing what production must not have."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from orderveil.cli.init import profile_names, read_profile
from orderveil.core.hop import HOPS
from orderveil.core.settings import Settings
from tests.cli.running import run


def test_init_makes_an_installation_and_leaves_what_is_there(home: Settings) -> None:
    first = run(home, "init", "--profile", "india-d2c", "--shop", "kiosk", "--json").object
    again = run(home, "init", "--shop", "kiosk", "--json").object

    assert (first["made"]["home"], first["made"]["shop"]) == (True, True)
    assert (again["made"]["home"], again["made"]["shop"], again["made"]["contracts"]) == (False, False, [])


def test_an_unknown_profile_is_answered_with_those_there_are(home: Settings) -> None:
    told = run(home, "init", "--profile", "moon", "--json")

    assert told.code == 3
    assert "india-d2c" in told.error["message"]
    assert not home.home.exists()


def test_doctor_makes_no_home(home: Settings) -> None:
    told = run(home, "doctor", "--json")

    assert told.code == 0
    assert not home.home.exists()


def test_doctor_finds_a_root_key_that_is_open_to_others(home: Settings, order: str) -> None:
    (home.keys / "root.key").chmod(0o644)

    told = run(home, "doctor", "--json")

    assert (told.code, told.object["ok"]) == (1, False)
    assert "chmod 600" in told.out


def test_doctor_finds_a_record_that_was_altered(home: Settings, order: str) -> None:
    with sqlite3.connect(home.home / "data" / "orders.db") as store:
        packed = bytearray(store.execute("SELECT entries FROM ledger_bundles").fetchone()[0])
        packed[len(packed) // 2] ^= 1
        store.execute("UPDATE ledger_bundles SET entries = ? WHERE start = 0", (bytes(packed),))

    told = run(home, "doctor", "--json")

    found = {one["what"]: one["level"] for one in told.object["findings"]}
    assert (told.code, found["record"]) == (1, "wrong")


def test_production_refuses_stand_ins_and_doctor_names_each(home: Settings, order_file: Path) -> None:
    refused = run(home, "ingest", "shopify", order_file, "--json", ORDERVEIL_ENV="production")
    examined = run(home, "doctor", "--json", ORDERVEIL_ENV="production")

    assert (refused.code, refused.error["reason"]) == (3, "setup:insecure")
    assert not home.home.exists()
    wrong = {found["what"] for found in examined.object["findings"] if found["level"] == "wrong"}
    assert {"ORDERVEIL_ALIAS_DOMAIN", "ORDERVEIL_PUBLIC_URL", "ORDERVEIL_LEDGER_ORIGIN"} <= wrong


def test_a_wrong_setting_is_refused_by_its_name(home: Settings) -> None:
    told = run(home, "shops", "list", "--json", ORDERVEIL_MAX_BODY_BYTES="many")

    assert (told.code, told.error["place"]) == (3, "ORDERVEIL_MAX_BODY_BYTES")


def test_the_root_keys_folder_may_not_lie_in_the_home(home: Settings) -> None:
    told = run(home, "shops", "list", "--json", ORDERVEIL_KEYS=str(home.home / "keys"))

    assert (told.code, told.error["place"]) == (3, "ORDERVEIL_KEYS")


def test_a_wrong_overlay_is_told_by_file_and_line(home: Settings, short_folder: Path) -> None:
    folder = short_folder / "overlays"
    folder.mkdir()
    (folder / "label.toml").write_text('[fields]\nbuyer_email = { always = "clear", why = "asked" }\n')

    told = run(home, "contracts", "check", folder, "--json")

    assert (told.code, told.object["ok"]) == (1, False)
    assert (Path(told.object["problems"][0]["file"]).name, told.object["problems"][0]["line"]) == ("label.toml", 2)


def test_a_narrowed_contract_is_told_change_by_change(home: Settings, short_folder: Path) -> None:
    folder = short_folder / "overlays"
    folder.mkdir()
    (folder / "label.toml").write_text("at_most_days = 30\n")

    told = run(home, "contracts", "diff", "built-in", folder, "--json")

    assert [(change["hop"], change["what"], change["widens"]) for change in told.objects] == [
        ("label", "at_most_days", False)
    ]
    assert told.code == 0


@pytest.mark.parametrize("profile", profile_names())
def test_a_profile_only_narrows_what_comes_with_the_relay(home: Settings, profile: str) -> None:
    made = run(home, "init", "--profile", profile, "--json").object["made"]
    changes = run(home, "contracts", "diff", "built-in", "--json")

    assert made["contracts"] == sorted(read_profile(profile).overlays)
    assert (changes.code, [change["what"] for change in changes.objects if change["widens"]]) == (0, [])


def test_marketplace_orders_are_seen_by_nobody_thirty_days_after_delivery(home: Settings) -> None:
    run(home, "init", "--profile", "india-marketplace")
    contracts = [run(home, "contracts", "show", hop.value, "--json").object for hop in HOPS]

    late = {
        contract["hop"]: event
        for contract in contracts
        for event, days in contract["ends"].items()
        if event.endswith(":delivered") and days > 30 and contract["hop"] != "retention"
    }
    assert late == {}
