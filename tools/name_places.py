"""Patterns of addresses that the small model learns from: a table, and the function that draws from it.

`[a|b]` one of them, `%n` a number, `%6` six digits, `<R>` an area, `<S>` a street, `<B>` a building,
`<C>` a city, `<W>` a made-up name of a place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from tools import name_data as data

_TABLES = {"S": sorted(data.STREETS), "B": sorted(data.BUILDINGS)}
_WAY = re.compile(r"\[([^\[\]]*)\]")
_DRAWN = re.compile(r"<([A-Z])>|%(n|[0-9])")
_BEGINNINGS = "Bar Kan Ram Sul Dev Mah Nor Chan Tir Vel Lak Har Mil Gre Ash"
_ENDS = "pur gaon wadi nagar halli pally pet khera ganj garh abad tola kuppam palya bad pura"

ADDRESSES: dict[str, Sequence[str]] = {
    "in": (
        "[Flat|Flat no|Room|House no|H.No.|Plot|Door no|Shop] %n, <B>, <S>, <R>, <C> %6",
        "%n/[1|2|3|5|A|B], <S>, <R>, <C> [- %6|%6|-%6|]",
        "[A|B|C|D|E|G]-%n[/2|] <R>, <C>[ %6|]",
        "#%n, <S>, <R>, <C>",
        "%n, <R>, <C>",
        "<B>, <S>, <C>",
        "[A|B|C] %n <B>, <R>[ W| E|], <C> %6",
        "%n <S>, <C>",
        "<R>, <C> %6",
        "%n [1st|2nd|3rd] floor, <B>, <R>",
        "village <W>, [po|post] <W>, [dist|district|tehsil] <C> %6",
        "vill <W>, <C>",
        "ward no %n, <W>, <C>",
        "near [SBI|bus stand|water tank|hanuman mandir|govt school|petrol pump|masjid], <R>, <C>",
        "<S> ke [paas|peeche|saamne], <R>, <C>",
        "h no %n gali no %n <R> <C>",
        "%n-%n-%n, <R>, <C> %6",
        "[opp|behind|next to] <B>, <S>, <C> %6",
        "qtr no %n, [sector|type] %n, <C>",
        "<B>, %n, <S>, <R>",
        "<W> [chowk|tola|colony|nagar], <C> %6",
        "[plot|site] no %n, <W>, <C>",
        "%n/%n <W> [road|lane|street], <C>",
    ),
    "us": (
        "%n [Maple|Cedar|Lake|Hill|Park|2nd|River] [St|Street|Ave|Rd|Dr|Blvd|Ct|Way], <W>, [TX|CA|NY|FL|OH|WA|NC] %5",
        "%n <W> [St|Ave|Rd|Lane|Drive] [Apt|Unit|#] %n, <W> [TX|CA|NY|IL]",
        "P.O. Box %n, <W>, [GA|PA|MN] %5",
        "%n [N|S|E|W] %nth Street, <W> %5",
        "%n <W> [Road|Close|Avenue], <W> [M1|B15|LS6|EH3] %1[AB|QT|JX]",
    ),
    "ng": (
        "%n <W> [Street|Road|Close|Crescent], [Ikeja|Surulere|Lekki Phase 1|Garki|Enugu], [Lagos|Abuja]",
        "No %n <W> Road, [Ibadan|Kano|Port Harcourt]",
        "Block %n Flat %n, <W> Estate, [Lagos|Nairobi]",
    ),
    "ae": (
        "Villa %n, Street %n, [Al Quoz|Mirdif|Al Barsha], Dubai",
        "[Apt|Office] %n, <W> Tower, [Deira|Marina], Dubai",
        "[Flat|Room] %n, <W> Building, [Al Majaz|Khalidiya], [Sharjah|Abu Dhabi]",
    ),
    "hi": (
        "मकान नंबर %n, [शास्त्री नगर|सदर बाजार|नेहरू रोड|लाजपत नगर], [दिल्ली|कानपुर|भोपाल|जयपुर] %6",
        "%n, [स्टेशन रोड|मंदिर मार्ग|पुराना बाजार], [लखनऊ|इंदौर|मेरठ]",
        "ग्राम [रामपुर|सोनपुर|किशनगढ़], जिला [आगरा|रीवा]",
        "[स्कूल|मंदिर|थाने] के [पास|सामने], [गया|कोटा|अजमेर] %6",
    ),
    "mr": (
        "फ्लॅट %n, [सदाशिव पेठ|लक्ष्मी रोड|गांधी नगर], [नाशिक|नागपूर|सातारा] %6",
        "%n, [स्टेशन रोड|बाजार पेठ], [सोलापूर|कोल्हापूर]",
    ),
    "ta": (
        "[எண்|கதவு எண்] %n, [அண்ணா சாலை|காந்தி தெரு|பாரதி நகர்], [சென்னை|திருச்சி|சேலம்] %6",
        "%n, [நேரு தெரு|கோவில் தெரு], [ஈரோடு|வேலூர்]",
    ),
    "bn": ("[বাড়ি|ফ্ল্যাট] %n, [পার্ক রোড|গড়িয়াহাট রোড|মিরপুর], [কলকাতা|হাওড়া|ঢাকা] %6", "%n, [স্টেশন রোড|বাজার পাড়া], [শিলিগুড়ি|চট্টগ্রাম]"),
    "ar": (
        "[فيلا|شقة|مبنى] %n، [شارع العليا|شارع التحلية|حي الورود|حي السلام]، [الرياض|الدمام|مكة|الشارقة]",
        "شارع [الجامعة|المطار] رقم %n، [عمان|القاهرة|الكويت]",
    ),
    "ur": (
        "مکان %n، [ماڈل ٹاؤن|صدر بازار|جوہر ٹاؤن]، [لاہور|ملتان|کراچی]",
        "گلی %n، [سیٹلائٹ ٹاؤن|نارتھ ناظم آباد]، [راولپنڈی|کراچی]",
    ),
    "vn": (
        "%n [Lê Lợi|Hai Bà Trưng|Trần Phú], [Phường|P.] %n, [Quận|Q.] %n, [TP.HCM|Hồ Chí Minh]",
        "Số %n [đường|ngõ|phố] [Láng Hạ|Kim Mã|Hùng Vương], [Đống Đa|Hải Châu], [Hà Nội|Đà Nẵng]",
    ),
    "es": (
        "Calle [Juárez|Hidalgo|Sol] %n, Col. [Centro|Roma], %5 [Guadalajara|Monterrey]",
        "Av. [Reforma|Libertad] %n, [Lima|Santiago]",
        "Carrera %n # %n-%n, [Cali|Barranquilla]",
        "C/ [Luna|Real] %n, 2º B, %5 [Madrid|Murcia]",
        "[Jr.|Pasaje] <W> %n, [Cusco|Rosario]",
    ),
    "pt": (
        "Rua [Sete de Setembro|das Palmeiras|<W>] %n[, apto %n|], [Centro|Lapa], [Recife|Salvador] - [PE|BA], %5-%3",
        "Av. [Brasil|Paulista|<W>], %n, [São Paulo|Belo Horizonte]",
        "Travessa <W> %n, [Belém|Porto]",
    ),
    "de": (
        "[Bahnhofstraße|Schillerstr.|Am Markt|Kirchweg|Im Winkel|Zum Bach] %n[a|b|], %5 [Köln|Kassel|Fulda|Ulm]",
        "<W>str. %n, %5 [Bremen|Erfurt]",
        "[An der|Auf der] <W> %n, %5 Bad <W>",
    ),
    "fr": (
        "%n[ bis|] [rue|avenue|chemin|place] [de la Gare|des Lilas|Pasteur], %5 [Lille|Dijon|Metz]",
        "%n [allée|impasse|résidence] [des Pins|du Parc|<W>], %5 [Rennes|Saint-<W>]",
    ),
    "nl": (
        "[Molenweg|Schoolstraat|Beatrixlaan|<W>straat] %n[ a|], %4 [AB|KL|XN] [Zwolle|Breda|Tilburg]",
        "[Kerkplein|Havenkade] %n, [Leiden|Delft]",
    ),
    "it": (
        "[Via|Viale|Corso|Piazza] [Dante|Verdi|Cavour|<W>] %n, %5 [Bari|Padova|Verona|Lecce]",
        "[Via|Vicolo] <W> %n, [Parma|Trieste]",
    ),
    "pl": (
        "[ul.|al.|os.] [Słoneczna|Kwiatowa|Zielone|<W>] %n/%n, %2-%3 [Łódź|Lublin|Gdynia]",
        "ul. <W> %n, [Opole|Toruń]",
    ),
    "id": (
        "Jl. [Sudirman|Mawar|Diponegoro] No. %n, [Bandung|Surabaya|Medan] %5",
        "[Jln|Jalan] <W> %n RT %n RW %n, [Depok|Malang]",
        "[Komplek|Perumahan] <W> Blok [A|B|D] %n, [Bogor|Semarang]",
    ),
    "tr": (
        "[Cumhuriyet|Fatih|Yeni] Mah. [Lale|Gül|%n] [Sok.|Cad.] No:%n, [Ankara|Bursa|Adana]",
        "<W> Cad. No %n [D:%n|], [Çankaya|Şişli], [Ankara|İstanbul]",
    ),
    "ru": (
        "[ул.|улица] [Ленина|Мира|Пушкина], [д.|дом] %n, кв. %n, [Москва|Пермь|Самара]",
        "%6, г. [Омск|Тула], ул. [Лесная|Новая], %n",
    ),
}


def drawn(chance: random.Random, pattern: str, words: Mapping[str, Sequence[str]]) -> str:
    """Return one text of a pattern."""
    while True:
        text = _WAY.sub(lambda found: chance.choice(found[1].split("|")), pattern)
        if text == pattern:
            break
        pattern = text

    def draw(found: re.Match[str]) -> str:
        if found[1] == "W":
            return chance.choice(_BEGINNINGS.split()) + chance.choice(_ENDS.split())
        if found[1]:
            return chance.choice(_TABLES.get(found[1]) or words[found[1]]).replace("_", " ")
        if found[2] == "n":
            return str(chance.randint(1, 220))
        return "".join(chance.choices("0123456789", k=int(found[2])))

    return _DRAWN.sub(draw, text)
