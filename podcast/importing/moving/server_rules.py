"""Lines for the configuration of a web server that redirect one address."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from podcast.urls import ascii_url

# Characters that mean nothing special to nginx or Apache, in quotes or out of them.
_PLAIN_URL: Final = re.compile(r"[A-Za-z0-9:/?=&._~%+-]*")


def nginx_rule(old: str, new: str) -> str:
    """Return the line that redirects an address in a `server` block of nginx; empty for an unusual address.

    Args:
        old: the address that is redirected, path and query alone matter.
        new: the address that it is redirected to.
    """
    target, source = ascii_url(new), urlsplit(ascii_url(old))
    if not _PLAIN_URL.fullmatch(target) or not _PLAIN_URL.fullmatch(source.path + source.query):
        return ""
    path = source.path or "/"
    if source.query or "%" in path:  # a location has no query, and is compared with the decoded path
        request = f"{path}?{source.query}" if source.query else path
        return f'if ($request_uri = "{request}") {{ return 301 {target}; }}'
    return f"location = {path} {{ return 301 {target}; }}"


def apache_rule(old: str, new: str) -> str:
    """Return the lines that redirect an address in a virtual host or `.htaccess` of Apache; empty for an unusual one.

    Args:
        old: the address that is redirected, path and query alone matter.
        new: the address that it is redirected to.
    """
    target, source = ascii_url(new), urlsplit(ascii_url(old))
    if not _PLAIN_URL.fullmatch(target) or not _PLAIN_URL.fullmatch(source.path + source.query):
        return ""
    path = re.escape(unquote(source.path).removeprefix("/"))  # rules are compared with the decoded path
    if not source.query and "%" not in target:  # which RedirectMatch encodes again
        return f'RedirectMatch 301 "^/{path}$" "{target}"'
    condition = f"RewriteCond %{{QUERY_STRING}} ^{re.escape(source.query)}$\n" if source.query else ""
    escaped = target.replace("%", r"\%")  # else a reference to the condition
    return f'RewriteEngine On\n{condition}RewriteRule "^/?{path}$" "{escaped}" [R=301,L,QSD,NE]'
