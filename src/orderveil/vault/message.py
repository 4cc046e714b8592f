"""What every message of the vault's door has: a hidden repr, and the grant by which it is asked."""

from __future__ import annotations

import msgspec


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of requests, answers and their rows."""

    def __repr__(self) -> str:  # plaintext and secrets travel here
        return f"{type(self).__name__}(<hidden>)"


class KeyGrant(Message, frozen=True, tag="key"):
    """A partner's API key, as the partner presented it."""

    token: str


class RoomGrant(Message, frozen=True, tag="room"):
    """A process of this installation: `gateway`, `worker`, `console`. Its secret is handed to it at start."""

    room: str
    secret: str


class OperatorGrant(Message, frozen=True, tag="operator"):
    """A person at the command line of this machine; the socket's peer credentials prove the uid."""

    name: str = "operator"


class PersonGrant(Message, frozen=True, tag="person"):
    """Somebody signed in at the console: the token of their session, and the console's own secret.

    A token that leaks is worth nothing without the console's secret; a console that is taken over can
    act for those who are signed in, each act under their name and their rights, and for nobody else.
    """

    token: str
    secret: str


Grant = KeyGrant | RoomGrant | OperatorGrant | PersonGrant
