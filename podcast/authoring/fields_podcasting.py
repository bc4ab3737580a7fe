"""The rows of `fields` for what only the feed passes on to apps: name, German, English, example, feed."""

PODCASTING: tuple[tuple[str, ...], ...] = (
    (
        "locked",
        "true: kein anderer Anbieter darf den Feed ungefragt übernehmen",
        "true: no other host may take over the feed unasked",
        "true",
        "channel/podcast:locked",
    ),
    (
        "complete",
        "true: es folgt keine Folge mehr",
        "true: no episode will follow",
        "false",
        "channel/itunes:complete channel/podcast:updateFrequency",
    ),
    (
        "moved_from",
        "Adresse des Feeds vor einem Umzug",
        "the feed's address before it moved here",
        "https://old.example.org/feed.xml",
        "channel/itunes:new-feed-url",
    ),
    (
        "funding",
        "wo man Geld geben kann",
        "where to give money",
        "[{url: https://example.org/spenden, text: Spenden}]",
        "channel/podcast:funding",
    ),
    (
        "update_frequency",
        "wie oft Folgen erscheinen, in Worten oder mit Kalenderregel",
        "how often episodes appear, in words or with a calendar's rule",
        "{text: alle zwei Wochen, rrule: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU}",
        "channel/podcast:updateFrequency",
    ),
    (
        "location",
        "Ort, um den es geht",
        "the place that it is about",
        "{name: Münster, geo: 'geo:51.96,7.62'}",
        "channel/podcast:location",
    ),
    (
        "txt",
        "Texte für Dienste, etwa ein Nachweis der Inhaberschaft",
        "texts for services, such as a proof of ownership",
        "[{text: abc-123, purpose: verify}]",
        "channel/podcast:txt",
    ),
    (
        "social_interact",
        "wo über die Sendung gesprochen wird",
        "where the show is talked about",
        "[{protocol: activitypub, uri: https://social.example/@amt/1}]",
        "channel/podcast:socialInteract",
    ),
    (
        "podroll",
        "andere Sendungen, die empfohlen werden",
        "other shows that are recommended",
        "[{guid: 29cdca4a-32d8-56ba-b48b-09a011c5daa9, title: Nebenan}]",
        "channel/podcast:podroll",
    ),
)
