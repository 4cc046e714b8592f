"""A template says what it will tell: placeholders by their names or the words beside them; and literal data."""

from __future__ import annotations

import json

import pytest

from orderveil.scan.documents import templates
from tests.scan.paper import PHONE, found_in


def placeholders(text: str, name: str = "order.liquid", form: str | None = None) -> set[tuple[str, str]]:
    """Return the types, and what stands in the template at the findings' offsets."""
    found, unread = found_in(text.encode(), name, form)
    assert unread == []
    return {(one.type, text[one.start : one.end]) for one in found}


def test_a_template_names_what_it_will_tell() -> None:
    text = "Dear {{customer_name}}, your order {{order_id}} will reach {{shipping_address}}"

    assert placeholders(text) == {
        ("NAME", "{{customer_name}}"),
        ("ORDER_REF", "{{order_id}}"),
        ("ADDRESS", "{{shipping_address}}"),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{{ order.shipping_address.address1 | upcase }}", "ADDRESS"), ("{{order.shipping_address.zip}}", "POSTCODE"),
        ("{{ order.name }}", "ORDER_REF"), ("${order.customer.phone}", "PHONE"), ("%(email)s", "EMAIL"),
        ("[[mobile]]", "PHONE"), ("{recipientName}", "NAME"), ("<%= user.email %>", "EMAIL"), ("*|FNAME|*", "NAME"),
        ("{{fulfillment.tracking_number}}", "AWB"), ("{{ tracking_url }}", "TRACKING_URL"), ("##OTP##", "OTP"),
        ("{{ order.order_status_url }}", "TRACKING_URL"), ("{{{cod_amount}}}", "AMOUNT"), ("{#email#}", "EMAIL"),
        ("{{uppercase customer.lastName}}", "NAME"), ("{{ 'hello' | t: name: customer.name }}", "NAME"),
        ("{{~ ship_line1 ~}}", "ADDRESS"), ("{{buyer_phone}}", "PHONE"), ("{{ship_position}}", "POSITION"),
        ("{{ bill_postcode }}", "POSTCODE"), ("{{whatsapp_phone}}", "PHONE"), ("{{vpa}}", "UPI"),
    ],
)  # fmt: skip
def test_a_placeholder_of_any_language_is_known_by_its_name(text: str, kind: str) -> None:
    assert placeholders(f"Text: {text} and on") == {(kind, text)}


@pytest.mark.parametrize(
    "text",
    ["{{ shop.name }}", "{{ shop.phone }}", "{{support_email}}", "{{ product.name }}", "{{ line.price }}",
     "{{> header}}", "{% if order.phone %}",
     "{{#if customer.phone}}", "{{!-- customer.phone --}}", "{#cbn#}", "{{ courier_name }}",
     "p { color: red }", "100% sure", "{{ 'customer.phone' }}", "{{ order.created_at | date: '%d' }}", "{{ else }}"],
)  # fmt: skip
def test_what_is_nobodys_is_not_found(text: str) -> None:
    assert placeholders(f"Text: {text} and on") == set()


@pytest.mark.parametrize("made", ["{{1}}", "{#var#}", "%s", "{0}", "##VAR1##", "{{ value }}", "{#alphanumeric#}"])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Dear @, thanks", "NAME"), ("नमस्ते @", "NAME"),
        ("Your order @ is packed", "ORDER_REF"), ("order no. @ is packed", "ORDER_REF"),
        ("It was delivered to @", "ADDRESS"), ("Please pay Rs. @ now", "AMOUNT"),
        ("@ is your OTP", "OTP"), ("Track it here: @", "TRACKING_URL"), ("Our rider will call on @", "PHONE"),
        ("AWB @", "AWB"),
    ],
)  # fmt: skip
def test_a_numbered_placeholder_is_known_by_the_words_beside_it(made: str, words: str, kind: str) -> None:
    text = words.replace("@", made)

    assert placeholders(text) == {(kind, made)}


def test_words_before_another_placeholder_say_nothing_of_the_next() -> None:
    assert placeholders("Dear {{1}}, {{2}} is on its way") == {("NAME", "{{1}}")}


def test_data_that_stands_in_a_template_is_found_as_anywhere() -> None:
    assert placeholders(f"Dear {{{{name}}}}, call {PHONE}") == {("NAME", "{{name}}"), ("PHONE", PHONE)}


def test_placeholders_in_markup_are_found_and_the_markup_is_not_searched() -> None:
    text = '<mj-button href="{{ tracking_url }}">Track</mj-button><style>p{color:red}</style><p>{{customer.email}}</p>'

    assert placeholders(text, "order.mjml") == {("TRACKING_URL", "{{ tracking_url }}"), ("EMAIL", "{{customer.email}}")}


def test_an_export_of_templates_is_read_by_its_paths() -> None:
    body = {"type": "BODY", "text": "Hi {{1}}, order {{2}} is here", "example": {"body_text": [[PHONE]]}}

    found, _ = found_in(json.dumps({"components": [body]}).encode(), "templates.json", "template")

    assert [(one.type, one.place.field, one.value) for one in found] == [
        ("NAME", "components[0].text", "{{1}}"),
        ("ORDER_REF", "components[0].text", "{{2}}"),
        ("PHONE", "components[0].example.body_text[0][0]", PHONE),
    ]


def test_a_table_of_sms_templates_is_read() -> None:
    text = 'id,text\n1707,"Dear {#var#}, order {#var#} is here"\n'

    assert {kind for kind, _ in placeholders(text, "dlt.csv", "template")} == {"NAME", "ORDER_REF"}


def test_lines_are_told() -> None:
    found, _ = found_in(b"one\ntwo\nDear {{customer.name}}\n", "a.hbs")

    assert [(one.place.row, one.why) for one in found] == [(3, "a placeholder for it")]


@pytest.mark.parametrize("size", range(180, 230, 7))
def test_a_template_longer_than_is_held_is_read_to_its_end(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_LARGEST_JSON", 200)
    text = "your parcel is packed\n" * (size // 22) + "and " * (size % 22 // 4) + "sent to {{customer.email}}\n"

    assert placeholders(text) == {("EMAIL", "{{customer.email}}")}


@pytest.mark.parametrize(
    "text", ["{{" * 20_000, "{%" * 20_000, "{#var#" * 9_000, "[[" * 20_000, "<%=" * 9_000, "{[", "[1,"]
)
def test_no_template_breaks_the_reading(text: str) -> None:
    placeholders(text)
