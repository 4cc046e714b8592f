"""Finding names of people in free text: by the words that lead to them, and by given beside family names.

Pure; Scanned texts only. Must never take a brand, a place or the first word of a sentence for a
buyer: what no list knows counts only where a word plainly leads to a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from orderveil.detect.findings import Finding, Kind, Scanned
from orderveil.detect.indic import is_indic, name_key
from orderveil.detect.words import words
from orderveil.detect.worldnames import FAMILY_ANYWHERE, GIVEN_ANYWHERE

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff\u200c\u200d'’]+[^\W\d_]*)*")
_INDIC_GIVEN = frozenset(map(name_key, GIVEN_ANYWHERE))
_INDIC_FAMILY = frozenset(map(name_key, FAMILY_ANYWHERE))

# Words that are names too: they count only beside another name or after a word that leads to one.
_COMMON = words(
    "amber april ash august autumn ball banda banker bell berry bill black blanc bloom boon brand brooks brown buy "
    "cash chance charm cherry clay cliff cook cool cooper cotton crystal das dale daisy dawn day dean do dolly dong "
    "drew "
    "faith farmer fern fisher ford forest fox frank gold gore grace grant gray green guy hall hari harper hill holly "
    "hope "
    "hunt hunter iris ivory ivy jack jade jasmine joy juna june justin kala kale king kiran knight lane lee lily "
    "lime lin "
    "long lotus love lucky major mala manager mark marsh mart mason max may mars maya mehr melody miles mill miller "
    "mills "
    "mina ming mint moon moor more mother naman neel noor nova ocean olive pai pal pan park parker pearl penny petal "
    "petit "
    "pink pooja porter prem price puja puri queen rai rain raja rani ray read red reed rich rob robin rose royal "
    "ruby sage "
    "sam sand santa sari scott shah shakti shan silver sky small smart smile snow song soni sood spring star stein "
    "stone "
    "store street summer sun sunny surat swan tan tara tata taylor tiger tops trend tulip turner uma usha victor "
    "victoria "
    "violet wade walker wall ward water wave way west white will win winter wolf wood woods young zari sara mini ali "
    "jan "
    "an sun don li ma man mia wei yu ng lo do la le lan art carmen ram anand aura ananda amazon diana divine eva sale "
    "indian india shop noble paul penn page porter new sona chand sri om dev veer star prince royal sen sane nigam "
    "hooda "
    "nagar vihar jog mane kade pant salt handa engineer contractor kit chari batra lodha dalmia prestige bata "
    "titan lakme godrej bajaj jockey levi levis allen solly peter england louis philippe van heusen raymond manyavar "
    "calvin klein tommy hilfiger ralph lauren hugo boss jack jones marks spencer mango colombo ria roma aria aurelia "
    "alex "
    "march friday sana mukta prayag asha khadi amar chitra arts sita gita kumkum kamal pushpa rekha"
)
_LEADS = re.compile(
    r"(?<![a-z])(?:(?:customer|buyer|recipient|consignee|receiver|client|cust|contact|account holder|card ?holder|"
    r"shipping|billing|"
    r"beneficiary|payer|payee|sender|patient|guest|user|full|first|last|your|my|his|her|name on (?:card|"
    r"order))(?:'s)?[ _]?(?:name)?"
    r"|name|naam|nombre|nom|nome|kunde|kundin|empfänger|destinataire|destinatario|destinatário|odbiorca|klient|"
    r"client|cliente|"
    r"ontvanger|ship(?:ped)? to|bill(?:ed)? to|sold to|deliver(?:ed|y)? to|attn|attention|signed by|received by|"
    r"accepted by|"
    r"collected by|handed (?:over )?to|regards|thanks|thank you|sincerely|cheers|love|from|to)\s*(?:is|hai|:|=|-|–|,|"
    r"\n)+\s*"
)
_TITLES = re.compile(
    r"(?<![a-z])(?:mrs?|ms|miss|mx|dr|prof|shri|smt|sri|kum|shrimati|herr|frau|madame|mme|monsieur|m\.|señora?|sra?|"
    r"dona|dom|pan|pani|"
    r"mevr|dhr|sig|sig\.ra|signora?|senhora?|sheikh|haji|adv|er|capt|col|sir|madam)\.?\s+"
)
_GREETS = re.compile(
    r"(?<![a-z])(?:dear|hi|hello|hey|namaste|namaskar|hola|bonjour|ciao|olá|ola|hallo|liebe[r]?|cher|chère|"
    r"estimad[oa]|querid[oa]|"
    r"prezad[oa]|gentile|beste|geachte|vanakkam|salaam|assalamu alaikum|good (?:morning|evening|afternoon)|guten tag|"
    r"dzień dobry|"
    r"c/o|s/o|d/o|w/o|h/o|my name is|i am|i'm|this is|naam|mera naam|name is|spoke (?:to|with)|speak to|"
    r"speaking with|talked to|call|ask for|"
    r"contact|met|told|informed|for|to|from|by|with|customer|buyer|recipient|consignee|receiver|gift for|gift from|"
    r"alternate person|"
    r"neighbou?r|security|guard|agent|rider|husband|wife|son|daughter|brother|sister|mother|father|parents?|beta|"
    r"bhai|uncle|aunty|"
    r"behalf of|cc|attn|und|and|aur|y|et|ich bin|je suis|soy|sono|sou|ik ben|mein name ist|je m'appelle|me llamo|"
    r"mi chiamo|"
    r"meu nome é|nazywam się|owner|user|holder)[,:]?\s+"
)
_SUFFIX = re.compile(
    r"\W?(?:ji|bhai|bhaiya|sir|madam|mam|ma'am|garu|saab|sahab|didi|anna|akka|san|jee|-san|-ji|ben|bai|babu)\b"
)
_HINGLISH = re.compile(
    r"\s(?:ko|ka|ki|ke|ne|se|bol|hu|hoon|here|speaking|said|says|called|wants|has|is|and|aur|refused|ordered|asked|"
    r"lives|confirmed)\b"
)
_STOP = words(
    "the a an our your my his her their this that these those warehouse store dock gate rack stock shelf vendor "
    "supplier return "
    "team department dept all any cash online app new old name unknown na none same address care support service "
    "copy order "
    "orders customer sir madam there everyone user buyer friend valued shopper member delivery parcel package "
    "courier payment "
    "refund phone mobile email number please kindly thanks thank you hi hello dear tomorrow today yesterday monday "
    "tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october "
    "november "
    "december flat house road street lane nagar colony sector block near opp plot door is are was were will be been "
    "has have "
    "had not no yes we us i me he she it they and or but if for to from by with at in on of as so do did does can "
    "could would "
    "should may might must need want wants call back again now later when where what why who how one two free sale off "
    "offer prepaid cod upi paid pending failed success gift home office work amazon flipkart myntra delhivery "
    "bluedart dtdc "
    "ekart shopify meesho ajio nykaa india indian hub city state pin pincode code otp awb tracking invoice gst gstin "
    "pan aadhaar "
    "whatsapp sms google paytm phonepe gpay bank card visa mastercard rupay hdfc icici sbi axis kotak size colour "
    "color red blue "
    "green black white pink small medium large xl xxl kurta saree dress shirt shoes ko ka ki ke ne se hai hain par "
    "pe aur kya "
    "kar karo karna nahi mera meri aap hum tum bhai sir ji bol raha rahi hu hoon mr mrs ms miss dr and und et y sehr "
    "geehrte "
    "ihre ihr der die das le la el los votre sua seu twój your"
)
_MOST_WORDS = 4
_WIDEST = 4  # spaces between the words of one name: each tag of a page reads as one
_SHORTEST = 2


@lru_cache(maxsize=16384)
def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=16384)
def _kinds(word: str) -> str:
    """Return `g` for a given name, `f` for a family name, `c` for a word that is common besides."""
    if is_indic(word):
        key = name_key(word)
        return (
            ("g" if key in _INDIC_GIVEN else "") + ("f" if key in _INDIC_FAMILY else "")
            if len(word) > _SHORTEST
            else ""
        )
    folded = word if word.isascii() else _fold(word)
    folded = folded.removesuffix("'s").removesuffix("’s")
    given = "g" if folded in GIVEN_ANYWHERE else ""
    return given + ("f" if folded in FAMILY_ANYWHERE else "") + ("c" if folded in _COMMON else "")


class _Words:
    """The words of one text with what the lists know of them."""

    __slots__ = ("given", "kinds", "lows", "spans", "titled")

    def __init__(self, given: Scanned) -> None:
        self.given = given
        self.spans = [found.span() for found in _WORD.finditer(given.low)]
        self.lows = [given.low[start:end] for start, end in self.spans]
        self.kinds = [_kinds(low) for low in self.lows]
        self.titled = [given.text[start].isupper() for start, _ in self.spans]

    def joins(self, at: int) -> bool:
        """Tell whether word `at` stands right before the next one, as parts of one name do."""
        gap = self.given.low[self.spans[at][1] : self.spans[at + 1][0]]
        if gap.strip(" \u00a0") == "":
            return len(gap) <= _WIDEST
        return gap in ("-", ".") or (gap == ". " and len(self.lows[at]) == 1)


def find_people(given: Scanned) -> Iterator[Finding]:
    """Yield names of people."""
    text = _Words(given)
    at = 0
    while at < len(text.spans):
        last, score, why = _name_from(text, at)
        if score:
            yield given.finding(Kind.NAME, (text.spans[at][0], text.spans[last][1]), score, why)
        at = last + 1
    yield from _foreign(given)


def _name_from(text: _Words, at: int) -> tuple[int, float, str]:
    """Return the last word of the name that begins at word `at`, its score, and why; 0 when there is none."""
    low = text.given.low
    kinds = text.kinds[at]
    start = text.spans[at][0]
    if text.lows[at] in _STOP and not kinds:
        return at, 0.0, ""
    led = _led(low, start)
    if not kinds and not led and len(text.lows[at]) > 1:
        return at, 0.0, ""
    last = _last_of_name(text, at, led)
    seen = text.kinds[at : last + 1]
    return last, *_judge(text, at, last, seen, led)


def _last_of_name(text: _Words, at: int, led: str) -> int:
    last = at
    while last + 1 < len(text.spans) and last - at < _MOST_WORDS - 1 and text.joins(last):
        following = text.lows[last + 1]
        if following in _STOP and "f" not in text.kinds[last + 1]:
            break
        like = text.titled[last + 1] and text.titled[at]
        if not (text.kinds[last + 1] or (like and (led or text.kinds[at])) or (len(following) == 1 and like)):
            break
        last += 1
    return last


def _judge(text: _Words, at: int, last: int, seen: list[str], led: str) -> tuple[float, str]:
    low, size = text.given.low, last - at + 1
    known = sum(bool(kind) for kind in seen)
    plain = sum("c" not in kind and bool(kind) for kind in seen)
    titled = text.titled[at] or is_indic(text.lows[at])
    end = text.spans[last][1]
    if size > 1 and known > 1 and (plain > 1 or (plain and (titled or led))) and any("g" in kind for kind in seen):
        return 0.85, "a given beside a family name"
    if size > 1 and plain and titled and any("f" in k or "g" in k for k in seen) and (led or known == size):
        return 0.8, "names after a word that leads to one"
    if led == "title" and titled and text.lows[at] not in _STOP:
        return 0.8, "a word after a title"
    if led == "label" and (titled or known) and text.lows[at] not in _STOP and (known or size > 1):
        return 0.75, "a word after a label of names"
    if size > 1 and plain and titled and "g" in seen[0]:
        return 0.7, "a given name before another word in capitals"
    if plain and "g" in seen[0] and (_SUFFIX.match(low, end) or (led == "greeting" and titled)):
        return 0.7, "a given name that is spoken to"
    if plain and "g" in seen[0] and size == 1 and _HINGLISH.match(low, end) and titled:
        return 0.65, "a given name that acts"
    if plain and titled and led == "greeting":
        return 0.62, "a name that a word leads to"
    return 0.0, ""


def _led(low: str, start: int) -> str:
    """Return what kind of words lead to the place `start`."""
    before = low[max(0, start - 28) : start]
    if not before:
        return ""
    for kind, pattern in (("title", _TITLES), ("label", _LEADS), ("greeting", _GREETS)):
        for found in pattern.finditer(before):
            if found.end() == len(before):
                return kind
    return ""


_LABEL_ABROAD = re.compile(
    r"(?:ग्राहक|खरीदार|(?:का |मेरा )?नाम|प्राप्तकर्ता|வாடிக்கையாளர்|பெயர்|పేరు|ಹೆಸರು|নাম|નામ|ਨਾਮ|പേര്|收件人|收货人|姓名|联系人|"
    r"お名前|氏名|宛名|이름|받는 ?분|수취인|"
    r"الاسم|اسم|العميل|المستلم|имя|фио|получатель|клиент|ชื่อ)\s*[:：\-–]\s*([^\W\d_][^\n,;:，、。0-9()|]{1,30})"
)
_TITLE_ABROAD = re.compile(
    r"(?:श्रीमती|श्री|सुश्री|திரு\.?|திருமதி|శ్రీ|শ্রী|শ্রীমতী|السيدة?|г-жа|г-н|"
    r"คุณ)\s?([^\W\d_][\w\u0900-\u0dff\u0e00-\u0e7f]{1,14}(?: [^\W\d_][\w\u0900-\u0dff]{1,14})?)"
    r"|([\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|"
    r"[\u4e00-\u9fff\u30a0-\u30ff]{1,6}[ 　]?[\u4e00-\u9fff\u3040-\u30ff]{0,4})(?:先生|女士|小姐|様|さん|씨|님|고객님)"
)


def _foreign(given: Scanned) -> Iterator[Finding]:
    if given.text.isascii():
        return
    for pattern in (_LABEL_ABROAD, _TITLE_ABROAD):
        for found in pattern.finditer(given.low):
            which = 1 if found[1] else 2
            span = found.start(which), found.start(which) + len(found[which].rstrip())
            yield given.finding(Kind.NAME, span, 0.75, "a name after its label, in another script")
