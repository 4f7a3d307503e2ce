"""The README shows every lab, as it is today."""

from __future__ import annotations

from pathlib import Path

import pytest

from deliverylab import show
from deliverylab.show.lab import Lab
from docs import gallery

ROOT = Path(__file__).resolve().parents[2]
REPAIR = "run make pictures"
KINDS = {name: getattr(show, name) for name in show.__all__}
LABS = [name for name, it in KINDS.items() if isinstance(it, type) and issubclass(it, Lab)]


@pytest.fixture(scope="module")
def labs() -> list[gallery.Shown]:
    """Every lab of the gallery; to make them all takes too long for each worker of the tests."""
    return gallery.labs()


def test_every_lab_is_used_by_a_lesson(labs: list[gallery.Shown]) -> None:
    assert sorted(LABS) == sorted(one.name for one in labs)


@pytest.mark.parametrize("name", LABS)
def test_a_picture_says_what_the_lab_says_now(name: str, labs: list[gallery.Shown]) -> None:
    (one,) = [one for one in labs if one.name == name]
    assert (ROOT / one.file).is_file(), f"no picture of {one.name}: {REPAIR}"
    assert gallery.sentence_in(ROOT / one.file) == one.lab.picture.sentence, REPAIR
    assert (ROOT / one.file).stat().st_size <= 40_000


def test_no_picture_is_left_of_a_lab_that_is_gone() -> None:
    there = {path.name for path in (ROOT / gallery.FOLDER).glob("*")}
    assert there == {f"{name}.png" for name in LABS}, REPAIR


def test_the_gallery_of_the_readme_is_in_step(labs: list[gallery.Shown]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert gallery.in_readme(readme) == gallery.gallery(labs), REPAIR


def test_a_readme_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="once each"):
        gallery.in_readme("# Delivery Lab\n")


def test_a_picture_without_a_sentence_says_nothing(
    tmp_path: Path, labs: list[gallery.Shown]
) -> None:
    labs[0].lab.picture.save(str(tmp_path / "lab.png"))
    assert gallery.sentence_in(tmp_path / "lab.png") == ""
