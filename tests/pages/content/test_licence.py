import pytest

from podcast.model.groups import License
from podcast.model.show import Show
from podcast.pages.content.licence import Licence, licence

SHOW = Show(
    title="T", description="D", link="https://example.org/", language="de", timezone="Europe/Berlin", author="A",
    categories=("Government",), explicit=False, guid="8d2f0000-0000-4000-8000-000000000000",
    cover="c.jpg", cover_alt="C",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("cc-by-4.0", None, Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")),
        (
            "cc-by-nc-sa-3.0-de",
            None,
            Licence("CC BY-NC-SA 3.0 DE", "https://creativecommons.org/licenses/by-nc-sa/3.0/de/"),
        ),
        ("cc0-1.0", None, Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("Eigene", "https://example.org/l", Licence("Eigene", "https://example.org/l")),
        ("mit", None, Licence("mit", None)),
    ],
)
def test_licences_are_named_as_readers_know_them(name, url, expected):
    assert licence(SHOW.model_copy(update={"license": License(name=name, url=url)})) == expected


def test_a_show_need_not_name_a_licence():
    assert licence(SHOW) is None
