"""Files within files are read in bounds; what is encrypted, broken, hidden or made to burst never counts as clean."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest

from orderveil.core.errors import RelayError
from orderveil.scan import nesting
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search

NOTE = b"call 99999 00012\n"
TABLE = b"mobile,city\n9999900012,Pune\n"
MAIL = b"mail asha@mail.example\n"


def searched(raw: bytes, name: str) -> tuple[list[tuple[str, str]], list[RelayError]]:
    """Return what was found where, and what was not read."""
    unread: list[RelayError] = []
    found: list[tuple[str, str]] = []
    try:
        for one in Search().through(pieces_of(io.BytesIO(raw), name), unread):
            found.append((one.place.file, one.type))
    except RelayError as error:
        unread.append(error)
    return found, unread


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return raw.getvalue()


def test_members_are_named_by_their_way_through_the_archives() -> None:
    inner = zipped({"deep/x.csv": TABLE, "b.log.gz": gzip.compress(NOTE)})

    found, unread = searched(zipped({"in.zip": inner, "c.txt": MAIL}), "o.zip")

    assert not unread
    assert found == [
        ("o.zip!in.zip!deep/x.csv", "PHONE"), ("o.zip!in.zip!b.log.gz!b.log", "PHONE"), ("o.zip!c.txt", "EMAIL"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.tgz", "a.tar.gz"])
def test_tar_archives_are_read_in_one_pass_with_long_names(name: str) -> None:
    long = "d/" * 80 + "x.csv"

    found, unread = searched(gzip.compress(tarred({"a.txt": NOTE, long: TABLE})), name)

    assert (len(found), unread) == (2, [])
    assert found[1][0].endswith(f"!{long}")


def test_a_name_that_climbs_out_is_a_label_and_nothing_is_written() -> None:
    found, unread = searched(zipped({"../../etc/cron.d/x": NOTE, "\x1b[2J.txt": NOTE}), "o.zip")

    assert [place for place, _ in found] == ["o.zip!../../etc/cron.d/x", "o.zip!\ufffd[2J.txt"]
    assert not unread


def test_a_format_is_known_by_content_when_the_name_says_nothing() -> None:
    assert searched(zipped({"notes": NOTE}), "export")[0] == [("export!notes", "PHONE")]


def test_one_bad_member_hides_no_other_and_what_it_holds_until_there_is_searched() -> None:
    raw = bytearray(zipped({"bad.txt": NOTE, "good.txt": MAIL}, zipfile.ZIP_STORED))
    raw[raw.index(b"call")] ^= 1

    found, unread = searched(bytes(raw), "o.zip")

    assert found == [("o.zip!bad.txt", "PHONE"), ("o.zip!good.txt", "EMAIL")]
    assert [error.place for error in unread] == ["o.zip!bad.txt"]


def understated(raw: bytes) -> bytes:
    """Return a zip whose one member says that it is shorter than it is, with the check sum of its beginning."""
    told = struct.pack("<I", zlib.crc32(b"c"))
    crc, size = struct.pack("<I", zlib.crc32(NOTE)), struct.pack("<I", len(NOTE))
    return raw.replace(crc, told).replace(size, struct.pack("<I", 1))


def overlapping(raw: bytes) -> bytes:
    """Return a zip of which two entries of the directory name one stretch of data."""
    entry = raw[raw.index(b"PK\x01\x02") : raw.index(b"PK\x05\x06")]
    start = raw.index(b"PK\x01\x02")
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(entry), start, 0)
    return raw[:start] + entry * 2 + end


def flagged(raw: bytes, flag: int) -> bytes:
    at = raw.index(b"PK\x01\x02") + 8
    return raw[:at] + struct.pack("<H", flag) + raw[at + 2 :]


ONE = zipped({"a.txt": NOTE})


@pytest.mark.parametrize(
    "make",
    [
        lambda: flagged(ONE, 1),
        lambda: understated(ONE),
        lambda: overlapping(ONE),
        lambda: ONE[:-10],
        lambda: ONE + b"call 99999 00012",
        lambda: b"hidden 99999 00012" * 9 + ONE,
        lambda: zipped({"a.txt": NOTE}, zipfile.ZIP_BZIP2),
        lambda: zipped({"a.bin": b"\0\1\2"}),
        lambda: tarred({"a.txt": NOTE})[:520],
        lambda: tarred({"a.txt": NOTE}) + b"call 99999 00012",
        lambda: gzip.compress(NOTE)[:-4],
        lambda: gzip.compress(NOTE) + b"trailing",
    ],
)
def test_what_is_not_read_whole_never_counts_as_clean(make: Callable[[], bytes]) -> None:
    _, unread = searched(make(), "o.zip")

    assert unread
    assert all("99999" not in str(error) for error in unread)


def test_two_members_of_one_name_are_both_searched_and_told_of() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("a.txt", NOTE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", MAIL)

    found, unread = searched(raw.getvalue(), "o.zip")

    assert [kind for _, kind in found] == ["PHONE", "EMAIL"]
    assert len(unread) == 1


def test_archives_in_archives_end_at_a_depth() -> None:
    raw = NOTE
    for _ in range(nesting.DEEPEST + 1):
        raw = zipped({"a.zip" if raw is not NOTE else "a.txt": raw})

    found, unread = searched(raw, "o.zip")

    assert not found
    assert [error.reason for error in unread] == ["input:too-large"]


def test_a_bomb_is_put_out_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nesting, "FREE_BYTES", 1_048_576)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    raw = b"".join(squeeze.compress(b" " * 1_048_576) for _ in range(16)) + squeeze.flush()

    found, unread = searched(zipped({"x.log.gz": raw, "a.txt": NOTE}, zipfile.ZIP_STORED), "o.zip")

    assert [kind for _, kind in found] == ["PHONE"]
    assert [error.reason for error in unread] == ["input:too-large"]


def test_more_members_than_are_read_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nesting.Bounds.__init__, "__defaults__", (3, 10_000, False))

    found, unread = searched(zipped({f"{spot}.txt": NOTE for spot in range(9)}), "o.zip")

    assert len(found) == 3
    assert [error.reason for error in unread] == ["input:too-large"]


def test_without_a_list_for_it_what_was_not_read_is_raised_after_the_rest() -> None:
    found = []
    with pytest.raises(RelayError):
        found += list(Search().through(pieces_of(io.BytesIO(flagged(ONE, 1)), "o.zip")))
