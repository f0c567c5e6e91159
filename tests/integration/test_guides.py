"""Pages with results are what the sample gives, to the byte."""

import pytest

from dateline.errors import TerminalError
from dateline.guides import DOCUMENTS, pages, run_sample
from dateline.guides.__main__ import compare, main
from dateline.guides.tour import tour
from dateline.settings import PROJECT, Settings
from dateline.warehouse.catalogue import differing, escaped


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The nine days of the sample, in this process."""
    folder = tmp_path_factory.mktemp("sample")
    settings = Settings(data=str(folder / "data"), home=folder / "home")
    run_sample(settings)
    return settings


def test_pages_are_what_the_sample_gives(sample):
    made = pages(sample)
    assert sorted(made) == ["queries.md", "tour.md"]
    for name, text in made.items():
        there = (DOCUMENTS / name).read_text(encoding="utf-8")
        assert not differing(there, text), "run `python -m dateline.guides` and look at the changes"
        assert str(PROJECT) not in text
        assert sample.data not in text


def test_each_saved_query_has_its_section_and_an_example_or_a_reason(sample):
    page = (DOCUMENTS / "queries.md").read_text(encoding="utf-8")
    for path in sorted((sample.sql / "queries").glob("*.sql")):
        _, _, section = page.partition(f"\n### {path.stem}\n")
        section = section.partition("\n### ")[0].partition("\n## ")[0]
        assert f"dateline sql --query {path.stem}" in section
        assert section.count("\n| ") > 2 or "No example: " in section, path.stem


def test_blocks_are_run_and_shown_with_what_they_give(sample):
    template = (
        "One\n\n```sql\nSELECT 'a|b' AS x, 2 AS y\n```\n\n```sh\nls data | grep lake\n```\n\n"
        "```python\nprint(1 + 1)\n```\n\n```sh show\nrm -r /\n```\n"
    )
    assert tour(sample, template) == (
        "One\n\n```sql\nSELECT 'a|b' AS x, 2 AS y\n```\n\n"
        "| x | y |\n| --- | --: |\n| a\\|b | 2 |\n\n"
        "```sh\nls data | grep lake\n```\n\n```text\nlake\n```\n\n"
        "```python\nprint(1 + 1)\n```\n\n```text\n2\n```\n\n```sh\nrm -r /\n```\n"
    )


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("```sql\nSELECT nothing\n```", "nothing"),
        ("```sh\nfalse | true\n```", "the tour fails at\nfalse"),
        ("```python\nraise ValueError('so it is')\n```", "so it is"),
    ],
)
def test_a_block_that_fails_stops_the_tour(sample, block, message):
    with pytest.raises(TerminalError, match=message):
        tour(sample, block + "\n")


def test_the_first_difference_of_a_page_is_told(tmp_path, capsys):
    made = {"queries.md": "# Saved\n\none\n", "tour.md": "# Tour\n"}
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert compare(made, tmp_path) == 0
    (tmp_path / "queries.md").write_text("# Saved\n\ntwo\n", encoding="utf-8")
    (tmp_path / "tour.md").unlink()
    assert compare(made, tmp_path) == 1
    told = capsys.readouterr().err
    assert "queries.md is not what the sample gives, line 3:\n-two\n+one\n" in told
    assert "tour.md is not what the sample gives, line 1:\n-\n+# Tour\n" in told


def test_without_a_published_copy_the_command_says_so(tmp_path, capsys):
    assert main(["--check", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_signs_of_markdown_stand_for_themselves():
    assert escaped("a|b *c* <d> [e] `f`") == r"a\|b \*c\* \<d\> \[e\] \`f\`"
