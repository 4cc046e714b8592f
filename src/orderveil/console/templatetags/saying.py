"""`{% say "orders.title" %}`: a word of the console in the page's language; `{% say "x.y" n=3 %}` fills it in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from orderveil.console.words import Words

register = template.Library()
# the months of CLDR's Hindi, abbreviated; its numerals are 0 to 9
_MONTHS = ("जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्तू॰", "नव॰", "दिस॰")


@register.simple_tag(takes_context=True)
def say(context: RequestContext, word: str, /, **values: Any) -> str:
    """Return a word; what is filled in is escaped with the rest of it by the template."""
    words: Words = context.get("words") or Words("en")
    return words.say(word, **values)


@register.simple_tag(takes_context=True)
def moment(context: RequestContext, at_ms: int | None) -> SafeString | str:
    """Return a moment in the account's own time zone, with the zone, and machine-readable."""
    if not at_ms:
        return "–"
    request = context.get("request")
    zone = getattr(getattr(request, "user", None), "zone", None) or "UTC"
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    local = at.astimezone(ZoneInfo(zone))
    words: Words = context.get("words") or Words("en")
    month = _MONTHS[local.month - 1] if words.language == "hi" else local.strftime("%b")
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        at.isoformat(timespec="seconds"), at.strftime("%Y-%m-%d %H:%M:%S"), local.strftime(f"%d {month} %Y %H:%M %Z"),
    )  # fmt: skip
