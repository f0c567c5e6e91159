import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.decode import decode_json, decode_page, decode_text
from dateline.errors import RecordError
from dateline.outcomes import Outcome

SENTENCE = "Le président a dit « non » à Genève, où l’été s’achève — déjà."


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (SENTENCE.encode(), None),
        (SENTENCE.encode(), "utf-8"),
        (SENTENCE.encode("cp1252"), "windows-1252"),
        (SENTENCE.encode("cp1252"), "iso-8859-1"),
        (SENTENCE.encode("cp1252"), "utf-8"),
        (SENTENCE.encode("cp1252"), None),
        (SENTENCE.encode("utf-8-sig"), None),
        (SENTENCE.encode("utf-16"), None),
        (SENTENCE.encode(), "windows-1252"),
        (SENTENCE[:30].encode() + SENTENCE[30:].encode("cp1252"), "utf-8"),
        (SENTENCE.encode(), "no-such-charset"),
    ],
)
def test_page_and_text_in_many_charsets(body, charset):
    assert decode_page(body, charset) == SENTENCE
    assert decode_text(body, charset) == SENTENCE


def test_meta_element_names_the_charset():
    page = f'<html><head><meta charset="windows-1252"></head><p>{SENTENCE}</p>'
    assert SENTENCE in decode_page(page.encode("cp1252"), None)


@pytest.mark.parametrize("charset", ["shift_jis", "euc_jp", "gb18030", "big5", "koi8-r"])
def test_declared_charset_of_another_script_holds(charset):
    text = {"koi8-r": "Корабли вышли в море"}.get(charset, "船出港海上")
    assert decode_page(text.encode(charset), charset) == text
    assert decode_text(text.encode(charset), charset) == text


def test_one_bad_byte_does_not_change_the_charset():
    body = (SENTENCE * 20).encode() + b"\xff"
    assert decode_page(body, "utf-8").startswith(SENTENCE)


def test_json_is_utf8_whatever_the_page_inside_says():
    line = '{"html": "<meta charset=windows-1252> été"}'
    assert decode_json(line.encode()) == line


@pytest.mark.parametrize("decode", [lambda b: decode_page(b, None), lambda b: decode_text(b, None)])
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.EMPTY),
        (b" \r\n\t ", Outcome.EMPTY),
        (bytes(range(256)) * 40, Outcome.UNDECODABLE),
        (b"\x00\x01\x02\x03" * 500, Outcome.UNDECODABLE),
    ],
)
def test_bytes_that_are_no_text(decode, body, outcome):
    with pytest.raises(RecordError) as caught:
        decode(body)
    assert caught.value.outcome is outcome


def test_json_in_another_charset_is_undecodable():
    with pytest.raises(RecordError) as caught:
        decode_json('{"text": "été"}'.encode("cp1252"))
    assert caught.value.outcome is Outcome.UNDECODABLE


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "latin-1", "shift_jis", "x"]))
def test_any_bytes_give_text_or_a_named_outcome(body, charset):
    for decode in (decode_page, decode_text):
        try:
            assert "\x00" not in decode(body, charset)
        except RecordError as error:
            assert error.outcome in (Outcome.EMPTY, Outcome.UNDECODABLE)
