"""The simulator equals the SimPy model of the same pipeline: every row, id, word and moment.

The simulator computes whole stages at once, the oracle lives through every event. They share the
draws, so there is nothing statistical here: each moment must agree to a millionth of an hour.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from deliverylab.simulate import ALWAYS, WEEKDAYS, Approval, Calendar, EveryChange, Scenario, Train
from deliverylab.simulate.policies import ROLLOUTS
from deliverylab.simulate.teams import TEAMS
from tests.simulate import oracle
from tests.simulate.agreement import assert_agrees

POLICIES = {
    "train": Train(every_days=4),
    "approval": Approval(approvers=1, hours=5),
    "approvals": Approval(approvers=3, hours=9, cv=1.5),
    "every change": EveryChange(),
}

WAYS = {
    f"{policy}, tests {test_by}, packages {package_by}, deploys {deploy_by}": {
        "deploy_on": POLICIES[policy],
        "test_by": test_by,
        "package_by": package_by,
        "deploy_by": deploy_by,
    }
    for policy in POLICIES
    for test_by in ("automatic", "hand")
    for package_by in ("automatic", "hand")
    for deploy_by in ("automatic", "hand")
    if not (package_by == "automatic" and test_by == "hand")
    if policy != "every change" or (package_by, deploy_by) == ("automatic", "automatic")
}

CALENDARS = {"weekdays": WEEKDAYS, "always": ALWAYS}

COUPLINGS = {
    "at most 4 open": {"wip_limit": 4},
    "at most 12 open": {"wip_limit": 12},
    "1 person for all": {"shared_people": 1},
    "4 people for all": {"shared_people": 4},
    "3 people, at most 6 open": {"shared_people": 3, "wip_limit": 6},
}

EVENTFUL = Scenario(
    changes_per_day=7,
    branch_hours=3.1,
    defect_share=0.3,
    fix_hours=1.53,
    fix_cv=1.3,
    reviewers=2,
    review_hours=1.47,
    runners=2,
    ci_minutes=43,
    ci_catch=0.5,
    flaky_share=0.15,
    package_minutes=37,
    acceptance_minutes=53,
    acceptance_catch=0.4,
    deploy_minutes=31,
    slip_share=0.3,
    detect_minutes=83,
    rollback_minutes=29,
    search_minutes=17,
    other_incidents_per_month=8,
    restart_minutes=199,
)
"""Busy, flaky and unlucky: in three weeks of it, everything happens that can happen."""


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_deliver(way: str, calendar: str) -> None:
    """Ways × calendars × rollouts × restoring service, each with its own luck and horizon."""
    base = replace(EVENTFUL, working_hours=CALENDARS[calendar], **WAYS[way])
    days, seed = 16, 1000 * list(WAYS).index(way)
    for rollout in ROLLOUTS:
        seed, days = seed + 1, days + 2
        for restore_by in ("rollback", "fix forward"):
            assert_agrees(replace(base, rollout=rollout, restore_by=restore_by), days, seed)


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("coupling", COUPLINGS)
def test_every_way_to_deliver_with_coupled_stages(coupling: str, calendar: str) -> None:
    """A limit on open work and shared people: stages wait for each other."""
    for seed, way in enumerate(WAYS):
        scenario = replace(
            EVENTFUL, working_hours=CALENDARS[calendar], **WAYS[way], **COUPLINGS[coupling]
        )
        assert_agrees(scenario, days=18, seed=seed)


@pytest.mark.parametrize("team", TEAMS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_each_team(team: str, seed: int) -> None:
    assert_agrees(TEAMS[team], days=364, seed=seed)


@pytest.mark.parametrize("team", TEAMS)
@pytest.mark.parametrize("coupling", [{"wip_limit": 9}, {"shared_people": 3}], ids=str)
def test_half_a_year_of_each_team_with_coupled_stages(team: str, coupling: dict[str, int]) -> None:
    assert_agrees(replace(TEAMS[team], **coupling), days=182, seed=3)


@pytest.mark.parametrize("days", [1, 2, 3, 5, 6, 7, 8, 12])
def test_a_horizon_that_cuts_through_everything(days: int) -> None:
    for seed, way in enumerate(WAYS):
        assert_agrees(replace(EVENTFUL, **WAYS[way]), days, seed)


ODD = {
    "nobody commits": {"changes_per_day": 0.0},
    "hardly anybody commits": {"changes_per_day": 0.15},
    "nobody reviews": {"review_hours": 0.0},
    "no branches, no time to fix": {"branch_hours": 0.0, "fix_hours": 0.0},
    "nothing is noticed late": {"detect_minutes": 0.0, "restart_minutes": 0.0},
    "searching takes for ever": {"search_minutes": 400.0, "restore_by": "fix forward"},
    "all durations alike": dict.fromkeys(
        (name for name in Scenario.levers() if name.endswith("_cv")), 0.0
    ),
    "durations vary wildly": dict.fromkeys(
        (name for name in Scenario.levers() if name.endswith("_cv")), 2.5
    ),
    "reviewers cannot keep up": {"reviewers": 1, "review_hours": 3.0},
    "runners cannot keep up": {"runners": 1, "ci_minutes": 200.0},
    "staging cannot keep up": {"acceptance_minutes": 400.0},
    "production cannot keep up": {"deploy_minutes": 500.0},
    "every change is broken": {"defect_share": 1.0, "ci_catch": 0.0, "acceptance_catch": 0.0},
    "every defect is caught by the build": {"defect_share": 1.0, "ci_catch": 1.0},
    "every defect is caught on staging": {
        "defect_share": 1.0,
        "ci_catch": 0.0,
        "acceptance_catch": 1.0,
    },
    "every deployment slips": {"slip_share": 1.0},
    "every second build is flaky": {"flaky_share": 0.5},
    "early and late shifts": {"working_hours": Calendar("shifts", 6, 22, 7)},
    "around the clock until Friday": {"working_hours": Calendar("until Friday", 0, 24, 5)},
    "two short days": {"working_hours": Calendar("short", 10, 13.5, 2)},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_scenarios(odd: str) -> None:
    for seed, way in enumerate(WAYS):
        assert_agrees(replace(EVENTFUL, **(WAYS[way] | ODD[odd])), days=12, seed=seed)


@pytest.mark.parametrize("odd", ["nobody reviews", "no branches, no time to fix"])
@pytest.mark.parametrize("coupling", COUPLINGS)
def test_odd_scenarios_with_coupled_stages(odd: str, coupling: str) -> None:
    for seed, way in enumerate(WAYS):
        scenario = replace(EVENTFUL, **(WAYS[way] | ODD[odd] | COUPLINGS[coupling]))
        assert_agrees(scenario, days=12, seed=seed)


@pytest.mark.parametrize("coupling", [{}, {"wip_limit": 25}], ids=str)
def test_ties_go_by_number(coupling: dict[str, int]) -> None:
    """Two builds turn red at night, both authors start at nine: equal fixes end together."""
    ties = 0
    for seed, way in enumerate(WAYS):
        scenario = replace(EVENTFUL, **(WAYS[way] | ODD["all durations alike"] | coupling))
        scenario = replace(scenario, changes_per_day=25, reviewers=8, ci_minutes=241, runners=9)
        tables = assert_agrees(scenario, days=12, seed=seed)
        queued = tables["builds"]["queued"]
        ties += len(queued) - len(set(queued))
    assert ties > 20


@pytest.mark.parametrize(
    "train",
    [Train(0.25), Train(0.5, at_hour=20), Train(1, at_hour=0), Train(2.5, at_hour=17), Train(10)],
    ids=str,
)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_trains_that_leave_at_any_hour(train: Train, calendar: str) -> None:
    for seed, way in enumerate(WAYS):
        if isinstance(WAYS[way]["deploy_on"], Train):
            scenario = replace(EVENTFUL, working_hours=CALENDARS[calendar], **WAYS[way])
            assert_agrees(replace(scenario, deploy_on=train), days=21, seed=seed)


def test_the_scenarios_meet_everything_that_can_happen() -> None:
    """The comparison would prove little if slips, rollbacks or open incidents never came up."""
    met: Counter[str] = Counter()
    for seed, way in enumerate(WAYS):
        for days in (5, 8, 9, 12, 16):
            tables = oracle.run(replace(EVENTFUL, **WAYS[way]), days, seed)
            met.update(what_happened(tables))
    rare = {what: met[what] for what in EVERYTHING if met[what] < 3}
    assert not rare, f"met too seldom: {rare}"


EVERYTHING = [
    "build that is red for a defect",
    "build that is red for no reason",
    "third attempt",
    "build that waits",
    "build that runs at the horizon",
    "release of several changes",
    "test on staging that fails",
    "staging and production start at the same moment",
    "deployment that slips",
    "deployment that runs at the horizon",
    "rollback",
    "hotfix",
    "incident without a deployment",
    "incident that was not noticed yet",
    "incident that is still open",
    "incident restored by fix forward though rollback was wanted",
    "several packages approved at once",
    "incidents side by side",
]


def what_happened(tables: dict[str, pd.DataFrame]) -> Counter[str]:
    """Count the rarer things in the oracle's tables."""
    changes, builds, deployments = tables["changes"], tables["builds"], tables["deployments"]
    incidents = tables["incidents"]
    production = deployments[deployments.environment == "production"]
    staging = deployments[deployments.environment == "staging"]
    by_release = changes.dropna(subset="deployment").groupby("deployment")
    next_start = incidents.started.shift(-1)
    approved_together = changes.dropna(subset="approved").groupby("approved")["packaged"].nunique()
    return Counter(
        {
            "build that is red for a defect": int((builds.reason == "defect").sum()),
            "build that is red for no reason": int((builds.reason == "flaky").sum()),
            "third attempt": int((builds.attempt == 3).sum()),
            "build that waits": int((builds.started > builds.queued).sum()),
            "build that runs at the horizon": int(
                (builds.started.notna() & builds.finished.isna()).sum()
            ),
            "release of several changes": int((by_release.size() > 1).sum()),
            "test on staging that fails": int((staging.outcome == "failure").sum()),
            "staging and production start at the same moment": int(
                staging.started.isin(production.started).sum()
            ),
            "deployment that slips": int((production.outcome == "failure").sum()),
            "deployment that runs at the horizon": int(production.finished.isna().sum()),
            "rollback": int((production.trigger == "rollback").sum()),
            "hotfix": int((production.trigger == "hotfix").sum()),
            "incident without a deployment": int(incidents.deployment.isna().sum()),
            "incident that was not noticed yet": int(incidents.detected.isna().sum()),
            "incident that is still open": int(incidents.restored.isna().sum()),
            "incident restored by fix forward though rollback was wanted": int(
                (incidents.restored_by == "fix forward").sum()
            ),
            "several packages approved at once": int((approved_together > 1).sum()),
            "incidents side by side": int((next_start < incidents.restored).sum()),
        }
    )
