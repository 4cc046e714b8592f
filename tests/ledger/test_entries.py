"""The closed vocabulary: what an entry may hold, and that nothing of a buyer finds a place in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.fields import FIELDS
from orderveil.ledger.acts import Act
from orderveil.ledger.bundles import BundleBroken, pack, unpack
from orderveil.ledger.entries import MAX_ORDERS, Entry, FreeValue, decode, encode, safe_path, split
from tests.ledger.people import OCTOBER, entry, order

SPEC = Path(__file__).parents[2] / "docs/spec/ledger-v1.md"


def test_an_entry_has_one_spelling() -> None:
    raw = encode(entry(1, counts={"b": 2, "a": 1}, detail={"via": "webhook", "source": "shopify"}))

    assert raw == (
        b'{"act":"view:order:opened","actor":"key:k1","at_ms":1791000000001,"counts":{"a":1,"b":2},'
        b'"detail":{"source":"shopify","via":"webhook"},"fields":["recipient_name","ship_postcode"],"hop":"courier",'
        b'"orders":["01M3ZYPDG10000000000000001"],"shop":"s1","tenant":"main"}'
    )
    assert decode(raw).counts == {"a": 1, "b": 2}


@pytest.mark.parametrize("change", [
    (b'"shop":"s1"', b'"shop": "s1"'), (b'"shop":"s1",', b''), (b'"hop":"courier"', b'"hop":null'),
    (b'"at_ms":1791000000001', b'"at_ms":1791000000001.0'), (b'"shop":"s1"', b'"shop":"\\u00731"'),
    (b'"tenant":"main"', b'"tenant":"main","tenant":"main"'), (b'{"act"', b' {"act"'), (b'main"}', b'main"}\n'),
    (b'"fields":[', b'"fields":[],"fields":['),
])  # fmt: skip
def test_any_other_spelling_is_refused_or_is_another_entry(change: tuple[bytes, bytes]) -> None:
    raw = encode(entry(1))
    broken = raw.replace(*change)

    assert broken != raw
    if change == (b'"shop":"s1",', b""):
        assert encode(decode(broken)) == broken
        return
    with pytest.raises(FreeValue):
        decode(broken)


PEOPLE = [
    "Asha Sharma", "asha@mail.example", "+919999900001", "12 Lake Road, Indiranagar", "\u0906\u0936\u093e", "a b", "",
]  # fmt: skip


@pytest.mark.parametrize("value", PEOPLE)
@pytest.mark.parametrize(
    "part", ["actor", "tenant", "shop", "hop", "partner", "shipment", "purpose", "reference", "digest", "log"]
)
def test_no_part_holds_a_buyers_words(part: str, value: str) -> None:
    with pytest.raises(FreeValue) as refusal:
        encode(entry(1, **{part: value}))

    assert refusal.value.place == part
    assert not value or value not in str(refusal.value)


@pytest.mark.parametrize("value", PEOPLE)
def test_no_list_or_map_holds_a_buyers_words(value: str) -> None:
    for place, changes in {
        "fields": {"fields": (value,)}, "orders": {"orders": (value,)}, "paths": {"paths": (f"x.{value}",)},
        "counts": {"counts": {value: 1}}, "detail": {"detail": {"via": value}},
    }.items():  # fmt: skip
        with pytest.raises(FreeValue) as refusal:
            encode(entry(1, **changes))

        assert refusal.value.place == place
    with pytest.raises(FreeValue):
        encode(entry(1, detail={value: "webhook"}))


@pytest.mark.parametrize("reference", ["T-1041", "INC-2026-000123", "00001026", "case/77#3", "4f9a-11"])
def test_a_tickets_number_is_a_reference(reference: str) -> None:
    assert decode(encode(entry(1, reference=reference))).reference == reference


@pytest.mark.parametrize("reference", [
    "9999900001", "+91 99999 00001", "99999-00001", "91.99999.00001", "x9999900001", "asha", "asha.sharma",
    "a@b1", "T 1", "-1", "1-", "x" * 40 + "1",
])  # fmt: skip
def test_what_could_be_a_phone_number_or_a_name_is_no_reference(reference: str) -> None:
    with pytest.raises(FreeValue):
        encode(entry(1, reference=reference))


@pytest.mark.parametrize(("path", "safe"), [
    ("note_attributes[0].value", "note_attributes[0].value"),
    ("line_items[12].properties[3].value", "line_items[12].properties[3].value"),
    ("attributes.Asha Sharma", "attributes.*"),
    ("attributes.4111111111111111", "attributes.*"),
    ("attributes.card4111111111111111", "attributes.*"),
    ("asha@mail.example", "*.example"),
    ("[9999900001].x", "*.x"),
    ("\u0906\u0936\u093e.\u0936", "*.*"),
    ("", "*"), ("...", "*"), ("a[0][1]", "a[0][1]"), ("a.*", "a.*"),
])  # fmt: skip
def test_a_path_keeps_the_sources_own_names_alone(path: str, safe: str) -> None:
    assert safe_path(path) == safe == safe_path(safe)


@given(st.text())
def test_a_safe_path_is_always_one_that_an_entry_takes(path: str) -> None:
    safe = safe_path(path)

    assert safe_path(safe) == safe
    assert decode(encode(entry(1, paths=(safe,)))).paths == (safe,)


def test_every_field_of_the_vocabulary_may_be_named() -> None:
    names = tuple(sorted(FIELDS))

    assert decode(encode(entry(1, fields=names))).fields == names


def test_one_entry_speaks_of_a_thousand_orders_and_no_more() -> None:
    many = tuple(order(number) for number in range(MAX_ORDERS))

    assert len(decode(encode(entry(1, orders=many))).orders) == MAX_ORDERS
    with pytest.raises(FreeValue):
        encode(entry(1, orders=(*many, order(5000))))


def test_acts_on_many_are_split_into_thousands() -> None:
    many = [order(number) for number in range(2_345)]
    parts = list(split(entry(1), many))

    assert [len(part.orders) for part in parts] == [1000, 1000, 345]
    assert [one for part in parts for one in part.orders] == many
    assert list(split(entry(1), [])) == []


@pytest.mark.parametrize("orders", [
    ("01M3ZYPDG1000000000000000",), ("01M3ZYPDG100000000000000011",), ("01M3ZYPDG1000000000000000I",),
    ("81M3ZYPDG10000000000000001",), ("01m3zypdg10000000000000001",),
    ("01M3ZYPDG1000000000000000,", "1M3ZYPDG10000000000000001x"),
])  # fmt: skip
def test_what_is_no_order_id_is_refused(orders: tuple[str, ...]) -> None:
    with pytest.raises(FreeValue):
        encode(entry(1, orders=orders))


@pytest.mark.parametrize("changes", [
    {"at_ms": -1}, {"at_ms": 2**53}, {"counts": {"a": -1}}, {"counts": {"a": 2**53}}, {"digest": "ab" * 15},
    {"digest": "AB" * 16}, {"digest": "ab" * 33}, {"id": "x"}, {"checkpoint": "a\n"}, {"key": "k"},
    {"act": Act.LEDGER_LOG_OPENED, "checkpoint": "a\rb"},
])  # fmt: skip
def test_odd_parts_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(FreeValue):
        encode(entry(1, **changes))


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"[]", b"{", b"\xff", b'{"act":"no:such:act","actor":"a","at_ms":1,"tenant":"t"}']
)
def test_what_is_no_entry_is_refused(raw: bytes) -> None:
    with pytest.raises(FreeValue):
        decode(raw)


def test_acts_stand_in_alphabetical_order_as_room_thing_action() -> None:
    names = [act.value for act in Act]

    assert names == sorted(names)
    assert all(len(name.split(":")) == 3 for name in names)
    assert all(act.name == act.value.replace(":", "_").replace("-", "_").upper() for act in Act)


def test_every_act_and_every_part_has_its_line_in_the_spec() -> None:
    spec = SPEC.read_text()

    assert [act.value for act in Act if f"| `{act.value}` |" not in spec] == []
    assert [name for name in msgspec.structs.fields(Entry) if f"| `{name.name}` |" not in spec] == []


@given(st.lists(st.binary(min_size=1, max_size=300)))
def test_bundles_give_back_what_was_packed(entries: list[bytes]) -> None:
    assert unpack(pack(entries)) == entries


@pytest.mark.parametrize("raw", [b"\0", b"\0\2a", b"\0\0", b"\0\1a\0", b"\xff\xff"])
def test_a_broken_bundle_is_refused(raw: bytes) -> None:
    with pytest.raises(BundleBroken):
        unpack(raw)


def test_times_are_the_acts_own() -> None:
    assert decode(encode(entry(3))).at_ms == OCTOBER + 3
