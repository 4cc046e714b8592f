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
    comms = next(one for one in told if (one["hop"], one["scam"]) == ("comms", "customs"))
    assert comms["before"]["feasibility"] == "directly"
    assert comms["ends"]["changes"][0]["field"] == "courier_name"


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


def test_without_an_installation_contracts_are_told_alone_and_none_is_made(home: Settings) -> None:
    told, left = run(home, "exposure", "courier"), run(home, "exposure", "--released", "2026-11-21")

    assert "there is no installation here" in told.out
    assert "as it runs today" not in told.out
    assert left.code == 4
    assert not (home.home / "vault").exists()


def test_a_hop_in_shadow_is_told_to_get_everything_still(home: Settings, order: str) -> None:
    run(home, "mode", "set", "support", "enforced")
    told = {(one["hop"], one["scam"]): one for one in run(home, "exposure", "--json").objects}

    assert "support is in shadow" not in run(home, "exposure").out
    assert told["support", "prize"]["today"]["feasibility"] == "not by these fields"
    assert told["exports", "prize"]["now"]["feasibility"] == "not by these fields"
    assert told["exports", "prize"]["today"]["feasibility"] == "directly"
    assert told["exports", "prize"]["today_because"] == [
        "exports is in shadow at main: it still gets everything that it got before."
    ]


def test_what_was_opened_is_told_with_its_scams_and_their_end(home: Settings, order: str) -> None:
    run(home, "view", "retention", order)
    run(home, "view", "comms", order)
    left = run(home, "exposure", "comms", "--released", "2020-01-01T00:00Z", "--json").objects
    told = {one["scam"]: one for one in left}

    assert {one["hop"] for one in left} == {"comms"}
    assert told["account_takeover"]["was"]["directly"] == 1
    assert told["account_takeover"]["latest_end_ms"] > 0
    assert "opened at this machine" in run(home, "exposure", "--released", "2020-01-01T00:00Z").out
    assert run(home, "exposure", "--of-partner", "fast", "--json").objects == []


def test_a_day_that_is_none_is_refused_by_its_option(home: Settings, order: str) -> None:
    for words in (["--released", "yesterday"], ["--released", "2026-11-21", "--until", "2026-11-20T10:00"]):
        told = run(home, "exposure", *words)
        assert told.code == 2
        assert "2026-11-21T09:30+05:30" in told.err


def test_hops_together_are_told_with_what_matches_their_lines(home: Settings) -> None:
    told = run(home, "exposure", "--together", "courier,comms", "--json").objects

    assert {"courier", "comms"} == {hop for one in told for hop in one["hops"]}
    assert run(home, "exposure", "--together", "courier").code == 2


def test_a_payload_is_told_without_its_values(home: Settings, order_file: Path) -> None:
    told = run(home, "exposure", "--payload", order_file)
    rows = {one["scam"]: one for one in run(home, "exposure", "--payload", order_file, "--json").objects}
    refused = run(home, "exposure", "--payload", order_file, "--source", "faxes")

    assert rows["prize"]["feasibility"] == "directly"
    assert rows["prize"]["changes"]
    assert "buyer_phone" in told.out
    assert not any(value in told.out + refused.err for value in ("+91", "@", "560001"))
    assert refused.code == 2
