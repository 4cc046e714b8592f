"""What left is counted as the slow way counts it: order by order, moment by moment, on generated records."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from orderveil.contracts.load import load_contracts
from orderveil.core.exposure.engine import Holding
from orderveil.core.exposure.judging import judge
from orderveil.core.exposure.lives import HOUR_MS
from orderveil.core.exposure.spans import Story, open_spans
from orderveil.core.exposure.words import Feasibility, Held, Scam
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName, order_id
from orderveil.core.order import Direction, OrderState, ShipmentState
from orderveil.core.policy import Moment, ends_at_ms
from orderveil.core.view import Treatment
from orderveil.exposure.load import the_engine
from orderveil.exposure.released import Count, Fate, Summary, Told
from orderveil.ledger.acts import Act
from orderveil.ledger.entries import Entry, encode
from orderveil.ledger.giving import write_given
from orderveil.vault.releases import Gathered, Looked, Part, Wanted
from orderveil.vault.stories import Told as Life
from orderveil.vault.tallying import Tally

CONTRACTS = load_contracts(None)
NOW_MS = 1_790_000_000_000
FIELDS = (
    ("buyer_phone", "clear"), ("buyer_phone", "mask"), ("recipient_phone", "virtual"), ("buyer_email", "alias"),
    ("order_number", "clear"), ("order_number", "mask"), ("order_total", "clear"), ("items", "mask"), ("awb", "clear"),
    ("recipient_name", "clear"), ("ship_line1", "clear"), ("ship_postcode", "clear"), ("tracking_status", "clear"),
)  # fmt: skip
POSSIBLE = (Feasibility.DIRECT, Feasibility.DETOUR)


@dataclass(frozen=True)
class Look:
    """One order's part in one entry."""

    at_ms: int
    order: str
    hop: str
    partner: str
    shown: dict[str, Treatment]


@dataclass(frozen=True)
class World:
    """A generated record, and the orders' lives; an order without one was erased."""

    looks: list[Look]
    raw: list[bytes]
    lives: dict[str, Life | None]


def world_of(seed: int, orders: int = 12) -> World:
    chance = random.Random(seed)
    names = [str(order_id(NOW_MS - 10**9, chance.randbytes(10))) for _ in range(orders)]
    lives = {name: life_of(chance) if chance.random() < 0.9 else None for name in names}
    looks: list[Look] = []
    raw: list[bytes] = []
    for at_ms in sorted(NOW_MS - chance.randrange(1, 2400) * HOUR_MS for _ in range(25)):
        some = chance.sample(names, chance.randrange(1, 5))
        hop, partner = chance.choice(("courier", "comms", "support")), chance.choice(("fast", "slow"))
        shown = [dict(shown_of(chance)) for _ in some]
        looks += [Look(at_ms, order, hop, partner, one) for order, one in zip(some, shown, strict=True)]
        told = write_given(some, shown)
        entry = Entry(
            act=Act.VIEW_ORDER_RELEASED if told.fields else Act.VIEW_ORDER_REFUSED, actor="key:k1", at_ms=at_ms,
            tenant="main", shop="tea", hop=hop, partner=partner, orders=told.orders, fields=told.fields,
            given=told.given,
        )  # fmt: skip
        raw.append(encode(entry))
    return World(looks, raw, lives)


def shown_of(chance: random.Random) -> Iterable[tuple[str, Treatment]]:
    return [(name, Treatment(how)) for name, how in chance.sample(FIELDS, chance.randrange(0, 6))]


def life_of(chance: random.Random) -> Life:
    def times(states: Iterable[str]) -> dict[str, int]:
        return {state: NOW_MS - chance.randrange(0, 2400) * HOUR_MS for state in states}

    order = times(f"order:{one}" for one in chance.sample(list(OrderState), chance.randrange(1, 5)))
    parcels = [
        times(f"shipment:{one}" for one in chance.sample(list(ShipmentState), chance.randrange(1, 5)))
        for _ in range(chance.randrange(0, 3))
    ]
    state = OrderState(chance.choice(list(order)).partition(":")[2])
    moments = [
        Moment(NOW_MS, state, ShipmentState(chance.choice(list(one)).partition(":")[2]), Direction.FORWARD, order | one)
        for one in parcels
    ]
    return Life("tea", tuple(moments) or (Moment(NOW_MS, state, since_ms=order),))


# ---- the slow way


def state_at(moment: Moment, at_ms: int) -> tuple[OrderState | None, ShipmentState | None]:
    events = sorted((entered, event) for event, entered in moment.since_ms.items())
    if at_ms >= events[-1][0]:
        return moment.order_state, moment.shipment_state
    order, shipment = None, None
    for entered, event in events:
        if entered <= at_ms:
            subject, _, state = event.partition(":")
            order = OrderState(state) if subject == "order" else order
            shipment = ShipmentState(state) if subject == "shipment" else shipment
    return order, shipment


def is_believed(scam: Scam, life: Life, at_ms: int) -> bool:
    for moment in life.moments:
        order, shipment = state_at(moment, at_ms)
        if order is None and not any(event.startswith("order:") for event in moment.since_ms):
            order = moment.order_state
        for window in scam.windows:
            if order not in window.order or shipment not in window.shipment:
                continue
            if window.after is None or window.hours is None:
                return True
            since = moment.since_ms.get(window.after)
            if since is not None and since <= at_ms < since + window.hours * HOUR_MS:
                return True
    return False


def ends_of(hop: str, partner: str, life: Life) -> float:
    contract = CONTRACTS.of(Hop(hop), partner, life.shop)
    ends = [ends_at_ms(contract, moment) for moment in life.moments]
    return max(float("inf") if end is None else end for end in ends)


def held_at(looks: list[Look], ends: dict[tuple[str, str], float], at_ms: int) -> Holding:
    return frozenset(
        Held(FieldName(name), treatment)
        for look in looks
        if look.at_ms <= at_ms < ends[look.hop, look.partner]
        for name, treatment in look.shown.items()
    )


def instants(scam: Scam, life: Life, looks: list[Look], ends: Iterable[float]) -> list[int]:
    """Every moment at which anything can change, and now."""
    found = {NOW_MS, *[look.at_ms for look in looks], *[int(end) for end in ends if end != float("inf")]}
    for moment in life.moments:
        for event, entered in moment.since_ms.items():
            found |= {entered, *[entered + (w.hours or 0) * HOUR_MS for w in scam.windows if w.after == event]}
    return sorted(found)


def count_by_force(scam: Scam, world: World, groups: dict[str, list[Look]]) -> Count:
    count = Count()
    for order, looks in groups.items():
        life = world.lives[order]
        if not any(look.shown for look in looks):
            continue
        if life is None:
            held = frozenset(Held(FieldName(n), t) for look in looks for n, t in look.shown.items())
            count.untimed += feasibility(scam, held) in POSSIBLE
            continue
        ends = {(look.hop, look.partner): ends_of(look.hop, look.partner, life) for look in looks}
        times = instants(scam, life, looks, ends.values())
        found = [
            feasibility(scam, held_at(looks, ends, at_ms)) if is_believed(scam, life, at_ms) else None
            for at_ms in times
        ]
        ever = {one for at_ms, one in zip(times, found, strict=True) if at_ms <= NOW_MS}
        now = found[times.index(NOW_MS)]
        count.direct += Feasibility.DIRECT in ever
        count.detour += Feasibility.DIRECT not in ever and Feasibility.DETOUR in ever
        count.direct_now += now is Feasibility.DIRECT
        count.detour_now += now is Feasibility.DETOUR
        if now in POSSIBLE:
            _note(count, next((at for at, one in zip(times, found, strict=True) if at > NOW_MS and one != now), None))
    return count


def _note(count: Count, ends_ms: int | None) -> None:
    count.is_endless = count.is_endless or ends_ms is None
    if ends_ms is not None:
        count.earliest_ms = min(ends_ms, count.earliest_ms or ends_ms)
        count.latest_ms = max(ends_ms, count.latest_ms or ends_ms)


def feasibility(scam: Scam, held: Holding) -> Feasibility:
    return judge(the_engine(), held).judgements[scam.name].feasibility


def same(counted: Count, forced: Count) -> bool:
    names = ("direct", "detour", "direct_now", "detour_now", "untimed")
    return all(getattr(counted, name) == getattr(forced, name) for name in names)


def ends_in(count: Count) -> tuple[int | None, int | None, bool]:
    return count.earliest_ms, count.latest_ms, count.is_endless


# ---- the comparison


def counted(world: World, *, is_joined: bool, most_steps: int = 10**6) -> list[Told]:
    summary, part = Summary(), ""
    while True:
        gathered = Gathered(Part(part), most_steps)
        gathered.take(world.raw, Wanted(0, NOW_MS + 1), _nothing_is_assumed)
        tally = Tally(gathered, CONTRACTS, NOW_MS, is_joined=is_joined)
        for order, steps in gathered.orders.items():
            tally.add(steps, world.lives[order])
        summary.add(tally.released(tuple(the_engine().scams)))
        following = gathered.part.following()
        if following is None:
            return summary.told()
        part = following


def _nothing_is_assumed(looked: Looked) -> Holding:
    raise AssertionError("every entry tells its treatments")


def by_order(looks: Iterable[Look]) -> dict[str, list[Look]]:
    found: dict[str, list[Look]] = {}
    for look in looks:
        found.setdefault(look.order, []).append(look)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_each_holder_is_counted_as_order_by_order(seed: int) -> None:
    world = world_of(seed)
    for told in counted(world, is_joined=False):
        looks = [look for look in world.looks if (look.hop, look.partner) == (told.holder.hop, told.holder.partner)]
        groups = {order: some for order, some in by_order(looks).items() if any(look.shown for look in some)}
        assert told.orders == len(groups)
        assert told.fates[Fate.ERASED] == sum(world.lives[order] is None for order in groups)
        for name, scam in the_engine().scams.items():
            forced = count_by_force(scam, world, groups)
            assert same(told.scams[name], forced), name
            assert ends_in(told.scams[name]) == ends_in(forced), name


@pytest.mark.parametrize("seed", range(60))
def test_holders_together_are_counted_as_order_by_order(seed: int) -> None:
    world = world_of(seed)
    (told,) = counted(world, is_joined=True)
    for name, scam in the_engine().scams.items():
        assert same(told.scams[name], count_by_force(scam, world, by_order(world.looks))), name


@pytest.mark.parametrize("most_steps", [1, 7, 40])
def test_counting_in_parts_changes_nothing(most_steps: int) -> None:
    world = world_of(99, orders=60)

    assert counted(world, is_joined=False, most_steps=most_steps) == counted(world, is_joined=False)


@pytest.mark.parametrize("seed", range(40))
def test_spans_are_where_the_slow_way_believes(seed: int) -> None:
    chance = random.Random(seed)
    life = life_of(chance)
    for scam in the_engine().scams.values():
        for moment in life.moments:
            alone = Life("tea", (moment,))
            spans = open_spans(scam.windows, Story(moment.order_state, moment.shipment_state, moment.since_ms))
            for at_ms in instants(scam, alone, [], []):
                is_open = any(opens <= at_ms and (closes is None or at_ms < closes) for opens, closes in spans)
                assert is_open == is_believed(scam, alone, at_ms), (scam.name, at_ms)
