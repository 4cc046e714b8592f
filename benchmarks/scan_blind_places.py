"""Postal addresses of the blind templates, as people of each place write them, by the same hand.

Drawn as in scan_values: `[a|b]` one of them, `%3` three digits, `%3:9` three that begin with 9, `%n` a number of a
house. `~` is where the lines of an address on several lines end.
"""

from __future__ import annotations

_LINES = """
in: [Flat|Flat No.] %n, [Vasundhara|Shree Ganesh|Emerald Court|Gulmohar] [CHS|Apartments|Enclave]~[Veera Desai \
Road|Baner-Pashan Link Road|SV Road]~[Goregaon East|Baner|Borivali West]~[Mumbai|Pune|Thane] - 4%5:0
in: #%n, [1st|2nd|5th] Floor, [4th|9th|17th] [Main|Cross]~[HSR Layout|Jayanagar|BTM 2nd Stage]~[Bengaluru|Bangalore] \
560%3:0
in: H.No. %n-%n/[A|B|1]~[Kukatpally Housing Board|Himayat Nagar|Nacharam]~opp [ICICI Bank|bus stop|Hanuman \
temple]~Hyderabad, Telangana
in: Old No %n, New No %n, [Thiruvalluvar|Kamarajar|Bharathi] Street~[Velachery|Tambaram|Adyar]~Chennai-600%3:0
in: Vill. [Rampur Kalan|Bhojpur|Chandpur] P.O. [Barhalganj|Mehnagar]~Dist. [Gorakhpur|Azamgarh], UP 27%4:3
in: %n/[1A|2|B] [Rashbehari Avenue|Jessore Road|Ballygunge Place]~[Dum Dum|Gariahat|Lake Town]~Kolkata 700%3:0
in: Plot %n, Phase [II|III|2], [Industrial Area|MIDC|Udyog Vihar]~[Mohali|Nashik|Gurgaon]
in: [C|K|B]-%n Block [C|F|G], behind [Metro Pillar|Mother Dairy|govt school]~[Laxmi Nagar|Uttam Nagar|Rohini Sec \
7]~Delhi 1100%2
in: [House|Kothi] no %n, Sector %n~[Chandigarh|Panchkula|Noida]
in: TC %n/%n, [Pattom|Kowdiar|Peroorkada] PO~Thiruvananthapuram 6950%2
in: ward no %n, near [old post office|pani tanki|shiv mandir], [Bari Bazar|Chowk]~[Siliguri|Muzaffarpur|Jabalpur]
in: [Shop|Gala] No. %n, Ground Floor, [Ashirwad|Raghuvir|Millennium] [Complex|Textile Market]~Ring Road~Surat - \
39500%1:2
us: %n [Birch Hollow|Peachtree|Larkspur|W Monroe] [Ln|St|Road|Blvd]~[Apt %n|Unit B|Suite %n]~[Columbus, OH \
432%2|Tucson, AZ 857%2|Raleigh, NC 276%2]
us: %4:2 [N Sycamore|County Line|Old Mill|E 14th] [Street|Rd|Ave]~[Boise, ID|Des Moines, IA|Mobile, AL]
us: PO Box %3:4~[Missoula, MT 598%2|Bangor, ME 044%2]
us: %n%n [Highway 64|State Route 9|Rural Route 3]~[Fayetteville AR 727%2|Cookeville TN 385%2]
gb: [Flat %n, |]%n [Mill|Park|Station|Queen's] [Lane|Terrace|Crescent]~[Sheffield|Norwich|Exeter]~[S10|NR2|EX4] \
%1:3[QA|LH|BT]
gb: [The Old Rectory|Rose Cottage|Willow Barn], [Church Street|Back Lane]~[Little Wenlow|Ashby \
Parva]~[Shropshire|Leics] [SY5|LE17] %1:6[NP|TW]
gb: %n [Dumbarton Road|Gorgie Rd|Newport Road]~[Glasgow G11|Edinburgh EH11|Cardiff CF24] %1:2[AA|RG]
gb: Unit %n, [Kingsway|Riverside] [Trading Estate|Business Park]~[Swindon|Warrington]
ng: [No |No. |]%n [Allen Avenue|Ogunlana Drive|Aba Road|Bode Thomas Street]~[Ikeja|Surulere|Port \
Harcourt]~[Lagos|Rivers] State
ng: Block %n, Flat %n, [Gwarinpa Estate|1004 Estate|Jakande Estate]~[Abuja|Victoria Island, Lagos]
ng: Plot %n, [Kashim Ibrahim|Ahmadu Bello] Way, [beside Total filling station|opposite First Bank]~Kaduna
za: %n [Jan Smuts|Voortrekker|Long] [Avenue|Road|Street]~[Rosebank|Bellville|Umhlanga]~[Johannesburg 219%1|Cape Town \
753%1|Durban 431%1]
za: Unit %n [Acacia|Fynbos] Mews, %n [Kloof|Bree] Street~Cape Town
za: Stand %n, Extension %n~[Soshanguve|Mamelodi East]~Pretoria
au: [Unit %n, |%n/]%n [Boronia|Kookaburra|Station] [Road|Crescent|Parade]~[Geelong VIC 3220|Toowoomba QLD \
4350|Fremantle WA 6160]
au: %n [Hay|Flinders|Elizabeth] St~[Perth WA 600%1|Hobart TAS 7000]
au: Lot %n [Old Coach|Gumtree] Road~[Orange NSW 2800|Mudgee NSW]
de: [Am Sonnenhang|Bismarckstr.|Kastanienweg|Goethestraße] %n[|a|b]~[70|80|01|20]%3 [Stuttgart|München|Dresden|Hamburg]
de: [An der Alten Mühle|Zum Bahnhof|Unter den Eichen] %n, [2. OG|Hinterhaus|c/o WG 4]~[50|60]%3 [Köln|Frankfurt am \
Main]
de: [Rosenheimer|Eckenheimer|Karlsruher] Straße %n~[Erfurt|Mannheim|Kiel]
de: Packstation %3:1, Postnummer %9:8~[04|30]%3 [Leipzig|Hannover]
fr: %n[| bis| ter] [rue des Lilas|avenue Jean Jaurès|impasse du Moulin|chemin des Vignes]~[33000 Bordeaux|59%3 \
Lille|310%2 Toulouse|67000 Strasbourg]
fr: Résidence [Les Acacias|Bellevue], bât. [A|B|C], appt %n~%n [rue Pasteur|cours Gambetta]~[34000 Montpellier|13006 \
Marseille]
fr: [Lieu-dit|Hameau de] [Kerangall|La Borie|Les Granges]~[29%3 Quimper|24%3 Sarlat]
fr: %n [quai de Saône|place Bellecour|rue Monge]~[Lyon 2e|Paris 5e|Dijon]
es: [C/|Calle|Avda.] [San Vicente|de la Constitución|Ramón y Cajal] %n, [2º|4º|ático] [A|B|dcha.|izq.]~[46%3 \
Valencia|41%3 Sevilla|50%3 Zaragoza]
es: [Carrer de|Passeig de] [Balmes|Gràcia|Mallorca] %n, [1r 2a|3r 1a]~080%2 Barcelona
es: Plaza [del Pilar|Nueva|de España], %n~[Bilbao|Granada|Murcia]
es: Urb. [Los Olivos|El Mirador], parcela %n~[29%3 Mijas|03%3 Altea]
mx: [Calle|Av.|Privada] [Benito Juárez|Insurgentes Sur|16 de Septiembre] %n[| Int. %n]~Col. [Del Valle|Centro|Roma \
Norte]~C.P. 0%4:3~[CDMX|Ciudad de México]
mx: [Calz.|Blvd.] [Independencia|Las Torres] #%n~Fracc. [Los Pinos|Villas del Sol]~[Guadalajara, Jal.|Monterrey, \
N.L.|Mérida, Yuc.] [44|64|97]%3
mx: Mz. %n Lt. %n, [Calle 5|Calle Jacarandas]~[Ecatepec|Nezahualcóyotl], Edo. de México
it: [Via|Viale|Corso] [Cavour|dei Mille|Vittorio Emanuele II|delle Rose] %n[|/A|, int. 5]~[10%3 Torino|50%3 \
Firenze|80%3 Napoli|90%3 Palermo]
it: [Piazza|Largo] [Dante|San Marco|Matteotti] %n~[Verona|Genova|37%3 Verona (VR)]
it: [Località|Contrada] [Pian di Sotto|Serralunga] snc~[53%3 Siena|72%3 Ostuni] ([SI|BR])
it: Strada Provinciale %n, km %1:3~Modena
br: [Rua|Av.|Travessa] [Sete de Setembro|Getúlio Vargas|dos Ipês|Barão do Rio Branco], %n - [apto %n|casa 2|bloco \
B]~[Centro|Boa Viagem|Vila Mariana]~[Recife/PE|Belo Horizonte - MG|Porto Alegre/RS]~CEP [50|30|90]%3-%3
br: [R.|Rua] [Marechal Deodoro|Amazonas] nº %n, [Jd. América|Bairro Alto]~[Curitiba-PR|Campinas-SP]
br: Quadra %n Conjunto [A|B|F] Casa %n~[Taguatinga|Ceilândia]~Brasília-DF
nl: [Prinsengracht|Beukenlaan|Molenstraat|Oude Rijn] %n[|-2|bis|A]~%4:1 [KL|BV|XS] [Amsterdam|Eindhoven|Leiden]
nl: [Burgemeester Vroomweg|Laan van Meerdervoort] %n~[Den Haag|Zwolle]
nl: Postbus %3:4~%4:7 AA [Apeldoorn|Deventer]
pl: [ul.|al.] [Mickiewicza|Słoneczna|Armii Krajowej] %n[| m. %n|/%n]~[50|60|80]-%3 [Wrocław|Poznań|Gdańsk]
pl: os. [Bohaterów Września|Tysiąclecia] %n/%n~31-%3 Kraków
pl: [Nowa Wieś|Zielonka] %n, %2:2-%3 [Puławy|Siedlce]
tr: [Atatürk|Cumhuriyet|Yeni] Mah. [Gül|Menekşe|1453.] Sok. No:%n [D:%n|Kat 3 Daire \
%n]~[Kadıköy|Bornova|Çankaya]/[İstanbul|İzmir|Ankara]
tr: [Bağdat|İstiklal|Barbaros] Caddesi No: %n/%n~34%3 İstanbul
tr: [Fevzi Çakmak Mahallesi|Kültür Mah.], [Okul|Çınar] Sokak, [Huzur|Yasemin] Apt. No %n~Bursa
id: Jl. [Sudirman|Diponegoro|Melati|Raya Darmo] No. %n[| RT 0%1:1/RW 0%1:2]~[Kel. Menteng|Kec. Sukolilo|Kebayoran \
Baru]~[Jakarta Pusat 10%3|Surabaya 60%3|Jakarta Selatan]
id: [Perum|Perumahan] [Griya Asri|Taman Indah] Blok [C|F] No %n~[Bekasi|Depok] 17%3
id: Gg. [Mawar|Kenanga] [II|IV] no. %n, [Lowokwaru|Coblong]~[Malang|Bandung]
se: [Storgatan|Björkvägen|Sveavägen] %n[| A| lgh 1102]~%3:1 %2:1 [Stockholm|Uppsala|Malmö]
se: [Södra Förstadsgatan|Kungsportsavenyn] %n B~[Malmö|Göteborg]
se: [Norrgården|Lilla Backen] %n~%3:8 %2 [Östersund|Sollefteå]
vn: [Số |]%n [đường |]Nguyễn Trãi, [Phường 3|P. Bến Thành]~[Quận 5|Q.1]~TP.HCM
vn: Ngõ %n [phố|đường] [Láng Hạ|Kim Mã], [Đống Đa|Ba Đình]~Hà Nội
vn: Thôn %n, xã [Hòa Tiến|Tam Anh]~[Đà Nẵng|Quảng Nam]
ar: شارع [الملك فهد|التحلية|الأمير سلطان]، حي [النخيل|الروضة|العليا]، مبنى رقم %n~[الرياض|جدة|الدمام] [1|2|3]%4
ar: حي [السلامة|الربوة]، شارع %n، [فيلا|عمارة] %n، شقة %n~[جدة|المدينة المنورة]
ar: %n شارع [طلعت حرب|الهرم|جامعة الدول]، الدور [الثالث|الخامس]~[القاهرة|الجيزة]
ru: ул. [Ленина|Садовая|Мира|Космонавтов], д. %n, кв. %n~г. [Казань|Самара|Екатеринбург]
ru: %6:1, г. Москва, [Тверская улица|Ленинградский проспект], дом %n[|, корп. 2], квартира %n
ru: Санкт-Петербург, [Невский пр.|пр. Просвещения] %n-%n
jp: 〒%3:1-%4 [東京都新宿区西新宿|東京都世田谷区三軒茶屋|神奈川県横浜市港北区日吉]%1:2-%1:1-%1:4~[グリーンハイツ|メゾ\
ン桜|コーポ青木]%3:2号室
jp: [大阪府大阪市北区梅田|福岡県福岡市博多区住吉|愛知県名古屋市中区栄]%1:3丁目%1:1番%1:5号
jp: [京都市中京区烏丸通|札幌市中央区南三条西]%1:2-%2:1
cn: [北京市朝阳区建国路|上海市浦东新区张杨路|广州市天河区体育西路]%n号[|阳光花园]%1:2栋%1:1单元%3:5室
cn: [浙江省杭州市西湖区文三路|四川省成都市武侯区人民南路|江苏省苏州市工业园区星湖街]%n号
cn: [深圳市南山区科技园|武汉市洪山区光谷]%1:2路%n号%1:3楼
kr: [서울특별시 강남구 테헤란로|서울시 마포구 월드컵북로|경기도 성남시 분당구 판교로] %n[|, 1203호| 101동 502호]
kr: [부산광역시 해운대구 우동|대구시 수성구 범어동] %n-%n[| 현대아파트 105동 1204호]
kr: ([0|1]%4) [인천광역시 연수구 송도대로|대전 유성구 대학로] %n
hi: मकान नं. %n, [गली नंबर 3|वार्ड 7|नई बस्ती]~[सदर बाज़ार|राजेंद्र नगर|शास्त्री नगर]~[कानपुर|जयपुर|भोपाल] - [2|3|4]%5
hi: [फ्लैट|प्लॉट] %n, [अशोक विहार|साकेत कॉलोनी], [शिव मंदिर के पास|बस स्टैंड के सामने]~[लखनऊ|पटना|रायपुर]
hi: ग्राम [रामपुर|भगवानपुर], पोस्ट [बरौली|सिकंदरा], जिला [मथुरा|दरभंगा], [उत्तर प्रदेश|बिहार] [2|8]%5
mr: सदनिका %n, [श्री गणेश|सह्याद्री] सोसायटी~[कोथरूड|डोंबिवली पूर्व]~[पुणे|ठाणे] 4%5:1
mr: घर नं. %n, [शिवाजी चौक|टिळक रोड]~[नाशिक|कोल्हापूर]
mr: मु.पो. [वडगाव|पिंपळगाव], ता. [हवेली|जुन्नर], जि. पुणे
ta: எண் %n, [காந்தி தெரு|பாரதியார் சாலை|கிழக்கு மாட வீதி]~[தாம்பரம்|மயிலாப்பூர்]~சென்னை 600%3:0
ta: கதவு எண் %n/%n, [அண்ணா நகர்|கே.கே. நகர்]~[மதுரை|திருச்சி]
ta: %n, [மேலத் தெரு|பள்ளிவாசல் தெரு]~[தஞ்சாவூர்|கும்பகோணம்] மாவட்டம்
te: ఇంటి నం. %n-%n, [గాంధీ నగర్|అశోక్ నగర్], [రామాలయం దగ్గర|బస్టాండ్ ఎదురుగా]~[విజయవాడ|వరంగల్] 5%5:2
te: ఫ్లాట్ %n, [సాయి రెసిడెన్సీ|లక్ష్మి టవర్స్]~[కూకట్‌పల్లి|అమీర్‌పేట]~హైదరాబాద్
te: డోర్ నం %n, [మెయిన్ రోడ్|స్టేషన్ రోడ్]~[గుంటూరు|కాకినాడ]
bn: %n/[এ|বি|১] [রাসবিহারী এভিনিউ|যশোর রোড|স্টেশন রোড]~কলকাতা ৭০০০[১২|২৯|৫৫]
bn: বাড়ি %n, রোড %n, [ধানমন্ডি|উত্তরা সেক্টর ৭]~ঢাকা
bn: গ্রাম [শ্রীরামপুর|নূতনগ্রাম], পোঃ [মেমারি|কালনা], জেলা বর্ধমান
gu: [બ્લોક|ફ્લેટ] નં %n, [શિવ શક્તિ|પાર્થ] સોસાયટી~[મણિનગર|નવરંગપુરા]~અમદાવાદ 3800%2
gu: %n, [સ્વામિનારાયણ મંદિર પાસે|રીંગ રોડ]~[રાજકોટ|સુરત]
gu: મુ. [વાસણા|ધોળકા], તા. [દસક્રોઈ|સાણંદ]
kn: ನಂ. %n, [3ನೇ ಮುಖ್ಯ ರಸ್ತೆ|5ನೇ ಅಡ್ಡ ರಸ್ತೆ]~[ಜಯನಗರ|ವಿಜಯನಗರ]~ಬೆಂಗಳೂರು 5600%2
kn: ಮನೆ ಸಂಖ್ಯೆ %n, [ಗಾಂಧಿ ನಗರ|ಸ್ಟೇಷನ್ ರಸ್ತೆ]~[ಹುಬ್ಬಳ್ಳಿ|ಮೈಸೂರು]
kn: [ಕೆ.ಆರ್. ಪುರಂ|ಮಲ್ಲೇಶ್ವರಂ] %n, ಬೆಂಗಳೂರು
ml: വീട്ടു നമ്പർ %n, [എം.ജി. റോഡ്|ചർച്ച് റോഡ്]~[കൊച്ചി|തൃശ്ശൂർ] 68%4
ml: [പുത്തൻവീട്|കിഴക്കേതിൽ], [പേരൂർക്കട|കോവൂർ] പി.ഒ.~[തിരുവനന്തപുരം|കോഴിക്കോട്]
ml: ഫ്ലാറ്റ് %n, [ഗ്രീൻ വാലി|സ്കൈലൈൻ] അപ്പാർട്ട്മെന്റ്~കൊച്ചി
"""

PLACES: dict[str, list[str]] = {}
for _line in _LINES.strip().splitlines():
    PLACES.setdefault(_line.partition(": ")[0], []).append(_line.partition(": ")[2])
