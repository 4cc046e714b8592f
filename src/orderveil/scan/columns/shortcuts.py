"""Shapes of cells of which one speaks for all: the detector is asked of one, and its answer holds for the rest.

Each stands with the reason why no digit or letter that differs within it can change the answer. What
the answer is stays the detector's to say. Tests hold thousands of cells of each shape against it.

Must never take in a cell that another rule could read otherwise: a shape too narrow costs time, one
too wide hides data.
"""

from __future__ import annotations

import phonenumbers

from orderveil.scan.columns.persons import PERSONS
from orderveil.scan.columns.shape import Shape

NOTHING_SAID, PHONES, ORDERS, PARCELS, POSTCODES, TOTALS = (
    *("", "phone: ", "order no: ", "awb no: "),
    *("pincode: ", "total: "),
)
_PAIRS = [f"[{one}{other}]" for one in range(10) for other in range(one + 1, 10)]


def _of_two_digits(prefix: str = "") -> str:
    """Return a pattern of ten digits of which no more than two differ: a placeholder, to the detector."""
    return f"^{prefix}(?:{'|'.join(f'{pair}{{10}}' for pair in _PAIRS)})$"


def _indian_mobile() -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("IN", None)
    assert metadata is not None  # of the library's own tables
    assert metadata.mobile is not None
    return str(metadata.mobile.national_number_pattern).replace(r"\d", "[0-9]")  # groups, classes and counts alone


# A text of Base64 that hides digits alternates letters and digits from its first character on.
_ENCODED = "[MNO][DTjz][AEIMQUYcgk][w-z0-5][MNO][DTjz]"
_ROLES = (
    "abuse|admin|alert|billing|care|career|contact|customer|do-?not|dpo|enquiry|feedback|grievance|hello|help|hr|info|"
    "legal|mailer|marketing|no-?reply|notification|order|postmaster|press|privacy|return|sales|security|service|"
    "support|team|webmaster"
)

SHORTCUTS: tuple[Shape, ...] = (
    # Ten digits from 6 to 9 on, three of them different: the mobile rule asks for no more, and looks only at
    # what stands before. No card, Aadhaar or trade number has ten; other rules for phones give a lower score.
    Shape((PHONES, NOTHING_SAID), "[6-9][0-9]{9}", _of_two_digits(), "9876501234"),
    # With the trunk's 0 or the country's 91 the same, where a phone is spoken of. Without that word a
    # number of twelve digits may be a trade number, by its check digit: left to the detector.
    Shape((PHONES,), "0[6-9][0-9]{9}", _of_two_digits("0"), "09876501234"),
    Shape((PHONES,), "91[6-9][0-9]{9}", _of_two_digits("91"), "919876501234"),
    # With + the number plan decides, and nothing but it: its own pattern stands here.
    Shape((PHONES, NOTHING_SAID), rf"\+91[ -]?(?:{_indian_mobile()})", "", "+919876501234"),
    # One address from end to end outranks whatever else may be read within it, but for a link.
    Shape(
        (NOTHING_SAID,),
        r"[A-Za-z0-9][A-Za-z0-9._+-]{0,40}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?\.){1,3}[A-Za-z]{2,10}",
        rf"^(?i:{_ROLES})|(?i:www\.|\.(?:png|jpg|jpeg|gif|svg|webp|css|js|pdf)$)|{_ENCODED}",
        "asha.k@mail.example",
    ),
    # Moments as they are written: the rules for phones and cards pass over them by their shape. The
    # months and days are those that exist, so that what only looks like one is left to the detector.
    Shape(
        (NOTHING_SAID,),
        "20[0-4][0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
        "(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?",
        "",
        "2026-03-14 09:26:53",
    ),
    # Fewer than seven digits in all: no rule reads a phone, a card or an identity in so few. A postcode
    # needs a word or a place beside it.
    Shape((NOTHING_SAID, TOTALS), r"-?[1-9][0-9]{0,5}", "", "4711"),
    Shape((NOTHING_SAID, TOTALS), r"-?(?:0|[1-9][0-9]{0,3})\.[0-9]{1,2}", "", "1499.50"),
    # Seven to nine digits from 1 on, and ten to thirteen from 2 to 5 on, with nothing that calls them a phone:
    # a mobile has ten from 6 on, a trunk's number a 0 before it, and cards in use begin at fourteen.
    Shape((NOTHING_SAID,), "[1-9][0-9]{6,8}|[2-5][0-9]{9,12}", "", "4711001"),
    # A place on the map has nine digits at most and one point.
    Shape((NOTHING_SAID,), r"-?[1-9][0-9]{0,2}\.[0-9]{3,6}", "", "18.520431"),
    # Six digits from 1 to 8 on, where a postcode is spoken of.
    Shape((POSTCODES,), "[1-8][0-9]{5}", "", "411001"),
    # Letters, then at most eleven digits: too few for a card, and an order's reference outranks a phone.
    # Behind a # fewer, for letters before it keep the rule for orders from it, and ten may be a phone's.
    Shape((ORDERS,), "[A-Z]{0,4}-?[0-9]{3,11}|[A-Z]{0,2}#[0-9]{3,9}", "", "OD-48213", by_mask=True),
    Shape((ORDERS,), "[0-9]{3}-[0-9]{7}-[0-9]{7}", "", "402-1234567-7654321", by_mask=True),
    # The word for a parcel's number takes cards and identities out of question.
    Shape((PARCELS,), "[A-Z]{0,4}[0-9]{8,15}", "", "DL482130019", by_mask=True),
    # A link that follows a parcel outranks everything, and is one from end to end: nothing in it is encoded.
    Shape(
        (PARCELS, NOTHING_SAID),
        r"https?://[a-z0-9][a-z0-9.-]{2,60}/(?:[a-z]{1,20}/){0,3}(?:track|tracking)"
        r"(?:/|\?[a-z]{1,12}=)[A-Za-z0-9]{6,24}",
        _ENCODED,
        "https://ship.example/track/DL482130019",
    ),
    *PERSONS,
)
