"""From a body to a typed request. Strict, and an error names the place and never the value.

The types' own decoder would quote what it found ("Invalid enum value ..."), so its words are
translated into ours.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from orderveil.core.errors import Malformed
from orderveil.gateway.errors import WrongMedia
from orderveil.gateway.shapes import JSON, Request
from orderveil.intake.reading import Limits, read_json

T = TypeVar("T")
_EXPECTED = re.compile(r"^Expected `([a-z| _]+)`(?:, got `([a-z]+)`)?")
_MISSING = re.compile(r"missing required field `([a-z_]+)`")
_UNKNOWN = re.compile(r"unknown field `([a-z_]{1,32})`")  # letters alone: no number or address fits in
_BOUND = re.compile(r"^Expected `[a-z| ]+` of length (<=|>=) ([0-9]+)")
_AT = re.compile(r" - at `(?:key in )?\$?([^`]*)`$")
_PLAIN_PLACE = re.compile(r"^(\.[a-z_]{1,32}|\[[0-9]+\]|\[\.\.\.\])*$")
_LIMITS = Limits()


def read_body(request: Request, shape: type[T]) -> T:
    """Return the JSON body as `shape`. Raises WrongMedia, TooLarge or Malformed."""
    media = request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media != JSON.encode():
        raise WrongMedia("the body must be application/json")
    try:
        return msgspec.convert(read_json(request.body, _LIMITS), shape)
    except msgspec.ValidationError as error:
        raise _told_safely(str(error)) from None


def _told_safely(text: str) -> Malformed:
    place = None
    at = _AT.search(text)
    if at is not None:
        text = text[: at.start()]
        if _PLAIN_PLACE.match(at.group(1)):
            place = at.group(1).lstrip(".") or None
    missing, unknown, bound, expected = (
        pattern.search(text) for pattern in (_MISSING, _UNKNOWN, _BOUND, _EXPECTED)
    )
    if missing:
        place = f"{place}.{missing.group(1)}" if place else missing.group(1)
        return Malformed("this is required", place=place)
    if "unknown field" in text:
        name = unknown.group(1) if unknown else None
        return Malformed("this request has no such field", place=".".join(filter(None, (place, name))) or None)
    if bound:
        word = "at most" if bound.group(1) == "<=" else "at least"
        return Malformed(f"its length must be {word} {bound.group(2)}", place=place)
    if expected and expected.group(2):
        return Malformed(f"must be {expected.group(1)}, not {expected.group(2)}", place=place)
    return Malformed("this value is not one that is allowed here", place=place)
