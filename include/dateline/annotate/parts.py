"""What the parts of the annotator hand each other."""

from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Doc

from dateline.annotate.lexicon import Known


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of an article besides its text.

    Args:
        day: date of publication: who held which office then, which day `Wednesday` is.
        title: headline, which is no part of the text; empty without one.
        dateline_place: place of the dateline that cleaning cut from the text, as printed.
        country: country of the source, ISO 3166 alpha-3, or None.
    """

    day: date | None = None
    title: str = ""
    dateline_place: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One parsed paragraph.

    Args:
        doc: its document.
        start: where it begins in the article's text, in code points.
        is_headline: a line in title case that is no sentence: names of the other paragraphs are
            found in it, and no new ones.
        text: the document's text, which a document makes anew each time that it is asked.
    """

    doc: Doc
    start: int
    is_headline: bool = False
    text: str = ""

    def __post_init__(self) -> None:
        if not self.text:
            object.__setattr__(self, "text", self.doc.text)


@dataclass(slots=True)
class Mention:
    """One occurrence of a name, or of what stands for one.

    Args:
        text: the words.
        start: offset into the article's text, code points.
        end: end of it.
        paragraph: number of the paragraph.
        first: first token in the paragraph's document.
        last: end of the tokens.
        type: entity type of the contract.
        known: what the knowledge files or the gazetteer of places say it is.
        contains: name or country code of what stands inside the name of an unlinked organization.
        is_demonym: counted for its country, but what it stands in is not the country: `Russian
            warships`.
        form: how it names the entity: name, acronym, surname, role, demonym, pronoun, headline.
        confidence: how sure it is that the mention is of its entity, 0 to 1.
    """

    text: str
    start: int
    end: int
    paragraph: int
    first: int
    last: int
    type: str
    known: Known | None
    contains: str | None = None
    is_demonym: bool = False
    form: str = "name"
    confidence: float = 1.0


@dataclass(slots=True)
class Entity:
    """What an article's mentions of one thing amount to.

    Args:
        id: shared by articles that name the same: `country:SYR`, `actor:nato`, `place:170017`,
            else type, normalised name and country.
        name: canonical name.
        type: entity type of the contract.
        country: ISO 3166 alpha-3, or None.
        sector: sector code of PLOVER, or None.
        known: what the knowledge files or the gazetteer of places say of it.
        mentions: in the order of the text.
        in_title: whether the headline names it.
    """

    id: str
    name: str
    type: str
    country: str | None = None
    sector: str | None = None
    known: Known | None = None
    mentions: list[Mention] = field(default_factory=list)
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody is told to have said.

    Args:
        text: the words, quotation marks left out.
        start: offset into the article's text, code points.
        end: end of it; a quote over several paragraphs ends with its last one.
        speaker: the entity that speaks.
        speaker_text: the words that name the speaker.
        verb: the verb of saying, as printed.
        is_direct: between quotation marks.
        speaker_confidence: how sure the speaker is, 0 to 1.
    """

    text: str
    start: int
    end: int
    speaker: Entity | None
    speaker_text: str | None
    verb: str | None
    is_direct: bool = True
    speaker_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that say when.

    Args:
        text: the words.
        start: offset into the article's text, code points.
        end: end of it.
        first: first day that is meant; None where the publication date is needed and unknown.
        last: last day that is meant, inclusive.
        precision: day, week, month, quarter, season, year, decade.
    """

    text: str
    start: int
    end: int
    first: date | None
    last: date | None
    precision: str
