"""What is asked about identities at an OpenID provider: a further leaf of the vault's door.

The console has proven what it says of an identity; whose it is, and what it is worth, is decided here.
Must never be asked by a partner's key.
"""

from __future__ import annotations

from orderveil.vault.message import Grant, Message


class MatchIdentity(Message, frozen=True, tag="match-identity"):
    """Whose is this identity? The first time it is found by the e-mail address that the issuer vouches for, and
    bound; from then on by issuer and subject alone. `person`: it must be theirs, who sign in again just now.
    `invitation`: the token of an invitation to this address, which is accepted with it.

    Refused with `identity:unknown`, `identity:bound`, `identity:not-joined`, `identity:other-person`.
    """

    by: Grant
    issuer: str
    subject: str
    email: str
    amr: tuple[str, ...] = ()
    acr: str = ""
    auth_at_ms: int = 0  # when the issuer last asked them; 0: it does not say
    person: str = ""
    invitation: str = ""

    def __repr__(self) -> str:
        return "MatchIdentity(<hidden>)"


class IdentityMatched(Message, frozen=True, tag="identity-matched"):
    """`method`: what a session may begin with, `oidc` or `oidc-mfa`. `needs_factor`: `oidc` alone begins none."""

    person: str
    method: str
    needs_factor: bool


class EndIdentity(Message, frozen=True, tag="end-identity"):
    """Unbind a person's identity: their next sign-in binds anew, by the address."""

    by: Grant
    person: str


IdentityRequest = MatchIdentity | EndIdentity
IdentityAnswer = IdentityMatched
