"""The console as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Templates, tags and static files of the screens."""

    name = "orderveil.console"
    label = "console"
