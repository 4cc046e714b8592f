"""What stands on a page is found with its page: drawn, hidden, hung on it, coded; and a hostile file is one error."""

from __future__ import annotations

import io
import os
import signal
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.scan.documents import fence, ocr, papers
from orderveil.scan.documents.frames import Frame, FrameKind
from tests.scan.paper import INCH, LINES, MAIL, PHONE, code, courier_label, found_in, pdf, told, words

HINDI = next(iter(sorted(Path("/usr/share/fonts").rglob("NotoSansDevanagari-Regular.ttf"))), None)


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "reader", lambda: None)


def test_a_label_tells_who_lives_where_and_its_codes_are_read() -> None:
    found, unread = found_in(pdf(words("PREPAID"), courier_label), "label.pdf")

    assert unread == []
    assert {one.place.page for one in found} == {2}
    assert {("PHONE", PHONE), ("NAME", "Asha Rao"), ("POSTCODE", "411001"), ("EMAIL", MAIL)} <= told(found)
    assert {one.place.field for one in found if one.type in ("AWB", "EMAIL")} == {"code 1, Code 128", "code 2, QR Code"}


def test_offsets_are_those_of_the_pages_text() -> None:
    (phone,) = (one for one in found_in(pdf(words(*LINES)), "label.pdf")[0] if one.type == "PHONE")

    assert "\r\n".join(LINES)[phone.start : phone.end] == PHONE
    assert str(phone.place) == "label.pdf page 1"


def test_what_is_hidden_on_a_page_is_found() -> None:
    def draw(sheet: Any) -> None:
        words("An ordinary slip without anybody's data on it")(sheet)
        sheet.setFillColorRGB(1, 1, 1)
        sheet.drawString(18, 50, "white@mail.example")
        sheet.drawString(5_000, 5_000, "outside@mail.example")
        sheet.setFillColorRGB(0, 0, 0)
        sheet.drawString(18, 90, "barred@mail.example")
        sheet.rect(10, 80, 200, 30, fill=1)
        unseen = sheet.beginText(18, 30)
        unseen.setTextRenderMode(3)
        unseen.textOut("unseen@mail.example")
        sheet.drawText(unseen)

    found, unread = found_in(pdf(draw), "slip.pdf")

    assert unread == []
    assert {one.value.partition("@")[0] for one in found} == {"white", "outside", "barred", "unseen"}


def test_notes_links_fields_titles_and_bookmarks_are_found() -> None:
    def draw(sheet: Any) -> None:
        words("An ordinary slip without anybody's data on it")(sheet)
        sheet.textAnnotation("note@mail.example", Rect=[10, 10, 30, 30])
        sheet.linkURL("mailto:link@mail.example", (10, 40, 60, 60))
        sheet.acroForm.textfield(name="mobile", value="9999900012", x=10, y=80, width=100, height=20)
        sheet.bookmarkPage("here")
        sheet.addOutlineEntry("bookmark@mail.example", "here")

    found, unread = found_in(pdf(draw, title="For title@mail.example"), "slip.pdf")

    assert unread == []
    assert {(one.value.partition("@")[0], one.place.field) for one in found} == {
        ("note", "note 1"),
        ("link", "link 2"),
        ("9999900012", "form field mobile"),
        ("bookmark", "bookmark 1"),
        ("title", "document's title"),
    }


def test_attached_files_are_read_in_their_turn() -> None:
    document = pypdfium2.PdfDocument(pdf(words("An ordinary slip with a table attached")))
    document.new_attachment("customers.csv").set_data(f"id,mail\n7,{MAIL}\n".encode())
    document.new_attachment("unknown.bin").set_data(bytes(range(64)))
    out = io.BytesIO()
    document.save(out)

    found, unread = found_in(out.getvalue(), "slip.pdf")

    assert [(one.value, str(one.place)) for one in found] == [(MAIL, "slip.pdf!customers.csv:2 [mail]")]
    assert [(error.reason, error.place) for error in unread] == [("input:unread", "slip.pdf!unknown.bin")]


def test_what_a_later_version_took_out_is_still_in_the_file() -> None:
    """An update is appended: the page that it replaces stays."""
    first = pdf(words(f"Call {PHONE} before you come"))
    start = first.rindex(b"startxref") + len(b"startxref\n")
    table = int(first[start:].split()[0])
    number = next(number for number in range(1, 30) if b"/MediaBox" in _object(first, number))
    page = _object(first, number).replace(b"/Contents", b"/Former")
    at = len(first)
    root = first[first.rindex(b"trailer") :].partition(b"/Root")[2].split(b"R")[0] + b"R"
    size = first[first.rindex(b"trailer") :].partition(b"/Size")[2].split()[0]
    update = b"%s\nxref\n%d 1\n%010d 00000 n \n" % (page, number, at)
    update += b"trailer\n<< /Size %s /Root %s /Prev %d >>\n" % (size, root, table)
    update += b"startxref\n%d\n%%%%EOF\n" % (at + len(page) + 1)

    found, _ = found_in(first + update, "slip.pdf")

    assert [(one.value, one.place.page, one.place.field) for one in found] == [(PHONE, 1, "earlier version 1")]


def _object(raw: bytes, number: int) -> bytes:
    start = raw.find(b"\n%d 0 obj" % number) + 1
    return raw[start : raw.index(b"endobj", start) + len(b"endobj")] if start else b""


@pytest.mark.skipif(HINDI is None, reason="the font of a Hindi label is not installed")
def test_a_hindi_label_is_read() -> None:
    pdfmetrics.registerFont(TTFont("hindi", str(HINDI)))

    def draw(sheet: Any) -> None:
        sheet.setFont("hindi", 10)
        words("पता: मकान 12, गांधी रोड", "पुणे 411001", "फोन: ९९९९९ ०००१२")(sheet)

    found, _ = found_in(pdf(draw), "label.pdf")

    assert ("PHONE", "९९९९९ ०००१२") in told(found)


# ---- pages that are pictures


def scanned(sheet: Any) -> None:
    """Draw a page that holds nothing but a picture of a label."""
    label = pypdfium2.PdfDocument(pdf(words(*LINES)))[0].render(scale=4).to_pil()
    sheet.drawInlineImage(label, 0, 0, 4 * INCH, 6 * INCH)


@pytest.mark.skipif(ocr.reader() is None, reason="tesseract is not installed")
def test_a_page_that_is_a_picture_is_read() -> None:
    found, unread = found_in(pdf(words("The first page has words enough"), scanned), "scan.pdf")

    assert unread == []
    assert ("PHONE", PHONE) in told(found)
    assert {(one.place.page, one.place.field) for one in found} == {(2, "words in a picture")}


@pytest.mark.usefixtures("no_ocr")
def test_a_page_that_could_not_be_read_never_counts_as_clean() -> None:
    found, unread = found_in(pdf(words("The first page has words enough"), scanned), "scan.pdf")

    assert found == []
    assert [(error.reason, error.place) for error in unread] == [("input:unread", "scan.pdf page 2")]


@pytest.mark.usefixtures("no_ocr")
def test_an_empty_page_and_a_picture_of_a_code_need_no_ocr() -> None:
    def draw(sheet: Any) -> None:
        words("An ordinary slip without anybody's data on it")(sheet)
        sheet.drawInlineImage(code(f"mailto:{MAIL}"), 40, 60, 180, 180)

    found, unread = found_in(pdf(lambda sheet: None, draw), "slip.pdf")

    assert unread == []
    assert [(one.value, one.place.page) for one in found] == [(MAIL, 2)]


# ---- what is no honest PDF


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"%PDF-1.4 " + bytes(range(256)) * 16, pdf(courier_label)[:700]])
def test_a_damaged_file_is_one_error(raw: bytes) -> None:
    _, unread = found_in(raw, "bad.pdf")

    assert [error.place for error in unread] == ["bad.pdf"]
    assert isinstance(unread[0], Malformed)


def test_a_locked_file_is_told_of_as_locked() -> None:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    words(*LINES)(sheet)
    sheet.save()

    found, unread = found_in(out.getvalue(), "locked.pdf")

    assert found == []
    assert [(error.reason, "password" in error.message) for error in unread] == [("input:unread", True)]


def test_a_page_as_large_as_a_field_is_searched_for_words_and_told_of() -> None:
    found, unread = found_in(pdf(words(*LINES), size=(14_400, 14_400)), "poster.pdf")

    assert ("PHONE", PHONE) in told(found)
    assert [(type(error), error.place) for error in unread] == [(TooLarge, "poster.pdf page 1")]


def test_a_stream_that_unpacks_to_gigabytes_is_one_error() -> None:
    bomb = zlib.compress(zlib.compress(b" " * 300_000_000, 9), 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    raw = _with_contents(stream)

    found, unread = found_in(raw, "bomb.pdf")

    assert found == []
    assert [error.place for error in unread] == ["bomb.pdf"]


@pytest.mark.parametrize("at", [10, 60, 120])
def test_a_page_whose_words_do_not_unpack_never_counts_as_clean(at: int) -> None:
    """pdfium draws such a page empty, or up to there, and says nothing."""
    packed = bytearray(zlib.compress(b"BT /F1 9 Tf 9 9 Td (call nobody) Tj ET 1 2 3 rg 4 5 6 RG 7 8 m 9 10 l S" * 3))
    packed[at % len(packed)] ^= 0xFF
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)

    _, unread = found_in(_with_contents(stream), "slip.pdf")

    assert {error.place for error in unread} == {"slip.pdf"}


def test_a_picture_finer_than_is_drawn_is_told_of() -> None:
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Length 9 >>\nstream\n012345678\nendstream"
    )
    raw = _with_contents(b"<< /Length 26 >>\nstream\n100 0 0 100 0 0 cm /F Do\n\nendstream", picture)

    _, unread = found_in(raw, "slip.pdf")

    assert [(type(error), error.place) for error in unread] == [(TooLarge, "slip.pdf page 1")]


def test_forms_that_call_themselves_end() -> None:
    raw = _with_contents(
        b"<< /Length 6 >>\nstream\n/F Do\n\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 12 >>\n"
        b"stream\n/F Do\n/F Do\n\nendstream",
    )

    found, unread = found_in(raw, "loop.pdf")

    assert found == []
    assert all(isinstance(error, RelayError) for error in unread)


def _with_contents(contents: bytes, form: bytes = b"<< >>") -> bytes:
    """Return a PDF of one page, without a table of its objects: readers find them."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
        b"/Resources << /XObject << /F 5 0 R >> >> >>",
        contents,
        form,
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n"


# ---- the fence


def parts(raw: bytes, name: str = "label.pdf") -> list[Any]:
    return list(papers.read_pdf(io.BytesIO(raw), name))


def test_a_reader_that_is_killed_is_an_error_beside_what_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    real = fence.subprocess.Popen

    def started(*arguments: Any, **options: Any) -> Any:
        child = real(*arguments, **options)
        children.append(child)
        return child

    children: list[Any] = []
    monkeypatch.setattr(fence.subprocess, "Popen", started)
    many = pdf(*[courier_label] * 12)
    reading = fence.frames("pdf", io.BytesIO(many), "label.pdf")
    first = next(reading)
    os.kill(children[0].pid, signal.SIGKILL)

    with pytest.raises(RelayError) as told_of:
        list(reading)

    assert first.kind in (FrameKind.TEXT, FrameKind.PAGE)
    assert str(told_of.value.place).startswith("label.pdf")
    assert children[0].poll() is not None


def test_a_reader_that_says_nothing_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "_CHILD", "time")  # a module that does nothing stands in for one that hangs
    monkeypatch.setattr(fence, "PYTHON", (fence.PYTHON[0], "-c", "import time; time.sleep(60)"))

    with pytest.raises(TooLarge):
        list(fence.frames("pdf", io.BytesIO(b"x" * 1_000_000), "label.pdf", quiet_seconds=0.2))


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xff\xff\xff\xff", b"\0\0\0\x02{}", b"\0\0\0\x04null", b"\0\0\0\x05[1,2]" + b"x" * 99],
)
def test_a_reader_that_answers_nonsense_is_an_error(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    program = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})"
    monkeypatch.setattr(fence, "PYTHON", (fence.PYTHON[0], "-c", program))

    with pytest.raises(Malformed):
        list(fence.frames("pdf", io.BytesIO(b"x"), "label.pdf"))


def test_a_reader_knows_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERVEIL_HOME", "/nowhere")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@nowhere/")

    assert not {"ORDERVEIL_HOME", "DATABASE_URL", "HOME"} & set(fence.bare_environment())


def test_what_lies_in_the_scanned_folder_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pypdfium2", "json", "orderveil"):
        (tmp_path / f"{module}.py").write_text("raise SystemExit(1)\n")
    monkeypatch.chdir(tmp_path)

    found, unread = found_in(pdf(words(*LINES)), "label.pdf")

    assert unread == []
    assert found


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "LARGEST_FILE_BYTES", 1_000)

    (part,) = parts(pdf(courier_label))

    assert part.error.reason == "input:too-large"


def test_frames_hide_what_they_hold() -> None:
    assert MAIL not in repr(Frame(FrameKind.TEXT, MAIL.encode(), 1))
