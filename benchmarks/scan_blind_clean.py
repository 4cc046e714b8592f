"""The half of the blind templates without personal data, by the same hand; nobody looks at what fails in them.

Notices, products of real brands, policies, marketing, talk among colleagues, records of programs and code, as a
shop has them. Brands, firms and places are no personal data, and nor are prices of goods, sizes and dates.
"""

from __future__ import annotations

_LINES = """
us|Out for delivery. Your driver is 6 stops away.
us|Delivered. Left at front door. Photo on file.
in|Shipment held at customs: commercial invoice missing.
gb|Sorry we missed you! Your parcel is waiting at your local depot. Bring photo ID.
in|Picked up from seller hub, Bhiwandi. Next: Nagpur sort centre.
us|We're moving house! From Monday 12 January our Columbus warehouse ships everything west of Ohio.
gb|Due to the bank holiday there will be no collections on Monday. Orders placed after 2 pm on Friday leave on Tuesday.
in|Delivery delayed due to heavy rain in Chennai and Thiruvallur. We regret the inconvenience.
ng|Network upgrade tonight from 11 pm to 3 am. Card payments may fail; transfers will still work.
us gb|Back in stock: the linen duvet set in Sage, Oat and Midnight.
in|Diwali sale is live! Flat 40% off on cookware till Sunday midnight.
us|Price drop on 3 items in your cart. Prices may go up again without notice.
za|Load-shedding stage 4: the Midrand call centre answers between 08:00 and 14:00 today.
au|Total fire ban in Victoria tomorrow. No gas canisters will be shipped by road.
us|Ben & Jerry's Half Baked ice cream, 16 oz tub, pack of 4
us|Levi's 501 Original Fit Jeans, W34 L32, Medium Stonewash
gb|Marks & Spencer Collection cashmere roll-neck jumper, navy, size 14. RRP £99.00
us|Jack Daniel's Tennessee Honey, 750 ml. Adult signature needed.
us|Calvin Klein Eternity Eau de Parfum Spray for Women 3.4 fl oz
in|Raymond Men's Slim Fit Formal Trouser, Charcoal, 34. Dry clean only.
in|Lakmé 9 to 5 Primer + Matte Lipstick, MR12 Crimson Touch, 3.6 g
in|Patanjali Kesh Kanti Hair Cleanser 450 ml - MRP ₹190 (incl. of all taxes)
in|Fabindia cotton handblock printed kurta, mustard, XL, machine wash cold
in|Tata Sampann Unpolished Toor Dal, 1 kg. Best before 9 months from packing.
us|Harley Benton TE-52 electric guitar, butterscotch, maple neck
gb|Ted Baker icon shopper bag, small, black. Depth 14 cm, height 24 cm, handle drop 20 cm.
us|Mary Jane shoes in patent leather, girls, EU 28-34
gb|Earl Grey loose leaf tea, 125 g tin; Victoria sponge mix, 400 g; Lady Grey, 50 bags
us|Johnson's Baby Shampoo, 500 ml, EAN 3574669909426, carton of 6
us|Rose Gold stacking rings, set of 3. Jade pendant sold separately. Also in Ruby and Pearl.
de|Dr. Oetker Ristorante Pizza Mozzarella 355 g, GTIN 4001724819905
us|Brooks Ghost 16 running shoe, men's 10.5 D, weight 9.5 oz, drop 12 mm, SKU 110418-1D-090
in|Bajaj Majesty RX11 1000 W room heater; Philips HL7756 mixer grinder; Havells Crista iron
us|Hand-thrown mug by a small studio in Asheville, North Carolina. Each piece varies. 12 oz, lead-free glaze, \
dishwasher safe.
gb|The Hobbit, Or There And Back Again - paperback, 400 pages, ISBN 9780261103344
in|Banarasi silk saree with zari border, 5.5 m + 0.8 m blouse piece, Peacock Blue. Slight colour variation is \
natural to handloom.
us|Replacement filter for Mr. Coffee 12-cup brewers. Not made by or affiliated with the brand.
us|Dimensions 1200 x 600 x 745 mm; net 18.4 kg; gross 21.2 kg; HS code 9403.30; lot 240917-03
us|How do I return an item? Open your orders, choose the item, print the label and drop it at any pickup point \
within 30 days.
in|Cash on delivery is available for orders up to ₹10,000. A fee of ₹49 applies below ₹499.
gb|Can I change my address after ordering? Yes, until the parcel has been packed. After that, please refuse it at \
the door.
us gb|We never sell your information. We keep order records for seven years because tax law asks for it.
in|Cancellation after dispatch is not possible. You may refuse the shipment at the time of delivery; the amount is \
returned in 5-7 working days.
gb|Gift cards cannot be exchanged for cash, except where the law requires it, and expire 24 months after issue.
us|Warranty covers defects of material and workmanship for 2 years. It does not cover drops, liquids or normal wear.
in|Who can see my phone number? Only the delivery partner, and only while your parcel is on its way.
us|Holiday cut-offs: Ground Dec 16, 2-Day Dec 20, Overnight Dec 22. Alaska and Hawaii: add two days.
au|We ship to all states and territories, including Norfolk Island and Lord Howe Island, but not to PO boxes for \
furniture.
us|Hi there,\\n\\nstill thinking it over? Your basket misses you. Come back today and take 10% off with code \
COMEBACK10.\\n\\nThe Shop Team
in|Dear Customer, thank you for shopping with us. Rate your experience from 1 to 5.
gb|Hello lovely people! Mother's Day is on the 15th. Order by Thursday for delivery in time.
us|To whom it may concern,\\n\\nplease find attached our updated price list, valid from 1 \
March.\\n\\nSincerely,\\nAccounts Receivable
us gb|Happy birthday! Here is a little something: free shipping on your next order.
ng|Eid Mubarak from all of us! Enjoy 15% off agbada, kaftans and caps till Friday.
us|Our spring lookbook was shot in Marfa, Texas. Think faded denim, long shadows and good boots.
gb|Subject: Your weekly digest\\n\\n3 new arrivals\\n12 items back in stock\\n1 price drop\\n\\nUnsubscribe | Manage \
preferences
us|standup moved to 10:15, same room
gb|anyone else's scanner stuck on the firmware screen? mine says v4.12.0-rc3 since the morning
in|Team, please close all tickets of P1 before EOD. Weekly review is at 5.
us|Bay 4 is full. Put overflow in aisle 17, levels B and C, until the second truck is out.
in|cycle count done for rack R-07 to R-12, variance 0.4%, 3 SKUs short, recount tomorrow
us|The customer was rude on the call but right: the listing did say waterproof.
gb|who left a tuna sandwich in the returns cage again
us gb|Can we stop saying "kindly revert"? Thanks, the copy desk
in|Need 4 helpers for unloading at 6 am, 32 ft container, mostly cartons below 15 kg.
us|Customer wants to know if the grey sofa comes apart to go through a 30 inch door. Told them no.
za|Minutes: stock take on 28 February; forklift licence renewal; new strapping supplier to quote; next meeting in \
two weeks.
us|LGTM, but please add a test for the empty cart before merging.
gb|refund queue at 214, oldest 3 days, all hands please
in|Buyer says the fabric shrank after first wash. Asked for photo of care label. Waiting.
us|Caller hung up before verification. No account found. No action.
gb|Customer would rather collect in store. Store is shut on Sundays. Customer will think about it.
us|java.lang.NullPointerException: Cannot invoke "Order.getLines()" because "order" is null\\n\\tat \
shop.cart.CartService.total(CartService.java:118)\\n\\tat \
shop.web.CheckoutController.submit(CheckoutController.java:64)
us|Traceback (most recent call last):\\n  File "/srv/app/jobs/feed.py", line 212, in push\\n    \
response.raise_for_status()\\nhttpx.HTTPStatusError: Server error '503 Service Unavailable'
us|2025-10-31T23:59:58.{#3}Z INFO  worker-{#1} drained queue=labels pending=0 took={#3}ms
in|[cron] 02:30:01 stock-sync: {#4} rows read, {#3} changed, 0 failed, next run 03:30
us|{"level":"warn","svc":"pricing","msg":"cache miss ratio above threshold","ratio":0.{#2},"threshold":0.25}
us|location /static/ {\\n    expires 30d;\\n    add_header Cache-Control "public, immutable";\\n}
us|SELECT sku, SUM(qty) FROM stock_moves WHERE moved_at >= '2025-09-01' GROUP BY sku HAVING SUM(qty) < 0;
gb|def round_half_up(value: Decimal, places: int = 2) -> Decimal:\\n    return value.quantize(Decimal(10) ** \
-places, ROUND_HALF_UP)
us|npm ERR! code ERESOLVE\\nnpm ERR! Found: react@18.3.1\\nnpm ERR! Could not resolve dependency: peer \
react@"^17.0.2" from react-carousel@4.2.9
us|feature_flags:\\n  new_checkout: true\\n  gift_wrap: false\\n  rollout_percent: {#2}
in|sku;ean;title;stock\\nKRT-{#4}-M;8904072155311;Cotton Kurta Beige M;{#2}\\nKRT-{#4}-L;8904072155328;Cotton Kurta \
Beige L;{#2}
us|Release 7.14.2 (build {#5}): faster search, fixed crash when rotating the label preview, updated translations.
us|sha256:9f2c4e1ab07d55c3e8a91b6f7720dd1e34ac58b9 pulled in 4.7s, 212 MB, 14 layers
gb|Dear {{customer.first_name}}, your order {{order.number}} will arrive on {{eta | date}}.
us|GET /api/v2/products?category=garden&sort=price_asc&page={#2} 200 {#2}ms
de|^XA^FO50,40^ADN,36,20^FDFRAGILE^FS^FO50,120^BY3^BCN,100,Y,N,N^XZ
in|bhai aaj pickup nahi hua, gaadi kharab ho gayi highway pe
in|Diwali se pehle sab pending orders nikalne hai, overtime lagega
in|ye wala suit ka dupatta alag colour ka aaya hai, exchange ho sakta hai kya?
in|COD available hai kya aapke yahan? Aur delivery kitne din me hoti hai?
in|paisa kat gaya par order confirm nahi hua, kab tak wapas milega
in|Sir ji stock khatam ho gaya, next lot Surat se Tuesday ko aayega.
in|Size chota pad gaya yaar, L mangwaya tha M jaisa hai
in|Godown me paani bhar gaya tha, 20 carton geele ho gaye, photo bhej di hai
in|Delivery wale bhaiya bahut acche the, time pe aaye. 5 star!
in|kya iska warranty card alag se aata hai ya box me hi hota hai
in|Holi pe office band rahega, dispatch 16 tarikh se chalu
in|rate thoda kam karo na, Meesho pe to 299 me mil raha hai
in|Printer ka ribbon khatam, label nahi nikal rahe, jaldi mangwao
in|Enna vilai sir idhu? Cotton ah polyester ah?
in|Stock ledu andi, vachche vaaram vastundi
in|Dada eta koto dam? Pujor age pabo to?
in|mala ha color nako hota, badlun milel ka?
in|Packaging ekdum bakwas thi, dabba phata hua aaya. Product theek hai.
hi|आपका ऑर्डर भेज दिया गया है और दो दिन में पहुँच जाएगा।
hi|दिवाली की हार्दिक शुभकामनाएँ! सभी मिठाइयों पर 20% की छूट।
hi|कृपया बिल संभालकर रखें, वारंटी के लिए इसकी ज़रूरत पड़ेगी।
hi|कपड़ा अच्छा है लेकिन रंग धोने पर निकल रहा है।
hi|गोदाम में माल की गिनती शनिवार को होगी, सभी कर्मचारी समय पर आएँ।
hi|बनारसी सिल्क साड़ी, लंबाई 5.5 मीटर, ब्लाउज पीस सहित, केवल ड्राई क्लीन
hi|भारी बारिश के कारण मुंबई और ठाणे में डिलीवरी में देरी हो रही है।
hi|प्रिय ग्राहक, आपकी शिकायत दर्ज कर ली गई है। हम 48 घंटे में उत्तर देंगे।
mr|सर्व ऑर्डर गणेशोत्सवाआधी पाठवले जातील. धन्यवाद!
mr|वस्तू परत करण्यासाठी मूळ पॅकिंग आवश्यक आहे.
ta|பொங்கல் சிறப்பு தள்ளுபடி! அனைத்து பட்டுப் புடவைகளுக்கும் 25% சலுகை.
ta|உங்கள் பொருள் நாளை மாலைக்குள் வந்து சேரும்.
ta|இந்த சட்டை பெரிய அளவில் கிடைக்குமா? விலை என்ன?
te|మీ ఆర్డర్ ప్యాక్ చేయబడింది, రేపు బయలుదేరుతుంది.
te|సంక్రాంతి సందర్భంగా మా దుకాణం మూడు రోజులు మూసి ఉంటుంది.
te|ఈ మిక్సీకి రెండు సంవత్సరాల వారంటీ ఉంది, బిల్లు జాగ్రత్తగా ఉంచుకోండి.
bn|পূজা উপলক্ষে সব শাড়িতে ৩০% ছাড়, অফার সীমিত সময়ের জন্য।
bn|আপনার পার্সেল কলকাতা হাবে পৌঁছেছে।
bn|মাপ ছোট হয়েছে, বদলানো যাবে কি?
gu|નવરાત્રી સ્પેશિયલ ચણિયાચોળી, સાઇઝ M થી XXL, ફ્રી ડિલિવરી
kn|ನಿಮ್ಮ ಆರ್ಡರ್ ನಾಳೆ ತಲುಪುತ್ತದೆ. ಧನ್ಯವಾದಗಳು!
ml|ഓണം ഓഫർ! എല്ലാ സെറ്റ് മുണ്ടുകൾക്കും 15% കിഴിവ്.
de|Ihre Bestellung wurde versandt und trifft voraussichtlich am Donnerstag ein.
de|Rücksendungen sind innerhalb von 14 Tagen kostenlos. Bitte legen Sie den Retourenschein bei.
de|Hugo Boss Herren-Hemd, Slim Fit, Hellblau, Kragenweite 41, bügelleicht
de|Sehr geehrte Damen und Herren,\\n\\nanbei erhalten Sie unsere neue Preisliste, gültig ab 01.03.\\n\\nMit \
freundlichen Grüßen\\nIhr Vertriebsteam
de|Achtung: Palette 12 steht noch im Gang, Regal C3 ist gesperrt bis der Monteur da war.
de|Haribo Goldbären 1 kg, Storck Toffifee 15er, Ritter Sport Voll-Nuss 100 g
de|Ist die Bohrmaschine auch mit 230 V aus der Schweiz kompatibel?
fr|Votre colis est arrivé au point relais. Vous avez 7 jours pour le retirer.
fr|Yves Rocher Crème visage hydratante 50 ml, peaux sensibles
fr|Bonjour, est-ce que ce canapé existe en vert foncé ? Merci d'avance.
fr|Soldes d'hiver : jusqu'à -50 % sur les manteaux, du 8 janvier au 4 février.
fr|Inventaire samedi, le dépôt de Lyon sera fermé jusqu'à midi.
fr|Madame, Monsieur, nous accusons réception de votre réclamation. Le service après-vente
fr|Jean Paul Gaultier Le Mâle eau de toilette 125 ml, vaporisateur
es|Tu pedido está en reparto. Llegará hoy entre las 16:00 y las 20:00.
es|¿Hacéis envíos a Canarias y Baleares? ¿Cuánto tarda?
es|Adolfo Domínguez, bolso de piel marrón, 32 x 24 x 11 cm
es|Las devoluciones son gratuitas durante 30 días, salvo ropa interior y productos de higiene.
mx|Buen Fin: hasta 12 meses sin intereses en línea blanca y electrónica
mx|no sirve el montacargas 2, usen el patín mientras llega la refacción
mx|La caja llegó golpeada pero el producto funciona bien. Recomendado.
it|Il tuo ordine è in preparazione. Riceverai una notifica alla spedizione.
it|Giorgio Armani Acqua di Giò eau de toilette 100 ml
it|Chiuso per ferie dal 10 al 25 agosto. Gli ordini saranno evasi dal 26.
it|Buongiorno a tutti, il corriere oggi passa alle 15 invece che alle 17.
br|Seu pacote saiu para entrega. Fique de olho!
br|Qual o prazo de entrega para o interior da Bahia?
br|Promoção de Natal: frete grátis acima de R$ 149 para Sul e Sudeste
br|Veio com o zíper quebrado, quero trocar por outro igual. Obrigada.
nl|Je pakket ligt klaar bij het afhaalpunt. Neem je legitimatie mee.
nl|Scotch & Soda overhemd, maat L, 100% katoen, strijkvrij
nl|Sinterklaasactie: tweede speelgoed halve prijs, t/m 5 december
pl|Twoja paczka czeka w automacie. Masz 48 godzin na odbiór.
pl|Czy ten płaszcz jest dostępny w rozmiarze 42? Z góry dziękuję.
pl|Wedel Ptasie Mleczko waniliowe 340 g, sztuk 12 w kartonie
tr|Kargonuz dağıtıma çıktı. Bizi tercih ettiğiniz için teşekkürler.
tr|Ramazan Bayramı boyunca depomuz kapalıdır.
tr|Bu ürünün 38 numarası ne zaman gelir?
id|Pesanan sedang dikemas. Mohon ditunggu ya, kak.
id|Barang bagus, pengiriman cepat, seller ramah. Bintang lima!
se|Din beställning är klar att hämta i butiken. Ta med legitimation.
se|Fjällräven Kånken ryggsäck, 16 liter, oxröd. Garanti 2 år.
vn|Shop ơi áo này còn size M màu đen không ạ?
vn|Đơn hàng đã được giao cho đơn vị vận chuyển.
ar|تم شحن طلبك وسيصل خلال يومي عمل.
ar|عروض رمضان: خصم 30٪ على جميع العطور والعود
ar|هل يتوفر هذا الفستان بمقاس كبير؟
ru|Ваш заказ собран и передан в доставку. Спасибо за покупку!
ru|Возврат товара возможен в течение 14 дней при сохранении упаковки.
ru|Куртка маломерит, берите на размер больше. Цвет как на фото.
jp|ご注文の商品を発送いたしました。到着まで今しばらくお待ちください。
jp|資生堂 エリクシール 化粧水 しっとり 170ml 詰め替え用
jp|年末年始休業のお知らせ:12月29日から1月3日まで出荷をお休みいたします。
cn|您的包裹已到达杭州转运中心,预计明天送达。
cn|李宁男款跑步鞋 42码 黑白配色 透气网面
cn|双十一全场满300减50,活动截止到11日24点
kr|상품이 출고되었습니다. 1~2일 내에 도착할 예정입니다.
kr|설화수 윤조에센스 60ml, 선물 포장 가능
in|Rakhi ke saath chocolate free hai kya? 2 din me chahiye
in|bas itna bata do ki exchange lagega ya refund
in|App khul nahi raha, update karne ke baad bhi white screen aa rahi hai
hi|क्या यह कुकर इंडक्शन पर चलता है? कितने लीटर का है?
hi|स्टॉक ख़त्म है, अगले हफ्ते सूरत से माल आएगा।
mr|पाऊस खूप आहे, आज पिकअप होणार नाही.
ta|மழை காரணமாக இன்று டெலிவரி இல்லை.
bn|আজ অফিস বন্ধ, কাল সকাল দশটা থেকে ডেলিভারি শুরু হবে।
"""

CLEAN = [line.replace("\\n", "\n").replace("\\t", "\t") for line in _LINES.strip().splitlines()]
