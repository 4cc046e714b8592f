"""Templates of documents as they pass through a shop, in two splits that share no template.

HELD is for measuring alone: a detector is mended on OPEN. A slot is a type of scan_values; `{#...}`
draws look-alikes. The words before the bar name the locales a template is used with.
"""

from __future__ import annotations

OPEN = """
in|Hi {FIRST}, your order {ORDER_REF} of {AMOUNT} is confirmed. Track: {TRACKING_URL}
in|Dear {NAME}, {OTP} is your OTP for order {ORDER_REF}. Do not share it with anyone.
in|bhai {FIRST} ka parcel hai, number {PHONE} pe call karo, address {ADDRESS}
in|Customer not reachable on {PHONE}, alternate no {PHONE}. RTO initiated for AWB {AWB}.
in|mera naam {NAME} hai aur mera number {PHONE} hai, order {ORDER_REF} abhi tak nahi aaya
in|Ship to: {NAME}, {ADDRESS}. Mob: {PHONE}
in|Refund of {AMOUNT} credited to {UPI} for order no. {ORDER_REF}
in|pls change my address to {ADDRESS}, contact {PHONE}
in|Invoice for {NAME}, GSTIN {GSTIN}, PAN {PAN}, amount {AMOUNT}
in|2026-02-11T09:14:22Z INFO dispatch order={ORDER_REF} phone={PHONE} email={EMAIL} status=202
in|my card {CARD} was charged twice, {AMOUNT} each time, please help
in|Aadhaar no {AADHAAR} submitted for KYC by {NAME}
in|{NAME} called from {PHONE} asking where the parcel is; lives near {ADDRESS}
in|Pay {AMOUNT} COD to rider for AWB {AWB}. Delivery OTP {OTP}.
in|send the refund to my upi {UPI} or gpay {PHONE}
in|Consignee {NAME}, {ADDRESS}, ph {PHONE}, waybill {AWB}
hi|ग्राहक: {NAME}, फोन {PHONE}, ऑर्डर {ORDER_REF}
hi|मेरा नाम {NAME} है, कृपया {PHONE} पर कॉल करें
ta|பெயர்: {NAME}, தொலைபேசி {PHONE}
bn|নাম: {NAME}, ফোন {PHONE}, অর্ডার {ORDER_REF}
us gb au|Hello, this is {NAME}. Please deliver to {ADDRESS} and call {PHONE} on arrival.
us gb au sg ae|Ship to {NAME}, {ADDRESS}. Phone: {PHONE}, email {EMAIL}
de|Lieferadresse: {NAME}, {ADDRESS}. Telefon: {PHONE}
fr|Bonjour, je suis {NAME}, ma commande {ORDER_REF} n'est pas arrivée. Tél : {PHONE}
es|Hola, soy {NAME}, mi pedido {ORDER_REF} va a {ADDRESS}, teléfono {PHONE}
it|Spedire a: {NAME}, {ADDRESS}, telefono {PHONE}
nl|Beste {NAME}, uw bestelling {ORDER_REF} gaat naar {ADDRESS}
pl|Odbiorca: {NAME}, {ADDRESS}, tel. {PHONE}
br|Olá, sou {NAME}, meu pedido {ORDER_REF}, telefone {PHONE}, endereço {ADDRESS}
in|Pickup from {ADDRESS} tomorrow 10am-1pm, pincode {POSTCODE} serviceable
in|agent note: spoke to {NAME}, she wants redelivery on Friday, pin code {POSTCODE}
in|EAN 8901{#9} received 120 pcs, 4 damaged, MRP Rs. {#3}
in|Batch LOT-{#6} of Cotton Kurta XL moved to bin A-12-04 at {#10} epoch
in|Big Diwali sale! Flat 40% off on sarees and kurtas at all our Mumbai and Pune stores. Use code FEST{#3}.
in|Dear customer, never share your OTP or card details with anyone. We never ask for them.
in|IMEI 35{#13} serial C02{#8} model SM-G{#3}F warranty 12 months
in|Nightly job finished in {#5} ms, {#6} rows, 0 failed, build 2026.{#2}.{#4}
in|Jaipur block print bedsheet by Anita Crafts, 144 TC, size 90x108, SKU JBP-{#6}-Q
us|Levi's 511 slim fit jeans, W32 L34, style {#9}, returned to shelf
in|Customer phone 98xxxxxx10 masked, email a***@***.example, card XXXX XXXX XXXX 1111
""".strip().splitlines()

HELD = """
in|Namaste {FIRST} ji, aapka order {ORDER_REF} ship ho gaya hai. AWB no: {AWB}, track karein {TRACKING_URL}
in|{OTP} is the one time password for your delivery of {AMOUNT}. Share with delivery partner only at the door.
in|Delivery attempt failed: customer {NAME} asked to come after 6 pm, mobile {PHONE}
in|whatsapp me on {PHONE} or mail {EMAIL}, regards {NAME}
in|NDR remark - address incomplete. Correct address is {ADDRESS}. Contact {PHONE}
in|Kindly deliver at my office: {ADDRESS}. Ask for {NAME} at reception.
in|{NAME},{PHONE},{EMAIL},{ORDER_REF}
in|order_id={ORDER_REF}&phone={PHONE}&name={NAME}
in|sir payment {AMOUNT} kat gaya par order nahi hua, upi id {UPI}, txn T{#12}
in|Tax invoice. Billed to {NAME}. GSTIN: {GSTIN}. Total {AMOUNT}.
in|KYC pending: PAN {PAN}, Aadhaar {AADHAAR}, mobile {PHONE}
in|Please charge it to {CARD} exp 09/29, name on card {NAME}
in|Rider {FIRST} ({PHONE}) will deliver your parcel {AWB} today between 2 and 4.
in|We tried reaching you at {PHONE} regarding shipment {AWB}. Reply to reschedule.
in|{"buyer":"{NAME}","addr":"{ADDRESS}","mob":"{PHONE}"}
in|gift for {NAME} from {NAME}, please don't call the recipient on {PHONE}
in|bhaiya {ADDRESS} pe bhej do, {PHONE} mera number hai
in|Return pickup for order {ORDER_REF} scheduled at pin {POSTCODE}
in|WARN webhook retry 3 for {EMAIL} order {ORDER_REF} awb {AWB}
in|customer ne bola refund {UPI} pe chahiye, naam {NAME}
in|adhaar card number {AADHAAR} of {NAME} for the SIM order
in|Amount due {AMOUNT}. Login code: {OTP}
hi|नमस्ते {NAME} जी, आपका ऑर्डर {ORDER_REF} भेज दिया गया है
hi|ग्राहक {NAME} का मोबाइल नंबर {PHONE} है
ta|வாடிக்கையாளர்: {NAME}, எண் {PHONE}, ஆர்டர் {ORDER_REF}
te|పేరు: {NAME}, ఫోన్ {PHONE}
bn|গ্রাহক {NAME}, মোবাইল {PHONE}
us gb au sg|Package left with neighbour {NAME}. Recipient {NAME} can be reached at {PHONE}.
us gb au ae sg|Order {ORDER_REF} for {NAME}, {ADDRESS}
us gb|Can you resend to {ADDRESS}? Thanks, {NAME} ({EMAIL})
de|Hallo, mein Name ist {NAME}, Bestellung {ORDER_REF}, erreichbar unter {PHONE}
de|Paket für {NAME}, {ADDRESS}
fr|Livrer à {NAME}, {ADDRESS}, portable {PHONE}
es|Entregar a {NAME}, {ADDRESS}, móvil {PHONE}
it|Gentile {NAME}, il suo ordine {ORDER_REF} arriverà in {ADDRESS}
nl|Bezorgen bij {NAME}, {ADDRESS}, tel {PHONE}
pl|Zamówienie {ORDER_REF}, {NAME}, {ADDRESS}
br|Entregar para {NAME}, {ADDRESS}, celular {PHONE}
ae|Customer {NAME} at {ADDRESS}, call {PHONE} before delivery
in|Stock count: SKU {#8}, EAN 890{#10}, bin B-{#2}-{#2}, qty {#3}, HSN {#6}
in|Deploy {#8} finished at 1767{#6}; p99 {#3} ms; 4xx 0.{#2}%
in|New arrivals at Fabindia Jaipur: cotton dupattas from ₹{#3}, silk sarees from ₹{#4}
in|Your OTP will expire in 10 minutes. Never share it. Team Kiosk
in|Care number: 1800 {#3} {#4}. Write to care@shop.example. Open 10 am to 7 pm.
in|Sizes 36 38 40 42 44 in stock; next lot 2026-04-{#1}; PO {#7}; weight 1.25 kg
in|Raymond suit length, Peter England shirt and Allen Solly trousers back in stock in Pune
us|GTIN 0{#13} UPC {#12} carton 60 x 40 x 35 cm, ISBN 978-0-{#3}-{#5}-2
in|Name: ****, phone: ******4321, address withheld, e-mail [redacted]
in|Coupon SAVE{#4} valid on order above Rs. 999. T&C apply. Offer ends Sunday.
""".strip().splitlines()
