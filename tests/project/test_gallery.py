"""The README shows every lab, as it is today."""

from __future__ import annotations

from pathlib import Path

import pytest

from deliverylab import show
from deliverylab.show.lab import Lab
from docs import gallery

ROOT = Path(__file__).resolve().parents[2]
REPAIR = "run make pictures"
LABS = gallery.labs()


def test_every_lab_is_used_by_a_lesson() -> None:
    kinds = {name: getattr(show, name) for name in show.__all__}
    labs = {n for n, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Lab)}
    assert labs == {one.name for one in LABS}


@pytest.mark.parametrize("one", LABS, ids=lambda one: str(one.name))
def test_a_picture_says_what_the_lab_says_now(one: gallery.Shown) -> None:
    assert (ROOT / one.file).is_file(), f"no picture of {one.name}: {REPAIR}"
    assert gallery.sentence_in(ROOT / one.file) == one.lab.picture.sentence, REPAIR
    assert (ROOT / one.file).stat().st_size <= 40_000


def test_no_picture_is_left_of_a_lab_that_is_gone() -> None:
    there = {path.name for path in (ROOT / gallery.FOLDER).glob("*")}
    assert there == {f"{one.name}.png" for one in LABS}, REPAIR


def test_the_gallery_of_the_readme_is_in_step() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert gallery.in_readme(readme) == gallery.gallery(LABS), REPAIR


def test_a_readme_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="once each"):
        gallery.in_readme("# Delivery Lab\n")


def test_a_picture_without_a_sentence_says_nothing(tmp_path: Path) -> None:
    LABS[0].lab.picture.save(str(tmp_path / "lab.png"))
    assert gallery.sentence_in(tmp_path / "lab.png") == ""
