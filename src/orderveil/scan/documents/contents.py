"""What codes say: cards of contacts, links that pay, call or write, Wi-Fi, invoices, GS1 and JSON, as readable text.

Each piece knows where its characters stand in the code. Pure. Must never follow a link, nor check a
signature: what a code claims is searched, and nothing is believed.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from orderveil.core.errors import Malformed
from orderveil.scan.documents.mapped import Mapped, Spot
from orderveil.scan.finding import Place
from orderveil.scan.pieces import Piece
from orderveil.scan.trees import walk
from orderveil.scan.wording import label_of

_LONGEST_JSON = 65_536  # characters; no code holds more than 4,300
_DEEPEST = 3


def pieces_of_code(place: Place, text: str) -> Iterator[Piece]:
    """Yield what one code says, in the words that the detector knows. `place` names the code."""
    for shape, read in _SHAPES:
        if shape.match(text):
            found = list(read(place, text))
            if found:
                yield from found
                return
    mapped = Mapped()
    mapped.take(text, 0)
    yield from mapped.pieces(place)


# ---- cards of contacts

_LINE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<more>;[^:\r\n]*)?:(?P<value>[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_FIELD = re.compile(r"(?P<name>[A-Z][A-Z0-9-]*):(?P<value>(?:\\.|[^;\\])*)(?:;|\Z)")
_ESCAPE = re.compile(r"\\([\\,;:\"nN])|\r?\n[ \t]")
_CARD_LEADS = {
    "FN": "customer name: ", "N": "customer name: ", "SOUND": "customer name: ", "NICKNAME": "customer name: ",
    "TEL": "phone: ", "CELL": "phone: ", "EMAIL": "email: ", "ADR": "address: ", "LABEL": "address: ", "GEO": "geo: ",
    "B": "phone: ", "T": "phone: ", "M": "phone: ", "X": "customer name: ", "A": "address: ", "S": "network: ",
    "P": "password: ", "BDAY": "born: ",
}  # fmt: skip


def _vcard(place: Place, text: str) -> Iterator[Piece]:
    return _card(place, text, _LINE)


def _mecard(place: Place, text: str) -> Iterator[Piece]:
    return _card(place, text, _FIELD, text.index(":") + 1)


def _card(place: Place, text: str, pattern: re.Pattern[str], at: int = 0) -> Iterator[Piece]:
    mapped = Mapped()
    for found in pattern.finditer(text, at):
        name = found["name"].rpartition("-")[2].upper() if found["name"].upper().startswith("X-") else found["name"]
        name = name.upper()
        if name in ("BEGIN", "END", "VERSION", "PRODID", "REV"):
            continue
        if "QUOTED-PRINTABLE" in (found.groupdict().get("more") or "").upper():
            _value(mapped, found, _CARD_LEADS.get(name, ""), _quoted)
        else:
            _value(mapped, found, _CARD_LEADS.get(name, ""), _unescaped)
    yield from mapped.pieces(place) if len(mapped) else ()


def _value(
    mapped: Mapped, found: re.Match[str], lead: str, read: Callable[[str, int], Iterator[tuple[str, Spot]]]
) -> None:
    value = found["value"]
    if value.strip(" ;,"):
        mapped.put(lead, found.start("value"))
        mapped.add(read(value, found.start("value")))
        mapped.put("\n", found.end("value"))


def _unescaped(value: str, base: int) -> Iterator[tuple[str, Spot]]:
    """Yield the characters of a card's value: folds undone, parts parted by commas."""
    done = 0
    for found in _ESCAPE.finditer(value):
        yield from _parted(value[done : found.start()], base + done)
        if found[1]:
            character = "\n" if found[1] in "nN" else found[1]
            yield character, (base + found.start(), base + found.end())
        done = found.end()
    yield from _parted(value[done:], base + done)


def _parted(value: str, base: int) -> Iterator[tuple[str, Spot]]:
    for at, character in enumerate(value, start=base):
        for shown in ", " if character == ";" else character:
            yield shown, (at, at + 1)


def _quoted(value: str, base: int) -> Iterator[tuple[str, Spot]]:
    return _from_bytes(value, base, re.compile(r"=([0-9A-Fa-f]{2})"))


def _from_bytes(value: str, base: int, escape: re.Pattern[str], plus: str = "+") -> Iterator[tuple[str, Spot]]:
    """Yield the characters of a text that writes bytes in hexadecimal, each with the place of its bytes."""
    raw = bytearray()
    spots: list[Spot] = []
    at = 0
    while at < len(value):
        found = escape.match(value, at)
        if found:
            raw.append(int(found[1], 16))
            spots.append((base + at, base + found.end()))
            at = found.end()
            continue
        letter = plus if value[at] == "+" else value[at]
        one = letter.encode("utf-8", "replace")
        raw += one
        spots += [(base + at, base + at + 1)] * len(one)
        at += 1
    byte = 0
    for character in raw.decode("utf-8", "replace"):
        size = len(character.encode("utf-8"))
        size = 1 if character == "\ufffd" else size
        last = min(byte + size, len(spots)) - 1
        yield character, (spots[min(byte, last)][0], spots[last][1])
        byte += size


# ---- links

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_LINK = re.compile(r"(?i)(?P<scheme>[a-z][a-z0-9+.-]{1,20}):(?P<path>[^?#]*)(?P<rest>[?#].*)?\Z", re.DOTALL)
_PARAMETER = re.compile(r"[?&#;]?(?P<name>[^=&#]{1,80})=(?P<value>[^&#]*)|(?P<bare>[^&#?]+)")
_SCHEME_LEADS = {
    "tel": "phone: ", "sms": "phone: ", "smsto": "phone: ", "mms": "phone: ", "mmsto": "phone: ", "whatsapp": "phone: ",
    "mailto": "email: ", "geo": "geo: ", "facetime": "phone: ", "sip": "phone: ",
}  # fmt: skip
_UPI_LEADS = {"pa": "upi: ", "pn": "customer name: ", "tn": "note: ", "tr": "order no: ", "am": "total: Rs ", "ti": ""}
_MESSAGE_LEADS = {"body": "", "subject": "", "text": "", "cc": "email: ", "bcc": "email: ", "to": "email: "}


def _link(place: Place, text: str) -> Iterator[Piece]:
    found = _LINK.match(text)
    if found is None:
        return
    scheme = found["scheme"].lower()
    web = scheme in ("http", "https")
    mapped = Mapped()
    inner: list[Piece] = []
    if web:
        mapped.take(text[: found.end("path")], 0)
        mapped.put("\n", found.end("path"))
    elif found["path"].strip("/"):
        mapped.put(_SCHEME_LEADS.get(scheme, ""), found.start("path"))
        mapped.add(_from_bytes(found["path"], found.start("path"), _PERCENT))
        mapped.put("\n", found.end("path"))
    if found["rest"]:
        leads = _UPI_LEADS if scheme == "upi" else {} if web else _MESSAGE_LEADS
        for parameter in _PARAMETER.finditer(text, found.start("rest")):
            inner += _parameter(mapped, parameter, leads, place)
    yield from mapped.pieces(place)
    yield from inner


def _parameter(mapped: Mapped, found: re.Match[str], leads: dict[str, str], place: Place) -> Iterator[Piece]:
    """Add one parameter of a link; yield what lies in it encoded."""
    name, key = found["name"] or "", "value" if found["name"] is not None else "bare"
    value, start = found[key], found.start(key)
    plain = "".join(character for character, _ in _from_bytes(value, start, _PERCENT, " "))
    inner = _within(plain)
    if inner is not None:
        yield from pieces_of_code(replace(place, field=f"{place.field}: {name or 'link'}"), inner)
        return
    lead = leads[name] if name in leads else label_of(name) or (f"{name}: " if name.isalpha() else "")
    mapped.put(lead, start)
    mapped.add(_from_bytes(value, start, _PERCENT, " "))
    mapped.put("\n", found.end(key))


_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,65536}={0,2}\Z")
_LEAST_PRINTED = 0.95


def _within(text: str) -> str | None:
    """Return the text that base64 holds, None where it holds none."""
    bare = text.strip().rstrip("=")
    if not _BASE64.match(bare) or bare.isdigit() or bare.isalpha():
        return None
    try:
        raw = base64.urlsafe_b64decode(bare.replace("+", "-").replace("/", "_") + "=" * (-len(bare) % 4))
        plain = raw.decode("utf-8")
    except ValueError:
        return None
    return plain if sum(map(str.isprintable, plain)) >= _LEAST_PRINTED * len(plain) else None


# ---- JSON, and what is signed around it

_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{4,4096}\.(?P<payload>[A-Za-z0-9_-]{8,65536})(?:\.[A-Za-z0-9_-]*)?\s*\Z")


def _signed(place: Place, text: str) -> Iterator[Piece]:
    found = _JWT.match(text)
    inner = _within(found["payload"]) if found else None
    if inner is not None:
        yield from _json(place, inner)


def _json(place: Place, text: str, depth: int = 0) -> Iterator[Piece]:
    """Yield the values of a JSON text; of a value that is JSON itself its values in turn, as in signed invoices."""
    if len(text) > _LONGEST_JSON:
        return
    try:
        pieces = list(walk(json.loads(text), Place(place.file)))
    except (ValueError, RecursionError, Malformed):
        return
    for piece in pieces:
        at = replace(place, field=f"{place.field}: {piece.place.field}" if piece.place.field else place.field)
        inner = list(_json(at, piece.text, depth + 1)) if depth < _DEEPEST and piece.text.lstrip()[:1] in "{[" else []
        yield from inner or [replace(piece, place=at)]


# ---- GS1, and attributes as in the code of an Aadhaar letter

_ELEMENT = re.compile(r"\((?P<name>[0-9]{2,4})\)(?P<value>[^(]*(?:\((?![0-9]{2,4}\))[^(]*)*)")
_GS1_LEADS = {
    "400": "order no: ", "401": "awb no: ", "402": "awb no: ", "420": "pincode: ", "421": "pincode: ",
    "4300": "customer name: ", "4301": "customer name: ", "4302": "address: ", "4303": "address: ", "4304": "address: ",
    "4305": "address: ", "4306": "address: ", "4308": "phone: ",
}  # fmt: skip
_GOODS = frozenset(("00", "01", "02", "10", "11", "12", "13", "15", "16", "17", "21", "22", "30", "37", "240", "241"))
_ATTRIBUTE = re.compile(r"(?P<name>[A-Za-z_]{1,24})\s*=\s*(?:\"(?P<value>[^\"<>]*)\"|'(?P<other>[^'<>]*)')")


def _gs1(place: Place, text: str) -> Iterator[Piece]:
    """Yield who a parcel goes to; numbers of goods and crates are nobody's. GS1 General Specifications, section 3."""
    mapped = Mapped()
    for found in _ELEMENT.finditer(text):
        if found["name"] in _GOODS:
            continue
        mapped.put(_GS1_LEADS.get(found["name"], ""), found.start("value"))
        mapped.add(_from_bytes(found["value"], found.start("value"), _PERCENT, " "))
        mapped.put("\n", found.end("value"))
    yield from mapped.pieces(place)


def _attributes(place: Place, text: str) -> Iterator[Piece]:
    mapped = Mapped()
    for found in _ATTRIBUTE.finditer(text):
        key = "value" if found["value"] is not None else "other"
        mapped.put(label_of(found["name"]), found.start(key))
        mapped.take(found[key], found.start(key))
        mapped.put("\n", found.end(key))
    yield from mapped.pieces(place) if len(mapped) else ()


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[Place, str], Iterator[Piece]]], ...] = (
    (re.compile(r"\s*[{\[]"), _json),
    (_JWT, _signed),
    (re.compile(r"(?i)\s*BEGIN:V(?:CARD|EVENT|CALENDAR)"), _vcard),
    (re.compile(r"(?i)\s*(?:MECARD|BIZCARD|WIFI|MATMSG):"), _mecard),
    (re.compile(r"\([0-9]{2,4}\)."), _gs1),
    (re.compile(r"\s*<(?:\?xml|[A-Za-z])"), _attributes),
    (re.compile(r"(?i)(?:https?|upi|tel|sms|smsto|mms|mmsto|mailto|geo|whatsapp|facetime|sip|[a-z]+upi|phonepe|paytmmp|"
                r"gpay|tez|bitcoin|intent|market|fb|tg|viber|skype|callto):"), _link),
)  # fmt: skip
