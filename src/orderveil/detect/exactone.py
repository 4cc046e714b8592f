"""The digests of detect/exact.py for a few ASCII values, one by one: an order that comes in alone.

A column's functions cost as much for one value as for a thousand. These say the same of each; tests hold
the two against each other. Must never be given a text that is not ASCII: such are folded there.
"""

from __future__ import annotations

import re

from orderveil.detect.exact import MOST_PARTS, SHORTEST_LINE, SHORTEST_NAME, SHORTEST_REFERENCE, TITLES
from orderveil.detect.exactcells import ENDS, FACTORS, SPACES, STARTS

One = tuple[int, int]
NOBODY: One = (0, 0)
_ALL = 2**64 - 1
_STARTS, _FACTORS = tuple(map(int, STARTS)), tuple(map(int, FACTORS))
_ENDS = tuple((int(shift), int(factor)) for shift, factor in ENDS)
_WORD = re.compile("[a-z0-9]+")
_NOT_WORD = re.compile("[^A-Z0-9]+")
_BREAK = re.compile("[,;|\r\n\t]")


def hash_one(text: str) -> One:
    """Return the hash of a text; zeros for an empty one."""
    data = text.encode("ascii")
    if not data:
        return NOBODY
    one, two = ((len(data) * factor + start) & _ALL for factor, start in zip(_FACTORS, _STARTS, strict=True))
    for at in range(0, len(data), 8):
        one, two = _stirred(one, two, int.from_bytes(data[at : at + 8], "little"))
    return _ended(one, two)


def email_digest(text: str) -> One:
    """Return the digest of an e-mail address."""
    return hash_one(text.strip(SPACES).lower().rstrip("."))


def reference_digest(text: str) -> One:
    """Return the digest of an order's reference."""
    kept = _NOT_WORD.sub("", text.upper())
    return hash_one(kept) if len(kept) >= SHORTEST_REFERENCE else NOBODY


def postcode_digest(text: str) -> One:
    """Return the digest of a postcode."""
    return hash_one(_NOT_WORD.sub("", text.upper()))


def name_digests_of(name: str, postcode: One) -> list[One]:
    """Return the digests of a name with its postcode: by every word, and by the first and last of three or more."""
    written = [word for word in _WORD.findall(name.lower()) if word not in TITLES]
    if not written or not postcode[0] or (len(written) == 1 and len(written[0]) < SHORTEST_NAME):
        return []
    words = [hash_one(word) for word in written]
    made = [_joined(_sum(words), postcode)]
    return [*made, _joined(_sum([words[0], words[-1]]), postcode)] if len(words) > 2 else made


def address_digests_of(lines: str, postcode: One) -> list[One]:
    """Return the digests of street lines: of what stands before each comma or line break."""
    made: list[One] = []
    words: list[One] = []
    letters = parts = 0
    if not postcode[0]:
        return made
    for part in _BREAK.split(lines.lower()):
        found = _WORD.findall(part)
        if not found:
            continue
        words += [hash_one(word) for word in found]
        letters += sum(map(len, found))
        parts += 1
        if parts > MOST_PARTS:
            break
        if len(words) > 1 and letters >= SHORTEST_LINE:
            made.append(_joined(_sum(words), postcode))
    return made


def _sum(hashes: list[One]) -> One:
    return sum(one for one, _ in hashes) & _ALL, sum(two for _, two in hashes) & _ALL


def _joined(hashed: One, postcode: One) -> One:
    one, two = _STARTS
    for word in (*hashed, *postcode):
        one, two = _stirred(one, two, word)
    return _ended(one, two)


def _stirred(one: int, two: int, word: int) -> One:
    one = (one ^ word) * _FACTORS[0] & _ALL
    two = (two ^ word) * _FACTORS[1] & _ALL
    return one ^ one >> 32, two ^ two >> 32


def _ended(one: int, two: int) -> One:
    (shift, factor), (other_shift, other) = _ENDS
    one, two = one * factor & _ALL, two * other & _ALL
    return one ^ one >> shift, two ^ two >> other_shift
