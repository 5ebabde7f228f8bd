"""Recordings keep sound and picture, byte by byte, and nothing besides."""

import io
import wave as waves

import pytest

from mingjing.flattening import NotFlattened, flatten
from tests.flattening import recordings
from tests.flattening.recordings import FRAME, OTHER, SIGHT, SOUND, box, numbers, recording, song
from tests.flattening.samples import forms

BOXES = {"video/mp4": ".mp4", "video/quicktime": ".mov", "audio/mp4": ".m4a"}


@pytest.mark.parametrize("index_first", [True, False])
@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("kind", BOXES)
def test_sound_and_picture_stay_in_their_places_and_all_else_is_blank(kind, wide, index_first):
    data = recording(index_first, wide)
    flat = flatten(kind, [data[:100], data[100:]])
    assert (flat.kind, flat.ending, len(flat.data)) == (kind, BOXES[kind], len(data))
    assert not [form for form in forms() if form in flat.data]
    for part in (SOUND, SIGHT, b"avcC\1config", b"esdsconfig"):
        assert flat.data.index(part) == data.index(part)
    assert b"38.87" not in flat.data
    assert OTHER[:4] not in flat.data
    assert numbers(3_800_000_000) not in flat.data
    assert b"appl" not in flat.data
    assert set(flat.removed) == {"location", "metadata", "other_streams"}


def test_a_recording_whose_last_box_is_open_ended_is_taken():
    data = recording(index_first=True)
    start = data.index(b"mdat") - 4
    tail = data.index(b"uuid") - 4
    opened = data[:start] + bytes(4) + data[start + 4 : tail]
    flat = flatten("video/mp4", [opened])
    assert SIGHT in flat.data
    assert not [form for form in forms() if form in flat.data]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (box(b"ftyp", b"isom") + box(b"mdat", b"x" * 99), "broken"),  # no index
        (recording(index_first=True)[:300], "broken"),
        (numbers(4) + b"moov", "broken"),
        (box(b"ftyp", b"isom") + numbers(1 << 31) + b"moov", "too_large"),
        (box(b"moov", numbers(99) + b"trak"), "broken"),
        (box(b"moov", box(b"trak", box(b"mdia", box(b"hdlr", numbers(0, 0) + b"soun"), recordings.WORD))), "broken"),
        (recording().replace(b"url " + numbers(1), b"url " + numbers(0)), "broken"),  # refers to another file
        (recording() + box(b"moof", box(b"traf", b"")), "unknown_kind"),
    ],
)
def test_what_is_no_good_recording_is_refused(data, code):
    with pytest.raises(NotFlattened) as refusal:
        flatten("video/mp4", [data])
    assert refusal.value.code == code


def test_a_recording_in_fragments_passes_without_its_words():
    data = (
        box(b"ftyp", b"iso5", numbers(0))
        + box(b"moov", box(b"mvex", box(b"trex", numbers(0))), box(b"udta", recordings.WORD))
        + box(
            b"moof",
            box(b"mfhd", numbers(0, 1)),
            box(b"traf", box(b"tfhd", numbers(0, 1)), box(b"uuid", recordings.WORD)),
        )
        + box(b"mdat", SOUND)
    )
    flat = flatten("video/mp4", [data])
    assert flat.data.index(SOUND) == data.index(SOUND)
    assert not [form for form in forms() if form in flat.data]


def test_the_frames_of_an_mp3_stay_and_no_tag():
    flat = flatten("audio/mpeg", [song()])
    assert (flat.kind, flat.ending) == ("audio/mpeg", ".mp3")
    index, frames = flat.data[: len(FRAME)], flat.data[len(FRAME) :]
    assert frames == FRAME * 7
    assert index[36:40] == b"Info"
    assert index[52:152] == bytes(range(100))
    assert not any(index[156:])
    assert not [form for form in forms() if form in flat.data]
    assert flat.removed == ("metadata",)


def test_an_mp3_of_frames_alone_is_the_same_afterwards():
    flat = flatten("audio/mpeg", [FRAME * 5000])
    assert flat.data == FRAME * 5000
    assert flat.removed == ()


@pytest.mark.parametrize("size", [None, 0, 0xFFFFFFFF])
def test_a_wave_keeps_its_form_and_its_sound(size):
    flat = flatten("audio/wav", [recordings.wave(size)])
    assert (flat.kind, flat.ending) == ("audio/wav", ".wav")
    assert flat.data[8:16] == b"WAVEfmt "
    assert SOUND in flat.data
    assert not [form for form in forms() if form in flat.data]
    if size is None:
        with waves.open(io.BytesIO(flat.data)) as sound:
            assert sound.readframes(99) == SOUND
        assert int.from_bytes(flat.data[4:8], "little") == len(flat.data) - 8
    assert flat.removed == ("metadata",)


@pytest.mark.parametrize("kind", ["audio/mpeg", "audio/wav", "audio/mp4"])
def test_what_is_no_sound_is_broken(kind):
    for data in (b"ID3" + bytes(99), b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", b"\xff" * 9000, b"MZ" + bytes(99)):
        with pytest.raises(NotFlattened, match="broken"):
            flatten(kind, [data])
