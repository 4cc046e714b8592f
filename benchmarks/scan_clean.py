"""How often the detector alarms where there is nobody: `python -m benchmarks.scan_clean [--rules] [--show LANGUAGE]`.

The texts are the messages of the interfaces of Django and django-allauth in every language they are
translated to, as installed: buttons, errors, mails about passwords. They were written by others and
hold hardly a name or an address, so that nearly every finding is false. The header of a catalogue, where its
translators are named, is left out, and so are placeholders and markup. Alarm: the share of texts in
which anything is found. The rules were mended on them (`--show`); they measure what happens to text
without people in ninety languages, and nothing of what is missed.
"""

from __future__ import annotations

import argparse
import gettext
import re
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from orderveil.detect import freetext, searching
from orderveil.detect.findings import Finding
from orderveil.scan.finding import type_of

_PACKAGES = ("django", "allauth")
_NO_TEXT = re.compile(r"%(?:\([a-z_0-9]+\))?[-+# 0-9.]*[a-z]|\{[^{}]*\}|<[^<>]*>|&[a-z#0-9]+;", re.IGNORECASE)
_FEWEST_TEXTS = 50  # of a language that is told of by itself


def texts() -> dict[str, list[str]]:
    """Return the messages of each language, each once, without placeholders and markup."""
    told: dict[str, dict[str, None]] = {}
    for package in _PACKAGES:
        found = find_spec(package)
        places = found.submodule_search_locations if found else None
        for place in places or ():
            for path in sorted(Path(place).rglob("locale/*/LC_MESSAGES/*.mo")):
                told.setdefault(path.parts[-3], {}).update(dict.fromkeys(_messages(path)))
    return {language: list(messages) for language, messages in sorted(told.items())}


def _messages(path: Path) -> list[str]:
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # it has no public list
    plain = (_NO_TEXT.sub(" ", message).strip() for asked, message in catalogue.items() if asked)
    return [text for text in plain if any(map(str.isalpha, text))]


def show(text: str, found: list[Finding]) -> None:
    """Print what was found in a text, which is nobody's."""
    print(repr(text), *((type_of(f), text[f.start : f.end], f.score, f.why) for f in found))


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", action="store_true", help="without the model")
    parser.add_argument("--show", metavar="LANGUAGE", help="print what is found in this language, or in all")
    asked = parser.parse_args()
    if asked.rules:
        searching.judge_people = lambda rest, people: iter(people)
    alarms: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    given = texts()
    begun = time.process_time()
    for language, messages in given.items():
        for text in messages:
            found = freetext.find_personal_data(text)
            alarms[language] += bool(found)
            kinds.update({f"{type_of(each)}, {each.why}" for each in found})
            if found and asked.show in (language, "all"):
                show(text, found)
    spent, count = time.process_time() - begun, sum(map(len, given.values()))
    share = alarms.total() / count
    print(f"alarm {share:.2%} of {count:,} texts in {len(given)} languages, {count / spent:,.0f} rows/s")
    rates = {each: alarms[each] / len(of) for each, of in given.items() if len(of) >= _FEWEST_TEXTS}
    for language in sorted(rates, key=lambda each: -rates[each])[:12]:
        print(f"{language:<8}{rates[language]:7.1%} of {len(given[language]):,}")
    for kind, times in kinds.most_common(15):
        print(f"{times / count:7.2%}  {kind}")


if __name__ == "__main__":
    main()
