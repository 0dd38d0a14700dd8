"""What each moment of the sample event looks like: a soft background and sharp figures before it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageDraw

from cli.sample.canvas import COATS, Canvas, Strokes

_SKIES = (("#f3c98b", "#5d86b5"), ("#dcebf7", "#4f93c8"), ("#f6c9a8", "#77598c"), ("#cfd9e2", "#8fa3b5"))
_NIGHT = ("#24345c", "#080c1c")


def _sky(far: Canvas, horizon: float) -> None:
    low, high = _SKIES[far.number % len(_SKIES)]
    far.fade(0, horizon, high, low)


def _trees(far: Canvas, base: float, tall: float, dark: str = "#3f5d3c", light: str = "#5d7f50") -> None:
    for n in range(30):
        x, high = n / 28, tall * (0.6 + 0.5 * far.scatter(n))
        far.oval(x, base - high * 0.5, high * 0.6, dark if n % 2 else light)


def _water(far: Canvas, top: float, first: str, last: str, glint: str) -> None:
    far.fade(top, 1, first, last)
    for n in range(90):
        x, y = far.scatter(n), top + (1 - top) * (n / 90) ** 1.5
        far.line((x, y), (x + 0.02 + 0.08 * (y - top), y), fill=glint, width=0.002 + 0.004 * (y - top))


def _city(far: Canvas, base: float, wall: Sequence[str], window: str) -> None:
    left = -0.02
    for n in range(18):
        wide, tall = 0.05 + 0.05 * far.scatter(n), 0.1 + 0.2 * far.scatter(n + 9)
        far.box(left, base - tall, left + wide - 0.004, base, wall[n % len(wall)])
        for k in range(12):
            x, y = left + wide * (0.15 + 0.25 * (k % 3)), base - tall * (0.9 - 0.22 * (k // 3))
            far.box(x, y, x + wide * 0.12, y + tall * 0.08, window)
        left += wide


def _opening(far: Canvas, near: Canvas) -> None:
    _sky(far, 0.6)
    _trees(far, 0.62, 0.25)
    far.fade(0.6, 1, "#b9ad98", "#8f8471")
    for n in range(12):
        far.person(n / 11, 0.8, 0.32, n)
    for n, x in enumerate((0.22, 0.42, 0.6, 0.8)):
        near.person(x + 0.03 * near.scatter(n), 1.06, 0.82, n + 2)
    near.line((0, 0.66), (0.5, 0.69), (1, 0.65), fill="#c4161c", width=0.035)
    near.shape((0.5, 0.69), (0.45, 0.63), (0.43, 0.74), fill="#a31116")
    near.shape((0.5, 0.69), (0.55, 0.63), (0.57, 0.74), fill="#a31116")


def _stage(far: Canvas, near: Canvas) -> None:
    far.fade(0, 1, "#1b1533", "#3a2a52")
    for n in range(6):
        x = 0.1 + 0.16 * n
        colour = ("#5b4a9a", "#94506f", "#3f6f9c")[(n + far.number) % 3]
        far.shape((x, 0), (x + 0.02, 0), (x + 0.2 * far.scatter(n), 0.7), (x - 0.16, 0.7), fill=colour)
    far.fade(0.62, 1, "#4a3a2c", "#17120e")
    near.box(0, 0.03, 1, 0.06, "#0c0c10")
    for n in range(6):
        near.oval(0.13 + 0.15 * n, 0.075, 0.025, "#fff2c8")
    for n in range(7):
        near.person(0.14 + 0.12 * n, 0.72, 0.34, n)
        near.oval(0.17 + 0.12 * n, 0.56, 0.04, "#d9a441")
        near.oval(0.17 + 0.12 * n, 0.56, 0.026, "#7a5518")
    near.crowd(0.78, 34, 0.3, "#0b0910")


def _market(far: Canvas, near: Canvas) -> None:
    far.fade(0, 1, "#d9d2c4", "#8f8578")
    for n in range(9):
        far.shape((n / 8 - 0.06, 0), (n / 8 + 0.06, 0), (0.5, 0.3), fill="#ece7da" if n % 2 else "#b9c4c6")
        far.line((n / 8, 0), (0.5, 0.3), fill="#4d5a57", width=0.012)
    for n in range(9):
        far.person(0.06 + n * 0.11, 0.78, 0.4, n)
    for n in range(14):
        left = n / 14
        near.shape(
            (left, 0.3),
            (left + 1 / 14, 0.3),
            (left + 1 / 13, 0.42),
            (left - 0.004, 0.42),
            fill=("#c23b32", "#f4efe4")[n % 2],
        )
    near.person(0.3 + 0.3 * near.scatter(1), 0.95, 0.52, 3)
    near.person(0.62 + 0.2 * near.scatter(2), 0.97, 0.5, 8)
    near.fade(0.74, 1, "#7a5a3a", "#4c3521", 12)
    fruits = ("#c8352b", "#e29a2d", "#7da33c", "#e7c84a", "#6b2d4f")
    for n in range(150):
        x, y = (n % 25 + 0.5 * (n // 25 % 2)) / 24, 0.76 + 0.042 * (n // 25)
        near.oval(x, y, 0.027, fruits[int(x * 5 + near.number) % 5])
        near.oval(x - 0.005, y - 0.008, 0.007, "#fbeede")


def _boats(far: Canvas, near: Canvas) -> None:
    _sky(far, 0.4)
    _trees(far, 0.4, 0.16)
    _water(far, 0.38, "#6d94a8", "#2f5a70", "#b9d3dc")
    for boat in range(3):
        y, shift, colour = 0.5 + 0.17 * boat, 0.14 * near.scatter(boat) - 0.05, ("#b5302a", "#d9a32c", "#24734d")[boat]
        wide = 0.62 + 0.1 * boat
        left = 0.12 + shift
        for n in range(8):
            x = left + wide * (0.14 + 0.1 * n)
            near.person(x, y + 0.03, 0.16 + 0.03 * boat, n + boat)
            near.line((x, y - 0.03), (x + 0.03, y + 0.09), fill="#e9dcc0", width=0.006)
        near.shape(
            (left - 0.02, y - 0.03),
            (left + wide + 0.04, y - 0.05),
            (left + wide * 0.96, y + 0.06),
            (left + 0.05, y + 0.06),
            fill=colour,
        )
        near.oval(left + wide + 0.04, y - 0.06, 0.035, colour)
        near.line((left, y + 0.07), (left + wide, y + 0.07), fill="#dfeaef", width=0.008)


def _tent(far: Canvas, near: Canvas) -> None:
    far.fade(0, 0.72, "#f2e3c4", "#d8bf93")
    far.fade(0.7, 1, "#7f8d4b", "#56622f")
    for n in range(11):
        far.shape((0.5, -0.25), (n / 10 - 0.05, 0.7), (n / 10, 0.7), fill="#e7d2a6")
    for n in range(18):
        x, drop = n / 17, 0.1 + 0.06 * math.sin(n / 17 * math.pi)
        near.shape((x - 0.02, drop), (x + 0.02, drop), (x, drop + 0.06), fill=COATS[n % len(COATS)])
    near.person(0.5 + 0.1 * (near.scatter(1) - 0.5), 0.78, 0.46, 4)
    near.shape((0.46, 0.52), (0.5, 0.54), (0.5, 0.62), (0.45, 0.6), fill="#f6f3ea")
    near.shape((0.54, 0.52), (0.5, 0.54), (0.5, 0.62), (0.55, 0.6), fill="#e6e0d0")
    near.crowd(0.72, 26, 0.26)


def _path(far: Canvas, near: Canvas) -> None:
    _sky(far, 0.5)
    far.fade(0.48, 1, "#88a35c", "#54733a")
    _trees(far, 0.5, 0.3)
    turn = 0.42 + 0.16 * near.scatter(1)
    near.shape((turn - 0.02, 0.5), (turn + 0.02, 0.5), (0.86, 1), (0.1, 1), fill="#8b4a3c")
    for n in range(6):
        y = 0.55 + 0.09 * n
        near.line(
            (0.5 + (turn - 0.5) * (1 - n / 6), y),
            (0.5 + (turn - 0.5) * (0.9 - n / 6), y + 0.04),
            fill="#f1ece2",
            width=0.006 + 0.003 * n,
        )
    for n, (x, foot, tall) in enumerate(((turn, 0.62, 0.16), (0.4, 0.8, 0.34), (0.64, 0.95, 0.5))):
        for side in (-0.22, 0.22):
            near.ring(x + side * tall * 0.7, foot - tall * 0.05, tall * 0.19, "#1e2124", tall * 0.03)
        near.line(
            (x - 0.15 * tall, foot - tall * 0.05),
            (x, foot - tall * 0.42),
            (x + 0.15 * tall, foot - tall * 0.05),
            fill="#c0392b",
            width=tall * 0.03,
        )
        near.person(x, foot - tall * 0.12, tall, n + 1)


def _ship(far: Canvas, near: Canvas) -> None:
    _sky(far, 0.55)
    _city(far, 0.55, ("#a99d8c", "#8d8375", "#bfb3a1"), "#5f6a75")
    _water(far, 0.55, "#7fa1b0", "#3d6577", "#c9dde3")
    near.shape((0.12, 0.52), (0.9, 0.52), (0.84, 0.74), (0.2, 0.74), fill="#f3f1ec")
    near.box(0.17, 0.66, 0.86, 0.69, "#1f4e79")
    near.box(0.3, 0.38, 0.72, 0.52, "#e4e0d6")
    for n in range(7):
        near.box(0.33 + 0.055 * n, 0.42, 0.365 + 0.055 * n, 0.47, "#37536b")
    near.box(0.46, 0.24, 0.54, 0.38, "#c0392b")
    for n in range(22):
        near.oval(0.06 + 0.9 * near.scatter(n), 0.06 + 0.3 * near.scatter(n + 5), 0.03, COATS[n % len(COATS)], 1.2)
    near.crowd(0.82, 24, 0.22)


def _fireboat(far: Canvas, near: Canvas) -> None:
    _sky(far, 0.5)
    _trees(far, 0.5, 0.14)
    _water(far, 0.48, "#7899a6", "#34566a", "#c4d7de")
    start = (0.62, 0.42)
    for n in range(46):
        t = n / 45
        near.oval(start[0] - 0.56 * t, start[1] - 1.1 * t * (0.95 - t), 0.008 + 0.03 * t, ("#eef5f8", "#d6e6ed")[n % 2])
    near.shape((0.4, 0.6), (0.97, 0.58), (0.9, 0.74), (0.48, 0.74), fill="#b3221c")
    near.box(0.46, 0.655, 0.93, 0.675, "#f7f3ea")
    near.box(0.64, 0.42, 0.82, 0.6, "#f0ede6")
    for n in range(3):
        near.box(0.655 + 0.055 * n, 0.45, 0.7 + 0.055 * n, 0.52, "#28445c")
    near.oval(0.73, 0.4, 0.018, "#2a6fd6")
    near.line((0.42, 0.75), (0.94, 0.75), fill="#e5eef2", width=0.012)
    near.crowd(0.86, 18, 0.2, "#1d2329")


def _guests(far: Canvas, near: Canvas) -> None:
    far.fade(0, 1, "#c9b79c", "#7d6a52")
    for n in range(6):
        far.box(0.04 + n * 0.17, 0.06, 0.14 + n * 0.17, 0.55, "#e8dfcf")
    for n in range(10):
        far.person(n / 9, 0.86, 0.4, n + 3)
    near.box(0.3, 0.36, 0.7, 0.86, "#7a1f2b")
    for n in range(5):
        for k in range(4):
            near.oval(
                0.35 + 0.075 * n, 0.45 + 0.11 * k, 0.035, ("#e0b44a", "#f1e4c3", "#3d6b5a")[(n + k + near.number) % 3]
            )
    near.line((0.28, 0.36), (0.72, 0.36), fill="#3a2a1c", width=0.02)
    near.person(0.22, 1.08, 0.84, 1)
    near.person(0.78, 1.08, 0.82, 5)


def _bridge(far: Canvas, near: Canvas) -> None:
    far.fade(0, 0.62, "#39466f", "#f0a46a")
    _city(far, 0.6, ("#3b3a4d", "#2f3044", "#474459"), "#f2cf8a")
    _water(far, 0.6, "#8a6a63", "#2b3047", "#f0b988")
    for x in (0.26, 0.74):
        near.box(x - 0.012, 0.12, x + 0.012, 0.78, "#1c2030")
    arcs = ((-0.22, 0.26), (0.26, 0.74), (0.74, 1.22))
    for left, right in arcs:
        curve = [(left + (right - left) * t / 20, 0.14 + 1.6 * (t / 20) * (1 - t / 20)) for t in range(21)]
        near.line(*curve, fill="#1c2030", width=0.008)
        for x, y in curve[1:-1]:
            near.line((x, y), (x, 0.64), fill="#2b3145", width=0.003)
    near.box(0, 0.62, 1, 0.67, "#181b28")
    for n in range(40):
        near.person(near.scatter(n), 0.62, 0.09 + 0.02 * near.scatter(n + 3), n, "#12141f")
    for n in range(9):
        near.oval(n / 8, 0.6, 0.012, "#ffe3a3")


def _lanterns(far: Canvas, near: Canvas) -> None:
    far.fade(0, 0.42, _NIGHT[1], _NIGHT[0])
    _city(far, 0.42, ("#141a2e", "#10152a"), "#d9b668")
    _water(far, 0.4, "#1b2747", "#070b18", "#6b5a4a")
    for n in range(60):
        depth = (n / 60) ** 1.3
        x, y, r = near.scatter(n), 0.46 + 0.5 * depth, 0.008 + 0.026 * depth
        far.oval(x, y, r * 3, "#5a3a1e", 0.8)
        near.box(x - r * 0.7, y - r * 1.4, x + r * 0.7, y + r, "#f4a340")
        near.box(x - r * 0.35, y - r, x + r * 0.35, y + r * 0.6, "#ffe6a8")
        near.line((x, y + r * 1.4), (x, y + r * 3.4), fill="#b0702c", width=r * 0.5)


def _lights(far: Canvas, near: Canvas) -> None:
    far.fade(0, 1, "#060812", "#1b2140")
    for n in range(5):
        x, y, tint = 0.14 + 0.18 * n, 0.18 + 0.24 * near.scatter(n), ("#ff9d5c", "#8ec7ff", "#f6e27a", "#e58fd0")[n % 4]
        reach = 0.1 + 0.1 * near.scatter(n + 4)
        for k in range(28):
            angle = k / 28 * 2 * math.pi
            far_x, far_y = x + reach * math.cos(angle) * near.size[1] / near.size[0], y + reach * math.sin(angle)
            near.line((x, y), (far_x, far_y), fill=tint, width=0.003)
            near.oval(far_x, far_y, 0.006, "#fff6dc")
    _city(far, 0.78, ("#0c1020", "#101528"), "#c9a75c")
    near.crowd(0.76, 34, 0.26, "#04060c")


def _street(far: Canvas, near: Canvas) -> None:
    _sky(far, 0.62)
    _city(far, 0.62, ("#7d7468", "#8f857a", "#6b6459"), "#f0e2b4")
    far.fade(0.62, 1, "#6c6f68", "#4b4f4a")
    near.crowd(0.6, 90, 0.2)


PAINTERS: Mapping[str, Callable[[Canvas, Canvas], None]] = {
    "Eröffnung": _opening,
    "Uferbühne": _stage,
    "Markthalle": _market,
    "Drachenboote": _boats,
    "Lesezelt": _tent,
    "Radweg": _path,
    "Kinderfest": _ship,
    "Feuerwehr": _fireboat,
    "Partnerstadt": _guests,
    "Brücke": _bridge,
    "Laternen": _lanterns,
    "Feuerwerk": _lights,
}
_SOFT = 6
"""How much coarser the background is drawn: enlarged, it is out of focus."""


def paint(name: str, number: int, size: tuple[int, int]) -> Image.Image:
    """An RGB picture of this moment, a crowd in a street where it is none of ours; each number gives another one."""
    small = (max(8, size[0] // _SOFT), max(8, size[1] // _SOFT))
    blurred, strokes = Image.new("RGB", small), Strokes()
    painter = PAINTERS.get(name, _street)
    painter(Canvas(ImageDraw.Draw(blurred), small, number), Canvas(strokes, size, number))
    picture = blurred.resize(size, Image.Resampling.BILINEAR)
    strokes.draw(ImageDraw.Draw(picture))
    return picture
