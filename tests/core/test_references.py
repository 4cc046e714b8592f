"""Pairwise references: what they carry, and what their check character finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.errors import BadConfiguration
from orderveil.core.references import ALPHABETS, RANDOM_BITS, ReferenceShape, coin_reference, is_reference

SHAPES = [
    ReferenceShape(),
    ReferenceShape(alphabet="digits", length=20),
    ReferenceShape(alphabet="base16", length=16),
    ReferenceShape(alphabet="digits", length=24, prefix="OV-"),
    ReferenceShape(alphabet="base32", length=20, prefix="R"),
]
BITS = st.integers(0, (1 << RANDOM_BITS) - 1)


@pytest.mark.parametrize("shape", SHAPES)
@given(bits=BITS)
def test_a_reference_has_its_shape(shape: ReferenceShape, bits: int) -> None:
    text = coin_reference(bits, shape)

    assert len(text) == len(shape.prefix) + shape.length
    assert set(text[len(shape.prefix) :]) <= set(ALPHABETS[shape.alphabet])
    assert is_reference(text, shape)


@pytest.mark.parametrize("shape", SHAPES)
@given(one=BITS, other=BITS)
def test_two_draws_never_make_one_reference(shape: ReferenceShape, one: int, other: int) -> None:
    assert (coin_reference(one, shape) == coin_reference(other, shape)) == (one == other)


@pytest.mark.parametrize("shape", SHAPES)
@given(bits=BITS)
def test_every_single_wrong_character_is_found(shape: ReferenceShape, bits: int) -> None:
    text = coin_reference(bits, shape)
    for at in range(len(shape.prefix), len(text)):
        for letter in ALPHABETS[shape.alphabet]:
            if letter != text[at]:
                assert not is_reference(text[:at] + letter + text[at + 1 :], shape)


@pytest.mark.parametrize("shape", SHAPES)
@given(bits=BITS)
def test_every_swap_of_neighbours_is_found(shape: ReferenceShape, bits: int) -> None:
    text = coin_reference(bits, shape)
    for at in range(len(shape.prefix), len(text) - 1):
        if text[at] != text[at + 1]:
            assert not is_reference(text[:at] + text[at + 1] + text[at] + text[at + 2 :], shape)


def test_a_reference_is_read_exactly() -> None:
    shape = ReferenceShape(prefix="OV-")
    text = coin_reference(12345, shape)

    assert not is_reference(text.lower(), shape)
    assert not is_reference(text[:-1], shape)
    assert not is_reference(text.removeprefix("OV-"), shape)
    assert not is_reference("", shape)


@pytest.mark.parametrize("bits", [-1, 1 << RANDOM_BITS])
def test_more_or_fewer_random_bits_are_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="60 random bits"):
        coin_reference(bits, ReferenceShape())


@pytest.mark.parametrize(
    "shape",
    [
        {"alphabet": "digits", "length": 19},  # 18 digits and a check character hold 59.8 bits
        {"alphabet": "base32", "length": 12},
        {"alphabet": "base16", "length": 15},
        {"alphabet": "emoji", "length": 40},
        {"prefix": "a b"},
        {"prefix": "Ж"},
        {"length": 46},
    ],
)
def test_a_format_too_short_or_unknown_is_refused(shape: dict[str, object]) -> None:
    with pytest.raises(BadConfiguration):
        ReferenceShape(**shape)  # type: ignore[arg-type]


def test_a_partner_without_room_may_do_without_a_check_character() -> None:
    shape = ReferenceShape(alphabet="base32", length=12, check=False)

    assert is_reference(coin_reference(7, shape), shape)
