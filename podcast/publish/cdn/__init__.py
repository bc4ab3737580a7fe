"""Content delivery networks (CDNs): after a publish, they drop what was changed or deleted.

A CDN that cannot be notified is a warning: what may change is cached for five minutes only. `invalidation` says what to
drop, `pending` keeps it until it was dropped, `notification` is that of a publish; `provider` says what a provider is,
each has a module, `sending` the requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from podcast.hosts import is_placeholder, is_private_address
from podcast.i18n import _, ngettext
from podcast.publish.cdn.bunny import BUNNY
from podcast.publish.cdn.cloudflare import CLOUDFLARE
from podcast.publish.cdn.cloudfront import CLOUDFRONT
from podcast.publish.cdn.fastly import FASTLY
from podcast.publish.cdn.provider import Account, CdnError
from podcast.publish.cdn.sending import Patience, send_all

if TYPE_CHECKING:
    from podcast.model.publishing.cdn import Cdn
    from podcast.publish.cdn.invalidation import Invalidation
    from podcast.publish.cdn.provider import CdnProvider

__all__ = ["PROVIDERS", "CdnResult", "describe", "invalidate"]

PROVIDERS: Final = {"bunny": BUNNY, "cloudflare": CLOUDFLARE, "cloudfront": CLOUDFRONT, "fastly": FASTLY}


@dataclass(frozen=True, slots=True)
class CdnResult:
    """The result of an invalidation.

    Attributes:
        provider: a key of `PROVIDERS`.
        invalidation: that the CDN was to carry out.
        error: why it did not; None if it did.
        has_deleted_audio: the publish has deleted files that caches may keep for a year.
    """

    provider: str
    invalidation: Invalidation
    error: CdnError | None = None
    has_deleted_audio: bool = False


def invalidate(
    cdn: Cdn, invalidation: Invalidation, *, has_deleted_audio: bool = False, patience: Patience | None = None
) -> CdnResult | None:
    """Let a CDN drop what was changed or deleted; None if that is nothing, or the site's link is a placeholder.

    Args:
        cdn: of podcast.yaml.
        invalidation: what to drop.
        has_deleted_audio: see `CdnResult`.
        patience: of the requests; a minute if None.
    """
    if not invalidation.urls or is_placeholder(invalidation.link):
        return None
    provider = PROVIDERS[cdn.provider]
    invalidation = provider.within_limits(invalidation, cdn.id or "")
    error = _error(provider, cdn, invalidation, patience or Patience())
    return CdnResult(cdn.provider, invalidation, error, has_deleted_audio)


def _error(provider: CdnProvider, cdn: Cdn, invalidation: Invalidation, patience: Patience) -> CdnError | None:
    try:
        account = _account(provider, cdn)
        send_all(provider, account, provider.requests(account, invalidation), patience)
    except CdnError as error:
        return error
    return None


def _account(provider: CdnProvider, cdn: Cdn) -> Account:
    """Return the account, whose credentials come from the environment.

    Raises:
        CdnError: there are none, or they would be sent without encryption.
    """
    api = (cdn.endpoint or provider.api).rstrip("/")
    if urlsplit(api).scheme != "https" and not is_private_address(api):
        raise CdnError(_("{endpoint} is not encrypted").format(endpoint=api), _("use https:// in `cdn: endpoint:`"))
    return Account(api, cdn.id or "", provider.authenticator())


def describe(result: CdnResult) -> str:
    """Describe a result in one line: what the CDN drops, or why it was not notified and what to do."""
    provider, error = PROVIDERS[result.provider], result.error
    if error is None and result.invalidation.is_complete:
        sentence = _("{name} drops everything below {link} from its cache")
        return sentence.format(name=provider.name, link=", ".join(result.invalidation.links))
    count = len(result.invalidation.urls)
    if error is None:
        sentence = ngettext(
            "{name} drops {count} address from its cache", "{name} drops {count} addresses from its cache", count
        )
        return sentence.format(name=provider.name, count=count)
    sentence = _("warning: {name} was not notified ({why}); its cache may serve earlier files for about five minutes")
    if result.has_deleted_audio:
        sentence = _(
            "warning: {name} was not notified ({why}); its cache may serve deleted audio for up to a year: clear it "
            "there"
        )
    line = sentence.format(name=provider.name, why=error.reason)
    return f"{line}; {error.remedy}" if error.remedy else line
