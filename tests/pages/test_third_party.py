"""What makes a browser ask another host is found; what a reader follows is not."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import TemplateError
from podcast.pages.theme import load_theme
from podcast.pages.third_party import asset_requests, is_third_party, page_requests

OURS = "show.example"
THERE = "https://cdn.example/x"

ASKING = {
    "img src": '<img src="{}" alt="">',
    "img srcset": '<img src="a.png" srcset="a.png 1x, {} 2x" alt="">',
    "source srcset": '<picture><source srcset="{}"></picture>',
    "source src": '<audio><source src="{}"></audio>',
    "audio src": '<audio src="{}"></audio>',
    "video poster": '<video poster="{}"></video>',
    "track src": '<track src="{}">',
    "script src": '<script src="{}"></script>',
    "script type=module": '<script type="module">import x from "{}"</script>',
    "iframe src": '<iframe src="{}"></iframe>',
    "iframe srcdoc": "<iframe srcdoc=\"<img src='{}'>\"></iframe>",
    "embed src": '<embed src="{}">',
    "object data": '<object data="{}"></object>',
    "input src": '<input type="image" src="{}">',
    "form action": '<form action="{}"></form>',
    "button formaction": '<button formaction="{}"></button>',
    "a ping": '<a href="/x" ping="{}">x</a>',
    "body background": '<body background="{}">',
    "base href": '<base href="{}">',
    "meta refresh": '<meta http-equiv="Refresh" content="5; URL={}">',
    "style attribute": "<p style=\"background:url('{}')\">",
    "style element": "<style>p {{ background: url({}) }}</style>",
    "import in a style element": '<style>@import "{}";</style>',
    "inline script": '<script>fetch("{}")</script>',
    "svg image": '<svg><image href="{}"/></svg>',
    "svg use": '<svg><use xlink:href="{}"/></svg>',
    "svg feImage": '<svg><filter><feImage href="{}"/></filter></svg>',
    **{
        f"link {rel}": f'<link rel="{rel}" href="{{}}">'
        for rel in (
            "stylesheet", "alternate stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch",
            "icon", "shortcut icon", "apple-touch-icon", "mask-icon", "manifest", "Stylesheet",
        )
    },
    "link imagesrcset": '<link rel="preload" as="image" imagesrcset="a 1x, {} 2x">',
}  # fmt: skip
FOLLOWED = {
    "a": '<a href="{}">x</a>',
    "area": '<map><area href="{}"></map>',
    "svg a": '<svg><a href="{}"/></svg>',
    **{f"link {rel}": f'<link rel="{rel}" href="{{}}">' for rel in ("canonical", "alternate", "license", "next", "me")},
    "meta": '<meta property="og:image" content="{}">',
    "words": "<p>{}</p>",
    "a value": '<input value="{}">',
    "a quotation": '<blockquote cite="{}"></blockquote>',
    "data": '<script type="application/ld+json">{{"url": "{}"}}</script>',
    "a comment": "<!-- {} -->",
    "a title": '<p title="{}">x</p>',
}
SHEETS = {
    "import": '@import "{}";',
    "import url": "@import url({});",
    "url": "a {{ background: url('{}') }}",
    "font": '@font-face {{ src: local("x"), url("{}") format("woff2") }}',
    "image-set": 'a {{ background: image-set("{}" 1x) }}',
    "upper case": "a {{ background: URL( {} ) }}",
    "escaped": "a {{ background: url(\\68 ttps://cdn.example/x) }}",
    "escaped name": "a {{ background: u\\72l({}) }}",
    "escaped name, longer": "a {{ background: \\000055 r\\L({}) }}",
    "escaped import": '@\\69 mport "{}";',
    "comment for a space": '@import/**/"{}";',
    "between texts like comments": 'a {{ content: "/*"; background: url({}); quotes: "*/" }}',
    "between addresses like comments": "a {{ background: url(a/*b) }} b {{ background: url({}) }} /* c */",
    "second of a set": 'a {{ background: image-set("a.png" 1x, "{}" 2x type("image/avif")) }}',
    "address in a set": "a {{ background: -webkit-image-set(url({}) 1x) }}",
}
SCRIPTS = {
    "import": 'import x from "{}";',
    "import without a name": 'import "{}";',
    "import of several": "import {{ a,\n b }} from '{}';",
    "import when needed": "await import('{}')",
    "export": 'export * from "{}";',
    "fetch": 'fetch("{}")',
    "request": 'x.open("GET", "{}")',
    "beacon": 'navigator.sendBeacon("{}", data)',
    "worker": 'new Worker("{}")',
    "socket": 'new WebSocket("wss://cdn.example/x")',
    "events": 'new EventSource("{}")',
    "picture": 'new Image().src = "{}"',
    "attribute": 'image.setAttribute("src", "{}")',
    "template string": "fetch(`{}?${{x}}`)",
}
DRAWINGS = {
    "image": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>',
    "use": '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{}#a"/></svg>',
    "style": "<svg><style>@import url({});</style></svg>",
    "fill": "<svg><path style=\"fill:url('{}#a')\"/></svg>",
    "sheet": '<?xml-stylesheet href="{}"?><svg/>',
    "script": '<svg><script href="{}"/></svg>',
}
ADDRESSES = (
    THERE, "//cdn.example/x", "HTTPS://CDN.example/x", "http:cdn.example/x", "https:/cdn.example", "\\\\cdn.example\\x",
    "/\t/cdn.example", " https://cdn.example", "ht\ntps://cdn.example/", "wss://cdn.example", "https://a@cdn.example/",
    f"https://{OURS}.evil.example/", f"https://{OURS}@evil.example/", f"https://{OURS}:8080/",
)  # fmt: skip
HERE = (
    "a.png", "/a.png", "../a.png", "#a", "", "?q=//cdn.example", f"https://{OURS}/a", f"//{OURS}/a", "data:image/png,x",
    "blob:x", "a/b//c", "mailto:a@cdn.example", "about:blank",
)  # fmt: skip


@pytest.mark.parametrize("form", ASKING)
def test_a_page_that_makes_browsers_ask_another_host_is_found(form):
    (request,) = page_requests(f"<!doctype html>\n<p>ok</p>\n{ASKING[form].format(THERE)}", OURS)
    assert request.url == THERE
    assert request.line == 3


@pytest.mark.parametrize("form", FOLLOWED)
def test_links_that_a_reader_follows_are_allowed(form):
    assert page_requests(FOLLOWED[form].format(THERE), OURS) == ()


@pytest.mark.parametrize("form", ASKING)
def test_ones_own_files_are_fine(form):
    assert page_requests(ASKING[form].format("../assets/x.png"), OURS) == ()
    assert page_requests(ASKING[form].format(f"https://{OURS}/x.png"), OURS) == ()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (name, form)
        for name, forms in (("a.css", SHEETS), ("a.js", SCRIPTS), ("a.svg", DRAWINGS))
        for form in forms.items()
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
def test_an_asset_that_asks_another_host_is_found_with_its_line(name, form):
    (request,) = asset_requests(name, f"\n\n{form[1].format(THERE)}".encode(), OURS)
    assert request.line >= 3
    assert "cdn.example/x" in request.url
    assert (
        asset_requests(name, form[1].format("x.png").replace("\\68 ttps", "x").replace("wss:", "x").encode(), OURS)
        == ()
    )


@pytest.mark.parametrize(
    "sheet", ["/* url(https://cdn.example/x) */", "a { background: url(data:image/png;base64,x) }"]
)
def test_a_comment_and_data_make_no_request(sheet):
    assert asset_requests("a.css", sheet.encode(), OURS) == ()


def test_a_comment_in_a_script_makes_no_request():
    assert (
        asset_requests("a.js", b'// fetch("https://cdn.example/x")\n/* import "https://cdn.example/x" */ go()', OURS)
        == ()
    )


def test_the_names_of_namespaces_are_no_requests():
    assert asset_requests("a.css", b"@namespace svg url(http://www.w3.org/2000/svg);", OURS) == ()
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><path d="M0 0"/></svg>'
    )
    assert asset_requests("a.svg", drawing, OURS) == ()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_read_as_browsers_read_it(address):
    assert is_third_party(address, OURS)


@pytest.mark.parametrize("address", HERE)
def test_an_address_of_our_own_stays_here(address):
    assert not is_third_party(address, OURS)


@given(
    form=st.sampled_from(sorted(ASKING)),
    address=st.sampled_from(["https://cdn.example/x", "//cdn.example/x", "http://cdn.example"]),
    before=st.text("<>a \n=&'x/", max_size=40),
    spelled=st.booleans(),
)
def test_nothing_around_it_hides_a_request(form, address, before, spelled):
    harmless = escape(before)
    written = "".join(f"&#{ord(letter)};" for letter in address) if spelled and "script" not in form else address
    if spelled and ("style element" in form or "srcdoc" in form):
        written = address  # no entities there
    page = f'<p title="{harmless}">{harmless}</p>{ASKING[form].format(written)}'
    assert [request.url for request in page_requests(page, OURS)] == [address]


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    page_requests(text, OURS)
    for name in ("a.css", "a.js", "a.svg"):
        asset_requests(name, text.encode("utf-8", "replace"), OURS)


def test_a_theme_with_such_an_asset_is_refused_with_file_and_line(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "site.css").write_text(f"p {{}}\n@import '{THERE}';")
    with pytest.raises(TemplateError, match=r"^templates/assets/site.css:2: @import loads https://cdn"):
        load_theme([tmp_path], OURS)
