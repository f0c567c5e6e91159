"""The page of the codebook is what the rules say."""

from dateline.knowledge import codebook, read_table


def test_the_page_is_up_to_date(monkeypatch):
    monkeypatch.setattr("sys.argv", ["codebook", "--check"])
    assert codebook.main() == 0, "run `make docs`"


def test_every_type_and_every_rule_is_on_it():
    page = codebook.render()
    for kind in read_table("plover"):
        assert f"## {kind['type']}\n" in page
    assert "carry out" in page


def test_senses_are_words_times_frames():
    assert codebook.senses([{"lemmas": "attack;raid"}, {"lemmas": "attack"}]) == 3


def test_a_changed_rule_is_noticed(monkeypatch):
    verbs = read_table("verbs")
    monkeypatch.setattr(
        codebook, "read_table", lambda name: verbs[1:] if name == "verbs" else read_table(name)
    )
    monkeypatch.setattr("sys.argv", ["codebook", "--check"])
    assert codebook.main() == 1
