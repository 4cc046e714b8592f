"""Finding names of people in free text: by the words that lead to them, and by given beside family names.

Pure; Scanned texts only. Must never take a brand, a place or the first word of a sentence for a
buyer: what no list knows counts only where a word plainly leads to a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.foreignnames import find_foreign
from orderveil.detect.gates import Gate
from orderveil.detect.indic import is_indic
from orderveil.detect.namedoubts import doubted
from orderveil.detect.textwords import POSSESSIVE, Words, kinds_of
from orderveil.detect.wordlists.namewords import ACTS, GREETED, HINGLISH, STOP, SUFFIX, TAILS
from orderveil.detect.wordlists.nobody import NOBODY
from orderveil.detect.words import words

_MOST_WORDS = 4
_GREETED_OR_END = re.compile(rf"{GREETED.pattern}|\s*\Z")
_PARTICLES = words("de da do dos das del della di la le las los van von den der ter ten bin bint ibn al el af av")
_IN_NO_NAME = (STOP - _PARTICLES) | TAILS


def find_people(given: Scanned) -> Iterator[Finding]:
    """Yield names of people."""
    text = Words(given)
    at = 0
    while at < len(text.spans):
        if not (text.kinds[at] or text.titled[at]):
            at += 1
            continue
        last, score, why = _name_from(text, at)
        if score:
            yield given.finding(Kind.NAME, (text.spans[at][0], text.spans[last][1]), score, why)
        at = last + 1
    yield from find_foreign(given)


def _name_from(text: Words, at: int) -> tuple[int, float, str]:
    """Return the last word of the name that begins at word `at`, its score, and why; 0 when there is none."""
    kinds = text.kinds[at]
    if text.lows[at] in STOP and not kinds:
        return at, 0.0, ""
    led = text.leads.get(text.spans[at][0], "")
    followed = at + 1 < len(text.spans) and text.titled[at] and text.titled[at + 1] and text.joins(at)
    leads_on = at + 1 < len(text.spans) and text.spans[at + 1][0] in text.leads
    if not kinds and (leads_on or not (text.titled[at] and (led or followed))):
        return at, 0.0, ""
    last = _last_of_name(text, at)
    score, why = _judge(text, at, last, text.kinds[at : last + 1], led)
    score = doubted(text, at, last, led, score) if score else score
    return (last if score else at), score, why


def _last_of_name(text: Words, at: int) -> int:
    last = at
    while last + 1 < len(text.spans) and last - at < _MOST_WORDS - 1 and text.joins(last):
        following = text.lows[last + 1]
        like = text.titled[last + 1] and text.titled[at]
        if not like and following in _PARTICLES and _goes_on_to_name(text, at, last + 1):
            last += 1
            continue
        if (following in STOP and "f" not in text.kinds[last + 1]) or text.lows[last].endswith(POSSESSIVE):
            break
        if not (text.kinds[last + 1] or like or (len(following) == 1 and like)):
            break
        last += 1
    return last


def _goes_on_to_name(text: Words, at: int, particle: int) -> bool:
    """Tell whether a particle such as `de` stands between two words of a name in capitals."""
    if text.titled[particle] or not text.titled[at]:
        return False
    while particle + 1 < len(text.lows) and text.joins(particle) and text.lows[particle] in _PARTICLES:
        particle += 1
    return text.titled[particle] and text.lows[particle] not in STOP and particle - at < _MOST_WORDS


def _judge(text: Words, at: int, last: int, seen: list[str], led: str) -> tuple[float, str]:
    end, size = text.spans[last][1], last - at + 1
    if text.lows[last] in TAILS:
        return 0.0, ""
    if size == 1 and "c" in seen[0] and led != "title":
        called = led == "label" or (led in ("greeting", "plain") and _GREETED_OR_END.match(text.given.low, end))
        return (0.62, "a name that a word leads to") if called and "g" in seen[0] and text.titled[at] else (0.0, "")
    titled = text.titled[at] or is_indic(text.lows[at])
    listed = _judge_listed(seen, led, titled=titled)
    if listed[0] or not (titled or led == "label"):
        return listed if listed[0] else _judge_spoken(text, end, seen, led, titled=titled)
    unlisted = _judge_unlisted(text, at, last, seen, led)
    return unlisted if unlisted[0] else _judge_spoken(text, end, seen, led, titled=titled)


def _judge_listed(seen: list[str], led: str, *, titled: bool) -> tuple[float, str]:
    """Judge by what the lists know."""
    size, known = len(seen), sum(map(bool, seen))
    plain = sum("c" not in kind and bool(kind) for kind in seen)
    if size == 1 or not plain:
        return 0.0, ""
    if known > 1 and (plain > 1 or titled or led) and any("g" in kind for kind in seen):
        if led and led != "title":
            faintly = 0.86 if plain == known else 0.84
            return faintly if led == "faint" else 0.9, "a given beside a family name, where a word leads to one"
        return (0.85 if plain == known else 0.82), "a given beside a family name"
    if titled and (led or known == size):
        return 0.7 if led == "faint" else 0.8, "names after a word that leads to one"
    return (0.7, "a given name before another word in capitals") if titled and "g" in seen[0] else (0.0, "")


def _judge_unlisted(text: Words, at: int, last: int, seen: list[str], led: str) -> tuple[float, str]:
    """Judge words in capitals that no list knows by what leads to them and what follows."""
    told = text.lows[at : last + 1]
    entitled = led == "title" and at == last and bool(seen[0])  # Mr. Green is somebody, whatever green is besides
    never = TAILS if entitled else _IN_NO_NAME
    if not never.isdisjoint(told) or (led != "title" and not NOBODY.isdisjoint(told)):
        return 0.0, ""
    low, end, size = text.given.low, text.spans[last][1], last - at + 1
    if led == "title" and text.titled[at]:
        return (0.78 if any(seen) else 0.72), "a word after a title"
    if led == "label" and (any(seen) or size > 1):
        return 0.75, "a word after a label of names"
    if size > 1 and (led == "plain" or ACTS.match(low, end)):
        return 0.7, "words in capitals where a name belongs"
    if size == 1 and led == "plain" and GREETED.match(low, end):
        return 0.62, "a word in capitals that is spoken to"
    if size > 1 and "f" in seen[-1] and "c" not in seen[-1]:
        return 0.65, "a word in capitals before a family name"
    return 0.0, ""


def _judge_spoken(text: Words, end: int, seen: list[str], led: str, *, titled: bool) -> tuple[float, str]:
    """Judge a name that stands alone by how it is spoken to or of."""
    low, plain = text.given.low, any(kind and "c" not in kind for kind in seen)
    if not plain:
        return 0.0, ""
    greeted = led in ("faint", "greeting", "plain")
    if "g" in seen[0] and (SUFFIX.match(low, end) or (greeted and titled)):
        return 0.7, "a given name that is spoken to"
    if "g" in seen[0] and len(seen) == 1 and titled and HINGLISH.match(low, end):
        return 0.65, "a given name that acts"
    return (0.62, "a name that a word leads to") if titled and greeted else (0.0, "")


# Plainly told, and needed where nothing of a buyer's may pass: a word of any kind after the colon.
_TOLD = re.compile(
    r"\b(?:customer|buyer|recipient|consignee|receiver|ship to|bill to|sold to|deliver(?:ed)? to|attn|attention)"
    r"(?: name| is|'s name)?\s*[:=\-–]\s*(?:mrs?|ms|dr|shri|smt)?\.? ?([a-z]{2,20}(?: [a-z]{1,20}){0,2})"
)
_INDIC_TOLD = re.compile(r"(?:ग्राहक|खरीदार|नाम|श्री|श्रीमती|வாடிக்கையாளர்|பெயர்)\s*[:\-–]?\s*([\u0900-\u0dff]{2,})")
_NOBODY = words("floor qc returns")
_GATE_TOLD = Gate(told=_TOLD, indic=_INDIC_TOLD)


def find_told_names(given: Scanned) -> Iterator[Finding]:
    """Yield whatever stands where a buyer is named; free text says too much else after such words."""
    opened = given.opened(_GATE_TOLD)
    for found in _TOLD.finditer(given.low) if "told" in opened else ():
        first = found[1].split()[0]
        if first not in _NOBODY and (first not in STOP or "f" in kinds_of(first)):
            yield given.finding(Kind.NAME, found.span(1), 0.9, "a buyer is named")
    for found in _INDIC_TOLD.finditer(given.low) if "indic" in opened else ():
        yield given.finding(Kind.NAME, found.span(1), 0.9, "a buyer is named")
