import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageCms, ImageDraw

from podcast.artifacts import ImageInfo
from podcast.errors import ShowError
from podcast.model.groups import Person
from podcast.model.show import Episode, Show
from podcast.pages.images.images import feed_covers, site_images, tag_cover
from podcast.pages.images.pillow import inspect_image


def picture(size, mode="RGB", color=None):
    return Image.new(mode, size, color if color is not None else {"CMYK": (0, 200, 200, 0), "L": 90}.get(mode, "teal"))


def read(data):
    return Image.open(io.BytesIO(data))


def noise(side):
    return Image.effect_noise((side, side), 120).convert("RGB")


@pytest.fixture
def show():
    return Show(
        title="T", description="D", link="https://example.org/", language="de", timezone="Europe/Berlin", author="A",
        categories=("Government",), explicit=False, guid="8d2f0000-0000-4000-8000-000000000000",
        cover="cover.jpg", cover_alt="Alt",
    )  # fmt: skip


@pytest.fixture
def root(tmp_path):
    picture((1500, 1500)).save(tmp_path / "cover.jpg")
    return tmp_path


def test_a_picture_says_what_it_is(tmp_path):
    picture((40, 30)).save(tmp_path / "a.png")
    picture((40, 30), "CMYK").save(tmp_path / "b.jpg")
    assert inspect_image(tmp_path / "a.png") == ImageInfo(40, 30, "PNG", "RGB")
    assert inspect_image(tmp_path / "b.jpg") == ImageInfo(40, 30, "JPEG", "CMYK")
    Image.new("RGB", (1, 7)).save(tmp_path / "tiny.jpg")
    assert inspect_image(tmp_path / "tiny.jpg") == ImageInfo(1, 7, "JPEG", "RGB")


def test_half_a_picture_is_broken(tmp_path):
    noise(400).save(tmp_path / "a.jpg")
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    assert str(inspect_image(tmp_path / "a.jpg")).startswith("is damaged; ")


@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff", b"GIF89a"])
def test_what_is_no_picture_is_named_with_a_remedy(tmp_path, data):
    (tmp_path / "a.jpg").write_bytes(data)
    assert "; " in str(inspect_image(tmp_path / "a.jpg"))


def test_a_picture_that_is_not_there_is_named(tmp_path):
    assert str(inspect_image(tmp_path / "no.jpg")).startswith("no such file")


@pytest.mark.parametrize("side", [8100, 14000])
def test_a_picture_that_unfolds_to_gigabytes_is_refused(tmp_path, side):
    Image.new("1", (side, side)).save(tmp_path / "bomb.png")
    assert (tmp_path / "bomb.png").stat().st_size < 100_000
    assert str(inspect_image(tmp_path / "bomb.png")).startswith("has too many pixels")


def feed_cover(root, name):
    """The bytes that stores would fetch of a cover."""
    return feed_covers([name], root, root / "cache")[name].read_bytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_good_cover_goes_to_the_feed_as_it_is(tmp_path, form):
    picture((1400, 1400)).save(tmp_path / "c", form)
    assert feed_covers(["c"], tmp_path, tmp_path / "cache") == {"c": tmp_path / "c"}


@pytest.mark.parametrize(
    ("size", "mode", "side"),
    [((3300, 3300), "RGB", 3000), ((1600, 1400), "RGB", 1400), ((1400, 1400), "RGBA", 1400), ((900, 900), "L", 900)],
)
def test_any_other_cover_is_made_fit_for_the_feed(tmp_path, size, mode, side):
    picture(size, mode).save(tmp_path / "c.png")
    image = read(feed_cover(tmp_path, "c.png"))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (side, side))


def test_the_cover_in_the_tags_is_small(tmp_path):
    noise(1800).save(tmp_path / "c.jpg", quality=95)
    data = tag_cover(tmp_path / "c.jpg")
    assert len(data) <= 300_000
    assert (read(data).format, read(data).mode) == ("JPEG", "RGB")
    assert max(read(data).size) <= 1400


def test_the_same_cover_gives_the_same_bytes(tmp_path):
    noise(1500).save(tmp_path / "c.jpg")
    assert tag_cover(tmp_path / "c.jpg") == tag_cover(tmp_path / "c.jpg")


def test_a_turned_photo_stands_upright(tmp_path):
    photo = picture((1600, 1600), color="white")
    ImageDraw.Draw(photo).rectangle([0, 0, 1600, 200], fill="black")  # dark above
    turned = Image.Exif()
    turned[0x0112] = 3  # upside down
    photo.save(tmp_path / "c.jpg", exif=turned)
    image = read(feed_cover(tmp_path, "c.jpg"))
    assert max(image.getpixel((800, 1550))) < 40
    assert min(image.getpixel((800, 50))) > 200


def test_transparency_becomes_white(tmp_path):
    picture((200, 200), "RGBA", (0, 0, 0, 0)).save(tmp_path / "c.png")
    assert read(tag_cover(tmp_path / "c.png")).getpixel((100, 100)) == (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_shade(tmp_path):
    Image.new("I;16", (200, 200), 0x8000).save(tmp_path / "c.png")
    shade = read(tag_cover(tmp_path / "c.png")).getpixel((100, 100))
    assert all(abs(channel - 128) <= 2 for channel in shade)


def test_cmyk_becomes_rgb(tmp_path):
    picture((200, 200), "CMYK", (0, 255, 255, 0)).save(tmp_path / "c.jpg")
    red, green, blue = read(tag_cover(tmp_path / "c.jpg")).getpixel((100, 100))
    assert red > 200
    assert max(green, blue) < 80


def test_nothing_but_pixels_is_passed_on(tmp_path):
    private = Image.Exif()
    private[0x010E] = "Geheimnis"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture((1200, 1200)).save(tmp_path / "c.jpg", exif=private, icc_profile=profile, comment=b"Geheimnis")
    data = tag_cover(tmp_path / "c.jpg")
    assert b"Geheimnis" not in data
    assert not read(data).getexif()
    assert "icc_profile" not in read(data).info


def test_the_site_gets_pictures_in_the_sizes_it_uses(show, root):
    pictures, held = site_images(show, root, root / "cache")
    assert {name: (picture.width, picture.height) for name, picture in pictures.items()} == {
        "cover.jpg@share": (1200, 1200),
        "cover.jpg@480": (480, 480),
    }
    shared = held[pictures["cover.jpg@share"].path]
    assert read(shared.read_bytes()).format == "JPEG"
    assert shared.stat().st_size <= 300_000


def test_a_browser_chooses_from_three_formats_in_every_width(show, root):
    pictures, held = site_images(show, root, root / "cache")
    cover = pictures["cover.jpg@480"]
    assert [form.media_type for form in cover.formats] == ["image/avif", "image/webp", "image/jpeg"]
    for form in cover.formats:
        assert [width for _, width in form.sizes] == [240, 480]
        for address, width in form.sizes:
            with Image.open(held[address]) as image:
                assert (f"image/{image.format.lower()}", image.size) == (form.media_type, (width, width))
    assert cover.path in dict(cover.formats[-1].sizes)


def test_every_file_has_one_address_and_no_other(show, root):
    pictures, held = site_images(show, root, root / "cache")
    named = {picture.path for picture in pictures.values()}
    named |= {address for picture in pictures.values() for form in picture.formats for address, _ in form.sizes}
    assert named == set(held)


def test_a_portrait_is_cut_square_and_never_blown_up(show, root):
    (root / "people").mkdir()
    picture((300, 150)).save(root / "people" / "Jörg Groß.png")
    guest = Person(name="J", role="guest", image="people/Jörg Groß.png")
    pictures, _ = site_images(show.with_episodes([episode(people=(guest,))]), root, root / "cache")
    portrait = pictures["people/Jörg Groß.png@96"]
    assert (portrait.width, portrait.height) == (96, 96)
    assert [width for _, width in portrait.formats[0].sizes] == [96, 150]
    assert portrait.path.startswith("assets/joerg-gross-96.")


def test_a_picture_smaller_than_its_place_has_one_width(show, root):
    (root / "people").mkdir()
    picture((60, 60)).save(root / "people" / "a.png")
    guest = Person(name="J", role="guest", image="people/a.png")
    pictures, _ = site_images(show.with_episodes([episode(people=(guest,))]), root, root / "cache")
    assert [[width for _, width in form.sizes] for form in pictures["people/a.png@96"].formats] == [[60], [60], [60]]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused_with_a_remedy(tmp_path, form):
    picture((40, 40)).save(tmp_path / "a", form, save_all=True, append_images=[picture((40, 40), color="red")])
    assert str(inspect_image(tmp_path / "a")) == "is animated; save a single frame as JPEG or PNG"


def test_a_phones_picture_with_a_second_one_behind_it_is_a_jpeg(tmp_path):
    picture((40, 40)).save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[picture((20, 20))])
    assert inspect_image(tmp_path / "a.jpg") == ImageInfo(40, 40, "JPEG", "RGB")


def test_pictures_of_the_notes_come_from_the_episodes_folder_only(show, root):
    (root / "episodes" / "a").mkdir(parents=True)
    picture((2000, 500)).save(root / "episodes" / "a" / "b.png")
    notes = "![B](b.png) ![C](../../cover.jpg) ![D](https://example.org/d.png) ![E](fehlt.png)"
    pictures, _ = site_images(show.with_episodes([episode(notes=notes)]), root, root / "cache")
    assert [name for name in pictures if name.endswith("@notes")] == ["episodes/a/b.png@notes"]
    assert (pictures["episodes/a/b.png@notes"].width, pictures["episodes/a/b.png@notes"].height) == (1280, 320)


def test_a_second_build_decodes_nothing(show, root, monkeypatch):
    first = site_images(show, root, root / "cache")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("a picture was decoded"))
    assert site_images(show, root, root / "cache") == first


def test_another_cover_is_another_address(show, root):
    before, _ = site_images(show, root, root / "cache")
    picture((1500, 1500), color="red").save(root / "cover.jpg")
    after, _ = site_images(show, root, root / "cache")
    assert before["cover.jpg@480"].path != after["cover.jpg@480"].path


def test_a_missing_or_broken_picture_is_a_problem_of_the_show(show, root):
    (root / "cover.jpg").write_bytes(b"nonsense")
    with pytest.raises(ShowError, match=r"^cover.jpg: is not a readable picture; save it"):
        site_images(show, root, root / "cache")
    (root / "cover.jpg").unlink()
    with pytest.raises(ShowError, match=r"^cover.jpg: does not exist; "):
        site_images(show, root, root / "cache")


def episode(**fields):
    return Episode(slug="a", guid="a", title="A", summary="S", recording="episodes/a/a.wav", **fields).model_copy(
        update={"date": datetime(2024, 1, 1, tzinfo=UTC)}
    )
