"""What texts are compared by: sets of shingles, and small sketches of those sets.

A text is taken as its words: letters, marks and digits in NFKC and lower case, and nothing else.
A shingle is three words in a row; in scripts that put no blanks between words (Chinese, Japanese,
Thai, …) it is six letters in a row. Shingles are 64-bit hashes of their own, the same on every
machine; nothing depends on Python's hash seed.

A sketch is a MinHash of 128 values (Broder 1997, by rensa), cut into 64 bands of two values each,
and each band is hashed to 32 bits. Two texts whose sets have the Jaccard similarity s share a band
with the probability 1 - (1 - s^2)^64: 998 of 1,000 pairs at 0.3.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from dateline.errors import TerminalError
from dateline.schemas import BANDS

Hashes = npt.NDArray[np.uint64]
Bands = npt.NDArray[np.uint32]
Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SKETCH_VERSION = 2
"""`RMinHash.ALGORITHM_VERSION` that the stored bands were made with; others cannot be compared."""

MIN_SHINGLES = 20
"""A text with fewer shingles is too short to be sketched: only equal ones are copies."""

_VALUES = 2 * BANDS
_SEED = 20_151_007
_WORDS = 3
_LETTERS = 4  # of an unspaced script, in one token; three tokens in a row span six
_GAP = "\0" * _LETTERS
_CHUNK = 1 << 16  # characters worked on at once: arrays of them stay in the processor's cache

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64; digits of the golden ratio
_INVERSE = pow(_BASE, -1, 1 << 64)
_WEIGHTS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
_MIX = 0xFF51AFD7ED558CCD  # murmur3's finaliser (Appleby, public domain)

_KNOWN = 0x20000  # code points above are ideographs of rare use, and what is not text
_UNSPACED_BIT, _HARD_BIT = np.uint32(1 << 31), np.uint32(1 << 30)
_CODE = np.uint32(_HARD_BIT - 1)
_UNSPACED = (
    *((0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF)),
    *((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF)),
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
    (_KNOWN, 0x3FFFF),
)
"""Thai, Lao, Tibetan, Burmese, Khmer, kana and ideographs: first and last code points (Unicode)."""


def shingles(texts: Sequence[str]) -> list[Hashes]:
    """The shingles of each text: different ones only, in ascending order."""
    return [
        np.unique(flat[start:end]) for flat, ends in _shingled(texts) for start, end in _spans(ends)
    ]


def sketch(texts: Sequence[str]) -> list[bytes | None]:
    """The bands of each text, 64 little-endian unsigned 32-bit numbers.

    None stands for a text that is too short (`MIN_SHINGLES`).

    Raises:
        TerminalError: this version of rensa makes other sketches than those in the lake.
    """
    if RMinHash.ALGORITHM_VERSION != SKETCH_VERSION:
        raise TerminalError(
            f"the lake's sketches are of rensa's algorithm {SKETCH_VERSION}, the one installed has "
            f"{RMinHash.ALGORITHM_VERSION}: install another, or set SKETCH_VERSION and clean again"
        )
    return [bands for flat, ends in _shingled(texts) for bands in _bands(flat, ends)]


def as_matrix(bands: Sequence[bytes]) -> Bands:
    """Bands of several texts, one row each."""
    return np.frombuffer(b"".join(bands), dtype="<u4").reshape(-1, BANDS)


def _spans(ends: Places) -> Iterator[tuple[int, int]]:
    start = 0
    for end in ends.tolist():
        yield start, end
        start = end


def _bands(flat: Hashes, ends: Places) -> Iterator[bytes | None]:
    offsets = np.concatenate(([0], ends)).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, _VALUES, _SEED)
    values = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, BANDS, 2)
    hashed = (values[..., 0] * _WEIGHTS[0] + values[..., 1] * _WEIGHTS[1]) >> np.uint64(32)
    packed = hashed.astype("<u4")
    for row, (start, end) in enumerate(_spans(ends)):
        yield packed[row].tobytes() if end - start >= MIN_SHINGLES else None


def _shingled(texts: Sequence[str]) -> Iterator[tuple[Hashes, Places]]:
    """For some texts at a time: their shingles one after the other, and where each text's end."""
    for chunk in _chunks(texts):
        folded, ends = _folded(chunk)
        yield _shingles(*_words(folded, ends))


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        if chunk and size + len(text) > _CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(text)
        size += len(text)
    if chunk:
        yield chunk


def _folded(texts: list[str]) -> tuple[Codes, Places]:
    """Characters as `_table` has them, with a gap before each text, and where each text ends.

    Composing and decomposing is left out where no character needs it, which changes nothing.
    """
    folded, ends = _looked_up(texts)
    if np.bitwise_or.reduce(folded) & _HARD_BIT:
        folded, ends = _looked_up([unicodedata.normalize("NFKC", text) for text in texts])
    return folded, ends


def _looked_up(texts: list[str]) -> tuple[Codes, Places]:
    joined = _GAP + _GAP.join(texts) + _GAP
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.cumsum(np.array([len(_GAP) + len(text) for text in texts], dtype=np.int64))
    if codes.max() < _KNOWN:
        return _table()[codes], ends
    high = codes >= _KNOWN
    folded = _table()[np.where(high, 0, codes)]
    folded[high] = codes[high] | _UNSPACED_BIT | _HARD_BIT
    return folded, ends


def _words(folded: Codes, ends: Places) -> tuple[Hashes, Places]:
    """A hash of each word, and how many words there are up to the end of each text.

    The hash is the polynomial of a word's characters at `_BASE`, got from running sums: all that
    is done for each character is one product and one sum.
    """
    plain = np.bitwise_or.reduce(folded) <= _CODE
    letters = folded if plain else folded & _CODE
    starts, stops = _bounds(letters != 0, None if plain else folded >= _UNSPACED_BIT)
    powers, inverses = _powers(max(len(folded), 2 * _CHUNK))
    sums = np.cumsum(letters * powers[: len(letters)])
    hashes = (sums[stops - 1] - sums[starts - 1]) * inverses[starts]
    return hashes, np.searchsorted(starts, ends)


def _bounds(in_word: Flags, unspaced: Flags | None) -> tuple[Places, Places]:
    """Where each word starts and stops; `unspaced` is None if no letter is of such a script."""
    if unspaced is None:
        changes = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
        return changes[::2], changes[1::2]
    apart = ~in_word | unspaced
    starts = np.flatnonzero(in_word[1:] & (apart[1:] | apart[:-1])) + 1
    stops = starts + _LETTERS
    stops[~unspaced[starts]] = np.flatnonzero(~apart[:-1] & apart[1:]) + 1
    return starts, stops


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Powers of `_BASE` and of its inverse, from the 0th."""
    bases = np.full((2, count), [[_BASE], [_INVERSE]], dtype=np.uint64)
    bases[:, 0] = 1
    powers, inverses = np.cumprod(bases, axis=1)
    return powers, inverses


def _shingles(words: Hashes, ends: Places) -> tuple[Hashes, Places]:
    counts = np.diff(ends, prepend=0)
    if len(words) < _WORDS:
        return words[:0], np.zeros_like(ends)
    mixed = np.zeros(len(words) + 1 - _WORDS, dtype=np.uint64)
    for place, weight in enumerate(_WEIGHTS):
        mixed += words[place : place + len(mixed)] * np.uint64(weight)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(_MIX)
    mixed ^= mixed >> np.uint64(33)
    whole = np.ones(len(mixed), dtype=np.bool_)
    across = np.concatenate([ends - back for back in range(1, _WORDS)])
    whole[across[(across >= 0) & (across < len(whole))]] = False
    return mixed[whole], np.cumsum(np.maximum(counts - _WORDS + 1, 0))


@lru_cache(maxsize=1)
def _table() -> Codes:
    """What each character is taken for: 0 if it is no letter, mark or digit, else its code point.

    The code point is that of the character in NFKC and lower case. Two bits stand above it: whether
    it is of an unspaced script, and whether texts that hold it have to be normalised first.
    """
    table = np.zeros(_KNOWN, dtype=np.uint32)
    composing = _composing()
    for code in range(_KNOWN):
        character = chr(code)
        folded = _fold(character)
        if folded is None or character in composing or folded in composing:
            table[code] = code | _HARD_BIT
        elif folded:
            table[code] = ord(folded)
    for first, last in _UNSPACED:
        letters = table & _CODE
        table[(letters >= first) & (letters <= last)] |= _UNSPACED_BIT
    return table


def _fold(character: str) -> str | None:
    """One character; none for what separates words; None if it takes more than a character."""
    normal = unicodedata.normalize("NFKC", character)
    for folded in (normal.casefold(), normal.lower()):
        kept = "".join(c for c in folded if unicodedata.category(c)[0] in "LMN")
        if len(folded) == 1 or not kept:
            return kept
    return None


def _composing() -> frozenset[str]:
    """Characters that normalisation may move, or join with the one before them (UAX 15)."""
    later = {
        chr(int(part, 16))
        for code in range(_KNOWN)
        if (parts := unicodedata.decomposition(chr(code))) and not parts.startswith("<")
        for part in parts.split()[1:]
    }
    moved = {chr(code) for code in range(_KNOWN) if unicodedata.combining(chr(code))}
    return frozenset(later | moved | {chr(code) for code in range(0x1161, 0x11C3)})
