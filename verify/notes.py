"""Signed notes as C2SP signed-note, tlog-checkpoint and tlog-cosignature write them: parsed and checked, never made."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from ed25519 import is_signed

LOG_KEY, WITNESS_KEY = 1, 4


class Wrong(Exception):
    """Something does not hold. Its text names the place."""


@dataclass(frozen=True)
class Key:
    """A public key with its name, in the form `name+id+base64`."""

    name: str
    public: bytes
    kind: int

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]


@dataclass(frozen=True)
class Head:
    """What a checkpoint states."""

    origin: str
    size: int
    root: bytes


def parse_key(text: str) -> Key:
    """Return the key of `name+id+base64`."""
    name, _, rest = text.strip().partition("+")
    id_, _, encoded = rest.partition("+")
    raw = unbase64(encoded)
    if not name or len(raw) != 33 or raw[0] not in (LOG_KEY, WITNESS_KEY):
        raise Wrong("a public key reads name+id+base64")
    key = Key(name, raw[1:], raw[0])
    if key.id.hex() != id_:
        raise Wrong("a public key does not fit its id")
    return key


def unbase64(text: str) -> bytes:
    """Return decoded bytes, refusing a second spelling of the same bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong("broken base64") from None
    if base64.b64encode(raw).decode() != text:
        raise Wrong("base64 in a second spelling")
    return raw


def open_note(note: str, key: Key) -> Head:
    """Return the head of a checkpoint that `key` signed, as log or as witness."""
    text, blank, tail = note.rpartition("\n\n")
    text += "\n"
    if not blank or not tail.endswith("\n") or any(one < " " and one != "\n" for one in note):
        raise Wrong("not a signed note")
    good = False
    for line in tail[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        raw = unbase64(encoded)
        if dash != "\u2014" or not name:
            raise Wrong("not a signed note")
        if name == key.name and raw[:4] == key.id:
            message, signature = text.encode(), raw[4:]
            if key.kind == WITNESS_KEY:
                seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                message = f"cosignature/v1\ntime {seconds}\n".encode() + message
            if not is_signed(key.public, message, signature):
                raise Wrong("a signature does not fit its checkpoint")
            good = True
    if not good:
        raise Wrong("a checkpoint is not signed by its key")
    return head_of(note)


def head_of(note: str) -> Head:
    """Return what a note's text states, signed or not."""
    lines = note.rpartition("\n\n")[0].split("\n")
    if len(lines) != 3 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise Wrong("not a checkpoint")
    root = unbase64(lines[2])
    if not lines[0] or len(root) != 32:
        raise Wrong("not a checkpoint")
    return Head(lines[0], int(lines[1]), root)
