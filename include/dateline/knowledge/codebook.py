"""`python -m dateline.knowledge.codebook [--check]`: docs/codebook.md from the rules themselves."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dateline.knowledge import read_table, split
from dateline.settings import PROJECT

PAGE = PROJECT / "docs" / "codebook.md"
HEADER = """# Codebook

Generated from `include/dateline/knowledge/` by `make docs`; do not edit by hand. How a text is
coded: [event_coding.md](event_coding.md). The types are those of PLOVER 0.8, the codes CAMEO's.
"""
QUADS = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}
Row = Mapping[str, str]


def render() -> str:
    """The page: what the lexicon holds, and each type with its modes, codes and words."""
    verbs, nouns = read_table("verbs"), read_table("nouns")
    lines = [HEADER, *_summary(verbs, nouns)]
    for kind in read_table("plover"):
        lines += _section(kind, verbs, nouns)
    return "\n".join(lines).rstrip() + "\n"


def senses(rows: Sequence[Row]) -> int:
    """Number of (word, frame) pairs: a row counts once for each of its words."""
    return sum(len(split(row["lemmas"])) for row in rows)


def _summary(verbs: Sequence[Row], nouns: Sequence[Row]) -> Iterator[str]:
    yield "| Type | Quad class | Score | CAMEO | Verb senses | Event nouns |"
    yield "|---|---|---|---|---|---|"
    for kind in read_table("plover"):
        own = [row for row in verbs if row["type"] == kind["type"]]
        named = [row for row in nouns if row["type"] == kind["type"]]
        quad = int(kind["quad_class"])
        roots = ", ".join(split(kind["cameo_roots"]))
        yield (
            f"| [{kind['type']}](#{kind['type'].lower()}) | {quad} {QUADS[quad]} | "
            f"{kind['plover_score']} | {roots} | {senses(own)} | {senses(named)} |"
        )
    discards = [[row for row in rows if row["type"] == "DISCARD"] for rows in (verbs, nouns)]
    yield f"| no event | | | | {senses(discards[0])} | {senses(discards[1])} |"
    yield f"| all | | | | {senses(verbs)} | {senses(nouns)} |"
    yield ""


def _section(kind: Row, verbs: Sequence[Row], nouns: Sequence[Row]) -> Iterator[str]:
    names = {row["code"]: row for row in read_table("cameo")}
    yield f"## {kind['type']}\n"
    yield f"{kind['description'][0].upper()}{kind['description'][1:]}.\n"
    yield "| Mode | CAMEO | Goldstein | Verbs | Nouns |"
    yield "|---|---|---|---|---|"
    groups: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for column, rows in enumerate((verbs, nouns)):
        for row in rows:
            if row["type"] == kind["type"]:
                words = groups[row["mode"], row["cameo"]][column]
                words += [_word(row, lemma) for lemma in split(row["lemmas"])]
    for (mode, code), (said, named) in sorted(groups.items()):
        name = names[code]["name"] if code in names else ""
        goldstein = names[code]["goldstein"] if code in names else ""
        yield (
            f"| {mode} | {code} {name} | {goldstein} | "
            f"{', '.join(sorted(set(said)))} | {', '.join(sorted(set(named)))} |"
        )
    yield ""


def _word(row: Row, lemma: str) -> str:
    """A word of a rule with its particle: `carry out`."""
    return f"{lemma} {row['particle']}" if row.get("particle") else lemma


def main() -> int:
    """Write the page, or with `--check` return 1 if it is not what the rules say."""
    page = render()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page)


if __name__ == "__main__":
    sys.exit(main())
