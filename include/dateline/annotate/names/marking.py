"""Known names are marked before the statistical recogniser runs, which then works around them."""

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from dateline.annotate.lexicon import Known, Lexicon, load_lexicon
from dateline.annotate.names.forms import CURLY
from dateline.annotate.names.patterns import matcher

KNOWN = "dateline_known"
"""Span group of gazetteer hits; a span's `kb_id_` is the name as `Lexicon.names` has it."""
DEMONYMS = "dateline_demonyms"
"""Span group of demonyms; a span's `kb_id_` is the country, ISO 3166 alpha-3."""

LABELS = {"country": "GPE", "place": "GPE", "person": "PERSON"}
"""Label of spaCy's recogniser for a type of ours; all others are ORG."""
FIRM_KINDS = frozenset({"", "admin1", "region", "sea"})
"""Names marked before the recogniser runs. Countries and cities wait until it has: it knows them,
and they stand inside longer names (`U.S. Fish and Wildlife Service`, `University of Texas`)."""
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""Words behind a name that make it another person's."""
MIN_LETTERS = 4
"""Letters of a name that is sought in capitals, too: shorter ones look like acronyms."""
GIVEN_OR_FAMILY = frozenset({"Jordan", "Georgia", "Chad", "Jersey", "Israel", "Sofia", "Lima"})
"""Place names that are also common names of persons: not marked next to another name."""


@Language.factory("dateline_gazetteer")
class Gazetteer:
    """spaCy component: marks names of the knowledge files as entities.

    Matching is by exact form or in capitals, longest name first. Other tokens stay open to the
    recogniser.
    """

    def __init__(self, nlp: Language, name: str = "dateline_gazetteer") -> None:
        self.name = name
        self.lexicon: Lexicon = load_lexicon()
        self.capitals = _in_capitals(self.lexicon.names)
        self.names = matcher(nlp, "name", _forms([*self.lexicon.names, *self.capitals]))
        self.nations = {**_in_capitals(self.lexicon.demonyms), **self.lexicon.demonyms}
        self.demonyms = matcher(nlp, "demonym", self.nations)

    def __call__(self, doc: Doc) -> Doc:
        """Fill the span groups and the entities of one document."""
        known = [self._known(span) for span in self.names(doc, as_spans=True)]
        spans = filter_spans([span for span in known if span is not None])
        taken = {token.i for span in spans for token in span}
        doc.spans[KNOWN] = spans
        doc.spans[DEMONYMS] = filter_spans(
            Span(doc, span.start, span.end, kb_id=self._country(span.text))
            for span in self.demonyms(doc, as_spans=True)
            if span.start not in taken
        )
        firm = [span for span in spans if self.lexicon.names[span.kb_id_].kind in FIRM_KINDS]
        doc.set_ents(firm, default="missing")
        return doc

    def _known(self, span: Span) -> Span | None:
        name = span.text.replace(CURLY, "'")
        if name not in self.lexicon.names:
            name = self.capitals.get(name, name)
        known = self.lexicon.names.get(name) or self.lexicon.names.get(span.text)
        if known is None or self._is_part_of_a_name(span, known) or _goes_on(span, known):
            return None
        label = LABELS.get(known.type, "ORG")
        if known.kind in ("sea", "region"):
            label = "LOC"
        key = name if name in self.lexicon.names else span.text
        return Span(span.doc, span.start, span.end, label=label, kb_id=key)

    def _country(self, demonym: str) -> str:
        return self.lexicon.demonyms.get(demonym) or self.lexicon.demonyms[self.nations[demonym]]

    def _is_part_of_a_name(self, span: Span, known: Known) -> bool:
        """Whether a one-word name stands inside a longer one: `Michael Jordan`, `Assad Street`."""
        if len(span) > 1 or not (known.type == "person" or span.text in GIVEN_OR_FAMILY):
            return False
        before = span.doc[span.start - 1] if span.start else None
        after = span.doc[span.end] if span.end < len(span.doc) else None
        return any(token is not None and self._is_name_word(token) for token in (before, after))

    def _is_name_word(self, token: Token) -> bool:
        return (
            token.pos_ == "PROPN"
            and token.is_alpha
            and token.is_title
            and token.lower_ not in self.lexicon.sectors
            and token.text not in self.lexicon.demonyms
            and token.text not in self.lexicon.names
        )


def _goes_on(span: Span, known: Known) -> bool:
    """Whether a person's name goes on behind the known one: `Park Jin-young`, `X Jr.`."""
    doc, end = span.doc, span.end
    if known.type != "person" or end >= len(doc):
        return False
    if doc[end].text == "-":
        return len(span) > 1 and end + 1 < len(doc) and doc[end + 1].is_lower
    return doc[end].lower_.rstrip(".") in SUFFIXES and not known.name.endswith(doc[end].text)


def _in_capitals(names: Iterable[str]) -> dict[str, str]:
    """Names in capitals, as in headlines and datelines, to the names; acronyms are left out."""
    return {
        name.upper(): name
        for name in names
        if len(name) >= MIN_LETTERS and name[0].isupper() and not name.isupper()
    }


def _forms(names: Sequence[str]) -> list[str]:
    """The names, and again with curly apostrophes where they have straight ones."""
    return sorted({*names, *(name.replace("'", CURLY) for name in names)})
