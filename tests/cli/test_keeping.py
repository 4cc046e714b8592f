"""Keys, modes, erasure and the ledger from the command line, on a real home."""

from __future__ import annotations

import json
from pathlib import Path

from orderveil.core.hop import HOPS
from orderveil.core.settings import Settings
from tests.cli.running import run


def test_a_partners_key_is_shown_once_and_can_be_revoked(home: Settings, order: str) -> None:
    issued = run(home, "keys", "issue", "courier", "swiftship", "--json").object
    checked = run(home, "keys", "check", "--json", said=issued["token"] + "\n").object
    listed = run(home, "keys", "list", "--json")
    run(home, "keys", "revoke", issued["id"])
    after = run(home, "keys", "check", "--json", said=issued["token"] + "\n")

    assert (checked["hop"], checked["partner"]) == ("courier", "swiftship")
    assert issued["token"] not in listed.out
    assert (after.code, after.error["reason"]) == (5, "access:unauthentic")


def test_a_source_secret_is_taken_from_standard_input_and_sealed(home: Settings, order: str) -> None:
    told = run(home, "keys", "secret", "shopify", "--json", said="shpss_invented_4f1d\n")

    assert told.object["status"] == "stored"
    kept = b"".join(path.read_bytes() for path in home.home.rglob("*") if path.is_file())
    assert b"shpss_invented_4f1d" not in kept


def test_a_secret_is_never_an_argument(home: Settings) -> None:
    told = run(home, "keys", "secret", "shopify", "shpss_invented_4f1d")

    assert told.code == 2


def test_a_mode_goes_forward_and_one_step_back(home: Settings, order: str) -> None:
    run(home, "mode", "set", "label", "10%")
    set_to = {row["hop"]: row for row in run(home, "mode", "show", "--json").objects}["label"]
    back = run(home, "mode", "back", "label", "--json").object

    assert (set_to["mode"], set_to["percent"]) == ("percentage", 10)
    assert back["mode"] == "shadow"


def test_all_hops_are_set_at_once(home: Settings, order: str) -> None:
    run(home, "mode", "set", "all", "enforced")

    modes = {row["hop"]: row["mode"] for row in run(home, "mode", "show", "--json").objects}
    assert modes == {hop.value: "enforced" for hop in HOPS}


def test_what_goes_past_the_relay_is_shown_until_it_ends(home: Settings, order: str) -> None:
    bypass = ("mode", "bypass", "label", "old-label-app", "--field", "recipient_phone")
    run(home, *bypass)
    during = {row["hop"]: row["bypasses"] for row in run(home, "mode", "show", "--json").objects}["label"]
    run(home, *bypass, "--ends", "0s")
    after = {row["hop"]: row["bypasses"] for row in run(home, "mode", "show", "--json").objects}["label"]

    assert [one["connector"] for one in during] == ["old-label-app"]
    assert after == []


def test_an_erased_order_is_gone_and_does_not_come_back(home: Settings, order: str, order_file: Path) -> None:
    asked = run(home, "erase", order, "--reason", "buyer-asked")
    erased = run(home, "erase", order, "--reason", "buyer-asked", "--yes", "--json")
    view = run(home, "view", "courier", order, "--json")
    again = run(home, "ingest", "shopify", order_file, "--json")

    assert asked.code == 1  # nobody confirmed
    assert erased.object["status"] == "erased"
    assert (view.code, view.error["reason"]) == (7, "state:erased")
    assert (again.object["status"], again.object["reason"]) == ("refused", "state:erased")


def test_the_ledger_tells_everything_that_was_done_with_an_order(home: Settings, order: str) -> None:
    run(home, "view", "courier", order)
    run(home, "erase", order, "--reason", "buyer-asked", "--yes")

    acts = [entry["act"] for entry in run(home, "ledger", "who", order, "--json").objects]
    assert acts == ["intake:order:sealed", "view:order:opened", "erasure:order:erased"]


def test_the_ledger_verifies_and_an_altered_byte_is_found(home: Settings, order: str) -> None:
    sound = run(home, "ledger", "verify", "--json")
    store = home.home / "data" / "orders.db"
    raw = store.read_bytes()
    store.write_bytes(raw.replace(b"intake:order:sealed", b"intake:order:seaLed", 1))
    altered = run(home, "ledger", "verify", "--json")

    assert (sound.code, sound.object["ok"]) == (0, True)
    assert altered.code != 0


def test_the_ledger_leaves_as_lines_and_never_holds_a_value(home: Settings, order: str, short_folder: Path) -> None:
    file = short_folder / "ledger.ndjson"
    told = run(home, "ledger", "export", "--to", file, "--json").object

    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert told["lines"] == len(lines)
    assert all(word not in file.read_text() for word in ("Asha", "99999", "Lake"))


def test_purging_replaces_the_root_once_something_was_erased(home: Settings, order: str) -> None:
    """A root that is replaced for nothing would end its backup for nothing."""
    before = (home.keys / "root.key").read_text()
    idle = run(home, "purge", "--json").object
    unchanged = (home.keys / "root.key").read_text()
    run(home, "erase", order, "--reason", "test", "--yes")
    purged = run(home, "purge", "--json").object

    assert (idle["counts"]["roots"], unchanged) == (0, before)
    assert purged["counts"]["roots"] == 1
    assert (home.keys / "root.key").read_text() != before
