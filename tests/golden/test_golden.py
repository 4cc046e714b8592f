"""Each hop's view of one order, at each turn of its life, is what it was when somebody last read it."""

from __future__ import annotations

import json

import pytest

from orderveil.core.hop import HOPS, Hop
from tests.golden.views import FOLDER, written


@pytest.mark.parametrize("hop", HOPS)
def test_a_view_changes_only_on_purpose(hop: Hop) -> None:
    golden = (FOLDER / f"{hop.value}.json").read_text(encoding="utf-8")

    assert json.loads(written(hop)) == json.loads(golden)
    assert written(hop) == golden
