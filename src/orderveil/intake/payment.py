"""What may be known of how an order is paid, and nothing else of it.

Payment plugins and gateways file tokens, last digits, receipts and authorisations wherever a source
lets them (formats differ by shop), so payment objects are read by allow-list. Where a source mixes
them with other things under free keys, a key that speaks of payment is dropped with its value.
"""

from __future__ import annotations

import re

_CASH = re.compile(
    r"\bcod\b|cash[ _-]*on[ _-]*delivery|pay[ _-]*on[ _-]*delivery|\bcash[ _-]?on[ _-]?pick", re.IGNORECASE
)
_PROVIDERS = (
    "adyen", "afterpay", "airwallex", "authorize_net", "billdesk", "braintree", "cashfree", "ccavenue", "checkout_com",
    "easebuzz", "gpay", "instamojo", "juspay", "klarna", "mollie", "paybright", "paygate", "paypal", "paystack",
    "paytm", "payu", "phonepe", "ppcp", "razorpay", "sezzle", "simpl", "stripe", "wcpay", "worldpay",
)  # fmt: skip
_WORDS = (
    "ach", "auth_code", "authorization", "bank_account", "capture", "card", "cc", "charge_id", "cvc", "cvv", "expiry",
    "iban", "intent", "last4", "last_four", "mandate", "payer", "payment", "rrn", "square", "token", "transaction",
    "txn", "upi", "vpa", "wallet",
)  # fmt: skip


def _keys_with(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:^|[^a-z0-9])(?:{'|'.join(words)})(?:[^a-z]|$)")


_OPEN_KEY = _keys_with((*_PROVIDERS, "cvc", "cvv"))
_HIDDEN_KEY = _keys_with(_PROVIDERS + _WORDS)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_cash_on_delivery(*names: str) -> bool:
    """Tell whether one of the gateways' names says that the courier collects."""
    return any(_CASH.search(name) for name in names)


def is_payment_key(key: str) -> bool:
    """Tell whether a free key (a plugin's, a checkout field's) speaks of payment.

    A hidden key (leading underscore) is a plugin's own: any word of payment counts. One that buyers
    fill in counts only by a provider's name: "card message" is a greeting.
    """
    pattern = _HIDDEN_KEY if key.startswith("_") else _OPEN_KEY
    return pattern.search(_CAMEL.sub("_", key).lower()) is not None
