"""Requirements are read as packaging reads them, and what is not understood is refused."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement as Theirs

from deliverylab.teach.doctor.requirement import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
VERSIONS = ("2.9", "2.10", "3", "3.0", "3.0.1", "3.0.17", "3.0.17.1", "3.0.18", "3.1", "3.1.0", "4")


@pytest.mark.parametrize(
    "text", ["a>=3.0", "a>=3", "a>=2.10", "a >= 3.0.17", "a~=3.0.17", "a~=3.0", "b-c.d_e~=2.9"]
)
@pytest.mark.parametrize("version", VERSIONS)
def test_it_agrees_with_packaging(text: str, version: str) -> None:
    assert Requirement.read(text).is_met_by(version) == Theirs(text).specifier.contains(version)
    assert Requirement.read(text).name == Theirs(text).name


def test_what_follows_the_numbers_of_a_version_is_left_out() -> None:
    assert Requirement.read("a>=3.0").is_met_by("3.0.0rc1")
    assert not Requirement.read("a>=3.0").is_met_by("2.3.3+local.9")
    with pytest.raises(ValueError, match=r"such as '3\.0\.1', found 'unknown'"):
        Requirement.read("a>=3.0").is_met_by("unknown")


@pytest.mark.parametrize("text", ["a", "a<4", "a>=3,<4", "a==3.*", "a[b]>=3", 'a>=3; extra == "b"'])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"found {text!r}")):
        Requirement.read(text)


def test_every_requirement_of_the_course_can_be_read() -> None:
    for text in PROJECT["project"]["dependencies"]:
        assert str(Theirs(text).specifier) == f">={Requirement.read(text).version}"


def test_it_says_which_versions_will_do() -> None:
    assert str(Requirement.read("a>=3.0")) == "3.0 or newer"
    assert str(Requirement.read("a~=3.0.17")) == "3.0.17 or a newer one of that line"
