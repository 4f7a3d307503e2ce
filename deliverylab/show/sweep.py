"""Goes through everything that can be done in a lab, without a browser: what its tests stand on.

for what, view in sweep(OnTheShelf()):
assert view.sentence
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deliverylab.show.controls import Choice, Slider
from deliverylab.show.lab import SKIPPED, Lab, View
from deliverylab.show.live import Frame

_SHARPNESS = 1.0


def sweep(lab: Lab[Any]) -> Iterator[tuple[str, View, Frame]]:
    """Do everything there is to do in `lab` once; yield what was done, what it shows, the picture.

    A prediction is skipped first. Then every control goes through its range, the others standing
    where they were at first, once for every option of every choice before it; then every preset,
    every action, and reset.
    """
    if lab.covered:
        yield _seen(lab, "skip the prediction", lab.predict(SKIPPED))
    for start in _starts(lab):
        for name, control in lab.controls.items():
            for value in control.sweep():
                lab.reset()
                if start:
                    lab.move(**start)
                done = ", ".join(
                    f"{key}={set_to!r}" for key, set_to in {**start, name: value}.items()
                )
                yield _seen(lab, done, lab.move(**{name: value}))
    for preset in lab.presets:
        yield _seen(lab, f"preset {preset.label}", lab.choose(preset.label))
    lab.reset()
    for action in lab.actions:
        yield _seen(lab, f"action {action.name}", lab.act(action.name))
    yield _seen(lab, "reset", lab.reset())


def _starts(lab: Lab[Any]) -> Iterator[dict[str, str]]:
    """Every option of every choice, one at a time, after the start itself."""
    yield {}
    if not any(isinstance(control, Slider) for control in lab.controls.values()):
        return
    for name, control in lab.controls.items():
        if isinstance(control, Choice):
            for option in control.options:
                if option != control.value:
                    yield {name: option}


def _seen(lab: Lab[Any], done: str, view: View) -> tuple[str, View, Frame]:
    return done, view, lab.frame(_SHARPNESS)
