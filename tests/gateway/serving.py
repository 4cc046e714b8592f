"""Runs a real gateway process over the in-memory vault: `python -m tests.gateway.serving`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orderveil.core.settings import read_settings
from orderveil.gateway.app import make_app
from orderveil.gateway.entry import Entry
from orderveil.gateway.main import _allow_files, server
from orderveil.gateway.settings import read_gateway_settings
from orderveil.vault.messages import RoomGrant
from tests.gateway.double import MemoryVault


def load() -> Entry:
    settings = read_settings(os.environ, Path("/nonexistent"))
    return make_app(MemoryVault(), RoomGrant("gateway", "invented"), read_gateway_settings(os.environ, settings))


if __name__ == "__main__":
    of_process = read_gateway_settings(os.environ, read_settings(os.environ, Path("/nonexistent")))
    _allow_files(of_process.connections)
    server(of_process).serve(target_loader=load, wrap_loader=False)
    sys.exit(0)
