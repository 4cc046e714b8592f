"""The stand-alone checker, run as a stranger would: no site packages, none of our code, nothing but the file."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.checkpoint import COSIGNATURE, SignerKey
from orderveil.store.database import Database
from tests.ledger import make_vectors
from tests.ledger.people import JANUARY, Book, seed_of

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "verify" / "orderveil_verify.py"
FOLDER = ROOT / "vectors" / "ledger"
VECTORS: dict[str, Any] = json.loads((FOLDER / "exports.json").read_text())
KEY, WITNESS = VECTORS["trusted_key"], VECTORS["witness_key"]


def check(export: Path, *arguments: str) -> dict[str, Any]:
    """Run the script without site packages and without our folders; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(export), "--json", *arguments],
        capture_output=True, text=True, timeout=60, cwd="/", check=False,
    )  # fmt: skip
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if found["ok"] else 1)
    return found


def changed(lines: list[str], case: dict[str, Any]) -> list[str]:
    """Do to an export what a vector says."""
    lines = list(lines)
    if "replace" in case:
        old, new = case["replace"]
        assert json.dumps(old)[1:-1].replace('\\"', '"') in lines[case["line"] - 1] or old in lines[case["line"] - 1]
        lines[case["line"] - 1] = lines[case["line"] - 1].replace(old, new)
    if "replace_key" in case:
        own = json.loads(lines[case["line"] - 1])["public_key"]
        lines[case["line"] - 1] = lines[case["line"] - 1].replace(own, case["replace_key"])
    if "set" in case:
        lines[case["line"] - 1] = case["set"]
    if "swap" in case:
        one, two = case["swap"]
        lines[one - 1], lines[two - 1] = lines[two - 1], lines[one - 1]
    if "delete" in case:
        del lines[case["delete"] - 1]
    if "repeat" in case:
        lines.insert(case["repeat"], lines[case["repeat"] - 1])
    if "append" in case:
        lines.append(case["append"])
    return lines[: case.get("truncate", len(lines))]


def test_vectors_are_what_the_ledger_writes_today() -> None:
    for name, text in make_vectors.build().items():
        assert (FOLDER / name).read_text() == text


@pytest.mark.parametrize("case", VECTORS["failures"], ids=lambda case: case["name"])
def test_named_failures(case: dict[str, Any], tmp_path: Path) -> None:
    lines = (FOLDER / "export.ndjson").read_text().splitlines()
    altered = tmp_path / "export.ndjson"
    altered.write_text("".join(f"{line}\n" for line in changed(lines, case)))
    found = check(altered, "--key", KEY, "--witness", WITNESS)
    if case["expect"] is None:
        assert found["problems"] == []
    else:
        assert any(case["expect"] in problem for problem in found["problems"]), found["problems"]
    remembered = tmp_path / "remembered"
    remembered.write_text(VECTORS["remembered"])
    if "expect_remembered" in case:
        assert case["expect_remembered"] in check(altered, "--key", KEY, "--remember", str(remembered))["problems"][0]


def test_every_flipped_bit_of_an_export_is_noticed(tmp_path: Path) -> None:
    """Whatever byte of the file: a checkpoint remembered, a witness asked for, and the whole is bound together."""
    raw = (FOLDER / "export.ndjson").read_bytes()
    chance, altered, remembered = random.Random(7), tmp_path / "export.ndjson", tmp_path / "remembered"
    remembered.write_text(VECTORS["remembered"])
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        import orderveil_verify
    finally:
        sys.path.pop(0)
    arguments = [str(altered), "--json", "--key", KEY, "--witness", WITNESS, "--remember", str(remembered)]
    altered.write_bytes(raw)
    assert orderveil_verify.main(arguments) == 0
    unnoticed = []
    for at in chance.sample(range(len(raw) - 1), 250):
        altered.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :])
        if orderveil_verify.main(arguments) == 0:
            unnoticed.append((at, raw[at - 30 : at + 10]))

    assert unnoticed == []


def test_without_a_key_of_yours_nothing_is_believed() -> None:
    found = check(FOLDER / "export.ndjson")

    assert found["problems"] == ["you named no key to trust (--key): anybody could have signed this export"]


def test_a_foreign_key_is_not_believed() -> None:
    foreign = SignerKey("relay.example/main/2027Q1", b"f" * 32).verifier().text()
    found = check(FOLDER / "export.ndjson", "--key", foreign)

    assert found["problems"] == ["log 2027Q1: it is not signed by a key that you trust"]


def test_a_key_may_be_given_as_base64_alone() -> None:
    key = base64.b64encode(SignerKey("", seed_of("main")).public()).decode()

    assert check(FOLDER / "export.ndjson", "--key", key)["ok"]


def test_as_many_witnesses_as_asked_for_must_have_signed(tmp_path: Path) -> None:
    found = check(FOLDER / "export.ndjson", "--key", KEY, "--witness", WITNESS, "--need", "1")

    assert found["problems"] == ["the newest log is cosigned by 0 witnesses that you know, not by 1"]
    stranger = SignerKey("witness.example/w1", b"s" * 32, COSIGNATURE).verifier().text()

    assert check(FOLDER / "export.ndjson", "--key", KEY, "--witness", stranger)["ok"] is False


def test_a_real_record_grows_under_remembered_checkpoints(database: Database, tmp_path: Path) -> None:
    book = Book(database)
    export, remembered = tmp_path / "export.ndjson", tmp_path / "remembered"
    key = SignerKey("relay.example/main/2026Q4", seed_of("main")).verifier().text()
    for at in range(3):
        book.fill(350, start=at * 350)
        export.write_bytes(b"".join(make_vectors.export(book, limit=100)))
        found = check(export, "--key", key, "--remember", str(remembered), "--update", str(remembered))

        assert (found["problems"], found["entries"]) == ([], 350 * (at + 1) + 1)
    older = export.read_bytes()
    book.fill(5, start=2000, now_ms=JANUARY)
    export.write_bytes(b"".join(make_vectors.export(book)))

    assert check(export, "--key", key, "--remember", str(remembered), "--update", str(remembered))["ok"]
    export.write_bytes(older)
    found = check(export, "--key", key, "--remember", str(remembered))

    assert found["problems"] == [
        "a checkpoint that you remember speaks of relay.example/main/2027Q1, which is not here"
    ]


def test_a_fork_under_the_true_key_is_found_by_what_was_remembered(database: Database, tmp_path: Path) -> None:
    book = Book(database)
    export, remembered = tmp_path / "export.ndjson", tmp_path / "remembered"
    key = SignerKey("relay.example/main/2026Q4", seed_of("main")).verifier().text()
    book.fill(40)
    export.write_bytes(b"".join(make_vectors.export(book)))
    assert check(export, "--key", key, "--update", str(remembered))["ok"]
    for table in ("ledger_logs", "ledger_bundles", "ledger_tiles", "ledger_orders", "ledger_writers"):
        book.run(f"DELETE FROM {table}")
    book.restart()
    book.fill(60, start=1)
    export.write_bytes(b"".join(make_vectors.export(book)))

    assert check(export, "--key", key)["ok"]
    assert check(export, "--key", key, "--remember", str(remembered))["problems"] == [
        "log 2026Q4: at size 41 the entries do not lead to a checkpoint that you remember"
    ]


def test_one_ended_log_is_believed_through_the_next(database: Database, tmp_path: Path) -> None:
    book = Book(database)
    book.fill(300)
    book.fill(20, start=300, now_ms=JANUARY)
    with database.writing() as tx:
        book.ledger.end_log(tx, "main", "2026Q4", JANUARY)
    export = tmp_path / "export.ndjson"
    export.write_bytes(b"".join(make_vectors.export(book)))
    found = check(export, "--key", SignerKey("relay.example/main/2027Q1", seed_of("main")).verifier().text())

    assert (found["problems"], found["logs"]) == ([], ["2027Q1"])


def test_after_a_change_of_key_the_new_key_vouches_for_the_old(database: Database, tmp_path: Path) -> None:
    book = Book(database)
    book.fill(10)
    with database.writing() as tx:
        book.ledger.change_key(tx, "main", b"n" * 32, JANUARY)
    book.seeds["main"] = b"n" * 32
    book.fill(10, start=20, now_ms=JANUARY)
    export = tmp_path / "export.ndjson"
    export.write_bytes(b"".join(make_vectors.export(book)))
    new, old = (SignerKey("relay.example/main/2027Q1", seed).verifier().text() for seed in (b"n" * 32, seed_of("main")))

    assert check(export, "--key", new)["problems"] == []
    assert check(export, "--key", old)["problems"] == ["log 2027Q1.2: it is not signed by a key that you trust"]


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(tmp_path / "none")], capture_output=True, timeout=60, check=False
    )

    assert done.returncode == 2
