"""Cards as Microsoft's own renderer shows them, in a browser: whole, without a word of complaint, as wide as a phone too."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from browsing import MODULES, RENDERER, needs, opened
from teams_samples import SAMPLES
from teams_schema import parts

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = needs(RENDERER)

PHONE = 320
_SHOWN = """([given, width]) => {
    document.head.insertAdjacentHTML("beforeend", "<style>.ac-actionSet { flex-wrap: wrap }</style>");  // as Teams and the Playground do
    const host = new AdaptiveCards.HostConfig({ spacing: { padding: 12 }, fontFamily: "sans-serif" });
    const complaints = [];
    const parsing = new AdaptiveCards.SerializationContext();
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = host;
    card.parse(given, parsing);
    for (let at = 0; at < parsing.eventCount; at++) complaints.push(parsing.getEventAt(at).message);
    for (const found of card.validateProperties().validationEvents) complaints.push(found.message);
    const place = document.createElement("div");
    place.style.width = width + "px";
    document.body.replaceChildren(place);
    card.render(place);
    for (const its of place.querySelectorAll("*"))
        if (its.getBoundingClientRect().right > place.getBoundingClientRect().right + 1) complaints.push("too wide: " + its.textContent);
    return [complaints, place.innerText + [...place.querySelectorAll("[placeholder]")].map((its) => its.placeholder).join()];
}"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with opened(PHONE) as (its, _):
        await its.add_script_tag(path=MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js")
        yield its


def words(card: dict[str, Any]) -> list[str]:
    """Give what a card says, and its buttons' titles."""
    said = [its["text"] for its in parts(card["body"]) if its.get("type") in {"TextRun", "TextBlock"}]
    pressed = [its["title"] for its in parts(card["body"]) if str(its.get("type", "")).startswith("Action.")]
    return [" ".join(its.split()) for its in (*said, *pressed)]


async def test_every_card_is_rendered_whole_and_fits_a_phone(page: Page) -> None:
    shown = {name: await page.evaluate(_SHOWN, [json.loads(json.dumps(card)), PHONE]) for name, card in SAMPLES.items()}
    complaints = {name: its for name, (its, _) in shown.items() if its}
    read = {name: " ".join(text.split()) for name, (_, text) in shown.items()}
    left_out = {name: lost for name, card in SAMPLES.items() if (lost := [its for its in words(card) if its not in read[name]])}

    assert {} == complaints
    assert {} == left_out
