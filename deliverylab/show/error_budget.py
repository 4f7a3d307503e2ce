"""The lab "Error budget": how much failure a month affords, and what it helps to stop shipping.

A team promises that a share of all requests is answered well, and deploys every change. What the
promise leaves is its error budget; deployments that fail spend it, and so do other incidents and
the few errors of a good day. When it is spent, the team may stop until the month is over. The lab
shows what that spares, and what it costs, on the same luck (`deliverylab.show.budget_month`).

Whether to stop is disputed. A stop is a policy, not arithmetic: in the practice that made error
budgets known, those who build and those who run a service agree on it *beforehand*, so that nobody
has to argue while it burns, and the agreement names exceptions. Critics say that a stop punishes
delivering often where the cause lies elsewhere, and that changes which wait pile up into a batch
that is more likely to fail. Supporters answer that the time goes into what made the service fail.
The lab takes no side; it does not show what the team does with the time.

Sources: Beyer et al., *Site Reliability Engineering* (2016), chapter 3; Beyer et al., *The Site
Reliability Workbook* (2018), chapter 2 and appendix B.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_count, say_points, say_share
from deliverylab.show.budget_month import DAYS, MONTHS, Month, month, team
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Slider, Switch
from deliverylab.show.error_budget_plot import BudgetPlot
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile, plain
from deliverylab.simulate.policies import ROLLOUTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OBJECTIVES = {"99": 0.99, "99.5": 0.995, "99.9": 0.999, "99.95": 0.9995}
"""The service level objectives to choose from, by their percentage."""
SEED = 4
"""The luck of the twelve months."""


class ErrorBudget(Lab[Month]):
    """The lab; show it as the last line of a cell.

    >>> lab = ErrorBudget()
    >>> view = lab.predict(60)
    >>> view.verdict
    'You predicted 60 minutes; the outcome is 43.2 minutes for 99.9 %: 16.8 minutes too many.'
    """

    name = "Error budget"
    question = "How much failure can a month afford, and when do you stop shipping?"
    groups = (
        Group(
            "The promise",
            (
                Choice(
                    "objective",
                    "Requests answered well",
                    {one: f"{one} %" for one in OBJECTIVES},
                    "99.9",
                ),
                Slider("month", "Month", 1, MONTHS, 1),
            ),
        ),
        Group(
            "The team",
            (
                Slider("changes_per_day", "Changes per working day", 1, 12, 5),
                Slider("catch", "Defects the build catches", 0, 95, 65, step=5, unit="%"),
                Slider("notice", "Noticed after", 2, 60, 15, unit="minutes", one="minute"),
                Switch("rollback", "Mended by rolling back", True),
                Choice("rollout", "Rollout", {name: name for name in ROLLOUTS}, "all at once"),
            ),
        ),
    )
    prediction = Prediction(
        "A team promises that 99.9 % of all requests are answered well. For how many minutes may "
        f"everything fail in a month of {DAYS} days?",
        unit="minutes",
        one="minute",
        high=DAYS * 24 * 60,
    )
    height = 300

    def model(self, choices: Choices) -> Month:
        """Simulate twelve months with these choices and return the one that was chosen."""
        scenario = team(
            changes_per_day=float(choices["changes_per_day"]),
            catch=float(choices["catch"]) / 100,
            detect_minutes=float(choices["notice"]),
            restore_by="rollback" if choices["rollback"] else "fix forward",
            rollout=str(choices["rollout"]),
        )
        objective = OBJECTIVES[str(choices["objective"])]
        return month(scenario, objective, int(choices["month"]), SEED)

    def plot(self, figure: Figure) -> BudgetPlot:
        """Draw the empty axes."""
        return BudgetPlot(figure)

    def tiles(self, result: Month) -> Sequence[Tile]:
        """Return what the month was like, and what a stop would have done."""
        return (
            Tile("Budget spent", result.spent, say_share, "less", say_points),
            Tile("Stop spares", int(result.spared.sum()), _incidents, "", plain),
            Tile("Stop holds", len(result.held), _changes, "", plain),
            Tile("Months over", result.months_overspent, _of_months, "less", plain),
        )

    def table(self, result: Month) -> Table:
        """Return the month as it went, and as it would have gone with a stop."""
        spared, failed = int(result.spared.sum()), len(result.by_deployment)
        went = (int(result.failed.sum()), int(result.failed_stopped.sum()))
        rows = [
            ("Requests that may fail", *[f"{result.budget:,.0f}"] * 2),
            ("Requests that failed", *(f"{count:,}" for count in went)),
            ("Budget spent", *(say_share(count / result.budget) for count in went)),
            ("Failed deployments", str(failed), str(failed - spared)),
            ("Other incidents", *[str(len(result.by_others))] * 2),
            ("Changes held back", "–", str(len(result.held))),
            ("Their wait, on average", "–", f"{result.held_days:.1f} days"),
            ("Of them with a defect", "–", str(result.held_defects)),
        ]
        return Table(("", "as it went", "with a stop"), rows)

    def sentence(self, result: Month, before: Month | None) -> str:
        """Say what the budget is, when it was spent, and what a stop would have done."""
        return (
            f"{100 * result.objective:g} % leaves {plain(result.minutes)} minutes of full outage, "
            f"or {result.budget:,.0f} failed requests; {say_share(result.spent)} of it were spent"
            f"{self._at_start(result, before)}. {_stop(result)}"
        )

    def outcome(self, result: Month) -> float:
        """Return the minutes for which everything may fail."""
        return result.minutes

    def say_outcome(self, outcome: float | str) -> str:
        """Return the minutes with the promise that was asked about: it may be another by now."""
        return f"{super().say_outcome(outcome)} for {100 * self._start.objective:g} %"

    def judge(self, answer: float | str, outcome: float | str) -> str:
        """Say how the prediction compares; the nearest whole minute is right."""
        if isinstance(answer, float | int) and answer == round(float(outcome)):
            asked = f"You predicted {self._asked().say(answer)}"
            return f"{asked}; the outcome is {self.say_outcome(outcome)}: right."
        return super().judge(answer, outcome)

    def _at_start(self, result: Month, before: Month | None) -> str:
        """Say what was spent at the start, where that is not the same."""
        spent = say_share(self._start.spent)
        if before is None or spent == say_share(result.spent):
            return ""
        return f" (at the start: {spent})"


def _stop(result: Month) -> str:
    """Say what a stop would have spared and held back."""
    if result.spent_on is None:
        return "The budget lasted: no reason to stop."
    if not len(result.held):
        return f"When it was gone, on day {result.spent_on}, no change was left to hold back."
    spared = int(result.spared.sum())
    if spared:
        saved = f"{say_count(spared, 'incident')} and {result.spared_requests:,} failed requests"
    else:
        saved = "nothing"
    changes = say_count(len(result.held), "change")
    with_defect = (
        f", {result.held_defects} with a defect no test caught" if result.held_defects else ""
    )
    return (
        f"A stop when it was gone, on day {result.spent_on}, spares {saved}; {changes} wait "
        f"{result.held_days:.1f} days on average{with_defect}."
    )


def _incidents(count: float) -> str:
    return "1 incident" if count == 1 else f"{count:,.0f} incidents"


def _changes(count: float) -> str:
    return "1 change" if count == 1 else f"{count:,.0f} changes"


def _of_months(count: float) -> str:
    return f"{count:.0f} of {MONTHS}"
