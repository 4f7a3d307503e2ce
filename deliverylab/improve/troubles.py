"""What may be the trouble with a team: nine root causes, each a few levers, each seen in the log.

A team drawn for lesson 06 works well but for one thing. That thing is one of these. Each says how
the levers get that way, at which measure it shows, and which moves go to its root; that these moves
bring the most is not written here but proved by simulation, in the tests.

The troubles are those that the earlier lessons are about: queues (lesson 03), batches and waiting
for people (02), what slips through (03), and failures that last (04). How large each number is, is
chosen for teaching.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from deliverylab.improve.luck import Luck
from deliverylab.simulate import Approval, EveryChange, Scenario, Train
from deliverylab.simulate.policies import DeployPolicy

__all__ = ["TROUBLES", "Shows", "Trouble", "healthy"]

Shows: TypeAlias = Literal[
    "code",
    "review",
    "build and test",
    "release",
    "approval",
    "deploy",
    "failures",
    "noticing",
    "restoring",
]
"""Where a trouble shows: a step of the value stream at which changes wait, or a kind of outage."""


@dataclass(frozen=True)
class Trouble:
    """One root cause.

    Attributes:
        key: Its name in code.
        label: What people would call it.
        says: What happens, in a sentence.
        shows: Where it shows.
        moves: Keys of the moves that go to its root, the strongest first.
        made: How a team comes to work like this.
    """

    key: str
    label: str
    says: str
    shows: Shows
    moves: tuple[str, ...]
    made: Callable[[Scenario, Luck], Scenario]


def healthy(name: str, luck: Luck) -> Scenario:
    """Return a team without any trouble: one of the ways in which teams that deliver well work."""
    scenario = Scenario(
        name=name,
        changes_per_day=luck.between(5.0, 8.0),
        size_lines=luck.between(50.0, 70.0),
        branch_hours=luck.between(2.5, 4.5),
        defect_share=luck.between(0.15, 0.2),
        fix_hours=luck.between(1.0, 1.8),
        reviewers=luck.whole(3, 4),
        review_hours=luck.between(0.5, 0.7),
        runners=luck.whole(3, 4),
        ci_minutes=luck.between(7.0, 12.0),
        ci_catch=luck.between(0.78, 0.86),
        acceptance_minutes=luck.between(10.0, 20.0),
        acceptance_catch=luck.between(0.5, 0.6),
        detect_minutes=luck.between(8.0, 15.0),
        rollback_minutes=luck.between(10.0, 15.0),
        search_minutes=luck.between(4.0, 8.0),
        other_incidents_per_month=luck.between(0.8, 1.6),
        restart_minutes=luck.between(20.0, 35.0),
    )
    approval = Approval(luck.whole(2, 3), luck.between(1.5, 3.0))
    if luck.one_of([True, False]):
        by_hand: list[DeployPolicy] = [approval, approval, Train(every_days=3.5)]
        return _with_hands(replace(scenario, deploy_on=luck.one_of(by_hand)), luck)
    policies: list[DeployPolicy] = [approval, Train(every_days=2.0), EveryChange()]
    policy = luck.one_of(policies)
    rollout = luck.one_of(["rolling", "blue-green", "canary"])
    return replace(scenario, deploy_on=policy, rollout=rollout)


def _with_hands(scenario: Scenario, luck: Luck) -> Scenario:
    """Return the same team, deploying by hand, and packaging for its trains: quick and careful."""
    return replace(
        scenario,
        package_by="hand" if isinstance(scenario.deploy_on, Train) else "automatic",
        package_minutes=luck.between(15.0, 25.0),
        deploy_by="hand",
        deploy_minutes=luck.between(4.0, 6.0),
        slip_share=luck.between(0.01, 0.02),
        rollout=luck.one_of(["all at once", "rolling"]),
    )


def _packaged_by_machine(scenario: Scenario) -> Scenario:
    """Return the team with packages made by a machine, where they are not yet."""
    if scenario.package_by == "automatic":
        return scenario
    return replace(scenario, package_by="automatic", package_minutes=4.0)


def _approved_and_deployed_by_hand(scenario: Scenario, luck: Luck) -> Scenario:
    """Return the team with somebody who approves each package and somebody who deploys it.

    A machine could show each version to a few users first, and outages would be small for that
    reason alone, whatever their root; on trains there would be few deployments that can fail.
    """
    scenario = _packaged_by_machine(scenario)
    if not isinstance(scenario.deploy_on, Approval):
        scenario = replace(scenario, deploy_on=Approval(2, 2.0))
    return scenario if scenario.deploy_by == "hand" else _with_hands(scenario, luck)


def _huge_changes(scenario: Scenario, luck: Luck) -> Scenario:
    many = luck.between(5.0, 7.0)
    return replace(
        scenario,
        changes_per_day=round(scenario.changes_per_day / many, 2),
        size_lines=round(scenario.size_lines * many),
        branch_hours=luck.between(35.0, 50.0),
        review_hours=luck.between(2.0, 3.0),
        fix_hours=luck.between(3.0, 5.0),
        defect_share=luck.between(0.4, 0.5),
    )


def _small_desk(scenario: Scenario, luck: Luck) -> Scenario:
    reviewers = luck.whole(1, 2)
    load = luck.between(1.0, 1.03)
    return replace(
        scenario,
        reviewers=reviewers,
        review_hours=round(load * reviewers * 8 / scenario.changes_per_day, 2),
    )


def _slow_builds(scenario: Scenario, luck: Luck) -> Scenario:
    builds = 1.2 * scenario.changes_per_day * 5 / 7
    load = luck.between(1.02, 1.05)
    return replace(scenario, runners=1, ci_minutes=round(load * 24 * 60 / builds))


def _acceptance_by_hand(scenario: Scenario, luck: Luck) -> Scenario:
    if isinstance(scenario.deploy_on, Train):
        return replace(
            scenario,
            deploy_on=Train(every_days=7.0),
            package_by="hand",
            package_minutes=luck.between(400.0, 600.0),
            acceptance_minutes=luck.between(1500.0, 1900.0),
        )
    return replace(
        scenario,
        deploy_on=scenario.deploy_on
        if isinstance(scenario.deploy_on, Approval)
        else Approval(2, 2.0),
        package_by="hand",
        package_minutes=luck.between(1100.0, 1500.0),
        acceptance_minutes=luck.between(500.0, 800.0),
    )


def _one_approver(scenario: Scenario, luck: Luck) -> Scenario:
    return replace(
        _packaged_by_machine(scenario), deploy_on=Approval(1, luck.between(28.0, 40.0), cv=0.8)
    )


def _rare_trains(scenario: Scenario, luck: Luck) -> Scenario:
    days = float(luck.one_of([21, 28, 35]))
    return replace(_packaged_by_machine(scenario), deploy_on=Train(every_days=days))


def _weak_tests(scenario: Scenario, luck: Luck) -> Scenario:
    return replace(
        _approved_and_deployed_by_hand(scenario, luck),
        defect_share=luck.between(0.34, 0.38),
        ci_catch=luck.between(0.15, 0.2),
        acceptance_catch=luck.between(0.05, 0.1),
        rollout="all at once",
        detect_minutes=luck.between(4.0, 5.0),
        rollback_minutes=10.0,
    )


def _nobody_notices(scenario: Scenario, luck: Luck) -> Scenario:
    return replace(
        scenario,
        rollout="canary" if scenario.deploy_by == "automatic" else scenario.rollout,
        detect_minutes=luck.between(400.0, 600.0),
        other_incidents_per_month=luck.between(2.5, 3.5),
    )


def _few_can_restore(scenario: Scenario, luck: Luck) -> Scenario:
    return replace(
        _approved_and_deployed_by_hand(scenario, luck),
        defect_share=luck.between(0.3, 0.35),
        ci_catch=0.92,
        restore_by="fix forward",
        search_minutes=luck.between(120.0, 180.0),
    )


TROUBLES: Mapping[str, Trouble] = {
    one.key: one
    for one in (
        Trouble(
            "huge changes",
            "Changes are huge",
            "A change stays with its author for days before anybody sees it.",
            "code",
            ("half the size",),
            _huge_changes,
        ),
        Trouble(
            "small review desk",
            "Too few people review",
            "Those who review are always busy, so changes queue in front of them.",
            "review",
            ("everyone reviews",),
            _small_desk,
        ),
        Trouble(
            "slow builds",
            "The build is slow, on one runner",
            "One machine builds and tests everything, and is busy nearly all of the time.",
            "build and test",
            ("a faster build",),
            _slow_builds,
        ),
        Trouble(
            "acceptance by hand",
            "Packages are made and tested by hand",
            "A package takes days of somebody's work, and the next one waits for its turn.",
            "release",
            ("package by machine",),
            _acceptance_by_hand,
        ),
        Trouble(
            "one approver",
            "One person approves everything",
            "Whatever is ready waits for one person who has other work as well.",
            "approval",
            ("more may approve", "deploy every change"),
            _one_approver,
        ),
        Trouble(
            "rare trains",
            "Trains leave too rarely",
            "What is ready waits for the day of the next departure.",
            "deploy",
            ("deploy every change", "approve each package", "trains twice as often"),
            _rare_trains,
        ),
        Trouble(
            "weak tests",
            "The tests let too much through",
            "Defects that a test could find are found by users.",
            "failures",
            ("the tests on every desk", "test what escaped"),
            _weak_tests,
        ),
        Trouble(
            "nobody notices",
            "Nobody notices failures",
            "A failure lasts for hours before the team knows about it.",
            "noticing",
            ("alarms that say what to do",),
            _nobody_notices,
        ),
        Trouble(
            "few can restore",
            "Hardly anybody can restore service",
            "The team knows about a failure at once, and it takes hours to end it.",
            "restoring",
            ("one command back", "write down what you know"),
            _few_can_restore,
        ),
    )
}
"""Every trouble by its key: six where changes wait, in the order of the pipeline; three outages."""
