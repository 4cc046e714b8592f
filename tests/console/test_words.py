"""Every word of the console is there in both languages, is used, and every word that is used is there."""

from __future__ import annotations

import re
import string

from orderveil.console.menu import PARTS
from orderveil.console.templatetags.saying import moment
from orderveil.console.words import Words, load_words
from tests.tree import SOURCE

FOLDER = SOURCE / "console"
USED = re.compile(r"""\{%-? *say +["']([a-z_]+\.[a-z_0-9]+)["']""")
SPOKEN = re.compile(r"""\bsay\(\s*["']([a-z_]+\.[a-z_0-9]+)["']""")


def test_hindi_has_every_word_of_english_and_no_other() -> None:
    english, hindi = load_words("en"), load_words("hi")
    assert set(english) == set(hindi)
    assert [name for name, text in hindi.items() if not text.strip()] == []


def test_both_languages_fill_in_the_same() -> None:
    def filled(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    english, hindi = load_words("en"), load_words("hi")
    assert [name for name in english if filled(english[name]) != filled(hindi[name])] == []


def test_every_word_on_a_page_is_there() -> None:
    known = load_words("en")
    used = {
        (name, path.name)
        for path in [*FOLDER.rglob("*.html"), *FOLDER.rglob("screens/*.py"), *FOLDER.rglob("accounts/*.py")]
        for name in [*USED.findall(path.read_text("utf-8")), *SPOKEN.findall(path.read_text("utf-8"))]
    }
    assert sorted(one for one in used if one[0] not in known) == []


def test_every_part_has_its_name() -> None:
    assert [part.name for part in PARTS if f"menu.{part.name}" not in load_words("en")] == []


def test_no_template_carries_style_or_script_within_it() -> None:
    """The policy of contents refuses them; a page that needs them would break in silence."""
    script = r"<script(?![^>]*(?:src=|type=\"application/json\"))"
    wrong = re.compile(rf"\sstyle=|\son[a-z]+=|<style|{script}|hx-on|javascript:")
    found = [path.name for path in FOLDER.rglob("*.html") if wrong.search(path.read_text("utf-8"))]
    assert found == []


def test_a_moment_is_spelled_in_the_pages_language() -> None:
    at_ms = 1_790_000_000_000
    told = {language: str(moment({"words": Words(language)}, at_ms)) for language in ("en", "hi")}  # type: ignore[arg-type]
    assert ">21 Sep 2026 14:13 UTC<" in told["en"]
    assert ">21 सित॰ 2026 14:13 UTC<" in told["hi"]
