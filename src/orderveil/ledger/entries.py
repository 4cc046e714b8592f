"""One entry of the record: what it may hold, and its one spelling as bytes.

The vocabulary is closed: ids, names of fields, counts, and words that the program or its
configuration coined. A value of a buyer has no place to stand in, so that erasing an order never
has to rewrite the record. Must never repeat a refused value in its complaint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.ledger.acts import Act
from orderveil.ledger.giving import is_given

MAX_ORDERS = 1_000
MAX_BYTES = 0xFFFF  # a bundle writes an entry's length in two bytes, as C2SP tlog-tiles does
_MAX_COUNT = 2**53
_MAX_REMEMBERED = 4096
_MAX_PATH = 200

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/>-]{0,95}")
_NAME = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")
_ORDERS = re.compile(r"(?:[0-7][0-9A-HJKMNP-TV-Z]{25},)+")
_DIGEST = re.compile(r"(?:[0-9a-f]{2}){16,32}")
_REFERENCE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9](?:[A-Za-z0-9._#/-]{0,38}[A-Za-z0-9])?")
_ID = re.compile(r"[0-9a-f]{12}\.(?:0|[1-9][0-9]{0,15})\.(?:0|[1-9][0-9]{0,5})")
_INDEX = re.compile(r"\[[0-9]{1,6}\]")
_SEGMENT = re.compile(r"[a-z][A-Za-z0-9_]{0,39}")
_LONG_NUMBER = re.compile(r"[0-9]{10}")
_MANY_DIGITS = re.compile(r"[0-9]{6}")
_NUMBER_ONLY = re.compile(r"[0-9._#/-]+")
_NOTE = re.compile(r"[^\x00-\x09\x0b-\x1f]{1,4096}")


class FreeValue(Malformed):
    """An entry holds something outside the closed vocabulary. `place` names the part, never the value."""

    reason = "ledger:free-value"


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One act. Parts stand in alphabetical order, because their order is the record's spelling.

    `at_ms` is the time of the act (epoch ms). `id` is given on appending. `counts` and `detail` map names
    to whole numbers and to words of the program. `paths` tell where card data was cut, see `safe_path`.
    `digest` is hex of a keyed digest whose key is erased with the order. `given` tells, group by group of
    `orders`, under which treatment each of `fields` was given (ledger.giving). `reference` is the ticket or case
    behind a purpose. `checkpoint`, `key` and `log` belong to the ledger's own entries.
    """

    act: Act
    actor: str
    at_ms: int
    checkpoint: str | None = None
    counts: dict[str, int] = {}
    detail: dict[str, str] = {}
    digest: str | None = None
    fields: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    hop: str | None = None
    id: str = ""
    key: str | None = None
    log: str | None = None
    orders: tuple[str, ...] = ()
    partner: str | None = None
    paths: tuple[str, ...] = ()
    purpose: str | None = None
    reference: str | None = None
    shipment: str | None = None
    shop: str | None = None
    tenant: str


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Entry)
_known_words: set[str] = set()
_known_fields: set[tuple[str, ...]] = set()


def encode(entry: Entry) -> bytes:
    """Return the entry's one spelling: JSON, parts in alphabetical order, no spaces, absent parts left out.

    Raises FreeValue where a part is outside the vocabulary.
    """
    check(entry)
    raw = _encoder.encode(entry)
    if len(raw) > MAX_BYTES:
        raise FreeValue(f"an entry holds at most {MAX_BYTES} bytes", place="entry")
    return raw


def decode(raw: bytes) -> Entry:
    """Return the entry of recorded bytes. Raises FreeValue for any other spelling than `encode` writes."""
    try:
        entry = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FreeValue("not an entry of the record", place="entry") from None
    if encode(entry) != raw:
        raise FreeValue("the entry is not in its one spelling", place="entry")
    return entry


def check(entry: Entry) -> None:
    """Raise FreeValue where a part is outside the closed vocabulary."""
    for place, word in (
        ("tenant", entry.tenant), ("actor", entry.actor), ("shop", entry.shop), ("hop", entry.hop),
        ("partner", entry.partner), ("shipment", entry.shipment), ("log", entry.log), ("purpose", entry.purpose),
    ):  # fmt: skip
        if word is not None and word not in _known_words:
            _check_word(place, word)
    if entry.orders:
        _check_orders(entry.orders)
    if entry.fields and entry.fields not in _known_fields:
        _check_fields(entry.fields)
    if entry.given and not is_given(len(entry.orders), len(entry.fields), entry.given):
        raise FreeValue("what was given fits neither orders nor fields", place="given")
    if not 0 <= entry.at_ms < _MAX_COUNT:
        raise FreeValue("the time is no epoch time", place="at_ms")
    if entry.counts or entry.detail:
        _check_maps(entry)
    if entry.reference is not None:
        _check_reference(entry.reference)
    _check_rare(entry)


def _check_word(place: str, word: str) -> None:
    if not _WORD.fullmatch(word):
        raise FreeValue("a word of the record has 1 to 96 letters, digits and . _ : / > -", place=place)
    if place == "purpose" and _MANY_DIGITS.search(word):
        raise FreeValue("a purpose is a name of the contract", place=place)
    if place != "purpose" and len(_known_words) < _MAX_REMEMBERED:
        _known_words.add(word)


def _check_orders(orders: tuple[str, ...]) -> None:
    if len(orders) > MAX_ORDERS:
        raise FreeValue(f"one entry speaks of at most {MAX_ORDERS} orders", place="orders")
    joined = ",".join(orders) + ","
    if len(joined) != 27 * len(orders) or not _ORDERS.fullmatch(joined):
        raise FreeValue("not an order id", place="orders")


def _check_fields(fields: tuple[str, ...]) -> None:
    if any(name not in FIELDS for name in fields):
        raise FreeValue("not a field of the vocabulary", place="fields")
    if len(_known_fields) < _MAX_REMEMBERED:
        _known_fields.add(fields)


def _check_maps(entry: Entry) -> None:
    for name, count in entry.counts.items():
        if not _NAME.fullmatch(name) or not 0 <= count < _MAX_COUNT:
            raise FreeValue("a count is a whole number under a name", place="counts")
    for name, word in entry.detail.items():
        if not _NAME.fullmatch(name) or not _WORD.fullmatch(word):
            raise FreeValue("a detail is a word of the program under a name", place="detail")


def _check_reference(reference: str) -> None:
    """Refuse what could be a phone number, an e-mail address or a name in place of a ticket's number."""
    if not _REFERENCE.fullmatch(reference):
        raise FreeValue("a reference is a ticket's number: letters and digits, at most 40", place="reference")
    digits = sum(character.isdigit() for character in reference)
    if _LONG_NUMBER.search(reference) or (digits >= 10 and _NUMBER_ONLY.fullmatch(reference)):
        raise FreeValue("a reference is a ticket's number, this could be a phone number", place="reference")


def _check_rare(entry: Entry) -> None:
    if entry.digest is not None and not _DIGEST.fullmatch(entry.digest):
        raise FreeValue("a digest is 16 to 32 bytes in hex", place="digest")
    if entry.id and not _ID.fullmatch(entry.id):
        raise FreeValue("an entry's id is given on appending", place="id")
    for path in entry.paths:
        if safe_path(path) != path:
            raise FreeValue("a path goes through safe_path first", place="paths")
    if (entry.checkpoint is not None or entry.key is not None) and entry.act != Act.LEDGER_LOG_OPENED:
        raise FreeValue("only a log's first entry names the log before it", place="checkpoint")
    for place, note in (("checkpoint", entry.checkpoint), ("key", entry.key)):
        if note is not None and not _NOTE.fullmatch(note):
            raise FreeValue("not a checkpoint or key", place=place)


def safe_path(path: str) -> str:
    """Return a path with every segment that could itself be a buyer's word replaced by `*`.

    Names of keys are the source's own (`note_attributes[0].value`), but a shop's free attributes make
    names of anything. Kept are places in lists, and names in the plain spelling of the formats that
    hold no more than five digits in a row.
    """
    parts = re.split(r"(\[[0-9]{1,6}\])|\.", path)
    safe = ""
    for part in parts:
        if not part:
            continue
        if _INDEX.fullmatch(part):
            word = part
        elif _SEGMENT.fullmatch(part) and not _MANY_DIGITS.search(part):
            word = f".{part}"
        else:
            word = ".*"
        if len(safe) + len(word) > _MAX_PATH:
            break
        safe += word
    return safe.removeprefix(".") or "*"


def split(entry: Entry, orders: Iterable[str]) -> Iterator[Entry]:
    """Yield the entry once per up to 1,000 of `orders`, for acts on many."""
    group: list[str] = []
    for order in orders:
        group.append(order)
        if len(group) == MAX_ORDERS:
            yield msgspec.structs.replace(entry, orders=tuple(group))
            group = []
    if group:
        yield msgspec.structs.replace(entry, orders=tuple(group))
