"""What a stranger could say on the phone who has what a hop was given: facts of an invented order, read aloud."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.masking import first_grapheme, mask_last_four, mask_phone
from orderveil.exposure.hops import At
from orderveil.exposure.load import read_data, the_engine

_UNTIL = "delivered"
# a fact is left unsaid where a clearer one is known
_LESS_THAN = {
    "city": {"door"},
    "email_hint": {"email"},
    "phone_end": {"phone"},
    "reference_end": {"reference"},
    "relay_email": {"email"},
    "relay_phone": {"phone"},
}
_LAST_FOUR = 4


@lru_cache(maxsize=1)
def example() -> dict[str, str]:
    """Return what each fact says of the invented order; ends and first letters as the relay's own masks leave them."""
    told = dict(read_data("example.toml"))
    return told | {
        "phone_end": mask_phone(told["phone"])[-_LAST_FOUR:],
        "reference_end": mask_last_four(told["reference"])[-_LAST_FOUR:],
        "email_hint": first_grapheme(told["email"]),
    }


def given_until_delivery(along: list[At]) -> Holding:
    """Return everything that was given up to the delivery, kept or not."""
    names = [at.station for at in along]
    return Holding().union(*[at.held for at in along[: names.index(_UNTIL) + 1]])


def open_ways(holding: Holding) -> tuple[str, ...]:
    """Return the ways to the buyer that what is held opens."""
    facts = judge(the_engine(), holding).facts
    return tuple([way.name for way in the_engine().knowledge.ways if way.fact in facts])


def lines(holding: Holding, told: dict[str, Any]) -> list[str]:
    """Return the sentences, in the order in which a caller would use them."""
    facts = judge(the_engine(), holding).facts
    values = example() | told["example"]
    return [
        str(sentence).format(**values)
        for fact, sentence in told["says"].items()
        if fact in facts and not _LESS_THAN.get(fact, set()) & facts
    ]
