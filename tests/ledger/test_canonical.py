"""The quick way to canonical JSON gives the bytes of the standard one."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mingjing.ledger.chain import canonical

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | WORDS
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3))


@given(said=st.dictionaries(WORDS, VALUES, max_size=6))
def test_it_gives_the_bytes_of_rfc_8785(said):
    floats_aside = json.loads(json.dumps(said))
    assert canonical(floats_aside) == rfc8785.dumps(floats_aside)
