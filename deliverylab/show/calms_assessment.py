"""The lab "CALMS assessment": ten answers about oneself, and the experiments that they suggest.

A student answers for a team, and says which of the four teams it is most like. The lowest answers
suggest what to try, and what that brings to such a team is simulated. The two are kept apart: a low
answer is an opinion, and the experiment that it suggests may save much, nothing measurable, or cost
more than it saves (`deliverylab.improve.assessment`, `deliverylab.improve.brought`).

The team whose first improvement the lesson asks for is not among the teams: the lab would tell the
answer before the lesson computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliverylab.improve.assessment import SCALE, STATEMENTS, Assessment
from deliverylab.improve.brought import Brought, brought
from deliverylab.improve.move import PILLARS
from deliverylab.improve.years import YEARS
from deliverylab.show.calms_assessment_plot import HEIGHT, WIDTH, AssessmentPlot
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table
from deliverylab.simulate import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from deliverylab.improve.effect import Effect

TEAMS = tuple(name for name in Scenario.team_names() if name != "barge")
"""Those that a team can be most like here."""

_AT_FERRY = {"versions": 1, "simple": 2, "seen": 2}
"""What somebody at ferry answers with less than "sometimes"."""


@dataclass(frozen=True, eq=False)
class Assessed:
    """The answers, and what each experiment that they suggest brings, in the same order."""

    assessment: Assessment
    brought: tuple[Brought, ...]

    @classmethod
    def of(cls, assessment: Assessment) -> Assessed:
        """Try what the answers suggest."""
        tried = (brought(assessment.team, one.move.key) for one in assessment.experiments)
        return cls(assessment, tuple(tried))

    @property
    def team(self) -> str:
        """The team that this one is most like."""
        return self.assessment.team.name

    @property
    def best(self) -> Brought | None:
        """The experiment that saves most, of those that save more than noise."""
        saving = [one for one in self.brought if one.loss.better]
        return min(saving, key=lambda one: one.loss.difference.value, default=None)

    @property
    def finding(self) -> str:
        """What came out, in few words."""
        if self.assessment.all_alike:
            return f"Ten times “{self._one_answer}”: no answer stands out"
        if not self.brought:
            return f"Nothing is left to try for it at {self.team}"
        if self.best is None:
            return "Nothing that is suggested saves more than noise"
        return f"Saves most: {self.best.move.label}"

    @property
    def heading(self) -> str:
        """What stands above the experiments."""
        if not self.brought:
            return "The answers suggest no experiment."
        return f"At {self.team}, person-weeks a year (mean of {YEARS})"

    @property
    def _one_answer(self) -> str:
        return self.assessment.says(STATEMENTS[0])

    def said(self, one: Brought) -> str:
        """Return what an experiment brings, in numbers with their interval."""
        return "; ".join(part for part in (self.of_loss(one), _of_kpi(one)) if part)

    def of_loss(self, one: Brought) -> str:
        """Return what it does to the loss of a year, in person-weeks, with its 95 % interval."""
        effect, low, high = one.loss, one.loss.difference.low, one.loss.difference.high
        if not effect.more_than_noise:
            return f"nothing measurable ({_does(effect, low)} to {_does(effect, high)})"
        least, most = sorted((low, high), key=abs)
        between = f"{_number(effect, least)} to {_number(effect, most)}"
        return f"{_does(effect, effect.difference.value)} ({between})"


class CalmsAssessment(Lab[Assessed]):
    """The lab; show it as the last line of a cell.

    >>> lab = CalmsAssessment()
    >>> lab.predict("A few users first").verdict
    'You predicted A few users first; the outcome is Changes of half the size.'
    >>> view = lab.move(**{statement.key: 5 for statement in STATEMENTS})
    >>> lab.result.brought
    ()
    """

    name = "CALMS assessment"
    question = "Where do you think your team is weak, and does it pay to begin there?"
    groups = (
        *(
            Group(
                pillar.capitalize(),
                tuple(
                    Slider(
                        statement.key,
                        statement.text,
                        1,
                        len(SCALE),
                        _AT_FERRY.get(statement.key, 3),
                        names=SCALE,
                    )
                    for statement in STATEMENTS
                    if statement.pillar == pillar
                ),
            )
            for pillar in PILLARS
        ),
        Group(
            "Your team",
            (
                Choice(
                    "team",
                    "works most like",
                    {name: name for name in TEAMS},
                    "ferry",
                ),
            ),
        ),
    )
    prediction = Prediction(
        "Somebody at ferry answers “All of it is in version control” with never, and “We take "
        "small, simple steps” and “We see failures before users do” with rarely. Each answer "
        "suggests an experiment. Which of the three saves ferry most?",
        options=(
            "Everything into version control",
            "Changes of half the size",
            "A few users first",
        ),
    )
    width, height = WIDTH, HEIGHT
    controls_width = 404
    stored_sharpness = 1.25

    def model(self, choices: Choices) -> Assessed:
        """Read the answers, and try what they suggest."""
        answers = {statement.key: int(choices[statement.key]) for statement in STATEMENTS}
        return Assessed.of(Assessment(answers, Scenario.team(str(choices["team"]))))

    def plot(self, figure: Figure) -> AssessmentPlot:
        """Draw the empty radar and the empty rows."""
        return AssessmentPlot(figure)

    def table(self, result: Assessed) -> Table:
        """Return the answers to each pillar's statements, their mean, and what they suggest."""
        assessment = result.assessment
        tried: dict[str, list[str]] = {pillar: [] for pillar in PILLARS}
        for one, what in zip(assessment.experiments, result.brought, strict=True):
            tried[one.statement.pillar].append(f"{one.move.label}: {result.of_loss(what)}")
        rows = [
            (
                f"{pillar.capitalize()} {sum(pair) / 2:g}",
                ", ".join(SCALE[answer - 1] for answer in pair),
                "; ".join(tried[pillar]),
            )
            for pillar, pair in assessment.pillars.items()
        ]
        return Table(("", "answers", "person-weeks a year"), rows)

    def sentence(self, result: Assessed, before: Assessed | None) -> str:
        """Say which answers are lowest, and what the experiments bring that they suggest."""
        assessment = result.assessment
        if assessment.all_alike:
            return (
                f"{result.finding}, so this assessment suggests nothing. That is no proof that "
                "all is well, or that all is equally bad: it is what people say. Measure."
            )
        lowest = assessment.weak[0]
        said = f"Lowest: “{lowest.text}” ({assessment.says(lowest)})."
        if not result.brought:
            return f"{said} The simulator has nothing left to try for it at {result.team}."
        parts = [_what_it_does(one, first=number == 0) for number, one in enumerate(result.brought)]
        return f"{said} At {result.team}, {'; '.join(parts)}.{_others(assessment)}"

    def outcome(self, result: Assessed) -> str:
        """Return the experiment that saves most."""
        return result.best.move.label if result.best else "none"


def _others(assessment: Assessment) -> str:
    """Say how many answers are as low as the last that is tried, where there are more."""
    if not assessment.tied:
        return ""
    tied = assessment.tied
    more = "1 more answer is" if tied == 1 else f"{tied} more answers are"
    return f" {more} as low as the third."


def _number(effect: Effect, lost: float) -> str:
    """Return how large a change of the loss is, without its unit."""
    return effect.quantity.say_size(lost).partition(" ")[0]


def _does(effect: Effect, lost: float) -> str:
    """Say what a change of the loss is: what is lost less is saved."""
    return f"{'saves' if lost < 0 else 'costs'} {_number(effect, lost)}"


def _what_it_does(one: Brought, *, first: bool) -> str:
    """Say in words what an experiment does to the loss."""
    if not one.loss.more_than_noise:
        return f"{one.move.label} brings nothing measurable"
    unit = " person-weeks a year" if first else ""
    return f"{one.move.label} {_does(one.loss, one.loss.difference.value)}{unit}"


def _of_kpi(one: Brought) -> str:
    """Return the KPI that moves most, before and after; nothing where none moves measurably."""
    most = one.most
    if most is None:
        return ""
    was, now = (said.replace("one every", "every") for said in most.said)
    (number, _, unit), (_, _, same) = was.partition(" "), now.partition(" ")
    was = number if unit == same else was
    return f"{_SHORT.get(most.quantity.name, most.quantity.name)} {was} → {now}"


_SHORT = {
    "deployment frequency": "deployments",
    "lead time for changes": "lead time",
    "time to restore service": "restoring",
    "change failure rate": "failure rate",
}
