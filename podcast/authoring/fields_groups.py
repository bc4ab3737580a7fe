"""The rows of `fields` for the groups of fields within both files: name, German, English, example."""

from podcast.authoring.fields_legal import LEGAL, Rows

_TARGETS: Rows = (
    (
        "loudness",
        "Lautheit in LUFS, -31 bis -10; Apple empfiehlt -16",
        "loudness in LUFS, -31 to -10; Apple recommends -16",
        "-16",
    ),
    ("true_peak", "höchste Spitze in dBTP, -9 bis -0.5", "highest peak in dBTP, -9 to -0.5", "-1"),
    ("bitrate", "Bitrate der MP3 in kbit/s", "bit rate of the MP3 in kbit/s", "128"),
    (
        "channels",
        "source: wie die Aufnahme; sonst mono oder stereo",
        "source: as the recording; else mono or stereo",
        "source",
    ),
    ("sample_rate", "Abtastrate in Hz: 44100 oder 48000", "sample rate in Hz: 44100 or 48000", "44100"),
    ("trim_silence", "ob Stille am Anfang und am Ende wegfällt", "whether silence at both ends is removed", "true"),
    ("intro", "Tondatei, die davor gespielt wird", "sound file that is played before", "audio/intro.flac"),
    ("outro", "Tondatei, die danach gespielt wird", "sound file that is played after", "audio/outro.flac"),
)
_SETTINGS: Rows = (
    (
        "loudness_mono",
        "Lautheit von Folgen mit einem Kanal, in LUFS",
        "loudness of episodes with one channel, in LUFS",
        "-19",
    ),
    ("formats", "Formate: mp3, dazu opus oder m4a", "formats: mp3, and opus or m4a", "[mp3, opus]"),
    (
        "transcript",
        "ob das Transkript auch in der Tondatei steht",
        "whether the transcript stands in the audio file as well",
        "false",
    ),
)
_PLACE: Rows = (
    ("name", "Name des Ortes", "name of the place", "Münster"),
    ("geo", "Breite und Länge (RFC 5870)", "latitude and longitude (RFC 5870)", "geo:51.96,7.62"),
    (
        "osm",
        "Objekt bei OpenStreetMap: N, W oder R und die Nummer",
        "object of OpenStreetMap: N, W or R and the number",
        "R62591",
    ),
)
_DAY = ("on", "der Tag, ab dem es gilt", "the day since when it holds", "2030-02-01")

GROUPS: dict[str, Rows] = {
    **LEGAL,
    "Owner": (
        ("name", "Name", "name", "Redaktion"),
        ("email", "E-Mail-Adresse", "e-mail address", "podcast@example.org"),
    ),
    "License": (
        ("name", "SPDX-Kürzel oder Name", "SPDX identifier or name", "cc-by-4.0"),
        ("url", "Adresse des Textes", "address of its text", "https://example.org/lizenz"),
    ),
    "Person": (
        ("name", "Name", "name", "Erika Muster"),
        ("role", "Rolle: host, co-host, guest, …", "role: host, co-host, guest, …", "host"),
        ("title", "Amt oder Beruf", "office or profession", "Bürgermeisterin"),
        ("href", "Seite der Person", "the person's page", "https://example.org/erika"),
        (
            "about",
            "wer die Person ist, Markdown, für ihre eigene Seite",
            "who they are, Markdown, for their own page",
            "Erika Muster leitet …",
        ),
        ("image", "Bild der Person, eine Datei", "picture of the person, a file", "people/erika-muster.jpg"),
        ("image_alt", "was das Bild zeigt", "what the picture shows", "Erika Muster am Mikrofon"),
        ("about", "wer das ist, Markdown", "who that is, Markdown", "Leitet das Jugendamt."),
    ),
    "Season": (
        ("number", "Nummer der Staffel", "number of the season", "1"),
        ("title", "Titel der Staffel", "title of the season", "Anfänge"),
        (
            "description",
            "wovon die Staffel handelt, Markdown",
            "what the season is about, Markdown",
            "Wie alles begann.",
        ),
    ),
    "Chapter": (
        ("start", "Beginn in der Aufnahme: 1:23, 1:02:03.5", "start in the recording: 1:23, 1:02:03.5", '"1:23"'),
        ("title", "Titel des Kapitels", "title of the chapter", "Begrüßung"),
        ("href", "Link zum Kapitel", "link of the chapter", "https://example.org/mehr"),
        ("image", "Bild zum Kapitel, eine Datei im Ordner", "picture of the chapter, a file of the folder", "bild.jpg"),
    ),
    "Correction": (
        _DAY,
        ("text", "was falsch war und jetzt stimmt", "what was wrong and is right now", "Der Name war falsch."),
    ),
    "Withdrawn": (
        _DAY,
        ("reason", "warum die Folge nicht mehr zu hören ist", "why it can no longer be heard", "Auf Wunsch."),
    ),
    "AudioTargets": _TARGETS,
    "AudioSettings": _SETTINGS,
    "AudioChanges": _TARGETS + _SETTINGS,
    "Publish": (
        ("target", "s3://bucket/prefix oder ein Ordner", "s3://bucket/prefix or a folder", "s3://bucket/podcast"),
        (
            "endpoint",
            "Adresse des Speichers, wenn es nicht AWS ist",
            "address of the store, if it is not AWS",
            "https://s3.example.org",
        ),
        ("region", "Region des Speichers", "region of the store", "eu-central-1"),
        (
            "single_writer",
            "true: es wird nur von einem Ort aus veröffentlicht",
            "true: it is only ever published from one place",
            "true",
        ),
        (
            "websub",
            "Hub, dem ein neuer Feed gemeldet wird",
            "hub that is told of a new feed",
            "https://hub.example.org/",
        ),
        ("podcast_index", "ob der Podcast Index es erfährt", "whether the Podcast Index is told", "true"),
    ),
    "Location": _PLACE,
    "Funding": (
        ("url", "Adresse", "address", "https://example.org/spenden"),
        ("text", "Text des Links", "text of the link", "Spenden"),
    ),
    "UpdateFrequency": (
        ("text", "in Worten", "in words", "alle zwei Wochen"),
        (
            "rrule",
            "als Regel eines Kalenders (RFC 5545)",
            "as a calendar's rule (RFC 5545)",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        ),
    ),
    "Txt": (
        ("text", "der Text", "the text", "abc-123"),
        ("purpose", "wofür er ist, etwa verify", "what it is for, such as verify", "verify"),
    ),
    "SocialInteract": (
        (
            "protocol",
            "Netz: activitypub, bluesky, …; disabled: keine Kommentare",
            "network: activitypub, bluesky, …; disabled: no comments",
            "activitypub",
        ),
        ("uri", "Adresse des Beitrags", "address of the post", "https://social.example/@amt/1"),
        ("account_id", "Name des Kontos", "name of the account", '"@amt"'),
        ("account_url", "Adresse des Kontos", "address of the account", "https://social.example/@amt"),
        ("priority", "Reihenfolge, 1 zuerst", "order, 1 first", "1"),
    ),
    "Soundbite": (
        ("start", "Beginn in der Aufnahme", "start in the recording", '"1:13"'),
        ("duration", "Dauer, 15 bis 120 Sekunden", "duration, 15 to 120 seconds", "30"),
        ("title", "Titel der Stelle", "title of the passage", "Der Kern"),
    ),
    "RemoteShow": (
        (
            "guid",
            "Kennung der anderen Sendung (podcast:guid)",
            "identity of the other show (podcast:guid)",
            "29cdca4a-32d8-56ba-b48b-09a011c5daa9",
        ),
        ("url", "Adresse ihres Feeds", "address of its feed", "https://example.org/feed.xml"),
        ("title", "Name der anderen Sendung", "name of the other show", "Nebenan"),
    ),
    "Transcripts": (
        (
            "replace",
            "Wort im Transkript → richtiges Wort; leer: fällt weg",
            "word in the transcript → right word; empty: left out",
            "{Komune: Kommune}",
        ),
    ),
    "Reviewed": (("by", "wer", "who", "Erika Muster"), ("on", "wann", "when", "2030-01-30")),
    "Track": (
        ("file", "Tondatei im Ordner der Folge", "sound file of the episode's folder", "erika.flac"),
        ("speaker", "wer darauf spricht", "who speaks on it", "Erika Muster"),
    ),
}
