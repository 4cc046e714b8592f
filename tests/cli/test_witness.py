"""A witness on its own machine, fed over real HTTP by the relay of another, and an export checked by a stranger."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from orderveil.cli.witness import make_server
from orderveil.core.checkpoint import COSIGNATURE, SignerKey, parse_verifier_key
from orderveil.core.listening import Address
from orderveil.core.settings import Settings
from orderveil.ledger.witness import Trust, Witness
from tests.cli.running import Ran, run

CHECKER = Path(__file__).parents[2] / "verify" / "orderveil_verify.py"


@pytest.fixture
def log_key(home: Settings, order: str, short_folder: Path) -> str:
    """The public key of the log of a home that holds one order."""
    assert run(home, "ledger", "export", "--to", short_folder / "first.ndjson").code == 0
    lines = (short_folder / "first.ndjson").read_text().splitlines()
    return str(json.loads(lines[1])["public_key"])


def make(home: Settings, folder: Path) -> tuple[Path, str]:
    made = run(home, "witness", "init", folder / "w" / "key", "--name", "witness.example/w1", "--json")
    assert made.code == 0, made.err
    return folder / "w" / "key", made.object["public_key"]


@pytest.fixture
def served(home: Settings, log_key: str, short_folder: Path) -> Iterator[tuple[str, str, int]]:
    """A witness that listens: its address, its public key, its port."""
    _, public = make(home, short_folder)
    raw = (short_folder / "w" / "key").read_text()
    seed = base64.b64decode(raw.strip().split("+", 4)[4])[1:]
    witness = Witness(
        SignerKey("witness.example/w1", seed, COSIGNATURE), [Trust.of(parse_verifier_key(log_key))],
        short_folder / "w" / "key.state",
    )  # fmt: skip
    server = make_server(witness, Address("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    port = server.server_address[1]
    yield f"http://127.0.0.1:{port}", public, int(port)
    server.shutdown()
    thread.join()
    server.server_close()


def feed(home: Settings, served: tuple[str, str, int]) -> Ran:
    return run(home, "witness", "feed", served[0], "--witness", served[1], "--json")


def test_a_fed_witness_cosigns_and_the_export_carries_it(
    home: Settings, served: tuple[str, str, int], log_key: str, short_folder: Path
) -> None:
    first, again = feed(home, served), feed(home, served)

    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert 0 < first.object["size"] < again.object["size"]
    export = short_folder / "second.ndjson"
    assert run(home, "ledger", "export", "--to", export).code == 0
    checked = subprocess.run(
        [sys.executable, "-I", "-S", CHECKER, export, "--json", "--key", log_key, "--witness", served[1],
         "--need", "1"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert json.loads(checked.stdout)["problems"] == []
    assert run(home, "ledger", "verify", "--json").object["ok"] is True


def test_a_witness_that_is_away_is_told_as_such(home: Settings, served: tuple[str, str, int]) -> None:
    told = run(home, "witness", "feed", "http://127.0.0.1:9", "--witness", served[1])

    assert told.code == 6
    assert "does not answer" in told.err


def test_an_answer_of_somebody_else_is_not_handed_in(home: Settings, served: tuple[str, str, int]) -> None:
    stranger = SignerKey("witness.example/w1", b"s" * 32, COSIGNATURE).verifier().text()
    told = run(home, "witness", "feed", served[0], "--witness", stranger)

    assert told.code != 0
    assert "not signed by that witness" in told.err


@pytest.mark.parametrize(("path", "headers", "status"), [
    ("/add-checkpoint", {"Content-Length": "70000"}, 413),
    ("/add-checkpoint", {"Transfer-Encoding": "chunked"}, 411),
    ("/add-checkpoint", {"Content-Length": "3"}, 400),
    ("/elsewhere", {"Content-Length": "3"}, 404),
])  # fmt: skip
def test_odd_requests_are_refused(
    served: tuple[str, str, int], path: str, headers: dict[str, str], status: int
) -> None:
    connection = HTTPConnection("127.0.0.1", served[2], timeout=10)
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(b"abc")

    assert connection.getresponse().status == status
    connection.close()


def test_a_request_from_a_file_is_answered_without_a_network(
    home: Settings, log_key: str, short_folder: Path
) -> None:
    key_file, _ = make(home, short_folder)
    note = json.loads((short_folder / "first.ndjson").read_text().splitlines()[1])["checkpoint"]
    told = run(home, "witness", "cosign", key_file, "--trust", log_key, said=f"old 0\n\n{note}")

    assert (told.code, told.out.startswith("\u2014 witness.example/w1 ")) == (0, True)
    forked = run(home, "witness", "cosign", key_file, "--trust", log_key, said=f"old 1\n\n{note}")

    assert forked.code == 1
    assert "409" in forked.err


def test_a_witness_without_its_state_never_signs(home: Settings, log_key: str, short_folder: Path) -> None:
    key_file, _ = make(home, short_folder)
    (short_folder / "w" / "key.state").unlink()
    told = run(home, "witness", "cosign", key_file, "--trust", log_key, said="old 0\n\n")

    assert told.code == 3
    assert "retire this witness" in told.err


def test_a_key_that_others_may_read_is_refused(home: Settings, log_key: str, short_folder: Path) -> None:
    key_file, _ = make(home, short_folder)
    key_file.chmod(0o644)
    told = run(home, "witness", "cosign", key_file, "--trust", log_key, said="old 0\n\n")

    assert told.code == 3
    assert "chmod 600" in told.err


def test_a_second_witness_is_never_written_over_the_first(home: Settings, short_folder: Path) -> None:
    key_file, _ = make(home, short_folder)
    before = key_file.read_text()
    told = run(home, "witness", "init", key_file, "--name", "witness.example/w2")

    assert told.code != 0
    assert key_file.read_text() == before
