"""Every thing that a person may be allowed to do, as `room:thing:action`, in alphabetical order.

A permission is narrowed by what its act is about (see NARROWED_BY); a grant that says nothing of such
a dimension covers all of it. Each has its line in docs/guide/people.md.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do."""

    ALERTS_ALERT_ANSWER = "alerts:alert:answer"
    ALERTS_ALERT_READ = "alerts:alert:read"
    CHANGES_CHANGE_APPROVE = "changes:change:approve"
    CHANGES_CHANGE_READ = "changes:change:read"
    CONTRACTS_CONTRACT_PROPOSE = "contracts:contract:propose"
    CONTRACTS_CONTRACT_READ = "contracts:contract:read"
    CONTROLS_CONTROL_ATTEST = "controls:control:attest"
    CONTROLS_MODE_CHANGE = "controls:mode:change"
    CONTROLS_REGISTER_READ = "controls:register:read"
    EXPOSURE_MAP_READ = "exposure:map:read"
    INTEGRATIONS_KEY_ISSUE = "integrations:key:issue"
    INTEGRATIONS_KEY_READ = "integrations:key:read"
    INTEGRATIONS_KEY_REVOKE = "integrations:key:revoke"
    LEDGER_ENTRY_READ = "ledger:entry:read"
    LEDGER_LOOK_ASK = "ledger:look:ask"
    LEDGER_RECORD_DOWNLOAD = "ledger:record:download"
    LEDGER_RECORD_VERIFY = "ledger:record:verify"
    ORDERS_CASE_OPEN = "orders:case:open"
    ORDERS_FIELD_BREAK_GLASS = "orders:field:break-glass"
    ORDERS_FIELD_REVEAL = "orders:field:reveal"
    ORDERS_ORDER_ERASE = "orders:order:erase"
    ORDERS_ORDER_LIST = "orders:order:list"
    ORDERS_ORDER_READ = "orders:order:read"
    ORDERS_ORDER_SEARCH = "orders:order:search"
    ORDERS_VIEWS_COMPARE = "orders:views:compare"
    PEOPLE_DEFINITION_PROPOSE = "people:definition:propose"
    PEOPLE_PERSON_INVITE = "people:person:invite"
    PEOPLE_PERSON_READ = "people:person:read"
    PEOPLE_PERSON_REMOVE = "people:person:remove"
    PEOPLE_RIGHT_EXPLAIN = "people:right:explain"
    PEOPLE_ROLE_PROPOSE = "people:role:propose"
    PEOPLE_SESSION_END = "people:session:end"
    REVIEWS_CAMPAIGN_OPEN = "reviews:campaign:open"
    REVIEWS_CAMPAIGN_READ = "reviews:campaign:read"
    REVIEWS_RIGHT_DECIDE = "reviews:right:decide"
    SETTINGS_SETTING_PROPOSE = "settings:setting:propose"
    SETTINGS_SETTING_READ = "settings:setting:read"


_P = Permission
_PLACE = frozenset({"tenant", "shop"})
_HOP = _PLACE | {"hop", "partner"}
NARROWED_BY: dict[Permission, frozenset[str]] = {
    **dict.fromkeys(Permission, frozenset({"tenant"})),
    _P.CONTRACTS_CONTRACT_PROPOSE: _HOP,
    _P.CONTRACTS_CONTRACT_READ: _HOP,
    _P.CONTROLS_MODE_CHANGE: _HOP,
    _P.EXPOSURE_MAP_READ: frozenset({"tenant", "hop", "partner"}),
    _P.INTEGRATIONS_KEY_ISSUE: _HOP,
    _P.INTEGRATIONS_KEY_READ: frozenset({"tenant", "partner"}),
    _P.LEDGER_LOOK_ASK: _PLACE,
    _P.ORDERS_CASE_OPEN: _HOP,
    _P.ORDERS_FIELD_BREAK_GLASS: _HOP | {"field"},
    _P.ORDERS_FIELD_REVEAL: _HOP | {"field", "purpose"},
    _P.ORDERS_ORDER_ERASE: _PLACE,
    _P.ORDERS_ORDER_LIST: _HOP,
    _P.ORDERS_ORDER_READ: _HOP,
    _P.ORDERS_ORDER_SEARCH: _HOP,
    _P.ORDERS_VIEWS_COMPARE: _PLACE,
}
"""By what an act of each permission is told apart: tenant, shop, hop, partner, field, purpose."""
