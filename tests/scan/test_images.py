"""Pictures: their codes, their words, where they were taken, what was written into them; and hostile ones."""

from __future__ import annotations

import io
import struct
import zlib

import pypdfium2
import pytest
from PIL import Image, PngImagePlugin

from orderveil.core.errors import Malformed, TooLarge
from orderveil.scan.documents import ocr
from tests.scan.paper import LINES, MAIL, PHONE, code, found_in, pdf, saved, told, words

LINK = "upi://pay?pa=asha@okaxis&pn=Asha%20Rao&am=499.00"


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "reader", lambda: None)


@pytest.mark.parametrize("symbology", ["QRCode", "DataMatrix", "PDF417", "Aztec"])
@pytest.mark.parametrize(("form", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("TIFF", "tif")])
def test_codes_of_every_kind_are_read_in_every_format(symbology: str, form: str, ending: str) -> None:
    found, _ = found_in(saved(code(LINK, symbology), form), f"photo.{ending}")

    assert {("UPI", "asha@okaxis"), ("NAME", "Asha Rao")} <= told(found)
    assert all(one.place.field is not None and one.place.field.startswith("code 1, ") for one in found)


def test_a_turned_photo_of_two_codes_tells_which_is_which() -> None:
    photo = Image.new("L", (900, 500), 230)
    photo.paste(code(f"tel:{PHONE.replace(' ', '')}").rotate(20, expand=True, fillcolor=230), (20, 60))
    photo.paste(code(f"mailto:{MAIL}", "DataMatrix", 6), (560, 120))

    found, _ = found_in(saved(photo, "JPEG", quality=80), "photo.jpg")

    assert {(one.type, one.place.field) for one in found} == {
        ("PHONE", "code 1, QR Code"),
        ("EMAIL", "code 2, Data Matrix"),
    }


def test_a_picture_is_known_by_its_bytes_and_not_by_its_name() -> None:
    found, _ = found_in(saved(code(LINK)), "notes.txt")

    assert ("UPI", "asha@okaxis") in told(found)


@pytest.mark.skipif(ocr.reader() is None, reason="tesseract is not installed")
@pytest.mark.parametrize(("form", "ending"), [("PNG", "png"), ("JPEG", "jpeg")])
def test_words_in_a_picture_are_read(form: str, ending: str) -> None:
    label = pypdfium2.PdfDocument(pdf(words(*LINES)))[0].render(scale=3).to_pil().convert("L")

    found, unread = found_in(saved(label, form), f"label.{ending}")

    assert unread == []
    assert {("PHONE", PHONE), ("NAME", "Asha Rao")} <= told(found)
    assert {one.place.field for one in found} == {"words in a picture"}


@pytest.mark.skipif(ocr.reader() is None, reason="tesseract is not installed")
def test_black_words_on_nothing_are_read() -> None:
    label = pypdfium2.PdfDocument(pdf(words(*LINES)))[0].render(scale=3).to_pil().convert("L")
    clear = Image.new("RGBA", label.size, (0, 0, 0, 0))
    clear.putalpha(label.point(lambda point: 255 - point))

    found, _ = found_in(saved(clear), "label.png")

    assert ("PHONE", PHONE) in told(found)


@pytest.mark.usefixtures("no_ocr")
def test_a_picture_whose_words_were_not_read_never_counts_as_clean() -> None:
    found, unread = found_in(saved(Image.new("L", (300, 300), 255)), "photo.png")

    assert found == []
    assert [(error.reason, error.place) for error in unread] == [("input:unread", "photo.png")]


def test_a_photo_tells_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (18.0, 31.0, 13.5), 3: "E", 4: (73.0, 51.0, 24.0)})
    exif[0x010E] = f"doorstep of {MAIL}"

    found, _ = found_in(saved(Image.new("RGB", (64, 64)), "JPEG", exif=exif), "photo.jpg")

    assert {(one.type, one.value, one.place.field) for one in found} == {
        ("POSITION", "-18.520417, 73.856667", "EXIF GPS"),
        ("EMAIL", MAIL, "EXIF ImageDescription"),
    }


def test_nought_nought_is_no_place() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})

    assert found_in(saved(Image.new("RGB", (64, 64)), "JPEG", exif=exif), "photo.jpg")[0] == []


def test_texts_in_a_png_are_read_also_behind_its_points() -> None:
    told_in = PngImagePlugin.PngInfo()
    told_in.add_text("Comment", f"write to {MAIL}", zip=True)
    told_in.add_itxt("recipient_phone", "9999900012")
    raw = saved(Image.new("L", (64, 64)), pnginfo=told_in)
    head, data, end = raw[:33], raw[33:-12], raw[-12:]
    behind = _chunk(b"tEXt", b"Late\0late@mail.example")

    found, _ = found_in(head + data + behind + end, "a.png")

    assert {value for _, value in told(found)} == {MAIL, "9999900012", "late@mail.example"}


def test_every_frame_of_a_picture_is_looked_at() -> None:
    frames = [code(f"mailto:{name}@mail.example").resize((300, 300)) for name in ("first", "second")]

    found, _ = found_in(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), "fax.tif")

    assert {(one.value, one.place.page) for one in found} == {("first@mail.example", 1), ("second@mail.example", 2)}


# ---- what is no honest picture


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, points: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", points) + _chunk(b"IEND", b"")


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_size() -> None:
    found, unread = found_in(_png(60_000, 60_000, zlib.compress(b"\0" * 10_000_000, 9)), "bomb.png")

    assert found == []
    assert [type(error) for error in unread] == [TooLarge]


@pytest.mark.parametrize("cut", [8, 40, 300])
def test_a_truncated_picture_is_an_error(cut: int) -> None:
    _, unread = found_in(saved(code(LINK))[:cut], "cut.png")

    assert [(type(error), error.place) for error in unread] == [(Malformed, "cut.png")]


def test_a_text_that_unpacks_to_gigabytes_does_not_come_in() -> None:
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 200_000_000, 9))
    raw = saved(Image.new("L", (64, 64)))

    _, unread = found_in(raw[:33] + bomb + raw[33:], "bomb.png")

    assert len(unread) == 1


def test_garbage_behind_the_marks_of_a_picture_is_an_error() -> None:
    for mark in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"RIFF\0\0\0\0WEBP"):
        _, unread = found_in(mark + bytes(range(256)) * 8, "garbage")

        assert [type(error) for error in unread] == [Malformed]


@pytest.mark.skipif(ocr.reader() is None, reason="tesseract is not installed")
def test_ocr_gets_no_file_and_writes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = ocr.subprocess.run

    def run(program: list[str], **options: object) -> object:
        calls.append(program)
        return real(program, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(ocr.subprocess, "run", run)
    found_in(saved(Image.new("L", (200, 200), 255)), "a.png")

    ((*_, path, source, target, _dpi, _per_inch, _l, _languages),) = calls
    assert (source, target) == ("-", "-")
    assert path.endswith("tesseract")


@pytest.mark.skipif(ocr.reader() is None, reason="tesseract is not installed")
def test_ocr_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PICTURE_SECONDS", 0.01)

    _, unread = found_in(saved(Image.new("L", (2_000, 2_000), 255)), "a.png")

    assert [type(error) for error in unread] == [TooLarge]


def test_a_message_hands_its_attached_pictures_on() -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "your label"
    message.set_content("see the label")
    message.add_attachment(saved(code(LINK)), maintype="image", subtype="png", filename="label.png")
    out = io.BytesIO(bytes(message))

    found, _ = found_in(out.getvalue(), "mail.eml")

    assert {one.place.file for one in found} == {"mail.eml!label.png"}
