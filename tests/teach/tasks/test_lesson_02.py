"""The tasks of lesson 02: each usual mistake is recognised and gets hints of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from deliverylab.show.three_modes import ThreeModes, your_team
from deliverylab.simulate import ALWAYS, Approval, EveryChange, Scenario, Train, simulate
from deliverylab.simulate.run import forget
from deliverylab.teach.checks import check
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import lesson_02_tug
from deliverylab.teach.tasks.lesson_02_luck import ON_A_TRAIN, ONE_BY_ONE, played, ready, trains
from deliverylab.teach.tasks.lesson_02_mode import NONSENSE, SWITCHES, mode
from deliverylab.teach.tasks.lesson_02_words import NONE, WORKS
from tests.teach.tasks.proof import Proof, Wrong, said_of

LOG = shipped_log()
DELIVERY, DEPLOYMENT = "continuous delivery", "continuous deployment"
INTEGRATION = "continuous integration only"
HOUR = pd.Timedelta(hours=1)


def works(**otherwise: str) -> dict[str, str]:
    return {**WORKS, **otherwise}


def rule(
    tested: bool = True,
    packaged: bool = True,
    none: str = "none",
    nonsense: str = "nonsense",
    untested: str = "none",
) -> Callable[[bool, bool, bool], str]:
    """Return a rule that asks for some of what the right one asks for, in words of its own."""

    def name(build_and_test: bool, package: bool, deploy: bool) -> str:
        if packaged and deploy and not package:
            return nonsense
        if tested and package and not build_and_test:
            return untested
        if deploy:
            return DEPLOYMENT
        if package:
            return DELIVERY
        return INTEGRATION if build_and_test else none

    return name


def turned_round(build_and_test: bool, package: bool, deploy: bool) -> str:
    right = mode(build_and_test, package, deploy)
    return {DELIVERY: DEPLOYMENT, DEPLOYMENT: DELIVERY}.get(right, right)


def how_many(*automatic: bool) -> str:
    return ["none", INTEGRATION, DELIVERY, DEPLOYMENT][sum(automatic)]


def untested_first(build_and_test: bool, package: bool, deploy: bool) -> str:
    return mode(build_and_test, package, deploy) if build_and_test else "none"


def deploys_nothing(build_and_test: bool, package: bool, deploy: bool) -> str:
    if not build_and_test:
        return "none"
    return DEPLOYMENT if deploy else DELIVERY if package else INTEGRATION


def ladder(build_and_test: bool, package: bool, deploy: bool) -> str:
    if not build_and_test:
        return "none"
    if not package:
        return INTEGRATION
    return DEPLOYMENT if deploy else DELIVERY


def hand_is_nonsense(build_and_test: bool, package: bool, deploy: bool) -> str:
    return mode(build_and_test, package, deploy) if build_and_test else "nonsense"


def weeks(first_train: int = 4, failed_trains: int = 1, left: int = 3) -> dict[str, object]:
    return {"first_train": first_train, "failed_trains": failed_trains, "left": left}


ARRIVED = LOG.deployments.query("environment == 'production' and planned and outcome == 'success'")
FAILED = ARRIVED[ARRIVED["deployment"].isin(LOG.incidents["deployment"])]
P = 118 / 1983
F = 11 / 25
N = 63.88


def shares(
    p_hydrofoil: float = P,
    expected: float = 1 - (1 - P) ** N,
    p_tug: float = 1 - (1 - F) ** (1 / N),
) -> dict[str, object]:
    return {"p_hydrofoil": p_hydrofoil, "expected": expected, "p_tug": p_tug}


FERRY = Scenario.team("ferry")
WITH = simulate(FERRY).changes
WITHOUT = simulate(replace(FERRY, deploy_on=EveryChange())).changes
LATER = (WITH["deployed"] - WITHOUT["deployed"]) / HOUR
DAYS = (WITH["deployed"] - WITHOUT["deployed"]).dt.days
WAY = (WITH["deployed"] - WITH["committed"]) / HOUR
WAY_WITHOUT = (WITHOUT["deployed"] - WITHOUT["committed"]) / HOUR


def luck(seed: int, other: int) -> pd.Series[float]:
    """Return the differences, change by change, of two years with these seeds."""
    one, two = (
        simulate(scenario, seed=year).changes.set_index("change")["deployed"]
        for scenario, year in ((FERRY, seed), (replace(FERRY, deploy_on=EveryChange()), other))
    )
    return (one - two) / HOUR


def waited(each: float, together: float | None = None) -> dict[str, object]:
    return {"each": each, "together": each * LATER.count() if together is None else together}


TUG = Scenario.team("tug")
BY_MACHINE: dict[str, Any] = {
    "package_by": "automatic",
    "package_minutes": 5.0,
    "acceptance_minutes": 30.0,
    "deploy_by": "automatic",
    "deploy_minutes": 10.0,
}
OFTEN = Train(every_days=0.25)
QUICK: dict[str, Any] = {**BY_MACHINE, "branch_hours": 4.0, "deploy_on": EveryChange()}


def tug(levers: dict[str, Any] | None = None, **moved: Any) -> Scenario:
    return replace(TUG, **{**(levers or {}), **moved})


class TestLesson02(Proof):
    lesson = "02"
    wrong = (
        Wrong("2.1", works(beacon=DEPLOYMENT, crane=DELIVERY), "swapped delivery and deployment"),
        Wrong(
            "2.1",
            pd.Series(works(beacon=DEPLOYMENT, crane=DELIVERY, ebb=DEPLOYMENT)),
            "swapped delivery and deployment",
        ),
        Wrong("2.1", works(beacon=DEPLOYMENT), "believed the name"),
        Wrong("2.1", works(beacon=DEPLOYMENT, fender=DEPLOYMENT), "believed the name"),
        Wrong("2.1", works(crane=DELIVERY), "took a slow rollout for an approval"),
        Wrong("2.1", works(anchor=DELIVERY), "took a package made by hand for delivery"),
        Wrong("2.1", works(dock=INTEGRATION), "took a server for integration"),
        Wrong("2.1", works(fender=DEPLOYMENT), "took a script for deployment"),
        Wrong("2.1", works(ebb=INTEGRATION), "took a rare release for integration only"),
        Wrong("2.1", works(ebb=NONE), "took a rare release for integration only"),
        Wrong("2.1", works(dock=DELIVERY), "took a server for integration"),
        Wrong("2.1", works(fender=INTEGRATION), "took a script for deployment"),
        Wrong("2.1", works(ebb=DEPLOYMENT), "overlooked an approval"),
        Wrong("2.1", works(anchor=NONE), "asked for more than the words do"),
        Wrong("2.1", works(beacon=NONE), "asked for more than the words do"),
        Wrong("2.1", works(crane=INTEGRATION), "asked for more than the words do"),
        Wrong("2.1", works(anchor=DEPLOYMENT), None),
        Wrong("2.2", rule(tested=False, packaged=False), "looked at the last step alone"),
        Wrong("2.2", how_many, "counted the automated steps"),
        Wrong("2.2", rule(tested=False), "forgot that both imply continuous integration"),
        Wrong("2.2", deploys_nothing, "deployed what nobody had packaged"),
        Wrong("2.2", untested_first, "asked for the tests first"),
        Wrong("2.2", rule(untested="nonsense"), "called fender nonsense"),
        Wrong("2.2", turned_round, "swapped delivery and deployment"),
        Wrong("2.2", hand_is_nonsense, "called every team without tests nonsense"),
        Wrong("2.2", rule(none="nonsense"), "called work by hand nonsense"),
        Wrong("2.2", ladder, "stopped at the first step by hand"),
        Wrong("2.2", rule(nonsense="none"), "called nonsense none"),
        Wrong("2.2", lambda *_: DELIVERY, None),
        Wrong("2.3", weeks(first_train=5), "counted from the commit"),
        Wrong("2.3", weeks(failed_trains=2), "counted bad changes, not trains"),
        Wrong("2.3", weeks(failed_trains=3), "counted every bad change"),
        Wrong("2.3", weeks(left=0), "left nothing behind"),
        Wrong("2.3", weeks(first_train=3), None),
        Wrong("2.3", weeks(failed_trains=0), None, "failed_trains"),
        Wrong("2.3", weeks(left=5), None, "left"),
        Wrong("2.4", shares(expected=N * P), "multiplied"),
        Wrong("2.4", shares(expected=(1 - P) ** N), "took the good trains"),
        Wrong("2.4", shares(expected=P**N), "asked for every change to be bad"),
        Wrong("2.4", shares(p_tug=F), "took the failures of the train for those of a change"),
        Wrong("2.4", shares(p_tug=round(F / N, 4)), "divided by the number of changes"),
        Wrong("2.4", shares(p_tug=1 - F ** (1 / N)), "took the root of the failures"),
        Wrong("2.4", shares(p_tug=F ** (1 / N)), "took the root of the failures"),
        Wrong("2.4", shares(p_tug=(1 - F) ** (1 / N)), "took the root without the rest"),
        Wrong("2.4", shares(p_tug=1 - (1 - F) ** N), "took the power for the root"),
        Wrong("2.4", shares(p_hydrofoil=45 / 367), "took another team's row"),
        Wrong("2.4", shares(p_tug=1 - (1 - F) ** 1 / N), "left the brackets out"),
        Wrong("2.4", shares(p_tug=(1 - F) ** 1 / N), "left the brackets out"),
        Wrong("2.4", shares(p_tug=round((1 - F) ** 1 / N, 5)), "left the brackets out"),
        Wrong("2.4", shares(p_tug=0.991), "took the root without the rest"),
        Wrong("2.4", shares(p_hydrofoil=0.16, expected=1 - 0.84**N), None, "p_hydrofoil"),
        Wrong("2.4", shares(p_hydrofoil=0.1, p_tug=0.02), None, "p_hydrofoil"),
        Wrong("2.4", shares(expected=0.5), None, "expected"),
        Wrong("2.4", shares(expected=0.93), None, "expected"),
        Wrong("2.4", shares(p_tug=0.02), None, "p_tug"),
        Wrong("2.4", shares(p_tug=0.0085), None, "p_tug"),
        Wrong("2.5", waited(-LATER.mean()), "took the earlier from the later the wrong way round"),
        Wrong("2.5", waited(luck(1, 2).mean()), "gave the two years different luck"),
        Wrong("2.5", waited(luck(1, 3).mean()), "gave the two years different luck"),
        Wrong("2.5", waited(luck(2, 1).mean()), "gave the two years different luck"),
        Wrong("2.5", waited(luck(2, 2).mean(), luck(2, 2).sum()), "took another seed"),
        Wrong("2.5", waited(WAY.mean()), "took the whole way"),
        Wrong("2.5", waited(5.5), "took the hours of work for the hours of waiting"),
        Wrong("2.5", waited(5.5, 369 * 5.5), "took the hours of work for the hours of waiting"),
        Wrong("2.5", waited(LATER.median()), "took the median"),
        Wrong("2.5", waited(WAY.median() - WAY_WITHOUT.median()), "took the median"),
        Wrong(
            "2.5",
            waited(((WITH["deployed"] - WITHOUT["deployed"]).dt.seconds / 3600).mean()),
            "lost the whole days",
        ),
        Wrong("2.5", waited(DAYS.mean(), DAYS.sum()), "counted whole days"),
        Wrong("2.5", waited(24 * DAYS.mean(), 24 * DAYS.sum()), "counted whole days"),
        Wrong(
            "2.5",
            waited(LATER.mean(), 369 * LATER.mean()),
            "counted the approvals, not the changes",
        ),
        Wrong("2.5", waited(12), None),
        Wrong("2.5", waited(LATER.mean(), 52 * LATER.mean()), None, "together"),
        Wrong("2.6", TUG, "left tug as it is"),
        Wrong("2.6", replace(TUG, name="faster tug"), "left tug as it is"),
        Wrong("2.6", Scenario.team("hydrofoil"), None),
        Wrong("2.6", tug(deploy_on=Train(every_days=1)), "left the packaging to people"),
        Wrong("2.6", tug(branch_hours=2.0), "left the packaging to people"),
        Wrong("2.6", tug(QUICK, acceptance_minutes=300.0), "kept the hours of people"),
        Wrong("2.6", tug(package_by="automatic"), "kept the hours of people"),
        Wrong("2.6", tug(QUICK, package_minutes=120.0), "kept the hours of people"),
        Wrong("2.6", tug(QUICK, deploy_on=Train(every_days=1)), "waited for the train"),
        Wrong("2.6", tug(QUICK, deploy_on=Approval(hours=4)), "waited for an approval"),
        Wrong("2.6", tug(QUICK, branch_hours=10.0), "kept large changes"),
        Wrong(
            "2.6",
            tug(QUICK, branch_hours=2.0, deploy_by="hand", deploy_minutes=60.0, deploy_on=OFTEN),
            "deployed often by hand",
        ),
    )

    def seconds_of_a_check(self, number: str, answer: object) -> float:
        """Measure the first check: later ones find the years that it played."""
        forget()
        lesson_02_tug.usual_year.cache_clear()
        return super().seconds_of_a_check(number, answer)


@pytest.mark.parametrize(
    "levers",
    [
        QUICK,
        {**QUICK, "branch_hours": 2.0, "deploy_on": Approval(hours=1)},
        {**QUICK, "branch_hours": 2.5, "deploy_on": OFTEN, "deploy_minutes": 5.0},
        {**QUICK, "ci_catch": 0.9},
        {**QUICK, "ci_catch": 0.9, "acceptance_catch": 0.9},
        {**QUICK, "branch_hours": 2.0, "deploy_on": Train(every_days=0.25, at_hour=9)},
        {**QUICK, "name": "better tug"},
        {
            **BY_MACHINE,
            "package_minutes": 2.0,
            "acceptance_minutes": 8.0,
            "deploy_minutes": 5.0,
            "branch_hours": 2.0,
            "deploy_on": EveryChange(),
        },
    ],
)
@pytest.mark.usefixtures("new_kernel")
def test_every_tug_that_is_fast_and_fails_no_more_is_right(levers: dict[str, Any]) -> None:
    assert "half of the changes take at most" in repr(check("2.6", tug(levers)))


@pytest.mark.parametrize("seed", [6, 7, 8])
def test_what_the_check_accepts_holds_with_luck(seed: int) -> None:
    """The limits have room: the solution is not right because of the years that are played."""
    log = simulate(tug(QUICK), seed=seed)
    way = (log.changes["deployed"] - log.changes["committed"]) / HOUR
    assert way.median() < lesson_02_tug.LONGEST
    assert log.incidents["deployment"].nunique() <= lesson_02_tug.MOST_FAILED


@pytest.mark.usefixtures("new_kernel")
def test_without_tests_the_share_falls_and_the_check_is_not_content() -> None:
    untested = tug(QUICK, ci_catch=0.0, acceptance_catch=0.0)
    year, before = lesson_02_tug.usual_year(untested), lesson_02_tug.usual_year(TUG)
    assert year.share < before.share
    assert year.failed > 10 * before.failed
    assert "`ci_catch` is 0, and today it is 0.8. With weaker tests more" in said_of(
        "2.6", untested
    )


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ({"reviewers": 9}, "`reviewers` is 9 and at `tug` 2. It is not in the table"),
        ({"defect_share": 0.0}, "`defect_share` is 0.0 and at `tug` 0."),
        ({"rollout": "canary"}, "`rollout` is 'canary' and at `tug` 'all at once'. It is not in"),
        ({"working_hours": ALWAYS}, "`working_hours` is not as it is at `tug`. It is not in"),
        ({"reviewers": 9, "slip_share": 0.0}, "so it must stay as it is, and so must 1 more."),
        (
            {"deploy_on": Approval(hours=3, approvers=8)},
            "Your `Approval` has `approvers=8`. The table lets only its `hours` move",
        ),
        ({"deploy_on": Approval(hours=3, cv=0.0)}, "Your `Approval` has `cv=0`."),
        ({"acceptance_minutes": 1.0}, "`acceptance_minutes` is 1, and at best it is 8"),
        ({"branch_hours": 1.0}, "`branch_hours` is 1, and at best it is 2"),
        ({"ci_catch": 1.0}, "`ci_catch` is 1, and at best it is 0.9"),
        (
            {"package_by": "hand", "deploy_on": OFTEN},
            "`package_minutes` is 5, but people do it: it takes them 120, as today.",
        ),
        (
            {"deploy_by": "hand", "deploy_on": OFTEN},
            "Let a machine do it (`deploy_by`), or leave it at 60.",
        ),
        ({"deploy_on": Approval(hours=0.01)}, "has `Approval(hours=0.01)`, and at best it is 0.5"),
        ({"acceptance_catch": 0.6}, "`acceptance_catch` is 0.6, and today it is 0.7."),
        ({"acceptance_catch": 0.6, "ci_catch": 0.9}, "`acceptance_catch` is 0.6, and today it"),
    ],
)
@pytest.mark.usefixtures("new_kernel")
def test_a_lever_that_may_not_stand_so_is_named(levers: dict[str, Any], said: str) -> None:
    assert said in said_of("2.6", tug({**QUICK, **levers}))


@pytest.mark.usefixtures("new_kernel")
def test_it_is_said_where_more_fail_in_a_year_and_why() -> None:
    why = ": bad changes that shared a train now fail one by one."
    assert f"But 20 fail in a year on average, today 16{why}" in said_of("2.6", tug(QUICK))
    stronger = said_of("2.6", tug(QUICK, ci_catch=0.9))
    assert "And 10 fail in a year on average, today 16." in stronger


@pytest.mark.usefixtures("new_kernel")
def test_a_share_of_a_change_may_be_rounded_to_three_digits() -> None:
    assert said_of("2.4", shares(p_tug=0.009)).startswith("2.4 right.")
    assert "In `p_tug`, the number is rounded too far" in said_of("2.4", shares(p_tug=0.01))


@pytest.mark.usefixtures("new_kernel")
def test_days_in_place_of_hours_are_recognised_in_both_parts() -> None:
    said = said_of("2.5", waited(LATER.mean() / 24, LATER.sum() / 24))
    assert "In `each` and `together`, the number looks like days" in said


@pytest.mark.usefixtures("new_kernel")
def test_one_wrong_combination_is_told_as_it_is() -> None:
    def nearly(build_and_test: bool, package: bool, deploy: bool) -> str:
        if (build_and_test, package, deploy) == (True, False, False):
            return "none"
        return mode(build_and_test, package, deploy)

    said = said_of("2.2", nearly)
    assert "build_and_test=True, package=False, deploy=False your function returns 'none'" in said


@pytest.mark.usefixtures("new_kernel")
def test_a_word_that_is_not_one_of_them_is_told() -> None:
    assert "Did you mean 'continuous delivery'?" in said_of("2.1", works(ebb="continous delivery"))
    assert "returns None" in said_of("2.2", lambda b, p, d: DEPLOYMENT if d and p and b else None)


def test_the_rule_is_that_of_the_lab_in_the_lesson() -> None:
    """What the lab refuses is nonsense, or has no tests and is called none of the three."""
    for build_and_test, package, deploy in SWITCHES:
        choices = {
            **ThreeModes().first_choices,
            "test": build_and_test,
            "package": package,
            "deploy": deploy,
        }
        named = mode(build_and_test, package, deploy)
        if deploy and not package:
            assert named == NONSENSE
            with pytest.raises(ValueError, match="Nothing to deploy automatically"):
                your_team(choices)
        elif package and not build_and_test:
            assert named == NONE
            with pytest.raises(ValueError, match="implies continuous integration"):
                your_team(choices)
        else:
            by_the_lab = {"continuous integration": INTEGRATION, "no continuous integration": NONE}
            scenario = your_team(choices).mode
            assert by_the_lab.get(scenario, scenario) == named


def test_fender_is_called_the_same_in_both_tasks() -> None:
    assert WORKS["fender"] == mode(build_and_test=False, package=True, deploy=True)


def test_on_a_train_the_same_changes_are_ready_at_the_same_times() -> None:
    one, other = played(ONE_BY_ONE).changes, played(ON_A_TRAIN).changes
    assert one["staged"].equals(other["staged"])


def test_the_trains_carry_what_was_ready_and_fail_with_a_bad_change() -> None:
    leaves = list(trains()["started"])
    for since, at, carried, failed in zip(
        [ready()["committed"].min(), *leaves[:-1]],
        leaves,
        trains()["changes"],
        trains()["failed"],
        strict=True,
    ):
        aboard = ready()[(ready()["staged"] > since) & (ready()["staged"] <= at)]
        assert len(aboard) == carried
        assert aboard["failed"].any() == failed


def test_the_counts_of_the_batch_are_those_of_the_log() -> None:
    assert (FAILED["team"] == "hydrofoil").sum() / (ARRIVED["team"] == "hydrofoil").sum() == P
    assert (FAILED["team"] == "tug").sum() / (ARRIVED["team"] == "tug").sum() == F
    carried = LOG.changes.loc[LOG.changes["team"] == "tug", "deployment"].dropna()
    here = carried[carried.isin(ARRIVED["deployment"])]
    assert len(here) / (ARRIVED["team"] == "tug").sum() == pytest.approx(N)
