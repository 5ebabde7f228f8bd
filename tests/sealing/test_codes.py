"""Receipt codes: whoever reads one aloud, types or copies it, a slip is noticed before anything is looked up."""

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from mingjing.sealing import codes
from mingjing.sealing.codes import ALPHABET, LENGTH, WrongCode
from mingjing.sealing.services import mailboxes

patient = limits(deadline=None, max_examples=30)
letters = st.lists(st.integers(0, 31), min_size=codes.DRAWN, max_size=codes.DRAWN)
places = st.integers(0, LENGTH - 1)
WIDE = {0x21 + n: 0xFF01 + n for n in range(94)}
SEPARATORS = ("-", " ", "", "\u3000", "——", "\u2013", "·", ".", "\n", "、")


def code_of(drawn: list[int]) -> str:
    return codes.written(drawn + codes._rest([*drawn, 0, 0]))


def spoilt(code: str, *changes: tuple[int, str]) -> str:
    bare = list(code.replace("-", ""))
    for place, letter in changes:
        bare[place] = letter
    return "".join(bare)


def why(text: str) -> str:
    with pytest.raises(WrongCode) as caught:
        codes.read(text)
    return caught.value.why


@patient
@given(letters)
def test_every_code_is_read_as_it_was_written(drawn):
    code = code_of(drawn)
    assert codes.read(code) == code
    assert len(code) == LENGTH + 4
    assert set(code) <= {*ALPHABET, "-"}


def test_a_new_code_has_at_least_112_random_bits():
    assert codes.DRAWN * 5 >= 112
    made = {codes.new() for _ in range(500)}
    assert len(made) == 500
    assert {letter for code in made for letter in code} == {*ALPHABET, "-"}


@patient
@given(letters)
def test_every_single_wrong_letter_is_noticed(drawn):
    code = code_of(drawn)
    bare = code.replace("-", "")
    for place in range(LENGTH):
        for letter in ALPHABET:
            if letter != bare[place]:
                assert why(spoilt(code, (place, letter))) == "check"


def test_every_two_wrong_letters_are_noticed_in_every_code():
    """The check is linear: two errors cancel out only where two single ones leave the same rest. None do."""
    rests = {
        (*codes._rest([0] * place + [value] + [0] * (LENGTH - 1 - place)),)
        for place in range(LENGTH)
        for value in range(1, 32)
    }
    assert len(rests) == LENGTH * 31
    assert (0, 0) not in rests


@patient
@given(letters, letters)
def test_the_check_is_linear(one, other):
    both = [a ^ b for a, b in zip(one, other, strict=True)]
    rest = [a ^ b for a, b in zip(codes._rest(one), codes._rest(other), strict=True)]
    assert codes._rest(both) == rest


@patient
@given(letters, places, places, st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_two_wrong_letters_anywhere_are_noticed(drawn, first, second, one, other):
    code = code_of(drawn)
    text = spoilt(code, (first, one), (second, other))
    if text != code.replace("-", ""):
        assert why(text) == "check"


@patient
@given(letters)
def test_every_two_letters_that_changed_places_are_noticed(drawn):
    code = code_of(drawn)
    bare = code.replace("-", "")
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):  # neighbours, and any others
            if bare[one] != bare[other]:
                assert why(spoilt(code, (one, bare[other]), (other, bare[one]))) == "check"


@patient
@given(letters, st.lists(st.sampled_from(SEPARATORS), min_size=LENGTH, max_size=LENGTH), st.data())
def test_case_spacing_full_width_and_look_alikes_do_not_matter(drawn, between, data):
    code = code_of(drawn)
    alike = {"1": "1Iil", "0": "0Oo", "V": "VvUu"}
    text = ""
    for letter, gap in zip(code.replace("-", ""), between, strict=True):
        typed = data.draw(st.sampled_from(alike.get(letter, letter + letter.lower())))
        text += gap + data.draw(st.sampled_from([typed, typed.translate(WIDE)]))
    assert codes.read(f"  {text}\t") == code


@patient
@given(letters, places)
def test_a_letter_too_many_or_too_few_is_told_apart(drawn, place):
    code = code_of(drawn)
    bare = code.replace("-", "")
    assert why(bare[:place] + bare[place + 1 :]) == "length"
    assert why(bare[:place] + "7" + bare[place:]) == "length"
    assert why(spoilt(code, (place, "码"))) == "letter"


@patient
@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_says_why_not(text):
    try:
        assert codes.read(codes.read(text)) == codes.read(text)
    except WrongCode as wrong:
        assert wrong.why in ("length", "letter", "check")


def test_tag_and_seed_tell_nothing_of_each_other_and_the_server_keeps_neither():
    code = codes.new()
    secrets = codes.secrets_of(code)
    assert secrets == codes.secrets_of(code)
    assert secrets.tag != secrets.seed
    assert codes.secrets_of(codes.new()) != secrets
    kept = mailboxes.tag_digest(code) + mailboxes.public_of(code).hex()
    for secret in (secrets.tag, secrets.seed):
        assert secret.hex() not in kept
