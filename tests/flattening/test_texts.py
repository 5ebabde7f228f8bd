"""Bare text, and which kind a file is."""

import pytest

from mingjing.flattening import ALLOWED, NotFlattened, flatten, kind_of
from tests.flattening.samples import WORD, photo, told_word


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_of_all_encodings_become_one(code):
    flat = flatten("text/plain", ["举报：甲局\r\n第二行\r第三行".encode(code)])
    assert flat.data.decode() == "举报：甲局\n第二行\n第三行"
    assert (flat.kind, flat.ending, flat.removed) == ("text/plain", ".txt", ())


def test_what_the_eye_does_not_see_is_taken_out():
    marked = "".join(chr(0xE0000 + ord(letter)) for letter in "name")
    flat = flatten("text/plain", [f"甲\u200b乙\u202e丙{marked}\x1b[2J丁\ufeff".encode()])
    assert flat.data.decode() == "甲乙丙[2J丁"
    assert flat.removed == ("hidden_text",)


@pytest.mark.parametrize("data", [b"MZ\x90\x00\x03", b"\xff\xff\xff", b"text\0text", b"\xff\xfe\x00\xd8"])
def test_what_is_no_text_is_broken(data):
    with pytest.raises(NotFlattened, match="broken"):
        flatten("text/plain", [data])


HEADS = {
    "a.jpg": (photo(), "image/jpeg"),
    "a.JPEG": (photo(), "image/jpeg"),
    "a.png": (photo("PNG"), "image/png"),
    "a.gif": (photo("GIF"), "image/gif"),
    "a.webp": (photo("WEBP"), "image/webp"),
    "a.pdf": (b"%PDF-1.7\n", "application/pdf"),
    "a.docx": (told_word(), WORD),
    "a.txt": ("中文".encode("gb18030")[:3], "text/plain"),
    "a.eml": (b"Received: from x\r\nSubject: y\r\n", "message/rfc822"),
    "a.mp3": (b"ID3\x04", "audio/mpeg"),
    "b.mp3": (b"\xff\xfb\x90\x00", "audio/mpeg"),
    "a.m4a": (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
    "a.mp4": (b"\0\0\0\x20ftypisom", "video/mp4"),
    "a.mov": (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
    "a.wav": (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
}


@pytest.mark.parametrize("name", HEADS)
def test_first_bytes_and_ending_agree(name):
    head, kind = HEADS[name]
    assert kind_of(head[:4096], name) == kind
    assert kind_of(b"MZ\x90\0" + head, name) is None
    assert kind_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), name) is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (photo(), "a.png"),
        (photo(), "a.jpg.exe"),
        (photo(), "jpg"),
        (photo(), ""),
        (told_word(), "a.docm"),
        (told_word(), "a.zip"),
        (told_word(), "a.txt"),
        (b"\0\0\0\x20ftypheic", "a.mp4"),
        (b"\xff\xf1\x50\x80", "a.mp3"),  # AAC
        (b"no header at all", "a.eml"),
        (b"<svg xmlns=''/>", "a.svg"),
        (b"", "a.jpg"),
    ],
)
def test_a_kind_that_is_not_allowed_or_has_another_name_is_none(head, name):
    assert kind_of(head, name) is None


def test_every_kind_says_what_a_form_must_know():
    assert len({kind.media for kind in ALLOWED}) == len(ALLOWED)
    endings = [ending for kind in ALLOWED for ending in kind.endings]
    assert len(set(endings)) == len(endings)
    most = {kind.label: kind.most // (1 << 20) for kind in ALLOWED}
    assert {most["MP3"], most["MP4"], most["M4A"], most["WAV"]} == {300}
    assert {most["PDF"], most["JPEG"], most["Word (docx)"]} == {50}
