"""Recovery codes: shown once, good once, kept as slow hashes that lie sealed at the vault.

The library keeps a seed from which it can show every code again; here nothing that is kept shows one. By steps:

  1. ten codes of 60 random bits are drawn; one salt of 128 bits is theirs;
  2. what is kept is Argon2id of each, sealed by the vault for this person: a row that is put beside another
     account opens nothing, and a copy of the database is nothing to guess at;
  3. the codes themselves wait in the sealed session of whoever made them, until their page is shown, once;
  4. a code that is right is taken out of what is kept, within the transaction that checked it.

Codes that were made from a seed before go on working: they are hashed in the same way at the next start, or
when they are next needed, and the seed is let go (`let_seeds_go`).
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from typing import Any

import structlog
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import auth, flows
from allauth.mfa.utils import decrypt, encrypt
from argon2.low_level import Type, hash_secret_raw
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.db import transaction

from orderveil.console.asking import as_console, the_vault
from orderveil.core.errors import RelayError
from orderveil.vault.people_messages import OpenForPerson, SealedBytes, SealForPerson

COUNT = 10
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # 32, without those that are taken for others
LENGTH = 12  # of 5 bits: 60
_OLD_LENGTH = 8  # digits, of a seed
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1"})
_SALT_BYTES, _HASH_BYTES = 16, 32
_SESSION = "recovery_codes_once"
_HIDDEN = "****"
_KIND = "factor"
_log = structlog.get_logger("console")
_LibraryCodes = auth.RecoveryCodes


def draw_codes() -> list[str]:
    """Return new codes as they are written: three groups of four. Step 1."""
    drawn = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(COUNT)]
    return ["-".join(one[at : at + 4] for at in range(0, LENGTH, 4)) for one in drawn]


def as_read(code: str) -> str:
    """Return a code as it is compared: small letters and digits alone, look-alikes as one."""
    return "".join(sign for sign in code.lower() if sign.isascii() and sign.isalnum()).translate(_READ_AS)


def hashed(code: str, salt: bytes) -> bytes:
    """Return the slow hash of a code, at the cost at which passwords are hashed. Step 2."""
    cost = Argon2PasswordHasher
    return hash_secret_raw(
        as_read(code).encode(), salt, time_cost=cost.time_cost, memory_cost=cost.memory_cost,
        parallelism=cost.parallelism, hash_len=_HASH_BYTES, type=Type.ID,
    )  # fmt: skip


def written(codes: list[str]) -> str:
    """Return what is kept of codes, before it is sealed."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digests = [base64.b64encode(hashed(code, salt)).decode() for code in codes]
    return json.dumps({"salt": base64.b64encode(salt).decode(), "hashes": digests})


class HashedCodes(_LibraryCodes):
    """What the library asks of recovery codes."""

    _shown: list[str] | None = None

    @classmethod
    def activate(cls, user: Any) -> HashedCodes:
        """Make codes, or return those that are there."""
        kind = Authenticator.Type.RECOVERY_CODES
        instance = Authenticator.objects.filter(user_id=user.pk, type=kind).first()
        if instance is None:
            codes = draw_codes()
            instance = Authenticator.objects.create(user=user, type=kind, data={"sealed": encrypt(written(codes))})
            context.request.session[_SESSION] = {"of": instance.pk, "codes": codes}  # step 3
        return cls(instance)

    def _kept(self) -> dict[str, Any]:
        data = self.instance.data
        if "sealed" not in data:  # of a seed; its codes are hashed now
            self._keep(json.loads(written(super().get_unused_codes())))
        found: dict[str, Any] = json.loads(decrypt(self.instance.data["sealed"]))
        return found

    def _keep(self, kept: dict[str, Any]) -> None:
        self.instance.data = {"sealed": encrypt(json.dumps(kept))}
        self.instance.save()

    def generate_codes(self) -> list[str]:
        """Return a mask for each code that is left: none can be made again, but from a seed of before."""
        return super().generate_codes() if "seed" in self.instance.data else self.get_unused_codes()

    def get_unused_codes(self) -> list[str]:
        """Return the codes in the answer that shows them; else a mask for each that is left."""
        return self._shown if self._shown is not None else [_HIDDEN for _ in self._kept()["hashes"]]

    @transaction.atomic
    def validate_code(self, code: str) -> bool:
        """Tell whether a code is right, and let it be so once. Raises ValidationError where none can be checked."""
        typed = as_read(code)
        if len(typed) != LENGTH and not (len(typed) == _OLD_LENGTH and typed.isdigit()):
            return False  # a code of an app, say: no slow hash is spent on it
        self.instance = Authenticator.objects.select_for_update().get(pk=self.instance.pk)
        kept = self._kept()
        found = base64.b64encode(hashed(typed, base64.b64decode(kept["salt"]))).decode()
        left = [one for one in kept["hashes"] if not hmac.compare_digest(one, found)]
        if len(left) == len(kept["hashes"]):
            return False
        self._keep(kept | {"hashes": left})  # step 4
        return True

    @property
    def did_view(self) -> bool:
        """Tell whether they were shown, or were made in another session: then nothing here can show them."""
        held = context.request.session.get(_SESSION)
        return not (isinstance(held, dict) and held.get("of") == self.instance.pk)

    def mark_as_viewed(self) -> None:
        """Take them out of the session into this one answer. Step 3."""
        if not self.did_view:
            self._shown = list(context.request.session.pop(_SESSION)["codes"])


def take_over() -> None:
    """Stand in for the library's class, where it looks for it. It has no setting for that."""
    for module in (auth, flows):
        vars(module)["RecoveryCodes"] = HashedCodes


def let_seeds_go() -> int:
    """Hash the codes of every seed that is left, at the start; return how many accounts that were."""
    done = 0
    for instance in Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).select_related("user"):
        if "seed" not in instance.data:
            continue
        try:
            with transaction.atomic():
                _let_one_go(instance)
            done += 1
        except (RelayError, ValidationError, ValueError):
            _log.warning("console.seed_not_let_go")  # when it is next needed it is tried again
    return done


def _let_one_go(instance: Authenticator) -> None:
    """As `_kept` does, in nobody's request: the console's room asks the vault for the person itself."""
    person, _, content = str(instance.data["seed"]).partition(":")
    if person != str(instance.user):
        raise ValueError("a seed of somebody else's")
    asked = OpenForPerson(as_console(), person, _KIND, base64.b64decode(content, validate=True))
    seed = the_vault().ask(asked, SealedBytes).content.decode()
    codes = _codes_of(seed, int(instance.data.get("used_mask", 0)))
    sealed = the_vault().ask(SealForPerson(as_console(), person, _KIND, written(codes).encode()), SealedBytes)
    instance.data = {"sealed": f"{person}:{base64.b64encode(sealed.content).decode()}"}
    instance.save(update_fields=["data"])


def _codes_of(seed: str, used: int) -> list[str]:
    """Return the codes of a seed that are not used, as the library made them: a chain of HMAC-SHA-1."""
    chain = hmac.new(seed.encode("ascii"), None, "sha1")
    codes = []
    for at in range(COUNT):
        chain.update(f"{at:3},".encode())
        value = int.from_bytes(chain.digest()[: _OLD_LENGTH // 2], "big") % 10**_OLD_LENGTH
        codes.append(f"{value:0{_OLD_LENGTH}}")
    return [code for at, code in enumerate(codes) if not used & (1 << at)]
