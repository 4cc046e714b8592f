"""The lists of ordinary words hold words as they are looked up, each once, and nobody's name by accident."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from orderveil.detect.folding import fold
from orderveil.detect.model.features import kind_of
from orderveil.detect.wordlists import vocabulary
from orderveil.detect.wordlists.vocabulary import VOCABULARY

FILES = sorted(Path(vocabulary.__file__).with_name("vocabularies").glob("*.txt"))
_LONGEST_LINE = 118
# What every language's shops write; a list without these was not read.
_SPOKEN = """
please order parcel krdo bitte lieferung livraison pedido consegna encomenda pakket przesyłka sipariş pengiriman
leverans заказ παραγγελία कृपया দয়া దయచేసి الطلب הזמנה 주문
"""
_NAMES = """asha priya mohammed giuseppe kowalski yılmaz nguyen sakura иванов अनिल محمد"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_list_holds_words_as_they_are_looked_up(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    words = text.split()
    assert len(words) == len(set(words)) >= 100
    assert [word for word in words if word != word.lower() or any(map(str.isdigit, word))] == []
    assert text == unicodedata.normalize("NFC", text)
    assert max(map(len, text.splitlines())) <= _LONGEST_LINE


@pytest.mark.parametrize("word", _SPOKEN.split())
def test_ordinary_words_of_many_languages_are_known(word: str) -> None:
    assert "w" in kind_of(word)


def test_accents_may_be_left_out() -> None:
    assert {fold("für"), fold("możliwe"), fold("año")} <= VOCABULARY


@pytest.mark.parametrize("name", _NAMES.split())
def test_what_is_plainly_a_name_is_no_ordinary_word(name: str) -> None:
    assert "w" not in kind_of(name)
