"""Finding ways to reach a person in free text: e-mail addresses, UPI ids and phones of many countries.

Pure; Scanned texts only. Must never take the shop's own role addresses or a toll-free line for a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from orderveil.detect.contacts import HANDLES, find_phones
from orderveil.detect.findings import Finding, Kind, Scanned

_EMAIL = re.compile(r"[^\W_][\w.%+'-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,4}[^\W\d_]{2,18}(?![\w])")
_SPOKEN = re.compile(
    r"[a-z0-9][a-z0-9._-]{1,40}\s?(?:\(at\)|\[at\]|\{at\}|<at>| at the rate(?: of)? | at | एट )\s?[a-z0-9-]{2,40}"
    r"(?:\s?(?:\(dot\)|\[dot\]|\{dot\}|<dot>| dot | डॉट |\.)\s?[a-z]{2,10}\b){1,3}"
)
_SPELLED = ("(at)", "[at]", "{at}", "at the rate", " dot ", "(dot)", "[dot]", " डॉट ")
_SPACED = re.compile(
    r"[a-z0-9][a-z0-9._%+-]{0,40} ?@ ?[a-z0-9-]{2,40} ?\. ?(?:com|in|co\.in|org|net|co\.uk|de|fr|example)\b"
)
_FILES = frozenset(("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "pdf"))
_ROLE = re.compile(
    r"(?:no-?reply|do-?not-?reply|support|care|customercare|customer\.?care|help|helpdesk|info|contact|sales|orders?|"
    r"hello|"
    r"grievance|privacy|admin|team|billing|returns?|feedback|marketing|press|careers|hr|service|enquiry|"
    r"mailer-daemon|postmaster|"
    r"notifications?|alerts?|security|legal|dpo|abuse|webmaster)[+._-]?[a-z0-9]{0,3}@"
)
_UPI = re.compile(rf"(?<![\w.@-])[a-z0-9][a-z0-9._-]{{1,60}} ?@ ?(?:{HANDLES})(?![a-z0-9]|\.[a-z])")
_UPI_ANY = re.compile(r"(?<![\w.@-])[a-z0-9][a-z0-9._-]{1,60}@[a-z][a-z0-9]{1,20}(?![a-z0-9@]|\.[a-z]|-[a-z])")


def find_emails(given: Scanned) -> Iterator[Finding]:
    """Yield e-mail addresses, written with @ or spoken; those of roles, such as care@, are nobody's."""
    low = given.low
    if "@" in low:
        for pattern in (_EMAIL, _SPACED):
            for found in pattern.finditer(low):
                if found.group().rpartition(".")[2].strip() not in _FILES and not _ROLE.match(found.group()):
                    yield given.finding(Kind.EMAIL, found.span(), 0.95, "an address with @ and a domain")
    if any(sign in low for sign in _SPELLED):
        for found in _SPOKEN.finditer(low):
            if any(sign in found.group() for sign in _SPELLED):
                yield given.finding(Kind.EMAIL, found.span(), 0.8, "an address with at and dot spelled out")


def find_upi_ids(given: Scanned) -> Iterator[Finding]:
    """Yield UPI ids: a name at the handle of a bank or payment app, known or not."""
    if "@" not in given.low:
        return
    for found in _UPI.finditer(given.low):
        yield given.finding(Kind.UPI, found.span(), 0.9, "a known UPI handle")
    for found in _UPI_ANY.finditer(given.low):
        yield given.finding(Kind.UPI, found.span(), 0.65, "a name at a handle without a domain")


# ---- phones

# Groups are parted by something, or by a bracket: digits that could be cut anywhere would be tried in every way.
_RUN = re.compile(
    r"(?<![\w.@#/=+-])\(?\+?[0-9]{1,15}\)?"
    r"(?:[ .\-/\u2010-\u2015\u00a0]{1,2}\(?[0-9]{1,10}\)?|(?<=\))[0-9]{1,10}|\([0-9]{1,4}\)){0,13}(?![\w@])"
)
_CALLED = re.compile(
    r"(?:phone|gpay|phonepe|mobile|mob|cell|call(?:ed|ing|back)?|contact|whats ?app|wapp|\bwa|\btel|telephone|"
    r"telefon|téléphone|"
    r"teléfono|telefone|"
    r"telefono|handy|portable|móvil|celular|numero|número|numéro|ring|reach(?:able|"
    r"ed)?(?: me| him| her)?(?: on| at)?|text|sms|"
    r"dial|\bph|\bno|number|"
    r"\bm|\bp|\bt|rufnummer|nummer|тел|телефон|номер|फोन|फ़ोन|मोबाइल|नंबर|नम्बर|ফোন|মোবাইল|தொலைபேசி|எண்|நம்பர்|ఫోన్|"
    r"నంబర్|ಫೋನ್|ഫോൺ|ફોન|هاتف|جوال|"
    r"电话|手机|電話|携帯|전화|연락처|휴대폰|ফোন নম্বর|alt|alternate)\W{0,4}"
    r"(?:(?:no|number|num|me|him|her|them|us|back|on|at|is|hai|par|pe|ka|ki|karo|kare|kijiye|करें|करो|पर|है|nr|番号|号码|"
    r"번호|est|ist|es|é)\b\W{0,3}){0,4}\Z"
)
_CALLED_AFTER = re.compile(
    r"\W{0,3}(?:(?:is|hai|ye|mera|my|par|pe|pr)\b\W{0,3}){0,2}(?:number|no|call|phone|mobile|whatsapp|contact|पर|"
    r"par call|pe call|is my)"
)
_SOMETHING_ELSE = re.compile(
    r"(?:order|ord|awb|track\w*|waybill|consignment|shipment|docket|utr|rrn|txn\w*|transaction|invoice|inv|ref\w*|"
    r"ticket|case|sku|"
    r"model|item|code|coupon|imei|serial|batch|lot|barcode|ean|epoch|timestamp|\bts|account|a/c|acct|otp|gstin|hsn|"
    r"pin ?code|policy|"
    r"version|\bip|\bid|qty|rs\.?|inr|₹|\$|€|£|mrp|po|pnr|build|sensor|isbn|asin|crn|iban|ifsc|bestell\w*|sendung\w*|"
    r"pedido|commande"
    r"|ऑर्डर)\W{0,3}(?:(?:no|number|num|id|is|nr|#|se)\b\W{0,3}){0,3}\W{0,3}\Z"
)
_TOLL_FREE = re.compile(r"(?:1[- ]?)?(?:1800|1860|1900|0?800|888|877|866|855|844)(?:[ -]|[0-9]{6,7}\Z)")
_DATE = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?![0-9])")
_NANP = re.compile(r"(?:1[ .-]?)?\(?[2-9][0-9]{2}\)?[ .-]?[2-9][0-9]{2}[ .-][0-9]{4}")
_INDIAN = re.compile(r"91[6-9][0-9]{9}")
_REGIONS = ("IN", "US", "GB", "DE", "FR", "ES", "IT", "AE", "AU", "BR", "JP", "SG", "NL", "PL", "SA", "MX", "PT", "CN")
_SHORTEST = 7
_LONGEST = 15
_SHORTEST_TRUNK = 9  # digits of a number that begins with the 0 of its trunk


def find_all_phones(given: Scanned) -> Iterator[Finding]:
    """Yield phone numbers: Indian mobiles, those with a country's code, and others as their countries write them."""
    if sum(map(given.text.count, "0123456789")) < _SHORTEST:
        return
    yield from find_phones(given)
    for run in _RUN.finditer(given.text):
        digits = re.sub(r"[^0-9]", "", run.group())
        if _SHORTEST <= len(digits) <= _LONGEST:
            scored = _score(given, run, digits)
            if scored is not None:
                yield given.finding(Kind.PHONE, (run.start(), run.end()), *scored)


def _score(given: Scanned, run: re.Match[str], digits: str) -> tuple[float, str] | None:
    text = run.group()
    before = given.before(run.start(), 40)
    if _DATE.match(text) or _TOLL_FREE.match(text.lstrip("(+")) or _SOMETHING_ELSE.search(before):
        return None
    if "+" in text[:2]:
        return (0.9, "a number with its country's code") if _is_phone(digits, None) else None
    called = _CALLED.search(before) or _CALLED_AFTER.match(given.low, run.end())
    parted = len(digits) < len(text)
    if _INDIAN.fullmatch(digits) and not parted:
        return 0.62, "a mobile number with India's code"
    if _NANP.fullmatch(text) and _is_phone(digits, "US"):
        return 0.75 if called or parted else 0.4, "a number as North America writes it"
    if called and _is_phone_anywhere(digits):
        return 0.85, "a phone is spoken of"
    if parted and digits[0] == "0" and len(digits) >= _SHORTEST_TRUNK and _is_phone_anywhere(digits):
        return 0.65, "a number as its country writes it"
    return None


@lru_cache(maxsize=4096)
def _is_phone_anywhere(digits: str) -> bool:
    return any(_is_phone(digits, region) for region in _REGIONS) or _is_phone(digits, None)


@lru_cache(maxsize=4096)
def _is_phone(digits: str, region: str | None) -> bool:
    try:
        number = phonenumbers.parse(digits if region else f"+{digits}", region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) or (region is None and phonenumbers.is_possible_number(number))


_COUNTED = re.compile(r"\s*(?:epoch|ms\b|pcs|units|rows|bytes|seconds|sec\b|points|views|followers)")


def is_something_else(given: Scanned, finding: Finding) -> bool:
    """Tell whether the words around a finding call the number there something other than a phone."""
    before = _SOMETHING_ELSE.search(given.before(finding.start, 40))
    return before is not None or _COUNTED.match(given.low, finding.end) is not None
