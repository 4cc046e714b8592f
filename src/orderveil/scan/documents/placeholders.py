"""What the placeholders of a message template stand for: by their names, and numbered ones by the words around them.

Tables and patterns only; pure. Must never take the shop's own phone or the name of goods for a customer's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from orderveil.core.fields import FIELDS, Group
from orderveil.core.ids import FieldName
from orderveil.detect.findings import Finding, Kind
from orderveil.detect.words import words
from orderveil.scan.wording import label_of

# Message systems and template languages. `e` is an expression, `n` a name, `t` what DLT says of a value.
PLACEHOLDER = re.compile(
    r"\{\{!--.{0,2000}?--\}\}|\{%.{0,2000}?%\}"  # comments and conditions print nothing
    r"|\{\{\{?[-~&]?(?P<e>[^{}]{0,300}?)[-~]?\}?\}\}"  # Jinja, Liquid, Handlebars, Twig, WhatsApp's {{1}}
    r"|\{#\s*(?P<t>var|numeric|number|alphanumeric|url|urlott|cbn|email)\s*#\}"  # DLT
    r"|##(?P<n1>\w{1,40})##|\[\[(?P<n2>[^\[\]]{1,80})\]\]|<%[=-](?P<n3>[^%]{1,200})%>|\*\|(?P<n4>\w{1,60})\|\*"
    r"|[$#]\{(?P<n5>[^{}]{1,200})\}|%%(?P<n6>[A-Za-z_]\w{0,60})%%|%\((?P<n7>\w{1,60})\)[sdif]|\$(?P<n8>[a-z_]\w{1,60})"
    r"|\{(?P<n9>[A-Za-z_][\w.\[\]]{0,60}|[0-9]{0,2})(?:![rsa])?(?::[^{}\n]{0,20})?\}"
    r"|%(?:[0-9]{1,2}\$)?[-0-9.]{0,4}[sdif@](?![A-Za-z])",
    re.DOTALL,
)
NAMED, NUMBERED = 0.9, 0.75
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"[^\W\d][\w.\[\]-]*")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_SILENT = ("#", "/", ">", "!", "^", "else")
_SAYS_NOTHING = words("var val value values param params parameter field text arg args x v variable data body")
_SHOPS_OWN = words(
    "shop store seller company merchant brand support care helpline helpdesk warehouse sender from pickup return "
    "office product item variant sku line goods hub courier carrier rider agent template campaign app site website our "
    "payment link file image logo icon font style css color class"
)
_PERSONS = words("customer buyer recipient consignee receiver shipping billing ship bill client contact user")

# What a part of a name says, the strongest first: an address' postcode is a postcode.
_BY_PART: tuple[tuple[frozenset[str], Kind], ...] = (
    (words("email mail"), Kind.EMAIL),
    (words("phone mobile mob tel telephone whatsapp msisdn cell fon telefon"), Kind.PHONE),
    (words("otp passcode"), Kind.OTP),
    (words("aadhaar aadhar"), Kind.AADHAAR),
    (words("gstin gst"), Kind.GSTIN),
    (words("pan"), Kind.TAX_PAN),
    (words("upi vpa"), Kind.UPI),
    (words("latitude longitude lat lng lon geo"), Kind.POSITION),
    (words("pincode zip zipcode postcode postal plz pin"), Kind.POSTCODE),
    (words("address addr line1 street landmark house flat locality city town state province district"), Kind.ADDRESS),
    (words("awb waybill docket consignment"), Kind.AWB),
    (words("firstname lastname fullname fname lname"), Kind.NAME),
)
_LINKS = words("url link href")
_TRACKED = words("track tracking status order shipment parcel delivery")
_TOTALS = words("total amount amt cod payable due refund paid subtotal balance")
_NUMBERS = words("id number no num ref reference code name")

_BY_LEAD = {
    "phone: ": Kind.PHONE, "awb no: ": Kind.AWB, "otp: ": Kind.OTP, "aadhaar no: ": Kind.AADHAAR,
    "pan no: ": Kind.TAX_PAN, "pincode: ": Kind.POSTCODE, "address: ": Kind.ADDRESS, "total: ": Kind.AMOUNT,
    "order no: ": Kind.ORDER, "upi: ": Kind.UPI, "customer name: ": Kind.NAME,
}  # fmt: skip
_IS = r"(?: is)?"
_BEFORE: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(rf"(?:{pattern})[\W_]*\Z", re.IGNORECASE), kind)
    for kind, pattern in (
        (Kind.NAME, r"\b(?:dear|hi|hey|hello|namaste|namaskar|hola|hallo|bonjour|ciao|thanks|thank you)"),
        (Kind.NAME, r"नमस्ते|नमस्कार|प्रिय"),
        (Kind.AMOUNT, r"\b(?:rs\.?|inr|amount(?: of)?|total(?: of)?|pay|paid|refund of|cod)|[₹$€£]"),
        (Kind.OTP, r"\b(?:otp|one.time password|passcode)(?: for \w+)?" + _IS),
        (Kind.ORDER, r"\b(?:order|pedido|commande|bestellung)(?:[ -]?(?:id|no|number|ref|reference)\.?)?" + _IS),
        (Kind.ORDER, "ऑर्डर"),
        (Kind.AWB, r"\b(?:awb|waybill|tracking(?: id| no| number)?|docket)" + _IS),
        (Kind.ADDRESS, r"\b(?:delivered|delivery|shipped|sent|dispatched)(?: (?:to|at))|\baddress" + _IS),
        (Kind.ADDRESS, r"\b(?:deliver|ship|reach|reaching|arrive|arriving)(?: (?:to|at))?|पता"),
        (Kind.TRACKING_URL, r"\btrack(?: it| your \w+| here| at){1,2}|\btracking (?:link|url)" + _IS),
        (Kind.PHONE, r"\b(?:phone|mobile|call(?: \w+)?(?: on| at)?|contact(?: \w+)? (?:on|at)|whatsapp)" + _IS),
        (Kind.EMAIL, r"\be-?mail(?: id| to)?" + _IS),
    )
)
_AFTER: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(?i)[\W_]*(?:is|are) (?:your |the )?(?:otp|one.time password|passcode|verification code)"), Kind.OTP),
    (re.compile(r"(?i)[\W_]*(?:is|are) your (?:order|awb|tracking)"), Kind.ORDER),
)
_SENTENCE = re.compile(r"(?i)(?:(?<!\brs)(?<!\bno)(?<!\bid)\.|[!?>])(?=\s)|[\n}\]]")
_REACH = 40


def finding_of(found: re.Match[str], text: str) -> Finding | None:
    """Return what a placeholder stands for, None where it stands for nothing of a customer's."""
    expression = next((found[key] for key in ("e", *(f"n{n}" for n in range(1, 10))) if found[key] is not None), None)
    if found["t"] == "email":
        return Finding(Kind.EMAIL, found.start(), found.end(), NAMED, "a placeholder for it")
    if found["t"] == "cbn":  # the shop's own number to call back
        return None
    if expression is not None:
        kind = kind_of(expression)
        if kind is not None:
            return Finding(kind, found.start(), found.end(), NAMED, "a placeholder for it")
        if not says_nothing(expression):
            return None
    elif found["t"] is None and not found.group().startswith("%"):
        return None
    start, end = found.span()
    kind = _kind_by_words(text[max(0, start - _REACH) : start], text[end : end + _REACH])
    if kind is None:
        return None
    return Finding(kind, found.start(), found.end(), NUMBERED, "a placeholder, by the words beside it")


def says_nothing(expression: str) -> bool:
    """Tell whether a placeholder's name is a number, or a word for any value."""
    parts = {part.lower() for part in _PARTS.findall(_QUOTED.sub(" ", expression))}
    return parts <= _SAYS_NOTHING


@lru_cache(maxsize=4096)
def kind_of(expression: str) -> Kind | None:
    """Return what `order.shipping_address.zip | upcase` and the like print, None for nothing of a customer's."""
    bare = _QUOTED.sub(" ", expression).strip()
    if bare.startswith(_SILENT):
        return None
    for name in _NAME.findall(bare):
        kind = _kind_of_name(name)
        if kind is not None:
            return kind
    return None


def _kind_of_name(name: str) -> Kind | None:
    if name in FIELDS:
        return _kind_of_field(FieldName(name))
    path = [part.lower() for part in _PARTS.findall(name)]
    parts = set(path)
    if not parts or (parts & _SHOPS_OWN and not parts & (_LINKS | _TOTALS | _PERSONS)):
        return None
    for known, kind in _BY_PART:
        if parts & known:
            return kind
    if parts & _LINKS:
        return Kind.TRACKING_URL if parts & _TRACKED else None
    if parts & _TOTALS:
        return Kind.AMOUNT
    if parts & {"tracking"} and parts & _NUMBERS:
        return Kind.AWB
    if "order" in parts and (parts & _NUMBERS or parts <= {"order"}):
        return Kind.ORDER
    return _BY_LEAD.get(label_of(name.rpartition(".")[2])) if label_of(name) else None


def _kind_of_field(name: FieldName) -> Kind | None:
    field = FIELDS[name]
    by_normaliser = {"email": Kind.EMAIL, "phone": Kind.PHONE, "name": Kind.NAME, "postcode": Kind.POSTCODE}
    if field.normaliser in by_normaliser:
        return by_normaliser[field.normaliser]
    special = {"awb": Kind.AWB, "ship_position": Kind.POSITION, "tax_id": Kind.GSTIN, "refund_account": Kind.UPI}
    if name in special:
        return special[name]
    by_group = {Group.ADDRESS: Kind.ADDRESS, Group.AMOUNTS: Kind.AMOUNT}
    if field.group in by_group and field.sensitivity:
        return by_group[field.group]
    if field.normaliser == "url" and field.group is Group.TRACKING:
        return Kind.TRACKING_URL
    return Kind.ORDER if name in ("order_ref", "order_number") else None


def _kind_by_words(before: str, after: str) -> Kind | None:
    before = _SENTENCE.split(before)[-1]
    for pattern, kind in _AFTER:
        if pattern.match(after):
            return kind
    for pattern, kind in _BEFORE:
        if pattern.search(before):
            return kind
    return None
