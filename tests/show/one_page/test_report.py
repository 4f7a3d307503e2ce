"""The report of one page says what was found, and nothing that was not."""

from __future__ import annotations

from pathlib import Path

import pytest

from deliverylab import show
from deliverylab.improve import Plan, Prediction, Trial, UnseenTeam, unseen_team

PREDICTION = Prediction(lead_time_days=(0.5, 2), failure_rate_percent=(2, 6))
CLAIMS = ["lead time for changes falls by at least 2 days", "reliability rises", "loss falls"]


@pytest.fixture(scope="module")
def cutter() -> UnseenTeam:
    return unseen_team("14822")


@pytest.fixture(scope="module")
def plan(cutter: UnseenTeam) -> Plan:
    return cutter.plan("everyone reviews", "half the size")


@pytest.fixture(scope="module")
def trial(plan: Plan) -> Trial:
    return plan.trial(years=8)


@pytest.fixture(scope="module")
def page(cutter: UnseenTeam, plan: Plan, trial: Trial) -> show.Report:
    found = cutter.diagnose("small review desk")
    return show.report(
        cutter, found, plan, trial, prediction=PREDICTION, claims=CLAIMS, why="Review <first> & "
    )


def test_it_says_what_is_wrong_what_to_do_and_what_that_brings(
    page: show.Report, cutter: UnseenTeam, plan: Plan, trial: Trial
) -> None:
    text = repr(page)
    assert text.startswith("Turning the cutter around\n")
    assert "What is wrong: too few people review\n" in text
    assert all(line in text for line in cutter.diagnose("small review desk").evidence)
    assert plan.text in text and trial["loss"].text in text
    assert f"{trial.years} years with it and without it" in text


def test_each_claim_has_its_verdict_and_its_numbers(page: show.Report, trial: Trial) -> None:
    lines = [line for line in repr(page).splitlines() if line[:2] in ("✓ ", "✕ ", "≈ ")]
    assert len(lines) == len(CLAIMS)
    assert lines[0].startswith("✓ Lead time for changes falls by at least 2 days: held (")
    assert trial["lead time for changes"].interval in lines[0]
    assert not lines[1].startswith("✓ ")  # reliability does not rise here
    assert '<li class="held">' in page.html


def test_the_prediction_stands_beside_what_came_out(page: show.Report, trial: Trial) -> None:
    found = PREDICTION.against(trial)
    assert PREDICTION.text in repr(page)
    assert f"{found.hits} of 2 ranges held what came out." in repr(page)


def test_it_says_after_how_long_the_plan_has_paid(
    page: show.Report, cutter: UnseenTeam, plan: Plan, trial: Trial
) -> None:
    weeks = round(52 * plan.cost / -trial["loss"].difference.value)
    made_up = f"what it saves has made up for that after {weeks} weeks."
    assert f"It takes 5 person-weeks once; {made_up}" in repr(page)
    useless = cutter.plan("write down what you know")
    nothing = show.report(cutter, cutter.diagnose("one approver"), useless, useless.trial(years=2))
    assert ("cannot be seen" in repr(nothing)) is not useless.trial(years=2)["loss"].falls


def test_a_wrong_suspicion_is_called_one(cutter: UnseenTeam, plan: Plan, trial: Trial) -> None:
    text = repr(show.report(cutter, cutter.diagnose("one approver"), plan, trial))
    assert "What we suspected: one person approves everything\n" in text
    assert "The log says that this is not the root." in text
    assert "What is wrong" not in text


def test_what_was_not_given_has_no_heading(cutter: UnseenTeam, plan: Plan, trial: Trial) -> None:
    text = repr(show.report(cutter, cutter.diagnose("small review desk"), plan, trial))
    assert "What we claim" not in text and "What we had predicted" not in text


def test_the_page_needs_nothing_beside_itself(page: show.Report) -> None:
    assert "http" not in page.html and 'src="data:image/png' in page.html
    assert page.html.startswith("<!doctype html>") and '<html lang="en">' in page.html


def test_words_of_the_author_are_words_and_no_markup(page: show.Report) -> None:
    assert "Review &lt;first&gt; &amp;</p>" in page.html
    assert "<first>" not in page.html + page._repr_html_()


def test_a_notebook_shows_the_same_words(page: show.Report) -> None:
    body = page._repr_html_().partition('<div class="dl-report">')[2].removesuffix("</div>")
    assert body and body in page.html


def test_it_is_saved_and_saved_again(page: show.Report, tmp_path: Path) -> None:
    path = page.save(tmp_path / "cutter.html")
    assert path.read_text(encoding="utf-8") == page.html
    assert page.save(str(path)) == path


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cutter.pdf", None, "choose a name with .html"),
        ("mine.html", "<p>my own page</p>", "something else than a report"),
    ],
)
def test_nothing_else_is_written_over(
    page: show.Report, tmp_path: Path, name: str, content: str | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        page.save(tmp_path / name)
    assert content is None or (tmp_path / name).read_text(encoding="utf-8") == content


def test_a_trial_of_another_plan_is_refused(cutter: UnseenTeam, plan: Plan, trial: Trial) -> None:
    other = cutter.plan("everyone reviews")
    with pytest.raises(ValueError, match=r"of another plan; make it with plan\.trial\(\)"):
        show.report(cutter, cutter.diagnose("one approver"), other, trial)


def test_a_plan_for_another_team_is_refused(plan: Plan, trial: Trial) -> None:
    other = unseen_team("2023")
    with pytest.raises(ValueError, match=f"for another team than the {other.name}"):
        show.report(other, other.diagnose("one approver"), plan, trial)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"why": "x" * 601}, "why has 601 characters"),
        ({"claims": ["loss falls"] * 5}, "5 claims; a report of one page has room for 4"),
    ],
)
def test_more_than_a_page_is_refused(
    cutter: UnseenTeam, plan: Plan, trial: Trial, more: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        show.report(cutter, cutter.diagnose("one approver"), plan, trial, **more)  # type: ignore[arg-type]
