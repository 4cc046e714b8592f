"""Templates in yet another style, written after wild and set aside: nobody looks at what fails in them.

As somebody would write them who never saw the detector: introductions, letters with signatures, forms,
chats in small letters, labels in capitals, quoted replies, tables and programs' records in text, blocks
of lines; and as many texts without personal data that look like it. Only totals are read, at milestones.
The words before the bar name the locales of scan_far_values; `\\n` is a line's end.
"""

from __future__ import annotations

_LINES = """
in us gb|My name is {NAME} and I live at {ADDRESS}. You can reach me on {PHONE}.
us gb in|{NAME}\\n{ADDRESS}
us gb in de fr it es br|{NAME}\\n{ADDRESS}\\n{PHONE}\\n{EMAIL}
us gb|Hi there, I'm {FIRST}. I placed order {ORDER_REF} last Tuesday and it still says "preparing". Can someone look?
us gb in|Could you please forward this to {NAME} in billing? Her direct line is {PHONE}.
us|Mr. {FAMILY} phoned at noon. Mrs. {FAMILY} will sign for it.
gb|Dear Lady {FAMILY}, further to our conversation we have posted the replacement to {ADDRESS}.
in|Respected Sir, I, {NAME}, resident of {ADDRESS}, have not received my consignment till date.
in|{FIRST} bhai kal tak pahucha dena pls, mera no {PHONE}
in|arre yaar {FIRST} ne abhi tak paise nahi diye, {UPI} pe mangwa le
in|yaar wo {NAME} wali delivery hold pe daal do, customer bahar gaya hai
in us|> On Friday {NAME} wrote:\\n> please leave it at {ADDRESS}\\nNoted, will do.
in us gb|From: {NAME} <{EMAIL}>\\nTo: support@shop.example\\nSubject: Where is my order {ORDER_REF}?
us gb|Subject: Change of delivery address for {NAME}
us gb in|Kind regards,\\n\\n{NAME}\\nHead of Procurement\\n{PHONE} | {EMAIL}
us|Sent from my phone\\n-- \\n{NAME}\\n{ADDRESS}
in us gb|First name: {FIRST}\\nOrder: {ORDER_REF}\\nIssue: seam came apart after one wash
in|Name of the customer    : {NAME}\\nContact No.             : {PHONE}\\nDelivery at             : {ADDRESS}
in us|"name","phone","email"\\n"{NAME}","{PHONE}","{EMAIL}"
in us|id;customer;total\\n{#4};{NAME};{AMOUNT}
in us|{"event":"checkout.completed","customer":{"displayName":"{NAME}","mail":"{EMAIL}"},"ref":"{ORDER_REF}"}
in|{"consignee": "{NAME}", "drop": "{ADDRESS}", "cod": {#4}}
us gb|<customer><name>{NAME}</name><addr>{ADDRESS}</addr></customer>
in us|[2026-03-{#1} 11:{#2}:0{#1}] INFO ShipService - label created for {NAME}, awb={AWB}
in|DEBUG sms.gateway to={PHONE} tmpl=OTP_V2 body="{OTP} is your verification code"
us|[14:{#2}] agent_{#2}: thanks {FIRST}, one moment please
us|{FIRST}: hello?? anyone there\\nAgent: Hi {FIRST}, how may I help?\\n{FIRST}: my package never came
gb us|Caller verified as {NAME}; callback on {PHONE} after five.
in|visited {ADDRESS}, door locked, {FIRST} not picking {PHONE}
in|Spoke to {FIRST} (customer's father). Will be available tomorrow. Landmark as per {ADDRESS}.
in|SHIP TO:\\n{NAME}\\n{ADDRESS}\\nPH: {PHONE}\\nAWB {AWB}
us|TO: {NAME}\\n{ADDRESS}\\nUSPS GROUND ADVANTAGE
in us gb|We are sorry, {NAME}, that the lamp reached you chipped.
us gb in|Is {FIRST} around? He needs to approve {ORDER_REF}.
us gb|{FIRST} and {FIRST} both say the parcel was left with {NAME} at number {#2}.
us gb|I'd like this gift wrapped with a card saying "To {FIRST}, all my love, {FIRST}".
in us|Assigned to: {NAME}. Priority: high. Due: Thursday.
us gb in|As discussed with {NAME} from your team, I am waiting for my refund of {AMOUNT}.
us gb|I used to live at {ADDRESS} but have since moved to {ADDRESS}.
us|Bill to address: {ADDRESS}
us gb|What's your address? It's {ADDRESS}, thanks
in|please note new delivery address is {ADDRESS} and alternate number {PHONE}
in|customer requested reattempt at {ADDRESS} b/w 4-6pm
in|Pickup slot booked. Contact person {NAME}, {ADDRESS}.
in|mujhe {ADDRESS} par chahiye, purane wale pe mat bhejna
in|Mera parcel galti se {NAME} ke flat mein chala gaya
in|OTP {OTP} hai, rider {FIRST} ko bata dijiye
in|{OTP} is the code to open your locker at the metro station. Valid 4 hrs.
in|PAN: {PAN}\\nGSTIN: {GSTIN}\\nLegal name: {NAME}
in|aadhar {AADHAAR} ka photo bheja hai, naam {NAME}
in|card no {CARD} se payment fail ho gaya, amount {AMOUNT}
us gb|Please update the card on file to {CARD}. Cardholder: {NAME}
in|Waybill {AWB} stuck at hub for three days. Destination pin {POSTCODE}.
in|Shipment {AWB} marked delivered but customer {FIRST} denies.
de|Sehr geehrter Herr {FAMILY}, Ihre Bestellung {ORDER_REF} wurde heute versendet.
de|Liebe Frau {FAMILY}, wir haben Ihre Nachricht erhalten.
de|Ich heiße {NAME}, wohne in der {ADDRESS} und warte seit zwei Wochen.
de|Rechnung an:\\n{NAME}\\n{ADDRESS}
de|Der Nachbar {NAME} hat das Päckchen angenommen. Rückfragen unter {PHONE}.
de|Viele Grüße\\n{NAME}
fr|Madame, Monsieur, je soussignée {NAME}, demeurant {ADDRESS}, demande le remboursement.
fr|Bien à vous,\\n{NAME}\\n{PHONE}
fr|Mme {FAMILY} n'était pas chez elle, avis de passage laissé.
fr|Adresse de livraison : {ADDRESS}
fr|c'est pour {FIRST}, elle passe le prendre demain
es|Me llamo {NAME} y mi dirección es {ADDRESS}.
es|Un saludo,\\n{NAME}
es|El repartidor habló con {FIRST} y dejó el paquete en {ADDRESS}
es|Datos de envío: {NAME}, {ADDRESS}, tlf. {PHONE}
it|Mi chiamo {NAME}, abito in {ADDRESS}.
it|Cordiali saluti\\n{NAME}\\nTel. {PHONE}
it|Il pacco è stato ritirato da {NAME}
br|Meu nome é {NAME}, moro na {ADDRESS}. Telefone {PHONE}.
br|Att.,\\n{NAME}
br|o porteiro {FIRST} recebeu a encomenda
tr|Benim adım {NAME}, adresim {ADDRESS}
tr|Kargoyu {NAME} teslim aldı, tel {PHONE}
pl|Nazywam się {NAME}, mieszkam: {ADDRESS}
pl|Z poważaniem\\n{NAME}
hi|मेरा नाम {NAME} है और मैं {ADDRESS} में रहता हूँ
hi|{NAME} जी, आपका पैकेज {ADDRESS} पर पहुंचा दिया गया
hi|प्रेषक: {NAME}\\nपता: {ADDRESS}\\nमोबाइल: {PHONE}
ta|என் பெயர் {NAME}. என் முகவரி {ADDRESS}
ta|{NAME} என்பவர் பார்சலைப் பெற்றுக்கொண்டார்
ar|مرحباً، اسمي {NAME} وأسكن في {ADDRESS}
ar|المستلم: {NAME}\\nالعنوان: {ADDRESS}\\nالجوال: {PHONE}
ar|تواصلت مع {NAME} على الرقم {PHONE}
he|שלום, שמי {NAME} ואני גר ב{ADDRESS}
he|המשלוח של {NAME} הגיע, טלפון {PHONE}
ru|Меня зовут {NAME}, мой адрес: {ADDRESS}
ru|С уважением,\\n{NAME}\\nтел. {PHONE}
jp|{NAME}様、ご注文{ORDER_REF}の商品を発送いたしました。
jp|お届け先：{ADDRESS}　{NAME}　電話：{PHONE}
jp|はじめまして、{NAME}と申します。住所は{ADDRESS}です。
cn|收件人：{NAME}，电话：{PHONE}，地址：{ADDRESS}
cn|您好，我是{NAME}，请把包裹寄到{ADDRESS}
kr|{NAME}님, 주문하신 상품이 발송되었습니다.
kr|받는 사람: {NAME}\\n주소: {ADDRESS}\\n연락처: {PHONE}
in|Titan Raga watch, rose gold, model 2{#3}WM01, two year warranty, available in Nagpur and Indore
in|Sabyasachi x H&M capsule sold out in Mumbai within minutes
in|ITEM CODE {#7} / HSN {#4} / BASMATI RICE 5 KG / MRP {#3}.00 / BEST BEFORE 6 MONTHS
in us|Monday is a bank holiday; Tuesday's pickups move to Wednesday.
us|Ben & Jerry's Phish Food, 16 fl oz, aisle {#2}
us|Build 2026.{#1}.{#3} deployed to us-east at 1768{#6} (commit a{#2}f{#3}c)
us gb|We ship to Canada, Australia and New Zealand within 7-10 business days.
gb|Harris tweed blazer and Wellington boots now half price at our Oxford Street store
us|Georgia, Charlotte and Madison are our fastest lanes this quarter
us|The Amelia dress runs small; order one size up. Also comes in Jade, Ruby and Olive.
in|Rs {#3} cashback expired on 12/0{#1}/2026, T&C on website
in|GRN {#6} posted against PO {#7}, {#3} units short, vendor Sri Balaji Textiles Pvt Ltd
us|SELECT id, total FROM orders WHERE status = 'PAID' LIMIT {#3};
us|curl -X POST https://api.shop.example/v2/refunds -d qty={#1} returned 429
in us|Ticket #{#5}: printer jam on station {#1}, replaced roller, closed
us|Traceback: KeyError 'total' at billing.py line {#3}, retry {#1} of 5
in|Flipkart Big Billion Days starts midnight, keep app updated
in|parcel toot gaya hai, naya bhejo jaldi warna cancel kar dunga
in|kitne din lagenge bhai, tracking update nahi ho raha 3 din se
in|maal ready hai, gaadi kal subah 6 baje niklegi, loading dock 4
us gb|Great quality, fast shipping, would buy again. Five stars!
us gb|Does the Windsor chair come in walnut? And is assembly included?
us|Serial {#4}-{#4}-{#2}X, firmware 3.{#1}.{#2}, battery 4000 mAh, EAN {#13}
us|Lead time {#2} days, MOQ {#3} pcs, FOB Shanghai, Incoterms 2020
in|Lot {#5}: Alphonso mangoes from Ratnagiri, Darjeeling tea, Kashmiri saffron
in us|TOTAL {#2},{#3}.00  TAX 18%  PAID BY CASH  THANK YOU VISIT AGAIN
us gb|Johnson & Johnson, Procter & Gamble and Estee Lauder raised list prices in March.
gb|Marks & Spencer Simply Food, Waitrose and John Lewis close early on Sunday.
de|Die Lieferung verzögert sich wegen des Feiertags um zwei Werktage.
de|Das Modell Friederike in Größe 38 ist ausverkauft, Nachschub kommt im März aus Hamburg.
fr|Votre colis est en cours d'acheminement vers notre agence de Lyon.
fr|Soldes d'hiver : jusqu'à -50 % sur la collection Belle Époque
es|Su paquete saldrá del almacén de Valencia mañana por la tarde.
it|La taglia M è esaurita, torna disponibile a marzo nei negozi di Torino.
br|A entrega atrasou por causa das chuvas em Porto Alegre.
tr|İade talebiniz onaylandı, tutar kartınıza yansıyacaktır.
pl|Twoja paczka czeka w punkcie odbioru do piątku.
hi|आपका रिफंड तीन से पांच दिनों में आपके खाते में आ जाएगा।
ta|உங்கள் பணம் மூன்று நாட்களில் திருப்பி அளிக்கப்படும்.
ar|تم تحويل المبلغ إلى حسابك خلال ثلاثة أيام عمل.
he|ההזמנה שלך בדרך ותגיע עד יום רביעי.
ru|Возврат средств займёт до пяти рабочих дней.
jp|ご注文の商品は明日の午前中にお届けします。
cn|您的包裹已到达上海转运中心，预计明天送达。
kr|고객님의 상품이 내일 도착할 예정입니다.
""".strip().splitlines()
FAR = [line.replace("\\n", "\n") for line in _LINES]
