"""The motifs on the covers of the episodes: white line drawings, each on a field of 100 × 100 units.

A motif is a function that draws with a `Pencil`. `MOTIFS` has all of them by the beginning of their episode's slug.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL import ImageDraw

STROKE = 5.0  # units, the width of a line

Point = tuple[float, float]


@dataclass(frozen=True)
class Pencil:
    """Draws lines with round ends on a square field of a picture, in units of a hundredth of its side.

    `left` and `top` are the corner of the field in pixels, `unit` the pixels of a unit; `colour` is that of the lines,
    `ground` that of the picture below them.
    """

    draw: ImageDraw.ImageDraw
    left: float
    top: float
    unit: float
    colour: str
    ground: str

    def line(self, *points: Point, width: float = STROKE) -> None:
        """Draw a line through the points; its corners and ends are round."""
        radius = self.unit * width / 2
        pixels = [(self.left + x * self.unit, self.top + y * self.unit) for x, y in points]
        self.draw.line(pixels, fill=self.colour, width=round(2 * radius))
        for x, y in pixels:
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=self.colour)

    def outline(self, *points: Point, filled: bool = False) -> None:
        """Draw a closed line through the points, on the ground's colour if `filled`."""
        if filled:
            pixels = [(self.left + x * self.unit, self.top + y * self.unit) for x, y in points]
            self.draw.polygon(pixels, fill=self.ground)
        self.line(*points, points[0])

    def circle(self, middle: Point, radius: float, *, filled: bool = False) -> None:
        """Draw a circle as a line, or, if `filled`, as a disc."""
        x, y = self.left + middle[0] * self.unit, self.top + middle[1] * self.unit
        if filled:
            length = radius * self.unit
            self.draw.ellipse((x - length, y - length, x + length, y + length), fill=self.colour)
        else:
            length = (radius + STROKE / 2) * self.unit
            width = round(STROKE * self.unit)
            self.draw.ellipse((x - length, y - length, x + length, y + length), outline=self.colour, width=width)

    def arc(self, middle: Point, radius: float, start: float, end: float) -> None:
        """Draw a part of a circle, from and to an angle in degrees: 0 is right, 90 is down."""
        self.line(*arc_points(middle, radius, start, end))

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 6) -> None:
        """Draw a rectangle with round corners as a line."""
        self.line(*box_points(left, top, right, bottom, radius))

    def waveform(self, left: float, middle: float, heights: Iterable[float], pitch: float = 7.5) -> None:
        """Draw the bars of a waveform from the left; heights are in units."""
        for number, height in enumerate(heights):
            x = left + number * pitch
            self.line((x, middle - height / 2), (x, middle + height / 2), width=4)


def arc_points(middle: Point, radius: float, start: float, end: float, steps: int = 72) -> list[Point]:
    """Points on a circle, evenly from one angle to another, in degrees."""
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)) for angle in angles]


def box_points(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    """Points around a rectangle with round corners, closed."""
    corners = (
        ((right - radius, top + radius), -90),
        ((right - radius, bottom - radius), 0),
        ((left + radius, bottom - radius), 90),
        ((left + radius, top + radius), 180),
    )
    points = [point for middle, angle in corners for point in arc_points(middle, radius, angle, angle + 90, 12)]
    return [*points, points[0]]


def adult_and_child(pencil: Pencil) -> None:
    """Draw a grown person beside a small one."""
    pencil.circle((34, 25), 12, filled=True)
    pencil.line((12, 84), (12, 68), *arc_points((34, 68), 22, 180, 360), (56, 68), (56, 84))
    pencil.circle((76, 48), 9, filled=True)
    pencil.line((62, 84), (62, 77), *arc_points((76, 77), 14, 180, 360), (90, 77), (90, 84))
    pencil.line((6, 84), (94, 84))


def question(pencil: Pencil) -> None:
    """Draw a speech bubble with a question mark."""
    speech_bubble(pencil, (6, 14, 94, 72), (26, 92))
    pencil.line(*arc_points((50, 34), 10, 180, 385), (50, 50), (50, 53))
    pencil.circle((50, 62), 3.4, filled=True)


def two_faces(pencil: Pencil) -> None:
    """Draw two arcs that face each other, like two people, and a voice between them."""
    pencil.line((4, 88), *arc_points((48, 62), 44, 180, 262))
    pencil.line(*arc_points((52, 62), 44, 278, 360), (96, 88))
    pencil.waveform(24.5, 62, (16, 30, 52, 38, 60, 28, 16), 8.5)


def town_and_village(pencil: Pencil) -> None:
    """Draw two towers beside a cottage under the sun."""
    pencil.box(10, 34, 30, 86, 2)
    pencil.box(30, 16, 52, 86, 2)
    for y in (48, 60, 72):
        pencil.circle((20, y), 2.2, filled=True)
    for y in (30, 43, 56, 69):
        pencil.circle((41, y), 2.2, filled=True)
    pencil.outline((62, 86), (62, 66), (77, 52), (92, 66), (92, 86))
    pencil.circle((79, 26), 8)
    pencil.line((4, 86), (96, 86))


def map_with_pin(pencil: Pencil) -> None:
    """Draw a folded town map with a pin in it."""
    pencil.outline((8, 48), (34, 40), (64, 48), (92, 40), (92, 84), (64, 92), (34, 84), (8, 92))
    pencil.line((34, 40), (34, 84))
    pencil.line((64, 66), (64, 92))
    head = arc_points((62, 27), 17, 155, 385)
    pencil.outline(*head, (62, 64), filled=True)
    pencil.circle((62, 27), 4.5, filled=True)


def toy_blocks(pencil: Pencil) -> None:
    """Draw three toy blocks with a circle, a triangle and a square."""
    pencil.box(8, 52, 48, 90, 4)
    pencil.box(52, 52, 92, 90, 4)
    pencil.box(30, 10, 70, 48, 4)
    pencil.circle((50, 29), 8)
    pencil.outline((28, 62), (37, 79), (19, 79))
    pencil.box(64, 63, 80, 79, 1)


def telephone(pencil: Pencil) -> None:
    """Draw a mobile phone with a voice on its screen."""
    pencil.box(24, 4, 76, 96, 8)
    pencil.waveform(35, 46, (14, 30, 46, 26, 14))
    pencil.line((42, 85), (58, 85))


def ballot_box(pencil: Pencil) -> None:
    """Draw a ballot paper with a cross above a ballot box."""
    pencil.outline((36, 10), (66, 6), (70, 46), (42, 46))
    pencil.line((47, 20), (59, 31))
    pencil.line((59, 19), (48, 32))
    pencil.line((6, 48), (94, 48))
    pencil.box(14, 48, 86, 92, 4)
    pencil.line((36, 66), (64, 66))


def conversation(pencil: Pencil) -> None:
    """Draw two speech bubbles, a voice in the first."""
    speech_bubble(pencil, (38, 42, 96, 80), (80, 96))
    speech_bubble(pencil, (4, 8, 66, 54), (16, 72))
    pencil.waveform(20, 31, (12, 24, 16, 24, 12))


def megaphone(pencil: Pencil) -> None:
    """Draw a megaphone with its sound."""
    pencil.outline((6, 38), (26, 38), (64, 12), (64, 82), (26, 58), (6, 58))
    pencil.line((18, 58), (24, 88), (37, 88), (32, 63))
    pencil.arc((64, 47), 13, -58, 58)
    pencil.arc((64, 47), 28, -48, 48)


def round_table(pencil: Pencil) -> None:
    """Draw a round table with eight people around it, from above."""
    pencil.circle((50, 50), 25)
    for middle in arc_points((50, 50), 41, 22.5, 337.5, 7):
        pencil.circle(middle, 6.5, filled=True)


def gears(pencil: Pencil) -> None:
    """Draw a large gear that moves a small one."""
    gear(pencil, (38, 60), 22, 10)
    gear(pencil, (78, 24), 11, 8)
    pencil.circle((38, 60), 7)
    pencil.circle((78, 24), 2.6, filled=True)


def gear(pencil: Pencil, middle: Point, radius: float, teeth: int) -> None:
    """Draw a gear without its hub."""
    pencil.circle(middle, radius)
    inner, outer = (arc_points(middle, length, 0, 360, teeth) for length in (radius, radius + 8))
    for foot, tip in zip(inner[:-1], outer[:-1], strict=True):
        pencil.line(foot, tip, width=6.5)


def three_circles(pencil: Pencil) -> None:
    """Draw three circles that overlap."""
    for middle in ((34, 62), (66, 62), (50, 34)):
        pencil.circle(middle, 25)


def town_fan(pencil: Pencil) -> None:
    """Draw streets that spread like a fan from a palace with a tower: the plan of Karlsruhe."""
    for angle in range(-170, 0, 20):
        inner, outer = (arc_points((50, 80), length, angle, angle, 1)[0] for length in (16, 64 if angle % 40 else 52))
        pencil.line(inner, outer, width=4)
    for radius in (30, 44):
        pencil.line(*arc_points((50, 80), radius, -170, -10), width=4)
    pencil.circle((50, 80), 8, filled=True)


def falling_files(pencil: Pencil) -> None:
    """Draw files in a row, as pillars, that begin to fall."""
    for left in (4, 20):
        pencil.outline((left, 14), (left + 16, 14), (left + 16, 88), (left, 88))
        pencil.line((left + 8, 27), (left + 8, 37), width=4)
    for foot, height, lean in ((55, 72, 12), (82, 66, 22)):
        pencil.outline(*leaning_box((foot, 88), 15, height, lean))
    pencil.line((2, 88), (99, 88))


def leaning_box(foot: Point, width: float, height: float, lean: float) -> list[Point]:
    """The corners of a rectangle that leans to the left by `lean` degrees and stands on its lower left corner."""
    sine, cosine = math.sin(math.radians(lean)), math.cos(math.radians(lean))
    corners = ((0.0, 0.0), (0.0, height), (width, height), (width, 0.0))
    return [(foot[0] + x * cosine - y * sine, foot[1] - x * sine - y * cosine) for x, y in corners]


def heartbeat(pencil: Pencil) -> None:
    """Draw a magnifying glass with a heartbeat in it."""
    pencil.circle((42, 42), 34)
    pencil.line((67, 67), (94, 94), width=7)
    pencil.line((14, 44), (28, 44), (36, 28), (46, 58), (54, 40), (58, 44), (70, 44))


def person_in_the_middle(pencil: Pencil) -> None:
    """Draw a person in the middle of two rings."""
    pencil.circle((50, 50), 44)
    pencil.circle((50, 50), 31)
    pencil.circle((50, 41), 8.5, filled=True)
    pencil.line((36, 66), *arc_points((50, 68), 14, 188, 352), (64, 66))


def rowing_boat(pencil: Pencil) -> None:
    """Draw three people who row a boat."""
    for x in (30, 50, 70):
        pencil.circle((x, 22), 8, filled=True)
        pencil.line((x, 36), (x, 52))
    pencil.outline((6, 54), (94, 54), (80, 80), (22, 80))
    for x in (32, 52, 72):
        pencil.line((x - 2, 54), (x - 18, 92), width=4)


def four_cards(pencil: Pencil) -> None:
    """Draw four index cards, one behind the other, the tabs side by side."""
    for number in range(3, -1, -1):
        top, tab = 54 - number * 13, 12 + number * 20
        pencil.outline(
            (6, top), (tab, top), (tab, top - 9), (tab + 16, top - 9), (tab + 16, top), (94, top), (94, 92), (6, 92),
            filled=True,
        )  # fmt: skip
    pencil.line((20, 69), (66, 69), width=4)
    pencil.line((20, 80), (48, 80), width=4)


def signpost(pencil: Pencil) -> None:
    """Draw a signpost: one arm has a tick, the other a cross."""
    pencil.line((50, 6), (50, 94))
    pencil.outline((24, 16), (78, 16), (92, 30), (78, 44), (24, 44), filled=True)
    pencil.outline((76, 52), (22, 52), (8, 66), (22, 80), (76, 80), filled=True)
    pencil.line((46, 30), (53, 37), (65, 23))
    pencil.line((42, 59), (56, 73))
    pencil.line((56, 59), (42, 73))
    pencil.line((36, 94), (64, 94))


def charter(pencil: Pencil) -> None:
    """Draw a charter with a seal, as for an oath."""
    pencil.outline((12, 8), (76, 8), (76, 92), (12, 92))
    for y, right in ((26, 62), (40, 62), (54, 46)):
        pencil.line((26, y), (right, y), width=4)
    pencil.outline((58, 70), (50, 94), (62, 90), (70, 98), (78, 90), (90, 94), (82, 70), filled=True)
    seal = arc_points((70, 64), 17, 0, 360)
    pencil.outline(*seal, filled=True)
    pencil.circle((70, 64), 6, filled=True)


def speech_bubble(pencil: Pencil, box: tuple[float, float, float, float], tip: Point) -> None:
    """Draw a speech bubble: its rectangle (left, top, right, bottom), and where its tail ends below it."""
    left, top, right, bottom = box
    radius, tail = 7, min(max(tip[0], left + 10), right - 24)
    upper = [
        *arc_points((left + radius, top + radius), radius, 180, 270, 12),
        *arc_points((right - radius, top + radius), radius, 270, 360, 12),
    ]
    lower_right = arc_points((right - radius, bottom - radius), radius, 0, 90, 12)
    lower_left = arc_points((left + radius, bottom - radius), radius, 90, 180, 12)
    pencil.outline(*upper, *lower_right, (tail + 14, bottom), tip, (tail, bottom), *lower_left, filled=True)


MOTIFS: dict[str, Callable[[Pencil], None]] = {
    "kinder-und-jugendbeteiligung-fuer": adult_and_child,
    "echte-beteiligung": question,
    "miteinander-sprechen": two_faces,
    "zwei-welten": town_and_village,
    "beteiligung-in-der-stadtplanung": map_with_pin,
    "wie-frueh": toy_blocks,
    "kinder-und-jugendbeteiligung-digital": telephone,
    "juenger-waehlen": ballot_box,
    "im-gespraech": conversation,
    "trailer-staffel-1": megaphone,
    "kooperatives-regieren": round_table,
    "sozialplanung": gears,
    "jugendhilfeplanung": three_circles,
    "auf-die-fuehrungskraefte": town_fan,
    "agiles-arbeiten": falling_files,
    "trailer-staffel-3": four_cards,
    "norderstedt": heartbeat,
    "menschenzentrierte": person_in_the_middle,
    "wie-fuehrt-man": rowing_boat,
    "dienst-fuer-fortschritt": signpost,
    "brauchen-wir": charter,
}
