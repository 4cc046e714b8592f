"""The gate before the search for card data: can these bytes hold any at all?

Almost no order does, and reading a tree costs a hundred times more than three passes of RE2, which
never backtracks, over the raw bytes. A gate may open for nothing; it must never stay shut for
something. A test holds it against the search itself on thousands of written-out forms.
"""

from __future__ import annotations

import json
from typing import Any

import re2  # type: ignore[import-untyped]

from orderveil.detect.reading import BASE64_DIGITS, NUMBER_WORDS, REPEATS, digits_of_all_scripts
from orderveil.detect.words import CARD_SIGNS

# Between two digits that touch: no letter, but for the escapes of JSON's own white space.
_GAP = r"(?:[^0-9A-Za-z]|\\[nrtbf])*"


def _spread(prefix: str, count: int) -> str:
    """Return a pattern for the digits of `prefix`, then `count` more, with gaps between them."""
    return _GAP.join(prefix.split(" ")) + f"(?:{_GAP}[0-9]){{{count}}}"


# Leading digits and lengths are a superset of detect.issuers.
_TOUCHING = "|".join(
    (
        _spread("[456]", 15),
        _spread("2 [2-7]", 14),
        _spread("3 [05689]", 14),
        _spread("8 [126]", 14),
        _spread("9 [78]", 14),
        _spread("3 [47]", 13),
        _spread("3 [0689]", 12),
    )
)
# Up to the 48 characters that detect.cardtext allows, in bytes; and a numbered key, such as "part_2", between.
_FAR = r'[^0-9]{1,200}(?:[0-9]{1,2}[\]"][^0-9]{1,24})?'
_EMBOSSED = (
    f"[2-689][0-9]{{3}}{_FAR}[0-9]{{4}}{_FAR}[0-9]{{4}}{_FAR}[0-9]"
    f"|3[0-9]{{3}}{_FAR}[0-9]{{6}}{_FAR}[0-9]{{4}}"
    f"|[2-689][0-9]{{7}}{_FAR}[0-9]{{8}}"
)


def _utf8_class(text: str) -> str:
    """Return a byte pattern for any one of the characters of `text`, grouped by their leading bytes."""
    tails: dict[bytes, set[int]] = {}
    for character in text:
        raw = character.encode()
        tails.setdefault(raw[:-1], set()).add(raw[-1])
    return "|".join(
        "".join(f"\\x{byte:02x}" for byte in head) + "[" + "".join(f"\\x{byte:02x}" for byte in sorted(tail)) + "]"
        for head, tail in tails.items()
    )


def _in_bytes(word: str) -> str:
    """Return a byte pattern for `word` as UTF-8, or as JSON escapes it."""
    if word.isascii():
        return word
    plain = "".join(f"\\x{byte:02x}" for byte in word.encode())
    return f"(?:{plain}|{json.dumps(word)[1:-1]})".replace("\\u", "\\\\u")


def _escaped_class(text: str) -> str:
    """Return a pattern for any one of the characters of `text` as JSON escapes it."""
    tails: dict[str, set[str]] = {}
    for character in text:
        escape = f"{ord(character):04x}"
        tails.setdefault(escape[:-1], set()).add(escape[-1])
    return r"\\u(?:" + "|".join(f"{head}[{''.join(sorted(tail))}]" for head, tail in sorted(tails.items())) + ")"


_OTHER_DIGITS = "".join(map(chr, sorted(digits_of_all_scripts())))
_WIDE = "".join(map(chr, range(0xFF10, 0xFF5B)))
_NEAR_PLANE = "".join(character for character in _OTHER_DIGITS + "0123456789" if ord(character) < 0x10000)
_HIDDEN = "".join(chr(point) for point in (0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
_HIDDEN += "".join(chr(point) for point in (*range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF))
_NUMBER_WORD = "(?:" + "|".join(map(_in_bytes, (*NUMBER_WORDS, *REPEATS))) + ")"
_BETWEEN_WORDS = r"(?:[\s,.;:/|_-]|\\[nrtbf]){1,8}"
_CVV_WORD = (
    r"cv[vcn][0-9]?|c\.v\.[vc]|\bcsc|cav2|(?:^|[^a-z])c?cid|(?:security|safety)[ _-]?code|verification[ _-]?value"
    r"|(?:card|atm)[ _-]?(?:pin|code|verification)"
)
_CVV_OTHER = "|".join(map(_in_bytes, ("सीवीवी", "सीवीसी", "சிவிவி", "安全码")))
_CARD_WORD = (
    r"card|\bcc|\bpan|[fd]pan\b|account|\bacct|visa|maestro|diners|amex|rupay|karte|\bcarte|tarjeta"
    r"|cart(?:a|\xc3\xa3)o|\bkort|kaart|\bkad\b|" + "|".join(map(_in_bytes, CARD_SIGNS))
)

# Signs in the letters around the digits; letters of either case.
_SPOKEN = "|".join(
    (
        rf"(?:{_CVV_WORD}|{_CVV_OTHER})[^0-9]{{0,32}}[0-9](?:[ .-]?[0-9]){{2}}",
        r"cv[vc]2?\\?\"?;s:",
        r"[0-9]{3}[^0-9a-z]{0,4}(?:is |as |= ?)?(?:my |the )?(?:card |card's )?(?:cvv|c\.v\.v)",
        rf"(?:{_CARD_WORD})[^0-9,]{{0,30}}[0-9](?:{_GAP}[0-9]){{11}}",
        rf"(?:{_CARD_WORD})[a-z0-9_ -]{{0,16}}\"\s*:\s*(?:\"[^{{}}\[\]]{{0,40}})?[0-9]",
        r"\btrack[ _-]?(?:[123]|data)|magstripe|(?:icc|emv)[ _-]?data",
        r"[0-9](?:\.[0-9]{6,})?e\+?1[0-9]|[0-9]{12}(?:\^|[=d][0-9])|b ?[0-9 ]{12,23}\^",
        rf"{_NUMBER_WORD}(?:{_BETWEEN_WORDS}{_NUMBER_WORD}){{2}}",
        r"%3[0-9]|&#|[0-9][^0-9a-z]{0,3}(?:%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\\\)|<[/a-z][^<>]{0,80}>[0-9]",
        _escaped_class(_NEAR_PLANE + _WIDE),
        r"\\ud835\\udf[cdef]|\\u[0-9a-f]{4}[^0-9a-z]{0,6}[0-9]{3}",
        rf"[0-9a-z](?:{_utf8_class(_HIDDEN)}|{_escaped_class(_HIDDEN)})+[0-9a-z]",
    )
)
# Signs in the bytes themselves; folding their case would turn one script into another.
_WRITTEN = f"{_utf8_class(_OTHER_DIGITS + _WIDE)}|{BASE64_DIGITS}"


def _options() -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes as they are, valid UTF-8 or not
    options.log_errors = False
    return options


def _compile(pattern: str) -> Any:
    return re2.compile(pattern.encode("ascii"), _options())


_TOUCHING_NUMBER = f"(?:^|[^0-9])(?:{_TOUCHING})"
_EMBOSSED_NUMBER = f"(?:^|[^0-9])(?:{_EMBOSSED})"
_SIGNS = f"(?i:{_SPOKEN})|{_WRITTEN}"
_GATES = (_compile(_TOUCHING_NUMBER), _compile(_EMBOSSED_NUMBER), _compile(_SIGNS))


# A whole value that was masked before it came here, as shops send it with every prepaid order:
# "XXXX-XXXX-XXXX-4242". Four digits are no card, however the key beside them is called.
_MASKED = _compile(r'"[xX*#. -]{4,40}[0-9]{4}"')


def may_hold_card(body: bytes) -> bool:
    """Tell whether raw JSON, CSV or text can hold card data at all; False spares the walk over the order."""
    touching, embossed, signs = _GATES
    if touching.search(body) or embossed.search(body):
        return True
    return bool(signs.search(body) and signs.search(_MASKED.sub(b'""', body)))


class _AnyOf:
    """Patterns as one set of RE2, which does not ask where they match: half of the cost for a short text."""

    __slots__ = ("_set",)

    def __init__(self, *patterns: str) -> None:
        self._set = re2.Set.SearchSet(_options())
        for pattern in (*patterns, ""):  # the last is met in every text: where it is not, RE2 gave up
            self._set.Add(pattern.encode("ascii"))
        self._set.Compile()

    def may_match(self, raw: bytes) -> bool:
        met = self._set.Match(raw)
        return met is None or len(met) > 1


_NUMBERS, _OTHERS = _AnyOf(_TOUCHING_NUMBER, _EMBOSSED_NUMBER), _AnyOf(_SIGNS)
_SHORTEST = 6  # "cvv123"
_FEWEST_DIGITS = 12
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))


def is_suspect(text: str) -> bool:
    """Tell whether one string of a tree is worth a search: the same gate, after a glance at its digits."""
    if len(text) < _SHORTEST:
        return False
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw.translate(None, _NO_DIGITS)) >= _FEWEST_DIGITS and _NUMBERS.may_match(raw):
        return True
    return _OTHERS.may_match(raw)
