"""Both sets of algorithms: what one sealed opens whichever is in use now; whatever was changed opens never (X-11)."""

import io
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from mingjing.sealing import codes, padding, vault
from mingjing.sealing.algorithms import CHUNK, PROVIDERS, NotOpened
from mingjing.sealing.services import boxes, mailboxes, routing

BOTH = tuple(PROVIDERS)
MARKS = {name: provider.mark for name, provider in PROVIDERS.items()}
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 5 * CHUNK + 17)
quick = limits(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=BOTH)
def provider(request, settings):
    settings.SEALING_PROVIDER = request.param
    return request.param


def changed(data: bytes, place: int) -> bytes:
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.article("X-11")
@pytest.mark.parametrize(("before", "after"), list(product(BOTH, BOTH)))
def test_after_a_switch_old_values_are_readable_and_new_ones_in_the_new_algorithms(settings, before, after):
    settings.SEALING_PROVIDER = before
    case, key, code, pair = uuid4(), boxes.new_key(), codes.new(), vault.pair()
    box = boxes.shut({"a": "甲"}, key, case=case, purpose="content")
    mailbox = mailboxes.public_of(code)
    routed = routing.shut({"unit": "130600JT"}, about=case)
    file = sealed(key, [b"x" * 100_000])
    to_pair, to_mailbox = vault.seal_to(key, pair.public), vault.seal_to(key, mailbox)
    settings.SEALING_PROVIDER = after
    assert boxes.opened(box, key, case=case, purpose="content") == {"a": "甲"}
    assert routing.opened(routed, about=case) == {"unit": "130600JT"}
    assert opened(file, key, 100_000) == b"x" * 100_000
    assert vault.open_with(to_pair, pair.private) == key
    assert vault.open_with(to_mailbox, mailboxes.private_of(code, mailbox)) == key
    assert vault.open_with(vault.seal_to(b"later", pair.public), pair.private) == b"later"
    new = (boxes.shut({}, key, case=case, purpose="content"), vault.pair().public, mailboxes.public_of(codes.new()))
    for value in (*new, routing.shut({}, about=case), sealed(key, [b""])):
        assert value.startswith(MARKS[after])
    for value in (box, mailbox, routed, file, to_pair, to_mailbox):
        assert value.startswith(MARKS[before])


@pytest.mark.parametrize("wrong", ["key", "case", "purpose", "byte", "mark", "cut"])
def test_a_box_opens_with_its_key_in_its_place_only(provider, wrong):
    case, key = uuid4(), boxes.new_key()
    box = boxes.shut({"name": "王某"}, key, case=case, purpose="identity")
    said = {"case": uuid4() if wrong == "case" else case, "purpose": "content" if wrong == "purpose" else "identity"}
    key = boxes.new_key() if wrong == "key" else key
    for place in range(2, len(box)) if wrong == "byte" else (0,):
        spoilt = {"byte": changed(box, place), "mark": changed(box, 0), "cut": box[:-1]}.get(wrong, box)
        with pytest.raises(NotOpened):
            boxes.opened(spoilt, key, **said)


@given(data=st.binary(max_size=300), place=st.integers(0, 5000), seed=st.binary(min_size=32, max_size=32))
@quick
def test_what_is_sealed_to_a_key_opens_with_its_other_half_only(provider, data, place, seed):
    pair = vault.pair(seed)
    assert pair == vault.pair(seed)
    box = vault.seal_to(data or b"x", pair.public)
    assert vault.open_with(box, pair.private) == (data or b"x")
    for spoilt, private in ((box, vault.pair().private), (changed(box, place), pair.private), (box[:-1], pair.private)):
        with pytest.raises(NotOpened):
            vault.open_with(spoilt, private)


def test_a_key_of_one_set_opens_nothing_of_the_other(settings):
    settings.SEALING_PROVIDER = BOTH[0]
    one = vault.pair()
    settings.SEALING_PROVIDER = BOTH[1]
    with pytest.raises(NotOpened):
        vault.open_with(vault.seal_to(b"x", one.public), vault.pair().private)
    with pytest.raises(NotOpened):
        vault.open_with(b"", one.private)


@given(st.binary(max_size=5000))
@quick
def test_lengths_within_a_bucket_look_alike(provider, data):
    key = vault.new_key()
    box = vault.shut(data, key, b"")
    longest = vault.shut(data.ljust(padding.bucket(len(data) + 4) - 4, b"x"), key, b"")
    assert len(box) == len(longest)
    assert vault.opened(box, key, b"") == data


@given(st.integers(0, 10**9))
@quick
def test_a_bucket_is_long_enough_and_costs_at_most_an_eighth(length):
    bucket = padding.bucket(length)
    assert bucket >= max(length, padding.SHORTEST)
    assert bucket == padding.SHORTEST or bucket <= length * 1.12
    assert padding.bucket(bucket) == bucket


@given(st.binary(max_size=2000))
@quick
def test_padding_comes_off_again(data):
    assert padding.bare(padding.padded(data)) == data


def sealed(key: bytes, pieces: list[bytes]) -> bytes:
    shutter = vault.FileShutter(key)
    out = [shutter.head]
    for piece in pieces:
        out += shutter.push(piece)
    return b"".join([*out, *shutter.end()])


def opened(file: bytes, key: bytes, size: int, pieces: int = 10_000) -> bytes:
    source = io.BytesIO(file)
    return b"".join(vault.opened_file(iter(lambda: source.read(pieces), b""), key, size))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_whatever_pieces_it_came_in(provider, size):
    data, key = bytes(n % 251 for n in range(size)), vault.new_key()
    lengths = set()
    for step in (1 << 20, CHUNK, 7919):
        file = sealed(key, [data[at : at + step] for at in range(0, size, step)])
        lengths.add(len(file))
        for pieces in (1 << 20, 1000):
            assert opened(file, key, size, pieces) == data
    assert len(lengths) == 1


@given(sizes=st.lists(st.integers(0, CHUNK + 5), max_size=6))
@quick
def test_a_file_comes_back_from_any_chunking(provider, sizes):
    pieces, key = [bytes([n % 256]) * size for n, size in enumerate(sizes)], vault.new_key()
    assert opened(sealed(key, pieces), key, sum(sizes)) == b"".join(pieces)


@pytest.mark.parametrize("wrong", ["cut off", "cut a chunk off", "swapped", "doubled", "key", "head", "empty"])
def test_a_file_that_was_changed_does_not_open(provider, wrong):
    key, size = vault.new_key(), 3 * CHUNK
    file, one = sealed(key, [b"a" * size]), CHUNK + PROVIDERS[provider].chunk_overhead
    head = vault.MARK + PROVIDERS[provider].head_length
    first, second = file[head : head + one], file[head + one : head + 2 * one]
    spoilt = {
        "cut off": file[:-1],
        "cut a chunk off": file[:-one],
        "swapped": file[:head] + second + first + file[head + 2 * one :],
        "doubled": file[:head] + first + file[head:],
        "head": changed(file, vault.MARK),
        "empty": b"",
    }.get(wrong, file)
    with pytest.raises(NotOpened):
        opened(spoilt, vault.new_key() if wrong == "key" else key, size)


@given(place=st.integers(0, 10**6))
@quick
def test_a_changed_byte_anywhere_in_a_file_is_noticed(provider, place):
    key = vault.new_key()
    file = sealed(key, [b"a" * CHUNK, b"b"])
    with pytest.raises(NotOpened):
        opened(changed(file, place), key, CHUNK + 1)


def test_a_file_on_disk_is_sealed_for_its_owner_alone_and_gone_if_it_fails(provider, tmp_path):
    key, path = vault.new_key(), tmp_path / "deep" / "file"
    assert boxes.write_file(path, key, [b"canary", b"!"]) == 7
    assert b"canary" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert b"".join(boxes.read_file(path, key, 7)) == b"canary!"

    def broken():
        yield b"x" * 200_000
        raise ConnectionError

    with pytest.raises(ConnectionError):
        boxes.write_file(tmp_path / "broken", key, broken())
    assert not (tmp_path / "broken").exists()
    with pytest.raises(FileExistsError):
        boxes.write_file(path, key, [b""])


def test_the_servers_key_can_be_changed_and_old_rows_stay_readable(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path
    old = routing.shut({"unit": "a"}, about=1)
    assert routing.rotate() == 2
    new = routing.shut({"unit": "b"}, about=1)
    assert (routing.opened(old, about=1), routing.opened(new, about=1)) == ({"unit": "a"}, {"unit": "b"})
    (tmp_path / "routing.key").rename(tmp_path / "kept-elsewhere")
    routing.keyfiles._secret.cache_clear()
    assert routing.opened(new, about=1) == {"unit": "b"}
    for box, about in ((old, 1), (new, 2)):
        with pytest.raises(NotOpened):
            routing.opened(box, about=about)
