"""Invented values for labelled documents: names, phones, addresses and numbers of sixteen locales.

All are made up; domains are reserved ones. A third of the names are in none of the detector's lists.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from stdnum import luhn, verhoeff


def _parted(text: str) -> list[str]:
    return text.split("|")


_INDIA = _parted(
    "Asha Devi|Rajesh Kumar|Priya Sharma|Mohammed Irfan|Lakshmi Narayanan|Gurpreet Singh|Sunita Yadav|Anirban Ghosh|"
    "Meera Pillai|"
    "Farhan Qureshi|Kavitha Reddy|Jignesh Patel|Sneha Kulkarni|Tenzing Bhutia|Harleen Kaur|R. Subramaniam|Devika Menon|"
    "Bhavesh Mehta|Ayesha Siddiqui|Nikhil Deshpande|Thangjam Ibomcha|Pemba Lepcha|Chinnappa Gowda|Zubin Daruwala|"
    "Oviya Thamizh|"
    "Ranjeeta Moirangthem|Kezang Wangmo|Yashodhara Phalnikar|Balwinder Dhaliwal|Ishita Banerjee|Karthik Raja|"
    "Shabnam Bano|"
    "Vikram Rathore|Leela Krishnan|Arun Prakash|Pooja Agarwal|Manoj Tiwari|Deepa Nair|Sanjay Gupta|Fatima Sheikh"
)
_NAMES = {
    "us": "James Carter|Emily Johnson|Michael Brown|Ashley Nguyen|Tyrell Washburn|Madison Oakley|Brandon Kowalczyk|"
    "Denise Fairbanks",
    "gb": "Oliver Bennett|Charlotte Hughes|Callum Wright|Imogen Thistlewood|Alfie Penhaligon|Rosie Clarke|"
    "Gareth Llewellyn",
    "de": "Anna Müller|Lukas Schneider|Jürgen Vogel|Sabine Krüger|Thorsten Habermann|Liesel Oberhuber|"
    "Friederike Zöllner",
    "fr": "Camille Dubois|Antoine Lefebvre|Chloé Moreau|Thibault Deschamps|Océane Vasseur|Mathieu Girard|"
    "Solène Kerviel",
    "es": "Lucía Fernández|Javier Ortega|Carmen Ruiz|Íñigo Etxeberria|Rocío Zambrano|Pablo Navarro|Macarena Quiroga",
    "it": "Giulia Ferrari|Marco Esposito|Francesca Ricci|Ludovica Bentivoglio|Matteo Colombo|Ginevra Malaspina",
    "nl": "Daan Visser|Sanne Bakker|Maarten Dekker|Fleur Hoogendoorn|Joost Wijnberg",
    "pl": "Katarzyna Nowak|Piotr Kowalski|Agnieszka Wiśniewska|Zbigniew Brzęczek|Małgorzata Dąbrowska",
    "br": "João Silva|Mariana Souza|Thiago Oliveira|Beatriz Almeida|Raimunda Cavalcante|Caio Figueiredo",
    "ae": "Omar Haddad|Fatma Al-Mansoori|Yusuf Rahman|Layla Nasser|Saif Al-Ketbi|Mariam Al-Suwaidi",
    "au": "Jack Thompson|Chloe Harrison|Liam O'Connor|Matilda Hargreaves|Lachlan Fitzwilliam",
    "sg": "Tan Wei Ming|Lim Hui Ling|Priya Raman|Goh Jia Wei|Nurul Huda",
}
_SCRIPTS = {
    "hi": "राजेश कुमार|सुनीता शर्मा|आशा देवी|मोहन लाल|प्रिया गुप्ता|विकास यादव|कमला नेगी",
    "ta": "ராஜேஷ் குமார்|லட்சுமி நாராயணன்|கவிதா ராமன்|முருகன் செல்வம்",
    "te": "రాజేష్ కుమార్|లక్ష్మి రెడ్డి|సురేష్ నాయుడు",
    "bn": "রাজেশ কুমার|সুনীতা ঘোষ|অমিত দাস",
}
LOCALES = ("in", *_NAMES)

_STREETS = _parted(
    "MG Road|Gandhi Nagar|Sector 14|Park Street|Linking Road|3rd Cross, Indiranagar|Anna Salai|Station Road|"
    "Civil Lines|Lajpat Nagar"
)
_AREAS = _parted(
    "Andheri West|Koramangala|Salt Lake|Banjara Hills|Vashi|Kothrud|T Nagar|Dwarka|Alkapuri|Aundh|Gomti Nagar"
)
_BUILDINGS = _parted(
    "Sai Residency|Green Heights|Lake View Apartments|Shanti Society|Prestige Towers|Rose Villa|Krishna Kunj"
)
_CITIES = _parted("Mumbai|Bengaluru|Kolkata|Hyderabad|Pune|Chennai|New Delhi|Vadodara|Lucknow|Jaipur|Kochi|Indore")
_BANKS = "okaxis|ybl|oksbi|paytm|okhdfcbank|ibl|apl|upi|axl|kotak"


def name(chance: random.Random, locale: str) -> str:
    """Return a person's full name, in one of the usual spellings."""
    if locale in _SCRIPTS:
        return chance.choice(_SCRIPTS[locale].split("|"))
    full = chance.choice(_INDIA if locale == "in" else _NAMES[locale].split("|"))
    return full.upper() if chance.random() < 0.06 else full


def first(chance: random.Random, locale: str) -> str:
    """Return a given name."""
    return next(part for part in name(chance, locale).split() if len(part) > 2)


def _digits(chance: random.Random, count: int, begin: str = "") -> str:
    return begin + "".join(chance.choices("0123456789", k=count - len(begin)))


def _indian_phone(chance: random.Random) -> str:
    number = _digits(chance, 10, chance.choice("6789"))
    ways = (
        f"{number}|{number[:5]} {number[5:]}|+91 {number}|+91-{number[:5]}-{number[5:]}|0{number}|91{number}|"
        f"{number[:3]}-{number[3:6]}-{number[6:]}|{number[:4]} {number[4:7]} {number[7:]}|{' '.join(number)}|"
        f"(+91) {number[:5]} {number[5:]}|{number[:5]}.{number[5:]}"
    ).split("|")
    text = chance.choice(ways[:6] if chance.random() < 0.7 else ways)
    shift = chance.choice((0, 0, 0, 0, 0, 0, 0x0966 - 0x30, 0xFF10 - 0x30))
    return "".join(chr(ord(c) + shift) if shift and c.isdigit() else c for c in text)


# `[a|b]` draws one of them; `%3` three digits, `%3:9` three that begin with 9; `%n` a number of a house.
_DRAWN = re.compile(r"\[([^\]]*)\]|%(n|[0-9]+)(?::([0-9]+))?")
_PHONES = {
    "us": "([415|212|512]) 555-01%2",
    "gb": "[07%9:7|+44 7700 900%3|020 7946 0%3]",
    "de": "[+49 151 %8:2|030 23125%3|0171 39200%2]",
    "fr": "[06 39 98 %2 %2|+33 6 39 98 %2 %2]",
    "es": "[6%2:1 %3 %3|+34 6%8:1]",
    "it": "+39 3%2:4 %7",
    "nl": "[06-%8:2|+31 6 %8:2]",
    "pl": "+48 5%2:1 %3 %3",
    "br": "(11) 9%4:8-%4",
    "ae": "[+971 50 %3 %4|050 %3 %4]",
    "au": "04%2:1 %3 %3",
    "sg": "+65 9%3:1 %4",
}
_ADDRESSES = {
    "us": "%n [Maple|Oak Hill|Jefferson] [Street|Ave|Drive], [Austin, TX|Seattle, WA] %5:7",
    "gb": "%n [High Street|Church Lane|Victoria Road], [Leeds LS1 4|Bristol BS1 5|London SE1 9][DY|TR|GF]",
    "de": "[Hauptstraße|Gartenweg|Lindenallee] %n, %5:1 [Berlin|Leipzig|Potsdam]",
    "fr": "%n [rue de la Paix|avenue Victor Hugo|boulevard Voltaire], %5:7 [Paris|Lyon|Nantes]",
    "es": "Calle [Mayor|de Alcalá|del Prado] %n, %5:2 [Madrid|Sevilla]",
    "it": "Via [Roma|Garibaldi|Mazzini] %n, %5:2 [Milano|Bologna]",
    "nl": "[Dorpsstraat|Kerkweg|Stationsplein] %n, %4:2 AB [Utrecht|Rotterdam]",
    "pl": "ul. [Polna|Leśna|Ogrodowa] %n/[3|4|5], %2:3-%3 [Kraków|Warszawa]",
    "br": "Rua [das Flores|XV de Novembro|Augusta], %n, [São Paulo|Curitiba], %5:0-%3",
    "ae": "Villa %n, Street [4|7|8|9], [Jumeirah 2|Al Barsha|Mirdif], Dubai",
    "au": "%n [George Street|Wattle Road], [Sydney NSW|Melbourne VIC] %4:2",
    "sg": "Block %n [Ang Mo Kio Avenue 3|Bedok North Road], #0[3|4|5]-%n, Singapore %6:5",
}


def drawn(chance: random.Random, pattern: str) -> str:
    def draw(found: re.Match[str]) -> str:
        if found[1] is not None:
            return drawn(chance, chance.choice(found[1].split("|")))
        return str(chance.randint(2, 180)) if found[2] == "n" else _digits(chance, int(found[2]), found[3] or "")

    return _DRAWN.sub(draw, pattern)


def phone(chance: random.Random, locale: str) -> str:
    """Return a phone number as people of the place write it."""
    return drawn(chance, _PHONES[locale]) if locale in _PHONES else _indian_phone(chance)


def postcode(chance: random.Random, locale: str) -> str:
    """Return an Indian PIN, with or without a space."""
    pin = _digits(chance, 6, chance.choice("123456787"))
    return f"{pin[:3]} {pin[3:]}" if chance.random() < 0.15 else pin


_INDIAN = (
    "Flat %n, {building}, {street}, {city} {pin}",
    "H.No. %n, {area}, {city} - {pin}",
    "[Flat|Room|Shop|Plot] no %n, {street}, {area}, {city}",
    "%n/[2|3|4|5] {street}, {city} {pin}",
    "#%n, {street}, {area}, {city}-{pin}",
    "[A|B|C|D]-%n, {building}, near SBI ATM, {area}, {city} {pin}",
    "house no. %n gali no 4 {area} {city}",
    "{building}, %n {street}, {area}, {city}, {pin}",
)


def address(chance: random.Random, locale: str) -> str:
    """Return a postal address as people of the place write it, on one line."""
    if locale in _ADDRESSES:
        return drawn(chance, _ADDRESSES[locale])
    parts = {
        "building": chance.choice(_BUILDINGS),
        "street": chance.choice(_STREETS),
        "area": chance.choice(_AREAS),
        "city": chance.choice(_CITIES),
        "pin": postcode(chance, "in"),
    }
    text = drawn(chance, chance.choice(_INDIAN)).format(**parts)
    return text.lower() if text.startswith("house") else text


def email(chance: random.Random, locale: str) -> str:
    """Return an e-mail address at a reserved domain."""
    who = "[asha|raj.k|priya_s|m.irfan|lucas|j.carter|anna-m|sun1ta|deepa.nair][||87|_01]"
    return drawn(chance, who + "@[mail.example|shop.test|example.com|inbox.example.org]")


def upi(chance: random.Random, locale: str) -> str:
    """Return a UPI id."""
    return drawn(chance, f"[asha.devi|rajesh99|99999%5|priya-s|kirana.store]@[{_BANKS}]")


def card(chance: random.Random, locale: str) -> str:
    """Return a number with an issuer's digits and the right check digit."""
    body = chance.choice(("411111", "555555", "652850", "378282"))
    body = _digits(chance, 14 if body[:2] == "37" else 15, body)
    number = body + luhn.calc_check_digit(body)
    if len(number) == 15:
        return chance.choice((number, f"{number[:4]} {number[4:10]} {number[10:]}"))
    parts = [number[at : at + 4] for at in range(0, 16, 4)]
    return chance.choice((number, " ".join(parts), "-".join(parts)))


def aadhaar(chance: random.Random, locale: str) -> str:
    """Return twelve digits with the check digit of Verhoeff."""
    body = _digits(chance, 11, chance.choice("23456789"))
    number = body + verhoeff.calc_check_digit(body)
    return chance.choice(
        (number, f"{number[:4]} {number[4:8]} {number[8:]}", f"{number[:4]}-{number[4:8]}-{number[8:]}")
    )


def _letters(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))


def pan(chance: random.Random, locale: str) -> str:
    """Return the shape of a person's income tax number."""
    return f"{_letters(chance, 3)}P{_letters(chance, 1)}{_digits(chance, 4)}{_letters(chance, 1)}"


def gstin(chance: random.Random, locale: str) -> str:
    """Return a GSTIN with its check digit."""
    body = f"{chance.choice(('27', '29', '07', '33', '24'))}{pan(chance, locale)}1Z"
    return body + luhn.calc_check_digit(body, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def awb(chance: random.Random, locale: str) -> str:
    """Return a carrier's number of a parcel."""
    return drawn(chance, "[%13:14|%11:7|FMPC%10|SF%10|%12:3|D%8]")


def order_ref(chance: random.Random, locale: str) -> str:
    """Return a reference of an order, as shops and marketplaces give them."""
    return drawn(chance, "[#%5:1|40%1-%7-%7|OD%18:4|ORD-%6|KSK%6|%7:2]")


def otp(chance: random.Random, locale: str) -> str:
    """Return a one-time password."""
    return _digits(chance, chance.choice((4, 6, 6)), chance.choice("123456789"))


def amount(chance: random.Random, locale: str) -> str:
    """Return an amount of money."""
    value = chance.randint(150, 9_900)
    return chance.choice(
        (f"Rs. {value:,}", f"₹{value}", f"Rs {value}.00", f"INR {value:,}", f"₹ {value:,}", f"{value}/-")
    )


def tracking_url(chance: random.Random, locale: str) -> str:
    """Return a link by which a parcel is followed."""
    link = "https://track.courier.example/%10|https://swift.example/t/kqxz7%4|http://shop.example/tracking?awb=%12"
    return drawn(chance, f"[{link}]")


VALUES: dict[str, Callable[[random.Random, str], str]] = {
    "NAME": name, "FIRST": first, "PHONE": phone, "EMAIL": email, "ADDRESS": address, "POSTCODE": postcode, "UPI": upi,
    "CARD": card, "AADHAAR": aadhaar, "PAN": pan, "GSTIN": gstin, "AWB": awb, "ORDER_REF": order_ref, "OTP": otp,
    "AMOUNT": amount, "TRACKING_URL": tracking_url,
}  # fmt: skip
