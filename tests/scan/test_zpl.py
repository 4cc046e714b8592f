"""A printer's file says what its labels will: fields, codes, bytes in hexadecimal, at their places in the file."""

from __future__ import annotations

import pytest

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.documents import zpl
from orderveil.scan.finding import Found
from tests.scan.paper import MAIL, PHONE, found_in

LABEL = f"""^XA^PW812^LL1218^CI28
^FO50,50^A0N,30^FDShip to:^FS
^FO50,90^FDAsha Rao^FS
^FO50,120^FDFlat 12, MG Road^FS^FO50,150^FDPune, Maharashtra 411001^FS
^FO50,200^FDPhone: {PHONE}^FS
^FO50,300^BY3^BCN,120,Y,N,N^FD>:AWB14123456789^FS
^FO50,500^BQN,2,6^FDQA,mailto:{MAIL}^FS
^XZ
"""


def read(text: str) -> list[Found]:
    found, unread = found_in(text.encode(), "label.zpl")
    assert unread == []
    return found


def told(text: str) -> set[tuple[str, str]]:
    """Return types, and what stands in the file at the findings' offsets."""
    return {(one.type, text[one.start : one.end]) for one in read(text)}


def test_a_label_tells_who_lives_where() -> None:
    assert {
        ("PHONE", PHONE), ("NAME", "Asha Rao"), ("POSTCODE", "411001"), ("EMAIL", MAIL), ("AWB", "14123456789"),
        ("ADDRESS", "Flat 12, MG Road^FS^FO50,150^FDPune, Maharashtra 411001"),
    } == told(LABEL)  # fmt: skip


def test_codes_are_named_and_labels_counted() -> None:
    found = read(LABEL + f"^XA^FO1,1^BXN,8,200^FDtel:{PHONE}^FS^XZ")

    assert {(one.type, one.place.page, one.place.field) for one in found if one.place.field} == {
        ("AWB", 1, "code 1, Code 128"),
        ("EMAIL", 1, "code 2, QR Code"),
        ("PHONE", 2, "code 1, Data Matrix"),
    }


@pytest.mark.parametrize("sign", ["_", "#", "\\"])
def test_bytes_in_hexadecimal_are_read_and_found_where_they_stand(sign: str) -> None:
    text = f"^XA^FH{sign}^FDmail asha{sign}40mail.example^FS^XZ"

    assert told(text) == {("EMAIL", f"asha{sign}40mail.example")}


def test_a_sign_left_out_is_the_underscore() -> None:
    assert told("^XA^FH^FDasha_40mail.example^FS^XZ") == {("EMAIL", "asha_40mail.example")}


def test_without_its_command_a_sign_is_only_a_sign() -> None:
    assert told("^XA^FDasha_40mail.example^FS^XZ") == set()


def test_hindi_in_hexadecimal_is_read() -> None:
    digits = "".join(f"_{byte:02X}" for byte in "९९९९९०००१२".encode())
    text = f"^XA^CI28^FH_^FDफोन: {digits}^FS^XZ"

    (found,) = read(text)

    assert (found.type, found.value, text[found.start : found.end]) == ("PHONE", "९९९९९०००१२", digits)


def test_a_phone_in_two_fields_of_one_line_is_one_phone() -> None:
    text = "^XA^FO50,200^FDPhone: 99999^FS^FO300,200^FD00012^FS^XZ"

    assert told(text) == {("PHONE", "99999^FS^FO300,200^FD00012")}


def test_lines_of_a_block_are_lines() -> None:
    assert told(r"^XA^FB400,3^FDWrite to\&asha@mail.example\&soon^FS^XZ") == {("EMAIL", MAIL)}


def test_comments_variable_fields_and_field_numbers_are_read() -> None:
    text = "^XA^FXfor one@mail.example^FS^FVtwo@mail.example^FS^FN1^FDthree@mail.example^FS^XZ"

    assert {value.partition("@")[0] for _, value in told(text)} == {"one", "two", "three"}


def test_signs_that_are_changed_and_changed_back_are_followed() -> None:
    text = f"^XA^CC!!FDcall {PHONE} ^ at home!FS!CC^^FD{MAIL}^FS~CT++CC$$XZ"

    assert told(text) == {("PHONE", PHONE), ("EMAIL", MAIL)}


def test_small_pictures_are_passed_over_and_large_ones_told_of() -> None:
    small = "^XA^GFA,11,11,1,:Z64:eJ^FS^XZ"
    large = f"^XA^GFA,123000,123000,102,{'0F' * 123_000}^FS^FDcall {PHONE}^FS^XZ"

    assert read(small) == []
    found, unread = found_in(large.encode(), "label.zpl")
    assert [large[one.start : one.end] for one in found] == [PHONE]
    assert [(error.reason, error.place) for error in unread] == [("input:unread", "label.zpl")]


def test_a_picture_larger_than_any_command_does_not_shift_what_follows() -> None:
    text = f"~DGR:LOGO.GRF,900,30,{'0F' * 1_000_000}\n^XA^FDcall {PHONE}^FS^XZ"

    assert told(text) == {("PHONE", PHONE)}


def test_a_command_that_never_ends_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"label\.zpl at character 3"):
        found_in(b"^XA^FD" + b"x" * 3_000_000, "label.zpl")


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_where_the_file_is_cut_in_reading_changes_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(LABEL)
    monkeypatch.setattr(zpl, "_CHUNK", chunk)

    assert told(LABEL) == whole


@pytest.mark.parametrize("text", ['N\nA50,0,0,1,1,1,N,"Asha"\nP1\n', 'SIZE 4,6\nTEXT 9,9,"3",0,1,1,"Asha"\nPRINT 1\n'])
def test_other_printers_languages_are_refused_by_name(text: str) -> None:
    _, unread = found_in(text.encode(), "label.zpl")

    assert [(type(error), error.reason) for error in unread] == [(Malformed, "input:unread")]
    assert "EPL" in unread[0].message


def test_a_printers_file_is_known_by_its_bytes() -> None:
    found, _ = found_in(LABEL.encode(), "spool.txt")

    assert {one.place.page for one in found} == {1}


@pytest.mark.parametrize(
    "text",
    ["^", "^XA^", "^XA^CC", "^XA^FH", "^XA^FH^FD_", "^XA^FH^FD_4^FS", "^XA^BQ^FD", "^XA^CI^FDx", "~", "^XA^SN,,"],
)
def test_no_cut_label_breaks_the_reading(text: str) -> None:
    found_in(text.encode(), "label.zpl")
