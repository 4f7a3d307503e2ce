"""Predict, then see, for a picture or a table: the outcome is folded away under its question.

A lab asks for a prediction by itself. Here it is any result of a cell: a stored notebook shows the
question, and the answer only to who opens it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from deliverylab.show.picture import Picture

__all__ = ["Folded", "predict_first"]


@dataclass(frozen=True, repr=False)
class Folded:
    """A result with the question that comes before it.

    Attributes:
        question: what to predict.
        result: a picture, a table, a column of one, a number or words.
    """

    question: str
    result: object

    def __repr__(self) -> str:
        """Return the question and the result, as a test of the notebook compares them."""
        return f"{self.question}\n{self._shown!r}"

    def _repr_html_(self) -> str:
        """Return the question, and the result behind it."""
        return (
            f"<p><strong>{html.escape(self.question)}</strong></p>"
            "<details><summary>What came out (predict first)</summary>"
            f"{self._result_as_html()}</details>"
        )

    @property
    def _shown(self) -> object:
        """The result; a column of a table as a table of one column, which reads better."""
        return self.result.to_frame() if isinstance(self.result, pd.Series) else self.result

    def _result_as_html(self) -> str:
        if isinstance(self.result, Picture):
            return self.result.to_html()
        if isinstance(self._shown, pd.DataFrame):
            return str(self._shown.to_html())
        as_html = getattr(self.result, "_repr_html_", None)
        return str(as_html()) if as_html else f"<pre>{html.escape(str(self.result))}</pre>"


def predict_first(question: str, result: object) -> Folded:
    """Return a result folded away under the question that it answers.

    Args:
        question: what to predict, as a sentence.
        result: what came out: a picture, a table, a number or words.

    Raises:
        ValueError: If there is no question.

    >>> predict_first("How many of the three were late?", 2)
    How many of the three were late?
    2
    """
    if not question.strip():
        raise ValueError("there is no question; write what to predict, as a sentence")
    return Folded(question, result)
