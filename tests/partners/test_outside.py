"""Lists of outside systems: known columns, plain columns, and files that mean harm."""

from __future__ import annotations

import random

import pytest

from orderveil.core.errors import Malformed, RelayError, TooLarge
from orderveil.partners.outside import MOST_BYTES, MOST_ROWS, Listed, decoded, read_list

DAY_2026_03_04 = 1_772_582_400_000

WORKSPACE = """First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],\
Last Sign In [READ ONLY],2sv Enrolled [READ ONLY],Org Unit Path [Required]
Ben,Rao,ben@staff.example,Active,2026/03/04 00:00:00,True,/Support
Gita,Iyer,gita@staff.example,Suspended,2026/03/04 00:00:00,True,/Support
Lata,Nair,lata@staff.example,Active,Never logged in,False,/
"""
SHOPIFY = """First name,Last name,Email,Role,Two-step authentication,Last login
Ben,Rao,ben@staff.example,Staff,Enabled,2026-03-04
"""
FRESHDESK = """Name;Email;Roles;Two factor authentication;Last login at
"Rao, Ben";ben@staff.example;"Agent, Supervisor";no;04 Mar 2026
"""
APPS = """App name,Access scopes,Last used
Old Labels,"read_orders, write_fulfillments",2026-03-04
Theme,,
"""


def told(listed: Listed) -> list[tuple[str, str, str, str, int | None]]:
    return [(one.email, one.name, one.role, one.mfa, one.used_at_ms) for one in listed.accounts]


@pytest.mark.parametrize(
    ("system", "text", "row"),
    [
        ("workspace", WORKSPACE, ("ben@staff.example", "Ben Rao", "/Support", "on", DAY_2026_03_04)),
        ("shopify", SHOPIFY, ("ben@staff.example", "Ben Rao", "Staff", "on", DAY_2026_03_04)),
        ("freshdesk", FRESHDESK, ("ben@staff.example", "Rao, Ben", "Agent, Supervisor", "off", DAY_2026_03_04)),
        ("portal", "user,role,mfa,last seen\nben@staff.example,admin,yes,2026-03-04\n",
         ("ben@staff.example", "", "admin", "on", DAY_2026_03_04)),
    ],
)  # fmt: skip
def test_a_systems_own_columns_are_known(
    system: str, text: str, row: tuple[str, str, str, str, int | None]
) -> None:
    assert told(read_list(system, text))[0] == row


def test_a_suspended_account_is_none_and_one_never_used_has_no_time() -> None:
    listed = read_list("workspace", WORKSPACE)
    found = [(one.email, one.mfa, one.used_at_ms) for one in listed.accounts]
    assert found[1:] == [("lata@staff.example", "off", None)]


def test_apps_are_read_with_their_scopes() -> None:
    listed = read_list("shopify", APPS)
    assert [(one.name, one.scopes) for one in listed.apps] == [
        ("Old Labels", ("read_orders", "write_fulfillments")), ("Theme", ()),
    ]  # fmt: skip
    assert listed.accounts == ()


def test_a_time_that_could_mean_two_days_is_none() -> None:
    listed = read_list("portal", "email,last login\nben@staff.example,03/04/2026\n")
    assert (listed.accounts[0].used_at_ms, listed.undated) == (None, 1)


def test_rows_that_cannot_be_read_are_foundby_their_line_alone() -> None:
    rows = "not-an-address,Secret\nben@staff.example,Ben\n\nben@staff.example,Twice\n"
    listed = read_list("portal", "email,name\n" + rows)
    assert listed.unread == ("line 2: no e-mail address",)
    assert [one.name for one in listed.accounts] == ["Ben"]


def test_what_is_not_printed_does_not_come_in() -> None:
    listed = read_list("portal", "email,name\nben@staff.example,\"'=A\u202eB\x1b[0m\"\n")
    assert listed.accounts[0].name == "=A B [0m"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Malformed), ("a,b\n1,2\n", Malformed), ('email,name\n"ben@staff.example,x', Malformed),
        ("email\n" + "x" * 3_000, TooLarge), ("a," * 300, TooLarge),
        ("email\n" + "".join(f"u{n}@staff.example\n" for n in range(MOST_ROWS + 1)), TooLarge),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused(text: str, error: type[RelayError]) -> None:
    with pytest.raises(error):
        read_list("portal", text)


def test_a_file_that_is_too_long_or_not_unicode_is_refused() -> None:
    with pytest.raises(TooLarge):
        decoded(b"a" * (MOST_BYTES + 1))
    with pytest.raises(Malformed):
        decoded(b"email\n\xff\xfe\xfa")
    assert decoded("email\n".encode("utf-16")) == "email\n"


def test_noise_is_read_or_refused_and_nothing_else() -> None:
    dice = random.Random(4)
    alphabet = 'ab@.,;"\n\r\t\x00=é\u202e|'
    for _ in range(2_000):
        text = "email,name,last login\n" + "".join(dice.choice(alphabet) for _ in range(dice.randrange(80)))
        try:
            listed = read_list("portal", text)
        except RelayError:
            continue
        assert all(one.email.isprintable() and one.name.isprintable() for one in listed.accounts)
