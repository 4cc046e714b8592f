"""Templates that are harder and wider than those of scan_templates, for measuring alone: never looked at in mending.

They were written before the small model of names was, and neither it nor the rules were made against
them. Names without capitals, addresses that no word announces, scripts and countries beyond the
first sixteen, subject lines in which every word has a capital, and brands and festivals that bear
the names of people. The words before the bar name the locales of scan_wild_values.
"""

from __future__ import annotations

_LINES = """
in|{NAME} ka order tha usko bol dena kal milega
in|{NAME} wala packet galat aaya hai, {PHONE} pe baat karo
in|didi {NAME} ne do baar phone kiya, uthaya nahi kisi ne
in|order mere papa {NAME} ke naam pe hai
in|bhej dijiye {ADDRESS} pe, ghar pe {NAME} honge
in|maine {NAME} ko diya tha wo bole {PHONE} pe confirm karo
in|address galat hai sahi wala ye hai {ADDRESS}
in|{ADDRESS} yahan bhejna hai urgent, {PHONE}
in|Left with {NAME} at the gate, OTP verified
in|RTO reason: {NAME} moved out, new tenant {NAME} refused
in|cx {NAME} says item torn, wants pickup from {ADDRESS}
in|{NAME}\\n{ADDRESS}\\n{PHONE}
in|{ADDRESS}\\nAttn {NAME}
in|Spoke w/ {NAME} (wife), reattempt after Thursday
in|reattempt: {NAME} / {PHONE} / {ADDRESS}
in|escalation by {NAME} on twitter regarding order {ORDER_REF}
in|from {NAME}: please cancel and refund to {UPI}
in|Signature: {NAME}
in|POD signed {NAME} 14:22
in|{ORDER_REF} | {NAME} | {ADDRESS} | {AMOUNT} COD
in|"{ORDER_REF}";"{NAME}";"{PHONE}";"{AMOUNT}"
in|level=info msg="label printed" consignee="{NAME}" awb={AWB}
in|customer_name: {NAME}\\nshipping_address: {ADDRESS}\\nphone: {PHONE}
in|Proof: delivered to security {NAME}, {AMOUNT} collected
in|Happy birthday {NAME}! Love from {NAME} and family
in|I ordered for my mother {NAME} and she never got it
in|yeh {NAME} kaun hai? mera parcel usko kyu diya
in|Recd by {NAME} (neighbour at {ADDRESS})
in|MR {NAME} CALLED, WANTS REFUND OF {AMOUNT}
in|thanx - {NAME}, {ADDRESS}
hi|{NAME} का पार्सल {ADDRESS} पर भेजना है
hi|कल {NAME} ने फोन किया था, नंबर {PHONE}
hi|पैकेट पड़ोसी {NAME} को दे दिया
mr|{NAME} यांचे पार्सल आले नाही, पत्ता {ADDRESS}
ta|{NAME} அவர்களின் பார்சல் வரவில்லை, அழைக்கவும் {PHONE}
ta|முகவரி {ADDRESS}, பெறுபவர் {NAME}
bn|{NAME} এর পার্সেল {ADDRESS} এ পাঠান
bn|আমি {NAME} বলছি, আমার নম্বর {PHONE}
gu|{NAME} નો ઓર્ડર આવ્યો નથી, ફોન {PHONE}
kn|{NAME} ಅವರಿಗೆ ತಲುಪಿಲ್ಲ, {PHONE} ಗೆ ಕರೆ ಮಾಡಿ
ml|{NAME} എന്നയാൾക്ക് പാഴ്സൽ കിട്ടിയില്ല, {PHONE}
ur ar|{NAME}، {ADDRESS}، {PHONE}
ur|میرا نام {NAME} ہے، فون {PHONE}
ar|أنا {NAME} ولم يصل طلبي، هاتفي {PHONE}
ar|يرجى التوصيل إلى {ADDRESS}
ae|this is {NAME}, driver please come to {ADDRESS}
ae|{NAME} not answering {PHONE}, left at reception {ADDRESS}
vn|Người nhận {NAME}, {ADDRESS}, đt {PHONE}
vn|chị {NAME} hẹn giao lại, địa chỉ {ADDRESS}
mx co|Buenas tardes, mi nombre es {NAME} y vivo en {ADDRESS}
mx co|el paquete lo recibió {NAME}, cel {PHONE}
br|Oi, aqui é a {NAME}, meu endereço é {ADDRESS}
br|quem recebeu foi {NAME}, portaria
de|Guten Tag, mein Paket wurde bei {NAME} abgegeben, {ADDRESS}
de|Sehr geehrte Frau {NAME}, Ihr Paket liegt bereit
fr|le colis est chez {NAME}, {ADDRESS}
fr|Cordialement, {NAME}
id|penerima {NAME}, {ADDRESS}, hp {PHONE}
id|atas nama {NAME}, tolong kirim ke {ADDRESS}
tr|Alıcı {NAME}, {ADDRESS}, {PHONE}
tr|merhaba ben {NAME}, siparişim gelmedi
ru|Здравствуйте, меня зовут {NAME}, телефон {PHONE}
ru|Доставить: {ADDRESS}, {NAME}
ng|{NAME} will pick up. {ADDRESS}. Call {PHONE}
ng us|Pls drop at {ADDRESS} if {NAME} is not home
us|Per {NAME}, leave it on the porch at {ADDRESS}
us|{NAME} <{EMAIL}> wrote: where is order {ORDER_REF}?
us|Gift note: To {NAME}, with love, {NAME}
in|Return Request Approved For Your Order Placed On Sunday
in|YOUR PARCEL IS OUT FOR DELIVERY TODAY PLEASE KEEP EXACT CHANGE READY
in|Gandhi Jayanti Sale: Kanjivaram And Banarasi Silk At Half Price
in|Hanuman Chalisa Frame With Rose Wood Stand, Set Of Two
in|Bhiwandi hub closed, route via Shivaji Nagar sort centre and Kurla
in|Charlotte Tilbury lipstick, Forest Essentials face wash and Kama Ayurveda oil restocked
in|kal se sale start hai bhai, sab kurta aadhe daam pe, jaldi order karo
in|bhaiya parcel kab aayega, do din se wait kar raha hu, koi phone nahi uthata
in|Johnson baby powder, Dabur Chyawanprash and Patanjali ghee are out of stock in Surat
in|Rider app crashed twice near Silk Board; restart fixed it
in|Team Alpha picks aisle {#2}, Team Bravo packs; shift lead reports at 6 pm
in|Akshaya Tritiya Offer On Kundan Sets And Jhumka Earrings
in|Raksha Bandhan Gift Hamper, Cadbury And Haldiram Assorted, {#3} g
hi|आपका पार्सल आज पहुंचेगा, कृपया घर पर रहें
hi|दिवाली सेल में सभी साड़ियों पर भारी छूट
ta|உங்கள் பார்சல் இன்று வரும், காத்திருக்கவும்
bn|আজ আপনার পার্সেল পৌঁছাবে, অনুগ্রহ করে অপেক্ষা করুন
ar|سيصل طردك اليوم بين الساعة الثانية والرابعة
vn|Đơn hàng của bạn sẽ được giao trong hôm nay
de|Ihr Paket wird morgen zwischen 9 und 12 Uhr zugestellt
mx co|Su pedido llega mañana, gracias por su compra
id|Pesanan Anda sedang dikirim dan tiba besok pagi
tr|Siparişiniz bugün teslim edilecek, teşekkür ederiz
ru|Ваш заказ передан в службу доставки
us|Calvin Klein Boxer Briefs, Ralph Lauren Polo And Tommy Hilfiger Socks Now In
us|Delivery window moved to Monday Morning due to Storm Grace
""".strip().splitlines()
WILD = [line.replace("\\n", "\n") for line in _LINES]
