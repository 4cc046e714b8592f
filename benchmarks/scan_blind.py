"""Templates by somebody who had seen neither the detector nor what it learned from; totals only.

Nobody looks at what fails in them. Shop, warehouse, couriers, support, marketing and programs, in about these
shares: English of several countries 45 %, Hinglish and the languages of India 25 %, others 30 %. Half of them hold
no personal data (scan_blind_clean). The words before the bar name the locales of scan_blind_values: `-low` writes
small letters, `-up` capitals, `-blk` an address of several lines; `\\n` is a line's end.
"""

from __future__ import annotations

from benchmarks.scan_blind_clean import CLEAN

_LINES = """
us gb au|Thanks for getting back to me. The parcel was meant for my mother, {NAME}, and she only got half of it.
us gb za|Order {ORDER_REF}: wrong colour sent. Customer: {NAME}. Phone: {PHONE}. Wants exchange, not refund.
us gb ng in|Hello {FIRST},\\n\\nThank you for your patience. Your replacement left our warehouse today with tracking \
number {AWB}.\\n\\nKind regards,\\n{NAME}\\nCustomer Care
us gb|can u pls change the delivery to {ADDRESS} im not home till friday
us-low gb-low|hey its {NAME} again, still no parcel. ring me {PHONE}
us gb za in|Hi, this is {FIRST} from the finance team. Has {NAME}'s refund gone out? She wrote twice now.
ng|Good afternoon. I am {NAME}, I ordered a blender on Monday and I have not seen any rider. My line is {PHONE}, \
please call before 4.
ng|Deliver to {NAME}, {ADDRESS}. Landmark: the yellow church. Tel {PHONE}
ng za|My dear, {FIRST} came to pick it herself, she showed the code {OTP} and I gave her the box.
ng-low|abeg help me check order {ORDER_REF}, na {NAME} be the name
au|G'day, {NAME} here. The esky arrived with a busted lid, can you send another one to {ADDRESS}?
au us|Returned to sender: {NAME}, {ADDRESS}. Reason: no safe place to leave.
za|Courier could not find the gate. Please contact Mrs {FAMILY} on {PHONE} before the second attempt.
gb|I'm writing on behalf of my late husband, Mr {NAME}, whose subscription I'd like cancelled.
gb|Left with neighbour ({NAME}) at no. 14. Photo taken.
gb us|Subject: Re: Damaged item\\nFrom: {NAME} <{EMAIL}>\\n\\nI've attached the photos. The corner of the shelf is \
completely crushed.\\n\\nBest,\\n{FIRST}
us|Caller verified with last four of the card and zip. Name on account: {NAME}. Prefers text to {PHONE}.
us|{FIRST} | {FAMILY} | {EMAIL} | {PHONE} | VIP since spring
us|Hey team, {NAME} called and she is NOT happy. Third late delivery in a row. She asked for a supervisor by name \
({NAME}).
us|Gift message: "Happy retirement, {FIRST}! With love from all of us in accounting"
us gb|Gift note: To {FIRST}, enjoy your first bike! From Grandma and Grandpa
gb|PLEASE ENGRAVE: {NAME}\\nFONT: SCRIPT
us gb au|Please engrave "{FIRST} & {FIRST}" on the back of both watches, date underneath.
us-up gb-up|SHIP TO:\\n{NAME}\\n{ADDRESS}
us-blk gb-blk au-blk za-blk|{NAME}\\n{ADDRESS}
us-blk gb-blk ng-blk|Deliver to\\n{NAME}\\n{ADDRESS}\\nTel. {PHONE}
gb-blk us-blk|Our ref: returns\\n\\nDear {FIRST},\\n\\nwe tried to collect the washing machine \
from\\n\\n{ADDRESS}\\n\\nbut nobody answered the door. Please write to us with another date.\\n\\nYours \
sincerely,\\nThe Returns Team
us gb in|The invoice should be made out to {NAME} and not to my company. Address is right: {ADDRESS}.
us in gb|please remove {EMAIL} from all mailing lists, I never signed up for this
us gb in ng|Password reset was asked for by {EMAIL}; the link expired before it was used.
us gb in|Your verification code is {OTP}. It is valid for 10 minutes. Do not share it with anyone.
in us|{OTP} is the one time code to confirm your delivery. Give it to the rider only after checking the parcel.
us gb in|I accidentally paid twice, once with {CARD} and once by wallet. Please return one of them.
us gb|card declined for customer: {CARD} exp 09/27, asked her to call the bank
in gb us|[14:02] visitor: my card is {CARD}\\n[14:02] agent: Please never send your card number in chat.
us gb|Track it here: {TRACKING_URL} - it should be with you on Thursday, {FIRST}.
us gb in|Where's my stuff?? {TRACKING_URL} says delivered but nothing's here
us gb au in|Driver {FIRST} says the lift was broken and left it at the concierge.
us gb|Shift swap: {NAME} takes the Saturday early, {FIRST} has the late one.
us gb in|Agenda for the pick line stand-up: 1) {FIRST} - new scanners 2) {FIRST} - returns backlog 3) any other \
business
us gb|Hi both, meet {NAME}, who joins us as category manager for home textiles on the 1st.
gb us au|Review by {NAME}, verified buyer: "Sturdy, easy to put up, took me an hour."
us gb|5 stars. {FIRST} in the chat was brilliant and sorted my exchange within minutes.
us|ATTN {NAME}, RECEIVING DOCK 3, {ADDRESS}
us|Customer states: "I live at {ADDRESS} and the box was thrown over the fence." Claim opened.
gb za|Collection booked from {ADDRESS} between 9 and 12, contact {NAME}, {PHONE}.
us gb|Q: Who signed for it?\\nA: Our scan shows "{FAMILY}" at 11:47.
us in|Voicemail transcript: hi um this is {NAME} I'm calling about order {ORDER_REF} uh my number is {PHONE} thanks bye
gb|Cheers {FIRST}, that's sorted now.
us gb in au|Sent from my phone\\n\\n> On Tue, {NAME} wrote:\\n> Do you ship to islands?
us gb ng|Chargeback received. Cardholder {NAME}, card {CARD}. Evidence due in 7 days.
in|Sir, kindly update my address in the portal: {ADDRESS}. Old one is of my rented house.
in|Customer {NAME} refused the COD parcel, AWB {AWB}. RTO initiated.
in|Pls issue GST invoice. GSTIN {GSTIN}, firm address {ADDRESS}.
in|KYC pending: PAN {PAN}, Aadhaar {AADHAAR}. Name as per PAN: {NAME}.
in|Refund of {AMOUNT} for order {ORDER_REF} has been sent to UPI id {UPI}.
in|Dear {FIRST}, your order {ORDER_REF} worth {AMOUNT} is out for delivery. Delivery partner: {FIRST}, {PHONE}.
in|Mr. {NAME} (Proprietor) visited the hub and collected 3 cartons. ID shown: Aadhaar {AADHAAR}.
in|Consignee: {NAME}\\nAddress: {ADDRESS}\\nMob: {PHONE}\\nCOD: {AMOUNT}
in-blk|To,\\n{NAME},\\n{ADDRESS}\\nMob. {PHONE}
in-up|FROM: {NAME}, {ADDRESS}. FRAGILE - GLASS
in|Is delivery possible at {POSTCODE}? My sister stays there, she is {FIRST}.
in|Pincode {POSTCODE} not serviceable, informed customer {NAME} on call.
in|Rider called thrice, phone switched off ({PHONE}). Marked as customer not available.
in|Grievance officer: {NAME}, email {EMAIL}, phone {PHONE} (10 am to 6 pm).
in|Smt. {NAME} has raised complaint in consumer forum. Legal to respond before 15th.
in|escalation from twitter, handle not shared, customer says his name is {NAME} & order {ORDER_REF}
in|pls share UPI for refund. > {UPI}
in|Vendor onboarding form\\nLegal name: {NAME}\\nPAN: {PAN}\\nGSTIN: {GSTIN}\\nRegistered address: \
{ADDRESS}\\nContact: {PHONE} / {EMAIL}
in|Your OTP for login is {OTP}. Valid for 5 min. Never tell it to anyone, we will never ask.
in|AWB {AWB} reached Bhiwandi hub 03:12, held for address query - {PHONE} not reachable
in|Payment of {AMOUNT} received from {UPI}, not matched to any order yet.
in|Manifest 7: {AWB}, {AWB}, {AWB}. Handed over to {NAME} at dock 2.
in|Rakhi hamper for {NAME}, c/o {NAME}, {ADDRESS}. Please include the card.
us in|{"customer": {"name": "{NAME}", "email": "{EMAIL}", "phone": "{PHONE}"}, "note": null}
in us|WARN  checkout.address  unparsed line kept: '{ADDRESS}'
us gb|2025-11-0{#1}T08:1{#1}:44Z INFO mailer sent template=shipped to={EMAIL}
us in|ERROR duplicate key value violates unique constraint "customers_email_key" DETAIL: Key (email)=({EMAIL}) \
already exists.
in|sms_gateway: to={PHONE} body="{OTP} is your code for Kartmandi" status=DELIVRD
us de gb|name;email;city\\n{NAME};{EMAIL};Springfield\\n{NAME};{EMAIL};Dover
in|order_id,buyer,phone,pin\\n{ORDER_REF},{NAME},{PHONE},{POSTCODE}
us|INSERT INTO contacts (full_name, phone) VALUES ('{NAME}', '{PHONE}');
us in|# TODO(remove before release): test user {EMAIL}
us gb|BEGIN:VCARD\\nVERSION:3.0\\nFN:{NAME}\\nEMAIL:{EMAIL}\\nTEL:{PHONE}\\nEND:VCARD
in gb|<p>Hi {FIRST},</p><p>Your return was approved. Drop it at any store.</p>
us in|payload.shipping.address1="{ADDRESS}" failed validation: too long
us gb in|assignee: {NAME}\\nreporter: {NAME}\\nsummary: Label printer in bay 6 skips every tenth label
us gb|git log: "Fix rounding of VAT on split shipments" by {NAME} <{EMAIL}>
in|bhaiya mera order {ORDER_REF} kab aayega, {FIRST} naam se hai
in|Namaste {FIRST} ji, aapka parcel aaj shaam tak aa jayega. Rider ka number {PHONE} hai.
in-low|mera nam {NAME} hai, address {ADDRESS} hai, jaldi bhej do please
in|{FIRST} didi ne bola tha ki refund {AMOUNT} ka aayega par abhi tak nahi aya
in|OTP {OTP} bata dena delivery wale ko, {FIRST} ghar pe hai
in|sir {UPI} pe bhej diya hai {AMOUNT}, screenshot dekh lo
in|Galti se purana pata daal diya. Naya pata: {ADDRESS}. Please change kar dijiye.
in|Customer bol rahe hain ki {NAME} naam ka koi nahi rehta yahan. {ADDRESS} pe gaye the hum.
in-low|{FIRST} bhai godown ki chabi {FIRST} ke paas hai kya?
in|haan ji main {NAME} bol raha hun, {PHONE} pe whatsapp kar do
in|Mummy ke naam se order hai - {NAME}. Number mera hi hai {PHONE}.
in|kal {NAME} madam aayi thi exchange karane, bill nahi tha unke paas
in|parcel {AWB} ka kya hua? track nhi ho rha, {TRACKING_URL} pe error aa rha
in-low|{FIRST} ko bol dena ki pin {POSTCODE} likhe, galat pin se wapas aa jata hai
in|Enna anna, {FIRST} order innum varala. Address {ADDRESS}, konjam check pannunga.
in|{FIRST} garu, mee parcel ready ga undi, {PHONE} ki call cheyandi
in|Dada, {NAME} er parcel ta kothay? number {PHONE}
in|{FIRST} tai cha call ala hota, {ADDRESS} la deliver karaycha ahe
in|card no {CARD} se payment kata par order nahi bana, kya karu
hi|नमस्ते, मेरा नाम {NAME} है। मेरा ऑर्डर {ORDER_REF} अभी तक नहीं आया।
hi|कृपया पार्सल इस पते पर भेजें: {ADDRESS}, मोबाइल {PHONE}
hi-blk|सेवा में,\\n{NAME}\\n{ADDRESS}\\nफ़ोन: {PHONE}
hi|{FIRST} जी, आपका रिफंड {AMOUNT} आपके खाते में भेज दिया गया है।
hi|आपका ओटीपी {OTP} है। इसे किसी के साथ साझा न करें।
hi|श्रीमती {NAME} ने बताया कि साड़ी का रंग फोटो से अलग है।
hi|डिलीवरी बॉय {FIRST} ने फोन नहीं उठाया, दोबारा {PHONE} पर बात करो
hi|भुगतान {UPI} पर कर दिया है, ऑर्डर कन्फर्म करें।
hi|ग्राहक: {NAME}\\nपता: {ADDRESS}\\nपिनकोड: {POSTCODE}
mr|नमस्कार, मी {NAME}. माझे पार्सल {ADDRESS} येथे पाठवा.
mr|{NAME} यांचा फोन आला होता, परत करा: {PHONE}
ta|வணக்கம், என் பெயர் {NAME}. என் ஆர்டர் {ORDER_REF} இன்னும் வரவில்லை.
ta|பெறுநர்: {NAME}\\nமுகவரி: {ADDRESS}\\nகைபேசி: {PHONE}
ta|{NAME} அவர்களுக்கு பார்சலை இன்று கொடுக்கவும், முகவரி {ADDRESS}
te|నా పేరు {NAME}. నా చిరునామా: {ADDRESS}. ఫోన్ {PHONE}
te|{NAME} గారు, మీ ఆర్డర్ {ORDER_REF} రేపు వస్తుంది.
te|కస్టమర్ {NAME} ఫోన్ ఎత్తడం లేదు, నంబర్ {PHONE}
bn|আমার নাম {NAME}, ঠিকানা {ADDRESS}। ফোন {PHONE}
bn|{NAME} এর পার্সেল আজ ফেরত এসেছে, কারণ: বাড়িতে কেউ ছিল না।
bn|আপনার ওটিপি {OTP}, কাউকে বলবেন না।
gu|નામ: {NAME}\\nસરનામું: {ADDRESS}\\nમોબાઇલ: {PHONE}
gu|{FIRST} ને કહેજો કે ઓર્ડર {ORDER_REF} કાલે આવશે
kn|ನನ್ನ ಹೆಸರು {NAME}, ವಿಳಾಸ {ADDRESS}. ದಯವಿಟ್ಟು {PHONE} ಗೆ ಕರೆ ಮಾಡಿ.
kn|{NAME} ಅವರ ಪಾರ್ಸೆಲ್ ನಾಳೆ ತಲುಪುತ್ತದೆ.
ml|എന്റെ പേര് {NAME}. വിലാസം: {ADDRESS}. ഫോൺ {PHONE}
ml|{NAME} വിളിച്ചിരുന്നു, ഓർഡർ {ORDER_REF} കിട്ടിയില്ല എന്ന് പറഞ്ഞു.
de|Guten Tag, mein Name ist {NAME}. Ich warte seit zwei Wochen auf meine Bestellung {ORDER_REF}.
de|Sehr geehrter Herr {FAMILY},\\n\\nIhre Rücksendung ist bei uns eingetroffen. Die Gutschrift folgt in den nächsten \
Tagen.\\n\\nMit freundlichen Grüßen\\n{NAME}\\nKundenservice
de|Bitte beim Nachbarn {FAMILY} abgeben, {ADDRESS}. Danke!
de-blk|{NAME}\\n{ADDRESS}
de|Rückruf erbeten: Frau {NAME}, {PHONE}, wegen der defekten Kaffeemaschine.
de-low|hallo hier ist {FIRST}, könnt ihr die lieferadresse auf {ADDRESS} ändern? lg
de|Gravur: „Für {FIRST} zum 18.“
de|Lieferadresse: {NAME}, {ADDRESS}; Rechnung bitte an {EMAIL}
fr|Bonjour, je m'appelle {NAME} et je n'ai toujours pas reçu mon colis n° {AWB}.
fr|Madame {FAMILY}, votre commande {ORDER_REF} est prête à être retirée en magasin.
fr|Livrer à : {NAME}, {ADDRESS}. Code porte 48B2, tél. {PHONE}
fr-blk|{NAME}\\n{ADDRESS}
fr|Le livreur a laissé le paquet chez la voisine, Mme {FAMILY}. Pouvez-vous me rappeler au {PHONE} ?
fr-low|slt c'est {FIRST}, j'ai changé d'adresse : {ADDRESS}
fr|De : {NAME} <{EMAIL}>\\nObjet : Article manquant\\n\\nIl manque une chaise sur les quatre \
commandées.\\nCordialement,\\n{FIRST}
es|Hola, soy {NAME}. Quisiera devolver unos zapatos del pedido {ORDER_REF}.
es|Entregar a {NAME}, {ADDRESS}. Teléfono {PHONE}.
es|Estimada Sra. {FAMILY}: su reembolso ha sido tramitado. Un saludo, {FIRST}, Atención al cliente
mx|Buenas tardes, mi nombre es {NAME}, mi domicilio es {ADDRESS} y el repartidor nunca llegó.
mx|Recibió: {NAME} (la vecina). Cel. {PHONE}
mx-low|oigan {FIRST} ya no trabaja en almacen, avísenle a {FIRST} porfa
it|Buongiorno, sono {NAME}. Il pacco {AWB} risulta consegnato ma non l'ho ricevuto.
it|Spedire a: {NAME}, {ADDRESS} - tel. {PHONE}
it|Gentile {FIRST}, abbiamo ricevuto il reso. Il rimborso arriverà entro 14 giorni.
it-blk|Destinatario\\n{NAME}\\n{ADDRESS}
br|Oi, aqui é a {FIRST}, comprei ontem e errei o endereço. O certo é {ADDRESS}.
br|Cliente: {NAME}\\nTelefone: {PHONE}\\nE-mail: {EMAIL}\\nMotivo: produto com defeito
br|Prezado Sr. {FAMILY}, seu pedido {ORDER_REF} foi despachado. Rastreio: {TRACKING_URL}
nl|Hoi, ik ben {NAME} en mijn pakket is bij de verkeerde buren bezorgd. Mijn adres is {ADDRESS}.
nl|Geachte mevrouw {FAMILY}, de monteur belt u vooraf op {PHONE}.
pl|Dzień dobry, nazywam się {NAME}. Proszę o kontakt pod numerem {PHONE}.
pl|Adres dostawy: {NAME}, {ADDRESS}
tr|Merhaba, ben {NAME}. {ORDER_REF} numaralı siparişim hâlâ gelmedi.
tr|Alıcı: {NAME}\\nAdres: {ADDRESS}\\nTel: {PHONE}
tr|{FIRST} Hanım, iade kodunuz mesajla gönderildi.
id|Kak, saya {NAME}, paket saya kok belum sampai ya? No HP {PHONE}
id|Penerima: {NAME}, {ADDRESS}
se|Hej! Jag heter {NAME} och vill byta storlek på jackan. Min adress är {ADDRESS}.
se|Ring {FIRST} på {PHONE} när bilen är lossad.
vn|Mình là {NAME}, giao giúp mình đến {ADDRESS}, sđt {PHONE} nhé
vn|Người nhận: {NAME}\\nĐịa chỉ: {ADDRESS}
ar|السلام عليكم، أنا {NAME} ولم يصلني الطلب {ORDER_REF} حتى الآن.
ar|العميل: {NAME}\\nالعنوان: {ADDRESS}\\nالجوال: {PHONE}
ru|Здравствуйте, меня зовут {NAME}. Заказ {ORDER_REF} так и не пришёл.
ru|Получатель: {NAME}\\nАдрес: {ADDRESS}\\nТел.: {PHONE}
ru|Курьер звонил, клиент просит доставить по адресу {ADDRESS} после 18:00
jp|{NAME}様\\nこの度はご注文いただきありがとうございます。お届け先:{ADDRESS}
jp|お届け先氏名:{NAME} 電話番号:{PHONE}
jp|お世話になっております。{FAMILY}です。注文{ORDER_REF}の返品をお願いします。
cn|收件人:{NAME},电话:{PHONE},地址:{ADDRESS}
cn|你好,我叫{NAME},快递还没到,麻烦查一下单号{AWB}
kr|안녕하세요, {NAME}입니다. 주문 {ORDER_REF} 배송지를 {ADDRESS}로 변경해 주세요.
kr|받는 분: {NAME} / 연락처: {PHONE}
hi|भैया, {NAME} के नाम से जो पार्सल है वो {ADDRESS} पर ही देना, दुकान पर नहीं।
hi|मैंने {FIRST} को पहले ही बता दिया था कि पिन {POSTCODE} है।
mr|ग्राहक: {NAME}, मोबाइल {PHONE}, कारण: आकार लहान
ta|{PHONE} என்ற எண்ணுக்கு அழைத்து {NAME} என்று கேளுங்கள்.
bn|প্রাপক: {NAME}\\nঠিকানা: {ADDRESS}\\nমোবাইল: {PHONE}
in|{FIRST} ke papa ka address alag hai, bill wahi rakho bas delivery {ADDRESS} pe karna
in-low|bhaiya {PHONE} galat hai, {PHONE} sahi number hai
in|arre {FIRST}, {ORDER_REF} wala return aa gaya kya? {NAME} roz phone kar rahi hai
in|Aadhaar {AADHAAR} aur PAN {PAN} bhej diya hai, ab to seller account chalu kar do
in|Bhabhi {NAME} ne cash diya {AMOUNT}, baaki kal {FIRST} dega
tr-up de-up fr-up|{NAME}\\n{ADDRESS}
es mx|Llamar a {FIRST} antes de entregar: {PHONE}
"""

PERSONAL = [line.replace("\\n", "\n").replace("\\t", "\t") for line in _LINES.strip().splitlines()]
BLIND = PERSONAL + CLEAN
