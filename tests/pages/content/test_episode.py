from __future__ import annotations

from datetime import date

from podcast.model.ai import Ai, NoAi
from podcast.model.groups import Chapter, Person
from podcast.model.transcripts import Reviewed
from podcast.transcripts.cue import Cue
from tests.support.rendered_pages import CUES, episode, select, show, site, text

TABLE = "| Ort | Was |\n|---|---|\n| Münster | Jugendrat |\n"


def page(transcript=CUES, **fields):
    return site(episode(1, **fields), transcripts={"folge-1": transcript} if transcript else {})["folge-1/index.html"]


def test_people_and_topics_lead_to_their_pages():
    html = page(people=(Person(name="Jörg Groß", role="guest", href="https://example.com/"),), topics=("Mut", " mut"))
    assert select(html, "//ul[@class='guests']//a/@href") == ["../personen/joerg-gross/index.html"]
    assert select(html, "//header//ul[@class='faces named']//a/text()") == ["Jörg Groß"]
    assert select(html, "//ul[@class='topics']//a/@href") == ["../themen/mut/index.html"]


def test_a_table_scrolls_by_itself_and_can_be_reached_by_the_keyboard():
    (region,) = select(page(notes=TABLE), "//section[contains(@class, 'notes')]//*[@role='region']")
    assert region.get("tabindex") == "0"
    assert region.get("aria-label") == "Tabelle"
    assert region.xpath("./table//td/text()") == ["Münster", "Jugendrat"]


def test_a_long_line_of_code_can_be_reached_by_the_keyboard():
    assert select(page(notes="```\nlang\n```"), "//pre/@tabindex") == ["0"]


def test_links_to_elsewhere_open_no_door_back():
    (link,) = select(page(notes="[x](https://example.com/)"), "//a[@href='https://example.com/']")
    assert link.get("rel") == "noopener"


def test_an_address_in_the_summary_is_a_link():
    assert select(page(summary="Mehr: www.example.com."), "//p[@class='lead']/a/@href") == ["https://www.example.com"]


def test_a_transcript_says_who_has_checked_it():
    assert "Noch nicht geprüft." in text(page())
    assert "aschinell" not in text(page())
    seen = Reviewed(by="Ada", on="2024-05-02")
    assert "Geprüft von Ada am 2. Mai 2024." in text(page(reviewed=seen)).replace("\xa0", " ")


def test_a_transcript_can_be_passed_by_the_keyboard():
    html = page()
    assert select(html, "//p[@class='skip']/a/@href") == ["#after-transcript"]
    assert select(html, "//section[@id='transcript']/following::*[@id='after-transcript']/@tabindex") == ["-1"]


def test_a_turn_names_its_speaker_once():
    cues = (Cue(0, 4, "Ada", "Eins."), Cue(9, 12, "Ada", "Zwei."), Cue(12, 15, "Ben", "Drei."))
    turns = select(page(cues), "//section[@id='transcript']//div[@class='turn']")
    assert [turn.xpath(".//b/text()") for turn in turns] == [["Ada:"], ["Ben:"]]
    assert [len(turn.xpath("./p[@class='cue']")) for turn in turns] == [2, 1]


def test_a_paragraph_of_the_transcript_is_a_link_to_its_moment():
    assert select(page(), "//section[@id='transcript']//a[@class='time']/@href") == [
        "../audio/folge-1.1234abcd.mp3#t=0",
        "../audio/folge-1.1234abcd.mp3#t=20",
    ]


def test_headings_of_a_transcript_are_set_as_those_of_the_chapters_are():
    html = page(chapters=(Chapter(start=0, title='Was ist "echt"?'),))
    (heading,) = select(html, "//section[@id='transcript']//h3")
    assert heading.text_content() == "0:00 Was ist „echt“?"
    assert "Was ist „echt“?" in text(html)


def test_a_transcript_stays_as_it_was_said():
    assert 'Er sagt "so" - und z.B. so...' in text(page((Cue(0.0, 4.0, None, 'Er sagt "so" - und z.B. so...'),)))


def test_an_episode_can_be_cited():
    assert "Initiative (2022): Titel 1. In: Rebellion" in text(page())


def test_a_page_with_a_long_transcript_stays_small():
    words = "Wort " * 14
    cues = tuple(Cue(n * 4.0, n * 4.0 + 3.9, "Ada", words + "Ende.") for n in range(650))
    files = site(episode(1), transcripts={"folge-1": cues})
    assert len(words) * len(cues) > 45_000
    html = files["folge-1/index.html"]
    linked = select(html, "//link[@rel='stylesheet']/@href | //script/@src")
    code = sum(len(files[path.removeprefix("../")]) for path in linked)
    assert len(html) + code < 120_000  # fonts take up to 60 kB more


def test_soft_hyphens_typed_in_a_title_stay_on_the_page_only():
    changed = episode(1, title="Bürger*innen\\-beteiligungs&shy;verfahren")
    html = site(changed)["folge-1/index.html"]
    assert select(html, "//h1/text()") == ["Bürger*innen\xadbeteiligungs\xadverfahren"]
    for hidden in (
        "//title/text()",
        "//meta/@content",
        "//script/text()",
        "//*[@id='citation']/text()",
        "//code/text()",
    ):
        assert "\xad" not in "".join(select(html, hidden)), hidden
    assert changed.title == "Bürger*innen\xadbeteiligungs\xadverfahren"


def test_a_backslash_elsewhere_in_a_title_is_a_backslash():
    assert episode(1, title="1\\-2 und \\-x").title == "1\\-2 und \\-x"
    assert show(subtitle="Haushalts\\-plan").subtitle == "Haushalts\xadplan"


def test_a_draft_without_sound_lists_its_chapters_all_the_same():
    chapters = (Chapter(start=0, title="A"), Chapter(start=20, title="B"))
    html = site(episode(1), episode(2, draft=True, date=None, chapters=chapters))["folge-2/index.html"]
    assert select(html, "//ol[@class='chapters']//*[@class='time']/text()") == ["0:00", "0:20"]
    assert not select(html, "//podcast-player | //main//audio | //ol//a")


def test_the_page_says_what_a_machine_made_and_who_reviewed_it():
    used = Ai(parts=("voice", "text"), reviewed=Reviewed(by="Ada", on=date(2024, 1, 9)))
    assert "Mit künstlicher Intelligenz erzeugt oder verändert: Stimmen, Texte. Geprüft von Ada am" in text(
        page(ai=used)
    )
    assert "Nichts an dieser Folge wurde mit künstlicher Intelligenz" in text(page(ai=NoAi()))
    assert "Intelligenz" not in text(page())
