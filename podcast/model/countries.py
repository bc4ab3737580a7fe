"""Country codes of ISO 3166-1, as far as `legal: {country: …}` needs them."""

from __future__ import annotations

# ISO 3166-1 alpha-2.
COUNTRY_CODES = frozenset(
    [
        *("AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ"),
        *("BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL"),
        *("BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ"),
        *("CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL"),
        *("CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ"),
        *("DE", "DJ", "DK", "DM", "DO", "DZ"),
        *("EC", "EE", "EG", "EH", "ER", "ES", "ET"),
        *("FI", "FJ", "FK", "FM", "FO", "FR"),
        *("GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL"),
        *("GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY"),
        *("HK", "HM", "HN", "HR", "HT", "HU"),
        *("ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT"),
        *("JE", "JM", "JO", "JP"),
        *("KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ"),
        *("LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY"),
        *("MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN"),
        *("MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ"),
        *("NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ"),
        "OM",
        *("PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY"),
        "QA",
        *("RE", "RO", "RS", "RU", "RW"),
        *("SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK"),
        *("SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ"),
        *("TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ"),
        *("UA", "UG", "UM", "US", "UY", "UZ"),
        *("VA", "VC", "VE", "VG", "VI", "VN", "VU"),
        *("WF", "WS"),
        *("YE", "YT"),
        *("ZA", "ZM", "ZW"),
    ]
)
# Where the GDPR applies: the member states of the EU, and of the EEA by decision 154/2018 of its Joint Committee.
GDPR_COUNTRIES = frozenset(
    [
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    ]
)
# What people write instead of the code.
_OTHER_NAMES = {"UK": "GB", "D": "DE", "A": "AT", "CHE": "CH", "DEU": "DE", "AUT": "AT", "GBR": "GB", "USA": "US"}


def country_code(text: str) -> str | None:
    """Return the code of a country that is written as a code in either case; None for anything else."""
    code = text.strip().upper()
    code = _OTHER_NAMES.get(code, code)
    return code if code in COUNTRY_CODES else None
