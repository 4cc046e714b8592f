"""`{% wrongs form "code" %}`: what is wrong with a field, in the console's own words and the page's language.

The words of a library's form are found by the code of its error; none of them repeats what was typed.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from orderveil.console.accounts.passwords import is_too_old
from orderveil.console.accounts.profiles import the_profile
from orderveil.console.words import Words, load_words

register = template.Library()
_NUMBERS = ("min_length", "history", "min_age_days")


@register.simple_tag(takes_context=True)
def wrongs(context: RequestContext, form: BaseForm | None, name: str = "__all__") -> SafeString | str:
    """Return the errors of a field, or of the whole form, as one paragraph that is read aloud."""
    found = form.errors.as_data().get(name, []) if form is not None and form.is_bound else []
    if not found:
        return ""
    words: Words = context.get("words") or Words("en")
    lines = format_html_join(" ", "{}", ((_text(words, error),) for error in found))
    return format_html('<span class="wrong" role="alert" id="id_{}-wrong">{}</span>', name, lines)


@register.simple_tag(takes_context=True)
def password_hint(context: RequestContext) -> str:
    """Return what is asked of a password here."""
    words: Words = context.get("words") or Words("en")
    hint = words.say("join.hint")
    return f"{hint} {words.say('wrong.classes')}" if the_profile().classes else hint


@register.simple_tag(takes_context=True)
def password_is_due(context: RequestContext) -> bool:
    """Tell whether the profile asks for a new password before anything else."""
    days, user = the_profile().max_age_days, getattr(context.get("request"), "user", None)
    return bool(days) and bool(getattr(user, "is_authenticated", False)) and is_too_old(user, days)


def _text(words: Words, error: ValidationError) -> str:
    params: dict[str, Any] = error.params if isinstance(error.params, dict) else {}
    word = f"wrong.{error.code}"
    if word not in load_words("en"):
        word = "wrong.other"
    return words.say(word, **{key: params[key] for key in _NUMBERS if key in params})
