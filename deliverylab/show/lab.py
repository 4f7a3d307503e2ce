"""A lab: one question, a few things to change, and what comes out, in a picture and in words.

A lab is declared as a subclass: its question, its controls, what the model makes of them, and how
the result is drawn and said. From the declaration come the page (`widget.py`, `lab.js`), the tiles
with their change since the start, the table, presets, reset, the refusals in words, the picture in
the stored notebook, and the tests (`sweep`).

    class Waiting(Lab[float]):
        name = "Waiting for the next train"
        question = "How long does a package wait for a train?"
        groups = (Group("Deploy", (Slider("days", "Days between trains", 1, 28, 14, unit="days",
                                          one="day"),)),)

        def model(self, choices):
            return choices["days"] / 2

        def plot(self, figure):
            return WaitingPlot(figure)          # .move(result) sets the moving artists

        def tiles(self, result):
            return [Tile("Waiting time", 24 * result, duration, better="less")]

        def sentence(self, result, before):
            return f"A package waits {result:g} days."

A lab with buttons declares `actions` and says in `press` what a button makes of the last result.
A choice that makes no sense raises `ValueError` with the reason; the reason is shown and the last
good picture stays. Nothing in this module needs a browser: a lab is moved, pressed and read in
Python (`move`, `press`, `view`) exactly as the page does it.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from deliverylab.show.controls import (
    Action,
    Choices,
    Control,
    Group,
    Prediction,
    Preset,
    Slider,
    Value,
)
from deliverylab.show.folded import Folded
from deliverylab.show.live import Frame, LiveFigure, Plot
from deliverylab.show.picture import SHARPNESS, Picture
from deliverylab.show.tiles import Table, Tile

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from deliverylab.show.widget import LabWidget

Result = TypeVar("Result")

SKIPPED = "skipped"
"""The answer to a prediction when the student would rather not say."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """What a lab shows now: everything but the picture, ready for the page.

    `covered` is true while a prediction is asked for and the outcome is held back. `refusal` says
    in words why the last choice was not followed; the rest then shows the last good result.
    `barred` has the options of each `Pick` that cannot be chosen now, each with the reason.
    `labels` has what stands on the buttons that say something else now than at first.
    """

    choices: Choices
    without_effect: tuple[str, ...]
    refusal: str
    covered: bool
    verdict: str
    sentence: str
    tiles: Sequence[Mapping[str, str]] = field(default=())
    table: Table = field(default_factory=lambda: Table((), ()))
    barred: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


class Lab(ABC, Generic[Result]):
    """One lab as one student works with it. Subclasses declare it; see the module's example.

    Class attributes to declare:
        name: the title of the lab.
        question: what the student finds out here.
        groups: the controls, in groups named as people say them.
        presets: buttons that set several controls at once, under the words `presets_label`.
        presets_label: see `presets`.
        actions: buttons that do something; see `press`.
        actions_last: whether they stand below the controls, which say what they will do.
        press_puts_back: whether the controls go back to where they stood first after a press.
        reset_label: what the button says that goes back to the start.
        sentence_lines: lines that the page keeps free for the sentence, so that nothing jumps.
        prediction: what is asked before the outcome is shown.
        width: of the picture, in pixels of the page.
        height: of the picture, in pixels of the page.
        controls_width: of the column beside it, in pixels of the page.
        stored_sharpness: of the picture that a notebook keeps, in its pixels per pixel of the page;
            less where there is so much in it that the file would grow large.
    """

    name: ClassVar[str]
    question: ClassVar[str]
    groups: ClassVar[Sequence[Group]] = ()
    presets: ClassVar[Sequence[Preset]] = ()
    presets_label: ClassVar[str] = "Work like"
    actions: ClassVar[Sequence[Action]] = ()
    actions_last: ClassVar[bool] = False
    press_puts_back: ClassVar[bool] = False
    reset_label: ClassVar[str] = "Reset"
    sentence_lines: ClassVar[int] = 3
    prediction: ClassVar[Prediction | None] = None
    width: ClassVar[int] = 620
    height: ClassVar[int] = 340
    controls_width: ClassVar[int] = 264
    stored_sharpness: ClassVar[float] = SHARPNESS

    # What a lab declares: its model, its picture, its words.

    @abstractmethod
    def model(self, choices: Choices) -> Result:
        """Return what the choices lead to; `ValueError` with the reason where they make no sense.

        In a lab with actions this is the state before anything was pressed.
        """

    @abstractmethod
    def plot(self, figure: Figure) -> Plot[Result]:
        """Draw what stays into the empty figure; return the object that moves what moves."""

    @abstractmethod
    def sentence(self, result: Result, before: Result | None) -> str:
        """Say what `result` shows, and what changed since the result `before` (None: at first).

        A slider passes many places on its way; `before` is the result where it set out.
        """

    def tiles(self, result: Result) -> Sequence[Tile]:
        """Return the numbers to show large, always the same ones in the same order."""
        return ()

    def table(self, result: Result) -> Table:
        """Return the numbers behind the picture; the tiles, where a lab does not say more."""
        return Table.of_tiles(self.tiles(result), self.tiles(self._start))

    def barred(self, result: Result) -> Mapping[str, Mapping[str, str]]:
        """Return what cannot be done now, with the reason in words.

        By the name of a `Pick`, its options; under `BUTTONS`, the names of actions.
        """
        return {}

    def press(self, before: Result, action: str, choices: Choices) -> Result:
        """Return what pressing the button `action` makes of `before`.

        `ValueError` with the reason where it cannot be pressed now. `before` must not be changed.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has actions but does not say what they do"
        )

    def baseline(self, result: Result) -> Result:
        """Return what the tiles compare `result` with: the start, where nothing else is said."""
        return self._start

    def labels(self, result: Result) -> Mapping[str, str]:
        """Return what stands on the buttons of `actions` now, by their names, where it changes."""
        return {}

    def outcome(self, result: Result) -> float | str:
        """Return what the prediction is compared with."""
        raise NotImplementedError(f"{type(self).__name__} asks for a prediction without an outcome")

    def judge(self, answer: float | str, outcome: float | str) -> str:
        """Say how the prediction `answer` compares with the `outcome`."""
        asked = self._asked()
        said = f"You predicted {asked.say(answer)}; the outcome is {self.say_outcome(outcome)}"
        if isinstance(answer, str) or isinstance(outcome, str):
            return f"{said}."
        if asked.say(answer) == asked.say(outcome):
            return f"{said}: right."
        much = "too many" if answer > outcome else "too few"
        return f"{said}: {asked.say(abs(answer - outcome))} {much}."

    def say_outcome(self, outcome: float | str) -> str:
        """Return the `outcome` in words; a lab may add to the answer what explains it."""
        return self._asked().say(outcome)

    # What a student does with it.

    def __init__(self, **given: Value) -> None:
        """Stand at the start: the first choices and what they lead to.

        Raises:
            TypeError: something was `given`; a lab starts where its prediction asks about it.
        """
        if given:
            name = type(self).__name__
            there = ", ".join(f"{control} ({c.label})" for control, c in self.controls.items())
            raise TypeError(
                f"{name}({', '.join(given)}=…): a lab is opened without settings. Write {name}() "
                f"and move its controls on the page, or in code: lab = {name}(), then "
                f"lab.move(name=value). Its controls are: {there or 'none, only buttons'}."
            )
        self._choices: dict[str, Value] = self.first_choices
        self._start: Result = self.model(self._choices)
        self._result = self._start
        self._before: Result | None = None
        self._sliding = ""
        self._refusal = ""
        self._words: str | None = None
        self._answer: float | str | None = None

    def move(self, **choices: Value) -> View:
        """Set some controls, as the student does; return what the lab shows then."""
        return self._try(lambda: self._move(choices, self._slider_of(choices)))

    def choose(self, preset: str) -> View:
        """Press a preset by its label: its controls are set, the others go back to the start."""
        return self._try(lambda: self._move({**self.first_choices, **self._preset(preset).values}))

    def act(self, action: str) -> View:
        """Press the button `action`, by its name."""
        return self._try(lambda: self._act(action))

    def predict(self, answer: float | str) -> View:
        """Give or change the prediction; `SKIPPED` shows the outcome without one."""
        return self._try(lambda: self._predict(answer))

    def reset(self) -> View:
        """Go back to the start; a prediction that was given stays."""
        return self._try(self._reset)

    @property
    def view(self) -> View:
        """What the lab shows now."""
        words = self._refusal
        if self.covered:
            hidden = "The outcome appears here once you have predicted it, or chosen to skip."
            return View(
                choices=dict(self._choices),
                without_effect=self._without_effect(),
                refusal=words,
                covered=True,
                verdict="",
                sentence=hidden,
                labels=self.labels(self._result),
            )
        start = self.tiles(self.baseline(self._result))
        now = self.tiles(self._result)
        return View(
            choices=dict(self._choices),
            without_effect=self._without_effect(),
            refusal=words,
            covered=False,
            verdict=self._verdict(),
            sentence=self._said(),
            tiles=[tile.view(first) for tile, first in zip(now, start, strict=True)],
            table=self.table(self._result),
            barred=self.barred(self._result),
            labels=self.labels(self._result),
        )

    @property
    def covered(self) -> bool:
        """Whether the outcome is held back until the student has predicted it."""
        return self.prediction is not None and self._answer is None

    @property
    def result(self) -> Result:
        """The last good result."""
        return self._result

    def frame(self, sharpness: float, since: int | None = None) -> Frame:
        """Return the picture of the last good result, for a page that shows the frame `since`."""
        return self.live.frame(self._result, sharpness, since)

    @cached_property
    def picture(self) -> Picture:
        """The lab as a finished picture, as it stands at the start: what a stored page shows.

        It stays as it is, and is asked for twice when a lab is shown: for the page with a kernel
        and for the one without. So it is drawn once.
        """
        fresh: LiveFigure[Result] = LiveFigure(self.plot, self.width, self.height)
        words = self.sentence(self._start, None)
        png = fresh.png(self._start, self.stored_sharpness)
        return Picture(words, png, self.width, self.height)

    # What follows from the declaration.

    @cached_property
    def controls(self) -> dict[str, Control]:
        """All controls by name, in the order in which they stand."""
        return {control.name: control for group in self.groups for control in group.controls}

    @property
    def first_choices(self) -> dict[str, Value]:
        """Where the controls stand at first."""
        return {name: control.value for name, control in self.controls.items()}

    @cached_property
    def live(self) -> LiveFigure[Result]:
        """The figure on the page; made when first shown."""
        return LiveFigure(self.plot, self.width, self.height)

    @cached_property
    def widget(self) -> LabWidget:
        """The lab on the page; made when first shown."""
        from deliverylab.show.widget import LabWidget

        return LabWidget(self)

    def __repr__(self) -> str:
        """Return the sentence at the start."""
        return self.sentence(self._start, None)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
        picture = self.picture
        bundle, about = picture._repr_mimebundle_()
        if self.prediction and not self.actions:  # before a button is pressed, nothing came out
            bundle["text/html"] = Folded(self.prediction.in_words, picture)._repr_html_()
        widget = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        return {"application/vnd.jupyter.widget-view+json": widget, **bundle}, about

    # How it is done.

    def _try(self, step: Callable[[], None]) -> View:
        """Take a step; what goes wrong is said in words, and the last good result stays."""
        self._refusal, self._words = "", None
        try:
            step()
            return self.view
        except ValueError as reason:
            self._refusal = str(reason)
        except Exception:
            _log.exception("%s failed at %s", type(self).__name__, self._choices)
            self._refusal = (
                "This lab has a fault here, so it shows the last good result. "
                "Choose something else, or reset it; nothing of yours is lost."
            )
        return self.view

    def _move(self, choices: Mapping[str, Value], slider: str = "") -> None:
        """Set controls; `slider` names the one that is all that is moved, where it is a slider."""
        goes_on = bool(slider) and slider == self._sliding
        self._sliding = ""
        for name, value in choices.items():
            if name not in self.controls:
                raise ValueError(f"This lab has no control called {name!r}.")
            self._choices[name] = self.controls[name].check(value)
        self._show(self.model(dict(self._choices)), self._before if goes_on else self._result)
        self._sliding = slider

    def _slider_of(self, choices: Mapping[str, Value]) -> str:
        name = next(iter(choices)) if len(choices) == 1 else ""
        return name if isinstance(self.controls.get(name), Slider) else ""

    def _act(self, action: str) -> None:
        if action not in {known.name for known in self.actions}:
            raise ValueError(f"This lab has no button called {action!r}.")
        self._sliding = ""
        self._show(self.press(self._result, action, dict(self._choices)), self._result)
        if self.press_puts_back:
            self._choices = self.first_choices

    def _predict(self, answer: float | str) -> None:
        self._answer = SKIPPED if answer == SKIPPED else self._asked().check(answer)

    def _reset(self) -> None:
        self._choices, self._sliding = self.first_choices, ""
        self._show(self._start, None)

    def _show(self, result: Result, before: Result | None) -> None:
        """Make `result` what is shown, once all that is said of it could be said."""
        words = self.sentence(result, before)
        self._before, self._result, self._words = before, result, words

    def _said(self) -> str:
        """Return the sentence, which the step that led here has said already."""
        if self._words is None:
            self._words = self.sentence(self._result, self._before)
        return self._words

    def _preset(self, label: str) -> Preset:
        for preset in self.presets:
            if preset.label == label:
                return preset
        raise ValueError(f"This lab has no preset called {label!r}.")

    def _asked(self) -> Prediction:
        if self.prediction is None:
            raise ValueError("This lab asks for no prediction.")
        return self.prediction

    def _verdict(self) -> str:
        if self.prediction is None or self._answer is None:
            return ""
        outcome = self.outcome(self._start)
        if self._answer == SKIPPED:
            return f"No prediction given; the outcome is {self.say_outcome(outcome)}."
        return self.judge(self._answer, outcome)

    def _without_effect(self) -> tuple[str, ...]:
        """The controls that make no difference where the others stand now."""
        return tuple(
            name
            for name, control in self.controls.items()
            if any(
                self._choices[other] != value
                for other, value in (control.matters_when or {}).items()
            )
        )
