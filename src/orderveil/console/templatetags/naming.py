"""`{% named names who %}`: how colleagues know whoever the vault names; of somebody unknown, the vault's own word."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.context import RequestContext

from orderveil.console.words import Words

register = template.Library()


@register.simple_tag(takes_context=True)
def named(context: RequestContext, names: Mapping[str, str], who: str | None) -> str:
    """Return a name."""
    if not who:
        return "–"
    if who.startswith("operator:"):
        words: Words = context.get("words") or Words("en")
        return words.say("reviews.operator")
    return (names or {}).get(who, who)
