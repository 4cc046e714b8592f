"""Finding phone numbers: Indian mobiles, those with a country's code, others as their countries write them.

Pure; Scanned texts only, where digits stand as ASCII, spelled and encoded ones written out. Must never
take a code of goods for a phone when its place or the list of goods explains it, nor a toll-free line
for a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from orderveil.detect.branches import compiled
from orderveil.detect.findings import Finding, Kind, Scanned, Where
from orderveil.detect.gates import Gate
from orderveil.detect.numberplans import is_possible, is_valid, is_valid_anywhere
from orderveil.detect.shapes import is_gtin

# ---- Indian mobiles, and what begins with a country's code

_GAP = r"[ ().*·•~\-/_\u2010-\u2015\u00a0\n,]{0,3}"
_RUN = compiled(rf"(?<![0-9])(?P<plus>\+|00(?=[1-9]))?(?P<digits>[0-9](?:{_GAP}[0-9]){{6,40}})")
_GROUP = compiled(r"[0-9]+")
_MOBILE = compiled(r"(?:0|91|091|0091)?([6-9][0-9]{9})")
_HABITS = frozenset(
    {(5, 5), (3, 3, 4), (4, 3, 3), (4, 6), (3, 7), (2, 4, 4), (2, 8), (10,), (6, 4), (5, 2, 3), (3, 4, 3)}
)
_SPOKEN_OF = compiled(
    r"(?:phone|mobile|mob|cell|call|contact|whats ?app|wa|tel|telephone|ph|number of (?:buyer|customer)|customer|buyer"
    r"|reach|फोन|फ़ोन|मोबाइल|நம்பர்|தொலைபேசி|ফোন|फोन नंबर)\W{0,4}"
    r"(?:no|number|num|me|him|her|on|at|is|:|नंबर|\W){0,4}\W{0,3}\Z"
)
_GOODS_OF = compiled(
    r"(?:part|model|sku|lot|batch|hsn|ean|gtin|upc|isbn|mpn|serial|s/n|art|article|item|code|style|ref|awb|invoice|grn|asn|"
    r"po|e-?way bill|ewb|bill|irn|bin|rack|pallet|carton|imei|barcode|asin|fsn|lpn|mrp|rs|inr|weight|size)"
    r"\W{0,3}(?:no|number|num|code|#|:|\W){0,3}\Z"
)
_LISTED = compiled(r"(?:sku|item|article|art|style|code|asin|fsn)\W{0,3}(?:no|number|num|code|#|:|\W){0,3}\Z")
_PREFIXED = frozenset({(11,), (12,), (13,), (14,)})
_SHORTEST_ABROAD = 8
_SHORTEST_MOBILE = 10
_LONGEST_MOBILE = 14
_FEWEST_DIFFERENT = 2
_MOST_ODD_GROUPS = 4
_FEWEST_OF_A_LIST = 3
_SHORTEST_VALUE = 10
_LONGEST_EVEN = 2
_MOST_DIGITS_BESIDE = 2
_WIDEST_GAP = 4  # between two groups of one number, however it is written
_NO = (0.0, "")
_CERTAIN = 0.9
Span = tuple[int, int]
_Scored = tuple[Span, float, str]


def find_phones(given: Scanned) -> Iterator[Finding]:
    """Yield phone numbers."""
    rows = list(_rows(given.digits()))
    found = [scored for row in rows for scored in _phones_of_runs(given, row)]
    if rows and given.where is not Where.CODE:
        certain = {span for span, score, _ in found if score >= _CERTAIN}
        found += [scored for row in rows for scored in _other_phones(given, row, certain)]
    for span, score, why in found:
        yield given.finding(Kind.PHONE, span, score, why)


def _rows(groups: list[Span]) -> Iterator[list[Span]]:
    """Yield groups of digits that stand close enough for one number, where they are enough for a phone's."""
    row: list[Span] = []
    digits = 0
    for group in groups:
        if row and group[0] - row[-1][1] > _WIDEST_GAP:
            if digits >= _SHORTEST:
                yield row
            row, digits = [], 0
        row.append(group)
        digits += group[1] - group[0]
    if digits >= _SHORTEST:
        yield row


def _around(row: list[Span]) -> Span:
    """Return where a phone of these groups may begin and end, a sign or a bracket before and after its digits."""
    return max(0, row[0][0] - 2), row[-1][1] + 2


def _phones_of_runs(given: Scanned, row: list[Span]) -> Iterator[_Scored]:
    for run in _RUN.finditer(given.text, *_around(row)):
        whole = run.span("digits") == (row[0][0], row[-1][1])
        groups = row if whole else [group.span() for group in _GROUP.finditer(given.text, *run.span("digits"))]
        international = _international(given, run, groups)
        if international is None:
            yield from _mobiles(given, groups)
        else:
            yield international


def _international(given: Scanned, run: re.Match[str], groups: list[Span]) -> _Scored | None:
    if run["plus"] is None:
        return None
    digits = ""
    for start, end in groups:
        digits += given.text[start:end]
        if len(digits) >= _SHORTEST_ABROAD and is_valid(digits, None):
            return (run.start(), end), _CERTAIN, "a valid number with its country's code"
    return None


def _mobiles(given: Scanned, groups: list[Span]) -> Iterator[_Scored]:
    """Try every row of neighbouring groups: a phone may stand right beside another number."""
    first = 0
    while first < len(groups):
        last = first
        best: tuple[float, str, int] = (0.0, "", first)
        digits = ""
        while last < len(groups) and len(digits) < _LONGEST_MOBILE:
            digits += given.text[slice(*groups[last])]
            if len(digits) >= _SHORTEST_MOBILE:
                score, why = _score_mobile(given, groups[first : last + 1], digits)
                best = max(best, (score, why, last))
            last += 1
        if best[0]:
            yield (groups[first][0], groups[best[2]][1]), best[0], best[1]
            first = best[2]
        first += 1


def _score_mobile(given: Scanned, groups: list[Span], digits: str) -> tuple[float, str]:
    mobile = _MOBILE.fullmatch(digits)
    if mobile is None or len(set(mobile[1])) <= _FEWEST_DIFFERENT:
        return _NO
    span = groups[0][0], groups[-1][1]
    before, opened = given.before(span[0]), given.opened(_GATE)
    if "spoken_of" in opened and _SPOKEN_OF.search(before):
        return _CERTAIN, "a mobile number, and a phone is spoken of"
    sizes = tuple(end - start for start, end in groups)
    if len(groups) == 1 and is_gtin(digits):
        return 0.4, "a mobile number, or a trade item number"
    if given.where is Where.CODE:
        return _score_in_code(given, span, sizes)
    if "goods_of" in opened and _GOODS_OF.search(before):
        unlisted = given.where is Where.NOTE and bool(given.known.skus) and _LISTED.search(before)
        return (0.65, "a mobile number that is no known code") if unlisted else (0.4, "a mobile number called a code")
    if _is_part_of_code(given.low, *span):
        return 0.4, "a mobile number inside a code"
    return _score_in_text(given, groups)


def _score_in_text(given: Scanned, groups: list[Span]) -> tuple[float, str]:
    free = given.where is Where.NOTE
    sizes = tuple(end - start for start, end in groups)
    if _is_row_of_values(given.text, groups):
        return 0.3, "a mobile number, or a rising list"
    if _is_habit(sizes):
        return (0.75 if free else 0.65), "a mobile number"
    gaps = {given.text[before[1] : after[0]] for before, after in pairwise(groups)}
    alike = len(gaps) == 1 and "." not in gaps.pop() and min(sizes) > 1 and len(sizes) <= _MOST_ODD_GROUPS
    return (0.65 if free and alike else 0.4), "a mobile number in odd groups"


def _is_row_of_values(text: str, groups: list[Span]) -> bool:
    """Tell whether the groups rise or fall all along, as sizes and counts do."""
    values = [int(text[start:end]) for start, end in groups]
    if len(values) < _FEWEST_OF_A_LIST or max(values) < _SHORTEST_VALUE:
        return False
    return len({after > before for before, after in pairwise(values)}) == 1 and len(set(values)) == len(values)


def _is_habit(sizes: tuple[int, ...]) -> bool:
    even = len(set(sizes[:-1])) == 1 and sizes[0] <= _LONGEST_EVEN
    return even or sizes in _HABITS or sizes[1:] in _HABITS or sizes in _PREFIXED


def _score_in_code(given: Scanned, span: Span, sizes: tuple[int, ...]) -> tuple[float, str]:
    """A code holds a mobile number: ten digits as people write them, and hardly a digit beside them."""
    rest = given.text[: span[0]] + given.text[span[1] :]
    if sum(map(str.isdigit, rest)) > _MOST_DIGITS_BESIDE or sizes in _PREFIXED:
        return 0.5, "a mobile number among the digits of a code"
    if not _is_habit(sizes):
        return 0.5, "a mobile number in odd groups of a code"
    return 0.7, "a mobile number in place of a code"


def _is_part_of_code(text: str, start: int, end: int) -> bool:
    """Tell whether letters or digits grew onto the run, as in MX9876543210B."""
    return bool(re.search(r"[a-z]{1,3}[-_/]?\Z", text[max(0, start - 4) : start])) or bool(
        re.match(r"[-_/]?[a-z0-9]", text[end : end + 2])
    )


# ---- numbers as other countries write them, which the words around them must explain

# Groups are parted by something, or by a bracket: digits that could be cut anywhere would be tried in every way.
_WRITTEN = compiled(
    r"(?<![\w.@#/=+-])\(?\+?[0-9]{1,15}\)?"
    r"(?:[ .\-/\u2010-\u2015\u00a0]{1,2}\(?[0-9]{1,10}\)?|(?<=\))[0-9]{1,10}|\([0-9]{1,4}\)){0,13}(?![\w@])"
)
_CALLED = compiled(
    r"(?:phone|gpay|phonepe|mobile|mob|cell|call(?:ed|ing|back)?|contact|whats ?app|wapp|telephone|"
    r"telefon|téléphone|"
    r"teléfono|telefone|"
    r"telefono|handy|portable|móvil|celular|numero|número|numéro|ring|reach(?:able|"
    r"ed)?(?: me| him| her)?(?: on| at)?|text|sms|"
    r"dial|number|rufnummer|nummer|тел|телефон|номер|फोन|फ़ोन|मोबाइल|नंबर|नम्बर|ফোন|মোবাইল|தொலைபேசி|எண்|நம்பர்|ఫోన్|"
    r"నంబర్|ಫೋನ್|ഫോൺ|ફોન|هاتف(?:ي|ك|ه|ها|نا)?|جوال(?:ي|ك|ه|ها)?|موبايل|رقم(?:ي|ك|ه|ها)?|الهاتف|الجوال|تلفون|واتساب|טלפון|נייד|מספר|"
    r"电话|手机|電話|携帯|전화|연락처|휴대폰|ফোন নম্বর|alt|alternate|"
    r"\bwa|\btel|\bph|\bno|\bm|\bp|\bt)\W{0,4}"
    r"(?:(?:no|number|num|me|him|her|them|us|back|on|at|is|hai|par|pe|ka|ki|karo|kare|kijiye|करें|करो|पर|है|nr|番号|号码|"
    r"번호|est|ist|es|é)\b\W{0,3}){0,4}\Z"
)
_CALLED_AFTER = compiled(
    r"\W{0,3}(?:(?:is|hai|ye|mera|my|par|pe|pr)\b\W{0,3}){0,2}(?:number|no|call|phone|mobile|whatsapp|contact|पर|"
    r"par call|pe call|is my)"
)
_SOMETHING_ELSE = compiled(
    r"(?:order|ord|awb|track\w*|waybill|consignment|shipment|docket|utr|rrn|txn\w*|transaction|invoice|inv|ref\w*|"
    r"ticket|case|sku|"
    r"model|item|code|coupon|imei|serial|batch|lot|barcode|ean|epoch|timestamp|account|a/c|acct|otp|gstin|hsn|"
    r"pin ?code|policy|"
    r"version|qty|rs\.?|inr|₹|\$|€|£|mrp|po|pnr|build|sensor|isbn|asin|crn|iban|ifsc|bestell\w*|sendung\w*|"
    r"pedido|commande|ऑर्डर|\bts|\bip|\bid)\W{0,3}(?:(?:no|number|num|id|is|nr|#|se)\b\W{0,3}){0,3}\W{0,3}\Z"
)
_TOLL_FREE = compiled(r"(?:1[- ]?)?(?:1800|1860|1900|0?800|888|877|866|855|844)(?:[ -]|[0-9]{6,7}\Z)")
_DATE = compiled(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?![0-9])")
_NANP = compiled(r"(?:1[ .-]?)?\(?[2-9][0-9]{2}\)?[ .-]?[2-9][0-9]{2}[ .-][0-9]{4}")
_INDIAN = compiled(r"91[6-9][0-9]{9}")
_NOT_DIGITS = compiled(r"[^0-9]")
_SHORTEST = 7
_LONGEST = 15
_SPOKEN_OF_FROM = 0.85
_SHORTEST_TRUNK = 9  # digits of a number that begins with the 0 of its trunk


def _other_phones(given: Scanned, row: list[Span], certain: set[Span]) -> Iterator[_Scored]:
    for run in _WRITTEN.finditer(given.text, *_around(row)):
        if run.span() in certain:
            continue
        digits = _NOT_DIGITS.sub("", run.group())
        if _SHORTEST <= len(digits) <= _LONGEST:
            scored = _score(given, run, digits)
            if scored is not None:
                yield run.span(), *scored


def _score(given: Scanned, run: re.Match[str], digits: str) -> tuple[float, str] | None:
    text, opened = run.group(), given.opened(_GATE)
    before = given.before(run.start(), 40)
    if _DATE.match(text) or _TOLL_FREE.match(text.lstrip("(+")):
        return None
    if "something_else" in opened and _SOMETHING_ELSE.search(before):
        return None
    if "+" in text[:2]:
        return (0.9, "a number with its country's code") if is_possible(digits) else None
    parted = len(digits) < len(text)
    if _INDIAN.fullmatch(digits) and not parted:
        return 0.62, "a mobile number with India's code"
    called = ("called" in opened and _CALLED.search(before)) or (
        "called_after" in opened and _CALLED_AFTER.match(given.low, run.end())
    )
    if _NANP.fullmatch(text) and is_valid(digits, "US"):
        return 0.75 if called or parted else 0.4, "a number as North America writes it"
    if called and is_valid_anywhere(digits):
        return 0.85, "a phone is spoken of"
    if parted and digits[0] == "0" and len(digits) >= _SHORTEST_TRUNK and is_valid_anywhere(digits):
        return 0.63, "a number as its country writes it"
    return None


_COUNTED = compiled(r"\s*(?:epoch|ms\b|pcs|units|rows|bytes|seconds|sec\b|points|views|followers)")


_GATE = Gate(
    called=_CALLED,
    called_after=_CALLED_AFTER,
    counted=_COUNTED,
    goods_of=_GOODS_OF,
    something_else=_SOMETHING_ELSE,
    spoken_of=_SPOKEN_OF,
)


def is_something_else(given: Scanned, finding: Finding) -> bool:
    """Tell whether the words around a finding call the number there something other than a phone.

    Not where a phone is spoken of as well, nor where digits were encoded or spelled out: who does that hides one.
    """
    if finding.score >= _SPOKEN_OF_FROM or given.readable.spots is not None:
        return False
    opened = given.opened(_GATE)
    if "something_else" in opened and _SOMETHING_ELSE.search(given.before(finding.start, 40)):
        return True
    return "counted" in opened and _COUNTED.match(given.low, finding.end) is not None
