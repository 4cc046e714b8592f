"""The words around names: what leads to one, what follows one, and what no name is made of. Tables only.

Several languages in their own letters; all are matched in lower case.
"""

from __future__ import annotations

from orderveil.detect.branches import compiled
from orderveil.detect.words import words

# Names too: they count only beside another name or after a word that leads to one.
COMMON = words(
    "amber april ash august autumn ball banda banker bell berry bill black blanc bloom boon brand brooks brown buy "
    "cash chance charm cherry clay cliff cook cool cooper cotton crystal das dale daisy dawn day dean do dolly "
    "dong "
    "drew "
    "faith farmer fern fisher ford forest fox frank gold gore grace grant gray green guy hall hari harper hill "
    "holly "
    "hope "
    "hunt hunter iris ivory ivy jack jade jasmine joy juna june justin kala kale king kiran knight lane lee lily "
    "lime lin "
    "long lotus love lucky major mala manager mark marsh mart mason max may mars maya mehr melody miles mill "
    "miller "
    "mills "
    "mina ming mint moon moor more mother naman neel noor nova ocean olive pai pal pan park parker pearl penny "
    "petal "
    "petit "
    "pink pooja porter prem price puja puri queen rai rain raja rani ray read red reed rich rob robin rose royal "
    "ruby sage "
    "sam sand santa sari scott shah shakti shan silver sky small smart smile snow song soni sood spring star stein "
    "stone "
    "store street summer sun sunny surat swan tan tara tata taylor tiger tops trend tulip turner uma usha victor "
    "victoria "
    "violet wade walker wall ward water wave way west white will win winter wolf wood woods young zari sara "
    "mini ali "
    "jan "
    "an sun don li ma man mia wei yu ng lo do la le lan art carmen ram anand aura ananda amazon diana divine "
    "eva sale "
    "indian india shop noble paul penn page porter new sona chand sri om dev veer star prince royal sen sane nigam "
    "hooda yang dan "
    "nagar vihar jog mane kade pant salt handa engineer contractor kit chari batra lodha dalmia prestige bata "
    "titan lakme godrej bajaj jockey levi levis allen solly peter england louis philippe van heusen raymond "
    "manyavar "
    "calvin klein tommy hilfiger ralph lauren hugo boss jack jones marks spencer mango colombo ria roma aria "
    "aurelia "
    "alex "
    "march friday sana mukta prayag khadi amar chitra arts sita gita kumkum kamal pushpa rekha"
)
LEADS = compiled(
    r"(?<![a-zß-ɏ])(?:(?:customer|buyer|recipient|consignee|receiver|client|cust|contact|account holder|"
    r"card ?holder|shipping|billing|beneficiary|payer|payee|sender|patient|guest|user|full|first|last|your|my|"
    r"his|her|name on (?:card|order))(?:'s)?[ _]?(?:name)?|name|naam|nombre|nom|nome|kunde|kundin|empfänger|"
    r"destinataire|destinatario|destinatário|odbiorca|klient|client|cliente|ontvanger|ship(?:ped)? to|"
    r"bill(?:ed)? to|sold to|deliver(?:ed|y)? to|attn|attention|signed by|received by|accepted by|collected by|"
    r"handed (?:over )?to|regards|thanks|thank you|sincerely|cheers|love|from|to)\s*(?:is|hai|:|=|-|–|,|\n)+\s*"
)
LEADS_ABROAD = compiled(
    r"(?<![a-zß-ɏ])(?:nama|tên|người nhận|alıcı|isim|ad soyad|penerima|mottagare|modtager|mottaker|"
    r"vastaanottaja|jméno|příjemce|név|címzett|nume|destinatar|primatelj|ime|namn|navn|nimi|"
    r"imię i nazwisko)\s*[:=]\s*"
)
TITLES = compiled(
    r"(?<![a-zß-ɏ])(?:mrs?|(?<![0-9] )ms|miss|mx\.|dr|prof|shri|smt|sri|kum|shrimati|herr|frau|madame|mme|monsieur|"
    r"(?<![0-9] )m\.|señora?|sra?|dona|dom|pan|pani|"
    r"mevr|dhr|sig|sig\.ra|signora?|senhora?|sheikh|haji|adv\.|er\.|capt|col\.|sir|madam)\.?\s+"
)
GREETS = compiled(
    r"(?<![a-zß-ɏ])(?:dear|hi|hello|hey|namaste|namaskar|hola|bonjour|ciao|olá|ola|hallo|liebe[r]?|cher|chère|"
    r"estimad[oa]|querid[oa]|"
    r"prezad[oa]|gentile|beste|geachte|vanakkam|salaam|assalamu alaikum|good (?:morning|evening|afternoon)|"
    r"guten tag|"
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
SUFFIX = compiled(
    r"\W?(?:ji|bhai|bhaiya|sir|madam|mam|ma'am|garu|saab|sahab|didi|anna|akka|san|jee|-san|-ji|ben|bai|babu)\b"
)
HINGLISH = compiled(
    r"\s(?:ko|ka|ki|ke|ne|se|bol|hu|hoon|here|speaking|said|says|called|wants|has|is|refused|ordered|asked|"
    r"lives|confirmed)\b"
)
STOP = words(
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
    "december flat house road street lane nagar colony sector block near opp plot door is are was were will be "
    "been "
    "has have "
    "had not no yes we us i me he she it they and or but if for to from by with at in on of as so do did does can "
    "could would "
    "should may might must need want wants call back again now later when where what why who how one two free "
    "sale off "
    "offer prepaid cod upi paid pending failed success gift home office work amazon flipkart myntra delhivery "
    "bluedart dtdc "
    "ekart shopify meesho ajio nykaa india indian hub city state pin pincode code otp awb tracking invoice gst "
    "gstin "
    "pan aadhaar "
    "whatsapp sms google paytm phonepe gpay bank card visa mastercard rupay hdfc icici sbi axis kotak size colour "
    "color red blue "
    "green black white pink small medium large xl xxl kurta saree dress shirt shoes ko ka ki ke ne se hai hain par "
    "pe aur kya "
    "kar karo karna nahi mera meri aap hum tum bhai sir ji bol raha rahi hu hoon mr mrs ms miss dr and und et "
    "y sehr "
    "geehrte "
    "ihre ihr der die das le la el los votre sua seu twój your"
)
TAILS = words(
    "kunj nagar vihar residency towers tower villa apartments apartment heights road street lane society colony "
    "enclave "
    "crafts store stores textiles fashion fashions jewellers traders enterprises sarees silks mart foods "
    "exports collection "
    "collections emporium bazaar limited ltd pvt llp inc gmbh services solutions clinic hospital school college "
    "station "
    "market mall chowk marg puram garden gardens park bhavan bhawan complex plaza estate express logistics "
    "courier cross "
    "sector block layout salai hills park allee strasse straße platz cloth kurta saree shirt suit dress"
)
PLAINLY = compiled(
    r"(?<![a-zß-ɏ])(?:dear|bhai|bhaiya|hi|hello|hey|this is|i am|i'm|my name is|soy|je suis|sou|"
    r"sono|ich bin|"
    r"mein name ist|"
    r"me llamo|je m'appelle|mi chiamo|meu nome é|ik ben|nazywam się|spoke (?:to|with)|talked to|speak to|"
    r"ask for|consignee|customer|"
    r"recipient|receiver|buyer|neighbou?r|beste|gentile|estimad[oa]|querid[oa]|prezad[oa]|liebe[r]?|cher|chère|"
    r"bonjour|hola|olá|ola|"
    r"hallo|ciao|regards|thanks|paket für|lieferung an|livrer à|entregar (?:a|"
    r"para)|spedire a|"
    r"consegnare a|dostarczyć do|odbiorca|envoyer à|enviar a|bill(?:ed)? to|"
    r"ship(?:ped)? to|"
    r"deliver(?:ed)? to|rider|agent|signed by|received by|kyc by|submitted by|requested by|raised by|gift for|"
    r"behalf of|(?:mera )?naam|(?:bezorgen|levering) (?:bij|aan)|(?:liefer|rechnungs)?adresse)[,:]?\s+"
)
ACTS = compiled(
    r"\s*(?:,\s*(?:\n{6,}|(?:flat|house|h\.?no|plot|room|#|[0-9])\S*)|called|(?:ne|ko) |says|said|asked|refused|"
    r"wants|lives|confirmed"
    r"|\(\n{6,}\)|\s*[-–:,]?\s*\n{7,})"
)
GREETED = compiled(r"\s*(?:,|!|ji\b|garu\b|sir\b|madam\b|k[aoie] |ne |\()")
LABEL_ABROAD = compiled(
    r"(?:(?<![^\W\d_])(?:ग्राहक(?:ाचे नाव)?|खरीदार|(?:का |मेरा )?नाम|नाव|प्राप्तकर्ता|வாடிக்கையாளர்|பெறுநர்|"
    r"பெயர்|పేరు|గ్రహీత|వినియోగదారు|"
    r"ಹೆಸರು|ಗ್ರಾಹಕ|নাম|গ্রাহক|প্রাপক|નામ|ગ્રાહક|ਨਾਮ|ਨਾਂ|ਗਾਹਕ|പേര്|ഉപഭോക്താവ്|സ്വീകർത്താവ്|الاسم|اسم|العميل|"
    r"المستلم|الزبون|نام|"
    r"گیرنده|مشتری|وصول کنندہ|имя|ім['’]я|фио|піб|получатель|отримувач|одержувач|клиент|клієнт|заказчик|"
    r"покупатель|שם|לקוח|"
    r"נמען|όνομα|ονοματεπώνυμο|παραλήπτης|πελάτης)"
    r"|收件人|收货人|收貨人|姓名|联系人|聯絡人|お名前|氏名|宛名|受取人|이름|성함|성명|받는 ?분|받는 ?사람|"
    r"수취인|수령인|주문자|"
    r"ชื่อ(?:-สกุล|ผู้รับ|ลูกค้า)?|ผู้รับ)\s*(?:[:：]\s*|[-–]\s+)([^\W\d_][^\n,;:，、。0-9()|।]{1,30})"
)
_INDIC = r"[^\W\d_][\w\u0900-\u0963\u0966-\u0dff]{1,19}"
_CHINESE_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇魏呂盧鍾譚陸范"
)
# In Thai the title is the word for `you`: a verb after it, or `of`, `to`, `if` before it, and nobody is called.
_NOT_THAI = (
    "(?!ได้|ไม่|จะ|สามารถ|แน่|ต้อง|ยัง|กำลัง|คือ|มี(?!น)|เป็น|ที่|ลูกค้า|ภาพ|สมบัติ|ค่า|ลืม|อาจ|เลือก|ถูก|แล้ว|เพื่อ|ด้วย|หรือ|และ|เข้า|ใช้|เคย|"
    "พบ|รู้|เรียก|ส่ง|ทำ|ด้าน|ผู้|สั่ง|ซื้อ|ขอ|คิด|อยู่|ไป(?!ร)|มา(?![นล])|ก็|จึง|ควร|เพิ่ง|กด|กรอก|ลง|ยืนยัน|เปลี่ยน|รับ|ติด|ดู|เห็น|อยาก|ชอบ|โปรด|บน|"
    "ใน|จาก|ให้|นี้|นั้น|ทุก|เอง|โดย|ตาม|สำหรับ|ผ่าน|เร็ว|ช้า|เปิด|ปิด|ป้อน|คลิก|ขณะ|คุณ|เกิน|ตั้ง|สมัคร|จ่าย|ชำระ|ยก|คืน|แก้|สนใจ|พร้อม|ตรวจ|ตอบ|"
    "ร้อง|แจ้ง|โทร|ครับ|ค่ะ|ฝาก|พัสดุ|เบอร์|เนื่อง|มัก|หมาย|ถึง|เก็บ|สร้าง|กับ)"
)
TITLE_ABROAD = compiled(
    r"(?:(?<![\u0900-\u097f])(?:श्रीमती|श्रीमान|श्री|सुश्री)\.?\s+|(?<![\u0b80-\u0bff])(?:திருமதி|திரு|"
    r"செல்வி)(?:\.\s?|\s+)|"
    r"(?<![\u0c00-\u0c7f])శ్రీ(?:మతి)?\s+|(?<![\u0980-\u09ff])(?:শ্রীমতী|শ্রীমতি|শ্রী)\s+|"
    r"(?<![\u0621-\u064a])السيدة?\s+|"
    rf"(?<![а-яё])(?:г-жа|г-н|господин|госпожа)\s+)({_INDIC}(?: {_INDIC})?)"
    r"|(?<!ของ)(?<!ขอบ)(?<!ให้)(?<!ที่)(?<!หาก)(?<!ว่า)(?<!ถ้า)(?<!ทำ)(?<!เมื่อ)คุณ\s?"
    rf"({_NOT_THAI}[ก-ฮเ-ไ][\u0e00-\u0e7f]{{1,14}}(?: {_NOT_THAI}[ก-ฮเ-ไ][\u0e00-\u0e7f]{{1,14}})?)"
    r"|([\uac00-\ud7a3]{2,4}) ?(?:고객님|회원님|씨(?![앗드름])|님)"
    rf"|([{_CHINESE_FAMILIES}][\u4e00-\u9fff]{{0,2}})(?:先生|女士|小姐|太太)(?!们)"
    r"|(?:(?:昨日|本日|今日|明日|先日|配送先|届け先|受取人|注文者|担当))?"
    r"([\u4e00-\u9fff\u30a1-\u30fc]{1,6}(?:[ \u3000][\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff]{1,4})?) ?"
    r"(?:様|さん)(?![々子式相態性体な替])"
)
