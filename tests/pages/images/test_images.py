import hashlib
import io
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageCms, ImageDraw

from podcast.artifacts import ImageInfo
from podcast.errors import InputChangedError, ShowError
from podcast.model.groups import Chapter, Person
from podcast.model.show import Episode, Show
from podcast.pages.images import images, resize
from podcast.pages.images.images import PictureStore, feed_covers, site_images, tag_chapter_images, tag_cover
from podcast.pages.images.pillow import inspect_image
from tests.support.caches import open_test_cache


def store(root):
    """The pictures of a folder, with a cache that survives in it."""
    return PictureStore(root, root / "cache", open_test_cache(root / "cache.db", root))


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


@pytest.mark.parametrize("side", [12_300, 14_000])
def test_a_picture_that_unfolds_to_gigabytes_is_refused(tmp_path, side):
    Image.new("1", (side, side)).save(tmp_path / "bomb.png")
    assert (tmp_path / "bomb.png").stat().st_size < 100_000
    assert str(inspect_image(tmp_path / "bomb.png")).startswith("has too many pixels")


def feed_cover(root, name):
    """The bytes that stores would fetch of a cover."""
    return feed_covers([name], store(root))[name].file.path.read_bytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_good_cover_goes_to_the_feed_as_it_is(tmp_path, form):
    picture((1400, 1400)).save(tmp_path / "c", form)
    cover = feed_covers(["c"], store(tmp_path))["c"]
    assert cover.file.path == tmp_path / "c"
    assert cover.file.sha256 == hashlib.sha256((tmp_path / "c").read_bytes()).hexdigest()
    assert cover.suffix == {"JPEG": "jpg", "PNG": "png"}[form]


@pytest.mark.long
@pytest.mark.parametrize(
    ("size", "mode", "side"),
    [((3300, 3300), "RGB", 3000), ((1600, 1400), "RGB", 1400), ((1400, 1400), "RGBA", 1400), ((900, 900), "L", 900)],
)
def test_any_other_cover_is_made_fit_for_the_feed(tmp_path, size, mode, side):
    picture(size, mode).save(tmp_path / "c.png")
    image = read(feed_cover(tmp_path, "c.png"))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (side, side))


@pytest.mark.long
def test_the_cover_in_the_tags_is_small(tmp_path):
    noise(1800).save(tmp_path / "c.jpg", quality=95)
    data = tag_cover("c.jpg", store(tmp_path))
    assert len(data) <= 300_000
    assert (read(data).format, read(data).mode) == ("JPEG", "RGB")
    assert max(read(data).size) <= 1400


def test_the_same_cover_gives_the_same_bytes(tmp_path):
    noise(1500).save(tmp_path / "c.jpg")
    (tmp_path / "other").mkdir()
    noise_bytes = (tmp_path / "c.jpg").read_bytes()
    (tmp_path / "other" / "c.jpg").write_bytes(noise_bytes)
    assert tag_cover("c.jpg", store(tmp_path)) == tag_cover("c.jpg", store(tmp_path / "other"))


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
    assert read(tag_cover("c.png", store(tmp_path))).getpixel((100, 100)) == (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_shade(tmp_path):
    Image.new("I;16", (200, 200), 0x8000).save(tmp_path / "c.png")
    shade = read(tag_cover("c.png", store(tmp_path))).getpixel((100, 100))
    assert all(abs(channel - 128) <= 2 for channel in shade)


def test_cmyk_becomes_rgb(tmp_path):
    picture((200, 200), "CMYK", (0, 255, 255, 0)).save(tmp_path / "c.jpg")
    red, green, blue = read(tag_cover("c.jpg", store(tmp_path))).getpixel((100, 100))
    assert red > 200
    assert max(green, blue) < 80


def test_nothing_but_pixels_is_passed_on(tmp_path):
    private = Image.Exif()
    private[0x010E] = "Geheimnis"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture((1200, 1200)).save(tmp_path / "c.jpg", exif=private, icc_profile=profile, comment=b"Geheimnis")
    data = tag_cover("c.jpg", store(tmp_path))
    assert b"Geheimnis" not in data
    assert not read(data).getexif()
    assert "icc_profile" not in read(data).info


def test_the_site_gets_pictures_in_the_sizes_it_uses(show, root):
    pictures, held = site_images(show, store(root))
    assert {name: (picture.width, picture.height) for name, picture in pictures.items()} == {
        "cover.jpg@share": (1200, 1200),
        "cover.jpg@480": (480, 480),
    }
    shared = held[pictures["cover.jpg@share"].path].path
    assert read(shared.read_bytes()).format == "JPEG"
    assert shared.stat().st_size <= 300_000


def test_a_browser_chooses_from_three_formats_in_every_width(show, root):
    pictures, held = site_images(show, store(root))
    cover = pictures["cover.jpg@480"]
    assert [form.media_type for form in cover.formats] == ["image/avif", "image/webp", "image/jpeg"]
    for form in cover.formats:
        assert [width for _, width in form.sizes] == [240, 480]
        for address, width in form.sizes:
            with Image.open(held[address].path) as image:
                assert (f"image/{image.format.lower()}", image.size) == (form.media_type, (width, width))
    assert cover.path in dict(cover.formats[-1].sizes)


def test_every_file_has_one_address_and_no_other(show, root):
    pictures, held = site_images(show, store(root))
    named = {picture.path for picture in pictures.values()}
    named |= {address for picture in pictures.values() for form in picture.formats for address, _ in form.sizes}
    assert named == set(held)


def test_a_portrait_is_cut_square_and_never_blown_up(show, root):
    (root / "people").mkdir()
    picture((300, 150)).save(root / "people" / "Jörg Groß.png")
    guest = Person(name="J", role="guest", image="people/Jörg Groß.png")
    pictures, _ = site_images(show.with_episodes([episode(people=(guest,))]), store(root))
    portrait = pictures["people/Jörg Groß.png@96"]
    assert (portrait.width, portrait.height) == (96, 96)
    assert [width for _, width in portrait.formats[0].sizes] == [96, 150]
    assert portrait.path.startswith("assets/joerg-gross-96.")


def test_a_picture_smaller_than_its_place_has_one_width(show, root):
    (root / "people").mkdir()
    picture((60, 60)).save(root / "people" / "a.png")
    guest = Person(name="J", role="guest", image="people/a.png")
    pictures, _ = site_images(show.with_episodes([episode(people=(guest,))]), store(root))
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
    pictures, _ = site_images(show.with_episodes([episode(notes=notes)]), store(root))
    assert [name for name in pictures if name.endswith("@notes")] == ["episodes/a/b.png@notes"]
    assert (pictures["episodes/a/b.png@notes"].width, pictures["episodes/a/b.png@notes"].height) == (1280, 320)


def test_a_second_build_decodes_nothing(show, root, monkeypatch):
    first = site_images(show, store(root))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("a picture was decoded"))
    assert site_images(show, store(root)) == first


def flip(path, *, mtime_kept):
    """Change a byte in the middle of a file."""
    state, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    times = state.st_mtime_ns if mtime_kept else state.st_mtime_ns + 5_000_000_000
    os.utime(path, ns=(times, times))


def test_every_published_name_has_the_digest_of_its_bytes(show, root):
    _pictures, files = site_images(show, store(root))
    assert len(files) == 7
    for path, file in files.items():
        assert path.split(".")[-2] == hashlib.sha256(file.path.read_bytes()).hexdigest()[:8]


def test_the_same_bytes_from_another_version_of_the_library_have_the_same_names(show, root, monkeypatch):
    before, _ = site_images(show, store(root))
    monkeypatch.setattr(resize, "_pillow_version", lambda: "another")
    monkeypatch.setattr(resize, "RESIZE_VERSION", "next")
    after, files = site_images(show, store(root))
    assert after == before
    assert len({*(root / "cache").iterdir()}) == 2 * len(files)


def test_a_second_build_opens_no_picture_of_the_cache(show, root, monkeypatch):
    first = site_images(show, store(root))
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("a picture was opened"))
    assert site_images(show, store(root)) == first


def test_a_cover_is_examined_once(root, monkeypatch):
    first = feed_covers(["cover.jpg"], store(root))
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("a picture was opened"))
    assert feed_covers(["cover.jpg"], store(root)) == first
    assert tuple(first) == ("cover.jpg",)


def test_a_damaged_picture_is_made_again(show, root):
    _, files = site_images(show, store(root))
    before = {path: file.path.read_bytes() for path, file in files.items()}
    for file in files.values():
        flip(file.path, mtime_kept=False)
    again = store(root)
    _, files = site_images(show, again)
    assert {path: file.path.read_bytes() for path, file in files.items()} == before
    assert sorted(again.cache.damaged) == sorted(f"cache/{file.path.name}" for file in files.values())


def test_a_damaged_picture_with_its_old_state_is_made_again_by_a_verification(show, root):
    _, files = site_images(show, store(root))
    before = {path: file.path.read_bytes() for path, file in files.items()}
    for file in files.values():
        flip(file.path, mtime_kept=True)
    verification = replace(store(root), cache=open_test_cache(root / "cache.db", root, verify=True))
    _, files = site_images(show, verification)
    assert {path: file.path.read_bytes() for path, file in files.items()} == before
    assert len(verification.cache.damaged) == len(files)


@pytest.mark.parametrize("mtime_kept", [True, False])
def test_damaged_pictures_for_tags_are_made_again(root, mtime_kept):
    chapters = episode(chapters=(Chapter(start=0, title="A", image="cover.jpg"),))
    before = tag_cover("cover.jpg", store(root)), tag_chapter_images(chapters, store(root))
    for path in (root / "cache").iterdir():
        flip(path, mtime_kept=mtime_kept)
    again = store(root)
    assert (tag_cover("cover.jpg", again), tag_chapter_images(chapters, again)) == before
    assert len(again.cache.damaged) == 2


def test_a_picture_that_changes_while_it_is_resized_is_not_cached(show, root, monkeypatch):
    other = root / "other.jpg"
    picture((1500, 1500), color="red").save(other)
    original, read = (root / "cover.jpg").read_bytes(), resize.pillow.open_image

    def exchange_and_read(path):
        (root / "cover.jpg").write_bytes(other.read_bytes())
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(resize.pillow, "open_image", exchange_and_read)
        with pytest.raises(InputChangedError):
            site_images(show, store(root))
    (root / "cover.jpg").write_bytes(original)
    pictures, files = site_images(show, store(root))
    fresh, _ = site_images(show, PictureStore(root, root / "fresh", open_test_cache()))
    assert pictures == fresh
    red, green, _blue = read_pixels(files[pictures["cover.jpg@480"].path].path)
    assert red < green


def read_pixels(path):
    with Image.open(path) as image:
        return image.getpixel((100, 100))


def test_a_cover_that_changes_while_it_is_examined_is_not_cached(root, monkeypatch):
    inspect = images.inspect_image

    def inspect_and_exchange(path):
        info = inspect(path)
        picture((900, 900)).save(path)
        return info

    with monkeypatch.context() as patch:
        patch.setattr(images, "inspect_image", inspect_and_exchange)
        with pytest.raises(InputChangedError):
            feed_covers(["cover.jpg"], store(root))
    assert feed_covers(["cover.jpg"], store(root))["cover.jpg"].file.facts == [900, 900]


def test_another_cover_is_another_address(show, root):
    before, _ = site_images(show, store(root))
    picture((1500, 1500), color="red").save(root / "cover.jpg")
    after, _ = site_images(show, store(root))
    assert before["cover.jpg@480"].path != after["cover.jpg@480"].path


def test_a_missing_or_broken_picture_is_a_problem_of_the_show(show, root):
    (root / "cover.jpg").write_bytes(b"nonsense")
    with pytest.raises(ShowError, match=r"^cover.jpg: is not a readable picture; save it"):
        site_images(show, store(root))
    (root / "cover.jpg").unlink()
    with pytest.raises(ShowError, match=r"^cover.jpg: does not exist; "):
        site_images(show, store(root))


def episode(**fields):
    return Episode(slug="a", guid="a", title="A", summary="S", recording="episodes/a/a.wav", **fields).model_copy(
        update={"date": datetime(2024, 1, 1, tzinfo=UTC)}
    )
