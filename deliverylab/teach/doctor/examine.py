"""How a check is run: what it found becomes a line of the report, whatever happens in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deliverylab.teach.doctor.report import FAIL, NOTE, OK, Finding, Report

__all__ = ["Check", "Note", "Trouble", "examine"]


class Trouble(Exception):
    """Something that the course needs does not work.

    Attributes:
        found: what was found, without a full stop.
        cure: what to do, in one line.
    """

    word = FAIL

    def __init__(self, found: str, cure: str) -> None:
        """Say what was found and the cure; both become one line."""
        self.found = _one_line(found)
        self.cure = _one_line(cure)
        super().__init__(f"{self.found}. {self.cure}")


class Note(Trouble):
    """Everything works, and still there is something to know."""

    word = NOTE


@dataclass(frozen=True)
class Check:
    """One thing that the course needs.

    Attributes:
        about: what it is, in a word or two.
        fine: what is said of it where all is well.
        look: returns details of what it found, or raises `Trouble`.
    """

    about: str
    fine: str
    look: Callable[[], str]


def examine(checks: Iterable[Check]) -> Report:
    """Run checks one after the other; never raises.

    >>> def thirsty():
    ...     raise Trouble("the cup is empty", "Fill it.")
    >>> examine([Check("cup", "it is full", thirsty), Check("spoon", "it is there", lambda: "tea")])
    Doctor: 1 of 2 checks fails.
    FAIL  cup: the cup is empty
          cure: Fill it.
    OK    spoon: it is there
    """
    return Report(tuple(_finding(check) for check in checks))


def _finding(check: Check) -> Finding:
    try:
        return Finding(OK, check.about, check.fine, details=check.look())
    except Trouble as trouble:
        return Finding(trouble.word, check.about, trouble.found, cure=trouble.cure)
    except ModuleNotFoundError as error:
        return Finding(
            FAIL,
            check.about,
            f"this needs {error.name}, which is missing",
            cure="Cure the packages first, and look again.",
        )
    except Exception as error:  # whatever it is, the other checks are still to be made
        return Finding(
            FAIL,
            check.about,
            f"the check itself broke ({_one_line(f'{type(error).__name__}: {error}')})",
            cure="Cure the other faults first and look again; if there are none, report this line.",
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
