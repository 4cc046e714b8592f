"""Opens a sealed order from the text of docs/spec/sealed-order-v1.md alone: shares no code with Orderveil.

AES itself is the only part taken from a library; GCM, GCM-SIV and the layout are written out here.
"""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class DoesNotOpen(Exception):
    """Every failure."""


def bind(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def open_field(key: bytes, sealed: bytes, order: bytes, field: str, version: int) -> bytes:
    """The section `Opening a field`, steps 1 to 3."""
    if sealed[:1] != b"\x01" or len(sealed) < 45:
        raise DoesNotOpen
    aad = bind(b"orderveil/sealed-field/v1", order, field.encode(), version.to_bytes(8, "big"))
    padded = gcm_open(key, sealed[1:13], sealed[13:], aad)
    return padded[: padded.rindex(b"\x80")]


def unwrap(wrapping: bytes, wrapped: bytes, *context: bytes) -> bytes:
    """The section `Wrapping a key`, backwards."""
    if wrapped[:1] != b"\x01" or len(wrapped) != 61:
        raise DoesNotOpen
    return gcm_siv_open(wrapping, wrapped[1:13], wrapped[13:], bind(*context))


# ---- NIST SP 800-38D


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    text, tag = sealed[:-16], sealed[-16:]
    lengths = (len(aad) * 8).to_bytes(8, "big") + (len(text) * 8).to_bytes(8, "big")
    digest = ghash(aes(key, bytes(16)), [*blocks(aad), *blocks(text), lengths])
    if xor(digest, aes(key, nonce + b"\x00\x00\x00\x01")) != tag:
        raise DoesNotOpen
    stream = b"".join(aes(key, nonce + (at + 2).to_bytes(4, "big")) for at in range(len(text) // 16 + 1))
    return xor(text, stream)


def ghash(secret: bytes, parts: list[bytes]) -> bytes:
    total = 0
    for part in parts:
        total = times(total ^ int.from_bytes(part, "big"), int.from_bytes(secret, "big"))
    return total.to_bytes(16, "big")


def times(left: int, right: int) -> int:
    """Multiply in GF(2^128), bits from left to right as GCM has them."""
    product = 0
    for bit in range(128):
        if right >> (127 - bit) & 1:
            product ^= left
        left = left >> 1 ^ (0xE1 << 120 if left & 1 else 0)
    return product


# ---- RFC 8452


def gcm_siv_open(key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    text, tag = sealed[:-16], sealed[-16:]
    parts = [aes(key, at.to_bytes(4, "little") + nonce)[:8] for at in range(6)]
    mac_key, text_key = b"".join(parts[:2]), b"".join(parts[2:])
    start = int.from_bytes(tag[:4], "little")
    rest = tag[4:15] + bytes([tag[15] | 0x80])
    stream = b"".join(
        aes(text_key, ((start + at) % 2**32).to_bytes(4, "little") + rest) for at in range(len(text) // 16 + 1)
    )
    value = xor(text, stream)
    lengths = (len(aad) * 8).to_bytes(8, "little") + (len(value) * 8).to_bytes(8, "little")
    digest = xor(polyval(mac_key, [*blocks(aad), *blocks(value), lengths]), nonce + bytes(4))
    if aes(text_key, digest[:15] + bytes([digest[15] & 0x7F])) != tag:
        raise DoesNotOpen
    return value


def polyval(secret: bytes, parts: list[bytes]) -> bytes:
    """Appendix A: POLYVAL by way of GHASH."""
    turned = times(int.from_bytes(secret[::-1], "big"), 1 << 126)
    return ghash(turned.to_bytes(16, "big"), [part[::-1] for part in parts])[::-1]


def aes(key: bytes, block: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)


def blocks(text: bytes) -> Iterator[bytes]:
    return (text[at : at + 16].ljust(16, b"\x00") for at in range(0, len(text), 16))


def xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))
