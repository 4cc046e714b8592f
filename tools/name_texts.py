"""The sentences, words and places that the small model of names learns from, read from the files of name_texts.

`naming.txt` and `naming_more.txt` name somebody or some place, `nobody.txt` and `nobody_more.txt` nobody,
`abroad.txt`, `india.txt` and `world.txt` both in other languages, with the locales before the bar.
`places*.txt` hold patterns of addresses, `towns.txt` towns, `scripted.txt` given and family names, `middles.txt`
what stands between them (in the south of India initials, which stand before), `ordinary.txt` ordinary words by
locale or slot, `leads.txt` words that lead to a name, an address or neither. In a sentence, slots are as in
name_templates, and besides: `{1}` a given name alone, `{2}` a family name alone, `{4}` and `{5}` the same where they
are nobody's (a brand, a street, a model), `{Q}` a firm, `{U}` a word nobody knows, `{9}` digits, `[a|b]` one of them,
`\\n` a line's end, `\\|` a bar that parts no ways. All of it was written for this; what measures the model is not
among it: a test compares.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "name_texts"
BAR = "\x00"
"""Stands for a bar until the ways of a sentence are drawn."""


def _lines(name: str) -> list[str]:
    told = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n").replace("\\t", "\t").replace("\\|", BAR) for line in told if line]


def _table(name: str) -> list[tuple[str, str]]:
    return [(key, text) for key, _, text in (line.partition("\t") for line in _lines(name))]


def _by_locale() -> dict[str, list[str]]:
    patterns: dict[str, list[str]] = {}
    for locale, pattern in (*_table("places"), *_table("places_more"), *_table("places_world")):
        patterns.setdefault(locale, []).append(pattern)
    return patterns


NAMING = [*_lines("naming"), *_lines("naming_more")]
NOBODY = [*_lines("nobody"), *_lines("nobody_more")]
ABROAD = [
    (line.partition("|")[0], line.partition("|")[2]) for told in ("abroad", "india", "world") for line in _lines(told)
]
MORE_ADDRESSES = _by_locale()
TOWNS = dict(_table("towns"))
ORDINARY = dict(_table("ordinary"))
SCRIPTED = dict(_table("scripted"))
MIDDLES = dict(_table("middles"))
LEADS = [
    (locales, kind, lead)
    for locales, told in _table("leads")
    for kind, leads in (told.split("\t"),)
    for lead in leads.split("|")
]
"""Words that lead to a name (`N`), an address (`A`) or nobody (`0`), with their locales."""
_LANGUAGES = {
    "en": "E", "hi-latn": "H", "de": "d", "fr": "f", "es": "s", "it": "x", "pt": "o", "nl": "w", "pl": "z", "tr": "r",
    "id": "i", "vi": "v", "hi": "h", "mr": "m", "ta": "t", "te": "e", "bn": "b", "gu": "g", "kn": "k", "ml": "l",
    "ar": "a", "ur": "u", "he": "q", "ru": "y",
}  # fmt: skip
_WORDS = FOLDER.parent.parent / "src/orderveil/detect/wordlists/vocabularies"
VOCABULARIES = {
    letter: (_WORDS / f"{language}.txt").read_text("utf-8").split()
    for language, letter in _LANGUAGES.items()
}
"""The detector's ordinary words of a language, by the slot that they fill."""
FILES = tuple(sorted(path.relative_to(FOLDER.parent.parent).as_posix() for path in FOLDER.glob("*.txt")))
