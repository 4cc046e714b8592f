"""Settings of one's own: language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from orderveil.console.accounts.models import Account
from orderveil.console.words import LANGUAGES


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and for an account in the account; go back to where one was."""
    language, back = request.POST.get("language", ""), request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if language in LANGUAGES:
        name, secure = settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE
        response.set_cookie(name, language, max_age=365 * 86_400, secure=secure, httponly=True, samesite="Lax")
        if isinstance(request.user, Account):
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response
