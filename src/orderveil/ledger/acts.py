"""What may be recorded: every act of the relay, as `room:thing:action`, in alphabetical order.

An act's name never changes its meaning: records of years ago are read by it.
Each has its line in docs/spec/ledger-v1.md.
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """One kind of entry."""

    CONTROLS_BYPASS_RECORDED = "controls:bypass:recorded"
    CONTROLS_CONTRACT_CHANGED = "controls:contract:changed"
    CONTROLS_CONTROL_ATTESTED = "controls:control:attested"
    CONTROLS_MODE_CHANGED = "controls:mode:changed"
    CONTROLS_MODE_ROLLED_BACK = "controls:mode:rolled-back"
    CONTROLS_SHADOW_RECORDED = "controls:shadow:recorded"
    ERASURE_CLASS_ENDED = "erasure:class:ended"
    ERASURE_ORDER_ERASED = "erasure:order:erased"
    ERASURE_ORDER_QUEUED = "erasure:order:queued"
    ERASURE_REQUEST_RECORDED = "erasure:request:recorded"
    ERASURE_UNKNOWN_ENDED = "erasure:unknown:ended"
    INTAKE_CARD_CUT = "intake:card:cut"
    INTAKE_ORDER_BARRED = "intake:order:barred"
    INTAKE_ORDER_REFUSED = "intake:order:refused"
    INTAKE_ORDER_SEALED = "intake:order:sealed"
    INTAKE_ORDER_UPDATED = "intake:order:updated"
    INTAKE_ORDERS_SEALED = "intake:orders:sealed"
    INTAKE_PAYLOAD_ENDED = "intake:payload:ended"
    INTAKE_PAYLOAD_OPENED = "intake:payload:opened"
    INTAKE_PAYLOAD_RESOLVED = "intake:payload:resolved"
    INTAKE_PAYLOAD_SET_ASIDE = "intake:payload:set-aside"
    INTAKE_SECRET_LEASED = "intake:secret:leased"  # noqa: S105
    INTAKE_SECRET_STORED = "intake:secret:stored"  # noqa: S105
    INTAKE_SHOP_STORED = "intake:shop:stored"
    KEYS_BUCKETS_ROTATED = "keys:buckets:rotated"
    KEYS_ORDER_MISSING = "keys:order:missing"
    KEYS_PURGE_DONE = "keys:purge:done"
    KEYS_ROOT_REPLACED = "keys:root:replaced"
    LEDGER_CHECKPOINT_COSIGNED = "ledger:checkpoint:cosigned"
    LEDGER_EXPORT_READ = "ledger:export:read"
    LEDGER_LOG_ENDED = "ledger:log:ended"
    LEDGER_LOG_OPENED = "ledger:log:opened"
    LEDGER_ORDER_ASKED = "ledger:order:asked"
    LEDGER_PENDING_MISSING = "ledger:pending:missing"
    LEDGER_PENDING_REFUSED = "ledger:pending:refused"
    LEDGER_RECORD_VERIFIED = "ledger:record:verified"
    PARTNERS_KEY_ISSUED = "partners:key:issued"
    PARTNERS_KEY_REVOKED = "partners:key:revoked"
    SHIPMENTS_STATE_RECORDED = "shipments:state:recorded"
    VAULT_SERVICE_STARTED = "vault:service:started"
    VIEW_FIELD_REVEALED = "view:field:revealed"
    VIEW_ORDER_OPENED = "view:order:opened"
    VIEW_ORDER_REFUSED = "view:order:refused"
    VIEW_ORDER_RELEASED = "view:order:released"
    VIEW_ORDERS_OPENED = "view:orders:opened"
    VIEW_ORDERS_RELEASED = "view:orders:released"
    VIEW_SEARCH_ASKED = "view:search:asked"
