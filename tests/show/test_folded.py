"""A result that is asked for before it is shown."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from deliverylab.show import Picture, predict_first

QUESTION = "How many < 3?"


def test_the_page_asks_and_folds_the_answer_away() -> None:
    page = predict_first(QUESTION, 2)._repr_html_()
    asked, answer = page.split("<details>")
    assert "How many &lt; 3?" in asked
    assert "2" not in asked
    assert answer == "<summary>What came out (predict first)</summary><pre>2</pre></details>"


@pytest.mark.parametrize(
    ("result", "on_the_page"),
    [
        (pd.Series({"tug": 27}, name="weeks"), "<th>weeks</th>"),
        (pd.DataFrame({"weeks": [27]}), "<th>weeks</th>"),
        (Picture.of(Figure(figsize=(1, 1)), "Nothing."), 'alt="Nothing."'),
        ("two & three", "two &amp; three"),
    ],
)
def test_any_result_is_on_the_page_and_in_the_text(result: object, on_the_page: str) -> None:
    folded = predict_first(QUESTION, result)
    assert on_the_page in folded._repr_html_()
    assert repr(folded).startswith(QUESTION)
    assert str(result).splitlines()[0].split()[0] in repr(folded)


def test_there_is_a_question() -> None:
    with pytest.raises(ValueError, match="write what to predict"):
        predict_first(" ", 2)
