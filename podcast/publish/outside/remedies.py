"""Faults of public addresses: their effects on listeners, and the settings that cure them at each store. Tables; pure.

Stores are recognised by the host of the endpoint, those that can be run anywhere by the headers of their responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

# Ends of an endpoint's host -> the store.
STORE_HOSTS: Final = {
    "amazonaws.com": "aws",
    "r2.cloudflarestorage.com": "r2",
    "your-objectstorage.com": "hetzner",
    "ionoscloud.com": "ionos",
    "ionos.com": "ionos",
}
# What the `Server` header begins with, in lower case.
STORE_SERVERS: Final = {
    "minio": "minio",
    "seaweedfs": "seaweedfs",
    "nginx": "nginx",
    "openresty": "nginx",
    "amazons3": "aws",
}

STORE_NAMES: Final = {
    "aws": "AWS S3",
    "r2": "Cloudflare R2",
    "hetzner": "Hetzner",
    "ionos": "IONOS",
    "minio": "MinIO",
    "seaweedfs": "SeaweedFS",
    "nginx": "nginx",
    "pages": gettext_noop("the host of the pages"),
    "": gettext_noop("the store"),
}


@dataclass(frozen=True, slots=True)
class FaultDescription:
    """A kind of fault: its effect on listeners, and the remedy if there is no special one for the store.

    `is_temporary` says that it may pass by itself: a cache, a new name in the DNS, a server that starts.
    """

    effect: str
    remedy: str
    is_temporary: bool = False


FAULTS: Final = {
    "name": FaultDescription(
        gettext_noop("the domain does not resolve"),
        gettext_noop("point its DNS at your host, or correct `link:`"),
        is_temporary=True,
    ),
    "certificate": FaultDescription(
        gettext_noop("apps refuse the connection"),
        gettext_noop("install a valid certificate for the domain, or correct `link:`"),
    ),
    "connection": FaultDescription(
        gettext_noop("apps get no response"),
        gettext_noop("check that the web server is running and that `link:` is its address"),
        is_temporary=True,
    ),
    "timeout": FaultDescription(
        gettext_noop("apps time out"),
        gettext_noop("find out why the web server is slow, or put a CDN in front of it"),
        is_temporary=True,
    ),
    "busy": FaultDescription(
        gettext_noop("apps get an error"), gettext_noop("check the web server's log"), is_temporary=True
    ),
    "redirect": FaultDescription(
        gettext_noop("apps are redirected in a wrong way"),
        gettext_noop("serve the address without a redirect, or correct `link:`"),
    ),
    "forbidden": FaultDescription(
        gettext_noop("access is denied"),
        gettext_noop("allow public read access below the prefix"),
        is_temporary=True,
    ),
    "missing": FaultDescription(
        gettext_noop("it is not found"),
        gettext_noop("set `link:` to the address at which the target is served"),
        is_temporary=True,
    ),
    "status": FaultDescription(gettext_noop("apps get no file"), gettext_noop("make the web server return 200")),
    "outdated": FaultDescription(
        gettext_noop("apps still see the old feed"),
        gettext_noop("wait, or clear the CDN's cache for feed.xml"),
        is_temporary=True,
    ),
    "altered": FaultDescription(
        gettext_noop("the feed is altered on the way"),
        gettext_noop("turn off everything that rewrites files (minification, e-mail protection, injected scripts)"),
    ),
    "no feed": FaultDescription(
        gettext_noop("apps find no podcast at this address"),
        gettext_noop("set `link:` to the address at which the target is served"),
    ),
    "type": FaultDescription(
        gettext_noop("apps do not recognise it"),
        gettext_noop("serve it with the content type that it was uploaded with"),
    ),
    "length": FaultDescription(
        gettext_noop("downloads fail or show a wrong size"),
        gettext_noop("serve the file unchanged, with its Content-Length"),
    ),
    "encoding": FaultDescription(
        gettext_noop("apps cannot skip in it and see no length"),
        gettext_noop("turn off compression (gzip, brotli, zstd) for audio and for apps that do not ask for it"),
    ),
    "range": FaultDescription(
        gettext_noop("listeners cannot skip, and Apple rejects the episode"),
        gettext_noop("make the server support byte ranges (206)"),
    ),
    "cors": FaultDescription(
        gettext_noop("players on other websites show neither chapters nor transcript"),
        gettext_noop("send Access-Control-Allow-Origin: * for GET and HEAD"),
    ),
    "page": FaultDescription(
        gettext_noop("links to the page do not work"),
        gettext_noop("make the server return index.html for the address of a folder"),
    ),
}

# (fault, store) -> the setting there; docs/en/stores.md shows each command.
STORE_REMEDIES: Final = {
    ("forbidden", "aws"): gettext_noop(
        "allow s3:GetObject on the prefix to CloudFront's origin access control (or to everybody)"
    ),
    ("forbidden", "r2"): gettext_noop("connect the domain to the bucket (R2 > bucket > Settings > Custom Domains)"),
    ("forbidden", "hetzner"): gettext_noop("set a bucket policy that allows everyone s3:GetObject below the prefix"),
    ("forbidden", "ionos"): gettext_noop("set a bucket policy that allows everyone s3:GetObject below the prefix"),
    ("forbidden", "minio"): "mc anonymous set download ALIAS/BUCKET/PREFIX",
    ("forbidden", "seaweedfs"): gettext_noop("set a bucket policy that allows everyone s3:GetObject below the prefix"),
    ("forbidden", "nginx"): gettext_noop("give nginx read access to the folder (chmod o+rX)"),
    ("page", "aws"): gettext_noop("attach the CloudFront function of `podcast docs stores` that appends index.html"),
    ("page", "r2"): gettext_noop("add the transform rule of `podcast docs stores` that appends index.html"),
    ("page", "hetzner"): gettext_noop(
        "put nginx or a CDN that appends index.html in front of the bucket (`podcast docs stores`)"
    ),
    ("page", "ionos"): gettext_noop("turn on static website hosting with index.html and 404.html"),
    ("page", "minio"): gettext_noop("put nginx in front of it: it has no website endpoint (`podcast docs stores`)"),
    ("page", "seaweedfs"): gettext_noop("put nginx in front of it: it has no website endpoint (`podcast docs stores`)"),
    ("page", "nginx"): "index index.html;",
    ("cors", "aws"): gettext_noop("aws s3api put-bucket-cors, and a CloudFront response headers policy with CORS"),
    ("cors", "r2"): gettext_noop("add a CORS policy (R2 > bucket > Settings > CORS)"),
    ("cors", "hetzner"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "ionos"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "minio"): "MINIO_API_CORS_ALLOW_ORIGIN='*'",
    ("cors", "seaweedfs"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "nginx"): "add_header Access-Control-Allow-Origin * always;",
    ("encoding", "aws"): gettext_noop("exclude audio and feed from CloudFront's compression (cache policy)"),
    ("encoding", "r2"): gettext_noop("add a compression rule that excludes audio"),
    ("encoding", "nginx"): gettext_noop("remove audio/mpeg from gzip_types, and turn gzip_static off"),
    ("type", "nginx"): gettext_noop("use the types of `podcast docs stores`"),
    ("range", "nginx"): gettext_noop("check that `max_ranges` is not 0 and that no proxy in front of it drops Range"),
    ("outdated", "aws"): gettext_noop("wait, or run: aws cloudfront create-invalidation --paths /feed.xml"),
    ("outdated", "r2"): gettext_noop("wait, or purge feed.xml (Caching > Configuration > Custom Purge)"),
    ("outdated", "pages"): gettext_noop("wait a minute or two: a push is shown once the host has built its pages"),
    ("missing", "pages"): gettext_noop(
        "wait a minute or two: a push is shown once the host has built its pages; see that they are turned on for the "
        "branch, and that `link:` is their address"
    ),
    ("forbidden", "pages"): gettext_noop("make the pages public in the settings of the repository"),
    ("altered", "r2"): gettext_noop("turn off Email Address Obfuscation, Auto Minify and Rocket Loader for the domain"),
}


# Store -> where it sets headers of responses.
SECURITY_REMEDIES: Final = {
    "aws": gettext_noop("set the headers in a CloudFront response headers policy"),
    "r2": gettext_noop("set the headers in a rule (Rules > Transform Rules > Modify Response Header)"),
    "hetzner": gettext_noop("set the headers in the nginx or CDN in front of the bucket"),
    "ionos": gettext_noop("set the headers in the CDN in front of the bucket"),
    "minio": gettext_noop("set the headers in the nginx in front of it"),
    "seaweedfs": gettext_noop("set the headers in the nginx in front of it"),
    "nginx": gettext_noop("set the headers in the web server"),
    "pages": gettext_noop("GitHub Pages sets no headers of yours; put a CDN in front of it, or choose another host"),
    "": gettext_noop("set the headers in the web server or CDN"),
}


def store_name(endpoint: str | None, target: str, headers: Mapping[str, str]) -> str:
    """The store: a key of `STORE_NAMES`.

    Args:
        endpoint: of `publish:`; none for Amazon's own.
        target: of `publish:`.
        headers: of a response, names in lower case.
    """
    if target.startswith("git+"):
        return "pages"
    if not target.startswith("s3://"):
        return "nginx"
    host = (urlsplit(endpoint).hostname or "") if endpoint else "amazonaws.com"
    by_host = [name for end, name in STORE_HOSTS.items() if host == end or host.endswith(f".{end}")]
    server = headers.get("server", "").lower()
    by_server = [name for begin, name in STORE_SERVERS.items() if server.startswith(begin)]
    return next(iter([*by_host, *by_server]), "")


def remedy(fault: str, store: str) -> str:
    """The remedy for a fault at a store."""
    special = STORE_REMEDIES.get((fault, store))
    if special:
        return _("at {store}: {remedy}").format(store=_(STORE_NAMES[store]), remedy=_(special))
    return _(FAULTS[fault].remedy)


def security_remedy(store: str) -> str:
    """Where security headers are set at a store, and where their values are."""
    return _('{setting}: see "Security headers" in `podcast docs stores`').format(setting=_(SECURITY_REMEDIES[store]))
