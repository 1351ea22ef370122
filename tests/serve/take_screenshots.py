"""Pictures of every view for the documentation, light, dark and phone, of the store that `dragoman demo` makes, served
with `--write`:

python tests/serve/take_screenshots.py http://127.0.0.1:8090 docs/screenshots
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
FLAGS += ["--lang=en-GB", "--hide-scrollbars"]
LOOKS: dict[str, tuple[int, int, str]] = {
    "light": (1280, 900, "light"),
    "dark": (1280, 900, "dark"),
    "phone": (390, 844, "light"),
}


def addresses(server: str) -> dict[str, str]:
    def get(path: str) -> Any:
        with urlopen(f"{server}/api/v1{path}", timeout=20) as answer:
            return json.load(answer)

    episode = max(get("/episodes?limit=200")["items"], key=lambda one: (one["outlets"], one["reports"]))
    claim = get("/events?status=denied")["items"][0]
    return {
        "overview": "/overview",
        "events": "/events?status=alleged&status=denied",
        "dyad": "/dyad?a=ECU&b=PER",
        "map": "/map",
        "network": "/network",
        "episodes": "/episodes",
        "episode": f"/episodes/{episode['episode']}",
        "articles": "/articles",
        "article": f"/articles/{claim['document']}?event={claim['id']}",
        "agenda": "/agenda?from=2024-03-08",
        "paste": "/paste",
        "review": "/review",
        "missed": f"/review?missed={claim['document']}",
        "about": "/about",
    }


def main(server: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for look, (width, height, scheme) in LOOKS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="en-GB",  # type: ignore[arg-type]
            )
            for name, address in addresses(server).items():
                page = context.new_page()
                page.goto(server + address)
                page.wait_for_selector("main h1")
                page.wait_for_selector(".waiting", state="detached")
                if name == "paste":
                    page.get_by_role("button", name="Try an example").click()
                    page.get_by_role("button", name="Code it").click()
                    page.locator(".event-button").first.click()
                if name == "missed":
                    words = page.locator(".word")
                    words.nth(9).click()
                    words.nth(10).click(modifiers=["Shift"])
                page.wait_for_timeout(600)
                page.screenshot(path=folder / f"{name}-{look}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
