"""A body counts as signed by one of the secrets in force, and by nothing else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.intake.signatures import is_signed, sign

# A vector published with a public implementation of Shopify's scheme (SQLPage's test of its hmac function).
_BODY = b'{"id":1234567890,"email":"customer@example.com","total_price":"123.45"}'
_SECRET = "test-webhook-secret"
_SIGNATURE = "QNyObTlKbMx2qDlPF/ZOZcBqg5OgPg+2oky3zldc0Gw="

# RFC 4231, HMAC-SHA-256: key, data, digest.
_RFC_4231 = [
    ("Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ("\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
]


def test_the_published_vector_is_signed() -> None:
    assert sign(_SECRET, _BODY) == _SIGNATURE
    assert is_signed("shopify", {"X-Shopify-Hmac-Sha256": _SIGNATURE}, _BODY, [_SECRET])


@pytest.mark.parametrize(("key", "data", "digest"), _RFC_4231)
def test_the_standard_vectors_are_signed(key: str, data: bytes, digest: str) -> None:
    signature = base64.b64encode(bytes.fromhex(digest)).decode()

    assert is_signed("woocommerce", {"X-WC-Webhook-Signature": signature}, data, [key])


def test_either_secret_signs_during_a_rotation() -> None:
    for signer in ("old", "new"):
        assert is_signed("shopify", {"x-shopify-hmac-sha256": sign(signer, _BODY)}, _BODY, ["new", "old"])
    assert not is_signed("shopify", {"x-shopify-hmac-sha256": sign("older", _BODY)}, _BODY, ["new", "old"])


@pytest.mark.parametrize("name", ["shopify-hmac-sha256", "X-Shopify-Hmac-Sha256", "X-SHOPIFY-HMAC-SHA256"])
def test_both_spellings_of_the_header_are_read(name: str) -> None:
    assert is_signed("shopify", {name: _SIGNATURE}, _BODY, [_SECRET])


def test_a_secret_with_html_entities_signs_as_wordpress_stores_it() -> None:
    assert is_signed("woocommerce", {"x-wc-webhook-signature": sign("a&b", b"x")}, b"x", ["a&amp;b"])


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        "=",
        _SIGNATURE[:-1],
        _SIGNATURE + "=",
        _SIGNATURE + "\n",
        _SIGNATURE[:-4],
        "é" * 44,
        "A" * 44,
        _SIGNATURE * 2,
    ],
)
def test_a_signature_of_another_shape_is_none(signature: str) -> None:
    assert not is_signed("shopify", {"x-shopify-hmac-sha256": signature}, _BODY, [_SECRET])


def test_without_secrets_nothing_is_signed() -> None:
    empty = sign("", _BODY)

    assert not is_signed("shopify", {"x-shopify-hmac-sha256": _SIGNATURE}, _BODY, [])
    assert not is_signed("shopify", {"x-shopify-hmac-sha256": empty}, _BODY, [""])


def test_one_source_s_header_does_not_sign_for_another() -> None:
    assert not is_signed("woocommerce", {"x-shopify-hmac-sha256": _SIGNATURE}, _BODY, [_SECRET])
    assert not is_signed("nobody", {"x-shopify-hmac-sha256": _SIGNATURE}, _BODY, [_SECRET])


@given(st.binary(max_size=64), st.integers(0, 63), st.integers(1, 255))
def test_one_changed_byte_unsigns_the_body(body: bytes, at: int, change: int) -> None:
    headers = {"x-shopify-hmac-sha256": sign("k", body)}
    changed = bytearray(body or b"\0")
    changed[at % len(changed)] ^= change

    assert is_signed("shopify", headers, body, ["k"])
    assert not is_signed("shopify", headers, bytes(changed), ["k"]) or bytes(changed) == body
