"""An SVG chart: processor time of the server, in relation to the raw core."""

from html import escape

from peers import CORE
from scenarios import LOADS
from tables import ratio

COLORS = ("#1f6f8b", "#9aa5b1", "#c3cad3", "#e0a458", "#d98032", "#b85c1e", "#7a9e54", "#a7c080")
BAR, GAP, HEIGHT, TOP, LEFT = 14, 26, 260, 66, 44
MOST = 4.0  # bars that are longer are cut, and say how long they are


def _bar(x, value, color):
    shown = min(value, MOST)
    height = shown / MOST * HEIGHT
    y = TOP + HEIGHT - height
    text = f'<text x="{x + BAR / 2:.0f}" y="{y - 4:.0f}" class="v">{value:.1f}</text>'
    return (f'<rect x="{x}" y="{y:.1f}" width="{BAR - 2}" height="{height:.1f}" '
            f'fill="{color}"/>{text}')


def _legend(names):
    parts = []
    for index, name in enumerate(names):
        x, y = LEFT + index % 4 * 190, 14 + index // 4 * 18
        parts.append(f'<rect x="{x}" y="{y - 9}" width="11" height="11" fill="{COLORS[index]}"/>'
                     f'<text x="{x + 16}" y="{y}">{escape(name)}</text>')
    return parts


def draw(results):
    """The chart as text; None if there is nothing to draw."""
    loads = [load for load in LOADS if CORE in results.of.get(load.name, {})]
    names = list(dict.fromkeys(name for load in loads for name in results.of[load.name]))
    if not loads:
        return None
    parts, x = _legend(names), LEFT
    for load in loads:
        begin = x
        for index, name in enumerate(names):
            value = ratio(results.of[load.name], name, CORE, "cpu_us")
            if value is not None:
                parts.append(_bar(x, value, COLORS[index]))
                x += BAR
        parts.append(f'<text x="{(begin + x) / 2:.0f}" y="{TOP + HEIGHT + 16}" class="n">'
                     f'{escape(load.name)}</text>')
        x += GAP
    line = TOP + HEIGHT - HEIGHT / MOST
    parts.append(f'<line x1="{LEFT - 6}" x2="{x - GAP}" y1="{line}" y2="{line}" stroke="#555" '
                 'stroke-dasharray="4 3"/>')
    width, height = max(x, LEFT + 4 * 190), TOP + HEIGHT + 46
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
            '<style>text{font:12px sans-serif;fill:#222}.v{font-size:9px;text-anchor:middle}'
            '.n{text-anchor:middle}</style>'
            f'<rect width="{width}" height="{height}" fill="#fff"/>' + "\n".join(parts) +
            f'<text x="{LEFT}" y="{height - 8}">Processor time of the server per call or message, '
            'raw core (1 thread) = 1; less is better</text></svg>\n')
