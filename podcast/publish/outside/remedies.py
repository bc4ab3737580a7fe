"""What a listener meets when a public address is not as it must be, and what to set at the store at hand: tables. Pure.

Stores are known by the host of the endpoint, those that anybody can run by what their answers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.i18n import _, marked

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
    "": marked("the store"),
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
        marked("nobody finds the site"),
        marked("point the domain at the store (DNS), or correct `link:`"),
        passes=True,
    ),
    "certificate": Fault(
        marked("apps refuse the connection"), marked("give the domain a valid certificate, or correct `link:`")
    ),
    "line": Fault(
        marked("apps get no answer"),
        marked("see that the web server runs and that `link:` is its address"),
        passes=True,
    ),
    "late": Fault(
        marked("apps give up waiting"), marked("see why the web server is slow, or put a CDN before it"), passes=True
    ),
    "busy": Fault(marked("apps get an error"), marked("see the web server's log"), passes=True),
    "redirect": Fault(marked("apps get lost"), marked("let the address answer by itself, or correct `link:`")),
    "forbidden": Fault(
        marked("everybody is refused"), marked("let everybody read the objects below the prefix"), passes=True
    ),
    "missing": Fault(
        marked("nobody finds it"), marked("let `link:` be the address under which the target is served"), passes=True
    ),
    "status": Fault(marked("apps get no file"), marked("let the web server answer 200")),
    "old": Fault(
        marked("apps still see the feed as it was"), marked("wait, or clear the CDN's cache for feed.xml"), passes=True
    ),
    "altered": Fault(
        marked("the feed arrives changed, so it is not what was checked"),
        marked("switch off whatever rewrites files on the way (minify, e-mail protection, injected scripts)"),
    ),
    "no feed": Fault(
        marked("apps find no podcast there"), marked("let `link:` be the address under which the target is served")
    ),
    "type": Fault(
        marked("apps take it for something else"), marked("serve it with the content type that was uploaded")
    ),
    "length": Fault(
        marked("downloads break off or show a wrong size"), marked("serve the file as it is, with its Content-Length")
    ),
    "encoding": Fault(
        marked("apps cannot jump in it, and see no length"),
        marked("switch off compression (gzip, brotli, zstd) for audio, and for apps that do not ask for it"),
    ),
    "range": Fault(
        marked("nobody can jump forward, and Apple refuses the episode"),
        marked("let the server answer byte ranges with 206"),
    ),
    "cors": Fault(
        marked("players on other web sites show neither chapters nor transcript"),
        marked("send Access-Control-Allow-Origin: * with GET and HEAD"),
    ),
    "page": Fault(
        marked("whoever follows a link to the page finds nothing"),
        marked("let the server answer a folder's address with its index.html"),
    ),
}

# (fault, store) -> what to set there; docs/stores.md shows each command.
SETTINGS: Final = {
    ("forbidden", "aws"): marked(
        "allow s3:GetObject on the prefix to CloudFront's origin access control (or to everybody)"
    ),
    ("forbidden", "r2"): marked("connect the domain to the bucket (R2 > bucket > Settings > Custom Domains)"),
    ("forbidden", "hetzner"): marked("put a bucket policy that lets everybody do s3:GetObject below the prefix"),
    ("forbidden", "ionos"): marked("put a bucket policy that lets everybody do s3:GetObject below the prefix"),
    ("forbidden", "minio"): "mc anonymous set download ALIAS/BUCKET/PREFIX",
    ("forbidden", "seaweedfs"): marked("put a bucket policy that lets everybody do s3:GetObject below the prefix"),
    ("forbidden", "nginx"): marked("let the user of nginx read the folder (chmod o+rX)"),
    ("page", "aws"): marked("attach the CloudFront function of docs/stores.md that appends index.html"),
    ("page", "r2"): marked("add the transform rule of docs/stores.md that appends index.html"),
    ("page", "hetzner"): marked("put nginx or a CDN before the bucket that appends index.html (docs/stores.md)"),
    ("page", "ionos"): marked("switch on static website hosting, with index.html and 404.html"),
    ("page", "minio"): marked("put nginx before it: it has no website endpoint (docs/stores.md)"),
    ("page", "seaweedfs"): marked("put nginx before it: it has no website endpoint (docs/stores.md)"),
    ("page", "nginx"): "index index.html;",
    ("cors", "aws"): marked("aws s3api put-bucket-cors, and a CloudFront response headers policy with CORS"),
    ("cors", "r2"): marked("add a CORS policy (R2 > bucket > Settings > CORS)"),
    ("cors", "hetzner"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "ionos"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "minio"): "MINIO_API_CORS_ALLOW_ORIGIN='*'",
    ("cors", "seaweedfs"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "nginx"): "add_header Access-Control-Allow-Origin * always;",
    ("encoding", "aws"): marked("leave audio and feed out of CloudFront's compression (cache policy)"),
    ("encoding", "r2"): marked("add a compression rule that leaves audio out"),
    ("encoding", "nginx"): marked("leave audio/mpeg out of gzip_types, and gzip_static off"),
    ("type", "nginx"): marked("use the types of docs/stores.md"),
    ("range", "nginx"): marked("see that `max_ranges` is not 0 and that no proxy before it drops Range"),
    ("old", "aws"): marked("wait, or aws cloudfront create-invalidation --paths /feed.xml"),
    ("old", "r2"): marked("wait, or purge feed.xml (Caching > Configuration > Custom Purge)"),
    ("altered", "r2"): marked("switch off Email Address Obfuscation, Auto Minify and Rocket Loader for the domain"),
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
