"""The console's words, in English and Hindi: `languages/en.toml` and `languages/hi.toml`, a table per screen.

A word that Hindi lacks is an error that a test finds; at run time English stands in for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("en", "hi")


@lru_cache(maxsize=2)
def load_words(language: str) -> Mapping[str, str]:
    """Return every word of a language by `screen.name`."""
    folder = files("orderveil.console").joinpath("languages")
    tables: dict[str, dict[str, str]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name == f"{language}.toml" or file.name.endswith(f".{language}.toml"):
            for screen, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
                tables.setdefault(screen, {}).update(words)
    return {f"{screen}.{name}": text for screen, words in tables.items() for name, text in words.items()}


class Words:
    """The words of one language, for templates: `{{ words|say:"orders.title" }}`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, word: str, /, **values: object) -> str:
        """Return the text of a word, with what it speaks of filled in."""
        text = load_words(self.language).get(word) or load_words("en").get(word) or word
        return text.format(**values) if values else text
