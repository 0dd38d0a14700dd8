"""Photoshop's resources: whole, split between segments anywhere, badly padded, cut."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metadata.containers.photoshop import MAX_RESOURCES, photoshop_blocks
from tests.pipelines.metadata.makers import data_sets, digest_of, resource

IIM = data_sets((2, 120, b"Caption"), (2, 80, b"Max"))
WHOLE = resource(0x03ED, bytes(16)) + resource(0x0404, IIM, b"name") + digest_of(IIM) + resource(0x0424, b"<xmp>")


def test_the_resources_that_hold_metadata_are_found() -> None:
    found = photoshop_blocks([WHOLE])
    assert found.iim == (IIM,)
    assert found.digest == hashlib.md5(IIM, usedforsecurity=False).digest()
    assert found.packets == (b"<xmp>",)


def test_a_block_may_be_split_anywhere() -> None:
    for at in range(len(WHOLE)):
        assert photoshop_blocks([WHOLE[:at], WHOLE[at:]]) == photoshop_blocks([WHOLE])


@pytest.mark.parametrize("length", [1, 2, 7])
def test_a_block_may_be_in_many_segments(length: int) -> None:
    parts = [WHOLE[at : at + length] for at in range(0, len(WHOLE), length)]
    assert photoshop_blocks(parts) == photoshop_blocks([WHOLE])


@pytest.mark.parametrize("name", [b"", b"a", b"ab", b"x" * 255])
@pytest.mark.parametrize("between", [b"", b"\0", b"\0\0", b"junk"])
def test_padding_is_found_out(name: bytes, between: bytes) -> None:
    odd = resource(0x0404, IIM + b"\0", name)[: -1 if len(IIM) % 2 == 0 else None]
    assert photoshop_blocks([resource(0x0409, b"odd") + between + odd + between]).iim == (IIM + b"\0",)


def test_two_blocks_of_iim_are_both_kept() -> None:
    other = data_sets((2, 90, b"Bonn"))
    assert photoshop_blocks([resource(0x0404, IIM), resource(0x0404, other)]).iim == (IIM, other)


def test_a_block_that_goes_on_in_the_next_resource_is_joined() -> None:
    assert photoshop_blocks([resource(0x0404, IIM[:9]), resource(0x0404, IIM[9:])]).iim == (IIM,)


@pytest.mark.parametrize("length", [len(IIM) + 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_block_that_is_cut_ends_where_the_next_segment_begins(length: int) -> None:
    cut = resource(0x0404, IIM)[:8] + length.to_bytes(4, "big") + IIM
    found = photoshop_blocks([cut, digest_of(IIM)])
    assert (found.iim, len(found.digest)) == ((IIM,), 16)


def test_the_first_digest_counts_and_only_one_of_sixteen_bytes() -> None:
    assert photoshop_blocks([resource(0x0425, b"short") + digest_of(b"a") + digest_of(b"b")]).digest == (
        hashlib.md5(b"a", usedforsecurity=False).digest()
    )


def test_empty_blocks_are_none() -> None:
    assert photoshop_blocks([]).iim == photoshop_blocks([resource(0x0404, b"")]).iim == ()


def test_resources_without_end_are_not_read_without_end() -> None:
    last = photoshop_blocks([resource(0x0409, b"") * (MAX_RESOURCES - 1) + resource(0x0404, IIM)])
    beyond = photoshop_blocks([resource(0x0409, b"") * MAX_RESOURCES + resource(0x0404, IIM)])
    assert (last.iim, beyond.iim) == ((IIM,), ())


@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([b"8BIM", WHOLE[:30], WHOLE])), max_size=6))
def test_any_segments_are_read(segments: list[bytes]) -> None:
    assert all(photoshop_blocks(segments).iim)
