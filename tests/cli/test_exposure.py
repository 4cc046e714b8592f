"""`orderveil exposure` and the exposure in `contracts diff`, as their users run them."""

from __future__ import annotations

from pathlib import Path

from orderveil.core.settings import Settings
from tests.cli.running import run


def test_the_table_of_all_hops_is_told_without_a_vault(home: Settings) -> None:
    told = run(home, "exposure")

    assert told.code == 0
    assert "retention" in told.out
    assert "safe" not in told.out


def test_every_cell_is_told_to_programs(home: Settings) -> None:
    told = run(home, "exposure", "--json").objects

    assert len(told) == 11 * 10
    courier = next(one for one in told if (one["hop"], one["scam"]) == ("courier", "refund_otp"))
    assert courier["before"]["feasibility"] == "directly"
    assert courier["ends"]["changes"][0]["field"] == "invoice_number"


def test_one_hop_is_told_in_full(home: Settings) -> None:
    told = run(home, "exposure", "label").out

    assert "brushing: no change ends it; what the hop cannot do its job without is enough" in told


def test_a_set_of_fields_is_judged_and_a_wrong_one_refused(home: Settings) -> None:
    told = {one["scam"]: one for one in run(home, "exposure", "--fields", "buyer_phone,awb", "--json").objects}
    refused = run(home, "exposure", "--fields", "buyer_phone,telephone", "--json")

    assert told["delivery_fee"]["feasibility"] == "directly"
    assert told["delivery_fee"]["changes"] == [{"field": "awb", "from": "clear", "to": "mask"}]
    assert (refused.code, refused.error["place"]) == (2, "fields[1]")


def test_the_page_is_written_whole(home: Settings, short_folder: Path) -> None:
    told = run(home, "exposure", "--html", short_folder / "board.html")

    assert told.code == 0
    assert (short_folder / "board.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_a_change_of_contracts_is_told_with_its_change_in_exposure(home: Settings, short_folder: Path) -> None:
    folder = short_folder / "overlays"
    folder.mkdir()
    (folder / "comms.toml").write_text(
        '[fields]\ncourier_name = { delivering = "drop", why = "the template names nobody" }\n'
    )
    told = run(home, "contracts", "diff", "built-in", folder, "--json")
    shift = next(change for change in told.objects if change["what"] == "exposure.customs")

    assert (told.code, shift["widens"], shift["new"]) == (0, False, "not by these fields")
    assert shift["old"].startswith("directly, 8 days")


def test_the_rows_of_a_file_are_counted_and_no_cell_is_shown(home: Settings, short_folder: Path) -> None:
    path = short_folder / "orders.csv"
    path.write_text("Order No,Mobile,Amount\nKK-1,9999900012,499\nKK-2,,499\n")
    told = {one["scam"]: one["possible"] for one in run(home, "exposure", "--csv", path, "--json").objects}
    shown = run(home, "exposure", "--csv", path).out

    assert told["account_takeover"] == {"directly": 1, "not by these fields": 1}
    assert "Mobile = buyer_phone" in shown
    assert "9999900012" not in shown
