"""One style for every page that is written to a file, and a policy that lets nothing else in.

A page fetches nothing and runs nothing: its policy allows the one style sheet by its digest, so that
markup which slipped in from a hostile name could neither load nor style nor run anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources
from string import Template


def styled_page(template: str, parts: Mapping[str, str]) -> str:
    """Return a template beside this module filled with `parts`, which are HTML already, and with its style."""
    style = _text("style.css")
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode()
    return Template(_text(template)).substitute(parts, style=style, digest=f"sha256-{digest}")


def _text(name: str) -> str:
    return resources.files("orderveil.exposure").joinpath(name).read_text(encoding="utf-8")
