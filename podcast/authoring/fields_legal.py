"""The rows of `fields` for what the law asks a publisher to say: name, German, English, example."""

Rows = tuple[tuple[str, ...], ...]

LEGAL: dict[str, Rows] = {
    "Legal": (
        ("imprint", "Impressum, eine Markdown-Datei", "imprint, a Markdown file", "pages/impressum.md"),
        ("privacy", "Datenschutz, eine Markdown-Datei", "privacy, a Markdown file", "pages/datenschutz.md"),
        (
            "accessibility",
            "Erklärung zur Barrierefreiheit, eine Markdown-Datei",
            "accessibility statement, a Markdown file",
            "pages/barrierefreiheit.md",
        ),
        (
            "provider",
            "wer die Seiten anbietet, für das Impressum",
            "who publishes the site, for the imprint",
            "{name: Stadt Musterhausen, email: post@example.org}",
        ),
        (
            "data_protection",
            "wer Dateien speichert und was dort protokolliert wird, für die Datenschutzseite",
            "who stores the files and what is logged there, for the privacy page",
            "{host: Beispiel-Hosting}",
        ),
        (
            "statement",
            "wie weit die Seiten barrierefrei sind, für die Erklärung dazu",
            "how far the site is accessible, for the statement",
            "{status: full}",
        ),
    ),
    "Provider": (
        ("name", "Name der Stelle", "name of the body", "Stadt Musterhausen"),
        ("address", "ladungsfähige Anschrift", "postal address", "Rathausplatz 1, 12345 Musterhausen"),
        ("represented_by", "wer sie vertritt", "who represents it", "Erika Muster"),
        ("email", "E-Mail-Adresse", "e-mail address", "post@example.org"),
        ("phone", "Telefonnummer", "phone number", '"+49 30 123456"'),
        ("registered", "Register und Nummer", "register and number", "Vereinsregister Musterhausen, VR 123"),
        ("vat_id", "Umsatzsteuer-Identifikationsnummer", "VAT identification number", "DE123456789"),
        (
            "responsible",
            "verantwortlich nach § 18 Abs. 2 MStV, mit Anschrift",
            "responsible under § 18 (2) MStV, with an address",
            "Erika Muster, Rathausplatz 1, 12345 Musterhausen",
        ),
    ),
    "DataProtection": (
        ("host", "wer die Dateien speichert", "who stores the files", "Beispiel-Hosting GmbH, Musterhausen"),
        ("logs", "was dort protokolliert wird, wie lange", "what is logged there, for how long", "IP-Adressen, 7 Tage"),
        ("officer", "Datenschutzbeauftragte", "data protection officer", "datenschutz@example.org"),
        ("authority", "zuständige Aufsichtsbehörde", "supervisory authority", "Landesbeauftragte für Datenschutz"),
    ),
    "Statement": (
        (
            "status",
            "full: vollständig, partial: teilweise, none: nicht vereinbar",
            "full: conformant, partial: partially, none: not conformant",
            "partial",
        ),
        ("gaps", "was noch nicht barrierefrei ist", "what is not accessible yet", "[ältere Folgen ohne Transkript]"),
        ("date", "Tag der Erklärung", "day of the statement", "2030-01-31"),
        ("method", "wie das geprüft wurde", "how it was found out", "Selbstbewertung"),
        ("contact", "wohin man Barrieren meldet", "where to report barriers", "barrieren@example.org"),
        ("enforcement", "Schlichtungsstelle", "enforcement body", "Schlichtungsstelle nach § 16 BGG"),
    ),
}
