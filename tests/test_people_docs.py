"""The guide to people names every role and every permission, and nothing that is not there."""

from __future__ import annotations

import re

from orderveil.people.permissions import NARROWED_BY, Permission
from orderveil.people.roles import built_in_roles
from tests.tree import ROOT

GUIDE = (ROOT / "docs" / "guide" / "people.md").read_text(encoding="utf-8")


def test_every_role_has_its_line() -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|", GUIDE, re.MULTILINE) == list(built_in_roles())


def test_every_permission_has_its_line() -> None:
    told = dict(re.findall(r"^\| `([a-z-]+:[a-z-]+:[a-z-]+)` \| (.*) \|$", GUIDE, re.MULTILINE))
    assert told == {one.value: ", ".join(sorted(NARROWED_BY[one])) for one in Permission}
