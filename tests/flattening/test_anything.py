"""Whatever comes in, there is a derivative or a reason, and never anything else."""

import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.flattening import ALLOWED, CODES, REMOVED, Flat, NotFlattened, flatten, kind_of, words
from mingjing.flattening.kinds import RESULTS
from mingjing.flattening.pipe import Out
from tests.flattening import recordings
from tests.flattening.samples import CANARY, document, forms, paper, photo, saved, told_photo, told_png, zipped

kinds = st.sampled_from([kind.media for kind in ALLOWED])
few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def answered(kind: str, chunks: list[bytes]) -> Flat | None:
    """The derivative, or None where there is a reason for none."""
    try:
        flat = flatten(kind, chunks)
    except NotFlattened as refusal:
        assert refusal.code in CODES
        assert str(refusal) == refusal.code
        return None
    assert RESULTS[flat.kind] == flat.ending
    assert set(flat.removed) <= set(REMOVED)
    return flat


@few
@given(kinds, st.lists(st.binary(max_size=300), max_size=4))
def test_any_bytes_are_answered(kind, chunks):
    answered(kind, chunks)


WHOLE = {
    "image/jpeg": told_photo(),
    "image/png": told_png(),
    "image/gif": photo("GIF"),
    "image/webp": photo("WEBP"),
    "application/pdf": paper(),
    "audio/mpeg": recordings.song(),
    "audio/wav": recordings.wave(),
    "video/mp4": recordings.recording(),
    "video/quicktime": recordings.recording(index_first=True),
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file of which a piece was cut out, doubled or written over."""
    kind = draw(st.sampled_from(sorted(WHOLE)))
    data = WHOLE[kind]
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 64)))
    return kind, data[:start] + draw(st.binary(max_size=64)) + data[draw(st.sampled_from([start, end])) :]


@few
@given(damaged())
def test_damaged_files_are_answered(case):
    answered(case[0], [case[1]])


NAMES = st.sampled_from(
    ("p", "r", "t", "tbl", "tr", "tc", "ins", "del", "moveTo", "sdt", "hyperlink", "rPr", "AlternateContent")
)


@given(st.recursive(st.text(max_size=9), lambda inner: st.lists(inner, max_size=3), max_leaves=9), st.data())
def test_any_tree_of_word_elements_has_a_text(tree, data):
    def written(node: object) -> str:
        name = data.draw(NAMES)
        inside = "".join(map(written, node)) if isinstance(node, list) else escaped(str(node))
        return f"<w:{name}>{inside}</w:{name}>"

    body = f'<w:document xmlns:w="http://x/main"><w:body>{written(tree)}</w:body></w:document>'
    file = io.BytesIO(zipped(word__document_xml=body.encode("utf-8", "replace")))
    assert words.flatten("", file, Out.nowhere()) == "text/plain"


def escaped(text: str) -> str:
    shown = "".join(letter for letter in text if letter.isprintable())
    return shown.replace("&", "&amp;").replace("<", "&lt;")


@few
@given(st.integers(1, 5000))
def test_pieces_of_any_size_make_the_same(size):
    data = WHOLE["audio/mpeg"]
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    flat = answered("audio/mpeg", [b"", *chunks, b""])
    assert flat and len(flat.data) == len(recordings.FRAME) * 8
    assert not [form for form in forms() if form in flat.data]


@given(st.binary(max_size=200), st.text(max_size=20))
def test_the_kind_of_anything_is_one_of_ours_or_none(head, name):
    assert kind_of(head, name) in {None, *(kind.media for kind in ALLOWED)}


def test_a_derivative_can_be_flattened_again_and_has_nothing_to_lose():
    flat = flatten("application/pdf", [paper()])
    assert flatten(flat.kind, [flat.data]).removed == ()
    flat = flatten("image/jpeg", [told_photo()])
    assert flatten(flat.kind, [flat.data]).removed == ()
    made = document()
    made.add_paragraph(CANARY)
    word = flatten("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [saved(made)])
    assert flatten(word.kind, [word.data]).removed == ()
