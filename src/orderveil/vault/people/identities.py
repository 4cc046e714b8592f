"""Identities at an OpenID provider: whose each is, and whether what the provider checked counts as a second factor.

An identity that the console has proven is matched by numbered steps:

  1. it is of the issuer that this installation names;
  2. it is somebody's to whom it was bound before, by issuer and subject; an address that changed moves nothing;
  3. else it is theirs whose address the issuer vouches for, if no other identity of this issuer is bound to them;
  4. they have an account that is open, or accept their invitation with it;
  5. it is bound, and recorded;
  6. it counts as a second factor only where the settings name a method that the provider says it checked, and the
     provider says when: a session is as strong as of that moment, not of this one.

Threats: an address that passes to somebody else at the provider (2, 3); an identity that is used for a person who
left (4); a provider that lets in by a cookie of last week (6). A sign-in that names `oidc` and was not matched here
within minutes is refused: see `checked`.
"""

from __future__ import annotations

import hashlib
import hmac
import threading

import msgspec

from orderveil.core.errors import NotAllowed
from orderveil.core.oidc import Oidc
from orderveil.ledger.acts import Act as Did
from orderveil.people.deciding import Target
from orderveil.people.permissions import Permission
from orderveil.store.database import Transaction
from orderveil.vault import identity_messages as i
from orderveil.vault.grants import Actor
from orderveil.vault.messages import Done
from orderveil.vault.people.failing import record_told
from orderveil.vault.people.managing import Managing
from orderveil.vault.people.persons import Identity, Person, email_key
from orderveil.vault.people.room import Room
from orderveil.vault.people.sessions import LONGEST_MS, STRONG, Checked, digest_of
from orderveil.vault.writer import Group

OIDC = frozenset({"oidc", "oidc-mfa"})
_SHOWN_MS = 15 * 60_000  # a second factor here may come between
_AGAIN_MS = 5 * 60_000
_SKEW_MS = 60_000
_KEY = "identities"


class Identities:
    """Serves whoever signs in through the provider."""

    def __init__(self, room: Room, oidc: Oidc | None, managing: Managing) -> None:
        self._room = room
        self._managing = managing
        self._oidc = oidc
        self._shown: dict[str, tuple[str, int, int]] = {}  # person -> method, when the issuer asked, when matched
        self._lock = threading.Lock()

    def match(self, request: i.MatchIdentity, actor: Actor) -> i.IdentityMatched:
        """Return whose an identity is. A refusal is recorded too, and told apart from no other by its text."""
        if self._oidc is None or request.issuer != self._oidc.issuer or not request.subject:  # step 1
            raise NotAllowed("no sign-in by this issuer here", reason="identity:off")
        answer = self._room.write(lambda tx, group: self._match(tx, request, actor, group))
        if isinstance(answer, str):
            raise NotAllowed("no account here for this identity", reason=answer)
        matched: i.IdentityMatched = answer
        return matched

    def _match(self, tx: Transaction, request: i.MatchIdentity, actor: Actor, group: Group) -> i.IdentityMatched | str:
        oidc = self._named()
        digest = self._digest(request)
        found = self._found(request, digest, group.now_ms)
        refused = self._refusal(found, request, digest)
        if found is None or refused:
            return self._refuse(tx, refused, found or self._who_left(digest), group)
        person = self._bound(tx, found, Identity(oidc.issuer, digest), actor, group)  # step 5
        method = _worth(oidc, request, group.now_ms)  # step 6
        with self._lock:
            self._shown[person.id] = (method, request.auth_at_ms, group.now_ms)
        return i.IdentityMatched(person.id, method, person.has_factor)

    def _found(self, request: i.MatchIdentity, digest: bytes, now_ms: int) -> Person | None:
        """Steps 2 and 3. With an invitation: whoever it is for."""
        here = [one for one in self._room.persons.all() if one.state != "left"]
        bound = next((one for one in here if self._is(one, digest)), None)
        if bound is None and request.invitation:
            token = digest_of(request.invitation)
            held = [one for one in here if one.invitation is not None and now_ms < one.invitation[1]]
            return next((one for one in held if one.invitation and hmac.compare_digest(one.invitation[0], token)), None)
        if bound is not None or not request.email:
            return bound
        found = self._room.persons.with_email(request.email)
        return found if found is not None and _is_address_of(found, request.email) else None

    def _refusal(self, found: Person | None, request: i.MatchIdentity, digest: bytes) -> str:
        """Return why it opens nothing, or an empty word."""
        if found is None:
            return "identity:unknown"
        if request.person and request.person != found.id:
            return "identity:other-person"
        if request.invitation and (found.state != "invited" or not _is_address_of(found, request.email)):
            return "identity:other-person"
        held = found.identity
        if held is not None and held.issuer == self._named().issuer and not self._is(found, digest):
            return "identity:bound"
        is_open = found.state == "active" or (found.state == "invited" and bool(request.invitation))
        return "" if is_open else "identity:not-joined"  # step 4

    def _bound(self, tx: Transaction, person: Person, identity: Identity, actor: Actor, group: Group) -> Person:
        """Bind an identity to somebody, once; an invitation is accepted with it."""
        if person.state == "active" and person.identity == identity:
            return person
        is_joining = person.state == "invited"
        person = msgspec.structs.replace(person, state="active", invitation=None, identity=identity)
        person = self._room.persons.put(tx, person, group)
        if is_joining:
            self._managing.record_accepted(tx, person, actor, group)
        detail = {"person": person.id}
        self._room.record(tx, group, Did.PEOPLE_IDENTITY_BOUND, actor, person.tenant, detail=detail)
        return person

    def _refuse(self, tx: Transaction, reason: str, person: Person | None, group: Group) -> str:
        detail = {"outcome": "identity-refused", "method": "oidc", "reason": reason.partition(":")[2]}
        if person is not None:
            detail["person"] = person.id
        tenant = person.tenant if person is not None else "main"
        record_told(self._room, tx, group, tenant, detail)
        return reason

    def checked(self, person: Person, methods: tuple[str, ...], now_ms: int, *, again: bool = False) -> Checked:
        """Return what the console says it checked, with the moment at which the provider did where that decides.

        Raises NotAllowed where methods name the provider and nothing was matched here that fits.
        """
        named = OIDC & set(methods)
        if not named:
            return Checked(methods)
        with self._lock:
            method, auth_at_ms, matched_at_ms = self._shown.get(person.id, ("", 0, 0))
        fits = method == "oidc-mfa" or "oidc-mfa" not in named
        if not method or not fits or now_ms - matched_at_ms > _SHOWN_MS:
            raise NotAllowed("no identity of theirs was shown just now", reason="identity:not-shown")
        if "oidc-mfa" not in named or (STRONG - OIDC) & set(methods):
            return Checked(methods)
        if again and now_ms - auth_at_ms > _AGAIN_MS:
            raise NotAllowed("the provider did not ask again", reason="identity:not-fresh")
        return Checked(methods, min(auth_at_ms, now_ms))

    def end(self, tx: Transaction, request: i.EndIdentity, actor: Actor, group: Group) -> Done:
        """Unbind: the account at the provider was replaced."""
        person = self._room.persons.of(request.person, actor.who.tenant if actor.who is not None else None)
        self._room.rights.require(actor, Permission.PEOPLE_ROLE_PROPOSE, Target(person.tenant), group.now_ms)
        if person.identity is None:
            return Done({"identities": 0})
        self._room.persons.put(tx, msgspec.structs.replace(person, identity=None), group)
        with self._lock:
            self._shown.pop(person.id, None)
        detail = {"person": person.id}
        self._room.record(tx, group, Did.PEOPLE_IDENTITY_ENDED, actor, person.tenant, detail=detail)
        return Done({"identities": 1})

    def _who_left(self, digest: bytes) -> Person | None:
        """Return whose it was who left, for the record alone."""
        return next((one for one in self._room.persons.all() if self._is(one, digest)), None)

    def _is(self, person: Person, digest: bytes) -> bool:
        held = person.identity
        return held is not None and hmac.compare_digest(held.digest, digest)

    def _digest(self, request: i.MatchIdentity) -> bytes:
        text = f"{request.issuer}\0{request.subject}".encode()
        return hmac.digest(self._room.interior.keys.named(_KEY), text, hashlib.sha256)

    def _named(self) -> Oidc:
        if self._oidc is None:
            raise NotAllowed("no sign-in by an issuer here", reason="identity:off")
        return self._oidc


def _is_address_of(person: Person, email: str) -> bool:
    """Tell whether an address is theirs. Beyond ASCII sign by sign: folded, a long s or a Kelvin sign looks plain."""
    return email_key(person.email) == email_key(email) and (email.isascii() or person.email == email.strip())


def _worth(oidc: Oidc, request: i.MatchIdentity, now_ms: int) -> str:
    """Step 6. Return the method that a session may begin with."""
    is_shown = bool(oidc.amr & set(request.amr)) or request.acr in oidc.acr
    age_ms = now_ms - request.auth_at_ms
    return "oidc-mfa" if is_shown and request.auth_at_ms > 0 and -_SKEW_MS <= age_ms <= LONGEST_MS else "oidc"
