"""Joining by an invitation: a password is chosen, the account made, and the invitation ends.

The account is made and the invitation accepted in one transaction of this database: whoever is interrupted
before opens the link again. Until it is accepted the account signs nobody in, for the vault does not know
them as active.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from orderveil.console.accounts.memory import may_try
from orderveil.console.accounts.models import Account
from orderveil.console.asking import as_console, the_vault
from orderveil.console.words import Words
from orderveil.core.errors import NotFound
from orderveil.vault.people_messages import PersonRow, PersonRows, ReadInvitation

TRIES_A_MINUTE = 60  # of one address: each asks the vault


class JoinForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(max_length=1024, strip=False, widget=forms.PasswordInput)
    again = forms.CharField(max_length=1024, strip=False, widget=forms.PasswordInput)

    def __init__(self, row: PersonRow, words: Words, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._row = row
        self._words = words
        for name, complete in (("password", "new-password"), ("again", "new-password")):
            self.fields[name].label = words.say(f"join.{name}")
            self.fields[name].widget.attrs["autocomplete"] = complete

    def clean(self) -> None:
        """Check the password as NIST SP 800-63B-4 asks, and that both are the same."""
        password = self.cleaned_data.get("password", "")
        if password != self.cleaned_data.get("again", ""):
            self.add_error("again", ValidationError("they differ", code="differs"))
        try:
            validate_password(password, Account(person=self._row.person, email=self._row.email))
        except ValidationError as error:
            self.add_error("password", error)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of an invitation, and take it."""
    words = Words("hi" if getattr(request, "LANGUAGE_CODE", "en").startswith("hi") else "en")
    if not may_try(f"join:{get_adapter().get_client_ip(request)}", TRIES_A_MINUTE):
        return render(request, "console/join_over.html", status=429)
    try:
        row = the_vault().ask(ReadInvitation(as_console(), token), PersonRows).rows[0]
    except NotFound:
        return render(request, "console/join_over.html", status=404)
    form = JoinForm(row, words, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # of two who open one link at once, the second sets no password
                Account.objects.create_account(row.person, row.email, form.cleaned_data["password"])
                the_vault().ask(ReadInvitation(as_console(), token, accept=True), PersonRows)
        except NotFound:
            return render(request, "console/join_over.html", status=404)
        return redirect("account_login")
    return render(request, "console/join.html", {"form": form, "row": row, "token": token})
