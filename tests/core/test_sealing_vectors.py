"""The vectors of sealed orders: opened by our code, by an independent one, and failing as named."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import Any

import pytest

from orderveil.core.errors import SealBroken
from orderveil.core.fields import RetentionClass
from orderveil.core.sealing import open_field, unwrap_key
from orderveil.vault.keyring.orderkeys import OrderKeys, bucket_context, named_context, order_contexts
from tests.core import independent_opening as independent
from tests.tree import ROOT

FOLDER = ROOT / "vectors" / "sealed-order"
V1: dict[str, Any] = json.loads((FOLDER / "v1.json").read_text("utf-8"))
ORDER = bytes.fromhex(V1["order"]["bytes"])
VERSION = V1["order"]["version"]
FIELDS = [pytest.param(field, id=field["field"]) for field in V1["fields"]]
FAILURES = [pytest.param(failure, id=failure["name"]) for failure in V1["failures"]]


def key_of(retention: str) -> bytes:
    return bytes.fromhex(V1["keys"][retention]["key"])


def test_the_generator_makes_the_same_bytes_again() -> None:
    done = subprocess.run([sys.executable, FOLDER / "generate.py", "--check"], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("field", FIELDS)
def test_a_sealed_field_opens(field: dict[str, str]) -> None:
    sealed = bytes.fromhex(field["sealed"])

    opened = open_field(key_of(field["class"]), sealed, order=ORDER, field=field["field"], version=VERSION)

    assert opened.decode() == field["value"]


@pytest.mark.parametrize("field", FIELDS)
def test_the_spec_alone_is_enough_to_open_a_field(field: dict[str, str]) -> None:
    """From the root down, by an implementation that shares no code with ours."""
    order = V1["order"]
    root, bucket = bytes.fromhex(V1["root"]["key"]), V1["bucket"]
    bucket_key = independent.unwrap(
        root, bytes.fromhex(bucket["wrapped"]), b"orderveil/bucket-key/v1", bucket["id"].to_bytes(8, "big")
    )
    wrapped = bytes.fromhex(V1["keys"][field["class"]]["wrapped"])
    place = b"orderveil/order-key/v1", order["n"].to_bytes(8, "big"), ORDER, field["class"].encode()
    key = independent.unwrap(bucket_key, wrapped, *place)

    opened = independent.open_field(key, bytes.fromhex(field["sealed"]), ORDER, field["field"], order["version"])

    assert opened.decode() == field["value"]


@pytest.mark.parametrize("failure", FAILURES)
def test_what_must_not_open_does_not(failure: dict[str, Any]) -> None:
    keys = OrderKeys(V1["order"]["n"], ORDER, V1["order"]["floor"], [key_of(name) for name in V1["keys"]])
    key = keys[RetentionClass(failure["class"])]
    assert key is not None

    with pytest.raises(SealBroken) as caught:
        keys.vouch_for(order=ORDER, version=failure["version"])
        open_field(
            key, bytes.fromhex(failure["sealed"]), order=ORDER, field=failure["field"], version=failure["version"]
        )

    assert str(caught.value) == "a sealed value did not open"


@pytest.mark.parametrize("failure", [one for one in FAILURES if one.id != "replayed"])
def test_what_must_not_open_does_not_by_the_spec_either(failure: dict[str, Any]) -> None:
    with pytest.raises(independent.DoesNotOpen):
        independent.open_field(
            key_of(failure["class"]), bytes.fromhex(failure["sealed"]), ORDER, failure["field"], failure["version"]
        )


def test_a_replayed_field_is_genuine_and_only_its_floor_refuses_it() -> None:
    replayed = next(one for one in V1["failures"] if one["name"] == "replayed")
    sealed = bytes.fromhex(replayed["sealed"])

    opened = open_field(key_of("contact"), sealed, order=ORDER, field=replayed["field"], version=replayed["version"])

    assert opened
    assert replayed["version"] < V1["order"]["floor"]


def test_wrapped_keys_open_with_their_context() -> None:
    root = bytes.fromhex(V1["root"]["key"])
    bucket, named = V1["bucket"], V1["named"]
    opened = unwrap_key(root, bytes.fromhex(bucket["wrapped"]), context=bucket_context(bucket["id"]))

    assert opened.hex() == bucket["key"]
    assert unwrap_key(root, bytes.fromhex(named["wrapped"]), context=named_context(named["name"])).hex() == named["key"]
    contexts = order_contexts(V1["order"]["n"], ORDER)
    for one, context in zip(V1["keys"].values(), contexts, strict=True):
        assert unwrap_key(opened, bytes.fromhex(one["wrapped"]), context=context).hex() == one["key"]


def test_a_roots_name_is_as_the_spec_says() -> None:
    digest = hashlib.sha256(independent.bind(b"orderveil/root-name/v1", bytes.fromhex(V1["root"]["key"])))

    assert digest.hexdigest()[:16] == V1["root"]["name"]
