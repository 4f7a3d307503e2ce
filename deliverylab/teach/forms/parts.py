"""Answers that are a few values, each with a name: of different forms, or all of the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from deliverylab.teach.forms.base import Form, NotInForm, NotWritten
from deliverylab.teach.forms.describe import describe, is_a


def parts(**forms: Form[Any]) -> Form[dict[str, Any]]:
    """Return the form of a few named values; the canonical value is a `dict` of theirs.

    Args:
        forms: name → form of each value. The notebook's check cell puts the dict together, so the
            names are those of the student's variables.

    >>> from deliverylab.teach.forms import count, word
    >>> form = parts(users_get=word("1.0", "1.1"), packages=count("packages"))
    >>> form.read({"users_get": "1.1", "packages": 2.0})
    {'users_get': '1.1', 'packages': 2}
    """
    return _Parts(forms)


_MANY = 4
"""More values than this that are alike are named first; then it is said once what they are."""


@dataclass(frozen=True)
class _Parts(Form[dict[str, Any]]):
    forms: dict[str, Form[Any]]

    @property
    def wanted(self) -> str:
        return self._wanted(*self.forms)

    def _wanted(self, *names: str) -> str:
        alike = {self.forms[name].wanted for name in names}
        if len(names) > _MANY and len(alike) == 1:
            *others, last = (f"`{name}`" for name in names)
            return f"{', '.join(others)} and {last}, each {alike.pop()}"
        return " and ".join(f"`{name}` ({self.forms[name].wanted})" for name in names)

    def read(self, answer: object, what: str = "Your answer") -> dict[str, Any]:
        if answer is ...:
            raise NotWritten
        if not is_a(answer, dict):
            every = ", ".join(f'"{name}": {name}' for name in self.forms)
            raise NotInForm(
                f"{what} is {describe(answer)}; the check cell gives {{{every}}}, with "
                f"{self.wanted}."
            )
        given = dict(dict.items(cast("dict[object, object]", answer)))
        if missing := [name for name in self.forms if name not in given]:
            raise NotInForm(f"{what} has no entry for `{missing[0]}`.")
        if stubs := [name for name in self.forms if given[name] is ... or given[name] is None]:
            raise NotWritten(self._wanted(*stubs) if len(stubs) < len(self.forms) else "")
        return {name: form.read(given[name], f"Your `{name}`") for name, form in self.forms.items()}

    @property
    def part_names(self) -> tuple[str, ...]:
        return tuple(self.forms)

    def wrong_parts(self, value: dict[str, Any], right: dict[str, Any]) -> tuple[str, ...]:
        return tuple(
            name for name, form in self.forms.items() if not form.same(value[name], right[name])
        )

    def same(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        return not self.wrong_parts(one, other)

    def slip(self, value: dict[str, Any], right: dict[str, Any]) -> str | None:
        """Return the sentence of the part that slipped, or of all of them where they slip alike."""
        wrong = self.wrong_parts(value, right)
        slips = {self.forms[name].slip(value[name], right[name]) for name in wrong}
        if len(slips) != 1 or None in slips:
            return None
        said = str(slips.pop())
        return f"In {' and '.join(f'`{name}`' for name in wrong)}, {said[:1].lower()}{said[1:]}"
