"""Invented names, addresses and phones of the wilder templates: twenty-one locales, eleven of other scripts.

Given and family names are put together at random, so that no pair repeats often. About half of the
names are ones that no list of the detector holds; which, the measuring tells by looking, so that
lists that grow later are not flattered. Never used in training: a test compares.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.scan_values import VALUES, drawn
from benchmarks.scan_values import phone as _phone

# given names / family names
PEOPLE = {
    "in": "Rohit Pallavi Suresh Imran Nandini Gajanan Tejashree Bhanwarlal Chellammal Lalrinpuii Pazhani Ozair "
    "Sivagami Dnyaneshwar Hemlata Kanchanmala Rukhsar Tsewang Jagannath Mukundhan Ilavarasi Thejas Parvathamma "
    "Devkaran Shantabai Noopur Oindrila Zoravar / Verma Iyer Khan Patil Bhuvad Chiplunkar Hmingthansanga Nongthombam "
    "Thorat Kshirsagar Vellaisamy Gyaltsen Pazhaniappan Bhoir Waghmare Chungath Ezhilarasan Tawadey Bissoyi Lalwani "
    "Marandi Kerketta Sompura Dabholkar Pullagurla",
    "hi": "रमेश सीता गजानन हेमलता भंवरलाल रुखसार देवकरण नूपुर शांताबाई जोरावर / वर्मा पाटिल मरांडी केरकेट्टा सोमपुरा चौधरी खान "
    "भदौरिया",
    "mr": "ज्ञानेश्वर तेजश्री गजानन शांताबाई मंगेश वैशाली / थोरात क्षीरसागर वाघमारे भोईर दाभोळकर पाटील",
    "ta": "சிவகாமி முகுந்தன் இளவரசி பழனி செல்லம்மாள் சுரேஷ் / எழிலரசன் பழனியப்பன் வெள்ளைச்சாமி ஐயர் சுந்தரம்",
    "bn": "অয়িন্দ্রিলা রোহিত তমাল সঞ্চিতা বিপাশা ইমরান / চট্টোপাধ্যায় দত্ত মণ্ডল হালদার খান লাহিড়ী",
    "gu": "જીગ્નેશ હેમલતા નરોત્તમ કિંજલ ધવલ / સોમપુરા પટેલ વાઘેલા ચાવડા શાહ",
    "kn": "ಪಾರ್ವತಮ್ಮ ತೇಜಸ್ ಸುರೇಶ್ ಮಲ್ಲಿಕಾರ್ಜುನ / ಗೌಡ ಹಿರೇಮಠ ಶೆಟ್ಟಿ ಕುಲಕರ್ಣಿ",
    "ml": "ഉണ്ണികൃഷ്ണൻ ശ്രീദേവി ബിജു അമ്മിണി / ചുങ്കത്ത് നായർ വർഗീസ് പിള്ള",
    "ur": "عمران رخسار زورآور نگہت شہباز بلقیس / چغتائی قریشی خان انصاری بھٹی",
    "ar": "ياسر هالة منتصر رغد بدرية عبدالله / الحربي القحطاني المنصوري الزهراني حداد",
    "ae": "Muntasir Raghad Badriya Hala Yasir Suhail Omar Dhabia / Al-Harbi Al-Zahrani Qahtani Hadid Al-Nuaimi "
    "Bin-Zayd Nasser Boutros",
    "vn": "Nguyễn Trần Lê Phạm Huỳnh Võ Đặng Bùi / Thị_Thu_Hà Văn_Hùng Minh_Khuê Ngọc_Ánh Quốc_Đạt Bích_Trâm",
    "mx": "Guadalupe Xóchitl Juan_Carlos Citlali Ramiro Yolotl Fernanda / Hernández_Tzuc Villaseñor Cuauhtémoc "
    "Gómez_Farías Zamarripa Ortiz Huerta",
    "co": "Yesenia Duván Leidy_Johana Camilo Nubia Wilmer / Quintero Restrepo_Uribe Echavarría Martínez Bocanegra",
    "br": "Aparecida Wellington Juscelino Thaís Marcos Iracema / dos_Santos Albuquerque Bittencourt Oliveira Quaresma "
    "da_Conceição",
    "de": "Gisela Detlef Anneliese Stefan Waltraud Korbinian / Schöttler Meier Grünwald Hinterseer von_Bülow "
    "Pfannenstiel",
    "fr": "Bérengère Thierry Ghislaine Nicolas Aurélien Capucine / Lemaître Bonnet Quéméneur Delahaye Le_Goff Martin",
    "id": "Sulastri Bambang Wahyuni Dewi Teguh Ayu_Lestari / Prasetyo Hartono Simanjuntak Kusumawardani Siregar",
    "tr": "Ayşegül Cengiz Hatice Mehmet Tuğba Orhan / Karadeniz Yılmaz Çetinkaya Bozdağ Öztürk",
    "ru": "Людмила Геннадий Татьяна Ростислав Анна / Воробьёва Кузнецов Шевченко Иванова Белозерский",
    "ng": "Chukwuemeka Folasade Ngozi Babatunde Grace Ikenna / Okonkwo Adeyemi Balogun Nwachukwu Eze Abubakar",
    "us": "Darnell Kaitlyn Brandon Shaniqua Walter Peyton Zebulon / Kowalski Hutchins Greenleaf Smith Vanderhoof Ochoa "
    "Pruitt",
}  # fmt: skip

# As scan_values draws: `[a|b]` one of them, `%3` three digits, `%n` a number of a house.
ADDRESSES = {
    "in": "[%n/4, Rani Bagh, Kankarbagh, Patna %6:8|%n Ichalkaranji Naka, Sangli %6:4|4-1-%n/B Hanuman Tekdi, "
    "Koti, Hyderabad|B %n Shreeji Darshan, Ghatkopar E, Mumbai %6:4|plot %n, Vidyagiri, Belagavi|%n Ward 6, Torwa, "
    "Bilaspur CG %6:4|s/o Ramlal, vill Barkheda, post Sanwer, dist Indore %6:4|khata %n, Kotwali ke piche, Chhapra "
    "%6:8|c-%n 2nd flr sai prasad chs, dombivli e|Door %n, Thiru Vi Ka Salai, Mannargudi %6:6|#%n, 2nd Main, "
    "Vijayanagar, Hubballi-%6:5|Qtr %n/C, BSL Township, Bokaro|%n Tollygunge Circular Rd, Kol-%2:3|Ramgarh Tola, near "
    "Shiv Mandir, Ara|Old Post Office ke samne, Jhumri Telaiya %6:8|T-%n, Zirakpur, Mohali]",
    "hi": "[मकान %n, रानी बाग, पटना %6:8|%n, गांधी चौक, छपरा|वार्ड %n, तोरवा, बिलासपुर|कोतवाली के पीछे, आरा %6:8]",
    "mr": "[%n, शनिवार पेठ, पुणे %6:4|घर क्र. %n, विश्रामबाग, सांगली]",
    "ta": "[எண் %n, திரு வி க சாலை, மன்னார்குடி %6:6|%n, காமராஜர் தெரு, மதுரை]",
    "bn": "[%n, টালিগঞ্জ সার্কুলার রোড, কলকাতা %6:7|বাড়ি %n, রাস্তা 7, ধানমন্ডি, ঢাকা]",
    "ur": "[مکان نمبر %n، گلی نمبر 4، گلبرگ، لاہور|فلیٹ %n، کلفٹن، کراچی]",
    "ar": "[شقة %n، شارع الملك فهد، الرياض|فيلا %n، حي النزهة، جدة|مبنى %n، شارع الوصل، دبي]",
    "ae": "[%n Al Wasl Rd, Umm Suqeim, Dubai|Flat %n, Burj Al Noor, Hamdan St, Abu Dhabi|Apt %n, Al Nahda, Sharjah]",
    "vn": "[%n/4 Nguyễn Trãi, Phường 7, Quận 5, TP. Hồ Chí Minh|Số %n, ngõ 12, phố Huế, Hai Bà Trưng, Hà Nội]",
    "mx": "[Av. Insurgentes Sur %n, Col. Del Valle, %5:0 CDMX|Calle 5 de Mayo %n, Centro, Puebla %5:7|Priv. Jacarandas "
    "%n, Fracc. Las Fuentes, Zapopan]",
    "co": "[Cra 15 # %n-32, Chapinero, Bogotá|Calle 10 Sur No %n-41, El Poblado, Medellín]",
    "br": "[Rua Barão de Itapetininga, %n, apto 41, São Paulo - SP, %5:0-%3|Travessa do Sossego %n, "
    "Boa Vista, Recife PE]",
    "de": "[Am Alten Markt %n, %5:5 Wuppertal|Lessingstr. %n, %5:7 Heilbronn|Zur Mühle %n, %5:2 Bad Segeberg]",
    "fr": "[%n bis rue du Moulin, %5:3 Nîmes|%n lotissement des Ormes, %5:2 Quimper]",
    "id": "[Jl. Melati No. %n, RT 03/RW 02, Sleman, Yogyakarta|Perum Griya Asri Blok C%n, Bekasi %5:1]",
    "tr": "[Bağdat Cad. No:%n D:5, Kadıköy, İstanbul|Atatürk Mah. 1453 Sok. No %n, Bornova/İzmir]",
    "ru": "[ул. Садовая, д. %n, кв. 14, Казань|Ленинский проспект %n, Москва, %6:1]",
    "ng": "[%n Adeola Odeku Street, Victoria Island, Lagos|Plot %n, Wuse Zone 5, Abuja]",
    "us": "[%n Sycamore Ridge Ln, Boise, ID %5:8|%n NE 45th St Apt 6, Spokane WA|PO Box %n, Fargo, ND %5:5]",
}  # fmt: skip
_PHONES = {
    "ur": "[+92 3%2:0 %7:5|03%2:0-%7:4]",
    "ar": "[+966 5%8:5|05%8:5]",
    "vn": "[+84 9%2:0 %3 %3|09%2:0 %3 %3]",
    "mx": "+52 55 %4:5 %4",
    "co": "+57 31%1 %3 %4",
    "id": "[+62 812-%4:3-%4|0812 %4:3 %4]",
    "tr": "[+90 532 %3 %2 %2|0532 %3 %2 %2]",
    "ru": "[+7 916 %3-%2-%2|8 916 %3-%2-%2]",
    "ng": "[+234 803 %3 %4|0803 %3 %4]",
}
_PLAIN, _LOWER, _FULL = 0.6, 0.85, 0.75


def name(chance: random.Random, locale: str) -> str:
    """Return a full name, a given name alone, or an initial with a family name; in India often without capitals."""
    givens, families = (part.split() for part in PEOPLE[locale].split(" / "))
    given, family = chance.choice(givens).replace("_", " "), chance.choice(families).replace("_", " ")
    way = chance.random()
    full = f"{given} {family}" if way < _FULL or locale == "vn" or len(given) > 14 else given
    if locale in ("in", "us", "ng") and way > 0.9:
        full = f"{given[0]}{chance.choice(('.', ''))} {family}"
    if locale in ("in", "ng"):
        case = chance.random()
        return full if case < _PLAIN else full.lower() if case < _LOWER or way > 0.9 else full.upper()
    return full


def address(chance: random.Random, locale: str) -> str:
    """Return an address on one line as people of the place write it."""
    text = drawn(chance, ADDRESSES[locale])
    return text.lower() if locale == "in" and chance.random() < 0.25 else text


def phone(chance: random.Random, locale: str) -> str:
    """Return a phone number of the place."""
    return drawn(chance, _PHONES[locale]) if locale in _PHONES else _phone(chance, locale)


WILD_VALUES: dict[str, Callable[[random.Random, str], str]] = {
    **VALUES,
    "NAME": name,
    "ADDRESS": address,
    "PHONE": phone,
}
