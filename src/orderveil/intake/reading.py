"""Reading JSON strictly, within limits, with errors that name the place and never the value.

A payload that two parsers read differently is a way past every later check, so anything with more
than one reading is refused: a key twice in one object, NaN, a lone surrogate, a charset other than
UTF-8. One C parse does most of it; what that parser lets through (double keys, depth, long
numbers) is checked on the parsed containers, and only a payload that fails is walked slowly, to
find out where. Must never log, and never put a value into an error.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from orderveil.core.errors import Malformed, TooLarge
from orderveil.intake.places import name_key, name_place

_MEBIBYTE = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_OTHER_CHARSETS = (
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\xfe\xff", "UTF-16"),
    (b"\xff\xfe", "UTF-16"),
)
_AT_BYTE = re.compile(r"\(byte ([0-9]+)\)")
# The parser's own words that are safe to repeat: they speak of syntax, never of content.
_SYNTAX = ("invalid character", "trailing characters", "invalid number", "invalid escape", "surrogate", "control")
# Ids of sources fit into 64 bits, and so must whatever travels on to the vault; a longer number is no
# id, count or amount.
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1

_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a payload is read at all."""

    body_bytes: int = 4 * _MEBIBYTE
    depth: int = 32
    values: int = 200_000


DEFAULT_LIMITS = Limits()


def read_json(body: bytes, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Return what `body` says. Raises TooLarge or Malformed with the byte or path as its place."""
    if len(body) > limits.body_bytes:
        raise TooLarge(f"the body is longer than {limits.body_bytes} bytes", place=f"byte {limits.body_bytes}")
    if body.startswith(_BOM):
        body = body[len(_BOM) :]  # RFC 8259, 8.1: a parser may ignore it
    if body.count(b",") + body.count(b"[") > limits.values:
        raise TooLarge(f"more than {limits.values} values in one body", place="$")
    try:
        value = _decode(body)
    except RecursionError:
        raise TooLarge(f"nested more than {limits.depth} deep", place="$") from None
    except ValueError as problem:  # also msgspec's and the codec's own
        raise _explain(body, problem) from None
    if not _is_plain(value, body, limits):
        _find_fault(body, limits)
    return value


def _is_plain(value: Any, body: bytes, limits: Limits) -> bool:
    """Tell whether depth and numbers are within limits and no key stands twice. False: look closer.

    Counting proves the latter. Without blanks before colons every key ends in `":`, so the number
    of `":` is the number of keys plus those inside strings, and the parsed objects hold that number
    less the doubles. Only when both extras are nought are the two counts equal.
    """
    keys = 0
    level = [value]
    for _ in range(limits.depth + 1):
        below: list[Any] = []
        for node in level:
            if type(node) is dict:
                keys += len(node)
                node = node.values()
            elif type(node) is not list:
                continue
            for child in node:
                kind = type(child)
                if kind is dict or kind is list:
                    below.append(child)
                elif kind is int and not _SMALLEST <= child <= _LARGEST:
                    return False
        if not below:
            break
        level = below
    else:
        return False
    return body.count(b'":') == keys and _BLANK_COLON.search(body) is None


_BLANK_COLON = re.compile(rb'"[\n\r\t ]+:')


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written: with its double keys."""


def _find_fault(body: bytes, limits: Limits) -> None:
    """Walk a payload that parsed, slowly, and raise at the first fault. Returns when there is none."""
    try:
        tree = json.loads(body, object_pairs_hook=_Pairs)
    except RecursionError:
        raise TooLarge(f"nested more than {limits.depth} deep", place="$") from None
    except ValueError:
        raise Malformed("a number is too long", place="$") from None
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(tree, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node, int) and not _SMALLEST <= node <= _LARGEST:
            raise Malformed("a number is too long", place=name_place(path))
        if not isinstance(node, list):
            continue
        if len(path) > limits.depth:
            raise TooLarge(f"nested more than {limits.depth} deep", place=name_place(path))
        if isinstance(node, _Pairs):
            stack.extend(_children(node, path))
        else:
            stack.extend((child, (*path, at)) for at, child in enumerate(node))


def _children(node: _Pairs, path: tuple[str | int, ...]) -> list[tuple[Any, tuple[str | int, ...]]]:
    seen: set[str] = set()
    children: list[tuple[Any, tuple[str | int, ...]]] = []
    for at, (key, child) in enumerate(node, 1):
        place = (*path, name_key(key, at))
        if key in seen:
            raise Malformed("the key stands twice in one object", place=name_place(place))
        seen.add(key)
        children.append((child, place))
    return children


def _explain(body: bytes, problem: ValueError) -> Malformed:
    """Say where reading failed, in words that hold nothing of the body."""
    for mark, charset in _OTHER_CHARSETS:
        if body.startswith(mark):
            return Malformed(f"the text is {charset}, not UTF-8", reason="input:charset", place="byte 0")
    try:
        body.decode()
    except UnicodeDecodeError as wrong:
        return Malformed("a byte that is not UTF-8", reason="input:charset", place=f"byte {wrong.start}")
    if b"\x00" in body[:64]:
        return Malformed("the text is UTF-16 or UTF-32, not UTF-8", reason="input:charset", place="byte 0")
    if not body.strip():
        return Malformed("the body is empty", reason="input:empty", place="byte 0")
    text = str(problem)
    if "out of range" in text:
        return Malformed("a number is out of range", place=_place_of_number(body))
    if "truncated" in text:
        return _explain_end(body)
    at = _AT_BYTE.search(text)
    said = next((words for words in _SYNTAX if words in text), "not JSON")
    return Malformed(f"not JSON here: {said}", place=f"byte {at[1]}" if at else "$")


def _explain_end(body: bytes) -> Malformed:
    """Tell a body that ends early from one that breaks off inside an escape: a lone surrogate."""
    try:
        json.loads(body)
    except ValueError:
        return Malformed("the body ends in the middle", reason="input:truncated", place=f"byte {len(body)}")
    return Malformed("a lone surrogate", place=_place_of_surrogate(body))


_SURROGATE = re.compile(rb"\\u[dD][89a-bA-B][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")


def _place_of_surrogate(body: bytes) -> str:
    found = _SURROGATE.search(body)
    return f"byte {found.start()}" if found else "$"


_EXPONENT = re.compile(rb"[0-9][eE][+]?[0-9]{3}|[0-9]{308}")


def _place_of_number(body: bytes) -> str:
    found = _EXPONENT.search(body)
    return f"byte {found.start()}" if found else "$"
