"""What lesson 02 says in words, checked against the data, the labs and its own outputs."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from nbformat import NotebookNode

from deliverylab.log import DeliveryLog
from deliverylab.measure import change_failure_rate, lead_time_for_changes
from deliverylab.measure.say import say_hours
from deliverylab.show import ThreeModes, WhatIsInABatch
from deliverylab.show.mode_runs import KPIS, QUARTERS, coin, difference, way
from deliverylab.show.three_modes import ThreeWays, your_team
from deliverylab.show.three_modes_plot import say_kpi
from deliverylab.simulate import Approval, EveryChange, Scenario, Train, simulate
from deliverylab.simulate.policies import ROLLOUTS

REPO = Path(__file__).resolve().parents[2]
LESSON = "02_integrate_deliver_deploy"
_, LEAD_TIME, SHARE, FAILED, RESTORE, RELIABILITY = KPIS


@pytest.fixture(scope="module")
def lab() -> ThreeModes:
    return ThreeModes()


def test_what_travels_together_in_the_data(cells: dict[str, str], log: DeliveryLog) -> None:
    changes = log.changes.dropna(subset="deployed")
    by_team = changes.groupby("team", observed=True)
    arrived = by_team.size()
    assert "each team brought between 1,300 and 2,000 changes" in cells["what-travels-together"]
    assert arrived.between(1_300, 2_000).all()
    each = arrived / by_team["deployment"].nunique()
    assert "How many changes travelled together at barge?" in cells["batch-sizes"]
    assert "`tug` brings about 65 at a time" in cells["about-the-batch"]
    assert each["tug"] == pytest.approx(65, abs=3)


def test_what_more_than_noise_means(cells: dict[str, str]) -> None:
    said = "the lab plays twelve quarters, and luck rarely puts one mode ahead in ten or more"
    assert said in cells["same-luck"]
    assert QUARTERS == 12
    assert coin(10, QUARTERS) < 0.05 < coin(9, QUARTERS)


def test_the_labs_call_their_controls_as_the_lesson_does(
    cells: dict[str, str], lab: ThreeModes
) -> None:
    head = {text.get_text().replace("\n", " ") for text in lab.live.figure.texts}
    for cell, opened, more in (
        ("try-these", lab, head & {"failed a year"}),
        ("more-tries", lab, set(ROLLOUTS)),
        ("about-the-batch", WhatIsInABatch(), {preset.label for preset in WhatIsInABatch.presets}),
    ):
        labels = {control.label.lower() for control in opened.controls.values()} | more
        asked = cells[cell].partition("<details>")[0]
        named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", asked))
        assert named and named <= labels


def test_what_shortens_the_way_is_that_nothing_waits_for_the_train(
    cells: dict[str, str], lab: ThreeModes
) -> None:
    assert "nothing waits for the train" in cells["about-three-modes"]
    by_hand, delivery, _ = lab.result.ways
    packaged = your_team({**lab.first_choices, "package": True})
    assert isinstance(packaged.deploy_on, Approval), "the switch changes who decides as well"
    still_a_train = way(replace(packaged, deploy_on=Train(every_days=14)))
    assert still_a_train.mode == "continuous delivery"
    assert still_a_train.kpis[LEAD_TIME] > 0.85 * by_hand.kpis[LEAD_TIME]
    assert delivery.kpis[LEAD_TIME] < 0.25 * still_a_train.kpis[LEAD_TIME]


def test_repairs_are_deployments_too(cells: dict[str, str], lab: ThreeModes) -> None:
    """Why three trains and one failure are not 33 %: what puts the service right is counted."""
    assert "repairs are deployments, too" in cells["same-luck"]
    year = simulate(your_team(lab.first_choices))
    to_users = year.deployments[year.deployments["environment"] == "production"]
    assert to_users["trigger"].isin(["rollback", "hotfix"]).sum() > 10
    assert change_failure_rate(year).observations == len(to_users)


def failed_a_year(result: ThreeWays) -> list[str]:
    """Return how many deployments of each mode fail in a year, as the lab says it."""
    return [say_kpi(FAILED, one.kpis[FAILED]) for one in result.ways]


def test_a_smaller_share_fails_but_more_deployments(cells: dict[str, str], lab: ThreeModes) -> None:
    said = cells["about-three-modes"]
    first, *others = failed_a_year(lab.result)
    assert f"more deployments fail:** {' or '.join(others)} a year, not {first}." in said
    by_hand, delivery, deployment = lab.result.ways
    assert "A smaller share of the deployments fails" in said
    for other in (delivery, deployment):
        assert not difference(by_hand, other, SHARE).up
        assert difference(by_hand, other, SHARE).sure
        assert difference(by_hand, other, FAILED).up
        assert difference(by_hand, other, FAILED).sure
    assert "users here see a few more errors: each failure lasts about as long" in said
    for other in (delivery, deployment):
        assert difference(by_hand, other, RELIABILITY).sure
        assert not difference(by_hand, other, RELIABILITY).up
        assert not difference(by_hand, other, RESTORE).sure


def test_strong_tests_and_weak_ones(cells: dict[str, str], lab: ThreeModes) -> None:
    said = cells["about-more-tries"]
    assert "With 60 %, more deployments fail in a year than on a train every two weeks" in said
    assert (lab.first_choices["ci_catch"], lab.first_choices["every_days"]) == (60, 14)
    assert f"than on a train every two weeks ({', '.join(failed_a_year(lab.result))});" in said
    by_hand, _, deployment = lab.result.ways
    apart = difference(by_hand, deployment, FAILED)
    assert apart.sure and apart.up
    assert "with 90 %, the difference is within the noise" in said
    strong = lab.model({**lab.first_choices, "ci_catch": 90})
    assert f"within the noise ({', '.join(failed_a_year(strong))})" in said
    by_hand, delivery, deployment = strong.ways
    assert not difference(by_hand, delivery, FAILED).sure
    assert not difference(by_hand, deployment, FAILED).sure


def test_trains_by_hand_fail_in_number_or_in_share(cells: dict[str, str], lab: ThreeModes) -> None:
    """What is asked of the days between trains has three answers, which do not agree."""
    asked, said = cells["more-tries"], cells["about-more-tries"]
    assert "Move *days between trains* to 1, then to 28." in asked
    assert "fail in a year? When does a larger share? What do users get?" in asked
    trains = {
        days: lab.model({**lab.first_choices, "every_days": days}).ways[0] for days in (1, 14, 28)
    }
    for days, train in trains.items():
        row = [say_kpi(kpi, train.kpis[kpi]) for kpi in (FAILED, SHARE, RELIABILITY)]
        assert f"| {days} | {' | '.join(row)} |" in said
    assert "The number falls, the share rises" in said
    for shorter, longer in pairwise(trains.values()):
        assert difference(shorter, longer, FAILED).sure
        assert not difference(shorter, longer, FAILED).up
        assert difference(shorter, longer, SHARE).sure
        assert difference(shorter, longer, SHARE).up
    for one, other in combinations(trains.values(), 2):
        assert not difference(one, other, RELIABILITY).sure


def test_over_many_lucks_the_longest_train_serves_users_worst(
    cells: dict[str, str], lab: ThreeModes
) -> None:
    said = cells["about-more-tries"]
    assert "For users, over many lucks, 28 days are worst: a failure lasts longer" in said
    lucks = range(100, 180)
    shorter, longer = (
        [way(your_team({**lab.first_choices, "every_days": days}), seed=luck) for luck in lucks]
        for days in (14, 28)
    )
    for kpi, sign in ((RELIABILITY, -1), (RESTORE, +1)):
        more = [sign * (b.kpis[kpi] - a.kpis[kpi]) for a, b in zip(shorter, longer, strict=True)]
        worse = sum(one > 0 for one in more)
        assert worse > len(more) / 2 and coin(worse, len(more)) < 0.01


def test_a_canary_lets_as_many_fail_and_fewer_see_it(
    cells: dict[str, str], lab: ThreeModes
) -> None:
    assert "As many deployments fail, but fewer users see it" in cells["about-more-tries"]
    rolling = lab.result.ways
    canary = lab.model({**lab.first_choices, "rollout": "canary"}).ways
    for before, now in zip(rolling, canary, strict=True):
        assert now.kpis[FAILED] == before.kpis[FAILED]
        assert now.kpis[RELIABILITY] > before.kpis[RELIABILITY]


def test_words_are_explained_before_they_are_met(cells: dict[str, str]) -> None:
    order = list(cells)
    for words, told, met in (
        (("*staging*", "*artifact*"), "step-by-step", "definitions"),
        (("*Time to restore*", "*Good requests*"), "same-luck", "three-modes-lab"),
        (("*rollout*", *(f"*{name}*" for name in ROLLOUTS)), "more-tries", "about-more-tries"),
        (("*branch*", "Feature flags"), "what-makes-it-possible", "look-closely"),
    ):
        assert order.index(told) < order.index(met)
        assert all(word in cells[told] for word in words)


def test_without_tests_there_is_nothing_to_package(cells: dict[str, str], lab: ThreeModes) -> None:
    """The first step ends with a choice that the lab refuses, and says why."""
    assert "Switch off *tests every change*. What does the lab say?" in cells["try-these"]
    assert "**Untested, nothing is packaged:** the lab refuses." in cells["about-three-modes"]
    with pytest.raises(ValueError, match="Continuous delivery implies continuous integration"):
        lab.model({**lab.first_choices, "package": True, "test": False})


def test_it_takes_as_long_as_the_exercises_and_the_list_of_lessons_say(
    cells: dict[str, str],
) -> None:
    assert "**Time** 50 minutes; exercises: about 60 more." in cells["objectives"]
    exercises = (REPO / "exercises" / "02_exercises.ipynb").read_text(encoding="utf-8")
    assert "**Time** 60 minutes" in exercises
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    assert "| 50 + [60](exercises/02_exercises.ipynb) |" in readme


def test_what_an_approval_costs(cells: dict[str, str], shown: dict[str, str]) -> None:
    ferry = Scenario.team("ferry")
    hours = {
        policy: lead_time_for_changes(simulate(replace(ferry, deploy_on=policy))).value
        for policy in (EveryChange(), Approval(hours=4), Approval(hours=8), Train(every_days=7))
    }
    alone, four, eight, meeting = hours.values()
    assert isinstance(ferry.deploy_on, Approval)
    own = lead_time_for_changes(simulate(ferry)).value
    before = cells["price-of-an-approval"]
    assert f"Without it, the median lead time of `ferry` would be {alone:.0f} hours." in before
    assert f"{own:.0f}" not in before, "the prediction is given away"
    row = rf"^{ferry.deploy_on.hours} h of work +{own:.0f}\.0$"
    assert re.search(row, shown["approval-hours"], re.M)
    said = f"Four hours of work cost about a day, the {ferry.deploy_on.hours} of `ferry` about two:"
    assert said in cells["about-approval"]
    assert (four - alone) / 24 == pytest.approx(1, abs=0.2)
    assert (own - alone) / 24 == pytest.approx(2, abs=0.2)
    said = "Eight hours cost about three days, the meeting five, however short."
    assert said in cells["about-approval"]
    assert (eight - alone) / 24 == pytest.approx(3, abs=0.1)
    assert (meeting - alone) / 24 == pytest.approx(5, abs=0.2)


def test_a_search_takes_longer_one_by_one(cells: dict[str, str]) -> None:
    lab = WhatIsInABatch()
    said = cells["about-the-batch"]
    forty = lab.model({**lab.first_choices, "size": 40})
    hours = say_hours(forty.here(forty.one_by_one) / 60)
    assert f"In 40 changes, two of them bad, 14 tries one by one ({hours}) or 5 by halves" in said
    bad = lab.first_choices["failure_share"] / 100
    assert 40 * bad == pytest.approx(2)
    assert "one change in fifty is bad (in the lab, one in twenty)" in said
    assert bad == pytest.approx(1 / 20)
    assert "in 65, nearly 18 or 6; in one, none" in said
    assert "a try takes 10 minutes" in said
    assert lab.first_choices["minutes"] == 10
    for size, in_a_row, halving in ((40, 14, 5), (65, 18, 6), (1, 0, 0)):
        batch = lab.model({**lab.first_choices, "size": size})
        assert batch.here(batch.one_by_one) / 10 == pytest.approx(in_a_row, abs=0.5)
        assert batch.here(batch.by_halves) / 10 == pytest.approx(halving, abs=0.5)


def test_its_lab_asks_before_it_shows(cells: dict[str, str]) -> None:
    assert "Answer the lab's question." in cells["in-a-batch"]
    assert WhatIsInABatch().view.covered


@pytest.mark.parametrize("cell", ["batch-sizes", "approval-hours", "batch-formula"])
def test_what_is_to_be_predicted_is_folded_away(lesson: NotebookNode, cell: str) -> None:
    (output,) = next(one.outputs for one in lesson.cells if one.id == cell)
    asked, folded = "".join(output.data["text/html"]).split("<details>")
    assert "?" in asked and "<table" not in asked
    assert "<table" in folded


def test_the_definitions_of_the_course_are_there(cells: dict[str, str]) -> None:
    said = cells["definitions"].replace("**", "")
    assert (
        "A production-ready artifact is made automatically on every change to the main branch. "
        "It may be deployed to a test or staging environment" in said
    )
    assert "That artifact is deployed into production automatically, on every change." in said
    assert "Both imply continuous integration:" in said
    assert "a person (or a timetable) decides when" in said
    assert "often used interchangeably" in cells["look-closely"]


def test_a_script_at_night_is_continuous_delivery(cells: dict[str, str]) -> None:
    assert "each night a script deploys" in cells["look-closely"]
    assert "every change is ready, and waits for the night" in cells["look-closely"]
    assert Scenario(deploy_on=Train(every_days=1)).mode == "continuous delivery"


def test_every_description_has_an_answer(cells: dict[str, str]) -> None:
    described = cells["look-closely"]
    assert described.count("<details>") == len(re.findall(r'\d\. "', described)) == 4
