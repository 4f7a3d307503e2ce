"""The report of lesson 06, printed: one page of paper, however much stands on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from deliverylab import show
from deliverylab.improve import Prediction, unseen_team
from tests.browser.axe import violations


@pytest.fixture(scope="module")
def longest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report with all that there is room for, saved."""
    team = unseen_team("14822")
    plan = team.plan("everyone reviews", "half the size")
    page = show.report(
        team,
        team.diagnose("small review desk"),
        plan,
        plan.trial(years=2),
        prediction=Prediction(
            deployments_per_week=(18, 24),
            lead_time_days=(1, 4),
            restore_hours=(0.2, 0.3),
            failure_rate_percent=(3, 5),
            reliability_percent=(99.92, 99.95),
            rework_percent=(1, 9),
            loss_person_weeks=(20, 35),
        ),
        claims=["deployment rework rate falls by at least 0.25 points"] * 4,
        why="Words of a usual length, one after the other, for as long as there is room. " * 7,
    )
    return page.save(tmp_path_factory.mktemp("report") / "cutter.html")


def test_it_is_printed_on_one_page(browser: Browser, longest: Path) -> None:
    page = browser.new_page()
    page.goto(longest.as_uri())
    paper = page.pdf(prefer_css_page_size=True)
    page.close()
    assert paper.count(b"/Type /Page") - paper.count(b"/Type /Pages") == 1


def test_it_asks_nobody_for_anything(browser: Browser, longest: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(longest.as_uri())
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [longest.as_uri()]
    page.close()


def test_everybody_can_read_it(browser: Browser, longest: Path) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    page.goto(longest.as_uri())
    assert violations(page, "main") == []
    page.close()
