"""Rules for web servers and hosts that answer former addresses with 301: files of the site, made from `redirects`.

docs/en/stores.md says where each belongs. A page (`podcast.pages.content.redirect_pages`) leads on without any of them,
but not from an address with a query, nor does it tell programs that the address has changed for good.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from podcast import urls
from podcast.pages.content.redirect_pages import TakenAddresses, episode_redirects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.model.show import Show

NGINX_RULES: Final = "redirects/nginx.txt"
APACHE_RULES: Final = "redirects/apache.txt"
S3_RULES: Final = "redirects/s3.json"
NETLIFY_RULES: Final = "_redirects"  # at the root of the site, where the host looks for it

_HEAD: Final = "# Former addresses of episodes, made from `redirects` in episode.yaml"


def redirect_rules(show: Show) -> Iterator[tuple[str, bytes]]:
    """Yield the files with rules by their path below site/; none if no episode has a former address."""
    targets = _targets(show)
    if targets:
        yield NETLIFY_RULES, _file(_netlify_lines(targets))
        yield NGINX_RULES, _file(_nginx_lines(targets))
        yield APACHE_RULES, _file(_apache_lines(targets))
        yield S3_RULES, (json.dumps(_s3_rules(show, targets), ensure_ascii=False, indent=1) + "\n").encode()


def _targets(show: Show) -> dict[str, str]:
    """Return the URL that each former address leads to; a page of the site keeps its address."""
    redirects = list(episode_redirects(show))
    site_addresses = TakenAddresses(show) if redirects else ()
    targets: dict[str, str] = {}
    for redirect in redirects:
        own_address = urls.episode(redirect.episode)
        is_other_case = redirect.is_own_page and redirect.address != own_address
        if redirect.address is None or is_other_case or redirect.address not in site_addresses:
            targets.setdefault(redirect.source, urls.absolute_url(show, own_address))
    return targets


def _file(lines: Iterator[str]) -> bytes:
    return "\n".join([_HEAD, *lines, ""]).encode()


def _variants(path: str) -> tuple[str, ...]:
    """Return a path with and without a slash at its end: people type either."""
    without = path.rstrip("/")
    return (without, f"{without}/") if without else ("/",)


def _nginx_lines(targets: Mapping[str, str]) -> Iterator[str]:
    """Yield directives for a server block. `location` compares the decoded path, `$request_uri` is as it was sent."""
    locations: dict[str, str] = {}
    for source, target in targets.items():
        path, has_query, _query = source.partition("?")
        if has_query:
            yield f'if ($request_uri ~ "^{_pattern(source)}$") {{ return 301 {target}; }}'
        else:
            for variant in _variants(unquote(path)):
                locations.setdefault(variant, target)
    for path, target in locations.items():
        yield f'location = "{_quoted(path)}" {{ return 301 {target}; }}'


def _apache_lines(targets: Mapping[str, str]) -> Iterator[str]:
    """Yield directives for a virtual host or for .htaccess: both compare the decoded path."""
    queries = {source: target for source, target in targets.items() if "?" in source}
    for source, target in targets.items():
        if source not in queries:
            yield f'RedirectMatch 301 "^{_pattern(_slashless(source))}/?$" "{target}"'
    if queries:
        yield "RewriteEngine On"
    for source, target in queries.items():
        path, _mark, query = source.partition("?")
        yield f'RewriteCond "%{{REQUEST_URI}}" "^{_pattern(_slashless(path))}/?$"'
        yield f'RewriteCond "%{{QUERY_STRING}}" "^{_pattern(query)}$"'
        yield f'RewriteRule "^" "{target}" [R=301,L,QSD]'


def _netlify_lines(targets: Mapping[str, str]) -> Iterator[str]:
    """Yield lines of the form `from query to status`; `!` also applies where the site has a file."""
    for source, target in targets.items():
        path, _mark, query = source.partition("?")
        parameters = " ".join(part for part in query.split("&") if part)
        yield " ".join(filter(None, (path, parameters, target, "301!")))


def _s3_rules(show: Show, targets: Mapping[str, str]) -> dict[str, Any]:
    """Return the routing rules of a website bucket, which compare beginnings of keys and know no queries."""
    base = urlsplit(show.link).path.lstrip("/")
    rules = []
    for source, target in targets.items():
        key = unquote(source).lstrip("/")
        if "?" in source or not key:
            continue
        url = urlsplit(target)
        place = {"Protocol": url.scheme, "HostName": url.netloc, "ReplaceKeyWith": url.path.lstrip("/")}
        is_file = "." in key.rpartition("/")[2]
        prefix = key if is_file or key.endswith("/") else f"{key}/"  # without it, /a would catch /about/
        rules.append(
            {
                "Condition": {"KeyPrefixEquals": prefix.removeprefix(base)},
                "Redirect": {**place, "HttpRedirectCode": "301"},
            }
        )
    return {"RoutingRules": rules}


def _slashless(source: str) -> str:
    return unquote(source).rstrip("/")


def _pattern(text: str) -> str:
    """Return a regular expression for a text, within double quotes."""
    return _quoted(re.sub(r"[^\w/%&=;,:@!~' \"-]", lambda match: f"\\{match[0]}", text), backslash=False)


def _quoted(text: str, *, backslash: bool = True) -> str:
    escaped = text.replace("\\", "\\\\") if backslash else text
    return escaped.replace('"', '\\"')
