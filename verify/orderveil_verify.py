#!/usr/bin/env python3
"""Checks an exported Orderveil ledger offline: python3 verify/orderveil_verify.py EXPORT --key KEY

Shares no code with the relay and needs nothing but Python 3.11 and the file beside it. The format is
docs/spec/ledger-v1.md. What it checks, in this order:

  1. every line is an entry in its one spelling, or one of the export's own lines, where it belongs;
  2. the entries of each log, hashed after RFC 6962, lead to the root of its checkpoint, at its size;
  3. checkpoints are signed: the newest log's by a key that you trust (--key), every earlier one's by the
     key that the log after it names in its first entry, together with that very checkpoint;
  4. witnesses' cosignatures, where you know the witness (--witness), and as many as you ask for (--need);
  5. checkpoints that you remember (--remember) are met on the way: nothing was cut off or rewritten since.

It ends with 0 if all of that holds, with 1 if not, with 2 if it was asked wrongly. It believes nothing
that the export says about itself, and it never prints an entry's contents.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from entries import ID, Batches, Place, Tree, parse_entry
from notes import LOG_KEY, Key, Wrong, head_of, open_note, parse_key, unbase64

FORMAT = "orderveil-ledger/1"
MAX_LINE_BYTES = 1 << 20
MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Claim:
    """A root that the entries must lead to at some size, and who says so."""

    size: int
    root: bytes
    who: str


@dataclass(frozen=True)
class Log:
    """One log of the export as it was read."""

    name: str
    key: Key
    checkpoint: str
    opening: dict[str, Any]
    cosigned: list[str]


class Export:
    """One run over the lines of an export."""

    def __init__(self, lines: Iterable[bytes], remembered: list[str]) -> None:
        self.lines = iter(enumerate(lines, 1))
        self.remembered = list(remembered)
        self.logs: list[Log] = []
        self.problems: list[str] = []
        self.writers: dict[str, Batches] = {}
        self.entries = 0
        self.tenant = ""

    def read(self) -> None:
        """Steps 1 and 2, and 5 on the way."""
        head = self.own_line("export")
        names, self.tenant = head.get("logs"), str(head.get("tenant"))
        if head["export"] != FORMAT or not isinstance(names, list):
            raise Wrong("line 1: not an export of this format")
        for name in names:
            self.read_log(str(name))
        if next(self.lines, None) is not None:
            raise Wrong("there are lines behind the last log")
        for note in self.remembered:
            self.problems.append(f"a checkpoint that you remember speaks of {head_of(note).origin}, which is not here")

    def own_line(self, kind: str) -> dict[str, Any]:
        """Return the next line, one of the export's own."""
        number, line = next(self.lines, (0, b""))
        try:
            parts = json.loads(line)
        except ValueError:
            parts = None
        if not isinstance(parts, dict) or next(iter(parts), None) != kind:
            place = f"line {number}" if number else "behind the last line"
            raise Wrong(f"{place}: expected the export's own line `{kind}`")
        return parts

    def read_log(self, name: str) -> None:
        """Read one log and hold it against everything that speaks of it."""
        begin = self.own_line("log")
        try:
            key, note, cosigned = parse_key(begin["public_key"]), begin["checkpoint"], list(begin["cosignatures"])
            if begin["log"] != name or key.kind != LOG_KEY or not key.name.endswith(f"/{self.tenant}/{name}"):
                raise Wrong("its first line does not fit together")
            head = open_note(note, key)
            claims = [Claim(head.size, head.root, "its signed checkpoint"), *self.claims(key, cosigned)]
            if head.origin != key.name:
                raise Wrong("its checkpoint speaks of another log")
        except (KeyError, TypeError, AttributeError):
            raise Wrong(f"log {name}: its first line lacks a part") from None
        except Wrong as wrong:
            raise Wrong(f"log {name}: {wrong}") from None
        opening = self.read_entries(name, head.size, sorted(claims, key=lambda claim: claim.size))
        self.logs.append(Log(name, key, note, opening, cosigned))

    def claims(self, key: Key, cosigned: list[str]) -> Iterator[Claim]:
        """Yield what cosigned and remembered checkpoints of this log state."""
        for note in cosigned:
            head = open_note(note, key)
            yield Claim(head.size, head.root, "a cosigned checkpoint")
        for note in [note for note in self.remembered if head_of(note).origin == key.name]:
            self.remembered.remove(note)
            head = open_note(note, key)
            yield Claim(head.size, head.root, "a checkpoint that you remember")

    def read_entries(self, name: str, size: int, claims: list[Claim]) -> dict[str, Any]:
        """Read the entries of a log; return the first one."""
        tree, last = Tree(), ("", "", -1)
        opening: dict[str, Any] = {}
        while True:
            while claims and claims[0].size == tree.size:
                claim = claims.pop(0)
                if claim.root != tree.root():
                    self.problems.append(f"log {name}: at size {claim.size} the entries do not lead to {claim.who}")
            if tree.size == size:
                break
            index = tree.size
            number, line = next(self.lines, (0, b""))
            if not number:
                raise Wrong(f"log {name}: cut off before entry {index} of {size}")
            try:
                entry = parse_entry(line.removesuffix(b"\n"))
                last = self.check_entry(name, index, entry, last)
            except Wrong as wrong:
                self.problems.append(f"line {number}, log {name}, entry {index}: {wrong}")
                entry = {}
                if len(self.problems) > MAX_PROBLEMS:
                    raise Wrong("and more; the rest was not read") from None
            if index == 0:
                opening = entry
            tree.add(line.removesuffix(b"\n"))
        for claim in claims:
            self.problems.append(f"log {name}: it holds {size} entries, {claim.who} had {claim.size}")
        self.entries += size
        return opening

    def check_entry(self, name: str, index: int, entry: dict[str, Any], last: Place) -> Place:
        """Check what an entry says of itself; return its writer, batch and place."""
        if entry["tenant"] != self.tenant:
            raise Wrong("it belongs to another tenant")
        if (entry["act"] == "ledger:log:opened") != (index == 0) or (index == 0 and entry.get("log") != name):
            raise Wrong("a log's first entry, and no other, opens it")
        match = ID.fullmatch(str(entry.get("id")))
        if match is None:
            raise Wrong("it names no writer")
        writer, batch, place = match[1], match[2], int(match[3])
        if place and last != (writer, batch, place - 1):
            raise Wrong("the entries before it in its batch are not there")
        if not place and not self.writers.setdefault(writer, Batches()).add(int(batch)):
            raise Wrong("it was recorded twice")
        return writer, batch, place

    def check_chain(self, trusted: list[bytes]) -> None:
        """Step 3: from the newest log, whose key you trust, back to the oldest."""
        if not self.logs:
            self.problems.append("the export holds no log")
            return
        if not trusted:
            self.problems.append("you named no key to trust (--key): anybody could have signed this export")
        elif self.logs[-1].key.public not in trusted:
            self.problems.append(f"log {self.logs[-1].name}: it is not signed by a key that you trust")
        for log, after in zip(self.logs, self.logs[1:], strict=False):
            key, checkpoint = after.opening.get("key"), after.opening.get("checkpoint")
            if checkpoint != log.checkpoint or not isinstance(key, str) or parse_key(key) != log.key:
                self.problems.append(f"log {after.name}: its first entry does not carry the checkpoint of {log.name}")

    def check_witnesses(self, witnesses: list[Key], need: int) -> None:
        """Step 4: the newest log bears cosignatures of as many known witnesses as asked for."""
        found: set[Key] = set()
        for log in self.logs:
            for note in log.cosigned:
                for key in witnesses:
                    if f"\n\u2014 {key.name} " in note:
                        try:
                            open_note(note, key)
                        except Wrong as wrong:
                            self.problems.append(f"log {log.name}: {key.name}: {wrong}")
                            continue
                        if log is self.logs[-1]:
                            found.add(key)
        if len(found) < need:
            self.problems.append(f"the newest log is cosigned by {len(found)} witnesses that you know, not by {need}")


def check(lines: Iterable[bytes], asked: argparse.Namespace) -> dict[str, Any]:
    """Return what a check found, as an object."""
    remembered = [note for path in asked.remember if path.exists() for note in split_notes(path.read_text())]
    export = Export(lines, remembered)
    try:
        export.read()
        export.check_chain([trusted_key(text) for text in asked.key])
        export.check_witnesses([parse_key(text) for text in asked.witness], asked.need)
    except Wrong as wrong:
        export.problems.append(str(wrong))
    return {
        "ok": not export.problems,
        "entries": export.entries,
        "logs": [log.name for log in export.logs],
        "keys": [f"{log.key.name}+{log.key.id.hex()}" for log in export.logs],
        "problems": export.problems,
        "checkpoints": [log.checkpoint for log in export.logs],
    }


def trusted_key(text: str) -> bytes:
    """Return the 32 bytes of a key given as `name+id+base64`, or as base64 alone."""
    return parse_key(text).public if text.count("+") >= 2 and " " not in text and len(text) > 48 else unbase64(text)


def split_notes(text: str) -> list[str]:
    """Return the notes of a file that holds one after the other, parted by a line of `--`."""
    return [note for note in text.split("--\n") if note.strip()]


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    asks = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asks.add_argument("export", type=Path, help="the file that `orderveil ledger export` wrote")
    asks.add_argument("--key", action="append", default=[], help="a key that you trust, from elsewhere than the export")
    asks.add_argument("--witness", action="append", default=[], help="a witness's public key, name+id+base64")
    asks.add_argument("--need", type=int, default=0, help="how many of the witnesses must have cosigned")
    asks.add_argument("--remember", action="append", default=[], type=Path, help="checkpoints of earlier runs")
    asks.add_argument("--update", type=Path, help="where all holds, keep the checkpoints here for the next run")
    asks.add_argument("--json", action="store_true", help="print one object")
    asked = asks.parse_args(arguments)
    try:
        with asked.export.open("rb") as file:
            found = check(iter(lambda: file.readline(MAX_LINE_BYTES), b""), asked)
    except (OSError, Wrong) as error:
        print(f"cannot check: {error}", file=sys.stderr)
        return 2
    if found["ok"] and asked.update:
        asked.update.write_text("--\n".join(found["checkpoints"]))
    if asked.json:
        print(json.dumps(found))
    else:
        print("in order" if found["ok"] else "NOT IN ORDER", f"{found['entries']} entries", *found["logs"])
        print("\n".join([*found["problems"], *found["checkpoints"][-1:]]))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
