"""Finding numbers by which a state, a tax office or a bank knows a person, of the countries that goods go to.

Pure; Scanned texts only. A bare row of digits is taken for one only where words nearby say so, however
well its check digit fits: one random number in ten or eleven has a fitting one. A number that its
words call an id is told of with a lower score when its check digit is wrong: people mistype.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from stdnum import iban
from stdnum.au import tfn
from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.cn import ric
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import utr
from stdnum.in_ import epic
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import itin, ssn
from stdnum.za import idnr as za_id

from orderveil.detect.branches import compiled
from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.gates import RARELY_MET
from orderveil.detect.idchecks import (
    is_emirates_id,
    is_indian_licence,
    is_nino,
    is_nric,
    is_rrn,
    is_saudi_id,
    is_vat,
)

CALLED = 0.9  # its words are near, and its check digit fits
MISTYPED = 0.65  # its words are near, and its check digit does not fit
_NAMELESS = 0.85  # words near speak of some identity number, and this is one
_ALONE = 0.8  # shape and check digit are such that nothing else has them
_LIKELY = 0.65


@dataclass(frozen=True, slots=True)
class _Id:
    """One kind of id: its shape, and the words by which people call it.

    `alone`: the score where no words speak of it, 0 where it is not taken then; `only`: the shape for
    that, where it is a stricter one. `is_plain`: nothing but its words tell it from other numbers.
    `is_vague`: its words mean other things too, so that a wrong check digit speaks against it.
    """

    name: str
    kind: Kind
    shape: str
    words: str
    is_valid: Callable[[str], bool]
    alone: float = 0.0
    only: str = ""
    is_plain: bool = False
    is_vague: bool = False
    pattern: re.Pattern[str] = field(init=False)
    alone_pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", compiled(_apart(self.shape)))
        object.__setattr__(self, "alone_pattern", compiled(_apart(self.only or self.shape)))


def _apart(shape: str) -> str:
    return rf"(?<![a-z0-9])(?<![0-9][-./])(?:{shape})(?![a-z0-9])(?![-./][0-9])".replace(r"\d", "[0-9]")


def _is_any(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= _FEWEST_DIGITS


_FEWEST_DIGITS = 5
_PERSON = Kind.NATIONAL_ID
_IDS: tuple[_Id, ...] = (
    _Id("US SSN", _PERSON, r"\d{3}[- ]?\d\d[- ]?\d{4}", r"\bssn\b|social security|\bsoc sec", ssn.is_valid,
        _LIKELY, r"\d{3}-\d\d-\d{4}"),
    _Id("US ITIN", _PERSON, r"9\d\d[- ]?\d\d[- ]?\d{4}", r"\bitin\b|taxpayer id", itin.is_valid),
    _Id("British National Insurance number", _PERSON, r"[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]",
        r"\bnino\b|national insurance|\bni (?:no|number)\b", is_nino, _LIKELY, r"[a-z]{2} \d\d \d\d \d\d [a-d]"),
    _Id("British UTR", _PERSON, r"\d{5} ?\d{5}", r"\bunique tax(?:payer)? ref|\bself[- ]assessment|\bhmrc\b",
        utr.is_valid),
    _Id("German Steuer-ID", _PERSON, r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        r"steuer-?(?:id|identifikation)|steuerliche id|\bidnr\b", idnr.is_valid),
    _Id("French NIR", _PERSON, r"[1-478] ?\d\d ?\d\d ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d",
        r"\bnir\b|s[ée]curit[ée] sociale|\binsee\b|num[ée]ro de s[ée]cu\b", nir.is_valid,
        _LIKELY, r"[12] \d\d [01]\d (?:\d\d|2[ab]) \d{3} \d{3} \d\d"),
    _Id("Italian codice fiscale", _PERSON, r"[a-z]{6}\d{2}[abcdehlmprst]\d{2}[a-z]\d{3}[a-z]",
        r"codice fiscale|\bcod\.? ?fisc", codicefiscale.is_valid, _ALONE),
    _Id("Spanish NIE", _PERSON, r"[xyz][- ]?\d{7}[- ]?[a-z]", r"\bnie\b|extranjero", nie.is_valid,
        _LIKELY, r"[xyz]-\d{7}-[a-z]", is_vague=True),
    _Id("Spanish DNI", _PERSON, r"\d{8}[- ]?[a-z]", r"\bdni\b|\bnif\b|documento nacional", dni.is_valid,
        _LIKELY, r"\d{8}-[a-z]"),
    _Id("Dutch BSN", _PERSON, r"\d{4}[. ]?\d{2}[. ]?\d{3}|\d{3} ?\d{3} ?\d{3}",
        r"\bbsn\b|burgerservice|sofinummer", bsn.is_valid),
    _Id("Polish PESEL", _PERSON, r"\d{11}", r"\bpesel", pesel.is_valid),
    _Id("Swedish personnummer", _PERSON, r"(?:19|20)?\d{6}[-+]?\d{4}",
        r"person-?(?:nummer|nr)\b|samordningsnummer", personnummer.is_valid),
    _Id("Emirates ID", _PERSON, r"784[- ]?\d{4}[- ]?\d{7}[- ]?\d", r"\bemirates id|\beid\b|الهوية", is_emirates_id,
        _ALONE),
    _Id("Saudi id", _PERSON, r"[12]\d{9}", r"\biqama|\bsaudi id|هوية|إقامة|اقامة", is_saudi_id),
    _Id("Singaporean NRIC", _PERSON, r"[stfgm]\d{7}[a-z]", r"\bnric\b|\bfin (?:no|number)\b", is_nric),
    _Id("Australian TFN", _PERSON, r"\d{3} ?\d{3} ?\d{2,3}", r"\btfn\b|\btax file", tfn.is_valid),
    _Id("Canadian SIN", _PERSON, r"\d{3}[- ]?\d{3}[- ]?\d{3}",
        r"\bsin\b|social insurance|d.assurance sociale", sin.is_valid, is_vague=True),
    _Id("Brazilian CPF", _PERSON, r"\d{3}\.?\d{3}\.?\d{3}-?\d\d", r"\bcpf\b|cadastro de pessoa", cpf.is_valid,
        _ALONE, r"\d{3}\.\d{3}\.\d{3}-\d\d"),
    _Id("South African id", _PERSON, r"\d{6} ?\d{4} ?\d{3}", r"\b(?:sa|rsa|south african) id\b|\bsa identity",
        za_id.is_valid),
    _Id("Chinese resident id", _PERSON, r"[1-8]\d{5}(?:19|20)\d\d[01]\d[0-3]\d\d{3}[0-9x]",
        r"身份证|身份證|\bresident id", ric.is_valid, _ALONE),
    _Id("Korean resident number", _PERSON, r"\d{6}-?[1-8]\d{6}", r"주민등록|주민번호|\brrn\b", is_rrn, is_vague=True),
    _Id("Indian voter id", _PERSON, r"[a-z]{3}\d{7}", r"\bvoter|\bepic (?:no|number)\b|election card|मतदाता",
        epic.is_valid),
    _Id("Indian driving licence", Kind.LICENCE, r"[a-z]{2}[- ]?\d\d[- ]?(?:19|20)\d\d[- ]?\d{7}",
        r"\bdl (?:no|number)\b|ड्राइविंग", is_indian_licence, _LIKELY),
    _Id("driving licence", Kind.LICENCE, r"(?=[a-z]{0,5}\d)[a-z0-9]{7,18}|[a-z]{2}[- ]?\d\d[- ]\d{11}",
        r"driv(?:ing|er'?s?) licen[cs]e|führerschein|permis de conduire", _is_any, is_plain=True),
    _Id("passport", Kind.PASSPORT, r"[a-z]{0,2}\d{7,9}|[a-z]\d{2}[a-z0-9]{6}|[clfghjk][0-9clfghjkmnprtvwxyz]{8}",
        r"passport|reisepass|passeport|pasaporte|passaporto|paszport|पासपोर्ट|جواز|护照|護照|여권|паспорт",
        _is_any, is_plain=True),
    _Id("IBAN", Kind.IBAN, r"[a-z]{2}\d\d(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?", r"\biban\b", iban.is_valid, 0.95),
    _Id("EORI", Kind.TAX_ID, r"[a-z]{2}[a-z0-9]{6,15}", r"\beori\b", _is_any, is_plain=True),
    _Id("VAT number", Kind.TAX_ID, r"(?:[a-z]{2} ?)?[a-z]?\d[a-z0-9]{6,11}",
        r"\bvat\b|\bust-?id|\btva\b|\biva\b|\bbtw\b|\bp\.? ?iva\b|\bmwst|\bnip\b", is_vat, is_vague=True),
)  # fmt: skip
_TAKEN_ALONE = tuple(one for one in _IDS if one.alone)
_PERSONS = tuple(one for one in _IDS if one.kind is _PERSON)

SHAPES = compiled(_apart("|".join(one.only or one.shape for one in _TAKEN_ALONE)))
_ANY_WORDS = r"\bnational id|\bidentity (?:card|no|number)\b|\bpersonal id"


def _bounded(words: str) -> str:
    """Return words with their \\b as looking around, which a gate understands."""
    return re.sub(r"\\b(?=\||\Z)", "(?![a-z])", words).replace(r"\b", "(?<![a-z])")


WORDS = compiled(
    "|".join(f"(?P<i{spot}>{_bounded(one.words)})" for spot, one in enumerate(_IDS))
    + f"|(?P<any>{_bounded(_ANY_WORDS)})"
)
_GATE = RARELY_MET.also(id_shapes=SHAPES, id_words=WORDS)
_REACH = 48
_REACH_BEFORE = 32
_DIRECT = compiled(
    r"\W{0,3}(?:(?:no|nr|num|number|nummer|numero|número|numéro|id|is|was|ist|hai|es|est|code|card|copy|details?|"
    r"नंबर|है|号|号码|번호)\b\W{0,3}){0,3}"
)
_SOMETHING_ELSE = compiled(
    r"(?:order|awb|track\w*|waybill|shipment|invoice|ref\w*|ticket|sku|model|item|part|coupon|serial|batch|lot|isbn|"
    r"phone|mobile|tel|fax|call|style|ean|code)\W{0,3}(?:(?:no|number|id|is|nr|#)\b\W{0,3}){0,2}\Z"
)


def find_country_ids(given: Scanned) -> Iterator[Finding]:
    """Yield national ids, passports, driving licences, IBANs and tax numbers. `why` names the kind and its signs."""
    if sum(end - start for start, end in given.digits()) < _FEWEST_DIGITS:
        return
    opened = given.opened(_GATE)
    if "id_shapes" in opened:
        for found in SHAPES.finditer(given.low):
            yield from _alone(given, found.start())
    if "id_words" in opened:
        yield from _spoken_of(given)


def _spoken_of(given: Scanned) -> Iterator[Finding]:
    for word in WORDS.finditer(given.low):
        name = word.lastgroup or "any"
        wanted = _PERSONS if name == "any" else (_IDS[int(name[1:])],)
        yield from _called(given, wanted, word)


def _alone(given: Scanned, start: int) -> Iterator[Finding]:
    for one in _TAKEN_ALONE:
        found = one.alone_pattern.match(given.low, start)
        end = _valid_end(one, found) if found else None
        if end is None or (one.alone < _ALONE and _SOMETHING_ELSE.search(given.before(start, 32))):
            continue
        yield given.finding(one.kind, (start, end), one.alone, f"{one.name}: its shape and check digit")
        return


def _called(given: Scanned, wanted: tuple[_Id, ...], word: re.Match[str]) -> Iterator[Finding]:
    after = (word.end(), min(len(given.low), word.end() + _REACH))
    before = (max(0, word.start() - _REACH_BEFORE), word.start())
    score = CALLED if len(wanted) == 1 else _NAMELESS
    for one in wanted:
        for low, high in (after, before):
            for found in one.pattern.finditer(given.low, low, high):
                direct = low == word.end() and _DIRECT.fullmatch(given.low, low, found.start())
                end = None if _is_cut(given, found, high) else _valid_end(one, found)
                if end is not None and (direct or not one.is_plain):
                    yield given.finding(one.kind, (found.start(), end), score, f"{one.name}: spoken of, and valid")
                    return
                if direct and not one.is_plain and not one.is_vague and len(wanted) == 1 and _is_any(found.group()):
                    yield given.finding(one.kind, found.span(), MISTYPED, f"{one.name}: spoken of, check digit wrong")
                    return


def _is_cut(given: Scanned, found: re.Match[str], high: int) -> bool:
    """Tell whether the window ends within the number."""
    return found.end() == high and given.low[high : high + 1].isalnum()


def _valid_end(one: _Id, found: re.Match[str]) -> int | None:
    """Return where the number ends that begins here: the next word may look like its last group."""
    text = found.group()
    while text:
        number = _SEPARATORS.sub("", text).upper()
        if (text == found.group() or one.pattern.fullmatch(text)) and _is_valid(one, number):
            return found.start() + len(text)
        text = text.rpartition(" ")[0]
    return None


_SEPARATORS = compiled(r"[ ./+-]")


def _is_valid(one: _Id, number: str) -> bool:
    try:
        return one.is_valid(number)
    except (ValueError, IndexError):
        return False
