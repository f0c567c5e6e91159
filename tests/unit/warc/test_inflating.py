"""Bodies packed by gzip and deflate: what comes out, and what is told of those that break off."""

import gzip
import random
import time
import zlib

import pytest

from dateline.warc.inflating import Inflater

BODY = bytes(random.Random(1).choices(b"abcdefgh <>", k=150_000))


def raw(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = [gzip.compress, zlib.compress, raw]


def unpacked(stored, size):
    reader, parts = Inflater(stored), []
    while part := reader.read(size):
        assert len(part) <= size
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("size", [1000, 1 << 20])
@pytest.mark.parametrize("body", [b"", b"a", BODY, bytes(1_000_000)], ids=len)
def test_what_was_packed_comes_back(pack, body, size):
    assert unpacked(pack(body), size) == body


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("body", [b"a", BODY, bytes(1_000_000)], ids=len)
@pytest.mark.parametrize("cut", [1, 0.01, 0.5])
def test_what_is_cut_off_is_told(pack, body, cut):
    stored = pack(body)
    kept = len(stored) - (cut if cut == 1 else max(1, int(len(stored) * cut)))
    with pytest.raises(OSError, match="cut off"):
        unpacked(stored[:kept], 1000)


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("junk", [b"\0", b"junk" * 10_000])
def test_what_lies_behind_the_end_is_told(pack, junk):
    with pytest.raises(OSError, match=r"header|behind its end|cut off"):
        unpacked(pack(BODY) + junk, 1 << 20)


def test_members_of_gzip_are_joined():
    assert unpacked(gzip.compress(BODY) * 3, 1 << 20) == BODY * 3
    with pytest.raises(OSError, match="cut off"):
        unpacked(gzip.compress(BODY) + gzip.compress(BODY)[:-500], 1 << 20)


def test_a_wrong_checksum_is_told():
    stored = gzip.compress(BODY)
    with pytest.raises(OSError, match="check"):
        unpacked(stored[:-8] + b"1234" + stored[-4:], 1 << 20)


def test_many_empty_members_take_no_time():
    began = time.process_time()
    assert unpacked(gzip.compress(b"") * 100_000, 1 << 20) == b""
    assert time.process_time() - began < 5
