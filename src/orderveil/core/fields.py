"""The one vocabulary of fields: what an order can say about a person, and how each thing is kept.

Every source is translated into these names and every contract is written in them. The category is
a key of the Fides data taxonomy (ethyca/fideslang); the sensitivity says how far the field alone
carries a stranger; the retention class names the key under which the field is sealed, so that a
class can end while the others go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from orderveil.core.ids import FieldName


class RetentionClass(StrEnum):
    """What ends together. One independent random key per order and class."""

    CONTACT = "contact"
    DELIVERY = "delivery"
    TAX = "tax"
    REST = "rest"
    UNKNOWN = "unknown"


CLASSES: tuple[RetentionClass, ...] = tuple(RetentionClass)


class Sensitivity(IntEnum):
    """How far the field alone carries a stranger who holds it."""

    NONE = 0  # tells nothing about a person
    CONTEXT = 1  # makes a pretext believable
    PERSONAL = 2  # describes or locates a person
    REACH = 3  # reaches a person, or opens money or an account


class Group(StrEnum):
    """The part of an order that a field belongs to."""

    ADDRESS = "address"
    AMOUNTS = "amounts"
    CONSENT = "consent"
    CONTACT = "contact"
    DEVICE = "device"
    FREE_TEXT = "free text"
    HISTORY = "history"
    IDENTITY = "identity"
    ITEMS = "items"
    PAYMENT = "payment"
    REFERENCES = "references"
    REFUND = "refund details"
    TAX = "tax"
    TRACKING = "tracking"


class Kind(StrEnum):
    """The shape of a field's value once normalised. Amounts are decimal strings, never floats."""

    AMOUNT = "amount"
    BOOLEAN = "boolean"
    COUNT = "count"
    LINES = "lines"  # list of item objects, see core.order.ITEM_KEYS
    MOMENT = "moment"  # RFC 3339 in UTC
    PAIRS = "pairs"  # list of [name, value]
    TEXT = "text"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Field:
    """One word of the vocabulary."""

    name: FieldName
    group: Group
    category: str
    sensitivity: Sensitivity
    retention: RetentionClass
    kind: Kind
    normaliser: str
    per_shipment: bool = False


def _f(  # noqa: PLR0913  # a row of the table below
    name: str,
    group: Group,
    category: str,
    sensitivity: int,
    retention: RetentionClass,
    kind: Kind = Kind.TEXT,
    normaliser: str = "text",
    per_shipment: bool = False,
) -> Field:
    return Field(
        FieldName(name), group, category, Sensitivity(sensitivity), retention, kind, normaliser, per_shipment
    )


_C, _D, _T, _R = (
    RetentionClass.CONTACT,
    RetentionClass.DELIVERY,
    RetentionClass.TAX,
    RetentionClass.REST,
)
_NAME = "user.name"
_STREET = "user.contact.address.street"

_FIELDS: tuple[Field, ...] = (
    # references: the order's own names; believable on the phone, hence not harmless
    _f("order_ref", Group.REFERENCES, "user.unique_id.pseudonymous", 1, _R, normaliser="reference"),
    _f("order_number", Group.REFERENCES, "user.unique_id.pseudonymous", 1, _R, normaliser="reference"),
    _f("customer_id", Group.IDENTITY, "user.unique_id", 1, _C, normaliser="reference"),
    _f("sales_channel", Group.REFERENCES, "system.operations", 0, _R),
    _f("ordered_at", Group.REFERENCES, "user.behavior.purchase_history", 1, _T, Kind.MOMENT, "moment"),
    # identity
    _f("buyer_name", Group.IDENTITY, _NAME, 2, _C, normaliser="name"),
    _f("recipient_name", Group.IDENTITY, _NAME, 2, _D, normaliser="name"),
    _f("bill_name", Group.IDENTITY, _NAME, 2, _T, normaliser="name"),
    _f("recipient_company", Group.IDENTITY, "user.workplace", 2, _D),
    _f("bill_company", Group.IDENTITY, "user.workplace", 2, _T),
    _f("date_of_birth", Group.IDENTITY, "user.demographic.date_of_birth", 2, _C, normaliser="date"),
    _f("gender", Group.IDENTITY, "user.demographic.gender", 2, _C),
    # contact
    _f("buyer_email", Group.CONTACT, "user.contact.email", 3, _C, normaliser="email"),
    _f("buyer_phone", Group.CONTACT, "user.contact.phone_number", 3, _C, normaliser="phone"),
    _f("recipient_phone", Group.CONTACT, "user.contact.phone_number", 3, _D, normaliser="phone"),
    _f("bill_phone", Group.CONTACT, "user.contact.phone_number", 3, _C, normaliser="phone"),
    _f("whatsapp_phone", Group.CONTACT, "user.contact.phone_number", 3, _C, normaliser="phone"),
    # address
    _f("ship_line1", Group.ADDRESS, _STREET, 2, _D),
    _f("ship_line2", Group.ADDRESS, _STREET, 2, _D),
    _f("ship_landmark", Group.ADDRESS, _STREET, 2, _D),
    _f("ship_city", Group.ADDRESS, "user.contact.address.city", 1, _D),
    _f("ship_state", Group.ADDRESS, "user.contact.address.state", 1, _T),
    _f("ship_postcode", Group.ADDRESS, "user.contact.address.postal_code", 1, _D, normaliser="postcode"),
    _f("ship_country", Group.ADDRESS, "user.contact.address.country", 0, _T, normaliser="country"),
    _f("ship_position", Group.ADDRESS, "user.location.precise", 2, _D),
    _f("bill_line1", Group.ADDRESS, _STREET, 2, _T),
    _f("bill_line2", Group.ADDRESS, _STREET, 2, _T),
    _f("bill_city", Group.ADDRESS, "user.contact.address.city", 1, _T),
    _f("bill_state", Group.ADDRESS, "user.contact.address.state", 1, _T),
    _f("bill_postcode", Group.ADDRESS, "user.contact.address.postal_code", 1, _T, normaliser="postcode"),
    _f("bill_country", Group.ADDRESS, "user.contact.address.country", 0, _T, normaliser="country"),
    # items
    _f("items", Group.ITEMS, "user.behavior.purchase_history", 1, _T, Kind.LINES, "lines"),
    _f("weight_grams", Group.ITEMS, "system.operations", 0, _T, Kind.COUNT, "count"),
    _f("shipping_method", Group.ITEMS, "system.operations", 0, _R),
    # amounts
    _f("currency", Group.AMOUNTS, "system.operations", 0, _T, normaliser="currency"),
    _f("subtotal", Group.AMOUNTS, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    _f("discount_total", Group.AMOUNTS, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    _f("shipping_total", Group.AMOUNTS, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    _f("tax_total", Group.AMOUNTS, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    _f("order_total", Group.AMOUNTS, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    _f("cod_amount", Group.AMOUNTS, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    _f("discount_codes", Group.AMOUNTS, "user.behavior.purchase_history", 1, _R, Kind.TEXTS, "texts"),
    # payment: allow-listed, never an instrument
    _f("payment_mode", Group.PAYMENT, "user.payment", 0, _T),  # "cod" or "prepaid"
    _f("payment_method", Group.PAYMENT, "user.payment", 1, _T),
    _f("payment_status", Group.PAYMENT, "user.payment", 1, _T),
    _f("payment_ref", Group.PAYMENT, "user.unique_id.pseudonymous", 1, _T, normaliser="reference"),
    # refund details
    _f("refund_account", Group.REFUND, "user.financial.bank_account", 3, _C),
    _f("refund_reason", Group.REFUND, "user.content", 1, _R),
    _f("refund_total", Group.REFUND, "user.financial", 1, _T, Kind.AMOUNT, "amount"),
    # tracking, per shipment
    _f("awb", Group.TRACKING, "user.unique_id.pseudonymous", 1, _D, normaliser="reference", per_shipment=True),
    _f("courier_name", Group.TRACKING, "system.operations", 0, _D, per_shipment=True),
    _f("tracking_url", Group.TRACKING, "user.unique_id.pseudonymous", 1, _D, normaliser="url", per_shipment=True),
    _f("tracking_status", Group.TRACKING, "user.behavior", 1, _D, per_shipment=True),
    _f("order_status_url", Group.TRACKING, "user.authorization.credentials", 3, _C, normaliser="url"),
    # tax
    _f("tax_id", Group.TAX, "user.government_id.national_identification_number", 2, _T, normaliser="tax_id"),
    _f("invoice_number", Group.TAX, "user.unique_id.pseudonymous", 1, _T, normaliser="reference"),
    # device
    _f("ip_address", Group.DEVICE, "user.device.ip_address", 2, _C, normaliser="ip"),
    _f("user_agent", Group.DEVICE, "user.device", 1, _C),
    _f("session_ids", Group.DEVICE, "user.device.cookie_id", 2, _C, Kind.TEXTS, "texts"),
    _f("landing_page", Group.DEVICE, "user.behavior.browsing_history", 1, _C, normaliser="url"),
    _f("referrer", Group.DEVICE, "user.behavior.browsing_history", 1, _C, normaliser="url"),
    _f("locale", Group.DEVICE, "user.demographic.language", 0, _R),
    # free text: anything may hide here
    _f("buyer_note", Group.FREE_TEXT, "user.content", 2, _R),
    _f("gift_message", Group.FREE_TEXT, "user.content", 2, _R),
    _f("delivery_instructions", Group.FREE_TEXT, "user.content", 2, _D),
    _f("staff_note", Group.FREE_TEXT, "user.content", 2, _R),
    _f("attributes", Group.FREE_TEXT, "user.content", 2, _R, Kind.PAIRS, "pairs"),
    _f("item_notes", Group.FREE_TEXT, "user.content", 2, _R, Kind.PAIRS, "pairs"),
    # history
    _f("order_count", Group.HISTORY, "user.behavior.purchase_history", 1, _C, Kind.COUNT, "count"),
    _f("total_spent", Group.HISTORY, "user.behavior.purchase_history", 1, _C, Kind.AMOUNT, "amount"),
    _f("buyer_tags", Group.HISTORY, "user.behavior", 1, _C, Kind.TEXTS, "texts"),
    _f("order_tags", Group.HISTORY, "user.behavior", 1, _R, Kind.TEXTS, "texts"),
    # consent
    _f("consent_email", Group.CONSENT, "user.privacy_preferences", 0, _C, Kind.BOOLEAN, "boolean"),
    _f("consent_sms", Group.CONSENT, "user.privacy_preferences", 0, _C, Kind.BOOLEAN, "boolean"),
    _f("consent_whatsapp", Group.CONSENT, "user.privacy_preferences", 0, _C, Kind.BOOLEAN, "boolean"),
)

FIELDS: dict[FieldName, Field] = {field.name: field for field in _FIELDS}
