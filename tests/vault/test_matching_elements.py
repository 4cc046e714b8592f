"""An order that comes in alone has the very fingerprints that it has in a group; the function is SipHash-2-4."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.vault.matching import elements, fingerprints
from orderveil.vault.matching.elements import FIELDS_READ, elements_of
from orderveil.vault.matching.fingerprints import Fingerprints
from tests.vault.making import fields

_KEY = bytes(range(16))
_LETTERS = "aB Cz9-,.;#@|+\t\n_'1234567890"
_VALUES = st.text(st.sampled_from(_LETTERS), max_size=40) | st.sampled_from(
    ["+919999900001", "+919999900001;ext=7", "Mr. Asha Rani Sharma", "560 001", "SW1A 1AA", "a@b.example."]
)


def _rows(orders: list[tuple[int, dict[str, Any]]]) -> set[tuple[int, ...]]:
    read = elements_of(orders)
    return set(zip(read.kinds.tolist(), *read.digests.T.tolist(), read.ns.tolist(), strict=True))


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS_READ), _VALUES), min_size=1, max_size=3))
def test_orders_alone_have_the_elements_that_they_have_in_a_group(told: list[dict[str, Any]]) -> None:
    orders = list(enumerate(told, 1))
    alone = _rows(orders)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elements, "_FEW", 0)
        assert alone == _rows(orders)


def test_a_few_fingerprints_are_those_of_many() -> None:
    read = elements_of([(n, fields(n)) for n in range(20)])
    function = Fingerprints(_KEY)
    keys, checks = function.both(read.kinds, read.digests)
    for row in range(len(keys)):
        few = function.both(read.kinds[row : row + 1], read.digests[row : row + 1])
        assert (few[0][0], few[1][0]) == (keys[row], checks[row])
        assert function.keys(int(read.kinds[row]), read.digests[row : row + 1])[0] == keys[row]


def test_the_function_is_siphash_2_4_with_128_bits() -> None:
    """Held against the authors' reference vectors: the state after no input, key 00 to 0f."""
    starts = [int(start) for start in Fingerprints(_KEY)._starts]
    key, check = fingerprints._one(starts, (0,))
    assert key == int.from_bytes(bytes.fromhex("a3817f04ba25a8e6"), "little")
    assert check == int.from_bytes(bytes.fromhex("6df67214c7550293"), "little") >> 32


def test_the_same_value_of_another_element_has_another_fingerprint() -> None:
    digest = np.array([[919999900001, 0]], np.uint64)
    made = [Fingerprints(_KEY).keys(kind, digest)[0] for kind in range(1, 6)]
    assert len(set(made)) == 5
