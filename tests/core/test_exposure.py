"""The exposure engine says what the slow way says, for generated rules, scams, holdings and costs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.core.exposure.colluding import find_collusions
from orderveil.core.exposure.cutting import find_cuts
from orderveil.core.exposure.engine import make_engine
from orderveil.core.exposure.judging import enabling_sets, judge, strength_of
from orderveil.core.exposure.words import (
    All,
    Any,
    Fact,
    Feasibility,
    Held,
    Knowledge,
    Need,
    Rule,
    Scam,
    Source,
    Strength,
    Way,
    reaches_further,
)
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.view import Treatment
from orderveil.exposure.load import the_engine
from tests.core.exposure_by_force import cheapest, facts_of, minimal_drops, minimal_enabling, open_ways, subsets

WORDS = [Fact(f"fact{number}") for number in range(8)]
NAMES = [FieldName(f"field{number}") for number in range(14)]
TREATMENTS = [Treatment.CLEAR, Treatment.MASK, Treatment.VIRTUAL]
facts = st.sampled_from(WORDS)
needs: st.SearchStrategy[Need] = st.recursive(
    facts,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, max_size=3).map(lambda parts: Any(tuple(parts)))
    ),
    max_leaves=6,
)
sources = st.builds(
    Source,
    fact=facts,
    fields=st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=4),
    treatments=st.sampled_from([frozenset(TREATMENTS[:count]) for count in (1, 2)] + [frozenset({Treatment.VIRTUAL})]),
)
rules = st.builds(Rule, gives=facts, needs=st.lists(facts, min_size=1, max_size=3).map(tuple))
ways = st.tuples(st.builds(Way, st.just("straight"), facts), st.builds(Way, st.just("round"), facts, st.just(True)))
scams = st.builds(
    Scam,
    name=st.just("scam"),
    needs=needs,
    ways=st.sampled_from([(), ("straight",), ("round",), ("straight", "round")]),
    pretext=st.lists(facts, max_size=3, unique=True).map(tuple),
)
knowledges = st.builds(
    Knowledge,
    sources=st.lists(sources, min_size=4, max_size=12).map(tuple),
    rules=st.lists(rules, max_size=6).map(tuple),
    ways=ways,
    scams=scams.map(lambda scam: (scam,)),
)


def holdings(most: int) -> st.SearchStrategy[frozenset[Held]]:
    return st.frozensets(st.builds(Held, st.sampled_from(NAMES), st.sampled_from(TREATMENTS)), max_size=most)


@settings(max_examples=150, deadline=None)
@given(knowledges, holdings(14))
def test_what_follows_and_what_is_enabled_is_what_forward_chaining_finds(
    knowledge: Knowledge, held: frozenset[Held]
) -> None:
    (scam,) = knowledge.scams
    engine = make_engine(knowledge)
    report = judge(engine, held)

    ways = open_ways(knowledge, scam, held)
    detours = {way.name for way in knowledge.ways if way.is_detour}
    expected = Feasibility.NOT_BY_THESE
    if ways:
        expected = Feasibility.DETOUR if set(ways) <= detours else Feasibility.DIRECT
    assert report.facts == facts_of(knowledge, held)
    assert report.judgements["scam"].feasibility is expected
    assert set(report.judgements["scam"].ways) == set(ways) - {""}


@settings(max_examples=60, deadline=None)
@given(knowledges, holdings(10))
def test_prime_implicants_are_the_minimal_subsets_that_enable(knowledge: Knowledge, held: frozenset[Held]) -> None:
    (scam,) = knowledge.scams
    found = enabling_sets(make_engine(knowledge), "scam", held)

    assert len(found) == len(set(found))
    assert set(found) == minimal_enabling(knowledge, scam, held)


@settings(max_examples=60, deadline=None)
@given(knowledges, holdings(10))
def test_cuts_that_only_drop_are_the_minimal_hitting_sets(knowledge: Knowledge, held: frozenset[Held]) -> None:
    (scam,) = knowledge.scams
    cuts = find_cuts(make_engine(knowledge), "scam", {one: {one.treatment: 0, Treatment.DROP: 1} for one in held})

    assert {frozenset(change.held for change in cut.changes) for cut in cuts} == minimal_drops(knowledge, scam, held)
    assert all(cut.cost == len(cut.changes) for cut in cuts)


offers = st.dictionaries(st.sampled_from([Treatment.MASK, Treatment.VIRTUAL, Treatment.DROP]), st.integers(1, 5))


@settings(max_examples=120, deadline=None)
@given(
    knowledges, st.dictionaries(st.builds(Held, st.sampled_from(NAMES), st.just(Treatment.CLEAR)), offers, max_size=7)
)
def test_the_cheapest_cut_costs_what_trying_everything_costs(
    knowledge: Knowledge, changes: Mapping[Held, Mapping[Treatment, int]]
) -> None:
    (scam,) = knowledge.scams
    options = {held: {held.treatment: 0, **dict(offered)} for held, offered in changes.items()}
    cuts = find_cuts(make_engine(knowledge), "scam", options)
    best = cheapest(knowledge, scam, options)

    assert (cuts[0].cost if cuts else None) == best
    for cut in cuts:
        moved = {change.held: change.to for change in cut.changes}
        after = {Held(held.field, moved.get(held, held.treatment)) for held in options}
        assert open_ways(knowledge, scam, after) == []


GIVING = sorted({held for held in the_engine().gives if held.treatment is Treatment.CLEAR})
REAL = the_engine().knowledge
# fourteen fields that reach a person, place one and make a pretext; and fourteen as a partner might hold them
FOURTEEN = [
    [Held(FieldName(name), Treatment.CLEAR) for name in (
        "buyer_phone", "buyer_email", "recipient_name", "ship_line1", "ship_postcode", "ship_city", "order_number",
        "order_total", "items", "awb", "tracking_status", "courier_name", "order_count", "refund_total")],
    [Held(FieldName(name), Treatment(treatment)) for name, treatment in (
        ("buyer_phone", "mask"), ("recipient_phone", "virtual"), ("buyer_email", "alias"), ("buyer_email", "mask"),
        ("buyer_name", "initial"), ("recipient_name", "clear"), ("ship_line1", "mask"), ("ship_postcode", "clear"),
        ("order_number", "mask"), ("items", "initial"), ("cod_amount", "clear"), ("tracking_url", "clear"),
        ("order_status_url", "clear"), ("total_spent", "coarse"))],
]  # fmt: skip


@pytest.mark.parametrize("pieces", FOURTEEN, ids=["in clear", "treated"])
def test_every_one_of_the_sets_of_fourteen_fields_is_judged_as_the_slow_way_judges_it(pieces: list[Held]) -> None:
    engine = the_engine()
    for held in subsets(pieces):
        report = judge(engine, held)
        assert report.facts == facts_of(REAL, held)
        for scam in REAL.scams:
            if not scam.is_outside:
                ways = tuple(sorted(way for way in open_ways(REAL, scam, held) if way))
                judgement = report.judgements[scam.name]
                assert tuple(sorted(judgement.ways)) == ways
                assert (judgement.feasibility is Feasibility.NOT_BY_THESE) is (open_ways(REAL, scam, held) == [])


@pytest.mark.parametrize("pieces", FOURTEEN, ids=["in clear", "treated"])
@pytest.mark.parametrize("scam", [scam for scam in REAL.scams if not scam.is_outside], ids=lambda scam: scam.name)
def test_sets_and_cuts_of_every_scam_are_those_of_the_slow_way(pieces: list[Held], scam: Scam) -> None:
    held = frozenset(pieces)
    cuts = find_cuts(the_engine(), scam.name, {one: {one.treatment: 0, Treatment.DROP: 1} for one in held})

    assert set(enabling_sets(the_engine(), scam.name, held)) == minimal_enabling(REAL, scam, held)
    assert {frozenset(change.held for change in cut.changes) for cut in cuts} == minimal_drops(REAL, scam, held)


@settings(max_examples=100, deadline=None)
@given(st.frozensets(st.sampled_from(GIVING), max_size=20), st.sampled_from(GIVING))
def test_holding_more_never_makes_less_possible(held: frozenset[Held], more: Held) -> None:
    before, after = judge(the_engine(), held), judge(the_engine(), held | {more})

    assert before.facts <= after.facts
    assert not any(
        reaches_further(before.judgements[name].feasibility, after.judgements[name].feasibility)
        for name in before.judgements
    )


def test_masked_is_not_absent() -> None:
    masked = frozenset({
        Held(FieldName("recipient_phone"), Treatment.MASK), Held(FieldName("recipient_name"), Treatment.CLEAR),
        Held(FieldName("ship_postcode"), Treatment.CLEAR), Held(FieldName("order_number"), Treatment.MASK),
    })  # fmt: skip
    absent = frozenset(held for held in masked if held.treatment is Treatment.CLEAR)

    assert judge(the_engine(), masked).judgements["refund_otp"].ways == ("lookup",)
    assert judge(the_engine(), absent).judgements["refund_otp"].feasibility is Feasibility.NOT_BY_THESE


def test_a_scam_that_hangs_on_no_field_is_never_said_to_be_out_of_reach() -> None:
    report = judge(the_engine(), frozenset())

    assert report.judgements["care_number"].feasibility is Feasibility.OUTSIDE
    assert find_cuts(the_engine(), "care_number", {}) == ()


def test_two_hops_together_reach_further_than_either() -> None:
    held = {
        "phones": frozenset({Held(FieldName("buyer_phone"), Treatment.CLEAR)}),
        "parcels": frozenset({Held(FieldName("tracking_status"), Treatment.CLEAR)}),
        "nobody": frozenset[Held](),
    }
    found = {(one.holders, one.scam) for one in find_collusions(the_engine(), held, size=3)}

    assert found == {(("phones", "parcels"), "delivery_fee"), (("phones", "parcels"), "customs")}


def test_the_strength_of_a_pretext_is_a_count_in_words() -> None:
    assert [strength_of(count) for count in range(6)] == [
        Strength.NONE, Strength.THIN, Strength.BELIEVABLE, Strength.BELIEVABLE, Strength.CONVINCING,
        Strength.CONVINCING,
    ]  # fmt: skip


def test_every_field_that_rules_name_is_a_word_of_the_vocabulary() -> None:
    assert {field for source in REAL.sources for field in source.fields} <= set(FIELDS)
    assert len(REAL.scams) == 10
