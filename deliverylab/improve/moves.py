"""What a team may change: the moves of the five pillars, each a few levers of the simulator.

The directions are those of the literature on delivery: what each move turns, and which way. By how
much, and what it takes, is chosen for teaching: round numbers that make none of the moves free and
none of them worthless. A team's own numbers would be others; the lessons say so.

>>> [move.label for move in possible(Scenario.team("barge")) if move.pillar == "automation"]
['Test by machine', 'Deploy by machine', 'Everything into version control']
"""

from __future__ import annotations

from deliverylab.improve.move import Closes, Move, Towards, Values
from deliverylab.improve.quantities import nearest
from deliverylab.simulate import Approval, EveryChange, Scenario, Train
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["MOVES", "known_move", "possible"]

_SHORTEST_TRAIN_DAYS = 3.5
"""Trains that leave more often than this are no trains any more: let somebody approve instead."""


def possible(scenario: Scenario) -> list[Move]:
    """Return the moves that a team which works like this can do now, in the order of `MOVES`."""
    return [move for move in MOVES.values() if not move.why_not(scenario)]


def known_move(key: object) -> Move:
    """Return the move with this key.

    Raises:
        NotAllowed: If there is none; with the nearest there is.

    >>> known_move("Trains twice as often")
    Traceback (most recent call last):
        ...
    deliverylab.simulate.ranges.NotAllowed: 'Trains twice as often' is no move; did you mean
    'trains twice as often'?
    """
    if isinstance(key, str) and key in MOVES:
        return MOVES[key]
    raise NotAllowed(f"{key!r} is no move; {nearest(str(key), MOVES, 'the moves are')}")


# What must be so first.


def _tested_by_machine(scenario: Scenario) -> str:
    if scenario.test_by == "hand":
        return "Changes are tested by hand here. Test by machine first."
    return ""


def _packaged_by_machine(scenario: Scenario) -> str:
    if scenario.package_by == "hand":
        return "Packages are made by hand here. Package by machine first."
    return ""


def _deployed_by_machine(scenario: Scenario) -> str:
    if scenario.deploy_by == "hand":
        return "Deployments are made by hand here. Deploy by machine first."
    return ""


def _on_a_train(scenario: Scenario) -> str:
    if not isinstance(scenario.deploy_on, Train):
        return "No train leaves here: packages do not wait for a day."
    return ""


def _often_enough(scenario: Scenario) -> str:
    policy = scenario.deploy_on
    if isinstance(policy, Train) and policy.every_days / 2 < _SHORTEST_TRAIN_DAYS:
        return "Trains leave as often as trains can. Let somebody approve each package instead."
    return ""


def _not_approved_yet(scenario: Scenario) -> str:
    if not isinstance(scenario.deploy_on, Train):
        return "No train leaves here, so there is none to replace."
    return ""


def _approved(scenario: Scenario) -> str:
    if not isinstance(scenario.deploy_on, Approval):
        return "Nobody approves deployments here."
    return ""


def _some_are_slower(scenario: Scenario) -> str:
    if scenario.slow_share == 0:
        return "No change makes this service slower."
    return ""


# What becomes of levers that are not one number, or jump.


def _tests_by_machine(scenario: Scenario) -> Values:
    if scenario.test_by == "automatic":
        return {}
    return {
        "test_by": "automatic",
        "ci_minutes": min(scenario.ci_minutes, 20.0),
        "ci_cv": 0.4,
        "runners": max(scenario.runners, 3),
    }


def _packages_by_machine(scenario: Scenario) -> Values:
    if scenario.package_by == "automatic":
        return {}
    return {
        "package_by": "automatic",
        "package_minutes": 5.0,
        "acceptance_minutes": min(scenario.acceptance_minutes, 30.0),
        "acceptance_catch": round(0.75 * scenario.acceptance_catch, 4),
    }


def _deploys_by_machine(scenario: Scenario) -> Values:
    if scenario.deploy_by == "automatic":
        return {}
    return {"deploy_by": "automatic", "deploy_minutes": min(scenario.deploy_minutes, 12.0)}


def _halves_the_train(scenario: Scenario) -> Values:
    policy = scenario.deploy_on
    if not isinstance(policy, Train):
        return {}
    return {"deploy_on": Train(policy.every_days / 2, policy.at_hour)}


def _quicker_approval(scenario: Scenario) -> Values:
    policy = scenario.deploy_on
    if not isinstance(policy, Approval) or policy.approvers >= 4:
        return {}
    return {"deploy_on": Approval(policy.approvers + 1, max(policy.hours / 2, 1.0), policy.cv)}


MOVES: dict[str, Move] = {
    move.key: move
    for move in (
        # Culture: a common goal; people who can do more than one thing.
        Move(
            "everyone reviews",
            "Everyone reviews",
            "culture",
            cost=3,
            says="Reviewing is everybody's work: nearly twice as many do it, each a little slower.",
            gain=(Towards("reviewers", 1.7, end=6),),
            price=(Towards("review_hours", 1.1, end=2.0),),
        ),
        Move(
            "pair on what is hard",
            "Pair on what is hard",
            "culture",
            cost=5,
            says="Two people work on what is hard: fewer defects, and fixes take less time.",
            gain=(Towards("defect_share", 0.75, end=0.08), Towards("fix_hours", 0.7, end=0.8)),
            price=(Towards("branch_hours", 1.1, end=60.0),),
        ),
        # Automation: the boring things, and everything in version control.
        Move(
            "test by machine",
            "Test by machine",
            "automation",
            cost=8,
            says="Every change is built and tested by a machine, day and night.",
            becomes=_tests_by_machine,
        ),
        Move(
            "package by machine",
            "Package by machine",
            "automation",
            cost=6,
            says="Every change that passes becomes a package on staging and is tested there, "
            "without a person.",
            becomes=_packages_by_machine,
            needs=(_tested_by_machine,),
        ),
        Move(
            "deploy by machine",
            "Deploy by machine",
            "automation",
            cost=5,
            says="A script deploys, the same way each time: it is quick, and no hand slips.",
            becomes=_deploys_by_machine,
        ),
        Move(
            "everything into version control",
            "Everything into version control",
            "automation",
            cost=4,
            says="Settings and machines are described in the repository: a service starts again "
            "as it was, and a deployment by hand goes wrong less often.",
            gain=(Towards("restart_minutes", 0.5, end=15.0), Towards("slip_share", 0.4, end=0.02)),
        ),
        Move(
            "test what escaped",
            "Test what escaped",
            "automation",
            cost=4,
            says="Each defect that users met gets a test: the build takes longer, and "
            "lets a third as many through.",
            gain=(Closes("ci_catch", 1 / 3, end=0.92),),
            price=(Towards("ci_minutes", 1.2, end=120.0),),
            needs=(_tested_by_machine,),
        ),
        Move(
            "a faster build",
            "A faster build",
            "automation",
            cost=3,
            says="Tests run side by side, and what did not change is not built again.",
            gain=(Towards("ci_minutes", 0.5, end=5.0),),
            needs=(_tested_by_machine,),
        ),
        # Lean: small, simple, soon.
        Move(
            "half the size",
            "Changes of half the size",
            "lean",
            cost=2,
            says="The same work in twice as many changes: each is sooner written, reviewed and "
            "fixed, and less often wrong; the reviewers and the build meet more of them.",
            gain=(
                Towards("size_lines", 0.5, end=15.0),
                Towards("branch_hours", 0.5, end=1.5),
                Towards("review_hours", 0.55, end=0.2),
                Towards("fix_hours", 0.7, end=0.5),
                Towards("defect_share", 0.52, end=0.05),
            ),
            price=(Towards("changes_per_day", 2.0, end=26.0),),
            needs=(
                lambda s: "They are as small as is sensible." if s.changes_per_day > 13 else "",
            ),
        ),
        Move(
            "trains twice as often",
            "Trains twice as often",
            "lean",
            cost=2,
            says="A package waits for half as long, and half as much travels together.",
            becomes=_halves_the_train,
            needs=(_on_a_train, _often_enough),
        ),
        Move(
            "approve each package",
            "Approve each package instead of a train",
            "lean",
            cost=2,
            says="Nobody waits for a day of departure: one person looks at what is ready.",
            becomes=lambda _: {"deploy_on": Approval(1, 6.0)},
            needs=(_packaged_by_machine, _not_approved_yet),
        ),
        Move(
            "deploy every change",
            "Deploy every change",
            "lean",
            cost=3,
            says="What passes goes to production by itself: nobody is asked.",
            becomes=lambda _: {"deploy_on": EveryChange()},
            needs=(_tested_by_machine, _packaged_by_machine, _deployed_by_machine),
        ),
        # Measurement: know it soon, and know what to do.
        Move(
            "alarms that say what to do",
            "Alarms that say what to do",
            "measurement",
            cost=2,
            says="Few alarms, each with a cause and a next step: failures are noticed sooner.",
            gain=(Towards("detect_minutes", 0.4, end=4.0), Towards("search_minutes", 0.7, end=2.0)),
        ),
        Move(
            "a few users first",
            "A few users first",
            "measurement",
            cost=3,
            says="A new version meets one user in ten first, and is measured there (canary).",
            becomes=lambda _: {"rollout": "canary"},
            needs=(_deployed_by_machine,),
        ),
        Move(
            "a gate for speed",
            "A gate for speed",
            "measurement",
            cost=3,
            says="A test on staging measures how long requests take, before users do.",
            becomes=lambda s: {
                "performance_catch": max(s.performance_catch, 0.85),
                "performance_minutes": max(s.performance_minutes, 15.0),
            },
            needs=(_packaged_by_machine, _some_are_slower),
        ),
        # Sharing: what one knows or has, all have.
        Move(
            "write down what you know",
            "Write down what you know",
            "sharing",
            cost=3,
            says="Whoever is on duty knows each part: less searching, sooner running again.",
            gain=(
                Towards("search_minutes", 0.5, end=2.0),
                Towards("restart_minutes", 0.7, end=15.0),
                Towards("slow_notice_hours", 0.7, end=8.0),
            ),
        ),
        Move(
            "one command back",
            "One command to roll back",
            "sharing",
            cost=3,
            says="One tool for all teams takes the last version back, and everybody may run it.",
            gain=(Towards("rollback_minutes", 0.35, end=10.0),),
            becomes=lambda _: {"restore_by": "rollback"},
        ),
        Move(
            "the tests on every desk",
            "The tests on every desk",
            "sharing",
            cost=3,
            says="Everybody can run the quick tests at the workstation, before a change is opened.",
            becomes=lambda s: {
                "workstation_catch": max(s.workstation_catch, 0.4),
                "workstation_minutes": max(s.workstation_minutes, 8.0),
            },
        ),
        Move(
            "more may approve",
            "More people may approve",
            "sharing",
            cost=1,
            says="One person more may approve, and all know what to look at.",
            becomes=_quicker_approval,
            needs=(_approved,),
        ),
    )
}
"""Every move by its key, pillar after pillar."""
