"""`{% offer_to_end_others as n %}`: how many other sessions there are, on the page after a factor changed."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from orderveil.console.accounts.others import count_offered

register = template.Library()


@register.simple_tag(takes_context=True)
def offer_to_end_others(context: RequestContext) -> int:
    """Return the number; 0 where nothing changed, or there are none."""
    request = context.get("request")
    return count_offered(request) if request is not None else 0
