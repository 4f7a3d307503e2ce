"""What a slide makes of a lesson's text, tables, pictures, formulas and quizzes."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from deliverylab.show import predict_first
from deliverylab.show.picture import Picture
from deliverylab.teach.questions import load_quiz, quiz_file
from slides.text import markdown, python
from slides.tidy import tidied
from tests.slides.tiny_lesson import body, code, heading, keys, made, result, text

TABLE = pd.DataFrame(
    {"changes": [12, 9], "lead time": ["2 days", "NaN hours"], "rate": [0.5, -1]},
    index=pd.Index(["barge", "tug"], name="team"),
)


@pytest.fixture
def picture() -> Picture:
    file = BytesIO()
    Image.new("RGB", (1240, 640), "white").save(file, "PNG")
    return Picture("The tide falls by 4 m.", file.getvalue(), 620, 320)


def test_a_table_has_one_row_of_heads_and_numbers_end_at_one_edge(tmp_path: Path) -> None:
    (slide,) = made(
        tmp_path, text("## Teams", "slide"), code("table", result(TABLE.to_html()), show="output")
    )
    rows = [[c.get_text().strip() for c in r.select("th, td")] for r in slide.select("tr")]
    assert rows[0] == ["team", "changes", "lead time", "rate"]
    assert len(rows) == 3
    ends = [[c.get_text() for c in r.select(".number")] for r in slide.select("tr")]
    assert ends == [["changes", "rate"], ["12", "0.5"], ["9", "-1.0"]]


def test_the_rows_have_their_name_also_where_the_columns_have_one() -> None:
    table = TABLE.rename_axis("kpi", axis="columns")
    (heads,) = tidied(table.to_html()).select("thead tr")
    assert [one.get_text() for one in heads.select("th")] == [
        "team",
        "changes",
        "lead time",
        "rate",
    ]
    twice = pd.concat({"now": TABLE, "then": TABLE}, axis="columns").to_html()
    assert len(tidied(twice).select("thead tr")) == 3, "two lines of columns stay"


def test_a_number_stays_with_its_sign() -> None:
    found = tidied("<p>From 27 % to 4.4 % and <code>5 % 3</code></p>").get_text()
    assert found == "From 27\N{NO-BREAK SPACE}% to 4.4\N{NO-BREAK SPACE}% and 5 % 3"


def test_a_head_without_words_is_no_head(tmp_path: Path) -> None:
    found = tidied(TABLE.rename_axis(None).to_html())
    assert all(head.get_text().strip() for head in found.select("th"))
    assert found.select("thead td")


def test_a_table_in_a_quotation_is_a_table() -> None:
    assert "<table>" in markdown("> | who | what |\n> |---|---|\n> | tug | tows |")


def test_a_picture_stands_beside_its_sentence_which_is_read_out_once(
    tmp_path: Path, picture: Picture
) -> None:
    (slide,) = made(
        tmp_path, text("## Tide", "slide"), code("show.tide()", result(picture.to_html()))
    )
    (image,) = slide.select(".body > .picture > img")
    (caption,) = slide.select(".body > p.caption")
    assert image["alt"] == caption.get_text() == "The tide falls by 4 m."
    assert caption["aria-hidden"] == "true"
    assert (image["width"], image["height"]) == ("620", "320")
    assert base64.b64decode(str(image["src"]).partition(",")[2]) == picture.png


def test_what_was_to_be_predicted_appears_at_once_with_its_sentence(
    tmp_path: Path, picture: Picture
) -> None:
    folded = predict_first("How far?", picture)._repr_html_()
    (slide,) = made(tmp_path, text("## Tide\n\nLook.", "slide"), code("x", result(folded)))
    assert "How far?" in body(slide).get_text()
    assert keys(slide) == [["", "The tide falls by 4 m."]]


@pytest.mark.parametrize(
    ("said", "shown", "kinds"),
    [
        ("Loss: 53 person-weeks.", "Loss: 53 person-weeks.", ["output", "sentence"]),
        ("6", "6", ["output", "value"]),
        ("barge    12\nName: team, dtype: int64", "barge    12", ["output", "value"]),
        ("'99.8 %'", "99.8 %", ["output", "value"]),
        ("a  1\nb  2\nName: n, Length: 2, dtype: int64", "a  1\nb  2", ["output", "narrow"]),
        ("a  1\nb  2\ndtype: float64", "a  1\nb  2", ["output", "narrow"]),
        ("deployments.environment == production", None, ["output", "narrow"]),
        ("deployments.environment == production and hurt", None, ["output"]),
        ("First.\nSecond.", None, ["output", "sentence"]),
        ("First.\nSecond", None, ["output", "narrow"]),
    ],
)
def test_what_a_program_says_is_set_as_what_it_is(
    tmp_path: Path, said: str, shown: str | None, kinds: list[str]
) -> None:
    folded = result(f"<details><summary>Out</summary><pre>{said}</pre></details>")
    for output in (result(text=said), folded):
        (slide,) = made(tmp_path, text("## Tide", "slide"), code("x", output, show="output"))
        (pre,) = slide.select("pre")
        assert pre.get_text() == (shown or said)
        assert [kind for kind in pre["class"] if kind != "fragment"] == kinds


def test_a_section_within_a_cell_is_no_slide_of_its_own() -> None:
    assert str(tidied("<section><p>Ebb</p></section>")) == "<p>Ebb</p>"


def test_answers_in_a_list_appear_one_by_one(tmp_path: Path) -> None:
    source = "## Look\n\n" + "\n".join(
        f'{n}. "It {what}s."\n   <details><summary>Answer</summary>{when}.</details>'
        for n, what, when in [(1, "fall", "Ebb"), (2, "rise", "Flood")]
    )
    (slide,) = made(tmp_path, text(source, "slide"))
    assert keys(slide) == [["Ebb."], ["Flood."]]
    assert all(answer.find_parent("li") for answer in slide.select(".fragment"))


def test_a_link_to_another_page_of_the_course_is_its_words() -> None:
    found = tidied(
        markdown("An [artifact](../docs/glossary.md#artifact), see [doi](https://doi.org/1).")
    )
    assert [link["href"] for link in found.select("a")] == ["https://doi.org/1"]
    assert found.get_text().strip() == "An artifact, see doi."


def test_a_formula_needs_no_program() -> None:
    inline, block = markdown("Fails with $1-(1-p)^N$."), markdown("$$\\frac{1}{2}$$")
    assert "<msup>" in inline
    assert "$" not in inline + block
    assert 'display="block"' in block


def test_code_is_coloured_and_says_the_same() -> None:
    html = python('for team in ("tug", "ferry"):\n    print(team < 2)\n')
    found = tidied(html)
    assert found.get_text() == 'for team in ("tug", "ferry"):\n    print(team < 2)'
    assert {"k", "s2", "nb", "mi"} <= {str(span["class"][0]) for span in found.select("span")}


def test_a_quiz_is_one_question_a_slide_with_its_answer_in_the_notes(tmp_path: Path) -> None:
    questions = load_quiz(quiz_file("02")).questions
    slides = made(tmp_path, text("## Quiz", "slide"), code('teach.quiz("02")', kind="slide"))[1:]
    assert [heading(slide).replace("`", "") for slide in slides] == [
        question.ask.replace("`", "").replace("*", "") for question in questions
    ]
    for slide, question in zip(slides, questions, strict=True):
        options = [item.get_text() for item in slide.select(".options li")]
        assert len(options) == len(question.options)
        letters = " and ".join(
            "ABCDE"[n] for n, option in enumerate(question.options) if option.right
        )
        (aside,) = slide.select("aside")
        assert f"Answer: {letters}." in aside.get_text()
        assert len(aside.select("li")) == len(options)
        assert question.options[0].why.split("`")[0].split("*")[0].strip() in aside.get_text()
        assert question.options[0].why.split("`")[0].split("*")[0] not in body(slide).get_text()


def test_only_the_questions_that_are_named_are_asked(tmp_path: Path) -> None:
    questions = load_quiz(quiz_file("02")).questions
    slides = made(
        tmp_path,
        text("## Quiz", "slide"),
        code('teach.quiz("02")', kind="slide", questions=[4, 1]),
    )[1:]
    assert [heading(slide) for slide in slides] == [questions[3].ask, questions[0].ask]
    assert "Quiz, question 2 of 2" in slides[1].get_text()
