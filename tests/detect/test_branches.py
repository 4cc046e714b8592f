"""A pattern whose ways were put together by their letters finds what it found, the same way first."""

from __future__ import annotations

import random
import re

import pytest

from orderveil.detect.branches import compiled

PATTERNS = [
    r"ab|ac|b|ad",
    r"tel|telephone|text|t",
    r"telephone|tel(?:l|ly)?|tell",
    r"a?b|ab|ac|b",
    r"a(b)|ab|c(d)|ac|(a)d",
    r"(?:(?:ab|ac|)b|[ab|]c|ad)+c",
    r"(?<![a-c])(?:ab|ba|ac)(?!a|b)",
    r"\.a|\.b|b|\|a|\(c",
    r"a{2}|ab|a|aaa",
    r"(?P<one>ab|ac|b)(?P=one)",
    r"\ba|ab|\bab|ac",
    r"(?:a|ab)(?:c|bcd|)(?:d|)",
    r"(?>a|ab)c|ac|abc",
    r"[)(]a|\)b|\)a",
]
LETTERS = "aabbccdelptxy.|()"


def places(pattern: re.Pattern[str], text: str) -> list[tuple[object, ...]]:
    return [(found.span(), found.groups(), found.lastgroup) for found in pattern.finditer(text)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_matches_what_it_matched(pattern: str) -> None:
    chance, met = random.Random(5), 0
    for _ in range(3_000):
        text = "".join(chance.choice(["tel", "ephone", *LETTERS]) for _ in range(chance.randint(1, 9)))
        expected = places(re.compile(pattern), text)
        assert places(compiled(pattern), text) == expected, text
        met += bool(expected)

    assert met


def test_ways_that_begin_alike_are_put_together_and_keep_their_order() -> None:
    assert compiled(r"ab|c|ad|\.x|a|\.y").pattern == r"a(?:b|d|)|c|\.(?:x|y)"


def test_ways_that_capture_or_begin_with_no_letter_keep_their_places() -> None:
    pattern = r"a(x)|[ab]c|ad|\bae|a*"

    assert compiled(pattern).pattern == pattern


def test_a_pattern_in_which_case_does_not_count_is_left_alone() -> None:
    assert compiled(r"(?i)ab|AC|ad").pattern == r"(?i)ab|AC|ad"


def test_a_pattern_out_of_balance_is_refused() -> None:
    with pytest.raises(re.error):
        compiled("ab)|ac")
