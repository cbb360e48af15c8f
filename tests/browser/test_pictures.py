"""A picture of a page that may hold other people's words shows its layout and nothing else."""

# ruff: noqa: E501  # pages stand here as they are served

from tests.browser.conftest import Walker
from tests.browser.other_town import OtherTown, Page

HOST = "www.facebook.com"
FEED = """<!doctype html><title>Home</title><style>select {{ width: 200px }} p, li, h2 {{ width: 600px; height: 40px; overflow: hidden; margin: 4px }}
 h2::before {{ content: "{words}" }}</style><main><h2>{words}</h2><p>{words}</p><p style="color: red !important">{words}</p>
 <ul><li>{words}</li></ul><svg width=200 height=40><text y=20>{words}</text></svg><input value="{words}">
 <input placeholder="{words}"><textarea>{words}</textarea><select><option>{words}</select>
 <x-post></x-post><script>document.querySelector('x-post').attachShadow({{mode: 'open'}}).innerHTML =
 '<p style="width:600px;height:40px;overflow:hidden">{words}</p>'</script></main>"""
THROUGH_SETTINGS = 3


def _pictures(walker: Walker, town: OtherTown, words: str) -> tuple[list[bytes], list[bytes]]:
    town.show({f"{HOST}/": Page(FEED.format(words=words))})
    folder = walker.walk(way=THROUGH_SETTINGS, patience=1.0).folder
    pictures = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in {".jpg", ".png"}]
    return pictures, [path.read_bytes() for path in folder.iterdir()]


def test_two_feeds_with_other_words_look_the_same(walker: Walker, town: OtherTown) -> None:
    """Pixel by pixel; and no file holds the words."""
    one, files = _pictures(walker, town, "Uma had a baby")
    other, _ = _pictures(walker, town, "Otto is in jail")

    assert one
    assert one == other
    assert [] == [data for data in files if b"baby" in data]
