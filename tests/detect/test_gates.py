"""A gate opens for every text in which one of its patterns matches, whatever the pattern is made of."""

from __future__ import annotations

import random
import re

import pytest

from benchmarks.scan_templates import OPEN
from orderveil.detect import emails, identities, phones, reading, textnames, textnumbers, textplaces
from orderveil.detect.gates import Gate
from orderveil.detect.wordlists import namewords

OURS = {
    **textnumbers.PATTERNS,
    **{f"sign_{name}": pattern for name, pattern in textplaces._SIGNS.items()},
    "aadhaar": identities._AADHAAR,
    "after_place": textplaces._AFTER_PLACE,
    "asked": textplaces._ASKED,
    "called": phones._CALLED,
    "email": emails._EMAIL,
    "goods_of": phones._GOODS_OF,
    "greets": namewords.GREETS,
    "gstin": identities._GSTIN,
    "label_abroad": namewords.LABEL_ABROAD,
    "pan": identities._PAN,
    "something_else": phones._SOMETHING_ELSE,
    "spelled": reading._SPELLED,
    "spoken": textplaces._SPOKEN,
    "title_abroad": namewords.TITLE_ABROAD,
    "told": textnames._TOLD,
    "upi": emails._UPI_ANY,
}


def texts() -> list[str]:
    chance = random.Random(17)
    marks = " ,.-/#:@()\n'\u200b\u00a0é0123456789９१3"
    words = [word for template in OPEN for word in template.partition("|")[2].lower().split()]
    words += ["order no 10234", "#1001", "flat 12,", "12 mg road", "pune 411001", "otp 4821", "rs 1,299", "नाम: आशा"]
    words += ["运单号 1234567890", "rm123456785gb", "订单号 10234", "customer: asha", "验证码 4821"]
    words += ["श्री राजेश", "pin 411001", "bahnhofstrasse 4", "rajnagar", "गली 4", "улица"]
    words += ["nine nine one", "asha@okaxis", "asha@mail.example", "27aapfu0939f1zv", "aaapl1234c", "2341 2341 2346"]
    return [
        "".join(chance.choice(words) + chance.choice(marks) * chance.randint(0, 2) for _ in range(chance.randint(1, 9)))
        for _ in range(3_000)
    ]


def test_a_gate_stays_shut_for_no_text_in_which_its_pattern_matches() -> None:
    gate, met = Gate(**OURS), set()
    for text in texts():
        real = {name for name, pattern in OURS.items() if pattern.search(text)}
        assert real <= gate.opened(text), text
        met |= real

    assert met == set(OURS)  # a pattern that never matched here would prove nothing


def test_a_gate_stays_shut_for_most_texts() -> None:
    gate = Gate(**OURS)

    assert gate.opened("blue kurta, very soft") == frozenset()


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<![a-z])road(?![a-z])", "on road"),
        (r"(?<![a-z])(?<!the )road", "road"),
        (r"a(?![a-z])b?c", "ac"),
        (r"x(?:a(?!b)|c)d", "xad"),
        (r"(?:a(?![0-9]))+b", "aab"),
        (r"([ -])a\1b", "-a-b"),
        (r"(?i)six", "\u017f\u0131x"),
        (r"(?i)ek", "e\u212a"),
        (r"[^\W\d_]+", "é"),
        (r"[^a]x", "éx"),
        (r"\s\S\w\W\d\D", "\u00a0éé_٣é"),
        (r"\s", "\x1c"),
        (r"\d{2,9}?$", "٣٣"),
        (r"(?=.{0,2}b)a", "ab"),
        (r"a(?=.{0,2}b)", "a\nab"),
        (r"[\]\-\\^]+", "]^-\\"),
        (r"(?>ab|a)c", "abc"),
        (r"a++b", "aab"),
        (r"\bx", "é x"),
        (r"\bé", "aa é"),
        (r"x\b", "x٣ x"),
        (r"(?i)\bk", "\u212a k"),
    ],
)
def test_what_re2_cannot_say_is_left_out(pattern: str, text: str) -> None:
    compiled = re.compile(pattern, re.DOTALL)

    assert not compiled.search(text) or Gate(one=compiled).opened(text) == {"one"}


def test_where_nothing_is_known_every_gate_is_open() -> None:
    assert Gate(one=re.compile("a"), two=re.compile("b")).opened("\ud800") == {"one", "two"}


def test_a_gate_that_takes_more_patterns_tells_of_all_of_them_asked_before_or_not() -> None:
    gate = Gate(one=re.compile("a"))
    assert gate.opened("ab") == {"one"}

    assert gate.also(two=re.compile("b"), three=re.compile("c")).opened("ab") == {"one", "two"}


def test_a_name_of_a_gate_is_given_once() -> None:
    with pytest.raises(ValueError, match="one pattern by a name"):
        Gate(one=re.compile("a")).also(one=re.compile("b"))
