"""Hosts of web addresses: public, private, local, and placeholders. No request is sent."""

from __future__ import annotations

import contextlib
import ipaddress
from urllib.parse import urlsplit

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


def host_of(url: str) -> str:
    """The host of a web address, with its port; empty if it is no web address."""
    with contextlib.suppress(ValueError):  # brackets or a port that are none
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts.netloc.lower()
    return ""


def host_name(url: str) -> str:
    """Return the host of a web address as readers see it: without port and `www.`; empty without one."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def is_private_address(url: str) -> bool:
    """Whether a URL leads to this computer or a private network (RFC 1918, RFC 4193), not to the public internet."""
    host = urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return is_local_name(url)
    return address.is_private or address.is_loopback or address.is_link_local


def is_public_ip(address: str) -> bool:
    """Whether an IP address belongs to the public internet, by the registries of IANA for special addresses.

    Loopback, private, link-local (169.254.169.254, where clouds answer with credentials), shared, multicast and
    reserved addresses do not, and neither does Teredo. Of an IPv6 address that stands for an IPv4 address (mapped,
    NAT64, 6to4), that one counts.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.teredo:
            return False
        ip = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_local_name(url: str) -> bool:
    """Whether the name in a URL is only known on this computer or in its network (RFC 6761, RFC 6762, ICANN)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def is_placeholder(url: str) -> bool:
    """Whether the name in a URL is reserved for examples and tests, and can belong to no site (RFC 2606, RFC 6761)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    labels = host.split(".")
    return labels[-1] in {"example", "test", "invalid"} or ".".join(labels[-2:]) in {
        "example.com",
        "example.net",
        "example.org",
    }
