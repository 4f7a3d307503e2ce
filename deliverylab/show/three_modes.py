"""The lab "Three modes, same luck": one stream of changes, delivered in three ways at once.

The same people write the same changes; the same ones carry a defect. Three lanes show what becomes
of them: continuous integration (a person releases and deploys, on a train), continuous delivery (a
machine packages every change onto staging, a person approves production) and continuous deployment
(a machine does it all). Three switches say which steps *your* team has automated; what they amount
to is the mode of your team, or nonsense, which is refused. With all three off, people test too:
they catch as much as the machine did, for hours of their work, and the first lane shows a team
without continuous integration.

Whatever is not about automation is equal in all lanes, the strength of the tests above all: so the
same defects reach users, however they travel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deliverylab.measure.say import capital
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Slider, Switch
from deliverylab.show.lab import Lab
from deliverylab.show.levers import in_words
from deliverylab.show.mode_runs import DAYS, KPIS, Way, difference, way
from deliverylab.show.three_modes_plot import BETTER, HEIGHT, WIDTH, ThreeModesPlot, say_kpi
from deliverylab.show.tiles import Table
from deliverylab.simulate import Approval, EveryChange, Scenario, Train
from deliverylab.simulate.policies import ROLLOUTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MODES = ("continuous integration", "continuous delivery", "continuous deployment")

TEAM = Scenario(
    name="team",
    branch_hours=4.0,
    defect_share=0.20,
    reviewers=3,
    review_hours=0.7,
    runners=3,
    acceptance_minutes=20.0,
    acceptance_catch=0.5,
    deploy_minutes=10.0,
    detect_minutes=15.0,
    rollback_minutes=20.0,
    slip_share=0.05,
)
"""A made-up team, as it works where a machine does everything."""

_TESTS_BY_HAND: Mapping[str, Any] = {
    "test_by": "hand",
    "runners": 2,
    "ci_minutes": 75.0,
    "ci_cv": 0.8,
}
_RELEASES_BY_HAND: Mapping[str, Any] = {
    "package_by": "hand",
    "package_minutes": 120.0,
    "acceptance_minutes": 300.0,
}
_DEPLOYS_BY_HAND: Mapping[str, Any] = {"deploy_by": "hand", "deploy_minutes": 60.0}


_ROW_NAMES = {
    KPIS[0]: "Deployments a week",
    KPIS[2]: "Deployments that fail",
    KPIS[5]: "Good requests",
}


@dataclass(frozen=True, eq=False)
class ThreeWays:
    """What the same changes met: `ways` from the least to the most automated, `yours` of them."""

    ways: tuple[Way, Way, Way]
    yours: int

    @property
    def own(self) -> Way:
        """Your team's way."""
        return self.ways[self.yours]


class ThreeModes(Lab[ThreeWays]):
    """The lab; show it as the last line of a cell.

    >>> lab = ThreeModes()
    >>> view = lab.predict("continuous integration")
    >>> lab.move(test=False, package=True).refusal
    'Continuous delivery implies continuous integration.'
    """

    name = "Three modes, same luck"
    question = "The same changes, three ways: what does each mode change?"
    groups = (
        Group(
            "At your team, a machine …",
            (
                Switch("test", "tests every change", True),
                Switch("package", "packages every change"),
                Switch("deploy", "deploys every change"),
            ),
        ),
        Group(
            "In all three",
            (
                Slider("changes_per_day", "Changes per working day", low=1, high=10, value=3),
                Slider("ci_catch", "Defects the tests catch", 0, 95, 60, step=5, unit="%"),
                Choice("rollout", "Rollout", {name: name for name in ROLLOUTS}, "rolling"),
            ),
        ),
        Group(
            "Where a person decides",
            (
                Slider("every_days", "Days between trains", 1, 28, 14, unit="days", one="day"),
                Slider(
                    "approval_hours",
                    "An approval takes",
                    1,
                    16,
                    4,
                    unit="working hours",
                    one="working hour",
                ),
            ),
        ),
    )
    prediction = Prediction(
        "The tests are equally strong in all three. Where does the largest share of the "
        "deployments fail?",
        options=MODES[::-1],  # what is offered first should not be right
    )
    width, height = WIDTH, HEIGHT
    stored_sharpness = 1.0

    def model(self, choices: Choices) -> ThreeWays:
        """Simulate three years of each way with these choices."""
        scenarios = scenarios_of(choices)
        modes = [scenario.mode for scenario in scenarios]
        yours = modes.index(your_team(choices).mode)
        first, second, third = (way(scenario) for scenario in scenarios)
        return ThreeWays((first, second, third), yours)

    def plot(self, figure: Figure) -> ThreeModesPlot:
        """Draw the empty lanes."""
        return ThreeModesPlot(figure)

    def table(self, result: ThreeWays) -> Table:
        """Return every KPI of every way, with its difference from the way before it."""
        first, second, third = result.ways
        rows = [
            (
                _ROW_NAMES.get(kpi, capital(kpi)),
                say_kpi(kpi, first.kpis[kpi]),
                f"{say_kpi(kpi, second.kpis[kpi])} {_verdict(first, second, kpi)}",
                f"{say_kpi(kpi, third.kpis[kpi])} {_verdict(second, third, kpi)}",
            )
            for kpi in KPIS
        ]
        against = "(in quarters, against the mode before)"
        return Table((against, first.mode, second.mode, third.mode), rows)

    def sentence(self, result: ThreeWays, before: ThreeWays | None) -> str:
        """Say what the last change did, to your team first."""
        if before is None:
            modes = ", ".join(one.mode for one in result.ways)
            times, shares = (
                ", ".join(say_kpi(kpi, one.kpis[kpi]) for one in result.ways)
                for kpi in (KPIS[1], KPIS[2])
            )
            return (
                f"{capital(modes)}: half of the changes reach users within {times}. "
                f"Of all deployments, there fail {shares}."
            )
        if result.own.mode != before.own.mode:
            said = (
                f"Your team, from {before.own.mode} to {result.own.mode}: "
                f"{_from_to(before.own, result.own)}"
            )
            by_hand = result.own.mode not in MODES
            return f"{said} {_people_test(result.own)}" if by_hand else said
        return _what_moved(before, result)

    def outcome(self, result: ThreeWays) -> str:
        """Return the mode in which the largest share of deployments fails."""
        return max(result.ways, key=lambda one: one.kpis[KPIS[2]]).mode


def your_team(choices: Choices) -> Scenario:
    """Return the scenario that the three switches make.

    Raises:
        ValueError: In words for people, when they contradict each other.
    """
    levers: dict[str, Any] = {
        "changes_per_day": float(choices["changes_per_day"]),
        "ci_catch": float(choices["ci_catch"]) / 100.0,
        "rollout": choices["rollout"],
        "deploy_on": Train(every_days=float(choices["every_days"])),
    }
    if not choices["test"]:
        levers |= _TESTS_BY_HAND
    if not choices["package"]:
        levers |= _RELEASES_BY_HAND
    if choices["deploy"]:
        levers["deploy_on"] = EveryChange()
    elif choices["package"]:
        levers["deploy_on"] = Approval(hours=float(choices["approval_hours"]))
    else:
        levers |= _DEPLOYS_BY_HAND
    try:
        return replace(TEAM, **levers)
    except ValueError as refusal:
        raise ValueError(in_words(refusal)) from refusal


def scenarios_of(choices: Choices) -> tuple[Scenario, Scenario, Scenario]:
    """Return the scenarios of the three lanes; the first is without CI where yours is.

    Raises:
        ValueError: In words for people, when the switches contradict each other.
    """
    yours = your_team(choices)
    tested = yours.test_by == "automatic"
    by_hand, delivery, deployment = (
        your_team({**choices, "test": test, "package": package, "deploy": deploy})
        for test, package, deploy in (
            (tested, False, False),
            (True, True, False),
            (True, True, True),
        )
    )
    return by_hand, delivery, deployment


def _verdict(one: Way, other: Way, kpi: str) -> str:
    """Say, in brackets, whether a KPI is better or worse, and in how many quarters."""
    apart = difference(one, other, kpi)
    if not apart.sure:
        return _together("(within noise)")
    word = "better" if apart.up == (BETTER[kpi] == "more") else "worse"
    return _together(f"({word}: {max(apart.more, apart.less)} of {apart.quarters})")


def _together(words: str) -> str:
    """Return words that stay on one line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


_SAID = {
    KPIS[1]: "half of the changes reach users within {}",
    KPIS[2]: "{} of all deployments fail",
    KPIS[3]: "in a year, {} do",
}


def _from_to(before: Way, now: Way) -> str:
    """Say the numbers of a way, and what they were."""
    parts = []
    for kpi, words in _SAID.items():
        was, is_now = say_kpi(kpi, before.kpis[kpi]), say_kpi(kpi, now.kpis[kpi])
        was = "as before" if was == is_now else f"before: {was}"
        parts.append(f"{words.format(is_now)} ({was})")
    return f"{'; '.join(parts)}."


def _what_moved(before: ThreeWays, result: ThreeWays) -> str:
    """Say which ways a moved slider changed, and how."""
    moved = [
        (was, now)
        for was, now in zip(before.ways, result.ways, strict=True)
        if any(say_kpi(kpi, was.kpis[kpi]) != say_kpi(kpi, now.kpis[kpi]) for kpi in KPIS)
    ]
    if not moved:
        return "Nothing that is shown here has changed."
    if len(moved) == 1:
        was, now = moved[0]
        return f"This changed only {now.mode}: {_from_to(was, now)} The other two are as they were."
    lead = ", ".join(f"{_arrow(was, now, KPIS[1])} ({now.mode})" for was, now in moved)
    failed = ", ".join(_arrow(was, now, KPIS[3]) for was, now in moved)
    return f"Half of the changes reach users within: {lead}. Failed deployments a year: {failed}."


def _people_test(own: Way) -> str:
    """Say what tests cost where no machine runs them; they catch as much as those of a machine."""
    hours = len(own.committed) / (DAYS / 364) * float(_TESTS_BY_HAND["ci_minutes"]) / 60
    work = f"{round(hours, -1):,.0f} hours of work a year"
    return f"People test now, as well as the machine, for {work}."


def _arrow(was: Way, now: Way, kpi: str) -> str:
    """Say a KPI before and now, once where both are said alike."""
    one, other = say_kpi(kpi, was.kpis[kpi]), say_kpi(kpi, now.kpis[kpi])
    return other if one == other else f"{one} → {other}"
