"""A package is the same everywhere, byte for byte, and only that very package is deployed."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deliverylab.ship import Harbour, Package, Refused
from deliverylab.ship.package import digest_of, make_package, unpack, zipped
from tests.ship.harbours import ROOT, release, ship

FILES = {"parcels/b.py": b"second\r\n", "parcels/a.py": "Zoë\n".encode(), "parcels/c/d.py": b""}
GOLDEN = "c3555cf59af8b52603f8499a382aee3889b64ebe6596237858e06d9f2c8af91d"


def test_the_same_files_give_the_same_bytes_on_every_system() -> None:
    assert digest_of(zipped(FILES)) == GOLDEN
    assert zipped(dict(reversed(FILES.items()))) == zipped(FILES)


def test_every_python_that_is_here_gives_the_same_bytes() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from deliverylab.ship.package import digest_of, zipped\n"
        f"print(digest_of(zipped({FILES!r})))"
    )
    found = {sys.executable} | {
        path for name in ("3.11", "3.12", "3.13") if (path := shutil.which(f"python{name}"))
    }
    for python in sorted(found):
        done = subprocess.run(
            [python, "-I", "-c", program, str(ROOT)], capture_output=True, text=True, check=False
        )
        # A name on the PATH may be a stand-in for a Python that is not installed.
        if done.returncode == 0 or python == sys.executable:
            assert done.stdout.strip() == GOLDEN, done.stderr


def test_two_harbours_release_the_same_package(harbour: Harbour, tmp_path: Path) -> None:
    with Harbour(tmp_path) as other:
        for each in (harbour, other):
            release(each, "show the ship")
        release(other, "accept small letters")
        release(harbour, "accept small letters")
        assert harbour.shelf == other.shelf
        assert [commit.name for commit in harbour.state.commits] == [
            commit.name for commit in other.state.commits
        ]
        assert harbour.shelf[0].digest != harbour.shelf[1].digest


def test_the_version_is_the_number_of_the_commit(harbour: Harbour) -> None:
    harbour.commit("show the ship")
    assert release(harbour, "accept small letters") == "1.2"


def test_a_package_shows_its_digest_and_nothing_of_this_machine(harbour: Harbour) -> None:
    release(harbour, "show the ship")
    package = harbour.shelf[0]
    first, second = repr(package).splitlines()
    assert first.startswith(f"package 1.1, made of commit 1 ({package.commit[:7]}): 5 files, ")
    assert second == f"sha256 {package.digest}"
    assert len(package.digest) == 64


def test_what_is_in_a_package_is_the_service_without_its_tests(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    with zipfile.ZipFile(shelf_file(harbour, harbour.shelf[0])) as package:
        assert package.namelist() == [
            "parcels/__init__.py",
            "parcels/__main__.py",
            "parcels/book.py",
            "parcels/package.json",
            "parcels/web.py",
        ]


def test_a_package_that_was_changed_on_the_shelf_is_not_started(harbour: Harbour) -> None:
    release(harbour, "show the ship")
    file = shelf_file(harbour, harbour.shelf[0])
    file.write_bytes(file.read_bytes().replace(b"in Hamburg", b"in Harburg"))
    for change in (lambda: None, file.unlink):
        change()
        with pytest.raises(Refused, match="its digest is another") as refusal:
            harbour.deploy("staging")
        assert refusal.value.rule == "changed on the shelf"
    assert not harbour.state.deployments


def shelf_file(harbour: Harbour, package: Package) -> Path:
    return harbour._crew.folder / "shelf" / package.file


@pytest.mark.parametrize(
    "name",
    ["../out.py", "/out.py", "parcels/../../out.py", "C:/out.py", "..\\out.py", "a/.git/config"],
)
def test_a_package_never_writes_outside_of_its_folder(name: str, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("parcels/web.py", "")
        package.writestr(name, "out")
    folder = tmp_path / "a" / "b"
    with pytest.raises(ValueError, match="cannot be the name of a file"):
        unpack(data.getvalue(), folder)
    assert list(tmp_path.iterdir()) == []


def test_what_is_unpacked_is_what_was_packed(tmp_path: Path) -> None:
    package, data = make_package(7, "0" * 40, FILES)
    unpack(data, tmp_path / "here")
    for name, content in FILES.items():
        assert (tmp_path / "here" / name).read_bytes() == content
    assert (tmp_path / "here/parcels/package.json").read_text("utf-8") == (
        f'{{"commit": "{"0" * 40}", "version": "1.7"}}\n'
    )
    assert (package.files, package.size) == (4, len(data))
