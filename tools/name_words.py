"""Ordinary words of other languages, for what no name is: by the letter of their slot in name_templates. A table."""

from __future__ import annotations

ORDINARY = {
    "h": "पार्सल ऑर्डर पैकेट डिलीवरी कृपया आज कल सुबह शाम घर पर नहीं मिला आया गया भेजा दिया लिया करें है था हैं होगा "
    "जल्दी देर वापस पैसे रिफंड फोन नंबर कॉल कीजिए दीजिए मेरा आपका हमारा यह वह क्या कब कहाँ और या लेकिन बहुत अच्छा "
    "खराब टूटा नया पुराना दुकान रंग साड़ी कपड़े सामान ग्राहक दाम छूट त्योहार सभी कुछ लोग बात हुई बताया पूछा मना "
    "किया पड़ोसी गार्ड भाई बहन माँ पिता बेटा समय दिन प्रतीक्षा सेवा",
    "m": "पार्सल ऑर्डर आपले आपला आपली मला तुम्हाला त्यांना त्यांचे यांचे यांनी केले केली केला होईल होते होता नका हवे "
    "पाहिजे कधी कुठे का कसे काय धन्यवाद नमस्कार दादा ताई ऑफिस बॉक्स तुटले चुकीचे बरोबर माप किंमत सूट वस्तू पत्ता "
    "संपर्क साधा पोहोचले पोहोचेल मिळाला मिळाली नंतर आधी काल रात्री दुपारी आठवडा महिना सर्व काही एक दोन पार्सल "
    "ऑर्डर आज उद्या सकाळी घरी नाही आहे मिळाले पाठवा द्या करा कृपया फोन नंबर माझा तुमचा पैसे परत लवकर उशीर झाला "
    "आला दुकान साडी रंग नवीन जुने खराब शेजारी दिवस वेळ आणि किंवा पण",
    "t": "உங்கள் பார்சலை பார்சலை ஆர்டரை இருக்கிறது இருக்கும் வரும் வருகிறது செய்யவும் செய்ய முடியவில்லை கிடைக்கவில்லை "
    "வாடிக்கையாளர் டெலிவரி முகவர் கட்டணம் ரூபாய் வாரம் மாதம் நேற்று இரவு மதியம் இடம் தெரு எந்த என்ன எப்போது எங்கே "
    "ஏன் நன்றி வணக்கம் அண்ணா அக்கா தம்பி வீடு அலுவலகம் பெட்டி உடைந்த தவறான சரியான அளவு விலை தள்ளுபடி பொருள் "
    "பொருட்கள் பெறவும் காத்திருக்க தொடர்பு கொள்ளவும் வேண்டும் வேண்டாம் உள்ளது உள்ளன பார்சல் ஆர்டர் இன்று நாளை "
    "காலை மாலை வீட்டில் இல்லை வந்தது வரவில்லை அனுப்பவும் தயவுசெய்து அழைக்க எண் பணம் திரும்ப விரைவில் தாமதம் புதிய "
    "பழைய கடை புடவை நிறம் மற்றும் அல்லது ஆனால் எனக்கு உங்கள் எங்கள் நேரம் நாள் கிடைத்தது கொடுத்தார் வாங்கினார் "
    "சொன்னார் அவர் பக்கத்து",
    "e": "పార్సెల్ ఆర్డర్ ఈరోజు రేపు ఉదయం ఇంట్లో లేదు వచ్చింది రాలేదు పంపండి దయచేసి కాల్ నంబర్ డబ్బు తిరిగి త్వరగా "
    "కొత్త పాత చీర రంగు మరియు కానీ నాకు మీ",
    "b": "আপনার পার্সেলটি অর্ডারটি হয়েছে হয়নি হবে পৌঁছেছে পাইনি পাওয়া গেছে গেল দেখুন বলুন জানান গ্রাহক ডেলিভারি "
    "এজেন্ট মূল্য টাকার সপ্তাহ মাস গতকাল রাত দুপুর বিকেল কোথায় কখন কেন কি কোন ধন্যবাদ নমস্কার দাদা দিদি অফিস "
    "বাক্স ভাঙা ভুল ঠিক মাপ দাম ছাড় জিনিস করে করতে করবেন থেকে জন্য সঙ্গে মধ্যে পরে আগে এবার খুব সব কিছু একটি দুই "
    "আছে থাকুন চাই ফোন করুন পার্সেল অর্ডার আজ কাল সকালে বাড়িতে নেই এসেছে আসেনি পাঠান দয়া করে ফোন নম্বর টাকা "
    "ফেরত তাড়াতাড়ি দেরি নতুন পুরানো দোকান শাড়ি রং এবং কিন্তু আমার আপনার সময় দিন পেয়েছেন দিয়েছেন বলেছেন তিনি "
    "প্রতিবেশী অপেক্ষা করুন",
    "g": "પાર્સલ ઓર્ડર આજે કાલે ઘરે નથી આવ્યું મોકલો કૃપા કરીને ફોન નંબર પૈસા પાછા જલ્દી નવું જૂનું દુકાન સાડી રંગ અને "
    "પણ મારો તમારો ને નો ની છે",
    "k": "ನಿಮ್ಮ ಪಾರ್ಸೆಲ್ ಆರ್ಡರ್ ಆಗಿದೆ ಆಗಿಲ್ಲ ಆಗುತ್ತದೆ ತಲುಪಿದೆ ಸಿಕ್ಕಿದೆ ಸಿಕ್ಕಿಲ್ಲ ಮಾಡಿ ಮಾಡಬೇಕು ಬೇಕು ಬೇಡ ಗ್ರಾಹಕ ವಿತರಣೆ "
    "ಬೆಲೆ ವಾರ ತಿಂಗಳು ನಿನ್ನೆ ರಾತ್ರಿ ಮಧ್ಯಾಹ್ನ ಎಲ್ಲಿ ಯಾವಾಗ ಏಕೆ ಏನು ಧನ್ಯವಾದ ನಮಸ್ಕಾರ ಅಣ್ಣ ಅಕ್ಕ ಕಚೇರಿ ಪೆಟ್ಟಿಗೆ ತಪ್ಪು "
    "ಸರಿ ಅಳತೆ ರಿಯಾಯಿತಿ ವಸ್ತು ಅವರು ಅವರ ನಾನು ನೀವು ಒಂದು ಎರಡು ಇದೆ ಪಾರ್ಸೆಲ್ ಆರ್ಡರ್ ಇಂದು ನಾಳೆ ಮನೆಯಲ್ಲಿ ಇಲ್ಲ ಬಂದಿದೆ "
    "ಕಳುಹಿಸಿ ದಯವಿಟ್ಟು ಕರೆ ಸಂಖ್ಯೆ ಹಣ ವಾಪಸ್ ಬೇಗ ಹೊಸ ಹಳೆಯ ಸೀರೆ ಬಣ್ಣ ಮತ್ತು ಆದರೆ ನನ್ನ ನಿಮ್ಮ",
    "l": "പാഴ്സൽ ഓർഡർ ഇന്ന് നാളെ വീട്ടിൽ ഇല്ല വന്നു അയക്കുക ദയവായി വിളിക്കുക നമ്പർ പണം തിരികെ വേഗം പുതിയ പഴയ സാരി നിറം "
    "എന്നാൽ എന്റെ നിങ്ങളുടെ",
    "p": "ਪਾਰਸਲ ਆਰਡਰ ਅੱਜ ਕੱਲ੍ਹ ਘਰ ਨਹੀਂ ਆਇਆ ਭੇਜੋ ਕਿਰਪਾ ਕਰਕੇ ਫੋਨ ਨੰਬਰ ਪੈਸੇ ਵਾਪਸ ਜਲਦੀ ਨਵਾਂ ਪੁਰਾਣਾ ਰੰਗ ਅਤੇ ਪਰ ਮੇਰਾ ਤੁਹਾਡਾ "
    "ਨੂੰ ਦਾ ਦੀ ਹੈ",
    "a": "طلبك طلبي طردي طردك شحنتك شحنتي سيصل وصلت تصل تسليم التسليم التوصيل الشحن الطلب الطرد المبلغ الدفع إرسال "
    "أرسل يرجى نرجو الرجاء الانتظار انتظر قبل بعد الآن أمس ليلا ظهرا أسبوع شهر يوم أيام متى أين لماذا كيف ما من "
    "إلى كان كانت هو هي نحن أنا أنت لا نعم غير موجود مقاس سعر خصم مكسور خطأ صحيح بواسطة خلال الثانية الثالثة "
    "الرابعة صباح الخير السلام عليكم طلب طرد شحنة توصيل اليوم غدا صباحا مساء البيت لم يصل وصل من فضلك اتصل رقم "
    "هاتف مبلغ استرداد بسرعة متأخر جديد قديم لون متجر و أو لكن عند في على مع هذا هذه كل بعض سوف تم إلغاء تأكيد "
    "العميل السائق شكرا مرحبا بين الساعة",
    "u": "پارسل آرڈر آج کل صبح شام گھر نہیں ملا آیا بھیج دیں براہ کرم فون نمبر پیسے واپس جلدی دیر نیا پرانا دکان رنگ "
    "اور یا لیکن میرا آپ کا کی کے نے سے ہے تھا ہیں کریں دیا لیا",
    "v": "đơn hàng giao nhận gói bưu kiện hôm nay ngày mai sáng chiều tối nhà chưa đã đang sẽ không có xin vui lòng "
    "gọi số tiền hoàn lại nhanh chậm mới cũ màu áo quần cửa hàng và hoặc nhưng tôi bạn của cho với được người "
    "khách shop cảm ơn chào",
    "s": "pedido paquete entrega hoy mañana tarde casa no llegó llegará por favor llamar número dinero devolución "
    "rápido nuevo viejo tienda color y pero mi su de la el los con está fue será gracias quiere cambiar recibir "
    "vecino portero",
    "o": "pedido pacote entrega hoje amanhã tarde casa não chegou chegará por favor ligar número dinheiro reembolso "
    "rápido novo velho loja cor e mas meu seu de da do com está foi será obrigado quer trocar receber vizinho"
    "portaria",
    "d": "Bestellung Paket Lieferung heute morgen Abend Haus nicht ist war wird wurde bitte anrufen Nummer Geld zurück "
    "schnell neu alt Geschäft Farbe und aber mein Ihr die der das mit bei Uhr zwischen zugestellt abgeholt "
    "Nachbar vielen Dank Sendung Rechnung Rückgabe möchte",
    "f": "commande colis livraison aujourd'hui demain soir maison pas est arrivé sera merci appeler numéro argent "
    "remboursement vite nouveau vieux magasin couleur et mais mon votre de la le les avec chez voisin gardien "
    "facture retour voudrait",
    "w": "bestelling pakket levering vandaag morgen avond huis niet is was wordt werd gaat komt kwam alstublieft "
    "bellen nummer geld terug snel nieuw oud winkel kleur en maar mijn uw de het een van met bij naar om tussen "
    "bezorgd opgehaald buren dank zending factuur retour wil graag nog al geen ik u we ons kunt kan zijn heeft "
    "voor door aan op uur beste tijd adres bereikbaar klant",
    "x": "ordine pacco consegna oggi domani sera casa non è era sarà arriverà arrivato per favore chiamare numero "
    "soldi rimborso veloce nuovo vecchio negozio colore e ma mio suo il la lo gli le di da in con su tra vicino "
    "portiere fattura reso vorrei grazie spedizione cliente ancora già nessuno io noi può ha hanno del della al "
    "alla ore indirizzo telefono buongiorno salve",
    "z": "zamówienie paczka przesyłka dostawa dziś jutro wieczór dom nie jest było będzie proszę dzwonić numer "
    "pieniądze zwrot szybko nowy stary sklep kolor i ale mój pana pani w na do od z przy o między dostarczona "
    "odebrana sąsiad dziękuję faktura chcę jeszcze już klient kurier adres telefon godzina dla ma mam został"
    "została",
    "i": "pesanan paket kirim hari ini besok pagi sore rumah belum sudah tidak ada tolong telepon nomor uang kembali "
    "cepat baru lama toko warna dan atau tapi saya anda untuk dari dengan akan sedang tiba terima kasih mohon "
    "barang rusak tetangga",
    "r": "sipariş paket teslimat bugün yarın sabah akşam ev değil geldi gelmedi lütfen arayın numara para iade hızlı "
    "yeni eski mağaza renk ve ama benim sizin ile için edildi edilecek kargo teşekkür komşu müşteri fatura",
    "y": "заказа заказы посылку посылки доставку доставки доставлен доставят передали отправлен оплачен отменён вашего "
    "вашу вам нам мне его её их меня вас мы вы он она они этот эта это что как когда где почему кто не да нет ещё "
    "уже только очень можно нужно хочу прошу сообщите перезвоните после до между часов часа дня недели вчера "
    "сейчас скоро служба службу клиент адрес квартира дом подъезд этаж здравствуйте добрый день вечер товар "
    "размер цена скидка заказ посылка доставка сегодня завтра утром вечером дома не пришёл пришла будет "
    "пожалуйста позвоните номер телефон деньги возврат быстро новый старый магазин цвет и но мой ваш в на с у "
    "передан получил сказал сосед курьер спасибо",
}
