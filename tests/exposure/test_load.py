"""Rules and scams are data; a word in them that is not understood is refused by its row."""

from __future__ import annotations

from typing import Any

import pytest

from orderveil.core.errors import BadConfiguration
from orderveil.exposure.load import read_data, read_knowledge, the_engine
from orderveil.exposure.words import LANGUAGES, words

HOLDS = {"fact": "phone", "fields": ["buyer_phone"], "treatments": ["clear"], "why": "it rings"}


def knowledge(*, holds: Any = HOLDS, rule: Any = None, way: Any = None, **scam: Any) -> None:
    rules = {"holds": [holds], "rules": [rule] if rule else []}
    read_knowledge(rules, {"ways": {"call": way or {"fact": "phone"}}, "scams": {"trick": scam}})


@pytest.mark.parametrize(
    "told",
    [
        {"holds": HOLDS | {"fields": ["telephone"]}},
        {"holds": HOLDS | {"treatments": ["blurred"]}},
        {"holds": HOLDS | {"treatments": ["initial"]}},  # means nothing for a number
        {"holds": HOLDS | {"treatments": ["mask"]}},  # masked would give what clear does not
        {"rule": {"gives": "reach", "needs": ["nothing_known"], "why": "no"}},
        {"way": {"fact": "nothing_known"}},
        {"ways": ["pigeon"]},
        {"needs": {"all": ["phone"], "any": ["phone"]}},
        {"needs": {"none": ["phone"]}},
        {"needs": "nothing_known"},
        {"pretext": ["nothing_known"]},
        {"likely": 0.7},  # nobody has the data for a probability
        {"windows": [{"hours": 3}]},
        {"windows": [{"after": "order:lost", "hours": 3}]},
        {"windows": [{"when": "always"}]},
    ],
)
def test_what_is_not_understood_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(BadConfiguration):
        knowledge(**told)


def test_what_is_understood_is_read() -> None:
    knowledge(needs={"any": ["phone", {"all": []}]}, ways=["call"], windows=[{"order": ["placed"]}])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_exposure_is_said_in_every_language(language: str) -> None:
    told, engine = words(language), the_engine()

    assert set(told["scams"]) == set(engine.scams)
    assert set(told["ways"]) == set(engine.ways)
    assert set(told["facts"]) >= set(engine.proofs)
    assert {name: set(group) for name, group in told.items() if isinstance(group, dict) and name != "example"} == {
        name: set(group) for name, group in words("en").items() if isinstance(group, dict) and name != "example"
    }


def test_every_rule_says_why() -> None:
    rows = read_data("rules.toml")

    assert [row for row in [*rows["holds"], *rows["rules"]] if len(row["why"].split()) < 3] == []
