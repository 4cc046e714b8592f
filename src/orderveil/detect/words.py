"""The words by which people and systems call the numbers that stand in an order. Tables only.

All are lower case. A word missing here is no hole by itself: a number that nothing calls otherwise
is judged by issuer, length and check digit alone.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of `text`, parted by spaces."""
    return frozenset(text.split())


CARD_WORDS = words(
    "card cards creditcard debitcard creditcards cc ccard visa mastercard maestro amex rupay diners jcb unionpay "
    "discover atmcard karte kreditkarte carte tarjeta cartao cartão kort kaart kad kartu"
)
# Scripts that do not part words by spaces, or that the lists above would miss.
CARD_SIGNS = (
    *("कार्ड", "क्रेडिट", "डेबिट", "কার্ড", "કાર્ડ", "ਕਾਰਡ", "కార్డు", "ಕಾರ್ಡ್", "കാർഡ്", "கார்டு", "කාඩ්", "บัตร"),
    *("卡号", "信用卡", "银行卡", "カード", "카드", "карт", "بطاقة", "بطاقه", "کارڈ", "כרטיס"),
)
CODE_WORDS = words(
    "awb awbs waybill waybills awbno tracking trackingno trackingid shipment shipments consignment cn docket parcel "
    "package lr lrn "
    "delhivery bluedart dtdc ekart xpressbees shadowfax ecomexpress fedex ups dhl usps gati safexpress aramex "
    "device imei imeis meid esn serial serialno sn iccid sim udid eid mac sku skus asin fsn lpn ean eans ean13 gtin "
    "gtins gtin14 upc upca isbn issn barcode barcodes plu hsn gstin gst irn ack eway ewb mpn model batch lot uuid guid "
    "gid graphql hash fingerprint ip ipv4 ipv6 utm gclid fbclid msclkid gad campaignid adset aadhaar aadhar uan "
    "latitude longitude lat lng lon awbs pnr vin engine chassis trackid"
)
ID_WORDS = words(
    "order orders orderid orderno ordernumber invoice invoices invoiceno bill receipt txn transaction transactions "
    "txnid utr rrn booking ticket case complaint rma po purchase account acct ac iban customer member membership "
    "loyalty voucher policy checkout cart confirmation coupon "
    "ऑर्डर आर्डर आदेश इनवॉइस pedido bestellung commande заказ 订单 订单号 单号 注文"
)
ID_KEY_WORDS = ID_WORDS | words(
    "token key session cookie location store shop product products variant item line user app admin batchid "
    "group collection image media source identifier identifiers request job code webhook event delivery fulfillment "
    "fulfilment refund return payout settlement"
)
ID_ENDINGS = words("id ids ref refs reference references uid oid guid hash token key")
MEASURE_WORDS = words(
    "quantity qty grams gram weight kg price prices amount amounts total totals subtotal tax taxes rate discount "
    "discounts position width height length depth year month day hour minute count zip zipcode pin pincode postcode "
    "postal percent percentage version size sizes date time timestamp at created updated since until mrp cost "
    "age duration days stock available points spent"
)
FREE_WORDS = words(
    "note notes comment comments message messages instruction instructions remark remarks text description desc "
    "title name names address address1 address2 line1 line2 street landmark body content reason info information "
    "details detail gift feedback query question answer subject q search company"
)
NOTE_WORDS = words("note notes comment comments message messages instruction instructions remark remarks")
FILLERS = words(
    "no nos num number numbers nr nbr id ids ref reference code is was are be the my your our this new old of a an it "
    "its with hai ka ki mera meri नंबर नम्बर संख्या है का मेरा número numero nummer номер numéro pls please"
)
NUMBER_WORDS = words("number no num nr nbr pan numero nummer")
CVV_WORDS = words("cvv cvv1 cvv2 cvc cvc1 cvc2 cvn cvn2 cav2 csc cvvno cvvnumber cvvcode cvccode")
CVV_PAIRS = (
    ("security", "code"),
    ("verification", "value"),
    ("card", "verification"),
    ("card", "code"),
    ("card", "cvv"),
    ("card", "pin"),
    ("atm", "pin"),
    ("cc", "cid"),
    ("cid", "cc"),
)
CVV_SIGNS = ("सीवीवी", "सीवीसी", "சிவிவி", "安全码")
NOT_CVV = words(
    "result response status check present valid verified required match avs enabled type otp login gift gate door "
    "building society delivery entry lift apartment locker bin postal post area"
)
NOT_NUMBER = words(
    "last4 last four first6 bin brand type name holder expiry expires exp expiration month year mask masked hash "
    "fingerprint token id ids gift visiting sim greeting business wish message result status country currency wallet "
    "company code"
)
TRACK_WORDS = words("track1 track2 track3 trackdata track1data track2data magstripe magstripedata iccdata emvdata")
ALWAYS_CARD = (
    {"primary", "account", "number"},
    {"card"},
    {"credit", "card"},
    {"debit", "card"},
    {"creditcard"},
    {"debitcard"},
    {"cardnumber"},
    {"cardno"},
    {"cardnum"},
    {"ccnumber"},
    {"ccnum"},
    {"ccno"},
    {"pan"},
    {"pan", "number"},
    {"fpan"},
    {"dpan"},
    {"payment", "card"},
)
