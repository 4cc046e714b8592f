"""Ids that merely pass the check digit are left alone: a million of them, in every place where orders hold ids."""

from __future__ import annotations

import pytest

from orderveil.detect.cards import cut_cards
from orderveil.detect.issuers import passes_luhn
from tests.detect.card_forms import places_of_ids

PARTS = 4
MILLION = 1_000_000


@pytest.mark.parametrize("part", range(PARTS))
def test_none_of_a_million_ids_is_altered(part: int) -> None:
    altered = []
    for kind, tree in places_of_ids(MILLION // PARTS, seed=part):
        cut, paths = cut_cards(tree)
        if paths or cut is not tree:
            altered.append((kind, tree))

    assert altered == []


def test_the_million_would_mislead_a_detector_that_trusts_the_check_digit() -> None:
    """Nearly all drawn ids of 15 and 16 digits pass Luhn; without labels a good share would be taken for cards."""
    trees = [str(tree) for kind, tree in places_of_ids(20_000, seed=9) if kind in ("order 16", "awb 16", "imei")]
    digits = ["".join(filter(str.isdigit, tree)) for tree in trees]

    assert sum(passes_luhn(text[:16]) or passes_luhn(text[:15]) for text in digits) > len(digits) // 2
