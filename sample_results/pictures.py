"""Draw the pictures of the samples (charts, seals, a QR code, a molecule, formulas): PNG or SVG bytes out."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import matplotlib
import segno
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath, text_to_path
from PIL import Image, ImageDraw, ImageFont

matplotlib.use("Agg")
matplotlib.rcParams.update({"mathtext.fontset": "stix", "font.family": "STIXGeneral", "font.size": 10})

NAVY, TEAL, SAND, RED = "#1d3557", "#2a9d8f", "#d9a441", "#c1121f"
SERIF_CJK = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"
SIMPLIFIED = 2  # the index of the SC face in that collection
SVG_COMMANDS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C"}


def formula(latex: str, size: float, display: bool) -> tuple[bytes, float, float, float]:
    """Return an SVG of a formula, and its width, height and depth below the baseline in CSS pixels."""
    drawn = re.sub(r"\\tag *\{.*?\}", "", latex).strip()
    drawn = re.sub(r" *([_^]) *", r"\1", drawn)  # mathtext sets a script that follows a space on the line
    if display:
        drawn = drawn.replace(r"\frac", r"\dfrac")
    font = FontProperties(size=size)
    width, height, depth = text_to_path.get_text_width_height_descent(f"${drawn}$", font, ismath=True)
    outline = TextPath((0, depth), f"${drawn}$", prop=font)
    steps = []
    for points, code in outline.iter_segments(curves=True, simplify=False):
        pairs = [(x, height - y) for x, y in zip(points[::2], points[1::2], strict=True)]
        steps.append(
            SVG_COMMANDS.get(code, "Z")
            + (" ".join(f"{x:.2f} {y:.2f}" for x, y in pairs) if code != Outline.CLOSEPOLY else "")
        )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}" height="{height:.2f}" '
        f'viewBox="0 0 {width:.2f} {height:.2f}"><path d="{"".join(steps)}"/></svg>'
    )
    return svg.encode(), float(width), float(height), float(depth)


def _chart(width: float, height: float, draw: Callable[[Axes], None]) -> bytes:
    figure, axes = pyplot.subplots(figsize=(width, height), dpi=150)
    draw(axes)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", bbox_inches="tight", pad_inches=0.03, metadata={"Software": None})
    pyplot.close(figure)
    return _small(Image.open(stream).convert("RGB"))


def _small(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def energy_by_site() -> bytes:
    def draw(axes: Axes) -> None:
        years = range(2027, 2032)
        sites = {
            "Gannet Sound": (31, 34, 36, 41, 44),
            "Corrie Narrows": (18, 19, 23, 24, 27),
            "Salt Bar": (0, 0, 4, 9, 13),
        }
        for at, (site, values) in enumerate(sites.items()):
            axes.bar([year + (at - 1) * 0.27 for year in years], values, 0.25, label=site, color=(NAVY, TEAL, SAND)[at])
        axes.set_xticks(list(years))
        axes.set_ylabel("energy delivered (GWh)")
        axes.legend(frameon=False, ncols=3, loc="upper left")
        axes.set_ylim(0, 54)

    return _chart(6.0, 2.7, draw)


def cell_scheme() -> bytes:
    def draw(axes: Axes) -> None:
        axes.set_xlim(0, 10)
        axes.set_ylim(0, 6)
        axes.axis("off")
        for x, name, colour in ((0.3, "negative\ntank", "#f3d9a4"), (7.7, "positive\ntank", "#bfe0dc")):
            axes.add_patch(Rectangle((x, 1.2), 2, 3.2, facecolor=colour, edgecolor="black"))
            axes.text(x + 1, 2.8, name, ha="center", va="center")
        axes.add_patch(Rectangle((4, 0.8), 2, 4, facecolor="#eeeeee", edgecolor="black"))
        axes.plot([5, 5], [0.8, 4.8], color="black", linestyle="--")
        axes.text(5, 5.2, "membrane", ha="center")
        for x, way in ((2.3, 1.7), (7.7, -1.7)):
            axes.annotate("", (x + way, 3.9), (x, 3.9), arrowprops={"arrowstyle": "->"})
            axes.annotate("", (x, 1.7), (x + way, 1.7), arrowprops={"arrowstyle": "->"})
        axes.text(5, 0.25, "flow 20 mL/min", ha="center")

    return _chart(3.5, 2.1, draw)


def voltage_curve() -> bytes:
    def draw(axes: Axes) -> None:
        x = [at / 100 for at in range(2, 99)]
        axes.plot(x, [0.71 + 0.052 * math.log(at / (1 - at)) + 0.08 for at in x], color=NAVY, label="charge")
        axes.plot(x, [0.71 + 0.052 * math.log(at / (1 - at)) - 0.08 for at in x], color=RED, label="discharge")
        axes.set_xlabel("state of charge")
        axes.set_ylabel("voltage (V)")
        axes.legend(frameon=False, loc="lower right", fontsize=9)
        axes.set_ylim(0.35, 1.05)

    return _chart(2.0, 1.7, draw)


def capacity_fade() -> bytes:
    def draw(axes: Axes) -> None:
        cycles = range(0, 61, 4)
        axes.plot(cycles, [100 * 0.9987**n for n in cycles], "o", markersize=3, color=TEAL)
        axes.set_ylim(90, 101)
        axes.set_xlabel("cycle")
        axes.set_ylabel("capacity (%)")

    return _chart(2.0, 1.7, draw)


def quinone() -> bytes:
    """Return a skeletal drawing of 1,4-benzoquinone."""
    corners = [(math.sin(math.radians(60 * at)), math.cos(math.radians(60 * at))) for at in range(6)]

    def draw(axes: Axes) -> None:
        for at in range(6):
            (x1, y1), (x2, y2) = corners[at], corners[(at + 1) % 6]
            axes.plot([x1, x2], [y1, y2], color="black", linewidth=1.6, solid_capstyle="round")
        for one, two in ((1, 2), (4, 5)):
            (x1, y1), (x2, y2) = corners[one], corners[two]
            axes.plot([x1 * 0.82, x2 * 0.82], [y1 * 0.8, y2 * 0.8], color="black", linewidth=1.6)
        for way in (1, -1):
            for shift in (-0.07, 0.07):
                axes.plot([shift, shift], [way, way * 1.55], color="black", linewidth=1.6)
            axes.text(0, way * 1.85, "O", ha="center", va="center", fontsize=14, color=RED)
        axes.set_xlim(-1.3, 1.3)
        axes.set_ylim(-2.1, 2.1)
        axes.set_aspect("equal")
        axes.axis("off")

    return _chart(1.1, 1.7, draw)


def pendulum() -> bytes:
    def draw(axes: Axes) -> None:
        axes.plot([-1.6, 1.6], [0, 0], color="black", linewidth=3)
        axes.plot([0, 1.3], [0, -2.6], color="black", linewidth=1.2)
        axes.plot([0, 0], [0, -3], color="grey", linestyle="--", linewidth=1)
        axes.plot([1.3], [-2.6], "o", color=NAVY, markersize=13)
        axes.text(0.85, -1.2, "$L$")
        axes.text(0.12, -1.1, r"$\theta$")
        axes.text(1.75, -2.75, "$m$")
        axes.set_xlim(-1.8, 2.2)
        axes.set_aspect("equal")
        axes.axis("off")

    return _chart(1.8, 1.6, draw)


def clock() -> bytes:
    """Return a small clock face that shows twenty past nine."""
    image = Image.new("RGB", (160, 160), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((6, 6, 154, 154), outline="black", width=5)
    for turn, reach, width in ((9 / 12 + 20 / 720, 36, 8), (20 / 60, 54, 5)):
        angle = 2 * math.pi * turn
        pen.line((80, 80, 80 + reach * math.sin(angle), 80 - reach * math.cos(angle)), fill="black", width=width)
    for hour in range(12):
        angle = math.pi * hour / 6
        pen.line(
            [
                80 + r * f
                for r, f in (
                    (64, math.sin(angle)),
                    (64, -math.cos(angle)),
                    (71, math.sin(angle)),
                    (71, -math.cos(angle)),
                )
            ],
            fill="black",
            width=4,
        )
    return _small(image.resize((80, 80), Image.Resampling.LANCZOS))


def _seal(around: str, below: str, size: float, sweep: float) -> bytes:
    """Return a round red seal: a text along the rim, a star in the middle, a text under it."""
    image = Image.new("RGBA", (480, 480), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((8, 8, 472, 472), outline=RED, width=12)
    star = [
        (240 + r * math.sin(math.pi * at / 5), 236 - r * math.cos(math.pi * at / 5))
        for at, r in ((at, 74 if at % 2 == 0 else 29) for at in range(10))
    ]
    pen.polygon(star, fill=RED)
    font = ImageFont.truetype(SERIF_CJK, int(size), index=SIMPLIFIED)
    for at, letter in enumerate(around):
        turn = sweep * (at / (len(around) - 1) - 0.5)
        tile = Image.new("RGBA", (480, 480), (255, 255, 255, 0))
        ImageDraw.Draw(tile).text((240, 32 + size / 2), letter, fill=RED, font=font, anchor="mm")
        image.alpha_composite(tile.rotate(-turn, resample=Image.Resampling.BICUBIC, center=(240, 240)))
    pen.text((240, 372), below, fill=RED, font=font, anchor="mm")
    stream = io.BytesIO()
    image.resize((220, 220), Image.Resampling.LANCZOS).quantize(32).save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def seal_english() -> bytes:
    return _seal("BRACKWATER TIDAL ENERGY", "BTE", 44, 250)


def seal_chinese() -> bytes:
    return _seal("青屿数据服务有限公司", "合同专用章", 50, 230)


def qr_code() -> bytes:
    stream = io.BytesIO()
    segno.make("https://brackwater.example/report/2031", error="m", micro=False).save(
        stream, kind="png", scale=3, border=1
    )
    return stream.getvalue()


PICTURES: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "annual-report/images/energy_by_site.png": energy_by_site,
        "annual-report/images/seal.png": seal_english,
        "annual-report/images/qr_code.png": qr_code,
        "paper/images/cell_scheme.png": cell_scheme,
        "paper/images/voltage_curve.png": voltage_curve,
        "paper/images/capacity_fade.png": capacity_fade,
        "paper/images/quinone.png": quinone,
        "exam/images/pendulum.png": pendulum,
        "exam/images/clock.png": clock,
        "contract-zh/images/seal.png": seal_chinese,
    }
)
