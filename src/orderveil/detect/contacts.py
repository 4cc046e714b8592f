"""Finding ways to reach a person: e-mail addresses, phones, UPI ids, links that open a chat or a payment.

Pure. Digits stand as ASCII here, spelled and encoded ones written out (detect.reading). Must never
take a code of goods for a phone when its place or the list of goods explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from orderveil.detect.findings import Finding, Kind, Scanned, Where

# ---- e-mail and UPI

_EMAIL = re.compile(
    r"[a-z0-9][a-z0-9._%+'-]{0,63} ?@ ?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,18}(?![a-z0-9])"
)
_SPOKEN_EMAIL = re.compile(
    r"[a-z0-9][a-z0-9._-]{1,40} ?(?:\(at\)|\[at\]|\{at\}| at ) ?[a-z0-9-]{2,40}"
    r"(?: ?(?:\(dot\)|\[dot\]|\{dot\}| dot |\.) ?(?:com|in|co|org|net|example|test|io|me|info)\b)+"
)
_DOTTED = re.compile(r"dot|\.")
_FILES = frozenset(["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "pdf", "csv", "txt", "mp4", "ico", "heic"])
HANDLES = (
    "okaxis|okhdfcbank|okicici|oksbi|ybl|ibl|axl|paytm|ptyes|ptaxis|pthdfc|ptsbi|upi|apl|yapl|rapl|waaxis|wahdfcbank|"
    "waicici|wasbi|jupiteraxis|axisb|axisbank|idfcbank|idfcfirst|icici|hdfcbank|sbi|kotak|kotak811|barodampay|pnb|"
    "cnrb|unionbank|federal|indus|yesbank|yesg|rbl|dbs|airtel|postbank|jio|fam|slice|naviaxis|superyes|tapicici|freecharge|"
    "mbk|ikwik|amazonpay|cred|timecosmos|pingpay|goaxb"
)
_UPI = re.compile(rf"[a-z0-9][a-z0-9._-]{{1,60}} ?@ ?(?:{HANDLES})(?![a-z0-9.])")


def find_email(given: Scanned) -> Iterator[Finding]:
    """Yield e-mail addresses, written with @ or spoken."""
    for found in _EMAIL.finditer(given.low):
        if found.group().rpartition(".")[2] not in _FILES:
            yield given.finding(Kind.EMAIL, found.span(), 0.95, "an address with @ and a domain")
    for found in _SPOKEN_EMAIL.finditer(given.low):
        if "(" in found.group() or "[" in found.group() or " dot " in found.group() or "{" in found.group():
            yield given.finding(Kind.EMAIL, found.span(), 0.8, "an address with at and dot spelled out")


def find_upi(given: Scanned) -> Iterator[Finding]:
    """Yield UPI ids at the handles of banks and payment apps."""
    for found in _UPI.finditer(given.low):
        yield given.finding(Kind.UPI, found.span(), 0.9, "a known UPI handle")


_LINK = re.compile(
    r"(?:https?://)?(?:wa\.me/|(?:api|web)\.whatsapp\.com/send|t\.me/\+?[a-z0-9]|m\.me/[a-z])[^\s]{0,80}"
    r"|(?:tel|sms|smsto|mailto|whatsapp|upi):(?://)?[^\s]{3,120}|begin:vcard|mecard:"
)


def find_links(given: Scanned) -> Iterator[Finding]:
    """Yield links that open a chat, a call, a message or a payment with somebody."""
    for found in _LINK.finditer(given.low):
        yield given.finding(Kind.LINK, found.span(), 0.9, "a link that opens a chat, call or payment")


# ---- phones

_GAP = r"[ ().\-/_\u2010-\u2015\u00a0\n,]{0,3}"
_RUN = re.compile(rf"(?<![0-9])(?P<plus>\+|00(?=[1-9]))?(?P<digits>[0-9](?:{_GAP}[0-9]){{6,40}})")
_GROUP = re.compile(r"[0-9]+")
_MOBILE = re.compile(r"(?:0|91|091|0091)?([6-9][0-9]{9})")
_HABITS = frozenset(
    {(5, 5), (3, 3, 4), (4, 3, 3), (4, 6), (3, 7), (2, 4, 4), (2, 8), (10,), (6, 4), (5, 2, 3), (3, 4, 3)}
)
_SPOKEN_OF = re.compile(
    r"(?:phone|mobile|mob|cell|call|contact|whats ?app|wa|tel|telephone|ph|number of (?:buyer|customer)|customer|buyer"
    r"|reach|फोन|फ़ोन|मोबाइल|நம்பர்|தொலைபேசி|ফোন|फोन नंबर)\W{0,4}"
    r"(?:no|number|num|me|him|her|on|at|is|:|नंबर|\W){0,4}\W{0,3}\Z"
)
_GOODS_OF = re.compile(
    r"(?:part|model|sku|lot|batch|hsn|ean|gtin|upc|isbn|mpn|serial|s/n|art|article|item|code|style|ref|awb|invoice|grn|asn|"
    r"po|e-?way bill|ewb|bill|irn|bin|rack|pallet|carton|imei|barcode|asin|fsn|lpn|mrp|rs|inr|weight|size)"
    r"\W{0,3}(?:no|number|num|code|#|:|\W){0,3}\Z"
)
_LISTED = re.compile(r"(?:sku|item|article|art|style|code|asin|fsn)\W{0,3}(?:no|number|num|code|#|:|\W){0,3}\Z")
_LENGTHS_OF_GTIN = (8, 12, 13, 14)
_PREFIXED = frozenset({(11,), (12,), (13,), (14,)})
_SHORTEST_ABROAD = 8
_LONGEST_MOBILE = 14
_FEWEST_DIFFERENT = 2
_MOST_ODD_GROUPS = 4
_FEWEST_OF_A_LIST = 3
_SHORTEST_VALUE = 10
_LONGEST_EVEN = 2
_MOST_DIGITS_BESIDE = 2
_NO = (0.0, "")
Span = tuple[int, int]


def find_phones(given: Scanned) -> Iterator[Finding]:
    """Yield phone numbers: with a country's code, or Indian mobile numbers."""
    for run in _RUN.finditer(given.text):
        groups = [group.span() for group in _GROUP.finditer(given.text, *run.span("digits"))]
        international = _international(given, run, groups)
        if international is not None:
            yield international
        else:
            yield from _mobiles(given, groups)


def _international(given: Scanned, run: re.Match[str], groups: list[Span]) -> Finding | None:
    if run["plus"] is None:
        return None
    digits = ""
    for start, end in groups:
        digits += given.text[start:end]
        if len(digits) >= _SHORTEST_ABROAD and _is_valid(digits):
            return given.finding(Kind.PHONE, (run.start(), end), 0.9, "a valid number with its country's code")
    return None


def _mobiles(given: Scanned, groups: list[Span]) -> Iterator[Finding]:
    """Try every row of neighbouring groups: a phone may stand right beside another number."""
    first = 0
    while first < len(groups):
        last = first
        best: tuple[float, str, int] = (0.0, "", first)
        digits = ""
        while last < len(groups) and len(digits) < _LONGEST_MOBILE:
            digits += given.text[slice(*groups[last])]
            score, why = _score_mobile(given, groups[first : last + 1], digits)
            best = max(best, (score, why, last))
            last += 1
        if best[0]:
            yield given.finding(Kind.PHONE, (groups[first][0], groups[best[2]][1]), best[0], best[1])
            first = best[2]
        first += 1


def _score_mobile(given: Scanned, groups: list[Span], digits: str) -> tuple[float, str]:
    mobile = _MOBILE.fullmatch(digits)
    if mobile is None or len(set(mobile[1])) <= _FEWEST_DIFFERENT:
        return _NO
    span = groups[0][0], groups[-1][1]
    before = given.before(span[0])
    if _SPOKEN_OF.search(before):
        return 0.9, "a mobile number, and a phone is spoken of"
    sizes = tuple(end - start for start, end in groups)
    if len(groups) == 1 and is_gtin(digits):
        return 0.4, "a mobile number, or a trade item number"
    if given.where is Where.CODE:
        return _score_in_code(given, span, sizes)
    if _GOODS_OF.search(before):
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


def is_gtin(digits: str) -> bool:
    """Tell whether digits are a GTIN of 8, 12, 13 or 14 digits with its check digit (GS1 General Specifications)."""
    if len(digits) not in _LENGTHS_OF_GTIN:
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _is_valid(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False
