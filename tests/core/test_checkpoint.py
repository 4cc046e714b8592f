"""Signed notes, checkpoints and cosignatures, against published ones and against every way to misspell them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.checkpoint import (
    COSIGNATURE,
    Checkpoint,
    NoteRefused,
    SignerKey,
    VerifierKey,
    cosign,
    cosigned_at,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    sign,
    signed_by,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors/ledger/notes.json").read_text())
HEAD = Checkpoint("relay.example/main/2026Q4", 17, b"r" * 32)
KEY = SignerKey(HEAD.origin, b"k" * 32)
WITNESS = SignerKey("witness.example/w1", b"w" * 32, COSIGNATURE)


@pytest.mark.parametrize("case", VECTORS["notes"], ids=lambda case: case["name"])
def test_published_notes_and_their_named_failures(case: dict[str, Any]) -> None:
    key = parse_verifier_key(case["key"])
    if case["expect"] == "signed":
        assert signed_by(parse_note(case["note"]), [key]) == (key,)
        assert signed_by(parse_note(case["note"].encode()), [key]) == (key,)
        return
    with pytest.raises(NoteRefused) as refusal:
        signed_by(parse_note(case["note"]), [key])

    assert refusal.value.message == case["expect"]


def test_our_signature_is_byte_for_byte_that_of_the_reference_implementation() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    name, seed = VECTORS["go_signer_key"].split("+", 4)[2], base64.b64decode(VECTORS["go_signer_key"].split("+", 4)[4])
    key = SignerKey(name, seed[1:])
    published = parse_note(VECTORS["notes"][0]["note"])

    assert key.verifier().text() == VECTORS["notes"][0]["key"]
    assert Ed25519PrivateKey.from_private_bytes(key.seed).sign(published.text.encode()) == published.signatures[0].value


def test_a_public_cosignature_names_its_time() -> None:
    note = parse_note(VECTORS["notes"][1]["note"])

    assert [cosigned_at(one) for one in note.signatures[2:]] == [1_779_573_024] * 4


def test_a_mangled_public_key_is_refused() -> None:
    """As the reference implementation's own test does: every part of a key, and every key with one changed letter."""
    text = VECTORS["notes"][0]["key"]
    bad = [text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    bad.remove(text)
    bad += [text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))]
    bad += [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ]
    for one in bad:
        with pytest.raises(NoteRefused):
            parse_verifier_key(one)


def test_what_we_sign_opens() -> None:
    note = sign(HEAD, KEY)

    assert open_checkpoint(note, KEY.verifier()) == HEAD
    assert note.startswith("relay.example/main/2026Q4\n17\n" + base64.b64encode(b"r" * 32).decode() + "\n\n\u2014 ")


def test_cosignatures_stand_beside_the_logs_own() -> None:
    note = sign(HEAD, KEY)
    whole = parse_note(note + cosign(parse_note(note).text, WITNESS, 1_791_000_000))

    assert signed_by(whole, [KEY.verifier(), WITNESS.verifier()]) == (KEY.verifier(), WITNESS.verifier())


def test_a_logs_signature_is_no_cosignature_and_the_other_way_round() -> None:
    """One key used for both: the kind is part of the key's id, and the signed bytes differ."""
    log = SignerKey("one.example", b"x" * 32)
    witness = SignerKey("one.example", b"x" * 32, COSIGNATURE)
    note = sign(Checkpoint("one.example", 1, b"r" * 32), log)
    with pytest.raises(NoteRefused):
        signed_by(parse_note(note), [witness.verifier()])
    cosigned = parse_note(note).text + "\n" + cosign(parse_note(note).text, witness, 1)
    with pytest.raises(NoteRefused):
        signed_by(parse_note(cosigned), [log.verifier()])


def test_a_checkpoint_speaks_for_its_own_log_alone() -> None:
    note = sign(HEAD, SignerKey("relay.example/other/2026Q4", b"k" * 32))
    with pytest.raises(NoteRefused, match="another log"):
        open_checkpoint(note, VerifierKey("relay.example/other/2026Q4", KEY.public()))


@pytest.mark.parametrize("text", [
    "", "o\n1\n", "o\n1\nAAAA\n", "o\n01\n{root}\n", "o\n-1\n{root}\n", "o\n+1\n{root}\n",
    "o\n1 \n{root}\n", "\n1\n{root}\n",
    "o\n9223372036854775808\n{root}\n", "o\n99999999999999999999\n{root}\n",
    "o\n1\n{root}", "o\n1\n{root}\nextension\n",
    "o\n\u0661\n{root}\n", "o p\n1\n{root}\n",
    "o+p\n1\n{root}\n", "o\n1\n{root}\n\n", "o\r\n1\n{root}\n", "o\n1\n{short}\n",
])  # fmt: skip
def test_a_misspelt_checkpoint_is_refused(text: str) -> None:
    root, short = base64.b64encode(b"r" * 32).decode(), base64.b64encode(b"r" * 31).decode()
    with pytest.raises(NoteRefused):
        parse_checkpoint(text.replace("{root}", root).replace("{short}", short))


@pytest.mark.parametrize(
    "note", [b"\xff\xfe", b"a" * 70_000, "a\n\n" + "\u2014 x AAAAAAAA\n" * 65, "\ud800\n\n\u2014 x A\n"]
)
def test_what_is_no_note_is_refused(note: str | bytes) -> None:
    with pytest.raises(NoteRefused):
        parse_note(note)


def test_a_seed_is_never_shown() -> None:
    assert "kkkk" not in repr(KEY)


def test_an_origin_cannot_smuggle_a_line() -> None:
    with pytest.raises(NoteRefused):
        Checkpoint("evil\n999", 1, b"r" * 32).text()
