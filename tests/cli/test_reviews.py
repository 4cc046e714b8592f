"""Reviews, outside lists and replaced keys from the command line."""

from __future__ import annotations

from pathlib import Path

from orderveil.core.settings import Settings
from tests.cli.running import run


def test_the_only_owners_right_is_decided_at_the_machine(home: Settings) -> None:
    run(home, "people", "invite", "asha@staff.example", "--name", "Asha", "--role", "owner")
    opened = run(home, "reviews", "open", "--json").object["campaign"]
    item = run(home, "reviews", "show", opened, "--json").object
    assert (item["kind"], item["about"]) == ("role", "owner")
    assert run(home, "reviews", "close", opened, "--json").error["reason"] == "reviews:undecided"
    assert run(home, "reviews", "decide", opened, "1", "keep", "--json").object["decision"] == "kept"
    assert run(home, "reviews", "close", opened, "--json").object["state"] == "closed"
    assert "the next review is due on" in run(home, "reviews", "list").out
    assert run(home, "reviews", "decide", opened, "1", "perhaps").code == 2


def test_a_list_is_taken_and_what_has_to_be_ended_is_ticked(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("email,name,2fa\ngita@staff.example,Gita,no\nnobody,?,no\n", encoding="utf-8")
    taken = run(home, "partners", "import", "portal", file, "--json")
    assert taken.object == {"new": 1, "unread": 1, "undated": 0, "known": 0, "gone": 0, "back": 0}
    assert "line 3" in taken.err
    row = run(home, "partners", "accounts", "--json").object
    assert row["marks"] == ["no-person", "no-mfa"]
    assert run(home, "partners", "ended", row["account"], "--json").object["state"] == "ended"
    assert run(home, "partners", "accounts", "--tasks", "--json").object["ended_by"].startswith("operator:")

    file.write_text("a,b\n1,2\n", encoding="utf-8")
    refused = run(home, "partners", "import", "portal", file, "--json")
    assert refused.code != 0
    assert refused.error["place"] == "line 1"


def test_a_key_is_replaced_with_an_overlap(home: Settings) -> None:
    run(home, "shops", "add", "kiosk")
    key = run(home, "keys", "issue", "courier", "swiftship", "--shop", "kiosk", "--json").object["id"]
    new = run(home, "partners", "replace-key", key, "--overlap", "2", "--json").object
    assert new["token"].startswith("ovk_")
    rows = {row["id"]: row for row in run(home, "partners", "connected", "--json").objects}
    assert rows[key]["marks"] == ["rotating", "no-owner"]
    assert rows[new["id"]]["scopes"] == rows[key]["scopes"]
    assert new["token"] not in run(home, "partners", "connected", "--json").out


def test_scripts_of_a_page_are_taken(home: Settings, tmp_path: Path) -> None:
    run(home, "shops", "add", "kiosk")
    page = tmp_path / "checkout.html"
    page.write_text("<script src=https://pay.example/v3.js></script><script>1</script>", encoding="utf-8")
    told = run(home, "partners", "scripts", page, "--shop", "kiosk", "--json")
    assert told.object == {"new": 2, "known": 0, "changed": 0}
