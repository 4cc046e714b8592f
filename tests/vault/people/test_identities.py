"""Identities at an OpenID provider: bound once, to somebody who is here; and strong by what the settings name alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orderveil.core.errors import NotAllowed, NotFound, RelayError
from orderveil.core.oidc import Oidc
from orderveil.core.settings import Settings
from orderveil.vault.client import Vault
from orderveil.vault.identity_messages import EndIdentity, IdentityMatched, MatchIdentity
from orderveil.vault.messages import Done, LedgerExport, LedgerPage, LedgerVerified, LedgerVerify, PersonGrant
from orderveil.vault.people.failing import SINGLY
from orderveil.vault.people_messages import (
    BeginSession,
    CheckSession,
    InvitePerson,
    ListPeople,
    PersonInvited,
    PersonRows,
    ReadInvitation,
    RemovePerson,
    RoleRow,
    SessionBegun,
    StepUp,
    WhoAmI,
)
from tests.vault.making import BY, opened
from tests.vault.people.staff import again, console, hired, join, other_tenant, sign_in

ISSUER = "https://issuer.example/realms/tea"
OIDC = Oidc(ISSUER, "client", Path("/none"), "Tea", frozenset({"mfa", "hwk"}), ("gold",))
HOUR_MS = 3_600_000


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(replace(each_home, oidc=OIDC)) as vault:
        yield vault


def now_ms(vault: Any) -> int:
    found: int = vault._service._in.now_ms()
    return found


def match(vault: Vault, email: str, subject: str = "", **parts: Any) -> IdentityMatched:
    asked = {"issuer": ISSUER, "auth_at_ms": now_ms(vault)} | parts
    subject = subject or f"sub of {email}"
    return vault.ask(MatchIdentity(console(vault), subject=subject, email=email, **asked), IdentityMatched)


def refusal(vault: Vault, email: str, subject: str = "", **parts: Any) -> str:
    with pytest.raises(RelayError) as refused:
        match(vault, email, subject, **parts)
    return refused.value.reason


def told(vault: Vault, act: str) -> list[dict[str, Any]]:
    vault.ask(LedgerVerify(BY), LedgerVerified)
    entries = [json.loads(one) for one in vault.ask(LedgerExport(BY), LedgerPage).entries]
    return [one["detail"] for one in entries if one["act"] == act]


def session(vault: Vault, person: str, *methods: str) -> WhoAmI:
    begun = vault.ask(BeginSession(console(vault), person, methods), SessionBegun)
    return vault.ask(CheckSession(PersonGrant(begun.token, console(vault).secret)), WhoAmI)


def test_an_identity_is_bound_by_the_address_once_and_known_by_its_subject_from_then_on(vault: Vault) -> None:
    asha, ben = join(vault, "Asha", "owner"), join(vault, "Ben", "owner")
    assert match(vault, "ASHA@staff.example ").person == asha
    assert match(vault, "ben@staff.example", "sub of ASHA@staff.example ").person == asha  # her address changed there
    assert match(vault, "ben@staff.example").person == ben
    assert refusal(vault, "asha@staff.example", "another") == "identity:bound"
    assert told(vault, "people:identity:bound") == [{"person": asha}, {"person": ben}]
    refused = told(vault, "people:account:told")[-1]
    assert refused == {"outcome": "identity-refused", "method": "oidc", "reason": "bound", "person": asha}


def test_whoever_left_is_not_there_and_their_identity_serves_whoever_is_invited_anew(vault: Vault) -> None:
    mira = join(vault, "Mira", "owner")
    match(vault, "mira@staff.example")
    vault.ask(RemovePerson(BY, mira), object)
    assert refusal(vault, "mira@staff.example") == "identity:unknown"
    assert told(vault, "people:account:told")[-1]["person"] == mira
    anew = join(vault, "Mira", "owner")
    assert match(vault, "mira@staff.example").person == anew != mira


def test_an_invitation_is_accepted_by_the_identity_that_it_is_for_alone(vault: Vault) -> None:
    asha = join(vault, "Asha", "owner")
    match(vault, "asha@staff.example")
    invited = vault.ask(InvitePerson(BY, "new@staff.example", "New", [RoleRow("owner")]), PersonInvited)
    assert refusal(vault, "new@staff.example") == "identity:not-joined"
    for email, subject in (("other@staff.example", "s"), ("asha@staff.example", "s"), ("asha@staff.example", "")):
        assert refusal(vault, email, subject, invitation=invited.token) == "identity:other-person"
    assert refusal(vault, "new@staff.example", invitation="another token") == "identity:unknown"
    assert match(vault, "new@staff.example", invitation=invited.token).person == invited.person != asha
    assert told(vault, "people:invitation:accepted")[-1]["person"] == invited.person
    with pytest.raises(NotFound):
        vault.ask(ReadInvitation(console(vault), invited.token), PersonRows)
    assert refusal(vault, "new@staff.example", invitation=invited.token) == "identity:other-person"


def test_somebody_who_signs_in_again_is_who_they_were(vault: Vault) -> None:
    asha, ben = join(vault, "Asha", "owner"), join(vault, "Ben", "owner")
    match(vault, "asha@staff.example")
    assert refusal(vault, "asha@staff.example", person=ben) == "identity:other-person"
    assert match(vault, "asha@staff.example", person=asha).person == asha


def test_another_issuer_or_nobodys_identity_is_refused(vault: Vault) -> None:
    join(vault, "Asha", "owner")
    assert refusal(vault, "asha@staff.example", issuer="https://evil.example") == "identity:off"
    assert refusal(vault, "", "somebody") == "identity:unknown"


def test_an_address_that_only_folds_to_somebodys_is_not_theirs(vault: Vault) -> None:
    join(vault, "Kasha", "owner")
    for email in ("ka\u017fha@staff.example", "\u212aasha@staff.example", "kasha@\u017ftaff.example"):
        assert refusal(vault, email) == "identity:unknown"
    assert match(vault, "KASHA@STAFF.example")


def test_refusals_again_and_again_do_not_flood_the_record(vault: Vault) -> None:
    for _ in range(2 * SINGLY):
        assert refusal(vault, "nobody@staff.example") == "identity:unknown"
    assert len(told(vault, "people:account:told")) == SINGLY


def test_when_the_settings_name_another_issuer_its_identities_are_bound_anew(each_home: Settings) -> None:
    with opened(replace(each_home, oidc=OIDC)) as vault:
        asha = join(vault, "Asha", "owner")
        match(vault, "asha@staff.example")
    with opened(replace(each_home, oidc=None)) as vault:
        assert refusal(vault, "asha@staff.example") == "identity:off"
    with opened(replace(each_home, oidc=replace(OIDC, issuer="https://new.example"))) as vault:
        assert match(vault, "asha@staff.example", "new sub", issuer="https://new.example").person == asha
        assert refusal(vault, "asha@staff.example", "second", issuer="https://new.example") == "identity:bound"


@pytest.mark.parametrize(
    ("said", "method"),
    [
        ({"amr": ("pwd", "mfa")}, "oidc-mfa"), ({"amr": ("hwk",)}, "oidc-mfa"), ({"acr": "gold"}, "oidc-mfa"),
        ({"amr": ("pwd",)}, "oidc"), ({"acr": "silver"}, "oidc"), ({}, "oidc"),
        ({"amr": ("mfa",), "auth_at_ms": 0}, "oidc"), ({"amr": ("mfa",), "auth_at_ms": 1}, "oidc"),
        ({"amr": ("mfa",), "auth_at_ms": 2**52}, "oidc"),
    ],
)  # fmt: skip
def test_what_the_provider_checked_counts_where_it_is_named_and_dated(
    vault: Vault, said: dict[str, Any], method: str
) -> None:
    asha = join(vault, "Asha", "owner")
    assert match(vault, "asha@staff.example", **said).method == method
    assert session(vault, asha, method).is_strong == (method == "oidc-mfa")


def test_without_the_setting_nothing_that_a_provider_says_is_a_second_factor(each_home: Settings) -> None:
    with opened(replace(each_home, oidc=replace(OIDC, amr=frozenset(), acr=()))) as vault:
        asha = join(vault, "Asha", "owner")
        assert match(vault, "asha@staff.example", amr=("mfa", "hwk"), acr="").method == "oidc"
        with pytest.raises(NotAllowed) as refused:
            session(vault, asha, "oidc-mfa")
        assert refused.value.reason == "identity:not-shown"


def test_a_session_is_as_strong_as_the_moment_at_which_the_provider_asked(vault: Vault) -> None:
    asha = join(vault, "Asha", "owner")
    then = now_ms(vault) - 3 * HOUR_MS
    match(vault, "asha@staff.example", amr=("mfa",), auth_at_ms=then)
    assert session(vault, asha, "oidc", "oidc-mfa").strong_at_ms == then
    assert session(vault, asha, "oidc", "totp").strong_at_ms > then + 2 * HOUR_MS


def test_a_method_that_was_not_matched_here_begins_no_session(vault: Vault) -> None:
    asha, ben = join(vault, "Asha", "owner"), join(vault, "Ben", "owner")
    match(vault, "ben@staff.example", amr=("mfa",))
    for methods in (("oidc",), ("oidc-mfa",), ("oidc", "totp")):
        with pytest.raises(NotAllowed) as refused:
            session(vault, asha, *methods)
        assert refused.value.reason == "identity:not-shown"
    assert session(vault, ben, "oidc-mfa").is_strong
    match(vault, "ben@staff.example")
    with pytest.raises(NotAllowed):
        session(vault, ben, "oidc-mfa")


def test_an_identity_without_a_second_factor_opens_no_account_that_has_one(vault: Vault) -> None:
    asha = join(vault, "Asha", "owner")
    sign_in(vault, asha)
    assert match(vault, "asha@staff.example").needs_factor
    with pytest.raises(NotAllowed) as refused:
        session(vault, asha, "oidc")
    assert refused.value.reason == "access:no-second-factor"
    assert session(vault, asha, "oidc", "totp").is_strong


def test_stepping_up_by_the_provider_takes_that_it_asked_just_now(vault: Vault) -> None:
    asha = hired(vault, "Asha", "owner")
    match(vault, "asha@staff.example", amr=("mfa",), auth_at_ms=now_ms(vault) - HOUR_MS)
    with pytest.raises(NotAllowed) as refused:
        vault.ask(StepUp(asha.grant, ("oidc-mfa",)), Done)
    assert refused.value.reason == "identity:not-fresh"
    match(vault, "asha@staff.example", amr=("mfa",))
    asha = again(vault, asha, "oidc-mfa")
    with pytest.raises(NotAllowed):
        vault.ask(StepUp(asha.grant, ("oidc",)), Done)


def test_an_identity_is_unbound_by_whoever_answers_for_people_and_by_nobody_else(vault: Vault) -> None:
    owner, ben = hired(vault, "Asha", "owner"), hired(vault, "Ben", "support_agent")
    match(vault, "ben@staff.example")
    row = next(one for one in vault.ask(ListPeople(owner.grant), PersonRows).rows if one.person == ben.person)
    assert row.has_identity
    with pytest.raises(NotFound):
        vault.ask(EndIdentity(other_tenant(vault).grant, ben.person), Done)
    with pytest.raises(NotAllowed):
        vault.ask(EndIdentity(ben.grant, ben.person), Done)
    assert vault.ask(EndIdentity(owner.grant, ben.person), Done).counts == {"identities": 1}
    assert told(vault, "people:identity:ended") == [{"person": ben.person}]
    assert match(vault, "ben@staff.example", "a new subject").person == ben.person


def test_an_identity_survives_a_restart_and_its_subject_lies_nowhere(each_home: Settings) -> None:
    with opened(replace(each_home, oidc=OIDC)) as vault:
        asha = join(vault, "Asha", "owner")
        match(vault, "asha@staff.example", "a subject to be looked for")
    with opened(replace(each_home, oidc=OIDC)) as vault:
        assert match(vault, "x@staff.example", "a subject to be looked for").person == asha
        assert "to be looked for" not in repr(MatchIdentity(console(vault), ISSUER, "a subject to be looked for", "e"))
    for file in each_home.home.rglob("*"):
        assert not file.is_file() or b"a subject to be looked for" not in file.read_bytes(), file
