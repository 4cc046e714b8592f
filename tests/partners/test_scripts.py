"""Scripts of a checkout page: found in HTML, reports and lists, hashed as a browser does, without a buyer's value."""

from __future__ import annotations

import json

import pytest

from orderveil.core.errors import Malformed, TooLarge
from orderveil.partners.scripts import MOST_CHARACTERS, Seen, address_of, hash_of, read_scripts

HASH = "sha384-" + "a" * 64
PAGE = f"""<!doctype html><html><head>
<script src="https://pay.example/v3.js" integrity="sha256-{'b' * 43}= {HASH}" crossorigin></script>
<SCRIPT SRC='/assets/cart.js?v=7&order=1234#top'></SCRIPT>
<script type="application/ld+json">{{"@type": "Product"}}</script>
<script>alert('it runs')</script>
<script type="module">import "x"</script>
</head><!-- <script src="https://old.example/x.js"></script> --></html>"""


def test_a_page_tells_its_scripts_and_comments_and_data_are_none() -> None:
    assert read_scripts(PAGE, "https://shop.example/checkout/abc") == (
        Seen("https://pay.example/v3.js", HASH),
        Seen("https://shop.example/assets/cart.js?order=&v="),
        Seen("", hash_of("alert('it runs')")),
        Seen("", hash_of('import "x"')),
    )


def test_a_hash_is_the_one_that_browsers_compute() -> None:
    # the example of the Subresource Integrity specification
    assert hash_of("alert('Hello, world.');") == (
        "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
    )


def test_reports_tell_what_was_blocked_and_never_the_page_it_was_on() -> None:
    old = {"csp-report": {"document-uri": "https://shop.example/o/123?phone=1", "blocked-uri": "https://a.example/x.js",
                          "violated-directive": "script-src-elem"}}  # fmt: skip
    new = [{"type": "csp-violation", "body": {"blockedURL": "https://b.example/y.js?u=1",
                                              "effectiveDirective": "script-src-elem"}},
           {"body": {"blockedURL": "https://c.example/p.png", "effectiveDirective": "img-src"}}]  # fmt: skip
    assert read_scripts(json.dumps(old)) == (Seen("https://a.example/x.js"),)
    assert read_scripts(json.dumps(new)) == (Seen("https://b.example/y.js?u="),)


def test_a_list_tells_why() -> None:
    text = f"url,integrity,why\nhttps://pay.example/v3.js,{HASH},takes cards\n"
    assert read_scripts(text) == (Seen("https://pay.example/v3.js", HASH, "takes cards"),)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://user:secret@a.example/x.js#order-1", "https://a.example/x.js"),
        ("//cdn.example/x.js?b=2&a=1", "https://cdn.example/x.js?a=&b="),
        ("javascript:alert(1)", ""), ("data:text/javascript,1", ""), ("http://[bad", ""), ("https://a.example:x/", ""),
    ],
)  # fmt: skip
def test_an_address_keeps_nobodys_values(given: str, kept: str) -> None:
    assert address_of(given, "https://shop.example/") == kept


def test_nothing_and_too_much_are_refused() -> None:
    for text in ("", "<p>no script</p>", "{}", "[[[", "url\n", "url,why\n\"x"):
        with pytest.raises(Malformed):
            read_scripts(text)
    with pytest.raises(TooLarge):
        read_scripts("<" * (MOST_CHARACTERS + 1))
    with pytest.raises(TooLarge):
        read_scripts("".join(f"<script src=https://a.example/{n}.js></script>" for n in range(501)))
