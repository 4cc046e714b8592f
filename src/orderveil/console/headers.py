"""Headers on every answer: nothing from elsewhere, no frame around, nothing kept, no referrer.

Threat: a value that somebody revealed stays in a cache, in the back button's memory or in a referrer.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from orderveil.console.asking import IS_HTTPS, the_provider

CONTENT = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'{more}; frame-ancestors 'none'; base-uri 'none'"
)


_TO_PROVIDER = ("/accounts/login/", "/accounts/oidc/", "/join/")
METHODS = ("GET", "HEAD", "POST")
_TWO_YEARS = "max-age=63072000; includeSubDomains"


def _content(path: str) -> str:
    """Return the policy of a page. One whose form leads to the provider may lead there too, and nowhere else."""
    provider = the_provider()
    return CONTENT.format(more=f" {provider.origin}" if provider and path.startswith(_TO_PROVIDER) else "")


class SecureHeaders:
    """Puts them on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # no page knows another method; TRACE would send back cookies that scripts may not read
        is_known = request.method in METHODS
        response = self._get_response(request) if is_known else HttpResponseNotAllowed(METHODS)
        response["Content-Security-Policy"] = _content(request.path)
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if IS_HTTPS:
            response["Strict-Transport-Security"] = _TWO_YEARS
        if request.path == "/accounts/logout/" and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'  # cookies are ended one by one; a station's stays
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)"
        response["Referrer-Policy"] = "same-origin"
        response["X-Content-Type-Options"] = "nosniff"
        response["X-Frame-Options"] = "DENY"
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store, private"
        return response
