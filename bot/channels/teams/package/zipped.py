"""The app package: the manifest and its icons in one zip, the same bytes for the same settings."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.channels.teams.package import icons
from bot.channels.teams.package.manifest import COLOUR_ICON, OUTLINE_ICON

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "manifest.json"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: when it was made is nobody's business."""


def package(manifest: Mapping[str, Any]) -> bytes:
    """Put the package together, its files at the top level as Teams wants them."""
    files = {
        MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=2).encode(),
        COLOUR_ICON: icons.colour(),
        OUTLINE_ICON: icons.outline(),
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            info = ZipInfo(name, _FIRST_DAY)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            made.writestr(info, content)
    return packed.getvalue()
