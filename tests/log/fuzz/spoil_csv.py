"""Ways to spoil a folder of CSV files. Each changes the files that it is given, by chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from tests.log.fuzz.spoil_json import spoil_value

Files: TypeAlias = dict[str, bytes]
SpoilCsv: TypeAlias = Callable[[Random, Files], None]

ODD_CELLS = [
    "", " ", "NA", "nan", "NaN", "null", "None", "inf", "-inf", "-1", "0", "-0", "007", "1.0",
    "1e3", "1e400", "12,5", "1_000", "0x10", "1 000", "+3", "٣", "9" * 18, "9" * 25, "9" * 5000,
    "true", "TRUE", "yes", "success", "failure", "production", "tug", "=1+1", 'a"b', "a\nb", "ÿ",
    "\x00", "x" * 200_000, "2025-01-08", "2025-01-08T10:00:00", "2025-02-30T10:00:00Z",
    "1736154000", "2025-01-08T10:00:00.123456789Z", "2025-01-08 10:00+01:00", "08.01.2025 10:00",
    "2025-01-08T24:00:00Z", "2025-01-08T10:00:60Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2025-01-08T10:00:00+99:99",
]  # fmt: skip


def csv_file(random: Random, files: Files) -> str:
    return random.choice([name for name in files if name.endswith(".csv")])


def cells_of(data: bytes) -> list[list[str]]:
    return [line.split(",") for line in data.decode("utf-8").splitlines()]


def bytes_of(rows: list[list[str]]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode("utf-8")


def some_cell(random: Random, rows: list[list[str]]) -> tuple[int, int]:
    return random.randrange(1, len(rows)), random.randrange(len(rows[0]))


def flip_a_byte(random: Random, files: Files) -> None:
    name = random.choice(list(files))
    data = bytearray(files[name])
    at = random.randrange(len(data))
    data[at] = random.choice([data[at] ^ 1 << random.randrange(8), random.randrange(256)])
    files[name] = bytes(data)


def insert_or_lose_a_byte(random: Random, files: Files) -> None:
    name = random.choice(list(files))
    at = random.randrange(len(files[name]))
    new = random.choice([b"", bytes([random.randrange(256)]), b",", b'"', b"\n", b"\r", b"\x00"])
    files[name] = files[name][:at] + new + files[name][at + (new == b"") :]


def odd_cell(random: Random, files: Files) -> None:
    name = csv_file(random, files)
    rows = cells_of(files[name])
    row, column = some_cell(random, rows)
    cell = random.choice(ODD_CELLS)
    if any(mark in cell for mark in ',"\n'):
        cell = '"' + cell.replace('"', '""') + '"'
    rows[row][column] = cell
    files[name] = bytes_of(rows)


def alter_a_cell(random: Random, files: Files) -> None:
    name = csv_file(random, files)
    rows = cells_of(files[name])
    row, column = some_cell(random, rows)
    cell = rows[row][column]
    digits = [at for at, letter in enumerate(cell) if letter.isdigit()]
    if digits and random.random() < 0.5:
        at = random.choice(digits)
        cell = cell[:at] + random.choice("0123456789") + cell[at + 1 :]
    else:
        cell = random.choice([cell[:-1], cell[1:], cell * 2, f" {cell}", f"{cell} ", cell.upper(),
                              f'"{cell}"', cell.replace("Z", "+00:00"), cell + "0"])  # fmt: skip
    rows[row][column] = cell
    files[name] = bytes_of(rows)


def swap_cells(random: Random, files: Files) -> None:
    name = csv_file(random, files)
    rows = cells_of(files[name])
    one, column = some_cell(random, rows)
    other, elsewhere = some_cell(random, rows)
    to = random.choice([column, elsewhere])
    rows[one][column], rows[other][to] = rows[other][to], rows[one][column]
    files[name] = bytes_of(rows)


def change_the_columns(random: Random, files: Files) -> None:
    name = csv_file(random, files)
    rows = cells_of(files[name])
    one, other = random.sample(range(len(rows[0])), 2)
    header = rows[0]
    match random.randrange(6):
        case 0:
            header[one], header[other] = header[other], header[one]
        case 1:
            header[one] = random.choice([header[other], header[one].upper(), f" {header[one]}", "",
                                         "colour", f"\ufeff{header[one]}"])  # fmt: skip
        case 2:
            rows = [row[:one] + row[one + 1 :] for row in rows]
        case 3:
            rows = [[*row, row[one]] for row in rows]
        case 4:
            for row in rows:
                row[one], row[other] = row[other], row[one]
        case 5:
            rows = rows[1:]
    files[name] = bytes_of(rows)


def change_the_lines(random: Random, files: Files) -> None:
    name = csv_file(random, files)
    header, *lines = files[name].splitlines(keepends=True)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(8):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            random.shuffle(lines)
        case 3:
            lines[one], lines[other] = lines[other], lines[one]
        case 4:
            lines[one] = lines[one].rstrip(b"\n")
        case 5:
            lines.insert(one, random.choice([b"\n", b"# a remark\n", b",,,\n", header, b"\x1a\n"]))
        case 6:
            lines[one] = lines[one][: random.randrange(len(lines[one]))] + b"\n"
        case 7:
            lines = lines[:one]
    files[name] = b"".join([header, *lines])


def cut_a_file(random: Random, files: Files) -> None:
    name = random.choice(list(files))
    files[name] = files[name][: random.randrange(len(files[name]))]


def lose_or_swap_files(random: Random, files: Files) -> None:
    one, other = random.sample(list(files), 2)
    if random.random() < 0.5:
        del files[one]
    else:
        files[one], files[other] = files[other], files[one]


def another_encoding(random: Random, files: Files) -> None:
    name = random.choice(list(files))
    text = files[name].decode("utf-8")
    match random.randrange(8):
        case 0 | 1:
            files[name] = text.encode(random.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"]))
        case 2:
            files[name] = text.replace("tug", "Größe").encode("latin-1", "replace")
        case 3:
            files[name] = text.replace("\n", "\r\n").encode()
        case 4:
            files[name] = text.replace("\n", "\r").encode()
        case 5:
            files[name] = text.replace(",", random.choice(";\t|")).encode()
        case 6:
            files[name] = text.replace("\n", "\n\n").encode()
        case 7:
            files[name] = b"\xef\xbb\xbf\xef\xbb\xbf" + files[name]


def quote_everything(random: Random, files: Files) -> None:
    name = csv_file(random, files)
    rows = cells_of(files[name])
    files[name] = bytes_of([[f'"{cell}"' for cell in row] for row in rows])


def spoil_the_descriptor(random: Random, files: Files) -> None:
    package = json.loads(files["datapackage.json"])
    inside = random.random() < 0.8
    spoil_value(random, package["deliveryLog"] if inside else package)
    files["datapackage.json"] = json.dumps(package).encode()


SPOIL_CSV: list[SpoilCsv] = [
    flip_a_byte, insert_or_lose_a_byte, odd_cell, odd_cell, alter_a_cell, alter_a_cell, swap_cells,
    change_the_columns, change_the_lines, cut_a_file, lose_or_swap_files, another_encoding,
    quote_everything, spoil_the_descriptor,
]  # fmt: skip
