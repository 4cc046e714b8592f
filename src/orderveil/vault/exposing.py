"""For how many orders what left makes which scams possible, and until when: counted here, with no order opened.

How it is counted, by numbered steps:

  1. the question is recorded, like every reading of the record;
  2. what waits is numbered, so that nothing that left is missing;
  3. the record is read from the first moment on: which fields of which orders went to whom, and how;
  4. of each order the clear columns are read: its states and their times, and its parcels';
  5. orders that are alike are counted together; only counts leave, and never which orders they are.

Must never open a sealed value, and holds no more than one part of the orders in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from orderveil.core.contract import Contract
from orderveil.core.errors import Malformed
from orderveil.core.exposure.words import Held
from orderveil.core.fields import FIELDS
from orderveil.core.hop import Hop
from orderveil.core.ids import FieldName
from orderveil.core.policy import is_clearer
from orderveil.core.view import Treatment
from orderveil.exposure.load import the_engine
from orderveil.exposure.released import Released
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.vault import messages as m
from orderveil.vault.grants import Actor
from orderveil.vault.interior import Interior
from orderveil.vault.looks import Looks, hop_named
from orderveil.vault.releases import MOST_STEPS, Gathered, Looked, Part, Wanted
from orderveil.vault.stories import Stories
from orderveil.vault.tallying import Tally

_ORDERS_AT_ONCE = 400
_MOST_HOPS = len(Hop)


class Exposing:
    """Counts what left, for operators and the console."""

    def __init__(self, interior: Interior, looks: Looks, most_steps: int = MOST_STEPS) -> None:
        self._in = interior
        self._looks = looks
        self._most_steps = most_steps

    def count(self, request: m.ExposureOf, actor: Actor) -> m.ExposureCounted:
        """Return what one part of the orders adds, and the part that comes next."""
        wanted = _wanted(request)
        tenants = self._tenants(request)
        for tenant in tenants:  # step 1
            self._record(tenant, request, actor)
        self._looks.number_the_record()  # step 2
        gathered = Gathered(Part(request.part), self._most_steps)
        ended: list[str] = []
        with self._in.database.reading() as tx:
            for tenant in tenants:
                entries = self._in.ledger.since(tx, tenant, wanted.since_ms)
                gathered.take(entries, wanted, self._assumed)  # step 3
                ended += self._in.ledger.ended(tx, tenant)
        return m.ExposureCounted(
            released=self._tally(gathered, is_joined=request.joined),
            at_ms=self._in.clock.latest_ms(),
            next=gathered.part.following(),
            ended_logs=ended,
        )

    def _tally(self, gathered: Gathered, *, is_joined: bool) -> Released:
        """Steps 4 and 5."""
        stories = Stories(self._in)
        tally = Tally(gathered, self._in.contracts.now, self._in.clock.latest_ms(), is_joined=is_joined)
        for orders in _batches(sorted(gathered.orders)):
            with self._in.database.reading() as tx:
                told = stories.of(tx, orders)
            for order in orders:
                tally.add(gathered.orders[order], told.get(order))
        return tally.released(tuple(the_engine().scams))

    def _tenants(self, request: m.ExposureOf) -> list[str]:
        if request.shop is not None:
            return [self._in.shops.of(request.shop).tenant]
        return sorted({shop.tenant for shop in self._in.shops.all()})

    def _assumed(self, looked: Looked) -> frozenset[Held]:
        """Return what an entry from before treatments were recorded gave at most, by the contract of today."""
        contract = self._in.contracts.of(Hop(looked.hop), looked.partner, looked.shop)
        return frozenset(
            Held(FieldName(name), _clearest(contract, FieldName(name), looked.purpose))
            for name in looked.fields
            if name in FIELDS
        )

    def _record(self, tenant: str, request: m.ExposureOf, actor: Actor) -> None:
        entry = Entry(
            act=Did.LEDGER_EXPOSURE_ASKED,
            at_ms=self._in.now_ms(),
            tenant=tenant,
            actor=actor.name,
            shop=request.shop,
            partner=request.partner,
            detail={f"hop_{place}": hop for place, hop in enumerate(request.hops)},
            counts={"since_ms": request.since_ms, "until_ms": request.until_ms},
        )
        self._looks.record(entry)


def _wanted(request: m.ExposureOf) -> Wanted:
    if not 0 <= request.since_ms < request.until_ms < 2**53:
        raise Malformed("a period ends after it begins", place="until_ms")
    if len(request.hops) > _MOST_HOPS:
        raise Malformed("there are eleven hops", place="hops")
    hops = frozenset(hop_named(hop) for hop in request.hops)
    return Wanted(request.since_ms, request.until_ms, hops, request.partner, request.shop, request.joined)


def _clearest(contract: Contract, name: FieldName, purpose: str | None) -> Treatment:
    """Return the clearest in which a contract ever gives a field; in clear, where it says nothing of it."""
    rule = contract.fields.get(name)
    given = [stage.treatment for stage in rule.stages] if rule is not None else []
    reveals = contract.purposes.get(purpose) if purpose is not None else None
    if reveals is not None and name in reveals.fields:
        given.append(reveals.fields[name])
    found = Treatment.DROP
    for treatment in given:
        found = treatment if is_clearer(treatment, found) else found
    return Treatment.CLEAR if found is Treatment.DROP else found


def _batches(orders: Sequence[str]) -> Iterator[list[str]]:
    several = iter(orders)
    while some := list(islice(several, _ORDERS_AT_ONCE)):
        yield some
