"""Whatever stands in an overlay, checking it tells problems or builds a lawful contract; it never breaks."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.contracts.load import Layer, build
from orderveil.contracts.sheet import Place, Sheet, read_built_in
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.laws import is_lawful
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.view import Treatment

WORDS = st.sampled_from(
    [
        *FIELDS,
        *Treatment,
        *OrderState,
        *ShipmentState,
        *HOPS,
        "always",
        "none",
        "forward",
        "x",
        "",
        "card_number",
        "order:delivered",
    ]
)
ODD = st.recursive(
    st.one_of(st.integers(-9, 9999), st.booleans(), st.floats(allow_nan=False), WORDS, st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
STATES = {
    "order": st.lists(WORDS, max_size=2) | ODD,
    "not_order": st.lists(WORDS, max_size=2) | ODD,
    "shipment": st.lists(WORDS, max_size=2) | ODD,
    "direction": WORDS | ODD,
}
RULE = st.fixed_dictionaries(
    {}, optional={"always": WORDS | ODD, "carrying": WORDS | ODD, "needs": WORDS | ODD, "why": WORDS | ODD}
)
PURPOSE = st.fixed_dictionaries(
    {}, optional=STATES | {"fields": st.dictionaries(WORDS, WORDS) | ODD, "needs_reference": ODD, "why": WORDS}
)
OVERLAYS = st.fixed_dictionaries(
    {},
    optional={
        "at_most_days": ODD,
        "controls": ODD,
        "ends": st.dictionaries(WORDS, st.integers(0, 99)) | ODD,
        "fields": st.dictionaries(WORDS, RULE | ODD, max_size=3) | ODD,
        "hop": WORDS | ODD,
        "never": st.lists(WORDS, max_size=3) | ODD,
        "per_shipment": ODD,
        "purposes": st.dictionaries(WORDS, PURPOSE | ODD, max_size=2) | ODD,
        "reference": st.dictionaries(st.sampled_from(["alphabet", "length", "prefix", "check", "of"]), WORDS | ODD)
        | ODD,
        "stages": st.dictionaries(WORDS, st.fixed_dictionaries({}, optional=STATES) | ODD, max_size=2) | ODD,
        "widens": st.just("agreed with the partner on paper") | ODD,
        "without_purposes": ODD,
    },
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(HOPS), OVERLAYS)
def test_an_odd_overlay_is_told_or_lawful(hop: Hop, data: dict[str, Any]) -> None:
    base, _ = read_built_in(hop)
    assert base is not None
    odd = Sheet("odd.toml", data, {(key,): Place("odd.toml", 1) for key in data})

    contract, problems = build([Layer(base), Layer(odd)], hop)

    assert (contract is None) == bool(problems)
    if contract is not None:
        for name, rule in contract.fields.items():
            assert all(is_lawful(hop, name, stage.treatment, rule.needs) for stage in rule.stages)
        for purpose in contract.purposes.values():
            for name, treatment in purpose.fields.items():
                needs = contract.fields[name].needs if name in contract.fields else None
                assert is_lawful(hop, name, treatment, needs)
