"""Writes v1.json, the vectors of docs/spec/sealed-order-v1.md. Every key and nonce in them is invented.

    python vectors/sealed-order/generate.py            writes the file
    python vectors/sealed-order/generate.py --check    fails if it would change
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from orderveil.core.fields import CLASSES, RetentionClass
from orderveil.core.ids import OrderId, order_id_from_bytes, order_id_to_bytes
from orderveil.core.sealing import Wrapper, _seal_with
from orderveil.vault.keyring.orderkeys import bucket_context, named_context, order_contexts
from orderveil.vault.keyring.rootfile import name_of

FILE = Path(__file__).with_name("v1.json")
ORDER = order_id_to_bytes(OrderId("01KB0000000000000000000042"))
OTHER_ORDER = order_id_to_bytes(OrderId("01KB0000000000000000000043"))
N, BUCKET, VERSION, FLOOR = 1042, 7, 3, 3
VALUES = {
    RetentionClass.CONTACT: {"buyer_email": "asha@shop.example", "consent_sms": "true"},
    RetentionClass.DELIVERY: {"shipping_name": "आशा शर्मा", "shipping_line1": "12, नेहरू मार्ग", "empty": ""},
    RetentionClass.TAX: {"order_total": "1299.00", "payment_mode": "cod"},
    RetentionClass.REST: {"exactly_sixteen_": "sixteen bytes ok"},
}


def secret(label: str, length: int = 32) -> bytes:
    """Return bytes that stand for randomness: the same at every run, used nowhere else."""
    return hashlib.shake_256(b"orderveil vectors: " + label.encode()).digest(length)


def wrap(wrapping: bytes, key: bytes, context: bytes, label: str) -> str:
    return Wrapper(wrapping)._wrap_with(secret(f"nonce {label}", 12), [(key, context)])[0].hex()


def seal(key: bytes, field: str, value: bytes, place: tuple[bytes, int], label: str) -> bytes:
    return _seal_with(secret(f"nonce {label}", 12), key, {field: value}, place)[field]


def vectors() -> dict[str, Any]:
    root, bucket, named = secret("root"), secret("bucket"), secret("named")
    keys = {retention: secret(f"key {retention.value}") for retention in CLASSES}
    contexts = dict(zip(CLASSES, order_contexts(N, ORDER), strict=True))
    return {
        "spec": "docs/spec/sealed-order-v1.md",
        "root": {"key": root.hex(), "name": name_of(root)},
        "bucket": {"id": BUCKET, "key": bucket.hex(), "wrapped": wrap(root, bucket, bucket_context(BUCKET), "bucket")},
        "named": {
            "name": "tags:demo:202611",
            "key": named.hex(),
            "wrapped": wrap(root, named, named_context("tags:demo:202611"), "named"),
        },
        "order": {"id": order_id_from_bytes(ORDER), "bytes": ORDER.hex(), "n": N, "version": VERSION, "floor": FLOOR},
        "keys": {
            retention.value: {
                "key": key.hex(),
                "wrapped": wrap(bucket, key, contexts[retention], f"key {retention.value}"),
            }
            for retention, key in keys.items()
        },
        "fields": [
            {
                "field": field,
                "class": retention.value,
                "value": value,
                "sealed": seal(keys[retention], field, value.encode(), (ORDER, VERSION), field).hex(),
            }
            for retention, values in VALUES.items()
            for field, value in values.items()
        ],
        "failures": failures(keys[RetentionClass.CONTACT], secret("another key")),
    }


def failures(key: bytes, other_key: bytes) -> list[dict[str, Any]]:
    """Return what must not open as field `buyer_email` of the order, version 3, under its contact key."""
    field, value, place = "buyer_email", b"asha@shop.example", (ORDER, VERSION)
    good = seal(key, field, value, place, field)

    def fault(name: str, why: str, sealed: bytes, version: int = VERSION) -> dict[str, Any]:
        return {
            "name": name, "why": why, "class": "contact", "field": field, "version": version, "sealed": sealed.hex(),
        }  # fmt: skip

    return [
        fault("wrong key", "sealed under another order's key", seal(other_key, field, value, place, "wrong key")),
        fault("swapped field", "sealed as consent_sms", seal(key, "consent_sms", value, place, "swapped field")),
        fault("swapped order", "sealed for another order", seal(key, field, value, (OTHER_ORDER, VERSION), "order")),
        fault("swapped version", "sealed for version 2, found in version 3", seal(key, field, value, (ORDER, 2), "v")),
        fault("truncated", "the last byte is gone", good[:-1]),
        fault("truncated to its header", "no tag is left", good[:13]),
        fault("empty", "nothing is there", b""),
        fault("lengthened", "a byte was added", good + b"\x00"),
        fault("altered value", "a bit of the ciphertext was flipped", _flip(good, 13)),
        fault("altered nonce", "a bit of the nonce was flipped", _flip(good, 1)),
        fault("altered tag", "a bit of the tag was flipped", _flip(good, len(good) - 1)),
        fault("unknown format", "the first byte is not 1", b"\x02" + good[1:]),
        fault("replayed", "genuine, and below the floor", seal(key, field, b"old@shop.example", (ORDER, 2), "old"), 2),
    ]


def _flip(sealed: bytes, at: int) -> bytes:
    return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]


def text() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if FILE.read_text("utf-8") == text() else "v1.json does not fit the code")
    FILE.write_text(text(), "utf-8")
