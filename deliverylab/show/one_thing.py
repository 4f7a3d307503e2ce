"""The lab "One thing this quarter": four quarters, one move each, and the order matters.

The student chooses a team and makes its moves, quarter after quarter, as long as its budget lasts.
Beside what is lost in that order stands what would be lost with the same moves the other way round,
and when nothing is done. What the first move was worth is said twice: where it stood, and had it
come last. The model and what it leaves out stand in `deliverylab.improve.one_thing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from deliverylab.improve.moves import MOVES
from deliverylab.improve.one_thing import BUDGET, CHOICES, NOTHING, Year
from deliverylab.improve.paired import Mean, mean_difference
from deliverylab.measure.say import capital, say_hours
from deliverylab.show.controls import BUTTONS, Action, Choice, Choices, Group, Prediction
from deliverylab.show.lab import Lab
from deliverylab.show.one_thing_plot import HEIGHT, WIDTH, OneThingPlot
from deliverylab.show.tiles import Table, Tile
from deliverylab.simulate.ranges import NotAllowed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_CHOICES = max(map(len, CHOICES.values()))
_NOTICED_HOURS = 8.0
"""A wait that grows by more than this is told, also where it is not the longest."""
_NEXT_TO_NOTHING = 0.05
"""Person-weeks, two hours of work: a difference below this need not be told in numbers."""
_HALVED = "half the size"
_AT_FIRST, _AS_THIRD = (), ("test by machine", "write down what you know")
"""What the prediction is about: that move before all others, and after these two."""
_NOTHING = "nothing measurable"
_UNIT = "person-weeks"
_PREDICTIONS = {"It costs 27": 1.0, "It costs 13": 0.5, _NOTHING: 0.0, "It saves 27": -1.0}
"""What can be predicted, each as a share of what the move does before all others."""


@dataclass(frozen=True, eq=False)
class Orders:
    """A year so far, and the same moves the other way round.

    Attributes:
        year: what was done.
        turned: the same the other way round; None where that is the same, or cannot be done.
        why_not: why it cannot be done.
    """

    year: Year
    turned: Year | None = None
    why_not: str = ""

    @classmethod
    def of(cls, year: Year) -> Orders:
        """Turn the year round where that makes a difference and can be done."""
        if len(year.made) < 2:
            return cls(year)
        try:
            return cls(year, year.turned_round())
        except NotAllowed as reason:
            return cls(year, why_not=str(reason))

    @cached_property
    def by_order(self) -> Mean | None:
        """How much more is lost in this order than in the other one."""
        return mean_difference(self.turned.lost, self.year.lost) if self.turned else None

    @property
    def lost(self) -> float:
        """Person-weeks lost in the quarters so far."""
        return float(self.year.lost.mean())

    @property
    def saved(self) -> float:
        """Person-weeks that doing nothing would have lost more."""
        return float(self.year.doing_nothing().lost.mean()) - self.lost

    @property
    def finding(self) -> str:
        """What came out, in few words."""
        if not self.year.moves:
            return "Which one first?"
        nothing = _weeks(self.lost + self.saved)
        if self.by_order is None:
            return f"Lost so far: {_weeks(self.lost)}; doing nothing: {nothing}"
        if not _sure(self.by_order):
            return f"Lost so far: {_weeks(self.lost)}, in either order; doing nothing: {nothing}"
        turned = _weeks(self.lost - self.by_order.value)
        return f"Lost: {_weeks(self.lost)}; the other way round: {turned}; doing nothing: {nothing}"


class OneThing(Lab[Orders]):
    """The lab; show it as the last line of a cell.

    >>> lab = OneThing()
    >>> view = lab.predict("It saves 27")
    >>> for number in (3, 2):                                    # half the size, test by machine
    ...     view = lab.act(f"move {number}")
    >>> lab.result.finding
    'Lost: 181; the other way round: 141; doing nothing: 162'
    """

    name = "One thing this quarter"
    question = f"You may improve one thing a quarter, with {BUDGET} person-weeks a year. Which?"
    actions: ClassVar[Sequence[Action]] = (
        *(Action(f"move {number}", f"Move {number}") for number in range(1, _MOST_CHOICES + 1)),
        Action("nothing", "Nothing this quarter", quiet=True),
        Action("back", "Take the last quarter back", quiet=True),
        Action("turn round", "The other way round", quiet=True),
    )
    groups = (
        Group(
            "Another team starts anew",
            (Choice("team", "The team", {name: name for name in CHOICES}, "barge"),),
        ),
    )
    prediction = Prediction(
        "Barge tests each change by hand. If it halves its changes before anything else, that "
        "costs 27 person-weeks a quarter. Suppose machines test them, everybody writes down what "
        "they know, and only then it halves its changes. What does halving bring then?",
        options=tuple(_PREDICTIONS),
    )
    width, height = WIDTH, HEIGHT
    stored_sharpness = 1.5

    def model(self, choices: Choices) -> Orders:
        """Begin the year of the team."""
        return Orders(Year(str(choices["team"])))

    def press(self, before: Orders, action: str, choices: Choices) -> Orders:
        """Make a move, or none, for the next quarter; or take one back; or turn all round."""
        year = before.year
        if action == "back":
            if not year.moves:
                raise ValueError("No quarter has passed yet.")
            return Orders.of(year.back())
        if action == "turn round":
            if len(year.made) < 2:
                raise ValueError("Make two moves first: one alone has no order.")
            try:
                return Orders.of(year.turned_round())
            except NotAllowed as reason:
                raise ValueError(_impossible(reason)) from reason
        if action == "nothing":
            return Orders.of(year.then(NOTHING))
        return Orders.of(year.then(_choice(year, action)))

    def labels(self, result: Orders) -> Mapping[str, str]:
        """Return the move of each button for this team: pillar, name, and its cost or quarter."""
        year = result.year
        labels = {}
        for action in self.actions[:_MOST_CHOICES]:
            key = _choice(year, action.name)
            done = f"✓ Q{year.moves.index(key) + 1}" if key in year.moves else MOVES[key].cost
            labels[action.name] = f"{MOVES[key].pillar[:1].upper()}  {capital(key)} · {done}"
        return labels

    def barred(self, result: Orders) -> Mapping[str, Mapping[str, str]]:
        """Return the buttons of the moves that cannot be made now, each with the reason."""
        names = [action.name for action in self.actions[:_MOST_CHOICES]]
        reasons = {name: result.year.why_not(_choice(result.year, name)) for name in names}
        return {BUTTONS: {name: reason for name, reason in reasons.items() if reason}}

    def baseline(self, result: Orders) -> Orders:
        """Return the team before its year: another team starts anew."""
        return Orders(Year(result.year.team))

    def plot(self, figure: Figure) -> OneThingPlot:
        """Draw the empty lines and the empty table."""
        return OneThingPlot(figure)

    def tiles(self, result: Orders) -> Sequence[Tile]:
        """Return what is lost and how long a change takes now, what was saved, what is left."""
        now = result.year.quarters[-1]
        return (
            Tile("Lost a quarter", now.loss, _weeks, "less"),
            Tile("Lead time", now.lead_time, say_hours, "less"),
            Tile("Saved so far", result.saved, _weeks, "more"),
            Tile("Left to spend", result.year.left, _weeks),
        )

    def table(self, result: Orders) -> Table:
        """Return each quarter: what was changed, what was lost, lead time, the longest wait."""
        turned = result.turned.quarters if result.turned else []
        rows = [
            (
                f"{number}: {_label(result.year.moves[number - 1])}" if number else "before",
                _weeks(quarter.loss),
                _weeks(turned[number].loss) if turned else "",
                say_hours(quarter.lead_time),
                f"{quarter.bottleneck}, {say_hours(quarter.longest_wait)}",
            )
            for number, quarter in enumerate(result.year.quarters)
        ]
        return Table(("", "lost", "other way", "lead time", "longest wait"), rows)

    def sentence(self, result: Orders, before: Orders | None) -> str:
        """Say what the last move did, where changes wait now, and what the first one was worth."""
        year = result.year
        if not year.moves:
            now = year.quarters[0]
            return (
                f"{year.team.capitalize()} loses {_weeks(now.loss)} person-weeks a quarter. A "
                f"change takes {say_hours(now.lead_time)} and waits longest for {now.bottleneck} "
                f"({say_hours(now.longest_wait)}). On the buttons: the pillars' letters, and the "
                "person-weeks that a move takes."
            )
        return " ".join((_last_move(year), _longest_wait(year), *_first_move(result)))

    def outcome(self, result: Orders) -> str:
        """Return what halving the changes does as the third move, in the words of a prediction."""
        share = _halving(_AS_THIRD).value / _halving(_AT_FIRST).value
        return min(_PREDICTIONS, key=lambda words: abs(_PREDICTIONS[words] - share))

    def say_outcome(self, outcome: float | str) -> str:
        """Return the outcome, with its number and 95 % interval."""
        third = _halving(_AS_THIRD)
        return f"{outcome} ({_changes(third.value)}; 95 % interval: {_between(third)})"


def _choice(year: Year, action: str) -> str:
    """Return the key of the move behind a button."""
    return CHOICES[year.team][int(action.removeprefix("move ")) - 1]


def _halving(made: tuple[str, ...]) -> Mean:
    """Return what halving the changes of barge does to the loss of a quarter after these moves."""
    before, after = Year("barge", (*made, _HALVED)).quarters[-2:]
    return after.against(before)


def _last_move(year: Year) -> str:
    """Say what the last quarter's move did."""
    number, key = len(year.moves), year.moves[-1]
    if not key:
        return f"Quarter {number}: nothing changed."
    before, now = year.quarters[-2:]
    worth = _worth(now.against(before))
    return f"{MOVES[key].label} {worth}{' a quarter' if worth.endswith(_UNIT) else ''}."


def _longest_wait(year: Year) -> str:
    """Say where changes wait longest now, and whether that has moved."""
    before, now = year.quarters[-2:]
    here, there = now.bottleneck, before.bottleneck
    hours = say_hours(now.longest_wait)
    if here != there:
        was = say_hours(before.longest_wait)
        return f"A change waited longest for {there} ({was}), now for {here} ({hours})."
    growth = {
        stage: waits - before.of.waiting.get(stage, 0.0)
        for stage, waits in now.of.waiting.items()
        if stage != here
    }
    grown = max(growth, key=lambda stage: growth[stage])
    if growth[grown] <= _NOTICED_HOURS:
        return f"A change still waits longest for {here} ({hours})."
    was, now_waits = (say_hours(q.of.waiting.get(grown, 0.0)) for q in (before, now))
    return f"Waiting for {grown} grows from {was} to {now_waits}; it is longest for {here}."


def _first_move(result: Orders) -> list[str]:
    """Say what the first move was worth as the first, and what it would be worth as the last."""
    year = result.year
    if len(year.made) < 2:
        return []
    label = MOVES[year.made[0]].label
    try:
        worth = year.first_and_last
    except NotAllowed as reason:
        return [_impossible(reason)]
    if worth is None:
        return []
    first, last = worth
    return [f"{label} {_worth(first)} as the first move, {_worth(last)} as the last."]


def _worth(mean: Mean) -> str:
    """Say what a move does to the loss of a quarter."""
    if not _sure(mean):
        return f"brings {_NOTHING}"
    if abs(mean.value) < _NEXT_TO_NOTHING:
        return "brings next to nothing"
    return f"{_changes(mean.value)} {_UNIT}"


def _impossible(reason: NotAllowed) -> str:
    """Say why the moves cannot be made in another order."""
    return f"The other order is not possible: {_lower(str(reason))}"


def _sure(mean: Mean) -> bool:
    """Whether a difference is more than noise."""
    return mean.low > 0 or mean.high < 0


def _weeks(number: float) -> str:
    """Return person-weeks with two digits or so, without their name."""
    size = abs(number)
    digits = 1 if 0 < size < 9.95 and not float(number).is_integer() else 0
    return f"{'−' if number < -0.05 else ''}{size:,.{digits}f}"


def _changes(lost: float) -> str:
    """Say what a change of the loss is.

    >>> _changes(26.7), _changes(-3.14), _changes(0.12)
    ('costs 27', 'saves 3.1', 'costs 0.1')
    """
    size = abs(lost)
    return f"{'saves' if lost < 0 else 'costs'} {_weeks(size) if size >= 0.95 else f'{size:.1g}'}"


def _between(mean: Mean) -> str:
    """Say the ends of an interval, from what saves to what costs."""
    return f"{_changes(mean.low)} to {_changes(mean.high)}"


def _label(key: str) -> str:
    return MOVES[key].label if key else "nothing"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
