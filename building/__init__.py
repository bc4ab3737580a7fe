"""What a wheel contains that no file of the repository is: made from libraries when the project is built.

Its results depend on no show: the fonts of the theme, reduced to the characters that pages need, and the names and
formats of languages. The libraries that they come from are three times as large as the rest of what pages need, so
they are needed where the project is built, and not where it is installed; docs/decisions/packages.md.
"""
