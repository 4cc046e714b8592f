"""A transit server under a certificate of one's own: the named authority is believed, and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from orderveil.core.errors import BadConfiguration, Unavailable
from orderveil.core.settings import Settings
from orderveil.vault.keyring.transit import open_transit
from tests.certificates import Authority, tls_before
from tests.vault.bao_server import BaoServer


def test_only_the_named_authority_is_believed(bao: BaoServer, bao_settings: Settings, tmp_path: Path) -> None:
    ours, another = Authority(tmp_path / "a"), Authority(tmp_path / "b", "another")
    port = urlsplit(bao.url).port
    assert port is not None
    with tls_before(port, ours.certify("localhost")) as at, tls_before(port, ours.certify("else.example")) as wrong:
        key = bao_settings.root_key.partition("#")[2]
        under_tls = replace(bao_settings, root_key=f"transit:https://localhost:{at}#{key}")

        root = open_transit(replace(under_tls, transit_ca_file=ours.file), may_create=True)
        wrapped = root.wrap([(b"k" * 32, b"context")])
        assert root.unwrap([(wrapped[0], b"context")]) == [b"k" * 32]
        root.close()

        of_another_name = replace(under_tls, root_key=f"transit:https://localhost:{wrong}#{key}")
        for refused in (
            replace(under_tls, transit_ca_file=another.file), under_tls,
            replace(of_another_name, transit_ca_file=ours.file),
        ):  # fmt: skip
            with pytest.raises(Unavailable):
                open_transit(refused, may_create=True)


def test_a_file_that_holds_no_certificate_is_named(bao_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("not a certificate\n")
    for file in (tmp_path / "empty.pem", tmp_path / "missing.pem"):
        named = replace(bao_settings, root_key="transit:https://localhost:1#transit/key", transit_ca_file=file)
        with pytest.raises(BadConfiguration) as caught:
            open_transit(named, may_create=False)
        assert caught.value.place == "ORDERVEIL_TRANSIT_CA_FILE"
