"""Finding postal addresses and postcodes in free text, in India and abroad.

Signs of different kinds that stand close together make an address: a unit, a street, an area, a
city, a postcode. Pure; Scanned texts only. Must never take one city or one street word for a home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orderveil.detect.branches import compiled
from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.gates import Gate
from orderveil.detect.wordlists.names import CITIES
from orderveil.detect.wordlists.placenames import STATES, WORLD_CITIES

_UNIT = (
    r"(?<![a-z])(?:flat|apt|apartment|appt|house|hse|h\.? ?no|hno|door|d\.? ?no|dno|plot|villa|room|qtr|quarter|"
    r"bungalow|wing|tower|"
    r"block|unit|suite|ste|shop|office|floor|flr|f\. ?no|khasra|survey|s\. ?no|ward|gali|building|bldg|bungalow|"
    r"p\.?o\.? box|"
    r"appartement|wohnung|piso|depto|apto|bloco|bl\.|m\.|lok|फ्लैट|मकान|प्लॉट|घर|வீட்டு எண்|கதவு எண்|ఫ్లాట్|ফ্ল্যাট|"
    r"ಮನೆ)\.?,? ?"
    r"(?:no\.?|number|num|नंबर|नं\.?|सं\.?|"
    r"எண்)?[ .:#-]{0,3}(?:[a-z]{0,2}[-/]?[0-9]{1,5}(?:[-/][0-9a-z]{1,5}){0,2}[a-z]?|[a-h])(?![a-zß-ɏ0-9%])"
    r"|(?<![a-z0-9-])[a-k]-?[0-9]{1,4}(?=,\s)|(?<![a-z0-9])#\s?[0-9]{1,4}[a-z]?(?:[/-][0-9]{1,4})?(?![0-9])|"
    r"(?<![0-9a-z])[0-9]{1,2}(?:st|nd|rd|th) (?:floor|"
    r"cross|main|block|stage|phase|street|avenue|ave|st)(?![a-z])"
)
_STREET = (
    r"(?<![a-z])(?:road|rd|street|lane|marg|nagar|nagr|colony|layout|enclave|vihar|sector|phase|cross|chowk|gali|"
    r"bazaar|bazar|extension|extn|extension|"
    r"puram|pura|peth|wadi|halli|society|soc|apartments?|residency|residences?|heights|towers?|complex|estate|gardens?|"
    r"park|villas|township|mohalla|ganj|chawl|basti|taluka|tehsil|dist(?:rict)?|main road|bypass|highway|circle|naka|"
    r"avenue|ave|boulevard|blvd|drive|court|crescent|close|terrace|parkway|pkwy|way|square|mews|"
    r"rue|chemin|impasse|quai|allée|calle|avenida|avda|paseo|plaza|carrer|via|viale|piazza|corso|largo|rua|travessa|"
    r"alameda|praça|"
    r"ulica|ul\.|aleja|al\.|jalan|jln|lorong|ring|"
    r"near|opp|opposite|behind|beside|landmark|next to)(?![a-z])"
)
_STREET_ENDS = (
    r"(?<![a-zà-ž])[a-zà-ž]{3,}(?:straße|strasse|str\.|straat|gasse|weg|platz|allee|laan|plein|gatan|vej|damm|ufer)(?![a-z])"
    r"|(?<![a-z])[a-z]{3,}(?:pur|puram|nagar|pet|peth|wadi|halli|palya|pally|palli|guda|ganj|garh|abad|kunj|vihar|khurd)(?![a-z])"
)
_STREET_ABROAD = (
    r"मार्ग|नगर|कॉलोनी|रोड|गली|सड़क|मोहल्ला|सेक्टर|विहार|पास|के सामने|தெரு|நகர்|சாலை|రోడ్|నగర్|కాలనీ|রোড|সড়ক|লেন|"
    r"রাস্তা|ರಸ್ತೆ|ನಗರ|રોડ|નગર|സോഡ്|റോഡ്|ਰੋਡ"
    r"|شارع|حي |مبنى|شقة|улица|ул\.|проспект|пр\.|дом |д\.|кв\."
)
_HOUSE = (
    r"(?<![0-9a-z.,/-])[0-9]{1,5}[a-z]?(?:[/-][0-9]{1,4}[a-z]?)?,? (?:[nsew]\.? )?(?:[a-zà-ž'.]+ ){1,4}?"
    r"(?:road|rd|street|st|lane|ln|marg|nagar|colony|avenue|ave|cross|main|boulevard|blvd|drive|dr|court|ct|crescent|"
    r"close|terrace|way|place|pl|square|parkway|circle)(?![a-z])"
    r"|(?<![0-9a-z.,/-])[0-9]{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|place|impasse|quai|allée|"
    r"cours) (?:de |du |des |de la |d')?[a-zà-ž'-]+(?: [a-zà-ž'-]+)?"
    r"|(?<![a-zà-ž])[a-zà-ž][a-zà-ž.-]{2,80}(?:straße|strasse|str\.|straat|gasse|weg|platz|allee|laan|plein|gatan|vej|damm|"
    r"ufer) [0-9]{1,4} ?[a-z]?(?![0-9a-z])"
    r"|(?<![a-z])(?:calle|c/|avenida|avda\.?|av\.|paseo|plaza|carrer|via|viale|piazza|corso|rua|r\.|travessa|alameda|"
    r"ul\.|ulica|al\.|aleja|jalan|jln) [a-zà-ž' .-]{3,30}?,? ?(?:n[º°o.] ?)?[0-9]{1,5}[a-z]?(?:/[0-9]{1,4})?(?![0-9])"
    r"|[\u4e00-\u9fff]{2,8}[省市区縣县][\u4e00-\u9fff0-9]{2,20}(?:[号路街弄室楼栋丁番町村][\u4e00-\u9fff0-9-]{0,12})*"
    r"|[\u4e00-\u9fff]{2,3}[都道府県][\u3040-\u30ff\u4e00-\u9fff0-9 -]{3,30}"
    r"|[\uac00-\ud7a3]{2,6}(?:시|도) ?[\uac00-\ud7a3]{1,6}(?:구|군|시) ?[\uac00-\ud7a30-9]{1,12}"
    r"(?:로|길|동)[ 0-9-]{0,8}"
)
_POST = (
    r"(?<![0-9a-z₹$.,-])(?:[1-8][0-9]{2} ?[0-9]{3}|[0-9]{5}(?:-[0-9]{4})?|[0-9]{5}-[0-9]{3}|[0-9]{2}-[0-9]{3}|"
    r"[0-9]{4}-[0-9]{3}|〒?[0-9]{3}-[0-9]{4}"
    r"|[a-z]{1,2}[0-9][0-9a-z]? [0-9][a-z]{2}|[a-z][0-9][a-z] [0-9][a-z][0-9]|"
    r"[1-9][0-9]{3} ?(?!(?:in|at|to|is|on|of|or|by|an|we|my|no|nr|kg|ml|cm|mm|km|gm|pc|rs|am|pm|hr|so|se|ko|ka|ki|"
    r"ke|pe|hi|as|it|up|me|do|us|he|be|if|de|la|le|el|et|en|un|il|di|da|st|nd|rd|th)(?![a-z]))[a-z]{2}|"
    r"[0-9]{4})(?![0-9a-z%]|[.,][0-9]|-[0-9])"
)
_PLACES = CITIES | STATES | WORLD_CITIES
_INDIC_PLACES = compiled(
    r"मुंबई|दिल्ली|पुणे|जयपुर|लखनऊ|कानपुर|नागपुर|इंदौर|भोपाल|पटना|आगरा|वाराणसी|नोएडा|गुरुग्राम|बेंगलुरु|चेन्नई|"
    r"हैदराबाद|कोलकाता|अहमदाबाद|सूरत|"
    r"சென்னை|கோயம்புத்தூர்|மதுரை|திருச்சி|சேலம்|హైదరాబాద్|విజయవాడ|విశాఖపట్నం|কলকাতা|ঢাকা|ಬೆಂಗಳೂರು|ಮೈಸೂರು|મુંબઈ|"
    r"અમદાવાદ|સુરત|കൊച്ചി|ਲੁਧਿਆਣਾ|دبي|الرياض|москва|санкт-петербург"
)
_WORD = compiled(r"[^\W\d_]{3,}")
_STREETS = {"house": "house", "unit": "unit", "street": "street", "street_ends": "street", "street_abroad": "street"}
_SIGNS = {
    "house": compiled(_HOUSE),
    "post": compiled(_POST),
    "street": compiled(_STREET),
    "street_abroad": compiled(_STREET_ABROAD),
    "street_ends": compiled(_STREET_ENDS),
    "unit": compiled(_UNIT),
}
_ASKED = compiled(
    r"(?:address|addr|adress|add|pata|पता|पते|முகவரி|చిరునామా|ঠিকানা|ವಿಳಾಸ|સરનામું|വിലാസം|adresse|anschrift|"
    r"lieferadresse|dirección|direccion|"
    r"indirizzo|endereço|endereco|adres|alamat|العنوان|عنوان|адрес|地址|住所|お届け先|주소|배송지|ship(?:ping|ped)? to|"
    r"deliver(?:y|ed)? (?:to|at)|deliver|location|"
    r"lives? at|staying at|moved to|located at|pick ?up (?:from|at)|shifted to|house is at)\W{0,4}(?:is|hai|to|at|है|"
    r"lautet|est|es|è|é|:|-)?\s*\Z"
)
_CLOSE = 34
_SEGMENT = compiled(
    r"[,\n]|(?<=[a-z0-9])\. |[:;|()]|\s[-–]\s|\b(?:to|at|is|hai|address|par|pe|from|deliver|ship|send|in|va a|"
    r"lives|nach|naar|an)\b"
)
_END = compiled(
    r"[\n;|()!?।]|\. |\.\Z|,(?=\s*(?:phone|ph|mob|contact|call|tel|mobile|amount|cod|awb|order|please|pls|but|and|"
    r"land))|\s(?:and|but|phone|ph|mob|contact|call|par|pe|ko|ka|ki|please|pls|before|by|thanks|thank|for|on|mobile|"
    r"tel|is|hai|order|se)\b"
)
_FEWEST = 2
_LONGEST_TAIL = 40
_TAIL = re.compile(r"[\w ’'().-]*")
Sign = tuple[int, int, str]


_LONGEST_COUNT = 5
_COUNTED = compiled(
    r" (?:orders?|parcels?|pallets?|packets?|packages?|items?|units?|pieces|pcs|people|customers?|homes?|houses|"
    r"families|stores?|shops?|styles?|designs|sarees?|kurtas?|pairs|boxes|cartons|bags|kgs?|km|sq|points?|steps|seats|"
    r"miles|metres|meters|users|sellers|members|jobs|rupees|rs|days|hours|minutes)(?![a-z])"
)
_COUNTS = compiled(
    rf"[0-9]{_COUNTED.pattern}"
    r"|\b(?:from|since|has|have|had|over|about|until|till|year|only|nearly|of|in) [0-9]{4,5}(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?= [a-z])"
)
_WORD_BEFORE = compiled(r"([^\W\d_]{3,})[ ,-]{1,3}\Z")
_MAY_BE_ASKED = compiled(_ASKED.pattern.removesuffix(r"\s*\Z"))


def find_places(given: Scanned) -> Iterator[Finding]:
    """Yield addresses and the postcodes in them, and postcodes where one is spoken of."""
    opened = given.opened(_GATE)
    if not opened or ("digit" not in opened and "asked" not in opened):
        return
    if "asked" in opened or not opened.isdisjoint(_STREETS):
        for group in _groups(given.low, _signs(given.low, opened)):
            yield from _judge(given, group)
    yield from _spoken_postcodes(given, opened)


def _signs(low: str, opened: frozenset[str]) -> list[Sign]:
    """Return the signs of an address, in their order; none where nothing but postcodes and cities can be found."""
    signs = [
        (*found.span(), kind)
        for name, kind in _STREETS.items()
        if name in opened
        for found in _SIGNS[name].finditer(low)
    ]
    if not signs and "asked" not in opened:
        return []
    if "post" in opened:
        posts = (found.span() for found in _SIGNS["post"].finditer(low))
        signs += [(*span, "post") for span in posts if _may_be_post(low, *span)]
    signs += [(*found.span(), "city") for found in _WORD.finditer(low) if found.group() in _PLACES]
    if "abroad" in opened:
        signs += [(*found.span(), "city") for found in _INDIC_PLACES.finditer(low)]
    return sorted(signs)


def _may_be_post(low: str, start: int, end: int) -> bool:
    """Tell whether four or five digits may be a postcode: neither a year nor how many there are of something."""
    if end - start > _LONGEST_COUNT or not low[start:end].isdigit():
        return True
    after = _WORD.match(low, end + 1)
    if (after and after.group() in _PLACES) or not _COUNTS.search(low, max(0, start - 12), end + 12):
        return True
    before = _WORD_BEFORE.search(low, max(0, start - 24), start)
    return before is not None and before[1] in _PLACES and not _COUNTED.match(low, end)


def _groups(low: str, signs: list[Sign]) -> Iterator[list[Sign]]:
    group: list[Sign] = []
    kinds: set[str] = set()
    end = 0
    for sign in signs:
        full = sign[2] == "post" and {"city", "post"} <= kinds
        if group and (full or _is_apart(low, end, sign[0])):
            yield group
            group, kinds = [], set()
        group.append(sign)
        kinds.add(sign[2])
        end = max(end, sign[1])
    if group:
        yield group


def _is_apart(low: str, end: int, start: int) -> bool:
    if start - end > _CLOSE:
        return True
    gap = low[end:start] if start > end else ""
    return ". " in gap.removesuffix(". ") or "\n\n" in gap


def _judge(given: Scanned, group: list[Sign]) -> Iterator[Finding]:
    low = given.low
    while group and group[0][2] == "post":
        group = group[1:]
    if not group:
        return
    kinds = {kind for _, _, kind in group}
    start, end = group[0][0], max(sign[1] for sign in group)
    begin = _begin(low, start)
    asked = _ASKED.search(low[max(0, begin - 32) : begin]) is not None
    house = "house" in kinds
    strong = house or ("unit" in kinds and ("street" in kinds or "city" in kinds))
    enough = (
        (strong and (len(kinds) >= _FEWEST or asked))
        or ("street" in kinds and "city" in kinds and ("post" in kinds or asked))
        or (asked and len(kinds) >= _FEWEST)
    )
    if not enough:
        return
    if "post" in kinds or "city" in kinds or not house:
        end = _finish(low, end)
    score = 0.85 if len(kinds) > _FEWEST or asked else 0.7
    yield given.finding(Kind.ADDRESS, (begin, end), score, f"{len(kinds)} signs of an address")
    posts = [sign for sign in group if sign[2] == "post" and not _inside(sign, group)]
    if posts and ("city" in kinds or strong):
        yield given.finding(Kind.POSTCODE, _post_span(posts), 0.8, "a postcode in an address")


def _post_span(posts: list[Sign]) -> tuple[int, int]:
    """Return the likeliest postcode among numbers of an address: the longest, and of these the last."""
    best = max(posts, key=lambda sign: (sign[1] - sign[0], sign[0]))
    return best[0], best[1]


def _inside(sign: Sign, group: list[Sign]) -> bool:
    return any(other[2] in ("house", "unit") and other[0] <= sign[0] < other[1] for other in group)


def _begin(low: str, start: int) -> int:
    """Go left to where the part between commas begins."""
    reach = max(0, start - 44)
    cuts = [found.end() for found in _SEGMENT.finditer(low, reach, start)]
    begin = cuts[-1] if cuts else (reach if reach == 0 else start)
    while begin < start and low[begin] in " ,.:;-–\n\t'\"":
        begin += 1
    return begin


def _finish(low: str, end: int) -> int:
    """Go right to where the last part between commas ends, if it is short."""
    found = _END.search(low, end, end + _LONGEST_TAIL)
    comma = low.find(",", end, end + _LONGEST_TAIL)
    stop = min(x for x in (found.start() if found else len(low), comma if comma > 0 else len(low)) if x >= end)
    tail = low[end:stop]
    return (
        end + len(tail.rstrip())
        if stop - end <= _LONGEST_TAIL
        and _TAIL.fullmatch(tail)
        and stop > end + 1
        and len(tail.split()) <= _FEWEST
        else end
    )


_SPOKEN = compiled(
    r"(?:(?<![a-z])(?:pin|pin ?code|post ?code|postal code|zip|zip ?code|plz|postleitzahl|code postal|código postal|"
    r"cp|cap|cep|kod pocztowy|postnummer|"
    r"pin no|pin number)(?![a-z])|पिन(?: ?कोड)?|பின்கோடு|அஞ்சல் குறியீடு|పిన్ ?కోడ్|পিন ?কোড|ಪಿನ್ ?ಕೋಡ್|પિન ?કોડ|邮编|"
    r"郵便番号|우편번호)"
    r"[^0-9a-z]{0,4}(?:(?:code|no|number|is|hai|कोड|है)[^0-9a-z]{0,3}){0,2}("
    + _POST.removeprefix(r"(?<![0-9a-z₹$.,-])")
    + ")"
)
# The postcode is looked for first, and then the word before it: of words there are many more.
_INDIAN_POST = re.compile(r"[1-8][0-9]{2} ?[0-9]{3}(?![0-9a-z]|[.,][0-9])")
_PLACE_BEFORE = re.compile(r"([^\W\d_]{3,})(?:,? |\s?[-–]\s?)\Z")
_AFTER_PLACE = re.compile(_PLACE_BEFORE.pattern.removesuffix(r"\Z") + _INDIAN_POST.pattern)
_REACH = max(map(len, _PLACES)) + 4


_GATE = Gate(
    **_SIGNS,
    abroad=_INDIC_PLACES,
    after_place=_AFTER_PLACE,
    asked=_MAY_BE_ASKED,
    digit=compiled("[0-9]"),
    spoken=_SPOKEN,
)


def _spoken_postcodes(given: Scanned, opened: frozenset[str]) -> Iterator[Finding]:
    if "spoken" in opened:
        for found in _SPOKEN.finditer(given.low):
            yield given.finding(Kind.POSTCODE, found.span(1), 0.8, "a postcode is spoken of")
    if "after_place" in opened:
        for found in _INDIAN_POST.finditer(given.low):
            place = _PLACE_BEFORE.search(given.before(found.start(), _REACH))
            if place and place[1] in _PLACES:
                yield given.finding(Kind.POSTCODE, found.span(), 0.75, "a postcode after a city")
