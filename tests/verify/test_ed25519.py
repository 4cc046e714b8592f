"""The checker's own Ed25519, against the published vectors of RFC 8032 and against another implementation."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).parents[2] / "verify"))
from ed25519 import L, is_signed

RFC_8032 = [  # section 7.1: public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "55141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_published_signatures(public: str, message: str, signature: str) -> None:
    key, text, value = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)

    assert is_signed(key, text, value)
    assert not is_signed(key, text + b"x", value)
    for at in range(0, 64, 7):
        assert not is_signed(key, text, value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :])


def test_it_agrees_with_another_implementation() -> None:
    for number in range(20):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public, message = key.public_key().public_bytes_raw(), bytes(number * 5)

        assert is_signed(public, message, key.sign(message))


def test_a_second_spelling_of_a_signature_is_refused() -> None:
    """S + L verifies the same equation: without the check of its range, one signature would have two spellings."""
    public, message, value = (bytes.fromhex(one) for one in RFC_8032[1])
    second = value[:32] + (int.from_bytes(value[32:], "little") + L).to_bytes(32, "little")

    assert not is_signed(public, message, second)


@pytest.mark.parametrize("public", [b"\0" * 32, b"\1" + b"\0" * 31, b"\xff" * 32, b"", b"x" * 31])
def test_a_weak_or_misspelt_key_is_refused(public: bytes) -> None:
    """Under a key of small order one signature fits many messages."""
    assert not is_signed(public, b"message", b"\1" + b"\0" * 63)
