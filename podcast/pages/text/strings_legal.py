"""The words of the pages that the law asks for. What they claim of the site is true by its construction."""

DE = {
    "imprint": "Impressum",
    "privacy": "Datenschutz",
    "accessibility": "Barrierefreiheit",
    "imprint_title": "Impressum",
    "privacy_title": "Datenschutz",
    "accessibility_title": "Erklärung zur Barrierefreiheit",
    "imprint_description": "Wer „{show}“ anbietet und verantwortet.",
    "privacy_description": "Welche Daten beim Besuch der Seiten von „{show}“ anfallen und welche nicht.",
    "accessibility_description": "Wie zugänglich die Seiten von „{show}“ sind und wohin Sie Barrieren melden.",
    "legal_missing": "Angaben fehlen noch: {fields}.",
    "field_provider_name": "Name des Anbieters",
    "field_provider_address": "Anschrift",
    "field_provider_email": "E-Mail-Adresse",
    "field_provider_responsible": "Verantwortliche*r nach §\xa018 Abs.\xa02 MStV mit Anschrift",
    "field_data_protection_host": "wer die Dateien aufbewahrt und ausliefert",
    "field_data_protection_logs": "was dort protokolliert wird, wie lange und auf welcher Grundlage",
    "field_statement_status": "Stand der Vereinbarkeit",
    "field_statement_date": "Datum der Erklärung",
    "field_statement_method": "Art der Prüfung",
    "field_statement_contact": "Kontakt für Rückmeldungen",
    "field_statement_enforcement": "Durchsetzungs- oder Schlichtungsstelle",
    "imprint_provider": "Anbieter",
    "imprint_provider_law": "Angaben nach §\xa05 DDG",
    "imprint_responsible": "Verantwortlich für den Inhalt",
    "imprint_responsible_law": "nach §\xa018 Abs.\xa02 MStV",
    "imprint_represented": "Vertreten durch",
    "imprint_phone": "Telefon",
    "imprint_email": "E-Mail",
    "imprint_register": "Register",
    "imprint_vat": "Umsatzsteuer-Identifikationsnummer",
    "privacy_short": "Kurz gesagt",
    "privacy_none": (
        "Diese Seiten setzen keine Cookies, messen nichts in Ihrem Browser und laden nichts von Dritten: keine "
        "Schriften, keine Skripte, keine Bilder, keine Einbettungen."
    ),
    "privacy_controller": "Verantwortlich",
    "privacy_officer": "Datenschutzbeauftragte*r",
    "privacy_device": "Auf Ihrem Gerät",
    "privacy_device_text": (
        "Von sich aus speichern die Seiten nichts auf Ihrem Gerät. Erst wenn Sie „auf diesem Gerät merken“ wählen, "
        "hält Ihr Browser in einem Eintrag fest, bis wohin Sie welche Folge gehört haben. Die Seiten lesen ihn, um "
        "dort weiterzuspielen und in Listen „gehört“ zu vermerken; ohne Ihre Wahl gibt es ihn nicht. Er bleibt auf dem "
        "Gerät, wird nirgendwohin gesendet und endet, sobald Sie die Auswahl zurücknehmen oder die Websitedaten im "
        "Browser löschen (§\xa025 Abs.\xa02 Nr.\xa02 TDDDG: von Ihnen ausdrücklich gewünscht)."
    ),
    "privacy_server": "Beim Abruf",
    "privacy_server_text": (
        "Wer eine Seite oder eine Folge abruft, übermittelt dem Server technisch notwendig die IP-Adresse, die "
        "Adresse der Datei, den Zeitpunkt und meist die Kennung des Browsers oder der App."
    ),
    "privacy_host": "Die Dateien liegen bei: {host}.",
    "privacy_search": "Suche",
    "privacy_search_text": (
        "Gesucht wird in Ihrem Browser. Er lädt dazu Teile des Verzeichnisses vom selben Server. Das Suchwort "
        "steht in der Adresse der Seite; rufen Sie diese Adresse erneut auf, geht es mit an den Server."
    ),
    "privacy_links": "Links zu anderen",
    "privacy_links_text": (
        "Links führen zu Podcast-Diensten, Apps und Quellen. Diese erfahren erst dann etwas von Ihnen, wenn Sie "
        "einem Link folgen; dort gelten deren Regeln. Hören Sie in einer App, gelten deren Regeln ebenso."
    ),
    "privacy_rights": "Ihre Rechte",
    "privacy_rights_text": (
        "Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung und Widerspruch, "
        "soweit die Voraussetzungen der Art.\xa015 bis 21 DSGVO vorliegen. Außerdem können Sie sich bei einer "
        "Datenschutz-Aufsichtsbehörde beschweren."
    ),
    "privacy_authority": "Zuständig ist: {authority}.",
    "statement_scope": "Diese Erklärung gilt für die Seiten des Podcasts „{show}“ unter {link}.",
    "statement_status": "Stand der Vereinbarkeit",
    "statement_full": (
        "Die Seiten erfüllen die Anforderungen der BITV 2.0 (EN 301 549, WCAG 2.1 Stufen A und AA) vollständig. "
        "Grundlage: {method}."
    ),
    "statement_partial": (
        "Die Seiten erfüllen die Anforderungen der BITV 2.0 (EN 301 549, WCAG 2.1 Stufen A und AA) teilweise. Was "
        "noch fehlt, steht unten."
    ),
    "statement_none": (
        "Die Seiten erfüllen die Anforderungen der BITV 2.0 (EN 301 549, WCAG 2.1 Stufen A und AA) nicht."
    ),
    "statement_unknown": (
        "Ob die Seiten die Anforderungen der BITV 2.0 (EN 301 549, WCAG 2.1 Stufen A und AA) erfüllen, hat noch "
        "niemand abschließend geprüft. Deshalb steht hier keine Bewertung."
    ),
    "statement_gaps": "Nicht barrierefreie Inhalte",
    "statement_no_transcript_one": (
        "{count} Folge hat kein Transkript (WCAG 1.2.1). Schreiben Sie uns, wenn Sie es brauchen."
    ),
    "statement_no_transcript_other": (
        "{count} Folgen haben kein Transkript (WCAG 1.2.1). Schreiben Sie uns, wenn Sie eines brauchen."
    ),
    "statement_unreviewed_one": (
        "Das Transkript von {count} Folge ist maschinell erstellt oder nicht als geprüft vermerkt und kann Fehler "
        "enthalten."
    ),
    "statement_unreviewed_other": (
        "Die Transkripte von {count} Folgen sind maschinell erstellt oder nicht als geprüft vermerkt und können "
        "Fehler enthalten."
    ),
    "statement_made": "Erstellung dieser Erklärung",
    "statement_made_text": "Erstellt am {date}.",
    "statement_method": "Grundlage: {method}.",
    "statement_contact": "Barrieren melden",
    "statement_contact_text": (
        "Sie stoßen auf eine Barriere oder brauchen einen Inhalt in anderer Form? Schreiben Sie uns:"
    ),
    "statement_enforcement": "Durchsetzungsverfahren",
    "statement_enforcement_text": "Antworten wir nicht oder nicht zufriedenstellend, können Sie sich wenden an:",
}

EN = {
    "imprint": "Legal notice",
    "privacy": "Privacy",
    "accessibility": "Accessibility",
    "imprint_title": "Legal notice",
    "privacy_title": "Privacy",
    "accessibility_title": "Accessibility statement",
    "imprint_description": "Who publishes “{show}” and answers for it.",
    "privacy_description": "Which data arise when you visit the pages of “{show}”, and which do not.",
    "accessibility_description": "How accessible the pages of “{show}” are, and where to report barriers.",
    "legal_missing": "Details are still missing: {fields}.",
    "field_provider_name": "name of the publisher",
    "field_provider_address": "postal address",
    "field_provider_email": "e-mail address",
    "field_provider_responsible": "person responsible for the content (§\xa018 (2) MStV), with address",
    "field_data_protection_host": "who keeps and delivers the files",
    "field_data_protection_logs": "what is logged there, for how long and on which legal basis",
    "field_statement_status": "conformance status",
    "field_statement_date": "date of the statement",
    "field_statement_method": "how it was reviewed",
    "field_statement_contact": "contact for feedback",
    "field_statement_enforcement": "enforcement body",
    "imprint_provider": "Publisher",
    "imprint_provider_law": "as required by §\xa05 DDG",
    "imprint_responsible": "Responsible for the content",
    "imprint_responsible_law": "as required by §\xa018 (2) MStV",
    "imprint_represented": "Represented by",
    "imprint_phone": "Telephone",
    "imprint_email": "E-mail",
    "imprint_register": "Register",
    "imprint_vat": "VAT identification number",
    "privacy_short": "In short",
    "privacy_none": (
        "These pages set no cookies, measure nothing in your browser and load nothing from third parties: no "
        "fonts, no scripts, no pictures, no embedded content."
    ),
    "privacy_controller": "Controller",
    "privacy_officer": "Data protection officer",
    "privacy_device": "On your device",
    "privacy_device_text": (
        "By themselves these pages store nothing on your device. Only when you choose “remember on this device” "
        "does your browser note in one entry how far you have listened to which episode. The pages read it to play on "
        "from there and to mark in lists what you have heard; without your choice there is none. It stays on the "
        "device, is sent nowhere and ends as soon as you undo the choice or delete the site’s data in your browser."
    ),
    "privacy_server": "On request",
    "privacy_server_text": (
        "Whoever requests a page or an episode necessarily sends the server an IP address, the address of the "
        "file, the time, and usually the name of the browser or app."
    ),
    "privacy_host": "The files are kept by: {host}.",
    "privacy_search": "Search",
    "privacy_search_text": (
        "The search runs in your browser, which loads parts of the index from the same server. The search term "
        "stands in the page’s address; if you open that address again, the server receives it."
    ),
    "privacy_links": "Links to others",
    "privacy_links_text": (
        "Links lead to podcast services, apps and sources. They learn of you only when you follow a link; there, "
        "their rules apply. If you listen in an app, its rules apply as well."
    ),
    "privacy_rights": "Your rights",
    "privacy_rights_text": (
        "You have the right of access, rectification, erasure, restriction of processing and objection where "
        "Articles 15 to 21 GDPR provide for it. You may also lodge a complaint with a data protection authority."
    ),
    "privacy_authority": "The authority in charge is: {authority}.",
    "statement_scope": "This statement applies to the pages of the podcast “{show}” at {link}.",
    "statement_status": "Conformance status",
    "statement_full": "The pages fully meet EN 301 549 (WCAG 2.1, levels A and AA). Basis: {method}.",
    "statement_partial": (
        "The pages partially meet EN 301 549 (WCAG 2.1, levels A and AA). What is lacking is listed below."
    ),
    "statement_none": "The pages do not meet EN 301 549 (WCAG 2.1, levels A and AA).",
    "statement_unknown": (
        "Nobody has conclusively reviewed yet whether the pages meet EN 301 549 (WCAG 2.1, levels A and AA). So "
        "there is no rating here."
    ),
    "statement_gaps": "Content that is not accessible",
    "statement_no_transcript_one": "{count} episode has no transcript (WCAG 1.2.1). Write to us if you need it.",
    "statement_no_transcript_other": "{count} episodes have no transcript (WCAG 1.2.1). Write to us if you need one.",
    "statement_unreviewed_one": (
        "The transcript of {count} episode is made by a machine or not marked as reviewed, and may contain errors."
    ),
    "statement_unreviewed_other": (
        "The transcripts of {count} episodes are made by a machine or not marked as reviewed, and may contain errors."
    ),
    "statement_made": "About this statement",
    "statement_made_text": "Prepared on {date}.",
    "statement_method": "Basis: {method}.",
    "statement_contact": "Report a barrier",
    "statement_contact_text": "You meet a barrier, or need content in another form? Write to us:",
    "statement_enforcement": "Enforcement procedure",
    "statement_enforcement_text": "If we do not answer, or not to your satisfaction, you may turn to:",
}
