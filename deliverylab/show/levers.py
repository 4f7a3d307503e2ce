"""Levers of the simulator as controls of a lab.

A lab that asks "what if the team …?" offers some fields of a `Scenario`. Label, unit and range come
from the field itself, so a lever is called the same everywhere; a lab may narrow the range to what
is worth trying. Shares are offered as percentages. The deploy policy, which is not one number, is
offered as a choice with the days between trains beside it.

>>> from deliverylab.simulate import Scenario
>>> ferry = Scenario.team("ferry")
>>> lever("ci_catch", ferry).label
'Defects that the build catches'
>>> with_levers(ferry, {"ci_catch": 90, "deploy_on": "train", "every_days": 7}).deploy_on
Train(every_days=7.0, at_hour=10.0)
"""

from __future__ import annotations

from dataclasses import replace

from deliverylab.measure.say import capital
from deliverylab.show.controls import Choice, Choices, Slider
from deliverylab.simulate import Approval, EveryChange, Scenario, Train

TRAIN = "train"
APPROVAL = "approval"
EVERY_CHANGE = "every change"

_SHARE = "share"


def lever(
    name: str,
    start: Scenario,
    low: float | None = None,
    high: float | None = None,
    step: float = 1,
) -> Slider | Choice:
    """Return the control for the field `name` of a scenario, standing where `start` stands.

    `low` and `high` narrow the field's own range; of a share, all three are percentages.
    """
    about = Scenario.levers()[name]
    label = capital(about.label)
    value = getattr(start, name)
    if about.choices:
        return Choice(name, label, {word: word for word in about.choices}, value)
    if about.low is None or about.high is None:
        raise ValueError(f"{name} is no lever with one number; see deploy_controls for deploy_on")
    percent = about.unit == _SHARE
    scale = 100 if percent else 1
    return Slider(
        name,
        label,
        low=scale * about.low if low is None else low,
        high=scale * about.high if high is None else high,
        value=round(scale * value, 6),
        step=step,
        unit="%" if percent else about.unit,
    )


def deploy_controls(policy: str = TRAIN, every_days: int = 14) -> tuple[Choice, Slider]:
    """Return the controls for when packages are deployed, standing at `policy`."""
    return (
        Choice(
            "deploy_on",
            "A package is deployed",
            {
                TRAIN: "when the train leaves",
                APPROVAL: "when a person approves",
                EVERY_CHANGE: "at once, every change",
            },
            policy,
        ),
        Slider(
            "every_days",
            "Days between trains",
            low=1,
            high=28,
            value=every_days,
            unit="days",
            one="day",
            matters_when={"deploy_on": TRAIN},
        ),
    )


def with_levers(start: Scenario, choices: Choices) -> Scenario:
    """Return `start` with its levers moved to `choices`.

    Raises:
        ValueError: In words for people, when the levers contradict each other.
    """
    about = Scenario.levers()
    moved: dict[str, object] = {
        name: float(value) / 100 if about[name].unit == _SHARE else value
        for name, value in choices.items()
        if name not in ("deploy_on", "every_days")
    }
    if "deploy_on" in choices:
        moved["deploy_on"] = _policy(start, str(choices["deploy_on"]), choices.get("every_days"))
    try:
        return replace(start, **moved)  # pyrefly: ignore[bad-argument-type]
    except ValueError as refusal:
        raise ValueError(in_words(refusal)) from refusal


def _policy(start: Scenario, name: str, every_days: object) -> Train | Approval | EveryChange:
    if name == TRAIN:
        return Train(every_days=float(str(every_days)))
    if name == EVERY_CHANGE:
        return EveryChange()
    return start.deploy_on if isinstance(start.deploy_on, Approval) else Approval()


def in_words(refusal: ValueError) -> str:
    """Return the reason in a scenario's refusal, without the names of fields around it.

    >>> try:
    ...     Scenario(package_by="automatic", test_by="hand")
    ... except ValueError as refusal:
    ...     print(in_words(refusal))
    Continuous delivery implies continuous integration.
    """
    reason = str(refusal).partition(": ")[2].partition("; set ")[0] or str(refusal)
    return f"{capital(reason)}."
