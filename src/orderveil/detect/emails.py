"""Finding addresses of people on the network: e-mail, UPI ids, links that open a chat, a call or a payment.

Pure; Scanned texts only. Must never take the shop's own role addresses for a person's: they score below
what counts in free text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orderveil.detect.branches import compiled
from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.gates import RARELY_MET

_EMAIL = compiled(r"[^\W_][\w.%+'-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,4}[^\W\d_]{2,18}(?![\w])")
_SPOKEN = compiled(
    r"[a-z0-9][a-z0-9._-]{1,40}\s?(?:\(at\)|\[at\]|\{at\}|<at>| at the rate(?: of)? | at | एट )\s?[a-z0-9-]{2,40}"
    r"(?:\s?(?:\(dot\)|\[dot\]|\{dot\}|<dot>| dot | डॉट |\.)\s?[a-z]{2,10}\b){1,3}"
)
_SPELLED = ("(at)", "[at]", "{at}", "at the rate", " dot ", "(dot)", "[dot]", " डॉट ")
_SPACED = compiled(
    r"[a-z0-9][a-z0-9._%+-]{0,40} ?@ ?[a-z0-9-]{2,40} ?\. ?(?:com|in|co\.in|org|net|co\.uk|de|fr|example)\b"
)
_FILES = frozenset(("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "pdf"))
_ROLE = compiled(
    r"(?:no-?reply|do-?not-?reply|support|care|customercare|customer\.?care|help|helpdesk|info|contact|sales|orders?|"
    r"hello|"
    r"grievance|privacy|admin|team|billing|returns?|feedback|marketing|press|careers|hr|service|enquiry|"
    r"mailer-daemon|postmaster|"
    r"notifications?|alerts?|security|legal|dpo|abuse|webmaster)[+._-]?[a-z0-9]{0,3}@"
)
HANDLES = (
    "okaxis|okhdfcbank|okicici|oksbi|ybl|ibl|axl|paytm|ptyes|ptaxis|pthdfc|ptsbi|upi|apl|yapl|rapl|waaxis|wahdfcbank|"
    "waicici|wasbi|jupiteraxis|axisb|axisbank|idfcbank|idfcfirst|icici|hdfcbank|sbi|kotak|kotak811|barodampay|pnb|"
    "cnrb|unionbank|federal|indus|yesbank|yesg|rbl|dbs|airtel|postbank|jio|fam|slice|naviaxis|superyes|tapicici|freecharge|"
    "mbk|ikwik|amazonpay|cred|timecosmos|pingpay|goaxb"
)
_UPI = compiled(rf"(?<![\w.@-])[a-z0-9][a-z0-9._-]{{1,60}} ?@ ?(?:{HANDLES})(?![a-z0-9]|\.[a-z])")
_UPI_ANY = compiled(r"(?<![\w.@-])[a-z0-9][a-z0-9._-]{1,60}@[a-z][a-z0-9]{1,20}(?![a-z0-9@]|\.[a-z]|-[a-z])")


_GATE = RARELY_MET.also(
    any=_UPI_ANY,
    email=_EMAIL,
    spaced=_SPACED,
    spelled=compiled("|".join(map(re.escape, _SPELLED))),
    upi=_UPI,
)


def find_emails(given: Scanned) -> Iterator[Finding]:
    """Yield e-mail addresses, written with @ or spoken; those of roles, such as care@, are nobody's and score low."""
    low, opened = given.low, given.opened(_GATE)
    for name, pattern in (("email", _EMAIL), ("spaced", _SPACED)):
        for found in pattern.finditer(low) if name in opened else ():
            if found.group().rpartition(".")[2].strip() in _FILES:
                continue
            if _ROLE.match(found.group()):
                yield given.finding(Kind.EMAIL, found.span(), 0.5, "an address of a role, with @ and a domain")
            else:
                yield given.finding(Kind.EMAIL, found.span(), 0.95, "an address with @ and a domain")
    for found in _SPOKEN.finditer(low) if "spelled" in opened else ():
        if any(sign in found.group() for sign in _SPELLED):
            yield given.finding(Kind.EMAIL, found.span(), 0.8, "an address with at and dot spelled out")


def find_upi_ids(given: Scanned) -> Iterator[Finding]:
    """Yield UPI ids: a name at the handle of a bank or payment app, known or not."""
    opened = given.opened(_GATE)
    for found in _UPI.finditer(given.low) if "upi" in opened else ():
        yield given.finding(Kind.UPI, found.span(), 0.9, "a known UPI handle")
    for found in _UPI_ANY.finditer(given.low) if "any" in opened else ():
        yield given.finding(Kind.UPI, found.span(), 0.65, "a name at a handle without a domain")


_LINK = compiled(
    r"(?:https?://)?(?:wa\.me/|(?:api|web)\.whatsapp\.com/send|t\.me/\+?[a-z0-9]|m\.me/[a-z])[^\s]{0,80}"
    r"|(?:tel|sms|smsto|mailto|whatsapp|upi):(?://)?[^\s]{3,120}|begin:vcard|mecard:"
)


def find_links(given: Scanned) -> Iterator[Finding]:
    """Yield links that open a chat, a call, a message or a payment with somebody."""
    for found in _LINK.finditer(given.low):
        yield given.finding(Kind.LINK, found.span(), 0.9, "a link that opens a chat, call or payment")
