"""The library surface: texts, records, frames of whatever library, masking, logs; and the guide's own examples."""

from __future__ import annotations

import io
import logging
import re
import sys
from typing import Any

import pyarrow as pa
import pytest

from orderveil.core.errors import Malformed
from orderveil.core.exposure.words import Feasibility
from orderveil.exposure import api as exposure
from orderveil.scan import api
from tests.tree import ROOT

TEXT = "call Asha Devi on 99999 00012 or asha@mail.example"


class Polars:
    """What polars offers, and nothing else."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._table = pa.table(columns)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


class OldPandas:
    """What pandas offers without Arrow; a frame of objects."""

    __module__ = "pandas.core.frame"

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._columns = columns

    def to_dict(self, shape: str) -> dict[str, list[Any]]:
        assert shape == "list"
        return self._columns


class Interchanged:
    """What offers the interchange protocol alone."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self._table = pa.table(columns)

    def __dataframe__(self, **options: Any) -> Any:
        return self._table.__dataframe__(**options)


def test_a_text_yields_its_findings_with_offsets() -> None:
    assert [(one.type, TEXT[one.start : one.end]) for one in api.scan_text(TEXT)] == [
        ("NAME", "Asha Devi"), ("PHONE", "99999 00012"), ("EMAIL", "asha@mail.example"),
    ]  # fmt: skip


def test_types_score_and_name_may_be_given() -> None:
    assert [one.type for one in api.scan_text(TEXT, types=["EMAIL"])] == ["EMAIL"]
    assert api.scan_text(TEXT, least=0.99) == []
    assert [one.type for one in api.scan_text("9999900012", name="mobile")] == ["PHONE"]


def test_records_yield_paths() -> None:
    found = list(api.scan_records([{}, {"customer": {"phones": ["9999900012"]}}]))

    assert [(one.place.record, one.place.field, one.type) for one in found] == [(1, "customer.phones[0]", "PHONE")]


@pytest.mark.parametrize("kind", [Polars, Interchanged, OldPandas, dict, pa.table])
def test_a_frame_of_any_library_is_searched(kind: Any) -> None:
    frame = kind({"mobile": ["9999900012", None], "remark": ["ok", "mail asha@mail.example"]})

    found = [(one.place.record, one.place.column, one.type, one.value) for one in api.scan_frame(frame)]

    assert found == [(0, "mobile", "PHONE", "9999900012"), (1, "remark", "EMAIL", "asha@mail.example")]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([9999900012]), pa.array([["9999900012"]]), pa.array(["9999900012"]).dictionary_encode(),
        pa.array([b"9999900012"]), pa.array(["9999900012"], pa.large_string()), pa.array([{"a": "9999900012"}]),
    ],
    ids=str,
)  # fmt: skip
def test_a_column_of_any_type_is_searched(column: Any) -> None:
    assert [one.type for one in api.scan_frame(pa.table({"mobile": column}))] == ["PHONE"]


def test_missing_values_are_empty() -> None:
    assert list(api.scan_frame(OldPandas({"mobile": [float("nan"), None]}))) == []


@pytest.mark.parametrize("frame", [7, "9999900012", object()])
def test_what_is_no_frame_is_refused(frame: Any) -> None:
    with pytest.raises(Malformed):
        list(api.scan_frame(frame))


def test_a_text_is_masked_by_types() -> None:
    assert api.mask_text(TEXT) == "call [NAME] on [PHONE] or [EMAIL]"
    assert api.mask_text("to:\nFlat 12, MG Road, Pune 411001\nby noon") == "to:\n[ADDRESS]\nby noon"
    assert api.mask_text("120 pcs received") == "120 pcs received"


@pytest.fixture
def logged() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(api.MaskingFilter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, stream


def test_a_log_holds_no_argument_and_no_error_unmasked(logged: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = logged
    value = " ".join(("99999", "00012"))
    try:
        raise ValueError(f"no such phone {value}")
    except ValueError:
        logger.exception("for %s", value)

    text = stream.getvalue()
    assert value not in text
    assert text.count("[PHONE]") == 2
    assert f'File "{__file__}"' in text


def test_texts_added_to_a_log_record_are_masked(logged: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = logged
    logger.handlers[0].setFormatter(logging.Formatter("%(message)s %(buyer)s"))

    logger.warning("seen", extra={"buyer": "asha@mail.example"})

    assert stream.getvalue() == "seen [EMAIL]\n"


def test_a_message_that_does_not_fit_its_arguments_does_not_pass_with_them(
    logged: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = logged

    logger.warning("%s %s", "asha@mail.example")

    assert stream.getvalue() == "[a message that could not be searched]\n"


def test_exposure_of_texts_records_frames_and_findings_agree() -> None:
    records = [{"mobile": "9999900012", "order_no": "KK-10423"}]
    frame = {name: [value] for name, value in records[0].items()}

    told = [exposure.of_records(records), exposure.of_frame(frame), exposure.of_findings(api.scan_records(records))]

    assert [one.scams["refund_otp"].possible for one in told] == [{Feasibility.DIRECT: 1}] * 3
    assert exposure.of_text("nothing here").possible == ()


def test_no_data_frame_library_is_imported() -> None:
    assert {"pandas", "polars", "duckdb"} & set(sys.modules) == set()


def test_the_guides_examples_run_and_print_what_they_say() -> None:
    guide = (ROOT / "docs" / "guide" / "library.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", guide, flags=re.DOTALL)
    scope: dict[str, Any] = {}
    said: list[str] = []
    scope["print"] = lambda *words: said.append(" ".join(map(str, words)))

    for example in examples:
        exec(compile(example, "library.md", "exec"), scope)

    assert len(examples) >= 4
    assert said == re.findall(r"print\(.*\)  # (.+)", guide)
