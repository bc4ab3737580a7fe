"""Covers and portraits as people have them: every kind that Pillow reads, converted for feeds, tags and the site."""

import io
import struct
import sys
from dataclasses import replace

import pytest
from PIL import Image, ImageCms

from podcast.errors import FileProblem
from podcast.pages.images import pillow
from podcast.pages.images.images import feed_covers, tag_cover
from podcast.pages.images.pillow import inspect_image, open_image
from tests.pages.images.test_images import picture, read, store

SIDE = 1500
ORIENTATION = 0x0112


def mean(image):
    """The colour of a picture's centre."""
    return image.convert("RGB").getpixel((image.width // 2, image.height // 2))


def save(path, mode="RGB", side=SIDE, **options):
    """A picture of one colour, close to (200, 60, 30)."""
    base = Image.new("RGB", (side, side), (200, 60, 30))
    if mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        base = ImageCms.profileToProfile(base, ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    elif mode == "I;16":
        base = Image.new("I;16", (side, side), 90 * 256)
    elif mode == "F":
        base = Image.new("F", (side, side), 90 / 255)
    elif mode != "RGB":
        base = base.convert(mode)
    if path.suffix == ".heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    base.save(path, **options)
    return path


KINDS = [
    *(("cover.webp", mode) for mode in ("RGB", "RGBA")),
    *(("cover.tif", mode) for mode in ("RGB", "RGBA", "CMYK", "L", "P", "LAB", "I;16", "F")),
    *(("cover.png", mode) for mode in ("RGBA", "P", "LA", "I;16", "1")),
    *(("cover.jpg", mode) for mode in ("CMYK", "L")),
    *((f"cover.{suffix}", "RGB") for suffix in ("avif", "heic", "gif", "bmp", "tiff")),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "mode"), KINDS)
def test_every_kind_of_cover_becomes_a_jpeg_for_the_feed_and_the_tags(tmp_path, name, mode):
    save(tmp_path / name, mode)
    info = inspect_image(tmp_path / name)
    assert not isinstance(info, FileProblem), info
    cover = feed_covers([name], store(tmp_path))[name]
    expected = (90, 90, 90) if mode in {"L", "LA", "I;16", "F"} else (200, 60, 30)
    assert read(cover.file.path.read_bytes()).width >= 1400
    for data in (cover.file.path.read_bytes(), tag_cover(name, store(tmp_path))):
        image = read(data)
        assert (cover.suffix, image.format, image.mode) == ("jpg", "JPEG", "RGB")
        if mode not in {"1", "P"}:  # dithered
            assert mean(image) == pytest.approx(expected, abs=12)


@pytest.mark.long
@pytest.mark.parametrize("name", ["cover.jpg", "cover.tif"])
def test_a_cover_larger_than_stores_take_is_made_smaller(tmp_path, name):
    save(tmp_path / name, side=3200)
    assert read(feed_covers([name], store(tmp_path))[name].file.path.read_bytes()).size == (3000, 3000)


@pytest.mark.parametrize("name", ["cover.png", "cover.jpg"])
def test_a_picture_of_very_many_pixels_is_halved_before_it_is_worked_on(tmp_path, name, monkeypatch):
    save(tmp_path / name, side=320)
    monkeypatch.setattr(pillow, "_MAX_PROCESSED_PIXELS", 300 * 300)
    assert open_image(tmp_path / name).size == (160, 160)


@pytest.mark.parametrize("name", ["cover.jpg", "cover.webp", "cover.tif", "cover.heic", "cover.png"])
def test_a_photo_that_the_camera_has_turned_stands_upright(tmp_path, name):
    side = 400
    image = Image.new("RGB", (side, side), "white")
    image.paste("black", (0, 0, side, side // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the top is at the right
    if name.endswith("heic"):
        import pillow_heif

        pillow_heif.register_heif_opener()
    image.save(tmp_path / name, exif=exif.tobytes())
    upright = read(feed_covers([name], store(tmp_path))[name].file.path.read_bytes())
    assert mean(upright.crop((0, 0, side // 2, side))) == pytest.approx((255, 255, 255), abs=4)
    assert mean(upright.crop((side // 2, 0, side, side))) == pytest.approx((0, 0, 0), abs=4)


def display_p3():
    """An sRGB profile with the primaries of Display P3 (adapted to D50, as ICC has it)."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    for number in range(struct.unpack_from(">I", data, 128)[0]):
        name, start, _length = struct.unpack_from(">4sII", data, 132 + 12 * number)
        if name in primaries:
            struct.pack_into(">3i", data, start + 8, *(round(value * 65536) for value in primaries[name]))
    return bytes(data)


@pytest.mark.parametrize("name", ["cover.jpg", "cover.webp", "cover.tif", "cover.heic", "cover.avif"])
def test_a_wide_gamut_photo_keeps_its_colours_in_srgb(tmp_path, name):
    if name.endswith("heic"):
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.new("RGB", (64, 64), (234, 51, 35)).save(tmp_path / name, icc_profile=display_p3(), quality=95)
    assert mean(open_image(tmp_path / name)) == pytest.approx((255, 0, 0), abs=12)


def test_a_cmyk_picture_with_a_profile_is_converted_by_it(tmp_path, monkeypatch):
    seen = []
    convert = ImageCms.profileToProfile

    def watch(image, _source, target, **options):
        seen.append(image.mode)
        return convert(image.convert("RGB"), ImageCms.createProfile("sRGB"), target, **options)

    monkeypatch.setattr(ImageCms, "profileToProfile", watch)
    picture((SIDE, SIDE), "CMYK").save(tmp_path / "cover.tif", icc_profile=display_p3())
    open_image(tmp_path / "cover.tif")
    assert seen == ["CMYK"]


def test_the_first_of_several_pages_is_taken(tmp_path):
    first, second = picture((SIDE, SIDE), color="teal"), picture((SIDE, SIDE), color="red")
    first.save(tmp_path / "cover.tif", save_all=True, append_images=[second])
    assert mean(open_image(tmp_path / "cover.tif")) == mean(first)


def test_a_heic_picture_without_its_package_says_how_to_get_it(tmp_path, monkeypatch):
    save(tmp_path / "cover.heic", side=64)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    assert str(inspect_image(tmp_path / "cover.heic")) == (
        "is a HEIC picture, and the package that reads those is not installed; "
        'run `pip install "podcast-from-a-folder[heic]"`, or save the picture as JPEG'
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"8BPS\0\x01", "is a Photoshop file; export it as JPEG or PNG"),
        (b"<?xml version='1.0'?>\n<svg xmlns='x'/>", "is a SVG file; export it as JPEG or PNG"),
        (b"%PDF-1.7", "is a PDF file; export it as JPEG or PNG"),
        (b"Das ist ein Text.", "is not a readable picture; save it as JPEG or PNG"),
    ],
)
def test_what_pillow_does_not_read_is_to_be_exported(tmp_path, data, words):
    (tmp_path / "cover.jpg").write_bytes(data)
    assert str(inspect_image(tmp_path / "cover.jpg")) == words


def test_the_inspection_says_what_will_be_converted(tmp_path):
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    exif = Image.Exif()
    exif[ORIENTATION] = 3
    image.save(tmp_path / "a.png", exif=exif.tobytes())
    info = inspect_image(tmp_path / "a.png")
    assert not info.is_upright
    assert info.is_transparent
    assert replace(info, is_upright=True).width == 64


def test_a_picture_with_a_wrong_suffix_goes_to_the_feed_under_the_right_one(tmp_path):
    data = io.BytesIO()
    picture((SIDE, SIDE)).save(data, "PNG")
    (tmp_path / "cover.jpg").write_bytes(data.getvalue())
    cover = feed_covers(["cover.jpg"], store(tmp_path))["cover.jpg"]
    assert cover.suffix == "png"
    assert cover.file.path.read_bytes() == data.getvalue()
