"""A witness cosigns consistent growth and nothing else, and remembers across restarts."""

from __future__ import annotations

import base64
import threading
from pathlib import Path

import pytest

from orderveil.core.checkpoint import (
    COSIGNATURE,
    Checkpoint,
    SignerKey,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    sign,
    signed_by,
)
from orderveil.core.errors import BadConfiguration, Conflict, LedgerUnavailable, Malformed
from orderveil.ledger.heads import ProcessMemory
from orderveil.ledger.log import Ledger
from orderveil.ledger.witness import Reply, Trust, Witness, request_body
from orderveil.store.database import Database
from tests.ledger.people import JANUARY, OCTOBER, ORIGIN, Book, entry, seed_of
from tests.ledger.test_attacks import restore, snapshot

WITNESS = SignerKey("witness.example/w1", b"w" * 32, COSIGNATURE)
LOG = SignerKey(f"{ORIGIN}/main/2026Q4", seed_of("main"))
NOW = OCTOBER // 1000


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return again(tmp_path)


def again(folder: Path) -> Witness:
    return Witness(WITNESS, [Trust.of(LOG.verifier())], folder / "witness" / "state.json")


def ask(book: Book, witness: Witness, old_size: int, log: str | None = None) -> Reply:
    with book.database.reading() as tx:
        proof = book.ledger.prove_growth(tx, old_size=old_size, log=log)
    return witness.add_checkpoint(request_body(old_size, proof.hashes, proof.checkpoint), NOW)


def test_growth_is_cosigned_step_by_step(book: Book, witness: Witness) -> None:
    size = 0
    for at in range(0, 900, 130):
        book.fill(130, start=at)
        reply = ask(book, witness, size)
        note = parse_note(book.checkpoint() + reply.body.decode())
        size = parse_checkpoint(note.text).size

        assert reply.status == 200
        assert signed_by(note, [LOG.verifier(), WITNESS.verifier()]) == (LOG.verifier(), WITNESS.verifier())


def test_the_same_head_may_be_cosigned_again(book: Book, witness: Witness) -> None:
    book.fill(10)

    assert [ask(book, witness, 0).status, ask(book, witness, 11).status] == [200, 200]


def test_a_stale_request_is_told_the_size_that_was_cosigned(book: Book, witness: Witness) -> None:
    book.fill(10)
    ask(book, witness, 0)
    book.fill(10, start=10)
    reply = ask(book, witness, 0)

    assert (reply.status, reply.body, reply.content_type) == (409, b"11\n", "text/x.tlog.size")


def test_a_rolled_back_log_is_refused(book: Book, witness: Witness) -> None:
    book.fill(10)
    with book.database.reading() as tx:
        old = book.ledger.page(tx).checkpoint
    book.fill(10, start=10)
    ask(book, witness, 0)

    assert witness.add_checkpoint(request_body(11, [], old), NOW).status == 409
    assert witness.add_checkpoint(request_body(21, [], old), NOW).status == 400
    assert witness.add_checkpoint(request_body(0, [], old), NOW).status == 409


def test_a_fork_is_refused_loudly(book: Book, witness: Witness) -> None:
    book.fill(10)
    ask(book, witness, 0)
    forked = sign(Checkpoint(LOG.name, 11, b"f" * 32), LOG)
    grown = sign(Checkpoint(LOG.name, 30, b"f" * 32), LOG)

    assert "forked" in witness.add_checkpoint(request_body(11, [], forked), NOW).why
    reply = witness.add_checkpoint(request_body(11, [b"x" * 32] * 5, grown), NOW)

    assert (reply.status, "NOT A CONSISTENT GROWTH" in reply.why) == (422, True)


def test_what_was_cosigned_is_remembered_across_restarts(book: Book, tmp_path: Path) -> None:
    book.fill(10)
    assert ask(book, again(tmp_path), 0).status == 200
    forked = sign(Checkpoint(LOG.name, 11, b"f" * 32), LOG)

    assert again(tmp_path).add_checkpoint(request_body(11, [], forked), NOW).status == 409
    assert again(tmp_path).add_checkpoint(request_body(0, [], forked), NOW).status == 409


def test_a_broken_state_stops_the_witness(tmp_path: Path, book: Book) -> None:
    book.fill(3)
    state = tmp_path / "witness" / "state.json"
    state.parent.mkdir()
    state.write_text("{")
    with pytest.raises(BadConfiguration):
        ask(book, again(tmp_path), 0)


def test_the_next_quarter_is_another_log_under_the_same_trust(book: Book, witness: Witness) -> None:
    book.fill(10)
    ask(book, witness, 0)
    book.fill(3, start=20, now_ms=JANUARY)

    assert ask(book, witness, 0).status == 200


@pytest.mark.parametrize("origin", [
    f"{ORIGIN}/other/2026Q4", "elsewhere.example/main/2026Q4", f"{ORIGIN}/main/2026Q4/x", f"{ORIGIN}/main/now",
    f"{ORIGIN}/main/",
])  # fmt: skip
def test_an_unknown_origin_is_not_served(witness: Witness, origin: str) -> None:
    note = sign(Checkpoint(origin, 1, b"r" * 32), SignerKey(origin, seed_of("main")))

    assert witness.add_checkpoint(request_body(0, [], note), NOW).status == 404


def test_a_foreign_signature_is_not_served(witness: Witness) -> None:
    note = sign(Checkpoint(LOG.name, 1, b"r" * 32), SignerKey(LOG.name, b"f" * 32))

    assert witness.add_checkpoint(request_body(0, [], note), NOW).status == 403


@pytest.mark.parametrize("body", [
    b"", b"old 0", b"old 01\n\nx", b"old -1\n\nx", b"new 0\n\nx", b"\xff\n\n", b"old 0\nAAAA\n\n", b"old 0\n%%%\n\n",
    b"old 0\n" + b"A\n" * 64 + b"\n", b"old 0\n\n" + b"a" * 70_000,
])  # fmt: skip
def test_what_is_no_request_is_refused(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body, NOW).status == 400


def test_a_proof_before_the_first_checkpoint_is_refused(witness: Witness) -> None:
    note = sign(Checkpoint(LOG.name, 1, b"r" * 32), LOG)

    assert witness.add_checkpoint(request_body(0, [b"p" * 32], note), NOW).status == 422


def test_many_at_once_never_sign_two_branches(tmp_path: Path) -> None:
    """Two branches of one size, asked for at the same time by threads over several witnesses of one state."""
    branches = [sign(Checkpoint(LOG.name, 5, bytes([number]) * 32), LOG) for number in range(8)]
    answers: list[int] = []
    threads = [
        threading.Thread(
            target=lambda note: answers.append(again(tmp_path).add_checkpoint(request_body(0, [], note), NOW).status),
            args=(note,),
        )
        for note in branches
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] + [409] * 7


def test_a_request_reads_as_the_protocol_says() -> None:
    body = request_body(3, [b"h" * 32], "o\n4\nroot\n\n\u2014 o sig\n").decode()

    assert body == f"old 3\n{base64.b64encode(b'h' * 32).decode()}\n\no\n4\nroot\n\n\u2014 o sig\n"


def test_a_cosignature_is_kept_recorded_and_exported(book: Book, witness: Witness) -> None:
    book.fill(10)
    note, line = book.checkpoint(), ask(book, witness, 0).body.decode()
    with book.database.writing() as tx:
        book.ledger.cosign(tx, entry(1, orders=(), actor="operator:root"), note, line)
    assert book.verify().problems == []
    book.sequence()
    with book.database.reading() as tx:
        page = book.ledger.page(tx)

    assert page.cosignatures == [note + line]
    assert b'"act":"ledger:checkpoint:cosigned","actor":"operator:root"' in page.entries[-1]
    assert book.verify().problems == []


def test_only_a_newer_cosignature_takes_the_place_of_one_held(book: Book, witness: Witness) -> None:
    book.fill(10)
    note, line = book.checkpoint(), ask(book, witness, 0).body.decode()
    with book.database.writing() as tx:
        book.ledger.cosign(tx, entry(1, orders=()), note, line)
    with pytest.raises(Conflict), book.database.writing() as tx:
        book.ledger.cosign(tx, entry(1, orders=()), note, line)
    book.sequence()
    newer, line = book.checkpoint(), ask(book, witness, 11).body.decode()
    with book.database.writing() as tx:
        book.ledger.cosign(tx, entry(2, orders=()), newer, line)
    book.sequence()

    assert book.verify().problems == []


def test_a_cosignature_over_anything_but_our_head_is_refused(book: Book) -> None:
    from orderveil.core.checkpoint import cosign

    book.fill(10)
    forged = sign(Checkpoint(LOG.name, 5, b"f" * 32), LOG)
    foreign = sign(Checkpoint(LOG.name, 5, b"f" * 32), SignerKey(LOG.name, b"f" * 32))
    note = book.checkpoint()
    late = cosign(parse_note(note).text, WITNESS, NOW + 86_400)
    for checkpoint, line in ((forged, cosign(parse_note(forged).text, WITNESS, NOW)), (note, late), (note, "x"),
                             (foreign, cosign(parse_note(foreign).text, WITNESS, NOW))):  # fmt: skip
        with pytest.raises((Conflict, Malformed)), book.database.writing() as tx:
            book.ledger.cosign(tx, entry(1, orders=()), checkpoint, line)

    assert book.rows("SELECT * FROM ledger_cosignatures") == []


def test_a_memory_kept_outside_the_store_outlives_the_process(book: Book) -> None:
    kept = ProcessMemory()
    book.ledger = Ledger(seed_of, ORIGIN, kept)
    book.fill(10)
    before = snapshot(book)
    book.fill(10, start=10)
    book.verify_and_see()
    restore(book, before)
    book.ledger = Ledger(seed_of, ORIGIN, kept)
    with pytest.raises(LedgerUnavailable) as refusal:
        book.sequence_one()

    assert refusal.value.reason == "ledger:rolled-back"
    assert not book.verify().ok


def test_trust_is_read_from_a_public_key() -> None:
    assert Trust.of(parse_verifier_key(LOG.verifier().text())).covers(f"{ORIGIN}/main/2031Q2.3")
