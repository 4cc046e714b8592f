"""Finding numbers in free text: of orders, parcels, one-time passwords, amounts, taxes and identities.

A number has hardly a shape of its own here, so the words beside it decide. Pure; Scanned texts only.
Must never take a price in a catalogue for what somebody paid: an amount counts beside an order's words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from orderveil.detect.branches import compiled
from orderveil.detect.cardgate import is_suspect
from orderveil.detect.cardtext import find_cards_read
from orderveil.detect.findings import Finding, Kind, Scanned, Where
from orderveil.detect.gates import Gate
from orderveil.detect.labels import Label

_JOIN = (
    r"(?:\W|_){0,3}(?:(?:no|nos|num|number|nr|id|code|ref|reference|is|was|are|of|hai|ka|ki|ke|नंबर|नं|संख्या|है|का|"
    r"की)\b\W{0,3}){0,3}"
)
_CODE = r"((?=[a-z-]{0,8}[0-9])[a-z0-9]{1,12}(?:[-/][a-z0-9]{1,14}){0,3}|[a-z]{0,6}[0-9]{3,24})(?![a-z0-9])"

# ---- orders

_ORDER = compiled(
    r"(?<![a-z])(?:orders?|ordr|ord|booking|purchase|bestellung|bestellnummer|bestell-?nr|commande|pedido|ordine|"
    r"zamówienie|"
    r"zamówienia|заказ|заказа|bestelling|ऑर्डर|आर्डर|অর্ডার|ஆர்டர்|ఆర్డర్|ಆರ್ಡರ್|ઓર્ડર|طلب|الطلب|주문|주문번호|siparis|"
    r"sipariş|"
    r"pesanan|beställning|ordre)" + _JOIN + r"#?" + _CODE
)
_ORDER_CJK = compiled(r"(?:订单号?|訂單號?|注文番号|ご注文番号|注文|주문번호)[:\s#是は]{0,3}" + _CODE)
_ORDER_SHAPES = compiled(
    r"(?<![0-9a-z-])(?:[0-9]{3}-[0-9]{7}-[0-9]{7}|od[0-9]{15,18}|(?:ord|order|oid|so)[-_#]?[0-9][0-9a-z-]{3,16}"
    r"|#[a-z]{0,5}-?[0-9]{4,8})(?![0-9a-z-])"
)
_NOT_ORDER = compiled(r"[0-9]{1,2}(?:st|nd|rd|th|x|pm|am|pcs|kg|g|ml|days?|hrs?|min)?\Z")
_MARKETPLACE = compiled(r"[0-9]{3}-|od[0-9]")  # Amazon, Flipkart
_NUMBERED = compiled(r"(?:no|nos|num|number|nr|id|code|ref|reference|नंबर|नं|संख्या|[:#])\W*")
_OF_NO_ORDER = compiled(
    r"(?:ticket|case|issue|bug|incident|task|job|pull|pr|commit|po|lot|batch|line|dock|station|gate|rack|bin|slot|"
    r"model|item|style|part|art|serial|invoice|inv|rev|build|page|row|apt|flat|unit|room|suite|box)"
    r"(?: no\.?| id)?[ :.-]{0,2}\Z"
)
_FEWEST_ORDER = 3


def find_order_refs(given: Scanned) -> Iterator[Finding]:
    """Yield references of orders: those of marketplaces by shape, others where an order is spoken of."""
    low, opened = given.low, given.opened(GATE)
    for name in ("order", "order_cjk"):
        for found in PATTERNS[name].finditer(low) if name in opened else ():
            code = found[1]
            digits = sum(map(str.isdigit, code))
            if digits >= _FEWEST_ORDER and not _NOT_ORDER.match(code):
                start = found.start(1) - (low[found.start(1) - 1] == "#")  # the sign belongs to the number
                score = 0.8 if _NUMBERED.search(low, found.start(), found.start(1)) else 0.75
                yield given.finding(Kind.ORDER, (start, found.end(1)), score, "an order is spoken of")
    for found in _ORDER_SHAPES.finditer(low) if "order_shapes" in opened else ():
        if low[found.start()] == "#" and _OF_NO_ORDER.search(low[max(0, found.start() - 16) : found.start()]):
            continue
        score = 0.8 if _MARKETPLACE.match(found.group()) else 0.7
        yield given.finding(Kind.ORDER, found.span(), score, "shaped like an order's number")


# ---- parcels

_PARCEL_WORDS = (
    r"(?<![a-z])(?:awb|waybill|way bill|tracking|track|consignment|consignment note|shipment|docket|lrn?|cn|parcel|"
    r"pkg|package|"
    r"sendungsnummer|sendung|paketnummer|colis|suivi|numéro de suivi|seguimiento|rastreio|rastreamento|tracciamento|"
    r"spedizione|"
    r"przesyłki|przesyłka|трек|трек-номер|एडब्ल्यूबी|ट्रैकिंग|운송장|delhivery|blue ?dart|dtdc|ekart|xpress ?bees|"
    r"shadowfax|"
    r"ecom express|fedex|dhl|ups|usps|gati|aramex|india post|speed ?post|dpd|gls|hermes|evri|royal mail)"
)
_PARCEL = compiled(
    _PARCEL_WORDS
    + r"(?:\W{0,3}(?:awb|tracking|courier|se|par|by|via|with|use|your|code|label|for|parcel|shipment)\b){0,2}"
    + _JOIN.replace(r"\W", r"[^\w,]")
    + r"#?((?=[a-z]{0,5}[0-9])[a-z0-9]{8,22}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?:[ -][0-9]{1,4})?)(?![a-z0-9])"
)
_PARCEL_CJK = compiled(
    r"(?:运单号?|快递单号|物流单号|追跡番号|お問い合わせ番号|伝票番号|송장번호|운송장번호)[:\s是は]{0,3}([a-z0-9-]{8,22})"
)
_PARCEL_SHAPES = compiled(
    r"(?<![0-9a-z])(?:1z[0-9a-z]{16}|fmp[cp][0-9]{10}|tba[0-9]{12}|[a-z]{2}[0-9]{9}(?:in|gb|us|de|cn|fr|jp|nl|sg|au|ca)"
    r"|sf[0-9]{10,13}[a-z]{0,3}|jd[0-9]{16,18}|jjd[0-9]{16,18})(?![0-9a-z])"
)
_FEWEST_PARCEL = 6


def find_parcel_numbers(given: Scanned) -> Iterator[Finding]:
    """Yield air waybill and tracking numbers: by their words, or by a carrier's own shape."""
    opened = given.opened(GATE)
    for name in ("parcel", "parcel_cjk"):
        for found in PATTERNS[name].finditer(given.low) if name in opened else ():
            if sum(map(str.isdigit, found[1])) >= _FEWEST_PARCEL:
                yield given.finding(Kind.AWB, found.span(1), 0.85, "a parcel's number is spoken of")
    for found in _PARCEL_SHAPES.finditer(given.low) if "parcel_shapes" in opened else ():
        yield given.finding(Kind.AWB, found.span(), 0.75, "shaped like a carrier's number")


_URL = compiled(
    r"(?:https?://|www\.)[^\s<>\"'\u0900-\u0dff]+|(?<![@\w.])[a-z0-9-]+(?:\.[a-z0-9-]+)+/[^\s<>\"'\u0900-\u0dff]+"
)
_TRACKS = compiled(
    r"track|trk|shipment|awb|waybill|parcel|order-?status|/orders?/|where-?is|delivery|dlvr|suivi|sendung|"
    r"seguimiento|rastre"
    r"|trace|ship\.|/t/|/s/[a-z0-9]{5}|courier|consignment"
)


def find_tracking_links(given: Scanned) -> Iterator[Finding]:
    """Yield links by which a parcel or an order is followed."""
    if "url" not in given.opened(GATE):
        return
    for found in _URL.finditer(given.low):
        link = found.group().rstrip(".,;:!?)]}।")
        if _TRACKS.search(link) and re.search(r"[0-9]|[?=]|/[a-z0-9]{6,}\Z", link.partition("//")[2] or link):
            yield given.finding(
                Kind.TRACKING_URL, (found.start(), found.start() + len(link)), 0.85, "a link that follows a parcel"
            )


# ---- one-time passwords

_OTP_WORD = (
    r"(?<![a-z])(?:o\.?t\.?p|one[- ]time (?:password|code|pin|passcode)|verification (?:code|pin|number)|"
    r"verify(?:ing)? code|"
    r"passcode|"
    r"(?:security|login|log-?in|sign-?in|auth(?:entication)?|access|confirmation|delivery|pick-?up|unlock|locker|"
    r"door|gate|entry|handover|activation|reset|two[- ]factor|2fa|secret|return|collection) (?:code|pin)|"
    r"(?:is|as|enter|here(?: is|'s)) (?:the|your|my|this|ur) (?:[a-z]{3,12} )?(?:code|pin)"
    r"(?= (?:to|for|is)|[.,:;!]|\s*\Z)|"
    r"(?:your|ur|the|my) (?:[a-z]{3,12} )?(?:code|pin)(?= is\b|:|=)|happy code|"
    r"einmal(?:code|passwort)|tan|code de (?:vérification|verification|sécurité)|"
    r"código(?: de (?:verificación|"
    r"verificação|acceso|seguridad))?|codice(?: di verifica)?|kod weryfikacyjny|код(?: подтверждения)?|ओटीपी|"
    r"ओ\.टी\.पी|ഒടിപി|"
    r"ওটিপি|ஓடிபி|ఓటీపీ|ઓટીપી|ಒಟಿಪಿ)"
)
_OTP_AFTER = compiled(
    _OTP_WORD + r"[^0-9\n]{0,40}?(?<![0-9a-z₹$€£.])([0-9]{3}[ -][0-9]{3}|[0-9]{4,8})(?![0-9a-z%]|[.,][0-9]|[ -][0-9])"
)
_OTP_BEFORE = compiled(
    r"(?<![0-9a-z₹$€£.-])([0-9]{3}[ -][0-9]{3}|[0-9]{4,8})(?![0-9a-z%])[^0-9\n.!?]{0,30}?" + _OTP_WORD
)
_OTP_CJK = compiled(
    r"(?:验证码|驗證碼|認証コード|確認コード|ワンタイムパスワード|인증번호)[^0-9\n]{0,8}([0-9]{4,8})(?![0-9])|"
    r"(?<![0-9])([0-9]{4,8})(?=.{0,6}(?:验证码|認証コード|인증번호))"
)
_OTP_NOT = compiled(
    r"(?:rs\.?|inr|order|year|pin ?code|pincode|call|ending(?: in| with)?|x+|\*+|(?:error|erreur|fehler|errore?|status|"
    r"exception|ticket|bug|issue|case|build|version|port|line|http|order|awb|tracking|txn|since|from)(?: (?:no\.?|"
    r"number|id|code|ref))?)\W{0,3}\Z"
)
_YEAR = compiled(r"20[12][0-9](?= [^\W\d_])")  # a password is likelier the last that is said
_TOLD = compiled(r"[:=#\-–]|\b(?:is|as|hai|es|ist|est|é|è|है)\b")  # what leads to a password
_COUNTED = compiled(
    r" ?(?:ms|milli\w*|secs?|seconds?|min|minutes?|hours?|hrs?|days?|users?|customers?|times|attempts?|requests?|sms|"
    r"items?|people|messages?|characters?|digits?)(?![a-z])"
)


_OF_ANOTHER = compiled(
    r"order|awb|shipment|txn|transaction|amount|rs\.|inr|ending|card|a/c|account no|call|pin ?code"
)


def find_otps(given: Scanned) -> Iterator[Finding]:
    """Yield one-time passwords where one is spoken of, before or after the digits."""
    low, opened = given.low, given.opened(GATE)
    found_at: dict[str, list[re.Match[str]]] = {
        name: [found for found in PATTERNS[name].finditer(low) if not _is_no_otp(low, name, found)]
        for name in ("otp_after", "otp_before", "otp_cjk")
        if name in opened
    }
    for name, every in found_at.items():
        others = found_at.get({"otp_after": "otp_before", "otp_before": "otp_after"}.get(name, ""), [])
        starts = [other.start() for other in others]
        for found in every:
            last = bisect_left(starts, found.end())  # the matches of one pattern do not overlap
            if not any(_is_of_the_other(low, name, found, other) for other in others[max(0, last - 2) : last]):
                span = found.span(1) if found[1] else found.span(2)
                yield given.finding(Kind.OTP, span, 0.85, "a one-time password is spoken of")


def _is_of_the_other(low: str, name: str, found: re.Match[str], other: re.Match[str]) -> bool:
    """Tell whether the word of a password, which stands between two numbers, plainly speaks of the other one."""
    if not (found.start() < other.end() and other.start() < found.end()):
        return False
    after = name == "otp_after"
    own = low[found.start() : found.start(1)] if after else low[found.end(1) : found.end()]
    others = low[other.end(1) : other.end()] if after else low[other.start() : other.start(1)]
    return not _TOLD.search(own) and _TOLD.search(others) is not None


def _is_no_otp(low: str, name: str, found: re.Match[str]) -> bool:
    """Tell whether digits beside the word of a password are a year, a count, or another number."""
    start, end = found.span(1) if found[1] else found.span(2)
    between = low[found.start() : start] if name == "otp_after" else ""
    if _OTP_NOT.search(low[max(0, start - 24) : start]) or _OF_ANOTHER.search(between) or _COUNTED.match(low, end):
        return True
    near = between or low[end : end + 4]
    return _YEAR.match(low, start) is not None and not (_TOLD.search(near) or "code" in near or "pin" in near)


# ---- amounts

_NUMBER = r"[0-9]{1,3}(?:[ ,.'\u00a0][0-9]{2,3})+(?:[.,][0-9]{1,2})?(?![0-9])|[0-9]+(?:[.,][0-9]{1,2})?(?![0-9])"
_AMOUNT = compiled(
    r"(?:(?<![a-z])(?:rs\.?|inr|usd|eur|gbp|aed|sgd|aud|cad|jpy|brl|r\$|us\$|a\$|s\$|pln|chf|rupees|dh|dhs|रु\.?|রু|"
    r"ரூ\.?|రూ\.?)"
    rf"|[₹$€£¥₩])\s?:?\s?({_NUMBER})(?:/-)?"
    rf"|(?<![0-9a-z.,])({_NUMBER})\s?(?:/-|[₹€£$¥元円원]|(?:inr|rs|rupees?|rupaye|rupay|rupiya|usd|eur|euros?|dollars?|"
    rf"pounds?|aed|dirhams?|"
    r"gbp|zł|pln|रुपये|रुपए|रु|টাকা|ரூபாய்|రూపాయలు|руб)(?![a-z]))"
)
_PAID = compiled(
    r"order|paid|pay(?:ment|ing|able)?\b|refund|cod\b|cash on delivery|total|due\b|amount|amt|bill|invoice|debited|"
    r"credited|charged|"
    r"collect|txn|transaction|deducted|transfer|received|sent|upi|otp|balance|deliver|parcel|purchase|भुगतान|पेमेंट|"
    r"रिफंड|ऑर्डर|"
    r"कुल|राशि|betrag|zahlung|rechnung|bestell|montant|commande|paiement|importe|pedido|pago|importo|ordine|kwota|"
    r"zamów|сумма|заказ|"
    r"ஆர்டர்|ఆర్డర్|অর্ডার|paisa|paise|金额|订单|支払|注文|합계|주문|valor|total"
)
_OFFER = compiled(
    r"% off|\boff\b|discount|sale\b|mrp|starting at|starts at|only at|upto|up to|flat rs|coupon|per kg|price drop"
)
_REACH = 60


def find_amounts(given: Scanned) -> Iterator[Finding]:
    """Yield amounts of money beside the words of an order or a payment."""
    low = given.low
    for found in _AMOUNT.finditer(low) if "amount" in given.opened(GATE) else ():
        near = low[max(0, found.start() - _REACH) : found.end() + _REACH]
        if _PAID.search(near) and not _OFFER.search(near):
            yield given.finding(Kind.AMOUNT, found.span(), 0.7, "an amount beside an order's or a payment's words")


PATTERNS = {
    "amount": _AMOUNT,
    "order": _ORDER,
    "order_cjk": _ORDER_CJK,
    "order_shapes": _ORDER_SHAPES,
    "otp_after": _OTP_AFTER,
    "otp_before": _OTP_BEFORE,
    "otp_cjk": _OTP_CJK,
    "parcel": _PARCEL,
    "parcel_cjk": _PARCEL_CJK,
    "parcel_shapes": _PARCEL_SHAPES,
    "url": _URL,
}
GATE = Gate(**PATTERNS)


# ---- cards


_USUAL_CARD = 16
_CARD_WORD = compiled(r"\b(?:card|cc|pan|debit|credit|visa|rupay|maestro|unionpay|कार्ड)\b")


def find_card_numbers(given: Scanned) -> Iterator[Finding]:
    """Yield card numbers, and with them the CVV; texts with few digits are not looked at."""
    if not is_suspect(given.text):
        return
    label = Label.CODE if given.where is Where.CODE else Label.FREE  # codes of goods are left to their lists
    for span in find_cards_read(given.text, label):
        digits = given.text[slice(*span)]
        if digits.isdigit() and len(digits) > _USUAL_CARD and not _CARD_WORD.search(given.before(span[0])):
            # ids of shops have 17 to 19 digits, and one in ten passes the check; cards of that length are rare
            yield given.finding(Kind.CARD, span, 0.5, "length and check digit of a rare card, with no word of one")
            continue
        yield given.finding(Kind.CARD, span, 0.95, "issuer, length and check digit of a card, or its CVV")
