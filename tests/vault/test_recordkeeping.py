"""Whole logs: the key changed, the oldest let go, the index made again; in two steps, recorded, verifiable still."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderveil.core.errors import Conflict, LedgerUnavailable, NotFound, RelayError
from orderveil.core.settings import Settings
from orderveil.ledger.export import export_lines
from orderveil.vault.client import Vault
from orderveil.vault.ledgerkeys import LedgerKeys
from orderveil.vault.messages import LedgerExport, LedgerPage, LedgerVerified, LedgerVerify
from orderveil.vault.record_messages import KeepRecord, RecordKept
from tests.vault.making import BY, draft, opened, seal
from tests.vault.putting_back import again, past_the_vault

CHECKER = Path(__file__).parents[2] / "verify" / "orderveil_verify.py"


@pytest.fixture
def vault(each_home: Settings) -> Iterator[Vault]:
    with opened(each_home) as vault:
        seal(vault, draft(1), draft(2))
        verified(vault)
        yield vault


def verified(vault: Vault) -> LedgerVerified:
    return vault.ask(LedgerVerify(BY), LedgerVerified)


def keep(vault: Vault, what: str, log: str | None = None, confirm: str = "") -> RecordKept:
    return vault.ask(KeepRecord(BY, what, log=log, confirm=confirm), RecordKept)


def kept(vault: Vault, what: str, log: str | None = None) -> RecordKept:
    """Both steps."""
    return keep(vault, what, log, keep(vault, what, log).confirm)


def export(vault: Vault, to: Path) -> Path:
    def ask(name: str | None, start: int) -> LedgerPage:
        return vault.ask(LedgerExport(by=BY, log=name, start=start), LedgerPage)

    to.write_bytes(b"".join(export_lines(ask, tenant="main")))
    return to


def holds_offline(file: Path, *options: str) -> bool:
    return subprocess.run([sys.executable, CHECKER, file, *options], capture_output=True).returncode == 0


def names(vault: Vault) -> list[str]:
    return vault._service._in.keys.names("ledger:")  # type: ignore[attr-defined]


def test_the_first_step_does_nothing_and_the_second_brings_its_code(vault: Vault) -> None:
    told = keep(vault, "key")
    assert (told.is_done, len(told.confirm)) == (False, 12)
    assert len(verified(vault).logs) == 1
    for wrong in ("000000000000", keep(vault, "log", told.log).confirm):
        with pytest.raises(Conflict):
            keep(vault, "key", confirm=wrong)
    done = keep(vault, "key", confirm=told.confirm)
    assert (done.is_done, done.log) == (True, f"{told.log}.2")
    with pytest.raises(Conflict):  # the code was of the key that is gone
        keep(vault, "key", confirm=told.confirm)


def test_the_record_goes_on_under_the_new_key_and_the_old_one_is_destroyed(vault: Vault, each_home: Settings) -> None:
    kept(vault, "key")
    assert names(vault) == ["ledger:main:1"]
    seal(vault, draft(3))
    assert verified(vault).ok
    vault.close()
    with again(each_home) as once_more:
        seal(once_more, draft(4))
        found = verified(once_more)
        assert (found.ok, len(found.logs)) == (True, 2)
        kept(once_more, "key")
        seal(once_more, draft(5))
        assert len(verified(once_more).logs) == 3


def test_a_stranger_who_remembers_the_log_before_follows_the_change(vault: Vault, tmp_path: Path) -> None:
    seen, key = str(tmp_path / "seen"), vault.ask(LedgerExport(BY), LedgerPage).public_key
    assert holds_offline(export(vault, tmp_path / "before"), "--key", key, "--update", seen)
    kept(vault, "key")
    seal(vault, draft(3))
    verified(vault)
    new = vault.ask(LedgerExport(BY), LedgerPage).public_key
    after = export(vault, tmp_path / "after")
    assert new != key
    assert holds_offline(after, "--key", new, "--remember", seen, "--update", seen)
    assert not holds_offline(after, "--key", key)  # the old key does not vouch for what came after it


def test_who_asked_for_it_is_in_the_record_before_it_is_done(vault: Vault) -> None:
    told = keep(vault, "key")
    keep(vault, "key", confirm=told.confirm)
    page = vault.ask(LedgerExport(BY, log=told.log), LedgerPage)
    last = [raw.decode() for raw in page.entries if b"ledger:upkeep:asked" in raw]
    assert len(last) == 1
    assert '"actor":"operator' in last[0]


@pytest.mark.parametrize("is_committed", [True, False], ids=["after the commit", "before the commit"])
def test_a_crash_between_the_steps_leaves_one_key_that_signs(
    vault: Vault, each_home: Settings, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    if is_committed:
        monkeypatch.setattr(LedgerKeys, "take", lambda self, tenant: None)
        kept(vault, "key")
        monkeypatch.undo()
    else:
        vault._service._in.ledger_keys.make("main")  # type: ignore[attr-defined]
    vault.close()
    with again(each_home) as once_more:
        seal(once_more, draft(3))
        assert verified(once_more).ok
        assert names(once_more) == (["ledger:main:1"] if is_committed else ["ledger:main"])


def test_the_oldest_log_goes_in_two_steps_and_the_open_one_never(vault: Vault) -> None:
    first = keep(vault, "key").log
    with pytest.raises(RelayError):
        kept(vault, "log", first)
    kept(vault, "key")
    told = keep(vault, "log", first)
    assert not told.is_done
    assert keep(vault, "log", first, told.confirm).count == told.count
    seal(vault, draft(3))
    assert verified(vault).ok
    assert vault.ask(LedgerExport(BY), LedgerPage).logs == [f"{first}.2"]


def test_a_record_that_is_not_in_order_is_neither_closed_nor_let_go(vault: Vault, each_home: Settings) -> None:
    told = keep(vault, "key")
    with vault._service._in.database.writing() as tx:  # type: ignore[attr-defined]
        tx.execute("UPDATE ledger_orders SET entry = entry + 1")
    with pytest.raises(LedgerUnavailable):
        keep(vault, "key", confirm=told.confirm)
    assert names(vault) == ["ledger:main"]


def test_an_altered_index_of_words_is_made_again(vault: Vault, each_home: Settings) -> None:
    vault.close()
    with past_the_vault(each_home) as tx:
        tx.execute("DELETE FROM ledger_words WHERE word = 'shop:tea'")
        tx.execute("UPDATE ledger_words SET word = 'actor:person:p_1' WHERE word = 'act:intake:order:sealed'")
        log = tx.one("SELECT id FROM ledger_logs")[0]
        tx.execute("INSERT INTO ledger_words (word, log, block, places) VALUES ('hop:oms', ?, 7, ?)", (log, b"\0\1"))
    with again(each_home) as once_more:
        assert not verified(once_more).ok
        assert keep(once_more, "index").is_done
        assert verified(once_more).ok


@pytest.mark.parametrize("what", ["index", "key", "log"])
def test_a_tenant_that_is_not_there_gets_no_log_by_it(vault: Vault, what: str) -> None:
    with pytest.raises(NotFound):
        vault.ask(KeepRecord(BY, what, tenant="nobody", log="2026Q4"), RecordKept)
    assert names(vault) == ["ledger:main"]
