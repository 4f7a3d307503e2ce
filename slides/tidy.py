"""HTML of a lesson made fit for a slide: plain tables, pictures, answers at the next key.

What a notebook folds away (`<details>`) is asked first and shown at the next key of the clicker.
A link to another page of the course is its words alone: a deck travels without them.
"""

from __future__ import annotations

import base64
import re

from bs4 import BeautifulSoup, Tag

from slides.cells import DeckError
from slides.outputs import words

_NUMBER = re.compile(r"[-−+<>≤≥~≈]?\s*[\d.,]*\d[\d.,]*\s*%?|NaN|NaT|–|-|")
_BEFORE_A_SIGN = re.compile(r"(?<=\d) (?=%)")
_SHORT = 24
"""Letters of a head that stays on one line."""
_BLOCK = ("p", "div", "ul", "ol", "table", "pre", "blockquote", "figure", "img")


def tidied(html: str) -> BeautifulSoup:
    """Return HTML as a tree that a slide can show.

    Raises:
        DeckError: a picture is not in the notebook itself.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["style", "script"]):
        tag.decompose()
    for part in soup.find_all("section"):
        part.unwrap()  # to reveal.js it would be a slide
    for tag in soup.find_all(True):
        for name in ("style", "border", "id"):
            del tag[name]
    for link in soup.find_all("a"):
        _tidy_link(link)
    for figure in soup.find_all("figure"):
        _tidy_figure(soup, figure)
    for picture in soup.find_all("img"):
        _tidy_picture(picture)
    for table in soup.find_all("table"):
        _tidy_table(soup, table)
    for said in soup.find_all("pre", class_=False):
        if not said.find_parent(class_="highlight"):
            said.replace_with(BeautifulSoup(words(said.get_text()), "html.parser"))
    for text in soup.find_all(string=_BEFORE_A_SIGN):
        if not text.find_parent(["pre", "code"]):
            text.replace_with(_BEFORE_A_SIGN.sub("\N{NO-BREAK SPACE}", text))
    for folded in soup.find_all("details"):
        _unfold(soup, folded)
    return soup


def _tidy_link(link: Tag) -> None:
    if re.match("https?://", str(link.get("href", ""))):
        link.attrs = {"href": link["href"], "target": "_blank", "rel": "noopener"}
    else:
        link.unwrap()


def _tidy_figure(soup: BeautifulSoup, figure: Tag) -> None:
    """Turn a figure into its picture and its sentence, which may then stand where there is room.

    The sentence is also the picture's alternative text: a screen reader reads it once.
    """
    caption = figure.find("figcaption")
    if caption:
        caption.name = "p"
        caption.attrs = {"class": "caption", "aria-hidden": "true"}
    for picture in figure.find_all("img"):
        picture.wrap(soup.new_tag("div", attrs={"class": "picture"}))
    figure.unwrap()


def _tidy_picture(picture: Tag) -> None:
    """Give a picture its size on the page, so that it takes its room before it is decoded."""
    kind, _, data = str(picture.get("src", "")).partition(";base64,")
    if kind != "data:image/png":
        raise DeckError(
            f"the picture {picture.get('src')!r} is not in the notebook; show it as the output of "
            "a cell, so that the deck needs nothing beside itself"
        )
    head = base64.b64decode(data[:48])
    width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    shown = float(str(picture.get("width") or width))
    picture["width"], picture["height"] = f"{shown:g}", f"{shown * height / width:g}"


def _tidy_table(soup: BeautifulSoup, table: Tag) -> None:
    """Give a table one row of heads, and each column of numbers one right edge."""
    for cell in table.find_all(["th", "td"]):
        cell.attrs = {k: v for k, v in cell.attrs.items() if k in ("colspan", "rowspan", "scope")}
    for row in table.find_all("tr"):
        row.attrs = {}
    table.attrs = {}
    heads: list[Tag] = table.thead.find_all("tr") if table.thead else []
    if len(heads) == 2:
        _name_the_rows(heads[0].find_all("th"), heads[1])
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    body = [row for row in rows if row and row[-1].name == "td"]
    top = [row for row in rows if row not in body]
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in body if column < len(row)]
        texts = [cell.get_text().strip() for cell in cells]
        if cells and any(texts) and all(_NUMBER.fullmatch(text) for text in texts):
            heads = [row[column] for row in top if column < len(row)]
            for cell in cells + heads:
                cell["class"] = "number"
    for cell in table.find_all("th"):
        if not cell.get_text().strip():
            cell.name = "td"  # a head without words would be read out as one
        elif len(cell.get_text()) <= _SHORT:
            cell["class"] = f"{cell.get('class', '')} short".strip()
    table.wrap(soup.new_tag("div", attrs={"class": "table"}))


def _name_the_rows(heads: list[Tag], names: Tag) -> None:
    """Move what pandas calls the rows of a table from a line of its own into the first one.

    There it takes the place of what pandas calls the columns, which their heads show anyway.
    """
    said = [cell.get_text().strip() for cell in names.find_all("th")]
    of_rows = said[: next((at for at, words in enumerate(said) if not words), 0)]
    if not of_rows or any(said[len(of_rows) :]):
        return  # no names, or a second line of columns
    for head, name in zip(heads, of_rows, strict=False):
        head.string = name
    names.decompose()


def _unfold(soup: BeautifulSoup, folded: Tag) -> None:
    """Make what was folded away an answer; what it was folded under may be a heading."""
    heading = folded.summary.extract().get_text() if folded.summary else ""
    folded.attrs = {"class": "answer", "data-under": heading}
    folded.name = "div" if folded.find(_BLOCK) else "p"
