"""The settings of a content delivery network (CDN)."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from podcast.i18n import _
from podcast.model.types import FrozenModel, ShortLine, Url, invalid


def _cdn_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
        raise invalid(_('"{value}" is not an ID').format(value=value), _("copy it from the provider's console"))
    return value


class Cdn(FrozenModel):
    """The CDN in front of the site, which drops what a publish has changed. Credentials are never part of it.

    `id` is that of the distribution (CloudFront), zone (Cloudflare) or service (Fastly); bunny.net needs none.
    """

    provider: Literal["bunny", "cloudflare", "cloudfront", "fastly"]
    id: Annotated[ShortLine, AfterValidator(_cdn_id)] | None = None
    endpoint: Url | None = None

    @model_validator(mode="after")
    def _with_needed_id(self) -> Cdn:
        if self.id is None and self.provider in {"cloudflare", "cloudfront"}:
            kind = _("the zone ID") if self.provider == "cloudflare" else _("the distribution ID")
            raise invalid(
                _("{provider} needs an `id`").format(provider=self.provider), _("add {kind}").format(kind=kind)
            )
        return self
