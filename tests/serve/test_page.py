"""The page in a browser, end to end: every view, the filters, the keyboard, hostile text, accessibility."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH: apt-get install chromium")

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
VIEWS = [
    "/overview",
    "/events",
    "/dyad?a=ECU&b=PER",
    "/dyad",
    "/map",
    "/map?level=country",
    "/network",
    "/episodes",
    "/episodes/{episode}",
    "/articles",
    "/articles/{article}?event={event}",
    "/agenda?from=2024-03-01",
    "/paste",
    "/review",
    "/about",
    "/events?text=nothing-holds-this",
    "/articles/none",
    "/no-such-view",
]
REFUSED = re.compile("status of (4|503)")  # what the browser logs of every refusal
HOSTILE = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg/onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "\"><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "{{constructor.constructor('window.pwned=1')()}}",
    "${window.pwned=1}",
    "</title><script>window.pwned=1</script>",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """A page that fails its test on any error of a script and on any request that leaves the server."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda line: (
            faults.append(line.text) if line.type == "error" and not re.search("status of (4|503)", line.text) else None
        ),
    )
    opened.on(
        "request",
        lambda sent: None if sent.url.startswith((server, "blob:", "data:")) else faults.append(f"left: {sent.url}"),
    )
    yield opened
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def known(server: str) -> dict[str, str]:
    one = get(server, "/episodes?several=true&limit=1")["items"][0]
    return {"episode": one["episode"], "article": one["document"], "event": one["id"]}


def get(server: str, path: str) -> Any:
    with urlopen(f"{server}/api/v1{path}", timeout=10) as answer:
        return json.load(answer)


def post(server: str, path: str, body: Any) -> Any:
    sent = Request(f"{server}/api/v1{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(sent, timeout=30) as answer:
        return json.load(answer)


def show(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("main h1, main .trouble")
    page.wait_for_selector(".waiting", state="detached")


@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_barrier(page: Any, server: str, known: dict[str, str], view: str) -> None:
    """Nothing serious for axe, light, dark and on a phone, which also need not be scrolled sideways."""
    show(page, server + view.format(**known))
    page.wait_for_timeout(150)
    # The policy keeps foreign scripts out of the page, so axe comes by way of the debugger.
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n0")
    assert barriers(page, "{}") == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, "{runOnly: ['color-contrast']}") == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(150)
    assert barriers(page, "{runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable']}") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def barriers(page: Any, options: str) -> list[Any]:
    found = page.evaluate(f"axe.run(document, {options})")
    return [
        (one["id"], [node["target"] for node in one["nodes"]][:5])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_filters_are_in_the_address_and_back_works(page: Any, server: str) -> None:
    show(page, f"{server}/overview")
    page.get_by_role("combobox", name="Actor").fill("Brazil")
    page.get_by_role("combobox", name="Actor").press("Enter")
    page.wait_for_url("**/overview?actor=BRA")
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Words of conflict").check()
    page.wait_for_url("**actor=BRA&quad=3")
    page.get_by_role("link", name="Events", exact=True).click()
    page.wait_for_url("**/events?*quad=3*")
    page.wait_for_selector(".event")
    shown = page.locator(".event .what").all_inner_texts()
    total = get(server, "/events/count?actor=BRA&quad=3")["events"]
    assert len(shown) == min(total, 40)
    page.get_by_role("button", name="Remove the filter class Words of conflict").click()
    page.wait_for_url("**/events?actor=BRA")
    page.go_back()
    page.wait_for_url("**quad=3*")
    page.go_back()
    page.wait_for_url("**/overview?*")
    assert page.get_by_role("combobox", name="Actor").input_value() == "Brazil"


def test_the_brush_sets_dates(page: Any, server: str) -> None:
    show(page, f"{server}/events")
    box = page.locator(".brush").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 10)
    page.mouse.up()
    page.wait_for_url("**since=2024-03-*until=2024-03-*")


def test_a_dyad_has_its_marks(page: Any, server: str) -> None:
    show(page, f"{server}/dyad?a=ECU&b=PER")
    page.wait_for_selector("svg[data-export] .dot")
    zero = page.locator(".y-axis .zero").first.bounding_box()["y"]
    for quad, above in ((2, True), (4, False)):
        for mark in page.locator(f".dot.q{quad} path").all():
            assert (mark.bounding_box()["y"] < zero) == above
    assert page.locator(".dot.coming").count() >= 1
    page.locator(".dot").first.focus()
    assert page.locator(".tip").is_visible()


def test_a_picture_can_be_saved(page: Any, server: str) -> None:
    show(page, f"{server}/network")
    page.wait_for_selector("svg[data-export]")
    for name, magic in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        page.get_by_text("Export", exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Picture as {name}").click()
        assert Path(waiting.value.path()).read_bytes().startswith(magic)


def test_time_can_be_played(page: Any, server: str) -> None:
    show(page, f"{server}/network")
    page.get_by_label("Time").fill("0")
    assert "all" not in page.locator(".player output").inner_text()
    page.get_by_role("button", name="Play").click()
    sync_api.expect(page.get_by_label("Time")).not_to_have_value(re.compile("^[01]$"))


def test_a_click_tells_why(page: Any, server: str, known: dict[str, str]) -> None:
    show(page, f"{server}/articles/{known['article']}")
    page.locator(".text .trigger").first.click()
    page.wait_for_url("**event=*")
    reasons = page.locator(".coded .reasons").inner_text()
    assert "By the word" in reasons
    assert "Rule" in reasons
    assert page.locator(".text .trigger").count() >= 1


def test_a_text_is_coded_in_place(page: Any, server: str) -> None:
    before = get(server, "/events/count")["events"]
    show(page, f"{server}/paste")
    page.locator("#paste-text").fill("Police in Nairobi arrested four Ugandan traders on Monday, the ministry said.")
    page.get_by_role("button", name="Code it").click()
    page.wait_for_selector(".article-view .event-button")
    assert "Arrest" in page.locator(".coded").inner_text()
    assert get(server, "/events/count")["events"] == before


def test_the_date_of_a_page_is_its_own(page: Any, server: str) -> None:
    """A pasted text that tells its day is not dated to the day on which it is pasted."""
    show(page, f"{server}/paste")
    page.locator("#paste-text").fill(
        "VIENNA, March 3, 2024 - The foreign ministers of Austria and Hungary met in Vienna on Sunday."
    )
    page.get_by_role("button", name="Code it").click()
    page.wait_for_selector(".article-view .event-button")
    assert "3 Mar 2024" in page.locator(".coded").inner_text()


def test_an_address_that_was_mistyped(page: Any, server: str) -> None:
    page.goto(f"{server}/evnts")
    sync_api.expect(page.locator("main h1")).to_have_text("There is no such page")
    show(page, f"{server}/events?since=2024-13-45")
    assert page.locator(".event-list .event").count() > 0


def test_names_do_not_hide_each_other(page: Any, server: str) -> None:
    for size in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for view, names in (("/network", ".node-name"), ("/map", ".place-name")):
            show(page, server + view)
            page.wait_for_selector(names)
            boxes = [one.bounding_box() for one in page.locator(names).all()]
            assert len(boxes) > 3
            for number, one in enumerate(boxes):
                for other in boxes[number + 1 :]:
                    apart_x = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
                    apart_y = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
                    assert max(apart_x, apart_y) > -6, (view, one, other)  # a box is higher than its letters


def test_an_empty_store_says_how_to_fill_it(browser: Any, serving: Any, tmp_path: Path) -> None:
    from dragoman.store import open_store

    open_store(tmp_path / "store", create=True)
    with serving(tmp_path / "store") as server:
        opened = browser.new_page()
        for view in ("/overview", "/network", "/review"):
            show(opened, server + view)
            sync_api.expect(opened.locator("main")).to_contain_text("dragoman ingest")
        show(opened, f"{server}/paste")
        assert opened.locator("#paste-text").count() == 1
        opened.close()


def test_review_by_keyboard(page: Any, server: str) -> None:
    before = get(server, "/reviews/queue")["decided"]
    show(page, f"{server}/review")
    page.get_by_label("Reviewer").fill("ml")
    page.locator("h1").click()
    page.keyboard.press("a")
    sync_api.expect(page.locator(".review-bar")).to_contain_text("1 accepted")
    page.keyboard.press("r")
    sync_api.expect(page.locator(".review-bar")).to_contain_text("1 rejected")
    page.keyboard.press("c")
    page.get_by_label("Status").select_option("possible")
    page.get_by_label("Kind").select_option("AGREE")
    page.get_by_role("button", name="Save the correction").click()
    sync_api.expect(page.locator(".review-bar")).to_contain_text("1 corrected")
    kept = get(server, "/reviews")["reviews"]
    assert [one["decision"] for one in kept] == ["accept", "reject", "correct"]
    assert {one["who"] for one in kept} == {"ml"}
    assert kept[2]["correction"].get("type", "AGREE") == "AGREE"
    assert before == {"accept": 0, "correct": 0, "reject": 0, "missed": 0}


def test_a_missed_event_by_keyboard(page: Any, server: str) -> None:
    show(page, f"{server}/review")
    page.wait_for_selector(".review-card")
    page.locator("h1").click()
    page.keyboard.press("m")
    page.wait_for_url("**missed=*")
    page.wait_for_selector(".word")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    chosen = page.locator(".word.chosen").all_inner_texts()
    assert chosen == page.locator(".word").all_inner_texts()[1:3]
    page.get_by_label("Kind").select_option("AID")
    page.get_by_role("button", name="Add to who").click()
    page.get_by_label("Who: name").fill("Chile")
    page.get_by_label("Who: country code").fill("chl")
    page.get_by_role("button", name="Add the event").press("Enter")
    sync_api.expect(page.locator(".added")).to_contain_text(" ".join(chosen))
    sync_api.expect(page.locator(".review-bar")).to_contain_text("1 added")
    kept = [one for one in get(server, "/reviews")["reviews"] if one["decision"] == "missed"]
    assert [(one["correction"]["type"], one["correction"]["trigger"]) for one in kept] == [("AID", " ".join(chosen))]
    assert kept[0]["correction"]["actors"] == [{"name": "Chile", "country": "CHL", "sector": None}]
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n0")
    assert barriers(page, "{}") == []
    page.get_by_role("button", name="Take back").click()
    sync_api.expect(page.locator(".review-bar")).to_contain_text("0 added")
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    page.wait_for_selector(".review-card")


def test_the_page_shows_how_far_the_reading_is(page: Any, server: str) -> None:
    """A store that is read for the first time: a page at once, and the view by itself when it is ready."""
    told = {"type": "about:blank#preparing", "title": "Busy", "status": 503, "detail": "", "step": 2, "steps": 8}
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) < 3:
            body = json.dumps({**told, "events": 1_000_000})
            route.fulfill(status=503, content_type="application/problem+json", body=body)
        else:
            route.continue_()

    page.route("**/api/v1/overview*", refuse)
    page.on("console", lambda _: None)
    page.goto(f"{server}/overview")
    sync_api.expect(page.locator(".preparing")).to_contain_text("1,000,000 events, step 2 of 8")
    page.wait_for_selector(".tally")
    assert len(asked) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(page: Any, server: str, text: str) -> None:
    from urllib.parse import quote

    story = f"Police in Nairobi {text} arrested four traders on Monday, {text} the interior ministry said. {text}"
    show(page, f"{server}/paste")
    page.locator("#paste-text").fill(story)
    page.get_by_role("button", name="Code it").click()
    page.wait_for_selector(".article-view, .trouble")
    for path in (f"/events?text={quote(text)}", f"/dyad?a={quote(text)}&b=PER", f"/articles/{quote(text, safe='')}"):
        page.goto(server + path)
        page.wait_for_selector("main h1, main .trouble")
    page.wait_for_timeout(150)
    assert page.evaluate("window.pwned") is None


def test_a_hostile_article_in_the_store(page: Any, server: str) -> None:
    markup = HOSTILE[1]
    text = f"The foreign ministry of Kenya {markup} accused Uganda of spying on Tuesday, {HOSTILE[0]} officials said."
    kept = post(
        server, "/code", {"text": text, "title": f"{HOSTILE[0]}{HOSTILE[7]}", "published": "2024-04-09", "store": True}
    )
    show(page, f"{server}/articles/{kept['document']['id']}")
    assert "pwned" in page.locator(".text").inner_text()
    for view in ("/overview", "/events", "/episodes?single=true", "/articles", "/map", "/network", "/review"):
        show(page, server + view)
    assert page.evaluate("window.pwned") is None
