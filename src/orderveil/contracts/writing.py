"""Writing the common change into an overlay's text: one field, its treatments, and why. Keeps what else stands there.

Must never write a text that means anything but the text before and this change: what it made is read
again and compared, and where it differs nothing is written.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from orderveil.contracts.lines import find_lines
from orderveil.core.contract import Contract
from orderveil.core.ids import FieldName
from orderveil.core.policy import is_clearer
from orderveil.core.view import Treatment


def stages_for(contract: Contract, field: FieldName, stage: str | None) -> list[str]:
    """Return the stages to write so that a treatment holds in `stage`, or None: wherever the field is given.

    An `always` is not heard where named stages stand, so these are named too.
    """
    if stage is not None:
        return [stage]
    rule = contract.fields.get(field)
    return [one.name for one in rule.stages] if rule is not None and rule.stages else ["always"]


def is_wider(contract: Contract, field: FieldName, stages: list[str], treatment: Treatment) -> bool:
    """Tell whether a treatment gives more in any of `stages` than the contract does now."""
    rule = contract.fields.get(field)
    now = {one.name: one.treatment for one in rule.stages} if rule is not None else {}
    return any(is_clearer(treatment, now.get(name, now.get("always", Treatment.DROP))) for name in stages)


def with_field(
    text: str, field: FieldName, treatments: Mapping[str, Treatment], reasons: Mapping[str, str]
) -> str | None:
    """Return an overlay's text with one field's rule changed; None where a person has to write it.

    `treatments`: by stage. `reasons`: `why`, and `widens` where it gives more.
    """
    try:
        before = tomllib.loads(text)
        fields = before.get("fields", {})
        rule = {**fields.get(field, {}), **{name: one.value for name, one in treatments.items()}, **reasons}
        expected: dict[str, Any] = {**before, "fields": {**fields, field: rule}}
        made = f"{_without(text, field).rstrip()}\n\n[fields.{field}]\n".lstrip()
        made += "".join(f"{_key(name)} = {_written(value)}\n" for name, value in rule.items())
        return made if tomllib.loads(made) == expected else None
    except (TypeError, ValueError):  # not TOML, or not written as it is here
        return None


def _without(text: str, field: str) -> str:
    """Return a text without the lines of one field's rule: a table of its own, or one line."""
    lines = text.splitlines()
    at = find_lines(text).get(("fields", field))
    if at is None:
        return text
    start, end = at - 1, at
    if lines[start].lstrip().startswith("["):
        while end < len(lines) and not lines[end].lstrip().startswith("["):
            end += 1
    return "\n".join([*lines[:start], *lines[end:]])


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _written(name)


def _written(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a rule holds texts")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
