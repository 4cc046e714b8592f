"""Errors cross the socket as what they are."""

from __future__ import annotations

import pytest

from orderveil.core import errors
from orderveil.core.errors import Malformed, RelayError
from orderveil.vault.wire import failure_of, or_raise

_FAMILY = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RelayError)]


@pytest.mark.parametrize("kind", _FAMILY, ids=lambda kind: kind.__name__)
def test_an_error_crosses_as_its_own_kind_whatever_its_reason(kind: type[RelayError]) -> None:
    error = kind("what is wrong", reason="some:reason", place="here", permanent=False)

    with pytest.raises(kind) as crossed:
        or_raise(failure_of(error))

    found = crossed.value
    assert (type(found), found.reason, found.message, found.place, found.permanent) == (
        kind, "some:reason", "what is wrong", "here", False,
    )  # fmt: skip


def test_a_kind_that_the_family_does_not_name_crosses_as_the_nearest_one() -> None:
    class Odd(Malformed):
        pass

    with pytest.raises(Malformed):
        or_raise(failure_of(Odd("what is wrong")))
