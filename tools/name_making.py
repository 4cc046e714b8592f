"""Makes the sentences that the small model of names learns from, labelled to the character, by a seed.

Templates and words are those of name_texts and name_templates; people come from name_people.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from tools.name_letters import BLOCKS
from tools.name_people import LOWER, LOWER_ABROAD, POOLS, SIGNS, made_like, name, name_in_script, one_part, titled
from tools.name_places import ADDRESSES, drawn
from tools.name_texts import ABROAD, BAR, LEADS, MORE_ADDRESSES, NAMING, NOBODY, TOWNS
from tools.name_vocabulary import OLDER, WORDS

Sentence = tuple[str, list[tuple[int, int, str]]]
_WAY = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SENTENCES = [("in us gb de fr es br it ng ae nl", template) for template in NAMING]
_NAMELESS = [("in us", template) for template in NOBODY]
_NAMES = re.compile(r"\{[N12A]\}")
_NAMING_ABROAD = [line for line in ABROAD if _NAMES.search(line[1])]
_NAMELESS_ABROAD = [line for line in ABROAD if not _NAMES.search(line[1])]
_AMONG_ENGLISH = ("in", "in", "in", "in", "us", "us", "us", "gb", "de", "fr", "es", "br", "it", "ng", "ae", "nl", "pl")
_PROPER, _DECOYS = 0.65, 0.08
_OF_OTHERS, _IN_SCRIPT = 0.07, 0.06
_SCRIPTS = (*sorted(BLOCKS), "ar", "ur", "fa", "he", "ru", "uk", "gr", "th", *sorted(SIGNS))


def address(chance: random.Random, locale: str) -> str:
    """Return an address as people of the place write it."""
    known = [*ADDRESSES.get(locale, ()), *MORE_ADDRESSES.get(locale, ()), *MORE_ADDRESSES.get(locale, ())]
    pattern = chance.choice(known or [*ADDRESSES["in"], *MORE_ADDRESSES["in"]])
    origin = locale if locale in POOLS else "in"
    words = {
        **WORDS,
        "V": [_of_place(chance, locale, origin, "1")],
        "F": [_of_place(chance, locale, origin, "2") for _ in range(3)],
        "T": TOWNS[locale].split() if locale in TOWNS else WORDS["C"],
    }
    text = drawn(chance, pattern, words).replace("~", chance.choice(("\n", "\n", ", ")))
    case = chance.random()
    if locale in ("in", "us", "gb") and case < (LOWER if locale == "in" else LOWER_ABROAD):
        return text.lower()
    return text.upper() if case > 0.95 and len(text.upper()) == len(text) else text


def _of_place(chance: random.Random, locale: str, origin: str, which: str) -> str:
    """Return a name that a street or a town bears."""
    if locale in BLOCKS:
        return name_in_script(chance, locale, which)
    return titled(one_part(chance, origin, family=which == "2"))


def _firm(chance: random.Random, locale: str) -> str:
    """Return a firm that bears somebody's name, which is nobody's."""
    ends = "Crafts Textiles Stores Jewellers Sarees Silks Traders Enterprises Foods Fashions Clinic Mart Pvt_Ltd "
    ends += "Ltd Inc LLC GmbH Logistics Couriers Industries & Sons Group Bank Hospital School Apparel Cosmetics Motors"
    who = one_part(chance, chance.choice(("in", "us", "de", "fr")), family=chance.random() < 0.7)
    if chance.random() < 0.2:
        return titled(f"{who} {chance.choice(('&', 'and'))} {one_part(chance, 'us', family=True)}")
    return f"{titled(who)} {chance.choice(ends.split())}".replace("_", " ")


def _decoy(chance: random.Random, slot: str) -> str:
    """Return ordinary words where a name or an address would stand, so that the place alone proves little."""
    if slot == "A":
        return " ".join(_word(chance, chance.choice("EKGO")) for _ in range(chance.randint(2, 5)))
    told = " ".join(_word(chance, chance.choice("EEEEBJGHOC")) for _ in range(chance.choice((1, 1, 2, 2, 3))))
    return told.title() if chance.random() < 0.6 else told


def _blank(chance: random.Random) -> str:
    """Return a number that other finders blanked, or now and then one that none did."""
    if chance.random() < 0.82:
        return "\n" * chance.randint(4, 14)
    return _digits(chance, chance.randint(1, 8))


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


# Names and addresses with little around them, and what is nobody's as barely.
_BARE = (
    "{A}", "{A}", "{A}.", "{A}, {P}", "{A} {P}", "{A}\n{P}", "({A})", "{P}\n{A}", "{N}\n{A}", "{N}, {A}",
    "{N}\n{A}\n{P}", "{X} {A}", "{X} {A} {X}", "{X}, {A}, {X}", "{X}: {A}. {X}", "{X}\n{A}\n{X}", "{A} {X}",
    "{A} - {X}", "{X} ({A})", "{N}", "{N}", "{X}. {N}", "{X}? {N}", "{X} {N}?", "{X} {N}.", "{N} {X}", "{X} {N}",
    "{X} {N} {X}", "{X}, {N}, {X}", "{1} {X}", "{1} {X}", "{X} {1} {X}?", "{X} {1} {X}", "{1} & {1} {X}",
    "{N}, {N}, {N}", "{X}", "{X}", "{X}. {X}", "{X}, {X}: {X}", "{X}\n{X}", "{G}", "{B} {G}", "{B} {G} {G}", "{Q}",
    "{C}", "{U} {G}",
)  # fmt: skip
# How often each kind of sentence is drawn: whole ones, those in other languages, nameless ones, those of single words.
_KINDS: Final[tuple[tuple[Any, float], ...]] = (
    (_SENTENCES, 0.21), (_NAMING_ABROAD, 0.24), (_NAMELESS, 0.12), (_NAMELESS_ABROAD, 0.14), (OLDER, 0.04),
    (LEADS, 0.13), (_BARE, 0.12),
)  # fmt: skip
# After what leads there: signs, then a name (1 and 2 a part of one), an address or neither, then more.
_SIGNS_AFTER = (": ", ": ", ": ", " : ", ":", " - ", " ", " ", " ", ", ", ",\n", "\n", ":\n", "=", " = ", " is ")
_AFTER_LEAD: Final = {
    "N": ("N", "N", "N", "N", "1", "2"), "A": ("A",),
    "0": ("GG", "BG", "C", "EE", "UU", "K", "Q", "B", "UG", "HE"),
}  # fmt: skip
_FURTHER = (
    "", "", "", "", " {X}", ", {P}", "\n{P}", ", {A}", "\n{A}", " {P}", ". {X}", " {X}", ", {X}", " ({X})", "\n{X}"
)  # fmt: skip
_TALK = {
    "in": "OEH", "us": "OE", "gb": "OE", "ng": "OE", "ae": "OE", "de": "d", "fr": "f", "es": "s", "mx": "s", "co": "s",
    "it": "x", "br": "o", "nl": "w", "pl": "z", "tr": "r", "id": "i", "vn": "v", "hi": "h", "mr": "m", "ta": "t",
    "te": "e", "bn": "b", "gu": "g", "kn": "k", "ml": "l", "ar": "a", "ur": "u", "he": "q", "ru": "y", "jp": "j",
    "cn": "c", "kr": "3", "pa": "p",
}  # fmt: skip


def sentences(count: int, chance: random.Random) -> Iterator[Sentence]:
    """Yield `count` sentences with the places of names (N) and addresses (A) in them."""
    kinds, weights = zip(*_KINDS, strict=True)
    for _ in range(count):
        kind = chance.choices(kinds, weights)[0]
        if kind is LEADS or kind is _BARE:
            yield _led(chance) if kind is LEADS else _bare(chance)
            continue
        locales, template = chance.choice(kind)
        locale = _locale(chance, _AMONG_ENGLISH if kind is _SENTENCES else locales.split())
        yield _filled(_one_way(template, chance), locale, chance, named=kind is not _NAMELESS)


def _locale(chance: random.Random, of: Sequence[str]) -> str:
    """Return whose people a sentence speaks of: mostly of its own, now and then of others, who buy there too."""
    way = chance.random()
    if way < _OF_OTHERS:
        return chance.choice(sorted(POOLS))
    if way < _OF_OTHERS + _IN_SCRIPT:
        return chance.choice(_SCRIPTS)
    return chance.choice(of)


def _bare(chance: random.Random) -> Sentence:
    """Return a name or an address with hardly anything around it, or among ordinary words in no order."""
    locale = _locale(chance, list(_TALK))
    return _filled(_talked(chance.choice(_BARE), locale, chance), locale, chance, named=True)


def _talked(template: str, locale: str, chance: random.Random) -> str:
    """Return the template with ordinary words where it asks for them."""
    talk = _TALK.get(locale, "E")
    while "{X}" in template:
        said = " ".join(f"{{{chance.choice(talk)}}}" for _ in range(chance.randint(1, 5)))
        template = template.replace("{X}", said, 1)
    return template


def _led(chance: random.Random) -> Sentence:
    """Return a text in which a word leads to a name, an address or neither."""
    locales, kind, lead = chance.choice(LEADS)
    locale = chance.choice(locales.split())
    if kind == "0":
        told = " ".join(f"{{{slot}}}" for slot in chance.choice(_AFTER_LEAD["0"]))
    else:
        told = f"{{{chance.choice(_AFTER_LEAD[kind])}}}"
    template = lead + chance.choice(_SIGNS_AFTER) + told + chance.choice(_FURTHER)
    if kind == "0":
        template = template.replace("{A}", "{C}")
    if chance.random() < 0.35:
        template = "{X}" + chance.choice((" ", ", ", "\n", ". ")) + template
    return _filled(_talked(template, locale, chance), locale, chance, named=kind != "0")


def _one_way(template: str, chance: random.Random) -> str:
    """Return the template with one of the ways in each pair of brackets."""
    while True:
        told = _WAY.sub(lambda found: chance.choice(found[1].split("|")), template)
        if told == template:
            return told.replace(BAR, "|")
        template = told


def _filled(template: str, locale: str, chance: random.Random, *, named: bool) -> Sentence:
    marks: list[tuple[int, int, str]] = []
    makers: dict[str, Callable[[], str]] = {
        "N": lambda: name(chance, locale),
        "1": lambda: name(chance, locale, "1"),
        "2": lambda: name(chance, locale, "2"),
        "A": lambda: address(chance, locale),
        "Z": lambda: _firm(chance, locale),
        "Q": lambda: _firm(chance, locale),
        "U": lambda: titled(made_like(chance, chance.choice(("in", "us", "de", "fr", "it", "nl")), family=True)),
        "4": lambda: name(chance, locale, "1"),
        "5": lambda: name(chance, locale, "2"),
        "P": lambda: _blank(chance),
        "9": lambda: _digits(chance, chance.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 6))),
    }
    pieces = template.split("{")
    text = pieces[0]
    for piece in pieces[1:]:
        slot, closed, rest = piece.partition("}")
        if not closed or (len(slot) != 1):
            text += "{" + piece
            continue
        start = len(text)
        mark = {"N": "N", "1": "N", "2": "N", "A": "A"}.get(slot)
        if mark and chance.random() < _DECOYS and locale not in SIGNS:
            text += _decoy(chance, slot) + rest
            continue
        text += makers[slot]() if slot in makers else _word(chance, slot)
        if mark and named:
            marks.append((start, len(text), mark))
        text += rest
    return _cased(text, chance), marks


def _word(chance: random.Random, slot: str) -> str:
    return drawn(chance, chance.choice(WORDS[slot]).replace("_", " "), WORDS)


_SENTENCE = re.compile(r"(?<=[.!?] )[a-z]")


def _cased(text: str, chance: random.Random) -> str:
    """Return the text as people write it: often a capital at its beginning, now and then one case throughout."""
    way = chance.random()
    if way < 0.04 and len(text.upper()) == len(text):
        return text.upper()
    if way > 0.95 and len(text.lower()) == len(text):
        return text.lower()
    if way > _PROPER:
        return text
    text = _SENTENCE.sub(lambda found: found.group().upper(), text)
    return text[:1].upper() + text[1:] if len(text[:1].upper()) == 1 else text
