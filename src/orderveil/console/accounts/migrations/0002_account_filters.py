"""Filters of the list of orders that somebody keeps."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds one column."""

    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [migrations.AddField("account", "filters", models.JSONField(default=list))]
