"""The file of a deck: it needs nothing beside itself, and is the same each time."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from subprocess import run

import pytest
from bs4 import BeautifulSoup

from slides import DeckError, lessons, page, read_deck
from slides.__main__ import main

LARGEST = 8_000_000
LESSONS = lessons()
ROOT = Path(__file__).resolve().parents[2]

LOADS = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?)(?!data:|["']?\)|#)([^"')]+)""")
"""What a style would fetch."""


@pytest.fixture(params=LESSONS, ids=lambda path: str(path.stem), scope="module")
def deck(request: pytest.FixtureRequest) -> str:
    """The deck of every lesson."""
    return page(read_deck(request.param))


def fetched(html: str) -> list[str]:
    """Return what a page would fetch from elsewhere."""
    soup = BeautifulSoup(html, "html.parser")
    found = [str(tag["src"]) for tag in soup.select("[src]")]
    found += [str(tag["href"]) for tag in soup.select("link[href]")]
    styles = "\n".join(style.get_text() for style in soup.select("style"))
    return [one for one in found if not one.startswith("data:")] + LOADS.findall(styles)


def test_it_fetches_nothing(deck: str) -> None:
    assert fetched(deck) == []


@pytest.mark.parametrize(
    "loads",
    [
        '<script src="https://cdn.example/reveal.js"></script>',
        '<link rel="stylesheet" href="reveal.css">',
        '<img src="tide.png">',
        "<style>@import url(other.css);</style>",
        "<style>a { background: url('tide.png') }</style>",
    ],
)
def test_what_would_be_fetched_is_found(loads: str) -> None:
    assert len(fetched(loads)) >= 1


def test_it_is_small_enough_to_be_mailed(deck: str) -> None:
    assert len(deck.encode()) <= LARGEST


def test_each_slide_has_a_heading_and_its_number(deck: str) -> None:
    slides = BeautifulSoup(deck, "html.parser").select(".slides > section")
    assert len(slides) >= 10
    for number, slide in enumerate(slides[1:], start=2):
        assert slide.select_one("h2"), f"slide {number} has no heading"
        assert f"{number} / {len(slides)}" in slide.select("footer span")[-1].get_text()


def test_it_names_no_place_of_this_machine(deck: str) -> None:
    assert str(ROOT) not in deck
    assert str(Path.home()) not in deck


def test_it_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Here, and in another process with another order of what has none, such as sets."""
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    command = [sys.executable, "-m", "slides", "00", "--to", str(tmp_path / "there")]
    env = os.environ | {"PYTHONHASHSEED": other}
    run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    assert main(["00", "--to", str(tmp_path / "here")]) == 0
    here, there = (next((tmp_path / name).iterdir()) for name in ("here", "there"))
    assert here.read_bytes() == there.read_bytes()


def test_lessons_are_found_by_number() -> None:
    assert [path.stem for path in lessons(["2", "01b"])] == [
        "02_integrate_deliver_deploy",
        "01b_ship_it_for_real",
    ]
    assert len(LESSONS) == 10
    with pytest.raises(DeckError, match="there is no lesson 9; the lessons are 00, 01, 01b"):
        lessons(["9"])


def test_the_command_writes_a_deck_with_or_without_notes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["02", "--to", str(tmp_path)]) == 0
    assert re.search(r"02_\w+\.html  \d+ slides, \d\.\d MB\n", capsys.readouterr().out)
    file = tmp_path / "02_integrate_deliver_deploy.html"
    assert '<aside class="notes">' in file.read_text(encoding="utf-8")
    assert main(["02", "--without-notes", "--to", str(tmp_path)]) == 0
    assert "<aside" not in file.read_text(encoding="utf-8").partition("<script>")[0]
    assert main(["12"]) == 1
    assert "there is no lesson 12" in capsys.readouterr().err
