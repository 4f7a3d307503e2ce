"""A picture says its sentence once to every reader, and stays small."""

import base64
from io import BytesIO

import pytest
from matplotlib.figure import Figure
from PIL import Image

from deliverylab.show.picture import Picture


@pytest.fixture
def picture():
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    axes.plot(range(50))
    return Picture.of(figure, 'Waits grow from 0 to 49 & nobody <says> "why".')


def test_the_image_has_two_pixels_per_pixel_of_the_page(picture):
    assert Image.open(BytesIO(picture.png)).size == (1200, 600)
    assert (picture.width, picture.height) == (600, 300)


def test_the_same_figure_gives_the_same_bytes(picture):
    figure = Figure(figsize=(6, 3))
    figure.subplots().plot(range(50))
    assert Picture.of(figure, picture.sentence).png == picture.png


def test_each_reader_meets_the_sentence_once(picture):
    bundle, about = picture._repr_mimebundle_()
    assert bundle["text/plain"] == repr(picture) == picture.sentence
    page = bundle["text/html"]
    words = "Waits grow from 0 to 49 &amp; nobody &lt;says&gt; &quot;why&quot;."
    assert f'alt="{words}"' in page
    assert f'<figcaption aria-hidden="true">{words}</figcaption>' in page
    assert base64.b64decode(bundle["image/png"]) == picture.png
    assert about["image/png"] == {"alt": picture.sentence, "width": 600, "height": 300}


def test_it_is_small_and_can_be_saved(picture, tmp_path):
    file = tmp_path / "picture.png"
    picture.save(str(file))
    assert file.read_bytes() == picture.png
    assert len(picture.png) <= 40_000
