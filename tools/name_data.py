"""Words that the small model of names learns from: rarer names, places, and words that are neither. Tables only.

All from general knowledge, no list of real people. The common names are the detector's own lists;
these here are rarer ones, so that the model learns from the words around them. What the benchmark
holds in its values is not here: a test compares.
"""

from __future__ import annotations

from orderveil.detect.words import words

RARE = {
    "in": "aadarsh abhiram achyut adhiraj akhilesh ambalal anagha anasuya anirban ankush appa arindam avdhesh bansilal "
    "barkha basanti bhagirathi bhairavi bhalchandra bhuvan bijoy bindiya brijmohan chaitali chandrakala chinnamma "
    "damodar dashrath debashish devaki dhaniram dharam dhirendra dwarka ezhil gangadhar ghanshyam giridhari "
    "govardhan gulab gyanendra harbans hardev hiralal indrajit ishwar jagmohan jalaluddin jamuna janardan "
    "jaswinder jayshree kalavati kamlesh kanhaiya kasturi keya khushboo kishori kokila kripal kundan lakhan "
    "lalita lilavati lalthanga madhabi mahalakshmi makhan mangala marutirao mathangi meenakshisundaram mohsin "
    "moumita muthulakshmi nabanita nachiket nagarathna narottam nazneen nirupama olivia omprakash padmavathi "
    "paramjit parameswari phoolan pitambar prabhakar prasenjit purushottam raghunandan rajlakshmi ramkishan "
    "ramlakhan rangamma ratan rukhsana sabitri sahadev sambhaji sanatan sarvesh satyabhama sharada shivkumar "
    "shobhana shyamlal somnath soudamini sreelatha subhadra sukhdev sumathi sundari surjit swaminathan tarachand "
    "tapan thirumalai tikaram tulasi udayan ujjwala umakant vasundhara vedprakash veerabhadra vimla vithal yamuna "
    "yashpal zakiya zeenath / achar adiga agnihotri ambedkar amonkar ansari arumugham badami bagul bandopadhyay "
    "barman barot bawankule behl bhade bhagat bhandarkar bharti bhonsle bokil borade chakma chandak chaudhry "
    "chettri chippa dahiya dandapani deokar dhanraj dongre duraisamy etteth gadre gaekwad ganesan ghatak godse "
    "gogoi guleria hansda hembram hooli irrinki jadeja jakhar jambhulkar jena kaimal kakati kalbande kambli "
    "karanth karve khamkar khuntia kidwai kisku kotwal kuppuswamy kurup lahane limaye lokhande machado mahapatro "
    "maiti malakar malusare mankad marathe meitei mohapatra mundkur murmu muthuraman nadkarni nagrale namboodiri "
    "narvekar natekar oraon padhi palkar pardeshi paranjpe parida pathania phukan poojary popat prajapati "
    "pulikkal rabha rakshit ranganath ratnaparkhi rohilla sabale salunkhe samaddar sangma saraf sardesai satam "
    "shekhar shelke shirodkar singhania sonawane soren subba sukumaran surve talukdar tambe tanwar tarafdar "
    "thangavel thakre tirkey toppo udupa ukey vaishnav valmiki vanaparthi velayudhan vichare wankhede yadagiri "
    "zende",
    "world": "adela aksel alasdair alois amadou anneke ansgar aoife arnaud asuncion augusta balthazar baptiste bastian "
    "begona benedikta bernadette blandine boubacar branislav brunhilde caoimhe celestine cesare chidi chinwe "
    "clotilde concepcion cosima cyprien dagmar davide delphine demetrius deshawn dorota eberhard edeltraud efosa "
    "eileen elio elzbieta emre encarnacion ermanno esperanza estelle eulalia ewelina ezequiel fabienne femi "
    "fermin filippa flavien folake frederik frieda gaetan gaspar genevieve gerhard gervaise gonzalo gottfried "
    "gudrun hakan hedwig heloise hildegard honorine horacio ignacio ilse imke inigo isolde itziar jadwiga jamal "
    "janusz jaroslaw jelena joaquin jolene jovana kamau katinka kirsten klaas kofi krystyna kwame lamar latoya "
    "laureano leandro leocadia liselotte lothar ludovic maelle mafalda malik marguerite marisol matthis maximo "
    "mercedes merve milagros mirella moises nadege nikolaus noemi nuno obinna odile oksana olumide osvaldo otilia "
    "paolo patrizia perpetua philippa quentin ramona reginald reinhold remedios rodolfo rosalind roswitha sabrina "
    "sanne selcuk serafina sigrid simone soledad stanislaw sunniva tamara tatsuya tereza tevin theodora thierno "
    "tomoko ulrike urszula vaclav valerio violeta vojtech waltraut wilhelmina wiebke xander yannick yvonne zdenek "
    "zofia / abernathy achterberg adebayo aguirre albescu amundsen anguiano appelhans arriaga asante ashworth "
    "baptista barrow battaglia beauchamp belmonte bielecki birchall blackwood blumenthal boateng bouchard "
    "brandstetter buchholz cabrera calloway carrington castellano chukwu corrigan cuvelier czerwinski dalgaard "
    "davenport delacroix demirel devereux donnelly drummond eichhorn ekström elizondo engstrom escobedo etienne "
    "fairchild faulkner feldmann ferrante figueroa finnegan fitzgerald forsberg friedrich gagnon galvan gebhardt "
    "gerlach gladstone goldstein gorski grabowski granados grunewald guzman haddock halvorsen hargrove hawthorne "
    "heidenreich herrmann hirsch holloway ibarra igwe iwasaki jablonski jaramillo kamara kaminski kessler "
    "kirchner kovalenko krawczyk lachance langley larkin leclercq lindqvist lockhart maldonado marchetti mbeki "
    "mcallister mensah montgomery moriarty nascimento neuhaus nwosu obrien ochieng odonnell okafor oyelaran "
    "pacheco palacios pemberton pfister piotrowski plunkett poulsen quesada rademacher radcliffe ravenscroft "
    "rosenthal rutkowski saavedra salazar sandberg santangelo schwarzenberg sepulveda sinclair sokolov stanfield "
    "steinbach sundqvist tavares thackeray thibodeau traore underwood valenzuela vandenberg vasquez villanueva "
    "vukovic wachter wainwright whitaker wojciechowski yamaguchi zajac zielinski",
    "arab": "abeer adnan afnan ahlam ammar anwar arwa asmaa ayman aziz bashar basma bilal dalal dina fahad faisal "
    "fawzia ghada hadeel haifa hanan hani hazem hind huda ibtisam iman jaber jamal jawaher kamal karim khaled lamia "
    "latifa lubna maha majed manal marwan mazen mona munira nabil nadim najla nawal nizar rami rasha reem sahar "
    "salem samir shaima sultan tamer wafa waleed yara zainab ziad / al-otaibi al-shammari al-ghamdi al-dosari "
    "al-hammadi al-balushi al-rashid al-marri al-kaabi al-shehhi al-amoudi al-qasimi al-tamimi abdulrahman "
    "barakat darwish farouq ghanem hamdan ismail jaber khoury mubarak najjar othman qasem saad shaheen sharif "
    "taha zayed",
    "viet": "hoàng đỗ ngô dương lý phan vũ trịnh / thanh_hương văn_tuấn thị_lan quang_vinh hồng_nhung đức_anh thị_mai "
    "minh_châu hữu_phước thu_thảo anh_tuấn kim_ngân bảo_long thùy_linh văn_nam thị_hoa xuân_mai",
    "indo": "sri rini agung yanti eko hendra fitri slamet indah rudi ratna yusuf nining wawan lestari / nugroho wibowo "
    "setiawan suryadi rahayu saputra gunawan hidayat sitorus nasution situmorang pangestu utami",
    "turk": "emine murat elif hüseyin zeynep burak şule kemal gülsüm serkan nurcan ibrahim / demir şahin aydın koç "
    "özdemir aslan doğan kılıç polat erdoğan tekin güneş",
    "africa": "adaeze amaka bukola chidinma emeka fatou ibrahim kelechi nneka olayinka sade temitope tunde uche "
    "wanjiru zainabu / adeleke afolabi bello chukwuma danjuma ekwueme iheanacho kariuki mwangi njoroge obi ogunleye "
    "oladipo onyango uzoma yusuf",
}  # fmt: skip
SCRIPTED = {
    "ar": "محمد أحمد فاطمة خالد سعيد مريم نورة عائشة سلطان ليلى حسن زينب طارق سلمى يوسف إبراهيم منى ريم / العتيبي "
    "الشمري الغامدي الدوسري النجار المطيري الحمادي درويش خوري السيد عثمان صالح الشريف",
    "ur": "محمد علی فاطمہ عائشہ احمد بلال حنا سعدیہ طارق ثناء وقاص نادیہ / احمد ملک شیخ بٹ چوہدری رضا میر صدیقی حسین",
    "ru": "Александр Мария Сергей Ольга Дмитрий Наталья Алексей Елена Иван Ирина Павел Светлана / Смирнов Попова "
    "Соколов Лебедева Новиков Морозова Волков Павлова Козлов Степанова",
}
# People of the benchmark's unseen kind must not be listed; what is listed is told apart by this.
LISTED = frozenset(
    part.lower() for lists in (*RARE.values(), *SCRIPTED.values()) for part in lists.replace("_", " ").split()
)

AREAS = words(
    "Jayanagar Malleswaram Borivali Mulund Chembur Sion Wakad Hadapsar Baner Viman_Nagar Karol_Bagh Rohini Saket "
    "Janakpuri Hazratganj Aliganj Rajajinagar Ameerpet Kukatpally Madhapur Adyar Velachery Tambaram Behala "
    "Dum_Dum Ballygunge Navrangpura Satellite Maninagar Adajan Bodakdev Kankaria Boring_Road Lalpur Harmu "
    "Ashok_Nagar Shastri_Nagar Nehru_Nagar Patel_Nagar Laxmi_Nagar Ram_Nagar Subhash_Nagar Tilak_Wadi Sadar Cantt "
    "Bistupur Peelamedu Palayam Kakkanad Edappally Pattom Kowdiar Jubilee_Hills Begumpet Miyapur HSR_Layout "
    "BTM_Layout Whitefield Hebbal Yelahanka Kalyan_West Thane_East Airoli Nerul Kharghar Panvel Nigdi Pimpri "
    "Chinchwad Katraj"
)
STREETS = words(
    "Nehru_Road Station_Rd Temple_Street Mosque_Lane Tank_Bund_Road College_Road Court_Road Bypass_Road Ring_Road "
    "Hospital_Road Market_Road Gandhi_Marg Tilak_Road Azad_Chowk Subhash_Marg Kutchery_Road Mission_Compound "
    "Fort_Road Jail_Road Church_Street Cross_Cut_Road Old_Bus_Stand_Road Laxmi_Road Main_Bazar Sadar_Bazar "
    "Kamla_Market Gali_No_3 1st_Cross 4th_Main 12th_B_Cross Bank_Colony Teachers_Colony Railway_Colony "
    "Police_Lines Shivaji_Chowk"
)
BUILDINGS = words(
    "Om_Sai_Apartments Gokul_Dham Silver_Oak_Towers Ganga_Heights Anand_Niwas Shree_Ganesh_CHS Lotus_Residency "
    "Vasant_Vihar_Bldg Riddhi_Siddhi_Complex Palm_Grove Sunrise_Enclave Balaji_Nivas Royal_Palms Sneh_Kunj "
    "Meera_Sadan"
)
CITIES = words(
    "Nashik Kolhapur Solapur Satara Hubli Belgaum Mangaluru Udupi Davangere Tumkur Guntur Nellore Tirupati "
    "Warangal Karimnagar Salem Vellore Tirunelveli Thanjavur Palakkad Kottayam Alappuzha Howrah Siliguri Durgapur "
    "Cuttack Sambalpur Rourkela Ranchi Dhanbad Jamshedpur Gwalior Ujjain Jabalpur Raipur Bhilai Kota Udaipur "
    "Bikaner Ajmer Jodhpur Alwar Rajkot Jamnagar Anand Bharuch Surat Nadiad Ghaziabad Meerut Moradabad Gorakhpur "
    "Jhansi Bareilly Prayagraj Dehradun Jammu Srinagar Ludhiana Jalandhar Patiala Bathinda Guwahati Silchar "
    "Dibrugarh Agartala"
)
ENGLISH = words(
    "order parcel package box delivery courier rider driver refund return exchange pickup address gate lobby "
    "reception flat door bell floor lift parking society guard watchman shop store warehouse hub staff team "
    "manager agent customer buyer account payment cash wallet bank invoice bill tax charge fee coupon discount "
    "offer sale price amount item product size colour shirt kurta saree dress shoes bag watch phone charger cable "
    "laptop book toy lamp curtain bedsheet pillow cushion bottle mug plate cooker mixer kettle fan heater soap "
    "shampoo cream oil perfume tea coffee rice sugar spices snacks chocolate gift card note label sticker tape "
    "seal weight quality stitching fabric cotton silk leather wooden plastic steel glass broken damaged missing "
    "wrong late early urgent soon today tomorrow morning evening night week month date time slot window status "
    "update message call number email link page app website login password code issue problem complaint ticket "
    "request query reply answer help support office home school college hospital market road street corner signal "
    "bridge park temple station airport city town village north south east west upper lower new old big small "
    "good bad nice poor fresh free full empty first second last next same other another every some many more less "
    "only just still already again never always please kindly thanks sorry hello confirm cancel change check send "
    "bring take leave keep give get find open close pay buy sell print scan pack load sort ship move track update "
    "system error server build report record version test failed passed pending processing shipped delivered "
    "completed festival season winter summer wedding birthday party family friend mother father brother sister "
    "wife husband son daughter uncle aunt neighbour owner tenant guest doctor teacher driver tailor summer "
    "handloom embroidered printed checked striped floral designer premium classic modern vintage natural organic "
    "herbal golden silver pink blue green red yellow black white grey brown orange purple maroon navy beige"
)
MORE_ENGLISH = words(
    "ability access accident action active activity actual adult advance advice affair afternoon age agency "
    "agreement air alarm alert amazing ample angle animal annual apology appeal application area argument arm "
    "army arrival art article aspect asset attempt attention attitude audience author auto average award baby "
    "back background balance ball band base basic basis basket bath battery beach bean bear beat beautiful bed "
    "beginning benefit best better beyond bike bird bit blanket block blood board boat body bone bonus border "
    "boss bowl boy brain branch brand bread break breath brick brief bright broad brush budget bulk bunch burn "
    "bus business busy button buyer cabin cabinet cake calendar calm camera camp campaign capital captain car "
    "care career carpet carton case cat category cause ceiling cell centre century certain chain chair challenge "
    "channel chapter character chart cheap chest chicken chief child choice circle claim class clean clerk client "
    "climate clock cloth cloud club coach coast coat code cold collection column comfort comment common community "
    "company comparison complex compound computer concept concern condition conference connection consent contact "
    "content contest context contract control copy core correct count counter country couple course court cover "
    "crack craft crate crew cross crowd cup current curve custom cut cycle daily dark data day deal dear debate "
    "debt decision deck deep default degree demand depth description design desk detail device difference digit "
    "digital dinner direct direction dirty disc discussion dish disk distance district dock document dot double "
    "draft drama draw drawer dream drink drive dry dust duty ear earth easy edge edition editor effect effort egg "
    "either electric element energy engine english entire entry equal equipment escape estate even event exact "
    "example excellent exit expert export extra eye fabric face fact factory fair fall false fan fancy far farm "
    "fashion fast fat fault favour feature feed feedback feet field figure file film final finance fine finger "
    "finish fire firm fish fit fix flag flash flavour flight flow flower focus folder food foot force foreign "
    "forest form format forward foundation frame freight front fruit fuel full function fund funny furniture "
    "future gain gallery game gap garden gas gate general girl goal government grade grain grand grass great "
    "ground group growth guess guide habit hair half hall hand handle happy hard hat head health heart heat heavy "
    "height high hint history hobby hole holiday honest hook hope horse host hot hotel hour house huge human "
    "hurry ice idea image impact important index indian industry information ink input inside interest internal "
    "invite iron island job joint joke journey juice jump key kind king kitchen knife knowledge land language "
    "large law layer lead leaf league learn legal length lesson letter level library licence life light limit "
    "line link lip list little live load loan local location lock log long loss lost lot loud love low luck lunch "
    "machine magic mail main major mark market master match material matter maximum meal mean measure meat media "
    "medicine medium meeting member memory menu message metal method middle mind mine minimum minor mirror mode "
    "model moment money monitor mood mouth movie mud music name narrow nation native nature neck need nerve net "
    "network news noise normal nose notice number nurse object offer officer oil option oral outlet output oven "
    "owner pace packet page pain paint pair panel paper parent part partner pass past path pattern peace pen "
    "pencil people pepper period person pet photo phrase piano picture piece pin pipe pitch place plan plane "
    "plant plate platform play player pleasure plenty point policy pool popular portal position possible post pot "
    "potato power practice premium press pretty previous primary print prior private prize process profit program "
    "project promise proof proper property public pull purpose push quantity quarter queen question queue quick "
    "quiet race rack radio rain range rank rapid rate ratio raw reach ready real reason recent recipe record "
    "refresh region register regular relation release remote rent repair repeat research reset resource rest "
    "result review reward rich ride right ring risk river rock role roll roof room root rope rough round route "
    "row royal rule run safe salad salary salt sample sand scale scan scene schedule scheme science score screen "
    "script sea search seat second secret section sector security seed select self sense series serious serve "
    "service session settings shape shared sharp sheet shelf shift shine short shot shoulder show shower side "
    "sign signal signature silver simple single site situation skin skirt sky sleep slice slip slow smart smooth "
    "snow society sock soft software solid solution song sound soup source space span spare special speed spend "
    "sport spot spray square stage stairs stamp stand standard star state statement step stick stock stone storm "
    "story straight strange stream stress string strong student studio stuff style subject success sudden suit "
    "sum sun supply support sure surface surprise sweet switch symbol table tail talk tank target task taste taxi "
    "team technology temperature term test text theme theory thick thin thing ticket tie tight tile tip title "
    "tone tool tooth top topic total touch tour toward towel tower track trade traffic train transport travel "
    "tray tree trend trial trick trip trouble truck true trust truth turn twin type type uniform unique unit "
    "unlock upload user usual valid value van vegetable vehicle vendor verse video view vision voice volume "
    "voucher wagon wall war warm warning wash waste water wave way weak wealth wear weather web welcome wheel "
    "whole wide wild will win wind wine winner wire wise woman wonder wood wool word work worker workshop world "
    "worth wrap yard yellow young zero zone"
)
NATIONS = words(
    "India Indian Hindi Tamil Telugu Bengali Marathi Gujarati Punjabi Kannada Malayalam Urdu English French "
    "German Italian Spanish Dutch Polish Arabic Chinese Japanese Korean Turkish Russian American British European "
    "Asian African Australian Brazilian Mexican Vietnamese Thai Nepali Hindu Muslim Christian Sikh Mumbai Delhi "
    "Pune Chennai Kolkata Bengaluru London Paris Berlin Dubai Singapore Jaipur Banarasi Kashmiri Lucknowi "
    "Rajasthani Bandhani Chanderi Kalamkari Ikat Ajrakh Madhubani"
)
# Words that bind a sentence, with the forms of verbs: what stands in every message.
BINDING = words(
    "the a an this that these those my your our his her their its i me you he she it we us they them who what "
    "which when where why how is are was were be been being am do does did done has have had having will would "
    "shall should can could may might must not never ever no yes if then else because since while until unless "
    "though although but and or nor so yet than as at by for from in into of off on onto out over under to up "
    "with without within about above across after against along among around before behind below beneath beside "
    "between beyond down during except inside near outside per through toward upon via here there now all any "
    "both each either neither few most much several such own very too quite rather also even however therefore "
    "instead otherwise someone anyone everyone nobody something anything nothing share shared sharing ask asks "
    "asked asking want wants wanted say says said tell told speak spoke speaking call calls called calling wait "
    "waits waited waiting reach reached reaching reply replied receive receives received receiving deliver "
    "delivers delivering return returned returning refuse refused pick picked picking drop dropped dropping leave "
    "leaving left send sending sent write wrote writes written use used uses using need needs needed come came "
    "comes coming go goes went going gone make makes made making let see saw seen look looked looking try tried "
    "tries trying start starts started end ends ended stop stopped expire expires expired reset restart restarted "
    "retry retried move moved moving route routed assign assigned book booked schedule rescheduled submit "
    "submitted register registered block blocked charge charged charging credit credited debit debited deduct "
    "deducted collect collected collecting hand handed signed sign accept accepted verify verified mask masked "
    "redact redacted withhold withheld print prints stock restocked clear cleared cut hold held placed visit "
    "visited live lives lived stay stays work works worked working home's today's customer's it's don't can't "
    "won't didn't isn't doesn't hasn't i'm we're you'll cannot ok okay fine sure well twice once daily weekly "
    "hours minutes seconds days weeks months years am pm noon midnight monday tuesday wednesday thursday friday "
    "saturday sunday jan feb mar apr may jun jul aug sep oct nov dec january february march april june july "
    "august september october november december rs inr usd eur null none true false"
)
JARGON = words(
    "RTO NDR COD AWB OTP EAN SKU MRP HSN GST GSTIN PAN KYC LOT PO UPC GTIN ISBN IMEI TC PCS KG CM MM ML GM INR "
    "USD SMS UPI EMI TAT SLA ETA POD WMS OMS ERP API URL HTTP JSON CSV PDF QR ID REF TXN UTR NEFT IMPS RTGS ATM "
    "CVV PIN FAQ CS CX DC FC LM FM RVP QC XL XXL XS GB TB RAM LED TV AC DC USB HDMI BIS FSSAI MSME LLP PVT LTD "
    "IST UTC GMT INFO WARN ERROR DEBUG TRACE GET POST PUT NULL TRUE FALSE Mob Tel Ph Fax Ref Id No Nos Qty Amt "
    "Avl Dt Sr Srl Inv Pkt Wt Dim Telefon Tél Teléfono Telefono Celular Móvil Cel Handy Attn Cc Fwd Re Subject "
    "Date Time Status Total Balance Batch Bin Rack Aisle Zone Shelf Pallet Carton Unit Units Size Model Serial "
    "Version Build Note Remark Reason Warning Error"
)
CODES = words(
    "A-12-%2 B-%1-%2 W%2 L%2 LOT-%5 JB-%5-Q SM-G%3 C0%1 %2x%2 %2x%3x%2 %1.%2 %2.%1kg %3ml %2% 20%2-0%1-1%1 1%1:%2 "
    "%2/%2/%2 v%1.%1 XX%3 98xxxxxx%2 xxxx%2 **** ****%4 PO-%4 %3 %4 %2 %1 #%3 T%5 BATCH%3 SAVE%2 FEST%2 %2am-%1pm "
    "%2-%2 %2,%3 %3 %2 %1 %2-%2-20%2 %2pm %1am %2cm %2TC"
)
HINGLISH = words(
    "mera meri mere tera aapka aapki apna apne uska uski unka hamara order parcel saman samaan packet dabba paisa "
    "paise wapas refund kab kaha kahan kaise kyu kyun kya kitna abhi aaj kal parso subah shaam raat din hafte "
    "mahina pehle baad jaldi der ghar dukaan gali mohalla gaon sheher naya purana accha achha kharab toota galat "
    "sahi chota bada mila nahi nhi mat haan ji theek thik bol bola boli bolo bhej bheja bhejo karo karna karke "
    "kiya kar dena diya dedo lena liya lelo aana aaya aayi aao jana gaya gayi hua hui tha thi the hai hain hoga "
    "hogi raha rahi rahe sakta sakte chahiye milega aayega phone call message number pata wala wali wale bhai "
    "bhaiya didi uncle aunty madam sir bahut thoda sab kuch koi kisi ek do teen char sirf bas phir fir lekin "
    "magar aur ya agar toh to bhi hi se me mein par pe tak ko ka ki ke ne jo woh wo yeh ye is us mujhe tumhe "
    "aapko hume unhe andar bahar upar neeche paas saamne"
)
BRANDS = words(
    "Fabindia Raymond Titan Bata Lakme Himalaya Biba Puma Adidas Nike Zara Levis Tanishq Boat Philips Prestige "
    "Milton Borosil Haldiram Amul Britannia Nivea Dove Garnier Maybelline Tommy_Hilfiger Jack_And_Jones "
    "Allen_Solly Peter_England Van_Heusen Louis_Philippe Marks_And_Spencer Hugo_Boss Mary_Kay Dr_Reddys "
    "Uncle_Chipps Kitchen_Aid Forever_New Global_Desi W_For_Woman Ritu_Kumar Manish_Malhotra Anita_Dongre "
    "Estee_Lauder Bobbi_Brown Paul_Smith"
)
GOODS = words(
    "Cotton Silk Linen Denim Leather Brass Copper Wooden Ceramic Kurta Saree Dupatta Shirt Trousers Jeans Jacket "
    "Shoes Sandals Bag Wallet Watch Bracelet Necklace Earrings Lamp Cushion Bedsheet Curtain Rug Mat Bottle Mug "
    "Plate Bowl Set Pack Combo Kit Box Hamper Cream Lotion Serum Oil Shampoo Soap Perfume Powder Tea Coffee Honey "
    "Ghee Rice Dal Masala Pickle Laddu Chocolate Biscuits Toy Puzzle Book Diary Pen Charger Cable Earphones "
    "Speaker Blue Red Green Black White Golden Printed Embroidered Handmade Pure Premium Classic Royal Fresh "
    "Organic"
)
FESTIVALS = words(
    "Diwali Holi Eid Onam Pongal Navratri Durga_Puja Ganesh_Chaturthi Republic_Day Christmas New_Year Mothers_Day "
    "Valentines_Day Independence_Day Karva_Chauth Lohri Baisakhi Black_Friday End_Of_Season Big_Billion Monsoon"
)
NOTICES = words(
    "Your Order Has Been Shipped Delivered Packed Cancelled Refund Initiated Processed Request Received Payment "
    "Failed Successful Pending Invoice Attached Pickup Scheduled Delivery Attempted Partner Will Arrive Today "
    "Tomorrow Soon Please Keep Ready Track Shipment Here Shop Now Limited Time Offer Ends Tonight Flat Off On All "
    "Items Free Shipping Above Only For Members Thank You Shopping With Us Rate Experience Update Details Account "
    "Password Changed Welcome To The Family Hurry Last Chance Best Price Guaranteed Bank Holiday Notice Delay Due "
    "Heavy Rain Festival"
)
