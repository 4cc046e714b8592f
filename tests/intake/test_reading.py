"""JSON is read strictly, and what is wrong with it is told by place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.core.errors import Malformed, TooLarge
from orderveil.intake.reading import Limits, read_json
from tests.intake.samples import encoded, shopify

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.parametrize(
    ("body", "reason", "place"),
    [
        (b'{"a": {"b": 1, "b": 2}}', "input:malformed", "a.b"),
        (b'{"a" :1,"a":2}', "input:malformed", "a"),
        (b'[{"x":1},{"x":1,"\\u0078":2}]', "input:malformed", "[1].x"),
        (b'{"total": NaN}', "input:malformed", "byte 10"),
        (b'{"total": Infinity}', "input:malformed", "byte 10"),
        (b'{"total": 1e999}', "input:malformed", "byte 10"),
        (b'{"a": {"id": ' + b"9" * 40 + b"}}", "input:malformed", "a.id"),
        (b'{"id": ' + b"9" * 5000 + b"}", "input:malformed", None),
        (b'{"note": "\\ud83d"}', "input:malformed", "byte 10"),
        (b'{"note": "\\udc00\\ud83d"}', "input:malformed", None),
        (b'{"note": "\xff"}', "input:charset", "byte 10"),
        ('{"note": "é"}'.encode("latin-1"), "input:charset", "byte 10"),
        ('{"note": "x"}'.encode("utf-16"), "input:charset", "byte 0"),
        ('{"note": "x"}'.encode("utf-16-le"), "input:charset", "byte 0"),
        (b'{"note": "\xed\xa0\x80"}', "input:charset", "byte 10"),
        (b'{"note": "half', "input:truncated", "byte 14"),
        (b'{"id": 1', "input:truncated", "byte 8"),
        (b"", "input:empty", "byte 0"),
        (b" \n", "input:empty", "byte 0"),
        (b"{} {}", "input:malformed", "byte 4"),
        (b"{'a': 1}", "input:malformed", "byte 1"),
        (b'{"a": 01}', "input:malformed", None),
    ],
)
def test_what_has_more_than_one_reading_is_refused_by_place(body: bytes, reason: str, place: str | None) -> None:
    with pytest.raises(Malformed) as raised:
        read_json(body)

    assert raised.value.reason == reason
    if place is not None:
        assert raised.value.place == place


@pytest.mark.parametrize(
    "body",
    [
        b'{"note": "he said \\": no"}',
        b'{"note": ":starts with a colon"}',
        b'{\n  "a" : 1,\r\n  "b"\t: 2\n}',
        b'\xef\xbb\xbf{"a": 1}',
        b'{"pair": "\\ud83d\\ude00"}',
        b'{"a": {"b": 1}, "c": {"b": 2}}',
        b"[]",
        b"18446744073709551615",
    ],
)
def test_odd_but_unambiguous_json_is_read(body: bytes) -> None:
    assert read_json(body) == json.loads(body.decode("utf-8-sig"))


def test_depth_is_limited_and_told_by_path() -> None:
    deep = b'{"a":' * 40 + b"1" + b"}" * 40

    with pytest.raises(TooLarge) as raised:
        read_json(deep)

    assert raised.value.place is not None
    assert raised.value.place.startswith("a.a.a")
    assert read_json(b"[" * 32 + b"]" * 32) is not None


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000])
def test_a_very_deep_body_is_refused_without_falling_over(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(body)


def test_size_and_count_are_limited() -> None:
    with pytest.raises(TooLarge):
        read_json(b'"' + b"x" * 100 + b'"', Limits(body_bytes=50))
    with pytest.raises(TooLarge):
        read_json(b"[" + b"1," * 1000 + b"1]", Limits(values=500))


def test_a_key_that_may_be_a_value_is_not_told() -> None:
    body = b'{"asha@mail.example": {"x": 1, "x": 2}, "9999900001": 1}'

    with pytest.raises(Malformed) as raised:
        read_json(body)

    assert raised.value.place == "<key 1>.x"


@given(_VALUES)
def test_every_value_survives_reading(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value


def fault_of(body: bytes) -> Malformed | None:
    """Return why a body was refused, or None when it was read."""
    try:
        read_json(body)
    except Malformed as problem:
        return problem
    return None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_place(body: bytes) -> None:
    fault = fault_of(body)

    assert fault is None or fault.place is not None


@given(st.data())
def test_a_broken_order_is_refused_in_words_of_syntax_alone(data: st.DataObject) -> None:
    body = encoded(shopify(note="MARKER-NOTE", email="marker@mail.example"))
    at = data.draw(st.integers(0, len(body) - 1))
    byte = data.draw(st.integers(0, 255))
    broken = data.draw(
        st.sampled_from([body[:at], body[:at] + bytes([byte]) + body[at + 1 :], body[:at] + body[at + 1 :]])
    )
    fault = fault_of(broken)

    assert "marker" not in str(fault).lower()


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=6), st.sampled_from(["", " ", "\n", "\t"]))
def test_a_double_key_never_passes(keys: list[str], blank: str) -> None:
    body = ("{" + ",".join(f'"{key}"{blank}:{{"x":":"}}' for key in keys) + "}").encode()
    if len(set(keys)) == len(keys):
        assert read_json(body) == {key: {"x": ":"} for key in keys}
    else:
        with pytest.raises(Malformed):
            read_json(body)
