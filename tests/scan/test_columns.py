"""Tables read by columns hold what they hold cell by cell; shapes speak for their cells; no row is skipped."""

from __future__ import annotations

import io
import random
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pyarrow as pa
import pytest

from benchmarks.scan_values import VALUES
from orderveil.core.errors import Malformed
from orderveil.detect.findings import SURE
from orderveil.scan.columns import csvs
from orderveil.scan.columns.answers import answer_of
from orderveil.scan.columns.chunk import Chunk, chunk_of_rows
from orderveil.scan.columns.findings import Tally
from orderveil.scan.columns.judging import Columns
from orderveil.scan.columns.persons import ADDRESSES, NAMES, PERSONS, person_of
from orderveil.scan.columns.shape import Shape
from orderveil.scan.columns.shortcuts import ORDERS, PARCELS, SHORTCUTS
from orderveil.scan.finding import TYPES, Found
from orderveil.scan.pieces import Piece
from orderveil.scan.reading import pieces_of
from orderveil.scan.searching import Search
from tests.scan.by_cells import found_by_cells

ALL = frozenset(TYPES)
COLUMNS = (
    *("order_id", "mobile", "customer_name", "shipping_address", "email", "pincode", "note", "created_at", "amount"),
    *("awb", "city", "track"),
)
ODD = (
    *("", "a", "ok", "Pune", "9999912345", "+919999912345", "asha@mail.example", "Asha Devi", "call 99999 00012 now"),
    *("₹1,499.00", "१२३४५६७८९०", "line\nbreak", "line\r\nbreak", 'say "hi"', "a,b;c", "2026-01-02", "é" * 3, "-", "0"),
    *("Flat 4, Nehru Nagar, Pune 411001", "asha devi", "ASHA D'SOUZA", "Walk In", "x" * 20_000 + " 99999 12345"),
    *("+91 99999-12345", "care@mail.example", "Acme Traders", "4111 1111 1111 1111", "%39%39%39999 12345"),
)


def found_in(raw: bytes) -> list[Found]:
    return list(Search().through(pieces_of(io.BytesIO(raw), "t.csv", "csv")))


# ---- one way or the other


def a_table(chance: random.Random) -> bytes:
    """Return a table as people's tools write them: quoted here and there, ragged, in several encodings."""
    names = chance.sample(COLUMNS, chance.randint(1, 6))
    delimiter, newline = chance.choice(",,;\t|"), chance.choice(["\n", "\n", "\r\n"])
    newline = "\r" if chance.random() < 0.05 else newline
    pools = [[a_cell(chance) for _ in range(chance.choice([3, 120]))] for _ in names]
    rows = [names] if chance.random() < 0.8 else []
    for _ in range(chance.choice([0, 3, 60, 150])):
        row = [chance.choice(pool) for pool in pools]
        row = chance.choices([row, row[:-1], [*row, "99999 12346"], []], [95, 2, 2, 1])[0]
        rows.append(row)
    is_bad = chance.random() < 0.15
    lines = [delimiter.join(quoted(cell, delimiter, chance, is_bad=is_bad) for cell in row) for row in rows]
    text = newline.join(lines) + chance.choice(["", newline])
    raw = text.encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"]), "replace")
    return raw.replace(b"a", b"\xe9", 2) if chance.random() < 0.1 else raw


def a_cell(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(ODD)
    if chance.random() < 0.3:
        return str(chance.randrange(10 ** chance.randint(1, 17)))
    return VALUES[chance.choice(["NAME", "PHONE", "EMAIL", "ADDRESS", "AWB", "ORDER_REF"])](chance, "in")


def quoted(cell: str, delimiter: str, chance: random.Random, *, is_bad: bool) -> str:
    if is_bad and chance.random() < 0.1:
        return cell + '"'
    if any(sign in cell for sign in f'"\n\r{delimiter}') or chance.random() < 0.1:
        return '"' + cell.replace('"', '""') + '"'
    return cell


@pytest.mark.parametrize("seed", range(16))
def test_by_columns_is_found_what_is_found_cell_by_cell(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        raw = a_table(chance)
        monkeypatch.setattr(csvs, "STRETCH_BYTES", chance.choice([40, 1000, 4 << 20]))

        assert found_in(raw) == list(found_by_cells(raw, "t.csv"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n\n",
        b"mobile",
        b"mobile\r\n9999912345",
        b'mobile,note\n9999912345,"never closed\n9999912346,x\n',
        b'mobile,note\n9999912345,5" pipe\n9999912346,"a""b"\n9999912347,"a"b\n',
        b"mobile\n9999912345\r9999912346\r9999912347\n",
        b"mobile,a\n\n9999912345,b\n9999912346\n9999912347,b,c,9999912348\n",
        b"\n\nmobile,a\n9999912345,b\n",
        b"9999912345,b\n\n9999912346,c\n",
        b"mobile,a\n99999\x0012345,b\n9999912346,\xff\xfe\n",
        b'"customer\nname",mobile\n"Asha\r\nDevi",9999912345\n',
    ],
)
@pytest.mark.parametrize("stretch", [1, 7, 4096])
def test_no_row_is_skipped_however_a_table_is_broken(raw: bytes, stretch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "STRETCH_BYTES", stretch)
    chunks = list(csvs.read_csv(io.TextIOWrapper(io.BytesIO(raw), "utf-8-sig", "replace", newline=""), "t.csv"))

    found = [found for chunk in chunks for found in Columns(SURE).search(chunk).found(ALL)]

    assert found == list(found_by_cells(raw, "t.csv"))


def test_a_regular_table_is_not_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "chunk_of_rows", None)
    raw = b'mobile,note\r\n9999912345,"a ""b""\nc, d"\r\n9999912346,\r\n'

    phones = [(f.place.row, f.value) for f in found_in(raw) if f.type == "PHONE"]
    assert phones == [(3, "9999912345"), (4, "9999912346")]


@pytest.mark.parametrize(("cells", "row"), [("x" * 5_000_000, 2), ("x" * 17_000_000, 2)])
def test_a_cell_without_end_is_refused_by_its_line(cells: str, row: int) -> None:
    with pytest.raises(Malformed) as refused:
        found_in(f"note,a\n{cells},b\n".encode())

    assert refused.value.place == f"t.csv:{row}"


# ---- shapes


def made_of(pattern: str, chance: random.Random) -> str:
    """Return a text that a pattern of literals, classes, counts and branches matches."""
    return "".join(_made(str(kind), value, chance) for kind, value in _parser.parse(pattern))


def _made(kind: str, value: Any, chance: random.Random) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind == "IN":
        name, inside = chance.choice(value)
        return chr(inside) if str(name) == "LITERAL" else chr(chance.randint(*inside))
    if kind == "BRANCH":
        return "".join(_made(str(k), v, chance) for k, v in chance.choice(value[1]))
    if kind == "SUBPATTERN":
        return "".join(_made(str(k), v, chance) for k, v in value[3])
    least, most, inside = value
    most = min(int(most), least + 9)
    return "".join(_made(str(k), v, chance) for _ in range(chance.randint(least, most)) for k, v in inside)


def relative(label: str, cell: str) -> list[tuple[object, ...]]:
    """Return what a cell holds, with places told from its end."""
    return [(*hit[:1], hit.start, len(cell) - hit.span(len(cell))[1], *hit[3:]) for hit in answer_of(label, cell, SURE)]


def masked(cell: str) -> str:
    return "".join("0" if sign.isdigit() else sign for sign in cell)


CASES = [(shape, label) for shape in SHORTCUTS if shape.hits is None for label in shape.labels]


@pytest.mark.parametrize(("shape", "label"), CASES, ids=[f"{label}{shape.pattern[:20]}" for shape, label in CASES])
def test_one_cell_speaks_for_all_of_its_shape(shape: Shape, label: str) -> None:
    chance = random.Random(3)
    assert shape.is_of(shape.sample)
    told = {masked(shape.sample) if shape.by_mask else "": relative(label, shape.sample)}
    seen = 0

    for _ in range(400):
        cell = made_of(shape.pattern, chance)
        if shape.is_of(cell):
            seen += 1
            expected = told.setdefault(masked(cell) if shape.by_mask else "", relative(label, cell))
            assert relative(label, cell) == expected, (shape.pattern, len(cell))
    assert seen > 350


@pytest.mark.parametrize("label", [PARCELS, ORDERS])
def test_a_number_that_passes_as_a_card_is_still_what_its_column_calls_it(label: str) -> None:
    cells = {PARCELS: ["4111111111111", "378282246310005", "30569309025904"], ORDERS: ["40128888818"]}[label]
    shape = next(shape for shape in SHORTCUTS if label in shape.labels and shape.is_of(cells[0]))

    assert [relative(label, cell) for cell in cells] == [relative(label, masked(cell)) for cell in cells]
    assert all(map(shape.is_of, cells))


def test_re_and_re2_read_every_shape_alike() -> None:
    chance = random.Random(5)
    cells = [*ODD, *(value(chance, "in") for value in VALUES.values() for _ in range(60))]
    cells += [made_of(shape.pattern, chance) for shape in SHORTCUTS for _ in range(60)]
    cells += [cell.upper() for cell in cells] + ["ı Kumar", "İnci Kaya", "ſam Roy", "Kelvin Dev"]

    for shape in SHORTCUTS:
        assert shape.among(pa.array(cells)).tolist() == list(map(shape.is_of, cells)), shape.pattern


def test_a_roles_address_and_a_placeholder_keep_out_of_the_shapes() -> None:
    rows = [[f"care{number}@mail.example", "9898989898"] for number in range(99)]
    rows += [["asha@mail.example", f"98765{number:05}"] for number in range(99)]

    found = Columns(SURE).search(chunk_of_rows("t.csv", ["email", "1"], rows, 0, None)).found(ALL)

    assert [f.place.record for f in found if f.type == "EMAIL"] == list(range(99, 198))


# ---- columns of names and addresses


@pytest.mark.parametrize("name", ["Oviya Thamizh", "asha devi", "ASHA D'SOUZA", "José Ángel Núñez", "R. K. Laxman"])
def test_a_column_of_names_holds_names_that_no_list_knows(name: str) -> None:
    assert [(h.type, h.span(len(name))) for h in answer_of(NAMES, name, SURE)] == [("NAME", (0, len(name)))]


@pytest.mark.parametrize("name", ["Walk In", "Not Available", "Acme Traders", "Customer Support", "Test Order", "N A"])
def test_the_column_does_not_make_a_name_of_what_is_nobodys(name: str) -> None:
    assert person_of(NAMES, name) is None


@pytest.mark.parametrize(
    ("hidden", "kind"),
    [
        ("99999 12345", "PHONE"), ("+4915112345678", "PHONE"), ("asha@mail.example", "EMAIL"),
        ("4111 1111 1111 1111", "CARD"), ("nine eight seven six five four three two one zero", "PHONE"),
        ("%39%38%37%36%35%34%33%32%31%30", "PHONE"), ("asha@okaxis", "UPI"), ("ABCPK1234D", "PAN"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["Flat 4, Nehru Nagar, {}, Pune 411001", "{} Flat 4, Nehru Nagar", "12 MG Road {}"])
def test_an_address_hides_no_phone_card_or_mail(where: str, hidden: str, kind: str) -> None:
    cell = where.format(hidden)

    assert not any(shape.is_of(cell) for shape in PERSONS)
    assert kind in {hit.type for hit in answer_of(ADDRESSES, cell, SURE)} | ({"PAN"} if kind == "PAN" else set())


def test_a_pin_at_the_end_of_an_address_is_told_too() -> None:
    cell = "Flat 4, Nehru Nagar\nPune - 411001"

    found = [(hit.type, cell[slice(*hit.span(len(cell)))]) for hit in answer_of(ADDRESSES, cell, SURE)]

    assert found == [("ADDRESS", cell), ("POSTCODE", "411001")]


# ---- counting


def test_a_tally_counts_what_is_told_without_telling_it() -> None:
    rows = [[f"99999{number:05}", "", f"asha{number}@mail.example or 99999 12345"] for number in range(500)]
    chunk = chunk_of_rows("t.csv", ["mobile", "x", "note"], rows, 0, None)
    tally, every = Tally(most=7), list(Columns(SURE).search(chunk).found(ALL))

    told = list(Search().through([chunk], tally=tally))

    assert told == every[:7]
    mobile, empty, note = tally.profiles()
    assert (mobile.rows, mobile.filled, mobile.cells["PHONE"], mobile.share("PHONE")) == (500, 500, 500, 1.0)
    assert (empty.filled, note.findings) == (0, {"EMAIL": 500, "PHONE": 500})
    assert tally.types().total() == len(every)
    assert tally.untold().total() == len(every) - 7


def test_one_column_alone_is_searched_as_free_text() -> None:
    chunk = chunk_of_rows("t.csv", ["otp", "note"], [["493021", "9999912345"]], 0, None)

    only = chunk.only("otp")

    assert isinstance(only, Chunk)
    assert chunk.only("none") is None
    assert list(Search().through([only])) == []
    assert [f.type for f in Search().through([chunk])] == ["OTP", "PHONE"]


def test_nothing_that_holds_cells_shows_them() -> None:
    chunk = chunk_of_rows("t.csv", ["mobile"], [["9999912345"]], 0, None)
    findings = Columns(SURE).search(chunk)

    assert "99999" not in f"{chunk!r}{findings!r}{list(findings.found(ALL))!r}{Piece!r}"
