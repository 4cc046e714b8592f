"""Checks behind the controls. Each can fail, and says what it looked at.

A check looks at one shop's contracts or probes a part of the relay with invented data; it never
looks at a buyer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orderveil.contracts.load import Contracts
from orderveil.controls.staffing import Finding, integrations_hold, reviews_hold, roles_hold
from orderveil.core.contract import Contract
from orderveil.core.fields import FIELDS, Field, Group, Sensitivity
from orderveil.core.hop import HOPS, Hop
from orderveil.core.ids import FieldName
from orderveil.core.order import OrderState, ShipmentState
from orderveil.core.policy import DAY_MS, Moment, Undeclared, decide, ends_at_ms, is_clearer
from orderveil.core.view import Treatment
from orderveil.detect.cards import cut_cards
from orderveil.hops.ims.door import Accepted, check_lines
from orderveil.vault.control_messages import ReviewsStood
from orderveil.watch.engine import Watch
from orderveil.watch.events import Event, Kind
from orderveil.watch.state import State

RECORD = "the record is whole"
WATCH = "unusual exports are told of"
_WATCH_MINUTES = 30 * 60  # it writes down what it remembers at least once a day
COURIER_DAYS = 14  # days after delivery by which a courier's view must have ended
# what order messages are made of; a message needs no street, no goods by name, no history
_MESSAGE_FIELDS = frozenset({
    "buyer_email", "buyer_name", "buyer_phone", "cod_amount", "consent_email", "consent_sms",
    "consent_whatsapp", "courier_name", "currency", "items", "locale", "order_number", "order_ref",
    "order_total", "payment_mode", "recipient_name", "recipient_phone", "ship_city", "tracking_status",
    "tracking_url", "whatsapp_phone",
})  # fmt: skip
_PROBES = (
    {"note": "my card is 4111 1111 1111 1111, cvv 987"},
    {"attributes": [{"name": "Card", "value": "5555-5555-5555-4444"}]},
    {"deep": {"er": ["3782 822463 10005", "४१११ ११११ ११११ ११११"]}},
)
_DIGITS = ("4111", "5555555555554444", "10005", "४१११")
_BUYER_LINES = (
    {"sku": "TEA-100", "quantity": 1, "buyer_email": "a@buyers.example"},
    {"sku": "TEA-100", "quantity": 1, "note": "call +91 99999 00001"},
    {"sku": "asha@buyers.example", "quantity": 1},
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What checks may look at."""

    contracts: Contracts
    health: Mapping[str, str]
    ledger_ok: bool | None  # None: being rechecked
    ledger_entries: int
    keys_apart: bool
    keys_owed: int
    watch_silent_minutes: int | None = None  # None: it never looked
    stood: tuple[ReviewsStood, ...] = ()  # roles, reviews and integrations of each tenant
    now_ms: int = 0


@dataclass(frozen=True, slots=True)
class Where:
    """The shop, and the partner if one is meant, whose contract a check looks at."""

    shop: str
    partner: str | None = None


Check = Callable[[Facts, Hop, Where], Finding]


def clearest(contract: Contract, name: FieldName) -> Treatment:
    """Return the most revealing treatment that a contract gives a field in any state, without a purpose."""
    rule = contract.fields.get(name)
    found = Treatment.DROP
    for stage in rule.stages if rule is not None else ():
        if is_clearer(stage.treatment, found):
            found = stage.treatment
    return found


def _at_most(facts: Facts, hop: Hop, where: Where, covers: Callable[[Field], bool], most: Treatment) -> Finding:
    """Find fields that a hop sees more clearly than `most`, without a purpose."""
    contract = facts.contracts.of(hop, where.partner, where.shop)
    covered = [field.name for field in FIELDS.values() if covers(field)]
    over = [name for name in covered if is_clearer(clearest(contract, name), most)]
    if over:
        return Finding(False, f"{hop}.toml gives {', '.join(over)} more clearly than {most.value}")
    return Finding(True, f"{hop}.toml gives {len(covered)} fields at most as {most.value}")


def _cards(facts: Facts, hop: Hop, where: Where) -> Finding:
    left = [probe for probe in _PROBES if any(digits in str(cut_cards(probe)[0]) for digits in _DIGITS)]
    cut = sum(len(cut_cards(probe)[1]) for probe in _PROBES)
    return Finding(
        not left and cut >= len(_PROBES), f"{cut} invented card values in {len(_PROBES)} probes cut just now"
    )


def _sealed(facts: Facts, hop: Hop, where: Where) -> Finding:
    state = facts.health.get("keys", "not looked at")
    return Finding(state == "ok", f"key store: {state}")


def _undeclared(facts: Facts, hop: Hop, where: Where) -> Finding:
    moment = Moment(0, OrderState.CONFIRMED, None, since_ms={"order:confirmed": 0})
    open_to = [
        other
        for other in HOPS
        if not isinstance(
            decide(facts.contracts.of(other, where.partner, where.shop), FieldName("not_a_field"), moment), Undeclared
        )
    ]
    return Finding(not open_to, "a field that no contract names was asked for at all eleven hops just now and refused")


def _reach_is_never_clear(facts: Facts, hop: Hop, where: Where) -> Finding:
    return _at_most(facts, hop, where, _is_reach, Treatment.MASK)


def _phones(facts: Facts, hop: Hop, where: Where) -> Finding:
    return _at_most(facts, hop, where, lambda field: field.normaliser == "phone", Treatment.MASK)


def _emails(facts: Facts, hop: Hop, where: Where) -> Finding:
    return _at_most(facts, hop, where, lambda field: field.normaliser == "email", Treatment.DROP)


def _streets(facts: Facts, hop: Hop, where: Where) -> Finding:
    return _at_most(facts, hop, where, _is_street, Treatment.DROP)


def _hashed(facts: Facts, hop: Hop, where: Where) -> Finding:
    return _at_most(facts, hop, where, _is_reach, Treatment.HASH)


def _bare_label(facts: Facts, hop: Hop, where: Where) -> Finding:
    contract = facts.contracts.of(hop, where.partner, where.shop)
    names = ("order_number", "order_total", "items", "buyer_note", "invoice_number", "attributes")
    shown = [name for name in names if is_clearer(clearest(contract, FieldName(name)), Treatment.COARSE)]
    return Finding(not shown, f"label.toml shows {', '.join(shown) or 'no goods, numbers or worth'}")


def _courier_ends(facts: Facts, hop: Hop, where: Where) -> Finding:
    contract = facts.contracts.of(hop, where.partner, where.shop)
    since = {"order:delivered": 0, "shipment:delivered": 0}
    ends = ends_at_ms(contract, Moment(0, OrderState.DELIVERED, ShipmentState.DELIVERED, since_ms=since))
    if ends is None:
        return Finding(False, "courier.toml has no clock that runs from delivery")
    return Finding(ends <= COURIER_DAYS * DAY_MS, f"courier.toml ends {ends // DAY_MS} days after delivery")


def _messages(facts: Facts, hop: Hop, where: Where) -> Finding:
    contract = facts.contracts.of(hop, where.partner, where.shop)
    shown = [name for name in contract.fields if clearest(contract, name) is not Treatment.DROP]
    beyond = sorted(set(shown) - _MESSAGE_FIELDS)
    more = f"; beyond need: {', '.join(beyond)}" if beyond else ""
    return Finding(not beyond, f"comms.toml carries {len(shown)} fields{more}")


def _purposes(facts: Facts, hop: Hop, where: Where) -> Finding:
    contract = facts.contracts.of(hop, where.partner, where.shop)
    plain = _reach_is_never_clear(facts, hop, where)
    free = [purpose.name for purpose in contract.purposes.values() if not purpose.needs_reference]
    if free or not plain.holds:
        return Finding(False, f"without a reference: {', '.join(free)}" if free else plain.evidence)
    return Finding(bool(contract.purposes), f"{len(contract.purposes)} purposes, each with a reference")


def _consent(facts: Facts, hop: Hop, where: Where) -> Finding:
    contract = facts.contracts.of(hop, where.partner, where.shop)
    bare = [
        name
        for name, rule in contract.fields.items()
        if _is_reach(FIELDS[name]) and clearest(contract, name) is not Treatment.DROP and rule.needs is None
    ]
    return Finding(not bare, "every contact needs its consent" if not bare else f"without consent: {', '.join(bare)}")


def _inventory(facts: Facts, hop: Hop, where: Where) -> Finding:
    taken = [decision for decision in check_lines(list(_BUYER_LINES)) if isinstance(decision, Accepted)]
    return Finding(not taken, f"{len(_BUYER_LINES)} lines with an invented buyer refused just now")


def _record(facts: Facts, hop: Hop, where: Where) -> Finding:
    return Finding(facts.ledger_ok is True, f"{facts.ledger_entries} entries rechecked")


def _erased(facts: Facts, hop: Hop, where: Where) -> Finding:
    return Finding(facts.keys_owed == 0, f"{facts.keys_owed} keys wait to be destroyed")


def _apart(facts: Facts, hop: Hop, where: Where) -> Finding:
    lies = "outside ORDERVEIL_HOME" if facts.keys_apart else "inside ORDERVEIL_HOME, with what it opens"
    return Finding(facts.keys_apart, f"the root key lies {lies}")


def _watched(facts: Facts, hop: Hop, where: Where) -> Finding:
    """The watch looked lately, and finds an unusual export among invented ones just now."""
    silent = facts.watch_silent_minutes
    if silent is None or silent > _WATCH_MINUTES:
        return Finding(False, f"silent for {(silent or 0) // 60} hours")
    usual = [(day, 60, ("awb",)) for day in range(20)]
    unusual = [(20, 900, ("awb",)), (21, 60, ("awb", "buyer_email"))]
    events = [
        Event(f"probe/{at}", day * DAY_MS, Kind.EXPORTED, "key:probe", "partner_key", count=count, fields=fields)
        for at, (day, count, fields) in enumerate([*usual, *unusual])
    ]
    kinds = [found.kind for found in Watch(State()).take(events)]
    return Finding(
        kinds == ["export_size", "export_fields"],
        f"{len(unusual)} unusual among {len(events)} invented exports alerted on just now; looked {silent} minutes ago",
    )


def _roles(facts: Facts, hop: Hop, where: Where) -> Finding:
    return roles_hold(facts.stood)


def _reviews(facts: Facts, hop: Hop, where: Where) -> Finding:
    return reviews_hold(facts.stood, facts.now_ms)


def _integrations(facts: Facts, hop: Hop, where: Where) -> Finding:
    return integrations_hold(facts.stood)


def _is_reach(field: Field) -> bool:
    return field.sensitivity >= Sensitivity.REACH


def _is_street(field: Field) -> bool:
    return field.group is Group.ADDRESS and field.sensitivity >= Sensitivity.PERSONAL


CHECKS: Mapping[str, Check] = {
    "audiences need consent": _consent,
    "card data is cut": _cards,
    "e-mail is dropped": _emails,
    "erased keys are gone": _erased,
    "inventory refuses buyers": _inventory,
    "integrations are looked after": _integrations,
    "keys lie apart": _apart,
    "messages carry little": _messages,
    "orders lie sealed": _sealed,
    "phones are masked": _phones,
    "reach is hashed": _hashed,
    "reach is never clear": _reach_is_never_clear,
    "reveals need a purpose": _purposes,
    "rights are reviewed": _reviews,
    "rights follow roles": _roles,
    "streets are dropped": _streets,
    "the courier's view ends": _courier_ends,
    "the label is bare": _bare_label,
    RECORD: _record,
    "undeclared fields go nowhere": _undeclared,
    WATCH: _watched,
}
