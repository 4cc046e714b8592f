"""What a webhook's body or an API's answer gives away, as the relay would read it on the way in.

Values are looked at only to tell whether there is one. What nobody has a word for is named as such.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from orderveil.cli.exposure_sets import fields_object, print_fields
from orderveil.cli.showing import print_json, print_table, say
from orderveil.core.errors import Malformed
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.words import Feasibility, Held
from orderveil.core.fields import FIELDS
from orderveil.core.ids import FieldName
from orderveil.core.order import Draft
from orderveil.core.view import Treatment
from orderveil.exposure import api
from orderveil.exposure.load import the_engine
from orderveil.exposure.words import scam_title
from orderveil.intake.orderfile import read_orders
from orderveil.intake.topics import TRANSLATORS

_EMPTY: tuple[object, ...] = (None, "", [], {}, ())
_TOLD = 6  # places that nobody has a word for


@dataclass(slots=True)
class _Read:
    holdings: Counter[Holding] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    cards: int = 0
    failed: int = 0

    @property
    def orders(self) -> int:
        """How many were read."""
        return self.holdings.total()


def tell_payload(path: Path, source: str, as_json: bool) -> None:
    """Tell of each order in a payload; of several, for how many."""
    if source not in TRANSLATORS:
        raise Malformed(f"a payload is of {' or '.join(sorted(TRANSLATORS))}", place="--source")
    read = _Read()
    for draft in read_orders(source, path):
        if not isinstance(draft, Draft):
            read.failed += 1
            if read.failed == 1 and not read.orders:
                first = draft
            continue
        read.holdings[holding_of(draft)] += 1
        read.unknown.update(draft.unknown)
        read.cards += len(draft.cut)
    if not read.orders:
        if read.failed:
            raise Malformed(first.message, reason=first.reason, place=first.place)
        raise Malformed("there is no order in it", place=str(path))
    _print_json(read) if as_json else _print(read)


def holding_of(draft: Draft) -> Holding:
    """Return what an order as it comes in tells: every field in clear that has a value, of its parcels too."""
    names = {name for name, value in draft.fields.items() if value not in _EMPTY}
    for parcel in draft.shipments:
        names |= {name for name, value in parcel.fields.items() if value not in _EMPTY}
        names |= {"tracking_status"} if parcel.state is not None else set()
    return frozenset(Held(FieldName(name), Treatment.CLEAR) for name in names if name in FIELDS)


def _print(read: _Read) -> None:
    union = Holding().union(*read.holdings)
    say(f"{read.orders} order{'s' if read.orders > 1 else ''}; fields: {', '.join(sorted(one.field for one in union))}")
    if read.orders > 1:
        counts = _counts(read)
        print_table(
            ("scam", *[one.value for one in Feasibility]),
            [(scam_title(scam), *[found.get(one, 0) for one in Feasibility]) for scam, found in counts.items()],
            empty="",
        )
    print_fields(api.of_fields(union))
    if read.unknown:
        places = [place for place, _ in read.unknown.most_common(_TOLD)]
        more = f" and {len(read.unknown) - _TOLD} more" if len(read.unknown) > _TOLD else ""
        say(f"no word for, and not counted: {', '.join(places)}{more}; orderveil scan looks into them")
    if read.cards:
        say(f"card data was cut at {read.cards} places and is not counted")
    if read.failed:
        say(f"{read.failed} records could not be read as orders and are not counted")


def _print_json(read: _Read) -> None:
    told, counts = api.of_fields(Holding().union(*read.holdings)), _counts(read)
    for scam, one in told.scams.items():
        orders = {feasibility.value: count for feasibility, count in counts[scam].items()}
        print_json(fields_object(scam, one) | {"orders": read.orders, "possible": orders, "unread": read.failed})


def _counts(read: _Read) -> dict[str, Counter[Feasibility]]:
    found: dict[str, Counter[Feasibility]] = {scam: Counter() for scam in the_engine().scams}
    for holding, count in read.holdings.items():
        for scam, judgement in judge(the_engine(), holding).judgements.items():
            found[scam][judgement.feasibility] += count
    return found
