"""Slides of the lessons: one HTML file a lesson that a projector shows without a network.

A deck is made from the lesson's own notebook, as it is stored: its text, its code, its outputs.
Nothing is run. Pictures, letters and reveal.js are inside the file. Each slide is set as large as
its frame of 1280 × 720 allows, and never smaller than the last row can read: prose 24, code and
tables 18 pixels. What does not fit at that size is split by who writes the lesson;
``python -m slides.fits 02`` says where and by how much.

**Where a cell stands** is said by its slide type, which JupyterLab's property inspector sets
(``metadata.slideshow.slide_type``):

=============== =================================================================================
``"slide"``     a new slide begins with this cell
none, ``"-"``   it goes on, on the slide of the cell before
``"fragment"``  the same slide, shown at the next key
``"notes"``     read by the speaker alone (key S), at the slide before
``"skip"``      not in the deck
=============== =================================================================================

In a markdown cell, a line ``<!-- slide -->`` gives what follows in it that place; so do ``<!-- on
-->``, ``<!-- fragment -->``, ``<!-- notes -->`` and ``<!-- skip -->``. The line ``<!-- slide: Ebb
and flood -->`` also heads the slide. Jupyter does not show such a line.
Where no cell of a lesson has a slide type, each heading begins a slide.

**What of it is shown** may be said in ``metadata.deck``, a dictionary; mostly there is no need to:

``"show"``
    Of a code cell: ``"both"`` its code and its output; ``"output"``; ``"last output"``, of several;
    ``"code"``; or ``"code then output"``, the output at the next key. Without it both; of a cell
    that only calls for a picture or a lab (``show.…``), the output.
``"title"``
    The heading of the slide that begins with this cell, where its own text gives no good one.
``"layout"``
    Of the slide that begins with this cell: ``"beside"`` puts its picture or table to the right of
    its words, ``"below"`` in their order. Without it, the one that makes them larger.
``"questions"``
    Of the cell with a quiz: the numbers of the questions to show, such as ``[1, 4]``; without it
    all.

**What happens by itself.** The first cell is the title slide: the lesson's title, its question and
its minutes; what else it says is on the next slide. The heading of a slide is the heading that it
opens with, or the bold words that it opens with, or the words that its text is folded under, or
else that of the section. What a notebook folds away (an answer, what came out of a prediction) is
shown at the next key. What a program says in sentences is set as prose; one value is set large. A
quiz is shown one question a slide, its answer and the reason for each option in the notes. A lab is
its stored picture with its sentence. Links to other pages of the course are their words alone.
"""

from slides.cells import DeckError
from slides.deck import read_deck
from slides.lessons import lessons
from slides.page import page
from slides.slide import Deck, Slide

__all__ = ["Deck", "DeckError", "Slide", "lessons", "page", "read_deck"]
