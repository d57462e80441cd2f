"""The app's two icons, drawn here: a speech bubble with the sign of a clause in it. So no picture is kept that nobody can change."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float64]

COLOUR_SIZE, OUTLINE_SIZE = 192, 32
"""Pixels, as the manifest's schema wants them."""
ACCENT = "#1d3c45"
"""The ground of the colour icon."""
_WHITE = (255, 255, 255)
_CURVES = (
    ((0.48, -0.72), (0.42, -1.14), (-0.50, -1.14), (-0.50, -0.70)),
    ((-0.50, -0.70), (-0.50, -0.34), (0.62, -0.26), (0.62, 0.20)),
    ((0.62, 0.20), (0.62, 0.40), (0.48, 0.54), (0.30, 0.60)),
)
"""Half of the sign of a clause, as Bézier curves; the other half is the same, turned about the middle."""
_STEPS = 24


def colour() -> bytes:
    """Draw the colour icon: the bubble in white on the app's colour, over the whole square, for Teams rounds the corners itself."""
    ground = tuple(bytes.fromhex(ACCENT.removeprefix("#")))
    bubble = _drawn(COLOUR_SIZE, radius=0.68, stroke=0.12)[..., None]
    pixels = np.asarray(ground) * (1 - bubble) + np.asarray(_WHITE) * bubble
    return _png(np.dstack([pixels, np.full((COLOUR_SIZE, COLOUR_SIZE), 255.0)]))


def outline() -> bytes:
    """Draw the outline icon: the same in white, with nothing around it and nothing where the sign is cut out."""
    bubble = _drawn(OUTLINE_SIZE, radius=0.86, stroke=0.13)
    white = np.full((OUTLINE_SIZE, OUTLINE_SIZE, 3), 255.0)
    return _png(np.dstack([white, bubble * 255]))


def _drawn(size: int, radius: float, stroke: float) -> Plane:
    """Draw the bubble with the sign cut out of it.

    Args:
        size: of the square, in pixels.
        radius: of the bubble, where half the square is 1.
        stroke: the thickness of the sign's line, where the sign's half height is 1.

    Returns:
        How much of each pixel is covered, between 0 and 1.

    """
    at = (np.arange(size) + 0.5) * 2 / size - 1
    x, y = np.meshgrid(at, at + radius * 0.08)
    bubble = np.minimum(np.hypot(x, y) - radius, _tail(x / radius, y / radius) * radius)
    scale = radius * 0.66
    sign = (_distance(x / scale, y / scale) - stroke) * scale
    edge = size / 2  # pixels in a unit: a line's edge is one pixel soft
    return np.clip(0.5 - bubble * edge, 0, 1) * np.clip(0.5 + sign * edge, 0, 1)


def _tail(x: Plane, y: Plane) -> Plane:
    """Give how far it is to the bubble's tail, a triangle at its lower left; less than nothing inside."""
    corners = np.array([(-0.15, 0.95), (-0.86, 1.02), (-0.88, 0.25)])
    edges = np.roll(corners, -1, axis=0) - corners
    sides = [(edge[0] * (y - a[1]) - edge[1] * (x - a[0])) / np.hypot(*edge) for a, edge in zip(corners, edges, strict=True)]
    outside: Plane = -np.minimum.reduce(sides)
    return outside


def _distance(x: Plane, y: Plane) -> Plane:
    """Give how far it is from each point to the line of the sign."""
    t = np.linspace(0, 1, _STEPS)[:, None]
    half = np.concatenate([_curve(np.array(curve), t) for curve in _CURVES])
    nearest: Plane = np.full(x.shape, np.inf)
    for line in (half, -half):
        for a, b in pairwise(line):
            along = b - a
            length = float(along @ along)
            part = np.clip(((x - a[0]) * along[0] + (y - a[1]) * along[1]) / length, 0, 1) if length else 0.0
            nearest = np.minimum(nearest, np.hypot(x - a[0] - part * along[0], y - a[1] - part * along[1]))
    return nearest


def _curve(four: Plane, t: Plane) -> Plane:
    points: Plane = (1 - t) ** 3 * four[0] + 3 * (1 - t) ** 2 * t * four[1] + 3 * (1 - t) * t**2 * four[2] + t**3 * four[3]
    return points


def _png(pixels: Plane) -> bytes:
    """Write a picture of red, green, blue and opacity as PNG (https://www.w3.org/TR/png-3/)."""
    rows = np.rint(pixels).astype(np.uint8)
    height, width = rows.shape[:2]
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
