"""`orderveil ingest`: on a home that does not exist yet, for every shape of file, and twice over."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

from orderveil.core.settings import Settings
from tests.cli.orders import CARD, shopify_order
from tests.cli.running import run


def test_a_home_that_is_not_there_is_made_and_the_order_sealed(each_home: Settings, order_file: Path) -> None:
    told = run(each_home, "ingest", "shopify", order_file, "--json")

    assert (told.code, told.err) == (0, "")
    assert told.object.keys() == {"order", "source_ref", "status", "cut"}
    assert (told.object["source_ref"], told.object["status"]) == ("7000000000001", "sealed")


def test_home_and_root_key_are_their_owners_alone(home: Settings, order: str) -> None:
    loose = [
        path.name
        for folder in (home.home, home.keys)
        for path in [folder, *folder.rglob("*")]
        if not path.is_socket() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]

    assert loose == []


def test_the_root_key_lies_outside_the_home(home: Settings, order: str) -> None:
    assert list(home.home.rglob("root.key*")) == []
    assert (home.keys / "root.key").exists()


def test_an_array_ndjson_and_one_order_are_all_read(home: Settings, short_folder: Path) -> None:
    one, array, lines = (short_folder / name for name in ("one.json", "array.json", "lines.ndjson"))
    one.write_text(json.dumps(shopify_order(1)))
    array.write_text(json.dumps([shopify_order(2), shopify_order(3)]))
    lines.write_text("".join(json.dumps(shopify_order(n)) + "\n" for n in (4, 5, 6)))

    told = run(home, "ingest", "shopify", one, array, lines, "--json")

    assert [result["status"] for result in told.objects] == ["sealed"] * 6
    assert [Path(result["file"]).name for result in told.objects].count("lines.ndjson") == 3


def test_the_same_file_again_changes_nothing(home: Settings, order: str, order_file: Path) -> None:
    again = run(home, "ingest", "shopify", order_file, "--json")

    assert (again.code, again.object["status"], again.object["order"]) == (0, "duplicate", order)


def test_card_data_is_cut_and_the_place_is_told(home: Settings, order_file: Path) -> None:
    order_file.write_text(json.dumps(shopify_order(note=f"my card {CARD} please")))

    told = run(home, "ingest", "shopify", order_file, "--json")

    assert (told.object["status"], told.object["cut"]) == ("sealed", ["note"])
    digits = CARD.replace(" ", "").encode()
    kept = b"".join(path.read_bytes() for path in home.home.rglob("*") if path.is_file())
    assert digits not in kept.replace(b" ", b"")


def test_one_bad_order_does_not_stop_the_others(home: Settings, short_folder: Path) -> None:
    file = short_folder / "mixed.ndjson"
    file.write_text(json.dumps(shopify_order(1)) + '\n{"id": 9, "broken": NaN}\n' + json.dumps(shopify_order(2)) + "\n")

    told = run(home, "ingest", "shopify", file, "--json")

    assert [result["status"] for result in told.objects] == ["sealed", "refused", "sealed"]
    assert told.code == 1


def test_a_file_that_is_not_there_is_named(home: Settings, short_folder: Path) -> None:
    told = run(home, "ingest", "shopify", short_folder / "none.json", "--json")

    assert (told.code, told.error["reason"]) == (2, "input:no-file")
    assert not home.home.exists()


def test_an_unknown_source_is_refused_with_those_there_are(home: Settings, order_file: Path) -> None:
    told = run(home, "ingest", "carrier-pigeon", order_file, "--json")

    assert told.code == 3
    assert "shopify" in told.error["message"]


def test_a_dry_run_seals_nothing(home: Settings, order_file: Path) -> None:
    told = run(home, "ingest", "shopify", order_file, "--dry-run", "--json")

    assert (told.code, told.object["orders"]) == (0, 1)
    assert not (home.home / "data").exists()


def test_any_csv_through_a_proposed_mapping(home: Settings, short_folder: Path) -> None:
    sheet = short_folder / "sheet.csv"
    with sheet.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Order No", "Customer Name", "Mobile", "Pincode", "City", "SKU", "Qty"])
        rows.writerow(["A-1", "Asha Sharma", "9999900001", "560001", "Bengaluru", "TEE-1", "1"])
        rows.writerow(["", "Ravi Rao", "9999900002", "560002", "Bengaluru", "TEE-1", "1"])

    proposed = run(home, "mapping", "propose", sheet, "--save", "sheet", "--json")
    shown = run(home, "mapping", "preview", sheet, "--mapping", "sheet", "--json")
    told = run(home, "ingest", "csv", sheet, "--mapping", "sheet", "--failed", short_folder / "failed.csv", "--json")

    assert {row["column"] for row in proposed.objects if row["target"] is None} <= {"Qty", "SKU"}
    assert shown.objects[0]["source_ref"] == "A-1"
    assert [result["status"] for result in told.objects] == ["sealed", "refused"]
    assert "Ravi" in (short_folder / "failed.csv").read_text()
    assert stat.S_IMODE((short_folder / "failed.csv").stat().st_mode) == 0o600
