"""Orders from files: every form that shops write, flat memory, taken up again, failed rows handed back."""

from __future__ import annotations

import csv
import json
import stat
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderveil.core.errors import BadConfiguration
from orderveil.core.order import Draft, IntakeStatus
from orderveil.intake.ahead import WORTH_IT_BYTES, read_ahead
from orderveil.intake.files import FileIntake, ingest_file
from orderveil.intake.mapping import CsvMapping
from orderveil.intake.orderfile import read_orders
from orderveil.intake.progress import Progress
from orderveil.intake.reading import Limits
from orderveil.intake.splitting import split_json
from orderveil.intake.tables import Failed
from tests.intake.conftest import OPERATOR, Site
from tests.intake.samples import encoded, shopify, woocommerce
from tests.intake.test_shopify_csv import HEAD, HEADER, MORE, write


def file_of(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "orders.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refs(path: Path, source: str = "shopify", **how: Any) -> list[str]:
    return [
        record.source_ref if isinstance(record, Draft) else f"{record.place} {record.reason}"
        for record in read_orders(source, path, **how)
    ]


_THREE = [shopify(id=1), shopify(id=2, note='braces } ] and "quotes" \\'), shopify(id=3)]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(_THREE),
        json.dumps(_THREE, indent=2),
        json.dumps(_THREE, indent="\t", ensure_ascii=False) + "\n\n",
        "\n".join(map(json.dumps, _THREE)),
        "\r\n".join(map(json.dumps, _THREE)) + "\r\n\r\n",
        " ".join(json.dumps(order, indent=1) for order in _THREE),
        json.dumps({"orders": _THREE}),
        '{\n  "orders" : ' + json.dumps(_THREE, indent=2) + "\n}",
        "\ufeff" + json.dumps(_THREE),
        "\n\n" + json.dumps(_THREE),
    ],
)
def test_every_form_that_shops_write_is_read(tmp_path: Path, text: str) -> None:
    assert refs(file_of(tmp_path, text)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text", [json.dumps(_THREE[0]), json.dumps(_THREE[0], indent=2), json.dumps({"order": _THREE[0]})]
)
def test_a_file_may_hold_one_order(tmp_path: Path, text: str) -> None:
    assert refs(file_of(tmp_path, text + "\n")) == ["1"]


@pytest.mark.parametrize("text", ["[]", "[ ]\n", '{"orders": []}'])
def test_a_file_may_hold_none(tmp_path: Path, text: str) -> None:
    assert refs(file_of(tmp_path, text)) == []


def test_a_bad_order_fails_alone_by_its_place(tmp_path: Path) -> None:
    good = json.dumps(shopify(id=1))
    array = file_of(tmp_path, f'[{good}, {{"id": 1, "id": 2}}, {{"id": 9}}, {good}]')
    found = refs(array)
    assert [ref.split(" ")[-1] for ref in found] == ["1", "input:malformed", "input:not-an-order", "1"]
    assert found[1].startswith(f"byte {len(good) + 3}, id")

    lines = file_of(tmp_path, f"{good}\n{{broken\n\n{good}\n")
    assert [ref.split(" ")[-1] for ref in refs(lines)] == ["1", "input:malformed", "1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"id": 1', "input:truncated"),
        (json.dumps(_THREE)[:-1], "input:truncated"),
        ('[{"note": "open', "input:truncated"),
        ("[1, 2]", "input:malformed"),
        ("", None),
    ],
)
def test_a_file_that_breaks_off_says_so(tmp_path: Path, text: str, reason: str | None) -> None:
    found = list(read_orders("shopify", file_of(tmp_path, text)))

    assert [record.reason for record in found if isinstance(record, Failed)] == ([reason] if reason else [])


def test_an_order_without_end_does_not_take_memory_without_end(tmp_path: Path) -> None:
    path = file_of(tmp_path, b'[{"note": "' + b"x" * 8_000_000)
    small = Limits(body_bytes=10_000)

    assert [ref.split(" ")[-1] for ref in refs(path, limits=small)] == ["input:too-large"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.dictionaries(st.text(max_size=6), st.text(max_size=12), max_size=3), min_size=1, max_size=8), st.data()
)
def test_splitting_finds_every_element_whatever_its_text(
    tmp_path_factory: pytest.TempPathFactory, orders: list[dict[str, str]], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("s") / "orders.json"
    text = data.draw(
        st.sampled_from(
            [
                json.dumps(orders),
                json.dumps(orders, indent=2, ensure_ascii=False),
                "\n".join(json.dumps(order) for order in orders),
                "".join(json.dumps(order, indent=1) for order in orders),
            ]
        )
    )
    path.write_text(text, encoding="utf-8")

    assert [json.loads(raw) for _, raw in split_json(path, 1 << 20)] == orders


def test_memory_is_flat_over_a_large_file(tmp_path: Path) -> None:
    one = encoded(shopify())
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(b"[" + one)
        for _ in range(6_000):
            file.write(b"," + one)
        file.write(b"]")
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        count = sum(1 for _ in split_json(path, 1 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert count == 6_001
    assert peak < 14_000_000


def test_a_large_file_read_ahead_is_the_same_file(tmp_path: Path) -> None:
    orders = [shopify(id=number) for number in range(1, 1_301)]
    path = file_of(tmp_path, json.dumps([*orders[:700], {"id": 1}, *orders[700:]]))
    assert path.stat().st_size > WORTH_IT_BYTES
    plain = list(read_orders("shopify", path))

    assert list(read_ahead("shopify", path, mapping=None, limits=Limits(), skip=0)) == plain
    assert list(read_ahead("shopify", path, mapping=None, limits=Limits(), skip=1_000)) == plain[1_000:]
    left_early = read_ahead("shopify", path, mapping=None, limits=Limits(), skip=0)
    assert next(left_early) == plain[0]
    left_early.close()  # type: ignore[attr-defined]


def test_a_source_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text("a,b\n1,2\n")
    for source in ("csv", "woocommerce", "magento"):
        with pytest.raises(BadConfiguration):
            list(read_orders(source, table))
    (failed,) = read_orders("shopify", table)
    assert isinstance(failed, Failed)
    (missing,) = read_orders("csv", table, mapping=CsvMapping("demo", {"Other": "order.ref"}))
    assert isinstance(missing, Failed)


def test_a_file_is_sealed_in_its_order_and_again_without_change(site: Site, tmp_path: Path) -> None:
    orders = [woocommerce(id=number) for number in range(1, 26)]
    path = file_of(tmp_path, json.dumps(orders))
    seen: list[int] = []
    how = FileIntake(by=OPERATOR, batch=10, on_progress=lambda progress: seen.append(progress.records))
    first = list(ingest_file(site.vault, "demo", "woocommerce", path, how))
    second = list(ingest_file(site.vault, "demo", "woocommerce", path, how))

    assert [result.source_ref for result in first] == [str(number) for number in range(1, 26)]
    assert {result.status for result in first} == {IntakeStatus.SEALED}
    assert {result.status for result in second} == {IntakeStatus.DUPLICATE}
    assert [result.order for result in first] == [result.order for result in second]
    assert seen == [10, 20, 25] * 2


def test_a_broken_run_goes_on_where_it_stood(site: Site, tmp_path: Path) -> None:
    path = file_of(tmp_path, json.dumps([woocommerce(id=number) for number in range(1, 26)]))
    state = tmp_path / "run" / "ingest.json"
    how = FileIntake(by=OPERATOR, batch=10, state=state)
    run = ingest_file(site.vault, "demo", "woocommerce", path, how)
    for _ in range(15):
        next(run)
    run.close()  # type: ignore[attr-defined]
    again = list(ingest_file(site.vault, "demo", "woocommerce", path, how))

    assert [result.source_ref for result in again] == [str(number) for number in range(11, 26)]
    assert not state.exists()


def test_progress_over_another_file_is_not_believed(tmp_path: Path) -> None:
    path = file_of(tmp_path, "[]")
    state = tmp_path / "state.json"
    Progress.resume(None, path).after(10, 0).save(state)
    assert Progress.resume(state, path).records == 10

    path.write_bytes(b"[ ]")
    assert Progress.resume(state, path).records == 0
    for broken in ("", "[]", '{"records": -1}', '{"records": "x"}'):
        state.write_text(broken)
        assert Progress.resume(state, path).records == 0


def test_failed_rows_come_back_as_a_file_that_can_be_mended_and_handed_in(site: Site, tmp_path: Path) -> None:
    bad = {**HEAD, "Id": "5.9E+12", "Notes": "=cmd()", "Tags": "card 4111 1111 1111 1111 cvv 123"}
    path = write(tmp_path / "orders.csv", [HEAD, MORE, {**bad, "Name": "#1002"}])
    failed = tmp_path / "failed.csv"
    results = list(ingest_file(site.vault, "demo", "shopify", path, FileIntake(by=OPERATOR, failed=failed)))

    assert [result.status for result in results] == [IntakeStatus.SEALED, IntakeStatus.REFUSED]
    assert results[1].reason == "input:rounded-number"
    assert stat.S_IMODE(failed.stat().st_mode) == 0o600
    assert "4111" not in failed.read_text()
    with failed.open(newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["Notes"] == "'=cmd()"
    assert row["orderveil: what is wrong"].startswith("line 6")

    rows = [{**row, "Id": "5900000000002"}]
    mended = write(tmp_path / "mended.csv", rows, (*HEADER, "orderveil: what is wrong"))
    (draft,) = read_orders("shopify", mended)
    assert isinstance(draft, Draft)
    assert draft.unknown["$"] == {"Risk Level": "Low"}
    (again,) = ingest_file(site.vault, "demo", "shopify", mended, FileIntake(by=OPERATOR))
    assert again.status is IntakeStatus.SEALED


def test_failed_rows_are_not_written_through_a_link(site: Site, tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", [MORE])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    link = tmp_path / "failed.csv"
    link.symlink_to(elsewhere)

    with pytest.raises(OSError, match="symbolic"):
        list(ingest_file(site.vault, "demo", "shopify", path, FileIntake(by=OPERATOR, failed=link)))
    assert elsewhere.read_text() == "kept"
