"""The root key's file is strictly ours, or refused; replacing it never leaves a moment without a root."""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from orderveil.core.errors import BadConfiguration, SealBroken, Unavailable
from orderveil.core.settings import Settings
from orderveil.vault.keyring.opening import open_root
from orderveil.vault.keyring.rootfile import RootFile
from orderveil.vault.keyring.roots import FileRoot, Wrapped, file_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def refused(act: Callable[[], object]) -> BadConfiguration:
    with pytest.raises(BadConfiguration) as caught:
        act()
    return caught.value


def test_a_new_root_is_private_and_its_key_is_shown_nowhere(folder: Path) -> None:
    root = file_root(folder)
    key = next(RootFile(folder).read().all())[1]

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "root.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["root.key"]
    assert key.hex() not in repr(root) + repr(RootFile(folder).read())


def test_a_root_that_is_there_is_never_made_anew(folder: Path) -> None:
    first = file_root(folder).newest

    assert file_root(folder).newest == first


def test_what_was_wrapped_opens_with_the_same_root_and_context_alone(folder: Path) -> None:
    root = file_root(folder)
    (wrapped,) = root.wrap([(b"k" * 32, b"context")])

    assert file_root(folder).unwrap([(wrapped, b"context")]) == [b"k" * 32]
    with pytest.raises(SealBroken):
        root.unwrap([(wrapped, b"other")])
    assert refused(lambda: root.unwrap([(Wrapped("0" * 16, wrapped.blob), b"context")])).reason == "setup:wrong-root"


def test_a_root_inside_the_home_is_refused_by_whatever_way_it_got_there(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "way-in").symlink_to(home)

    for inside in (home, home / "keys", tmp_path / "way-in" / "keys", home / ".." / "home" / "keys"):
        assert "outside ORDERVEIL_HOME" in str(refused(lambda inside=inside: file_root(inside, home=home)))
    file_root(tmp_path / "home.keys", home=home)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o700])
def test_a_root_that_others_may_touch_is_refused(folder: Path, mode: int) -> None:
    file_root(folder)
    (folder / "root.key").chmod(mode)

    error = refused(lambda: file_root(folder))
    assert "chmod 600" in str(error)
    assert error.place == str(folder / "root.key")


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_folder_that_others_may_enter_is_refused(folder: Path, mode: int) -> None:
    file_root(folder)
    folder.chmod(mode)

    assert "chmod 700" in str(refused(lambda: file_root(folder)))


def test_links_and_second_names_are_refused(folder: Path, tmp_path: Path) -> None:
    file_root(folder)
    os.link(folder / "root.key", tmp_path / "second")
    assert "one name" in str(refused(lambda: file_root(folder)))
    (folder / "root.key").unlink()
    (folder / "root.key").symlink_to(tmp_path / "second")
    assert "link" in str(refused(lambda: file_root(folder)))
    (tmp_path / "linked").symlink_to(folder)
    assert "link" in str(refused(lambda: file_root(tmp_path / "linked")))


def test_a_pipe_in_place_of_the_root_does_not_hang(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.mkfifo(folder / "root.key", 0o600)

    assert "plain file" in str(refused(lambda: file_root(folder)))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_root_of_another_user_is_refused(folder: Path) -> None:
    file_root(folder)
    os.chown(folder / "root.key", 12345, 12345)
    assert "another user" in str(refused(lambda: file_root(folder)))
    os.chown(folder, 12345, 12345)
    assert "another user" in str(refused(lambda: file_root(folder)))


def damage(text: str) -> list[str]:
    """Return ways in which the file may come back from a bad disk or an editor."""
    header, key, _ = text.split("\n")
    digit = "0" if key[-1] != "0" else "1"
    return [
        "", header, text[:-1], text.replace("v1", "v2"), text + "\n", text.replace("\n", "\r\n"),
        f"{header}\n{key[:-1]}{digit}\n", f"{header}\n{key[:-2]}\n", f"{header}\n{key}\n{key}\n",
        f"{header}\n{key.replace('key', 'next')}\n", f"{header}\nkey {key.split(' ')[2]}\n", text * 2, "\xff" * 90,
    ]  # fmt: skip


def test_a_damaged_root_is_refused_without_a_word_of_it(folder: Path) -> None:
    file_root(folder)
    path = folder / "root.key"
    whole = path.read_text()
    secret = whole.split(" ")[-1].strip()
    for text in damage(whole):
        path.write_text(text, encoding="latin-1")
        error = refused(lambda: file_root(folder))
        assert error.reason == "setup:root-key"
        assert not re.search(r"[0-9a-f]{16}", str(error.message))
        assert secret[:16] not in str(error)
    path.write_text(whole)
    file_root(folder)


def test_a_missing_root_is_never_replaced_by_a_new_one(home: Settings) -> None:
    """A new root beside an old key store would hide that the old root is lost."""
    assert "not there" in str(refused(lambda: open_root(home, may_create=False)))
    first = open_root(home, may_create=True).newest
    (home.keys / "root.key").unlink()
    assert "backup" in str(refused(lambda: open_root(home, may_create=False)))
    assert open_root(home, may_create=True).newest != first


def test_an_unknown_kind_of_root_is_refused(home: Settings) -> None:
    for wrong in ("files", "transit", "transit:", "transit:https://bao.example:8200", "transit:ftp://x#transit/key"):
        error = refused(lambda wrong=wrong: open_root(replace(home, root_key=wrong), may_create=True))
        assert error.place == "ORDERVEIL_ROOT_KEY"


def test_both_roots_open_until_the_old_one_is_destroyed(folder: Path) -> None:
    root = file_root(folder)
    (old,) = root.wrap([(b"k" * 32, b"c")])
    root.begin()
    (new,) = root.wrap([(b"n" * 32, b"c")])
    assert root.is_current(new.root)
    assert not root.is_current(old.root)
    again = file_root(folder)
    assert again.newest == new.root
    assert again.unwrap([(old, b"c"), (new, b"c")]) == [b"k" * 32, b"n" * 32]
    again.begin()
    assert again.newest == new.root
    again.finish()
    again.finish()
    assert again.unwrap([(new, b"c")]) == [b"n" * 32]
    assert refused(lambda: again.unwrap([(old, b"c")])).reason == "setup:wrong-root"


def test_the_old_root_is_overwritten_before_its_name_goes(folder: Path) -> None:
    seen: list[bytes] = []

    def look(step: str) -> None:
        if step == "F5":
            seen.append((folder / "root.key.old").read_bytes())

    root = file_root(folder, on_step=look)
    root.begin()
    root.finish()

    assert len(seen) == 2
    assert not any(any(content) for content in seen)


@pytest.mark.parametrize("call", range(1, 9))
def test_a_disk_that_fails_during_a_replacement_loses_no_root(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    root = file_root(folder)
    (wrapped,) = root.wrap([(b"k" * 32, b"c")])
    real, calls = os.fsync, iter(range(1, 100))

    def failing(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(Unavailable) if call <= 4 else nullcontext():
        root.begin()
    monkeypatch.undo()

    for one in (root, file_root(folder)):
        assert one.unwrap([(wrapped, b"c")]) == [b"k" * 32]
    root.begin()
    root.finish()
    assert [path.name for path in folder.iterdir()] == ["root.key"]


STEPS = [f"F{at}" for at in range(1, 7)]


class Stop(BaseException):
    """Stands for the kill; the real one is in test_keystore_kills.py."""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("second", STEPS)
def test_killed_twice_in_a_row_a_root_is_still_there(folder: Path, step: str, second: str) -> None:
    file_root(folder)
    for at in (step, second):
        root = stopping_at(folder, at)
        (wrapped,) = root.wrap([(b"k" * 32, b"c")])
        with pytest.raises(Stop):
            root.begin()
            root.finish()
        assert file_root(folder).unwrap([(wrapped, b"c")]) == [b"k" * 32]
    names = [path.name for path in folder.iterdir()]
    assert names == ["root.key"]


def stopping_at(folder: Path, step: str) -> FileRoot:
    def stop(reached: str) -> None:
        if reached == step:
            raise Stop(signal.SIGKILL)

    return file_root(folder, on_step=stop)
