"""What a seal promises: the right place alone opens it, and nothing is told otherwise."""

from __future__ import annotations

import os
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.errors import SealBroken
from orderveil.core.sealing import (
    KEY_BYTES,
    OVERHEAD_BYTES,
    Wrapper,
    bind,
    new_key,
    new_keys,
    open_field,
    open_fields,
    seal_field,
    seal_fields,
    unwrap_key,
    wrap_key,
)

ORDER = bytes(range(16))
OTHER_ORDER = bytes(range(1, 17))
names = st.text(min_size=1, max_size=40)


@given(st.dictionaries(names, st.binary(max_size=300), max_size=8), st.integers(0, 2**64 - 1))
def test_what_was_sealed_opens_in_its_place(values: dict[str, bytes], version: int) -> None:
    key = new_key()

    sealed = seal_fields(key, values, order=ORDER, version=version)

    assert open_fields(key, sealed, order=ORDER, version=version) == values


@given(st.binary(max_size=100), st.data())
def test_one_flipped_bit_anywhere_breaks_the_seal(value: bytes, data: st.DataObject) -> None:
    key = new_key()
    sealed = bytearray(seal_field(key, value, order=ORDER, field="buyer_phone", version=1))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        open_field(key, bytes(sealed), order=ORDER, field="buyer_phone", version=1)


@pytest.mark.parametrize(
    ("order", "field", "version"),
    [(OTHER_ORDER, "buyer_phone", 1), (ORDER, "buyer_email", 1), (ORDER, "buyer_phone", 2)],
    ids=["order", "field", "version"],
)
def test_a_value_opens_in_no_other_place(order: bytes, field: str, version: int) -> None:
    key = new_key()
    sealed = seal_field(key, b"+91 99999 00001", order=ORDER, field="buyer_phone", version=1)

    with pytest.raises(SealBroken):
        open_field(key, sealed, order=order, field=field, version=version)


def test_one_broken_field_opens_none() -> None:
    key = new_key()
    sealed = seal_fields(key, {"a": b"1", "b": b"2"}, order=ORDER, version=1)

    with pytest.raises(SealBroken):
        open_fields(key, {"a": sealed["a"], "b": sealed["a"]}, order=ORDER, version=1)


def test_a_broken_seal_says_the_same_whatever_broke_it() -> None:
    key = new_key()
    sealed = seal_field(key, b"value", order=ORDER, field="a", version=1)
    told = set()
    for blob in (b"", sealed[:5], sealed[:-1], b"\x02" + sealed[1:], sealed + b"\x00", os.urandom(61)):
        with pytest.raises(SealBroken) as caught:
            open_field(key, blob, order=ORDER, field="a", version=1)
        told.add((str(caught.value), caught.value.place, caught.value.__cause__))

    assert told == {("a sealed value did not open", None, None)}


def test_equal_values_are_sealed_differently() -> None:
    key = new_key()
    sealed = {seal_field(key, b"same", order=ORDER, field="a", version=1) for _ in range(100)}

    assert len(sealed) == 100


def test_nonces_are_never_shared_by_fields_sealed_together() -> None:
    """One fixed nonce under one key gives away the XOR of two values: a mistake seen in the field."""
    sealed = seal_fields(new_key(), {str(at): b"same" for at in range(100)}, order=ORDER, version=1)

    assert len({blob[1:13] for blob in sealed.values()}) == 100


def test_a_values_length_is_told_in_steps_of_16_only() -> None:
    sealed = seal_fields(new_key(), {"a": b"true", "b": b"false", "c": b"", "d": b"x" * 16}, order=ORDER, version=1)
    lengths = {name: len(blob) for name, blob in sealed.items()}

    assert lengths["a"] == lengths["b"] == lengths["c"] == OVERHEAD_BYTES + 16
    assert lengths["d"] == OVERHEAD_BYTES + 32


@given(st.lists(st.binary(max_size=20)), st.lists(st.binary(max_size=20)))
def test_no_two_lists_of_parts_are_bound_alike(left: list[bytes], right: list[bytes]) -> None:
    assert (bind(*left) == bind(*right)) == (left == right)


def test_a_wrapped_key_opens_with_its_context_alone() -> None:
    wrapping, key = new_keys(2)
    wrapped = wrap_key(wrapping, key, context=b"bucket 1")

    assert unwrap_key(wrapping, wrapped, context=b"bucket 1") == key
    for other, context in ((wrapping, b"bucket 2"), (key, b"bucket 1")):
        with pytest.raises(SealBroken):
            unwrap_key(other, wrapped, context=context)


def test_an_altered_wrapped_key_does_not_open() -> None:
    wrapper = Wrapper(new_key())
    wrapped = wrapper.wrap_many([(new_key(), b"c")])[0]

    for at in range(len(wrapped)):
        altered = wrapped[:at] + bytes([wrapped[at] ^ 0x10]) + wrapped[at + 1 :]
        with pytest.raises(SealBroken):
            wrapper.unwrap(altered, b"c")
    for short in (b"", wrapped[:1], wrapped[:-1]):
        with pytest.raises(SealBroken):
            wrapper.unwrap(short, b"c")


def test_keys_are_independent_and_whole() -> None:
    keys = new_keys(1000)

    assert len(set(keys)) == 1000
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_a_wrapping_key_is_neither_shown_nor_pickled() -> None:
    wrapper = Wrapper(b"k" * 32)

    assert repr(wrapper) == "Wrapper(<hidden>)"
    with pytest.raises(TypeError):
        pickle.dumps(wrapper)
