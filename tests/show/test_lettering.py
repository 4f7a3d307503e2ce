"""Words that are stamped look like words that matplotlib draws, in their place."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from deliverylab.show.lettering import Lettering
from deliverylab.show.picture import canvas_of
from deliverylab.show.style import course_style


def pixels(add):
    with course_style():
        figure = Figure(figsize=(3, 1), dpi=200)
        canvas = canvas_of(figure)
        add(figure)
        canvas.draw()
        for artist in figure.findobj(lambda artist: artist.get_animated()):
            artist.draw(canvas.get_renderer())
        return np.asarray(canvas.buffer_rgba()).astype(int)


def lettering(words, **given):
    def add(figure):
        made = Lettering(0.5, 0.4, size=12, color="#1b2430", transform=figure.transFigure, **given)
        made.set_text(words)
        figure.add_artist(made)

    return add


def text(words, **given):
    return lambda figure: figure.text(0.5, 0.4, words, fontsize=12, va="baseline", **given)


@pytest.mark.parametrize("words", ["45 hours ▼", "gjpqy", "8.9", "ij is WAVE. fe", "a  b"])
@pytest.mark.parametrize("ha", ["left", "right"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_they_stand_where_matplotlib_puts_them(words, ha, weight):
    stamped, drawn = (
        np.argwhere(pixels(make(words, ha=ha, weight=weight))[..., 0] < 128)
        for make in (lettering, text)
    )
    assert np.abs(stamped.min(axis=0) - drawn.min(axis=0)).max() <= 2
    assert np.abs(stamped.max(axis=0) - drawn.max(axis=0)).max() <= 2
    assert len(stamped) == pytest.approx(len(drawn), rel=0.1)


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_leave_no_mark(words):
    assert (pixels(lettering(words)) == 255).all()


def test_hidden_words_leave_no_mark():
    def hidden(figure):
        lettering("45 hours")(figure)
        figure.artists[0].set_visible(False)

    assert (pixels(hidden) == 255).all()


def test_the_same_words_are_stamped_in_the_colour_that_they_have_then():
    def coloured(colour):
        def add(figure):
            lettering("45 hours")(figure)
            figure.artists[0].set_color(colour)

        return pixels(add)

    red, green = coloured("#ff0000"), coloured("#00ff00")
    assert (red[..., 0] == 255).all() and (green[..., 1] == 255).all()
    assert np.array_equal(red[..., 1], green[..., 0]) and (red[..., 1] < 128).any()
