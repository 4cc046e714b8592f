"""What bears a name and is nobody is left alone by the rules, and whoever is plainly named is found all the same."""

from __future__ import annotations

import pytest

from benchmarks.scan import documents
from benchmarks.scan_clean import texts
from benchmarks.scan_templates import OPEN
from orderveil.detect.findings import NOTHING_KNOWN, SURE, Kind, Where, scan
from orderveil.detect.foreignnames import find_foreign
from orderveil.detect.freetext import find_personal_data
from orderveil.detect.reading import read
from orderveil.detect.textnames import find_people
from orderveil.detect.textnumbers import find_otps
from orderveil.detect.textplaces import find_places
from orderveil.detect.wordlists.brandnames import FAMOUS
from orderveil.detect.wordlists.nobody import AFTER_PEOPLE, FEASTS, GOODS, NOBODY, ORDINARY_ABROAD
from orderveil.detect.wordlists.scriptnames import GIVEN_IN_SCRIPT
from orderveil.detect.wordlists.worldnames import GIVEN_ANYWHERE


def names(text: str, least: float = SURE) -> set[str]:
    """Return what the rules alone take for names, from a score on."""
    return {text[found.start : found.end] for found in find_people(scan(read(text), Where.NOTE, NOTHING_KNOWN))
            if found.score >= least}  # fmt: skip


NOBODYS = [
    "Name: required", "Customer: N/A", "Customer: Guest Checkout", "Receiver: Security Guard", "Signed by: Front Desk",
    "Attn: Accounts Payable", "First name: Required Field", "Cliente: Consumidor Final", "Nom: Non Renseigné",
    "Brand Name: Forest Essentials", "Product name: Silk Saree", "Dear Seller, your payout is processed",
    "Dear Hiring Manager, hello", "Hi Guys, new drop at noon", "Hola Equipo, revisen el inventario",
    "Hallo Zusammen, der Server läuft", "Regards, Operations Desk", "Requested by Cron Job",
    "नाम: अनिवार्य", "नाम: लागू नहीं", "उत्पाद का नाम: सूती कुर्ता", "প্রাপক: প্রযোজ্য নয়", "பெயர்: கட்டாயம்", "పేరు: అవసరం",
    "お名前：必須", "氏名：必須項目", "宛名：御中", "姓名：必填", "收件人：前台", "이름: 필수", "받는 분: 경비실",
    "상품 이름: 면 티셔츠",
    "الاسم: مطلوب", "المستلم: حارس الأمن", "имя: не указано", "Получатель: Пункт выдачи", "ชื่อ: ไม่ระบุ", "שם: חובה",
    "お客様のご注文を発送しました", "仕様の変更について", "多様な商品をご用意", "担当者様各位", "各位先生女士请注意",
    "고객님, 주문이 발송되었습니다", "선생님 선물 세트", "날씨 때문에 배송이 지연됩니다",
    "السيدات والسادة، تخفيضات كبرى",
    "คุณสามารถติดตามพัสดุได้", "ขอบคุณที่ใช้บริการ", "สินค้าของคุณถูกจัดส่งแล้ว", "திரும்ப அனுப்பு", "Нэг-нэг холбоос",
    "ऑर्डर रद्द किया गया", "कृपया सही करें", "ਸਾਡੀ ਸਾਈਟ", "Pakken er Klar", "Tento produkt k Vánocům. Nyní sleva",
    "timeout after 3000 ms Retry", "Masukkan kode yang valid", "Uncle Ben's rice 1 kg", "Calvin Klein boxer briefs",
    "St. Patrick's Day sale", "Gandhi Jayanti holiday", "गांधी जयंती पर हब बंद", "Kit for Ganesh Puja",
    "Mahatma Gandhi Road closed", "Indira Gandhi International Airport cargo", "Netaji Subhash Chandra Bose Airport",
    "Arun Jaitley Stadium match",
    "Avenida Simón Bolívar cerrada", "Amit Jewellers opens", "Rajesh Sharma Textiles sale",
]  # fmt: skip


@pytest.mark.parametrize("text", NOBODYS)
def test_what_only_stands_where_a_name_would_is_nobody(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Name: Calvin Klein, flat 3", "Calvin Klein"),
        ("Received by Ralph Lauren at reception", "Ralph Lauren"),
        ("Ritu Kumar called about her refund", "Ritu Kumar"),
        ("Recipient: Michael Jordan", "Michael Jordan"),
        ("Customer name: Sanjay Gandhi", "Sanjay Gandhi"),
        ("Thanks, Pooja", "Pooja"),
        ("Dear Kiran, your refund is done", "Kiran"),
        ("Naam: Jan de Vries", "Jan de Vries"),
        ("João da Silva refused the parcel", "João da Silva"),
        ("Penerima: Budi Santoso", "Budi Santoso"),
        ("नाम: रमेश कुमार को फोन करें", "रमेश कुमार"),
        ("श्री राजेश वर्मा को फोन करें", "राजेश वर्मा"),
        ("திரு கார்த்திக் வரவில்லை", "கார்த்திக்"),
        ("お名前：田中太郎です", "田中太郎"),
        ("昨日田中様に電話", "田中"),
        ("姓名：王小明 电话在后", "王小明"),
        ("王先生，您的包裹到了", "王"),
        ("이름: 김민수 연락처 뒤에", "김민수"),
        ("이영희 님께 전달", "이영희"),
        ("최수진 고객님", "최수진"),
        ("المستلم: خالد حسن رقم الهاتف", "خالد حسن"),
        ("السيد أحمد علي استلم الطرد", "أحمد علي"),
        ("Получатель: Смирнов Алексей, просит", "Смирнов Алексей"),
        ("г-жа Иванова просит", "Иванова"),
        ("คุณวิภา โทรมา", "วิภา"),
        ("לקוח: שרה לוי", "שרה לוי"),
        ("Παραλήπτης: Μαρία Νικολάου", "Μαρία Νικολάου"),
        ("ഉപഭോക്താവ്: രാധ മേനോൻ", "രാധ മേനോൻ"),
    ],
)
def test_who_is_plainly_named_is_found_to_the_letter(text: str, name: str) -> None:
    assert name in names(text, 0.62)


def test_a_brand_is_no_sure_name_where_nothing_leads_to_a_person() -> None:
    """The model is asked; where goods follow, the rules say nothing at all."""
    for phrase in FAMOUS:
        text = f"new {phrase.title()} in stock"
        sure = [f for f in find_people(scan(read(text), Where.NOTE, NOTHING_KNOWN)) if f.score >= 0.7]

        assert sure == [], phrase
        assert names(f"new {phrase.title()} perfume") == set()


def test_a_buyer_called_like_a_brand_is_found_by_the_whole_detector() -> None:
    for text in ("Name: Calvin Klein", "deliver to Ralph Lauren at reception", "Customer: Anita Dongre"):
        assert any(found.type is Kind.NAME for found in find_personal_data(text)), text


def test_the_words_of_nobody_hold_no_common_given_name() -> None:
    assert not GIVEN_ANYWHERE & NOBODY
    assert not GIVEN_IN_SCRIPT & (ORDINARY_ABROAD | FEASTS)
    assert not GIVEN_ANYWHERE & ((GOODS | AFTER_PEOPLE) - {"kajal"})  # goods before all


def test_the_rules_find_next_to_nobody_in_messages_of_programs_in_ninety_languages() -> None:
    given = [text for messages in texts().values() for text in messages[::12]]
    alarms = sum(bool([*find_foreign(each), *find_people(each), *find_places(each)])
                 for each in (scan(read(text), Where.NOTE, NOTHING_KNOWN) for text in given))  # fmt: skip

    assert len(given) > 5_000
    assert alarms <= 0.001 * len(given)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("OTP 2024 policy updated", set()),
        ("Error 5003: OTP expired", set()),
        ("Verification code expired after 3000 ms", set()),
        ("Passcode error 40103 on login", set()),
        ("Delivery OTP 2034.", {"2034"}),
        ("your OTP is 2024", {"2024"}),
        ("error: OTP 884213 did not work", {"884213"}),
        ("use 482913 as your OTP and 991122 for the locker", {"482913"}),
        ("Order 48291 is out, OTP: 1234", {"1234"}),
    ],
)
def test_a_year_a_count_or_an_error_is_no_password(text: str, codes: set[str]) -> None:
    found = find_otps(scan(read(text), Where.NOTE, NOTHING_KNOWN))

    assert {text[each.start : each.end] for each in found} == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Road 2024 expo in Berlin", set()),
        ("Phase 2 rollout in Chennai from 2025", set()),
        ("Unit 4, Mill Road, Leeds has 2500 pallets", set()),
        ("14 Hill Road, Melbourne 3000 in Australia", {"3000"}),
        ("12 Main Road, Sydney 2000 please", {"2000"}),
        ("Flat 3, MG Road, Pune 411001", {"411001"}),
    ],
)
def test_a_year_or_a_count_is_no_postcode(text: str, codes: set[str]) -> None:
    found = find_places(scan(read(text), Where.NOTE, NOTHING_KNOWN))

    assert {text[each.start : each.end] for each in found if each.type is Kind.POSTCODE} == codes


def test_documents_of_the_benchmark_still_hold_their_names() -> None:
    """A word of nobody that is somebody's in the benchmark would be a leak."""
    for document in documents(OPEN, 400, 7):
        for start, end, kind in document.labels:
            if kind == "NAME":
                assert not set(document.text[start:end].lower().split()) & NOBODY
