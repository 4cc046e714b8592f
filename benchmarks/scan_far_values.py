"""Invented names, addresses and phones of the far templates: eighteen locales, written after wild and unlike it.

Names are put together at random, with titles, initials, double names and particles, in capitals and
without. More than half of them stand in no list of the detector or of training; the measuring tells
which by looking. Addresses stand in one line or as a block of lines. Never used in training: a test compares.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.scan_values import VALUES, drawn
from benchmarks.scan_values import phone as _phone

# given names / family names
FAR_PEOPLE = {
    "in": "Waman Chhaya Trilochan Gulnaz Perumalsamy Vaidehi Zeenat Bhadresh Kunjal Ottilia Hiteshwar Naresh Ramya "
    "Tashi Lhamo Yadunandan Inderpal Sudipta Pratyusha Maitreyee Hrishikesh Kamalnayan Nazia Jeba Thenmozhi Ajit / "
    "Bhalerao Khot Vasavada Gundecha Muthukumaraswamy Chakravarthi Rautela Siddiqi Lotlikar Kanitkar Pathare "
    "Dhurandhar Jhunjhunwala Toppno Mawlong Rynjah Sharma Reddy Kambhampati Thimmaiah Bharucha Poonawalla Gurjar "
    "Ahirwar Nishad",
    "us": "Tabitha Thaddeus Keisha Marlon Brody Waylon Jocelyn Deandre Michelle Robert Fernandina Leopold Ruthanne "
    "Cortez Shelby / Bartholomew Stratton Villarreal Kirkendall Oglesby Pfeiffer Yoder Hammonds Johnson Truong "
    "McElroy O'Dowd Winchester-Hale Delgadillo Ostrowski",
    "gb": "Nigella Alistair Fergus Tamsin Rhiannon Ewan Poppy Humphrey Margaret Barnaby Eilidh / Cholmondeley "
    "Pettigrew Ramsbottom Featherstone Ap-Rhys Mackintosh Hughes Trelawney Whitcombe Osgood Dunleavy",
    "de": "Hannelore Ruprecht Annegret Torben Luitgard Matthias Swantje Jochen Elfriede Ansgard / Kirchhoff "
    "Drosselmeyer Müller Köppen Wagenknecht von_der_Heide Bröker Steinmetz-Kuhn Achtermann Lüdenscheidt",
    "fr": "Apolline Gaspard Marie-Thérèse Jean-Baptiste Hortense Yannis Sidonie Philippe Rosalie / Castelnau "
    "Beaufils Du_Plessis Martin Kermorvan Lavigne-Morel Escoffier Pruvost d'Aubigny",
    "es": "Amparo Anselmo Maite Iker Graciela Eutimio Remedios José_Luis Nieves Fermina / Barrenechea Garmendia "
    "García_López Olavide Pedraza Montesdeoca Cifuentes de_la_Torre Uriarte Bermúdez",
    "it": "Ornella Gianfranco Fiorenza Ettore Nicoletta Baldassarre Giulia Ubaldo / Quattrocchi Bevilacqua "
    "Sangiovanni Rossi De_Luca Passalacqua Mastroianni Dell'Acqua",
    "br": "Jussara Valdemar Rosângela Edmilson Ivonete Otávio Ana_Clara Severino / Teixeira_Lopes Vasconcelos "
    "do_Nascimento Silveira Paranhos Sampaio Carvalhal Guimarães",
    "tr": "Nilüfer Tarık Sevgi Kaan Hülya Ferhat Mustafa / Akbulut Kahraman Şimşek Türkoğlu Yıldırım Baysal",
    "pl": "Bogumiła Sławomir Halina Przemysław Grażyna Tomasz / Wawrzyniak Szczepańska Kowalczyk Gąsior Mroczek",
    "hi": "चंद्रिका बालमुकुंद अनुसूया दिग्विजय कुसुमलता राकेश फरज़ाना त्रिभुवन / भटनागर राजपुरोहित पंवार उपाध्याय सिंह "
    "अंसारी बघेल",
    "ta": "தேன்மொழி பெருமாள் கலைவாணி மாரியப்பன் வெண்ணிலா குமரவேல் / சண்முகசுந்தரம் நாராயணசாமி அழகர் முத்துக்கருப்பன் ராமன்",
    "ar": "عبدالرحيم نجوى بسام هديل غسان سميرة معاذ رقية / الخطيب البيطار العنزي السبيعي شعبان الأسمري المرزوقي",
    "he": "נועה איתמר שולמית אביגיל יהונתן רבקה / לוינשטיין אברהמי כהן מזרחי בן-שושן פרידמן",
    "ru": "Валентина Ярослав Зинаида Тимофей Марина Глеб / Кудрявцев Барсукова Тихонова Щербаков Громыко Зайцев",
    "jp": "健太 美咲 翔太 由美子 亜希子 雄一郎 さくら 大輔 / 小野寺 橋本 川端 長谷川 五十嵐 松浦 北村",
    "cn": "晓燕 志强 雨桐 国栋 思远 海霞 / 欧阳 邓 崔 钱 魏 司马 梁",
    "kr": "지훈 서연 민준 하은 영숙 도윤 / 김 박 최 윤 황보 남궁 서",
}

# As scan_values draws: `[a|b]` one of them, `%3` three digits, `%n` a number of a house, `~` a line's end.
FAR_ADDRESSES = {
    "in": "[H.No. %n-5/6, 2nd Floor, near Durga Temple, Ramamurthy Nagar, Bengaluru 560016|Flat 4C, Tower B, Brigade "
    "Metropolis, Whitefield Main Rd, Bengaluru - %6:5|%n/B Dhakuria Station Lane~Kolkata~West Bengal %6:7|Shop no. "
    "%n, Nehru Complex, opp. Bus Depot, Akola %6:4|D.No. 12-%n-7, Brodipet 4/7, Guntur, Andhra Pradesh %6:5|C/o "
    "Paradise Hostel, Room %n, Kalu Sarai, New Delhi|%n Mahatma Gandhi Rd., Kochi, Kerala %6:6|SCO %n, Sector 35-C, "
    "Chandigarh|Bungalow %n, Koregaon Park Lane 7, Pune %6:4, Maharashtra|H No. %n, Chopra~Vadodara %6:3|%n/77, Kari "
    "Circle, Bhopal-%6:4|Quarter %n, NTPC Colony, Kahalgaon, Bhagalpur (Bihar) %6:8|at/po Kenduapada, via Bhadrak, "
    "Odisha %6:7|3rd floor, above Karur Vysya Bank, Trichy Road, Singanallur, Coimbatore %6:6|%n, Ganga Ram Hosp "
    "Marg, Old Rajinder Ngr, ND-60]",
    "us": "[%n Evergreen Ter, Springfield, IL 6%4:2|%n Whitney Crossroad~Port Deborahshire, VT 0%4:5|%n Rivera "
    "Islands Suite %3~East Michaeltown, NM %5:8|PSC %4, Box %n~APO AP %5:9|USNS Oglesby~FPO AE 0%4:9|%n Dogwood "
    "Hollow Rd, Unit 4B, Asheville, NC %5:2|Unit %4 Box %n~DPO AA %5:3|1%3 W Fullerton Pkwy #3R, Chicago 606%2:1|RR "
    "2 Box %n, Hickory Flat, MS %5:3]",
    "gb": "[Flat 2~%n Clarke Coves~New Gemma~E7H %1WX|Studio %2~Dunn mission~Lake Karl~SY1V %1BX|%n Larkspur "
    "Gardens, Tunbridge Wells, TN2 %1QP|The Old Forge, Nether Wallop, Stockbridge SO20 %1ES|%n/3 Leith Walk, "
    "Edinburgh EH6 %1LN|Apt %n, Cutlers Wharf, %2 Commercial Road, Swansea SA1 %1XT|%n Harbour Parade, Portrush, Co. "
    "Antrim BT56 %1DF]",
    "de": "[Musterstraße %n, %5:1 Berlin|Drubinring %n~%5:5 Monschau|Kaulring %n/%n~%5:9 Staßfurt|Weinholdgasse "
    "%n~%5:3 Eutin|Hinter den Höfen %n a, %5:2 Buxtehude|c/o Kirchhoff, Pappelallee %n, %5:1 Berlin|D-%5:7 Tübingen, "
    "Neckarhalde %n|Alte Landstr. %n, 3. OG links, %5:2 Hamburg]",
    "fr": "[%n, rue de Lebrun~%5:4 Masson|avenue Guillet~%5:7 Pires-sur-Leclerc|%n, chemin Zoé Lejeune, %5:1 "
    "Sainte Margot|%n ter quai des Chartrons, %5:3 Bordeaux|Bât. C, appt %n, cité des Tilleuls, %5:5 "
    "Villeurbanne|lieu-dit Kerguélen, %5:2 Plougastel|BP %3, %5:6 Perpignan Cedex]",
    "es": "[Cuesta de Bibiana Prat %n~Huelva, %5:2|Pasadizo Evita Cuervo %n Apt. %2 ~Ciudad, %5:4|Ronda de Segovia "
    "%n, 4º izq., %5:2 Madrid|Urb. Los Olivos, portal %n, bajo A, %5:1 Almería|Glorieta Atocha, %n, 2ºB, "
    "Zaragoza|Camino Viejo s/n, %5:3 Alcantarilla (Murcia)]",
    "it": "[Stretto Bettina %n~%5:2, Sesto Ulrico (PV)|Contrada Palma %n~%5:8, Quarto Tina (CT)|Borgo Santa Croce "
    "%n/r, %5:5 Firenze FI|Strada Statale %n km 4, %5:7 Fasano (BR)|Largo Augusto %n, scala B int. 7, Milano]",
    "br": "[Conjunto de Aragão, %n~Vila Bandeirantes~%5:6-%3 Melo / PA|Quadra %n Lote 14, Setor Bueno, Goiânia - "
    "GO|Ladeira do Carmo, %n, fundos, Salvador BA %5:4-%3|Alameda Lorena %n, ap 71, Jardins, 0%4:1-%3, São Paulo]",
    "tr": "[Papatya Sk. %n/5, Ataşehir, %5:3 İstanbul|Gazi Bulvarı No:%n Kat:3, Konak, İzmir|Çamlık Mahallesi 14. "
    "Sokak No: %n~%5:0 Trabzon]",
    "pl": "[Pl. Wolności %n m. 4~%2:6-%3 Poznań|ulica Jaśminowa %n/12, %2:2-%3 Rzeszów|Nowa Wieś %n, %2:8-%3 "
    "Białogard]",
    "hi": "[मकान सं. %n, अशोक विहार कॉलोनी, ग्वालियर - %6:4|%n, नई बस्ती, रेलवे फाटक के पास, सतना %6:4|प्लॉट %n, सिविल "
    "लाइंस, रायपुर, छत्तीसगढ़]",
    "ta": "[%n, வடக்கு மாசி வீதி, விருதுநகர் %6:6|பிளாட் %n, ஸ்ரீ சாய் குடியிருப்பு, வேளச்சேரி, சென்னை - %6:6]",
    "ar": "[%n شارع النيل الأبيض، المهندسين، الجيزة|عمارة %n، طريق الملك عبدالله، حي المرسلات، الرياض %5:1|برج السلام، "
    "شقة %n، الخالدية، أبوظبي]",
    "he": "[רחוב הרצל %n, חיפה|שדרות רוטשילד %n דירה 4, תל אביב %7:6|הזית %n, רעננה]",
    "ru": "[г. Тверь, пер. Кольцевой, д. %n, кв. %n, %6:1|%6:6, Екатеринбург, ш. Северное, д. %n к. 2|наб. Речная, "
    "%n, Ярославль]",
    "jp": "[東京都渋谷区神南1-%n-3|〒%3:1-%4 北海道札幌市中央区南%n条西4丁目2-8 "
    "パークハイツ30%1|神奈川県横浜市港北区日吉2丁目%n番%n号|大阪府堺市北区中百舌鳥町%n]",
    "cn": "[江苏省南京市鼓楼区中山北路%n号3栋502室|北京市海淀区学院路%n号 %6:1|广东省佛山市禅城区季华五路%n号]",
    "kr": "[서울특별시 마포구 월드컵북로 %n, 302호|경기도 성남시 분당구 판교로 %n번길 12 (우 %5:1)|부산광역시 "
    "해운대구 우동 %n-4]",
}
_PHONES = {
    "us": "[+1-%3:4-555-01%2|(%3:6)555-01%2|001-%3:7-555-01%2x%3|%3:3.555.01%2]",
    "gb": "[+44(0)1632 960%3|(0161) 496 0%3|01632 960 %3|+44113 496 0%3]",
    "de": "[+49(0)%4:3 %6|0%4:5/%6|(0%3:4) %6:2|+49 170 %7:3]",
    "fr": "[+33 (0)1 99 00 %2 %2|01 99 00 %2 %2|+33 6 39 98 %2 %2]",
    "es": "[+34 91%1 23%1 %3|+34%9:6|9%2:1-%3-%3]",
    "it": "[+39 06 %8:5|34%1 %3 %4|+3934%1%7]",
    "br": "[+55 21 9%4:8-%4|(061) 3%3:2-%4|+55 (084) 2%3-%4|11 9 %4:8 %4]",
    "tr": "[+90 (535) %3 %2 %2|0(212) %3:4 %2 %2]",
    "pl": "[+48 %3:6 %3 %3|%3:5-%3-%3|22 %3:6 %2 %2]",
    "ar": "[+20 10 %4 %4|+971 50 %3 %4|٠٥٥%7]",
    "he": "[052-%3-%4|+972-54-%3-%4|03-%7:6]",
    "ru": "[+7 (912) %3-%2-%2|8-903-%3-%2-%2]",
    "jp": "[090-%4-%4|03-%4:3-%4|+81 80 %4 %4]",
    "cn": "[138%8|+86 139 %4 %4|010-%8:6]",
    "kr": "[010-%4-%4|+82 10 %4 %4|02-%3-%4]",
}
_NO_SPACE = frozenset({"jp", "cn", "kr"})


def name(chance: random.Random, locale: str) -> str:
    """Return a person's name: full, alone, with an initial, family name first, or in another case."""
    givens, families = (part.split() for part in FAR_PEOPLE[locale].split(" / "))
    given, family = chance.choice(givens).replace("_", " "), chance.choice(families).replace("_", " ")
    if locale in _NO_SPACE:
        return family + chance.choice(("", "", " ")) + given
    way = chance.random()
    if locale in ("hi", "ta", "ar", "he", "ru"):
        return given if way < 0.15 else f"{family} {given}" if locale == "ru" and way < 0.3 else f"{given} {family}"
    middle = chance.choice("ABDEGHJKLMNPRSTV")
    full = f"{given} {family}"
    if way < 0.14:
        full = given
    elif way < 0.2:
        full = f"{given} {middle}. {family}"
    elif way < 0.25:
        full = f"{middle}. {given[0]}. {family}" if locale == "in" else f"{given[0]}. {family}"
    case = chance.random()
    return full.upper() if case < 0.07 else full.lower() if case < (0.2 if locale == "in" else 0.1) else full


def titled(chance: random.Random, locale: str) -> str:
    """Return a family name as it stands after a title; the title is no part of it."""
    return chance.choice(FAR_PEOPLE[locale].split(" / ")[1].split()).replace("_", " ")


def address(chance: random.Random, locale: str) -> str:
    """Return an address as people of the place write it, in one line or in several."""
    text = drawn(chance, FAR_ADDRESSES[locale]).replace("~", chance.choice(("\n", "\n", ", ")))
    case = chance.random()
    return text.upper() if case < 0.05 else text.lower() if case < 0.14 and locale in ("in", "us", "gb") else text


def phone(chance: random.Random, locale: str) -> str:
    """Return a phone number of the place."""
    return drawn(chance, _PHONES[locale]) if locale in _PHONES else _phone(chance, locale)


def email(chance: random.Random, locale: str) -> str:
    """Return an e-mail address at a reserved domain."""
    who = "[%1:4tabitha|w.bhalerao|jochen_koeppen|ivo+%3|THADDEUS.YODER|ines-77|x%4|nilufer.a]"
    return drawn(chance, who + "@[example.net|mail.example.org|kaufhaus.example|example.com|post.test]")


def order_ref(chance: random.Random, locale: str) -> str:
    """Return a reference of an order in one of the usual forms."""
    return drawn(chance, "[#%4:2|40%1-%7-%7|OD%18:3|SO-20%2-%5|ORDER%7|W-%6|%8:6|WEB%6IN]")


FAR_VALUES: dict[str, Callable[[random.Random, str], str]] = {
    **VALUES, "NAME": name, "FAMILY": titled, "ADDRESS": address, "PHONE": phone, "EMAIL": email,
    "ORDER_REF": order_ref, "FIRST": lambda chance, locale: name(chance, locale),
}  # fmt: skip
