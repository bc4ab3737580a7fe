"""What a listener meets when a public address is not as it must be, and what to set at the store at hand: tables. Pure.

Stores are known by the host of the endpoint, those that anybody can run by what their answers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

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
    "": "the store",
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
        "nobody finds the site",
        "point the domain at the store (DNS), or correct `link:`",
        passes=True,
    ),
    "certificate": Fault("apps refuse the connection", "give the domain a valid certificate, or correct `link:`"),
    "line": Fault("apps get no answer", "see that the web server runs and that `link:` is its address", passes=True),
    "late": Fault("apps give up waiting", "see why the web server is slow, or put a CDN before it", passes=True),
    "busy": Fault("apps get an error", "see the web server's log", passes=True),
    "redirect": Fault("apps get lost", "let the address answer by itself, or correct `link:`"),
    "forbidden": Fault("everybody is refused", "let everybody read the objects below the prefix", passes=True),
    "missing": Fault("nobody finds it", "let `link:` be the address under which the target is served", passes=True),
    "status": Fault("apps get no file", "let the web server answer 200"),
    "old": Fault("apps still see the feed as it was", "wait, or clear the CDN's cache for feed.xml", passes=True),
    "altered": Fault(
        "the feed arrives changed, so it is not what was checked",
        "switch off whatever rewrites files on the way (minify, e-mail protection, injected scripts)",
    ),
    "no feed": Fault("apps find no podcast there", "let `link:` be the address under which the target is served"),
    "type": Fault("apps take it for something else", "serve it with the content type that was uploaded"),
    "length": Fault("downloads break off or show a wrong size", "serve the file as it is, with its Content-Length"),
    "encoding": Fault(
        "apps cannot jump in it, and see no length",
        "switch off compression (gzip, brotli, zstd) for audio, and for apps that do not ask for it",
    ),
    "range": Fault(
        "nobody can jump forward, and Apple refuses the episode",
        "let the server answer byte ranges with 206",
    ),
    "cors": Fault(
        "players on other web sites show neither chapters nor transcript",
        "send Access-Control-Allow-Origin: * with GET and HEAD",
    ),
    "page": Fault(
        "whoever follows a link to the page finds nothing",
        "let the server answer a folder's address with its index.html",
    ),
}

# (fault, store) -> what to set there; docs/stores.md shows each command.
SETTINGS: Final = {
    ("forbidden", "aws"): "allow s3:GetObject on the prefix to CloudFront's origin access control (or to everybody)",
    ("forbidden", "r2"): "connect the domain to the bucket (R2 > bucket > Settings > Custom Domains)",
    ("forbidden", "hetzner"): "put a bucket policy that lets everybody do s3:GetObject below the prefix",
    ("forbidden", "ionos"): "put a bucket policy that lets everybody do s3:GetObject below the prefix",
    ("forbidden", "minio"): "mc anonymous set download ALIAS/BUCKET/PREFIX",
    ("forbidden", "seaweedfs"): "put a bucket policy that lets everybody do s3:GetObject below the prefix",
    ("forbidden", "nginx"): "let the user of nginx read the folder (chmod o+rX)",
    ("page", "aws"): "attach the CloudFront function of docs/stores.md that appends index.html",
    ("page", "r2"): "add the transform rule of docs/stores.md that appends index.html",
    ("page", "hetzner"): "put nginx or a CDN before the bucket that appends index.html (docs/stores.md)",
    ("page", "ionos"): "switch on static website hosting, with index.html and 404.html",
    ("page", "minio"): "put nginx before it: it has no website endpoint (docs/stores.md)",
    ("page", "seaweedfs"): "put nginx before it: it has no website endpoint (docs/stores.md)",
    ("page", "nginx"): "index index.html;",
    ("cors", "aws"): "aws s3api put-bucket-cors, and a CloudFront response headers policy with CORS",
    ("cors", "r2"): "add a CORS policy (R2 > bucket > Settings > CORS)",
    ("cors", "hetzner"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "ionos"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "minio"): "MINIO_API_CORS_ALLOW_ORIGIN='*'",
    ("cors", "seaweedfs"): "aws s3api put-bucket-cors --endpoint-url …",
    ("cors", "nginx"): "add_header Access-Control-Allow-Origin * always;",
    ("encoding", "aws"): "leave audio and feed out of CloudFront's compression (cache policy)",
    ("encoding", "r2"): "add a compression rule that leaves audio out",
    ("encoding", "nginx"): "leave audio/mpeg out of gzip_types, and gzip_static off",
    ("type", "nginx"): "use the types of docs/stores.md",
    ("range", "nginx"): "see that `max_ranges` is not 0 and that no proxy before it drops Range",
    ("old", "aws"): "wait, or aws cloudfront create-invalidation --paths /feed.xml",
    ("old", "r2"): "wait, or purge feed.xml (Caching > Configuration > Custom Purge)",
    ("altered", "r2"): "switch off Email Address Obfuscation, Auto Minify and Rocket Loader for the domain",
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
    return f"at {NAMES[store]}: {special}" if special else FAULTS[kind].remedy
