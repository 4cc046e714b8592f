"""The words that stand where a name would and name nobody: of forms, roles, goods, feasts and sentences. Tables only.

`Name: required`, `Received by: Front Desk`, `Dear Seller`. General knowledge, in lower case. Must never
hold a word that people are called by, unless it says where it counts.
"""

from __future__ import annotations

import re

from orderveil.detect.words import words

# ---- Latin letters

NOBODY = words(
    # what a form says in place of a name
    "required mandatory optional missing invalid anonymous undefined null none blank empty placeholder sample "
    "example dummy test testing available applicable provided specified disclosed recorded given enter sensitive "
    "field fields obligatorio obligatoria obligatorios obligatoire obligatoires obbligatorio obrigatório "
    "obrigatorio pflichtfeld erforderlich unbekannt inconnu inconnue desconocido desconhecido sconosciuto "
    "disponible disponibile disponível renseigné verplicht onbekend wymagane wymagany nieznany zorunlu "
    "bilinmiyor wajib tidak non "
    # who is spoken to, or signs, as nobody in particular
    "seller sellers partner partners student students merchant merchants vendor vendors team teams folks guys "
    "friends colleague colleagues candidate applicant subscriber reader readers traveller traveler guest guests "
    "parents family community subscribers associate associates stakeholder investor investors shoppers customers "
    "buyers members users patron patrons supporter hiring recruiter siri alexa cortana bixby chatgpt copilot "
    "admin administrator klant klanten kunden kundin kunde cliente clientes clienti client clients klient "
    "klienci müşterimiz müşteri pelanggan khách equipo equipe équipe squadra zusammen ragazzi pessoal todos "
    "tutti señores señor señora senhores signori madame monsieur messieurs mesdames herren państwo lesende leser "
    "kollegen kollegin kollege collègues amigos amigas monde équipes usuario usuarios usuário utente utilisateur "
    "gebruiker benutzer nutzer używkownik freunde vrienden "
    # roles, rooms and places where parcels are left
    "manager officer executive representative supervisor coordinator operator director secretary cashier "
    "receptionist concierge doorman watchman caretaker janitor neighbor neighbour housekeeping staff crew squad "
    "desk counter reception lobby mailroom mailbox letterbox locker lockers porch garage backyard frontdoor "
    "doorstep checkout walkin warehouse depot hub dock room office front back side parcel mail pickup dropoff "
    "drop point kiosk payable receivable accounts sales marketing operations logistics finance billing helpdesk "
    "help grievance procurement compliance legal returns happiness growth delight portal system systems server "
    "service services support self same above below counter consumidor público publico general final mostrador "
    "barverkauf laufkunde nachbar nachbarin nachbarn poststelle rezeption pförtner hausmeister packstation "
    "gardien concierge voisin voisine accueil conserjería portería portero vecino vecina recepción portaria "
    "porteiro vizinho vizinha recepção portineria portiere vicino vicina buurman buurvrouw receptie conciërge "
    "sąsiad sąsiadka portiernia recepcja ochrona detaliczny paczkomat komşu kapıcı güvenlik resepsiyon tetangga "
    "satpam resepsionis kundenservice kundendienst kundtjänst kundeservice klantenservice servicio servizio "
    "serviço atención atendimento "
    # programs, and what they are made of
    "app application web browser form forms cron job jobs monitor agent bot robot script scheduler timer trigger "
    "queue worker daemon process thread filter loader framework plugin module api webhook gateway console "
    "dashboard android ios iphone chrome firefox safari windows linux ubuntu docker pipeline deploy staging "
    "production version release index report status error warning debug info log logs update patch upgrade "
    "backup cloud data database table column query cache session token code codes signing template theme "
    "settings config policy policies "
    # notices and offers
    "fragile goods change notice alert attention offer offers deals discount coupon voucher cashback delivery "
    "deliveries shipment shipping dispatch tracking invoice receipt payment refund exchange return reminder "
    "welcome congratulations survey feedback newsletter weekend season festival festive edition launch bandhan "
    "diwali holi eid ramadan christmas easter thanksgiving halloween navratri onam pongal ugadi teej vaisakhi "
    "baisakhi tech robotics essentials world summer collection sunshine fresh "
)
"""No word of a name that lists do not know."""

THINGS = re.compile(
    r"(?:product|brand|store|shop|file|company|firm|business|item|carrier|courier|service|host|domain|app|event|"
    r"bank|branch|display|class|method|function|table|column|field|key|server|project|task|job|queue|topic|"
    r"package|plan|template|campaign|category|variant|style|colou?r|model|book|course|school|hotel|game|street|"
    r"tag|label|process|thread|metric|device|network|group|role|tenant|region|zone|bucket|cluster|container|"
    r"image|repo|hub|warehouse|channel|module|attribute|property|parameter|variable|option|rule|policy|workflow|"
    r"status|type|shade|trade|legal|entity|organi[sz]ation|building|medicine|font|theme|sheet|page|form|report|"
    r"list|folder|path|route|station|vessel|team|club|city|country|state|market(?:place)?|collection|coupon|"
    r"scheme|produkt|firmen|datei|producto|empresa|tienda|produit|entreprise|magasin|prodotto|azienda|produto|"
    r"loja|bedrijfs)[ _-]?\Z"
)
"""What has a name and is nobody, right before `name:`."""

GOODS = words(
    "kurta kurti kurtas saree sarees sari lehenga sherwani dupatta salwar dress dresses gown shirt shirts tshirt "
    "tee tees jeans denim chinos trousers pants shorts skirt blouse blazer suit suits jacket coat parka hoodie "
    "sweater cardigan scarf shawl stole tie belt belts wallet bag bags handbag backpack tote clutch purse watch "
    "watches sunglasses eyewear frames shoe shoes boots sandals sneakers heels pumps loafers slippers socks "
    "innerwear boxer briefs lingerie bra perfume fragrance cologne eau edt edp deodorant lipstick mascara "
    "foundation concealer powder blush eyeliner kajal serum cream lotion moisturizer moisturiser sunscreen toner "
    "cleanser shampoo conditioner soap mask oil oils facewash candle candles jewellery jewelry necklace ring "
    "rings earrings bracelet bangles pendant jersey poster posters mug cap hat plush toy toys doll figurine lego "
    "puzzle notebook paperback hardcover ebook audiobook book books novel vinyl cd dvd album tickets tour movie "
    "film season bat ball racket cake mix rice biscuits chocolate cookies tea coffee whisky whiskey wine beer "
    "sauce ketchup chips honey ghee pickle masala bedsheet bedsheets curtain cushion mattress sofa chair lamp "
    "pan cooker mixer bottle lunchbox glasses tablets capsules syrup insoles hand baking surface brand brands "
    "collection collections couture sale store stores boutique showroom outlet restocked gift coupon vouchers "
    "discount offer offers trunk bridal replica signed parfum lippenstift tasche kleid hemd jacke pullover "
    "gürtel schuhe bluse gesichtscreme katalog filiale ceinture shampooing crème robe chaussures sac montre "
    "vestido camisa chaqueta zapatos bolso perfume saldi cappotto abito borsa scarpe saldos sapatos bolsa "
)
"""What is sold under a name: behind it, a name is likelier a brand's."""

FEASTS = words(
    "diwas bulvarı jayanti janmashtami chaturthi navami purnima ekadashi jayanthi mahotsav utsav samadhi "
    "memorial jubilee remembrance beatification जयंती जयन्ती चतुर्थी जन्माष्टमी नवमी पुण्यतिथि চতুর্থী জয়ন্তী "
)
"""Days that are called after somebody; what goes before them is no buyer."""
WORSHIPPED = words(
    "lakshmi laxmi durga ganesh ganpati ganesha saraswati kali vishwakarma satyanarayan krishna shiv shiva "
    "hanuman ram sai tulsi govardhan chhath gauri लक्ष्मी दुर्गा गणेश सरस्वती काली विश्वकर्मा कृष्ण शिव हनुमान "
    "राम साईं गौरी दुর্গা "
)
WORSHIP = words(
    "puja pooja mandir temple idol murti chalisa aarti yantra katha vrat पूजा मंदिर मूर्ति चालीसा आरती यंत्र कथा "
    "व्रत "
)

AFTER_PEOPLE = words(
    "airport stadium terminus terminal hospital university institute college school library museum foundation "
    "trust bridge boulevard blvd avenue road marg street chowk nagar square circle flyover metro station "
    "auditorium theatre theater temple church cathedral international memorial award cup trophy theorem law act "
    "day jewellers jewelers jewellery brothers bros sons textiles sarees traders enterprises industries mills "
    "pvt ltd limited llp inc gmbh couture foods motors pharma "
)
"""What is called after people and is none: roads, houses of the public, firms, days and laws."""
BEFORE_PEOPLE = words(
    "avenida avda calle rua rue estadio estádio stade stadio colegio colégio escuela escola école lycée collège "
    "hospital hôpital ospedale aeropuerto aeroporto aéroport universidad universidade université parque museo "
    "musée teatro iglesia puente biblioteca piazza plaza praça corso viale ulica ulitsa jalan hotel villa "
    "instituto institut fundación fundação fondation teatro auditorio saint san santa sant são santo sankt swami "
    "guru mahatma "
)
"""What stands right before the name of somebody after whom a place is called."""

# ---- other scripts

_EDGE = r"(?![^\W\d_]|[\u0900-\u0963\u0966-\u0dff])"
NOBODY_ABROAD = re.compile(
    r"(?:अनिवार्य|आवश्यक|ज़?रूरी|लागू|उपलब्ध|नहीं|नाही|छैन|कोई|दर्ज|अज्ञात|भरें|लिखें|खाली|रिक्त|सुरक्षा|गार्ड|"
    r"पड़ोसी|सेवा|चौकीदार|रिसेप्शन|अपना|आपका|आपले|कृपया|गलत|अमान्य|वही|स्वयं|टीम|विभाग|माहीत|पूरा|पहला|मेहमान|"
    r"कंपनी|আবশ্যক|প্রযোজ্য|পাওয়া|নেই|অজানা|লিখুন|দিন|উপলব্ধ|নিরাপত্তা|দারোয়ান|আপনার|খালি|প্রয়োজন|"
    r"প্রয়োজনীয়|જરૂરી|ઉપલબ્ધ|અજ્ઞાત|લાગુ|ફરજિયાત|નથી|દાખલ|સુરક્ષા|તમારું|ਲੋੜੀਂਦਾ|ਜ਼ਰੂਰੀ|ਉਪਲਬਧ|ਲਾਗੂ|ਅਗਿਆਤ|ਦਰਜ|"
    r"ਨਹੀਂ|ਤੁਹਾਡਾ|مطلوب|إلزامي|الزامي|غير|لا|فارغ|مجهول|اختياري|حارس|الحارس|الأمن|أمن|الاستقبال|استقبال|البواب|"
    r"أدخل|ادخل|يرجى|الرجاء|نفس|كما|خدمة|فريق|قسم|شركة|مؤسسة|متجر|زائر|ضيف|الجار|جار|كامل|الكامل|الأول|الزامی|"
    r"نامشخص|ندارد|ضروری|لازمی|نامعلوم|درج|وارد|نگهبان|شرکت|مهمان|دستیاب|خالی|не|нет|указ\w*|неизвест\w*|"
    r"обязател\w*|пусто\w*|отсутств\w*|аноним\w*|охран\w*|консьерж\w*|пункт|физическое|юридическое|отказ|"
    r"отказано|сосед\w*|ресепшн|введите|заполн\w*|гость|тест|частное|розничный|ооо|зао|пао|ао|магазин|склад|"
    r"служба|отдел|менеджер|покупатель|компания|фирма|сам|самовывоз|постамат|любой|курьер|"
    r"невідом\w*|обов\w*|немає|відмова|охорона|חובה|לא|אין|אורח|חסר|שומר|קבלה|נא|חברת)" + _EDGE +
    r"|(?:தேவை|கட்டாய|தெரிய|இல்லை|உள்ளிட|பொருந்தா|கிடைக்க|அறிய|காவல|உங்கள்|అవసర|లేదు|తప్పనిసరి|తెలియ|నమోదు|"
    r"అందుబాటు|వర్తించ|మీ |ಅಗತ್ಯ|ಲಭ್ಯವಿಲ್ಲ|ಇಲ್ಲ|ಕಡ್ಡಾಯ|ತಿಳಿದಿಲ್ಲ|ನಮೂದಿಸಿ|ಅನ್ವಯ|ನಿಮ್ಮ|ആവശ്യ|ലഭ്യമല്ല|ഇല്ല|"
    r"നിർബന്ധ|അറിയില്ല|നൽകുക|ബാധക|നിങ്ങളുടെ|ആദ്യ|അന്ത്യ|จำเป็น|ไม่|กรุณา|โปรด|ระบุ|กรอก|ว่าง|ทดสอบ|ลูกค้า|"
    r"พนักงาน|ยาม|ป้อม|ฝ่าย|บริษัท|ร้าน|คลัง|必填|选填|未|无|無|请|請|不详|不明|匿名|前台|门卫|保安|客服|同上|"
    r"本人|自提|代收|快递|驿站|物业|默认|测试|空|输入|填写|收发室|传达室|游客|访客|用户|客户|会员|管理员|系统|"
    r"必須|任意|なし|入力|ご入力|記入|ご記入|全角|半角|漢字|フル|御中|上様|各位|受付|管理人|警備|宅配|ゲスト|"
    r"テスト|例|あなた|株式会社|有限会社|担当|필수|선택|없음|미입력|미기재|미등록|미지정|미상|모름|불명|입력|"
    r"작성|경비|문 ?앞|부재|본인|동일|상동|관리사무|택배|무인|현관|로비|안내|프런트|비회원|손님|고객|회원|"
    r"게스트|익명|테스트|알 ?수|해당|비공개|주식회사)"
)
"""What says after a label that no name stands there, at the beginning of what stands there."""
THINGS_ABROAD = re.compile(
    r"(?:उत्पाद|प्रोडक्ट|दुकान|कंपनी|फ़ाइल|फाइल|ब्रांड|स्टोर|बैंक|शहर|आइटम|किताब|पुस्तक|पण्यের|পণ্যের|দোকানের|"
    r"কোম্পানির|ফাইলের|பொருளின்|கடையின்|நிறுவனத்தின்|கோப்பின்|ఉత్పత్తి|కంపెనీ|దుకాణం|ಉತ್ಪನ್ನದ|ಕಂಪನಿಯ|ಅಂಗಡಿಯ|"
    r"ઉત્પાદનનું|કંપનીનું|દુકાનનું|ഉൽപ്പന്നത്തിന്റെ|상품|제품|파일|브랜드|가게|회사|매장|은행) ?\Z"
)
GOES_ON_ABROAD = words(
    "को का की के से ने है हैं पर और में हूँ हूं जी फोन मोबाइल नंबर पता एवं तथा यह वाला ऑर्डर पार्सल यांना यांचे "
    "यांचा यांनी ला आहे पत्ता आणि এর কে ও এবং ফোন ঠিকানা মোবাইল বলছি ને નો ની નું છે અને ફોન સરનામું ਨੂੰ ਦਾ ਦੀ "
    "ਦੇ ਹੈ ਅਤੇ ਫੋਨ ਜੀ அவர்கள் அவர்களின் அவர்களுக்கு மற்றும் தொலைபேசி முகவரி வரவில்லை பெற்றார் గారు గారికి గారి "
    "మరియు ఫోన్ చిరునామా ಅವರು ಅವರಿಗೆ ಅವರ ಮತ್ತು ಫೋನ್ ವಿಳಾಸ എന്ന ഫോൺ വിലാസം من في على رقم هاتف جوال الهاتف الجوال "
    "العنوان عنوان ولم لم وقد قد مدينة استلم استلمت طلب طلبت اتصل اتصلت رفض رفضت لن لا تلفن موبایل آدرس شماره "
    "است ہے کا کی کے کو نے فون نمبر پتہ اور טלפון כתובת נייד עיר тел телефон адрес и не отказался отказалась "
    "просит звонил звонила получил получила забрал забрала 연락처 전화 전화번호 주소 휴대폰 핸드폰 입니다 고객님 "
    "님 씨 ครับ ค่ะ โทร เบอร์ ที่อยู่ "
)
"""What goes on with the sentence after a name."""
ENDINGS_ABROAD = re.compile(r"(?:고객님|님|씨|입니다|이에요|예요)+\Z")
SIGNS_OF_NO_NAME = re.compile(
    r"です|様|さん|さま|と申|と言|(?<=[^\s\u3000])[のがはをにへ]|電話|住所|电话|手机|地址|联系|身份证|性别|先生|"
    r"女士|小姐|收|在|已|的|\s{2}|[.!！．/]"
)
"""What stands after a name in Chinese and Japanese, where no space need part them."""
NOBODY_POLITE = words(
    "客 皆 仕 模 多 同 異 有 何 各 神 殿 上 奥 母 父 兄 姉 弟 妹 娘 隣 子 赤 爺 婆 俺 老 大 小 旦那 業者 担当 "
    "担当者 店員 会員 警備員 係員 社員 職員 作業員 配達員 運転手 息子 医者 看護師 先輩 患者 大家 管理人 受取人 "
    "差出人 名義人 購入者 注文者 利用者 出品者 販売者 得意先 取引先 企業 法人 会社 御社 ドライバー スタッフ "
    "ユーザー オーナー ゲスト メーカー サポート 両親 祖父 祖母 家族 本屋 花屋 魚屋 肉屋 薬局 病院 銀行 生徒 学生 "
    "園児 保護者 一同 関係者 沢山 各位 고객 회원 선생 기사 사장 부모 판매자 구매자 담당자 주문자 수령인 손 이웃 "
    "주인 아저 아가 날 글 솜 말 불 맵 마음 대표 팀장 과장 부장 실장 원장 교수 의사 간호사 형 누 어머 아버 할머 "
    "할아버 아드 따 며느 장모 스승 하느 부처 임금 직원 작가 감독 배우 유저 이용자 택배 경비원 집주 새댁 장인 "
    "도련 서방 마 저 여러 "
)
"""What is spoken of politely, with the ending of a name, and is no name."""

ORDINARY_ABROAD = words(
    # Hindi, Marathi, Nepali
    "करें हैं किया सही गया साइट साथ खाते मान्य निवेदित क्या प्रशासन नया मान अभी बिंदु बिन्दु बहु बाइट बराबर दिन "
    "अमान्य हाँ विधि बास्क अवधि अवधी फाइल फ़ाइल फाईल पन्ना भाषा बहुत प्रश्न मानों अनजान चित्र वेल्श तातार टाटर "
    "थाई आयरिश रूसी रुसी डेनिश डॅनिश कुल तारीख मिटा नयी नई अपना जाने जाना खयाल दिया दी दिये दिए रद्द रूप साईट "
    "माना ध्यान भरती पहला क्लास प्रणाली डैश गयी गई गए प्रदान चार सात तीन जून जुलाई जुलै मार्च अप्रैल अप्रिल करा "
    "आणि खात्री नवीन दोन पान थीम पर्याय असत्य सत्य घ्या खालील त्या कारण आम्ही आपला आपले आपली साठी असावा जुना "
    "केली केले केला सध्या आकार असणे माझा माझे मला अचूक आली आता कन्नड वर्ष प्रत सोपी वेब अर्ज अजून मारा केलाय "
    "जाणे नंतर चुक जाईल केल्या पानात आपण लिखित सेट पूर्वी सहा उद्या काल लोड मिति नयाँ अघि गरी फाँट छन् तथा सहित "
    "डाटा सम्म छान्न पूर्व पहिलै भएन कुरा पार्न फेरि दायाँ प्रधान तरिका ड्यास बाट सहायता समय बदल जाता जाती वाला "
    "वाली सफल भेज हमें हमारा हमारे आपका आपके आपकी मेरा मेरी मेरे नाम पता घर रुपये दाम माल साड़ी रंग "
    # Bengali
    "করা তারিখ মান দিন নয় করার ফাইল কোন দেয়া দেওয়া সাইট আমরা দয়া যান ভাষা হ্যাঁ আমার প্রশাসন সহায়িকা যায়নি "
    "আছেন নি বাইট ডাটা না অজানা আরো প্রদান বাস্ক করান আইরিশ জুলাই জুন মার্চ ফর্মের অপরাহ্ন থাই অংশের পারি আজকে "
    "আমি কারন কারণ বার্তা সেট তথ্য সাথে সমর্থ ড্যাশ বিন্দু চার সাত তিন বাতিল হয়েছে হবে করে করুন নতুন আপনার নাম "
    # Punjabi, Gujarati
    "ਮਿਤੀ ਨਾਂ ਸੈੱਟ ਸਾਈਟ ਫਾਇਲ ਗਿਆ ਦਿਨ ਅਣਜਾਣ ਉੱਤੇ ਮਿੰਟ ਹਾਂ ਜਾਂ ਹਨ ਜਾਓ ਕਰਨ ਬਾਈਟ ਅਪਰੈਲ ਚਿੱਤਰ ਜੁਲਾਈ ਜੂਨ ਕੰਨੜ ਮਾਰਚ "
    "ਸ਼ਾਮ ਰੂਸੀ ਤਤਾਰ ਥਾਈ ਦਿੱਤੀ ਮਾਰ ਅਤੇ ਅੱਧੀ ਕੁੱਲ ਪ੍ਰਸ਼ਾਸਨ ਪਰਸ਼ਾਸ਼ਨ ਗਈ ਆਪਣਾ ਤਾਂ ਗਈਆਂ ਸਾਡੀ ਟੀਮ ਚੁੱਕਾ ਅੱਜ ਆਇਆਂ ਰੱਦ "
    "ਖਾਸ ਸੀ ਕਲਾਸ ਲਾਈਨ ਬਹੁ ਅੱਠ ਚਾਰ ਸੱਤ ਲਾਂ ਤਿੰਨ ਡਾਟਾ કરો છે રદ નવું તમારો અમારો દિવસ આજે કાલે માન્ય સાથે માટે "
    "ફાઇલ નામ "
    # Tamil, Telugu, Kannada, Malayalam
    "பிழை சரி முறை அந்த மொழி படம் அனைத்து அதன் ஜூலை ஜூன் மார்ச் முறையான அள்ளாத ஆல் அதை தான் கீழே மாற்ற இணைய பயன் "
    "இன் காண எல்லா பார்க்க போல வலை సరైన కొత్త చర్య అన్నీ సైట్ ఫైల్ ఇన్ బాస్క్ అడ్రస్ కామాల ఐరిష్ జులై జూన్ కన్నడ "
    "టటర్ థాయి ఖాళీని వెల్ష్ జూలై అన్ని ఇలా ఈనాడు నిన్న దర్శనం చేరిన క్లాస్ ಇಲ್ಲ ಗಾಗಿ ಎಲ್ಲಾ ಅಲ್ಲ ಆರಿಸಿ ಖಾತ್ರಿ "
    "ನನ್ನ ತಾಣ ಬೈಟ್ ದಿಂದ ಬಿಂದು ಐರಿಶ್ ಜುಲೈ ಜೂನ್ ಕನ್ನಡ ಮಾರ್ಚ್ ಅಪರಾಹ್ನ ಥಾಯ್ ವೆಲ್ಷ್ ನಂತರ ಮನೆ ಆನಂತರ ಖಾತರಿ ವರ್ಷ ದಿನ ಕಡೇ "
    "ഇല്ല ദയവായി എല്ലാ പാടില്ല പിന്നെ തരം നാമം ഡാറ്റ അക്കങ്ങൾ ഫയൽ ഫയല് നിങ്ങൾ പ്രശ്നം അതിൽ അടങ്ങിയ അല്ല വെബ് അതെ "
    "ആവാൻ അരിപ്പ കാണാൻ നന്ദി താങ്കൾ തെറ്റായ രേഖാ ബഹു നിന്ന് സ്ഥാനം ഈടോ ഐറിഷ് ജൂലൈ കന്നഡ കാര്യങ്ങൾ അറിയാൻ തായ് "
    "ലോഡ് മാറ്റി ഫലം പ്രവർത്തി കഴിയില്ല പറഞ്ഞ കാലിയല്ല ശരിയായാണ് ഇന്ന് ഇനി നടന്ന പ്രധാന അറിയാത്ത ഹാഷ് ഏഴ് പേരിൽ "
)
"""Ordinary words of the scripts of India that sound like a name, as the lists hear them."""
