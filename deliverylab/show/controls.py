"""What a student may change in a lab: each control in words, with its unit and its range.

A control is a declaration. The page is drawn from it, values that arrive are checked by it, and the
tests sweep through it. Labels are written as people say them, a unit as one reads it after a
number ("14 days", "1 day").
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

Value: TypeAlias = float | int | str | bool
"""What a control can be set to."""

Choices: TypeAlias = Mapping[str, Value]
"""Where all controls of a lab stand, by name."""

_SWEPT = 9


BUTTONS = "buttons"
"""Where `Lab.barred` names the buttons that can do nothing now, beside the lists."""


@dataclass(frozen=True)
class Slider:
    """A number between `low` and `high`, in steps of `step`.

    Attributes:
        name: what the model calls it.
        label: what people call it.
        low: smallest value.
        high: largest value.
        value: where it stands at first.
        step: from one position to the next.
        unit: read after the number; `one` after the number 1 ("days", "day").
        one: see `unit`; the same as `unit` where it is empty.
        matters_when: the slider has an effect only when these controls stand so; otherwise it
            is shown as having none. `{"deploy_on": "train"}`.
        names: what each position is called, from the lowest on, where people read words and no
            numbers. Such a slider takes one line: its label, its track and the word.
    """

    name: str
    label: str
    low: float
    high: float
    value: float
    step: float = 1
    unit: str = ""
    one: str = ""
    matters_when: Mapping[str, Value] | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a slider that cannot stand where it says."""
        if not (self.low < self.high and self.step > 0):
            raise ValueError(f"{self.name}: expected low < high and step > 0")
        if self.names and len(self.names) != self._positions + 1:
            raise ValueError(
                f"{self.name}: {len(self.names)} names for {self._positions + 1} positions"
            )
        self.check(self.value)

    def check(self, value: object) -> float:
        """Return `value` as this slider's number; a `ValueError` in words where it is none."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise ValueError(f"{self.label}: expected a number, not {value!r}.")
        if not self.low <= value <= self.high:
            raise ValueError(
                f"{self.label}: {self._with_unit(value)} is outside what you can choose here, "
                f"{self.low:g} to {self._with_unit(self.high)}."
            )
        whole = float(self.step).is_integer() and float(self.low).is_integer()
        return round(value) if whole else float(value)

    def say(self, value: float) -> str:
        """Return `value` as people say it.

        >>> Slider("wait", "Wait", 0, 9, 1, unit="days", one="day").say(1)
        '1 day'
        >>> Slider("so", "We test", 1, 3, 2, names=("never", "sometimes", "always")).say(3)
        'always'
        """
        if self.names:
            return self.names[round((value - self.low) / self.step)]
        return self._with_unit(value)

    def sweep(self) -> tuple[float, ...]:
        """Return positions from one end to the other, both ends included, for tests."""
        count = min(self._positions, _SWEPT)
        steps = (round(i * self._positions / count) * self.step for i in range(count + 1))
        return tuple(self.check(round(self.low + step, 10)) for step in steps)

    def spec(self) -> dict[str, object]:
        """Return what the page needs to draw it."""
        return {"kind": "slider"} | _plain(self) | {"names": list(self.names)}

    @property
    def _positions(self) -> int:
        """How many steps lead from the lowest position to the highest."""
        return math.floor((self.high - self.low) / self.step + 1e-9)

    def _with_unit(self, value: float) -> str:
        unit = self.one if value == 1 and self.one else self.unit
        return f"{value:g} {unit}".rstrip()


@dataclass(frozen=True)
class Choice:
    """One of a few options: `options` maps the model's word to what people read."""

    name: str
    label: str
    options: Mapping[str, str]
    value: str
    matters_when: Mapping[str, Value] | None = None

    def __post_init__(self) -> None:
        """Refuse a first value that is no option."""
        self.check(self.value)

    def check(self, value: object) -> str:
        """Return `value` if it is an option; a `ValueError` in words where it is none."""
        if not isinstance(value, str) or value not in self.options:
            allowed = ", ".join(self.options.values())
            raise ValueError(
                f"{self.label}: {value!r} is no option here. Choose one of: {allowed}."
            )
        return value

    def say(self, value: str) -> str:
        """Return the option as people read it."""
        return self.options[value]

    def sweep(self) -> tuple[str, ...]:
        """Return every option, for tests."""
        return tuple(self.options)

    def spec(self) -> dict[str, object]:
        """Return what the page needs to draw it."""
        options = [{"value": value, "label": label} for value, label in self.options.items()]
        return {"kind": "choice"} | _plain(self) | {"options": options}


@dataclass(frozen=True)
class Pick(Choice):
    """One of many options, in a list that opens; those that a lab bars now say why."""

    def spec(self) -> dict[str, object]:
        """Return what the page needs to draw it."""
        return super().spec() | {"kind": "pick"}


@dataclass(frozen=True)
class Switch:
    """Something that is on or off."""

    name: str
    label: str
    value: bool = False
    matters_when: Mapping[str, Value] | None = None

    def check(self, value: object) -> bool:
        """Return `value` if it is on or off; a `ValueError` in words where it is neither."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.label}: expected on or off, not {value!r}.")
        return value

    def say(self, value: bool) -> str:
        """Return "on" or "off"."""
        return "on" if value else "off"

    def sweep(self) -> tuple[bool, ...]:
        """Return off and on, for tests."""
        return (False, True)

    def spec(self) -> dict[str, object]:
        """Return what the page needs to draw it."""
        return {"kind": "switch"} | _plain(self)


Control: TypeAlias = Slider | Choice | Switch


@dataclass(frozen=True)
class Group:
    """Controls that belong together, under the name that people give them."""

    label: str
    controls: Sequence[Control]


@dataclass(frozen=True)
class Preset:
    """A button that sets several controls at once; the others go back to where they started."""

    label: str
    values: Choices


@dataclass(frozen=True)
class Action:
    """A button that does something.

    Attributes:
        name: for the model.
        label: for people.
        quiet: drawn as one of the lesser ones, beside those that the lab is about.
    """

    name: str
    label: str
    quiet: bool = False


@dataclass(frozen=True)
class Prediction:
    """What the student says before the outcome is shown: a number, or one of `options`.

    Attributes:
        question: asked about the lab as it stands at first.
        unit: of the number, read after it; `one` after the number 1.
        one: see `unit`.
        low: smallest number that can be given.
        high: largest number that can be given.
        options: what to choose from, where the answer is no number.
        whole: only a whole number is an answer.
    """

    question: str
    unit: str = ""
    one: str = ""
    low: float = 0
    high: float = 1_000_000
    options: tuple[str, ...] = ()
    whole: bool = False

    @property
    def in_words(self) -> str:
        """The question, with the answers that it leaves open where it names some."""
        return f"{self.question} ({', '.join(self.options)}?)" if self.options else self.question

    def check(self, answer: object) -> float | str:
        """Return `answer` if it is one; a `ValueError` in words where it is none."""
        if self.options:
            if answer not in self.options:
                raise ValueError(f"Choose one of: {', '.join(self.options)}.")
            return str(answer)
        try:
            number = float(str(answer).strip().replace(",", "."))
        except ValueError:
            number = math.nan
        if not self.low <= number <= self.high or (self.whole and not number.is_integer()):
            kind = "whole number" if self.whole else "number"
            unit = f" ({self.unit})" if self.unit else ""
            raise ValueError(f"Type a {kind} from {self.low:g} to {self.high:,.15g}{unit}.")
        return number

    def say(self, answer: float | str) -> str:
        """Return `answer` as people say it, at most one digit after the point."""
        if isinstance(answer, str):
            return answer
        rounded = round(answer, 1)
        return f"{rounded:g} {self.one if rounded == 1 and self.one else self.unit}".rstrip()

    def spec(self) -> dict[str, object]:
        """Return what the page needs to ask."""
        return _plain(self) | {"options": list(self.options)}


def _plain(thing: Control | Prediction) -> dict[str, object]:
    return {field.name: getattr(thing, field.name) for field in fields(thing)}
