"""The words that make a poor password here: the product, the shop, one's own name and address.

NIST SP 800-63B-4 asks for a blocklist of expected values; Django's list of common ones stands beside it.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_EXPECTED = ("orderveil", "password", "console")
_SHORTEST = 4


class NotOfThisPlace:
    """Refuses a password that is made of what is expected, and little else."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError where less than eight characters are left without the expected words."""
        email = str(getattr(user, "email", "") or "")
        words = [*_EXPECTED, *email.lower().replace("@", ".").split(".")]
        rest = password.lower()
        for word in words:
            if len(word) >= _SHORTEST:
                rest = rest.replace(word, "")
        if len(rest) < 8:
            raise ValidationError(_("Too much of it is a name that anybody would try first."), code="expected")

    def get_help_text(self) -> str:
        """Return what to avoid."""
        return _("Not the name of the product, the shop or yourself.")
