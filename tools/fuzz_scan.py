"""Feeding broken input to every reader and finder of `scan`, guided by what the code does with it.

    python tools/fuzz_scan.py TARGET SECONDS

Ends with 1 and writes the input beside it when something is raised that is no RelayError, a finding
lies outside its text, or a short input takes long. `make fuzz` runs every target for a while.
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["orderveil.scan", "orderveil.detect"]):
    from orderveil.core.errors import RelayError
    from orderveil.detect.cardtext import find_cards
    from orderveil.detect.freetext import find_personal_data
    from orderveil.detect.labels import Label
    from orderveil.scan.reading import FAILED, FORMATS, pieces_of
    from orderveil.scan.searching import Search

LARGEST_BYTES = 4096
_SECONDS_PER_INPUT = 2
_SEEDS = Path(__file__).resolve().parent.parent / "tests" / "fuzz" / "seeds"


def read(raw: bytes, form: str | None) -> None:
    """Read and search `raw` as a file of this format. Raises whatever is no refusal."""
    unread: list[RelayError] = []
    try:
        for found in Search(least=0).through(pieces_of(io.BytesIO(raw), "fuzzed", form), unread):
            if not 0 <= found.start < found.end:
                raise AssertionError(found.place)
    except RelayError as error:
        unread.append(error)
    for refusal in unread:
        if refusal.message == FAILED:
            raise AssertionError(refusal.place) from refusal.__cause__


def find(raw: bytes) -> None:
    """Search `raw` as one free text."""
    text = raw.decode("utf-8", "surrogatepass" if raw[:1] == b"\xed" else "replace")
    for found in find_personal_data(text, least=0):
        if not 0 <= found.start < found.end <= len(text):
            raise AssertionError(found.type)


def find_card_data(raw: bytes) -> None:
    """Search `raw` for card data as every kind of place."""
    text = raw.decode("utf-8", "replace")
    for label in Label:
        for start, end in find_cards(text, label):
            if not 0 <= start < end <= len(text):
                raise AssertionError(label)


def read_packed(raw: bytes) -> None:
    """Read `raw` as what a member of an archive holds, its own name among it."""
    packed = io.BytesIO()
    name, _, content = raw.partition(b"\n")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name.decode("utf-8", "replace").replace("\0", "") or "a", content)
    read(packed.getvalue(), None)


def read_written(raw: bytes) -> None:
    """Read `raw` as the text of a document, whose archive is whole."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", raw)
    read(packed.getvalue(), "docx")


def targets() -> dict[str, Callable[[bytes], None]]:
    """Return what can be fuzzed, by name."""
    readers = {form: partial(read, form=form) for form in FORMATS}
    others = {"cards": find_card_data, "find": find, "packed": read_packed, "written": read_written}
    return {**readers, **others, "any": lambda raw: read(raw, None)}


def main(target: str, seconds: int) -> None:
    """Fuzz one target for some seconds."""
    run = targets()[target]

    def once(raw: bytes) -> None:
        began = time.process_time()
        run(raw)
        if time.process_time() - began > _SECONDS_PER_INPUT:
            raise AssertionError("takes too long for its size")

    seeds = [str(_SEEDS)] if _SEEDS.is_dir() else []
    new = Path(".fuzz") / target
    new.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={seconds}",
            f"-max_len={LARGEST_BYTES}",
            f"-artifact_prefix={new}/crash-",
            "-rss_limit_mb=2048",
            "-timeout=20",
            "-print_final_stats=1",
            "-verbosity=0",
            str(new),
            *seeds,
        ],
        once,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["list"]:
        sys.stdout.write(" ".join(sorted(targets())) + "\n")
        sys.exit(0)
    if len(sys.argv) != 3 or sys.argv[1] not in targets():
        sys.exit(f"usage: fuzz_scan.py TARGET SECONDS; targets: {', '.join(sorted(targets()))}")
    main(sys.argv[1], int(sys.argv[2]))
