"""A line chart as SVG, readable on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 62, 52
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 15px }
  .faint { fill: #57606a }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .c0 { stroke: #0550ae } .c1 { stroke: #6e7781 } .c2 { stroke: #bc4c00 } .c3 { stroke: #8250df }
  circle { fill: #ffffff; stroke-width: 2 }
  .page { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .faint { fill: #9da7b3 }
    .grid { stroke: #30363d }
    .c0 { stroke: #58a6ff } .c1 { stroke: #9da7b3 } .c2 { stroke: #f0883e } .c3 { stroke: #bc8cff }
    circle, .page { fill: #0d1117 }
  }
"""


@dataclass(frozen=True)
class Chart:
    """The axes' titles and the named `lines`, whose points are sorted by x."""

    title: str
    across: str
    up: str
    lines: Mapping[str, Sequence[Point]]


def svg(chart: Chart) -> str:
    """The chart as an SVG document."""
    points = [point for line in chart.lines.values() for point in line]
    wide, high = (_ticks(max(point[axis] for point in points)) for axis in (0, 1))

    def place(point: Point) -> Point:
        x = _LEFT + point[0] / wide[-1] * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - point[1] / high[-1] * (_HEIGHT - _TOP - _BOTTOM)
        return round(x, 1), round(y, 1)

    placed = {name: [place(point) for point in line] for name, line in chart.lines.items()}
    body = [
        f'<rect class="page" width="{_WIDTH}" height="{_HEIGHT}"/>',
        f'<text class="title" x="16" y="24">{escape(chart.title)}</text>',
        f'<text class="faint" x="16" y="{_TOP - 18}">{escape(chart.up)}</text>',
        f'<text class="faint" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 12}" text-anchor="end">{escape(chart.across)}</text>',
        *(_y_tick(place((0, value))[1], value) for value in high),
        *(_x_tick(place((value, 0))[0], value) for value in wide),
        *(_line(number, line) for number, line in enumerate(placed.values())),
        *_labels(placed),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">'
    return "\n".join((head, f"<title>{escape(chart.title)}</title>", f"<style>{_STYLE}</style>", *body, "</svg>", ""))


def _ticks(maximum: float) -> list[float]:
    """Round values from 0 to at least `maximum`, in four to ten steps."""
    size = 1.0
    while maximum / size > 10:
        size *= 10
    while maximum / size <= 1:
        size /= 10
    step = size if maximum / size >= 4 else size / 2 if maximum / size >= 2 else size / 5
    return [step * n for n in range(int(-(-maximum // step)) + 1)]


def _y_tick(y: float, value: float) -> str:
    line = f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
    return f'{line}<text class="faint" x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>'


def _x_tick(x: float, value: float) -> str:
    return f'<text class="faint" x="{x}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{value:g}</text>'


def _line(number: int, points: Iterable[Point]) -> str:
    points = list(points)
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(f'<circle class="c{number}" cx="{x}" cy="{y}" r="3.5"/>' for x, y in points)
    return f'<polyline class="c{number}" points="{path}"/>{dots}'


def _labels(placed: dict[str, list[Point]]) -> list[str]:
    """The lines' names at their ends, moved apart where they would overlap."""
    ends = sorted((line[-1][1], line[-1][0], name) for name, line in placed.items())
    texts, lowest = [], 0.0
    for y, x, name in ends:
        lowest = max(y + 4, lowest + 16)
        texts.append(f'<text x="{x + 12}" y="{lowest:g}">{escape(name)}</text>')
    return texts
