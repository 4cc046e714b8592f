"""Whether a webhook was signed by its source. The first thing that is asked of any body.

Both sources sign the raw bytes of the body alone with HMAC-SHA256 and send it in base64
(shopify.dev, verify deliveries; class-wc-webhook.php, generate_signature). Headers are not
covered: nothing that a header says may be believed further than the body bears it out.
During a rotation several secrets are in force; all are tried, always, in the same time.
Must never say which secret matched, nor how a signature was wrong.
"""

from __future__ import annotations

import binascii
import hmac
import html
from collections.abc import Mapping, Sequence

SIGNATURE_HEADERS: dict[str, tuple[str, ...]] = {
    "shopify": ("shopify-hmac-sha256", "x-shopify-hmac-sha256"),
    "woocommerce": ("x-wc-webhook-signature",),
}
_DIGEST_BYTES = 32


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header by its lower-case name, however the caller's mapping spells it."""
    found = headers.get(name)
    if found is not None:
        return found
    for spelled, value in headers.items():
        if spelled.lower() == name:
            return value
    return None


def signature_of(source: str, headers: Mapping[str, str]) -> str | None:
    """Return the signature that came with the body, or None when there is none."""
    for name in SIGNATURE_HEADERS.get(source, ()):
        found = header(headers, name)
        if found:
            return found
    return None


def is_signed(source: str, headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> bool:
    """Tell whether one of `secrets` signed `body`. False without a signature, a secret or a known source."""
    presented = signature_of(source, headers)
    if presented is None:
        return False
    try:
        digest = binascii.a2b_base64(presented.encode("ascii"), strict_mode=True)
    except ValueError:
        return False
    if len(digest) != _DIGEST_BYTES:
        return False
    matched = False
    for secret in _spellings(source, secrets):
        # No early end: the time tells neither which secret matched nor how many there are before it.
        matched |= hmac.compare_digest(hmac.digest(secret, body, "sha256"), digest)
    return matched


def sign(secret: str, body: bytes) -> str:
    """Return the signature that a source would send. For the sandbox's look-alike shops and for tests."""
    return binascii.b2a_base64(hmac.digest(secret.encode(), body, "sha256"), newline=False).decode()


def _spellings(source: str, secrets: Sequence[str]) -> list[bytes]:
    """Return the keys to try. WooCommerce signs with the secret after decoding its HTML entities."""
    keys = [secret.encode() for secret in secrets if secret]
    if source == "woocommerce":
        keys += [html.unescape(secret).encode() for secret in secrets if "&" in secret]
    return keys
