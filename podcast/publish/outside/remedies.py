"""What a listener meets when a public address is not as it must be, and what to set at the store at hand: tables. Pure.

Stores are known by the host of the endpoint, those that anybody can run by what their answers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.i18n import _, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

# Ends of an endpoint's host -> the store.
HOSTS: Final = {
    "amazonaws.com": "aws",
    "r2.cloudflarestorage.com": "r2",
    "your-objectstorage.com": "hetzner",
    "ionoscloud.com": "ionos",
    "ionos.com": "ionos",
}
# What the `Server` header begins with, in lower case.
SERVERS: Final = {"minio": "minio", "seaweedfs": "seaweedfs", "nginx": "nginx", "openresty": "nginx", "amazons3": "aws"}

NAMES: Final = {
    "aws": "AWS S3",
    "r2": "Cloudflare R2",
    "hetzner": "Hetzner",
    "ionos": "IONOS",
    "minio": "MinIO",
    "seaweedfs": "SeaweedFS",
    "nginx": "nginx",
    "": gettext_noop("the store"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: what a listener meets, and what to do where nothing better is known of the store.

    `passes` says that it may pass by itself: a cache, a name that is still being spread, a server that starts.
    """

    meets: str
    remedy: str
    passes: bool = False


FAULTS: Final = {
    "name": Fault(
        gettext_noop("nobody finds the site"),
        gettext_noop("point the domain at the store (DNS), or correct `link:`"),
        passes=True,
    ),
    "certificate": Fault(
        gettext_noop("apps refuse the connection"),
        gettext_noop("give the domain a valid certificate, or correct `link:`"),
    ),
    "line": Fault(
        gettext_noop("apps get no answer"),
        gettext_noop("see that the web server runs and that `link:` is its address"),
        passes=True,
    ),
    "late": Fault(
        gettext_noop("apps give up waiting"),
        gettext_noop("see why the web server is slow, or put a CDN before it"),
        passes=True,
    ),
    "busy": Fault(gettext_noop("apps get an error"), gettext_noop("see the web server's log"), passes=True),
    "redirect": Fault(
        gettext_noop("apps get lost"), gettext_noop("let the address answer by itself, or correct `link:`")
    ),
    "forbidden": Fault(
        gettext_noop("everybody is refused"),
        gettext_noop("let everybody read the objects below the prefix"),
        passes=True,
    ),
    "missing": Fault(
        gettext_noop("nobody finds it"),
        gettext_noop("let `link:` be the address under which the target is served"),
        passes=True,
    ),
    "status": Fault(gettext_noop("apps get no file"), gettext_noop("let the web server answer 200")),
    "old": Fault(
        gettext_noop("apps still see the feed as it was"),
        gettext_noop("wait, or clear the CDN's cache for feed.xml"),
        passes=True,
    ),
    "altered": Fault(
        gettext_noop("the feed arrives changed, so it is not what was checked"),
        gettext_noop("switch off whatever rewrites files on the way (minify, e-mail protection, injected scripts)"),
    ),
    "no feed": Fault(
        gettext_noop("apps find no podcast there"),
        gettext_noop("let `link:` be the address under which the target is served"),
    ),
    "type": Fault(
        gettext_noop("apps take it for something else"),
        gettext_noop("serve it with the content type that was uploaded"),
    ),
    "length": Fault(
        gettext_noop("downloads break off or show a wrong size"),
        gettext_noop("serve the file as it is, with its Content-Length"),
    ),
    "encoding": Fault(
        gettext_noop("apps cannot jump in it, and see no length"),
        gettext_noop("switch off compression (gzip, brotli, zstd) for audio, and for apps that do not ask for it"),
    ),
    "range": Fault(
        gettext_noop("nobody can jump forward, and Apple refuses the episode"),
        gettext_noop("let the server answer byte ranges with 206"),
    ),
    "cors": Fault(
        gettext_noop("players on other web sites show neither chapters nor transcript"),
        gettext_noop("send Access-Control-Allow-Origin: * with GET and HEAD"),
    ),
    "page": Fault(
        gettext_noop("whoever follows a link to the page finds nothing"),
        gettext_noop("let the server answer a folder's address with its index.html"),
    ),
}

# (fault, store) -> what to set there; docs/stores.md shows each command.
SETTINGS: Final = {
    ("forbidden", "aws"): gettext_noop(
        "allow s3:GetObject on the prefix to CloudFront's origin access control (or to everybody)"
    ),
    ("forbidden", "r2"): gettext_noop("connect the domain to the bucket (R2 > bucket > Settings > Custom Domains)"),
    ("forbidden", "hetzner"): gettext_noop("put a bucket policy that lets everybody do s3:GetObject below the prefix"),
    ("forbidden", "ionos"): gettext_noop("put a bucket policy that lets everybody do s3:GetObject below the prefix"),
    ("forbidden", "minio"): "mc anonymous set download ALIAS/BUCKET/PREFIX",
    ("forbidden", "seaweedfs"): gettext_noop(
        "put a bucket policy that lets everybody do s3:GetObject below the prefix"
    ),
    ("forbidden", "nginx"): gettext_noop("let the user of nginx read the folder (chmod o+rX)"),
    ("page", "aws"): gettext_noop("attach the CloudFront function of docs/stores.md that appends index.html"),
    ("page", "r2"): gettext_noop("add the transform rule of docs/stores.md that appends index.html"),
    ("page", "hetzner"): gettext_noop("put nginx or a CDN before the bucket that appends index.html (docs/stores.md)"),
    ("page", "ionos"): gettext_noop("switch on static website hosting, with index.html and 404.html"),
    ("page", "minio"): gettext_noop("put nginx before it: it has no website endpoint (docs/stores.md)"),
    ("page", "seaweedfs"): gettext_noop("put nginx before it: it has no website endpoint (docs/stores.md)"),
    ("page", "nginx"): "index index.html;",
    ("cors", "aws"): gettext_noop("aws s3api put-bucket-cors, and a CloudFront response headers policy with CORS"),
    ("cors", "r2"): gettext_noop("add a CORS policy (R2 > bucket > Settings > CORS)"),
    ("cors", "hetzner"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "ionos"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "minio"): "MINIO_API_CORS_ALLOW_ORIGIN='*'",
    ("cors", "seaweedfs"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "nginx"): "add_header Access-Control-Allow-Origin * always;",
    ("encoding", "aws"): gettext_noop("leave audio and feed out of CloudFront's compression (cache policy)"),
    ("encoding", "r2"): gettext_noop("add a compression rule that leaves audio out"),
    ("encoding", "nginx"): gettext_noop("leave audio/mpeg out of gzip_types, and gzip_static off"),
    ("type", "nginx"): gettext_noop("use the types of docs/stores.md"),
    ("range", "nginx"): gettext_noop("see that `max_ranges` is not 0 and that no proxy before it drops Range"),
    ("old", "aws"): gettext_noop("wait, or aws cloudfront create-invalidation --paths /feed.xml"),
    ("old", "r2"): gettext_noop("wait, or purge feed.xml (Caching > Configuration > Custom Purge)"),
    ("altered", "r2"): gettext_noop(
        "switch off Email Address Obfuscation, Auto Minify and Rocket Loader for the domain"
    ),
}


def store(endpoint: str | None, target: str, says: Mapping[str, str]) -> str:
    """Which store it is: a key of `NAMES`.

    Args:
        endpoint: of `publish:`; none for Amazon's own.
        target: of `publish:`.
        says: the headers of an answer, names in lower case.
    """
    if not target.startswith("s3://"):
        return "nginx"
    host = (urlsplit(endpoint).hostname or "") if endpoint else "amazonaws.com"
    known = [name for end, name in HOSTS.items() if host == end or host.endswith(f".{end}")]
    server = says.get("server", "").lower()
    return next(iter((*known, *(name for begin, name in SERVERS.items() if server.startswith(begin)))), "")


def remedy(kind: str, store: str) -> str:
    """What to do about a fault, at this store."""
    special = SETTINGS.get((kind, store))
    if special:
        return _("at {store}: {remedy}").format(store=_(NAMES[store]), remedy=_(special))
    return _(FAULTS[kind].remedy)
