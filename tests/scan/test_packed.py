"""Single packed files are unpacked as they stream by, whoever packed them and however; nothing hides behind them."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable

import pytest

from orderveil.core.errors import RelayError
from orderveil.scan import nesting
from orderveil.scan.magic import form_by_content
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

NOTE = b"call 99999 00012\n"
LOG = b"".join(b"%d nothing to be seen here\n" % line for line in range(2_000)) + NOTE
WAYS: dict[str, Callable[[bytes], bytes]] = {"bz2": bz2.compress, "xz": lzma.compress}


def searched(raw: bytes, name: str) -> tuple[list[str], list[RelayError]]:
    """Return the files in which something was found, and what was not read."""
    unread: list[RelayError] = []
    return [one.place.file for one in Search().through(pieces_of(io.BytesIO(raw), name), unread)], unread


@pytest.mark.parametrize("way", WAYS)
def test_a_packed_file_is_called_as_the_outer_one_without_its_ending(way: str) -> None:
    assert searched(WAYS[way](LOG), f"a.log.{way}") == ([f"a.log.{way}!a.log"], [])
    assert searched(WAYS[way](NOTE), "a.txt") == (["a.txt!a.txt"], [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ending", ["tar.{}", "t{}"])
def test_a_packed_archive_is_read_in_its_turn(way: str, ending: str) -> None:
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as archive:
        info = tarfile.TarInfo("x.txt")
        info.size = len(NOTE)
        archive.addfile(info, io.BytesIO(NOTE))
    name = "a." + ending.format(way if "." in ending else {"bz2": "bz2", "xz": "xz"}[way])
    assert searched(WAYS[way](inner.getvalue()), name) == ([f"{name}!a.tar!x.txt"], [])


@pytest.mark.parametrize("way", WAYS)
def test_streams_one_behind_another_are_one_file(way: str) -> None:
    pack = WAYS[way]
    found, unread = searched(pack(NOTE) + pack(b"") + pack(NOTE), f"a.txt.{way}")
    assert (len(found), unread) == (2, [])
    assert searched(pack(NOTE) + b"\0" * 4 + pack(NOTE), f"a.txt.{way}")[1] == [] or way == "bz2"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-4],
        lambda raw: raw + b"call 99999 00013",
        lambda raw: raw + b"\0\0\0",
        lambda raw: raw[: len(raw) // 2] + b"\xff\x00\xff" + raw[len(raw) // 2 + 3 :],
    ],
    ids=["half", "without its end", "something behind", "zeros behind", "changed within"],
)
def test_what_breaks_off_or_hides_something_is_told_of(way: str, harm: Callable[[bytes], bytes]) -> None:
    _, unread = searched(harm(WAYS[way](LOG)), f"a.log.{way}")
    assert [error.place for error in unread] == [f"a.log.{way}!a.log"]


@pytest.mark.parametrize("way", WAYS)
def test_one_that_unpacks_to_far_more_is_stopped(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nesting, "FREE_BYTES", 100_000)
    found, unread = searched(WAYS[way](NOTE + b" " * 3_000_000), f"a.txt.{way}")
    assert found == [f"a.txt.{way}!a.txt"]
    assert ["more than honest data" in error.message for error in unread] == [True]


def test_one_that_asks_for_gigabytes_to_be_unpacked_in_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 4096}]
    raw = bytearray(lzma.compress(NOTE, filters=filters))
    header = raw[12 : 12 + (raw[12] + 1) * 4]
    at = header.index(bytes([lzma.FILTER_LZMA2, 1])) + 2
    header[at] = 40  # 4 GB less one byte: the .xz file format, 5.3.1
    header[-4:] = zlib.crc32(header[:-4]).to_bytes(4, "little")
    raw[12 : 12 + len(header)] = header
    _, unread = searched(bytes(raw), "a.xz")
    assert len(unread) == 1


@pytest.mark.parametrize("text", [b"BZh is a word", b"BZh9 and more", b"\xfd7z"])
def test_a_text_that_begins_alike_is_no_packed_file(text: bytes) -> None:
    assert form_by_content(text) in ("text", None)
