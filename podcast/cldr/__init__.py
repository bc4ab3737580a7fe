"""Names and formats of languages (Unicode CLDR), from the data that the project's `building.locales` makes."""
