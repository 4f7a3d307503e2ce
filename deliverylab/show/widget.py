"""A lab on the page: the messages between the browser and Python.

The browser sends what the student did and waits for the answer before it sends the next; a slider
that has moved on meanwhile is sent with its latest position only. Python answers each message with
everything the page shows, as one message: the words and numbers as JSON and the picture as runs of
equal colour, of what is new in it (`live.py`). No traceback is ever sent.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from deliverylab.show.controls import Choices

if TYPE_CHECKING:
    from deliverylab.show.lab import Lab, View

_HERE = Path(__file__).parent
_SHARPEST = 3.0
_log = logging.getLogger(__name__)


class LabWidget(anywidget.AnyWidget):
    """Shows one `Lab`; several views of it on one page show the same state."""

    _esm = _HERE / "lab.js"
    _css = _HERE / "lab.css"

    spec = traitlets.Dict().tag(sync=True)
    still = traitlets.Bytes().tag(sync=True)

    def __init__(self, lab: Lab[Any]) -> None:
        """Show `lab` as it stands."""
        picture = lab.picture
        super().__init__(spec=spec_of(lab, picture.sentence), still=picture.png)
        self.lab = lab
        self.on_msg(self._heard)

    def _heard(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        answer: dict[str, object] = {"to": message.get("from"), "number": message.get("number")}
        buffers: list[bytes] = []
        try:
            view = follow(self.lab, message)
            answer["view"] = asdict(view)
            if not view.covered:
                sharpness = min(max(float(message.get("sharpness", 2)), 1.0), _SHARPEST)
                frame = self.lab.frame(sharpness, message.get("since"))
                answer["frame"] = {
                    name: value for name, value in vars(frame).items() if name != "runs"
                }
                buffers = [frame.runs]
        except Exception:
            _log.exception("%s could not answer", type(self.lab).__name__)
            answer["fault"] = "This lab has a fault here. Reset it, or run its cell again."
        self.send(answer, buffers)


def follow(lab: Lab[Any], message: dict[str, Any]) -> View:
    """Do with `lab` what the student did on the page; return what it shows then."""
    what = message.get("what")
    if what == "move":
        choices: Choices = message["choices"]
        return lab.move(**choices)
    if what == "preset":
        return lab.choose(str(message["preset"]))
    if what == "action":
        return lab.act(str(message["action"]))
    if what == "predict":
        return lab.predict(message["answer"])
    if what == "reset":
        return lab.reset()
    return lab.view


def spec_of(lab: Lab[Any], sentence: str) -> dict[str, object]:
    """Return the declaration of `lab` as the page needs it."""
    return {
        "name": lab.name,
        "question": lab.question,
        "groups": [
            {"label": group.label, "controls": [control.spec() for control in group.controls]}
            for group in lab.groups
        ],
        "presets_label": lab.presets_label,
        "presets": [preset.label for preset in lab.presets],
        "actions": [asdict(action) for action in lab.actions],
        "actions_last": lab.actions_last,
        "reset_label": lab.reset_label,
        "sentence_lines": lab.sentence_lines,
        "prediction": lab.prediction and lab.prediction.spec(),
        "width": lab.width,
        "height": lab.height,
        "controls_width": lab.controls_width,
        "tiles": [tile.label for tile in lab.tiles(lab.result)],
        "sentence": sentence,
        "view": asdict(lab.view),
    }
