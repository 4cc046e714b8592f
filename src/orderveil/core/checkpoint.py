"""Signed tree heads: C2SP signed-note, tlog-checkpoint and tlog-cosignature (cosignature/v1), Ed25519.

A note is text, a blank line and signature lines. Nothing of a note is believed before a
signature by a key that the caller already trusts was checked; lines by other keys are ignored,
a bad line by a known key refuses the whole note. Must never accept two spellings of one note.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from orderveil.core.chain import HASH_BYTES
from orderveil.core.errors import Malformed

ED25519 = 0x01
COSIGNATURE = 0x04
_SIGNATURE_BYTES = 64
_TIME_BYTES = 8
_KEY_ID_BYTES = 4
_MAX_NOTE_BYTES = 64 * 1024
_MAX_SIGNATURES = 64
_DASH = "\u2014 "
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1


class NoteRefused(Malformed):
    """The note is not well formed, or no trusted key signed it."""

    reason = "ledger:note-refused"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of one log: who, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the note's text: three lines, no extensions."""
        if not _is_name(self.origin) or not 0 <= self.size <= _LARGEST or len(self.root) != HASH_BYTES:
            raise NoteRefused("a checkpoint needs an origin without spaces, a size and a 32-byte root")
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name under which it signs. `kind` is ED25519 or COSIGNATURE."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand before a signature by this key."""
        label = self.name.encode() + b"\n" + bytes([self.kind])
        return sha256(label + self.public).digest()[:_KEY_ID_BYTES]

    def text(self) -> str:
        """Return the key in the form `name+id+base64` of Go's sumdb and C2SP."""
        return f"{self.name}+{self.key_id.hex()}+{_b64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key with its name. `seed` is the 32 bytes of RFC 8032; its repr is hidden."""

    name: str
    seed: bytes = field(repr=False)
    kind: int = ED25519

    def public(self) -> bytes:
        """Return the 32 bytes of the public key."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    def verifier(self) -> VerifierKey:
        """Return the public half."""
        return VerifierKey(self.name, self.public(), self.kind)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read. Its text means nothing until `signed_by` found a trusted key."""

    text: str
    signatures: tuple[Signature, ...]


def parse_verifier_key(text: str) -> VerifierKey:
    """Return the key of `name+id+base64`. Raises NoteRefused where the parts do not fit together."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not _is_name(parts[0]):
        raise NoteRefused("a public key reads name+id+base64")
    raw = _unb64(parts[2])
    if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise NoteRefused("the public key is not of Ed25519")
    key = VerifierKey(parts[0], raw[1:], raw[0])
    if key.key_id.hex() != parts[1]:
        raise NoteRefused("the public key does not fit its id")
    return key


def sign(checkpoint: Checkpoint, key: SignerKey) -> str:
    """Return the checkpoint as a note signed by the log's key."""
    text = checkpoint.text()
    value = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode())
    return f"{text}\n{_line(key.verifier(), value)}"


def cosign(checkpoint_text: str, key: SignerKey, at_seconds: int) -> str:
    """Return a witness's signature line over a checkpoint's text, at `at_seconds` of the epoch."""
    if key.kind != COSIGNATURE or not 0 <= at_seconds <= _LARGEST:
        raise NoteRefused("a cosignature needs a witness's key and a time")
    value = Ed25519PrivateKey.from_private_bytes(key.seed).sign(_cosigned(checkpoint_text, at_seconds))
    return _line(key.verifier(), at_seconds.to_bytes(_TIME_BYTES, "big") + value)


def parse_note(raw: str | bytes) -> Note:
    """Return the note's text and signature lines. Raises NoteRefused for any other spelling."""
    text = _decode(raw)
    body, blank, tail = text.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteRefused("a note is text, a blank line and signature lines")
    lines = tail[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise NoteRefused("the note carries too many signatures")
    return Note(f"{body}\n", tuple(_parse_line(line) for line in lines))


def signed_by(note: Note, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return the trusted keys that signed the note.

    Raises NoteRefused where a signature by a known key (name and id) is wrong, or none is there.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not _is_signature(key, note.text, signature.value):
            raise NoteRefused("a signature does not fit the note")
        if key in found:
            raise NoteRefused("the note is signed twice by one key")
        found.append(key)
    if not found:
        raise NoteRefused("no trusted key signed the note")
    return tuple(found)


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the head that a note's text states. Extension lines are refused: nobody audits them."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not _is_name(lines[0]) or not _SIZE.fullmatch(lines[1]):
        raise NoteRefused("a checkpoint is three lines: origin, size, root")
    root = _unb64(lines[2])
    size = int(lines[1])
    if len(root) != HASH_BYTES or size > _LARGEST:
        raise NoteRefused("a checkpoint is three lines: origin, size, root")
    return Checkpoint(lines[0], size, root)


def open_checkpoint(raw: str | bytes, key: VerifierKey) -> Checkpoint:
    """Return the head of a note that `key` signed; the key's name must be the origin."""
    note = parse_note(raw)
    signed_by(note, [key])
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise NoteRefused("the checkpoint speaks for another log")
    return checkpoint


def cosigned_at(signature: Signature) -> int:
    """Return the epoch seconds that a cosignature names."""
    if len(signature.value) != _TIME_BYTES + _SIGNATURE_BYTES:
        raise NoteRefused("the signature is not a cosignature")
    return int.from_bytes(signature.value[:_TIME_BYTES], "big")


def _is_signature(key: VerifierKey, text: str, value: bytes) -> bool:
    message = text.encode()
    if key.kind == COSIGNATURE:
        if len(value) != _TIME_BYTES + _SIGNATURE_BYTES:
            return False
        at_seconds = int.from_bytes(value[:_TIME_BYTES], "big")
        message, value = _cosigned(text, at_seconds), value[_TIME_BYTES:]
    if len(value) != _SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
    except InvalidSignature:
        return False
    return True


def _cosigned(text: str, at_seconds: int) -> bytes:
    return f"cosignature/v1\ntime {at_seconds}\n{text}".encode()


def _line(key: VerifierKey, value: bytes) -> str:
    return f"{_DASH}{key.name} {_b64(key.key_id + value)}\n"


def _parse_line(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise NoteRefused("a signature line starts with a dash")
    name, space, encoded = line[len(_DASH) :].partition(" ")
    raw = _unb64(encoded)
    if not space or not _is_name(name) or len(raw) <= _KEY_ID_BYTES:
        raise NoteRefused("a signature line reads: dash, name, base64")
    return Signature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def _decode(raw: str | bytes) -> str:
    if len(raw) > _MAX_NOTE_BYTES:
        raise NoteRefused("the note is too long")
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
        text.encode("utf-8")
    except UnicodeError:
        raise NoteRefused("the note is not UTF-8") from None
    if any(character < " " and character != "\n" for character in text):
        raise NoteRefused("the note holds a control character")
    return text


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteRefused("the note's base64 is broken") from None
    if _b64(raw) != text:  # spare bits and missing padding would give one signature many spellings
        raise NoteRefused("the note's base64 is not the shortest spelling")
    return raw
