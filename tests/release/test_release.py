"""The release of the course: what is in each package, what is not, and that it is always the same.

The commits are small ones in a folder of their own; what is in the packages of the course itself is
looked at with its own files and with slides of one line.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import release.__main__ as command
from release.built import Built, build
from release.contents import for_instructors, for_students
from release.leaks import leaks, secrets
from release.package import sums, zipped
from release.source import ReleaseError, Source, read_source
from tests.project.markdown import broken, texts

ROOT = Path(__file__).resolve().parents[2]
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DECK = "02_integrate_deliver_deploy.html"
WHEEL = "deliverylab-0.1.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def course() -> Source:
    """The course as git would keep it, as it is in this folder now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    files = {name: (ROOT / name).read_bytes() for name in listed if (ROOT / name).is_file()}
    return Source("5" * 40, MONDAY, files)


@pytest.fixture(scope="module")
def built() -> Built:
    """Slides of one line, with a note and without, and an empty wheel."""
    plain, noted = b"<p>Deploy</p>", b"<p>Deploy</p><aside>Ask them.</aside>"
    return Built({WHEEL: zip_of({"deliverylab/__init__.py": b""})}, {DECK: plain}, {DECK: noted})


@pytest.fixture(scope="module")
def students(course: Source, built: Built) -> dict[str, bytes]:
    return for_students(course, built)


@pytest.fixture(scope="module")
def instructors(course: Source, built: Built) -> dict[str, bytes]:
    return for_instructors(course, built)


@pytest.fixture(scope="module")
def packages(students: dict[str, bytes], instructors: dict[str, bytes]) -> dict[str, bytes]:
    """The package for each kind of reader."""
    readers = {"students": students, "instructors": instructors}
    return {name: zipped(files, "course", MONDAY) for name, files in readers.items()}


def zip_of(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


def unpacked(package: bytes, folder: Path) -> Path:
    """Unpack a package as somebody does who downloaded it."""
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        files.extractall(folder)
    return folder / "course"


# --- what is in a package -----------------------------------------------------------------------


def test_students_get_what_lessons_need_and_no_more(students: Mapping[str, bytes]) -> None:
    assert {name.split("/")[0] for name in students} == {
        *("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-CC-BY-4.0.txt", "Makefile"),
        *("README.md", "environment.yml", "pyproject.toml", "requirements.lock"),
        *("data", "deliverylab", "docs", "exercises", "jupyter", "notebooks", "tools"),
        *("slides", "wheel"),
    }
    for folder in ("notebooks", "exercises"):
        ours = {f"{folder}/{path.name}" for path in (ROOT / folder).glob("*.ipynb")}
        assert ours == {name for name in students if name.startswith(f"{folder}/")}
    assert not [name for name in students if name.startswith(("docs/", "data/")) if ".py" in name]
    assert students[f"slides/{DECK}"] == b"<p>Deploy</p>"


def test_instructors_get_all_of_that_with_what_is_theirs(
    students: Mapping[str, bytes], instructors: Mapping[str, bytes], course: Source
) -> None:
    more = {name.split("/")[0] for name in instructors.keys() - students.keys()}
    assert students.keys() < instructors.keys()
    assert more == {"TEACHING.md", "docs", "solutions"}
    theirs = [name for name in course.files if name.startswith(("solutions/", "docs/teaching/"))]
    assert len(theirs) > 12 and set(theirs) <= instructors.keys()
    for name in ("solutions/02_exercises.ipynb", "notebooks/02_integrate_deliver_deploy.ipynb"):
        assert instructors[name] == course.files[name]
    assert b"Ask them" in instructors[f"slides/{DECK}"]


def test_no_lesson_for_students_has_a_note(students: Mapping[str, bytes], course: Source) -> None:
    lessons = [name for name in students if name.startswith("notebooks/")]
    noted = [name for name in lessons if b"**For the instructor.**" in course.files[name]]
    assert noted
    assert not [name for name in lessons if b"For the instructor" in students[name]]
    cells = json.loads(students[noted[0]])["cells"]
    assert not any("instructor" in cell["metadata"].get("tags", []) for cell in cells)


def test_no_solution_of_any_exercise_is_in_the_students_package(
    students: Mapping[str, bytes], course: Source
) -> None:
    """Looked for in another way than the release itself does: line by line, and in every file."""
    everything = "\n".join(
        "\n".join("".join(cell["source"]) for cell in json.loads(data)["cells"])
        if name.endswith(".ipynb")
        else data.decode(errors="replace")
        for name, data in students.items()
        if not name.startswith("deliverylab/")
    )
    lines = {line.strip() for line in everything.splitlines()}
    for name in sorted(one for one in course.files if one.startswith("solutions/")):
        own = {line for cell in cells_of(course, name) for line in solution_lines(cell)}
        given = {
            line.strip()
            for cell in cells_of(course, name.replace("solutions/", "exercises/"))
            for line in "".join(cell["source"]).splitlines()  # type: ignore[arg-type]
        }
        sought = {line for line in own - given if len(line) > 30}
        assert len(sought) >= 10, name
        assert sought & lines == set(), name
    assert "### BEGIN SOLUTION\n" not in everything
    assert "**A good answer" not in everything


def cells_of(course: Source, name: str) -> list[dict[str, object]]:
    return list(json.loads(course.files[name])["cells"])


def solution_lines(cell: Mapping[str, object]) -> list[str]:
    """Return the lines of a cell that stand between the marks, or of a model answer."""
    text = "".join(cell["source"])  # type: ignore[arg-type]
    if text.startswith("**A good answer"):
        return [line.strip() for line in text.splitlines()]
    between = text.partition("### BEGIN SOLUTION")[2].partition("### END SOLUTION")[0]
    return [line.strip() for line in between.splitlines() if line.strip()]


def test_nothing_in_the_students_package_leaks(
    students: Mapping[str, bytes], instructors: Mapping[str, bytes], course: Source
) -> None:
    assert leaks(students, course) == []
    found = "\n".join(leaks(instructors, course))
    for name in (path.name for path in (ROOT / "solutions").glob("*.ipynb")):
        assert f"solutions/{name} holds the solution answer-" in found
        assert f"solutions/{name} holds the model answer answer-" in found
    assert "holds the note note-" in found


def test_a_leak_is_found_wherever_it_is(students: Mapping[str, bytes], course: Source) -> None:
    (what, text), *_ = ((w, t) for w, t in secrets(course).items() if w.startswith("the model"))
    inline = text.replace("**", "").replace("`", "").replace("\n", " ")
    page = f"<p>{inline.replace(' ', '</b> <i>', 1)}</i></p>".encode()
    leaky = {
        "docs/page.md": text.encode(),
        "slides/01.html": page,
        "wheel/library.whl": zip_of({"deliverylab/answers.py": text.encode()}),
        "tests/test_a.py": b"",
    }
    of_tests, *others = leaks({**students, **leaky}, course)
    assert of_tests == "tests/test_a.py is for the instructor"
    for name, said in zip(leaky, others, strict=False):
        assert said.startswith(name) and said.endswith(what)
    assert len(others) == 3


def test_with_a_leak_nothing_is_packaged(course: Source, built: Built) -> None:
    (text, *_) = (t for what, t in secrets(course).items() if what.startswith("the note"))
    leaky = Built(built.wheel, {DECK: text.encode()}, {})
    with pytest.raises(ReleaseError, match=r"students would get:\nslides/02_.* holds the note"):
        command.made(course, leaky)


# --- how it reads -------------------------------------------------------------------------------


@pytest.mark.parametrize("readers", ["students", "instructors"])
def test_a_package_says_what_it_is_and_every_link_leads_somewhere(
    readers: str, packages: Mapping[str, bytes], tmp_path: Path
) -> None:
    folder = unpacked(packages[readers], tmp_path)
    head = "\n".join((folder / "README.md").read_text("utf-8").splitlines()[:8])
    assert f"**Version 0.1.0, for {readers}**, packaged from commit 5555555 of 2026-11-23." in head
    assert broken(list(texts(folder))) == []


def test_commands_of_the_repository_are_not_offered_in_a_download(
    packages: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAKELEVEL", raising=False)  # below make, help says "make lab"
    folder = unpacked(packages["students"], tmp_path)

    def course_says(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "tools/course.py", *words],
            cwd=folder,
            capture_output=True,
            text=True,
        )

    offered = {line.split()[2] for line in course_says("help").stdout.splitlines()}
    assert {"lab", "reset", "doctor", "clean"} <= offered
    assert not offered & {"test", "test-browser", "bench", "exercises", "slides", "release"}
    said = course_says("test")
    assert said.returncode == 1
    assert said.stderr == (
        "test is for whoever changes the course. It needs tests, and that is in the course's"
        " repository, not in this download.\n"
    )


# --- the same bytes -----------------------------------------------------------------------------


def test_the_same_files_make_the_same_package(
    students: Mapping[str, bytes], packages: Mapping[str, bytes]
) -> None:
    again = dict(reversed(students.items()))
    elsewhere = MONDAY.astimezone(timezone(timedelta(hours=8)))
    assert zipped(again, "course", elsewhere) == packages["students"]


def test_order_dates_and_rights_are_fixed(
    students: Mapping[str, bytes], packages: Mapping[str, bytes]
) -> None:
    with zipfile.ZipFile(io.BytesIO(packages["students"])) as package:
        entries = package.infolist()
        assert package.testzip() is None
        assert [package.read(f"course/{name}") for name in students] == list(students.values())
    assert [entry.filename for entry in entries] == sorted(f"course/{name}" for name in students)
    assert {entry.date_time for entry in entries} == {(2026, 11, 23, 9, 30, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.create_system for entry in entries} == {3}


def test_no_path_of_this_machine_is_in_a_package(instructors: Mapping[str, bytes]) -> None:
    for here in (str(ROOT), str(Path.home()), sys.prefix):
        if len(here) > 5:
            assert not [name for name, data in instructors.items() if here.encode() in data]


def test_the_digests_are_those_of_the_files() -> None:
    assert sums({"b.zip": b"2", "a.zip": b"1"}).decode() == (
        f"{hashlib.sha256(b'1').hexdigest()}  a.zip\n{hashlib.sha256(b'2').hexdigest()}  b.zip\n"
    )


# --- one commit ---------------------------------------------------------------------------------


class Repository:
    """A small repository that has what a release needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.write("pyproject.toml", PROJECT)
        self.write("CHANGELOG.md", "# What changed\n\n## 1.2.0 (2026-11-23)\n\n- A lesson.\n")
        self.write("README.md", "# The course\n\n[Solutions](solutions)\n")
        self.write("deliverylab/__init__.py", '"""A library."""\n')
        self.write("slides/__init__.py", "")
        self.write("slides/__main__.py", SLIDES)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def git(self, *words: str) -> str:
        plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        fixed = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), MONDAY.isoformat())
        nobody = ["-c", "user.name=nobody", "-c", "user.email=nobody", "-c", "tag.gpgSign=false"]
        done = subprocess.run(
            ["git", *nobody, *words],
            cwd=self.folder,
            env=plain | fixed | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "--message=The course")


PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "deliverylab"
version = "1.2.0"
requires-python = ">=3.11"
"""
SLIDES = """
import sys
from pathlib import Path
folder = Path(sys.argv[sys.argv.index("--to") + 1])
folder.mkdir()
(folder / "01.html").write_text(" ".join(sys.argv[1:2]))
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    return Repository(tmp_path / "repository")


def test_a_release_is_made_of_the_commit_and_is_the_same_each_time(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(repository.folder) == 0
    dist = repository.folder / "dist"
    first = {path.name: path.read_bytes() for path in dist.iterdir()}
    assert sorted(first) == [
        "SHA256SUMS",
        "delivery-lab-1.2.0-instructors.zip",
        "delivery-lab-1.2.0-students.zip",
    ]
    said = capsys.readouterr().out
    commit = repository.git("rev-parse", "HEAD")
    assert said.startswith(f"Version 1.2.0, of commit {commit[:7]}, 2026-11-23\n")
    assert first["SHA256SUMS"].decode() in said and "sha256sum -c SHA256SUMS" in said
    # Neither what is not committed nor when and where it is made is in it.
    repository.write("README.md", "half a sentence")
    repository.write("deliverylab/draft.py", "")
    assert command.main(repository.folder) == 0
    assert {path.name: path.read_bytes() for path in dist.iterdir()} == first
    assert "files here are not as committed; that is not in it" in capsys.readouterr().out
    for name in sorted(first)[1:]:
        line = f"{hashlib.sha256(first[name]).hexdigest()}  {name}"
        assert line in first["SHA256SUMS"].decode().splitlines()
    with zipfile.ZipFile(io.BytesIO(first["delivery-lab-1.2.0-students.zip"])) as package:
        inside = "delivery-lab-1.2.0-students"
        assert package.read(f"{inside}/slides/01.html") == b"--without-notes"
        assert package.read(f"{inside}/README.md").endswith(b"\n\nSolutions\n")
        assert f"{inside}/wheel/deliverylab-1.2.0-py3-none-any.whl" in package.namelist()


def test_a_version_without_an_entry_of_what_changed_is_refused(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("CHANGELOG.md", "# What changed\n\n## 1.2.0.1 (2026-11-23)\n")
    repository.commit()
    assert command.main(repository.folder) == 1
    assert "CHANGELOG.md has no entry of version 1.2.0. Write one" in capsys.readouterr().err
    assert not (repository.folder / "dist").exists()


@pytest.mark.parametrize("how", [[], ["--annotate", "--message=The first"]])
def test_a_version_is_built_of_one_commit(repository: Repository, how: list[str]) -> None:
    assert read_source(repository.folder).is_trial
    repository.git("tag", *how, "v1.2.0")
    source = read_source(repository.folder)
    source.check()
    assert not source.is_trial
    repository.write("README.md", "# The course, again\n")
    repository.commit()
    with pytest.raises(ReleaseError, match=r"by its tag v1\.2\.0; .* raise the version"):
        read_source(repository.folder).check()


def test_a_version_that_is_not_released_yet_is_a_trial(repository: Repository) -> None:
    repository.write("CHANGELOG.md", "## 1.2.0 (not released yet)\n")
    repository.commit()
    repository.git("tag", "v1.2.0")
    assert read_source(repository.folder).is_trial


def test_a_folder_that_git_does_not_keep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"commit of the course's repository\. git says: "):
        read_source(tmp_path)


def test_a_program_that_stops_is_heard(repository: Repository) -> None:
    repository.write("slides/__main__.py", "import sys; sys.exit('the deck is torn')")
    repository.commit()
    with pytest.raises(ReleaseError, match="slides --without-notes stopped") as stopped:
        build(read_source(repository.folder))
    assert "the deck is torn" in str(stopped.value)
